#include "platform/workbook/grid.hpp"

#include <cstring>

#include "platform/workbook/content.hpp"
#include "platform/workbook/header_words.hpp"
#include "platform/workbook/sheet_part.hpp"
#include "platform/workbook/written_text.hpp"

namespace qz::workbook {

// Takes one sheet into the grid.
class GridReader final : public SheetListener {
 public:
    struct WantedList {
        std::string ranges;
        std::string list;
    };

    GridReader(Grid& grid, SheetGrid& sheet, const GridLimits& limits, std::uint64_t& cells,
               std::uint64_t& text_bytes)
        : grid_(grid), sheet_(sheet), limits_(limits), cells_(cells), text_bytes_(text_bytes) {}

    std::vector<WantedList> lists;

    std::string At(std::uint32_t row, std::uint32_t column) const override {
        return sheet_.name + "!" + Reference(row, column);
    }

    void Columns(const CellRange& columns, double width, bool hidden) override {
        if (sheet_.columns.size() < 2'000) {
            sheet_.columns.push_back({columns.first_column, columns.last_column, width, hidden});
        }
    }

    void BeginRow(std::uint32_t row, bool hidden, double height) override {
        row_ = {.number = row,
                .first_cell = static_cast<std::uint32_t>(sheet_.cells.size()),
                .cells = 0,
                .height = static_cast<float>(height),
                .hidden = hidden};
    }

    void Take(const FoundCell& found) override {
        const std::uint32_t most = limits_.file.cell_characters;
        if (found.column >= limits_.file.columns) {
            Refuse("platform.workbook.too_many_columns",
                   {{"at", At(found.row, found.column)}, {"most", std::to_string(limits_.file.columns)}});
        }
        if (found.text.size() > most && WrittenText(found.text).value_or(Written{}).units > most) {
            Refuse("platform.workbook.cell_too_long", {{"at", At(found.row, found.column)}});
        }
        if (++cells_ > limits_.cells) {
            Refuse("platform.workbook.too_many_cells",
                   {{"at", At(found.row, found.column)}, {"most", std::to_string(limits_.cells)}});
        }
        sheet_.cells.push_back({found.shared ? found.text : Keep(found.text), found.style,
                                static_cast<std::uint16_t>(found.column), found.kind, found.formula});
        ++row_.cells;
    }

    bool EndRow(std::uint32_t) override {
        if (row_.cells == 0) return true;
        if (sheet_.rows.size() >= limits_.file.rows) {
            Refuse("platform.workbook.too_many_rows",
                   {{"sheet", sheet_.name}, {"most", std::to_string(limits_.file.rows)}});
        }
        if (row_.hidden) sheet_.hidden_rows.push_back(row_.number);
        sheet_.rows.push_back(row_);
        return true;
    }

    void Merged(std::string_view range) override {
        const auto merge = ParseRange(range);
        if (!merge || (merge->Rows() == 1 && merge->Columns() == 1)) return;
        if (sheet_.merges.size() >= limits_.merges) {
            Refuse("platform.workbook.too_many_merges",
                   {{"sheet", sheet_.name}, {"most", std::to_string(limits_.merges)}});
        }
        sheet_.merges.push_back(*merge);
    }

    void Choices(std::string_view ranges, std::string_view list) override {
        lists.push_back({std::string(ranges), std::string(list)});
    }

 private:
    std::string_view Keep(std::string_view text) {
        if (text.empty()) return {};
        text_bytes_ += text.size();
        if (text_bytes_ > limits_.text_bytes) {
            Refuse("platform.workbook.too_much_text", {{"most", std::to_string(limits_.text_bytes >> 20)}});
        }
        constexpr std::size_t kBlock = 256u << 10;
        if (text.size() > grid_.left_in_block_) {
            const std::size_t size = std::max(kBlock, text.size());
            grid_.blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
            grid_.next_in_block_ = grid_.blocks_.back().get();
            grid_.left_in_block_ = size;
        }
        std::memcpy(grid_.next_in_block_, text.data(), text.size());
        const std::string_view kept(grid_.next_in_block_, text.size());
        grid_.next_in_block_ += text.size();
        grid_.left_in_block_ -= text.size();
        return kept;
    }

