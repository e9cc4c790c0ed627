// The process number inside ids: leased in the database, so that two processes never share one.
#pragma once

#include "platform/storage/connection.hpp"

namespace qz::storage {

struct ProcessLease {
    std::uint16_t number = 0;
    std::int64_t holder = 0;  // random: tells this lease from a later one of the same number
};

// Takes a number that nobody holds, and of those the one unused for longest: a process that borrowed ids from
// the next millisecond must not meet its successor there. Throws std::runtime_error when all 1,024 are held.
ProcessLease TakeProcessNumber(Connection& connection, Instant now);

// Both take effect only while the lease still is this holder's. Renew says whether it is.
bool RenewProcessNumber(Tx& tx, const ProcessLease& lease);
void ReleaseProcessNumber(Connection& connection, const ProcessLease& lease, Instant now);

}  // namespace qz::storage
