#include "platform/workbook/patch_sheet.hpp"

#include "platform/base/clock.hpp"
#include "platform/workbook/cell_values.hpp"
#include "platform/workbook/header_words.hpp"
#include "platform/workbook/written_text.hpp"
#include "platform/workbook/xml_places.hpp"

namespace qz::workbook {
namespace {

std::string Escaped(std::string_view text) {
    std::string escaped;
    for (const char character : text) {
        switch (character) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '\r':  // a reader would take it for a line feed
                break;
            default:
                escaped += character;
        }
    }
    return escaped;
}

// What stands in a filled cell: the attribute that says its type, and its children.
struct Content {
    std::string_view type;
    std::string inside;
};

std::optional<Content> ContentOfFill(const Fill& fill, const std::string& prefix, NumberFormat::Kind shown_as,
                                     bool from_1904) {
    const bool shows_days = shown_as == NumberFormat::Kind::kDate;
    const auto element = [&prefix](std::string_view name, const std::string& inside) {
        return "<" + prefix + std::string(name) + ">" + inside + "</" + prefix + std::string(name) + ">";
    };
    if (fill.kind == CellKind::kNumber && !shows_days && SignificantDigits(fill.text).value_or(99) <= 15) {
        const bool share = fill.per_cent && shown_as == NumberFormat::Kind::kPercent;
        return Content{"", element("v", share ? Hundredth(fill.text) : fill.text)};
    }
    if (fill.kind == CellKind::kDate && shows_days) {
        const auto day = ParseDate(fill.text);
        const Date first = from_1904 ? Date::From(1904, 1, 1) : Date::From(1900, 3, 1);
        if (day && *day >= first) {
            const std::int32_t origin = (from_1904 ? first : Date::From(1899, 12, 30)).days;
            return Content{"", element("v", std::to_string(day->days - origin))};
        }
    }
    constexpr std::size_t kMostCharacters = 32'767;
    const auto written = WrittenText(fill.text);
    if (!written || written->units > kMostCharacters) return std::nullopt;
    const std::string& text = written->text;
    const bool keep_blanks = text.find_first_of(" \t\n\r") != std::string::npos;
    return Content{" t=\"inlineStr\"",
                   element("is", "<" + prefix + "t" + (keep_blanks ? " xml:space=\"preserve\">" : ">") +
                                     Escaped(text) + "</" + prefix + "t>")};
}

// Goes through a sheet's XML and notes where its wanted cells are, or where they have to be put.
class SheetPlaces final : public XmlPlaceListener {
 public:
    struct Found {
        XmlSpan tag;          // of the cell's start; where to put it, if there is none
        std::size_t end = 0;  // behind the cell
        std::string style;
        bool exists = false;
        bool formula = false;
        bool filled = false;
        std::size_t row = 0;  // index in rows
    };
    struct RowPlace {
        XmlSpan tag;
        bool exists = false;
        std::string style;
        std::size_t end_tag = 0;
    };

    SheetPlaces(std::string_view sheet, const std::vector<Fill>& fills, const SharedTexts& texts)
        : sheet_(sheet), fills_(fills), texts_(texts) {
        found_.resize(fills.size());
    }

    std::string prefix;
    bool has_formulas = false;
    std::vector<RowPlace> rows;
    XmlSpan sheet_data;
    XmlSpan dimension;
    std::string dimension_ref;
    std::vector<CellRange> merges;
    std::vector<CellRange> arrays;
    const std::vector<Found>& found() const { return found_; }
    // The style that Excel gives a cell nobody has touched yet.
    std::string StyleOf(std::uint32_t column) const {
        for (const auto& [range, style] : column_styles_) {
            if (column >= range.first_column && column <= range.last_column) return style;
        }
        return {};
    }

