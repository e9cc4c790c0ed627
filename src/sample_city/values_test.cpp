#include "sample_city/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_city/answers.hpp"
#include "sample_city/people.hpp"

namespace qz::sample_city {
namespace {

using testing::StartsWith;

// The shipped elements without a database.
class SeedElements final : public catalogue::Elements {
 public:
    SeedElements() {
        std::int64_t id = 0;
        const json::value elements = ParseJson(ElementsJson());
        for (const json::value& item : elements.as_array()) {
            catalogue::Element element;
            element.id = ElementId{++id};
            element.code = Text(item.as_object(), "code");
            element.label = Text(item.as_object(), "label");
            element.type = catalogue::ValueTypeFromWord(Text(item.as_object(), "type")).value();
            if (const json::value* places = item.as_object().if_contains("places")) {
                element.places = static_cast<int>(places->as_int64());
            }
            all_.push_back(std::move(element));
        }
    }
    const catalogue::Element* Find(ElementId id) const override {
        return &all_.at(static_cast<std::size_t>(id.value - 1));
    }
    const catalogue::Element* FindCode(std::string_view code) const override {
        for (const catalogue::Element& element : all_) {
            if (element.code == code) return &element;
        }
        return nullptr;
    }
    const std::vector<catalogue::Element>& All() const override { return all_; }

 private:
    std::vector<catalogue::Element> all_;
};

const Date kToday = Date::From(2026, 9, 21);

TEST(IdNumber, IsRightInItsFormAndNobodys) {
    const std::string number = IdNumber(Date::From(1940, 2, 29), 210, true);
    EXPECT_THAT(number, StartsWith("37100019400229420"));
    const auto facts = catalogue::ReadIdNumber(number);
    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->female);
    EXPECT_EQ(facts->birth, Date::From(1940, 2, 29));
}

TEST(Dice, FallTheSameWayForTheSameWords) {
    EXPECT_EQ((Dice{"village", "households"}.Next()), (Dice{"village", "households"}.Next()));
    EXPECT_NE((Dice{"village", "households"}.Next()), (Dice{"villageh", "ouseholds"}.Next()));
}

TEST(UnitValues, AddUpInEveryVillageAndEpoch) {
    const SeedElements elements;
    const Recipes recipes(ValuesJson(), elements);
    for (int village = 0; village < 200; ++village) {
        for (const int epoch : {0, 1}) {
            UnitValues values(recipes, "37108210120" + std::to_string(village), epoch, kToday);
            const auto number = [&](std::string_view code) { return std::stoll(values.Of(code)); };
            EXPECT_EQ(number("men") + number("women"), number("people"));
            EXPECT_EQ(number("toilets_flush") + number("toilets_dry") + number("toilets_none"),
                      number("households"));
            EXPECT_GE(number("toilets_none"), 0);
            EXPECT_EQ(number("children_0_6") + number("children_7_14") + number("children_15_17"),
                      number("children_total"));
        }
    }
}

TEST(UnitValues, AreDifferentFromVillageToVillage) {
    const SeedElements elements;
    const Recipes recipes(ValuesJson(), elements);
    std::set<std::string> seen;
    for (int village = 0; village < 50; ++village) {
        seen.insert(UnitValues(recipes, std::to_string(village), 0, kToday).Of("farmland"));
    }
    EXPECT_GT(seen.size(), 40u);
}

TEST(DrawRow, GivesEveryPersonOfAVillageAnotherNumber) {
    const SeedElements elements;
    const Recipes recipes(ValuesJson(), elements);
    std::set<std::string> numbers;
    for (int row = 0; row < 20; ++row) {
        for (const auto& [code, text] : DrawRow(recipes, "elderly", "371082101201", row, kToday)) {
            if (code == "elder_id") numbers.insert(text);
        }
    }
    EXPECT_EQ(numbers.size(), 20u);
}

TEST(DrawRow, CallsNoTwoPlacesOfAVillageTheSame) {
    const SeedElements elements;
    const Recipes recipes(ValuesJson(), elements);
    std::set<std::string> first;
    for (int village = 0; village < 100; ++village) {
        const std::string code = "371082101" + std::to_string(201 + village);
        std::set<std::string> places;
        for (int row = 0; row < 10; ++row) {
            const RowValues values = DrawRow(recipes, "dangers", code, row, kToday);
            EXPECT_EQ(values.at(0).first, "danger_place");
            places.insert(values.at(0).second);
            if (row == 0) first.insert(values.at(0).second);
        }
        EXPECT_EQ(places.size(), 10u) << code;
    }
    EXPECT_GT(first.size(), 5u);
}

TEST(Seed, HasARecipeForEveryFieldOfEveryFormThatIsFilled) {
    const SeedElements elements;
    const Recipes recipes(ValuesJson(), elements);
    const FormSeeds forms = ReadFormSeeds();
    EXPECT_GE(forms.size(), 20u);
    const json::value tasks = ParseJson(TasksJson());
    for (const json::value& task : tasks.as_array()) {
        const FormSeed& form = forms.find(Text(task.as_object(), "form"))->second;
        const Typing typing{form, "371082101201", 0, 0, kToday};
        if (form.roster.empty()) {
            EXPECT_NO_THROW(TypeSingle(recipes, typing)) << form.code;
        } else {
            EXPECT_NO_THROW(TypeRoster(recipes, elements, typing, {})) << form.code;
        }
    }
}

}  // namespace
}  // namespace qz::sample_city
