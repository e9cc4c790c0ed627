#pragma once

#include "platform/workbook/workbook.hpp"

namespace qz::workbook {

// ReadTable for text: RFC 4180 with comma, semicolon or tab; any line ends; UTF-8, UTF-16 with its mark, GB
// 18030.
Summary ReadCsv(std::string bytes, const ReadOptions& options, const RowTaker& taker);

}  // namespace qz::workbook
