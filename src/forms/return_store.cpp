#include "forms/return_store.hpp"

#include <set>

#include "calendar/calendar.hpp"
#include "forms/forms.hpp"

namespace qz::forms {

namespace {

Return ReturnFrom(const storage::Row& row) {
    Return filed;
    filed.id = row.Get<ReturnId>("id");
    filed.unit = row.Get<UnitId>("unit_id");
    filed.task = row.Get<TaskId>("task_id");
    filed.ordinal = static_cast<Ordinal>(row.Get<std::int64_t>("unit_ordinal"));
    filed.state = static_cast<ReturnState>(row.Get<int>("state"));
    filed.revision = row.Get<std::int64_t>("revision");
    filed.baseline = row.Get<std::string>("baseline");
    filed.draft = row.Get<std::optional<std::string>>("draft");
    filed.draft_at = row.Get<std::optional<Instant>>("draft_at");
    filed.draft_by = row.Get<std::optional<AccountId>>("draft_by");
    filed.answers = row.Get<std::optional<std::string>>("answers");
    filed.changes = row.Get<std::optional<std::string>>("changes");
    filed.version = row.Get<std::int64_t>("version");
    filed.origin = static_cast<Origin>(row.Get<int>("origin"));
    filed.late = row.Get<bool>("late");
    filed.not_signed = row.Get<bool>("not_signed");
    filed.step = row.Get<int>("step");
    filed.step_due = row.Get<std::optional<Date>>("step_due");
    filed.opened_at = row.Get<Instant>("opened_at");
    filed.reported_at = row.Get<std::optional<Instant>>("reported_at");
    filed.reported_by = row.Get<std::optional<AccountId>>("reported_by");
    filed.post = row.Get<std::optional<PostId>>("post_id");
    filed.sent_back = row.Get<std::optional<std::string>>("sent_back");
    return filed;
}

}  // namespace

constexpr std::string_view kFindReturn = R"sql(
    SELECT id, unit_id, task_id, unit_ordinal, state, revision, baseline, draft, draft_at, draft_by, answers, changes,
           version, origin, late, not_signed, step, step_due, opened_at, reported_at, reported_by, post_id, sent_back
    FROM forms_return WHERE unit_id = $1 AND task_id = $2)sql";

std::optional<Return> FindReturn(storage::Snapshot& snapshot, UnitId unit, TaskId task) {
    const storage::Rows rows = snapshot.Query(kFindReturn, unit, task);
    if (rows.empty()) return std::nullopt;
    return ReturnFrom(rows[0]);
}

std::optional<Return> FindReturn(storage::Snapshot& snapshot, UnitId unit, TaskId task,
                                 std::span<const storage::Statement> also,
                                 std::vector<storage::Rows>& their_answers) {
    std::vector<storage::Statement> statements(also.begin(), also.end());
    statements.push_back({kFindReturn, {unit, task}});
    their_answers = snapshot.QueryTogether(statements);
    const storage::Rows own = std::move(their_answers.back());
    their_answers.pop_back();
    if (own.empty()) return std::nullopt;
    return ReturnFrom(own[0]);
}

constexpr std::string_view kListReturnsOf = R"sql(
    SELECT id, unit_id, task_id, unit_ordinal, state, revision, '[]' AS baseline, NULL AS draft, draft_at, draft_by,
           NULL AS answers, NULL AS changes, version, origin, late, not_signed, step, step_due, opened_at, reported_at,
           reported_by, post_id, sent_back
    FROM forms_return
    WHERE unit_id = $1 AND version > 0 AND (reported_at < $2 OR (reported_at = $2 AND task_id < $3))
    ORDER BY reported_at DESC, task_id DESC LIMIT $4)sql";

std::vector<Return> ListReturnsOf(storage::Snapshot& snapshot, UnitId unit, const http::Page& page) {
    std::int64_t before_moment = INT64_MAX;
    std::int64_t before_task = INT64_MAX;
    if (page.after.size() == 2) {
        before_moment = ParseIdValue(page.after[0]).value_or(INT64_MAX);
        before_task = ParseIdValue(page.after[1]).value_or(INT64_MAX);
    }
    std::vector<Return> returns;
    for (const storage::Row row :
         snapshot.Query(kListReturnsOf, unit, before_moment, before_task, page.limit + 1)) {
        returns.push_back(ReturnFrom(row));
    }
    return returns;
}

