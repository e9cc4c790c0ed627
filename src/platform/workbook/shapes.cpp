#include "platform/workbook/shapes.hpp"

#include <charconv>
#include <map>
#include <stdexcept>

#include <xlsxwriter.h>

#include "platform/base/clock.hpp"
#include "platform/workbook/cell_values.hpp"

namespace qz::workbook::testing {
namespace {

std::vector<std::string> Split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t at = text.find(separator);
        std::string part(text.substr(0, at));
        part.erase(0, std::min(part.find_first_not_of(' '), part.size()));
        while (!part.empty() && part.back() == ' ') part.pop_back();
        parts.push_back(std::move(part));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

bool IsFigure(std::string_view text) {
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    if (text.size() == sign || text.find_first_not_of("0123456789.", sign) != std::string_view::npos)
        return false;
    return text[sign] != '0' || text.size() == sign + 1 || text[sign + 1] == '.';
}

double Figure(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// The library's handles, for one sheet.
class ShapeWriter {
 public:
    explicit ShapeWriter(const std::filesystem::path& path) : book_(workbook_new(path.c_str())) {
        sheet_ = workbook_add_worksheet(book_, "表一");
        day_ = workbook_add_format(book_);
        format_set_num_format(day_, "yyyy-mm-dd");
    }
    ~ShapeWriter() { workbook_close(book_); }
    ShapeWriter(const ShapeWriter&) = delete;
    ShapeWriter& operator=(const ShapeWriter&) = delete;

    void Say(const std::vector<std::string>& words) {
        if (words[0] == "!merge") {
            for (std::size_t at = 1; at < words.size(); ++at)
                merges_.push_back(ParseRange(words[at]).value());
        } else if (words[0] == "!hide") {
            for (std::size_t at = 1; at < words.size(); ++at) Hide(words[at]);
        } else if (words[0] == "!list") {
            List(words[1], words[2]);
        } else if (words[0] == "!format") {
            lxw_format* format = workbook_add_format(book_);
            format_set_num_format(format, words[2].c_str());
            formats_[ParseReference(words[1] + "1").value().column] = format;
        } else {
            throw std::logic_error("a shape says " + words[0]);
        }
    }

    void Write(std::uint32_t row, std::uint32_t column, std::string text) {
        if (text.empty()) return;
        std::replace(text.begin(), text.end(), '~', '\n');
        const auto place = static_cast<lxw_col_t>(column);
        lxw_format* format = formats_.contains(column) ? formats_[column] : nullptr;
        if (text[0] == '\'') {
            worksheet_write_string(sheet_, row, place, text.c_str() + 1, nullptr);
        } else if (text[0] == '@') {
            const auto day = ParseDate(std::string_view(text).substr(1));
            worksheet_write_number(sheet_, row, place, day.value().days - Date::From(1899, 12, 30).days,
                                   day_);
        } else if (text[0] == '=') {
            const std::size_t mark = text.find(';');
            worksheet_write_formula_num(sheet_, row, place, text.substr(0, mark).c_str(), format,
                                        Figure(std::string_view(text).substr(mark + 1)));
        } else if (IsFigure(text)) {
            worksheet_write_number(sheet_, row, place, Figure(text), format);
        } else {
            worksheet_write_string(sheet_, row, place, text.c_str(), nullptr);
            texts_[{row + 1, column}] = text;
        }
    }

    void Finish() {
        for (const CellRange& merge : merges_) {
            const auto text = texts_.find({merge.first_row, merge.first_column});
            worksheet_merge_range(sheet_, merge.first_row - 1, static_cast<lxw_col_t>(merge.first_column),
                                  merge.last_row - 1, static_cast<lxw_col_t>(merge.last_column),
                                  text == texts_.end() ? "" : text->second.c_str(), nullptr);
        }
    }

 private:
    void Hide(const std::string& what) {
        lxw_row_col_options hidden{};
        hidden.hidden = LXW_TRUE;
        if (IsFigure(what)) {
            worksheet_set_row_opt(sheet_, static_cast<lxw_row_t>(std::stoi(what)) - 1, LXW_DEF_ROW_HEIGHT,
                                  nullptr, &hidden);
        } else {
            const auto column = static_cast<lxw_col_t>(ParseReference(what + "1").value().column);
            worksheet_set_column_opt(sheet_, column, column, LXW_DEF_COL_WIDTH, nullptr, &hidden);
        }
    }

    void List(const std::string& range, const std::string& words) {
        const CellRange cells = ParseRange(range).value();
        std::vector<std::string> parts = Split(words, ',');
        std::vector<char*> pointers;
        for (std::string& part : parts) pointers.push_back(part.data());
        pointers.push_back(nullptr);
        lxw_data_validation list{};
        list.validate = LXW_VALIDATION_TYPE_LIST;
        list.value_list = pointers.data();
        worksheet_data_validation_range(sheet_, cells.first_row - 1,
                                        static_cast<lxw_col_t>(cells.first_column), cells.last_row - 1,
                                        static_cast<lxw_col_t>(cells.last_column), &list);
    }

    lxw_workbook* book_;
    lxw_worksheet* sheet_;
    lxw_format* day_;
    std::map<std::uint32_t, lxw_format*> formats_;
    std::vector<CellRange> merges_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> texts_;
};

}  // namespace

const std::vector<Shape>& Shapes() {
    static const std::vector<Shape> kAll = [] {
        std::vector<Shape> all = HeaderShapes();
        all.insert(all.end(), RowShapes().begin(), RowShapes().end());
        all.insert(all.end(), CountyRosters().begin(), CountyRosters().end());
        all.insert(all.end(), CountyFigures().begin(), CountyFigures().end());
        return all;
    }();
    return kAll;
}

void WriteShape(const Shape& shape, const std::filesystem::path& path) {
    ShapeWriter writer(path);
    std::uint32_t row = 0;
    std::string_view sheet = shape.sheet;
    if (sheet.starts_with('\n')) sheet.remove_prefix(1);
    if (sheet.ends_with('\n')) sheet.remove_suffix(1);
    const std::vector<std::string> lines = Split(sheet, '\n');
    for (const std::string& line : lines) {
        if (line.starts_with('!')) writer.Say(Split(line, ' '));
    }
    for (const std::string& line : lines) {
        if (line.starts_with('!')) continue;
        std::uint32_t column = 0;
        for (const std::string& cell : Split(line, '|')) writer.Write(row, column++, cell);
        ++row;
    }
    writer.Finish();
}

std::string Describe(const SheetPlan& plan) {
    if (!plan.reason.empty()) return plan.reason + "\n";
    const auto rows = [](std::uint32_t first, std::uint32_t last) {
        return std::to_string(first) + (first == last ? "" : "-" + std::to_string(last));
    };
    std::string text(WordFor(plan.kind));
    if (!plan.title.empty()) text += " 《" + plan.title + "》";
    text += " header " + rows(plan.header.first, plan.header.last);
    if (plan.numbering_row != 0) text += " numbering " + std::to_string(plan.numbering_row);
    const RowRange data = plan.DataRange();
    text +=
        " data " + (plan.rows == 0 ? std::string("none")
                                   : rows(data.first, data.last) + " (" + std::to_string(plan.rows) + ")");
    if (plan.hidden_rows > 0) text += " hidden " + std::to_string(plan.hidden_rows);
    for (const std::uint32_t total : plan.totals) text += " total " + std::to_string(total);
    for (const NoteLine& note : plan.notes) text += " note " + std::to_string(note.row);
    for (const LeftOut& left : plan.left_out) {
        text +=
            " without " +
            (left.columns ? Letters(left.first) + "-" + Letters(left.last) : rows(left.first, left.last)) +
            " " + std::string(WordFor(left.reason));
    }
    for (const Finding& problem : plan.problems)
        text += " ! " + problem.field + " " + problem.code.substr(problem.code.rfind('.') + 1);
    text += "\n";
    for (const ColumnPlan& column : plan.columns) {
        text += column.Letter() + " ";
        for (const std::string& section : column.section) text += section + "/";
        text += column.name + " " + std::string(WordFor(column.guess.type));
        if (column.guess.type == ColumnType::kDecimal) text += "." + std::to_string(column.guess.places);
        if (!column.unit.empty()) text += " [" + column.unit + "]";
        for (const Choice& choice : column.guess.choices) text += " " + choice.code + "=" + choice.label;
        text += "\n";
    }
    return text;
}

}  // namespace qz::workbook::testing
