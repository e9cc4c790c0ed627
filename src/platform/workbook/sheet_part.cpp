#include "platform/workbook/sheet_part.hpp"

#include <charconv>

#include "platform/base/clock.hpp"

namespace qz::workbook {
namespace {

bool IsTrue(std::string_view flag) {
    return flag == "1" || flag == "true";
}

// XML that was set in lines for people has them around the values as well.
void Trim(std::string& value) {
    constexpr std::string_view kBlanks = " \t\r\n";
    value.erase(std::min(value.find_last_not_of(kBlanks) + 1, value.size()));
    value.erase(0, std::min(value.find_first_not_of(kBlanks), value.size()));
}

double ParseSize(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value > 0 && value < 1000 ? value : 0;
}

// "10:30:00" from "10:30", "10:30:00.000", "10:30:00Z"; empty from nothing or a zone alone.
std::optional<std::string> ClockOf(std::string_view text) {
    const auto digits = [&text](std::size_t at, char most) {
        return text.size() > at + 1 && text[at] >= '0' && text[at] <= most && text[at + 1] >= '0' &&
               text[at + 1] <= '9';
    };
    std::string clock;
    if (digits(0, '2') && text.size() >= 5 && text[2] == ':' && digits(3, '5')) {
        clock = text.substr(0, 5);
        text.remove_prefix(5);
        const bool seconds = text.starts_with(':') && digits(1, '5');
        clock += seconds ? text.substr(0, 3) : std::string_view(":00");
        text.remove_prefix(seconds ? 3 : 0);
        if (text.starts_with('.')) {
            text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
        }
    }
    if (text.empty() || text == "Z" || (text.size() == 6 && (text[0] == '+' || text[0] == '-'))) return clock;
    return std::nullopt;
}

}  // namespace

void SheetPart::RefuseCell() const {
    Refuse("platform.workbook.damaged_cell", {{"at", listener_.At(std::max(row_, 1u), column_)}});
}

void SheetPart::Start(std::string_view name, const Attributes& attributes) {
    if (name == "sheetData") {
        in_data_ = true;
    } else if (name == "row" && in_data_) {
        StartRow(attributes);
    } else if (name == "c" && in_row_) {
        StartCell(attributes);
    } else if (in_cell_ && (name == "v" || (name == "t" && phonetic_ == 0))) {
        has_value_ = capture_ = true;
    } else if (in_cell_ && name == "f") {
        has_formula_ = true;
    } else if (in_cell_ && name == "rPh") {
        ++phonetic_;
    } else if (name == "mergeCell") {
        listener_.Merged(attributes.Get("ref"));
    } else if (name == "col" && !in_data_) {
        StartColumns(attributes);
    } else if (name == "dataValidation" && attributes.Get("type") == "list") {
        in_validation_ = true;
        list_.clear();
        ranges_ = attributes.Get("sqref");
    } else if (in_validation_ && name == "formula1") {
        heard_ = &list_;
    } else if (in_validation_ && name == "sqref") {
        heard_ = &ranges_;
    }
}

void SheetPart::End(std::string_view name) {
    if (name == "sheetData") {
        in_data_ = false;
    } else if (name == "v" || name == "t") {
        capture_ = false;
    } else if (name == "rPh" && phonetic_ > 0) {
        --phonetic_;
    } else if (name == "c" && in_cell_) {
        in_cell_ = false;
        EndCell();
    } else if (name == "row" && in_row_) {
        in_row_ = false;
        enough_ = !listener_.EndRow(row_);
    } else if (name == "formula1" || name == "sqref") {
        heard_ = nullptr;
    } else if (name == "dataValidation" && in_validation_) {
        constexpr std::uint32_t kMostLists = 2'000;
        in_validation_ = false;
        if (++lists_ <= kMostLists) listener_.Choices(ranges_, list_);
    }
}

void SheetPart::Text(std::string_view text) {
    if (heard_) {
        constexpr std::size_t kMost = 20'000;
        if (heard_->size() + text.size() < kMost) *heard_ += text;
        return;
    }
    if (!capture_) return;
    if (value_.size() + text.size() > std::uint64_t{4} * limits_.cell_characters) {
        Refuse("platform.workbook.cell_too_long", {{"at", listener_.At(row_, column_)}});
    }
    value_ += text;
}

std::string SheetPart::Place() const {
    return in_data_ && row_ > 0 ? listener_.At(row_, column_) : std::string();
}

void SheetPart::StartColumns(const Attributes& attributes) {
    const auto first = ParseCount(attributes.Get("min"));
    const auto last = ParseCount(attributes.Get("max"));
    if (!first || !last || *first == 0 || *last < *first || *last > 16'384) return;
    listener_.Columns({.first_column = *first - 1, .last_column = *last - 1},
                      ParseSize(attributes.Get("width")), IsTrue(attributes.Get("hidden")));
}

void SheetPart::StartRow(const Attributes& attributes) {
    if (in_row_) RefuseCell();
    const std::string_view number = attributes.Get("r");
    const auto row = number.empty() ? std::optional(row_ + 1) : ParseCount(number);
    // Rows out of order would have to be sorted, which is to be held in memory.
    const bool in_order = row && *row > row_ && *row <= 1'048'576;
    column_ = 0;
    if (row && *row > 0 && *row <= 1'048'576) row_ = *row;
    if (!in_order) RefuseCell();
    in_row_ = true;
    next_column_ = 0;
    listener_.BeginRow(row_, IsTrue(attributes.Get("hidden")), ParseSize(attributes.Get("ht")));
}

void SheetPart::StartCell(const Attributes& attributes) {
    if (in_cell_) RefuseCell();
    column_ = next_column_;
    if (const std::string_view reference = attributes.Get("r"); !reference.empty()) {
        const auto position = ParseReference(reference);
        if (!position || position->row != row_ || position->column < next_column_) RefuseCell();
        column_ = position->column;
    }
    next_column_ = column_ + 1;
    in_cell_ = true;
    type_ = attributes.Get("t");
    found_ = {};
    found_.row = row_;
    found_.column = column_;
    found_.style = ParseCount(attributes.Get("s")).value_or(0);
    value_.clear();
    has_value_ = has_formula_ = capture_ = false;
    phonetic_ = 0;
}

void SheetPart::SetText(std::string_view text) {
    if (text.empty()) return;
    found_.kind = CellKind::kText;
    found_.text = text;
}

void SheetPart::EndCell() {
    found_.formula = has_formula_;
    const auto set = [this](Cell cell) {
        found_.kind = cell.kind;
        decoded_ = std::move(cell.text);
        found_.text = decoded_;
    };
    const bool text = type_ == "inlineStr" || type_ == "str";
    if (!text) Trim(value_);
    // Some programs leave an empty <v/> where there is nothing, whatever the cell's type.
    if (!has_value_ || (value_.empty() && !text)) {
        if (has_formula_) found_.kind = CellKind::kUncomputed;
    } else if (type_ == "s") {
        const auto index = ParseCount(value_);
        const auto shared = index ? package_.texts.At(*index) : std::nullopt;
        if (!shared) RefuseCell();
        SetText(*shared);
        found_.shared = true;
    } else if (text) {
        if (value_.find("_x") != std::string::npos) value_ = DecodeEscapes(value_);
        SetText(value_);
    } else if (type_ == "b") {
        found_.kind = CellKind::kBoolean;
        found_.text = IsTrue(value_) ? "TRUE" : "FALSE";
    } else if (type_ == "e") {
        found_.kind = CellKind::kError;
        found_.text = value_;
    } else if (type_ == "d") {
        SetIsoDate();
    } else if (!type_.empty() && type_ != "n") {
        RefuseCell();
    } else {
        auto cell = package_.styles.IsDate(found_.style) ? DateCell(value_, package_.workbook.from_1904)
                                                         : std::nullopt;
        if (!cell) cell = NumberCell(value_);
        if (!cell) RefuseCell();
        set(std::move(*cell));
    }
    if (found_.kind != CellKind::kBlank) listener_.Take(found_);
}

// "2026-09-25", "2026-09-25T10:30:00", "10:30": perhaps with fractions of a second, or a zone that says
// nothing.
void SheetPart::SetIsoDate() {
    std::string_view rest = value_;
    const auto day = ParseDate(rest.substr(0, 10));
    if (day) {
        rest.remove_prefix(10);
        if (rest.starts_with('T') || rest.starts_with(' ')) rest.remove_prefix(1);
    }
    const auto time = ClockOf(rest);
    if (!time || (!day && time->empty())) RefuseCell();
    // Time alone is also written as the time of a day before the first.
    const bool before = day && *day < Date::From(1900, 1, 1) && *day > Date::From(1899, 12, 29);
    if (!day || (before && !time->empty())) {
        found_.kind = CellKind::kTime;
        decoded_ = *time;
    } else {
        const bool with_time = !time->empty() && *time != "00:00:00";
        found_.kind = with_time ? CellKind::kDateTime : CellKind::kDate;
        decoded_ = day->ToString() + (with_time ? "T" + *time : std::string());
    }
    found_.text = decoded_;
}

}  // namespace qz::workbook
