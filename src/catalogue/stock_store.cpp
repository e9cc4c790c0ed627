#include "catalogue/stock.hpp"

namespace qz::catalogue {

namespace {

constexpr std::size_t kPieceBytes = 256 << 10;
constexpr std::string_view kFileBinding = "catalogue.import";
constexpr std::array<std::string_view, 4> kStateWords = {"waiting", "faulty", "applying", "done"};

constexpr std::string_view kInsertImport = R"sql(
    INSERT INTO catalogue_import (unit_id, id, account_id, source, as_of, roster, key_column, skip_faulty, tree_version,
                                  reach, state, row_count, faulty_rows, applied, faults, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', 0, 0, 0, '[]', $11))sql";

constexpr std::string_view kFindImport = R"sql(
    SELECT account_id, source, as_of, roster, key_column, skip_faulty, tree_version, reach, state, row_count, faulty_rows,
           applied, faults, at
    FROM catalogue_import WHERE unit_id = $1 AND id = $2)sql";

constexpr std::string_view kEndStaging = R"sql(
    UPDATE catalogue_import SET state = $1, row_count = $2, faulty_rows = $3, faults = $4
    WHERE unit_id = $5 AND id = $6 AND state = 'waiting')sql";

constexpr std::string_view kMoveApplied = R"sql(
    UPDATE catalogue_import SET state = $1, applied = $2
    WHERE unit_id = $3 AND id = $4 AND state = 'applying' AND applied = $5)sql";

constexpr std::string_view kInsertPart = R"sql(
    INSERT INTO catalogue_import_part (unit_id, import_id, kind, place, piece) VALUES ($1, $2, $3, $4, $5))sql";

constexpr std::string_view kListParts = R"sql(
    SELECT piece FROM catalogue_import_part WHERE unit_id = $1 AND import_id = $2 AND kind = $3 ORDER BY place)sql";

constexpr std::string_view kDeleteParts =
    "DELETE FROM catalogue_import_part WHERE unit_id = $1 AND import_id = $2 AND kind = $3";

constexpr std::string_view kInsertRow = R"sql(
    INSERT INTO catalogue_import_row (unit_id, import_id, number, target_unit_id, subject, fields)
    VALUES ($1, $2, $3, $4, $5, $6))sql";

constexpr std::string_view kListRows = R"sql(
    SELECT number, target_unit_id, subject, fields FROM catalogue_import_row
    WHERE unit_id = $1 AND import_id = $2 AND number > $3 ORDER BY number LIMIT $4)sql";

constexpr std::string_view kDeleteRows = R"sql(
    DELETE FROM catalogue_import_row WHERE unit_id = $1 AND import_id = $2 AND number IN (
        SELECT number FROM catalogue_import_row WHERE unit_id = $1 AND import_id = $2 AND number <= $3
        ORDER BY number LIMIT $4))sql";

std::string FindingsText(const Findings& findings) {
    json::array list;
    for (const Finding& finding : findings) {
        json::object arguments;
        for (const auto& [name, value] : finding.arguments) arguments[name] = value;
        list.push_back(json::object{
            {"field", finding.field}, {"code", finding.code}, {"arguments", std::move(arguments)}});
    }
    return json::serialize(list);
}

