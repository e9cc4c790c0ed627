// The door of calendar: working days in China, with the State Council's adjusted holidays as data.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/clock.hpp"
#include "platform/http/http.hpp"
#include "platform/storage/storage.hpp"

namespace qz::calendar {

enum class DayKind { kWorking, kWeekend, kHoliday, kAdjustedWorking };  // 工作日, 周末, 放假, 调休上班

std::string_view ToWord(DayKind kind);  // "adjusted_working"; also in JSON and in the database
std::optional<DayKind> KindFromWord(std::string_view word);

// The adjusted days of the years that were announced; other days follow the week. Immutable.
class Calendar {
 public:
    struct Adjusted {
        DayKind kind = DayKind::kHoliday;
        std::string name;       // "国庆节"
        std::string authority;  // the notice that says so
    };
    explicit Calendar(std::map<Date, Adjusted> adjusted) : adjusted_(std::move(adjusted)) {}

    DayKind KindOf(Date date) const;
    bool IsWorking(Date date) const;
    // The working day that is `count` working days after `from`: 0 is `from` itself or the next working day.
    // A negative count goes back: -1 is the last working day before `from`.
    Date AddWorkingDays(Date from, int count) const;
    // Working days in (from, to].
    int WorkingDaysBetween(Date from, Date to) const;
    const std::map<Date, Adjusted>& adjusted() const { return adjusted_; }

 private:
    std::map<Date, Adjusted> adjusted_;
};

// Cached under platform_version "calendar".
std::shared_ptr<const Calendar> Current(storage::Snapshot& snapshot);

// Puts in the days of the shipped notices (2025 and 2026) for years of which the database knows none yet. At
// each start.
void Seed(storage::Tx& tx);

void AddRoutes(http::Router& router);

}  // namespace qz::calendar
