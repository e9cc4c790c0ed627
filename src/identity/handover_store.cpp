#include "identity/store.hpp"

namespace qz::identity {

namespace {

constexpr std::string_view kInsert = R"sql(
    INSERT INTO identity_handover (unit_id, id, from_post, to_post, from_name, to_name, title, reason, by_name, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql";
constexpr std::string_view kInsertItem = R"sql(
    INSERT INTO identity_handover_item (unit_id, handover_id, position, label, number)
    VALUES ($1, $2, $3, $4, $5))sql";
constexpr std::string_view kFind = R"sql(
    SELECT unit_id, id, from_post, to_post, from_name, to_name, title, reason, by_name, at
    FROM identity_handover WHERE id = $1)sql";
constexpr std::string_view kListItems = R"sql(
    SELECT label, number FROM identity_handover_item
    WHERE unit_id = $1 AND handover_id = $2
    ORDER BY position)sql";

constexpr std::string_view kInsertReplacement = R"sql(
    INSERT INTO identity_replacement (id, unit_id, account_id, post_id, state, reason, plan, total_rows, done_rows,
                                      outcome, at)
    VALUES ($1, $2, $3, $4, 0, $5, $6, $7, 0, '[]', $8))sql";
constexpr std::string_view kFindReplacement = R"sql(
    SELECT id, unit_id, account_id, post_id, state, reason, plan, total_rows, done_rows, outcome
    FROM identity_replacement WHERE id = $1)sql";
constexpr std::string_view kBeginReplacement =
    "UPDATE identity_replacement SET state = 1 WHERE id = $1 AND state = 0";
// The number of rows done guards the slice: it is applied once, however often the job runs.
constexpr std::string_view kAdvanceReplacement = R"sql(
    UPDATE identity_replacement
    SET done_rows = $3, outcome = $4, state = CASE WHEN total_rows = $3 THEN 2 ELSE 1 END
    WHERE id = $1 AND done_rows = $2 AND state = 1)sql";

}  // namespace

HandoverId InsertHandover(storage::Tx& tx, const Handover& handover) {
    const auto id = tx.NewId<HandoverId>();
    tx.Execute(kInsert, handover.unit, id, handover.from, handover.to, handover.from_name, handover.to_name,
               handover.title, handover.reason, handover.by_name, tx.Now());
    int position = 0;
    for (const Moved& item : handover.items) {
        tx.Execute(kInsertItem, handover.unit, id, position++, item.label, item.number);
    }
    return id;
}

std::optional<Handover> FindHandover(storage::Snapshot& snapshot, HandoverId id) {
    const auto row = snapshot.QueryOptional(kFind, id);
    if (!row) return std::nullopt;
    Handover handover;
    handover.id = id;
    handover.unit = row->Get<UnitId>("unit_id");
    handover.from = row->Get<PostId>("from_post");
    handover.to = row->Get<PostId>("to_post");
    handover.from_name = row->Get<std::string>("from_name");
    handover.to_name = row->Get<std::string>("to_name");
    handover.title = row->Get<std::string>("title");
    handover.reason = row->Get<std::string>("reason");
    handover.by_name = row->Get<std::string>("by_name");
    handover.at = row->Get<Instant>("at");
    for (const storage::Row item : snapshot.Query(kListItems, handover.unit, id)) {
        handover.items.push_back({item.Get<std::string>("label"), item.Get<std::int64_t>("number")});
    }
    return handover;
}

ReplacementId InsertReplacement(storage::Tx& tx, const Replacement& replacement) {
    const auto id = tx.NewId<ReplacementId>();
    tx.Execute(kInsertReplacement, id, replacement.unit, replacement.account, replacement.post,
               replacement.reason, replacement.plan, replacement.total_rows, tx.Now());
    return id;
}

std::optional<Replacement> FindReplacement(storage::Snapshot& snapshot, ReplacementId id) {
    const auto row = snapshot.QueryOptional(kFindReplacement, id);
    if (!row) return std::nullopt;
    Replacement replacement;
    replacement.id = id;
    replacement.unit = row->Get<UnitId>("unit_id");
    replacement.account = row->Get<AccountId>("account_id");
    replacement.post = row->Get<PostId>("post_id");
    replacement.state = static_cast<ReplacementState>(row->Get<std::int64_t>("state"));
    replacement.reason = row->Get<std::string>("reason");
    replacement.plan = row->Get<std::string>("plan");
    replacement.total_rows = row->Get<std::int64_t>("total_rows");
    replacement.done_rows = row->Get<std::int64_t>("done_rows");
    replacement.outcome = row->Get<std::string>("outcome");
    return replacement;
}

bool BeginReplacement(storage::Tx& tx, ReplacementId replacement) {
    return tx.Execute(kBeginReplacement, replacement) == 1;
}

bool AdvanceReplacement(storage::Tx& tx, ReplacementId replacement, std::int64_t from, std::int64_t to,
                        std::string_view outcome) {
    return tx.Execute(kAdvanceReplacement, replacement, from, to, outcome) == 1;
}

}  // namespace qz::identity
