// SQL of forms, versions, tasks and their scopes.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "forms/model.hpp"
#include "forms/task_rules.hpp"
#include "forms/unit_pause.hpp"
#include "platform/http/http.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

// --- Forms and versions ------------------------------------------------------------------------------------

// Only the owner department sees its forms; a foreign one is none.
std::optional<Form> FindForm(storage::Snapshot& snapshot, const Scope& scope, FormId form);
std::vector<Form> ListForms(storage::Snapshot& snapshot, const Scope& scope, const http::Page& page);
FormId InsertForm(storage::Tx& tx, UnitId owner, const Definition& definition, std::string_view draft,
                  AccountId by);
// Guarded by the revision; throws Problem kPrecondition when somebody was faster.
void UpdateForm(storage::Tx& tx, const Form& form, const Definition& definition, std::string_view draft,
                AccountId by);

// Versions never change, so they are kept in memory; nothing for an unknown id.
std::shared_ptr<const Version> FindVersion(storage::Snapshot& snapshot, VersionId version);
struct VersionHead {
    VersionId id;
    std::int64_t number = 0;
    Instant published_at;
};
std::vector<VersionHead> ListVersions(storage::Snapshot& snapshot, FormId form);
// Freezes `definition` as the form's next version. The unique number decides between two at once.
VersionId InsertVersion(storage::Tx& tx, const Form& form, const Definition& definition, AccountId by);

// --- Tasks ------------------------------------------------------------------------------------------------

// 延期, once.
struct Postponement {
    Instant was;
    Instant deadline;
    std::string reason;
    Instant at;
    AccountId by;
};
// Oldest first.
std::vector<Postponement> ListPostponements(storage::Snapshot& snapshot, TaskId task);
void InsertPostponement(storage::Tx& tx, TaskId task, const Postponement& postponement);

// A task with everything that answers about it need, kept while platform_version "forms" stands.
class TaskEntry {
 public:
    TaskEntry(Task the_task, std::shared_ptr<const Version> the_version,
              std::shared_ptr<const directory::Tree> the_tree)
        : task(std::move(the_task)), version(std::move(the_version)), tree(std::move(the_tree)) {}

    const Task task;
    const std::shared_ptr<const Version> version;
    const std::shared_ptr<const directory::Tree> tree;  // the task's own
    const Definition& definition() const { return version->definition; }
    // Computed at the first question and kept.
    const FilingSet& Filing(storage::Snapshot& snapshot) const;
    // The task with the clock of a unit that stood still by itself (转请核实); nothing where it never did.
    std::optional<Task> TaskOf(storage::Snapshot& snapshot, UnitId unit) const;
    const std::vector<Postponement>& Postponements(storage::Snapshot& snapshot) const;

 private:
    mutable std::mutex mutex_;
    mutable std::shared_ptr<const FilingSet> filing_;
    mutable std::shared_ptr<const UnitPauses> pauses_;
    mutable std::shared_ptr<const std::vector<Postponement>> postponements_;
};
using TaskPointer = std::shared_ptr<const TaskEntry>;

// Any task by id, whoever asks: callers decide what their scope makes of it. Null when there is none.
TaskPointer FindTask(storage::Snapshot& snapshot, TaskId task);
// One that the acting department issued; a foreign one is none.
TaskPointer FindIssued(storage::Snapshot& snapshot, const Scope& scope, TaskId task);
// Every task of a form, in whatever state.
std::vector<TaskId> ListTasksOf(storage::Snapshot& snapshot, FormId form);
// Open and paused ones, oldest first: what units look through for their own.
std::vector<TaskPointer> ListOpenTasks(storage::Snapshot& snapshot);
std::vector<TaskId> ListIssued(storage::Snapshot& snapshot, const Scope& scope,
                               std::optional<TaskState> state, const http::Page& page);

TaskId InsertTask(storage::Tx& tx, const Task& task, AccountId by);
// Guarded by the revision: writes state, reason, deadline and pause; throws Problem kPrecondition.
void UpdateTask(storage::Tx& tx, const Task& task, std::int64_t expected_revision);

// --- Reminders ---------------------------------------------------------------------------------------------

struct Reminder {
    Instant at;
    std::int64_t units = 0;
};
std::vector<Reminder> ListReminders(storage::Snapshot& snapshot, TaskId task);
void InsertReminder(storage::Tx& tx, TaskId task, std::int64_t units, AccountId by);

// --- Filings -----------------------------------------------------------------------------------------------

std::optional<Filing> FindFiling(storage::Snapshot& snapshot, UnitId unit, TaskId task);
std::vector<Filing> ListFilings(storage::Snapshot& snapshot, TaskId task);
// Every filing row of one unit, for its inbox: (task, filing).
std::vector<std::pair<TaskId, Filing>> ListFilingsOf(storage::Snapshot& snapshot, UnitId unit);
// Inserts or replaces under the expected revision (0: there was none); throws Problem kConflict
// "forms.filing.moved_on". A change of who files bumps platform_version "forms".
void PutFiling(storage::Tx& tx, TaskId task, const Filing& filing, std::int64_t expected_revision,
               AccountId by);

}  // namespace qz::forms
