#pragma once

#include "platform/workbook/header.hpp"

namespace qz::workbook {

// Guesses what each column of the plan holds, from its name and from the rows of data; adds to the problems
// of the plan the first cell of each column that cannot be read.
void GuessColumns(const Grid& grid, const SheetGrid& sheet, SheetPlan& plan);

}  // namespace qz::workbook