constexpr std::string_view kListHeads = R"sql(
    SELECT task_id, state, revision, late, reported_at, sent_back, post_id FROM forms_return WHERE unit_id = $1)sql";

std::vector<ReturnHead> ListHeads(storage::Snapshot& snapshot, UnitId unit) {
    std::vector<ReturnHead> heads;
    for (const storage::Row row : snapshot.Query(kListHeads, unit)) {
        heads.push_back({row.Get<TaskId>("task_id"), static_cast<ReturnState>(row.Get<int>("state")),
                         row.Get<std::int64_t>("revision"), row.Get<bool>("late"),
                         row.Get<std::optional<Instant>>("reported_at"),
                         row.Get<std::optional<std::string>>("sent_back"),
                         row.Get<std::optional<PostId>>("post_id")});
    }
    return heads;
}

constexpr std::string_view kInsertReturn = R"sql(
    INSERT INTO forms_return (unit_id, task_id, id, unit_ordinal, state, revision, baseline, version, origin, late, step,
        opened_at, post_id)
    VALUES ($1, $2, $3, $4, 0, 1, $5, 0, 0, 0, 0, $6, $7)
    ON CONFLICT (unit_id, task_id) DO NOTHING)sql";

Return InsertReturn(storage::Tx& tx, const TaskEntry& entry, UnitId unit, Ordinal ordinal,
                    const Baseline& baseline, PostId post) {
    tx.Execute(kInsertReturn, unit, entry.task.id, tx.NewId<ReturnId>(), std::int64_t{ordinal},
               WriteBaseline(baseline), tx.Now(), post);
    return FindReturn(tx, unit, entry.task.id).value();
}

constexpr std::string_view kUpdateDraft = R"sql(
    UPDATE forms_return SET draft = $1, draft_at = $2, draft_by = $3, revision = revision + 1
    WHERE unit_id = $4 AND task_id = $5 AND revision = $6 AND state IN (0, 4, 5))sql";

void UpdateDraft(storage::Tx& tx, const Return& filed, std::string_view draft, AccountId by) {
    if (tx.Execute(kUpdateDraft, draft, tx.Now(), by, filed.unit, filed.task, filed.revision) == 0) {
        throw Problem::Conflict("forms.return.stale");
    }
}

constexpr std::string_view kInsertReported = R"sql(
    INSERT INTO forms_return (unit_id, task_id, id, unit_ordinal, state, revision, baseline, answers, changes, figures,
        version, origin, late, step, step_due, opened_at, reported_at, reported_by, post_id, cell_count, typed_count,
        disputed_count, draft, draft_at, draft_by, not_signed)
    VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14, $14, $15, $16, $17, $18, $19, $20, $14, $15,
        $21))sql";
constexpr std::string_view kUpdateReported = R"sql(
    UPDATE forms_return SET state = $1, revision = revision + 1, draft = $17, draft_at = $9, draft_by = $10,
        answers = $2, changes = $3, figures = $4, version = version + 1, origin = $5, late = $6, step = $7, step_due = $8,
        reported_at = $9, reported_by = $10, sent_back = NULL, cell_count = $11, typed_count = $12, disputed_count = $13,
        not_signed = $18
    WHERE unit_id = $14 AND task_id = $15 AND revision = $16 AND state IN (0, 4, 5))sql";
constexpr std::string_view kInsertReturnVersion = R"sql(
    INSERT INTO forms_return_version (unit_id, task_id, number, answers, changes, remarks, origin, reported_at, reported_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";

void UpdateReported(storage::Tx& tx, const Return& filed, const Report& report, AccountId by) {
    const int state = static_cast<int>(report.state);
    const int origin = static_cast<int>(report.origin);
    if (filed.revision == 0) {
        tx.Defer(kInsertReported, filed.unit, filed.task, filed.id, std::int64_t{filed.ordinal}, state,
                 filed.baseline, report.answers, report.changes, report.figures, origin, report.late,
                 report.step, report.step_due, tx.Now(), by, filed.post, report.cells, report.typed,
                 report.disputed, report.draft, report.not_signed);
    } else if (tx.Execute(kUpdateReported, state, report.answers, report.changes, report.figures, origin,
                          report.late, report.step, report.step_due, tx.Now(), by, report.cells, report.typed,
                          report.disputed, filed.unit, filed.task, filed.revision, report.draft,
                          report.not_signed) == 0) {
        throw Problem::Conflict("forms.return.already_reported");
    }
    tx.Defer(kInsertReturnVersion, filed.unit, filed.task, filed.version + 1, report.answers, report.changes,
             report.remarks, origin, tx.Now(), by);
}

constexpr std::string_view kUpdateState = R"sql(
    UPDATE forms_return SET state = $1, step = $2, step_due = $3, sent_back = $4, revision = revision + 1
    WHERE unit_id = $5 AND task_id = $6 AND revision = $7)sql";

