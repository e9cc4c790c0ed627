// Days of the calendar as text, and what an ID number says. Plain C++, for the browser too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qz::expressions {

// 2024-02-29 of the Gregorian calendar, years 0001 to 9999.
bool IsDay(std::string_view text);
// Whole years from one day to another; nothing when the second is earlier. Who was born on 29 February is a
// year older on 1 March of other years.
std::optional<int> YearsBetween(std::string_view birth, std::string_view day);

struct IdNumber {
    std::string birth;  // as 2026-01-31
    bool female = false;
};
// The 18 characters of GB 11643; nothing when date or check character are wrong.
std::optional<IdNumber> ReadIdNumber(std::string_view number);

}  // namespace qz::expressions
