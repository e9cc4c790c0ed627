#include "directory/import_store.hpp"

#include "directory/bulk_insert.hpp"

namespace qz::directory {

namespace {

constexpr std::size_t kPartBytes = 1 << 20;

constexpr std::string_view kInsertImport = R"sql(
    INSERT INTO directory_import (id, state, base_number, row_count, added, renamed, moved, removed, changed,
                                  fault_count, warning_count, made_at, revision)
    VALUES ($1, 'checking', 0, 0, 0, 0, 0, 0, 0, 0, 0, $2, 1))sql";

constexpr std::string_view kInsertSource =
    "INSERT INTO directory_import_source (import_id, part, bytes) VALUES ($1, $2, $3)";
constexpr std::string_view kReadSource =
    "SELECT bytes FROM directory_import_source WHERE import_id = $1 ORDER BY part";
constexpr std::string_view kDeleteSource = "DELETE FROM directory_import_source WHERE import_id = $1";

constexpr std::string_view kFindImport = R"sql(
    SELECT id, state, version_id, base_number, row_count, added, renamed, moved, removed, changed, fault_count,
           warning_count, made_at, revision
    FROM directory_import WHERE id = $1)sql";

constexpr std::string_view kListImports = R"sql(
    SELECT id, state, version_id, base_number, row_count, added, renamed, moved, removed, changed, fault_count,
           warning_count, made_at, revision
    FROM directory_import ORDER BY made_at DESC, id DESC LIMIT $1)sql";

constexpr std::string_view kUpdateChecked = R"sql(
    UPDATE directory_import
    SET state = $2, version_id = $3, base_number = $4, row_count = $5, added = $6, renamed = $7, moved = $8,
        removed = $9, changed = $10, fault_count = $11, warning_count = $12, revision = revision + 1
    WHERE id = $1 AND state = 'checking')sql";

constexpr std::string_view kUpdateSwitched =
    "UPDATE directory_import SET state = 'switched', revision = revision + 1 WHERE id = $1 AND state = "
    "'ready'";

constexpr std::string_view kListFaults = R"sql(
    SELECT seq, place, code, arguments, blocks FROM directory_import_fault
    WHERE import_id = $1 AND seq > $2 ORDER BY seq LIMIT $3)sql";

constexpr std::string_view kListChanges = R"sql(
    SELECT seq, unit_id, code, name, was_name, parent_code, was_parent_code FROM directory_import_row
    WHERE import_id = $1 AND change = $2 AND seq > $3 ORDER BY seq LIMIT $4)sql";

constexpr std::string_view kListRemoved =
    "SELECT unit_id, code, name FROM directory_import_row WHERE import_id = $1 AND change = 'removed' ORDER "
    "BY seq";

constexpr std::string_view kListNamesakes =
    "SELECT change, unit_id FROM directory_import_row "
    "WHERE import_id = $1 AND change IN ('added', 'removed') AND name = $2 ORDER BY change LIMIT 3";

constexpr std::string_view kIsRemoved =
    "SELECT count(*) AS rows FROM directory_import_row WHERE import_id = $1 AND change = 'removed' AND "
    "unit_id = $2";

constexpr std::string_view kIsPlaced = "SELECT 1 FROM directory_place WHERE layout_id = $1 AND unit_id = $2";

constexpr std::string_view kDeleteFaults = R"sql(
    DELETE FROM directory_import_fault WHERE import_id = $1 AND seq IN
    (SELECT seq FROM directory_import_fault WHERE import_id = $1 ORDER BY seq LIMIT $2))sql";
constexpr std::string_view kDeleteChanges = R"sql(
    DELETE FROM directory_import_row WHERE import_id = $1 AND change = $3 AND seq IN
    (SELECT seq FROM directory_import_row WHERE import_id = $1 AND change = $3 ORDER BY seq LIMIT $2))sql";

constexpr std::string_view kFindStaged = R"sql(
    SELECT id FROM directory_version WHERE number IS NULL AND made_at < $1 ORDER BY made_at LIMIT 1)sql";
constexpr std::string_view kDeletePlaces = R"sql(
    DELETE FROM directory_place WHERE layout_id = $1 AND ordinal IN
    (SELECT ordinal FROM directory_place WHERE layout_id = $1 ORDER BY ordinal LIMIT $2))sql";
constexpr std::string_view kDeleteLabels = R"sql(
    DELETE FROM directory_label WHERE version_id = $1 AND unit_id IN
    (SELECT unit_id FROM directory_label WHERE version_id = $1 ORDER BY unit_id LIMIT $2))sql";
