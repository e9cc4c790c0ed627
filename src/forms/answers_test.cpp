#include "forms/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forms/fixtures.hpp"

namespace qz::forms {
namespace {

using fixtures::Held;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const Date kLastYear = Date::From(2025, 9, 12);
const Date kToday = Date::From(2026, 9, 1);

MATCHER_P2(Fault, field, code, "") {
    return arg.field == field && arg.code == code;
}

class SingleForm : public testing::Test {
 protected:
    Checked Check(std::string_view typed) {
        return CheckAnswers(definition_, baseline_, ReadTyped(ParseJson(typed)), fixtures::PlainSealing());
    }

    Definition definition_ = fixtures::Read(fixtures::kVillageForm);
    Baseline baseline_ =
        PrefillFrom(definition_, {Held(1, "", "412", kLastYear), Held(2, "", "1000", kLastYear),
                                  Held(3, "", "510", kLastYear), Held(4, "", "490", kLastYear),
                                  Held(6, "", "13800001122", kLastYear, "stock")});
};

TEST_F(SingleForm, DoesNotAskAgainForWhatIsHeldAndFresh) {
    EXPECT_EQ(NeedOf(definition_.fields[0], baseline_.rows[0].cells[0], baseline_, kToday), Need::kNothing);
    EXPECT_EQ(NeedOf(definition_.fields[4], baseline_.rows[0].cells[4], baseline_, kToday), Need::kOptional);
    EXPECT_EQ(NeedOf(definition_.fields[5], baseline_.rows[0].cells[5], baseline_, kToday), Need::kConfirm);
    EXPECT_EQ(NeedOf(definition_.fields[0], baseline_.rows[0].cells[0], baseline_, Date::From(2027, 9, 1)),
              Need::kStale);
}

TEST_F(SingleForm, TakesHeldValuesOverAndCountsOnlyRealDifferences) {
    const Checked checked = Check(R"({"answers":{"contact_phone":"138 0000 1122","households":"412"}})");
    EXPECT_THAT(checked.findings, IsEmpty());
    EXPECT_THAT(checked.changes, IsEmpty());
    EXPECT_EQ(checked.rows[0].cells[1], "1000");
    EXPECT_TRUE(checked.touched);
}

TEST_F(SingleForm, KeepsFromAndToOfEveryChange) {
    const Checked checked =
        Check(R"({"answers":{"contact_phone":"13800001122","people":"1002","men":"512","area":"31.5"}})");
    ASSERT_THAT(checked.findings, IsEmpty());
    ASSERT_EQ(checked.changes.size(), 1u);
    EXPECT_EQ(checked.ChangedCells(), 3);
    EXPECT_EQ(checked.changes[0].cells[0].from, "1000");
    EXPECT_EQ(checked.changes[0].cells[0].to, "1002");
    EXPECT_EQ(checked.changes[0].cells[2].from, std::nullopt);
    const std::string text = WriteChanges(definition_, checked.changes);
    EXPECT_EQ(WriteChanges(definition_, ReadChanges(definition_, text)), text);
}

TEST_F(SingleForm, ReportsEveryFaultAtItsField) {
    const Checked checked = Check(R"({"answers":{"households":"0","people":"viele","area":"1.2345"}})");
    EXPECT_THAT(checked.findings, Contains(Fault("answers.households", "forms.return.below")));
    EXPECT_THAT(checked.findings, Contains(testing::Field(&Finding::field, "answers.people")));
    EXPECT_THAT(checked.findings, Contains(testing::Field(&Finding::field, "answers.area")));
    EXPECT_THAT(checked.findings, Contains(Fault("answers.contact_phone", "forms.return.confirm")));
}

TEST_F(SingleForm, BlocksOnARuleInTheUsersOwnWords) {
    const Checked checked = Check(R"({"answers":{"contact_phone":"13800001122","men":"600"}})");
    ASSERT_EQ(checked.findings.size(), 1u);
    EXPECT_EQ(checked.findings[0].field, "answers.men");
    EXPECT_TRUE(checked.findings[0].blocks);
    EXPECT_THAT(checked.findings[0].arguments, Contains(testing::Pair("message", "男女合计应等于人口")));
}

TEST_F(SingleForm, AsksForARemarkOnAWarningAndThenLetsItPass) {
    const std::string_view doubled =
        R"("answers":{"contact_phone":"13800001122","people":"2000","men":"1000","women":"1000"})";
    const Checked asked = Check("{" + std::string(doubled) + "}");
    ASSERT_EQ(asked.findings.size(), 1u);
    EXPECT_FALSE(asked.findings[0].blocks);
    EXPECT_EQ(asked.findings[0].field, "answers.people");
    EXPECT_TRUE(Check("{" + std::string(doubled) + R"(,"remarks":{"answers.people":"两村合并"}})").Passes());
}

TEST_F(SingleForm, FindsNoFaultWhereARuleLacksAValue) {
    EXPECT_TRUE(Check(R"({"answers":{"contact_phone":"13800001122","men":null,"women":null}})").Passes());
}

TEST_F(SingleForm, AsksTheSourceWhenAValueThatWasNotReportedHereIsChanged) {
    const Checked checked = Check(R"({"answers":{"contact_phone":"13900007788","households":"413"}})");
    ASSERT_EQ(checked.changes.size(), 1u);
    EXPECT_FALSE(checked.changes[0].cells[0].disputed);  // its own last report
    EXPECT_TRUE(checked.changes[0].cells[1].disputed);   // the stock's
}

TEST_F(SingleForm, LetsAUnitCallAnyHeldValueWrong) {
    const Checked checked =
        Check(R"({"answers":{"contact_phone":"13800001122","households":"413"},"wrong":["households"]})");
    ASSERT_EQ(checked.changes.size(), 1u);
    EXPECT_TRUE(checked.changes[0].cells[0].disputed);
}

TEST_F(SingleForm, ReportsZeroOnlyWhereTheFormAllowsIt) {
    const Checked zero = Check(R"({"zero":true})");
    EXPECT_THAT(zero.findings, IsEmpty());
    EXPECT_EQ(zero.rows[0].cells[0], "0");
    definition_.zero_report = false;
    EXPECT_THAT(Check(R"({"zero":true})").findings, Contains(Fault("zero", "forms.return.no_zero_report")));
}

TEST_F(SingleForm, RefusesAFieldThatTheFormDoesNotHave) {
    EXPECT_THAT(Check(R"({"answers":{"contact_phone":"13800001122","moon":"1"}})").findings,
                Contains(Fault("answers.moon", "platform.http.unknown_member")));
}

TEST_F(SingleForm, AddsMissingNotZeroToTotals) {
    const Checked checked = Check(R"({"answers":{"contact_phone":"13800001122"}})");
    EXPECT_EQ(FiguresOf(definition_, checked.rows), "412,1000,510,490,");
}

class Roster : public testing::Test {
 protected:
    Checked Check(std::string_view typed) {
        return CheckAnswers(definition_, baseline_, ReadTyped(ParseJson(typed)), fixtures::PlainSealing());
    }

