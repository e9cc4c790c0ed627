// The clock of one unit in a task, which may stand still by itself (转请核实). The task's own pauses move the
// deadline of all; a unit's adds only what they do not cover already.
#pragma once

#include <map>
#include <optional>

#include "forms/model.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

struct UnitPause {
    std::optional<Instant> paused_at;  // nothing while it runs
    std::int64_t stood = 0;       // milliseconds of earlier pauses, without those that the task stood too
    std::int64_t task_stood = 0;  // how long the task had stood when this pause began
};
using UnitPauses = std::map<UnitId, UnitPause>;

// The task with this unit's deadline and clock.
Task WithPause(const Task& task, const UnitPause& pause);

UnitPauses ListUnitPauses(storage::Snapshot& snapshot, TaskId task);

}  // namespace qz::forms