constexpr std::string_view kDeleteStagedSuccessors = "DELETE FROM directory_successor WHERE version_id = $1";
constexpr std::string_view kOutdateImports = R"sql(
    UPDATE directory_import SET state = 'failed', revision = revision + 1
    WHERE version_id = $1 AND state IN ('checking', 'ready'))sql";
constexpr std::string_view kDeleteVersion = "DELETE FROM directory_version WHERE id = $1 AND number IS NULL";

constexpr std::array<std::string_view, 6> kStateWords = {"checking", "faulty",   "same",
                                                         "ready",    "switched", "failed"};

template <class RowType>
ImportView ReadImport(const RowType& row) {
    ImportView view;
    view.id = row.template Get<ImportId>("id");
    const auto word = row.template Get<std::string>("state");
    const auto state = std::find(kStateWords.begin(), kStateWords.end(), word);
    if (state == kStateWords.end()) throw std::logic_error("directory_import holds an unknown state");
    view.state = static_cast<ImportState>(state - kStateWords.begin());
    view.version = row.template Get<std::optional<TreeVersionId>>("version_id");
    view.base_number = row.template Get<std::int64_t>("base_number");
    view.rows = row.template Get<std::int64_t>("row_count");
    view.added = row.template Get<std::int64_t>("added");
    view.renamed = row.template Get<std::int64_t>("renamed");
    view.moved = row.template Get<std::int64_t>("moved");
    view.removed = row.template Get<std::int64_t>("removed");
    view.changed = row.template Get<std::int64_t>("changed");
    view.fault_count = row.template Get<std::int64_t>("fault_count");
    view.warning_count = row.template Get<std::int64_t>("warning_count");
    view.made_at = row.template Get<Instant>("made_at");
    view.revision = row.template Get<std::int64_t>("revision");
    return view;
}

}  // namespace

std::string_view ToWord(ImportState state) {
    return kStateWords.at(static_cast<std::size_t>(state));
}

ImportId InsertImport(storage::Tx& tx) {
    const auto id = tx.NewId<ImportId>();
    tx.Execute(kInsertImport, id, tx.Now());
    return id;
}

void InsertSource(storage::Tx& tx, ImportId import, std::string_view deflated) {
    for (std::size_t at = 0, part = 0; at < deflated.size(); at += kPartBytes, ++part) {
        tx.Execute(kInsertSource, import, static_cast<std::int64_t>(part),
                   storage::Blob{deflated.substr(at, kPartBytes)});
    }
}

std::string ReadSource(storage::Snapshot& snapshot, ImportId import) {
    std::string deflated;
    for (const storage::Row& row : snapshot.Query(kReadSource, import))
        deflated += row.Get<std::string_view>(0);
    return deflated;
}

void DeleteSource(storage::Tx& tx, ImportId import) {
    tx.Execute(kDeleteSource, import);
}

std::optional<ImportView> FindImport(storage::Snapshot& snapshot, ImportId import) {
    const auto row = snapshot.QueryOptional(kFindImport, import);
    if (!row) return std::nullopt;
    return ReadImport(*row);
}

std::vector<ImportView> ListImports(storage::Snapshot& snapshot, int limit) {
    std::vector<ImportView> imports;
    for (const storage::Row& row : snapshot.Query(kListImports, limit)) imports.push_back(ReadImport(row));
    return imports;
}

bool UpdateChecked(storage::Tx& tx, const ImportView& import) {
    return tx.Execute(kUpdateChecked, import.id, ToWord(import.state), import.version, import.base_number,
                      import.rows, import.added, import.renamed, import.moved, import.removed, import.changed,
                      import.fault_count, import.warning_count) == 1;
}

bool UpdateSwitched(storage::Tx& tx, ImportId import) {
    return tx.Execute(kUpdateSwitched, import) == 1;
}

std::int64_t DeleteFindings(storage::Tx& tx, ImportId import, int limit) {
    std::int64_t gone = tx.Execute(kDeleteFaults, import, limit);
    for (const Change change : {Change::kAdded, Change::kRenamed, Change::kMoved, Change::kRemoved}) {
        gone += tx.Execute(kDeleteChanges, import, limit, ToWord(change));
    }
    return gone;
}

