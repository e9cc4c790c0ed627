#include "platform/base/clock.hpp"

#include <charconv>
#include <cstdio>

namespace qz {

namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t kDayMilliseconds = 86'400'000;
constexpr std::int64_t kChinaOffsetMilliseconds = 8 * 3'600'000;

std::int64_t FloorDivide(std::int64_t value, std::int64_t by) {
    return value / by - (value % by < 0 ? 1 : 0);
}

std::optional<int> Digits(std::string_view text, std::size_t from, std::size_t count) {
    if (from + count > text.size()) return std::nullopt;
    int value = 0;
    const char* begin = text.data() + from;
    const auto [end, error] = std::from_chars(begin, begin + count, value);
    if (error != std::errc{} || end != begin + count || *begin == '-') return std::nullopt;
    return value;
}

}  // namespace

std::string Instant::ToString() const {
    const std::int64_t day = FloorDivide(milliseconds, kDayMilliseconds);
    const auto rest = static_cast<int>(milliseconds - day * kDayMilliseconds);
    const year_month_day civil{sys_days{days{day}}};
    char text[40];
    const int length = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                                     static_cast<int>(civil.year()), static_cast<unsigned>(civil.month()),
                                     static_cast<unsigned>(civil.day()), rest / 3'600'000, rest / 60'000 % 60,
                                     rest / 1000 % 60, rest % 1000);
    return {text, static_cast<std::size_t>(length)};
}

std::optional<Instant> ParseInstant(std::string_view text) {
    if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
    const auto date = ParseDate(text.substr(0, 10));
    const auto hour = Digits(text, 11, 2);
    const auto minute = Digits(text, 14, 2);
    const auto second = Digits(text, 17, 2);
    if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
        return std::nullopt;
    }
    std::int64_t value =
        date->days * kDayMilliseconds + *hour * 3'600'000LL + *minute * 60'000LL + *second * 1000LL;
    std::size_t at = 19;
    if (text[at] == '.') {
        std::int64_t unit = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) {
            value += (text[at] - '0') * unit;
        }
    }
    if (text.substr(at) == "Z") return Instant{value};
    if (text.size() != at + 6 || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':')
        return std::nullopt;
    const auto offset_hours = Digits(text, at + 1, 2);
    const auto offset_minutes = Digits(text, at + 4, 2);
    if (!offset_hours || !offset_minutes) return std::nullopt;
    const std::int64_t offset = (*offset_hours * 60LL + *offset_minutes) * 60'000;
    return Instant{text[at] == '+' ? value - offset : value + offset};
}

Date Date::From(int year, unsigned month, unsigned day) {
    const sys_days point{
        year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}}};
    return {static_cast<std::int32_t>(point.time_since_epoch().count())};
}

std::chrono::year_month_day Date::Civil() const {
    return year_month_day{sys_days{std::chrono::days{days}}};
}

std::string Date::ToString() const {
    return Instant{days * kDayMilliseconds}.ToString().substr(0, 10);
}

std::optional<Date> ParseDate(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = Digits(text, 0, 4);
    const auto month = Digits(text, 5, 2);
    const auto day = Digits(text, 8, 2);
    if (!year || !month || !day) return std::nullopt;
    const year_month_day civil{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                               std::chrono::day{static_cast<unsigned>(*day)}};
    if (!civil.ok()) return std::nullopt;
    return Date{static_cast<std::int32_t>(sys_days{civil}.time_since_epoch().count())};
}

Date DateOf(Instant instant) {
    return {static_cast<std::int32_t>(
        FloorDivide(instant.milliseconds + kChinaOffsetMilliseconds, kDayMilliseconds))};
}

Instant StartOf(Date date) {
    return {date.days * kDayMilliseconds - kChinaOffsetMilliseconds};
}

Instant SystemClock::Now() const {
    return {std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

}  // namespace qz
