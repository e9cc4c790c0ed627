#include "calendar/store.hpp"

#include <set>

#include "platform/base/embedded.hpp"

namespace qz::calendar {

// Outside the nameless namespace: the bytes are another object's symbols.
static std::string_view ShippedHolidays() {
    return QZ_EMBEDDED(calendar_holidays);
}

namespace {

constexpr std::string_view kListDays = R"sql(
    SELECT day, kind, name, authority, revision FROM calendar_day WHERE day >= $1 AND day <= $2 ORDER BY day)sql";
constexpr std::string_view kListAllDays = "SELECT day, kind, name, authority, revision FROM calendar_day";
constexpr std::string_view kFindDay =
    "SELECT day, kind, name, authority, revision FROM calendar_day WHERE day = $1";
constexpr std::string_view kUpsertDay = R"sql(
    INSERT INTO calendar_day (day, kind, name, authority, revision) VALUES ($1, $2, $3, $4, 1)
    ON CONFLICT (day) DO UPDATE
    SET kind = $2, name = $3, authority = $4, revision = calendar_day.revision + 1
    RETURNING revision)sql";
constexpr std::string_view kDeleteDay = "DELETE FROM calendar_day WHERE day = $1";

template <class RowType>
DayRow ReadDay(const RowType& row) {
    const auto kind = KindFromWord(row.template Get<std::string>("kind"));
    if (!kind) throw std::logic_error("calendar_day holds a kind that this program does not know");
    return {row.template Get<Date>("day"),
            {*kind, row.template Get<std::string>("name"), row.template Get<std::string>("authority")},
            row.template Get<std::int64_t>("revision")};
}

int YearOf(Date day) {
    return static_cast<int>(day.Civil().year());
}

// The shipped file is written by hand and checked by a test: date,kind,name,authority without quotes.
std::vector<DayRow> ShippedDays() {
    std::vector<DayRow> days;
    std::string_view rest = ShippedHolidays();
    rest.remove_prefix(rest.find('\n') + 1);
    const auto take = [&rest](char end) {
        const std::size_t at = rest.find(end);
        const std::string_view field = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        return field;
    };
    while (!rest.empty()) {
        DayRow& row = days.emplace_back();
        row.day = ParseDate(take(',')).value();
        row.adjusted.kind = KindFromWord(take(',')).value();
        row.adjusted.name = take(',');
        row.adjusted.authority = take('\n');
    }
    return days;
}

struct CalendarMemory {
    storage::Cached<Calendar> current{"calendar"};
};

Calendar LoadCalendar(storage::Snapshot& snapshot) {
    std::map<Date, Calendar::Adjusted> adjusted;
    for (const storage::Row& row : snapshot.Query(kListAllDays)) {
        DayRow day = ReadDay(row);
        adjusted.emplace(day.day, std::move(day.adjusted));
    }
    return Calendar(std::move(adjusted));
}

}  // namespace

std::vector<DayRow> ListDays(storage::Snapshot& snapshot, Date first, Date last) {
    std::vector<DayRow> days;
    for (const storage::Row& row : snapshot.Query(kListDays, first, last)) days.push_back(ReadDay(row));
    return days;
}

std::optional<DayRow> FindDay(storage::Snapshot& snapshot, Date day) {
    const auto row = snapshot.QueryOptional(kFindDay, day);
    if (!row) return std::nullopt;
    return ReadDay(*row);
}

std::int64_t UpsertDay(storage::Tx& tx, Date day, const Calendar::Adjusted& adjusted) {
    const auto row = tx.QueryOne(kUpsertDay, day, ToWord(adjusted.kind), adjusted.name, adjusted.authority);
    tx.BumpVersion("calendar");
    return row.Get<std::int64_t>("revision");
}

bool DeleteDay(storage::Tx& tx, Date day) {
    if (tx.Execute(kDeleteDay, day) == 0) return false;
    tx.BumpVersion("calendar");
    return true;
}

void Seed(storage::Tx& tx) {
    std::set<int> known_years;
    for (const storage::Row& row : tx.Query(kListAllDays)) known_years.insert(YearOf(row.Get<Date>("day")));
    for (const DayRow& row : ShippedDays()) {
        if (!known_years.contains(YearOf(row.day))) UpsertDay(tx, row.day, row.adjusted);
    }
}

std::shared_ptr<const Calendar> Current(storage::Snapshot& snapshot) {
    return snapshot.Memory<CalendarMemory>().current.Get(snapshot, LoadCalendar);
}

}  // namespace qz::calendar
