#pragma once

#include <functional>

#include "platform/workbook/header_finder.hpp"

namespace qz::workbook {

// Tells the rows below a header apart: data, totals, notes, and what is left out; into the plan, whose
// columns are named. Returns the index of the row where the next table begins, else that behind the last row.
// Marks the columns in which data have values.
std::size_t SortRows(const SheetView& view, const FoundHeader& header, SheetPlan& plan,
                     std::vector<bool>& has_values);

struct UnitValues {
    std::uint64_t values = 0;
    std::uint64_t distinct = 0;
    std::uint64_t unit_like = 0;
    std::uint64_t measures = 0;  // 户, 亩: no units at all, but what is counted
};
// How the rows of data name units in this column.
UnitValues CountUnitValues(const Grid& grid, const SheetGrid& sheet, const SheetPlan& plan,
                           std::uint32_t column);

// The rows of data, in their order.
void ForEachDataRow(const SheetGrid& sheet, const SheetPlan& plan,
                    const std::function<void(const GridRow&)>& take);

}  // namespace qz::workbook
