// What the columns of a foreign table are for.
#pragma once

#include "handed/examine.hpp"

namespace qz::handed {

// The role that a column's name tells; kFact where it tells none.
Role RoleOf(const workbook::ColumnPlan& column);

// The columns with their roles and elements: what the person marked, else what is taken to be the same.
std::vector<ColumnResult> MatchColumns(const workbook::SheetPlan& plan, const SheetMarks& marks,
                                       const catalogue::Matcher& matcher,
                                       const catalogue::Elements& elements);

}  // namespace qz::handed
