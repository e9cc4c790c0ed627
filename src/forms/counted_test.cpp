#include "forms/counted.hpp"

#include "forms/sample_office.hpp"

namespace qz::forms {
namespace {

class Counted : public sample::Office {
 protected:
    Definition Of(std::string_view form, const std::vector<std::string>& codes) {
        return database().Write([&](storage::Tx& tx) {
            Findings findings;
            Definition definition = ReadDefinition(ParseJson(form), *catalogue::AllElements(tx), findings);
            EXPECT_TRUE(findings.empty());
            CountInstead(tx, definition, codes);
            return ThawDefinition(json::serialize(WriteDefinition(definition)));
        });
    }
    static std::vector<std::string> Codes(const Definition& definition) {
        std::vector<std::string> codes;
        for (const Field& field : definition.fields) codes.push_back(field.element.code);
        return codes;
    }
};
QZ_ON_BOTH_ENGINES(Counted);

TEST_P(Counted, TurnsARosterIntoNumbersOfTheUnit) {
    const std::vector<std::string> all{"elder_name", "elder_id", "elder_state", "elder_amount"};
    const Definition definition = Of(fixtures::kElderlyForm, all);
    EXPECT_EQ(definition.layout, Layout::kSingle);
    EXPECT_EQ(definition.SubjectPrefix(), "");
    EXPECT_THAT(Codes(definition),
                testing::ElementsAre("n_elderly_rows", "n_elderly_elder_state_1", "n_elderly_elder_state_2",
                                     "n_elderly_elder_state_3", "s_elderly_elder_amount"));
    EXPECT_EQ(definition.fields[1].element.label, "现在的情况：健在（人数）");
    EXPECT_EQ(definition.fields[1].counts_of, "elder_state");
    for (const Field& field : definition.fields) {
        EXPECT_TRUE(field.program) << field.element.code;
        EXPECT_TRUE(field.total) << field.element.code;
        EXPECT_EQ(field.element.subject, "unit");
        EXPECT_EQ(field.element.sensitivity, "internal");
    }
    ASSERT_EQ(definition.sections.size(), 1U);
    EXPECT_EQ(definition.sections[0].fields.size(), 5U);
    // The next version counts in the same elements.
    const Definition again = Of(fixtures::kElderlyForm, all);
    for (std::size_t i = 0; i < again.fields.size(); ++i)
        EXPECT_EQ(again.fields[i].element.id, definition.fields[i].element.id);
}

TEST_P(Counted, PutsANumberInPlaceOfOneFieldAndDropsTheRulesThatReadIt) {
    const std::string form(R"json({"title": "核对表", "class": "routine", "layout": "single",
        "fields": [{"code": "people"}, {"code": "contact_phone"}, {"code": "area"}],
        "sections": [{"title": "甲", "fields": ["contact_phone", "area"]}],
        "rules": [{"expression": "NOT IS_MISSING(contact_phone)", "message": "要有电话"},
                  {"expression": "area <= people * 100", "message": "面积过大"}]})json");
    const Definition definition = Of(form, {"contact_phone"});
    EXPECT_THAT(Codes(definition), testing::ElementsAre("people", "n__contact_phone", "area"));
    // Nobody's roster holds phones here: it is asked as one number.
    EXPECT_FALSE(definition.fields[1].program);
    EXPECT_EQ(definition.fields[1].element.label, "有联系电话的人数");
    EXPECT_THAT(definition.sections[0].fields, testing::ElementsAre(1, 2));
    ASSERT_EQ(definition.rules.size(), 1U);
    EXPECT_THAT(definition.rules[0].reads, testing::ElementsAre(2, 0));
}

}  // namespace
}  // namespace qz::forms
