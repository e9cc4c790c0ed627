#include "forms/task_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz::forms {
namespace {

using directory::Kind;
using directory::Level;
using testing::ElementsAre;

// City 0 { County 1 { Town 2 { Village 3, Village 4, unused Village 5 }, Office 6 of the county }, Bureau 7
// of the city }
class SmallTree final : public directory::Tree {
 public:
    SmallTree() {
        Add(10, -1, 7, Level::kCity, Kind::kAdministrative);
        Add(11, 0, 6, Level::kCounty, Kind::kAdministrative);
        Add(12, 1, 5, Level::kTownship, Kind::kAdministrative);
        Add(13, 2, 3, Level::kVillage, Kind::kAdministrative);
        Add(14, 2, 4, Level::kVillage, Kind::kAdministrative);
        Add(15, 2, 5, Level::kVillage, Kind::kAdministrative);
        units_.back().in_use = false;
        Add(16, 1, 6, Level::kOther, Kind::kDepartment);
        units_.back().line_superior = UnitId{17};
        Add(17, 0, 7, Level::kOther, Kind::kDepartment);
    }
    TreeVersionId version() const override { return TreeVersionId{1}; }
    std::int64_t number() const override { return 1; }
    std::string_view OfficialName(Ordinal) const override { return ""; }
    std::vector<Ordinal> Search(std::string_view, OrdinalRange, std::optional<Level>,
                                std::size_t) const override {
        return {};
    }
    Ordinal size() const override { return static_cast<Ordinal>(units_.size()); }
    const directory::TreeUnit& At(Ordinal ordinal) const override {
        return units_[static_cast<std::size_t>(ordinal)];
    }
    std::optional<Ordinal> Find(UnitId unit) const override {
        for (Ordinal i = 0; i < size(); ++i) {
            if (At(i).id == unit) return i;
        }
        return std::nullopt;
    }
    std::optional<Ordinal> FindCode(std::string_view) const override { return std::nullopt; }

