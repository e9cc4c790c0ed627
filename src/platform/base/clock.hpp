#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qz {

// A moment, in milliseconds since 1970-01-01T00:00:00Z. Stored and sent as that number or as RFC 3339 UTC.
struct Instant {
    std::int64_t milliseconds = 0;

    friend auto operator<=>(const Instant&, const Instant&) = default;
    Instant Plus(std::chrono::milliseconds span) const { return {milliseconds + span.count()}; }
    std::int64_t Since(Instant earlier) const { return milliseconds - earlier.milliseconds; }
    // "2026-09-25T10:00:00.000Z"
    std::string ToString() const;
};

std::optional<Instant> ParseInstant(std::string_view rfc3339);

// A day of the calendar in China (UTC+8 all year; there is no summer time), as days since 1970-01-01.
struct Date {
    std::int32_t days = 0;

    friend auto operator<=>(const Date&, const Date&) = default;
    static Date From(int year, unsigned month, unsigned day);
    std::chrono::year_month_day Civil() const;
    // "2026-09-25"
    std::string ToString() const;
};

// Reads "2026-09-25"; nothing for other text and for days that do not exist.
std::optional<Date> ParseDate(std::string_view text);

Date DateOf(Instant instant);
// The first moment of that day in China.
Instant StartOf(Date date);

// The one source of wall time. Durations are measured with std::chrono::steady_clock, never with this.
class Clock {
 public:
    virtual ~Clock() = default;
    virtual Instant Now() const = 0;
};

class SystemClock final : public Clock {
 public:
    Instant Now() const override;
};

}  // namespace qz
