// Who may do what with a task and a return, beyond what the route's permission says.
#pragma once

#include <optional>

#include "forms/answers.hpp"
#include "forms/return_store.hpp"
#include "forms/task_rules.hpp"
#include "forms/task_store.hpp"
#include "platform/http/http.hpp"
#include "platform/secrets/secrets.hpp"

namespace qz::forms {

// Where a unit stands when its return is reviewed: in the tree in force, there where its successor is once it
// is gone, or in the task's own where nobody carries on for it. Who took over from a department in mid-task
// decides in its place.
struct ReviewPlace {
    std::shared_ptr<const directory::Tree> tree;
    Ordinal ordinal = 0;
};
ReviewPlace FindReviewPlace(storage::Snapshot& snapshot, const TaskEntry& entry, Ordinal ordinal);

// The units that this one carries on for and that the task's own tree still has.
std::vector<UnitId> ApartFrom(storage::Snapshot& snapshot, const TaskEntry& entry, UnitId unit);

// A task as one unit meets it.
struct UnitTask {
    TaskPointer entry;
    UnitId unit;
    Ordinal ordinal = 0;                     // of the unit, in the task's tree
    ReviewPlace review;                      // who decides is looked up here
    bool files = false;                      // it owes a return
    std::optional<Task> own = std::nullopt;  // the task with this unit's own clock, where that stood still
    bool gone = false;                       // the tree in force has no such unit
    // Who carries on for it then, each as if it were the unit itself (docs/decisions/0010).
    std::vector<UnitId> successors = {};
    // Units that it carries on for and that have returns of their own in this task: theirs is not brought to
    // it.
    std::vector<UnitId> apart = {};
    const Task& task() const { return own ? *own : entry->task; }
    const Definition& definition() const { return entry->definition(); }
    // Whether what this unit does here is what the return's unit does.
    bool IsActedBy(UnitId acting) const;
};

// {task} and {unit} of the path. 404 when there is no such task, when it is void for others than its issuer,
// or when the unit was never asked.
UnitTask FindUnitTask(storage::Snapshot& snapshot, const http::Request& request);
UnitTask FindUnitTask(storage::Snapshot& snapshot, TaskId task, UnitId unit);

// The unit's return with its frozen baseline, or none and what the hub would bring: one trip to the database.
struct Standing {
    std::optional<Return> filed;
    Baseline baseline;
};
Standing FindStanding(storage::Snapshot& snapshot, const secrets::Keyring& keys, const UnitTask& at);

// Reading a return: the unit itself, the issuer, the towns and governments above it, and whoever decides at
// one of its steps.
bool MayRead(storage::Snapshot& snapshot, const UnitTask& at, const Scope& scope);
// Deciding: the unit whose step it is.
bool MayDecide(const UnitTask& at, const Return& filed, const Scope& scope);

// Whether what a unit reports now, or its head signs now, is late. `filed`: what it has reported or begun
// already. What a reviewer sent back, and was reported in time, is not: how long the reviewer took does not
// count against the unit.
bool ReportsLate(const Task& task, Instant now, const std::optional<Return>& filed);
// Whether a unit may type now; throws the Problem that says why not (paused, closed, past a deadline that
// refuses).
void CheckMayReport(const Task& task, Instant now, const std::optional<Return>& filed = std::nullopt);

// The parts of the task's tree in which the acting unit sees totals and progress: everything for the issuer,
// for others their own territory, and behind
// it that of units that they carry on for. Empty: nothing, answer 404.
std::vector<OrdinalRange> VisibleRanges(storage::Snapshot& snapshot, const TaskEntry& entry,
                                        const Scope& scope);

// The same with the units outside of these ranges on whose returns the acting unit decides since the tree
// changed.
std::vector<OrdinalRange> WithTakenOver(storage::Snapshot& snapshot, const TaskEntry& entry,
                                        const Scope& scope, std::vector<OrdinalRange> ranges);

}  // namespace qz::forms
