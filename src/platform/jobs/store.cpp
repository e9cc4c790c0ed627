#include "platform/jobs/store.hpp"

namespace qz::jobs {

namespace {

constexpr std::string_view kInsert = R"sql(
    INSERT INTO platform_job (unit_id, id, kind, payload, state, run_at, attempts, last_error, lease_holder,
                              leased_until, created_at)
    VALUES ($1, $2, $3, $4, 0, $5, 0, '', 0, 0, $6))sql";

constexpr std::string_view kFind = R"sql(
    SELECT unit_id, id, kind, payload, state, attempts, last_error, run_at FROM platform_job
    WHERE unit_id = $1 AND id = $2)sql";

constexpr std::string_view kList = R"sql(
    SELECT unit_id, id, kind, payload, state, attempts, last_error, run_at FROM platform_job
    WHERE state IN (0, 1, 3) ORDER BY id DESC LIMIT $1)sql";

// Guarded instead of SKIP LOCKED, which does not spread over nodes: of two runners one gets the row back.
constexpr std::string_view kClaim = R"sql(
    UPDATE platform_job SET state = 1, attempts = attempts + 1, lease_holder = $3, leased_until = $4
    WHERE unit_id = $1 AND id = $2
      AND ((state = 0 AND run_at <= $5) OR (state = 1 AND leased_until <= $5))
    RETURNING kind, payload, attempts)sql";

constexpr std::string_view kRenew = R"sql(
    UPDATE platform_job SET leased_until = $4
    WHERE unit_id = $1 AND id = $2 AND state = 1 AND lease_holder = $3)sql";

constexpr std::string_view kMarkDone = R"sql(
    UPDATE platform_job SET state = 2, last_error = '', finished_at = $4
    WHERE unit_id = $1 AND id = $2 AND state = 1 AND lease_holder = $3)sql";

constexpr std::string_view kMarkTried = R"sql(
    UPDATE platform_job SET state = $4, last_error = $5, run_at = $6, finished_at = $7, leased_until = 0
    WHERE unit_id = $1 AND id = $2 AND state = 1 AND lease_holder = $3)sql";

constexpr std::string_view kListDone = R"sql(
    SELECT unit_id, id FROM platform_job WHERE state = 2 AND finished_at < $1 ORDER BY finished_at LIMIT $2)sql";
constexpr std::string_view kDelete = "DELETE FROM platform_job WHERE unit_id = $1 AND id = $2 AND state = 2";

constexpr std::string_view kInsertRecurrence = R"sql(
    INSERT INTO platform_recurrence (kind, run_at, lease_holder, leased_until, last_error)
    VALUES ($1, $2, 0, 0, '') ON CONFLICT (kind) DO NOTHING)sql";
constexpr std::string_view kClaimRecurrence = R"sql(
    UPDATE platform_recurrence SET lease_holder = $2, leased_until = $4
    WHERE kind = $1 AND run_at <= $3 AND leased_until <= $3)sql";
constexpr std::string_view kRenewRecurrence =
    "UPDATE platform_recurrence SET leased_until = $3 WHERE kind = $1 AND lease_holder = $2";
constexpr std::string_view kScheduleRecurrence = R"sql(
    UPDATE platform_recurrence SET run_at = $3, leased_until = 0, last_error = $4
    WHERE kind = $1 AND lease_holder = $2)sql";

View ReadView(const storage::Row& row) {
    View view;
    view.unit = row.Get<UnitId>("unit_id");
    view.id = row.Get<JobId>("id");
    view.kind = row.Get<std::string>("kind");
    view.payload = row.Get<std::string>("payload");
    view.state = static_cast<State>(row.Get<int>("state"));
    view.attempts = row.Get<int>("attempts");
    view.last_error = row.Get<std::string>("last_error");
    view.run_at = row.Get<Instant>("run_at");
    return view;
}

}  // namespace