    Grid& grid_;
    SheetGrid& sheet_;
    const GridLimits& limits_;
    std::uint64_t& cells_;
    std::uint64_t& text_bytes_;
    GridRow row_;
};

namespace {

constexpr std::size_t kMostRangesOfAList = 500;

// What a list of a data validation holds: words between commas, or the texts of a range. Anything that has to
// be calculated holds nothing.
std::vector<std::string> ValuesOf(std::string_view list, const SheetGrid& own, const Package& package,
                                  const Grid& grid, std::size_t most) {
    std::vector<std::string> values;
    const auto add = [&](std::string_view value) {
        const std::size_t first = value.find_first_not_of(" \t\r\n");
        if (first == std::string_view::npos || values.size() >= most) return;
        value = value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
        if (std::find(values.begin(), values.end(), value) == values.end()) values.emplace_back(value);
    };
    while (list.starts_with('=') || list.starts_with(' ')) list.remove_prefix(1);
    if (list.size() >= 2 && list.front() == '"' && list.back() == '"') {
        list = list.substr(1, list.size() - 2);
        while (!list.empty()) {
            // The wide comma is what people type; Excel takes it for a letter, and so it splits nothing
            // there.
            const std::size_t comma = std::min(list.find(','), list.size());
            add(list.substr(0, comma));
            list.remove_prefix(std::min(comma + 1, list.size()));
        }
        return values;
    }
    if (const auto named = package.workbook.names.find(list); named != package.workbook.names.end()) {
        list = named->second;
    }
    const SheetGrid* sheet = &own;
    if (const std::size_t mark = list.rfind('!'); mark != std::string_view::npos) {
        std::string name(list.substr(0, mark));
        if (name.size() >= 2 && name.front() == '\'' && name.back() == '\'')
            name = name.substr(1, name.size() - 2);
        const auto found = std::find_if(grid.sheets().begin(), grid.sheets().end(),
                                        [&](const SheetGrid& each) { return each.name == name; });
        if (found == grid.sheets().end()) return values;
        sheet = &*found;
        list.remove_prefix(mark + 1);
    }
    std::string plain;
    for (const char character : list) {
        if (character != '$') plain += character;
    }
    const auto range = ParseRange(plain);
    if (!range || range->Columns() > 20) return values;
    const auto first =
        std::lower_bound(sheet->rows.begin(), sheet->rows.end(), range->first_row,
                         [](const GridRow& row, std::uint32_t number) { return row.number < number; });
    for (auto row = first; row != sheet->rows.end() && row->number <= range->last_row; ++row) {
        for (const GridCell& cell : sheet->CellsOf(*row)) {
            if (range->Holds(row->number, cell.column)) add(grid.Shown(cell));
        }
        if (values.size() >= most) break;
    }
    return values;
}

std::vector<CellRange> RangesOf(std::string_view text) {
    std::vector<CellRange> ranges;
    while (!text.empty() && ranges.size() < kMostRangesOfAList) {
        const std::size_t space = std::min(text.find_first_of(" \t\r\n"), text.size());
        if (const auto range = ParseRange(text.substr(0, space))) ranges.push_back(*range);
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return ranges;
}

}  // namespace

const GridCell* SheetGrid::Find(std::uint32_t row, std::uint32_t column) const {
    const auto found =
        std::lower_bound(rows.begin(), rows.end(), row,
                         [](const GridRow& each, std::uint32_t number) { return each.number < number; });
    if (found == rows.end() || found->number != row) return nullptr;
    for (const GridCell& cell : CellsOf(*found)) {
        if (cell.column == column) return &cell;
    }
    return nullptr;
}

double SheetGrid::WidthOf(std::uint32_t column) const {
    for (const GridColumns& each : columns) {
        if (column >= each.first && column <= each.last) return each.width;
    }
    return 0;
}

bool SheetGrid::IsHidden(std::uint32_t column) const {
    return std::any_of(columns.begin(), columns.end(), [column](const GridColumns& each) {
        return each.hidden && column >= each.first && column <= each.last;
    });
}

Grid::Grid() = default;
Grid::Grid(Grid&&) noexcept = default;
Grid& Grid::operator=(Grid&&) noexcept = default;
Grid::~Grid() = default;

const NumberFormat& Grid::FormatOf(const GridCell& cell) const {
    return package_->styles.FormatOf(cell.style);
}

bool Grid::IsBlank(const GridCell& cell) {
    if (cell.formula) return false;
    return cell.kind == CellKind::kBlank || (cell.kind == CellKind::kText && CleanText(cell.text).empty());
}

std::string Grid::Shown(const GridCell& cell) const {
    return ShownText(cell.kind, cell.text, FormatOf(cell));
}

Grid ReadGrid(const Source& source, const GridLimits& limits) {
    if (ContentOf(source, limits.file) == Content::kText) Refuse("platform.workbook.plain_text");
    Grid grid;
    grid.package_ = std::make_unique<Package>(source, limits.file);
    Package& package = *grid.package_;
    package.ReadStyles();
    package.ReadTexts();

    std::uint64_t cells = 0;
    std::uint64_t text_bytes = 0;
    std::vector<std::vector<GridReader::WantedList>> lists;
    grid.sheets_.reserve(package.workbook.sheets.size());
    std::vector<std::string> parts_read;
    for (const auto& entry : package.workbook.sheets) {
        SheetGrid& sheet = grid.sheets_.emplace_back();
        sheet.name = entry.name;
        sheet.hidden = entry.hidden;
        lists.emplace_back();
        const auto part = package.PartOf(entry);
        // One part under many names would be unpacked as often.
        sheet.has_cells = part && std::find(parts_read.begin(), parts_read.end(), *part) == parts_read.end();
        if (!sheet.has_cells) continue;
        parts_read.push_back(*part);
        GridReader reader(grid, sheet, limits, cells, text_bytes);
        SheetPart listener(package, reader);
        ReadXml(package.archive, *part, package.limits, listener);
        lists.back() = std::move(reader.lists);
    }
    if (parts_read.empty()) Refuse("platform.workbook.no_sheet");
    for (std::size_t index = 0; index < lists.size(); ++index) {
        SheetGrid& sheet = grid.sheets_[index];
        for (const auto& wanted : lists[index]) {
            ChoiceList choices{RangesOf(wanted.ranges),
                               ValuesOf(wanted.list, sheet, package, grid, limits.choices)};
            if (!choices.ranges.empty() && !choices.values.empty())
                sheet.choices.push_back(std::move(choices));
        }
    }
    return grid;
}

}  // namespace qz::workbook
