// The process number inside ids: leased in the database, so that two processes never share one.
//
// A write stands only under a number that is still its process's own. SQLite's writer looks after each BEGIN
// IMMEDIATE, behind which nobody else can take anything. On PostgreSQL a look inside of each transaction
// would cost a question and prove little: the number could be taken between the look and COMMIT. So each
// connection that writes shares an advisory lock on the number for as long as the server knows it, and
// whoever wants the number must have that lock alone: it is looked at once for each connection, and cannot be
// taken under one.
#pragma once

#include "platform/storage/connection.hpp"

namespace qz::storage {

struct ProcessLease {
    std::uint16_t number = 0;
    std::int64_t holder = 0;  // random: tells this lease from a later one of the same number
};

// A number of this process, and the ids that it makes under it.
struct HeldNumber {
    explicit HeldNumber(const ProcessLease& taken) : lease(taken), ids(taken.number) {}

    const ProcessLease lease;
    IdSource ids;
};

// Takes a number that nobody holds, and of those the one unused for longest: a process that borrowed ids from
// the next millisecond must not meet its successor there. Nothing when all 1,024 are held.
std::optional<ProcessLease> TakeProcessNumber(Connection& connection, Instant now);

// Whether the lease still is this holder's.
bool HoldsProcessNumber(Connection& connection, const ProcessLease& lease);
// The same on PostgreSQL, where it stays so as long as `connection` lives.
bool HoldWhileConnected(Connection& connection, const ProcessLease& lease);

// Both take effect only while the lease still is this holder's.
void RenewProcessNumber(Tx& tx, const ProcessLease& lease);
void ReleaseProcessNumber(Connection& connection, const ProcessLease& lease, Instant now);

}  // namespace qz::storage
