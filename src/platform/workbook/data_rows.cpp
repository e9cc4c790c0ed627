#include "platform/workbook/data_rows.hpp"

#include <unordered_set>

#include "platform/workbook/header_words.hpp"

namespace qz::workbook {
namespace {

class RowSorter {
 public:
    RowSorter(const SheetView& view, const FoundHeader& header, SheetPlan& plan,
              std::vector<bool>& has_values)
        : view_(view), header_(header), plan_(plan), has_values_(has_values) {
        has_values_.assign(view.last_column() + 1u, false);
        numbers_.assign(view.last_column() + 1u, 0);
        filled_.assign(view.last_column() + 1u, 0);
        for (const ColumnPlan& column : plan.columns) {
            if (column.numbers_rows) numbering_columns_.insert(column.column);
            names_.emplace(column.column, column.name);
        }
    }

    std::size_t Sort() {
        const auto& rows = view_.sheet().rows;
        std::uint32_t last = header_.last_row;
        for (std::size_t index = view_.IndexOf(header_.last_row + 1); index < rows.size(); ++index) {
            Collect(index);
            if (cells_.empty()) continue;
            const std::uint32_t number = rows[index].number;
            const bool apart = number > last + 1 || after_line_;
            if (apart && BeginsTable(index)) return index;
            if (MayBeTitle(rows[index], apart) && TableFollows(index)) return index;
            after_line_ = false;
            Take(rows[index]);
            last = number;
        }
        return rows.size();
    }

 private:
    void Collect(std::size_t index) {
        cells_.clear();
        for (const GridCell& cell : view_.sheet().CellsOf(view_.sheet().rows[index])) {
            if (cell.column < view_.first_column() || cell.column > view_.last_column()) continue;
            if (cell.kind == CellKind::kText && CleanText(cell.text).empty()) continue;
            cells_.push_back(&cell);
        }
    }

    bool MayBeTitle(const GridRow& row, bool apart) const {
        if (cells_.size() > 3 || plan_.rows == 0) return false;
        const bool all_text = std::none_of(cells_.begin(), cells_.end(),
                                           [this](const GridCell* cell) { return IsData(*cell); });
        const std::string words = FirstWords();
        return all_text && !IsNote(words) && !IsTotal(words) &&
               (apart || (cells_.size() == 1 && IsLine(row, words)));
    }

    // Whether within the next rows, past captions, another table has its header.
    bool TableFollows(std::size_t index) {
        constexpr std::size_t kLines = 3;
        const std::vector<const GridCell*> own = cells_;
        bool follows = false;
        const std::size_t end = std::min(index + 1 + kLines, view_.sheet().rows.size());
        for (std::size_t next = index + 1; next < end && !follows; ++next) {
            Collect(next);
            if (std::any_of(cells_.begin(), cells_.end(),
                            [this](const GridCell* cell) { return IsData(*cell); }))
                break;
            follows = BeginsTable(next);
        }
        cells_ = own;
        return follows;
    }

    bool IsData(const GridCell& cell) const { return cell.kind != CellKind::kText; }

    // The first words of the row; empty where it begins with a number that is no row number.
    std::string FirstWords() const {
        for (const GridCell* cell : cells_) {
            if (cell->kind == CellKind::kText) return CleanText(cell->text);
            if (!numbering_columns_.contains(cell->column)) break;
        }
        return {};
    }

    void LeaveOut(const GridRow& row, LeftOut::Reason reason) {
        if (!plan_.left_out.empty()) {
            LeftOut& last = plan_.left_out.back();
            if (!last.columns && last.reason == reason && last.last + 1 == row.number) {
                last.last = row.number;
                return;
            }
        }
        constexpr std::size_t kMost = 20'000;
        if (plan_.left_out.size() < kMost) plan_.left_out.push_back({false, row.number, row.number, reason});
    }

