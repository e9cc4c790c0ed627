#include "platform/base/decimal.hpp"

namespace qz {
namespace {

// Twice as wide as a Decimal, so that no product or widened dividend of two Decimals can overflow it.
__extension__ using Wide = __int128;

constexpr std::int64_t kPowersOfTen[] = {
    1,
    10,
    100,
    1'000,
    10'000,
    100'000,
    1'000'000,
    10'000'000,
    100'000'000,
    1'000'000'000,
    10'000'000'000,
    100'000'000'000,
    1'000'000'000'000,
    10'000'000'000'000,
    100'000'000'000'000,
    1'000'000'000'000'000,
    10'000'000'000'000'000,
    100'000'000'000'000'000,
    1'000'000'000'000'000'000,
};
constexpr int kCoarsestPlaces = -12;

std::optional<Decimal> Fit(Wide units) {
    if (units > Decimal::kMostUnits || units < -Wide{Decimal::kMostUnits}) return std::nullopt;
    return Decimal::FromUnits(static_cast<std::int64_t>(units));
}

Wide DivideHalfAwayFromZero(Wide dividend, Wide divisor) {
    const bool negative = (dividend < 0) != (divisor < 0);
    const Wide over = dividend < 0 ? -dividend : dividend;
    const Wide under = divisor < 0 ? -divisor : divisor;
    const Wide remainder = over % under;
    const Wide quotient = over / under + (remainder >= under - remainder ? 1 : 0);
    return negative ? -quotient : quotient;
}

bool IsDigit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::optional<Decimal> Decimal::FromUnits(std::int64_t millionths) {
    if (millionths == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    return Decimal(millionths);
}

std::optional<Decimal> Decimal::FromInteger(std::int64_t whole) {
    return FromScaled(whole, 0);
}

std::optional<Decimal> Decimal::FromScaled(std::int64_t scaled, int places) {
    if (places < 0 || places > kPlaces) return std::nullopt;
    return Fit(Wide{scaled} * kPowersOfTen[kPlaces - places]);
}

std::optional<Decimal> Decimal::Parse(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);

    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return std::nullopt;
    std::string_view fraction;
    if (point != std::string_view::npos) {
        fraction = text.substr(point + 1);
        if (fraction.empty() || fraction.size() > std::size_t{kPlaces}) return std::nullopt;
    }

    Wide units = 0;
    for (const std::string_view digits : {whole, fraction}) {
        for (const char c : digits) {
            if (!IsDigit(c)) return std::nullopt;
            units = units * 10 + (c - '0');
            if (units > kMostUnits) return std::nullopt;
        }
    }
    units *= kPowersOfTen[kPlaces - static_cast<int>(fraction.size())];
    return Fit(negative ? -units : units);
}

std::string Decimal::ToString() const {
    const std::int64_t magnitude = units_ < 0 ? -units_ : units_;
    std::string text = units_ < 0 ? "-" : "";
    text += std::to_string(magnitude / kUnitsPerOne);
    if (const std::int64_t fraction = magnitude % kUnitsPerOne; fraction != 0) {
        // The leading one keeps the zeros right behind the point.
        std::string digits = std::to_string(kUnitsPerOne + fraction);
        digits.erase(digits.find_last_not_of('0') + 1);
        text += '.';
        text.append(digits, 1);
    }
    return text;
}

std::optional<std::int64_t> Decimal::ToScaled(int places) const {
    if (places < 0 || places > kPlaces) return std::nullopt;
    const std::int64_t step = kPowersOfTen[kPlaces - places];
    if (units_ % step != 0) return std::nullopt;
    return units_ / step;
}

std::optional<Decimal> Decimal::Rounded(int places) const {
    if (places < kCoarsestPlaces || places > kPlaces) return std::nullopt;
    const Wide step = kPowersOfTen[kPlaces - places];
    return Fit(DivideHalfAwayFromZero(units_, step) * step);
}

std::optional<Decimal> Decimal::Plus(Decimal other) const {
    return Fit(Wide{units_} + other.units_);
}

std::optional<Decimal> Decimal::Minus(Decimal other) const {
    return Fit(Wide{units_} - other.units_);
}

std::optional<Decimal> Decimal::Times(Decimal other) const {
    return Fit(DivideHalfAwayFromZero(Wide{units_} * other.units_, kUnitsPerOne));
}

std::optional<Decimal> Decimal::DividedBy(Decimal divisor) const {
    if (divisor.IsZero()) return std::nullopt;
    return Fit(DivideHalfAwayFromZero(Wide{units_} * kUnitsPerOne, divisor.units_));
}

}  // namespace qz
