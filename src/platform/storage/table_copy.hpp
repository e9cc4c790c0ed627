// Whole tables as canonical rows: how backup, restore and migrate carry and compare them, the same on both
// engines.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/storage/connection.hpp"

namespace qz::storage {

struct Column {
    enum class Kind { kInteger, kText, kBytes };
    std::string name;
    Kind kind = Kind::kText;
    friend bool operator==(const Column&, const Column&) = default;
};

// Columns by name, so that both engines list them alike.
struct Table {
    std::string name;
    std::vector<Column> columns;
    friend bool operator==(const Table&, const Table&) = default;
};

// The tables that carry data, by name: not the schema's own list, the leases or a backup's manifest.
std::vector<Table> ListTables(Connection& connection);
// The highest step of the schema; 0 for an empty database.
int SchemaNumber(Connection& connection);

// How many rows, and the sum of the first 64 bits of each canonical row's SHA-256: the order does not matter.
struct Proof {
    std::int64_t rows = 0;
    std::uint64_t checksum = 0;
    void Add(std::string_view canonical_row);
    std::string ToString() const;  // "12 rows, checksum 00c0ffee…"
    friend bool operator==(const Proof&, const Proof&) = default;
};
using Proofs = std::map<std::string, Proof>;

// Each row in canonical form; the view lives for the call.
using EachRow = std::function<void(std::string_view canonical_row)>;
Proof ReadTable(Connection& connection, const Table& table, const EachRow& each);
Proofs ProveTables(Connection& connection, const std::vector<Table>& tables);
// Throws std::runtime_error with a sentence that names `what` and the first table that differs.
void ExpectEqual(const Proofs& wanted, const Proofs& found, const std::string& what);

// Where rows come from: a database at one moment, or a folder of files.
class TableSource {
 public:
    virtual ~TableSource() = default;
    virtual int schema_number() const = 0;
    virtual const std::vector<Table>& tables() const = 0;
    virtual Proof Read(const Table& table, const EachRow& each) = 0;
};

// A connection inside a snapshot.
class ConnectionSource final : public TableSource {
 public:
    // Begins the snapshot; it ends with the connection.
    explicit ConnectionSource(Connection& connection);
    int schema_number() const override { return schema_number_; }
    const std::vector<Table>& tables() const override { return tables_; }
    Proof Read(const Table& table, const EachRow& each) override {
        return ReadTable(connection_, table, each);
    }

 private:
    Connection& connection_;
    int schema_number_;
    std::vector<Table> tables_;
};

// A connection of the copier's own to where a database lies.
std::unique_ptr<Connection> ConnectForReading(const std::string& location);

// Brings an unused database to the source's schema, copies everything in one transaction, and compares what
// was read with what then stands there. Throws std::runtime_error with a sentence; nothing is kept then.
Proofs CopyTables(TableSource& source, const Options& into,
                  const std::function<void(const std::string&)>& report);

}  // namespace qz::storage