Findings ReadFindings(std::string_view text) {
    Findings findings;
    const json::value list = ParseJson(text);
    for (const json::value& item : list.as_array()) {
        const json::object& object = item.as_object();
        Finding finding{
            std::string(object.at("field").as_string()), std::string(object.at("code").as_string()), {}};
        for (const auto& member : object.at("arguments").as_object()) {
            finding.arguments.emplace_back(std::string(member.key()),
                                           std::string(member.value().as_string()));
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

std::string ReachText(const std::vector<OrdinalRange>& reach) {
    json::array list;
    for (const OrdinalRange& range : reach) list.push_back(json::array{range.first, range.last});
    return json::serialize(list);
}

std::vector<OrdinalRange> ReadReach(std::string_view text) {
    std::vector<OrdinalRange> reach;
    const json::value list = ParseJson(text);
    for (const json::value& item : list.as_array()) {
        reach.push_back(
            {item.as_array().at(0).to_number<Ordinal>(), item.as_array().at(1).to_number<Ordinal>()});
    }
    return reach;
}

}  // namespace

std::string_view ToWord(ImportState state) {
    return kStateWords[static_cast<std::size_t>(state)];
}

void InsertImport(storage::Tx& tx, const Import& import) {
    tx.Execute(kInsertImport, import.unit, import.id, import.account, import.request.source,
               import.request.as_of, import.request.roster, import.request.key_column,
               import.request.skip_faulty, import.tree_version, ReachText(import.reach), tx.Now());
}

std::optional<Import> FindImport(storage::Snapshot& snapshot, UnitId unit, ImportId id) {
    const auto row = snapshot.QueryOptional(kFindImport, unit, id);
    if (!row) return std::nullopt;
    Import import;
    import.unit = unit;
    import.id = id;
    import.account = row->Get<AccountId>("account_id");
    import.request = {row->Get<std::string>("source"), row->Get<Date>("as_of"),
                      row->Get<std::string>("roster"), row->Get<std::string>("key_column"),
                      row->Get<bool>("skip_faulty")};
    import.tree_version = row->Get<TreeVersionId>("tree_version");
    import.reach = ReadReach(row->Get<std::string_view>("reach"));
    const auto state = std::find(kStateWords.begin(), kStateWords.end(), row->Get<std::string_view>("state"));
    import.state = static_cast<ImportState>(state - kStateWords.begin());
    import.rows = row->Get<std::int64_t>("row_count");
    import.faulty_rows = row->Get<std::int64_t>("faulty_rows");
    import.applied = row->Get<std::int64_t>("applied");
    import.faults = ReadFindings(row->Get<std::string_view>("faults"));
    import.at = row->Get<Instant>("at");
    return import;
}

bool EndStaging(storage::Tx& tx, const Import& import) {
    return tx.Execute(kEndStaging, ToWord(import.state), import.rows, import.faulty_rows,
                      FindingsText(import.faults), import.unit, import.id) == 1;
}

bool MoveApplied(storage::Tx& tx, const Import& import, std::int64_t from) {
    return tx.Execute(kMoveApplied, ToWord(import.state), import.applied, import.unit, import.id, from) == 1;
}

void InsertParts(storage::Tx& tx, UnitId unit, ImportId id, std::string_view kind, std::string_view text) {
    for (std::int64_t place = 0; !text.empty(); ++place) {
        tx.Execute(kInsertPart, unit, id, kind, place, text.substr(0, kPieceBytes));
        text.remove_prefix(std::min(kPieceBytes, text.size()));
    }
}

std::string ListParts(storage::Snapshot& snapshot, UnitId unit, ImportId id, std::string_view kind) {
    std::string text;
    for (const auto row : snapshot.Query(kListParts, unit, id, kind)) text += row.Get<std::string_view>(0);
    return text;
}

void DeleteParts(storage::Tx& tx, UnitId unit, ImportId id, std::string_view kind) {
    tx.Execute(kDeleteParts, unit, id, kind);
}

void InsertRow(storage::Tx& tx, UnitId unit, ImportId id, const StagedRow& row) {
    json::object fields;
    for (const auto& [element, value] : row.fields) fields[element.ToString()] = value;
    tx.Defer(kInsertRow, unit, id, row.number, row.unit, row.subject, json::serialize(fields));
}

std::vector<StagedRow> ListRows(storage::Snapshot& snapshot, UnitId unit, ImportId id, std::int64_t after,
                                int limit) {
    std::vector<StagedRow> rows;
    for (const auto row : snapshot.Query(kListRows, unit, id, after, limit)) {
        StagedRow& staged = rows.emplace_back();
        staged.number = row.Get<std::int64_t>(0);
        staged.unit = row.Get<UnitId>(1);
        staged.subject = row.Get<std::string>(2);
        const json::value fields = ParseJson(row.Get<std::string_view>(3));
        for (const auto& member : fields.as_object()) {
            staged.fields.emplace_back(ElementId{ParseIdValue(member.key()).value_or(0)},
                                       std::string(member.value().as_string()));
        }
    }
    return rows;
}

std::int64_t DeleteRows(storage::Tx& tx, UnitId unit, ImportId id, std::int64_t last, int limit) {
    return tx.Execute(kDeleteRows, unit, id, last, limit);
}

std::string SealFile(const secrets::Keyring& keys, std::string_view bytes) {
    return keys.Seal(bytes, kFileBinding);
}

std::string OpenFile(const secrets::Keyring& keys, std::string_view sealed) {
    return keys.Open(sealed, kFileBinding);
}

}  // namespace qz::catalogue
