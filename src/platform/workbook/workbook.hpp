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

// Tables that people take home and bring back: .xlsx written and read as a stream, CSV read.
// A written cell is never a formula. A read cell is text with its kind; formulas count by their last result.
namespace qz::workbook {

// "B7" from row 7 (counted from 1) and column 1 (counted from 0).
std::string Reference(std::uint32_t row, std::uint32_t column);

// ---------------------------------------------------------------------------------------------- reading

enum class CellKind {
    kBlank,
    kText,
    kNumber,           // plain decimal notation, at most 15 significant digits: "0.3", "-1200"
    kImpreciseNumber,  // a number so long that Excel has thrown digits away: an ID or card number that was
                       // lost
    kBoolean,          // "TRUE" or "FALSE"
    kDate,             // "2026-09-25"
    kDateTime,         // "2026-09-25T10:30:00", the wall time that was typed
    kTime,             // "10:30:00"
    kError,            // "#N/A", "#REF!"
    kUncomputed,       // a formula that no program has calculated yet
};

struct Cell {
    CellKind kind = CellKind::kBlank;
    std::string text;  // UTF-8
};

struct Header {
    std::string sheet;               // empty for CSV
    std::uint32_t row = 1;           // the row's number as the screen of Excel or WPS shows it
    std::vector<std::string> names;  // trimmed; a name in the middle may be empty, none stands twice
};

struct Row {
    std::uint32_t number = 0;  // as on the screen
    std::vector<Cell> cells;   // one for each name of the header
};

// Everything beyond a limit is refused before it is held in memory.
struct Limits {
    std::uint64_t file_bytes = 50u << 20;
    std::uint64_t entries = 4000;               // parts inside the .xlsx
    std::uint64_t entry_bytes = 600u << 20;     // one part unpacked
    std::uint64_t unpacked_bytes = 800u << 20;  // all parts read, unpacked
    std::uint64_t ratio = 250;                  // unpacked to packed, for parts beyond 4 MB
    std::uint64_t shared_text_bytes = 80u << 20;
    std::uint32_t sheets = 250;
    std::uint32_t rows = 300'000;  // rows with something in them
    std::uint32_t columns = 1024;
    std::uint32_t xml_depth = 64;
    std::uint32_t cell_characters = 32'767;  // UTF-16 units, as Excel counts
    std::uint32_t lines_before_header = 20;
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

// A file, or bytes in memory that outlive the call.
struct Source {
    std::filesystem::path path;
    std::string_view bytes;
    bool in_memory = false;

    static Source File(std::filesystem::path path) { return {std::move(path), {}, false}; }
    static Source Memory(std::string_view bytes) { return {{}, bytes, true}; }
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

enum class Format {
    kText,     // stays text when edited too: ID numbers, codes, telephone numbers
    kInteger,  // 1234
    kDecimal,  // `places` digits after the point
    kDate,     // yyyy-mm-dd
};

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