std::optional<View> Find(storage::Snapshot& snapshot, UnitId unit, JobId job) {
    const storage::Rows rows = snapshot.Query(kFind, unit, job);
    if (rows.empty()) return std::nullopt;
    return ReadView(rows[0]);
}

std::vector<View> List(storage::Snapshot& snapshot, int limit) {
    std::vector<View> views;
    const storage::Rows rows = snapshot.Query(kList, limit);
    for (const storage::Row row : rows) views.push_back(ReadView(row));
    return views;
}

void InsertJob(storage::Tx& tx, UnitId unit, JobId id, std::string_view kind, std::string_view payload,
               Instant run_at) {
    tx.Defer(kInsert, unit, id, kind, payload, run_at, tx.Now());
}

std::vector<Due> ListDue(storage::Snapshot& snapshot, const std::vector<std::string>& kinds, Instant now,
                         int limit) {
    // One text for each number of kinds, and a runner has one number of kinds: it is prepared once.
    std::vector<storage::Parameter> parameters{storage::Parameter(now), storage::Parameter(limit)};
    std::string places;
    for (const std::string& kind : kinds) {
        parameters.emplace_back(kind);
        places += (places.empty() ? "$" : ", $") + std::to_string(parameters.size());
    }
    const std::string sql = "SELECT unit_id, id FROM platform_job WHERE kind IN (" + places +
                            ") AND ((state = 0 AND run_at <= $1) OR (state = 1 AND leased_until <= $1)) "
                            "ORDER BY run_at, id LIMIT $2";
    std::vector<Due> due;
    const storage::Rows rows = snapshot.QueryWith(sql, parameters);
    for (const storage::Row row : rows) due.push_back({row.Get<UnitId>(0), row.Get<JobId>(1)});
    return due;
}

std::optional<Job> Claim(storage::Tx& tx, const Due& due, std::int64_t holder, Instant now, Instant until) {
    const auto row = tx.QueryOptional(kClaim, due.unit, due.id, holder, until, now);
    if (!row) return std::nullopt;
    return Job{due.id, due.unit, row->Get<std::string>("kind"), row->Get<std::string>("payload"),
               row->Get<int>("attempts")};
}

void RenewLease(storage::Tx& tx, const Due& due, std::int64_t holder, Instant until) {
    tx.Execute(kRenew, due.unit, due.id, holder, until);
}

void MarkDone(storage::Tx& tx, const Due& due, std::int64_t holder, Instant now) {
    tx.Execute(kMarkDone, due.unit, due.id, holder, now);
}

void MarkTried(storage::Tx& tx, const Due& due, std::int64_t holder, State state, std::string_view error,
               Instant run_at, Instant now) {
    const auto finished = state == State::kFailed ? std::optional<Instant>(now) : std::nullopt;
    tx.Execute(kMarkTried, due.unit, due.id, holder, static_cast<int>(state), error, run_at, finished);
}

int DeleteDone(storage::Database& database, Instant before, int limit) {
    return database.Write([&](storage::Tx& tx) {
        const storage::Rows rows = tx.Query(kListDone, before, limit);
        for (const storage::Row row : rows) tx.Defer(kDelete, row.Get<UnitId>(0), row.Get<JobId>(1));
        return rows.size();
    });
}

void InsertRecurrence(storage::Tx& tx, std::string_view kind, Instant run_at) {
    tx.Execute(kInsertRecurrence, kind, run_at);
}

bool ClaimRecurrence(storage::Tx& tx, std::string_view kind, std::int64_t holder, Instant now,
                     Instant until) {
    return tx.Execute(kClaimRecurrence, kind, holder, now, until) == 1;
}

void RenewRecurrence(storage::Tx& tx, std::string_view kind, std::int64_t holder, Instant until) {
    tx.Execute(kRenewRecurrence, kind, holder, until);
}

void ScheduleRecurrence(storage::Tx& tx, std::string_view kind, std::int64_t holder, Instant run_at,
                        std::string_view error) {
    tx.Execute(kScheduleRecurrence, kind, holder, run_at, error);
}

}  // namespace qz::jobs
