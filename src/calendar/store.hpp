// The SQL of days.
#pragma once

#include "calendar/calendar.hpp"

namespace qz::calendar {

struct DayRow {
    Date day;
    Calendar::Adjusted adjusted;
    std::int64_t revision = 1;
};
std::vector<DayRow> ListDays(storage::Snapshot& snapshot, Date first, Date last);
std::optional<DayRow> FindDay(storage::Snapshot& snapshot, Date day);
// Inserts or replaces; the new revision.
std::int64_t UpsertDay(storage::Tx& tx, Date day, const Calendar::Adjusted& adjusted);
// False when the day was not adjusted.
bool DeleteDay(storage::Tx& tx, Date day);

}  // namespace qz::calendar
