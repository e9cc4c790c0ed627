#include <map>

#include <gmock/gmock.h>

#include "catalogue/coverage.hpp"
#include "catalogue/sample_catalogue.hpp"
#include "catalogue/stock.hpp"
#include "directory/directory.hpp"

namespace qz::catalogue {
namespace {

using http::Method;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kTree =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371082001,崖头街道,township,371082\n"
    "371082001001,崖头村,village,371082001\n"
    "371083,乳山市,county,3710\n";

constexpr std::string_view kNumber = "11010519491231002X";

class CatalogueApi : public sample::SampleCatalogue {
 protected:
    CatalogueApi() {
        directory::ImportAndSwitch(database(), kTree, Date{20000}, "test", nullptr);
        tree_ = database().Read([](storage::Snapshot& snapshot) { return directory::CurrentTree(snapshot); });
        AddRoutes(router_, Connected());
    }
    Connections Connected() {
        Connections connections;
        connections.keys = keys_.get();
        connections.database = &database();
        return connections;
    }
    UnitId UnitOf(std::string_view code) const { return tree_->At(*tree_->FindCode(code)).id; }

    // "county" and "other" hold every permission for their county; "nobody" holds none.
    http::Permitted Authorise(storage::Snapshot& snapshot, const http::Request& request,
                              const http::Route& route) {
        const std::string who(request.Cookie("who"));
        if (who.empty()) throw Problem(Problem::Kind::kUnauthenticated, "platform.http.unauthenticated");
        if (who == "nobody") throw Problem::Forbidden();
        const Ordinal place = *tree_->FindCode(who == "other" ? "371083" : "371082");
        Actor actor;
        actor.account = {who == "colleague" ? 12 : who == "other" ? 13 : 11};
        actor.unit = tree_->At(place).id;
        const Scope scope = identity::Gate::MakeScope(actor.unit, tree_->version(), tree_->Subtree(place));
        if (route.scope_from == "unit" &&
            !directory::Covers(scope, *directory::CurrentTree(snapshot), request.Path<UnitId>("unit"))) {
            throw Problem::NotFound();
        }
        return {actor, scope};
    }
    http::InProcess::Answer Send(std::string_view who, Method method, std::string_view target,
                                 std::string_view body = {},
                                 std::vector<std::pair<std::string, std::string>> headers = {}) {
        headers.emplace_back("Cookie", who.empty() ? "" : "who=" + std::string(who));
        const http::InProcess server{router_, database(),
                                     [this](auto& snapshot, auto& request, auto& route) {
                                         return Authorise(snapshot, request, route);
                                     },
                                     &clock()};
        return server.Send(method, target, body, std::move(headers));
    }

