// The schema's numbered, forward-only steps.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/storage/connection.hpp"

namespace qz::storage {

struct Migration {
    int number = 0;
    std::string name;              // "0007_forms"
    std::optional<Engine> engine;  // nothing: the same text for both
    std::string_view sql;          // its first line: "-- oldest program: N"
};

// What was compiled in, in order.
std::vector<Migration> EmbeddedMigrations();

// Brings the schema forward, each step in its own transaction; several processes may start at once.
// Throws std::runtime_error with a sentence when the schema needs a newer program (some applied step names an
// oldest program above the highest number here) or when an applied step differs from the one given.
void ApplyMigrations(Connection& connection, std::span<const Migration> migrations, Instant now);

// The text as the engine takes it: BYTES and CLUSTERED replaced.
std::string TextFor(Engine engine, std::string_view sql);

// SHA-256 as 32 raw bytes.
std::string Sha256(std::string_view bytes);

}  // namespace qz::storage