void InsertFaults(storage::Tx& tx, ImportId import, std::int64_t first, std::span<const Finding> faults) {
    std::deque<std::string> texts;
    BulkInsert insert(
        tx, "INSERT INTO directory_import_fault (import_id, seq, place, code, arguments, blocks)", 6);
    for (const Finding& fault : faults) {
        json::object arguments;
        for (const auto& [name, value] : fault.arguments) arguments[name] = value;
        insert.Add(import, first++, fault.field, fault.code, texts.emplace_back(json::serialize(arguments)),
                   fault.blocks);
    }
    insert.Finish();
}

std::vector<FaultView> ListFaults(storage::Snapshot& snapshot, ImportId import, std::int64_t after,
                                  int limit) {
    std::vector<FaultView> faults;
    for (const storage::Row& row : snapshot.Query(kListFaults, import, after, limit)) {
        FaultView& fault = faults.emplace_back();
        fault.seq = row.Get<std::int64_t>("seq");
        fault.finding.field = row.Get<std::string>("place");
        fault.finding.code = row.Get<std::string>("code");
        fault.finding.blocks = row.Get<bool>("blocks");
        const json::value arguments = ParseJson(row.Get<std::string_view>("arguments"));
        for (const auto& [name, value] : arguments.as_object()) {
            fault.finding.arguments.emplace_back(name, std::string(value.as_string()));
        }
    }
    return faults;
}

void InsertChanges(storage::Tx& tx, ImportId import, Change change, std::int64_t first,
                   std::span<const ChangeRow> rows) {
    BulkInsert insert(tx,
                      "INSERT INTO directory_import_row "
                      "(import_id, change, seq, unit_id, code, name, was_name, parent_code, was_parent_code)",
                      9);
    for (const ChangeRow& row : rows) {
        insert.Add(import, ToWord(change), first++, row.unit, row.code, row.name, row.was_name,
                   row.parent_code, row.was_parent_code);
    }
    insert.Finish();
}

json::array ListChanges(storage::Snapshot& snapshot, ImportId import, Change change, std::int64_t after,
                        int limit, std::int64_t& last) {
    const auto text_or_null = [](std::optional<std::string_view> text) {
        return text ? json::value(*text) : json::value(nullptr);
    };
    json::array rows;
    for (const storage::Row& row : snapshot.Query(kListChanges, import, ToWord(change), after, limit)) {
        last = row.Get<std::int64_t>("seq");
        rows.push_back(
            {{"unit", row.Get<UnitId>("unit_id").ToString()},
             {"code", row.Get<std::string_view>("code")},
             {"name", row.Get<std::string_view>("name")},
             {"was_name", text_or_null(row.Get<std::optional<std::string_view>>("was_name"))},
             {"parent_code", row.Get<std::string_view>("parent_code")},
             {"was_parent_code", text_or_null(row.Get<std::optional<std::string_view>>("was_parent_code"))}});
    }
    return rows;
}

std::vector<RemovedUnit> ListRemoved(storage::Snapshot& snapshot, ImportId import) {
    std::vector<RemovedUnit> removed;
    for (const storage::Row& row : snapshot.Query(kListRemoved, import))
        removed.push_back({row.Get<UnitId>(0), row.Get<std::string>(1), row.Get<std::string>(2)});
    return removed;
}

std::optional<UnitId> FindNamesake(storage::Snapshot& snapshot, ImportId import, std::string_view name) {
    const storage::Rows rows = snapshot.Query(kListNamesakes, import, name);
    if (rows.size() != 2 || rows[0].Get<std::string_view>(0) != "added" ||
        rows[1].Get<std::string_view>(0) != "removed") {
        return std::nullopt;
    }
    return rows[0].Get<UnitId>(1);
}

bool IsRemovedBy(storage::Snapshot& snapshot, ImportId import, UnitId unit) {
    return snapshot.QueryOne(kIsRemoved, import, unit).Get<std::int64_t>("rows") > 0;
}

bool IsPlaced(storage::Snapshot& snapshot, TreeVersionId layout, UnitId unit) {
    return snapshot.QueryOptional(kIsPlaced, layout, unit).has_value();
}

std::int64_t DeleteStaged(storage::Tx& tx, Instant before, int limit) {
    const auto staged = tx.QueryOptional(kFindStaged, before);
    if (!staged) return 0;
    const auto version = staged->Get<TreeVersionId>("id");
    tx.Execute(kOutdateImports, version);
    std::int64_t gone = tx.Execute(kDeletePlaces, version, limit) + tx.Execute(kDeleteLabels, version, limit);
    if (gone > 0) return gone;
    tx.Execute(kDeleteStagedSuccessors, version);
    return tx.Execute(kDeleteVersion, version);
}

}  // namespace qz::directory
