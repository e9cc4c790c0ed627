#include "forms/access.hpp"

#include "forms/derived.hpp"

namespace qz::forms {

UnitTask FindUnitTask(storage::Snapshot& snapshot, TaskId task, UnitId unit) {
    UnitTask found;
    found.entry = FindTask(snapshot, task);
    if (!found.entry) throw Problem::NotFound();
    const auto ordinal = found.entry->tree->Find(unit);
    if (!ordinal) throw Problem::NotFound();
    found.unit = unit;
    found.ordinal = *ordinal;
    found.files = found.entry->Filing(snapshot).Contains(*ordinal);
    if (!found.files && !InScope(*found.entry->tree, found.entry->task.scope, *ordinal) &&
        !FindFiling(snapshot, unit, task)) {
        throw Problem::NotFound();
    }
    found.own = found.entry->TaskOf(snapshot, unit);
    return found;
}

UnitTask FindUnitTask(storage::Snapshot& snapshot, const http::Request& request) {
    return FindUnitTask(snapshot, request.Path<TaskId>("task"), request.Path<UnitId>("unit"));
}

Standing FindStanding(storage::Snapshot& snapshot, const secrets::Keyring& keys, const UnitTask& at) {
    Standing found;
    // There a question costs less than the trip; SQLite makes none.
    if (snapshot.engine() == storage::Engine::kPostgres) {
        const catalogue::HeldQuestion question(at.unit, at.definition().SubjectPrefix());
        storage::Rows held;
        found.filed = FindReturn(snapshot, at.unit, at.task().id, question.statement(), held);
        if (!found.filed) {
            Prefill prefill(at.definition());
            catalogue::HeldQuestion::ForEach(held,
                                             [&](const catalogue::HeldView& value) { prefill.Take(value); });
            found.baseline = Prefiller(snapshot, keys, at.definition()).Complete(at.unit, prefill.Finish());
        }
    } else {
        found.filed = FindReturn(snapshot, at.unit, at.task().id);
        if (!found.filed) found.baseline = Prefiller(snapshot, keys, at.definition()).Of(at.unit);
    }
    if (found.filed) found.baseline = ReadBaseline(found.filed->baseline);
    return found;
}

bool MayRead(const UnitTask& at, const Scope& scope) {
    if (scope.unit() == at.unit) return true;
    for (const OrdinalRange range : VisibleRanges(*at.entry, scope)) {
        if (range.Contains(at.ordinal)) return true;
    }
    for (std::size_t position = 0; position <= at.task().chain.size(); ++position) {
        const auto step = StepAt(at.task(), static_cast<int>(position));
        if (ReviewerAt(at.task(), step, *at.entry->tree, at.ordinal) == scope.unit()) return true;
    }
    return false;
}

bool MayDecide(const UnitTask& at, const Return& filed, const Scope& scope) {
    if (filed.state != ReturnState::kReported) return false;
    return ReviewerAt(at.task(), StepAt(at.task(), filed.step), *at.entry->tree, at.ordinal) == scope.unit();
}

bool ReportsLate(const Task& task, Instant now, const std::optional<Return>& filed) {
    if (!IsLate(task, now)) return false;
    if (!filed || filed->late) return true;
    // Handed in after the deadline and yet not late: it is one of those.
    if (filed->state == ReturnState::kSigning)
        return !filed->reported_at || !IsLate(task, *filed->reported_at);
    if (filed->state != ReturnState::kSentBack || !filed->sent_back) return true;
    // The unit's own head gives a return back as well; that was not reported yet.
    return !ParseJson(*filed->sent_back).as_object().contains("by_unit");
}

void CheckMayReport(const Task& task, Instant now, const std::optional<Return>& filed) {
    switch (task.state) {
        case TaskState::kOpen:
            break;
        case TaskState::kPaused:
            throw Problem::Conflict("forms.task.paused", {{"reason", task.state_reason}});
        case TaskState::kClosed:
            throw Problem::Conflict("forms.task.closed");
        case TaskState::kVoid:
            throw Problem::Conflict("forms.task.void", {{"reason", task.state_reason}});
    }
    if (task.late == LatePolicy::kRefuse && ReportsLate(task, now, filed)) {
        throw Problem::Conflict("forms.return.too_late", {{"deadline", task.deadline.ToString()}});
    }
}

std::vector<OrdinalRange> VisibleRanges(const TaskEntry& entry, const Scope& scope) {
    const directory::Tree& tree = *entry.tree;
    if (entry.task.issuer == scope.unit()) return {tree.Subtree(0)};
    const auto own = tree.Find(scope.unit());
    if (!own) return {};
    // A county's department sees its county in the tasks of its line superior.
    const directory::TreeUnit& unit = tree.At(*own);
    if (unit.line_superior == entry.task.issuer && unit.government) {
        if (const auto government = tree.Find(unit.government)) return {tree.Subtree(*government)};
    }
    if (unit.kind == directory::Kind::kDepartment || unit.kind == directory::Kind::kStation) return {};
    return {tree.Subtree(*own)};
}

}  // namespace qz::forms
