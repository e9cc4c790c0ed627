// All SQL of this room.
#pragma once

#include "platform/jobs/jobs.hpp"

namespace qz::jobs {

struct Due {
    UnitId unit;
    JobId id;
};

void InsertJob(storage::Tx& tx, UnitId unit, JobId id, std::string_view kind, std::string_view payload,
               Instant run_at);
// Waiting ones whose time has come and running ones whose lease ran out, the earliest first, of these kinds.
std::vector<Due> ListDue(storage::Snapshot& snapshot, const std::vector<std::string>& kinds, Instant now,
                         int limit);
// The job is ours until `until`, and its attempt is counted; nothing where somebody else was first.
std::optional<Job> Claim(storage::Tx& tx, const Due& due, std::int64_t holder, Instant now, Instant until);
// These three change nothing where the lease has gone to somebody else meanwhile.
void RenewLease(storage::Tx& tx, const Due& due, std::int64_t holder, Instant until);
void MarkDone(storage::Tx& tx, const Due& due, std::int64_t holder, Instant now);
void MarkTried(storage::Tx& tx, const Due& due, std::int64_t holder, State state, std::string_view error,
               Instant run_at, Instant now);
// Forgets what was done before `before`, at most `limit`; how many went.
int DeleteDone(storage::Database& database, Instant before, int limit);

void InsertRecurrence(storage::Tx& tx, std::string_view kind, Instant run_at);
bool ClaimRecurrence(storage::Tx& tx, std::string_view kind, std::int64_t holder, Instant now, Instant until);
void RenewRecurrence(storage::Tx& tx, std::string_view kind, std::int64_t holder, Instant until);
void ScheduleRecurrence(storage::Tx& tx, std::string_view kind, std::int64_t holder, Instant run_at,
                        std::string_view error);

}  // namespace qz::jobs
