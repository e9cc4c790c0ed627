#include <sstream>

#include "identity/sample_people.hpp"

namespace qz::identity {
namespace {

using namespace std::chrono_literals;
using sample::Answer;

class AccountRoutes : public sample::Routes {
 protected:
    std::string NewAccountBody(std::string_view unit, std::string_view role, std::string_view login) {
        return json::serialize(json::object{{"unit", Unit(unit).ToString()},
                                            {"role", role},
                                            {"login", login},
                                            {"name", "孙主任"},
                                            {"post_title", "村主任"}});
    }
    Answer Act(AccountId account, std::string_view what, std::string_view token) {
        return Post("/api/identity/accounts/" + account.ToString() + "/" + std::string(what),
                    R"({"reason":"电话核实"})", token);
    }
};
QZ_ON_BOTH_ENGINES(AccountRoutes);

TEST_P(AccountRoutes, RefuseWhoeverManagesNobody) {
    EXPECT_EQ(Get("/api/identity/accounts").status, 401);
    const std::string token = SignIn("dazhuang");
    EXPECT_EQ(Get("/api/identity/accounts", token).status, 403);
    EXPECT_EQ(Act(neighbour_.account, "reset", token).status, 403);
    EXPECT_EQ(
        Post("/api/identity/accounts", NewAccountBody("371082101201", "unit_head", "sun"), token).status,
        403);
}

TEST_P(AccountRoutes, AreFoundByAPartOfTheirLoginAndNeverByAPattern) {
    const auto called = [this](std::string_view words, int most = 50) {
        return database().Read(
            [&](storage::Snapshot& snapshot) { return ListAccountsCalled(snapshot, words, most); });
    };
    EXPECT_FALSE(called("XIAOzhu").empty());
    EXPECT_GT(called("zhuang").size(), called("XIAOzhu").size());
    EXPECT_THAT(called("zhuang", 1), testing::SizeIs(1));
    EXPECT_THAT(called("%"), testing::IsEmpty());
    EXPECT_THAT(called(" "), testing::IsEmpty());
    EXPECT_THAT(called("nobody"), testing::IsEmpty());
}

TEST_P(AccountRoutes, ShowATownItsVillagesAndNoOthers) {
    const std::string token = SignIn("lidao");
    const std::string body = Get("/api/identity/accounts", token).body;
    EXPECT_THAT(body, testing::HasSubstr("dazhuang"));
    EXPECT_THAT(body, testing::HasSubstr("xiaozhuang"));
    EXPECT_THAT(body, testing::Not(testing::HasSubstr("beishan")));
    EXPECT_EQ(Get("/api/identity/accounts?unit=" + Unit("371082102").ToString(), token).status, 404);
    EXPECT_EQ(Get("/api/identity/accounts?search=beishan", token).Json().at("items").as_array().size(), 0u);
    EXPECT_EQ(Get("/api/identity/accounts?search=%25", token).Json().at("items").as_array().size(), 0u);
    EXPECT_EQ(Get("/api/identity/accounts?search=" + std::string("XIAO"), token)
                  .Json()
                  .at("items")
                  .as_array()
                  .size(),
              1u);
}

TEST_P(AccountRoutes, PageThroughEveryAccountOnce) {
    const std::string token = SignInSecurity();
    std::vector<std::string> logins;
    std::string target = "/api/identity/accounts?limit=2";
    for (int page = 0; page < 5; ++page) {
        const json::value answer = Get(target, token).Json();
        for (const json::value& item : answer.at("items").as_array()) {
            logins.emplace_back(item.at("login").as_string());
        }
        if (answer.at("next").is_null()) break;
        target = "/api/identity/accounts?limit=2&cursor=" + std::string(answer.at("next").as_string());
    }
    EXPECT_THAT(logins, testing::ElementsAre("security", "lidao", "dazhuang", "xiaozhuang", "beishan"));
}

TEST_P(AccountRoutes, LetATownGrantOnlyWhatItMayAndOnlyBelow) {
    const std::string token = SignIn("lidao");
    const auto create = [&](std::string_view unit, std::string_view role, std::string_view login) {
        return Post("/api/identity/accounts", NewAccountBody(unit, role, login), token).status;
    };
    EXPECT_EQ(create("371082102201", "village_clerk", "sun1"), 404);
    EXPECT_EQ(create("371082101201", "town_reviewer", "sun2"), 403);
    EXPECT_EQ(create("371082101201", "security_admin", "sun3"), 403);
    EXPECT_EQ(create("371082101", "unit_head", "sun4"), 403);
    EXPECT_EQ(create("371082101201", "unit_head", "sun5"), 201);
    EXPECT_EQ(create("371082101202", "unit_head", "SUN5"), 409);
}

TEST_P(AccountRoutes, LetNobodyTouchHimselfOrAForeigner) {
    EXPECT_EQ(Act(foreign_.account, "disable", SignIn("lidao")).status, 404);
    EXPECT_EQ(Act(town_.account, "disable", SignIn("lidao")).status, 403);
    EXPECT_EQ(Act(security_.account, "reset", SignInSecurity()).status, 403);
}

TEST_P(AccountRoutes, RefuseAnAccountThatHasMoreRightsThanTheTown) {
    database().Write([&](storage::Tx& tx) {
        InsertPost(tx, clerk_.person, FindPost(tx, town_.post)->unit, "town_section", "民政办科员");
    });
    EXPECT_EQ(Act(clerk_.account, "reset", SignIn("lidao")).status, 403);
}

TEST_P(AccountRoutes, DisableOnTheNextRequest) {
    const std::string clerk = SignIn("dazhuang");
    EXPECT_EQ(Get(UnitPath("371082101201"), clerk).status, 200);
    const std::string town = SignIn("lidao");
    EXPECT_EQ(Act(clerk_.account, "disable", town).status, 200);
    EXPECT_EQ(Get(UnitPath("371082101201"), clerk).status, 401);
    EXPECT_EQ(CodeOf(TrySignIn("dazhuang")), "identity.session.disabled");
    EXPECT_EQ(Act(clerk_.account, "enable", town).status, 200);
    EXPECT_EQ(TrySignIn("dazhuang").status, 200);
}

TEST_P(AccountRoutes, UnlockWhenTheTownSaysSo) {
    for (int i = 0; i < 5; ++i) TrySignIn("dazhuang", "wrong");
    EXPECT_EQ(TrySignIn("dazhuang").status, 423);
    EXPECT_EQ(Act(clerk_.account, "unlock", SignIn("lidao")).status, 200);
    EXPECT_EQ(TrySignIn("dazhuang").status, 200);
}

TEST_P(AccountRoutes, ResetAVillageWithACodeThatIsTakenOnce) {
    const std::string clerk = SignIn("dazhuang");
    const Answer reset = Act(clerk_.account, "reset", SignIn("lidao"));
    ASSERT_EQ(reset.status, 200) << reset.body;
    const std::string code(reset.Json().at("code").as_string());
    EXPECT_EQ(Get("/api/identity/me", clerk).status, 401);
    EXPECT_EQ(TrySignIn("dazhuang").status, 401);
    EXPECT_EQ(CodeOf(TrySignIn("dazhuang", code)), "identity.session.activation_needed");
    const auto activate = [&](std::string_view typed, std::string_view password) {
        return Post("/api/identity/activate",
                    json::serialize(json::object{
                        {"login", "dazhuang"}, {"activation_code", typed}, {"password", password}}));
    };
    EXPECT_EQ(activate("AAAA-BBBB-CCCC", "a new long sentence").status, 401);
    EXPECT_EQ(activate(code, "short").status, 422);
    EXPECT_EQ(activate(code, "a new long sentence").status, 204);
    EXPECT_EQ(activate(code, "yet another sentence").status, 401);
    EXPECT_EQ(TrySignIn("dazhuang", "a new long sentence").status, 200);
}

TEST_P(AccountRoutes, LetAnActivationCodeExpire) {
    const Answer reset = Act(clerk_.account, "reset", SignIn("lidao"));
    clock().Advance(std::chrono::days(14));
    const json::object body{{"login", "dazhuang"},
                            {"activation_code", reset.Json().at("code").as_string()},
                            {"password", "a new long sentence"}};
    EXPECT_EQ(CodeOf(Post("/api/identity/activate", json::serialize(body))), "identity.activation.wrong");
}

TEST_P(AccountRoutes, ShowTheCodesOfASheetOnce) {
    const std::string town = SignIn("lidao");
    ASSERT_EQ(Post("/api/identity/accounts", NewAccountBody("371082101201", "unit_head", "sun"), town).status,
              201);
    const std::string body = R"({"within":")" + Unit("371082101").ToString() + "\"}";
    const Answer first =
        Send(http::Method::kPost, "/api/identity/activation-sheets", body, town, "sheet-0001");
    ASSERT_EQ(first.status, 200) << first.body;
    const json::value answer = first.Json();
    const auto& sheet = answer.at("sheet").as_array();
    ASSERT_EQ(sheet.size(), 1u);
    EXPECT_EQ(sheet[0].at("login").as_string(), "sun");
    EXPECT_EQ(sheet[0].at("code").as_string().size(), 14u);
    const Answer again =
        Send(http::Method::kPost, "/api/identity/activation-sheets", body, town, "sheet-0001");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(CodeOf(again), "identity.sheet.make_anew");
    EXPECT_EQ(
        Post("/api/identity/activation-sheets", R"({"within":")" + Unit("371082102").ToString() + "\"}", town)
            .status,
        404);
}