    void Take(const GridRow& row) {
        const std::string words = FirstWords();
        const bool few =
            cells_.size() * 2 <= std::max<std::size_t>(plan_.columns.size(), 1) || cells_.size() <= 2;
        const bool all_text = std::none_of(cells_.begin(), cells_.end(),
                                           [this](const GridCell* cell) { return IsData(*cell); });
        if (IsTotal(words)) {
            plan_.totals.push_back(row.number);
            return;
        }
        if (in_notes_ || IsNote(words) || AsksForSignatures()) {
            // A page that goes on after its foot is data again.
            const bool note = IsNote(words) || AsksForSignatures() || (few && all_text) || cells_.size() == 1;
            if (note) {
                AddNote(row);
                after_line_ = true;
                return;
            }
            in_notes_ = false;
        }
        if (IsOfWhich(words)) return LeaveOut(row, LeftOut::Reason::kOfWhich);
        if (plan_.rows == 0 && all_text && TellsHowToFillIn())
            return LeaveOut(row, LeftOut::Reason::kExample);
        if (IsExample(words)) return LeaveOut(row, LeftOut::Reason::kExample);
        if (RepeatsHeader()) return LeaveOut(row, LeftOut::Reason::kRepeatedHeader);
        if (std::all_of(cells_.begin(), cells_.end(),
                        [this](const GridCell* cell) { return numbering_columns_.contains(cell->column); }) &&
            plan_.columns.size() > 1) {
            return LeaveOut(row, LeftOut::Reason::kOnlyNumber);
        }
        if (cells_.size() == 1 && all_text && plan_.columns.size() >= 3 && IsLine(row, words)) {
            after_line_ = true;
            if (plan_.rows > 0 && Length(words) > 30) return AddNote(row);
            return LeaveOut(row, LeftOut::Reason::kSectionLine);
        }
        AddData(row);
    }

    void AddNote(const GridRow& row) {
        constexpr std::size_t kMost = 200;
        constexpr std::size_t kLongest = 2'000;
        in_notes_ = true;
        std::string text;
        for (const GridCell* cell : cells_) {
            if (text.size() > kLongest) break;
            text += (text.empty() ? "" : " ") + CleanText(cell->text);
        }
        if (plan_.notes.size() < kMost) plan_.notes.push_back({row.number, std::move(text)});
    }

    void AddData(const GridRow& row) {
        if (!plan_.data.empty() && plan_.data.back().last + 1 == row.number) {
            plan_.data.back().last = row.number;
        } else {
            plan_.data.push_back({row.number, row.number});
        }
        ++plan_.rows;
        plan_.hidden_rows += row.hidden ? 1 : 0;
        for (const GridCell* cell : cells_) {
            has_values_[cell->column] = true;
            ++filled_[cell->column];
            numbers_[cell->column] += IsData(*cell) ? 1 : 0;
        }
    }

    // Below the names, before any data: most cells tell how to fill in.
    bool TellsHowToFillIn() const {
        const auto telling = std::count_if(cells_.begin(), cells_.end(), [](const GridCell* cell) {
            return workbook::TellsHowToFillIn(cell->text);
        });
        return telling >= 2 && telling * 2 >= static_cast<std::ptrdiff_t>(cells_.size());
    }

    // 审批： 审核： 制表：
    bool AsksForSignatures() const {
        return cells_.size() >= 2 && std::all_of(cells_.begin(), cells_.end(), [](const GridCell* cell) {
                   return cell->kind == CellKind::kText && EndsWithAny(CleanText(cell->text), {"：", ":"});
               });
    }

    bool RepeatsHeader() const {
        std::size_t same = 0;
        for (const GridCell* cell : cells_) {
            const auto name = names_.find(cell->column);
            if (cell->kind == CellKind::kText && name != names_.end()) {
                same += TakeApart(cell->text).name == name->second ? 1 : 0;
            }
            if (same == 0 && cell != cells_.front()) return false;
        }
        return same >= 2 && same * 2 >= cells_.size();
    }

