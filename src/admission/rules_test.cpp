#include "admission/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz::admission {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Date kToday = {20'000};

class Rules : public ::testing::Test {
 protected:
    Rules() {
        element_.id = ElementId{7};
        element_.code = "households";
        element_.label = "户数";
        element_.type = catalogue::ValueType::kInteger;
        element_.refresh = "yearly";
        element_.sensitivity = "internal";
        element_.sharing = "conditional";
        element_.subject = "unit";
        field_.code = element_.code;
        field_.label = element_.label;
        facts_.field = &field_;
        facts_.element = &element_;
        facts_.coverage = {90, 90, 100, Date{kToday.days - 30}, Date{kToday.days - 10}};
    }

    void BelongsToAPerson() {
        element_.subject = "person";
        element_.sensitivity = "personal";
    }
    Judged With(Answer answer, std::string reason = {}) {
        Judged judged;
        judged.field = &field_;
        judged.element = &element_;
        judged.own = facts_.own;
        judged.verdict = DecideVerdict(facts_);
        judged.answer = answer;
        judged.purpose = "临时救助";
        judged.basis = "社会救助暂行办法";
        judged.justification = std::move(reason);
        return judged;
    }

    catalogue::Element element_;
    DraftField field_;
    FieldFacts facts_;
};

TEST_F(Rules, CallHeldWhatMostOfTheScopeHasFresh) {
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kHeld);
    EXPECT_EQ(DefaultAnswer(facts_, Verdict::kHeld, false), Answer::kUseHeld);
}

TEST_F(Rules, CallNewWhatFewUnitsHave) {
    facts_.coverage.held = facts_.coverage.fresh = 49;
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kNew);
    facts_.coverage.held = facts_.coverage.fresh = 50;
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kHeld);
    facts_.coverage = {};
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kNew);
}

TEST_F(Rules, CallStaleWhatIsOlderThanItsCycle) {
    facts_.coverage.fresh = 49;
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kStale);
    facts_.coverage.fresh = 50;
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kHeld);
}

TEST_F(Rules, NameTheOtherFormBeforeTheOldValue) {
    facts_.asked = true;
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kHeld);
    facts_.coverage.fresh = 0;
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kDuplicate);
    facts_.coverage = {0, 0, 100, {}, {}};
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kDuplicate);
}

TEST_F(Rules, KeepBackWhatIsNotShared) {
    element_.sharing = "none";
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kHeldNotShareable);
    facts_.own = true;  // its own steward has it
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kHeld);
}

TEST_F(Rules, LetSensitiveValuesOnlyBeVerified) {
    BelongsToAPerson();
    element_.sensitivity = "sensitive";
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kVerifyOnly);
    element_.sharing = "none";
    element_.type = catalogue::ValueType::kIdNumber;
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kVerifyOnly);
    EXPECT_THAT(CheckAnswer(With(Answer::kUseHeld)), Not(IsEmpty()));
}

TEST_F(Rules, GiveNumbersOfOthersPeopleUnlessRowsAreJustified) {
    BelongsToAPerson();
    EXPECT_EQ(DefaultAnswer(facts_, Verdict::kHeld, false), Answer::kCounts);
    EXPECT_EQ(DefaultAnswer(facts_, Verdict::kHeld, true), Answer::kRows);
    EXPECT_EQ(CheckAnswer(With(Answer::kUseHeld)).front().code, "admission.answer.counts_or_rows");
    EXPECT_EQ(CheckAnswer(With(Answer::kRows)).front().code, "admission.answer.rows_need_a_reason");
    EXPECT_THAT(CheckAnswer(With(Answer::kRows, "逐户上门送暖")), IsEmpty());
    facts_.own = true;
    EXPECT_EQ(DefaultAnswer(facts_, Verdict::kHeld, false), Answer::kUseHeld);
}

TEST_F(Rules, AskForAReasonWhereTheHubHasTheValue) {
    EXPECT_TRUE(AsksAgain(With(Answer::kAsk)));
    EXPECT_EQ(CheckAnswer(With(Answer::kAsk)).front().code, "admission.answer.reason_needed");
    EXPECT_EQ(CheckAnswer(With(Answer::kAsk, "要")).front().code, "admission.answer.reason_needed");
    EXPECT_THAT(CheckAnswer(With(Answer::kAsk, "台风后重新核定")), IsEmpty());
    facts_.coverage.held = facts_.coverage.fresh = 0;
    EXPECT_THAT(CheckAnswer(With(Answer::kAsk)), IsEmpty());
}

