#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rollups/rollups.hpp"
#include "rollups/sample_tree.hpp"
#include "tests/support/databases.hpp"

// Stands in for the only maker of scopes: test programs of this room link no identity.
namespace qz::identity {
class Gate {
 public:
    static Scope MakeScope(UnitId unit) {
        Scope scope;
        scope.unit_ = unit;
        return scope;
    }
};
}  // namespace qz::identity

namespace qz::rollups {
namespace {

using http::InProcess;
using http::Method;
using sample::SampleTree;
using storage::Snapshot;
using storage::Tx;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr TaskId kTask{1};
constexpr TaskId kRoster{2};

class RollupApi : public tests::OnBothEngines {
 protected:
    void SetUp() override {
        AddRoutes(router_, MakeSources());
        database().Write([](Tx& tx) {
            tx.Execute(sample::kMakeTable);
            sample::Put(tx, kTask, 3, State::kReported, "38,1250");
            sample::Put(tx, kTask, 4, State::kApproved, "2,");
            sample::Put(tx, kTask, 5, State::kSentBack, "100,100");
            sample::Put(tx, kTask, 7, State::kReported, "0,5");
            sample::Put(tx, kRoster, 3, State::kReported, "4,100,20");
            sample::Put(tx, kRoster, 4, State::kReported, "0,,");
        });
    }

    Sources MakeSources() {
        Sources sources;
        sources.find_task = [this](Snapshot&, const Scope& scope, TaskId task) -> std::optional<TaskFacts> {
            if (task != kTask && task != kRoster) return std::nullopt;
            // The acting unit sees its own subtree; a village sees no totals.
            const auto own = tree_->Find(scope.unit());
            if (!own || tree_->At(*own).level == directory::Level::kVillage) return std::nullopt;
            TaskFacts facts;
            facts.id = task;
            facts.columns = {{"households", "户数", "户", 0}, {"area", "面积", "亩", 2}};
            facts.is_roster = task == kRoster;
            facts.tree = tree_;
            facts.filing = {3, 4, 5, 7, 8, 12, 14, 15, 16};
            facts.visible = {tree_->Subtree(*own)};
            return facts;
        };
        sources.for_each_figures = sample::ForEachFigures;
        sources.list_entries = [](Snapshot& snapshot, TaskId task, OrdinalRange range, Ordinal after,
                                  int limit) {
            std::vector<Entry> entries;
            sample::ForEachFigures(
                snapshot, task, {std::max(range.first, after + 1), range.last},
                [&](Ordinal unit, State state, std::string_view figures) {
                    if (static_cast<int>(entries.size()) == limit) return;
                    entries.push_back({SampleTree::IdOf(unit), unit, state, tests::ManualClock::kMonday,
                                       std::string(figures), ReturnId{900 + unit}});
                });
            return entries;
        };
        return sources;
    }

    InProcess::Answer Get(const std::string& target, Ordinal as = 0, std::string language = "zh-CN") {
        const auto authorize = [as](Snapshot&, const http::Request&, const http::Route& route) {
            if (route.permission != "rollups.read") throw Problem::Forbidden();
            Actor actor;
            actor.account = AccountId{1};
            actor.unit = SampleTree::IdOf(as);
            return http::Permitted{actor, identity::Gate::MakeScope(actor.unit)};
        };
        return InProcess{router_, database(), authorize, &clock()}.Send(Method::kGet, target, {},
                                                                        {{"Accept-Language", language}});
    }
    static std::string Text(const json::value& value) {
        return value.is_null() ? "null" : json::serialize(value);
    }

    std::shared_ptr<SampleTree> tree_ = sample::SmallCity();
    http::Router router_;
};
QZ_ON_BOTH_ENGINES(RollupApi);

TEST_P(RollupApi, AnswersAVillageAndAnUnknownTaskAlike) {
    EXPECT_EQ(Get("/api/rollups/tasks/1", 3).status, 404);
    EXPECT_EQ(Get("/api/rollups/tasks/9").status, 404);
    EXPECT_EQ(Get("/api/rollups/tasks/1/entries?field=area", 3).status, 404);
    // A place outside of what the county may see, and no place at all.
    EXPECT_EQ(Get("/api/rollups/tasks/1?parent=1010", 1).status, 404);
    EXPECT_EQ(Get("/api/rollups/tasks/1?parent=1000", 1).status, 404);
    EXPECT_EQ(Get("/api/rollups/tasks/1?parent=5", 1).status, 404);
    EXPECT_EQ(Get("/api/rollups/tasks/1/entries?field=area&parent=1010", 1).status, 404);
}

TEST_P(RollupApi, ShowsEachTotalWithItsCompleteness) {
    const auto answer = Get("/api/rollups/tasks/1");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::value table = answer.Json();
    EXPECT_EQ(
        Text(table.at("total")),
        R"({"values":{"households":"40","area":"12.55"},"counted":3,"due":9,"undecided":0,"sent_back":1,"withdrawn":0,)"
        R"("missing":5})");
    EXPECT_EQ(table.at("parent").at("id").as_string(), "1000");
    EXPECT_EQ(table.at("tree_version").as_int64(), 3);
    EXPECT_EQ(table.at("as_of").as_string(), "2026-09-21T01:00:00.000Z");
    EXPECT_TRUE(table.at("change_number").is_int64());
    const json::array& items = table.at("items").as_array();
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].at("unit").at("id").as_string(), "1001");
    EXPECT_FALSE(items[0].at("leaf").as_bool());
    EXPECT_EQ(Text(items[1].at("values")), R"({"households":null,"area":null})");
    EXPECT_EQ(items[1].at("missing").as_int64(), 4);
    EXPECT_EQ(Text(table.at("fields").as_array()[1]),
              R"({"code":"area","label":"面积","unit":"亩","places":2})");
}