    void Start(std::string_view name, const Attributes& attributes, const XmlSpan& tag) override {
        const std::string_view local = LocalName(name);
        if (local == "sheetData" && !in_data_) {
            prefix = name.substr(0, name.size() - local.size());
            sheet_data = tag;
            in_data_ = true;
        } else if (local == "row" && in_data_) {
            StartRow(attributes, tag);
        } else if (local == "c" && in_row_) {
            StartCell(attributes, tag);
        } else if (local == "f" && in_row_) {
            Formula(attributes);
        } else if ((local == "v" || local == "t") && in_row_) {
            in_value_ = true;
        } else if (local == "mergeCell") {
            if (const auto range = ParseRange(attributes.Get("ref")); range && merges.size() < 100'000) {
                merges.push_back(*range);
            }
        } else if (local == "dimension" && dimension.end == 0) {
            dimension = tag;
            dimension_ref = attributes.Get("ref");
        } else if (local == "col" && !in_data_) {
            const auto first = ParseCount(attributes.Get("min"));
            const auto last = ParseCount(attributes.Get("max"));
            const std::string_view style = attributes.Get("style");
            if (first && last && *first > 0 && !style.empty() && column_styles_.size() < 2'000) {
                column_styles_.push_back(
                    {{.first_column = *first - 1, .last_column = *last - 1}, std::string(style)});
            }
        }
    }

    void End(std::string_view name, const XmlSpan& tag) override {
        const std::string_view local = LocalName(name);
        if (local == "sheetData" && in_data_) {
            while (next_ < fills_.size()) PutRow(tag.begin);
            in_data_ = false;
        } else if (local == "row" && in_row_) {
            if (wanted_row_) {
                while (InRow()) PutCell(tag.begin);
                rows.back().end_tag = tag.begin;
            }
            in_row_ = wanted_row_ = false;
        } else if (local == "c") {
            if (cell_) EndCell(tag.end);
            cell_ = nullptr;
        } else if (local == "v" || local == "t") {
            in_value_ = false;
        }
    }

    void Text(std::string_view text) override {
        if (!cell_ || !in_value_ || CleanText(text).empty()) return;
        if (shared_) {
            index_ += text;
        } else {
            cell_->filled = true;
        }
    }

 private:
    [[noreturn]] void RefuseCell() const {
        Refuse("platform.workbook.damaged_cell",
               {{"at", std::string(sheet_) + "!" + Reference(std::max(row_, 1u), column_)}});
    }
    bool InRow() const { return next_ < fills_.size() && fills_[next_].row == row_; }

    void StartRow(const Attributes& attributes, const XmlSpan& tag) {
        const std::string_view text = attributes.Get("r");
        const auto number = text.empty() ? std::optional(row_ + 1) : ParseCount(text);
        if (in_row_ || !number || *number <= row_ || *number > 1'048'576) RefuseCell();
        while (next_ < fills_.size() && fills_[next_].row < *number) PutRow(tag.begin);
        row_ = *number;
        in_row_ = true;
        next_column_ = 0;
        wanted_row_ = InRow();
        if (!wanted_row_) return;
        rows.push_back({tag, true, {}, 0});
        const std::string_view custom = attributes.Get("customFormat");
        if (custom == "1" || custom == "true") rows.back().style = attributes.Get("s");
    }

    void StartCell(const Attributes& attributes, const XmlSpan& tag) {
        column_ = next_column_;
        if (const std::string_view reference = attributes.Get("r"); !reference.empty()) {
            const auto position = ParseReference(reference);
            if (!position || position->row != row_ || position->column < next_column_) RefuseCell();
            column_ = position->column;
        }
        if (cell_) RefuseCell();
        next_column_ = column_ + 1;
        if (!wanted_row_) return;
        while (InRow() && fills_[next_].column < column_) PutCell(tag.begin);
        if (!InRow() || fills_[next_].column != column_) return;
        cell_ = &found_[next_++];
        cell_->tag = tag;
        cell_->exists = true;
        cell_->style = attributes.Get("s");
        shared_ = attributes.Get("t") == "s";
        index_.clear();
        cell_->row = rows.size() - 1;
    }

    // Blanks alone are what somebody left who cleared the cell with the space bar.
    void EndCell(std::size_t end) {
        cell_->end = end;
        if (index_.empty()) return;
        const auto index = ParseCount(CleanText(index_));
        const auto text = index ? texts_.At(*index) : std::nullopt;
        cell_->filled = !text || !CleanText(*text).empty();
    }