TEST_F(Rules, RecordPurposeAndBasisOfWhatIsTaken) {
    Judged judged = With(Answer::kUseHeld);
    EXPECT_THAT(CheckAnswer(judged), IsEmpty());
    judged.basis.clear();
    EXPECT_EQ(CheckAnswer(judged).front().code, "admission.answer.purpose_needed");
}

TEST_F(Rules, ComputeBirthAgeAndSexFromTheNumberBesideThem) {
    const std::vector<Derivation> derivations = {
        {{}, {"出生日期"}, false, "", "", "BIRTH({id})"},
        {{}, {"80周岁以上老人"}, true, "elderly", "elder_band", "COUNT(elderly)"}};
    Draft draft;
    draft.layout = "roster";
    draft.fields = {field_};
    element_.label = "出生日期";
    const auto none = [](std::string_view) { return false; };
    EXPECT_EQ(FindDerivation(draft, field_, element_, derivations, none), "");
    DraftField number;
    number.code = "elder_id";
    number.type = catalogue::ValueType::kIdNumber;
    draft.fields.push_back(number);
    EXPECT_EQ(FindDerivation(draft, field_, element_, derivations, none), "BIRTH(elder_id)");
    facts_.derivation = "BIRTH(elder_id)";
    EXPECT_EQ(DecideVerdict(facts_), Verdict::kDerivable);
    EXPECT_TRUE(StandsOnForm(Answer::kUseHeld));
    EXPECT_FALSE(AsksUnits(Verdict::kDerivable, Answer::kUseHeld));
}

TEST_F(Rules, CountARosterThatTheHubHolds) {
    const std::vector<Derivation> derivations = {
        {{}, {"80周岁以上老人"}, true, "elderly", "elder_band", "COUNT(elderly)"}};
    Draft draft;
    draft.layout = "single";
    draft.fields = {field_};
    element_.label = "80 周岁以上老人";
    const auto held = [](std::string_view code) { return code == "elder_band"; };
    EXPECT_EQ(FindDerivation(draft, field_, element_, derivations, held), "COUNT(elderly)");
    EXPECT_EQ(FindDerivation(draft, field_, element_, derivations, [](std::string_view) { return false; }),
              "");
}

TEST_F(Rules, KeepCountedAndDroppedFieldsOffTheForm) {
    EXPECT_FALSE(StandsOnForm(Answer::kCounts));
    EXPECT_FALSE(StandsOnForm(Answer::kDrop));
    EXPECT_TRUE(StandsOnForm(Answer::kUseHeld));
    EXPECT_TRUE(AsksUnits(Verdict::kHeld, Answer::kRows));
}

TEST_F(Rules, CountARosterAsAWholeOrNotAtAll) {
    Draft draft;
    draft.layout = "roster";
    for (const char* code : {"name", "state"}) {
        DraftField field;
        field.code = field.label = code;
        field.name = draft.fields.empty();
        draft.fields.push_back(field);
    }
    const auto check = [&](Answer name, Answer state) {
        return CheckCounts(draft, "admission.answer.",
                           [=](std::string_view code) { return code == "name" ? name : state; });
    };
    EXPECT_THAT(check(Answer::kCounts, Answer::kCounts), IsEmpty());
    EXPECT_THAT(check(Answer::kCounts, Answer::kDrop), IsEmpty());
    EXPECT_THAT(check(Answer::kRows, Answer::kAsk), IsEmpty());
    ASSERT_THAT(check(Answer::kCounts, Answer::kAsk), SizeIs(1));
    EXPECT_EQ(check(Answer::kCounts, Answer::kAsk)[0].code, "admission.answer.rows_beside_counts");
    EXPECT_EQ(check(Answer::kRows, Answer::kCounts)[0].code, "admission.answer.counts_beside_rows");
    EXPECT_EQ(check(Answer::kRows, Answer::kCounts)[0].field, "fields.state.answer");
    draft.layout = "single";
    EXPECT_THAT(check(Answer::kRows, Answer::kCounts), IsEmpty());
}

}  // namespace
}  // namespace qz::admission
