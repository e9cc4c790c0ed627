#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "expressions/days.hpp"
#include "expressions/expressions.hpp"

namespace qz::expressions {
namespace {

Value N(std::int64_t number) {
    return Value::Number(*Decimal::FromInteger(number));
}

using Row = std::map<std::string, Value>;
using Rosters = std::map<std::string, std::vector<Row>>;

struct Outcome {
    std::string answer;  // as `rules eval` prints it, or "line:column code"
    std::size_t undecided = 0;
};

RosterValues Over(const Program& program, const Rosters& rosters) {
    return {.rows = [&](std::size_t roster) -> std::optional<std::size_t> {
                const auto found = rosters.find(program.rosters()[roster].name);
                if (found == rosters.end()) return std::nullopt;
                return found->second.size();
            },
            .cell =
                [&](std::size_t roster, std::size_t row, std::size_t field) {
                    const RosterUse& use = program.rosters()[roster];
                    const Row& cells = rosters.at(use.name).at(row);
                    const auto found = cells.find(use.fields[field]);
                    return found == cells.end() ? Value() : found->second;
                }};
}

Outcome Ask(std::string_view source, const Rosters& rosters, const CompileOptions& options = {}) {
    const auto shown = [](const Fault& fault) {
        return std::to_string(fault.position.line) + ":" + std::to_string(fault.position.column) + " " +
               fault.code.substr(std::string_view("expressions.").size());
    };
    const auto compiled = Compile(source, options);
    if (const auto* fault = std::get_if<Fault>(&compiled)) return {shown(*fault)};
    const auto& program = std::get<Program>(compiled);
    Notes notes;
    const auto answer = Evaluate(
        program, [](std::size_t, Period) { return N(7); }, Over(program, rosters), &notes);
    if (const auto* fault = std::get_if<Fault>(&answer)) return {shown(*fault)};
    return {std::get<Value>(answer).ToString(), notes.undecided_rows};
}

Rosters Village() {
    return {{"people",
             {{{"age", N(83)}, {"sex", Value::Text("2")}, {"income", N(100)}},
              {{"age", N(80)}, {"sex", Value::Text("1")}, {"income", N(50)}},
              {{"age", N(30)}, {"sex", Value::Text("2")}},
              {{"sex", Value::Text("1")}, {"income", N(9)}}}},
            {"名册", {}}};
}

std::string Answer(std::string_view source) {
    return Ask(source, Village()).answer;
}

TEST(Rosters, AreCountedWithAndWithoutACondition) {
    EXPECT_EQ(Answer("COUNT(people)"), "4");
    EXPECT_EQ(Answer("count(people where age >= 80)"), "2");
    EXPECT_EQ(Answer("COUNT(people WHERE age >= 80 AND sex = '2') * 10 + x"), "17");
    EXPECT_EQ(Answer("COUNT(people WHERE IS_MISSING(age)) = 1"), "true");
    EXPECT_EQ(Answer("COUNT([people] WHERE [sex] = '1')"), "2");
}

TEST(Rosters, AreSummed) {
    EXPECT_EQ(Answer("SUM(people.income WHERE age >= 80)"), "150");
    EXPECT_EQ(Answer("SUM(people . income WHERE NOT IS_MISSING(income))"), "159");
    EXPECT_EQ(Answer("SUM（people.income WHERE age ≥ 80） / COUNT(people WHERE age >= 80)"), "75");
    EXPECT_EQ(Answer("SUM(x, y)"), "14");
    EXPECT_EQ(Answer("SUM(x, .5)"), "1:8 unexpected_character");
}

TEST(Rosters, WithoutRowsCountZeroAndAreMissingWhenNotFilled) {
    EXPECT_EQ(Answer("COUNT(名册)"), "0");
    EXPECT_EQ(Answer("SUM(名册.收入)"), "0");
    EXPECT_EQ(Answer("COUNT(others)"), "missing");
    EXPECT_EQ(Answer("SUM(others.a WHERE b)"), "missing");
    EXPECT_EQ(std::get<Value>(Evaluate(std::get<Program>(Compile("COUNT(people)")), {})), Value());
}

TEST(Rosters, LeaveRowsWithoutAVerdictOutAndSayHowMany) {
    const Outcome outcome = Ask("COUNT(people WHERE age >= 80)", Village());
    EXPECT_EQ(outcome.answer, "2");
    EXPECT_EQ(outcome.undecided, 1u);
    // FALSE AND missing is FALSE: this row is decided.
    EXPECT_EQ(Ask("COUNT(people WHERE sex = '2' AND age >= 80)", Village()).undecided, 0u);
}

TEST(Rosters, SumToMissingWhereACellOfACountedRowIsMissing) {
    EXPECT_EQ(Answer("SUM(people.income)"), "missing");
    EXPECT_EQ(Answer("SUM(people.income WHERE sex = '2')"), "missing");
    EXPECT_EQ(Answer("SUM(people.income WHERE sex = '1')"), "59");
}

TEST(Rosters, ShowFaultsAtTheirCharacter) {
    EXPECT_EQ(Answer("COUNT()"), "1:7 roster_wanted");
    EXPECT_EQ(Answer("COUNT(people WHERE)"), "1:19 expected_value");
    EXPECT_EQ(Answer("COUNT(people, age > 1)"), "1:13 expected_token");
    EXPECT_EQ(Answer("COUNT(people WHERE 1)"), "1:20 wants_truth_not_number");
    EXPECT_EQ(Answer("COUNT(people WHERE age)"), "1:20 wants_truth_not_number");
    EXPECT_EQ(Answer("COUNT(people WHERE\nage / 0 > 1)"), "2:5 division_by_zero");
    EXPECT_EQ(Answer("COUNT(people WHERE PREV(age) > 1)"), "1:20 prev_in_condition");
    EXPECT_EQ(Answer("COUNT(people WHERE COUNT(people) > 1)"), "1:20 aggregate_in_condition");
    EXPECT_EQ(Answer("SUM(people.)"), "1:12 field_wanted");
    EXPECT_EQ(Answer("SUM(people.sex)"), "1:1 wants_number_not_text");
    EXPECT_EQ(Answer("people.age"), "1:7 unexpected_token");
}

TEST(Rosters, AreCheckedAgainstTheFormWhereItIsKnown) {
    CompileOptions options;
    options.type_of = [](std::string_view) { return std::nullopt; };
    options.field_type = [](std::string_view roster, std::string_view field) -> std::optional<Type> {
        if (roster != "people") return std::nullopt;
        if (field == "" || field == "age") return Type::kNumber;
        return field == "sex" ? std::optional(Type::kText) : std::nullopt;
    };
    const auto report = [&](std::string_view source) { return Ask(source, Village(), options).answer; };
    EXPECT_EQ(report("COUNT(people WHERE age > 1)"), "3");
    EXPECT_EQ(report("COUNT(horses)"), "1:7 unknown_roster");
    EXPECT_EQ(report("COUNT(people WHERE shoe > 1)"), "1:20 unknown_element");
    EXPECT_EQ(report("COUNT(people WHERE sex > 1)"), "1:24 cannot_compare_number_with_text");
    EXPECT_EQ(report("SUM(people.shoe)"), "1:12 unknown_element");
    EXPECT_EQ(report("SUM(people.sex)"), "1:12 wants_number_not_text");
}

TEST(Rosters, NameTheFieldsTheyRead) {
    const auto program =
        std::get<Program>(Compile("SUM(a.x WHERE y > 1 AND x > 2) + COUNT(b) + COUNT(a WHERE z)"));
    ASSERT_EQ(program.rosters().size(), 2u);
    EXPECT_EQ(program.rosters()[0].name, "a");
    EXPECT_EQ(program.rosters()[0].fields, (std::vector<std::string>{"x", "y", "z"}));
    EXPECT_EQ(program.rosters()[1].first, (Position{1, 40}));
    EXPECT_TRUE(program.elements().empty());
}

RC_GTEST_PROP(Rosters, CountWhatIsTrueFalseAndUndecidedToAllRows, ()) {
    const auto ages = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1, 5));
    const int bound = *rc::gen::inRange(0, 5);
    Rosters rosters;
    auto& rows = rosters["r"];
    for (const int age : ages) rows.push_back(age < 0 ? Row{} : Row{{"age", N(age)}});
    const std::string condition = "age >= " + std::to_string(bound);
    const Outcome in = Ask("COUNT(r WHERE " + condition + ")", rosters);
    const Outcome out = Ask("COUNT(r WHERE NOT (" + condition + "))", rosters);
    RC_ASSERT(in.undecided == out.undecided);
    RC_ASSERT(std::stoul(in.answer) + std::stoul(out.answer) + in.undecided == ages.size());
}

