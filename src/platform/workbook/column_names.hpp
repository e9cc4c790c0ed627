#pragma once

#include "platform/workbook/header_finder.hpp"

namespace qz::workbook {

// The columns that a header names, from left to right, with sections and units. Columns with values under no
// name are told in `nameless`.
std::vector<ColumnPlan> NameColumns(const SheetView& view, const FoundHeader& header,
                                    const std::vector<bool>& has_values,
                                    std::vector<std::uint32_t>& nameless);

}  // namespace qz::workbook
