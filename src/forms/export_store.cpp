#include "forms/export_store.hpp"

namespace qz::forms {

namespace {

constexpr std::string_view kStates[] = {"waiting", "ready", "failed"};

}  // namespace

std::string_view ToWord(ExportState state) {
    return kStates[static_cast<std::size_t>(state)];
}

constexpr std::string_view kInsertExport = R"sql(
    INSERT INTO forms_export (unit_id, id, task_id, kind, approved_only, parent_unit_id, state, file_name, row_count,
        requested_by, requested_at)
    VALUES ($1, $2, $3, 'values', $4, $5, 0, $6, 0, $7, $8))sql";

ExportId InsertExport(storage::Tx& tx, const Export& wanted, AccountId by) {
    const auto id = tx.NewId<ExportId>();
    tx.Execute(kInsertExport, wanted.unit, id, wanted.task, wanted.approved_only, wanted.parent,
               wanted.file_name, by, tx.Now());
    return id;
}

constexpr std::string_view kFindExport = R"sql(
    SELECT unit_id, id, task_id, approved_only, parent_unit_id, state, file_name, row_count, made_at
    FROM forms_export WHERE unit_id = $1 AND id = $2)sql";

std::optional<Export> FindExport(storage::Snapshot& snapshot, UnitId unit, ExportId id) {
    const auto row = snapshot.QueryOptional(kFindExport, unit, id);
    if (!row) return std::nullopt;
    Export found;
    found.id = id;
    found.unit = unit;
    found.task = row->Get<TaskId>("task_id");
    found.approved_only = row->Get<bool>("approved_only");
    found.parent = row->Get<UnitId>("parent_unit_id");
    found.state = static_cast<ExportState>(row->Get<int>("state"));
    found.file_name = row->Get<std::string>("file_name");
    found.rows = row->Get<std::int64_t>("row_count");
    found.made_at = row->Get<std::optional<Instant>>("made_at");
    return found;
}

std::optional<Export> FindExport(storage::Snapshot& snapshot, const Scope& scope, ExportId id) {
    return FindExport(snapshot, scope.unit(), id);
}

constexpr std::string_view kUpdateExport = R"sql(
    UPDATE forms_export SET state = $1, row_count = $2, made_at = $3 WHERE unit_id = $4 AND id = $5)sql";

void UpdateExport(storage::Tx& tx, const Export& made) {
    tx.Execute(kUpdateExport, static_cast<int>(made.state), made.rows, tx.Now(), made.unit, made.id);
}

}  // namespace qz::forms
