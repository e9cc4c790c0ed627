// The door of roll-ups (汇总): totals of a collection task by any place in the tree, each with its
// completeness and each opening to the returns behind it.
//
// What a task is and what its returns hold belongs to forms; connections.cpp connects it here as functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.hpp"
#include "platform/base/actor.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"
#include "platform/http/http.hpp"
#include "platform/storage/storage.hpp"

namespace qz::rollups {

using TaskId = Id<struct RollupTaskTag>;      // the same number as the task has in forms
using ReturnId = Id<struct RollupReturnTag>;  // likewise

// Where a unit's return stands. Reported (上报) and approved ones count in totals; sent back, withdrawn and
// missing ones are numbered beside them. Open, signing and no return at all are alike: missing.
enum class State : std::uint8_t { kMissing, kOpen, kSigning, kReported, kApproved, kSentBack, kWithdrawn };
std::string_view ToWord(State state);  // "sent_back"

// One totalled field.
struct Column {
    std::string code;
    std::string label;
    std::string unit;  // of measure
    int places = 0;    // its figures count 10^-places
};

struct TaskFacts {
    TaskId id;
    std::vector<Column> columns;  // in the order of the figures
    bool is_roster = false;       // the figures begin with the number of rows, which no column names
    std::shared_ptr<const directory::Tree> tree;  // the task's own version
    std::vector<Ordinal> filing;                  // who owes a return, ascending
    std::vector<OrdinalRange> visible;            // what this actor may see, in `tree`
};

// A return's figures: integers that count 10^-places, comma between, empty where missing: "38,,1250".
using EachFigures = std::function<void(Ordinal unit, State state, std::string_view figures)>;

// One return as an entry under a figure.
struct Entry {
    UnitId unit;
    Ordinal ordinal = 0;
    State state = State::kReported;
    std::optional<Instant> reported_at;
    std::string figures;
    ReturnId id;
};

struct Sources {
    // The task as this actor may see its totals; nothing where there is none or it may not.
    std::function<std::optional<TaskFacts>(storage::Snapshot&, const Scope&, TaskId)> find_task;
    // Every return of the task inside the range, ascending. Whoever commits a change of what this gives
    // announces it under `topic` with the return's own unit (audit::Record does): by that the columns know
    // what to read again.
    std::function<void(storage::Snapshot&, TaskId, OrdinalRange, const EachFigures&)> for_each_figures;
    // Returns in the range whose ordinal is above `after`, ascending, at most `limit`; those that do not
    // count may be among them.
    std::function<std::vector<Entry>(storage::Snapshot&, TaskId, OrdinalRange, Ordinal after, int limit)>
        list_entries;
    // The change rows that may touch returns: this topic and all below it ("forms" takes "forms.return").
    std::string topic = "forms";

    // For VerifyCommand alone: all tasks; a task with everything visible; and figures computed anew from the
    // answers, where forms can (else for_each_figures is read a second time).
    std::function<std::vector<TaskId>(storage::Snapshot&)> list_tasks;
    std::function<std::optional<TaskFacts>(storage::Snapshot&, TaskId)> facts_of;
    std::function<void(storage::Snapshot&, TaskId, OrdinalRange, const EachFigures&)> recompute_figures;
};

struct Settings {
    // Columns kept in memory for one database; the tasks longest unasked go first, the one just asked stays.
    std::size_t bytes = std::size_t{128} << 20;
};

// GET /api/rollups/tasks/{task} and …/entries, permission "rollups.read", scope from the task.
void AddRoutes(http::Router& router, const Sources& sources, const Settings& settings = {});

// `qingzhuang verify rollups`: for each task, recomputes every total of every level from the returns, one by
// one, and compares it with what the columns say. Prints what was compared and what differs. 0 when all are
// equal, else 1.
int VerifyCommand(storage::Database& database, const Sources& sources, std::ostream& out, std::ostream& err);

}  // namespace qz::rollups
