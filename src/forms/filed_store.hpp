// SQL of the returns that the hub filed by itself, and reading them together with those that units reported.
//
// A unit's own return comes before the block as soon as it was reported; while it is only opened or waits for
// its head's signature, what the hub filed still counts.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "forms/filed.hpp"
#include "forms/return_store.hpp"
#include "forms/task_store.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

// The blocks of one task in the order of the tree; empty for tasks that the hub does not file. Kept in memory
// under platform_version "forms.filed".
using FiledHeads = std::vector<std::shared_ptr<const FiledHead>>;
std::shared_ptr<const FiledHeads> ListFiled(storage::Snapshot& snapshot, TaskId task);

// How many returns of the task the hub filed.
std::int64_t CountFiled(storage::Snapshot& snapshot, TaskId task);

// A unit's own return counts from its report on; opened or waiting for its head's signature it does not yet.
inline bool CountsBeforeFiled(ReturnState own) {
    return own != ReturnState::kOpen && own != ReturnState::kSigning;
}

// One unit's place among the blocks.
struct FiledPlace {
    Ordinal ordinal = 0;
    const FiledHead* head = nullptr;
    std::size_t at = 0;  // in the head
};

// What the hub filed inside a range, walked beside the units' own returns: both in the order of the tree.
class FiledWalk {
 public:
    FiledWalk(std::shared_ptr<const FiledHeads> heads, OrdinalRange range);

    bool empty() const { return places_.empty(); }
    const std::vector<FiledPlace>& places() const { return places_; }
    // Gives what lies before `ordinal` and was not given yet. The last of all: with kPastAll.
    template <class Each>
    void GiveBefore(Ordinal ordinal, Each&& each) {
        for (; next_ < places_.size() && places_[next_].ordinal < ordinal; ++next_) each(places_[next_]);
    }
    // To be asked at every own return: whether what the hub filed counts in its place. Otherwise the walk
    // passes over it.
    bool CountsInsteadOf(Ordinal ordinal, ReturnState state);
    static constexpr Ordinal kPastAll = std::numeric_limits<Ordinal>::max();

 private:
    std::shared_ptr<const FiledHeads> heads_;
    std::vector<FiledPlace> places_;
    std::size_t next_ = 0;
};

// One more block, numbered on from what stands there for the group. Nothing when another run was faster.
std::optional<std::int64_t> InsertFiled(storage::Tx& tx, const TaskEntry& entry, UnitId group,
                                        std::int64_t number, const std::vector<UnopenedReturn>& returns);

// What the hub filed for one unit, as a return of its own: approved, by system, revision 0.
std::optional<Return> FindFiled(storage::Snapshot& snapshot, const TaskEntry& entry, UnitId unit,
                                Ordinal ordinal);
// The same without its values, for lists.
std::optional<ReturnHead> FindFiledHead(storage::Snapshot& snapshot, const TaskEntry& entry, Ordinal ordinal);
// FindReturn, and where nobody reported what the hub filed.
std::optional<Return> FindReturnOrFiled(storage::Snapshot& snapshot, const TaskEntry& entry, UnitId unit,
                                        Ordinal ordinal);

// As ListProgress, ForEachAnswer and ListReturns of what counts in totals, with what the hub filed in its
// place in the order of the tree.
std::vector<ProgressLine> ListProgress(storage::Snapshot& snapshot, const TaskEntry& entry,
                                       OrdinalRange range);
void ForEachAnswer(storage::Snapshot& snapshot, const TaskEntry& entry, OrdinalRange range,
                   const std::function<void(UnitId, Ordinal, ReturnState, Instant reported_at,
                                            std::string_view answers)>& each);
// Tasks for which the hub filed something that covers the unit, newest first.
std::vector<Return> ListFiledOf(storage::Snapshot& snapshot, UnitId unit);

}  // namespace qz::forms
