#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

// The words that reading and writing share: cells, places, limits.
namespace qz::workbook {

// "B7" from row 7 (counted from 1) and column 1 (counted from 0).
std::string Reference(std::uint32_t row, std::uint32_t column);
// "B" from column 1 (counted from 0).
std::string Letters(std::uint32_t column);

enum class CellKind : std::uint8_t {
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

// Cells from one corner to the other, both included.
struct CellRange {
    std::uint32_t first_row = 0, last_row = 0;        // from 1
    std::uint32_t first_column = 0, last_column = 0;  // from 0

    std::uint32_t Rows() const { return last_row - first_row + 1; }
    std::uint32_t Columns() const { return last_column - first_column + 1; }
    bool Holds(std::uint32_t row, std::uint32_t column) const {
        return row >= first_row && row <= last_row && column >= first_column && column <= last_column;
    }
    friend bool operator==(const CellRange&, const CellRange&) = default;
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
    std::uint64_t xml_elements = 100'000'000;  // in all parts read
    std::uint32_t cell_characters = 32'767;    // UTF-16 units, as Excel counts
    std::uint32_t lines_before_header = 20;
};

// A file, or bytes in memory that outlive the call.
struct Source {
    std::filesystem::path path;
    std::string_view bytes;
    bool in_memory = false;

    static Source File(std::filesystem::path path) { return {std::move(path), {}, false}; }
    static Source Memory(std::string_view bytes) { return {{}, bytes, true}; }
};

// How a column of written cells looks, and whether it stays text.
enum class Format {
    kText,     // stays text when edited too: ID numbers, codes, telephone numbers
    kInteger,  // 1234
    kDecimal,  // `places` digits after the point
    kDate,     // yyyy-mm-dd
    kPercent,  // 0.125 as 12.5%: two digits fewer than `places`
};

}  // namespace qz::workbook
