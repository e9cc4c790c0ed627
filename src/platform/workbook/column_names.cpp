#include "platform/workbook/column_names.hpp"

#include "platform/workbook/cell_values.hpp"
#include "platform/workbook/header_words.hpp"

namespace qz::workbook {
namespace {

// For each place of the header which cell gives it its words.
class Headings {
 public:
    Headings(const SheetView& view, const FoundHeader& header) : view_(view), header_(header) {
        const auto& rows = view.sheet().rows;
        width_ = view.last_column() - view.first_column() + 1;
        height_ = header.rows.last - header.rows.first + 1;
        places_.assign(std::size_t{width_} * height_, 0);
        for (std::size_t index = view.IndexOf(header.rows.first);
             index < rows.size() && rows[index].number <= header.rows.last; ++index) {
            if (rows[index].hidden || rows[index].number == header.units_row) continue;
            bool merged = false;
            for (ViewCell& cell : view.RowAt(index).cells) {
                // A line across the whole table heads none of its columns more than the others.
                if (cell.range.Columns() >= width_ && width_ > 1) continue;
                cells_.push_back(std::move(cell));
                merged = merged || cells_.back().range.Columns() > 1;
                Fill(cells_.back().range);
            }
            if (!merged) SpreadRight(rows[index].number);
        }
    }

    // The cells above a column's values, the topmost first.
    std::vector<const ViewCell*> Over(std::uint32_t column) const {
        std::vector<const ViewCell*> path;
        for (std::uint32_t row = header_.rows.first; row <= header_.rows.last; ++row) {
            const std::size_t place = At(row, column);
            if (place == 0) continue;
            const ViewCell* cell = &cells_[place - 1];
            if (path.empty() || path.back() != cell) path.push_back(cell);
        }
        return path;
    }

 private:
    std::size_t& Place(std::uint32_t row, std::uint32_t column) {
        return places_[std::size_t{row - header_.rows.first} * width_ + (column - view_.first_column())];
    }
    std::size_t At(std::uint32_t row, std::uint32_t column) const {
        return places_[std::size_t{row - header_.rows.first} * width_ + (column - view_.first_column())];
    }

    void Fill(const CellRange& range) {
        for (std::uint32_t row = range.first_row; row <= std::min(range.last_row, header_.rows.last); ++row) {
            for (std::uint32_t column = range.first_column; column <= range.last_column; ++column) {
                Place(row, column) = cells_.size();
            }
        }
    }

    // Where nobody has merged anything, a heading reaches over the empty places to its right that have names
    // of their own below.
    void SpreadRight(std::uint32_t row) {
        if (row >= header_.rows.last) return;
        const auto named_below = [&](std::uint32_t column) {
            const auto& rows = view_.sheet().rows;
            for (std::size_t index = view_.IndexOf(row + 1);
                 index < rows.size() && rows[index].number <= header_.rows.last; ++index) {
                if (rows[index].hidden || rows[index].number == header_.units_row) continue;
                const auto cells = view_.sheet().CellsOf(rows[index]);
                if (std::any_of(cells.begin(), cells.end(),
                                [column](const GridCell& cell) { return cell.column == column; })) {
                    return true;
                }
            }
            return false;
        };
        for (std::uint32_t column = view_.first_column() + 1; column <= view_.last_column(); ++column) {
            const std::size_t left = At(row, column - 1);
            if (At(row, column) != 0 || left == 0) continue;
            if (!named_below(column) || !named_below(cells_[left - 1].range.first_column)) continue;
            if (row > header_.rows.first && At(row - 1, column) != At(row - 1, column - 1)) continue;
            Place(row, column) = left;
        }
    }

    const SheetView& view_;
    const FoundHeader& header_;
    std::uint32_t width_ = 0;
    std::uint32_t height_ = 0;
    std::vector<ViewCell> cells_;
    std::vector<std::size_t> places_;  // index in cells_ and one; 0 for none
};

std::vector<std::string> UnitsByColumn(const SheetView& view, const FoundHeader& header) {
    std::vector<std::string> units(view.last_column() - view.first_column() + 1);
    if (header.units_row == 0) return units;
    const ViewRow row = view.RowAt(view.IndexOf(header.units_row));
    for (const ViewCell& cell : row.cells) {
        NameParts parts = TakeApart("." + cell.text);  // "（亩）" is a bracket without a name
        const std::string unit = parts.unit.empty() ? cell.text : parts.unit;
        if (!IsUnitOfMeasure(unit)) continue;
        for (std::uint32_t column = cell.range.first_column; column <= cell.range.last_column; ++column) {
            units[column - view.first_column()] = unit;
        }
    }
    return units;
}

}  // namespace

std::vector<ColumnPlan> NameColumns(const SheetView& view, const FoundHeader& header,
                                    const std::vector<bool>& has_values,
                                    std::vector<std::uint32_t>& nameless) {
    const Headings headings(view, header);
    const std::vector<std::string> units = UnitsByColumn(view, header);
    std::vector<ColumnPlan> columns;
    const ViewCell* named_last = nullptr;
    for (std::uint32_t column = view.first_column(); column <= view.last_column(); ++column) {
        const bool values = column < has_values.size() && has_values[column];
        const auto path = headings.Over(column);
        if (path.empty()) {
            named_last = nullptr;
            if (values) nameless.push_back(column);
            continue;
        }
        // One name over two columns, the second without values: a wide column.
        if (path.back() == named_last && !values) continue;
        named_last = path.back();

        ColumnPlan plan;
        plan.column = column;
        std::string section_unit;
        for (const ViewCell* cell : path) {
            plan.from.push_back(cell->range);
            NameParts parts = TakeApart(cell->text);
            plan.required = plan.required || parts.required;
            if (cell != path.back()) {
                plan.section.push_back(std::move(parts.name));
                if (!parts.unit.empty()) section_unit = parts.unit;
                continue;
            }
            plan.name = std::move(parts.name);
            plan.unit = std::move(parts.unit);
            plan.words = std::move(parts.words);
        }
        if (plan.unit.empty()) plan.unit = units[column - view.first_column()];
        if (plan.unit.empty()) plan.unit = section_unit;
        plan.numbers_rows = NumbersRows(plan.name);
        plan.hidden = view.sheet().IsHidden(column);
        columns.push_back(std::move(plan));
    }
    return columns;
}

}  // namespace qz::workbook
