#include "handed/store.hpp"

namespace qz::handed {

namespace {

constexpr std::string_view kInsertWorkbook = R"sql(
    INSERT INTO handed_workbook (unit_id, id, account_id, post_id, name, file, filled_file, state, marks, view, decision,
                                 filled_cells, matter_id, revision, at)
    VALUES ($1, $2, $3, $4, $5, $6, '', 'ready', $7, $8, '', 0, NULL, 1, $9))sql";

constexpr std::string_view kFindWorkbook = R"sql(
    SELECT unit_id, id, account_id, post_id, name, file, filled_file, state, marks, view, decision, filled_cells,
           matter_id, revision, at
    FROM handed_workbook WHERE unit_id = $1 AND id = $2)sql";

constexpr std::string_view kFindAnyWorkbook = R"sql(
    SELECT unit_id, id, account_id, post_id, name, file, filled_file, state, marks, view, decision, filled_cells,
           matter_id, revision, at
    FROM handed_workbook WHERE id = $1)sql";

constexpr std::string_view kListWorkbooks = R"sql(
    SELECT unit_id, id, account_id, post_id, name, file, filled_file, state, marks, view, decision, filled_cells,
           matter_id, revision, at
    FROM handed_workbook WHERE unit_id = $1 AND account_id = $2 ORDER BY id DESC LIMIT $3)sql";

constexpr std::string_view kListBefore = R"sql(
    SELECT unit_id, id, account_id, post_id, name, file, filled_file, state, marks, view, decision, filled_cells,
           matter_id, revision, at
    FROM handed_workbook WHERE at < $1 ORDER BY at LIMIT $2)sql";

constexpr std::string_view kUpdateWorkbook = R"sql(
    UPDATE handed_workbook
    SET filled_file = $1, state = $2, marks = $3, view = $4, decision = $5, filled_cells = $6, matter_id = $7,
        revision = revision + 1
    WHERE unit_id = $8 AND id = $9 AND revision = $10)sql";

constexpr std::string_view kDeleteWorkbook = "DELETE FROM handed_workbook WHERE unit_id = $1 AND id = $2";

constexpr std::string_view kTakeReveals = R"sql(
    INSERT INTO handed_reveal (unit_id, day, taken) VALUES ($1, $2, $3)
    ON CONFLICT (unit_id, day) DO UPDATE SET taken = handed_reveal.taken + excluded.taken
    WHERE handed_reveal.taken + excluded.taken <= $4)sql";

constexpr std::string_view kPutMatter = R"sql(
    INSERT INTO handed_matter (id, issuer_unit_id, issuer_name, fingerprint, title, labels, state, reason, asked_by,
                               asked_at, answer, answered_at, first_at, last_at, revision)
    VALUES ($1, $2, $3, $4, $5, $6, 'registered', '', NULL, NULL, '', NULL, $7, $7, 1)
    ON CONFLICT (issuer_unit_id, issuer_name, fingerprint) DO UPDATE SET last_at = excluded.last_at
    RETURNING id)sql";

constexpr std::string_view kInsertRequest = R"sql(
    INSERT INTO handed_request (unit_id, id, matter_id, channel, minutes, account_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql";

constexpr std::string_view kFindMatter = R"sql(
    SELECT id, issuer_unit_id, issuer_name, fingerprint, title, labels, state, reason, asked_by, asked_at, answer,
           answered_at, first_at, last_at, revision
    FROM handed_matter WHERE id = $1)sql";

constexpr std::string_view kUpdateMatter = R"sql(
    UPDATE handed_matter
    SET state = $1, reason = $2, asked_by = $3, asked_at = $4, answer = $5, answered_at = $6, revision = revision + 1
    WHERE id = $7 AND revision = $8)sql";

// A zero asks for every issuer.
constexpr std::string_view kListMatters = R"sql(
    SELECT id, issuer_unit_id, issuer_name, fingerprint, title, labels, state, reason, asked_by, asked_at, answer,
           answered_at, first_at, last_at, revision
    FROM handed_matter WHERE id < $1 AND ($2 = 0 OR issuer_unit_id = $2) ORDER BY id DESC LIMIT $3)sql";

constexpr std::string_view kFiguresOf = R"sql(
    SELECT COUNT(DISTINCT unit_id), COUNT(*), COALESCE(SUM(minutes), 0) FROM handed_request WHERE matter_id = $1)sql";

constexpr std::string_view kUnitsOf =
    "SELECT DISTINCT unit_id FROM handed_request WHERE matter_id = $1 ORDER BY unit_id";

