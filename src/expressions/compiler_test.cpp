#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expressions/expressions.hpp"

namespace qz::expressions {
namespace {

using testing::ElementsAre;
using testing::Field;

// "line:column code", or "compiles".
std::string Report(std::string_view source, const CompileOptions& options = {}) {
    const auto compiled = Compile(source, options);
    const auto* fault = std::get_if<Fault>(&compiled);
    if (!fault) return "compiles";
    std::string code = fault->code;
    code.erase(0, std::string_view("expressions.").size());
    return std::to_string(fault->position.line) + ":" + std::to_string(fault->position.column) + " " + code;
}

std::optional<Type> VillageSheet(std::string_view name) {
    if (name == "households" || name == "户数" || name == "其中：女") return Type::kNumber;
    if (name == "name" || name == "检查日期") return Type::kText;
    if (name == "poor") return Type::kTruth;
    return std::nullopt;
}

std::string ReportOnSheet(std::string_view source, std::optional<Type> result = std::nullopt) {
    return Report(source, {.type_of = VillageSheet, .result = result});
}

TEST(Compile, ReadsEveryFormOfTheLanguage) {
    for (const char* source : {"1",
                               "0.5",
                               "-12.000001",
                               "'文字'",
                               "\"text\"",
                               "'it''s'",
                               "“全角引号”",
                               "TRUE",
                               "false",
                               "DATE('2024-02-29')",
                               "户数",
                               "_code9",
                               "[其中：女]",
                               "【其中：女】",
                               "[AND]",
                               "date",
                               "sum + min",
                               "1 + 2 * (3 - 4) / -5",
                               "a = b",
                               "a == b",
                               "a != b",
                               "a <> b",
                               "a ≠ b",
                               "a <= b",
                               "a ≤ b",
                               "a ≥ b",
                               "a AND b or not c",
                               "a && b || !c",
                               "NOT NOT a",
                               "!!a",
                               "--1",
                               "NOT a = b AND c < d",
                               "IF(a > 0, b, IF(c, d, e))",
                               "PREV(户数)",
                               "PREV([其中：女])",
                               "sum(a)",
                               "SUM(a, b, PREV(c))",
                               "MIN(a, 1)",
                               "MAX(a, b)",
                               "ABS(-a)",
                               "ROUND(a / b, 2)",
                               "IS_MISSING(a + b)",
                               "（户数＋１ - 1）",
                               "［其中：女］ + 1",
                               "＇全角引号＇",
                               "＂全角引号＂",
                               "户数　＞＝ 3",
                               " \t\r\n 1 \n",
                               "a × b ÷ c － d"}) {
        EXPECT_EQ(Report(source), "compiles") << source;
    }
}

TEST(Compile, ShowsAFaultAtItsCharacter) {
    EXPECT_EQ(Report(""), "1:1 empty");
    EXPECT_EQ(Report("  \n "), "2:2 empty");
    EXPECT_EQ(Report("1 + * 2"), "1:5 expected_value");
    EXPECT_EQ(Report("1 +"), "1:4 expected_value_at_end");
    EXPECT_EQ(Report("(1 + 2"), "1:7 expected_token_at_end");
    EXPECT_EQ(Report("(1 + 2]"), "1:7 unexpected_character");
    EXPECT_EQ(Report("(1, 2)"), "1:3 expected_token");
    EXPECT_EQ(Report("1 2"), "1:3 unexpected_token");
    EXPECT_EQ(Report("1)"), "1:2 unexpected_token");
    EXPECT_EQ(Report("户数 @ 2"), "1:4 unexpected_character");
    EXPECT_EQ(Report("户数 +\n  男 # 女"), "2:5 unexpected_character");
    EXPECT_EQ(Report("𠮷 + 𠮷 ~"), "1:7 unexpected_character");
    EXPECT_EQ(Report("a & b"), "1:3 unexpected_character");
    EXPECT_EQ(Report("a | b"), "1:3 unexpected_character");
    EXPECT_EQ(Report(std::string_view("1 \0 2", 5)), "1:3 unexpected_character");
    EXPECT_EQ(Report("1 + 'abc"), "1:5 unterminated_text");
    EXPECT_EQ(Report("'a\nb'"), "1:1 unterminated_text");
    EXPECT_EQ(Report("'a''"), "1:1 unterminated_text");
    EXPECT_EQ(Report("1 + [abc"), "1:5 unterminated_name");
    EXPECT_EQ(Report("[]"), "1:1 empty_name");
    EXPECT_EQ(Report("a AND"), "1:6 expected_value_at_end");
    EXPECT_EQ(Report("AND a"), "1:1 expected_value");
    EXPECT_EQ(Report("a = NOT b"), "1:5 expected_value");
    EXPECT_EQ(Report("a < b < c"), "1:7 chained_comparison");
    EXPECT_EQ(Report("a = b = c"), "1:7 chained_comparison");
}

TEST(Compile, ShowsAFaultWhereItStandsInWhatAnInputMethodTyped) {
    EXPECT_EQ(Report("（１２＋３））"), "1:7 unexpected_token");
    EXPECT_EQ(Report("（１２＋"), "1:5 expected_value_at_end");
    EXPECT_EQ(Report("户数１ ％ ２"), "1:5 unexpected_character");
    EXPECT_EQ(Report("户数＋\n ０７"), "2:2 bad_number");
    EXPECT_EQ(Report("１２。"), "1:1 bad_number");
    EXPECT_EQ(Report("６０岁以上"), "1:1 bad_number");
    EXPECT_EQ(Report("０．１２３４５６７"), "1:1 too_many_places");
    EXPECT_EQ(Report("［其中：女]"), "1:1 unterminated_name");
    EXPECT_EQ(Report("＇文字'"), "1:1 unterminated_text");
    const auto compiled = Compile("１ ＋ ＋ ０７");
    EXPECT_EQ(std::get<Fault>(compiled).arguments.at(0).second, "＋");
    const auto number = Compile("０７");
    EXPECT_EQ(std::get<Fault>(number).arguments.at(0).second, "０７");
}

TEST(Compile, RefusesNumbersItCannotHoldExactly) {
    EXPECT_EQ(Report("1 + 0.1234567"), "1:5 too_many_places");
    EXPECT_EQ(Report("9223372036854.775808"), "1:1 number_too_large");
    EXPECT_EQ(Report("9223372036854.775807"), "compiles");
    EXPECT_EQ(Report("-9223372036854.775807"), "compiles");
    EXPECT_EQ(Report("99999999999999999999999999"), "1:1 number_too_large");
    for (const char* source : {"007", "1.", "1e5", "1.2.3", "60岁以上", "0x1F", "1_000"}) {
        EXPECT_EQ(Report(source), "1:1 bad_number") << source;
    }
    EXPECT_EQ(Report(".5"), "1:1 unexpected_character");
}

TEST(Compile, RefusesBytesThatAreNotUtf8) {
    EXPECT_EQ(Report("户 + \xFF"), "1:5 not_utf8");
    EXPECT_EQ(Report("'\xC0\x80'"), "1:2 not_utf8");          // overlong
    EXPECT_EQ(Report("'\xED\xA0\x80'"), "1:2 not_utf8");      // surrogate
    EXPECT_EQ(Report("'\xF4\x90\x80\x80'"), "1:2 not_utf8");  // beyond U+10FFFF
    EXPECT_EQ(Report("'\xE6\x88"), "1:2 not_utf8");           // cut short
}

TEST(Compile, ChecksTheArgumentsOfFunctions) {
    EXPECT_EQ(Report("SQRT(4)"), "1:1 unknown_function");
    EXPECT_EQ(Report("IF(a, b)"), "1:8 expected_token");
    EXPECT_EQ(Report("IF(a, b, c, d)"), "1:11 expected_token");
    EXPECT_EQ(Report("SUM()"), "1:5 expected_value");
    EXPECT_EQ(Report("ABS(1, 2)"), "1:6 expected_token");
    EXPECT_EQ(Report("ROUND(1)"), "1:8 expected_token");
    EXPECT_EQ(Report("PREV"), "1:5 expected_token_at_end");
    EXPECT_EQ(Report("PREV(1)"), "1:6 prev_wants_element");
    EXPECT_EQ(Report("PREV(a + b)"), "1:8 prev_wants_element");
    EXPECT_EQ(Report("PREV(PREV(a))"), "1:6 prev_wants_element");
    EXPECT_EQ(Report("PREV(TRUE)"), "1:6 prev_wants_element");
    EXPECT_EQ(Report("DATE(a)"), "1:6 date_wants_text");
    for (const char* day : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "0000-01-01",
                            "1900-02-29", "2026/01/31", "２０２６-01-31", "2026-01-3x"}) {
        EXPECT_EQ(Report("DATE('" + std::string(day) + "')"), "1:6 not_a_date") << day;
    }
    EXPECT_EQ(Report("DATE('2000-02-29')"), "compiles");
}

TEST(Compile, FindsWrongTypesWithoutAnyValues) {
    EXPECT_EQ(Report("1 + 'a'"), "1:3 wants_number_not_text");
    EXPECT_EQ(Report("TRUE * 2"), "1:6 wants_number_not_truth");
    EXPECT_EQ(Report("-'a'"), "1:1 wants_number_not_text");
    EXPECT_EQ(Report("NOT 1"), "1:1 wants_truth_not_number");
    EXPECT_EQ(Report("1 AND TRUE"), "1:3 wants_truth_not_number");
    EXPECT_EQ(Report("TRUE OR 'x'"), "1:6 wants_truth_not_text");
    EXPECT_EQ(Report("IF(1, 2, 3)"), "1:4 wants_truth_not_number");
    EXPECT_EQ(Report("IF(TRUE, 2, '3')"), "1:13 branches_differ");
    EXPECT_EQ(Report("SUM(1, '2')"), "1:8 wants_number_not_text");
    EXPECT_EQ(Report("MAX('a')"), "1:5 wants_number_not_text");
    EXPECT_EQ(Report("1 = '1'"), "1:3 cannot_compare_number_with_text");
    EXPECT_EQ(Report("1 = TRUE"), "1:3 cannot_compare_number_with_truth");
    EXPECT_EQ(Report("FALSE <> ''"), "1:7 cannot_compare_text_with_truth");
    EXPECT_EQ(Report("FALSE < TRUE"), "1:7 truth_has_no_order");
    EXPECT_EQ(Report("FALSE = (1 < 2)"), "compiles");
}

TEST(Compile, ChecksElementsAgainstTheFormItIsGiven) {
    EXPECT_EQ(ReportOnSheet("户数 >= [其中：女] AND NOT poor"), "compiles");
    EXPECT_EQ(ReportOnSheet("户数 + 人数"), "1:6 unknown_element");
    EXPECT_EQ(ReportOnSheet("PREV(人数)"), "1:6 unknown_element");
    EXPECT_EQ(ReportOnSheet("Households"), "1:1 unknown_element");
    EXPECT_EQ(ReportOnSheet("households + name"), "1:12 wants_number_not_text");
    EXPECT_EQ(ReportOnSheet("PREV(poor) + 1"), "1:12 wants_number_not_truth");
    EXPECT_EQ(ReportOnSheet("检查日期 <= DATE('2026-12-31')"), "compiles");
    EXPECT_EQ(ReportOnSheet("检查日期 <= 2026"), "1:6 cannot_compare_number_with_text");
    EXPECT_EQ(ReportOnSheet("IF(households > 1, name, 2)"), "1:26 branches_differ");
}

TEST(Compile, HoldsAnExpressionToTheTypeItsPlaceWants) {
    EXPECT_EQ(ReportOnSheet("households > 0", Type::kTruth), "compiles");
    EXPECT_EQ(ReportOnSheet("  households", Type::kTruth), "1:3 wants_truth_not_number");
    EXPECT_EQ(ReportOnSheet("name", Type::kNumber), "1:1 wants_number_not_text");
    EXPECT_EQ(ReportOnSheet("households", Type::kText), "1:1 wants_text_not_number");
    EXPECT_EQ(ReportOnSheet("poor", Type::kText), "1:1 wants_text_not_truth");
}

TEST(Compile, TellsTheTypeOfTheAnswerWhereItIsDecided) {
    const auto result = [](std::string_view source) { return std::get<Program>(Compile(source)).result(); };
    EXPECT_EQ(result("a + b"), Type::kNumber);
    EXPECT_EQ(result("a = b"), Type::kTruth);
    EXPECT_EQ(result("'a'"), Type::kText);
    EXPECT_EQ(result("a"), std::nullopt);
    EXPECT_EQ(result("IF(a, 1, b)"), std::nullopt);
    EXPECT_EQ(result("IF(a, 1, 2)"), Type::kNumber);
}

TEST(Compile, ListsTheElementsItReadsAndInWhichPeriod) {
    const auto compiled = Compile("女 + 男 <= PREV(女) * 2 OR\n IF([其中：外出], PREV(旧), 男) = 女");
    const auto use = [](const char* name, bool now, bool last, Position first) {
        return testing::AllOf(Field(&ElementUse::name, name), Field(&ElementUse::in_this_period, now),
                              Field(&ElementUse::in_last_period, last), Field(&ElementUse::first, first));
    };
    EXPECT_THAT(std::get<Program>(compiled).elements(),
                ElementsAre(use("女", true, true, {1, 1}), use("男", true, false, {1, 5}),
                            use("其中：外出", true, false, {2, 5}), use("旧", false, true, {2, 19})));
}

TEST(Compile, KeepsItsLimits) {
    const auto nested = [](std::size_t depth, const char* open, const char* close) {
        std::string source;
        for (std::size_t i = 0; i < depth; ++i) source += open;
        source += '1';
        for (std::size_t i = 0; i < depth; ++i) source += close;
        return source;
    };
    EXPECT_EQ(Report(nested(64, "(", ")")), "compiles");
    EXPECT_EQ(Report(nested(65, "(", ")")), "1:66 too_deep");
    EXPECT_EQ(Report(nested(65, "-", "")), "1:66 too_deep");
    EXPECT_EQ(Report(nested(65, "ABS(", ")")), "1:261 too_deep");
    EXPECT_EQ(Report(std::string(1500, '(')), "1:66 too_deep");

    EXPECT_EQ(Report(std::string(4095, ' ') + "1"), "compiles");
    EXPECT_EQ(Report(std::string(4096, ' ') + "1"), "1:1 too_long");

    std::string sum = "1";
    while (sum.size() < 2046) sum += "+1";
    EXPECT_EQ(Report(sum), "compiles");
    EXPECT_EQ(Report(sum + "+1+1"), "1:2048 too_many_parts");
}

}  // namespace
}  // namespace qz::expressions
