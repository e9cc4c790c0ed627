#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directory/import.hpp"
#include "directory/sample_tables.hpp"
#include "tests/support/databases.hpp"

// Only this class may make a Scope. The real one lies above this room, so its place is taken here.
namespace qz::identity {
class Gate {
 public:
    static Scope Everywhere() { return {}; }
};
}  // namespace qz::identity

namespace qz::directory {
namespace {

using testing::HasSubstr;

class DirectoryApi : public tests::OnBothEngines {
 protected:
    DirectoryApi() {
        AddRoutes(router_, {[this](storage::Snapshot&, UnitId unit) { return belongings_[unit]; },
                            [this](storage::Tx&, const Leaving& leaving, const Actor*) {
                                left_[leaving.unit] = leaving;
                            }});
    }

    void SetUp() override {
        ImportAndSwitch(database(), SmallTable(), Date::From(2026, 9, 1), "测试文件", nullptr);
        database().Read([&](storage::Snapshot& snapshot) {
            const auto tree = CurrentTree(snapshot);
            for (Ordinal ordinal = 0; ordinal < tree->size(); ++ordinal) {
                ids_[std::string(tree->At(ordinal).code)] = tree->At(ordinal).id.ToString();
            }
        });
    }

    http::InProcess::Answer Send(http::Method method, const std::string& target, std::string_view body = {},
                                 std::vector<std::pair<std::string, std::string>> headers = {}) {
        const http::Authorize authorize = [this](storage::Snapshot&, const http::Request&,
                                                 const http::Route& route) {
            if (!permissions_.contains(route.permission)) throw Problem::Forbidden();
            Actor actor;
            actor.account = AccountId{1};
            actor.person = PersonId{2};
            actor.post = PostId{3};
            actor.unit = UnitId{4};
            return http::Permitted{actor, identity::Gate::Everywhere()};
        };
        return http::InProcess{router_, database(), authorize, &clock()}.Send(method, target, body,
                                                                              std::move(headers));
    }
    http::InProcess::Answer Get(const std::string& target) { return Send(http::Method::kGet, target); }
    std::string Unit(const std::string& code) { return "/api/directory/units/" + ids_.at(code); }
    std::string Text(const json::value& value, std::string_view member) {
        return std::string(value.at(member).as_string());
    }
    // Sends a table, lets its job run, and gives the import's id.
    std::string Upload(std::string_view csv) {
        const auto answer =
            Send(http::Method::kPost, "/api/directory/imports", csv, {{"Content-Type", "text/csv"}});
        EXPECT_EQ(answer.status, 201) << answer.body;
        jobs::Runner runner(database(), clock());
        AddJobs(runner);
        runner.RunDue();
        return Text(answer.Json(), "id");
    }

    // Uploads the table without these villages, given as its lines.
    std::string Without(std::initializer_list<std::string_view> lines) {
        std::string table(SmallTable());
        for (const std::string_view line : lines) table = Replaced(table, line, "");
        return Import(table);
    }
    std::string Import(const std::string& table) { return "/api/directory/imports/" + Upload(table); }
    http::InProcess::Answer Switch(const std::string& import) {
        return Send(http::Method::kPost, import + "/switch",
                    R"({"effective":"2026-09-01","document":"鲁民函〔2026〕9号"})");
    }
    http::InProcess::Answer Name(const std::string& import, std::string_view code, std::string_view rest) {
        return Send(
            http::Method::kPost, import + "/successors",
            R"({"successors":[{"unit":")" + ids_.find(code)->second + "\"," + std::string(rest) + "}]}");
    }
    UnitId IdOf(std::string_view code) { return *ParseId<UnitId>(ids_.find(code)->second); }
    std::vector<Successor> SuccessorsOf(std::string_view code) {
        return database().Read([&](storage::Snapshot& snapshot) {
            return CurrentSuccession(snapshot)->Of(*CurrentTree(snapshot), IdOf(code));
        });
    }

