// What this program asks of a PostgreSQL server before it gives anything to it.
#pragma once

#include "platform/storage/postgres_connection.hpp"

namespace qz::storage {

// Both throw PostgresError where the server refuses or cannot be reached, and std::runtime_error where it
// does not commit durably although the options want that.
std::unique_ptr<PostgresConnection> ConnectToServer(const Options& options);
// Makes the database first where the server knows none of that name.
std::unique_ptr<PostgresConnection> ConnectOrCreate(const Options& options);

// Throws std::runtime_error with a sentence where this server or this database cannot keep what is given to
// it: its version, its encoding, and where asked its durability. Before anything is written.
void CheckServer(PostgresConnection& connection, bool check_durability);
// Tells the operator where texts sort otherwise than on SQLite.
void WarnOfCollation(PostgresConnection& connection);

}  // namespace qz::storage
