// Statistical protection of one table (SECURITY P4): a cell under 10 is not shown, nor can it be worked out
// from what is shown; the rest is rounded to 5.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace qz::feedback::figures {

// Counts by row and column, without totals.
using Counts = std::vector<std::vector<std::int64_t>>;

struct Table {
    // Rows, the last one the totals of the columns; in each row the last value is the row's total. Nothing
    // where a value is not shown; else a multiple of 5.
    std::vector<std::vector<std::optional<std::int64_t>>> cells;
};

inline constexpr std::int64_t kLeast = 10;
inline constexpr std::int64_t kRounding = 5;
// So many of the values 0…9 must stay possible for each count that is not shown because it is small.
inline constexpr int kStayPossible = 6;

Table Protect(const Counts& counts);

// How many of 0…9 the hidden value at this place can still have for somebody who knows how the table was
// made. Exact: rows and columns form a network whose integer flows are the possible tables.
int CountPossible(const Table& table, std::size_t row, std::size_t column);

}  // namespace qz::feedback::figures