    http::Router router_;
    std::map<UnitId, Belongings> belongings_;
    std::map<UnitId, Leaving> left_;
    std::set<std::string, std::less<>> permissions_{"directory.read", "directory.manage"};
    std::map<std::string, std::string, std::less<>> ids_;
};
QZ_ON_BOTH_ENGINES(DirectoryApi);

TEST_P(DirectoryApi, LetsNobodyChangeTheTreeWhoMayOnlyReadIt) {
    permissions_ = {"directory.read"};
    EXPECT_EQ(Send(http::Method::kPatch, Unit("3710"), R"({"in_use":false})", {{"If-Match", "\"1\""}}).status,
              403);
    EXPECT_EQ(Send(http::Method::kPost, "/api/directory/imports", "x").status, 403);
    EXPECT_EQ(Send(http::Method::kPost, "/api/directory/departments", R"({"departments":[]})").status, 403);
    EXPECT_EQ(Get("/api/directory/imports").status, 403);
    EXPECT_EQ(Get("/api/directory/root").status, 200);
}

TEST_P(DirectoryApi, ShowsAUnitWithItsPath) {
    const json::value unit = Get(Unit("371082101")).Json();
    EXPECT_EQ(Text(unit, "name"), "俚岛镇");
    EXPECT_EQ(unit.at("children").as_int64(), 2);
    EXPECT_EQ(unit.at("path").as_array().size(), 3u);
    EXPECT_TRUE(unit.at("government").is_null());
    EXPECT_EQ(Get("/api/directory/units/77").status, 404);
    EXPECT_EQ(Text(Get("/api/directory/root").Json(), "code"), "3710");
}

TEST_P(DirectoryApi, PagesThroughChildrenInEitherOrder) {
    const json::value first = Get(Unit("371082") + "/children?limit=1").Json();
    EXPECT_EQ(Text(first.at("items").at(0), "name"), "俚岛镇");
    const json::value second = Get(Unit("371082") + "/children?limit=1&cursor=" + Text(first, "next")).Json();
    EXPECT_EQ(Text(second.at("items").at(0), "name"), "成山镇");
    EXPECT_TRUE(second.at("next").is_null());
    const json::value by_pinyin = Get(Unit("371082") + "/children?order=pinyin").Json();
    EXPECT_EQ(Text(by_pinyin.at("items").at(0), "name"), "成山镇");
    EXPECT_EQ(Get(Unit("371082") + "/children?order=size").status, 422);
}

TEST_P(DirectoryApi, SearchesWithinAUnit) {
    const json::value all = Get("/api/directory/search?q=%E5%A4%A7%E5%BA%84").Json();
    EXPECT_EQ(all.at("items").as_array().size(), 2u);
    const json::value some =
        Get("/api/directory/search?q=dz&level=village&within=" + ids_.at("371082102")).Json();
    ASSERT_EQ(some.at("items").as_array().size(), 1u);
    EXPECT_EQ(Text(some.at("items").at(0), "code"), "371082102201");
    EXPECT_EQ(some.at("items").at(0).at("path").as_array().size(), 3u);
    EXPECT_EQ(Get("/api/directory/search").status, 422);
    EXPECT_EQ(Get("/api/directory/search?q=a&level=hamlet").status, 422);
}

TEST_P(DirectoryApi, ChangesAUnitAtTheRevisionThatWasRead) {
    const std::string body = R"({"display_name":"大庄","in_use":false})";
    EXPECT_EQ(Send(http::Method::kPatch, Unit("371082101201"), body, {{"If-Match", "\"1\""}}).status, 200);
    EXPECT_EQ(Send(http::Method::kPatch, Unit("371082101201"), body, {{"If-Match", "\"1\""}}).status, 412);
    const json::value unit = Get(Unit("371082101201")).Json();
    EXPECT_EQ(Text(unit, "name"), "大庄");
    EXPECT_EQ(Text(unit, "official_name"), "大庄村委会");
    EXPECT_EQ(unit.at("revision").as_int64(), 2);
    EXPECT_EQ(Get("/api/directory/versions").Json().at("items").as_array().size(), 2u);
    EXPECT_EQ(
        Send(http::Method::kPatch, Unit("371082101201"), R"({"kind":"department"})", {{"If-Match", "\"2\""}})
            .status,
        422);
}

TEST_P(DirectoryApi, AddsDepartmentsOnceHoweverOftenTheyAreSent) {
    const std::string body = R"({"departments":[{"code":"3710-mzj","name":"威海市民政局","government":")" +
                             ids_.at("3710") + R"("}]})";
    const auto first = Send(http::Method::kPost, "/api/directory/departments", body,
                            {{"Idempotency-Key", "departments-once-0001"}});
    const auto again = Send(http::Method::kPost, "/api/directory/departments", body,
                            {{"Idempotency-Key", "departments-once-0001"}});
    EXPECT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(Get(Unit("3710")).Json().at("departments").as_int64(), 1);
    EXPECT_EQ(Send(http::Method::kPost, "/api/directory/departments", body).status, 422);
}

