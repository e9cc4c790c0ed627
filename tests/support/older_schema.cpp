#include "tests/support/older_schema.hpp"

#include <memory>
#include <vector>

#include "platform/storage/migrations.hpp"
#include "platform/storage/postgres_connection.hpp"
#include "platform/storage/sqlite_connection.hpp"

namespace qz::tests {

void FillWithOlderSchema(const storage::Options& place, int last_step, const std::string& script) {
    std::unique_ptr<storage::Connection> connection;
    if (place.location.starts_with("postgres")) {
        connection = std::make_unique<storage::PostgresConnection>(place.location);
    } else {
        connection = std::make_unique<storage::SqliteConnection>(
            place.location, storage::SqliteConnection::Purpose::kWrite, true);
    }
    std::vector<storage::Migration> steps = storage::EmbeddedMigrations();
    std::erase_if(steps, [&](const storage::Migration& step) { return step.number > last_step; });
    storage::ApplyMigrations(*connection, steps, Instant{1});
    connection->Script(script);
}

}  // namespace qz::tests
