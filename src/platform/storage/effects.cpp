#include "platform/storage/storage.hpp"

namespace qz::storage {

namespace {

constexpr std::string_view kFindEffect = R"sql(
    SELECT request_hash, status, object_id FROM platform_idempotency
    WHERE unit_id = $1 AND account_id = $2 AND key = $3)sql";

// No ON CONFLICT: of two requests with one key that run together the second must fail whole, then find the
// first's row.
constexpr std::string_view kInsertEffect = R"sql(
    INSERT INTO platform_idempotency (unit_id, account_id, key, request_hash, status, object_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql";

constexpr std::string_view kListOldEffects = R"sql(
    SELECT unit_id, account_id, key FROM platform_idempotency WHERE at < $1 ORDER BY at LIMIT $2)sql";
constexpr std::string_view kDeleteEffect = R"sql(
    DELETE FROM platform_idempotency WHERE unit_id = $1 AND account_id = $2 AND key = $3)sql";

constexpr std::string_view kListChanges = R"sql(
    SELECT c.number, c.unit_id, c.topic, c.object_id
    FROM platform_change c
    WHERE c.number > $1 AND c.number <= (SELECT published FROM platform_sequencer WHERE name = 'platform_change')
    ORDER BY c.number LIMIT $2)sql";

constexpr std::string_view kFindPublished =
    "SELECT published FROM platform_sequencer WHERE name = 'platform_change'";

// Two halves, each on its own index: not numbered yet, and numbered but not published.
constexpr std::string_view kListWaiting = R"sql(
    SELECT unit_id, topic, object_id FROM platform_change WHERE number IS NULL
    UNION ALL
    SELECT unit_id, topic, object_id FROM platform_change
    WHERE number > (SELECT published FROM platform_sequencer WHERE name = 'platform_change')
    LIMIT $1)sql";

constexpr std::string_view kFindNumbered =
    "SELECT reserved, published FROM platform_sequencer WHERE name = $1";

}  // namespace

std::optional<Effect> FindEffect(Snapshot& snapshot, UnitId unit, AccountId account, std::string_view key) {
    const Rows rows = snapshot.Query(kFindEffect, unit, account, key);
    if (rows.empty()) return std::nullopt;
    return Effect{rows[0].Get<std::string>(0), rows[0].Get<int>(1), rows[0].Get<std::int64_t>(2)};
}

void InsertEffect(Tx& tx, UnitId unit, AccountId account, std::string_view key, const Effect& effect) {
    tx.Defer(kInsertEffect, unit, account, key, Blob{effect.request_hash}, effect.status, effect.object,
             tx.Now());
}

std::int64_t DeleteEffects(Tx& tx, Instant before, int limit) {
    const Rows old = tx.Query(kListOldEffects, before, limit);
    for (const Row row : old) {
        tx.Defer(kDeleteEffect, row.Get<std::int64_t>(0), row.Get<std::int64_t>(1),
                 row.Get<std::string_view>(2));
    }
    return old.size();
}

Database::Numbered Database::FindNumbered(Snapshot& snapshot, std::string_view table) {
    const auto row = snapshot.QueryOptional(kFindNumbered, table);
    if (!row) return {};
    return {row->Get<std::int64_t>(0), row->Get<std::int64_t>(1)};
}

std::vector<Database::Change> Database::ListChanges(Snapshot& snapshot, std::int64_t after, int limit) {
    std::vector<Change> changes;
    for (const Row row : snapshot.Query(kListChanges, after, limit)) {
        // A gap is a change that is not visible yet: what comes behind it waits too.
        if (row.Get<std::int64_t>(0) != after + 1) break;
        ++after;
        changes.push_back(
            {after, {row.Get<std::int64_t>(1)}, row.Get<std::string>(2), row.Get<std::int64_t>(3)});
    }
    return changes;
}

Database::Frontier Database::FindFrontier(Snapshot& snapshot, int limit) {
    Frontier frontier;
    frontier.published = snapshot.QueryOne(kFindPublished).Get<std::int64_t>(0);
    // SQLite numbers in the transaction of the change: nothing ever waits.
    if (snapshot.engine() == Engine::kSqlite) return frontier;
    for (const Row row : snapshot.Query(kListWaiting, limit)) {
        frontier.waiting.push_back(
            {0, {row.Get<std::int64_t>(0)}, row.Get<std::string>(1), row.Get<std::int64_t>(2)});
    }
    return frontier;
}

}  // namespace qz::storage
