#include "platform/workbook/layout.hpp"

#include "platform/workbook/sheet_view.hpp"

namespace qz::workbook {
namespace {

constexpr std::uint32_t kMostColumns = 16'384;
constexpr std::uint32_t kMostRowsAround = 1'000;
constexpr std::size_t kMostCells = 20'000;

Format FormatFor(const ColumnGuess& guess) {
    if (guess.shown_as_percent && guess.type == ColumnType::kDecimal) return Format::kPercent;
    switch (guess.type) {
        case ColumnType::kInteger:
            return Format::kInteger;
        case ColumnType::kDecimal:
            return Format::kDecimal;
        case ColumnType::kDate:
            return Format::kDate;
        default:
            return Format::kText;
    }
}

std::string_view WordOf(Format format) {
    switch (format) {
        case Format::kInteger:
            return "integer";
        case Format::kDecimal:
            return "decimal";
        case Format::kDate:
            return "date";
        case Format::kPercent:
            return "percent";
        case Format::kText:
            break;
    }
    return "text";
}

bool Overlap(const CellRange& a, const CellRange& b) {
    return a.first_row <= b.last_row && b.first_row <= a.last_row && a.first_column <= b.last_column &&
           b.first_column <= a.last_column;
}

// The words of a row as they stand there, line breaks too. A merge that reaches below `last_row`, or over
// other cells as in damaged files, ends before.
void AddCells(const Grid& grid, const SheetView& view, std::size_t index, std::uint32_t last_row,
              std::vector<LayoutCell>& cells) {
    constexpr std::size_t kMost = 4'000;
    for (const ViewCell& cell : view.RowAt(index).cells) {
        if (cells.size() >= kMost) return;
        CellRange range = cell.range;
        range.last_row = std::min(range.last_row, last_row);
        const auto overlaps = [&range](const LayoutCell& other) { return Overlap(other.range, range); };
        if (std::any_of(cells.begin(), cells.end(), overlaps)) {
            range = {range.first_row, range.first_row, range.first_column, range.first_column};
            if (std::any_of(cells.begin(), cells.end(), overlaps)) continue;
        }
        cells.push_back({range, grid.Shown(*cell.cell)});
    }
}

[[noreturn]] void RefuseLayout() {
    throw Problem::Malformed("platform.workbook.not_a_layout");
}

std::uint32_t Number(const json::value& value, std::uint32_t most) {
    boost::system::error_code error;
    const auto number = value.to_number<std::uint32_t>(error);
    if (!value.is_number() || value.is_double() || error || number > most) RefuseLayout();
    return number;
}

const json::value& Member(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (!value) RefuseLayout();
    return *value;
}

std::string Text(const json::value& value) {
    if (!value.is_string() || value.get_string().size() > 200'000) RefuseLayout();
    return std::string(value.get_string());
}

const json::array& Array(const json::value& value) {
    if (!value.is_array() || value.get_array().size() > kMostCells) RefuseLayout();
    return value.get_array();
}

json::array CellsJson(const std::vector<LayoutCell>& cells) {
    json::array array;
    for (const LayoutCell& cell : cells) {
        array.push_back(json::array{cell.range.first_row, cell.range.last_row, cell.range.first_column,
                                    cell.range.last_column, cell.text});
    }
    return array;
}

std::vector<LayoutCell> CellsFrom(const json::value& value) {
    std::vector<LayoutCell> cells;
    for (const json::value& each : Array(value)) {
        const json::array& parts = Array(each);
        if (parts.size() != 5) RefuseLayout();
        LayoutCell cell;
        cell.range = {Number(parts[0], kMostRowsAround), Number(parts[1], kMostRowsAround),
                      Number(parts[2], kMostColumns - 1), Number(parts[3], kMostColumns - 1)};
        cell.text = Text(parts[4]);
        const bool sound = cell.range.first_row >= 1 && cell.range.first_row <= cell.range.last_row &&
                           cell.range.first_column <= cell.range.last_column;
        // By row and column: the writer goes down the sheet once.
        const bool ordered = cells.empty() || cells.back().range.first_row < cell.range.first_row ||
                             (cells.back().range.first_row == cell.range.first_row &&
                              cells.back().range.last_column < cell.range.first_column);
        if (!sound || !ordered) RefuseLayout();
        cells.push_back(std::move(cell));
    }
    return cells;
}

std::vector<double> SizesFrom(const json::value& value) {
    std::vector<double> sizes;
    for (const json::value& each : Array(value)) {
        if (!each.is_number()) RefuseLayout();
        sizes.push_back(std::clamp(each.to_number<double>(), 0.0, 409.0));
    }
    return sizes;
}

}  // namespace

Layout LayoutOf(const Grid& grid, const SheetGrid& sheet, const SheetPlan& plan) {
    Layout layout;
    layout.sheet = plan.sheet;
    if (plan.columns.empty()) return layout;
    layout.title_row = plan.title_row;
    layout.header = {plan.header.first, std::max(plan.header.last, plan.numbering_row)};
    // Only the columns of this table: another that lies beside it is left out.
    std::uint32_t first = plan.columns.front().column;
    std::uint32_t last = plan.columns.back().column;
    for (const ColumnPlan& column : plan.columns) {
        for (const CellRange& range : column.from) last = std::max(last, range.last_column);
        layout.columns.push_back(
            {column.column, FormatFor(column.guess), column.guess.places, column.numbers_rows});
    }
    const bool alone = std::none_of(plan.left_out.begin(), plan.left_out.end(), [](const LeftOut& each) {
        return each.columns && each.reason != LeftOut::Reason::kNoName;
    });
    if (alone) {
        first = 0;
        for (const CellRange& merge : sheet.merges) {
            if (merge.first_row <= plan.header.last)
                last = std::max(last, std::min(merge.last_column, last + 50));
        }
    }
    const SheetView view(grid, sheet, first, std::min(last, kMostColumns - 1));
    std::uint32_t top = layout.header.first;
    if (plan.title_row != 0) top = std::min(top, plan.title_row);
    for (const NoteLine& line : plan.captions) top = std::min(top, line.row);
    for (std::size_t index = view.IndexOf(top); index < sheet.rows.size(); ++index) {
        if (sheet.rows[index].number > layout.header.last) break;
        AddCells(grid, view, index, layout.header.last, layout.above);
    }
    for (std::uint32_t column = 0; column <= last; ++column) layout.widths.push_back(sheet.WidthOf(column));
    layout.heights.resize(std::min(layout.header.last, kMostRowsAround));
    for (const GridRow& row : sheet.rows) {
        if (row.number > layout.heights.size()) break;
        layout.heights[row.number - 1] = static_cast<double>(row.height);
    }
    if (!plan.notes.empty()) {
        const std::uint32_t above = plan.notes.front().row - 1;
        for (const NoteLine& note : plan.notes) {
            AddCells(grid, view, view.IndexOf(note.row), note.row, layout.below);
        }
        for (LayoutCell& cell : layout.below) {
            cell.range.first_row -= above;
            cell.range.last_row -= above;
        }
    }
    if (!plan.totals.empty()) {
        for (const ViewCell& cell : view.RowAt(view.IndexOf(plan.totals.back())).cells) {
            if (!cell.IsText()) continue;
            layout.total_name = grid.Shown(*cell.cell);
            layout.total_column = cell.range.first_column;
            break;
        }
    }
    // A layout is kept and comes back through JSON: what does not fit there is no part of it.
    const auto too_far = [](const LayoutCell& cell) { return cell.range.last_row > kMostRowsAround; };
    std::erase_if(layout.above, too_far);
    std::erase_if(layout.below, too_far);
    return layout;
}

json::object ToJson(const Layout& layout) {
    json::array columns;
    for (const LayoutColumn& column : layout.columns) {
        columns.push_back(json::object{{"column", column.column},
                                       {"format", WordOf(column.format)},
                                       {"places", column.places},
                                       {"numbers_rows", column.numbers_rows}});
    }
    return {{"sheet", layout.sheet},
            {"title_row", layout.title_row},
            {"header", json::array{layout.header.first, layout.header.last}},
            {"above", CellsJson(layout.above)},
            {"columns", std::move(columns)},
            {"widths", json::array(layout.widths.begin(), layout.widths.end())},
            {"heights", json::array(layout.heights.begin(), layout.heights.end())},
            {"below", CellsJson(layout.below)},
            {"total_name", layout.total_name},
            {"total_column", layout.total_column}};
}

Layout LayoutFromJson(const json::value& value) {
    if (!value.is_object()) RefuseLayout();
    const json::object& object = value.get_object();
    Layout layout;
    layout.sheet = Text(Member(object, "sheet"));
    layout.title_row = Number(Member(object, "title_row"), kMostRowsAround);
    const json::array& header = Array(Member(object, "header"));
    if (header.size() != 2) RefuseLayout();
    layout.header = {Number(header[0], kMostRowsAround), Number(header[1], kMostRowsAround)};
    layout.above = CellsFrom(Member(object, "above"));
    for (const json::value& each : Array(Member(object, "columns"))) {
        if (!each.is_object()) RefuseLayout();
        const json::object& entry = each.get_object();
        LayoutColumn column;
        column.column = Number(Member(entry, "column"), kMostColumns - 1);
        if (!layout.columns.empty() && column.column <= layout.columns.back().column) RefuseLayout();
        const std::string format = Text(Member(entry, "format"));
        for (const Format known : {Format::kInteger, Format::kDecimal, Format::kDate, Format::kPercent}) {
            if (format == WordOf(known)) column.format = known;
        }
        column.places = static_cast<int>(Number(Member(entry, "places"), 15));
        const json::value& numbers_rows = Member(entry, "numbers_rows");
        if (!numbers_rows.is_bool()) RefuseLayout();
        column.numbers_rows = numbers_rows.get_bool();
        layout.columns.push_back(column);
    }
    if (layout.columns.empty() || layout.header.first == 0 || layout.header.first > layout.header.last)
        RefuseLayout();
    const auto beyond = [&](const LayoutCell& cell) { return cell.range.last_row > layout.header.last; };
    if (std::any_of(layout.above.begin(), layout.above.end(), beyond)) RefuseLayout();
    layout.widths = SizesFrom(Member(object, "widths"));
    layout.heights = SizesFrom(Member(object, "heights"));
    layout.below = CellsFrom(Member(object, "below"));
    layout.total_name = Text(Member(object, "total_name"));
    layout.total_column = Number(Member(object, "total_column"), kMostColumns - 1);
    return layout;
}

}  // namespace qz::workbook