constexpr std::string_view kListRegistered = R"sql(
    SELECT m.id, m.issuer_unit_id, m.issuer_name, m.fingerprint, m.title, m.labels, m.state, m.reason, m.asked_by,
           m.asked_at, m.answer, m.answered_at, m.first_at, m.last_at, m.revision, r.id, r.channel, r.minutes, r.at
    FROM handed_request r JOIN handed_matter m ON m.id = r.matter_id
    WHERE r.unit_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3)sql";

WorkbookState WorkbookStateFrom(std::string_view word) {
    for (const auto state : {WorkbookState::kReady, WorkbookState::kFilling, WorkbookState::kFilled}) {
        if (ToWord(state) == word) return state;
    }
    return WorkbookState::kFailed;
}

MatterState MatterStateFrom(std::string_view word) {
    for (const auto state : {MatterState::kAskedToAdmit, MatterState::kAskedToStop, MatterState::kWillAdmit,
                             MatterState::kStopped}) {
        if (ToWord(state) == word) return state;
    }
    return MatterState::kRegistered;
}

Workbook ReadWorkbook(const storage::Row& row) {
    Workbook workbook;
    workbook.unit = row.Get<UnitId>(0);
    workbook.id = row.Get<WorkbookId>(1);
    workbook.account = row.Get<AccountId>(2);
    workbook.post = row.Get<PostId>(3);
    workbook.name = row.Get<std::string>(4);
    workbook.file = row.Get<std::string>(5);
    workbook.filled_file = row.Get<std::string>(6);
    workbook.state = WorkbookStateFrom(row.Get<std::string_view>(7));
    workbook.marks = row.Get<std::string>(8);
    workbook.view = row.Get<std::string>(9);
    workbook.decision = row.Get<std::string>(10);
    workbook.filled_cells = row.Get<std::int64_t>(11);
    workbook.matter = row.Get<std::optional<MatterId>>(12);
    workbook.revision = row.Get<std::int64_t>(13);
    workbook.at = row.Get<Instant>(14);
    return workbook;
}

std::vector<Workbook> ReadWorkbooks(const storage::Rows& rows) {
    std::vector<Workbook> workbooks;
    for (const auto row : rows) workbooks.push_back(ReadWorkbook(row));
    return workbooks;
}

std::optional<Workbook> FirstOf(const storage::Rows& rows) {
    return rows.empty() ? std::nullopt : std::optional<Workbook>(ReadWorkbook(rows[0]));
}

Matter ReadMatter(const storage::Row& row) {
    Matter matter;
    matter.id = row.Get<MatterId>(0);
    matter.issuer = row.Get<UnitId>(1);
    matter.issuer_name = row.Get<std::string>(2);
    matter.fingerprint = row.Get<std::string>(3);
    matter.title = row.Get<std::string>(4);
    matter.labels = row.Get<std::string>(5);
    matter.state = MatterStateFrom(row.Get<std::string_view>(6));
    matter.reason = row.Get<std::string>(7);
    matter.asked_by = row.Get<std::optional<UnitId>>(8);
    matter.asked_at = row.Get<std::optional<Instant>>(9);
    matter.answer = row.Get<std::string>(10);
    matter.answered_at = row.Get<std::optional<Instant>>(11);
    matter.first_at = row.Get<Instant>(12);
    matter.last_at = row.Get<Instant>(13);
    matter.revision = row.Get<std::int64_t>(14);
    return matter;
}

MatterFigures WithFigures(storage::Snapshot& snapshot, Matter matter) {
    MatterFigures figures;
    const auto row = snapshot.QueryOne(kFiguresOf, matter.id);
    figures.units = row.Get<std::int64_t>(0);
    figures.times = row.Get<std::int64_t>(1);
    figures.minutes = row.Get<std::int64_t>(2);
    figures.matter = std::move(matter);
    return figures;
}

}  // namespace

WorkbookId InsertWorkbook(storage::Tx& tx, const Workbook& workbook) {
    const WorkbookId id = tx.NewId<WorkbookId>();
    tx.Execute(kInsertWorkbook, workbook.unit, id, workbook.account, workbook.post, workbook.name,
               workbook.file, workbook.marks, workbook.view, tx.Now());
    return id;
}

std::optional<Workbook> FindWorkbook(storage::Snapshot& snapshot, UnitId unit, WorkbookId id) {
    return FirstOf(snapshot.Query(kFindWorkbook, unit, id));
}

