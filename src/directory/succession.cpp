#include <set>

#include "directory/store.hpp"

namespace qz::directory {

namespace {

// What a unit lost its place with last: a code may come back, and go again.
constexpr std::string_view kListSuccessions = R"sql(
    SELECT successor.unit_id, successor.successor_id, successor.keeps, version.number,
           (SELECT count(*) FROM directory_version AS before
            JOIN directory_place AS place ON place.layout_id = before.layout_id
            WHERE before.number = version.number - 1 AND place.unit_id = successor.successor_id) AS was_there
    FROM directory_successor AS successor JOIN directory_version AS version ON version.id = successor.version_id
    WHERE version.number IS NOT NULL
    ORDER BY successor.unit_id, version.number DESC, successor.keeps, successor.successor_id)sql";

constexpr std::string_view kFindLastLabel = R"sql(
    SELECT unit.code, COALESCE(label.display_name, label.official_name) AS name, label.level, label.kind
    FROM directory_unit AS unit
    JOIN directory_label AS label ON label.unit_id = unit.id
    LEFT JOIN directory_version AS version ON version.id = label.version_id
    WHERE unit.id = $1 AND (version.number IS NOT NULL OR label.version_id = $2)
    ORDER BY CASE WHEN version.number IS NULL THEN 1 ELSE 0 END DESC, version.number DESC LIMIT 1)sql";

struct Step {
    UnitId unit;
    Successor to;
    std::int64_t number = 0;
    bool was_there = false;  // the successor, in the version before
};

struct SuccessionMemory {
    storage::Cached<Succession> all{"directory"};
};

}  // namespace

void Succession::Add(UnitId unit, Successor successor) {
    next_[unit].push_back(successor);
    if (!successor.keeps) before_[successor.unit].push_back(unit);
}

std::vector<Successor> Succession::Of(const Tree& tree, UnitId unit) const {
    std::vector<Successor> found;
    if (next_.empty() || tree.Find(unit)) return found;
    std::set<UnitId> seen{unit};
    std::vector<Successor> open{{unit, false, true}};
    for (std::size_t at = 0; at < open.size(); ++at) {
        const Successor from = open[at];
        const auto next = next_.find(from.unit);
        if (next == next_.end()) continue;
        for (const Successor& to : next->second) {
            if (!seen.insert(to.unit).second) continue;
            const Successor reached{to.unit, from.keeps || to.keeps, from.renews && to.renews};
            (tree.Find(to.unit) ? found : open).push_back(reached);
        }
    }
    // Who carries on comes before who keeps papers.
    std::stable_sort(found.begin(), found.end(), [](const Successor& a, const Successor& b) {
        return static_cast<int>(a.keeps) < static_cast<int>(b.keeps);
    });
    return found;
}

std::vector<UnitId> Succession::Carried(const Tree& tree, UnitId unit) const {
    std::vector<UnitId> found;
    std::set<UnitId> seen{unit};
    std::vector<UnitId> open{unit};
    for (std::size_t at = 0; at < open.size(); ++at) {
        const auto before = before_.find(open[at]);
        if (before == before_.end()) continue;
        for (const UnitId gone : before->second) {
            if (tree.Find(gone) || !seen.insert(gone).second) continue;
            open.push_back(gone);
            found.push_back(gone);
        }
    }
    return found;
}

std::vector<UnitId> Succession::Gone(const Tree& tree) const {
    std::vector<UnitId> gone;
    for (const auto& [unit, successors] : next_) {
        if (!tree.Find(unit)) gone.push_back(unit);
    }
    return gone;
}

std::shared_ptr<const Succession> CurrentSuccession(storage::Snapshot& snapshot) {
    return snapshot.Memory<SuccessionMemory>().all.Get(snapshot, [](storage::Snapshot& reading) {
        std::vector<Step> steps;
        std::map<std::pair<std::int64_t, UnitId>, int> before, after;  // of a version: how many a unit has
        UnitId last;
        std::int64_t newest = 0;
        for (const storage::Row& row : reading.Query(kListSuccessions)) {
            const Step step{row.Get<UnitId>(0),
                            {row.Get<UnitId>(1), row.Get<bool>(2)},
                            row.Get<std::int64_t>(3),
                            row.Get<std::int64_t>(4) > 0};
            if (!step.to.keeps) {
                ++before[{step.number, step.to.unit}];
                ++after[{step.number, step.unit}];
            }
            if (step.unit != last) newest = step.number;
            last = step.unit;
            if (step.number == newest) steps.push_back(step);
        }
        Succession succession;
        for (Step& step : steps) {
            step.to.renews = !step.to.keeps && !step.was_there && before[{step.number, step.to.unit}] == 1 &&
                             after[{step.number, step.unit}] == 1;
            succession.Add(step.unit, step.to);
        }
        return succession;
    });
}

bool CoversAlsoGone(storage::Snapshot& snapshot, const Scope& scope, UnitId unit) {
    const auto tree = CurrentTree(snapshot);
    if (tree->Find(unit)) return Covers(scope, *tree, unit);
    const auto succession = CurrentSuccession(snapshot);
    for (const Successor& successor : succession->Of(*tree, unit)) {
        const Ordinal at = *tree->Find(successor.unit);
        for (const Scope::Part& part : scope.parts()) {
            // Papers are kept by the office above, not by whoever has a post of its own there.
            if (successor.keeps && !part.with_subtree) continue;
            const auto root = tree->Find(part.root);
            if (!root) continue;
            const OrdinalRange range = part.with_subtree ? tree->Subtree(*root) : OrdinalRange{*root, *root};
            if (range.Contains(at)) return true;
        }
    }
    return false;
}

json::value LastUnitJson(storage::Snapshot& snapshot, UnitId unit, std::optional<TreeVersionId> staged) {
    const auto row = snapshot.QueryOptional(kFindLastLabel, unit, staged.value_or(TreeVersionId{}));
    if (!row) return nullptr;
    return json::object{{"id", unit.ToString()},
                        {"code", row->Get<std::string_view>("code")},
                        {"name", row->Get<std::string_view>("name")},
                        {"level", row->Get<std::string_view>("level")},
                        {"kind", row->Get<std::string_view>("kind")}};
}

}  // namespace qz::directory
