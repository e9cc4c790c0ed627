// What one submit leaves in the database, replayed on the bare engine: the same rows into the same tables
// with the same indexes, prepared once, with no reads, no rules and no session.
#pragma once

#include <memory>
#include <string>

#include "bench/program.hpp"

namespace qz::bench {

class RawSubmits {
 public:
    // Takes the latest return of the place as its example. The server must not run: SQLite has one writer.
    static std::unique_ptr<RawSubmits> From(const Place& place);
    virtual ~RawSubmits() = default;
    // Submits per second for so long. SQLite: 64 to a commit, synchronous=FULL. PostgreSQL: twelve
    // connections, each transaction one pipeline.
    virtual double Rate(double seconds) = 0;
    // Rows that one submit writes.
    virtual int rows() const = 0;
};

}  // namespace qz::bench
