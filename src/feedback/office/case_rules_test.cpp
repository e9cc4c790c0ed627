#include <gtest/gtest.h>

#include "feedback/office/parts.hpp"

namespace qz::feedback::office {
namespace {

TEST(CaseRules, FollowTheirOrderFromAcceptingToFollowUp) {
    State state = State::kNew;
    for (const Step step : {Step::kAccept, Step::kRefer, Step::kVerify, Step::kAnswer, Step::kSupervise,
                            Step::kClose, Step::kFollowUp}) {
        state = DecideStep(state, step).state;
    }
    EXPECT_EQ(state, State::kFollowedUp);
}

TEST(CaseRules, LetTheOfficeVerifyByItself) {
    EXPECT_EQ(DecideStep(State::kAccepted, Step::kVerify).state, State::kVerified);
}

TEST(CaseRules, RefuseEveryOtherOrder) {
    EXPECT_THROW(DecideStep(State::kNew, Step::kClose), Problem);
    EXPECT_THROW(DecideStep(State::kNew, Step::kAnswer), Problem);
    EXPECT_THROW(DecideStep(State::kAccepted, Step::kClose), Problem);
    EXPECT_THROW(DecideStep(State::kClosed, Step::kRefuse), Problem);
    EXPECT_THROW(DecideStep(State::kRefused, Step::kAccept), Problem);
    EXPECT_THROW(DecideStep(State::kMerged, Step::kAccept), Problem);
}

TEST(CaseRules, GiveEachStepItsWorkingDays) {
    for (const char* step : {"accept", "refer", "verify", "answer", "supervise", "close", "follow_up"}) {
        EXPECT_GT(DaysFor(step), 0) << step;
    }
    EXPECT_EQ(DecideStep(State::kNew, Step::kAccept).days, DaysFor("refer"));
    EXPECT_EQ(DecideStep(State::kNew, Step::kRefuse).days, std::nullopt);
}

TEST(CaseRules, WriteEveryStateAsAWordAndReadItBack) {
    for (int i = 0; i < 10; ++i) {
        const auto state = static_cast<State>(i);
        EXPECT_EQ(StateFromWord(ToWord(state)), state);
    }
    EXPECT_FALSE(StateFromWord("lost"));
}

TEST(Seeds, HaveReadyAnswersInBothLanguages) {
    EXPECT_EQ(Categories().size(), 12u);
    for (const auto* list : {&Categories(), &Refusals(), &Questions()}) {
        for (const Coded& coded : *list) {
            EXPECT_FALSE(coded.code.empty());
            EXPECT_FALSE(coded.chinese.empty());
            EXPECT_FALSE(coded.english.empty());
        }
    }
}

}  // namespace
}  // namespace qz::feedback::office
