#pragma once

#include <string>

#include "platform/storage/connection.hpp"

namespace qz::storage {

// Numbers the committed, unnumbered rows of `table` (PostgreSQL) and publishes them; how many were published.
// Waits up to a second for another process that does it, then returns 0.
std::int64_t SequenceTable(Connection& connection, const std::string& table);

}  // namespace qz::storage
