#include "directory/leaving.hpp"

#include "directory/store.hpp"

namespace qz::directory {

namespace {

constexpr std::size_t kMostNamed = 200;

}  // namespace

UnitId FindKeeper(storage::Snapshot& snapshot, const Tree& base, TreeVersionId staged, UnitId unit) {
    if (const auto at = base.Find(unit)) {
        for (Ordinal above = base.At(*at).parent; above >= 0; above = base.At(above).parent) {
            if (IsPlaced(snapshot, staged, base.At(above).id)) return base.At(above).id;
        }
    }
    return FindRoot(snapshot, staged);
}

std::vector<Leaving> CheckLeaving(storage::Tx& tx, const ImportView& import, const SuccessionWork& work) {
    std::vector<Leaving> leaving;
    Findings findings;
    const auto base = FindCurrentTree(tx);
    for (const RemovedUnit& removed : ListRemoved(tx, import.id)) {
        Leaving one{removed.unit, {}, {}};
        const std::vector<Successor> named = ListNamed(tx, *import.version, removed.unit);
        for (const Successor& successor : named) {
            if (!successor.keeps) one.successors.push_back(successor.unit);
        }
        if (named.empty()) {
            const Belongings lost = work.count ? work.count(tx, removed.unit) : Belongings{};
            if (lost.Any() && findings.size() < kMostNamed) {
                findings.push_back({"successors",
                                    "directory.import.successor_missing",
                                    {{"unit", removed.name},
                                     {"code", removed.code},
                                     {"accounts", std::to_string(lost.accounts)},
                                     {"returns", std::to_string(lost.open_returns)},
                                     {"held", std::to_string(lost.held)}}});
            }
            InsertSuccessor(tx, *import.version, removed.unit,
                            {FindKeeper(tx, *base, *import.version, removed.unit), true});
        }
        leaving.push_back(std::move(one));
    }
    if (!findings.empty())
        throw Problem::Rejected("directory.import.successors_missing", std::move(findings));
    return leaving;
}

}  // namespace qz::directory
