#include "platform/workbook/sheet_view.hpp"

#include <set>

#include "platform/workbook/header_words.hpp"

namespace qz::workbook {
namespace {

// A merge higher than this is no cell of a header or a row; to look for it from every row would be slow.
constexpr std::uint32_t kTallest = 200;

bool IsYear(std::string_view text) {
    return text.size() == 4 && (text.starts_with("19") || text.starts_with("20")) && text[2] >= '0' &&
           text[2] <= '9' && text[3] >= '0' && text[3] <= '9';
}

}  // namespace

bool ViewCell::CanName() const {
    return IsText() || (cell->kind == CellKind::kNumber && IsYear(cell->text));
}

SheetView::SheetView(const Grid& grid, const SheetGrid& sheet, std::uint32_t first_column,
                     std::uint32_t last_column)
    : grid_(grid), sheet_(sheet), first_column_(first_column), last_column_(last_column) {
    for (CellRange merge : sheet.merges) {
        if (merge.last_column < first_column || merge.first_column > last_column) continue;
        merge.last_column = std::min(merge.last_column, last_column);
        merge.last_row = std::min(merge.last_row, merge.first_row + kTallest - 1);
        tallest_ = std::max(tallest_, merge.Rows());
        merges_.push_back(merge);
    }
    std::stable_sort(merges_.begin(), merges_.end(),
                     [](const CellRange& a, const CellRange& b) { return a.first_row < b.first_row; });
}

std::vector<CellRange> SheetView::Covering(std::uint32_t row) const {
    const auto before = [](const CellRange& each, std::uint32_t number) { return each.first_row < number; };
    const std::uint32_t from = row >= tallest_ ? row - tallest_ + 1 : 1;
    std::vector<CellRange> found;
    for (auto merge = std::lower_bound(merges_.begin(), merges_.end(), from, before);
         merge != merges_.end() && merge->first_row <= row; ++merge) {
        if (merge->last_row >= row) found.push_back(*merge);
    }
    std::sort(found.begin(), found.end(),
              [](const CellRange& a, const CellRange& b) { return a.first_column < b.first_column; });
    return found;
}

ViewRow SheetView::RowAt(std::size_t index) const {
    ViewRow row{.number = sheet_.rows[index].number, .index = index, .cells = {}};
    const std::vector<CellRange> merges = Covering(row.number);
    auto merge = merges.begin();
    for (const GridCell& cell : sheet_.CellsOf(sheet_.rows[index])) {
        if (cell.column < first_column_ || cell.column > last_column_) continue;
        while (merge != merges.end() && merge->last_column < cell.column) ++merge;
        CellRange range{row.number, row.number, cell.column, cell.column};
        if (merge != merges.end() && merge->Holds(row.number, cell.column)) range = *merge;
        if (range.first_row != row.number || range.first_column != cell.column) continue;
        std::string text = CleanText(grid_.Shown(cell));
        if (!text.empty()) row.cells.push_back({&cell, std::move(text), range});
    }
    return row;
}

std::size_t SheetView::IndexOf(std::uint32_t number) const {
    return static_cast<std::size_t>(
        std::lower_bound(sheet_.rows.begin(), sheet_.rows.end(), number,
                         [](const GridRow& row, std::uint32_t wanted) { return row.number < wanted; }) -
        sheet_.rows.begin());
}

std::size_t SheetView::CountAt(std::size_t index) const {
    const auto cells = sheet_.CellsOf(sheet_.rows[index]);
    return static_cast<std::size_t>(std::count_if(cells.begin(), cells.end(), [this](const GridCell& cell) {
        return cell.column >= first_column_ && cell.column <= last_column_;
    }));
}

std::vector<ColumnSpan> SpansOf(const Grid& grid, const SheetGrid& sheet) {
    std::vector<std::uint32_t> counts;
    for (const GridRow& row : sheet.rows) {
        // A title or note alone in its row says nothing about where a table's columns are.
        if (row.cells < 2) continue;
        for (const GridCell& cell : sheet.CellsOf(row)) {
            if (cell.column >= counts.size()) counts.resize(cell.column + 1u);
            ++counts[cell.column];
        }
    }
    constexpr std::size_t kMostSpans = 8;
    if (counts.empty()) {
        std::uint32_t last = 0;
        for (const GridCell& cell : sheet.cells) last = std::max<std::uint32_t>(last, cell.column);
        return {{0, last}};
    }
    const auto width = static_cast<std::uint32_t>(counts.size());
    std::vector<bool> used(width);
    for (std::uint32_t column = 0; column < width; ++column) used[column] = counts[column] > 0;
    for (const CellRange& merge : sheet.merges) {
        if (merge.Columns() * 10 > width * 6 || merge.first_column >= width || !used[merge.first_column])
            continue;
        for (std::uint32_t column = merge.first_column; column <= std::min(merge.last_column, width - 1);
             ++column) {
            used[column] = true;
        }
    }
    std::vector<ColumnSpan> spans;
    for (std::uint32_t column = 0; column < width; ++column) {
        if (!used[column]) continue;
        if (spans.empty() || spans.back().last + 1 != column) spans.push_back({column, column});
        spans.back().last = column;
    }
    if (spans.size() > kMostSpans) return {{spans.front().first, spans.back().last}};
    // An empty column inside of one table only makes room. Two tables show by names that both have, or by
    // beginning or ending in other rows.
    struct Extent {
        std::uint32_t first_row = 0, last_row = 0;
        std::set<std::string> names;
    };
    const auto extent_of = [&](const ColumnSpan& span) {
        Extent extent;
        const SheetView view(grid, sheet, span.first, span.last);
        std::size_t looked_at = 0;
        for (std::size_t index = 0; index < sheet.rows.size(); ++index) {
            if (view.CountAt(index) == 0) continue;
            if (looked_at < 12 && view.CountAt(index) > 1) {
                ++looked_at;
                for (const ViewCell& cell : view.RowAt(index).cells) {
                    if (cell.IsText() && HeadsAColumn(cell.text)) extent.names.insert(cell.text);
                }
            }
            if (span.first == span.last || view.CountAt(index) > 1) {
                if (extent.first_row == 0) extent.first_row = sheet.rows[index].number;
                extent.last_row = sheet.rows[index].number;
            }
        }
        return extent;
    };
    std::vector<ColumnSpan> apart;
    Extent before;
    for (const ColumnSpan& span : spans) {
        Extent extent = extent_of(span);
        bool two_tables = false;
        if (!apart.empty()) {
            std::size_t shared = 0;
            for (const std::string& name : extent.names) shared += before.names.contains(name) ? 1 : 0;
            const std::uint32_t height = std::max(before.last_row - before.first_row, 1u);
            const std::uint32_t ends_apart =
                std::max(before.last_row, extent.last_row) - std::min(before.last_row, extent.last_row);
            two_tables =
                (shared >= 2 && shared * 2 >= extent.names.size()) ||
                (extent.first_row != 0 && before.first_row != 0 && extent.first_row > before.first_row + 2) ||
                (ends_apart > 3 && ends_apart * 3 > height);
        }
        if (apart.empty() || two_tables) {
            apart.push_back(span);
            before = std::move(extent);
        } else {
            apart.back().last = span.last;
            before.last_row = std::max(before.last_row, extent.last_row);
            before.names.merge(extent.names);
        }
    }
    return apart;
}

}  // namespace qz::workbook
