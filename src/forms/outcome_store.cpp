#include "forms/outcome_store.hpp"

namespace qz::forms {

namespace {

constexpr std::string_view kInsertOutcome =
    "INSERT INTO forms_outcome (unit_id, id, answer, made_at) VALUES ($1, $2, $3, $4)";
constexpr std::string_view kFindOutcome = "SELECT answer FROM forms_outcome WHERE unit_id = $1 AND id = $2";
constexpr std::string_view kListOld =
    "SELECT unit_id, id FROM forms_outcome WHERE made_at < $1 ORDER BY made_at LIMIT $2";
constexpr std::string_view kDeleteOutcome = "DELETE FROM forms_outcome WHERE unit_id = $1 AND id = $2";

}  // namespace

http::Reply AnswerOnce(storage::Tx& tx, UnitId unit, const json::value& answer) {
    http::Reply reply = http::Json(answer);
    reply.object = tx.NextId();
    tx.Execute(kInsertOutcome, unit, reply.object, reply.body, tx.Now());
    return reply;
}

http::Reply AnswerAgain(storage::Snapshot& snapshot, UnitId unit, std::int64_t outcome) {
    const auto row = snapshot.QueryOptional(kFindOutcome, unit, outcome);
    if (!row) throw Problem::NotFound();
    return http::JsonText(row->Get<std::string>("answer"));
}

std::int64_t DeleteOutcomes(storage::Tx& tx, Instant before, int limit) {
    std::int64_t count = 0;
    for (const storage::Row row : tx.Query(kListOld, before, limit))
        count += tx.Execute(kDeleteOutcome, row.Get<UnitId>(0), row.Get<std::int64_t>(1));
    return count;
}

}  // namespace qz::forms
