#include "calendar/calendar.hpp"

namespace qz::calendar {

namespace {

// Days from the Monday of the week.
int DayOfWeek(Date date) {
    // 1970-01-01 was a Thursday.
    const int shifted = (date.days + 3) % 7;
    return shifted < 0 ? shifted + 7 : shifted;
}

// Working days in (-∞, date] that the week alone gives, up to a constant.
std::int64_t WeekdaysUpTo(Date date) {
    const int weekday = DayOfWeek(date);
    const std::int64_t monday = std::int64_t{date.days} - weekday;
    return (monday + 3) / 7 * 5 + std::min(weekday + 1, 5);
}

}  // namespace

DayKind Calendar::KindOf(Date date) const {
    if (const auto adjusted = adjusted_.find(date); adjusted != adjusted_.end()) return adjusted->second.kind;
    return DayOfWeek(date) < 5 ? DayKind::kWorking : DayKind::kWeekend;
}

bool Calendar::IsWorking(Date date) const {
    const DayKind kind = KindOf(date);
    return kind == DayKind::kWorking || kind == DayKind::kAdjustedWorking;
}

Date Calendar::AddWorkingDays(Date from, int count) const {
    Date date = from;
    if (count >= 0) {
        while (!IsWorking(date)) ++date.days;
        for (; count > 0; --count) {
            do {
                ++date.days;
            } while (!IsWorking(date));
        }
        return date;
    }
    for (; count < 0; ++count) {
        do {
            --date.days;
        } while (!IsWorking(date));
    }
    return date;
}

int Calendar::WorkingDaysBetween(Date from, Date to) const {
    if (to <= from) return 0;
    std::int64_t days = WeekdaysUpTo(to) - WeekdaysUpTo(from);
    for (auto at = adjusted_.upper_bound(from); at != adjusted_.end() && at->first <= to; ++at) {
        const bool by_week = DayOfWeek(at->first) < 5;
        const bool really = IsWorking(at->first);
        days += static_cast<int>(really) - static_cast<int>(by_week);
    }
    return static_cast<int>(days);
}

std::string_view ToWord(DayKind kind) {
    switch (kind) {
        case DayKind::kWorking:
            return "working";
        case DayKind::kWeekend:
            return "weekend";
        case DayKind::kHoliday:
            return "holiday";
        case DayKind::kAdjustedWorking:
            return "adjusted_working";
    }
    throw std::logic_error("no such kind of day");
}

std::optional<DayKind> KindFromWord(std::string_view word) {
    for (const DayKind kind :
         {DayKind::kWorking, DayKind::kWeekend, DayKind::kHoliday, DayKind::kAdjustedWorking}) {
        if (ToWord(kind) == word) return kind;
    }
    return std::nullopt;
}

}  // namespace qz::calendar
