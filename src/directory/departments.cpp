#include "directory/edits.hpp"
#include "directory/store.hpp"

namespace qz::directory {

namespace {

constexpr std::size_t kLongestCode = 40;
constexpr std::size_t kLongestName = 100;  // code points

bool IsDepartmentCode(std::string_view code) {
    const bool letters =
        code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos;
    const bool only_digits = code.find_first_not_of("0123456789") == std::string_view::npos;
    return !code.empty() && code.size() <= kLongestCode && letters && !only_digits;
}

Findings CheckDepartments(storage::Tx& tx, const Tree& tree, const std::vector<NewDepartment>& departments) {
    Findings findings;
    std::map<std::string_view, std::size_t> codes;
    for (std::size_t index = 0; index < departments.size(); ++index) {
        const NewDepartment& department = departments[index];
        const std::string at = "departments[" + std::to_string(index) + "].";
        if (!IsDepartmentCode(department.code)) {
            findings.push_back({at + "code", "directory.department.bad_code", {}});
        } else if (!codes.emplace(department.code, index).second || IsCodeTaken(tx, department.code)) {
            findings.push_back({at + "code", "directory.department.code_taken", {{"code", department.code}}});
        }
        const auto length = CountCodePoints(department.name);
        if (!length || *length == 0 || *length > kLongestName) {
            findings.push_back(
                {at + "name", "directory.unit.bad_name", {{"most", std::to_string(kLongestName)}}});
        }
        if (!tree.Find(department.government)) {
            findings.push_back({at + "government", "directory.unit.unknown", {}});
        }
        if (IsTerritory(department.kind))
            findings.push_back({at + "kind", "directory.department.bad_kind", {}});
        if (department.line_superior && !IsLineSuperior(tree, *department.line_superior)) {
            findings.push_back({at + "line_superior", "directory.unit.bad_line_superior", {}});
        }
    }
    return findings;
}

std::vector<PlaceRow> PlacesWith(const Tree& tree, const std::vector<NewDepartment>& departments,
                                 const std::vector<UnitId>& ids) {
    std::vector<Node> nodes;
    nodes.reserve(static_cast<std::size_t>(tree.size()) + departments.size());
    for (Ordinal ordinal = 0; ordinal < tree.size(); ++ordinal) {
        const TreeUnit& unit = tree.At(ordinal);
        nodes.push_back({unit.parent, unit.code, IsTerritory(unit.kind)});
    }
    for (const NewDepartment& department : departments) {
        nodes.push_back({*tree.Find(department.government), department.code, false});
    }
    std::vector<PlaceRow> rows;
    rows.reserve(nodes.size());
    for (const Place& place : DecideOrder(nodes)) {
        const UnitId unit = place.node < tree.size()
                                ? tree.At(place.node).id
                                : ids[static_cast<std::size_t>(place.node - tree.size())];
        rows.push_back({unit, place});
    }
    return rows;
}

}  // namespace

bool IsLineSuperior(const Tree& tree, UnitId unit) {
    const auto ordinal = tree.Find(unit);
    return ordinal && !IsTerritory(tree.At(*ordinal).kind);
}

std::vector<UnitId> InsertDepartments(storage::Tx& tx, const std::vector<NewDepartment>& departments) {
    const auto tree = CurrentTree(tx);
    if (departments.empty()) return {};
    if (Findings findings = CheckDepartments(tx, *tree, departments); !findings.empty()) {
        throw Problem::Rejected("platform.http.faults", std::move(findings));
    }
    std::vector<std::string_view> codes;
    for (const NewDepartment& department : departments) codes.push_back(department.code);
    const std::vector<UnitId> ids = InsertUnits(tx, codes);
    const std::vector<PlaceRow> places = PlacesWith(*tree, departments, ids);

    VersionRow version;
    version.id = tx.NewId<TreeVersionId>();
    version.layout = version.id;
    version.cause = "departments";
    version.effective = DateOf(tx.Now());
    version.unit_count = static_cast<std::int64_t>(places.size());
    InsertStagedVersion(tx, version);
    InsertPlaces(tx, version.layout, 0, places);
    std::vector<LabelRow> labels;
    for (std::size_t index = 0; index < departments.size(); ++index) {
        Label label;
        label.official_name = departments[index].name;
        label.kind = departments[index].kind;
        label.line_superior = departments[index].line_superior.value_or(UnitId{});
        labels.push_back({ids[index], label});
    }
    InsertLabels(tx, version.id, labels);
    SwitchToVersion(tx, version.id, tree->number(), version.effective, version.document);
    return ids;
}

}  // namespace qz::directory
