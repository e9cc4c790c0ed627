#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include <sqlite3.h>

#include "platform/storage/connection.hpp"
#include "platform/storage/recent_texts.hpp"

namespace qz::storage {

// What SQLite refused and why; `code` is the extended result code.
class SqliteError : public std::runtime_error {
 public:
    SqliteError(int code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}
    int code() const { return code_; }
    int primary_code() const { return code_ & 0xff; }

 private:
    int code_;
};

// A connection with its prepared statements, kept by text. Belongs to one thread at a time.
class SqliteConnection final : public Connection {
 public:
    enum class Purpose { kWrite, kRead, kCopy, kCheckpoint };

    // kWrite switches the file to WAL with synchronous=FULL; kRead refuses to write; kCopy writes without
    // checking foreign keys, for loading whole tables; kCheckpoint only calls Checkpoint.
    SqliteConnection(const std::filesystem::path& file, Purpose purpose, bool create);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Engine engine() const override { return Engine::kSqlite; }
    Rows Query(std::string_view sql, Parameters parameters = {}) override;
    std::int64_t Execute(std::string_view sql, Parameters parameters = {}) override;
    void ForEach(std::string_view sql, Parameters parameters,
                 const std::function<void(const Row&)>& each) override;
    void Script(const std::string& sql) override;
    void Begin() override { Execute("BEGIN IMMEDIATE"); }

    // Where the next transaction keeps what a savepoint must be able to put back. In memory it is a list of
    // small blocks that each statement walks through: best for requests. A work that changes much would spend
    // its time walking; its list goes to a file without a name when it is longer than some pages.
    enum class Savepoints { kInMemory, kInFile };
    void KeepSavepoints(Savepoints where);

    bool in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }
    // The worst fault since the last ForgetFault: a handler may have swallowed the exception, yet FULL, IOERR
    // and NOMEM leave its work half done. SQLITE_OK when there was none.
    int fault() const { return fault_; }
    void ForgetFault() { fault_ = SQLITE_OK; }
    // Copies the log into the database file, as far as no reader needs it.
    struct Copied {
        int code = SQLITE_OK;  // extended
        int in_log = 0;        // pages, when it began
        int copied = 0;        // of these
    };
    Copied Checkpoint();
    // As this connection's last commit left it.
    int pages_in_log() const { return pages_in_log_; }
    sqlite3* handle() const { return database_; }

 private:
    struct Statement {
        sqlite3_stmt* handle = nullptr;
        std::vector<int> slots;  // slots[i]: SQLite's index of $i+1, 0 where the text does not mention it
        std::shared_ptr<const std::vector<std::string>> columns;
        std::uint64_t last_use = 0;
        bool running = false;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    class Run;

    Statement& Prepared(std::string_view sql);
    void Bind(Statement& statement, Parameters parameters, std::string_view sql);
    void ForgetOldStatements();
    // Throws what `code` means: NoSpace, UniqueViolation or SqliteError.
    [[noreturn]] void Fail(int code, std::string_view sql);

    sqlite3* database_ = nullptr;
    using Statements = std::unordered_map<std::string, Statement, TextHash, std::equal_to<>>;
    Statements statements_;
    RecentTexts<Statements::value_type> recent_;
    std::uint64_t uses_ = 0;
    int fault_ = SQLITE_OK;
    int pages_in_log_ = 0;
    Savepoints savepoints_ = Savepoints::kInFile;
};

}  // namespace qz::storage