TEST_P(RollupApi, GoesDownToTheVillages) {
    const json::value town = Get("/api/rollups/tasks/1?parent=1002", 1).Json();
    const json::array& items = town.at("items").as_array();
    ASSERT_EQ(items.size(), 3u);
    EXPECT_TRUE(items[0].at("leaf").as_bool());
    EXPECT_EQ(Text(items[0].at("values")), R"({"households":"38","area":"12.5"})");
    EXPECT_EQ(Text(items[1].at("values")), R"({"households":"2","area":null})");
    EXPECT_EQ(Text(items[2].at("values")), R"({"households":null,"area":null})");
    EXPECT_EQ(items[2].at("sent_back").as_int64(), 1);
}

TEST_P(RollupApi, CountsApprovedOnesAloneWhenAsked) {
    const json::value table = Get("/api/rollups/tasks/1?approved_only=1").Json();
    EXPECT_EQ(Text(table.at("total").at("values")), R"({"households":"2","area":null})");
    EXPECT_EQ(table.at("total").at("counted").as_int64(), 1);
    EXPECT_EQ(table.at("total").at("missing").as_int64(), 5);
    // What is reported and waits for its reviewer is numbered beside the total, so that all adds up to due.
    EXPECT_EQ(table.at("total").at("undecided").as_int64(), 2);
    EXPECT_EQ(Get("/api/rollups/tasks/1?approved_only=yes").status, 422);
}

TEST_P(RollupApi, PutsTheRowsOfARosterFirst) {
    const json::value table = Get("/api/rollups/tasks/2").Json();
    EXPECT_EQ(Text(table.at("fields").as_array()[0]),
              R"({"code":"_rows","label":"人数","unit":"人","places":0})");
    EXPECT_EQ(Text(table.at("total").at("values")), R"({"_rows":"4","households":"100","area":"0.2"})");
    const json::value english = Get("/api/rollups/tasks/2", 0, "en").Json();
    EXPECT_EQ(english.at("fields").as_array()[0].at("label").as_string(), "People");
}

TEST_P(RollupApi, OpensAFigureToTheReturnsItCountsAndToNoOthers) {
    const json::value list = Get("/api/rollups/tasks/1/entries?field=area").Json();
    const json::array& items = list.at("items").as_array();
    ASSERT_EQ(items.size(), 3u);
    EXPECT_EQ(
        Text(items[0]),
        R"({"unit":{"id":"1003","code":"u3","name":"u3","level":"village","kind":"administrative"},)"
        R"("value":"12.5","state":"reported","reported_at":"2026-09-21T01:00:00.000Z","return":"903"})");
    EXPECT_TRUE(items[1].at("value").is_null());
    EXPECT_EQ(items[2].at("value").as_string(), "0.05");
    EXPECT_TRUE(list.at("next").is_null());
    EXPECT_EQ(
        Get("/api/rollups/tasks/1/entries?field=area&approved_only=1").Json().at("items").as_array().size(),
        1u);
    EXPECT_EQ(Get("/api/rollups/tasks/1/entries?field=area&parent=1006").Json().at("items").as_array().size(),
              1u);
    EXPECT_EQ(Get("/api/rollups/tasks/2/entries?field=_rows").Json().at("items").as_array().size(), 2u);
}

TEST_P(RollupApi, PagesThroughEntriesWithoutLosingOrRepeatingOne) {
    std::vector<std::string> seen;
    std::string cursor;
    do {
        const json::value page = Get("/api/rollups/tasks/1/entries?field=households&limit=1" +
                                     (cursor.empty() ? "" : "&cursor=" + cursor))
                                     .Json();
        for (const json::value& item : page.at("items").as_array()) {
            seen.emplace_back(item.at("unit").at("id").as_string());
        }
        cursor = page.at("next").is_null() ? "" : std::string(page.at("next").as_string());
    } while (!cursor.empty());
    EXPECT_THAT(seen, ElementsAre("1003", "1004", "1007"));
}

TEST_P(RollupApi, NamesTheFieldThatItDoesNotKnow) {
    for (const char* target : {"/api/rollups/tasks/1/entries?field=pigs", "/api/rollups/tasks/1/entries",
                               "/api/rollups/tasks/1/entries?field=_rows"}) {
        const auto answer = Get(target);
        EXPECT_EQ(answer.status, 422);
        EXPECT_THAT(answer.body, HasSubstr("rollups.entries.unknown_field"));
    }
    EXPECT_EQ(Get("/api/rollups/tasks/1/entries?field=area&cursor=zzz").status, 422);
}

}  // namespace
}  // namespace qz::rollups
