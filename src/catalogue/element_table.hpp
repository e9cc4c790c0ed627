// The catalogue as a table that people take home and bring back: .xlsx and JSON, by the same columns.
#pragma once

#include <filesystem>
#include <map>

#include "catalogue/element_store.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::catalogue {

// All live elements.
void WriteElementWorkbook(const std::filesystem::path& path, const LoadedElements& elements,
                          const directory::Tree& tree, i18n::Language language);
json::object ElementsJson(const LoadedElements& elements, const directory::Tree& tree);

// One row of a table, by column word ("code", "label", …); members that are not there keep what stands.
struct TableRow {
    std::string place;  // "表一!7" or "elements[3]": findings are told at it
    std::map<std::string, std::string, std::less<>> cells;

    std::string FieldOf(std::string_view column) const;
    std::map<std::string, std::string, std::less<>> fields;  // where each cell stands: "表一!B7"
};
// Reads a workbook, a CSV or JSON, whichever the content is. Faults of the file itself are thrown, those of
// its cells are added to `findings`.
std::vector<TableRow> ReadElementTable(std::string_view bytes, Findings& findings);

struct FieldChange {
    std::string field;
    std::string from;
    std::string to;
};
struct ElementChange {
    std::optional<ElementId> id;  // nothing: it is added
    Element next;
    std::vector<std::string> new_aliases;
    std::optional<UnitId> steward;  // to be designated, where nobody answers yet
    std::vector<FieldChange> changes;
};
struct TableDifference {
    std::vector<ElementChange> added;
    std::vector<ElementChange> changed;
    std::int64_t same = 0;
};
// What taking the table in would change. Type, places, code set and subject of an element that is there are
// fixed: a table that says otherwise has a fault there.
TableDifference CompareTable(const std::vector<TableRow>& rows, const LoadedElements& elements,
                             const directory::Tree& tree, const std::vector<CodeSet>& code_sets,
                             Findings& findings);

}  // namespace qz::catalogue
