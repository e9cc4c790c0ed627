#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace qz {

// An exact decimal number with at most six places: a signed 64-bit count of millionths, the shape in which
// money, areas and counts are stored (a scaled bigint column) and computed. There is no binary fraction
// anywhere: 0.1 + 0.2 is 0.3.
//
// Range: ±9,223,372,036,854.775807. It is symmetric, so negation and absolute value always succeed; the one
// 64-bit pattern outside it (the most negative integer) is no Decimal.
//
// Results that leave the range, and division by zero, are nothing (std::nullopt); results are never clamped
// and never wrap. Multiply, Divide and Round take halves away from zero: 0.0000005 becomes 0.000001.
//
// Plain C++ without exceptions, streams or floating point: the same source also runs in the browser.
class Decimal {
 public:
    static constexpr int kPlaces = 6;
    static constexpr std::int64_t kUnitsPerOne = 1'000'000;
    static constexpr std::int64_t kMostUnits = std::numeric_limits<std::int64_t>::max();

    constexpr Decimal() = default;  // zero

    // From a count of millionths, as stored; nothing for the one pattern outside the range.
    static std::optional<Decimal> FromUnits(std::int64_t millionths);
    // From a whole number; nothing beyond ±9,223,372,036,854.
    static std::optional<Decimal> FromInteger(std::int64_t whole);
    // From a column that counts 10^-places: FromScaled(1250, 2) is 12.5. places is 0 to 6.
    static std::optional<Decimal> FromScaled(std::int64_t scaled, int places);
    // Reads "0", "-12.5", "1234567.000001": an optional minus, digits without leading zeros, and at most six
    // digits behind a point. Nothing for any other text: no plus sign, exponent, space, thousands separator,
    // ".5", "5." or "007" (which is a code, not a number), and nothing out of range. "-0" is 0.
    static std::optional<Decimal> Parse(std::string_view text);

    // The shortest text that Parse reads back as the same number: "0.3", "12", "-0.05".
    std::string ToString() const;
    // The count of millionths, for a column; never the most negative 64-bit integer.
    constexpr std::int64_t units() const { return units_; }
    // The count of 10^-places if that is exact, for a roll-up column of that scale: 12.5 at two places is
    // 1250, at none it is nothing. places is 0 to 6.
    std::optional<std::int64_t> ToScaled(int places) const;
    // Rounded to so many places (0 to 6), or to tens, hundreds … (-1 to -12); nothing for other places, or
    // when rounding up leaves the range.
    std::optional<Decimal> Rounded(int places) const;

    std::optional<Decimal> Plus(Decimal other) const;
    std::optional<Decimal> Minus(Decimal other) const;
    // Rounded to six places, half away from zero.
    std::optional<Decimal> Times(Decimal other) const;
    // Rounded to six places, half away from zero; nothing when divisor is zero or the result out of range.
    std::optional<Decimal> DividedBy(Decimal divisor) const;
    constexpr Decimal Negated() const { return Decimal(-units_); }
    constexpr Decimal Absolute() const { return Decimal(units_ < 0 ? -units_ : units_); }

    constexpr bool IsZero() const { return units_ == 0; }
    constexpr bool IsWhole() const { return units_ % kUnitsPerOne == 0; }
    friend constexpr auto operator<=>(const Decimal&, const Decimal&) = default;

 private:
    constexpr explicit Decimal(std::int64_t units) : units_(units) {}

    std::int64_t units_ = 0;
};

}  // namespace qz