    Definition definition_ = fixtures::Read(fixtures::kElderlyForm);
    Baseline baseline_ = PrefillFrom(
        definition_, {Held(7, "elderly:k1", "王秀英", kLastYear), Held(8, "elderly:k1", "enc:1", kLastYear),
                      Held(10, "elderly:k1", "200", kLastYear), Held(7, "elderly:k2", "李建国", kLastYear),
                      Held(8, "elderly:k2", "enc:2", kLastYear)});
};

TEST_F(Roster, NamesTheRowOfAFieldThatTheFormDoesNotHave) {
    EXPECT_THAT(
        Check(R"({"rows":{"k1":{"state":"changed","cells":{"elder_state":"1","moon":"1"}}}})").findings,
        Contains(Fault("rows.k1.moon", "platform.http.unknown_member")));
}

TEST_F(Roster, ReportsZeroOnlyWhileNobodyIsOnTheList) {
    definition_.zero_report = true;
    EXPECT_THAT(Check(R"({"zero":true})").findings,
                ElementsAre(Fault("zero", "forms.return.zero_with_rows")));
    baseline_.rows.clear();
    EXPECT_THAT(Check(R"({"zero":true})").findings, IsEmpty());
}

TEST_F(Roster, RefusesToAddAPersonWhoLeavesInTheSameReturn) {
    baseline_.rows[0].key = "k042X";
    const Checked checked = Check(
        R"({"rows":{"k042X":{"state":"left","reason":"误标"},"k2":{"state":"changed","cells":{"elder_state":"1"}},)"
        R"("new-1":{"state":"added","cells":{"elder_name":"王秀英","elder_id":"37100219450421042X","elder_state":"1"}}}})");
    EXPECT_THAT(checked.findings, ElementsAre(Fault("rows.new-1.elder_id", "forms.return.person_left")));
}

TEST_F(Roster, BringsEveryPersonAndAsksOnlyWhatMustBeAskedEachTime) {
    EXPECT_EQ(baseline_.rows.size(), 2u);
    const Checked checked = Check(R"({"rows":{"k1":{"state":"changed","cells":{"elder_state":"健在"}}}})");
    EXPECT_THAT(checked.findings, ElementsAre(Fault("rows.k2.elder_state", "forms.return.required")));
}

TEST_F(Roster, DoesNotBringAPersonWhoLeft) {
    catalogue::Held gone = Held(7, "elderly:k3", "", kLastYear);
    gone.value.reset();
    EXPECT_THAT(PrefillFrom(definition_, {gone, Held(10, "elderly:k3", "100", kLastYear)}).rows, IsEmpty());
}

TEST_F(Roster, AsksWhyAPersonLeft) {
    EXPECT_THAT(Check(R"({"rows":{"k1":{"state":"left"}}})").findings,
                Contains(Fault("rows.k1", "forms.return.left_needs_reason")));
    const Checked checked = Check(
        R"({"rows":{"k1":{"state":"left","reason":"去世"},"k2":{"state":"changed","cells":{"elder_state":"1"}}}})");
    EXPECT_THAT(checked.findings, IsEmpty());
    EXPECT_EQ(checked.rows.size(), 1u);
    EXPECT_EQ(checked.changes.back().state, RowState::kLeft);
}

TEST_F(Roster, KeysANewPersonByTheSealedIdNumberAndRefusesTheSamePersonTwice) {
    const std::string add =
        R"("new-1":{"state":"added","cells":{"elder_name":"张桂兰","elder_id":"37100219450421042X","elder_state":"1"}})";
    const std::string kept =
        R"("k1":{"state":"changed","cells":{"elder_state":"1"}},"k2":{"state":"changed","cells":{"elder_state":"1"}})";
    const Checked checked = Check("{\"rows\":{" + kept + "," + add + "}}");
    ASSERT_THAT(checked.findings, IsEmpty());
    EXPECT_EQ(checked.rows.back().key, "k042X");
    EXPECT_EQ(checked.rows.back().cells[1], "enc:X24012405491200173");

    const std::string again =
        R"("new-2":{"state":"added","cells":{"elder_name":"张桂兰","elder_id":"37100219450421042X","elder_state":"1"}})";
    EXPECT_THAT(Check("{\"rows\":{" + kept + "," + add + "," + again + "}}").findings,
                Contains(Fault("rows.new-2.elder_id", "forms.return.person_twice")));
}

TEST_F(Roster, CountsPeopleFirstAndSumsExactly) {
    const Checked checked = Check(
        R"({"rows":{"k1":{"state":"changed","cells":{"elder_state":"1"}},
                    "k2":{"state":"changed","cells":{"elder_state":"1","elder_amount":"0.1"}}}})");
    ASSERT_THAT(checked.findings, IsEmpty());
    EXPECT_EQ(FiguresOf(definition_, checked.rows), "2,20010");
}

