#include "platform/storage/sequencer.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace qz::storage {

namespace {

constexpr int kMostRows = 5000;  // of one round
constexpr int kTries = 100;      // while another process publishes
constexpr std::chrono::milliseconds kBetweenTries{10};

// Held across both transactions, and let go with the connection if the process dies between them.
constexpr std::string_view kLock =
    "SELECT CASE WHEN pg_try_advisory_lock(71423109, hashtext($1)) THEN 1 ELSE 0 END";
constexpr std::string_view kUnlock =
    "SELECT CASE WHEN pg_advisory_unlock(71423109, hashtext($1)) THEN 1 ELSE 0 END";

constexpr std::string_view kFind = "SELECT reserved, published FROM platform_sequencer WHERE name = $1";
// Guarded: whoever read an older value changes nothing.
constexpr std::string_view kReserve =
    "UPDATE platform_sequencer SET reserved = reserved + $1 WHERE name = $2 AND reserved = $3";
constexpr std::string_view kPublish =
    "UPDATE platform_sequencer SET published = $1 WHERE name = $2 AND reserved = $1";

std::string NumberRows(const std::string& table) {
    return "WITH waiting AS (SELECT unit_id, id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM " + table +
           " WHERE number IS NULL ORDER BY id LIMIT $2) UPDATE " + table +
           " AS row SET number = $1 + waiting.place FROM waiting"
           " WHERE row.unit_id = waiting.unit_id AND row.id = waiting.id AND row.number IS NULL";
}

// Another process holds the lock for a few milliseconds, and may have looked before our rows were committed:
// to leave them to it would leave them waiting. Asking again, and not waiting in the server, ends with the
// process.
bool Lock(Connection& connection, const std::string& table) {
    const Parameter name[] = {table};
    for (int i = 0; i < kTries; ++i) {
        if (i > 0) std::this_thread::sleep_for(kBetweenTries);
        if (connection.Query(kLock, name)[0].Get<std::int64_t>(0) == 1) return true;
    }
    return false;
}

}  // namespace

std::int64_t SequenceTable(Connection& connection, const std::string& table) {
    if (!Lock(connection, table)) return 0;
    const Parameter name[] = {table};
    std::int64_t published = 0;
    std::exception_ptr fault;
    try {
        std::int64_t numbered = 0;
        do {
            std::int64_t reserved = 0;
            std::int64_t visible_to = 0;
            InTransaction(connection, [&] {
                const Rows state = connection.Query(kFind, name);
                if (state.empty()) throw std::logic_error("platform_sequencer lost its row for " + table);
                reserved = state[0].Get<std::int64_t>(0);
                visible_to = state[0].Get<std::int64_t>(1);
                const Parameter from[] = {reserved, kMostRows};
                numbered = connection.Execute(NumberRows(table), from);
                if (numbered == 0) return;
                const Parameter move[] = {numbered, table, reserved};
                if (connection.Execute(kReserve, move) != 1)
                    throw std::runtime_error("another sequencer reserved");
                reserved += numbered;
            });
            // Also where an earlier run ended between its two transactions.
            if (reserved == visible_to) break;
            InTransaction(connection, [&] {
                const Parameter range[] = {visible_to, reserved};
                const Rows visible = connection.Query(
                    "SELECT COUNT(*) FROM " + table + " WHERE number > $1 AND number <= $2", range);
                if (visible[0].Get<std::int64_t>(0) != reserved - visible_to) return;
                const Parameter move[] = {reserved, table};
                if (connection.Execute(kPublish, move) == 1) published += reserved - visible_to;
            });
        } while (numbered == kMostRows);
    } catch (...) {
        fault = std::current_exception();
    }
    connection.Query(kUnlock, name);
    if (fault) std::rethrow_exception(fault);
    return published;
}

}  // namespace qz::storage