 private:
    void Add(std::int64_t id, Ordinal parent, Ordinal last, Level level, Kind kind) {
        directory::TreeUnit unit;
        unit.id = UnitId{id};
        unit.parent = parent;
        unit.last = last;
        unit.level = level;
        unit.kind = kind;
        units_.push_back(unit);
    }
    std::vector<directory::TreeUnit> units_;
};

const SmallTree kTree;
const Instant kPublished{StartOf(Date::From(2026, 9, 1)).milliseconds};
constexpr std::int64_t kDay = 86'400'000;

Task SampleTask() {
    Task task;
    task.issuer = UnitId{17};
    task.published_at = kPublished;
    task.deadline = {kPublished.milliseconds + 10 * kDay};
    task.chain = {Step::kTownship};
    task.scope = {{UnitId{12}, Level::kVillage, {2, 5}}};
    return task;
}

TEST(FilingSet, HoldsTheUnitsInUseOfTheLevelAtBothEndsOfTheRange) {
    const FilingSet filing = FilingSetOf(kTree, SampleTask().scope, {});
    EXPECT_THAT(filing.ordinals(), ElementsAre(3, 4));
    EXPECT_EQ(filing.CountIn({3, 3}), 1);
    EXPECT_EQ(filing.CountIn({4, 7}), 1);
    EXPECT_EQ(filing.CountIn({5, 7}), 0);
    EXPECT_FALSE(filing.Contains(2));
}

TEST(FilingSet, PutsSubordinatesInPlaceOfTheUnitThatHandedDown) {
    Task task = SampleTask();
    task.scope = {{UnitId{12}, std::nullopt, {2, 2}}};
    Filing passed{UnitId{12}, 2, FilingState::kPassedOn, {}, {}, {}, {}, 1};
    Filing added{UnitId{13}, 3, FilingState::kAdded, UnitId{12}, {}, {}, {}, 1};
    EXPECT_THAT(FilingSetOf(kTree, task.scope, {}).ordinals(), ElementsAre(2));
    EXPECT_THAT(FilingSetOf(kTree, task.scope, {passed, added}).ordinals(), ElementsAre(3));
}

TEST(ReviewerAt, IsTheTownThenTheCountysDepartmentThenTheIssuer) {
    const Task task = SampleTask();
    EXPECT_EQ(ReviewerAt(task, Step::kTownship, kTree, 3), UnitId{12});
    EXPECT_EQ(ReviewerAt(task, Step::kCounty, kTree, 3), UnitId{16});
    EXPECT_EQ(ReviewerAt(task, Step::kIssuer, kTree, 3), UnitId{17});
    EXPECT_EQ(ReviewerAt(task, Step::kTownship, kTree, 2), std::nullopt);  // a town does not review itself
}

TEST(NextStep, EndsBehindTheLastStepAndNeverApprovesUnseen) {
    Task task = SampleTask();
    EXPECT_EQ(NextStep(task, 0, kTree, 3), 0);
    EXPECT_EQ(NextStep(task, 1, kTree, 3), std::nullopt);
    EXPECT_EQ(NextStep(task, 0, kTree, 2), 1);  // nobody in the chain: the issuer, one behind its end
    EXPECT_EQ(StepAt(task, 1), Step::kIssuer);
    EXPECT_EQ(NextStep(task, 2, kTree, 2), std::nullopt);
    task.chain = {Step::kTownship, Step::kIssuer};
    EXPECT_EQ(NextStep(task, 0, kTree, 2), 1);
    EXPECT_EQ(NextStep(task, 2, kTree, 2), std::nullopt);
}

TEST(TaskTime, StandsStillWhileATaskIsPaused) {
    Task task = SampleTask();
    const Instant after{task.deadline.milliseconds + 1};
    EXPECT_TRUE(IsLate(task, after));
    task.paused_at = kPublished;
    EXPECT_FALSE(IsLate(task, after));
}

TEST(CheckPostponement, OnlyMovesADeadlineLater) {
    const Task task = SampleTask();
    const Instant now = kPublished;
    EXPECT_NO_THROW(CheckPostponement(task, {task.deadline.milliseconds + kDay}, now));
    EXPECT_THROW(CheckPostponement(task, task.deadline, now), Problem);
    EXPECT_THROW(CheckPostponement(task, {task.deadline.milliseconds - 1}, now), Problem);
}

TEST(CheckPostponement, WantsALaterDayAndNotALaterHour) {
    Task task = SampleTask();
    task.deadline = StartOf(Date::From(2026, 9, 25)).Plus(std::chrono::hours(10));
    const Instant midnight = StartOf(Date::From(2026, 9, 26));  // in China
    EXPECT_THROW(CheckPostponement(task, midnight.Plus(std::chrono::milliseconds(-1)), kPublished), Problem);
    EXPECT_NO_THROW(CheckPostponement(task, midnight, kPublished));
}

TEST(CheckReminder, WaitsForHalfThePeriodAndSendsOneADay) {
    const Task task = SampleTask();
    const Instant half{kPublished.milliseconds + 5 * kDay};
    EXPECT_THROW(CheckReminder(task, std::nullopt, {half.milliseconds - 1}), Problem);
    EXPECT_NO_THROW(CheckReminder(task, std::nullopt, half));
    EXPECT_THROW(CheckReminder(task, half, {half.milliseconds + kDay - 1}), Problem);
    EXPECT_NO_THROW(CheckReminder(task, half, {half.milliseconds + kDay}));
}

TEST(CheckReminder, DoesNotCountThePauseAsPartOfThePeriod) {
    Task task = SampleTask();
    // After one day it was paused for twenty: half of the ten days is four days after that.
    task.stood = 20 * kDay;
    task.deadline.milliseconds += task.stood;
    const Instant half{kPublished.milliseconds + 25 * kDay};
    EXPECT_THROW(CheckReminder(task, std::nullopt, {half.milliseconds - 1}), Problem);
    EXPECT_NO_THROW(CheckReminder(task, std::nullopt, half));
}

TEST(PeriodFits, KnowsHowEachCycleIsWritten) {
    EXPECT_TRUE(PeriodFits("yearly", "2026"));
    EXPECT_TRUE(PeriodFits("half_yearly", "2026-H2"));
    EXPECT_TRUE(PeriodFits("quarterly", "2026-Q4"));
    EXPECT_TRUE(PeriodFits("monthly", "2026-09"));
    EXPECT_TRUE(PeriodFits("weekly", "2026-W38"));
    EXPECT_FALSE(PeriodFits("yearly", "2026-09"));
    EXPECT_FALSE(PeriodFits("quarterly", "2026-Q5"));
    EXPECT_FALSE(PeriodFits("monthly", "2026-13"));
    EXPECT_FALSE(PeriodFits("monthly", "2026-9"));
    EXPECT_FALSE(PeriodFits("weekly", "2026-W54"));
}

}  // namespace
}  // namespace qz::forms
