#include "platform/storage/table_copy.hpp"

#include <cstring>
#include <stdexcept>

#include "platform/base/clock.hpp"
#include "platform/base/writable.hpp"
#include "platform/storage/database_base.hpp"
#include "platform/storage/migrations.hpp"
#include "platform/storage/postgres_server.hpp"
#include "platform/storage/sqlite_connection.hpp"

namespace qz::storage {

namespace {

constexpr std::string_view kSqliteColumns = R"sql(
    SELECT t.name, c.name, c.type FROM sqlite_master AS t, pragma_table_info(t.name) AS c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.name)sql";
constexpr std::string_view kPostgresColumns = R"sql(
    SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), CAST(c.data_type AS TEXT)
    FROM information_schema.columns AS c
    JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
    ORDER BY CAST(c.table_name AS TEXT) COLLATE "C", CAST(c.column_name AS TEXT) COLLATE "C")sql";

constexpr std::string_view kPostgresForeignKeys = R"sql(
    SELECT CAST(CAST(conrelid AS REGCLASS) AS TEXT), CAST(quote_ident(conname) AS TEXT), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(current_schema() AS REGNAMESPACE))sql";

constexpr int kRowsOfOneTrip = 1000;

Column::Kind KindOf(const std::string& table, const std::string& column, std::string type) {
    for (char& character : type)
        character = static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
    if (type.find("INT") != std::string::npos) return Column::Kind::kInteger;
    if (type == "BLOB" || type == "BYTEA") return Column::Kind::kBytes;
    if (type == "TEXT") return Column::Kind::kText;
    throw std::runtime_error("The column " + table + "." + column + " has the type " + type +
                             ", which cannot be copied between engines.");
}

std::string Quoted(const std::string& name) {
    return '"' + name + '"';
}

std::string ColumnList(const Table& table) {
    std::string list;
    for (const Column& column : table.columns) {
        if (!list.empty()) list += ", ";
        list += Quoted(column.name);
    }
    return list;
}

template <class Number>
void AppendNumber(std::string& bytes, Number number) {
    char raw[sizeof number];
    for (std::size_t at = 0; at < sizeof number; ++at) raw[at] = static_cast<char>(number >> (8 * at) & 255u);
    bytes.append(raw, sizeof raw);
}

template <class Number>
Number TakeNumber(std::string_view& bytes) {
    if (bytes.size() < sizeof(Number)) throw std::runtime_error("A row is cut off.");
    Number number = 0;
    for (std::size_t at = 0; at < sizeof number; ++at) {
        number |= static_cast<Number>(static_cast<unsigned char>(bytes[at])) << (8 * at);
    }
    bytes.remove_prefix(sizeof number);
    return number;
}

// N, or I and eight bytes, or T or B with a length of four bytes and the bytes; little-endian.
void Encode(const Table& table, const Row& row, std::string& bytes) {
    bytes.clear();
    for (std::size_t at = 0; at < table.columns.size(); ++at) {
        const int column = static_cast<int>(at);
        if (table.columns[at].kind == Column::Kind::kInteger) {
            if (const auto value = row.Get<std::optional<std::int64_t>>(column)) {
                bytes += 'I';
                AppendNumber(bytes, static_cast<std::uint64_t>(*value));
                continue;
            }
        } else if (const auto value = row.Get<std::optional<std::string_view>>(column)) {
            bytes += table.columns[at].kind == Column::Kind::kText ? 'T' : 'B';
            AppendNumber(bytes, static_cast<std::uint32_t>(value->size()));
            bytes.append(*value);
            continue;
        }
        bytes += 'N';
    }
}

void Decode(std::string_view bytes, std::vector<Parameter>& parameters) {
    parameters.clear();
    while (!bytes.empty()) {
        const char kind = bytes.front();
        bytes.remove_prefix(1);
        if (kind == 'N') {
            parameters.emplace_back(std::nullopt);
        } else if (kind == 'I') {
            parameters.emplace_back(static_cast<std::int64_t>(TakeNumber<std::uint64_t>(bytes)));
        } else if (kind == 'T' || kind == 'B') {
            const auto length = TakeNumber<std::uint32_t>(bytes);
            if (length > bytes.size()) throw std::runtime_error("A row is cut off.");
            const std::string_view value = bytes.substr(0, length);
            if (kind == 'T') {
                parameters.emplace_back(value);
            } else {
                parameters.emplace_back(Blob{value});
            }
            bytes.remove_prefix(length);
        } else {
            throw std::runtime_error("A row is damaged.");
        }
    }
}

