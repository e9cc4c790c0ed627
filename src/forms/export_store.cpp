#include "forms/export_store.hpp"

namespace qz::forms {

namespace {

constexpr std::string_view kStates[] = {"waiting", "ready", "failed", "unagreed", "refused", "deleted"};

Export ExportFrom(const storage::Row& row) {
    Export found;
    found.id = row.Get<ExportId>("id");
    found.unit = row.Get<UnitId>("unit_id");
    found.task = row.Get<TaskId>("task_id");
    found.approved_only = row.Get<bool>("approved_only");
    found.full_numbers = row.Get<bool>("full_numbers");
    found.purpose = row.Get<std::string>("purpose");
    found.parent = row.Get<UnitId>("parent_unit_id");
    found.state = static_cast<ExportState>(row.Get<int>("state"));
    found.file_name = row.Get<std::string>("file_name");
    found.rows = row.Get<std::int64_t>("row_count");
    found.requested_by = row.Get<AccountId>("requested_by");
    found.requested_person = row.Get<PersonId>("requested_person");
    found.requested_at = row.Get<Instant>("requested_at");
    found.decided_by = row.Get<std::optional<AccountId>>("decided_by");
    found.made_at = row.Get<std::optional<Instant>>("made_at");
    return found;
}

}  // namespace

std::string_view ToWord(ExportState state) {
    return kStates[static_cast<std::size_t>(state)];
}

constexpr std::string_view kInsertExport = R"sql(
    INSERT INTO forms_export (unit_id, id, task_id, kind, approved_only, full_numbers, purpose, parent_unit_id, state,
        file_name, row_count, requested_by, requested_person, requested_at)
    VALUES ($1, $2, $3, 'values', $4, $5, $6, $7, $8, $9, 0, $10, $11, $12))sql";

ExportId InsertExport(storage::Tx& tx, const Export& wanted, const Actor& by) {
    const auto id = tx.NewId<ExportId>();
    tx.Execute(kInsertExport, wanted.unit, id, wanted.task, wanted.approved_only, wanted.full_numbers,
               wanted.purpose, wanted.parent, static_cast<int>(wanted.state), wanted.file_name, by.account,
               by.person, tx.Now());
    return id;
}

constexpr std::string_view kFindExport = R"sql(
    SELECT unit_id, id, task_id, approved_only, full_numbers, purpose, parent_unit_id, state, file_name, row_count,
        requested_by, requested_person, requested_at, decided_by, made_at
    FROM forms_export WHERE unit_id = $1 AND id = $2)sql";
constexpr std::string_view kListExports = R"sql(
    SELECT unit_id, id, task_id, approved_only, full_numbers, purpose, parent_unit_id, state, file_name, row_count,
        requested_by, requested_person, requested_at, decided_by, made_at
    FROM forms_export WHERE task_id = $1 AND (unit_id = $2 OR state = 3) ORDER BY id DESC LIMIT 50)sql";
constexpr std::string_view kListFullBefore = R"sql(
    SELECT unit_id, id, task_id, approved_only, full_numbers, purpose, parent_unit_id, state, file_name, row_count,
        requested_by, requested_person, requested_at, decided_by, made_at
    FROM forms_export WHERE full_numbers = 1 AND state = 1 AND made_at < $1 ORDER BY id LIMIT 100)sql";

std::optional<Export> FindExport(storage::Snapshot& snapshot, UnitId unit, ExportId id) {
    const storage::Rows rows = snapshot.Query(kFindExport, unit, id);
    if (rows.empty()) return std::nullopt;
    return ExportFrom(rows[0]);
}

std::optional<Export> FindExport(storage::Snapshot& snapshot, const Scope& scope, ExportId id) {
    return FindExport(snapshot, scope.unit(), id);
}

std::vector<Export> ListExports(storage::Snapshot& snapshot, TaskId task, UnitId own) {
    std::vector<Export> found;
    for (const storage::Row row : snapshot.Query(kListExports, task, own)) found.push_back(ExportFrom(row));
    return found;
}

std::vector<Export> ListFullBefore(storage::Snapshot& snapshot, Instant before) {
    std::vector<Export> found;
    for (const storage::Row row : snapshot.Query(kListFullBefore, before)) found.push_back(ExportFrom(row));
    return found;
}

constexpr std::string_view kUpdateExport = R"sql(
    UPDATE forms_export SET state = $1, row_count = $2, made_at = $3 WHERE unit_id = $4 AND id = $5)sql";

void UpdateExport(storage::Tx& tx, const Export& made) {
    tx.Execute(kUpdateExport, static_cast<int>(made.state), made.rows, made.made_at.value_or(tx.Now()),
               made.unit, made.id);
}

constexpr std::string_view kDecideExport = R"sql(
    UPDATE forms_export SET state = $1, decided_by = $2, decided_at = $3
    WHERE unit_id = $4 AND id = $5 AND state = 3)sql";

bool DecideExport(storage::Tx& tx, const Export& asked, bool agrees, AccountId by) {
    const auto state = agrees ? ExportState::kWaiting : ExportState::kRefused;
    return tx.Execute(kDecideExport, static_cast<int>(state), by, tx.Now(), asked.unit, asked.id) == 1;
}

}  // namespace qz::forms
