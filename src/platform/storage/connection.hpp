// One connection to a database, as the storage's own work needs it: migrations, leases, copies.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "platform/storage/storage.hpp"

namespace qz::storage {

class Connection {
 public:
    virtual ~Connection() = default;
    virtual Engine engine() const = 0;
    virtual Rows Query(std::string_view sql, Parameters parameters = {}) = 0;
    // Rows affected.
    virtual std::int64_t Execute(std::string_view sql, Parameters parameters = {}) = 0;
    virtual void ForEach(std::string_view sql, Parameters parameters,
                         const std::function<void(const Row&)>& each) = 0;
    // Several statements in one text, without parameters.
    virtual void Script(const std::string& sql) = 0;
    // BEGIN for writing; on SQLite it takes the write lock at once.
    virtual void Begin() = 0;
};

// Runs `work` in a transaction of its own: commits when it returns, rolls back when it throws.
template <class Work>
void InTransaction(Connection& connection, Work&& work) {
    connection.Begin();
    try {
        work();
        connection.Execute("COMMIT");
    } catch (...) {
        try {
            connection.Execute("ROLLBACK");
        } catch (const std::exception&) {
            // The first fault is the one to report; a transaction that vanished needs no rollback.
        }
        throw;
    }
}

// Refuses text that PostgreSQL cannot hold, so that both engines answer alike.
void ExpectStorableText(std::string_view text);
void ExpectStorable(Parameters parameters);

}  // namespace qz::storage
