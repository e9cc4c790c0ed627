#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/workbook/cell.hpp"

// How a cell of an .xlsx shows its value. No input or output here.
namespace qz::workbook {

struct NumberFormat {
    enum class Kind { kGeneral, kText, kNumber, kPercent, kDate };

    Kind kind = Kind::kGeneral;
    int places = 0;    // digits after the point, of kNumber and kPercent
    std::string code;  // "yyyy\"年\"m\"月\"", of kDate; empty for the built-in ones
};

// From a format's code, and from its number where the file names it by number alone.
NumberFormat ParseNumberFormat(std::string_view code);
NumberFormat BuiltInNumberFormat(std::uint32_t id);

// The value as the screen of Excel shows it: "2026年9月", "12.50", "12.5%". Where the format says nothing
// about it, or more than is understood here, the value itself.
std::string ShownText(CellKind kind, std::string_view value, const NumberFormat& format);

}  // namespace qz::workbook
