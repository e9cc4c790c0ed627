#include "catalogue/stock.hpp"
#include "catalogue/value_rules.hpp"

namespace qz::catalogue {

namespace {

constexpr std::size_t kLongestKey = 64;
constexpr std::size_t kLongestRoster = 40;
constexpr std::size_t kLongestSource = 100;

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
    const std::string text = SearchText(name);
    for (const std::string_view candidate : names) {
        if (text == candidate) return true;
    }
    return false;
}

bool IsUnitColumn(std::string_view name) {
    return IsOneOf(name, {"单位代码", "unit_code"});
}
// They stand in every table for the reader's sake; units go by their code alone.
bool IsPassedOver(std::string_view name) {
    return name.empty() || IsOneOf(name, {"单位名称", "unit_name", "序号"}) ||
           workbook::IsProblemColumn(name);
}

bool IsRoster(std::string_view roster) {
    if (roster.size() > kLongestRoster) return false;
    for (const char c : roster) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           c == '_' || c == '-';
        if (!plain) return false;
    }
    return true;
}

}  // namespace

Findings CheckStockRequest(const StockRequest& request, Date today) {
    Findings findings;
    // It would stay the newest, whatever a unit reports later.
    if (request.as_of > today) findings.push_back({"as_of", "catalogue.stock.as_of_in_future", {}});
    const auto length = CountCodePoints(request.source);
    if (SearchText(request.source).empty() || !length || *length > kLongestSource) {
        findings.push_back({"source", "catalogue.stock.source_missing", {}});
    }
    if (!IsRoster(request.roster)) findings.push_back({"roster", "catalogue.stock.bad_roster", {}});
    if (!request.roster.empty() && SearchText(request.key_column).empty()) {
        findings.push_back({"key", "catalogue.stock.key_missing", {{"column", "key"}}});
    }
    return findings;
}

Findings StockTable::ReadHeader(const workbook::Header& header) {
    header_ = header;
    Findings findings;
    const auto fault = [&](std::size_t place, std::string code) {
        findings.push_back({workbook::Reference(header.row, static_cast<std::uint32_t>(place)),
                            std::move(code),
                            {{"column", header.names[place]}}});
    };
    for (std::size_t place = 0; place < header.names.size(); ++place) {
        const std::string& name = header.names[place];
        const bool is_key = !request_.roster.empty() && SearchText(name) == SearchText(request_.key_column);
        if (is_key) {
            if (key_column_) fault(place, "catalogue.stock.column_twice");
            key_column_ = place;
        }
        if (IsUnitColumn(name)) {
            if (unit_column_) fault(place, "catalogue.stock.column_twice");
            unit_column_ = place;
            continue;
        }
        if (IsPassedOver(name)) continue;
        const auto found = elements_.FindName(name);
        if (found.size() > 1) {
            fault(place, "catalogue.stock.ambiguous_column");
        } else if (found.empty()) {
            if (!is_key) fault(place, "catalogue.stock.unknown_column");
        } else {
            for (const Column& column : columns_) {
                if (column.element == found.front()) fault(place, "catalogue.stock.column_twice");
            }
            columns_.push_back({place, found.front()});
        }
    }
    if (!unit_column_) findings.push_back({"", "catalogue.stock.unit_column_missing", {}});
    if (!request_.roster.empty() && !key_column_) {
        findings.push_back({"", "catalogue.stock.key_column_missing", {{"column", request_.key_column}}});
    }
    if (columns_.empty() && findings.empty()) findings.push_back({"", "catalogue.stock.no_elements", {}});
    return findings;
}

std::string StockTable::Field(const workbook::Row& row, std::size_t place) const {
    return workbook::Reference(row.number, static_cast<std::uint32_t>(place));
}

std::optional<std::string> StockTable::Sound(const workbook::Row& row, std::size_t place,
                                             std::vector<workbook::RowFault>& faults) const {
    if (auto fault = workbook::FaultOf(header_, row, place)) {
        faults.push_back({place, std::move(*fault)});
        return std::nullopt;
    }
    return row.cells[place].text;
}

std::string StockTable::Key(const workbook::Row& row, std::vector<workbook::RowFault>& faults) const {
    const auto text = Sound(row, *key_column_, faults);
    if (!text) return {};
    const Arguments named{{"column", header_.names[*key_column_]}};
    std::string key = Tidied(*text);
    if (key.empty()) {
        faults.push_back({*key_column_, {Field(row, *key_column_), "catalogue.stock.key_missing", named}});
        return {};
    }
    // Whatever the column is called: an ID number never becomes part of a subject.
    Element number;
    number.type = ValueType::kIdNumber;
    Findings none;
    if (const auto id_number = ReadValue(number, key, {}, none)) return RowKey(keys_, *id_number);
    if (CountCodePoints(key).value_or(kLongestKey + 1) > kLongestKey) {
        faults.push_back({*key_column_, {Field(row, *key_column_), "catalogue.stock.key_too_long", named}});
        return {};
    }
    return key;
}

std::optional<StagedRow> StockTable::ReadRow(const workbook::Row& row,
                                             std::vector<workbook::RowFault>& faults) {
    StagedRow staged;
    staged.number = row.number;
    if (const auto code = Sound(row, *unit_column_, faults)) {
        const std::string tidy = Tidied(*code);
        const auto unit = tidy.empty() ? std::nullopt : find_unit_(tidy);
        if (unit) {
            staged.unit = *unit;
        } else {
            faults.push_back({*unit_column_,
                              {Field(row, *unit_column_),
                               tidy.empty() ? "catalogue.stock.unit_missing" : "catalogue.stock.not_in_reach",
                               {}}});
        }
    }
    if (key_column_) staged.subject = request_.roster + ':' + Key(row, faults);
    for (const Column& column : columns_) {
        const auto text = Sound(row, column.place, faults);
        if (!text) continue;
        Findings findings;
        const auto value = ReadValue(*column.element, *text, Field(row, column.place), findings, today_);
        for (Finding& finding : findings) faults.push_back({column.place, std::move(finding)});
        if (!value || !findings.empty()) continue;
        staged.fields.emplace_back(column.element->id,
                                   *Protect(keys_, *column.element, staged.unit, staged.subject, value));
    }
    if (!faults.empty()) return std::nullopt;
    const auto [first, added] = seen_.try_emplace({staged.unit, staged.subject}, staged.number);
    if (!added && first->second != staged.number) {
        faults.push_back(
            {std::nullopt, {"", "catalogue.stock.row_twice", {{"row", std::to_string(first->second)}}}});
        return std::nullopt;
    }
    return staged;
}

}  // namespace qz::catalogue
