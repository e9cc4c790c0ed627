#include "platform/storage/migrations.hpp"

#include <charconv>
#include <map>
#include <stdexcept>

#include <openssl/evp.h>

namespace qz::storage {

namespace {

constexpr std::string_view kOldestProgram = "-- oldest program: ";

// A number only this table's migrations use, as PostgreSQL's advisory locks want it.
constexpr const char* kLockSchema = "SELECT 1 FROM (SELECT pg_advisory_lock(7142310901)) AS held";
constexpr const char* kUnlockSchema = "SELECT 1 FROM (SELECT pg_advisory_unlock(7142310901)) AS released";

int OldestProgram(const Migration& migration) {
    int number = 0;
    if (migration.sql.starts_with(kOldestProgram)) {
        const std::string_view rest = migration.sql.substr(kOldestProgram.size());
        std::from_chars(rest.data(), rest.data() + rest.size(), number);
    }
    if (number <= 0) {
        throw std::logic_error("migration " + migration.name +
                               " does not begin with \"-- oldest program: N\"");
    }
    return number;
}

bool IsWordCharacter(char character) {
    return character == '_' || (character >= '0' && character <= '9') ||
           (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
}

void ReplaceWord(std::string& text, std::string_view word, std::string_view replacement) {
    std::size_t at = 0;
    while ((at = text.find(word, at)) != std::string::npos) {
        const std::size_t end = at + word.size();
        const bool whole = (at == 0 || !IsWordCharacter(text[at - 1])) &&
                           (end == text.size() || !IsWordCharacter(text[end]));
        if (whole) text.replace(at, word.size(), replacement);
        at += whole ? replacement.size() : word.size();
    }
}

std::string Hex(std::string_view bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (const char byte : bytes) {
        hex += kDigits[static_cast<unsigned char>(byte) >> 4];
        hex += kDigits[static_cast<unsigned char>(byte) & 15];
    }
    return hex;
}

// Held for the whole run, so that two processes that start together do not apply a step twice. SQLite needs
// none: the step's own transaction takes the write lock and looks again.
class SchemaLock {
 public:
    explicit SchemaLock(Connection& connection) : connection_(connection) {
        if (connection_.engine() == Engine::kPostgres) connection_.Query(kLockSchema);
    }
    ~SchemaLock() {
        try {
            if (connection_.engine() == Engine::kPostgres) connection_.Query(kUnlockSchema);
        } catch (const std::exception&) {
            // The lock goes with the connection.
        }
    }
    SchemaLock(const SchemaLock&) = delete;
    SchemaLock& operator=(const SchemaLock&) = delete;

 private:
    Connection& connection_;
};

bool IsApplied(Connection& connection, const Migration& migration, const std::string& hash) {
    const Parameter number[] = {migration.number};
    const Rows rows = connection.Query("SELECT name, sha256 FROM platform_schema WHERE number = $1", number);
    if (rows.empty()) return false;
    if (rows[0].Get<std::string_view>(1) != hash) {
        throw std::runtime_error("The database was made with another text of the schema step " +
                                 migration.name +
                                 ". Applied steps never change; start the program that made this database.");
    }
    return true;
}

}  // namespace

std::string Sha256(std::string_view bytes) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 failed");
    }
    return {reinterpret_cast<const char*>(digest), length};
}

std::string TextFor(Engine engine, std::string_view sql) {
    std::string text(sql);
    ReplaceWord(text, "BYTES", engine == Engine::kSqlite ? "BLOB" : "BYTEA");
    ReplaceWord(text, "CLUSTERED", engine == Engine::kSqlite ? "WITHOUT ROWID" : "");
    return text;
}

void ApplyMigrations(Connection& connection, std::span<const Migration> migrations, Instant now) {
    const SchemaLock lock(connection);
    connection.Script(
        "CREATE TABLE IF NOT EXISTS platform_schema ("
        "number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, oldest_program BIGINT NOT NULL,"
        "sha256 TEXT NOT NULL, at BIGINT NOT NULL)");

    std::int64_t program = 0;
    for (const Migration& migration : migrations) program = std::max<std::int64_t>(program, migration.number);
    const Rows oldest = connection.Query("SELECT COALESCE(MAX(oldest_program), 0) FROM platform_schema");
    if (const auto wanted = oldest[0].Get<std::int64_t>(0); wanted > program) {
        throw std::runtime_error("The database needs a newer program: its schema may be used from step " +
                                 std::to_string(wanted) + " on, and this program ends at step " +
                                 std::to_string(program) + ".");
    }

    for (const Migration& migration : migrations) {
        if (migration.engine && *migration.engine != connection.engine()) continue;
        const std::string hash = Hex(Sha256(migration.sql));
        if (IsApplied(connection, migration, hash)) continue;
        InTransaction(connection, [&] {
            if (IsApplied(connection, migration, hash)) return;
            connection.Script(TextFor(connection.engine(), migration.sql));
            const Parameter row[] = {migration.number, migration.name, OldestProgram(migration), hash, now};
            connection.Execute(
                "INSERT INTO platform_schema (number, name, oldest_program, sha256, at) VALUES ($1, $2, $3, "
                "$4, "
                "$5)",
                row);
        });
    }
}

}  // namespace qz::storage
