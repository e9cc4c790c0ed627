#include "forms/unit_pause.hpp"

#include "forms/access.hpp"
#include "forms/admitted.hpp"

namespace qz::forms {

namespace {

constexpr std::string_view kListPauses =
    "SELECT unit_id, paused_at, stood FROM forms_unit_pause WHERE task_id = $1";

// Whoever paused first did it: a second press changes nothing.
constexpr std::string_view kPause = R"sql(
    INSERT INTO forms_unit_pause (unit_id, task_id, paused_at, stood) VALUES ($1, $2, $3, 0)
    ON CONFLICT (unit_id, task_id) DO UPDATE SET paused_at = excluded.paused_at
    WHERE forms_unit_pause.paused_at IS NULL)sql";

constexpr std::string_view kResume = R"sql(
    UPDATE forms_unit_pause SET stood = stood + $1 - paused_at, paused_at = NULL
    WHERE unit_id = $2 AND task_id = $3 AND paused_at IS NOT NULL)sql";

}  // namespace

Task WithPause(const Task& task, const UnitPause& pause) {
    Task met = task;
    met.deadline.milliseconds += pause.stood;
    if (pause.paused_at)
        met.paused_at = met.paused_at ? std::min(*met.paused_at, *pause.paused_at) : pause.paused_at;
    return met;
}

UnitPauses ListUnitPauses(storage::Snapshot& snapshot, TaskId task) {
    UnitPauses pauses;
    for (const storage::Row row : snapshot.Query(kListPauses, task)) {
        pauses[row.Get<UnitId>("unit_id")] = {row.Get<std::optional<Instant>>("paused_at"),
                                              row.Get<std::int64_t>("stood")};
    }
    return pauses;
}

void PauseUnit(storage::Tx& tx, TaskId task, UnitId unit) {
    const UnitTask at = FindUnitTask(tx, task, unit);
    if (!at.files) throw Problem::Conflict("forms.return.not_filing");
    CheckMayReport(at.task(), tx.Now());
    if (IsLate(at.task(), tx.Now())) throw Problem::Conflict("forms.task.deadline_passed");
    if (tx.Execute(kPause, unit, task, tx.Now()) == 0) throw Problem::Conflict("forms.task.unit_paused");
    tx.BumpVersion("forms");
}

void ResumeUnit(storage::Tx& tx, TaskId task, UnitId unit) {
    if (tx.Execute(kResume, tx.Now(), unit, task) == 0) throw Problem::Conflict("forms.task.not_paused");
    tx.BumpVersion("forms");
}

}  // namespace qz::forms