RC_GTEST_PROP(Rosters, SumInPartsToTheWhole, ()) {
    const auto ages = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100));
    Rosters rosters;
    auto& rows = rosters["r"];
    std::int64_t whole = 0;
    for (const int age : ages) {
        rows.push_back({{"age", N(age)}});
        whole += age;
    }
    RC_ASSERT(Ask("SUM(r.age WHERE age < 50) + SUM(r.age WHERE age >= 50)", rosters).answer ==
              std::to_string(whole));
    RC_ASSERT(Ask("SUM(r.age)", rosters).answer == std::to_string(whole));
}

// A number of no living person: its date lies in 1900 and its place is not one.
constexpr const char* kWoman = "'990000190001010001'";

std::string Numbered(std::string_view region, std::string_view birth, std::string_view order) {
    constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    std::string number = std::string(region) + std::string(birth) + std::string(order);
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (number[i] - '0') * kWeights[i];
    return number + "10X98765432"[sum % 11];
}

TEST(IdNumbers, TellBirthSexAndAge) {
    const std::string woman = Numbered("990000", "19400229", "002");
    const std::string man = Numbered("990000", "20001231", "001");
    EXPECT_EQ(Answer("BIRTH('" + woman + "')"), "1940-02-29");
    EXPECT_EQ(Answer("SEX('" + woman + "')"), "2");
    EXPECT_EQ(Answer("SEX('" + man + "') = '1'"), "true");
    EXPECT_EQ(Answer("AGE('" + woman + "', DATE('2021-02-28'))"), "80");
    EXPECT_EQ(Answer("AGE('" + woman + "', DATE('2021-03-01'))"), "81");
    EXPECT_EQ(Answer("AGE('2000-12-31', '2000-12-31')"), "0");
    EXPECT_EQ(Ask("COUNT(r WHERE AGE(id, '2026-09-01') >= 80)",
                  {{"r", {{{"id", Value::Text(woman)}}, {{"id", Value::Text(man)}}, {}}}})
                  .answer,
              "1");
}

