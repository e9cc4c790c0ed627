#include "rollups/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rollups/sample_tree.hpp"

namespace qz::rollups {
namespace {

using sample::SampleTree;
using ::testing::ElementsAre;

TaskFacts FactsSeeing(std::vector<OrdinalRange> visible) {
    TaskFacts facts;
    facts.tree = sample::SmallCity();
    facts.filing = {3, 4, 5, 7, 8, 12, 14, 15, 16};
    facts.columns = {{"households", "户数", "户", 0}};
    facts.visible = std::move(visible);
    return facts;
}

Columns Ones(const TaskFacts& facts) {
    Columns columns(1);
    columns.LayOut(facts.filing, *facts.tree);
    for (const Ordinal unit : facts.filing) columns.Put(unit, State::kReported, "1");
    columns.Settle();
    return columns;
}

std::vector<Ordinal> UnitsOf(const Table& table) {
    std::vector<Ordinal> units;
    for (const Item& item : table.items) units.push_back(item.unit);
    return units;
}

TEST(RollupView, StartsAtTheRootOfWhatIsVisible) {
    const auto facts = FactsSeeing({{1, 9}});
    const auto view = DecideView(facts, std::nullopt);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->parent, 1);
    const Table table = MakeTable(Ones(facts), *facts.tree, *view, false);
    EXPECT_THAT(UnitsOf(table), ElementsAre(2, 6));  // the department of the county files nothing
    EXPECT_TRUE(table.total.values[0] == Wide{5});
    EXPECT_FALSE(table.items[0].leaf);
}

TEST(RollupView, HidesEveryPlaceOutsideOfWhatIsVisible) {
    const auto facts = FactsSeeing({{1, 9}});
    for (const Ordinal outside : {0, 10, 11, 16}) {
        EXPECT_FALSE(DecideView(facts, SampleTree::IdOf(outside))) << outside;
    }
    EXPECT_FALSE(DecideView(facts, UnitId{5}));
    EXPECT_TRUE(DecideView(facts, SampleTree::IdOf(1)));
    EXPECT_TRUE(DecideView(facts, SampleTree::IdOf(9)));
    EXPECT_FALSE(DecideView(FactsSeeing({}), std::nullopt));
}

TEST(RollupView, AddsSeveralPartsWithoutCountingOneTwice) {
    const auto facts = FactsSeeing({{13, 16}, {4, 4}, {2, 5}, {2, 5}});
    const auto view = DecideView(facts, std::nullopt);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->parent, std::nullopt);
    const Table table = MakeTable(Ones(facts), *facts.tree, *view, false);
    EXPECT_THAT(UnitsOf(table), ElementsAre(2, 13));
    EXPECT_TRUE(table.total.values[0] == Wide{6});
    EXPECT_EQ(table.total.due, 6);
}

TEST(RollupView, OfASingleUnitShowsItsSubordinatesNothing) {
    const auto facts = FactsSeeing({{2, 2}});  // the town itself, without its villages
    const auto view = DecideView(facts, std::nullopt);
    ASSERT_TRUE(view);
    const Table table = MakeTable(Ones(facts), *facts.tree, *view, false);
    EXPECT_TRUE(table.items.empty());
    EXPECT_EQ(table.total.due, 0);
}

TEST(RollupTable, LinesAddUpToTheTotalWhereTheParentFilesToo) {
    auto facts = FactsSeeing({{0, 16}});
    facts.filing = {1, 2, 3, 4, 5, 7, 9};
    const auto view = DecideView(facts, SampleTree::IdOf(1));
    const Table table = MakeTable(Ones(facts), *facts.tree, *view, false);
    EXPECT_THAT(UnitsOf(table), ElementsAre(1, 2, 6, 9));
    Wide sum = 0;
    for (const Item& item : table.items) sum += *item.line.values[0];
    EXPECT_TRUE(table.total.values[0] == sum);
    EXPECT_TRUE(table.items[0].leaf);
    EXPECT_FALSE(table.items[1].leaf);
    EXPECT_TRUE(table.items[3].leaf);
}

TEST(RollupTable, OfAVillageIsTheVillage) {
    const auto facts = FactsSeeing({{0, 16}});
    const auto view = DecideView(facts, SampleTree::IdOf(4));
    const Table table = MakeTable(Ones(facts), *facts.tree, *view, false);
    EXPECT_THAT(UnitsOf(table), ElementsAre(4));
    EXPECT_TRUE(table.items[0].leaf);
    EXPECT_EQ(table.total.due, 1);
}

}  // namespace
}  // namespace qz::rollups
