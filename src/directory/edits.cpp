#include "directory/edits.hpp"

#include "directory/names.hpp"
#include "directory/store.hpp"

namespace qz::directory {

namespace {

constexpr std::size_t kLongestName = 100;  // code points

// Whether going up from `superior` along the line one meets `unit` again.
bool MakesCircle(const Tree& tree, UnitId unit, UnitId superior) {
    for (Ordinal steps = 0; superior && steps <= tree.size(); ++steps) {
        if (superior == unit) return true;
        const auto ordinal = tree.Find(superior);
        if (!ordinal) return false;
        superior = tree.At(*ordinal).line_superior;
    }
    return static_cast<bool>(superior);
}

}  // namespace

Findings CheckEdit(const Tree& tree, Ordinal ordinal, const UnitEdit& edit) {
    Findings findings;
    const TreeUnit& unit = tree.At(ordinal);
    if (edit.IsEmpty()) findings.push_back({"", "directory.unit.nothing_to_change", {}});
    if (edit.display_name) {
        const auto length = CountCodePoints(*edit.display_name);
        if (!length || *length > kLongestName || HoldsControl(*edit.display_name)) {
            findings.push_back(
                {"display_name", "directory.unit.bad_name", {{"most", std::to_string(kLongestName)}}});
        }
    }
    // Departments stand behind the territory of their government, so crossing over would renumber the tree.
    if (edit.kind && IsTerritory(*edit.kind) != IsTerritory(unit.kind)) {
        findings.push_back({"kind", "directory.unit.bad_kind", {}});
    }
    if (edit.line_superior && *edit.line_superior) {
        if (IsTerritory(unit.kind) || !IsLineSuperior(tree, *edit.line_superior)) {
            findings.push_back({"line_superior", "directory.unit.bad_line_superior", {}});
        } else if (MakesCircle(tree, unit.id, *edit.line_superior)) {
            findings.push_back({"line_superior", "directory.unit.line_circle", {}});
        }
    }
    return findings;
}

TreeVersionId UpdateUnit(storage::Tx& tx, UnitId unit, std::int64_t revision, const UnitEdit& edit) {
    const auto tree = CurrentTree(tx);
    const Ordinal ordinal = OrNotFound(tree->Find(unit));
    UpdateUnitRevision(tx, unit, revision);
    if (Findings findings = CheckEdit(*tree, ordinal, edit); !findings.empty()) {
        throw Problem::Rejected("platform.http.faults", std::move(findings));
    }
    const TreeUnit& before = tree->At(ordinal);
    Label label;
    label.official_name = tree->OfficialName(ordinal);
    if (label.official_name != before.name) label.display_name = before.name;
    if (edit.display_name) {
        label.display_name =
            edit.display_name->empty() ? std::nullopt : std::optional<std::string_view>(*edit.display_name);
    }
    label.level = before.level;
    label.kind = edit.kind.value_or(before.kind);
    label.in_use = edit.in_use.value_or(before.in_use);
    label.line_superior = edit.line_superior.value_or(before.line_superior);

    VersionRow version = OrNotFound(FindVersion(tx, tree->version()));
    version.id = tx.NewId<TreeVersionId>();
    version.cause = "edit";
    version.effective = DateOf(tx.Now());
    version.document.clear();
    InsertStagedVersion(tx, version);
    const LabelRow row{unit, label};
    InsertLabels(tx, version.id, std::span(&row, 1));
    SwitchToVersion(tx, version.id, tree->number(), version.effective, version.document);
    return version.id;
}

}  // namespace qz::directory