void UpdateState(storage::Tx& tx, const Return& filed, const Move& move) {
    if (tx.Execute(kUpdateState, static_cast<int>(move.state), move.step, move.step_due, move.sent_back,
                   filed.unit, filed.task, filed.revision) == 0) {
        throw Problem::Conflict("forms.return.moved_on");
    }
}

constexpr std::string_view kUpdateSigned = R"sql(
    UPDATE forms_return SET state = $1, step = $2, step_due = $3, sent_back = $4, late = $5, reported_at = $6,
        revision = revision + 1
    WHERE unit_id = $7 AND task_id = $8 AND revision = $9)sql";

void UpdateSigned(storage::Tx& tx, const Return& filed, const Move& move, bool late) {
    if (tx.Execute(kUpdateSigned, static_cast<int>(move.state), move.step, move.step_due, move.sent_back,
                   late, tx.Now(), filed.unit, filed.task, filed.revision) == 0) {
        throw Problem::Conflict("forms.return.moved_on");
    }
}

constexpr std::string_view kUpdateUnsigned = R"sql(
    UPDATE forms_return SET state = $1, step = $2, step_due = $3, not_signed = 1, revision = revision + 1
    WHERE unit_id = $4 AND task_id = $5 AND revision = $6)sql";

void UpdateUnsigned(storage::Tx& tx, const Return& filed, const Move& move) {
    if (tx.Execute(kUpdateUnsigned, static_cast<int>(move.state), move.step, move.step_due, filed.unit,
                   filed.task, filed.revision) == 0) {
        throw Problem::Conflict("forms.return.moved_on");
    }
}

constexpr std::string_view kInsertDecision = R"sql(
    INSERT INTO forms_decision (unit_id, task_id, id, return_version, step, verdict, reason, fields, decider_unit_id,
        decided_by, decided_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql";

void InsertDecision(storage::Tx& tx, const Return& filed, const Decision& decision) {
    tx.Defer(kInsertDecision, filed.unit, filed.task, tx.NextId(), filed.version, filed.step,
             decision.verdict, decision.reason, decision.fields, decision.decider, decision.by, tx.Now());
}

constexpr std::string_view kListDecisions = R"sql(
    SELECT verdict, reason, fields, decider_unit_id, decided_by, decided_at, return_version FROM forms_decision
    WHERE unit_id = $1 AND task_id = $2 ORDER BY decided_at, id)sql";

std::vector<DecisionView> ListDecisions(storage::Snapshot& snapshot, UnitId unit, TaskId task) {
    std::vector<DecisionView> decisions;
    for (const storage::Row row : snapshot.Query(kListDecisions, unit, task)) {
        decisions.push_back({row.Get<std::string>("verdict"), row.Get<std::string>("reason"),
                             row.Get<std::string>("fields"), row.Get<UnitId>("decider_unit_id"),
                             row.Get<AccountId>("decided_by"), row.Get<Instant>("decided_at"),
                             row.Get<std::int64_t>("return_version")});
    }
    return decisions;
}

constexpr std::string_view kListReturnVersions = R"sql(
    SELECT number, reported_at, reported_by, origin, changes, remarks, answers FROM forms_return_version
    WHERE unit_id = $1 AND task_id = $2 ORDER BY number DESC)sql";

std::vector<VersionView> ListReturnVersions(storage::Snapshot& snapshot, UnitId unit, TaskId task) {
    std::vector<VersionView> versions;
    for (const storage::Row row : snapshot.Query(kListReturnVersions, unit, task)) {
        versions.push_back({row.Get<std::int64_t>("number"), row.Get<Instant>("reported_at"),
                            row.Get<AccountId>("reported_by"), static_cast<Origin>(row.Get<int>("origin")),
                            row.Get<std::string>("changes"), row.Get<std::string>("remarks"),
                            row.Get<std::string>("answers")});
    }
    return versions;
}

