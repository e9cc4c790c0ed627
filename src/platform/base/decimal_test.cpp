#include "platform/base/decimal.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace qz {

void PrintTo(const Decimal& decimal, std::ostream* out) {
    *out << decimal.ToString();
}

namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kMost = Decimal::kMostUnits;

Decimal D(std::string_view text) {
    return Decimal::Parse(text).value();
}

// Numbers of every size: plain RapidCheck integers would nearly all be close to zero or all huge.
Decimal AnyDecimal() {
    const auto raw = *rc::gen::arbitrary<std::int64_t>();
    const auto shift = *rc::gen::inRange(0, 63);
    const auto edge = *rc::gen::inRange(0, 20);
    if (edge == 0) return *Decimal::FromUnits(kMost - (raw & 7));
    if (edge == 1) return *Decimal::FromUnits(-kMost + (raw & 7));
    const auto wide = *rc::gen::noShrink(rc::gen::inRange<std::int64_t>(-kMost, kMost));
    return *Decimal::FromUnits(wide >> shift);
}

std::string DigitsOf(Wide magnitude) {
    std::string digits;
    do {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
        magnitude /= 10;
    } while (magnitude != 0);
    return digits;
}

// A second way to write a count of millionths: all digits on paper, the point put in, the zeros cut off.
std::string OnPaper(Wide units) {
    std::string digits = DigitsOf(units < 0 ? -units : units);
    while (digits.size() < 7) digits.insert(digits.begin(), '0');
    std::string text = digits.substr(0, digits.size() - 6) + "." + digits.substr(digits.size() - 6);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return (units < 0 ? "-" : "") + text;
}

std::optional<std::string> OnPaperInRange(Wide units) {
    if (units > kMost || units < -Wide{kMost}) return std::nullopt;
    return OnPaper(units);
}

std::optional<std::string> Text(const std::optional<Decimal>& decimal) {
    if (!decimal) return std::nullopt;
    return decimal->ToString();
}

// floor((2·over + under) / (2·under)) on magnitudes is rounding half up; the sign goes on afterwards.
Wide HalfAway(Wide over, Wide under) {
    const bool negative = (over < 0) != (under < 0);
    if (over < 0) over = -over;
    if (under < 0) under = -under;
    const Wide rounded = (2 * over + under) / (2 * under);
    return negative ? -rounded : rounded;
}