    // A single text in its row is a line across the table when it is merged or numbered as a heading; else it
    // is the name of somebody who has not filled in yet.
    bool IsLine(const GridRow& row, const std::string& words) const {
        if (Length(words) > 30) return true;
        static const std::vector<std::string_view> kNumerals = {
            "一、",   "二、",   "三、",   "四、",   "五、", "六、", "七、", "八、", "九、", "十、",
            "（一）", "（二）", "（三）", "（四）", "(一)", "(二)", "第一", "第二", "第三"};
        for (const std::string_view numeral : kNumerals) {
            if (words.starts_with(numeral)) return true;
        }
        for (const CellRange& merge : view_.Covering(row.number)) {
            if (merge.Holds(row.number, cells_.front()->column))
                return merge.first_row == row.number && merge.Columns() >= 3;
        }
        return false;
    }

    // Whether here, below a gap or a line, another table has its header: words that head columns, where this
    // table has numbers.
    bool BeginsTable(std::size_t index) {
        constexpr std::size_t kMostLooks = 3'000;
        if (++looks_ > kMostLooks || cells_.size() < 2) return false;
        for (const GridCell* cell : cells_) {
            if (IsData(*cell) && cell->kind != CellKind::kNumber) return false;
        }
        const ViewRow row = view_.RowAt(index);
        if (!CouldHead(view_, row) || RepeatsHeader()) return false;
        std::size_t against = 0;
        std::size_t known = 0;
        for (const GridCell* cell : cells_) {
            if (filled_[cell->column] < 2) continue;
            ++known;
            against +=
                numbers_[cell->column] * 5 >= filled_[cell->column] * 4 && cell->kind == CellKind::kText ? 1
                                                                                                         : 0;
        }
        const double heading = HeadingShare(row);
        return (known > 0 && against * 3 >= known && heading >= 0.3) || heading >= 0.6;
    }

    const SheetView& view_;
    const FoundHeader& header_;
    SheetPlan& plan_;
    std::vector<bool>& has_values_;
    std::vector<std::uint32_t> numbers_;  // by column, of the data so far
    std::vector<std::uint32_t> filled_;
    std::unordered_set<std::uint32_t> numbering_columns_;
    std::unordered_map<std::uint32_t, std::string> names_;
    std::vector<const GridCell*> cells_;
    bool in_notes_ = false;
    bool after_line_ = false;
    std::size_t looks_ = 0;
};

}  // namespace

std::size_t SortRows(const SheetView& view, const FoundHeader& header, SheetPlan& plan,
                     std::vector<bool>& has_values) {
    return RowSorter(view, header, plan, has_values).Sort();
}

void ForEachDataRow(const SheetGrid& sheet, const SheetPlan& plan,
                    const std::function<void(const GridRow&)>& take) {
    auto row = sheet.rows.begin();
    for (const RowRange& run : plan.data) {
        row =
            std::lower_bound(row, sheet.rows.end(), run.first,
                             [](const GridRow& each, std::uint32_t number) { return each.number < number; });
        for (; row != sheet.rows.end() && row->number <= run.last; ++row) take(*row);
    }
}

UnitValues CountUnitValues(const Grid& grid, const SheetGrid& sheet, const SheetPlan& plan,
                           std::uint32_t column) {
    UnitValues count;
    std::unordered_set<std::string> distinct;
    ForEachDataRow(sheet, plan, [&](const GridRow& row) {
        for (const GridCell& cell : sheet.CellsOf(row)) {
            if (cell.column != column) continue;
            std::string text = CleanText(grid.Shown(cell));
            if (text.empty()) continue;
            ++count.values;
            count.unit_like += IsUnitName(text) ? 1 : 0;
            count.measures += IsUnitOfMeasure(text) ? 1 : 0;
            distinct.insert(std::move(text));
        }
    });
    count.distinct = distinct.size();
    return count;
}

}  // namespace qz::workbook
