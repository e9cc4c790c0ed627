#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/problem.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/workbook/cell.hpp"
#include "platform/workbook/convert.hpp"
#include "platform/workbook/grid.hpp"
#include "platform/workbook/header.hpp"
#include "platform/workbook/layout.hpp"
#include "platform/workbook/patch.hpp"
#include "platform/workbook/proposal.hpp"

// Tables that people take home and bring back: .xlsx written and read as a stream, CSV read.
// A written cell is never a formula. A read cell is text with its kind; formulas count by their last result.
namespace qz::workbook {

// ---------------------------------------------------------------------------------------------- reading

struct Header {
    std::string sheet;               // empty for CSV
    std::uint32_t row = 1;           // the row's number as the screen of Excel or WPS shows it
    std::vector<std::string> names;  // trimmed; a name in the middle may be empty, none stands twice
};

struct Row {
    std::uint32_t number = 0;  // as on the screen
    std::vector<Cell> cells;   // one for each name of the header
};

struct ReadOptions {
    Limits limits = {};
    // Which sheet; empty: the first one that is not hidden.
    std::string sheet = {};
    // Which row holds the names, for tables that begin with a title or a mark: rows before the first one
    // accepted are passed over. Where nothing is given the first row with something in it is the header.
    std::function<bool(const std::vector<std::string>& names)> is_header = {};
};

// What takes the rows. Either may return false to end the reading early.
struct RowTaker {
    std::function<bool(const Header&)> header = {};
    std::function<bool(const Row&)> row = {};  // rows without anything in them are passed over
};

struct Summary {
    std::string sheet;                // the one that was read; empty for CSV
    std::vector<std::string> sheets;  // all names, hidden ones too
    std::uint64_t rows = 0;           // handed over
    bool ended_early = false;
    // Faults of the table that stand in no single row: values under no name, merged cells among the rows.
    // The field is the cell, "家庭表!D9". They block: the rows handed over are then not all that was written.
    Findings findings;
};

// Reads .xlsx or CSV (UTF-8, UTF-16 with its mark, GB 18030; comma, semicolon or tab), whichever the content
// is; the file's name is not looked at. Throws Problem::Rejected with the reason and the mend for what cannot
// be read: password, macros, old .xls, damage, no header, a limit passed. Exceptions of the takers pass
// through.
Summary ReadTable(const Source& source, const ReadOptions& options, const RowTaker& taker);

// What is wrong with a cell whatever the column expects: lost digits, an error value, a formula never
// calculated. The field is "<sheet>!B7" ("B7" for CSV). Nothing for a sound cell.
std::optional<Finding> FaultOf(const Header& header, const Row& row, std::size_t column);

// ---------------------------------------------------------------------------------------------- writing

// A column, or a heading above several columns when it has parts. Only leaves carry width and format.
struct Column {
    std::string title = {};
    double width = 14;  // in characters of the default font
    Format format = Format::kText;
    int places = 2;
    std::vector<Column> parts = {};
};

struct Sheet {
    std::string name = {};             // made legal and unique when it is neither
    std::string title = {};            // a line above the header; none when empty
    std::vector<Column> columns = {};  // as many header rows as the deepest heading needs
    std::uint32_t frozen_columns = 1;  // kept in sight when scrolling sideways
};

struct WriteOptions {
    i18n::Language language = i18n::Language::kChinese;
    // Words that must stand on every sheet and every printed page: 示例数据. None when empty.
    std::string mark = {};
};

enum class Emphasis { kNone, kFault, kTotal };

// Writes a workbook row after row, holding one row in memory; temporary files lie beside `path`.
//   Writer writer(path, {});
//   writer.BeginSheet({.name = "汇总", .columns = {{.title = "村"}, {.title = "户数", .format =
//   Format::kInteger}}}); writer.BeginRow(); writer.Text("崖头村"); writer.Integer(412); writer.Finish();
// Throws Problem::Rejected naming sheet and cell for text that does not fit or is not UTF-8, and kNoSpace
// when the disk is full. Control characters that XML cannot hold are left out. Without Finish() no file is
// left behind.
class Writer {
 public:
    Writer(std::filesystem::path path, WriteOptions options);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void BeginSheet(const Sheet& sheet);
    // A sheet in the layout of a workbook that came in: its title, lines, header and widths where they stood
    // there, then the rows, one cell for each column of the layout, then its notes.
    void BeginSheet(const Layout& layout);
    void BeginRow();

    // Each writes the next cell of the row. An empty text is a blank.
    void Text(std::string_view text, Emphasis emphasis = Emphasis::kNone);
    // A decimal in plain notation, "-12.50", shown in the column's format. A number with more than 15
    // significant digits, or text that is not a decimal, becomes text, so that no digit is lost.
    void Decimal(std::string_view decimal, Emphasis emphasis = Emphasis::kNone);
    void Integer(std::int64_t value, Emphasis emphasis = Emphasis::kNone);
    // "2026-09-25" becomes a real date; other text, and days before March 1900, stay text.
    void Date(std::string_view iso, Emphasis emphasis = Emphasis::kNone);
    void Blank(Emphasis emphasis = Emphasis::kNone);
    // A note on the cell written last. Beyond 2,000 notes in a sheet further ones are left out (they live in
    // memory).
    void Note(std::string_view text);

    // The number, as on the screen, of the row begun last.
    std::uint32_t RowNumber() const;

    void Finish();

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// A fault of one row. Without a column it concerns the row as a whole.
struct RowFault {
    std::optional<std::size_t> column;  // index in the header
    Finding finding;
};

// The table as it was read, with a column 问题 at the end that says in words what to mend, the faulty cells
// coloured and noted. It can be mended and given back as it is: the header has the same names, and
// IsProblemColumn tells the added one.
class ErrorWorkbook {
 public:
    ErrorWorkbook(std::filesystem::path path, const Header& header, const WriteOptions& options);
    ~ErrorWorkbook();

    // Each row in its order, those without faults too.
    void Add(const Row& row, const std::vector<RowFault>& faults);
    void Finish();

 private:
    i18n::Language language_;
    std::vector<std::optional<std::uint32_t>> places_;  // of the header's columns in the new sheet
    Writer writer_;
};

// Whether this is the column that an error workbook added, in either language: an importer passes over it.
bool IsProblemColumn(std::string_view name);

}  // namespace qz::workbook
