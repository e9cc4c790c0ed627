#include "rollups/memory.hpp"

#include <future>
#include <random>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rollups/sample_tree.hpp"
#include "tests/support/databases.hpp"

namespace qz::rollups {
namespace {

using sample::SampleTree;
using storage::Snapshot;
using storage::Tx;
using ::testing::HasSubstr;

constexpr TaskId kTask{1};

// 4 towns of 10 villages: one changed unit is followed, six are read as a whole.
std::shared_ptr<SampleTree> FortyVillages() {
    auto tree = std::make_shared<SampleTree>();
    const Ordinal city = tree->Add(-1, directory::Level::kCity);
    for (int town = 0; town < 4; ++town) {
        const Ordinal root = tree->Add(city, directory::Level::kTownship);
        for (int village = 0; village < 10; ++village) tree->Add(root, directory::Level::kVillage);
    }
    return tree;
}

class RollupMemory : public tests::OnBothEngines {
 protected:
    void SetUp() override {
        facts_.id = kTask;
        facts_.tree = FortyVillages();
        for (Ordinal unit = 0; unit < facts_.tree->size(); ++unit) {
            if (facts_.tree->At(unit).level == directory::Level::kVillage) facts_.filing.push_back(unit);
        }
        facts_.columns = {{"households", "户数", "户", 0}};
        sources_.for_each_figures = [this](Snapshot& snapshot, TaskId task, OrdinalRange range,
                                           const EachFigures& each) {
            ++readings_;
            sample::ForEachFigures(snapshot, task, range,
                                   [&](Ordinal unit, State state, std::string_view figures) {
                                       ++rows_;
                                       each(unit, state, figures);
                                   });
        };
        sources_.list_tasks = [](Snapshot&) { return std::vector<TaskId>{kTask}; };
        sources_.facts_of = [this](Snapshot&, TaskId) { return std::optional(facts_); };
        database().Write([](Tx& tx) { tx.Execute(sample::kMakeTable); });
    }

    void Put(Ordinal unit, State state, std::int64_t value) {
        database().Write([&](Tx& tx) { sample::Put(tx, kTask, unit, state, std::to_string(value)); });
    }
    Line AskIn(Snapshot& snapshot, const TaskFacts& facts) {
        Line line;
        snapshot.Memory<ColumnMemory>().Ask(snapshot, facts, sources_, settings_,
                                            [&](const Columns& columns, std::int64_t) {
                                                line = columns.Sum({0, facts.tree->size() - 1}, false);
                                            });
        return line;
    }
    std::int64_t Total() {
        const Line line = database().Read([&](Snapshot& snapshot) { return AskIn(snapshot, facts_); });
        return line.values[0] ? static_cast<std::int64_t>(*line.values[0]) : -1;
    }

