#include "forms/access.hpp"

#include <algorithm>

#include "forms/correction_store.hpp"
#include "forms/derived.hpp"

namespace qz::forms {

namespace {

// Whether this unit decides at any step of the chain.
bool Reviews(const Task& task, const ReviewPlace& place, UnitId unit) {
    for (std::size_t position = 0; position <= task.chain.size(); ++position) {
        const auto step = StepAt(task, static_cast<int>(position));
        if (ReviewerAt(task, step, *place.tree, place.ordinal) == unit) return true;
    }
    return false;
}

void TakeSuccession(storage::Snapshot& snapshot, UnitTask& at) {
    const auto current = directory::CurrentTree(snapshot);
    if (current->version() == at.entry->tree->version()) return;
    const auto succession = directory::CurrentSuccession(snapshot);
    at.gone = !current->Find(at.unit);
    for (const directory::Successor& successor : succession->Of(*current, at.unit)) {
        if (!successor.keeps) at.successors.push_back(successor.unit);
    }
    at.apart = ApartFrom(snapshot, *at.entry, at.unit);
}

}  // namespace

std::vector<UnitId> ApartFrom(storage::Snapshot& snapshot, const TaskEntry& entry, UnitId unit) {
    const auto current = directory::CurrentTree(snapshot);
    if (current->version() == entry.tree->version()) return {};
    std::vector<UnitId> apart = directory::CurrentSuccession(snapshot)->Carried(*current, unit);
    std::erase_if(apart, [&](UnitId gone) { return !entry.tree->Find(gone); });
    return apart;
}

ReviewPlace FindReviewPlace(storage::Snapshot& snapshot, const TaskEntry& entry, Ordinal ordinal) {
    auto current = directory::CurrentTree(snapshot);
    if (current->version() == entry.tree->version()) return {std::move(current), ordinal};
    const UnitId unit = entry.tree->At(ordinal).id;
    if (const auto now = current->Find(unit)) return {std::move(current), *now};
    const auto succession = directory::CurrentSuccession(snapshot);
    for (const directory::Successor& successor : succession->Of(*current, unit)) {
        if (successor.keeps) continue;
        const Ordinal now = *current->Find(successor.unit);
        return {std::move(current), now};
    }
    return {entry.tree, ordinal};
}

bool UnitTask::IsActedBy(UnitId acting) const {
    return acting == unit || std::find(successors.begin(), successors.end(), acting) != successors.end();
}

UnitTask FindUnitTask(storage::Snapshot& snapshot, TaskId task, UnitId unit) {
    UnitTask found;
    found.entry = FindTask(snapshot, task);
    if (!found.entry) throw Problem::NotFound();
    const auto ordinal = found.entry->tree->Find(unit);
    if (!ordinal) throw Problem::NotFound();
    found.unit = unit;
    found.ordinal = *ordinal;
    found.review = FindReviewPlace(snapshot, *found.entry, *ordinal);
    found.files = found.entry->Filing(snapshot).Contains(*ordinal);
    if (!found.files && !InScope(*found.entry->tree, found.entry->task.scope, *ordinal) &&
        !FindFiling(snapshot, unit, task)) {
        throw Problem::NotFound();
    }
    found.own = found.entry->TaskOf(snapshot, unit);
    TakeSuccession(snapshot, found);
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
        const storage::Statement questions[] = {question.statement(), OpenDisputesOf(at.unit)};
        std::vector<storage::Rows> answers;
        found.filed = FindReturn(snapshot, at.unit, at.task().id, questions, answers);
        if (!found.filed) {
            Prefill prefill(at.definition(), at.apart);
            catalogue::HeldQuestion::ForEach(answers[0],
                                             [&](const catalogue::HeldView& value) { prefill.Take(value); });
            found.baseline = Prefiller(snapshot, keys, at.definition())
                                 .Complete(at.unit, prefill.Finish(), ReadDisputes(answers[1]), at.apart);
        }
    } else {
        found.filed = FindReturn(snapshot, at.unit, at.task().id);
        if (!found.filed) found.baseline = Prefiller(snapshot, keys, at.definition()).Of(at.unit, at.apart);
    }
    if (found.filed) found.baseline = ReadBaseline(found.filed->baseline);
    return found;
}

