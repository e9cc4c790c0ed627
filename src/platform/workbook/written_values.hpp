#pragma once

#include <string>
#include <string_view>

// What a text in a cell is, by its letters alone. No input or output here.
namespace qz::workbook {

// Eighteen digits with a right check digit, or fifteen.
bool IsIdNumber(std::string_view text);
bool IsTelephone(std::string_view text);
// Only digits, six and more: a code or number out of the data.
bool IsLongDigits(std::string_view text);
// "2026-09-25", "2026.9", "2026年9月25日", "20260925".
bool IsWrittenDate(std::string_view text);
// "1998.5", "199805": a month without a day, which as a number would be no figure either.
bool IsYearAndMonth(std::string_view text);
// Digits and signs as wide as ideographs (１２．５) as narrow ones.
std::string Narrowed(std::string_view text);

}  // namespace qz::workbook
