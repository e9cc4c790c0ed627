#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/json.hpp"
#include "platform/workbook/cell.hpp"
#include "platform/workbook/header.hpp"

// What a sheet looks like around its data, so that an export leaves in the layout of the workbook that came
// in.
namespace qz::workbook {

// A cell of words above or below the data.
struct LayoutCell {
    CellRange range;  // rows as in the workbook it came from
    std::string text;

    friend bool operator==(const LayoutCell&, const LayoutCell&) = default;
};

struct LayoutColumn {
    std::uint32_t column = 0;  // where it stands in the sheet, from 0
    Format format = Format::kText;
    int places = 0;
    bool numbers_rows = false;  // 序号: whoever writes the rows counts

    friend bool operator==(const LayoutColumn&, const LayoutColumn&) = default;
};

struct Layout {
    std::string sheet;
    std::uint32_t title_row = 0;        // 0 where there is none
    RowRange header;                    // the names and the numbering row
    std::vector<LayoutCell> above;      // everything up to the first row of data, by row and column
    std::vector<LayoutColumn> columns;  // one for each column of the plan, in its order
    std::vector<double> widths;         // of the sheet's columns from the first; 0 where it says nothing
    std::vector<double> heights;        // of the rows above the data from the first; 0 likewise
    std::vector<LayoutCell> below;      // notes; rows counted from the first row behind the data, which is 1
    std::string total_name;             // what the row of totals is called, 合计; empty where there is none
    std::uint32_t total_column = 0;     // where it says so

    friend bool operator==(const Layout&, const Layout&) = default;
};

// The layout of the sheet that was planned. What the plan left out is not part of it.
Layout LayoutOf(const Grid& grid, const SheetGrid& sheet, const SheetPlan& plan);

// As JSON, to be kept with a form; LayoutFromJson throws Problem::Malformed("platform.workbook.not_a_layout")
// for other text, and for places that no sheet has.
json::object ToJson(const Layout& layout);
Layout LayoutFromJson(const json::value& value);

}  // namespace qz::workbook
