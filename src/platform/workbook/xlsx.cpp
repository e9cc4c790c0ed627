#include "platform/workbook/xlsx.hpp"

#include "platform/workbook/sheet_part.hpp"
#include "platform/workbook/table.hpp"

namespace qz::workbook {
namespace {

const WorkbookPart::SheetEntry& Choose(const WorkbookPart& workbook, const ReadOptions& options) {
    std::string names;
    for (const auto& sheet : workbook.sheets) {
        if (options.sheet.empty() ? !sheet.hidden : sheet.name == options.sheet) return sheet;
        names += (names.empty() ? "" : ", ") + sheet.name;
    }
    if (options.sheet.empty()) Refuse("platform.workbook.no_sheet");
    Refuse("platform.workbook.no_such_sheet", {{"sheet", options.sheet}, {"sheets", names}});
}

// The cells of a sheet as rows of the table.
class TableRows final : public SheetListener {
 public:
    explicit TableRows(Table& table) : table_(table) {}

    std::string At(std::uint32_t row, std::uint32_t column) const override { return table_.At(row, column); }
    void BeginRow(std::uint32_t, bool, double) override { cells_.clear(); }
    void Take(const FoundCell& cell) override {
        cells_.emplace_back(cell.column, Cell{cell.kind, std::string(cell.text)});
    }
    bool EndRow(std::uint32_t row) override { return table_.Add(row, cells_); }
    void Merged(std::string_view range) override { table_.Merged(range); }

 private:
    Table& table_;
    Table::SparseCells cells_;
};

}  // namespace

Summary ReadXlsx(const Source& source, const ReadOptions& options, const RowTaker& taker) {
    Package package(source, options.limits);
    Summary summary;
    for (const auto& sheet : package.workbook.sheets) summary.sheets.push_back(sheet.name);
    const auto& chosen = Choose(package.workbook, options);
    summary.sheet = chosen.name;
    const auto part = package.PartOf(chosen);
    if (!part) Refuse("platform.workbook.no_such_sheet", {{"sheet", chosen.name}, {"sheets", chosen.name}});
    package.ReadStyles();
    package.ReadTexts();

    Table table(options, taker, summary);
    TableRows rows(table);
    SheetPart sheet(package, rows);
    ReadXml(package.archive, *part, package.limits, sheet);
    if (!summary.ended_early) table.End();
    return summary;
}

}  // namespace qz::workbook
