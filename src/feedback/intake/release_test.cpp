#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feedback/intake/house.hpp"
#include "feedback/intake/parts.hpp"

namespace qz::feedback::intake {
namespace {

class Releasing : public House {
 protected:
    // The morning of this day is done: what follows waits for company or for tomorrow.
    Releasing() { intake_->Round(); }
};

TEST_F(Releasing, WaitsUntilFiveReceiptsOfOneOfficeAreThere) {
    for (int i = 0; i < 4; ++i) Report({});
    EXPECT_EQ(intake_->Round(), 0);
    EXPECT_EQ(Count("feedback_case"), 0);
    Report({});
    EXPECT_EQ(intake_->Round(), 5);
    EXPECT_EQ(Count("feedback_case WHERE state = 'new'"), 5);
    EXPECT_EQ(Count("feedback_waiting"), 0);
}

TEST_F(Releasing, DoesNotCountFiveMessagesOfOneReporterAsABatch) {
    const Reporter reporter;
    Report(reporter);
    for (int i = 0; i < 6; ++i) Report(reporter, Kind::kMessage);
    EXPECT_EQ(intake_->Round(), 0);
}

TEST_F(Releasing, DoesNotFillOneOfficesBatchWithAnothersReports) {
    for (int i = 0; i < 3; ++i) Report({});
    for (int i = 0; i < 3; ++i) {
        Draft draft = DraftOf({});
        draft.office = second_.id;
        draft.epoch_key = second_.epoch.public_key;
        EXPECT_EQ(Send(Prove(SealReport(draft))), "taken");
    }
    EXPECT_EQ(intake_->Round(), 0);
}

TEST_F(Releasing, HandsOverAThinBatchOnTheNextWorkingMorning) {
    const Reporter reporter;
    Report(reporter);
    Report(reporter, Kind::kMessage);
    clock_.now = StartOf(Date::From(2026, 11, 24)).Plus(std::chrono::hours(8));
    EXPECT_EQ(intake_->Round(), 0);
    clock_.now = clock_.now.Plus(std::chrono::hours(1));
    EXPECT_EQ(intake_->Round(), 2);
    EXPECT_EQ(Count("feedback_part"), 2);
    EXPECT_EQ(Count("feedback_voice"), 1);
    Report({});
    EXPECT_EQ(intake_->Round(), 0);  // once a morning
}

TEST_F(Releasing, LeavesTheSlowQueueUntilTheMorning) {
    Options options;
    options.daily_quota = 5;
    Build(options);
    for (int i = 0; i < 9; ++i) Report({});
    EXPECT_EQ(intake_->Round(), 5);
    EXPECT_EQ(Count("feedback_waiting WHERE slow = 1"), 4);
    clock_.now = clock_.now.Plus(std::chrono::hours(20));
    EXPECT_EQ(intake_->Round(), 4);
}

TEST_F(Releasing, MarksTheCaseThatWasObjectedTo) {
    const Reporter reporter;
    Report(reporter);
    clock_.now = clock_.now.Plus(std::chrono::hours(20));
    intake_->Round();
    Execute("UPDATE feedback_case SET state = 'closed'");
    Report(reporter, Kind::kObjection);
    EXPECT_EQ(Count("feedback_case WHERE objected = 1"), 0);
    clock_.now = clock_.now.Plus(std::chrono::hours(24));
    intake_->Round();
    EXPECT_EQ(Count("feedback_case WHERE objected = 1"), 1);
}

// The days stand in db/feedback/seed/steps.json; which of them are worked, the calendar says.
TEST_F(Releasing, GivesTheOfficeTheWorkingDaysOfTheSeedPastHolidays) {
    int asked = 0;
    add_days_ = [&asked](Date from, int days) {
        asked = days;
        return Date{from.days + days + 7};  // a week of holidays
    };
    for (int i = 0; i < 5; ++i) Report({});
    intake_->Round();
    EXPECT_EQ(asked, DaysToAccept());
    EXPECT_EQ(DaysToAccept(), 3);
    const std::int64_t due = Date::From(2026, 11, 23).days + DaysToAccept() + 7;
    EXPECT_EQ(Count("feedback_case WHERE step_due = " + std::to_string(due)), 5);
}

TEST_F(Releasing, LeavesNothingInTheLog) {
    for (int i = 0; i < 5; ++i) Report({});
    intake_->Round();
    EXPECT_EQ(std::filesystem::file_size(folder_ / "feedback.db-wal"), 0u);
}

TEST_F(Releasing, GivesRowsThatWaitNewIdsInEveryRound) {
    Report({});
    const auto id = [&] {
        return database_->Read([](Connection& connection) {
            return connection.Text("SELECT id FROM feedback_waiting").value();
        });
    };
    const std::string before = id();
    intake_->Round();
    EXPECT_NE(id(), before);
    EXPECT_EQ(Count("feedback_waiting"), 1);
}

TEST_F(Releasing, CountsWhatWasReceivedByMonthAndByNothingElse) {
    for (int i = 0; i < 6; ++i) Report({});
    intake_->Round();
    EXPECT_EQ(Count("feedback_count WHERE measure = 'received' AND month = 202611 AND count = 6"), 1);
}

}  // namespace
}  // namespace qz::feedback::intake