// The same for a divisor of a million, without doubling: a product of two decimals may have 126 bits.
Wide Millionth(Wide product) {
    return product < 0 ? -((-product + 500'000) / 1'000'000) : (product + 500'000) / 1'000'000;
}

TEST(DecimalParse, ReadsPlainNumbersExactly) {
    EXPECT_EQ(D("0").units(), 0);
    EXPECT_EQ(D("-0").units(), 0);
    EXPECT_EQ(D("-0.000000").units(), 0);
    EXPECT_EQ(D("0.1").units(), 100'000);
    EXPECT_EQ(D("-12.5").units(), -12'500'000);
    EXPECT_EQ(D("0.000001").units(), 1);
    EXPECT_EQ(D("1234567.000001").units(), 1'234'567'000'001);
    EXPECT_EQ(D("9223372036854.775807").units(), kMost);
    EXPECT_EQ(D("-9223372036854.775807").units(), -kMost);
}

TEST(DecimalParse, RefusesEveryOtherText) {
    for (const char* text : {"",
                             "-",
                             "+1",
                             "--1",
                             "- 1",
                             " 1",
                             "1 ",
                             ".5",
                             "5.",
                             "-.5",
                             ".",
                             "1.2.3",
                             "1e3",
                             "1E-3",
                             "1,000",
                             "0.0000001",
                             "0.1000000",
                             "007",
                             "00",
                             "-01.5",
                             "0x10",
                             "1.-5",
                             "1.5-",
                             "nan",
                             "inf",
                             "１２",
                             "十二",
                             "9223372036854.775808",
                             "-9223372036854.775808",
                             "9223372036855",
                             "123456789012345678901234567890123456789012345678901234567890"}) {
        EXPECT_EQ(Decimal::Parse(text), std::nullopt) << text;
    }
    EXPECT_EQ(Decimal::Parse(std::string_view("1\0", 2)), std::nullopt);
}

TEST(DecimalToString, WritesTheShortestForm) {
    EXPECT_EQ(D("0.300000").ToString(), "0.3");
    EXPECT_EQ(D("12.000").ToString(), "12");
    EXPECT_EQ(D("-0.05").ToString(), "-0.05");
    EXPECT_EQ(D("100").ToString(), "100");
    EXPECT_EQ(D("-0").ToString(), "0");
    EXPECT_EQ(D("9223372036854.775807").ToString(), "9223372036854.775807");
}

TEST(DecimalArithmetic, AddsTenthsExactly) {
    EXPECT_EQ(D("0.1").Plus(D("0.2")), D("0.3"));
}

TEST(DecimalArithmetic, RoundsHalvesAwayFromZeroAtSixPlaces) {
    EXPECT_EQ(D("1").DividedBy(D("3")), D("0.333333"));
    EXPECT_EQ(D("2").DividedBy(D("3")), D("0.666667"));
    EXPECT_EQ(D("-2").DividedBy(D("3")), D("-0.666667"));
    EXPECT_EQ(D("0.000001").DividedBy(D("2")), D("0.000001"));
    EXPECT_EQ(D("-0.000001").DividedBy(D("2")), D("-0.000001"));
    EXPECT_EQ(D("0.000001").DividedBy(D("-2")), D("-0.000001"));
    EXPECT_EQ(D("0.000001").DividedBy(D("2.000001")), D("0"));
    EXPECT_EQ(D("0.001").Times(D("0.0005")), D("0.000001"));
    EXPECT_EQ(D("-0.001").Times(D("0.0005")), D("-0.000001"));
    EXPECT_EQ(D("0.001").Times(D("0.000499")), D("0"));
}

TEST(DecimalArithmetic, IsNothingWhenTheResultLeavesTheRange) {
    const Decimal most = D("9223372036854.775807");
    const Decimal least = most.Negated();
    const Decimal step = D("0.000001");
    EXPECT_EQ(most.Plus(step), std::nullopt);
    EXPECT_EQ(least.Minus(step), std::nullopt);
    EXPECT_EQ(most.Minus(least), std::nullopt);
    EXPECT_EQ(most.Times(most), std::nullopt);
    EXPECT_EQ(most.Times(D("-1.000001")), std::nullopt);
    EXPECT_EQ(most.DividedBy(step), std::nullopt);
    EXPECT_EQ(most.DividedBy(D("0.999999")), std::nullopt);
    EXPECT_EQ(most.Times(D("-1")), least);
    EXPECT_EQ(least.Absolute(), most);
    EXPECT_EQ(Decimal::FromUnits(std::numeric_limits<std::int64_t>::min()), std::nullopt);
}

TEST(DecimalArithmetic, DoesNotDivideByZero) {
    EXPECT_EQ(D("1").DividedBy(D("0")), std::nullopt);
    EXPECT_EQ(D("0").DividedBy(D("0")), std::nullopt);
}

TEST(DecimalScale, GivesAColumnTheValueOnlyWhenItIsExact) {
    EXPECT_EQ(D("12.5").ToScaled(2), 1250);
    EXPECT_EQ(D("12.5").ToScaled(1), 125);
    EXPECT_EQ(D("12.5").ToScaled(0), std::nullopt);
    EXPECT_EQ(D("-12.5").ToScaled(6), -12'500'000);
    EXPECT_EQ(D("12").ToScaled(0), 12);
    EXPECT_EQ(D("12").ToScaled(7), std::nullopt);
    EXPECT_EQ(D("12").ToScaled(-1), std::nullopt);
    EXPECT_EQ(Decimal::FromScaled(1250, 2), D("12.5"));
    EXPECT_EQ(Decimal::FromScaled(1, 7), std::nullopt);
    EXPECT_EQ(Decimal::FromScaled(1, -1), std::nullopt);
    EXPECT_EQ(Decimal::FromInteger(9'223'372'036'854), D("9223372036854"));
    EXPECT_EQ(Decimal::FromInteger(9'223'372'036'855), std::nullopt);
    EXPECT_EQ(Decimal::FromInteger(std::numeric_limits<std::int64_t>::min()), std::nullopt);
}

TEST(DecimalRounded, RoundsToPlacesAndToTens) {
    EXPECT_EQ(D("2.5").Rounded(0), D("3"));
    EXPECT_EQ(D("-2.5").Rounded(0), D("-3"));
    EXPECT_EQ(D("2.449").Rounded(1), D("2.4"));
    EXPECT_EQ(D("1.005").Rounded(2), D("1.01"));
    EXPECT_EQ(D("1250").Rounded(-2), D("1300"));
    EXPECT_EQ(D("4999999999999").Rounded(-12), D("5000000000000"));
    EXPECT_EQ(D("1.5").Rounded(6), D("1.5"));
    EXPECT_EQ(D("1.5").Rounded(7), std::nullopt);
    EXPECT_EQ(D("1.5").Rounded(-13), std::nullopt);
    EXPECT_EQ(D("9223372036854.775807").Rounded(0), std::nullopt);
}

RC_GTEST_PROP(DecimalProperty, ReadsBackWhatItWrites, ()) {
    const Decimal value = AnyDecimal();
    RC_ASSERT(Decimal::Parse(value.ToString()) == value);
    RC_ASSERT(value.ToString() == OnPaper(value.units()));
    RC_ASSERT(Decimal::FromUnits(value.units()) == value);
}

RC_GTEST_PROP(DecimalProperty, NeverReadsTextThatIsNotItsOwnOrAPaddedForm, ()) {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789.-+e, ")));
    const auto value = Decimal::Parse(text);
    if (!value) return;
    std::string padded = value->ToString();
    const bool minus_zero = text.starts_with('-') && value->IsZero();
    if (minus_zero) padded.insert(padded.begin(), '-');
    if (text.size() > padded.size() && padded.find('.') == std::string::npos) padded += '.';
    while (padded.size() < text.size()) padded += '0';
    RC_ASSERT(padded == text);
}

RC_GTEST_PROP(DecimalProperty, AgreesWithWideArithmetic, ()) {
    const Decimal a = AnyDecimal();
    const Decimal b = AnyDecimal();
    const Wide x = a.units();
    const Wide y = b.units();
    RC_ASSERT(Text(a.Plus(b)) == OnPaperInRange(x + y));
    RC_ASSERT(Text(a.Minus(b)) == OnPaperInRange(x - y));
    RC_ASSERT(Text(a.Times(b)) == OnPaperInRange(Millionth(x * y)));
    if (!b.IsZero()) {
        RC_ASSERT(Text(a.DividedBy(b)) == OnPaperInRange(HalfAway(x * 1'000'000, y)));
    }
    RC_ASSERT((a < b) == (x < y));
    RC_ASSERT((a == b) == (x == y));
}

RC_GTEST_PROP(DecimalProperty, ObeysTheLawsOfArithmetic, ()) {
    const Decimal a = AnyDecimal();
    const Decimal b = AnyDecimal();
    RC_ASSERT(a.Plus(b) == b.Plus(a));
    RC_ASSERT(a.Times(b) == b.Times(a));
    RC_ASSERT(a.Minus(b) == a.Plus(b.Negated()));
    RC_ASSERT(a.Times(D("1")) == a);
    RC_ASSERT(a.DividedBy(D("1")) == a);
    RC_ASSERT(a.Plus(a.Negated()) == Decimal{});
    if (const auto sum = a.Plus(b)) RC_ASSERT(sum->Minus(b) == a);
    for (int places = 0; places <= 6; ++places) {
        if (const auto scaled = a.ToScaled(places)) RC_ASSERT(Decimal::FromScaled(*scaled, places) == a);
        const auto rounded = a.Rounded(places);
        if (rounded) RC_ASSERT(rounded->ToScaled(places).has_value());
    }
}

}  // namespace
}  // namespace qz
