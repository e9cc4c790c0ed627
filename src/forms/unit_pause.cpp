#include "forms/unit_pause.hpp"

#include "forms/access.hpp"
#include "forms/admitted.hpp"

namespace qz::forms {

namespace {

constexpr std::string_view kListPauses =
    "SELECT unit_id, paused_at, stood, task_stood FROM forms_unit_pause WHERE task_id = $1";

// Whoever paused first did it: a second press changes nothing.
constexpr std::string_view kPause = R"sql(
    INSERT INTO forms_unit_pause (unit_id, task_id, paused_at, stood, task_stood) VALUES ($1, $2, $3, 0, $4)
    ON CONFLICT (unit_id, task_id) DO UPDATE SET paused_at = excluded.paused_at, task_stood = excluded.task_stood
    WHERE forms_unit_pause.paused_at IS NULL)sql";

constexpr std::string_view kResume = R"sql(
    UPDATE forms_unit_pause SET stood = stood + $1, paused_at = NULL
    WHERE unit_id = $2 AND task_id = $3 AND paused_at = $4)sql";

// How long the task has stood still until now, in a pause that still lasts too.
std::int64_t StoodUntil(const Task& task, Instant now) {
    return task.stood + now.Since(TaskTime(task, now));
}

}  // namespace

Task WithPause(const Task& task, const UnitPause& pause) {
    Task met = task;
    met.deadline.milliseconds += pause.stood;
    if (!pause.paused_at) return met;
    // Pauses of the task that ended meanwhile have moved the deadline on, and its clock with it.
    const Instant stands{pause.paused_at->milliseconds + task.stood - pause.task_stood};
    met.paused_at = met.paused_at ? std::min(*met.paused_at, stands) : stands;
    return met;
}

UnitPauses ListUnitPauses(storage::Snapshot& snapshot, TaskId task) {
    UnitPauses pauses;
    for (const storage::Row row : snapshot.Query(kListPauses, task)) {
        pauses[row.Get<UnitId>("unit_id")] = {row.Get<std::optional<Instant>>("paused_at"),
                                              row.Get<std::int64_t>("stood"),
                                              row.Get<std::int64_t>("task_stood")};
    }
    return pauses;
}

void PauseUnit(storage::Tx& tx, TaskId task, UnitId unit) {
    const UnitTask at = FindUnitTask(tx, task, unit);
    if (!at.files) throw Problem::Conflict("forms.return.not_filing");
    CheckMayReport(at.task(), tx.Now());
    if (IsLate(at.task(), tx.Now())) throw Problem::Conflict("forms.task.deadline_passed");
    const std::int64_t stood = StoodUntil(at.entry->task, tx.Now());
    if (tx.Execute(kPause, unit, task, tx.Now(), stood) == 0)
        throw Problem::Conflict("forms.task.unit_paused");
    tx.BumpVersion("forms");
}

void ResumeUnit(storage::Tx& tx, TaskId task, UnitId unit) {
    const TaskPointer entry = FindTask(tx, task);
    const UnitPauses pauses = ListUnitPauses(tx, task);
    const auto found = pauses.find(unit);
    if (!entry || found == pauses.end() || !found->second.paused_at)
        throw Problem::Conflict("forms.task.not_paused");
    const UnitPause& pause = found->second;
    const std::int64_t with_task = StoodUntil(entry->task, tx.Now()) - pause.task_stood;
    const std::int64_t alone = std::max(std::int64_t{0}, tx.Now().Since(*pause.paused_at) - with_task);
    if (tx.Execute(kResume, alone, unit, task, *pause.paused_at) == 0)
        throw Problem::Conflict("forms.task.not_paused");
    tx.BumpVersion("forms");
}

}  // namespace qz::forms
