#include "handed/model.hpp"

namespace qz::handed {

namespace {

constexpr std::array<std::string_view, 7> kRoles = {"fact", "numbering",     "unit_code",  "unit_name",
                                                    "town", "person_number", "person_name"};
constexpr std::array<std::string_view, 3> kSensitive = {"leave", "mask", "reveal"};
constexpr std::array<std::string_view, 4> kWorkbookStates = {"ready", "filling", "filled", "failed"};
constexpr std::array<std::string_view, 5> kMatterStates = {"registered", "asked_to_admit", "asked_to_stop",
                                                           "will_admit", "stopped"};

}  // namespace

std::string_view ToWord(Role role) {
    return kRoles[static_cast<std::size_t>(role)];
}

std::string_view ToWord(Sensitive way) {
    return kSensitive[static_cast<std::size_t>(way)];
}

std::optional<Sensitive> SensitiveFromWord(std::string_view word) {
    for (std::size_t i = 0; i < kSensitive.size(); ++i) {
        if (kSensitive[i] == word) return static_cast<Sensitive>(i);
    }
    return std::nullopt;
}

std::string_view ToWord(WorkbookState state) {
    return kWorkbookStates[static_cast<std::size_t>(state)];
}

std::string_view ToWord(MatterState state) {
    return kMatterStates[static_cast<std::size_t>(state)];
}

std::string MarksJson(const Marks& marks) {
    json::object sheets;
    for (const auto& [name, sheet] : marks) {
        json::object columns;
        for (const auto& [column, element] : sheet.columns) {
            columns[std::to_string(column)] = element ? json::value(element->ToString()) : json::value();
        }
        json::value header;
        if (sheet.header) header = json::array{sheet.header->first, sheet.header->last};
        sheets[name] = json::object{{"header", std::move(header)}, {"columns", std::move(columns)}};
    }
    return json::serialize(sheets);
}

Marks ReadMarks(std::string_view text) {
    Marks marks;
    if (text.empty()) return marks;
    const json::value value = ParseJson(text);
    for (const auto& [name, sheet] : value.as_object()) {
        SheetMarks& read = marks[std::string(name)];
        if (const json::array* header = sheet.at("header").if_array()) {
            read.header = workbook::RowRange{header->at(0).to_number<std::uint32_t>(),
                                             header->at(1).to_number<std::uint32_t>()};
        }
        for (const auto& [column, element] : sheet.at("columns").as_object()) {
            std::optional<ElementId> id;
            if (const json::string* word = element.if_string()) id = ParseId<ElementId>(*word);
            read.columns[static_cast<std::uint32_t>(std::stoul(std::string(column)))] = id;
        }
    }
    return marks;
}

std::string DecisionJson(const Decision& decision) {
    json::array confirmed;
    for (const auto& [sheet, row] : decision.confirmed)
        confirmed.push_back(json::object{{"sheet", sheet}, {"row", row}});
    return json::serialize(json::object{{"purpose", decision.purpose},
                                        {"sensitive", ToWord(decision.sensitive)},
                                        {"by_name", decision.by_name},
                                        {"confirmed", std::move(confirmed)}});
}

Decision ReadDecision(std::string_view text) {
    Decision decision;
    if (text.empty()) return decision;
    const json::value value = ParseJson(text);
    decision.purpose = value.at("purpose").as_string();
    decision.sensitive = SensitiveFromWord(value.at("sensitive").as_string()).value_or(Sensitive::kLeave);
    decision.by_name = value.at("by_name").as_bool();
    for (const json::value& one : value.at("confirmed").as_array()) {
        decision.confirmed.emplace(std::string(one.at("sheet").as_string()),
                                   one.at("row").to_number<std::uint32_t>());
    }
    return decision;
}

}  // namespace qz::handed
