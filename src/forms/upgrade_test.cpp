// What an existing database looks like after the steps that added columns to this room's tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forms/return_store.hpp"
#include "forms/unit_pause.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/older_schema.hpp"

namespace qz::forms {
namespace {

using testing::ElementsAre;

constexpr TaskId kOpen{7};
constexpr TaskId kPaused{8};
constexpr UnitId kSigning{70};
constexpr UnitId kReported{71};

class Upgrade : public ::testing::TestWithParam<storage::Engine> {
 protected:
    // A database with an open and a paused task, one return that waits for its signature in each, and one
    // that was reported; brought forward from the step given.
    void From(int step, const std::string& more) {
        const auto task = [](TaskId id, int state, const std::string& paused_at) {
            return "INSERT INTO forms_task (id, form_id, version_id, issuer_unit_id, title, period, "
                   "tree_version_id,"
                   " published_at, published_by, deadline, late_policy, chain, step_days, contact_name,"
                   " contact_phone, note, state, state_reason, paused_at, revision) VALUES (" +
                   id.ToString() +
                   ", 1, 2, 3, '年度核对', '2026', 4, 1000, 5, 900000, 0, 'township', 3, '', '', '', " +
                   std::to_string(state) + ", '', " + paused_at + ", 6);";
        };
        const auto filed = [](TaskId id, UnitId unit, ReturnState state) {
            return "INSERT INTO forms_return (unit_id, task_id, id, unit_ordinal, state, revision, baseline, "
                   "answers,"
                   " changes, figures, version, origin, late, step, opened_at, reported_at, reported_by) "
                   "VALUES (" +
                   unit.ToString() + ", " + id.ToString() + ", " +
                   std::to_string(unit.value * 100 + id.value) + ", 9, " +
                   std::to_string(static_cast<int>(state)) +
                   ", 3, '[]', '[]', '[]', '', 1, 0, 1, 0, 2000, 3000, 12);";
        };
        tests::FillWithOlderSchema(place_.options(), step,
                                   task(kOpen, 0, "NULL") + task(kPaused, 1, "5000") +
                                       filed(kOpen, kSigning, ReturnState::kSigning) +
                                       filed(kOpen, kReported, ReturnState::kReported) +
                                       filed(kPaused, kSigning, ReturnState::kSigning) + more);
        database_ = storage::Database::Open(place_.options());
    }

    tests::FreshDatabase place_{GetParam(), tests::FreshDatabase::Content::kNothing};
    std::unique_ptr<storage::Database> database_;
};
INSTANTIATE_TEST_SUITE_P(, Upgrade, ::testing::Values(storage::Engine::kSqlite, storage::Engine::kPostgres),
                         tests::EngineName);

TEST_P(Upgrade, FindsTasksReturnsAndPausesAsTheyWereBeforeTheirNewColumns) {
    From(15,
         "INSERT INTO forms_unit_pause (unit_id, task_id, paused_at, stood) VALUES (70, 7, 4000, 500);"
         "INSERT INTO forms_unit_pause (unit_id, task_id, paused_at, stood) VALUES (71, 7, NULL, 900);");
    database_->Read([](storage::Snapshot& snapshot) {
        for (const storage::Row row :
             snapshot.Query("SELECT stood, deadline, paused_at, revision FROM forms_task ORDER BY id")) {
            EXPECT_EQ(row.Get<std::int64_t>("stood"), 0);
            EXPECT_EQ(row.Get<std::int64_t>("deadline"), 900000);
            EXPECT_EQ(row.Get<std::int64_t>("revision"), 6);
        }
        for (const UnitId unit : {kSigning, kReported}) {
            const Return filed = FindReturn(snapshot, unit, kOpen).value();
            EXPECT_EQ(filed.state, unit == kSigning ? ReturnState::kSigning : ReturnState::kReported);
            EXPECT_FALSE(filed.not_signed);
            EXPECT_TRUE(filed.late);
            EXPECT_EQ(filed.revision, 3);
            EXPECT_EQ(filed.reported_at, Instant{3000});
        }
        const std::vector<Signing> signing = ListSigning(snapshot, {}, 10);
        ASSERT_EQ(signing.size(), 1u) << "not of the paused task";
        EXPECT_EQ(signing.front().task, kOpen);
        EXPECT_TRUE(ListUnsigned(snapshot, kOpen).empty());
        UnitPauses pauses = ListUnitPauses(snapshot, kOpen);
        ASSERT_EQ(pauses.size(), 2u);
        EXPECT_EQ(pauses[kSigning].paused_at, Instant{4000});
        EXPECT_EQ(pauses[kSigning].stood, 500);
        EXPECT_EQ(pauses[kSigning].task_stood, 0);
        EXPECT_EQ(pauses[kReported].stood, 900);
        EXPECT_TRUE(ListPostponements(snapshot, kOpen).empty());
    });
}

TEST_P(Upgrade, LetsAWaitingReturnOnAfterIt) {
    From(17, "");
    database_->Write([](storage::Tx& tx) {
        const Return filed = FindReturn(tx, kSigning, kOpen).value();
        UpdateUnsigned(tx, filed, {ReturnState::kReported, 0, Date{20000}, std::nullopt});
    });
    database_->Read([](storage::Snapshot& snapshot) {
        EXPECT_TRUE(FindReturn(snapshot, kSigning, kOpen)->not_signed);
        EXPECT_THAT(ListUnsigned(snapshot, kOpen), ElementsAre(kSigning));
        EXPECT_TRUE(ListSigning(snapshot, {}, 10).empty());
    });
}

TEST_P(Upgrade, TakesAPauseThatLastsToHaveBegunWhereItsTaskHadStoodSoFar) {
    From(19,
         "UPDATE forms_task SET stood = 600 WHERE id = 7;"
         "INSERT INTO forms_unit_pause (unit_id, task_id, paused_at, stood) VALUES (70, 7, 4000, 500);"
         "INSERT INTO forms_unit_pause (unit_id, task_id, paused_at, stood) VALUES (71, 7, NULL, 900);"
         "INSERT INTO forms_unit_pause (unit_id, task_id, paused_at, stood) VALUES (70, 99, 4000, 0);");
    database_->Read([](storage::Snapshot& snapshot) {
        UnitPauses pauses = ListUnitPauses(snapshot, kOpen);
        EXPECT_EQ(pauses[kSigning].task_stood, 600);
        EXPECT_EQ(pauses[kSigning].stood, 500);
        EXPECT_EQ(pauses[kReported].task_stood, 0);
        EXPECT_EQ(ListUnitPauses(snapshot, TaskId{99})[kSigning].task_stood, 0);
    });
}

}  // namespace
}  // namespace qz::forms