bool MayRead(storage::Snapshot& snapshot, const UnitTask& at, const Scope& scope) {
    if (at.IsActedBy(scope.unit())) return true;
    for (const OrdinalRange range : VisibleRanges(snapshot, *at.entry, scope)) {
        if (range.Contains(at.ordinal)) return true;
    }
    return Reviews(at.task(), at.review, scope.unit());
}

bool MayDecide(const UnitTask& at, const Return& filed, const Scope& scope) {
    if (filed.state != ReturnState::kReported) return false;
    return ReviewerAt(at.task(), StepAt(at.task(), filed.step), *at.review.tree, at.review.ordinal) ==
           scope.unit();
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

namespace {

// The part of the task's tree in which a unit sees totals.
std::vector<OrdinalRange> TerritoryOf(const TaskEntry& entry, UnitId acting) {
    const directory::Tree& tree = *entry.tree;
    const auto own = tree.Find(acting);
    if (!own) return {};
    // A county's department sees its county in the tasks of its line superior.
    const directory::TreeUnit& unit = tree.At(*own);
    if (unit.line_superior == entry.task.issuer && unit.government) {
        if (const auto government = tree.Find(unit.government)) return {tree.Subtree(*government)};
    }
    if (unit.kind == directory::Kind::kDepartment || unit.kind == directory::Kind::kStation) return {};
    return {tree.Subtree(*own)};
}

}  // namespace

std::vector<OrdinalRange> VisibleRanges(storage::Snapshot& snapshot, const TaskEntry& entry,
                                        const Scope& scope) {
    if (entry.task.issuer == scope.unit()) return {entry.tree->Subtree(0)};
    std::vector<OrdinalRange> ranges = TerritoryOf(entry, scope.unit());
    for (const UnitId gone : ApartFrom(snapshot, entry, scope.unit())) {
        for (const OrdinalRange theirs : TerritoryOf(entry, gone)) ranges.push_back(theirs);
    }
    // A town and its villages may have gone together: what lies within another stands there already.
    std::vector<OrdinalRange> apart;
    for (const OrdinalRange range : ranges) {
        const bool within = std::any_of(ranges.begin(), ranges.end(), [&](OrdinalRange other) {
            return other != range && other.first <= range.first && range.last <= other.last;
        });
        if (!within && std::find(apart.begin(), apart.end(), range) == apart.end()) apart.push_back(range);
    }
    return apart;
}

std::vector<OrdinalRange> WithTakenOver(storage::Snapshot& snapshot, const TaskEntry& entry,
                                        const Scope& scope, std::vector<OrdinalRange> ranges) {
    const auto current = directory::CurrentTree(snapshot);
    if (current->version() == entry.tree->version()) return ranges;
    const std::size_t before = ranges.size();
    const FilingSet& filing = entry.Filing(snapshot);
    for (const OrdinalRange own : directory::RangesIn(scope, *current)) {
        for (Ordinal now = own.first; now <= own.last; ++now) {
            const auto then = entry.tree->Find(current->At(now).id);
            if (!then || !filing.Contains(*then)) continue;
            const bool known =
                std::any_of(ranges.begin(), ranges.begin() + static_cast<std::ptrdiff_t>(before),
                            [&](OrdinalRange range) { return range.Contains(*then); });
            if (!known && Reviews(entry.task, {current, now}, scope.unit())) ranges.push_back({*then, *then});
        }
    }
    // Units that are gone stand where their successors do.
    const auto succession = directory::CurrentSuccession(snapshot);
    for (const UnitId gone : succession->Gone(*current)) {
        const auto then = entry.tree->Find(gone);
        if (!then || !filing.Contains(*then)) continue;
        const bool known = std::any_of(ranges.begin(), ranges.end(),
                                       [&](OrdinalRange range) { return range.Contains(*then); });
        if (!known && Reviews(entry.task, FindReviewPlace(snapshot, entry, *then), scope.unit()))
            ranges.push_back({*then, *then});
    }
    std::sort(ranges.begin(), ranges.end(), [](OrdinalRange a, OrdinalRange b) { return a.first < b.first; });
    return ranges;
}

}  // namespace qz::forms