    void Formula(const Attributes& attributes) {
        has_formulas = true;
        if (cell_) cell_->formula = true;
        const std::string_view type = attributes.Get("t");
        if (type != "array" && type != "dataTable") return;
        if (const auto range = ParseRange(attributes.Get("ref")); range && arrays.size() < 10'000)
            arrays.push_back(*range);
    }

    // The cell is not there: it is put before what stands at `at`.
    void PutCell(std::size_t at) {
        Found& cell = found_[next_++];
        cell.tag = {at, at, false};
        cell.end = at;
        cell.row = rows.size() - 1;
    }

    // Nor is its row.
    void PutRow(std::size_t at) {
        const std::uint32_t row = fills_[next_].row;
        rows.push_back({{at, at, false}, false, {}, at});
        while (next_ < fills_.size() && fills_[next_].row == row) PutCell(at);
    }

    std::string_view sheet_;
    const std::vector<Fill>& fills_;
    const SharedTexts& texts_;
    std::string index_;  // of a shared text, as it is written
    bool shared_ = false;
    std::vector<Found> found_;
    std::vector<std::pair<CellRange, std::string>> column_styles_;
    std::size_t next_ = 0;
    Found* cell_ = nullptr;
    std::uint32_t row_ = 0;
    std::uint32_t column_ = 0;
    std::uint32_t next_column_ = 0;
    bool in_data_ = false;
    bool in_row_ = false;
    bool wanted_row_ = false;
    bool in_value_ = false;
};

std::optional<std::string> WidenedSpans(std::string_view tag, std::uint32_t first, std::uint32_t last) {
    const std::string_view value = AttributeOf(tag, "spans");
    const std::size_t colon = value.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto from = ParseCount(value.substr(0, colon));
    const auto to = ParseCount(value.substr(colon + 1));
    if (!from || !to || (first + 1 >= *from && last + 1 <= *to)) return std::nullopt;
    return std::to_string(std::min(*from, first + 1)) + ":" + std::to_string(std::max(*to, last + 1));
}

}  // namespace

std::string Apply(std::string_view xml, std::vector<XmlEdit> edits) {
    std::stable_sort(edits.begin(), edits.end(),
                     [](const XmlEdit& a, const XmlEdit& b) { return a.begin < b.begin; });
    std::string made;
    std::size_t at = 0;
    for (const XmlEdit& edit : edits) {
        if (edit.begin < at) throw std::logic_error("edits that overlap");
        made += xml.substr(at, edit.begin - at);
        made += edit.text;
        at = edit.end;
    }
    return made.append(xml.substr(at));
}

SheetEdits EditSheet(std::string_view xml, std::string_view sheet, const std::vector<Fill>& fills,
                     const Package& package, bool overwrite) {
    SheetPlaces places(sheet, fills, package.texts);
    ReadPlaces(xml, package.limits, places);
    if (places.sheet_data.end == 0) Refuse("platform.workbook.cannot_patch", {{"part", std::string(sheet)}});
    SheetEdits result;
    result.has_formulas = places.has_formulas;
    const std::string& prefix = places.prefix;

    struct NewRow {
        std::string cells;
        std::uint32_t first = 0, last = 0;
    };
    std::vector<NewRow> put(
        places.rows.size());  // cells for rows that are not there, or have no cells at all
    std::vector<std::pair<std::uint32_t, std::uint32_t>> added(places.rows.size(), {UINT32_MAX, 0});
    std::optional<CellRange> reached = ParseRange(places.dimension_ref);
    std::vector<CellRange> merges;  // over the row of the fill
    for (std::size_t index = 0; index < fills.size(); ++index) {
        const Fill& fill = fills[index];
        const SheetPlaces::Found& found = places.found()[index];
        const auto refuse = [&](std::string_view code, Arguments arguments = {}) {
            result.refused.push_back({std::string(sheet) + "!" + Reference(fill.row, fill.column),
                                      std::string(code), std::move(arguments)});
        };
        const auto holds = [&fill](const CellRange& range) { return range.Holds(fill.row, fill.column); };
        if (index == 0 || fills[index - 1].row != fill.row) {
            merges.clear();
            for (const CellRange& each : places.merges) {
                if (fill.row >= each.first_row && fill.row <= each.last_row) merges.push_back(each);
            }
        }
        if (found.formula || std::any_of(places.arrays.begin(), places.arrays.end(), holds)) {
            refuse("platform.workbook.fill_formula");
            continue;
        }
        const auto merge = std::find_if(merges.begin(), merges.end(), holds);
        if (merge != merges.end() && (merge->first_row != fill.row || merge->first_column != fill.column)) {
            refuse("platform.workbook.fill_merged",
                   {{"into", Reference(merge->first_row, merge->first_column)}});
            continue;
        }
        if (found.filled && !overwrite) {
            refuse("platform.workbook.fill_occupied");
            continue;
        }
        const SheetPlaces::RowPlace& row = places.rows[found.row];
        std::string style = found.style;
        if (!found.exists) style = row.style.empty() ? places.StyleOf(fill.column) : row.style;
        const NumberFormat& format = package.styles.FormatOf(ParseCount(style).value_or(0));
        const auto content = ContentOfFill(fill, prefix, format.kind, package.workbook.from_1904);
        if (!content) {
            refuse("platform.workbook.fill_too_long");
            continue;
        }
        ++result.filled;
        if (found.exists) {
            const std::string_view tag = xml.substr(found.tag.begin, found.tag.end - found.tag.begin);
            result.edits.push_back({found.tag.begin, std::max(found.end, found.tag.end),
                                    RewriteTag(tag, {"t", "cm", "vm"}, content->type, true) +
                                        content->inside + "</" + std::string(TagName(tag)) + ">"});
            continue;
        }
        std::string cell = "<" + prefix + "c r=\"" + Reference(fill.row, fill.column) + "\"";
        if (!style.empty()) cell += " s=\"" + style + "\"";
        cell += std::string(content->type) + ">" + content->inside + "</" + prefix + "c>";
        auto& [first, last] = added[found.row];
        first = std::min(first, fill.column);
        last = std::max(last, fill.column);
        if (reached) {
            *reached = {std::min(reached->first_row, fill.row), std::max(reached->last_row, fill.row),
                        std::min(reached->first_column, fill.column),
                        std::max(reached->last_column, fill.column)};
        }
        if (row.exists && !row.tag.closed) {
            result.edits.push_back({found.tag.begin, found.tag.begin, std::move(cell)});
        } else {
            NewRow& fresh = put[found.row];
            if (fresh.cells.empty()) fresh.first = fill.row;
            fresh.cells += cell;
        }
    }

    std::string rows_put;  // for a sheet without any row, in one piece
    for (std::size_t index = 0; index < places.rows.size(); ++index) {
        const SheetPlaces::RowPlace& row = places.rows[index];
        const auto [first, last] = added[index];
        if (first == UINT32_MAX) continue;
        const std::string_view tag = xml.substr(row.tag.begin, row.tag.end - row.tag.begin);
        std::vector<std::string_view> without;
        std::string with;
        if (const auto spans = row.exists ? WidenedSpans(tag, first, last) : std::nullopt) {
            without = {"spans"};
            with = " spans=\"" + *spans + "\"";
        }
        if (row.exists && row.tag.closed) {
            result.edits.push_back({row.tag.begin, row.tag.end,
                                    RewriteTag(tag, without, with, true) + put[index].cells + "</" +
                                        std::string(TagName(tag)) + ">"});
        } else if (row.exists && !with.empty()) {
            result.edits.push_back({row.tag.begin, row.tag.end, RewriteTag(tag, without, with, true)});
        } else if (!row.exists) {
            std::string whole = "<" + prefix;
            whole += "row r=\"" + std::to_string(put[index].first) + "\">" + put[index].cells;
            whole += "</" + prefix;
            whole += "row>";
            if (places.sheet_data.closed) {
                rows_put += whole;
            } else {
                result.edits.push_back({row.tag.begin, row.tag.begin, whole});
            }
        }
    }
    if (!rows_put.empty()) {
        const std::string_view tag =
            xml.substr(places.sheet_data.begin, places.sheet_data.end - places.sheet_data.begin);
        result.edits.push_back({places.sheet_data.begin, places.sheet_data.end,
                                RewriteTag(tag, {}, "", true) + rows_put + "</" + prefix + "sheetData>"});
    }
    if (reached && *reached != ParseRange(places.dimension_ref)) {
        const std::string_view tag =
            xml.substr(places.dimension.begin, places.dimension.end - places.dimension.begin);
        result.edits.push_back(
            {places.dimension.begin, places.dimension.end,
             RewriteTag(tag, {"ref"},
                        " ref=\"" + Reference(reached->first_row, reached->first_column) + ":" +
                            Reference(reached->last_row, reached->last_column) + "\"",
                        !places.dimension.closed)});
    }
    return result;
}

}  // namespace qz::workbook
