#include "platform/workbook/table.hpp"

#include <map>

#include "platform/workbook/archive.hpp"
#include "platform/workbook/cell_values.hpp"
#include "platform/workbook/written_text.hpp"

namespace qz::workbook {
namespace {

constexpr std::size_t kMostFindings = 100;

// Line breaks and spaces inside a name are how people make it fit its column.
std::string TrimName(std::string_view text) {
    std::string name;
    for (const char character : text) {
        const bool blank = character == ' ' || character == '\t' || character == '\r' || character == '\n';
        if (!blank) {
            name += character;
        } else if (!name.empty() && name.back() != ' ') {
            name += ' ';
        }
    }
    while (!name.empty() && name.back() == ' ') name.pop_back();
    return name;
}

std::string FieldOf(const std::string& sheet, const std::string& reference) {
    return sheet.empty() ? reference : sheet + "!" + reference;
}

}  // namespace

std::string Table::At(std::uint32_t row, std::uint32_t column) const {
    return FieldOf(summary_.sheet, Reference(row, column));
}

bool Table::TakeHeader(std::uint32_t number, const SparseCells& cells) {
    Header header{.sheet = summary_.sheet, .row = number, .names = {}};
    for (const auto& [column, cell] : cells) {
        const std::string name = TrimName(cell.text);
        if (name.empty()) continue;
        header.names.resize(column + 1);
        header.names[column] = name;
    }
    if (options_.is_header && !options_.is_header(header.names)) {
        if (++lines_before_ >= options_.limits.lines_before_header) {
            Refuse("platform.workbook.no_header", {{"sheet", summary_.sheet}});
        }
        return true;
    }
    std::map<std::string_view, std::uint32_t> seen;
    for (std::uint32_t column = 0; column < header.names.size(); ++column) {
        if (header.names[column].empty()) continue;
        const auto [first, fresh] = seen.emplace(header.names[column], column);
        if (!fresh) {
            Refuse("platform.workbook.same_name_twice", {{"name", header.names[column]},
                                                         {"first", At(number, first->second)},
                                                         {"second", At(number, column)}});
        }
    }
    has_header_ = true;
    header_ = std::move(header);
    if (taker_.header && !taker_.header(header_)) {
        summary_.ended_early = true;
        return false;
    }
    return true;
}

bool Table::Add(std::uint32_t number, SparseCells& cells) {
    const auto filled = [](const auto& pair) { return pair.second.kind != CellKind::kBlank; };
    if (std::none_of(cells.begin(), cells.end(), filled)) return true;
    for (const auto& [column, cell] : cells) {
        if (column >= options_.limits.columns && cell.kind != CellKind::kBlank) {
            Refuse("platform.workbook.too_many_columns",
                   {{"at", At(number, column)}, {"most", std::to_string(options_.limits.columns)}});
        }
        const std::uint32_t most = options_.limits.cell_characters;
        // No text has more characters than bytes: only the long ones are counted.
        if (cell.text.size() > most && WrittenText(cell.text).value_or(Written{}).units > most) {
            Refuse("platform.workbook.cell_too_long", {{"at", At(number, column)}});
        }
    }
    if (!has_header_) return TakeHeader(number, cells);

    row_.number = number;
    row_.cells.resize(header_.names.size());
    for (Cell& cell : row_.cells) {
        cell.kind = CellKind::kBlank;
        cell.text.clear();
    }
    for (auto& [column, cell] : cells) {
        if (cell.kind == CellKind::kBlank) continue;
        const bool named = column < header_.names.size() && !header_.names[column].empty();
        if (!named && summary_.findings.size() < kMostFindings &&
            std::find(nameless_.begin(), nameless_.end(), column) == nameless_.end()) {
            nameless_.push_back(column);
            summary_.findings.push_back({At(number, column),
                                         "platform.workbook.value_without_name",
                                         {{"header", At(header_.row, column)}}});
        }
        if (column < row_.cells.size()) std::swap(row_.cells[column], cell);
    }
    if (++summary_.rows > options_.limits.rows) {
        // A CSV file has no sheet that could be named.
        const std::string most = std::to_string(options_.limits.rows);
        if (summary_.sheet.empty()) Refuse("platform.workbook.too_many_rows_in_file", {{"most", most}});
        Refuse("platform.workbook.too_many_rows", {{"sheet", summary_.sheet}, {"most", most}});
    }
    if (taker_.row && !taker_.row(row_)) {
        summary_.ended_early = true;
        return false;
    }
    return true;
}

void Table::Merged(std::string_view range) {
    const std::size_t colon = range.find(':');
    if (colon == std::string_view::npos) return;
    const auto first = ParseReference(range.substr(0, colon));
    const auto last = ParseReference(range.substr(colon + 1));
    if (!first || !last || !has_header_ || last->row <= header_.row) return;
    if (summary_.findings.size() < kMostFindings) {
        summary_.findings.push_back(
            {FieldOf(summary_.sheet, std::string(range)), "platform.workbook.merged_cells", {}});
    }
}

void Table::End() {
    if (!has_header_) Refuse("platform.workbook.no_header", {{"sheet", summary_.sheet}});
}

std::optional<Finding> FaultOf(const Header& header, const Row& row, std::size_t column) {
    const Cell& cell = row.cells.at(column);
    const std::string field =
        FieldOf(header.sheet, Reference(row.number, static_cast<std::uint32_t>(column)));
    switch (cell.kind) {
        case CellKind::kImpreciseNumber:
            return Finding{field, "platform.workbook.digits_lost", {{"value", cell.text}}};
        case CellKind::kError:
            return Finding{field, "platform.workbook.error_value", {{"value", cell.text}}};
        case CellKind::kUncomputed:
            return Finding{field, "platform.workbook.not_calculated", {}};
        default:
            return std::nullopt;
    }
}

}  // namespace qz::workbook
