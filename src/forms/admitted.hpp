// What forms and admission (准入) have to do with each other. Part of the door: forms.hpp includes it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/model.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

// A frozen version on its way to units.
struct Publishing {
    std::vector<ScopePart> scope;  // in the tree in force
    // How many tasks of the form put this year's question to a unit of the scope already, void ones aside.
    std::function<std::int64_t()> asked_before;
};
// Asked before a version is frozen, and again before one is put to anybody.
struct AdmissionQuestion {
    FormId form;
    UnitId issuer;
    const Definition* definition = nullptr;  // lives as long as the call
    const Publishing* publishing = nullptr;  // null while a version is being frozen
    Date today;
};
struct AdmissionAnswer {
    Findings findings;           // why nobody may be asked; empty: admitted
    std::optional<Marks> marks;  // what the version bears: number, issuer and day come from here, not typed
    // While a version is frozen: fields that the hub computes, by code, and those that become numbers.
    std::vector<std::pair<std::string, std::string>> computed;
    std::vector<std::string> counted;
};
using AdmissionCheck = std::function<AdmissionAnswer(storage::Snapshot&, const AdmissionQuestion&)>;

// A form as it is being drafted. Nothing for an unknown form.
struct Draft {
    FormId form;
    UnitId owner;
    std::int64_t revision = 0;
    Definition definition;
    Findings findings;  // those of the definition, not of its marks
};
std::optional<Draft> FindDraft(storage::Snapshot& snapshot, FormId form);
// The form that a version belongs to; nothing for an unknown one.
std::optional<FormId> FormOf(storage::Snapshot& snapshot, VersionId version);
// A new draft of the department. `definition_json` as docs/openapi.yaml#Definition writes it; faults are kept
// with it. Throws Problem kRejected where it has no title.
FormId InsertDraft(storage::Tx& tx, UnitId owner, std::string_view definition_json, AccountId by);

// A new draft of the same department for what a roster's rows cannot carry: the same roster with these fields
// and what its rows are called, to be asked as numbers. Nothing where the form is no roster.
std::optional<FormId> InsertCountsDraft(storage::Tx& tx, FormId form, const std::vector<std::string>& codes,
                                        AccountId by);

// A task as a unit was asked it.
struct AskedTask {
    TaskId task;
    FormId form;
    UnitId issuer;
    std::string title;
    std::string period;
    Instant published_at;
    Instant deadline;  // of this unit, its own pauses added
    const Definition* definition = nullptr;
    std::optional<Instant> reported_at;
    std::string origin;  // how its return came about: "manual", "one_click", "system"; "" without one
    std::shared_ptr<const void> keep;  // holds `definition`
};
// Every task of the days [from, to] that the unit files or filed, void ones aside, newest first.
std::vector<AskedTask> ListAsked(storage::Snapshot& snapshot, UnitId unit, Date from, Date to);
// A time that a form was put to units.
struct Round {
    TaskId task;
    std::string title;
    std::string period;
    Instant published_at;
    std::int64_t units = 0;  // that file it
};
// Every task of the form of the days [from, to], void ones aside, newest first.
std::vector<Round> ListRounds(storage::Snapshot& snapshot, FormId form, Date from, Date to);
// One task as this unit meets it; nothing where the unit was never asked or the task is void.
std::optional<AskedTask> FindAsked(storage::Snapshot& snapshot, TaskId task, UnitId unit);

// What admission knows of a 转请核实 under way: what stands beside the unit's return until it is answered.
struct Verifying {
    UnitId unit;  // that asked
    Instant since;
    std::string kind;
    std::vector<std::string> fields;  // codes of what is doubted; none: the task as a whole
    Date answer_due;                  // of the department; the unit's clock stands still until it answers
};
using FindVerifying = std::function<std::optional<Verifying>(storage::Snapshot&, TaskId, UnitId)>;

// 转请核实: the unit's own clock stands still until it is resumed; then its deadline lies later by as long as
// that took. Only while the task is open and the unit's deadline is to come. Throws Problem kConflict.
void PauseUnit(storage::Tx& tx, TaskId task, UnitId unit);
void ResumeUnit(storage::Tx& tx, TaskId task, UnitId unit);

}  // namespace qz::forms