TEST_F(Roster, RefusesARowThatIsNotOnTheList) {
    EXPECT_THAT(Check(R"({"rows":{"k9":{"state":"changed","cells":{"elder_state":"1"}}}})").findings,
                Contains(Fault("rows.k9", "forms.return.unknown_row")));
}

TEST(Baseline, ReadsBackWhatItWrote) {
    const Definition definition = fixtures::Read(fixtures::kVillageForm);
    const Baseline baseline = PrefillFrom(
        definition, {Held(1, "", "412", kLastYear), Held(6, "", "13800001122", kLastYear, "stock")});
    const Baseline read = ReadBaseline(WriteBaseline(baseline));
    EXPECT_EQ(read.sources, baseline.sources);
    EXPECT_EQ(WriteBaseline(read), WriteBaseline(baseline));
    EXPECT_EQ(read.rows[0].cells[5].source, 1);
}

TEST(ReadTyped, KeepsADraftAsOneTypes) {
    const std::string_view text =
        R"({"answers":{"people":"12 3x"},"wrong":["people"],"rows":{"k1":{"state":"left","reason":"迁出","cells":{},"wrong":[]}},"remarks":{"answers.people":"r"},"zero":false})";
    EXPECT_EQ(WriteTyped(ReadTyped(ParseJson(text))), text);
}

}  // namespace
}  // namespace qz::forms