constexpr std::string_view kListReturns = R"sql(
    SELECT unit_id, unit_ordinal, state, revision, late, not_signed, step, reported_at, reported_by, changes, version
    FROM forms_return
    WHERE task_id = $1 AND unit_ordinal BETWEEN $2 AND $3 AND unit_ordinal > $4 AND ($5 < 0 OR state = $5)
    ORDER BY unit_ordinal LIMIT $6)sql";

std::vector<ReturnLine> ListReturns(storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
                                    std::optional<ReturnState> state, Ordinal after, int limit) {
    std::vector<ReturnLine> lines;
    for (const storage::Row row :
         snapshot.Query(kListReturns, task, std::int64_t{range.first}, std::int64_t{range.last},
                        std::int64_t{after}, state ? static_cast<int>(*state) : -1, limit)) {
        ReturnLine line;
        line.unit = row.Get<UnitId>("unit_id");
        line.ordinal = static_cast<Ordinal>(row.Get<std::int64_t>("unit_ordinal"));
        line.state = static_cast<ReturnState>(row.Get<int>("state"));
        line.revision = row.Get<std::int64_t>("revision");
        line.late = row.Get<bool>("late");
        line.not_signed = row.Get<bool>("not_signed");
        line.step = row.Get<int>("step");
        line.reported_at = row.Get<std::optional<Instant>>("reported_at");
        line.reported_by = row.Get<std::optional<AccountId>>("reported_by");
        line.changes = row.Get<std::optional<std::string>>("changes").value_or("[]");
        line.version = row.Get<std::int64_t>("version");
        lines.push_back(std::move(line));
    }
    return lines;
}

constexpr std::string_view kForEachAnswer = R"sql(
    SELECT unit_id, unit_ordinal, state, reported_at, answers FROM forms_return
    WHERE task_id = $1 AND unit_ordinal BETWEEN $2 AND $3 AND state IN (2, 3) AND answers IS NOT NULL
    ORDER BY unit_ordinal)sql";

void ForEachAnswer(storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
                   const std::function<void(UnitId, Ordinal, ReturnState, Instant reported_at,
                                            std::string_view answers)>& each) {
    const storage::Parameter parameters[] = {task, std::int64_t{range.first}, std::int64_t{range.last}};
    snapshot.ForEach(kForEachAnswer, parameters, [&](const storage::Row& row) {
        each(row.Get<UnitId>(0), static_cast<Ordinal>(row.Get<std::int64_t>(1)),
             static_cast<ReturnState>(row.Get<int>(2)), row.Get<Instant>(3), row.Get<std::string_view>(4));
    });
}

constexpr std::string_view kListProgress = R"sql(
    SELECT unit_ordinal, state, late, reported_at, origin, cell_count, typed_count, disputed_count FROM forms_return
    WHERE task_id = $1 AND unit_ordinal BETWEEN $2 AND $3 ORDER BY unit_ordinal)sql";

std::vector<ProgressLine> ListProgress(storage::Snapshot& snapshot, TaskId task, OrdinalRange range) {
    std::vector<ProgressLine> lines;
    for (const storage::Row row :
         snapshot.Query(kListProgress, task, std::int64_t{range.first}, std::int64_t{range.last})) {
        lines.push_back({static_cast<Ordinal>(row.Get<std::int64_t>(0)),
                         static_cast<ReturnState>(row.Get<int>(1)), row.Get<bool>(2),
                         row.Get<std::optional<Instant>>(3), static_cast<Origin>(row.Get<int>(4)),
                         row.Get<std::optional<std::int64_t>>(5).value_or(0),
                         row.Get<std::optional<std::int64_t>>(6).value_or(0),
                         row.Get<std::optional<std::int64_t>>(7).value_or(0)});
    }
    return lines;
}

constexpr std::string_view kListIdleSteps = R"sql(
    SELECT unit_id, task_id FROM forms_return
    WHERE step_due IS NOT NULL AND step_due < $1
      AND task_id NOT IN (SELECT id FROM forms_task WHERE state IN (1, 3))
    ORDER BY step_due, task_id LIMIT $2)sql";

std::vector<IdleStep> ListIdleSteps(storage::Snapshot& snapshot, Date today, int limit) {
    std::vector<IdleStep> steps;
    for (const storage::Row row : snapshot.Query(kListIdleSteps, today, limit)) {
        steps.push_back({row.Get<UnitId>(0), row.Get<TaskId>(1)});
    }
    return steps;
}

constexpr std::string_view kListSigning = R"sql(
    SELECT task_id, unit_id FROM forms_return
    WHERE state = 1 AND (task_id, unit_id) > ($1, $2)
      AND task_id NOT IN (SELECT id FROM forms_task WHERE state IN (1, 3))
    ORDER BY task_id, unit_id LIMIT $3)sql";

