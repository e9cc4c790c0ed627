#include <chrono>
#include <future>
#include <thread>

#include <gmock/gmock.h>

#include "platform/base/problem.hpp"
#include "platform/storage/storage.hpp"
#include "tests/support/databases.hpp"

namespace qz::storage {
namespace {

class Sequencer : public tests::OnBothEngines {
 protected:
    std::vector<Database::Change> Changes(std::int64_t after = 0, int limit = 10'000) {
        return database().Read(
            [&](Snapshot& snapshot) { return Database::ListChanges(snapshot, after, limit); });
    }
};
QZ_ON_BOTH_ENGINES(Sequencer);

// SQLite's writer numbers and publishes in the transaction of the change itself, so these states cannot arise
// there.
class SequencerOfPostgres : public Sequencer {};
INSTANTIATE_TEST_SUITE_P(, SequencerOfPostgres, ::testing::Values(Engine::kPostgres), tests::EngineName);

TEST_P(Sequencer, NumbersWhatFourThreadsCommitWithoutAGap) {
    constexpr int kThreads = 4;
    constexpr int kEach = 60;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            for (int n = 0; n < kEach; ++n) {
                try {
                    database().Write([&](Tx& tx) {
                        tx.Announce({thread + 1}, "forms.return", n);
                        if (n % 7 == 0) throw Problem::NotFound();
                    });
                } catch (const Problem&) {
                    // Its number goes to the next.
                }
                if (n % 20 == 0) database().Sequence();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    database().Sequence();

    const auto changes = Changes();
    constexpr int kCommitted = kThreads * (kEach - 9);
    ASSERT_EQ(changes.size(), static_cast<std::size_t>(kCommitted));
    std::map<std::int64_t, std::int64_t> last;
    for (std::size_t at = 0; at < changes.size(); ++at) {
        EXPECT_EQ(changes[at].number, static_cast<std::int64_t>(at) + 1);
        EXPECT_EQ(changes[at].topic, "forms.return");
        // One unit's changes came one after the other and are numbered so.
        auto [before, first] = last.try_emplace(changes[at].unit.value, -1);
        EXPECT_GT(changes[at].object, before->second);
        before->second = changes[at].object;
    }
}

TEST_P(Sequencer, FollowersStopAtAGap) {
    database().Write([](Tx& tx) {
        for (const int number : {1, 2, 4}) {
            tx.Execute(
                "INSERT INTO platform_change (unit_id, id, number, topic, object_id, at) VALUES (1, $1, $1, "
                "'x', "
                "$1, 0)",
                number);
        }
        tx.Execute(
            "UPDATE platform_sequencer SET reserved = 4, published = 4 WHERE name = 'platform_change'");
    });
    EXPECT_EQ(Changes().size(), 2u);
    EXPECT_TRUE(Changes(2).empty());
    EXPECT_EQ(Changes(0, 1).size(), 1u);
}

TEST_P(Sequencer, FollowersSeeNothingBeyondWhatIsPublished) {
    database().Write([](Tx& tx) {
        tx.Execute(
            "INSERT INTO platform_change (unit_id, id, number, topic, object_id, at) VALUES (1, 1, 1, 'x', "
            "1, "
            "0)");
    });
    EXPECT_TRUE(Changes().empty());
}

TEST_P(SequencerOfPostgres, PublishesWhatAnEarlierRunReservedAndDidNotPublish) {
    database().Write([](Tx& tx) {
        tx.Execute(
            "INSERT INTO platform_change (unit_id, id, number, topic, object_id, at) VALUES (1, 1, 1, 'x', "
            "1, "
            "0)");
        tx.Execute("UPDATE platform_sequencer SET reserved = 1 WHERE name = 'platform_change'");
    });
    // The timer of the database may be the one that publishes.
    database().Sequence();
    EXPECT_EQ(Changes().size(), 1u);
}

TEST_P(SequencerOfPostgres, DoesNotPublishOverARowThatIsNotVisible) {
    database().Write([](Tx& tx) {
        tx.Execute(
            "INSERT INTO platform_change (unit_id, id, number, topic, object_id, at) VALUES (1, 2, 2, 'x', "
            "1, "
            "0)");
        tx.Execute("UPDATE platform_sequencer SET reserved = 2 WHERE name = 'platform_change'");
    });
    database().Sequence();
    EXPECT_TRUE(Changes().empty());
}

// The other process may have looked before this row was committed.
TEST_P(SequencerOfPostgres, WaitsForAnotherProcessThatPublishes) {
    const auto other = Database::Open(Options());
    std::promise<void> locked;
    std::thread holder([&] {
        other->Write([&](Tx& tx) {
            tx.Query(
                "SELECT CASE WHEN pg_advisory_xact_lock(71423109, hashtext('platform_change')) IS NULL "
                "THEN 0 ELSE 1 END");
            locked.set_value();
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        });
    });
    locked.get_future().wait();
    database().Write([](Tx& tx) { tx.Announce({1}, "x", 1); });
    database().Sequence();
    EXPECT_EQ(Changes().size(), 1u);
    holder.join();
}

TEST_P(Sequencer, GivesANumberBackWhenItsWorkRollsBack) {
    if (GetParam() == Engine::kPostgres) {
        database().Write([](Tx& tx) { EXPECT_EQ(tx.NextNumber("platform_change"), std::nullopt); });
        return;
    }
    EXPECT_THROW(database().Write([](Tx& tx) {
        EXPECT_EQ(tx.NextNumber("platform_change"), 1);
        throw Problem::NotFound();
    }),
                 Problem);
    database().Write([](Tx& tx) {
        EXPECT_EQ(tx.NextNumber("platform_change"), 1);
        EXPECT_EQ(tx.NextNumber("platform_change"), 2);
        EXPECT_THROW(tx.NextNumber("forms_return"), std::logic_error);
    });
    database().Write([](Tx& tx) { EXPECT_EQ(tx.NextNumber("platform_change"), 3); });
}

TEST_P(Sequencer, TwoProcessesNumberOneSequence) {
    const auto second = Database::Open(Options());
    for (int n = 0; n < 10; ++n) {
        Database& writer = n % 2 == 0 ? database() : *second;
        writer.Write([&](Tx& tx) { tx.Announce({1}, "x", n); });
    }
    database().Sequence();
    second->Sequence();
    const auto changes = Changes();
    EXPECT_EQ(changes.size(), 10u);
}

}  // namespace
}  // namespace qz::storage