// Into one table. PostgreSQL takes many rows in one trip.
class Loader {
 public:
    Loader(Connection& connection, const Table& table)
        : connection_(connection), postgres_(dynamic_cast<PostgresConnection*>(&connection)) {
        sql_ = "INSERT INTO " + Quoted(table.name) + " (" + ColumnList(table) + ") VALUES (";
        for (std::size_t at = 1; at <= table.columns.size(); ++at) {
            sql_ += (at == 1 ? "$" : ", $") + std::to_string(at);
        }
        sql_ += ")";
    }
    void Add(std::string_view canonical_row) {
        Decode(canonical_row, parameters_);
        if (postgres_ == nullptr) {
            connection_.Execute(sql_, parameters_);
            return;
        }
        postgres_->Enqueue(sql_, parameters_, PostgresConnection::Answer::kUnread);
        if (++waiting_ % kRowsOfOneTrip == 0) postgres_->Exchange();
    }
    void Finish() {
        if (postgres_ != nullptr) postgres_->Exchange();
    }

 private:
    Connection& connection_;
    PostgresConnection* postgres_;
    std::string sql_;
    std::vector<Parameter> parameters_;
    std::int64_t waiting_ = 0;
};

// Rows arrive table by table, so references hold only at the end: PostgreSQL's are taken off and put back,
// which checks them all; SQLite does not check on this connection and is asked at the end.
class ForeignKeys {
 public:
    explicit ForeignKeys(Connection& connection) : connection_(connection) {
        if (connection.engine() != Engine::kPostgres) return;
        for (const Row row : connection.Query(kPostgresForeignKeys)) {
            keys_.push_back({row.Get<std::string>(0), row.Get<std::string>(1), row.Get<std::string>(2)});
        }
        for (const Key& key : keys_)
            connection.Execute("ALTER TABLE " + key.table + " DROP CONSTRAINT " + key.name);
    }
    void PutBack() {
        for (const Key& key : keys_) {
            connection_.Execute("ALTER TABLE " + key.table + " ADD CONSTRAINT " + key.name + " " +
                                key.definition);
        }
        if (connection_.engine() == Engine::kSqlite &&
            !connection_.Query("PRAGMA foreign_key_check").empty()) {
            throw std::runtime_error("A row of the copy refers to a row that is not there.");
        }
    }

 private:
    struct Key {
        std::string table;
        std::string name;
        std::string definition;
    };
    Connection& connection_;
    std::vector<Key> keys_;
};

// A location of PostgreSQL may hold a password.
std::string NameOf(const Connection& connection, const std::string& location) {
    const auto* const postgres = dynamic_cast<const PostgresConnection*>(&connection);
    if (postgres == nullptr) return "The database " + location;
    return std::string("The PostgreSQL database \"") + PQdb(postgres->handle()) + '"';
}

// Makes the database where it is missing, as opening it does.
std::unique_ptr<Connection> ConnectForFilling(const Options& into) {
    if (const auto file = SqlitePath(into.location)) {
        ExpectWritableFile(*file, "QZ_DATA, QZ_DATABASE or --to");
        return std::make_unique<SqliteConnection>(*file, SqliteConnection::Purpose::kCopy, true);
    }
    auto connection = ConnectOrCreate(into);
    CheckServer(*connection, into.check_durability);
    return connection;
}

// What nobody has written to yet: no schema, or a schema without a single change.
bool IsUnused(Connection& connection) {
    bool has_changes = false;
    for (const Table& table : ListTables(connection)) {
        if (table.name == "platform_change") has_changes = true;
    }
    if (!has_changes) return ListTables(connection).empty();
    return connection.Query("SELECT 1 AS found FROM platform_change LIMIT 1").empty() &&
           connection.Query("SELECT 1 AS found FROM platform_sequencer WHERE reserved > 0").empty();
}

}  // namespace

std::vector<Table> ListTables(Connection& connection) {
    std::vector<Table> tables;
    for (const Row row :
         connection.Query(connection.engine() == Engine::kSqlite ? kSqliteColumns : kPostgresColumns)) {
        const auto name = row.Get<std::string>(0);
        if (name == "platform_schema" || name == "platform_process" || name == "platform_backup") continue;
        if (tables.empty() || tables.back().name != name) tables.push_back({name, {}});
        const auto column = row.Get<std::string>(1);
        tables.back().columns.push_back({column, KindOf(name, column, row.Get<std::string>(2))});
    }
    return tables;
}