std::vector<Signing> ListSigning(storage::Snapshot& snapshot, const Signing& after, int limit) {
    std::vector<Signing> waiting;
    for (const storage::Row row : snapshot.Query(kListSigning, after.task, after.unit, limit)) {
        waiting.push_back({row.Get<TaskId>(0), row.Get<UnitId>(1)});
    }
    return waiting;
}

constexpr std::string_view kListUnsigned =
    "SELECT unit_id FROM forms_return WHERE task_id = $1 AND not_signed = 1 AND state IN (2, 3)";

std::vector<UnitId> ListUnsigned(storage::Snapshot& snapshot, TaskId task) {
    std::vector<UnitId> units;
    for (const storage::Row row : snapshot.Query(kListUnsigned, task)) units.push_back(row.Get<UnitId>(0));
    return units;
}

constexpr std::string_view kClearLate =
    "UPDATE forms_return SET late = 0 WHERE task_id = $1 AND late = 1 AND reported_at <= $2";

void ClearLate(storage::Tx& tx, TaskId task, Instant deadline) {
    tx.Execute(kClearLate, task, deadline);
}

// Without DISTINCT, for which SQLite would walk all returns there are in the order of their tasks.
constexpr std::string_view kListUndecided = "SELECT task_id FROM forms_return WHERE step_due IS NOT NULL";

std::vector<TaskPointer> ListClosedUndecided(storage::Snapshot& snapshot) {
    std::set<std::int64_t> tasks;
    snapshot.ForEach(kListUndecided, {},
                     [&](const storage::Row& row) { tasks.insert(row.Get<std::int64_t>(0)); });
    std::vector<TaskPointer> closed;
    for (const std::int64_t task : tasks) {
        TaskPointer entry = FindTask(snapshot, TaskId{task});
        if (entry && entry->task.state == TaskState::kClosed) closed.push_back(std::move(entry));
    }
    return closed;
}

constexpr std::string_view kListStepDues =
    "SELECT DISTINCT step_due FROM forms_return WHERE task_id = $1 AND step_due IS NOT NULL ORDER BY "
    "step_due DESC";
constexpr std::string_view kMoveStepDue =
    "UPDATE forms_return SET step_due = $1 WHERE task_id = $2 AND step_due = $3";
constexpr std::string_view kListCorrectionDues = R"sql(
    SELECT DISTINCT due_day FROM forms_correction
    WHERE task_id = $1 AND state = 0 AND escalated = 0 ORDER BY due_day DESC)sql";
constexpr std::string_view kMoveCorrectionDue = R"sql(
    UPDATE forms_correction SET due_day = $1
    WHERE task_id = $2 AND due_day = $3 AND state = 0 AND escalated = 0)sql";

void ShiftDues(storage::Tx& tx, TaskId task, int days) {
    if (days <= 0) return;
    const auto calendar = calendar::Current(tx);
    // The latest first, so that none moves onto one that has still to move.
    const auto shift = [&](std::string_view list, std::string_view move) {
        std::vector<Date> dues;
        for (const storage::Row row : tx.Query(list, task)) dues.push_back(row.Get<Date>(0));
        for (const Date due : dues) tx.Execute(move, calendar->AddWorkingDays(due, days), task, due);
    };
    shift(kListStepDues, kMoveStepDue);
    shift(kListCorrectionDues, kMoveCorrectionDue);
}

constexpr std::string_view kInsertReveal =
    "INSERT INTO forms_reveal (unit_id, task_id, id, account_id, revealed_at) VALUES ($1, $2, $3, $4, $5)";

void InsertReveal(storage::Tx& tx, UnitId unit, TaskId task, AccountId by) {
    tx.Defer(kInsertReveal, unit, task, tx.NextId(), by, tx.Now());
}

constexpr std::string_view kMoveReturns =
    "UPDATE forms_return SET post_id = $1 WHERE post_id = $2 AND state IN (0, 1, 4, 5)";
constexpr std::string_view kMoveFilings =
    "UPDATE forms_filing SET assigned_post_id = $1 WHERE assigned_post_id = $2";

std::int64_t MovePost(storage::Tx& tx, PostId from, PostId to) {
    return tx.Execute(kMoveReturns, to, from) + tx.Execute(kMoveFilings, to, from);
}

}  // namespace qz::forms
