#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "platform/workbook/cell.hpp"

// What the text in a cell of a file means. No input or output here.
namespace qz::workbook {

struct Position {
    std::uint32_t row = 0;     // from 1
    std::uint32_t column = 0;  // from 0
};

// "B7"; nothing for other text and beyond XFD1048576.
std::optional<Position> ParseReference(std::string_view reference);

// "B3:D7", and "B3" for one cell; nothing for other text.
std::optional<CellRange> ParseRange(std::string_view range);

// A number of an .xlsx cell ("8.4100000000000001", "1.5E-3") as Excel shows it with all its 15 digits, in
// plain notation; kImpreciseNumber when it has 16 or more digits before the point. Nothing for what is not a
// number.
std::optional<Cell> NumberCell(std::string_view source);

// A day or time from its serial number. Excel counts from 1900 with a 29 February 1900 that never was, or
// from 1904. Nothing for serial numbers outside the calendar of Excel.
std::optional<Cell> DateCell(std::string_view source, bool from_1904);

// Whether a number format shows days or times: "yyyy-mm-dd", "[h]:mm", not "0.00_);[Red]".
bool IsDateFormat(std::string_view code);
// Of the formats that files name by number alone; the Chinese ones among them.
bool IsBuiltInDateFormat(int id);

// "_x000D_" stands for the character with that number.
std::string DecodeEscapes(std::string_view text);

// So many per cent as a fraction: "0.855" from "85.5". Other text stays.
std::string Hundredth(std::string_view decimal);

// A decimal in plain notation, and how many significant digits it has; nothing for other text.
std::optional<int> SignificantDigits(std::string_view decimal);

}  // namespace qz::workbook
