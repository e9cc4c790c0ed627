// What units that go leave in tasks (docs/decisions/0010): a task is finished in the tree it was published
// in, by whoever carries on; for an abolished unit nobody does, so what it has not reported closes.
#include "audit/audit.hpp"
#include "forms/filed_store.hpp"
#include "forms/forms.hpp"
#include "forms/return_store.hpp"

namespace qz::forms {

namespace {

// Open and paused tasks, and closed ones in which somebody still has to decide on this unit's return.
std::vector<TaskPointer> ListUndone(storage::Snapshot& snapshot, UnitId unit) {
    std::vector<TaskPointer> tasks = ListOpenTasks(snapshot);
    for (const ReturnHead& head : ListHeads(snapshot, unit)) {
        if (head.state != ReturnState::kReported) continue;
        TaskPointer entry = FindTask(snapshot, head.task);
        if (entry && entry->task.state == TaskState::kClosed) tasks.push_back(std::move(entry));
    }
    std::erase_if(tasks, [&](const TaskPointer& entry) {
        const auto ordinal = entry->tree->Find(unit);
        return !ordinal || !entry->Filing(snapshot).Contains(*ordinal);
    });
    return tasks;
}

}  // namespace

std::int64_t CountOpenReturns(storage::Snapshot& snapshot, UnitId unit) {
    std::int64_t count = 0;
    for (const TaskPointer& entry : ListUndone(snapshot, unit)) {
        const auto filed = FindReturn(snapshot, unit, entry->task.id);
        const bool by_hub = !filed && FindFiledHead(snapshot, *entry, *entry->tree->Find(unit));
        if (!by_hub && (!filed || filed->state != ReturnState::kApproved)) ++count;
    }
    return count;
}

void CloseReturnsOf(storage::Tx& tx, UnitId unit, std::string_view document, const Actor* actor) {
    for (const TaskPointer& entry : ListUndone(tx, unit)) {
        const auto filed = FindReturn(tx, unit, entry->task.id);
        const Ordinal ordinal = *entry->tree->Find(unit);
        // What it said before it went counts, and is decided on by whoever keeps its papers.
        if (filed ? Counts(filed->state) : FindFiledHead(tx, *entry, ordinal).has_value()) continue;
        Filing filing = FindFiling(tx, unit, entry->task.id).value_or(Filing{});
        filing.unit = unit;
        filing.ordinal = ordinal;
        filing.state = FilingState::kGone;
        filing.reason = document;
        PutFiling(tx, entry->task.id, filing, filing.revision, actor ? actor->account : AccountId{});
        const audit::Note note{.unit = unit};
        if (actor != nullptr) {
            audit::Record(tx, *actor, "forms.filing.closed", entry->task.id, note);
        } else {
            audit::RecordSystem(tx, unit, "forms.filing.closed", entry->task.id.value, note);
        }
    }
}

constexpr std::string_view kMoveForms =
    "UPDATE forms_form SET owner_unit_id = $2, revision = revision + 1 WHERE owner_unit_id = $1";
constexpr std::string_view kMoveTasks =
    "UPDATE forms_task SET issuer_unit_id = $2, revision = revision + 1 WHERE issuer_unit_id = $1";
constexpr std::string_view kMoveCorrections =
    "UPDATE forms_correction SET decider_unit_id = $2 WHERE decider_unit_id = $1 AND state = 0";

void MoveIssued(storage::Tx& tx, UnitId from, UnitId to) {
    tx.Execute(kMoveForms, from, to);
    tx.Execute(kMoveTasks, from, to);
    tx.Execute(kMoveCorrections, from, to);
    tx.BumpVersion("forms");
}

}  // namespace qz::forms
