#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/workbook/cell.hpp"
#include "platform/workbook/number_format.hpp"

// A whole .xlsx in memory, within limits: what a person sees on its sheets, before anybody knows where the
// header is. For workbooks that came from outside; tables in a layout of our own are read by ReadTable.
namespace qz::workbook {

// Tighter than those of a stream, so that a file is taken or refused within a second and 128 MB.
struct GridLimits {
    Limits file = {.entry_bytes = 256u << 20,
                   .unpacked_bytes = 320u << 20,
                   .ratio = 150,
                   .shared_text_bytes = 24u << 20,
                   .sheets = 120,
                   .xml_elements = 3'400'000};
    std::uint32_t cells = 1'500'000;       // with something in them, in all sheets
    std::uint64_t text_bytes = 24u << 20;  // of cells, beyond the shared texts
    std::uint32_t merges = 50'000;         // in one sheet
    std::uint32_t choices = 200;           // in one list
};

struct GridCell {
    std::string_view text;  // the value as Cell holds it; lies in the grid
    std::uint32_t style = 0;
    std::uint16_t column = 0;  // from 0
    CellKind kind = CellKind::kBlank;
    bool formula = false;
};

struct GridRow {
    std::uint32_t number = 0;  // from 1, as on the screen
    std::uint32_t first_cell = 0;
    std::uint32_t cells = 0;
    float height = 0;  // in points; 0 where the file does not say
    bool hidden = false;
};

struct GridColumns {
    std::uint32_t first = 0, last = 0;
    double width = 0;  // in characters; 0 where the file does not say
    bool hidden = false;
};

// Cells that take one value of a list, as the workbook itself demands (data validation).
struct ChoiceList {
    std::vector<CellRange> ranges;
    std::vector<std::string> values;
};

struct SheetGrid {
    std::string name;
    bool hidden = false;
    bool has_cells = true;          // false for a chart: there is nothing to read
    std::vector<GridRow> rows;      // only those with something in them, ascending
    std::vector<GridCell> cells;    // row after row, by column
    std::vector<CellRange> merges;  // of two cells and more, in the order of the file
    std::vector<GridColumns> columns;
    std::vector<ChoiceList> choices;
    std::vector<std::uint32_t> hidden_rows;  // those among `rows`

    std::span<const GridCell> CellsOf(const GridRow& row) const {
        return std::span(cells).subspan(row.first_cell, row.cells);
    }
    // Nothing where the cell is blank.
    const GridCell* Find(std::uint32_t row, std::uint32_t column) const;
    double WidthOf(std::uint32_t column) const;
    bool IsHidden(std::uint32_t column) const;
};

class Package;

class Grid {
 public:
    Grid();
    Grid(Grid&&) noexcept;
    Grid& operator=(Grid&&) noexcept;
    ~Grid();

    const std::vector<SheetGrid>& sheets() const { return sheets_; }
    const NumberFormat& FormatOf(const GridCell& cell) const;
    // What the screen shows: "2026年9月", "12.50".
    std::string Shown(const GridCell& cell) const;
    // Whether somebody could write into the cell: nothing stands there but blanks, and no formula.
    static bool IsBlank(const GridCell& cell);

 private:
    friend class GridReader;
    friend Grid ReadGrid(const Source& source, const GridLimits& limits);

    std::unique_ptr<Package> package_;  // holds styles and shared texts
    std::vector<std::unique_ptr<char[]>> blocks_;
    std::size_t left_in_block_ = 0;
    char* next_in_block_ = nullptr;
    std::vector<SheetGrid> sheets_;
};

// Reads .xlsx and nothing else, whatever the file's name says. Throws Problem::Rejected with what is wrong,
// at which cell where there is one ("platform.workbook.…", argument "at"). Formulas count by their last
// result; links are not followed. The source need not outlive the grid.
Grid ReadGrid(const Source& source, const GridLimits& limits = {});

}  // namespace qz::workbook
