#pragma once

#include "platform/workbook/workbook.hpp"

namespace qz::workbook {

// ReadTable for what is known to be a zip file.
Summary ReadXlsx(const Source& source, const ReadOptions& options, const RowTaker& taker);

}  // namespace qz::workbook
