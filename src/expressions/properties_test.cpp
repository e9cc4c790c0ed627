#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "expressions/expressions.hpp"

namespace qz::expressions {

void PrintTo(const Value& value, std::ostream* out) {
    *out << value.ToString();
}
void showValue(const Value& value, std::ostream& out) {
    out << value.ToString();
}

namespace {

Value Given(std::string_view source, const std::vector<Value>& values) {
    const auto program = std::get<Program>(Compile(source));
    const auto answer = Evaluate(program, [&](std::size_t element, Period) { return values.at(element); });
    return std::get<Value>(answer);
}

Value AnyTruth() {
    return *rc::gen::element(Value(), Value::Truth(true), Value::Truth(false)).as("truth");
}

Value AnyNumber() {
    const auto units = *rc::gen::inRange<std::int64_t>(-5'000'000, 5'000'000);
    return *rc::gen::inRange(0, 5) == 0 ? Value() : Value::Number(*Decimal::FromUnits(units));
}

// In Kleene's logic AND is the least and OR the greatest of FALSE < missing < TRUE.
int Rank(const Value& value) {
    return value.IsMissing() ? 1 : *value.truth() ? 2 : 0;
}

TEST(ThreeValuedLogic, IsKleenes) {
    const std::vector<Value> all{Value::Truth(false), Value(), Value::Truth(true)};
    for (const Value& a : all) {
        EXPECT_EQ(Rank(Given("NOT a", {a})), 2 - Rank(a));
        for (const Value& b : all) {
            EXPECT_EQ(Rank(Given("a AND b", {a, b})), std::min(Rank(a), Rank(b)));
            EXPECT_EQ(Rank(Given("a OR b", {a, b})), std::max(Rank(a), Rank(b)));
        }
    }
}

RC_GTEST_PROP(ThreeValuedLogic, ObeysTheLawsOfALattice, ()) {
    const Value a = AnyTruth();
    const Value b = AnyTruth();
    const Value c = AnyTruth();
    const auto same = [&](std::string_view left, std::string_view right) {
        // All three in one order, whatever a side names first.
        const std::string order = "IF(IS_MISSING(a) OR IS_MISSING(b) OR IS_MISSING(c), TRUE, TRUE) AND (";
        RC_ASSERT(Given(order + std::string(left) + ")", {a, b, c}) ==
                  Given(order + std::string(right) + ")", {a, b, c}));
    };
    same("a AND b", "b AND a");
    same("a OR b", "b OR a");
    same("a AND (b AND c)", "(a AND b) AND c");
    same("a OR (b OR c)", "(a OR b) OR c");
    same("a AND (b OR c)", "a AND b OR a AND c");
    same("a OR b AND c", "(a OR b) AND (a OR c)");
    same("NOT (a AND b)", "NOT a OR NOT b");
    same("NOT (a OR b)", "NOT a AND NOT b");
    same("NOT NOT a", "a");
    same("a AND a", "a");
    same("a OR a AND b", "a");
}

RC_GTEST_PROP(Comparison, IsMissingOrExactlyOneOfThree, ()) {
    const Value a = AnyNumber();
    const Value b = AnyNumber();
    const Value less = Given("a < b", {a, b});
    const Value equal = Given("a = b", {a, b});
    const Value greater = Given("a > b", {a, b});
    if (a.IsMissing() || b.IsMissing()) {
        RC_ASSERT(less.IsMissing() && equal.IsMissing() && greater.IsMissing());
        return;
    }
    RC_ASSERT(*less.truth() + *equal.truth() + *greater.truth() == 1);
    RC_ASSERT(Given("a <= b", {a, b}) == Given("NOT a > b", {a, b}));
    RC_ASSERT(Given("a >= b", {a, b}) == Given("NOT a < b", {a, b}));
    RC_ASSERT(Given("a <> b", {a, b}) == Given("NOT a = b", {a, b}));
}

RC_GTEST_PROP(Sum, IsAdditionAndMissingWithAnyMissingArgument, ()) {
    const std::vector<Value> abc{AnyNumber(), AnyNumber(), AnyNumber()};
    RC_ASSERT(Given("SUM(a, b, c)", abc) == Given("a + b + c", abc));
    RC_ASSERT(Given("SUM(a, b, c)", abc).IsMissing() ==
              *Given("IS_MISSING(a) OR IS_MISSING(b) OR IS_MISSING(c)", abc).truth());
    RC_ASSERT(Given("MIN(a, b, c)", abc) == Given("IF(a <= b, IF(a <= c, a, c), IF(b <= c, b, c))", abc));
    RC_ASSERT(Given("MAX(a, b)", abc) == Given("-MIN(-a, -b)", abc));
}

// Whatever is given ends in a value or a fault at a place inside the source; nothing else is promised of
// noise.
void SurvivesWith(const std::string& source) {
    const auto compiled = Compile(source);
    const auto lines = 1 + static_cast<std::size_t>(std::count(source.begin(), source.end(), '\n'));
    const auto check = [&](const Fault& fault) {
        RC_ASSERT(fault.code.starts_with("expressions."));
        RC_ASSERT(fault.position.line >= 1 && fault.position.line <= lines);
        RC_ASSERT(fault.position.column >= 1 && fault.position.column <= source.size() + 1);
    };
    if (const auto* fault = std::get_if<Fault>(&compiled)) return check(*fault);
    const auto& program = std::get<Program>(compiled);
    const Value values[] = {Value(), Value::Truth(true), Value::Text("x"),
                            Value::Number(*Decimal::FromInteger(3)),
                            Value::Number(*Decimal::FromUnits(Decimal::kMostUnits))};
    for (std::size_t shift = 0; shift < std::size(values); ++shift) {
        const auto answer = Evaluate(program, [&](std::size_t element, Period period) {
            return values[(element + shift + (period == Period::kLast ? 1 : 0)) % std::size(values)];
        });
        if (const auto* fault = std::get_if<Fault>(&answer)) {
            check(*fault);
        } else if (const auto type = std::get<Value>(answer).type(); type && program.result()) {
            RC_ASSERT(*type == *program.result());
        }
    }
}

RC_GTEST_PROP(Compile, SurvivesAnyBytes, ()) {
    SurvivesWith(*rc::gen::arbitrary<std::string>());
}

RC_GTEST_PROP(Compile, SurvivesAnyArrangementOfItsOwnWords, ()) {
    const auto words = *rc::gen::container<std::vector<std::string>>(
        rc::gen::elementOf(std::vector<std::string>{"1",       "0",
                                                    "0.5",     "'a'",
                                                    "TRUE",    "a",
                                                    "b",       "[c d]",
                                                    "户",      "+",
                                                    "-",       "*",
                                                    "/",       "(",
                                                    ")",       "(",
                                                    ")",       ",",
                                                    "=",       "<>",
                                                    "<",       ">=",
                                                    "AND",     "OR",
                                                    "NOT",     "IF(",
                                                    "PREV(",   "SUM(",
                                                    "MIN(",    "ABS(",
                                                    "ROUND(",  "IS_MISSING(",
                                                    "DATE(",   "（",
                                                    "）",      "，",
                                                    "\n",      "'",
                                                    "[",       "9223372036854.775807",
                                                    "\xE6",    "DATE('2026-01-31')",
                                                    "PREV(a)", "１",
                                                    "。",      "、",
                                                    "《",      "＇",
                                                    "［",      "ａ"}));
    std::string source;
    for (const std::string& word : words) source += word + " ";
    SurvivesWith(source);
}

// Well-formed expressions of any types, so that evaluation is reached and not only the parser.
std::string AnyExpression(int depth) {
    if (depth == 0) {
        return *rc::gen::element<std::string>("1", "0", "2.5", "'a'", "TRUE", "FALSE", "a", "b", "c",
                                              "PREV(a)", "[d e]");
    }
    const auto inner = [depth] { return AnyExpression(depth - 1); };
    switch (*rc::gen::inRange(0, 6)) {
        case 0:
            return "(" + inner() + *rc::gen::element<std::string>(" + ", " - ", " * ", " / ") + inner() + ")";
        case 1:
            return "(" + inner() + *rc::gen::element<std::string>(" = ", " < ", " >= ", " <> ") + inner() +
                   ")";
        case 2:
            return "(" + inner() + *rc::gen::element<std::string>(" AND ", " OR ") + inner() + ")";
        case 3:
            return "IF(" + inner() + ", " + inner() + ", " + inner() + ")";
        case 4:
            return *rc::gen::element<std::string>("SUM(", "MAX(") + inner() + ", " + inner() + ")";
        default:
            return *rc::gen::element<std::string>("NOT (", "-(", "ABS(", "IS_MISSING(") + inner() + ")";
    }
}

RC_GTEST_PROP(Evaluate, EndsInAValueOrAFaultForAnyExpression, ()) {
    SurvivesWith(AnyExpression(*rc::gen::inRange(0, 5)));
}

}  // namespace
}  // namespace qz::expressions
