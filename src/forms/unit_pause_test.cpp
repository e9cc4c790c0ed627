#include "forms/sample_office.hpp"

namespace qz::forms {
namespace {

using fixtures::kVillageForm;
using std::chrono::hours;

constexpr std::string_view kDazhuang = "371082101201";

// The clock of one unit (转请核实) and that of its task stand still independently of each other.
class UnitPauseApi : public sample::Office {
 protected:
    void SetUp() override {
        Office::SetUp();
        task_ = Publish(kVillageForm);
        unit_ = Unit(kDazhuang);
        deadline_ = Deadline();
        left_ = DaysLeft();
    }
    void PauseUnitNow() {
        database().Write([&](storage::Tx& tx) { PauseUnit(tx, *ParseId<TaskId>(task_), unit_); });
    }
    void ResumeUnitNow() {
        database().Write([&](storage::Tx& tx) { ResumeUnit(tx, *ParseId<TaskId>(task_), unit_); });
    }
    void Act(const char* act) {
        const std::string task = "/api/forms/tasks/" + task_;
        const std::int64_t revision = Get("bureau", task).Json().at("revision").as_int64();
        const std::string_view body = act == std::string("pause") ? R"({"reason":"待明确"})" : "";
        EXPECT_EQ(PostAt("bureau", task + "/" + act, revision, body).status, 200);
    }
    json::value Item() { return Get("dazhuang", "/api/forms/inbox").Json().at("items").at(0); }
    Instant Deadline() { return *ParseInstant(Text(Item().at("deadline"))); }
    std::int64_t DaysLeft() { return Item().at("days_left").as_int64(); }
    std::int64_t HoursGiven() { return Deadline().Since(deadline_) / 3'600'000; }

    std::string task_;
    UnitId unit_;
    Instant deadline_;
    std::int64_t left_ = 0;
};
QZ_ON_BOTH_ENGINES(UnitPauseApi);

TEST_P(UnitPauseApi, CountsAPauseOfTheTaskInsideTheUnitsOwnOnce) {
    PauseUnitNow();
    clock().Advance(hours(24));
    Act("pause");
    clock().Advance(hours(48));
    Act("resume");
    EXPECT_EQ(DaysLeft(), left_) << "its clock stood still all the time";
    clock().Advance(hours(24));
    Act("pause");
    EXPECT_EQ(DaysLeft(), left_);
    clock().Advance(hours(24));
    Act("resume");
    EXPECT_EQ(DaysLeft(), left_);
    ResumeUnitNow();
    EXPECT_EQ(HoursGiven(), 24 + 48 + 24 + 24);
    EXPECT_EQ(DaysLeft(), left_);
}

TEST_P(UnitPauseApi, CountsTheHoursThatBothPausesHaveOnceWhereTheUnitsEndsFirst) {
    PauseUnitNow();
    clock().Advance(hours(24));
    Act("pause");
    clock().Advance(hours(24));
    ResumeUnitNow();
    EXPECT_EQ(DaysLeft(), left_);
    clock().Advance(hours(24));
    Act("resume");
    EXPECT_EQ(HoursGiven(), 72);
    EXPECT_EQ(DaysLeft(), left_);
}

TEST_P(UnitPauseApi, AddsPausesThatFollowEachOther) {
    Act("pause");
    clock().Advance(hours(24));
    Act("resume");
    clock().Advance(hours(24));
    PauseUnitNow();
    clock().Advance(hours(24));
    ResumeUnitNow();
    clock().Advance(hours(24));
    PauseUnitNow();
    clock().Advance(hours(24));
    Act("pause");
    clock().Advance(hours(24));
    Act("resume");
    ResumeUnitNow();
    EXPECT_EQ(HoursGiven(), 24 + 24 + 48);
}

}  // namespace
}  // namespace qz::forms