TEST(IdNumbers, ShowFaultsAtTheirCharacter) {
    EXPECT_EQ(Answer("SEX(" + std::string(kWoman) + ")"), "1:5 not_an_id_number");
    EXPECT_EQ(Answer("BIRTH( 'x')"), "1:8 not_an_id_number");
    EXPECT_EQ(Answer("BIRTH(1)"), "1:7 wants_text_not_number");
    EXPECT_EQ(Answer("AGE('2000-01-01', '2000-13-01')"), "1:19 not_a_date");
    EXPECT_EQ(Answer("AGE('2000-01-01', 5)"), "1:19 wants_text_not_number");
    EXPECT_EQ(Answer("1 + AGE('2000-01-01', '1999-01-01')"), "1:5 day_before_birth");
    EXPECT_EQ(Answer("AGE('2000-01-01')"), "1:17 expected_token");
}

RC_GTEST_PROP(IdNumbers, AreRefusedWithAnyOneDigitChanged, ()) {
    std::string number = Numbered("990000", "19700615", "123");
    RC_ASSERT(ReadIdNumber(number).has_value());
    const auto at = *rc::gen::inRange<std::size_t>(0, 17);
    const char digit = static_cast<char>('0' + *rc::gen::inRange(0, 10));
    RC_PRE(number[at] != digit);
    number[at] = digit;
    RC_ASSERT(!ReadIdNumber(number).has_value());
}

}  // namespace
}  // namespace qz::expressions
