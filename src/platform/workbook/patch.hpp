#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/problem.hpp"
#include "platform/workbook/cell.hpp"

// Gives a workbook back with some cells filled, and everything else as it came.
namespace qz::workbook {

struct Fill {
    std::uint32_t row = 0;     // from 1
    std::uint32_t column = 0;  // from 0
    // kNumber: a decimal in plain notation; kDate: "2026-09-25". Anything else, a number of more than 15
    // digits, a day in a cell whose format shows none, and a number where it shows days, is written as text.
    CellKind kind = CellKind::kText;
    std::string text;
    // The number is so many per cent: cells that show percentages take its hundredth.
    bool per_cent = false;
};

struct PatchOptions {
    bool overwrite = false;  // cells that have something in them already; blanks alone are nothing
    std::uint64_t file_bytes = 50u << 20;
    std::uint64_t sheet_bytes = 64u << 20;  // the sheet's XML, unpacked
};

struct PatchResult {
    std::string bytes;
    std::size_t filled = 0;
    // Which of the fills were not made, and why; the field of a finding is the cell, "表一!B7". Codes:
    // "platform.workbook.fill_formula", "…fill_merged", "…fill_occupied", "…fill_too_long",
    // "…fill_not_a_place".
    Findings refused;
    bool recalculates = false;  // the workbook holds formulas, and whoever opens it calculates them anew
};

// Fills cells of one sheet inside the package. Only the sheet's part changes, and where the workbook holds
// formulas the one attribute of its list of sheets that asks for calculation on opening; every other part
// keeps its bytes. Styles stay; a formula is never touched and none is added; texts stand in their cells.
// Throws Problem::Rejected as ReadGrid does, "platform.workbook.no_such_sheet", and
// "platform.workbook.cannot_patch" for XML that is not UTF-8.
PatchResult Patch(std::string_view workbook, std::string_view sheet, std::vector<Fill> fills,
                  const PatchOptions& options = {});

}  // namespace qz::workbook