TEST_P(AccountRoutes, KeepAdministratorsApartFromOtherPosts) {
    EXPECT_THROW(database().Write([&](storage::Tx& tx) {
        InsertPost(tx, security_.person, FindPost(tx, town_.post)->unit, "town_reviewer", "审核");
    }),
                 Problem);
    const std::string token = SignInSecurity();
    const std::string body = json::serialize(
        json::object{{"unit", Unit("3710").ToString()}, {"role", "audit_admin"}, {"title", "审计"}});
    EXPECT_EQ(Post("/api/identity/accounts/" + clerk_.account.ToString() + "/posts", body, token).status,
              422);
}

TEST_P(AccountRoutes, MakeOneAccountForEachVillageThatHasNone) {
    jobs::Runner runner(database(), clock());
    AddJobs(runner, gate_, {});
    const std::string token = SignInSecurity();
    const std::string body = json::serialize(json::object{{"within", Unit("371082").ToString()},
                                                          {"role", "village_clerk"},
                                                          {"level", "village"},
                                                          {"post_title", "村文书"}});
    EXPECT_EQ(Post("/api/identity/accounts/bulk", body, SignIn("lidao")).status, 404);
    // Every village has one already: nothing is made. Then one village stands without.
    EXPECT_EQ(Post("/api/identity/accounts/bulk", body, token).status, 201);
    runner.RunDue();
    EXPECT_EQ(Get("/api/identity/accounts?search=3710", token).Json().at("items").as_array().size(), 0u);
    directory::ImportAndSwitch(database(),
                               std::string(sample::kUnits) + "371082102202,南山村委会,village,371082102\n",
                               Date::From(2026, 9, 2), "测试文件", nullptr);
    const std::string job(Post("/api/identity/accounts/bulk", body, token).Json().at("id").as_string());
    const json::value waiting = Get("/api/identity/accounts/bulk/" + job, token).Json();
    EXPECT_EQ(waiting.at("state").as_string(), "waiting");
    EXPECT_EQ(waiting.at("with_account").as_int64() + 1, waiting.at("units").as_int64());
    runner.RunDue();
    const json::value ready = Get("/api/identity/accounts/bulk/" + job, token).Json();
    EXPECT_EQ(ready.at("state").as_string(), "done");
    EXPECT_EQ(ready.at("with_account"), ready.at("units"));
    EXPECT_EQ(Get("/api/identity/accounts/bulk/" + job, SignIn("lidao")).status, 404);
    const json::value made = Get("/api/identity/accounts?search=3710", token).Json();
    ASSERT_EQ(made.at("items").as_array().size(), 1u);
    EXPECT_EQ(made.at("items").at(0).at("login").as_string(), "371082102202");
    EXPECT_EQ(made.at("items").at(0).at("state").as_string(), "waiting_activation");
}

TEST_P(AccountRoutes, MakesThreeAdministratorsOnceAndRecordsEach) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(MakeAdministratorsCommand(database(), *keys_, out, err), 0) << err.str();
    EXPECT_NE(out.str().find("audit-admin"), std::string::npos);
    EXPECT_EQ(MakeAdministratorsCommand(database(), *keys_, out, err), 1);
    EXPECT_NE(err.str(), "");
    const auto recorded = database().Read([](storage::Snapshot& snapshot) {
        return snapshot
            .QueryOne("SELECT COUNT(*) FROM audit_entry WHERE capability = $1 AND account_id = 0",
                      "identity.account.created")
            .Get<std::int64_t>(0);
    });
    EXPECT_EQ(recorded, 3);
}

}  // namespace
}  // namespace qz::identity
