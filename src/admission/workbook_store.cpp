#include "admission/workbook_store.hpp"

namespace qz::admission {

namespace {
constexpr std::size_t kPiece = 512 << 10;
}

constexpr std::string_view kInsertWorkbook = R"sql(
    INSERT INTO admission_workbook (unit_id, id, account_id, name, content, at) VALUES ($1, $2, $3, $4, $5, $6))sql";
constexpr std::string_view kInsertPart = R"sql(
    INSERT INTO admission_workbook_part (unit_id, workbook_id, place, piece) VALUES ($1, $2, $3, $4))sql";

WorkbookId InsertWorkbook(storage::Tx& tx, const KeptWorkbook& workbook, std::string_view sealed_file) {
    const auto id = tx.NewId<WorkbookId>();
    tx.Execute(kInsertWorkbook, workbook.unit, id, workbook.account, workbook.name, workbook.content,
               tx.Now());
    for (std::size_t at = 0, place = 0; at < sealed_file.size(); at += kPiece, ++place) {
        tx.Defer(kInsertPart, workbook.unit, id, static_cast<std::int64_t>(place),
                 sealed_file.substr(at, kPiece));
    }
    return id;
}

constexpr std::string_view kFindWorkbook =
    "SELECT unit_id, account_id, name, content, at FROM admission_workbook WHERE id = $1";

std::optional<KeptWorkbook> FindWorkbook(storage::Snapshot& snapshot, WorkbookId id) {
    const auto row = snapshot.QueryOptional(kFindWorkbook, id);
    if (!row) return std::nullopt;
    return KeptWorkbook{id,
                        row->Get<UnitId>("unit_id"),
                        row->Get<AccountId>("account_id"),
                        row->Get<std::string>("name"),
                        row->Get<std::string>("content"),
                        row->Get<Instant>("at")};
}

constexpr std::string_view kListParts = R"sql(
    SELECT piece FROM admission_workbook_part WHERE unit_id = $1 AND workbook_id = $2 ORDER BY place)sql";

std::string ReadSealedFile(storage::Snapshot& snapshot, const KeptWorkbook& workbook) {
    std::string sealed;
    for (const storage::Row row : snapshot.Query(kListParts, workbook.unit, workbook.id))
        sealed += row.Get<std::string_view>(0);
    return sealed;
}

constexpr std::string_view kUpdateContent =
    "UPDATE admission_workbook SET content = $1 WHERE unit_id = $2 AND id = $3";

void UpdateContent(storage::Tx& tx, const KeptWorkbook& workbook, std::string_view content) {
    tx.Execute(kUpdateContent, content, workbook.unit, workbook.id);
}

constexpr std::string_view kListOld =
    "SELECT unit_id, id FROM admission_workbook WHERE at < $1 ORDER BY at LIMIT $2";
constexpr std::string_view kDeleteParts =
    "DELETE FROM admission_workbook_part WHERE unit_id = $1 AND workbook_id = $2";
constexpr std::string_view kDeleteWorkbook = "DELETE FROM admission_workbook WHERE unit_id = $1 AND id = $2";

std::int64_t DeleteWorkbooks(storage::Tx& tx, Instant before, int limit) {
    std::vector<std::pair<UnitId, WorkbookId>> old;
    for (const storage::Row row : tx.Query(kListOld, before, limit))
        old.emplace_back(row.Get<UnitId>(0), row.Get<WorkbookId>(1));
    for (const auto& [unit, id] : old) {
        tx.Execute(kDeleteParts, unit, id);
        tx.Execute(kDeleteWorkbook, unit, id);
    }
    return static_cast<std::int64_t>(old.size());
}

constexpr std::string_view kPutLayout = R"sql(
    INSERT INTO admission_layout (form_id, layout, at) VALUES ($1, $2, $3)
    ON CONFLICT (form_id) DO UPDATE SET layout = excluded.layout, at = excluded.at)sql";

void PutLayout(storage::Tx& tx, FormId form, std::string_view layout) {
    tx.Execute(kPutLayout, form, layout, tx.Now());
}

constexpr std::string_view kFindLayout = "SELECT layout FROM admission_layout WHERE form_id = $1";

std::optional<std::string> FindLayout(storage::Snapshot& snapshot, FormId form) {
    const auto row = snapshot.QueryOptional(kFindLayout, form);
    if (!row) return std::nullopt;
    return row->Get<std::string>("layout");
}

}  // namespace qz::admission
