// What becomes of elements: merged into one, split into several, removed.
#pragma once

#include <vector>

#include "catalogue/element_store.hpp"

namespace qz::catalogue {

// What stands against merging `from` into `into`: each finding at "from[2]" or "into".
Findings CheckMerge(const LoadedElements& elements, const std::vector<ElementId>& from, ElementId into);
// What stands against splitting `from` into these.
Findings CheckSplit(const LoadedElements& elements, ElementId from, const std::vector<ElementId>& into);

void InsertSuccessor(storage::Tx& tx, ElementId element, ElementId successor, std::string_view kind,
                     std::string_view reason);

// The elements that hold one value in common: an element and all that were merged into it. Values written
// under one are written under each, so that a form that asks the old one, and a form that asks the new one,
// both find it. Empty for an element that nothing was merged into.
class MergedGroups {
 public:
    const std::vector<ElementId>& Of(ElementId element) const;

 private:
    friend std::shared_ptr<const MergedGroups> CurrentGroups(storage::Snapshot& snapshot);
    std::vector<std::vector<ElementId>> groups_;
    std::unordered_map<ElementId, std::size_t> group_of_;
};
std::shared_ptr<const MergedGroups> CurrentGroups(storage::Snapshot& snapshot);

// The forms that ask for the element or for one that holds its value in common, each once.
std::vector<Asking> ListAsking(storage::Snapshot& snapshot, const Connections& connections,
                               ElementId element);

constexpr std::string_view kMergeJob = "catalogue.merge";  // payload: {"from": element, "into": element}
// Brings what is held under either element to the other, the newer value where both hold one. In slices; may
// be run again at any point.
void ShareHeld(storage::Database& database, ElementId from, ElementId into);

}  // namespace qz::catalogue
