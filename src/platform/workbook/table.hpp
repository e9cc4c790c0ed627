#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/workbook/workbook.hpp"

namespace qz::workbook {

// Turns the rows of a sheet or a CSV file, as they come, into a header and rows that fit it.
class Table {
 public:
    using SparseCells = std::vector<std::pair<std::uint32_t, Cell>>;  // by column, ascending

    Table(const ReadOptions& options, const RowTaker& taker, Summary& summary)
        : options_(options), taker_(taker), summary_(summary) {}

    // False when no more rows are wanted.
    bool Add(std::uint32_t number, SparseCells& cells);
    // Cells that are merged, as the sheet says after its rows: "B3:B7".
    void Merged(std::string_view range);
    // Refuses a table without header.
    void End();

    std::string At(std::uint32_t row, std::uint32_t column) const;

 private:
    bool TakeHeader(std::uint32_t number, const SparseCells& cells);

    const ReadOptions& options_;
    const RowTaker& taker_;
    Summary& summary_;
    Header header_;
    Row row_;
    bool has_header_ = false;
    std::uint32_t lines_before_ = 0;
    std::vector<std::uint32_t> nameless_;  // columns already reported
};

}  // namespace qz::workbook
