#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "expressions/expressions.hpp"
#include "expressions/values_file.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::expressions {
namespace {

struct Outcome {
    int status;
    std::string out;
    std::string err;
};

Outcome AtTerminal(std::string_view expression, std::string_view values) {
    std::ostringstream out;
    std::ostringstream err;
    const int status = EvaluateCommand(expression, values, out, err);
    return {status, out.str(), err.str()};
}

std::string Printed(std::string_view expression, std::string_view values) {
    const Outcome outcome = AtTerminal(expression, values);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
}

// What went to err, up to the sentence.
std::string Refused(std::string_view expression, std::string_view values) {
    const Outcome outcome = AtTerminal(expression, values);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(outcome.err.ends_with('\n') && outcome.err.find('{') == std::string::npos) << outcome.err;
    return outcome.err.substr(0, outcome.err.find(": "));
}

TEST(EvaluateCommand, PrintsTheValueAlone) {
    EXPECT_EQ(Printed("a + b", R"({"a": 0.1, "b": "0.2"})"), "0.3\n");
    EXPECT_EQ(Printed("a < b", R"({"a": 1, "b": 2})"), "true\n");
    EXPECT_EQ(Printed("a", R"({"a": "东 村"})"), "东 村\n");
    EXPECT_EQ(Printed("NOT a", R"({"a": true})"), "false\n");
    EXPECT_EQ(Printed("a + 1", R"({"a": null})"), "missing\n");
    EXPECT_EQ(Printed("1 + 1", ""), "2\n");
}

TEST(EvaluateCommand, ReadsLastPeriodUnderPrev) {
    EXPECT_EQ(Printed("a - PREV(a)", R"({"PREV": {"a": 5}, "a": 7.5})"), "2.5\n");
    EXPECT_EQ(Printed("a - PREV(a)", R"({"a": 7.5, "PREV": {}})"), "missing\n");
    EXPECT_EQ(Printed("PREV([PREV])", R"({"PREV": {"PREV": 3}})"), "3\n");
}

TEST(EvaluateCommand, TakesAnElementTheFileDoesNotNameAsMissing) {
    EXPECT_EQ(Printed("a + 1", "{}"), "missing\n");
    EXPECT_EQ(Printed("PREV(a)", R"({"a": 1})"), "missing\n");
}

TEST(EvaluateCommand, ReadsNumbersExactlyAsWritten) {
    for (const auto& [written, read] :
         std::vector<std::pair<std::string, std::string>>{{"0.1", "0.1"},
                                                          {"-0.1", "-0.1"},
                                                          {"-0", "0"},
                                                          {"1e2", "100"},
                                                          {"1.5E+3", "1500"},
                                                          {"25e-1", "2.5"},
                                                          {"0.1000000000", "0.1"},
                                                          {"1234567.000001", "1234567.000001"},
                                                          {"9223372036854.775807", "9223372036854.775807"},
                                                          {"-9223372036854.775807", "-9223372036854.775807"},
                                                          {"0e99999", "0"},
                                                          {"0.0e-99", "0"},
                                                          {"1000000000000000000000000e-18", "1000000"},
                                                          {"\"0.3\"", "0.3"},
                                                          {"\"007\"", "007"},
                                                          {"\"1e2\"", "1e2"},
                                                          {"\"\"", ""},
                                                          {"\"\\u6237\\\"\"", "户\""}}) {
        EXPECT_EQ(Printed("a", "{\"a\": " + written + "}"), read + "\n");
        EXPECT_EQ(Printed("a", "{\"a\":" + written + ",\"b\":1}"), read + "\n");
    }
    EXPECT_EQ(Printed("a = 0.3", R"({"a": 0.3})"), "true\n");
}

TEST(EvaluateCommand, RefusesNumbersItWouldHaveToRound) {
    for (const char* written :
         {"0.0000001", "1e-7", "9223372036854.775808", "1e13", "1e400", "1e99999", "3702831990010112345"}) {
        EXPECT_EQ(Refused("a", std::string("{\n \"a\": ") + written + "}"), "values file, line 2, column 7")
            << written;
    }
}

TEST(EvaluateCommand, ShowsTheFaultOfAnExpressionWithLineAndColumn) {
    EXPECT_EQ(AtTerminal("a +\n b / c", R"({"a": 1, "b": 1, "c": 0})").err,
              "line 2, column 4: Division by zero.\n");
    EXPECT_EQ(Refused("a + ", "{}"), "line 1, column 5");
    EXPECT_EQ(Refused("户数 + 名称", R"({"户数": 1, "名称": "x"})"), "line 1, column 4");
    EXPECT_EQ(Refused("", "{}"), "line 1, column 1");
    EXPECT_EQ(Refused("'{line}' + 1", "{}").substr(0, 17), "line 1, column 10");
}

TEST(EvaluateCommand, ShowsWhereTheValuesAreWrong) {
    EXPECT_EQ(Refused("1", R"({"a": 1,})"), "values file, line 1, column 9");
    EXPECT_EQ(Refused("1", "{\"户\": 1,\n \"b\": x}"), "values file, line 2, column 7");
    EXPECT_EQ(Refused("1", R"({"a": 1)"), "values file, line 1, column 8");
    EXPECT_EQ(Refused("1", R"({"a": 1} x)"), "values file, line 1, column 10");
    EXPECT_EQ(Refused("1", "[1]"), "values file, line 1, column 1");
    EXPECT_EQ(Refused("1", "12 "), "values file, line 1, column 1");
    EXPECT_EQ(Refused("1", "\"a\""), "values file, line 1, column 3");
    EXPECT_EQ(Refused("1", "null"), "values file, line 1, column 4");
    EXPECT_EQ(Refused("1", " \n"), "values file, line 2, column 1");
    EXPECT_EQ(Refused("1", R"({"a": [1]})"), "values file, line 1, column 8");
    EXPECT_EQ(Refused("1", R"({"a": {"b": 1}})"), "values file, line 1, column 7");
    EXPECT_EQ(Refused("1", R"({"PREV": {"a": {}}})"), "values file, line 1, column 16");
    EXPECT_EQ(Refused("1", R"({"PREV": 5})"), "values file, line 1, column 10");
    EXPECT_EQ(Refused("1", std::string(100'000, '[')), "values file, line 1, column 1");
    EXPECT_EQ(Refused("1", "{\"a\": \"\xFF\"}"), "values file, line 1, column 8");
}

TEST(EvaluateCommand, ReadsFilesFromEditorsThatAddAMarkAndLineEnds) {
    EXPECT_EQ(Printed("a", "\xEF\xBB\xBF{\r\n\"a\": 1\r\n}\r\n"), "1\n");
}

TEST(EvaluateCommand, RefusesANameThatStandsTwiceInOneObject) {
    EXPECT_EQ(
        AtTerminal("户数", R"({"户数": 1, "户数": 2})").err,
        "values file, line 1, column 14: 户数 stands twice in the same object; leave one of the two out.\n");
    for (const char* values : {R"({"a": 1, "a": 1})", R"({"a": null, "a": 1})", R"({"a": 1, "\u0061": 1})",
                               R"({"a": [], "a": 1})", R"({"a": 1, "a": []})", R"({"PREV": {}, "PREV": {}})",
                               R"({"PREV": {"a": 1, "a": 2}})", R"({"people": [{"a": 1, "a": 2}]})"}) {
        EXPECT_EQ(AtTerminal("1", values).status, 2) << values;
        EXPECT_NE(AtTerminal("1", values).err.find("stands twice"), std::string::npos) << values;
    }
    EXPECT_EQ(Printed("SUM(people.a) + PREV(a) + a",
                      R"({"a": 1, "PREV": {"a": 2}, "people": [{"a": 3}, {"a": 4}]})"),
              "10\n");
}

RC_GTEST_PROP(ValuesFile, ReadsEveryNumberAsItsDecimal, ()) {
    const auto units = *rc::gen::arbitrary<std::int64_t>() >> *rc::gen::inRange(1, 60);
    const Decimal value = *Decimal::FromUnits(units);
    const auto read = ReadValuesFile("{\"a\":" + value.ToString() + "}");
    RC_ASSERT(std::get<PeriodValues>(read).now.at("a") == Value::Number(value));

    const auto shift = *rc::gen::inRange(-12, 12);
    const std::string moved = std::to_string(units) + "e" + std::to_string(shift - Decimal::kPlaces);
    if (shift == 0) RC_ASSERT(ExactJsonNumber(moved) == value);
    if (const auto exact = ExactJsonNumber(moved)) {
        Decimal back = *exact;
        for (int i = 0; i < shift; ++i) back = back.DividedBy(*Decimal::FromInteger(10)).value();
        for (int i = 0; i > shift; --i) back = back.Times(*Decimal::FromInteger(10)).value();
        RC_ASSERT(back == value);
    }
}

RC_GTEST_PROP(ValuesFile, SurvivesAnyArrangementOfJson, ()) {
    const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
        std::vector<std::string>{"{", "}", "[", "]", ":", ",", "\"a\"", "\"PREV\"", "1", "-", "0.5", "1e5",
                                 "true", "null", " ", "\n", "\"", "户"}));
    std::string text = *rc::gen::element<std::string>("", "{", "{\"a\":");
    for (const std::string& part : parts) text += part;
    const auto read = ReadValuesFile(text);
    if (const auto* fault = std::get_if<Fault>(&read)) {
        RC_ASSERT(i18n::Has(i18n::Language::kEnglish, fault->code));
        RC_ASSERT(fault->position.line >= 1 && fault->position.column >= 1);
    }
}

}  // namespace
}  // namespace qz::expressions
