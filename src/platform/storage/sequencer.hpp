#pragma once

#include <string>

#include "platform/storage/connection.hpp"

namespace qz::storage {

// Numbers the committed, unnumbered rows of `table` (PostgreSQL) and publishes them; how many were published.
// Returns 0 while another process does it.
std::int64_t SequenceTable(Connection& connection, const std::string& table);

}  // namespace qz::storage