    TaskFacts facts_;
    Sources sources_;
    Settings settings_;
    std::atomic<int> readings_{0};
    std::atomic<int> rows_{0};
};
QZ_ON_BOTH_ENGINES(RollupMemory);

TEST_P(RollupMemory, ShowsACommitThatWasAnsweredWhetherItIsNumberedOrNot) {
    Put(2, State::kReported, 5);
    EXPECT_EQ(Total(), 5);
    Put(3, State::kReported, 7);
    EXPECT_EQ(Total(), 12);
    database().Sequence();
    Put(2, State::kReported, 6);
    EXPECT_EQ(Total(), 13);
    Put(3, State::kSentBack, 7);
    EXPECT_EQ(Total(), 6);
    database().Sequence();
    EXPECT_EQ(Total(), 6);
}

TEST_P(RollupMemory, ReadsAgainOnlyTheUnitThatChanged) {
    for (const Ordinal unit : facts_.filing) Put(unit, State::kReported, 1);
    database().Sequence();
    EXPECT_EQ(Total(), 40);
    readings_ = rows_ = 0;
    EXPECT_EQ(Total(), 40);
    EXPECT_EQ(readings_, 0);
    Put(20, State::kApproved, 2);
    EXPECT_EQ(Total(), 41);
    EXPECT_EQ(readings_, 1);
    EXPECT_EQ(rows_, 1);
}

TEST_P(RollupMemory, ReadsAllAgainWhenMoreThanOneInEightChanged) {
    for (const Ordinal unit : facts_.filing) Put(unit, State::kReported, 1);
    database().Sequence();
    EXPECT_EQ(Total(), 40);
    for (int unit = 0; unit < 7; ++unit)
        Put(facts_.filing[static_cast<std::size_t>(unit) * 6], State::kReported, 2);
    readings_ = rows_ = 0;
    EXPECT_EQ(Total(), 47);
    EXPECT_EQ(readings_, 1);
    EXPECT_EQ(rows_, 40);
}

TEST_P(RollupMemory, FollowsWhoFiles) {
    for (const Ordinal unit : facts_.filing) Put(unit, State::kReported, 1);
    database().Sequence();
    EXPECT_EQ(Total(), 40);
    facts_.filing.erase(facts_.filing.begin());
    EXPECT_EQ(Total(), 39);
    facts_.filing.insert(facts_.filing.begin(), 1);  // a town instead of its village
    EXPECT_EQ(Total(), 39);
    Put(1, State::kReported, 100);
    EXPECT_EQ(Total(), 139);
}

TEST_P(RollupMemory, AnOlderSnapshotNeitherUndoesNorMissesAnything) {
    for (const Ordinal unit : facts_.filing) Put(unit, State::kReported, 1);
    database().Sequence();
    EXPECT_EQ(Total(), 40);
    Put(5, State::kReported,
        2);  // the older snapshot sees this; on PostgreSQL it may still wait for its number
    for (const bool numbered : {false, true}) {
        std::promise<void> begun;
        std::promise<void> go_on;
        auto older = std::async(std::launch::async, [&] {
            return database().Read([&](Snapshot& snapshot) {
                storage::Database::FindFrontier(snapshot, 1);  // the snapshot is taken at the first statement
                begun.set_value();
                go_on.get_future().wait();
                return AskIn(snapshot, facts_);
            });
        });
        begun.get_future().wait();
        Put(5, State::kReported, 10);  // it does not see this
        if (numbered) database().Sequence();
        EXPECT_EQ(Total(), 49);
        go_on.set_value();
        EXPECT_GE(static_cast<std::int64_t>(*older.get().values[0]), 41);
        EXPECT_EQ(Total(), 49);
        database().Sequence();
        EXPECT_EQ(Total(), 49);
    }
}

TEST_P(RollupMemory, ReadersNeverSeeLessThanWhatWasCommittedBeforeTheyAsked) {
    for (const Ordinal unit : facts_.filing) Put(unit, State::kReported, 0);
    std::atomic<std::int64_t> committed{0};
    std::atomic<bool> stop{false};
    std::atomic<int> failures{0};
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 2; ++reader) {
        readers.emplace_back([&] {
            while (!stop) {
                const std::int64_t before = committed;
                if (Total() < before) ++failures;
            }
        });
    }
    std::mt19937 random(3);
    std::vector<std::int64_t> values(facts_.filing.size(), 0);
    for (int step = 1; step <= 150; ++step) {
        const std::size_t at = random() % values.size();
        Put(facts_.filing[at], State::kReported, ++values[at]);
        committed = step;
        if (random() % 5 == 0) database().Sequence();
    }
    stop = true;
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(Total(), 150);
}

TEST_P(RollupMemory, EqualsARecountAfterAnyCommits) {
    std::mt19937 random(11);
    for (int round = 0; round < 25; ++round) {
        const auto commits = random() % 9;
        for (std::size_t commit = 0; commit < commits; ++commit) {
            Put(facts_.filing[random() % facts_.filing.size()], static_cast<State>(random() % 7),
                static_cast<std::int64_t>(random() % 1000) - 500);
        }
        if (random() % 2 == 0) database().Sequence();
        if (random() % 5 == 0) facts_.filing.erase(facts_.filing.begin() + random() % 10);
        std::ostringstream out;
        std::ostringstream err;
        ASSERT_EQ(VerifyCommand(database(), sources_, out, err), 0) << err.str();
    }
}

TEST_P(RollupMemory, RecountFindsAReturnThatChangedInSilence) {
    for (const Ordinal unit : facts_.filing) Put(unit, State::kReported, 1);
    EXPECT_EQ(Total(), 40);
    database().Sequence();
    EXPECT_EQ(Total(), 40);
    database().Write(
        [](Tx& tx) { tx.Execute("UPDATE rollups_sample SET figures = '9' WHERE unit_ordinal = 2"); });
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(VerifyCommand(database(), sources_, out, err), 1);
    EXPECT_THAT(err.str(), HasSubstr("task 1, u2: the roll-up differs"));
    EXPECT_THAT(out.str(), HasSubstr("differ"));
}

TEST_P(RollupMemory, ReadsAnewAfterAReadingThatFailed) {
    Put(2, State::kReported, 5);
    EXPECT_EQ(Total(), 5);
    database().Write([](Tx& tx) { sample::Put(tx, kTask, 2, State::kReported, "1,2"); });
    EXPECT_THROW(Total(), std::runtime_error);
    Put(2, State::kReported, 6);
    EXPECT_EQ(Total(), 6);
}

TEST_P(RollupMemory, LetsTheTaskLongestUnaskedGo) {
    settings_.bytes = 1300;  // one of these tasks and a half
    const auto ask = [&](std::int64_t task) {
        TaskFacts facts = facts_;
        facts.id = TaskId{task};
        database().Read([&](Snapshot& snapshot) { AskIn(snapshot, facts); });
    };
    ask(1);
    ask(2);
    database().Read([&](Snapshot& snapshot) {
        EXPECT_FALSE(snapshot.Memory<ColumnMemory>().Holds(TaskId{1}));
        EXPECT_TRUE(snapshot.Memory<ColumnMemory>().Holds(TaskId{2}));
    });
}

TEST_P(RollupMemory, RefusesToLookIntoWorkThatMayBeUndone) {
    EXPECT_THROW(database().Write([&](Tx& tx) { AskIn(tx, facts_); }), std::logic_error);
}

}  // namespace
}  // namespace qz::rollups
