#include "forms/definition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forms/fixtures.hpp"

namespace qz::forms {
namespace {

using fixtures::Catalogue;
using fixtures::kElderlyForm;
using fixtures::kVillageForm;
using testing::Contains;
using testing::Field;
using testing::IsEmpty;

Findings FaultsOf(std::string_view text) {
    Findings findings;
    ReadDefinition(ParseJson(text), Catalogue(), findings);
    return findings;
}

MATCHER_P2(Fault, field, code, "") {
    return arg.field == field && arg.code == code;
}

TEST(ReadDefinition, TakesWhatTheCatalogueKnowsAboutEachField) {
    const Definition definition = fixtures::Read(kVillageForm);
    EXPECT_EQ(definition.fields.size(), 6u);
    EXPECT_EQ(definition.fields[0].element.label, "户数");
    EXPECT_TRUE(definition.fields[0].total);
    EXPECT_FALSE(definition.fields[5].total);
    EXPECT_EQ(definition.sections.size(), 1u);
}

TEST(ReadDefinition, NamesAnElementThatTheCatalogueDoesNotHave) {
    EXPECT_THAT(FaultsOf(R"({"title":"t","class":"routine","layout":"single","fields":[{"code":"moon"}]})"),
                Contains(Fault("fields[0].code", "forms.definition.unknown_element")));
}

TEST(ReadDefinition, RefusesAFieldTwice) {
    EXPECT_THAT(
        FaultsOf(
            R"({"title":"t","class":"routine","layout":"single","fields":[{"code":"people"},{"code":"people"}]})"),
        Contains(Fault("fields[1].code", "forms.definition.field_twice")));
}

TEST(ReadDefinition, SaysAtWhichCharacterARuleStops) {
    const Findings findings = FaultsOf(
        R"({"title":"t","class":"routine","layout":"single","fields":[{"code":"people"}],
            "rules":[{"expression":"人口 > 月亮","message":"m"}]})");
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].field, "rules[0].expression");
    EXPECT_THAT(findings[0].arguments, Contains(testing::Pair("column", "6")));
}

TEST(ReadDefinition, RefusesARosterWithoutANameAndAKeyThatIsNoIdNumber) {
    const Findings findings = FaultsOf(
        R"({"title":"t","class":"routine","layout":"roster","fields":[{"code":"people"}],
            "roster":{"code":"r","key":"id_number","key_field":"people"}})");
    EXPECT_THAT(findings, Contains(Fault("roster.key_field", "forms.definition.key_not_an_id_number")));
    EXPECT_THAT(findings, Contains(Fault("roster.name_field", "forms.definition.roster_needs_a_name")));
}

TEST(ReadDefinition, RefusesLimitsOnTextAndCrossedLimits) {
    EXPECT_THAT(FaultsOf(R"({"title":"t","class":"routine","layout":"single",
                             "fields":[{"code":"contact_phone","least":"1"}]})"),
                Contains(Fault("fields[0].least", "forms.definition.limit_not_a_number")));
    EXPECT_THAT(FaultsOf(R"({"title":"t","class":"routine","layout":"single",
                             "fields":[{"code":"people","least":"9","most":"1"}]})"),
                Contains(Fault("fields[0].most", "forms.definition.limits_crossed")));
}

TEST(ReadDefinition, RefusesAnElementThatWasReplacedAndNamesWhatTookItsPlace) {
    Catalogue elements;
    elements.At(2).state = "merged";
    elements.At(2).successors = {ElementId{4}};
    elements.At(4).state = "removed";
    const json::value form = ParseJson(R"({"title":"t","class":"routine","layout":"single",
        "fields":[{"code":"people"},{"code":"men"},{"code":"area"}]})");
    Findings findings;
    const Definition definition = ReadDefinition(form, elements, findings);
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_THAT(findings, Contains(Fault("fields[1].code", "forms.definition.element_replaced")));
    EXPECT_EQ(findings[0].arguments, (Arguments{{"label", "男性人口"}, {"successor", "女性人口"}}));
    EXPECT_THAT(findings, Contains(Fault("fields[2].code", "forms.definition.element_removed")));
    // The same for a version that was frozen before.
    const Findings later = CheckElementsLive(definition, elements);
    EXPECT_THAT(later, Contains(Fault("fields[1].code", "forms.definition.element_replaced")));
    EXPECT_THAT(later, Contains(Fault("fields[2].code", "forms.definition.element_removed")));
    EXPECT_THAT(CheckElementsLive(definition, Catalogue()), IsEmpty());
}

TEST(ThawDefinition, ReadsBackWhatWasFrozen) {
    for (const std::string_view text : {kVillageForm, kElderlyForm}) {
        const std::string frozen = json::serialize(WriteDefinition(fixtures::Read(text)));
        EXPECT_EQ(json::serialize(WriteDefinition(ThawDefinition(frozen))), frozen);
    }
}

TEST(CheckMarks, StopsAnUnnumberedOrExpiredForm) {
    Definition definition = fixtures::Read(kVillageForm);
    EXPECT_THAT(CheckMarks(definition, Date::From(2026, 9, 1)), IsEmpty());
    EXPECT_THAT(CheckMarks(definition, Date::From(2027, 12, 31)), IsEmpty());
    EXPECT_THAT(CheckMarks(definition, Date::From(2028, 1, 1)),
                Contains(Fault("marks.valid_until", "forms.definition.expired")));
    definition.marks.admission_number.clear();
    EXPECT_THAT(CheckMarks(definition, Date::From(2026, 9, 1)),
                Contains(Fault("marks.admission_number", "forms.definition.admission_number_missing")));
}

TEST(CheckMarks, AsksAStatisticalFormForItsFormNumberAndApproval) {
    Definition definition = fixtures::Read(kVillageForm);
    definition.form_class = Class::kStatistical;
    const Findings findings = CheckMarks(definition, Date::From(2026, 9, 1));
    EXPECT_THAT(findings, Contains(Fault("marks.form_number", "forms.definition.form_number_missing")));
    EXPECT_THAT(findings, Contains(Fault("marks.approval", "forms.definition.approval_missing")));
}

}  // namespace
}  // namespace qz::forms