TEST_P(DirectoryApi, ReportsTheFaultsOfAnUploadedTableByLine) {
    const std::string import = Upload(SmallTable() + "371082103,无主镇,township,371099\n");
    const json::value view = Get("/api/directory/imports/" + import).Json();
    EXPECT_EQ(Text(view, "state"), "faulty");
    EXPECT_EQ(Text(view.at("faults").at(0), "place"), "line 9");
    EXPECT_THAT(Text(view.at("faults").at(0), "message"), HasSubstr("371099"));
    EXPECT_EQ(Send(http::Method::kPost, "/api/directory/imports/" + import + "/switch",
                   R"({"effective":"2026-09-01","document":"某文"})")
                  .status,
              409);
}

TEST_P(DirectoryApi, SwitchesToAReviewedTableWithSuccessors) {
    const std::string import =
        "/api/directory/imports/" +
        Upload(Replaced(SmallTable(), "371082101202,小庄村委会,village,371082101\n", ""));
    EXPECT_EQ(Text(Get(import).Json(), "state"), "ready");
    const json::value removed = Get(import + "/difference?kind=removed").Json();
    ASSERT_EQ(removed.at("items").as_array().size(), 1u);
    EXPECT_EQ(Text(removed.at("items").at(0), "unit"), ids_.at("371082101202"));
    const auto successors = [&](const std::string& unit, const std::string& to) {
        return Send(http::Method::kPost, import + "/successors",
                    R"({"successors":[{"unit":")" + unit + R"(","to":[")" + to + R"("]}]})")
            .status;
    };
    EXPECT_EQ(successors(ids_.at("3710"), ids_.at("371082")), 422);
    EXPECT_EQ(successors(ids_.at("371082101202"), "77"), 422);
    EXPECT_EQ(successors(ids_.at("371082101202"), ids_.at("371082101201")), 200);
    const auto switched = [&](const char* effective) {
        return Send(http::Method::kPost, import + "/switch",
                    std::string(R"({"effective":")") + effective + R"(","document":"某文"})")
            .status;
    };
    EXPECT_EQ(switched("2030-01-01"), 422);
    EXPECT_EQ(switched("2026-09-01"), 200);
    EXPECT_EQ(switched("2026-09-01"), 409);
    EXPECT_EQ(Get(Unit("371082101202")).status, 404);
}

constexpr std::string_view kXiaozhuang = "371082101202,小庄村委会,village,371082101\n";
constexpr std::string_view kDazhuang = "371082101201,大庄村委会,village,371082101\n";

TEST_P(DirectoryApi, RefusesASwitchThatWouldLoseWhatHangsOnAUnit) {
    belongings_[IdOf("371082101202")] = {2, 3, 40};
    const std::string import = Without({kXiaozhuang});
    const json::value row = Get(import + "/difference?kind=removed").Json().at("items").at(0);
    EXPECT_EQ(row.at("accounts"), 2);
    EXPECT_EQ(row.at("open_returns"), 3);
    EXPECT_EQ(row.at("held"), 40);
    EXPECT_EQ(row.at("must_name"), true);
    const auto refused = Switch(import);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(Text(refused.Json(), "code"), "directory.import.successors_missing");
    EXPECT_THAT(Text(refused.Json().at("findings").at(0), "message"),
                testing::AllOf(HasSubstr("小庄村委会"), HasSubstr("40")));
    EXPECT_TRUE(left_.empty());
    EXPECT_EQ(Get(Unit("371082101202")).status, 200);

    ASSERT_EQ(Name(import, "371082101202", R"("to":[")" + ids_["371082101201"] + R"("])").status, 200);
    const json::value named = Get(import + "/difference?kind=removed").Json().at("items").at(0);
    EXPECT_EQ(named.at("must_name"), false);
    EXPECT_EQ(Text(named.at("successors").at(0), "name"), "大庄村委会");
    ASSERT_EQ(Switch(import).status, 200);
    EXPECT_EQ(left_.at(IdOf("371082101202")).successors, std::vector<UnitId>{IdOf("371082101201")});
    EXPECT_EQ(left_.at(IdOf("371082101202")).document, "鲁民函〔2026〕9号");
}

TEST_P(DirectoryApi, ProposesTheNamesakeOfAVillageThatWasRenumberedWhereItIsTheOnlyOne) {
    const auto proposed = [&](const std::string& table) {
        std::vector<std::string> names;
        const json::value rows = Get(Import(table) + "/difference?kind=removed").Json();
        for (const json::value& row : rows.at("items").as_array()) {
            const json::value& one = row.at("proposed");
            names.push_back(one.is_null() ? "" : Text(one, "code"));
        }
        return names;
    };
    const std::string one = Replaced(SmallTable(), "371082101202,", "371082101302,");
    EXPECT_THAT(proposed(one), testing::ElementsAre("371082101302"));
    // Two villages of that name go: nobody can tell from the name which is which.
    const std::string two =
        Replaced(Replaced(SmallTable(), "371082101201,", "371082101301,"), "371082102201,", "371082102301,");
    EXPECT_THAT(proposed(two), testing::ElementsAre("", ""));
}

TEST_P(DirectoryApi, AbolishesAUnitOnlyWhenThatIsSaid) {
    belongings_[IdOf("371082101202")] = {1, 0, 0};
    const std::string import = Without({kXiaozhuang});
    EXPECT_EQ(
        Name(import, "371082101202", R"("abolished":true,"to":[")" + ids_["371082101201"] + R"("])").status,
        422);
    ASSERT_EQ(Name(import, "371082101202", R"("abolished":true)").status, 200);
    const json::value row = Get(import + "/difference?kind=removed").Json().at("items").at(0);
    EXPECT_EQ(row.at("must_name"), false);
    EXPECT_EQ(Text(row.at("kept_by"), "name"), "俚岛镇");
    ASSERT_EQ(Switch(import).status, 200);
    EXPECT_TRUE(left_.at(IdOf("371082101202")).successors.empty());
    EXPECT_EQ(SuccessorsOf("371082101202"), (std::vector<Successor>{{IdOf("371082101"), true}}));
}

TEST_P(DirectoryApi, FindsWhoCarriesOnHoweverOftenTheWorkWentOn) {
    const std::string first = Without({kXiaozhuang});
    ASSERT_EQ(Name(first, "371082101202", R"("to":[")" + ids_["371082101201"] + R"("])").status, 200);
    ASSERT_EQ(Switch(first).status, 200);
    EXPECT_EQ(SuccessorsOf("371082101202"), (std::vector<Successor>{{IdOf("371082101201"), false}}));
    const std::string second = Without({kXiaozhuang, kDazhuang});
    ASSERT_EQ(Name(second, "371082101201", R"("to":[")" + ids_["371082102201"] + R"("])").status, 200);
    ASSERT_EQ(Switch(second).status, 200);
    for (const char* code : {"371082101202", "371082101201"}) {
        EXPECT_EQ(SuccessorsOf(code), (std::vector<Successor>{{IdOf("371082102201"), false}})) << code;
    }
    const auto carried = database().Read([&](storage::Snapshot& snapshot) {
        return CurrentSuccession(snapshot)->Carried(*CurrentTree(snapshot), IdOf("371082102201"));
    });
    EXPECT_THAT(carried, testing::UnorderedElementsAre(IdOf("371082101201"), IdOf("371082101202")));
    const std::string third = Import(Replaced(
        Replaced(Replaced(SmallTable(), kXiaozhuang, ""), kDazhuang, ""), "371082102201,", "371082102301,"));
    const json::value added = Get(third + "/difference?kind=added").Json();
    ASSERT_EQ(
        Name(third, "371082102201", R"("to":[")" + Text(added.at("items").at(0), "unit") + R"("])").status,
        200);
    ASSERT_EQ(Switch(third).status, 200);
    // A unit of its own under another code; what went into it before was merged.
    EXPECT_TRUE(SuccessorsOf("371082102201").at(0).renews);
    EXPECT_FALSE(SuccessorsOf("371082101202").at(0).renews);
    // A unit that comes back stands for itself again.
    ASSERT_EQ(Switch(Import(SmallTable())).status, 200);
    EXPECT_TRUE(SuccessorsOf("371082101202").empty());
}

}  // namespace
}  // namespace qz::directory
