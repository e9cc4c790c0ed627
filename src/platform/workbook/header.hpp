#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/problem.hpp"
#include "platform/workbook/columns.hpp"
#include "platform/workbook/grid.hpp"

// From a sheet as somebody sends it around to what it asks: where its header is, what its columns are called,
// which rows hold data, and what was left out.
namespace qz::workbook {

struct RowRange {
    std::uint32_t first = 0, last = 0;  // from 1, both included; 0 where there is none

    friend bool operator==(const RowRange&, const RowRange&) = default;
};

enum class SheetKind {
    kUnknown,
    kSingle,  // one row for each unit
    kRoster,  // rows of people, households, things
};
std::string_view WordFor(SheetKind kind);  // "unknown", "single", "roster"

// Rows or columns that are no data, and why.
struct LeftOut {
    enum class Reason {
        kOtherTable,      // a second table, or the next part of a folded list: only the largest is read
        kNoName,          // columns with values under no name
        kRepeatedHeader,  // the header again, as on each printed page
        kSectionLine,     // a line across the table: "一、东部片区"
        kOfWhich,         // 其中：…
        kExample,         // shows how to fill in
        kOnlyNumber,      // numbered in advance, else empty
        kHiddenRow,       // hidden rows within the header
        kBeside,          // words beside the table
    };
    bool columns = false;               // else rows
    std::uint32_t first = 0, last = 0;  // rows from 1, columns from 0
    Reason reason = Reason::kOtherTable;
};
std::string_view WordFor(LeftOut::Reason reason);  // "other_table"

struct ColumnPlan {
    std::uint32_t column = 0;          // from 0
    std::string name;                  // without unit, remarks and stars: 耕地面积
    std::vector<std::string> section;  // the headings above it, the outermost first
    std::string unit;                  // from brackets, a row of units, the caption or the name itself
    std::vector<CellRange> from;       // its cells in the header, the topmost first
    std::vector<std::string> words;    // answers its name lists: 男, 女
    bool numbers_rows = false;         // 序号
    bool required = false;             // marked by a star or 必填
    bool hidden = false;
    ColumnGuess guess;

    std::string Letter() const;  // "C"
};

struct NoteLine {
    std::uint32_t row = 0;
    std::string text;
};

struct SheetPlan {
    std::string sheet;
    bool hidden = false;
    // Why there are no columns: a code of a sentence, "platform.workbook.header_not_found". Empty where all
    // is well. The sheet stays: a person may mark the header rows.
    std::string reason;
    SheetKind kind = SheetKind::kUnknown;
    double confidence = 0;  // in the header and the kind, 0 to 1

    std::string title;
    std::uint32_t title_row = 0;     // 0 where there is none
    std::vector<NoteLine> captions;  // lines above the table beside the title: 填报单位：…
    std::vector<std::string> caption_units;
    RowRange header;
    std::uint32_t units_row = 0;      // within the header: a row of units alone
    std::uint32_t numbering_row = 0;  // below the names: 甲 乙 1 2 3
    std::vector<ColumnPlan> columns;

    std::vector<RowRange> data;  // in runs without a gap
    std::uint64_t rows = 0;      // of data
    std::vector<std::uint32_t> totals;
    std::vector<NoteLine> notes;  // below
    std::vector<LeftOut> left_out;
    std::uint64_t hidden_rows = 0;  // of data, and counted in `rows`
    // What a person should look at: the field is the cell, "表一!B7".
    Findings problems;

    RowRange DataRange() const {
        return data.empty() ? RowRange{} : RowRange{data.front().first, data.back().last};
    }
};

struct PlanOptions {
    // Rows that a person has marked as the header; nothing else is then looked for.
    std::optional<RowRange> header = {};
};

// The plan of one sheet. Never throws for what stands in the sheet.
SheetPlan PlanSheet(const Grid& grid, const SheetGrid& sheet, const PlanOptions& options = {});
std::vector<SheetPlan> PlanWorkbook(const Grid& grid);

}  // namespace qz::workbook
