#pragma once

#include <string>
#include <vector>

#include "platform/workbook/grid.hpp"

namespace qz::workbook {

// A cell with the cells merged into it.
struct ViewCell {
    const GridCell* cell = nullptr;
    std::string text;  // as shown, without line breaks and filling blanks
    CellRange range;

    bool IsText() const { return cell->kind == CellKind::kText; }
    // A year can head a column; other numbers and days are data.
    bool CanName() const;
};

struct ViewRow {
    std::uint32_t number = 0;
    std::size_t index = 0;  // in the sheet's rows
    std::vector<ViewCell> cells;
};

// Some columns of a sheet, as the eye takes them: merged cells are one. Made for headers; rows of data are
// read off the grid itself.
class SheetView {
 public:
    SheetView(const Grid& grid, const SheetGrid& sheet, std::uint32_t first_column,
              std::uint32_t last_column);

    const SheetGrid& sheet() const { return sheet_; }
    std::uint32_t first_column() const { return first_column_; }
    std::uint32_t last_column() const { return last_column_; }

    // The row with that index in the sheet's rows; cells under a merge are left out.
    ViewRow RowAt(std::size_t index) const;
    // The index of the first row whose number is not below.
    std::size_t IndexOf(std::uint32_t number) const;
    // How many cells of these columns have something in them.
    std::size_t CountAt(std::size_t index) const;
    // Merged cells that lie over this row, wherever they begin, from left to right.
    std::vector<CellRange> Covering(std::uint32_t row) const;

 private:
    const Grid& grid_;
    const SheetGrid& sheet_;
    std::uint32_t first_column_;
    std::uint32_t last_column_;
    std::vector<CellRange> merges_;  // by first row
    std::uint32_t tallest_ = 1;      // rows of the tallest merge: how far back one may begin
};

// The columns that hold tables lying side by side, from left to right; one entry where there is one table.
struct ColumnSpan {
    std::uint32_t first = 0, last = 0;
};
std::vector<ColumnSpan> SpansOf(const Grid& grid, const SheetGrid& sheet);

}  // namespace qz::workbook