    http::Router router_;
    std::shared_ptr<const directory::Tree> tree_;
};
QZ_ON_BOTH_ENGINES(CatalogueApi);

TEST_P(CatalogueApi, RefusesWhoMayNot) {
    // What a route's first half would accept, so that only the permission is left to refuse.
    const std::map<std::string, std::string> bodies = {
        {"/api/catalogue/elements",
         R"({"code":"x","label":"x","type":"text","refresh":"once","sensitivity":"public","sharing":"none","subject":"unit"})"},
        {"/api/catalogue/elements/1",
         R"({"label":"x","refresh":"once","sensitivity":"public","sharing":"none"})"},
        {"/api/catalogue/code-sets", R"({"code":"x","label":"x","codes":[{"code":"1","label":"x"}]})"},
        {"/api/catalogue/stock?source=x", "单位代码,户数\n"},
    };
    for (const auto& route : router_.routes()) {
        std::string target = route->pattern;
        for (std::size_t open; (open = target.find('{')) != std::string::npos;) {
            target.replace(open, target.find('}') - open + 1, "1");
        }
        if (target == "/api/catalogue/stock") target += "?source=x";
        std::string body;
        if (route->is_write && bodies.contains(target)) body = bodies.at(target);
        for (const auto& [who, status] : {std::pair("nobody", 403), std::pair("", 401)}) {
            EXPECT_EQ(Send(who, route->method, target, body, {{"If-Match", "\"1\""}}).status, status)
                << target;
        }
    }
}

TEST_P(CatalogueApi, ProposesFindsClaimsAndChangesAnElement) {
    constexpr std::string_view kProposal =
        R"({"code":"straw_area","label":"秸秆面积","type":"decimal","unit":"亩","places":2,"refresh":"yearly",)"
        R"("sensitivity":"internal","sharing":"conditional","subject":"unit"})";
    const auto made = Send("county", Method::kPost, "/api/catalogue/elements", kProposal);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string path = "/api/catalogue/elements/" + std::string(made.Json().at("id").as_string());
    EXPECT_EQ(Send("county", Method::kPost, "/api/catalogue/elements", kProposal).status, 409);

    const auto found =
        Send("other", Method::kGet, "/api/catalogue/elements?search=%E7%A7%B8%E7%A7%86").Json();
    ASSERT_THAT(found.at("items").as_array(), SizeIs(1));
    EXPECT_TRUE(found.at("items").at(0).at("steward").is_null()) << "待认领";

    constexpr std::string_view kChange =
        R"({"label":"秸秆还田面积","unit":"亩","refresh":"yearly","sensitivity":"internal","sharing":"none"})";
    EXPECT_EQ(Send("county", Method::kPut, path, kChange, {{"If-Match", "\"1\""}}).status, 403)
        << "claim it first";
    EXPECT_EQ(Send("county", Method::kPost, path + "/claim").status, 200);
    EXPECT_EQ(Send("county", Method::kPost, path + "/claim").status, 200) << "claiming twice changes nothing";
    EXPECT_EQ(Send("other", Method::kPost, path + "/claim").status, 409);
    EXPECT_EQ(Send("other", Method::kPut, path, kChange, {{"If-Match", "\"2\""}}).status, 403);
    EXPECT_EQ(Send("county", Method::kPut, path, kChange, {{"If-Match", "\"1\""}}).status, 412);
    EXPECT_EQ(Send("county", Method::kPut, path, kChange, {{"If-Match", "\"2\""}}).status, 200);
    const auto shown = Send("county", Method::kGet, path).Json();
    EXPECT_EQ(shown.at("label"), "秸秆还田面积");
    EXPECT_EQ(shown.at("steward_name"), "荣成市");
    EXPECT_EQ(shown.at("type"), "decimal");
}

TEST_P(CatalogueApi, SaysEveryFaultOfAProposalAtItsField) {
    const auto answer = Send("county", Method::kPost, "/api/catalogue/elements",
                             R"({"code":"Straw Area","label":"","type":"choice","refresh":"yearly",)"
                             R"("sensitivity":"internal","sharing":"conditional","subject":"unit"})");
    EXPECT_EQ(answer.status, 422);
    for (const std::string_view code :
         {"catalogue.element.bad_code", "catalogue.element.choices_missing", "\"label\""}) {
        EXPECT_THAT(answer.body, HasSubstr(code));
    }
    EXPECT_EQ(Send("county", Method::kPost, "/api/catalogue/elements",
                   R"({"code":"x","label":"x","type":"choice","code_set":"none","refresh":"once",)"
                   R"("sensitivity":"public","sharing":"none","subject":"unit"})")
                  .status,
              422);
}

TEST_P(CatalogueApi, AddsACodeSetOnce) {
    constexpr std::string_view kSet =
        R"({"code":"yes_no_unknown","label":"是否","codes":[{"code":"1","label":"是"},{"code":"2","label":"否"}]})";
    EXPECT_EQ(Send("county", Method::kPost, "/api/catalogue/code-sets", kSet).status, 201);
    EXPECT_EQ(Send("county", Method::kPost, "/api/catalogue/code-sets", kSet).status, 409);
    EXPECT_THAT(Send("county", Method::kGet, "/api/catalogue/code-sets").body, HasSubstr("yes_no_unknown"));
    EXPECT_EQ(
        Send("county", Method::kPost, "/api/catalogue/code-sets",
             R"({"code":"twice","label":"x","codes":[{"code":"1","label":"a"},{"code":"1","label":"b"}]})")
            .status,
        422);
}

TEST_P(CatalogueApi, ShowsHeldValuesMaskedWithinTheScopeAndNothingBeyond) {
    const UnitId village = UnitOf("371082001001");
    const auto elements =
        database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    const StoredValue sealed =
        Protect(*keys_, *elements->Find(number_), village, "r1:a", std::string(kNumber));
    database().Write([&](storage::Tx& tx) {
        AppendHeld(
            tx, village, nullptr, {"stock", "残联名册", 1},
            {{number_, "r1:a", sealed, "", Date{20700}}, {households_, "", "412", "2026", Date{20700}}});
        ConfirmHeld(tx, village, Clerk(), "", 5);
    });
    const std::string path = "/api/catalogue/units/" + village.ToString() + "/held";
    const auto own = Send("county", Method::kGet, path);
    ASSERT_EQ(own.status, 200) << own.body;
    ASSERT_THAT(own.Json().at("items").as_array(), SizeIs(1));
    EXPECT_EQ(own.Json().at("items").at(0).at("value"), "412");
    EXPECT_EQ(own.Json().at("items").at(0).at("source").at("label"), "残联名册");
    EXPECT_EQ(own.Json().at("confirmed").at("account"), "11");
    const auto roster = Send("county", Method::kGet, path + "?subject=r1:");
    EXPECT_THAT(roster.body, HasSubstr("**************002X"));
    EXPECT_THAT(roster.body, Not(HasSubstr(std::string(kNumber))));
    EXPECT_THAT(roster.body, Not(HasSubstr("enc:")));
    const auto history =
        Send("county", Method::kGet, path + '/' + number_.ToString() + "/history?subject=r1:a");
    EXPECT_THAT(history.body, HasSubstr("**************002X"));

    const auto foreign = Send("other", Method::kGet, path);
    const auto none = Send("other", Method::kGet, "/api/catalogue/units/1/held");
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(none.status, 404);
    EXPECT_EQ(Send("county", Method::kGet, path + "?subject=r1").status, 422);
}

TEST_P(CatalogueApi, OpensAnElementsCoverageToTheUnitsInReachAndNeverToAValue) {
    const UnitId village = UnitOf("371082001001");
    database().Write([&](storage::Tx& tx) {
        AppendHeld(tx, village, nullptr, {"stock", "残联名册", 1},
                   {{households_, "", "412", "2026", Date{20700}}});
    });
    CountCoverage(database());
    const std::string path = "/api/catalogue/elements/" + households_.ToString() + "/coverage";
    const auto own = Send("county", Method::kGet, path);
    ASSERT_EQ(own.status, 200) << own.body;
    const json::value shown = own.Json();
    EXPECT_EQ(shown.at("coverage").at("held"), 1);
    EXPECT_EQ(shown.at("coverage").at("of"), 1);
    ASSERT_THAT(shown.at("items").as_array(), SizeIs(1));
    EXPECT_EQ(shown.at("items").at(0).at("unit").at("name"), "崖头村");
    EXPECT_EQ(shown.at("items").at(0).at("as_of"), "2026-09-04");
    EXPECT_EQ(shown.at("items").at(0).at("source").at("label"), "残联名册");
    EXPECT_THAT(own.body, Not(HasSubstr("412")));
    EXPECT_THAT(Send("county", Method::kGet, path + "?state=not_held").Json().at("items").as_array(),
                SizeIs(0));
    const json::value other = Send("other", Method::kGet, path).Json();
    EXPECT_EQ(other.at("coverage").at("of"), 0);
    EXPECT_THAT(other.at("items").as_array(), SizeIs(0));
    EXPECT_EQ(Send("county", Method::kGet, path + "?state=late").status, 422);
    EXPECT_EQ(Send("county", Method::kGet, "/api/catalogue/elements/1/coverage").status, 404);
}

TEST_P(CatalogueApi, TakesAStockInAsAJobAndShowsItToItsMakerAlone) {
    const std::string target = "/api/catalogue/stock?source=%E5%8F%B0%E8%B4%A6&as_of=2026-09-01";
    const std::vector<std::pair<std::string, std::string>> csv = {{"Content-Type", "text/csv"}};
    const auto made =
        Send("county", Method::kPost, target, "单位代码,户数\n371082001001,412\n371083000000,5\n", csv);
    ASSERT_EQ(made.status, 201) << made.body;
    jobs::Runner runner(database(), clock());
    AddJobs(runner, Connected());
    EXPECT_GE(runner.RunDue(), 1);

    const std::string path = "/api/catalogue/stock/" + std::string(made.Json().at("id").as_string());
    const auto shown = Send("county", Method::kGet, path);
    ASSERT_EQ(shown.status, 200) << shown.body;
    EXPECT_EQ(shown.Json().at("state"), "faulty");
    EXPECT_THAT(shown.body, HasSubstr("该单位不在您的管理范围内"));
    EXPECT_EQ(Send("county", Method::kGet, path + "/errors.xlsx").status, 200);
    for (const std::string_view who : {"colleague", "other"}) {
        EXPECT_EQ(Send(who, Method::kGet, path).status, 404) << who;
        EXPECT_EQ(Send(who, Method::kGet, path + "/errors.xlsx").status, 404) << who;
    }

    const auto good = Send("county", Method::kPost, target, "单位代码,户数\n371082001001,412\n", csv);
    EXPECT_EQ(runner.RunDue(), 1);
    const std::string good_path = "/api/catalogue/stock/" + std::string(good.Json().at("id").as_string());
    EXPECT_EQ(Send("county", Method::kGet, good_path).Json().at("state"), "done");
    EXPECT_EQ(Send("county", Method::kGet, good_path + "/errors.xlsx").status, 409);
}

TEST_P(CatalogueApi, RefusesAStockWithoutSourceOrThatIsNoTable) {
    const std::vector<std::pair<std::string, std::string>> csv = {{"Content-Type", "text/csv"}};
    EXPECT_EQ(Send("county", Method::kPost, "/api/catalogue/stock", "单位代码,户数\n", csv).status, 422);
    EXPECT_EQ(
        Send("county", Method::kPost, "/api/catalogue/stock?source=x&as_of=soon", "单位代码,户数\n", csv)
            .status,
        422);
    EXPECT_EQ(Send("county", Method::kPost, "/api/catalogue/stock?source=x", "", csv).status, 422);
}

}  // namespace
}  // namespace qz::catalogue