std::optional<Workbook> FindWorkbook(storage::Snapshot& snapshot, WorkbookId id) {
    return FirstOf(snapshot.Query(kFindAnyWorkbook, id));
}

std::vector<Workbook> ListWorkbooks(storage::Snapshot& snapshot, UnitId unit, AccountId account, int limit) {
    return ReadWorkbooks(snapshot.Query(kListWorkbooks, unit, account, limit));
}

void UpdateWorkbook(storage::Tx& tx, const Workbook& workbook) {
    const std::int64_t updated =
        tx.Execute(kUpdateWorkbook, workbook.filled_file, ToWord(workbook.state), workbook.marks,
                   workbook.view, workbook.decision, workbook.filled_cells, workbook.matter, workbook.unit,
                   workbook.id, workbook.revision);
    if (updated == 0) throw Problem::Conflict("handed.workbook.moved_on");
}

void DeleteWorkbook(storage::Tx& tx, UnitId unit, WorkbookId id) {
    tx.Execute(kDeleteWorkbook, unit, id);
}

std::vector<Workbook> ListWorkbooksBefore(storage::Snapshot& snapshot, Instant before, int limit) {
    return ReadWorkbooks(snapshot.Query(kListBefore, before, limit));
}

bool TakeReveals(storage::Tx& tx, UnitId unit, Date day, std::int64_t rows, std::int64_t most) {
    return rows <= most && tx.Execute(kTakeReveals, unit, day, rows, most) > 0;
}

std::string FingerprintOf(const json::array& labels) {
    std::vector<std::string> names;
    for (const json::value& label : labels) names.push_back(text::Normalise(label.at("label").as_string()));
    std::sort(names.begin(), names.end());
    std::string joined;
    for (const std::string& name : names) joined += name + '\n';
    return secrets::Hex(secrets::Sha256(joined));
}

MatterId PutMatter(storage::Tx& tx, const Matter& matter) {
    return tx
        .QueryOne(kPutMatter, tx.NewId<MatterId>(), matter.issuer, matter.issuer_name, matter.fingerprint,
                  matter.title, matter.labels, tx.Now())
        .Get<MatterId>(0);
}

void InsertRequest(storage::Tx& tx, UnitId unit, MatterId matter, std::string_view channel,
                   std::int64_t minutes, AccountId by) {
    tx.Execute(kInsertRequest, unit, tx.NewId<RequestId>(), matter, channel, minutes, by, tx.Now());
}

std::optional<Matter> FindMatter(storage::Snapshot& snapshot, MatterId id) {
    const auto rows = snapshot.Query(kFindMatter, id);
    return rows.empty() ? std::nullopt : std::optional<Matter>(ReadMatter(rows[0]));
}

void UpdateMatter(storage::Tx& tx, const Matter& matter) {
    if (tx.Execute(kUpdateMatter, ToWord(matter.state), matter.reason, matter.asked_by, matter.asked_at,
                   matter.answer, matter.answered_at, matter.id, matter.revision) == 0) {
        throw Problem::Conflict("handed.request.moved_on");
    }
}

std::vector<MatterFigures> ListMatters(storage::Snapshot& snapshot, std::optional<UnitId> issuer,
                                       MatterId before, int limit) {
    std::vector<Matter> matters;
    for (const auto row : snapshot.Query(kListMatters, before, issuer.value_or(UnitId{}), limit))
        matters.push_back(ReadMatter(row));
    std::vector<MatterFigures> figures;
    for (Matter& matter : matters) figures.push_back(WithFigures(snapshot, std::move(matter)));
    return figures;
}

std::optional<MatterFigures> FindMatterFigures(storage::Snapshot& snapshot, MatterId id) {
    auto matter = FindMatter(snapshot, id);
    if (!matter) return std::nullopt;
    return WithFigures(snapshot, std::move(*matter));
}

std::vector<UnitId> ListUnitsOf(storage::Snapshot& snapshot, MatterId matter) {
    std::vector<UnitId> units;
    for (const auto row : snapshot.Query(kUnitsOf, matter)) units.push_back(row.Get<UnitId>(0));
    return units;
}

std::vector<Registered> ListRegistered(storage::Snapshot& snapshot, UnitId unit, RequestId before,
                                       int limit) {
    std::vector<Registered> registered;
    for (const auto row : snapshot.Query(kListRegistered, unit, before, limit)) {
        registered.push_back({row.Get<RequestId>(15), ReadMatter(row), row.Get<std::string>(16),
                              row.Get<std::int64_t>(17), row.Get<Instant>(18)});
    }
    return registered;
}

}  // namespace qz::handed
