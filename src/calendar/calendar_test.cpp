#include "calendar/calendar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/databases.hpp"

namespace qz::calendar {
namespace {

Date Day(int year, unsigned month, unsigned day) {
    return Date::From(year, month, day);
}

Calendar NationalDay2026() {
    std::map<Date, Calendar::Adjusted> days;
    for (unsigned day = 1; day <= 7; ++day) days[Day(2026, 10, day)] = {DayKind::kHoliday, "国庆节", "通知"};
    days[Day(2026, 9, 20)] = {DayKind::kAdjustedWorking, "国庆节", "通知"};
    days[Day(2026, 10, 10)] = {DayKind::kAdjustedWorking, "国庆节", "通知"};
    return Calendar(days);
}

TEST(Calendar, FollowsTheWeekWhereNoNoticeSaysOtherwise) {
    const Calendar calendar({});
    EXPECT_EQ(calendar.KindOf(Day(2026, 9, 18)), DayKind::kWorking);   // Friday
    EXPECT_EQ(calendar.KindOf(Day(2026, 9, 19)), DayKind::kWeekend);   // Saturday
    EXPECT_EQ(calendar.KindOf(Day(2026, 9, 20)), DayKind::kWeekend);   // Sunday
    EXPECT_EQ(calendar.KindOf(Day(1969, 12, 31)), DayKind::kWorking);  // Wednesday, before day 0
}

TEST(Calendar, SkipsTheHolidayAndCountsTheSaturdayWorkedForIt) {
    const Calendar calendar = NationalDay2026();
    // Wed 30 Sep, then Thu 8, Fri 9, Sat 10 (worked), Mon 12 October.
    EXPECT_EQ(calendar.AddWorkingDays(Day(2026, 9, 30), 3), Day(2026, 10, 10));
    EXPECT_EQ(calendar.AddWorkingDays(Day(2026, 9, 30), 4), Day(2026, 10, 12));
    EXPECT_EQ(calendar.WorkingDaysBetween(Day(2026, 9, 30), Day(2026, 10, 12)), 4);
}

TEST(Calendar, CountingNoneFromADayOffGivesTheNextWorkingDay) {
    EXPECT_EQ(NationalDay2026().AddWorkingDays(Day(2026, 10, 3), 0), Day(2026, 10, 8));
    EXPECT_EQ(NationalDay2026().AddWorkingDays(Day(2026, 10, 8), 0), Day(2026, 10, 8));
}

TEST(Calendar, GoesBackToTheWorkingDayBefore) {
    EXPECT_EQ(NationalDay2026().AddWorkingDays(Day(2026, 10, 8), -1), Day(2026, 9, 30));
}

RC_GTEST_PROP(Calendar, AgreesWithCountingDayByDay, ()) {
    std::map<Date, Calendar::Adjusted> adjusted;
    for (const int day : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-60, 120))) {
        adjusted[Date{day}] = {*rc::gen::element(DayKind::kHoliday, DayKind::kAdjustedWorking), "", ""};
    }
    const Calendar calendar(adjusted);
    const Date from{*rc::gen::inRange(-40, 40)};
    const int count = *rc::gen::inRange(0, 40);
    const Date reached = calendar.AddWorkingDays(from, count);
    int walked = 0;
    for (Date day{from.days + 1}; day <= reached; ++day.days) walked += calendar.IsWorking(day) ? 1 : 0;
    RC_ASSERT(calendar.IsWorking(reached));
    RC_ASSERT(calendar.WorkingDaysBetween(from, reached) == walked);
    // A start on a day off is first moved to a working day, which counts as number 0.
    RC_ASSERT(walked == (calendar.IsWorking(from) ? count : count + 1));
}

class CalendarStore : public tests::OnBothEngines {};
QZ_ON_BOTH_ENGINES(CalendarStore);

TEST_P(CalendarStore, KnowsTheNoticesOf2025And2026AfterTheSeed) {
    database().Write([](storage::Tx& tx) { Seed(tx); });
    const auto calendar = database().Read([](storage::Snapshot& snapshot) { return Current(snapshot); });
    EXPECT_EQ(calendar->adjusted().size(), 72u);
    EXPECT_EQ(calendar->KindOf(Day(2025, 1, 28)), DayKind::kHoliday);
    EXPECT_EQ(calendar->KindOf(Day(2025, 2, 8)), DayKind::kAdjustedWorking);
    EXPECT_EQ(calendar->KindOf(Day(2026, 2, 24)), DayKind::kWorking);
    for (const auto& [day, adjusted] : calendar->adjusted()) {
        const bool by_week = Calendar({}).IsWorking(day);
        EXPECT_FALSE(by_week && adjusted.kind == DayKind::kAdjustedWorking) << day.ToString();
        EXPECT_FALSE(adjusted.authority.empty());
    }
    // 2025 has 248 working days, 2026 too.
    EXPECT_EQ(calendar->WorkingDaysBetween(Day(2024, 12, 31), Day(2025, 12, 31)), 248);
    EXPECT_EQ(calendar->WorkingDaysBetween(Day(2025, 12, 31), Day(2026, 12, 31)), 248);
}

TEST_P(CalendarStore, SeedingAgainKeepsWhatAnAdministratorChanged) {
    const auto table_says = [&](const char* sql) {
        return database().Read(
            [&](storage::Snapshot& snapshot) { return snapshot.QueryOne(sql).Get<int>(0); });
    };
    database().Write([](storage::Tx& tx) { Seed(tx); });
    database().Write([](storage::Tx& tx) {
        tx.Execute("DELETE FROM calendar_day WHERE day = $1", Day(2026, 10, 7));
        Seed(tx);
    });
    EXPECT_EQ(table_says("SELECT count(*) FROM calendar_day"), 71);
}

}  // namespace
}  // namespace qz::calendar
