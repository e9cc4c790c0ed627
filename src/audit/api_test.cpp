#include <gmock/gmock.h>

#include "audit/store.hpp"
#include "tests/support/databases.hpp"

namespace qz::identity {

// Test programs link no identity, so this stands in for its Gate, the only maker of scopes.
class Gate {
 public:
    static Scope MakeScope() { return {}; }
};

}  // namespace qz::identity

namespace qz::audit {
namespace {

using http::Method;
using ::testing::SizeIs;

class AuditApi : public tests::OnBothEngines {
 protected:
    AuditApi() : keys_(secrets::Keyring::Open(folder_.path() / "keys", true)) {
        AddRoutes(router_, {.unit = [](storage::Snapshot&, UnitId unit) { return "单位" + unit.ToString(); },
                            .account = {},
                            .called =
                                [](storage::Snapshot&, std::string_view words, int most) {
                                    std::vector<AccountId> called;
                                    if (words == "张") called = {{11}, {12}};
                                    if (words == "cun") called.resize(static_cast<std::size_t>(most), {11});
                                    return called;
                                }});
        database().Write([](storage::Tx& tx) {
            Actor clerk;
            clerk.account = {11};
            clerk.unit = {3710};
            for (int i = 0; i < 5; ++i) Record(tx, clerk, "forms.return.submitted", std::int64_t{100} + i);
            Record(tx, clerk, "forms.row.revealed", std::int64_t{7}, {.personal = R"({"name":"王小明"})"});
        });
        database().Sequence();
        Integrate(database(), *keys_);
    }
    http::InProcess::Answer Send(std::string_view who, std::string_view target) {
        const auto authorise = [](storage::Snapshot&, const http::Request& request,
                                  const http::Route& route) -> http::Permitted {
            if (request.Cookie("who").empty())
                throw Problem(Problem::Kind::kUnauthenticated, "platform.http.unauthenticated");
            if (request.Cookie("who") != "auditor" || route.permission != "audit.read")
                throw Problem::Forbidden();
            return {Actor{}, identity::Gate::MakeScope()};
        };
        const http::InProcess server{router_, database(), authorise, &clock()};
        return server.Send(Method::kGet, target, {},
                           {{"Cookie", who.empty() ? "" : "who=" + std::string(who)}});
    }

    tests::ScratchFolder folder_;
    std::unique_ptr<secrets::Keyring> keys_;
    http::Router router_;
};
QZ_ON_BOTH_ENGINES(AuditApi);

TEST_P(AuditApi, ShowsNothingToAnybodyButTheAuditAdministrator) {
    for (const std::string_view target :
         {"/api/audit/entries", "/api/audit/entries/1", "/api/audit/checkpoints"}) {
        EXPECT_EQ(Send("", target).status, 401);
        EXPECT_EQ(Send("clerk", target).status, 403);
        EXPECT_EQ(Send("auditor", target).status, 200);
    }
}

TEST_P(AuditApi, SearchesPageByPage) {
    std::string target = "/api/audit/entries?limit=4";
    auto page = Send("auditor", target).Json();
    ASSERT_THAT(page.at("items").as_array(), SizeIs(4));
    EXPECT_EQ(page.at("items").at(0).at("unit_name"), "单位3710");
    page = Send("auditor", target + "&cursor=" + std::string(page.at("next").as_string())).Json();
    EXPECT_THAT(page.at("items").as_array(), SizeIs(2));
    EXPECT_TRUE(page.at("next").is_null());
    const auto found = [&](const std::string& query) {
        return Send("auditor", "/api/audit/entries?" + query).Json().at("items").as_array().size();
    };
    EXPECT_EQ(found("capability=forms.row.revealed"), 1u);
    EXPECT_EQ(found("object=101"), 1u);
    EXPECT_EQ(found("account=11&unit=3710"), 6u);
    EXPECT_EQ(found("account=12"), 0u);
    EXPECT_EQ(found("who=%E5%BC%A0"), 6u);
    EXPECT_EQ(found("who=%E5%BC%A0&account=12"), 0u);
    EXPECT_EQ(found("who=nobody"), 0u);
    EXPECT_EQ(found("who="), 6u);
    EXPECT_EQ(Send("auditor", "/api/audit/entries?who=cun").status, 422);
    EXPECT_EQ(found("from=2026-09-21"), 6u);
    EXPECT_EQ(found("to=2026-09-21"), 0u);
    EXPECT_EQ(Send("auditor", "/api/audit/entries?from=yesterday").status, 422);
    EXPECT_EQ(Send("auditor", "/api/audit/entries?account=x").status, 422);
}

TEST_P(AuditApi, ProvesAnEntryAgainstTheLatestCheckpoint) {
    for (int number = 1; number <= 6; ++number) {
        const auto entry = Send("auditor", "/api/audit/entries/" + std::to_string(number)).Json();
        const auto& proof = entry.at("proof");
        std::vector<Hash> path;
        for (const auto& hash : proof.at("path").as_array())
            path.push_back(*secrets::FromHex(hash.as_string()));
        const std::string leaf(entry.at("leaf").as_string());
        EXPECT_TRUE(VerifyInclusion(static_cast<std::uint64_t>(number - 1), 6, LeafHash(leaf), path,
                                    *secrets::FromHex(proof.at("checkpoint").at("root").as_string())));
    }
    EXPECT_EQ(Send("auditor", "/api/audit/entries/7").status, 404);
    EXPECT_EQ(Send("auditor", "/api/audit/entries/x").status, 404);
}

}  // namespace
}  // namespace qz::audit
