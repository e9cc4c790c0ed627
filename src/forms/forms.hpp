// The door of forms (一表通): forms and their versions, collection tasks, returns, review, corrections,
// exports.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/admitted.hpp"
#include "forms/answers.hpp"
#include "forms/model.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

// What connections.cpp connects. All outlive the routes.
struct Connections {
    const secrets::Keyring* keys = nullptr;
    // Posts of a unit, for 分办; identity::ListPosts behind it.
    std::function<bool(storage::Snapshot&, PostId post, UnitId unit)> post_belongs;
    // Whether a post holds a permission; identity::Gate behind it.
    std::function<bool(storage::Snapshot&, PostId post, std::string_view permission)> may;
    // Whether anybody in the unit can sign a return off (审签); identity::SomebodyMay behind it. Unset: in
    // every unit somebody can.
    std::function<bool(storage::Snapshot&, UnitId unit)> has_signer = {};
    // The name of an account's person, for «who filled this».
    std::function<std::string(storage::Snapshot&, AccountId account)> name_of;
    // The telephone that this person gave for prints (联系电话); "" where none. Unset: prints leave the line
    // empty.
    std::function<std::string(storage::Snapshot&, AccountId account)> phone_of = {};
    // Minutes that one cell of this field takes to fill, in hundredths; admission's defaults behind it.
    // Unset: no hours are counted.
    std::function<std::int64_t(storage::Snapshot&, const Field& field)> minutes_of;
    // Where finished workbooks lie until they are fetched.
    std::filesystem::path exports;
    // Shown on every print and export of a practice city; "" otherwise: 示例数据.
    std::string watermark;
    // What admission says of a form; without it the routes are refused (std::logic_error).
    AdmissionCheck admission = {};
    // The layout of the workbook that a form was drafted from, as admission keeps it; nothing for others.
    std::function<std::optional<std::string>(storage::Snapshot&, FormId form)> layout_of = {};
    // Unset: no return says that it is under verification.
    FindVerifying verifying = {};
};

void AddRoutes(http::Router& router, const Connections& connections);
void AddJobs(jobs::Runner& runner, const Connections& connections);

// All open work of one post goes to another, in the caller's transaction; how many pieces moved.
std::int64_t MovePost(storage::Tx& tx, PostId from, PostId to);

// --- When a unit goes (docs/decisions/0010) ---------------------------------------------------------------

// Returns that the unit owes in running tasks or that nobody has decided on yet.
std::int64_t CountOpenReturns(storage::Snapshot& snapshot, UnitId unit);
// Abolished: what it has not reported is not due any more, with the document as the reason; `actor` null: a
// command.
void CloseReturnsOf(storage::Tx& tx, UnitId unit, std::string_view document, const Actor* actor);
// Merged: forms, tasks that it issued and corrections that it has to decide are its successor's.
void MoveIssued(storage::Tx& tx, UnitId from, UnitId to);

// --- For the catalogue
// --------------------------------------------------------------------------------------

// A published form that asks for an element, by its newest version.
struct Asked {
    FormId form;
    std::string title;
    UnitId issuer;
    std::string period;
    std::optional<Date> valid_until;
    bool live = true;  // within its last day, or with an open task
};
std::vector<Asked> FormsAsking(storage::Snapshot& snapshot, ElementId element);

// --- For roll-ups ----------------------------------------------------------------------------------------

// What a roll-up must know of a task. Nothing when the actor may not see its totals: its issuer may, and
// governments and towns within their own territory may.
struct RollupTask {
    TaskId task;
    std::string title;
    const Definition* definition = nullptr;       // lives as long as `keep`
    std::shared_ptr<const directory::Tree> tree;  // the task's own version
    std::vector<Ordinal> filing;                  // who owes a return, in order
    std::vector<OrdinalRange> visible;            // what this actor may see, in `tree`
    bool past_deadline = false;
    std::shared_ptr<const void> keep;
};
std::optional<RollupTask> FindRollupTask(storage::Snapshot& snapshot, const Scope& scope, TaskId task);

// Every return of the task inside the range, in tree order, with what it adds to totals (see FiguresOf).
void ForEachFigures(
    storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
    const std::function<void(Ordinal unit, ReturnState state, std::string_view figures)>& each);
// All tasks that are not void, and one with everything visible: for the command that proves roll-ups equal.
std::vector<TaskId> ListRollupTasks(storage::Snapshot& snapshot);
std::optional<RollupTask> FindRollupTask(storage::Snapshot& snapshot, TaskId task);
// As ForEachFigures, computed anew from the answers.
void RecomputeFigures(
    storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
    const std::function<void(Ordinal unit, ReturnState state, std::string_view figures)>& each);
// One return as an entry under a figure.
struct Entry {
    UnitId unit;
    Ordinal ordinal = 0;
    ReturnState state = ReturnState::kReported;
    std::optional<Instant> reported_at;
    std::string figures;
    ReturnId id;
};
std::vector<Entry> ListEntries(storage::Snapshot& snapshot, TaskId task, OrdinalRange range, Ordinal after,
                               int limit);

// --- For the sample city -----------------------------------------------------------------------------------
// All of them take their moment from tx.Now(): the sample city's database runs on a clock that is set back
// for each act.

// Makes a form and freezes its first version: the definition as docs/openapi.yaml#Definition writes it.
// Throws Problem with findings.
VersionId InsertSampleForm(storage::Tx& tx, UnitId owner, std::string_view definition_json);

struct SampleTask {
    VersionId version;
    UnitId issuer;
    UnitId root;  // its subtree's units in use of `level` file
    directory::Level level = directory::Level::kVillage;
    std::string title;
    std::string period;
    Instant deadline;
    TaskState state = TaskState::kOpen;
    std::optional<Instant> paused_at;  // of kPaused
    std::string state_reason;
    std::vector<Step> chain = {Step::kTownship};
    bool auto_file = false;
    std::string contact_name;
    std::string contact_phone;
    std::string note;
};
TaskId InsertSampleTask(storage::Tx& tx, const SampleTask& task);
// 签收 and 分办 to a post of the unit, or 下发 to the units named.
struct SampleFiling {
    TaskId task;
    UnitId unit;
    std::optional<PostId> assigned;
    std::vector<UnitId> handed_down;
};
void InsertSampleFiling(storage::Tx& tx, const SampleFiling& sample);

// Reports what `typed_json` (the body of a submit; "{}": nothing changed) makes of what the hub holds for the
// unit, with all effects on held values, as if the unit's post had done it. Throws Problem with findings
// where the values would be refused.
struct SampleReturn {
    TaskId task;
    UnitId unit;
    PostId post;
    PersonId person;
    AccountId account;
    std::string typed_json = "{}";
    ReturnState state = ReturnState::kReported;  // kApproved: its town has agreed; kSentBack: with `reason`
    std::string reason;
    // Who signs it off where its form wants that; without one nobody can, and it goes on unsigned.
    std::optional<AccountId> head = {};
};
void InsertSampleReturn(storage::Tx& tx, const secrets::Keyring& keys, const SampleReturn& sample);

}  // namespace qz::forms
