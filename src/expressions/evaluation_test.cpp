#include <gtest/gtest.h>

#include "expressions/expressions.hpp"

namespace qz::expressions {
namespace {

Value N(std::string_view number) {
    return Value::Number(Decimal::Parse(number).value());
}

// A village's sheet of this period and of the last one; what is not on it is missing.
Value OnSheet(std::string_view name, Period period) {
    const bool now = period == Period::kThis;
    if (name == "户数") return N(now ? "412" : "400");
    if (name == "zero") return N("0");
    if (name == "most") return N("9223372036854.775807");
    if (name == "name") return Value::Text("东村");
    if (name == "yes") return Value::Truth(now);
    if (name == "no") return Value::Truth(!now);
    return {};
}

ElementValue Sheet(const Program& program) {
    return [&program](std::size_t element, Period period) {
        return OnSheet(program.elements()[element].name, period);
    };
}

// The answer as `rules eval` prints it, or "line:column code".
std::string Answer(std::string_view source) {
    const auto shown = [](const Fault& fault) {
        return std::to_string(fault.position.line) + ":" + std::to_string(fault.position.column) + " " +
               fault.code.substr(std::string_view("expressions.").size());
    };
    const auto compiled = Compile(source);
    if (const auto* fault = std::get_if<Fault>(&compiled)) return "does not compile: " + shown(*fault);
    const auto& program = std::get<Program>(compiled);
    const auto answer = Evaluate(program, Sheet(program));
    if (const auto* fault = std::get_if<Fault>(&answer)) return shown(*fault);
    return std::get<Value>(answer).ToString();
}

TEST(Evaluate, CalculatesExactly) {
    EXPECT_EQ(Answer("0.1 + 0.2"), "0.3");
    EXPECT_EQ(Answer("0.1 + 0.2 = 0.3"), "true");
    EXPECT_EQ(Answer("1 - 0.9 - 0.1"), "0");
    EXPECT_EQ(Answer("2 / 3"), "0.666667");
    EXPECT_EQ(Answer("-2 / 3"), "-0.666667");
    EXPECT_EQ(Answer("0.000001 / 2"), "0.000001");
    EXPECT_EQ(Answer("1 / 3 * 3"), "0.999999");
    EXPECT_EQ(Answer("'a' = \"a\""), "true");
    EXPECT_EQ(Answer("'it''s'"), "it's");
    EXPECT_EQ(Answer("“说“一”声”"), "does not compile: 1:6 unexpected_token");
    EXPECT_EQ(Answer("‘甲’’乙’"), "甲’乙");
}

TEST(Evaluate, TakesWhatAChineseInputMethodTypesAsItsAsciiForm) {
    EXPECT_EQ(Answer("１２＋（３）"), "15");
    EXPECT_EQ(Answer("（１２＋３）×０．５"), "7.5");
    EXPECT_EQ(Answer("０。１＋０．２＝0.3"), "true");
    EXPECT_EQ(Answer("户数 》= ４１２"), "true");
    EXPECT_EQ(Answer("户数》＝４１３"), "false");
    EXPECT_EQ(Answer("户数 《》 ４１２"), "false");
    EXPECT_EQ(Answer("户数〈５００ ＆＆ ！no"), "true");
    EXPECT_EQ(Answer("ｙｅｓ ａｎｄ ＮＯＴ ｎｏ"), "true");
    EXPECT_EQ(Answer("ＩＦ（户数＞０、１、２）"), "1");
    EXPECT_EQ(Answer("SUM（１，２、３）"), "6");
    EXPECT_EQ(Answer("PREV（［户数］）"), "400");
    EXPECT_EQ(Answer("name ＝ ＇东村＇"), "true");
}

TEST(Evaluate, KeepsTextAndBracketedNamesAsTheyAreTyped) {
    EXPECT_EQ(Answer("'１２（３）。《'"), "１２（３）。《");
    EXPECT_EQ(Answer("'１' = '1'"), "false");
    EXPECT_EQ(Answer("“a＂、＇”"), "a＂、＇");
    EXPECT_EQ(Answer("［户数］"), "412");
    EXPECT_EQ(Answer("[ｙｅｓ]"), "missing");
}

TEST(Evaluate, BindsOperatorsAsOneExpects) {
    EXPECT_EQ(Answer("1 + 2 * 3"), "7");
    EXPECT_EQ(Answer("(1 + 2) * 3"), "9");
    EXPECT_EQ(Answer("10 - 4 - 3"), "3");
    EXPECT_EQ(Answer("100 / 10 / 5"), "2");
    EXPECT_EQ(Answer("2 * -3"), "-6");
    EXPECT_EQ(Answer("-2 - -3"), "1");
    EXPECT_EQ(Answer("1 + 1 = 2 AND 2 < 3"), "true");
    EXPECT_EQ(Answer("TRUE OR FALSE AND FALSE"), "true");
    EXPECT_EQ(Answer("(TRUE OR FALSE) AND FALSE"), "false");
    EXPECT_EQ(Answer("NOT 1 = 2"), "true");
    EXPECT_EQ(Answer("NOT FALSE AND FALSE"), "false");
    EXPECT_EQ(Answer("NOT (FALSE AND FALSE)"), "true");
    EXPECT_EQ(Answer("!no && yes || no"), "true");
}

TEST(Evaluate, ReadsElementsOfThisAndTheLastPeriod) {
    EXPECT_EQ(Answer("户数"), "412");
    EXPECT_EQ(Answer("PREV(户数)"), "400");
    EXPECT_EQ(Answer("户数 － PREV（户数）"), "12");
    EXPECT_EQ(Answer("(户数 - PREV(户数)) / PREV(户数) * 100 <= 3"), "true");
    EXPECT_EQ(Answer("yes = PREV(no)"), "true");
    EXPECT_EQ(Answer("[户数] = 户数"), "true");
}

TEST(Evaluate, ComparesTextAndDatesInOrder) {
    EXPECT_EQ(Answer("'2026-01-31' < DATE('2026-02-01')"), "true");
    EXPECT_EQ(Answer("DATE('2026-12-31') >= DATE('2027-01-01')"), "false");
    EXPECT_EQ(Answer("name = '东村'"), "true");
    EXPECT_EQ(Answer("'A' < 'a' AND 'a' < '一'"), "true");
    EXPECT_EQ(Answer("'' < 'a'"), "true");
    EXPECT_EQ(Answer("1.50 = 1.5"), "true");
    EXPECT_EQ(Answer("yes <> no"), "true");
}

TEST(Evaluate, CallsFunctions) {
    EXPECT_EQ(Answer("SUM(1, 2, 3.5)"), "6.5");
    EXPECT_EQ(Answer("sum(7)"), "7");
    EXPECT_EQ(Answer("MIN(3, -1, 2)"), "-1");
    EXPECT_EQ(Answer("MAX(3, -1, 22)"), "22");
    EXPECT_EQ(Answer("ABS(-3) + ABS(3)"), "6");
    EXPECT_EQ(Answer("ROUND(2.345, 2)"), "2.35");
    EXPECT_EQ(Answer("ROUND(-2.5, 0)"), "-3");
    EXPECT_EQ(Answer("ROUND(1250, -2)"), "1300");
    EXPECT_EQ(Answer("IF(户数 > 400, 'many', 'few')"), "many");
    EXPECT_EQ(Answer("IF(no, 1, 2) + 10"), "12");
    EXPECT_EQ(Answer("IF(yes, IF(no, 1, 2), 3)"), "2");
    EXPECT_EQ(Answer("IS_MISSING(户数)"), "false");
    EXPECT_EQ(Answer("IS_MISSING(空)"), "true");
    EXPECT_EQ(Answer("IS_MISSING(空 + 1)"), "true");
}

TEST(Evaluate, TakesMissingForNeitherZeroNorEmptyNorFalse) {
    for (const char* source : {"空",           "空 + 1",       "1 - 空",         "空 * 0",
                               "空 / 0",       "-空",          "空 = 0",         "空 = ''",
                               "空 = FALSE",   "空 = 空",      "空 <> 空",       "空 < 1",
                               "1 >= 空",      "'a' < 空",     "SUM(1, 空, 2)",  "SUM(空)",
                               "MIN(1, 空)",   "MAX(空, 1)",   "ABS(空)",        "ROUND(空, 1)",
                               "ROUND(1, 空)", "IF(空, 1, 2)", "NOT 空",         "空 AND TRUE",
                               "TRUE AND 空",  "空 AND 空",    "空 OR FALSE",    "FALSE OR 空",
                               "空 OR 空",     "PREV(空)",     "IF(yes, 空, 1)", "IF(空 > 1, 'a', 'b')"}) {
        EXPECT_EQ(Answer(source), "missing") << source;
    }
}

TEST(Evaluate, LetsFalseDecideAndAndTrueDecideOr) {
    EXPECT_EQ(Answer("FALSE AND 空"), "false");
    EXPECT_EQ(Answer("空 AND FALSE"), "false");
    EXPECT_EQ(Answer("TRUE OR 空"), "true");
    EXPECT_EQ(Answer("空 OR TRUE"), "true");
    EXPECT_EQ(Answer("空 > 1 AND no"), "false");
}

TEST(Evaluate, LeavesOutWhatTheAnswerDoesNotNeed) {
    EXPECT_EQ(Answer("zero <> 0 AND 1 / zero > 1"), "false");
    EXPECT_EQ(Answer("zero = 0 OR 1 / zero > 1"), "true");
    EXPECT_EQ(Answer("IF(zero = 0, 0, 1 / zero)"), "0");
    EXPECT_EQ(Answer("IF(空, 1 / zero, 1 / zero)"), "missing");
    EXPECT_EQ(Answer("空 AND 1 / zero > 1"), "1:9 division_by_zero");
}

TEST(Evaluate, ShowsFaultsAtTheirCharacter) {
    EXPECT_EQ(Answer("1 / 0"), "1:3 division_by_zero");
    EXPECT_EQ(Answer("户数 +\n 户数 / zero"), "2:5 division_by_zero");
    EXPECT_EQ(Answer("most + most"), "1:6 overflow");
    EXPECT_EQ(Answer("-most - 1"), "1:7 overflow");
    EXPECT_EQ(Answer("most * most"), "1:6 overflow");
    EXPECT_EQ(Answer("most / 0.1"), "1:6 overflow");
    EXPECT_EQ(Answer("SUM(1, 2, most)"), "1:11 overflow");
    EXPECT_EQ(Answer("ROUND(most, 0)"), "1:13 overflow");
    EXPECT_EQ(Answer("ROUND(1, 7)"), "1:10 round_places");
    EXPECT_EQ(Answer("ROUND(1, 0.5)"), "1:10 round_places");
    EXPECT_EQ(Answer("ROUND(1, -13)"), "1:10 round_places");
    EXPECT_EQ(Answer("ROUND(1, -most)"), "1:10 round_places");
}

TEST(Evaluate, RefusesWrongTypesEvenBesideWhatIsMissing) {
    EXPECT_EQ(Answer("name + 1"), "1:6 wants_number_not_text");
    EXPECT_EQ(Answer("空 + name"), "1:3 wants_number_not_text");
    EXPECT_EQ(Answer("name + 空"), "1:6 wants_number_not_text");
    EXPECT_EQ(Answer("yes * 2"), "1:5 wants_number_not_truth");
    EXPECT_EQ(Answer("-name"), "1:1 wants_number_not_text");
    EXPECT_EQ(Answer("SUM(1, name)"), "1:8 wants_number_not_text");
    EXPECT_EQ(Answer("SUM(name)"), "1:5 wants_number_not_text");
    EXPECT_EQ(Answer("ABS(name)"), "1:5 wants_number_not_text");
    EXPECT_EQ(Answer("name AND TRUE"), "1:6 wants_truth_not_text");
    EXPECT_EQ(Answer("TRUE AND 户数"), "1:6 wants_truth_not_number");
    EXPECT_EQ(Answer("NOT name"), "1:1 wants_truth_not_text");
    EXPECT_EQ(Answer("IF(户数, 1, 2)"), "1:4 wants_truth_not_number");
    EXPECT_EQ(Answer("name = 户数"), "1:6 cannot_compare_number_with_text");
    EXPECT_EQ(Answer("yes = 户数"), "1:5 cannot_compare_number_with_truth");
    EXPECT_EQ(Answer("yes = name"), "1:5 cannot_compare_text_with_truth");
    EXPECT_EQ(Answer("yes < no"), "1:5 truth_has_no_order");
    EXPECT_EQ(Answer("yes < 空"), "1:5 truth_has_no_order");
}

TEST(Evaluate, AsksOnlyForWhatItReaches) {
    const auto program = std::get<Program>(Compile("IF(yes, a, b)"));
    std::vector<std::string> asked;
    (void)Evaluate(program, [&](std::size_t element, Period) {
        asked.push_back(program.elements()[element].name);
        return asked.back() == "yes" ? Value::Truth(true) : N("1");
    });
    EXPECT_EQ(asked, (std::vector<std::string>{"yes", "a"}));
}

TEST(Judge, FindsNoFaultWhereTheVerdictIsMissing) {
    const auto verdict = [](std::string_view source) {
        const auto program = std::get<Program>(Compile(source));
        return std::get<Verdict>(Judge(program, Sheet(program)));
    };
    EXPECT_EQ(verdict("户数 > 0"), Verdict::kHolds);
    EXPECT_EQ(verdict("户数 < 0"), Verdict::kBroken);
    EXPECT_EQ(verdict("空 > 0"), Verdict::kMissing);
}

TEST(Judge, RefusesAnswersThatAreNoVerdict) {
    const auto fault = [](std::string_view source) {
        const auto program = std::get<Program>(Compile(source));
        const auto found = std::get<Fault>(Judge(program, Sheet(program)));
        return found.code + " " + std::to_string(found.position.column);
    };
    EXPECT_EQ(fault("  户数"), "expressions.wants_truth_not_number 3");
    EXPECT_EQ(fault("name"), "expressions.wants_truth_not_text 1");
    EXPECT_EQ(fault("1 / zero > 0"), "expressions.division_by_zero 3");
}

}  // namespace
}  // namespace qz::expressions
