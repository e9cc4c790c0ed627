#include "platform/workbook/header_finder.hpp"

#include <set>

#include "platform/workbook/header_words.hpp"
#include "platform/workbook/written_values.hpp"

namespace qz::workbook {
namespace {

constexpr std::size_t kRowsLookedAt = 60;
constexpr std::uint32_t kMostHeaderRows = 5;
constexpr std::size_t kLongestName = 60;  // in characters; longer ones explain
constexpr std::size_t kLongestPart = 45;  // of a name under a heading that nobody has merged

std::size_t ColumnsCovered(const ViewRow& row) {
    std::size_t columns = 0;
    for (const ViewCell& cell : row.cells) columns += cell.range.Columns();
    return columns;
}

// How many columns the rows from here on use at most.
std::size_t WidthBelow(const SheetView& view, std::size_t index) {
    constexpr std::size_t kRows = 16;
    std::size_t width = 0;
    for (std::size_t row = index; row < view.sheet().rows.size() && row < index + kRows; ++row) {
        width = std::max(width, view.CountAt(row));
    }
    return width;
}

// 2024年, 2025年9月, 2025年1-9月: of several side by side each heads columns.
bool NamesATime(std::string_view text) {
    const bool several = HoldsAny(text, {"-", "—", "－", "–", "~", "～", "至"});
    return Length(text) <= (several ? 12 : 8) && (text.starts_with("19") || text.starts_with("20")) &&
           text.find("年") != std::string_view::npos && EndsWithAny(text, {"年", "月", "季度", "年度"});
}

bool IsDataText(const std::string& text) {
    if (NamesATime(text)) return false;
    return IsLongDigits(text) || IsWrittenDate(text) || IsTelephone(text) || text.size() > kLongestName * 3 ||
           text.find('@') != std::string::npos;
}

bool IsCaptionRow(const ViewRow& row, std::size_t width) {
    if (row.cells.empty()) return false;
    const auto times = std::count_if(row.cells.begin(), row.cells.end(),
                                     [](const ViewCell& cell) { return NamesATime(cell.text); });
    std::size_t captions = 0;
    for (const ViewCell& cell : row.cells) {
        captions += IsCaption(cell.text) && (times < 2 || !NamesATime(cell.text)) ? 1 : 0;
    }
    return captions * 2 >= row.cells.size() && (row.cells.size() <= 4 || row.cells.size() * 10 <= width * 6);
}

bool IsUnitsRow(const ViewRow& row) {
    std::size_t units = 0;
    for (const ViewCell& cell : row.cells) {
        std::string_view text = cell.text;
        for (const auto& [open, close] :
             {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
            if (text.starts_with(open) && text.ends_with(close)) {
                text = text.substr(open.size(), text.size() - open.size() - close.size());
            }
        }
        if (IsUnitOfMeasure(text)) {
            ++units;
        } else if (NumberingMark(text).value_or(1) != 0) {
            return false;
        }
    }
    return units >= 2 || (units == 1 && row.cells.size() == 1);
}

// 甲 乙 1 2 3: the numbers follow one another without a gap.
bool IsNumberingRow(const ViewRow& row) {
    if (row.cells.size() < 3) return false;
    int last = 0;
    int numbers = 0;
    for (const ViewCell& cell : row.cells) {
        const auto mark = NumberingMark(cell.text);
        if (!mark) return false;
        if (*mark == 0) continue;
        if (*mark != last + 1 && !(numbers == 0 && *mark <= 2)) return false;
        last = *mark;
        ++numbers;
    }
    return numbers >= 1;
}

// The names that the header's rows give to columns, as they are found from above.
class Header {
 public:
    void Add(const ViewRow& row) {
        bottom_ = row.cells;
        for (const ViewCell& cell : row.cells) {
            for (std::uint32_t column = cell.range.first_column; column <= cell.range.last_column; ++column) {
                named_.insert(column);
            }
            reaches_ = std::max(reaches_, cell.range.last_row);
        }
    }
    std::uint32_t reaches() const { return reaches_; }

    // Whether the row gives names below the headings of the last one.
    bool GoesOnWith(const ViewRow& row) const {
        const bool names = std::all_of(row.cells.begin(), row.cells.end(), [](const ViewCell& cell) {
            return cell.CanName() && !IsDataText(cell.text);
        });
        if (!names || row.cells.empty()) return false;
        return NamesPartsOfHeadings(row) || FillsGaps(row);
    }

 private:
    // A heading over several columns, and below it several names. Where the cells below are merged as the
    // heading is, it is one wide column.
    bool NamesPartsOfHeadings(const ViewRow& row) const {
        for (const ViewCell& heading : bottom_) {
            if (heading.range.Columns() < 2) continue;
            std::size_t parts = 0;
            for (const ViewCell& cell : row.cells) {
                const bool under = cell.range.first_column >= heading.range.first_column &&
                                   cell.range.last_column <= heading.range.last_column;
                if (under && cell.range.Columns() < heading.range.Columns()) ++parts;
            }
            if (parts >= 2) return true;
        }
        return false;
    }

    // Headings that nobody has merged: the row names columns that have none yet, and what it says below a
    // name is the first part of a group that reaches over the columns without a name to its right.
    bool FillsGaps(const ViewRow& row) const {
        std::set<std::uint32_t> gaps;
        for (const ViewCell& cell : row.cells) {
            if (!named_.contains(cell.range.first_column)) gaps.insert(cell.range.first_column);
        }
        if (gaps.empty()) return false;
        for (const ViewCell& cell : row.cells) {
            const std::uint32_t column = cell.range.first_column;
            const std::uint32_t next = cell.range.last_column + 1;
            const bool begins_group = next <= *named_.rbegin() + 1 && !named_.contains(next);
            if (!gaps.contains(column) && !begins_group) return false;
            if (Length(cell.text) > kLongestPart) return false;
        }
        // A gap lies to the right of the heading it belongs to.
        return *named_.begin() < *gaps.begin();
    }

    std::vector<ViewCell> bottom_;
    std::set<std::uint32_t> named_;
    std::uint32_t reaches_ = 0;
};

std::size_t NextVisible(const SheetView& view, std::size_t index) {
    const auto& rows = view.sheet().rows;
    while (index < rows.size() && (rows[index].hidden || view.CountAt(index) == 0)) ++index;
    return index;
}

// From the first row of names down: further names, units, numbering.
FoundHeader Extend(const SheetView& view, std::size_t first, std::uint32_t top) {
    const auto& rows = view.sheet().rows;
    Header header;
    FoundHeader found{.rows = {top, rows[first].number}};
    const std::size_t begin = view.IndexOf(top);
    for (std::size_t index = begin; index <= first; ++index) {
        if (!rows[index].hidden) header.Add(view.RowAt(index));
    }
    std::size_t index = NextVisible(view, first + 1);
    while (true) {
        found.rows.last = std::max(found.rows.last, std::min(header.reaches(), top + kMostHeaderRows - 1));
        if (index >= rows.size()) break;
        const ViewRow row = view.RowAt(index);
        const bool within = row.number <= found.rows.last;
        const bool adjacent = row.number == found.rows.last + 1;
        if (!within) {
            if (!adjacent || row.number >= top + kMostHeaderRows || row.cells.empty()) break;
            if (IsNumberingRow(row) || IsUnitsRow(row) || !header.GoesOnWith(row)) break;
            found.rows.last = row.number;
        }
        header.Add(row);
        index = NextVisible(view, index + 1);
    }
    for (; index < rows.size() && rows[index].number <= found.rows.last + 1;
         index = NextVisible(view, index + 1)) {
        const ViewRow row = view.RowAt(index);
        if (found.units_row == 0 && IsUnitsRow(row)) {
            found.units_row = found.rows.last = row.number;
        } else {
            break;
        }
    }
    found.last_row = found.rows.last;
    if (index < rows.size() && rows[index].number <= found.rows.last + 1 &&
        IsNumberingRow(view.RowAt(index))) {
        found.numbering_row = found.last_row = rows[index].number;
    }
    return found;
}

// Headings above the first row of names that are too few to be found by themselves.
std::uint32_t ExtendUp(const SheetView& view, std::size_t first) {
    const auto& rows = view.sheet().rows;
    std::uint32_t top = rows[first].number;
    std::size_t width = WidthBelow(view, first);
    for (std::size_t index = first; index > 0; --index) {
        const std::size_t above = index - 1;
        if (rows[above].number + 1 != top || rows[above].hidden ||
            rows[first].number - rows[above].number >= 4)
            break;
        const ViewRow row = view.RowAt(above);
        if (row.cells.empty() || IsCaptionRow(row, width)) break;
        const bool names = std::all_of(row.cells.begin(), row.cells.end(), [](const ViewCell& cell) {
            return cell.CanName() && !IsDataText(cell.text) && Length(cell.text) <= 24;
        });
        if (!names) break;
        bool headings = row.cells.size() >= 2;
        if (row.cells.size() == 1) {
            const CellRange& range = row.cells[0].range;
            headings = range.Columns() >= 2 && range.first_column > view.first_column() &&
                       std::size_t{range.Columns()} * 10 < width * 7 && !NamesATable(row.cells[0].text);
        }
        if (!headings) break;
        top = row.number;
    }
    return top;
}

}  // namespace

bool CouldHead(const SheetView& view, const ViewRow& row) {
    if (row.cells.size() < 2) return false;
    const std::size_t width = WidthBelow(view, row.index);
    if (IsCaptionRow(row, width) || IsNumberingRow(row) || IsUnitsRow(row)) return false;
    std::size_t names = 0;
    for (const ViewCell& cell : row.cells) {
        if (IsDataText(cell.text)) return false;
        names += cell.CanName() ? 1 : 0;
    }
    if (names * 5 < row.cells.size() * 4) return false;
    const bool some_text =
        std::any_of(row.cells.begin(), row.cells.end(), [](const ViewCell& cell) { return cell.IsText(); });
    if (!some_text || IsTotal(row.cells[0].text) || IsNote(row.cells[0].text)) return false;
    return ColumnsCovered(row) * 2 >= width;
}

double HeadingShare(const ViewRow& row) {
    if (row.cells.empty()) return 0;
    std::size_t known = 0;
    for (const ViewCell& cell : row.cells) {
        const NameParts parts = TakeApart(cell.text);
        known += HeadsAColumn(parts.name) || !parts.unit.empty() || !parts.words.empty() ? 1 : 0;
    }
    return static_cast<double>(known) / static_cast<double>(row.cells.size());
}

std::optional<FoundHeader> FindHeader(const SheetView& view, std::size_t from) {
    const auto& rows = view.sheet().rows;
    std::size_t looked_at = 0;
    for (std::size_t index = NextVisible(view, from); index < rows.size() && looked_at < kRowsLookedAt;
         index = NextVisible(view, index + 1), ++looked_at) {
        const ViewRow row = view.RowAt(index);
        if (!CouldHead(view, row)) continue;
        FoundHeader found = Extend(view, index, ExtendUp(view, index));
        found.sure =
            found.rows.last > found.rows.first || found.numbering_row != 0 || HeadingShare(row) >= 0.3;
        return found;
    }
    // A list with one column: its name stands alone, and so does every value.
    if (view.first_column() == view.last_column() || WidthBelow(view, from) == 1) {
        const std::size_t index = NextVisible(view, from);
        if (index + 1 < rows.size()) {
            const ViewRow row = view.RowAt(index);
            if (row.cells.size() == 1 && HeadsAColumn(TakeApart(row.cells[0].text).name) &&
                row.cells[0].range.Columns() == 1 && !NamesATable(row.cells[0].text)) {
                return Extend(view, index, row.number);
            }
        }
    }
    return std::nullopt;
}

FoundHeader MarkedHeader(const SheetView& view, RowRange marked) {
    FoundHeader found{.rows = marked, .last_row = marked.last, .sure = true};
    const auto& rows = view.sheet().rows;
    for (std::size_t index = view.IndexOf(marked.first); index < rows.size(); ++index) {
        const std::uint32_t number = rows[index].number;
        if (number > marked.last + 1) break;
        const ViewRow row = view.RowAt(index);
        if (number > marked.first && IsNumberingRow(row)) {
            found.numbering_row = number;
            found.last_row = std::max(marked.last, number);
            if (number == marked.last) --found.rows.last;
        } else if (number > marked.first && number <= marked.last && IsUnitsRow(row)) {
            found.units_row = number;
        }
    }
    return found;
}

bool LooksLikeCard(const SheetView& view, std::size_t from) {
    const auto& rows = view.sheet().rows;
    std::size_t looked_at = 0;
    std::size_t labels = 0;
    std::size_t with_blank = 0;
    std::size_t other = 0;
    std::size_t rows_of_labels = 0;
    std::size_t rows_of_pairs = 0;
    std::set<std::vector<std::uint32_t>> patterns;
    for (std::size_t index = from; index < rows.size() && looked_at < 20; ++index) {
        const ViewRow row = view.RowAt(index);
        if (row.cells.empty()) continue;
        ++looked_at;
        std::vector<std::uint32_t> pattern;
        std::vector<bool> is_label;
        for (std::size_t at = 0; at < row.cells.size(); ++at) {
            const ViewCell& cell = row.cells[at];
            pattern.push_back(cell.range.first_column);
            is_label.push_back(cell.IsText() && HeadsAColumn(TakeApart(cell.text).name));
            if (!is_label.back()) {
                ++other;
                continue;
            }
            ++labels;
            with_blank += at + 1 == row.cells.size() ||
                                  row.cells[at + 1].range.first_column > cell.range.last_column + 1
                              ? 1
                              : 0;
        }
        if (row.cells.size() < 2) continue;
        patterns.insert(std::move(pattern));
        rows_of_labels +=
            std::count(is_label.begin(), is_label.end(), true) * 2 >= std::ssize(is_label) ? 1 : 0;
        rows_of_pairs += is_label.size() >= 3 && is_label[0] && !is_label[1] && is_label[2] &&
                                 (is_label.size() == 3 || !is_label[3])
                             ? 1
                             : 0;
    }
    // One that is filled in: 村名 崖头村 户数 120, row after row.
    if (rows_of_pairs >= 3 && rows_of_pairs * 10 >= looked_at * 6) return true;
    // A table has one row of names: a card has them in every row, often one below the other.
    const bool many_rows = patterns.size() >= 2 || rows_of_labels >= 3;
    return looked_at >= 3 && labels >= 6 && with_blank * 10 >= labels * 6 && many_rows && labels > other;
}

}  // namespace qz::workbook
