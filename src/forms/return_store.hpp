// SQL of returns, their versions and decisions.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "forms/answers.hpp"
#include "forms/model.hpp"
#include "forms/task_store.hpp"
#include "platform/http/http.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

std::optional<Return> FindReturn(storage::Snapshot& snapshot, UnitId unit, TaskId task);
// The same, and the answers of other questions with it, in one trip.
std::optional<Return> FindReturn(storage::Snapshot& snapshot, UnitId unit, TaskId task,
                                 std::span<const storage::Statement> also,
                                 std::vector<storage::Rows>& their_answers);
// The returns of one unit, newest first: its own data back (数据回流).
std::vector<Return> ListReturnsOf(storage::Snapshot& snapshot, UnitId unit, const http::Page& page);
// States alone, for an inbox: (task, state, revision, sent back, assigned post).
struct ReturnHead {
    TaskId task;
    ReturnState state = ReturnState::kOpen;
    std::int64_t revision = 0;
    bool late = false;
    std::optional<Instant> reported_at;
    std::optional<std::string> sent_back;
    std::optional<PostId> post;
};
std::vector<ReturnHead> ListHeads(storage::Snapshot& snapshot, UnitId unit);

// Freezes the baseline. Two who open together get the same return: the key decides.
Return InsertReturn(storage::Tx& tx, const TaskEntry& entry, UnitId unit, Ordinal ordinal,
                    const Baseline& baseline, PostId post);

// Guarded by revision and by a state that may still be typed in; throws Problem kConflict
// "forms.return.stale".
void UpdateDraft(storage::Tx& tx, const Return& filed, std::string_view draft, AccountId by);

struct Report {
    std::string draft;  // what was typed: a return that comes back is not typed again
    std::string answers;
    std::string changes;
    std::string figures;
    std::string remarks;
    Origin origin = Origin::kManual;
    bool late = false;
    bool not_signed = false;
    int step = 0;
    std::optional<Date> step_due;
    ReturnState state = ReturnState::kReported;  // kSigning while the head has to sign
    std::int64_t cells = 0;                      // delivered
    std::int64_t typed = 0;                      // of these typed by a person
    std::int64_t disputed = 0;                   // of these in dispute with their source
};
// 上报. One of two at once wins: guarded by revision and state; throws Problem kConflict
// "forms.return.already_reported". `filed.revision` 0 means that nobody had opened it: the row is made here,
// and of two who report it at once the second is refused by the key (storage::UniqueViolation: it is run
// again).
void UpdateReported(storage::Tx& tx, const Return& filed, const Report& report, AccountId by);

// A step of the flow: new state, step, reason kept while sent back. Guarded by the revision; throws kConflict
// "forms.return.moved_on".
struct Move {
    ReturnState state = ReturnState::kReported;
    int step = 0;
    std::optional<Date> step_due;
    std::optional<std::string> sent_back;
};
void UpdateState(storage::Tx& tx, const Return& filed, const Move& move);
// The same for what the head signed: reported now, late or not.
void UpdateSigned(storage::Tx& tx, const Return& filed, const Move& move, bool late);
// The same for what nobody can sign: reported when it was handed in.
void UpdateUnsigned(storage::Tx& tx, const Return& filed, const Move& move);

inline constexpr std::string_view kPassedUnsigned = "passed_unsigned";

struct Decision {
    // approved, sent_back, passed_overdue, signed, sign_off_refused, passed_unsigned, withdrawn
    std::string verdict;
    std::string reason;
    std::string fields = "[]";
    UnitId decider;
    AccountId by;
};
void InsertDecision(storage::Tx& tx, const Return& filed, const Decision& decision);
struct DecisionView {
    std::string verdict;
    std::string reason;
    std::string fields;
    UnitId decider;
    AccountId by;
    Instant at;
    std::int64_t return_version = 0;
};
std::vector<DecisionView> ListDecisions(storage::Snapshot& snapshot, UnitId unit, TaskId task);

struct VersionView {
    std::int64_t number = 0;
    Instant at;
    AccountId by;
    Origin origin = Origin::kManual;
    std::string changes;
    std::string remarks;
    std::string answers;
};
std::vector<VersionView> ListReturnVersions(storage::Snapshot& snapshot, UnitId unit, TaskId task);

// Returns of a task inside ranges of its tree, in tree order, page by page from `after` (exclusive).
struct ReturnLine {
    UnitId unit;
    Ordinal ordinal = 0;
    ReturnState state = ReturnState::kOpen;
    std::int64_t revision = 0;
    bool late = false;
    bool not_signed = false;
    int step = 0;
    std::optional<Instant> reported_at;
    std::optional<AccountId> reported_by;
    std::string changes;
    std::int64_t version = 0;
};
std::vector<ReturnLine> ListReturns(storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
                                    std::optional<ReturnState> state, Ordinal after, int limit);
// Every return of a task with its answers, row by row.
void ForEachAnswer(storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
                   const std::function<void(UnitId, Ordinal, ReturnState, Instant reported_at,
                                            std::string_view answers)>& each);
// State and day of report of every return in the range: what progress is counted from.
struct ProgressLine {
    Ordinal ordinal = 0;
    ReturnState state = ReturnState::kOpen;
    bool late = false;
    std::optional<Instant> reported_at;
    Origin origin = Origin::kManual;
    std::int64_t cells = 0;
    std::int64_t typed = 0;
    std::int64_t disputed = 0;
};
std::vector<ProgressLine> ListProgress(storage::Snapshot& snapshot, TaskId task, OrdinalRange range);
// Steps that have lain past their day; none of tasks that are paused or void.
struct IdleStep {
    UnitId unit;
    TaskId task;
};
std::vector<IdleStep> ListIdleSteps(storage::Snapshot& snapshot, Date today, int limit);

// Returns that wait for their head's signature, after this one; none of tasks that are paused or void.
struct Signing {
    TaskId task;
    UnitId unit;
};
std::vector<Signing> ListSigning(storage::Snapshot& snapshot, const Signing& after, int limit);
// Units whose counted return went on unsigned.
std::vector<UnitId> ListUnsigned(storage::Snapshot& snapshot, TaskId task);

// The deadline lies later now: what was reported before it is late no more.
void ClearLate(storage::Tx& tx, TaskId task, Instant deadline);

// Closed tasks with returns that somebody still has to decide on.
std::vector<TaskPointer> ListClosedUndecided(storage::Snapshot& snapshot);

// After a pause that took `days` working days: every step that waits, and every correction that is not
// overdue yet, gets so many more.
void ShiftDues(storage::Tx& tx, TaskId task, int days);

void InsertReveal(storage::Tx& tx, UnitId unit, TaskId task, AccountId by);

}  // namespace qz::forms