int SchemaNumber(Connection& connection) {
    return connection.Query("SELECT COALESCE(MAX(number), 0) FROM platform_schema")[0].Get<int>(0);
}

void Proof::Add(std::string_view canonical_row) {
    ++rows;
    const std::string digest = Sha256(canonical_row);
    std::string_view first = std::string_view(digest).substr(0, 8);
    checksum += TakeNumber<std::uint64_t>(first);
}

std::string Proof::ToString() const {
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(checksum));
    return std::to_string(rows) + (rows == 1 ? " row, checksum " : " rows, checksum ") + hex;
}

Proof ReadTable(Connection& connection, const Table& table, const EachRow& each) {
    Proof proof;
    std::string bytes;
    connection.ForEach("SELECT " + ColumnList(table) + " FROM " + Quoted(table.name), {},
                       [&](const Row& row) {
                           Encode(table, row, bytes);
                           proof.Add(bytes);
                           if (each) each(bytes);
                       });
    return proof;
}

Proofs ProveTables(Connection& connection, const std::vector<Table>& tables) {
    Proofs proofs;
    for (const Table& table : tables) proofs[table.name] = ReadTable(connection, table, nullptr);
    return proofs;
}

void ExpectEqual(const Proofs& wanted, const Proofs& found, const std::string& what) {
    for (const auto& [table, proof] : wanted) {
        const auto other = found.find(table);
        if (other == found.end()) throw std::runtime_error(what + ": the table " + table + " is missing.");
        if (!(other->second == proof)) {
            throw std::runtime_error(what + ": the table " + table + " should have " + proof.ToString() +
                                     " and has " + other->second.ToString() + ".");
        }
    }
    if (wanted.size() != found.size())
        throw std::runtime_error(what + ": there are tables that should not be there.");
}

ConnectionSource::ConnectionSource(Connection& connection) : connection_(connection) {
    connection.Execute(
        connection.engine() == Engine::kSqlite ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // The first read fixes the moment.
    schema_number_ = SchemaNumber(connection);
    tables_ = ListTables(connection);
}

std::unique_ptr<Connection> ConnectForReading(const std::string& location) {
    if (const auto file = SqlitePath(location)) {
        return std::make_unique<SqliteConnection>(*file, SqliteConnection::Purpose::kRead, false);
    }
    return std::make_unique<PostgresConnection>(location);
}

Proofs CopyTables(TableSource& source, const Options& into,
                  const std::function<void(const std::string&)>& report) {
    const auto target = ConnectForFilling(into);
    if (!IsUnused(*target)) {
        throw std::runtime_error(NameOf(*target, into.location) +
                                 " is in use; the copy goes into an empty one only.");
    }
    // A copy from an older program is loaded as it was; opening it afterwards brings it forward.
    std::vector<Migration> steps = EmbeddedMigrations();
    const int highest = steps.empty() ? 0 : steps.back().number;
    if (source.schema_number() > highest) {
        throw std::runtime_error("The data was written by a newer program (schema step " +
                                 std::to_string(source.schema_number()) + "; this program knows " +
                                 std::to_string(highest) + ").");
    }
    std::erase_if(steps, [&](const Migration& step) { return step.number > source.schema_number(); });
    ApplyMigrations(*target, steps, SystemClock().Now());
    if (SchemaNumber(*target) != source.schema_number() || ListTables(*target) != source.tables()) {
        throw std::runtime_error("The tables of the two databases are not the same; nothing was copied.");
    }

    Proofs copied;
    InTransaction(*target, [&] {
        ForeignKeys keys(*target);
        for (const Table& table : source.tables()) target->Execute("DELETE FROM " + Quoted(table.name));
        for (const Table& table : source.tables()) {
            Loader loader(*target, table);
            copied[table.name] = source.Read(table, [&](std::string_view row) { loader.Add(row); });
            loader.Finish();
        }
        keys.PutBack();
        const Proofs standing = ProveTables(*target, source.tables());
        ExpectEqual(copied, standing, "The copy differs");
        if (report) {
            for (const auto& [table, proof] : standing)
                report(table + ": " + proof.ToString() + ", equal on both sides");
        }
    });
    return copied;
}

}  // namespace qz::storage
