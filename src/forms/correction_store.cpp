#include "forms/correction_store.hpp"

namespace qz::forms {

namespace {

Correction CorrectionFrom(const storage::Row& row) {
    Correction correction;
    correction.id = row.Get<CorrectionId>("id");
    correction.unit = row.Get<UnitId>("unit_id");
    correction.task = row.Get<TaskId>("task_id");
    correction.field = row.Get<std::string>("field");
    correction.element = row.Get<ElementId>("element_id");
    correction.subject = row.Get<std::string>("subject");
    correction.row_key = row.Get<std::string>("row_key");
    correction.row_name = row.Get<std::string>("row_name");
    correction.held = row.Get<std::optional<std::string>>("held");
    correction.held_version = row.Get<std::int64_t>("held_version");
    correction.held_source = row.Get<std::string>("held_source");
    correction.reported = row.Get<std::optional<std::string>>("reported");
    correction.reason = row.Get<std::string>("reason");
    correction.state = static_cast<CorrectionState>(row.Get<int>("state"));
    correction.escalated = row.Get<bool>("escalated");
    correction.decider = row.Get<UnitId>("decider_unit_id");
    correction.due = row.Get<Date>("due_day");
    correction.opened_at = row.Get<Instant>("opened_at");
    correction.decided_at = row.Get<std::optional<Instant>>("decided_at");
    correction.decision_reason = row.Get<std::string>("decision_reason");
    correction.revision = row.Get<std::int64_t>("revision");
    return correction;
}

std::vector<Correction> CorrectionsFrom(const storage::Rows& rows) {
    std::vector<Correction> corrections;
    for (const storage::Row row : rows) corrections.push_back(CorrectionFrom(row));
    return corrections;
}

}  // namespace

// The same value is not disputed twice while a decision is pending: the partial unique index decides.
constexpr std::string_view kInsertCorrection = R"sql(
    INSERT INTO forms_correction (unit_id, id, task_id, field, element_id, subject, row_key, row_name, held, held_version,
        held_source, reported, reason, state, escalated, decider_unit_id, due_day, opened_at, opened_by, decision_reason,
        revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, $14, $15, $16, $17, '', 1)
    ON CONFLICT (unit_id, element_id, subject) WHERE state = 0
    DO UPDATE SET reported = excluded.reported, task_id = excluded.task_id, reason = excluded.reason,
        revision = forms_correction.revision + 1)sql";

void InsertCorrection(storage::Tx& tx, const Correction& correction, AccountId by) {
    tx.Execute(kInsertCorrection, correction.unit, tx.NewId<CorrectionId>(), correction.task,
               correction.field, correction.element, correction.subject, correction.row_key,
               correction.row_name, correction.held, correction.held_version, correction.held_source,
               correction.reported, correction.reason, correction.decider, correction.due, tx.Now(), by);
}

constexpr std::string_view kListDisputes =
    "SELECT element_id, subject, reported, opened_at FROM forms_correction WHERE unit_id = $1 AND state = 0";

storage::Statement OpenDisputesOf(UnitId unit) {
    return {kListDisputes, {unit}};
}

std::vector<OpenDispute> ReadDisputes(const storage::Rows& rows) {
    std::vector<OpenDispute> disputes;
    for (const storage::Row row : rows) {
        disputes.push_back({row.Get<ElementId>(0), row.Get<std::string>(1),
                            row.Get<std::optional<std::string>>(2), DateOf(row.Get<Instant>(3))});
    }
    return disputes;
}

constexpr std::string_view kWithdrawWhereHeld = R"sql(
    UPDATE forms_correction SET state = 3, decided_at = $1, revision = revision + 1
    WHERE unit_id = $2 AND element_id = $3 AND subject = $4 AND state = 0 AND held = $5)sql";

bool WithdrawWhereHeld(storage::Tx& tx, UnitId unit, ElementId element, std::string_view subject,
                       const StoredValue& value) {
    return value && tx.Execute(kWithdrawWhereHeld, tx.Now(), unit, element, subject, *value) > 0;
}

constexpr std::string_view kListCorrectionsAsDecider = R"sql(
    SELECT * FROM forms_correction WHERE decider_unit_id = $1 AND ($2 < 0 OR state = $2) AND id < $3
    ORDER BY id DESC LIMIT $4)sql";
constexpr std::string_view kListCorrectionsAsUnit = R"sql(
    SELECT * FROM forms_correction WHERE unit_id = $1 AND ($2 < 0 OR state = $2) AND id < $3
    ORDER BY id DESC LIMIT $4)sql";

std::vector<Correction> ListCorrections(storage::Snapshot& snapshot, const Scope& scope, CorrectionSide side,
                                        std::optional<CorrectionState> state, const http::Page& page) {
    const std::int64_t before =
        page.after.empty() ? INT64_MAX : ParseIdValue(page.after.front()).value_or(INT64_MAX);
    return CorrectionsFrom(
        snapshot.Query(side == CorrectionSide::kDecider ? kListCorrectionsAsDecider : kListCorrectionsAsUnit,
                       scope.unit(), state ? static_cast<int>(*state) : -1, before, page.limit + 1));
}

constexpr std::string_view kListCorrectionsOf =
    "SELECT * FROM forms_correction WHERE unit_id = $1 AND task_id = $2 ORDER BY id";

std::vector<Correction> ListCorrectionsOf(storage::Snapshot& snapshot, UnitId unit, TaskId task) {
    return CorrectionsFrom(snapshot.Query(kListCorrectionsOf, unit, task));
}

constexpr std::string_view kFindCorrection =
    "SELECT * FROM forms_correction WHERE id = $1 AND decider_unit_id = $2";

std::optional<Correction> FindCorrection(storage::Snapshot& snapshot, const Scope& scope,
                                         CorrectionId correction) {
    const storage::Rows rows = snapshot.Query(kFindCorrection, correction, scope.unit());
    if (rows.empty()) return std::nullopt;
    return CorrectionFrom(rows[0]);
}

constexpr std::string_view kWithdrawCorrection = R"sql(
    UPDATE forms_correction SET state = 3, decided_at = $1, revision = revision + 1
    WHERE unit_id = $2 AND element_id = $3 AND subject = $4 AND state = 0)sql";

void WithdrawCorrection(storage::Tx& tx, UnitId unit, ElementId element, std::string_view subject) {
    tx.Execute(kWithdrawCorrection, tx.Now(), unit, element, subject);
}

constexpr std::string_view kUpdateCorrection = R"sql(
    UPDATE forms_correction SET state = $1, decision_reason = $2, decided_at = $3, decided_by = $4, revision = revision + 1
    WHERE unit_id = $5 AND id = $6 AND revision = $7 AND state = 0)sql";

void UpdateCorrection(storage::Tx& tx, const Correction& correction, CorrectionState state,
                      std::string_view reason, AccountId by) {
    if (tx.Execute(kUpdateCorrection, static_cast<int>(state), reason, tx.Now(), by, correction.unit,
                   correction.id, correction.revision) == 0) {
        throw Problem::Conflict("forms.correction.decided");
    }
}

constexpr std::string_view kListOverdue = R"sql(
    SELECT unit_id, id FROM forms_correction
    WHERE state = 0 AND escalated = 0 AND due_day < $1
      AND task_id NOT IN (SELECT id FROM forms_task WHERE state = 1)
    LIMIT $2)sql";
constexpr std::string_view kEscalate =
    "UPDATE forms_correction SET escalated = 1 WHERE unit_id = $1 AND id = $2 AND state = 0 AND escalated = "
    "0";

std::int64_t EscalateCorrections(storage::Tx& tx, Date today, int limit) {
    std::int64_t count = 0;
    for (const storage::Row row : tx.Query(kListOverdue, today, limit)) {
        count += tx.Execute(kEscalate, row.Get<UnitId>(0), row.Get<CorrectionId>(1));
    }
    return count;
}

}  // namespace qz::forms
