#include "platform/storage/sqlite_connection.hpp"

#include <charconv>
#include <cstring>

#include "platform/storage/sqlite_log_buffer.hpp"

namespace qz::storage {

namespace {

// Texts made at run time (lists of ranges) would otherwise pile up.
constexpr std::size_t kMostStatements = 512;

// A whole answer in two blocks of memory: the cells, and the bytes of all text.
class SqliteRows final : public RowSource {
 public:
    explicit SqliteRows(std::shared_ptr<const std::vector<std::string>> columns)
        : columns_(std::move(columns)), width_(static_cast<int>(columns_->size())) {
        cells_.reserve(columns_->size());
    }

    void Append(sqlite3_stmt* statement) {
        for (int column = 0; column < width_; ++column) {
            Cell cell;
            switch (sqlite3_column_type(statement, column)) {
                case SQLITE_NULL:
                    cell.kind = Kind::kNull;
                    break;
                case SQLITE_INTEGER:
                    cell.kind = Kind::kInteger;
                    cell.value = sqlite3_column_int64(statement, column);
                    break;
                case SQLITE_BLOB:
                    AppendBytes(cell, sqlite3_column_blob(statement, column), statement, column);
                    break;
                default:
                    AppendBytes(cell, sqlite3_column_text(statement, column), statement, column);
                    break;
            }
            cells_.push_back(cell);
        }
    }
    void Clear() {
        cells_.clear();
        bytes_.clear();
    }

    int ColumnCount() const override { return width_; }
    std::string_view ColumnName(int column) const override {
        return (*columns_)[static_cast<std::size_t>(column)];
    }
    bool IsNull(int row, int column) const override { return At(row, column).kind == Kind::kNull; }
    std::int64_t Integer(int row, int column) const override {
        const Cell& cell = At(row, column);
        if (cell.kind != Kind::kInteger) Mismatch(column, "an integer");
        return cell.value;
    }
    std::string_view Bytes(int row, int column) const override {
        const Cell& cell = At(row, column);
        if (cell.kind != Kind::kBytes) Mismatch(column, "text or bytes");
        return {bytes_.data() + cell.value, cell.length};
    }

 private:
    enum class Kind : std::uint8_t { kNull, kInteger, kBytes };
    struct Cell {
        std::int64_t value = 0;  // the integer, or where the bytes begin
        std::uint32_t length = 0;
        Kind kind = Kind::kNull;
    };

    void AppendBytes(Cell& cell, const void* bytes, sqlite3_stmt* statement, int column) {
        cell.kind = Kind::kBytes;
        cell.value = static_cast<std::int64_t>(bytes_.size());
        cell.length = static_cast<std::uint32_t>(sqlite3_column_bytes(statement, column));
        if (cell.length > 0) bytes_.append(static_cast<const char*>(bytes), cell.length);
    }
    const Cell& At(int row, int column) const {
        return cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(width_) +
                      static_cast<std::size_t>(column)];
    }
    [[noreturn]] void Mismatch(int column, const char* wanted) const {
        throw std::logic_error("column " + std::string(ColumnName(column)) + " is not " + wanted);
    }

    std::shared_ptr<const std::vector<std::string>> columns_;
    int width_;
    std::vector<Cell> cells_;
    std::string bytes_;
};

// Of the list of a savepoint kInFile, before it goes there. Not more: unixWrite cannot write 128 KB at once
// and would call the disk full.
constexpr int kSavepointBytes = 120 << 10;

// Once for the process, before SQLite's first use.
void Configure() {
    static const bool done = [] {
        sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, kSavepointBytes);
        // Nobody reads the figures, and every allocation would take a lock for them.
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }();
    static_cast<void>(done);
}

bool LeavesWorkHalfDone(int code) {
    const int primary = code & 0xff;
    return primary == SQLITE_FULL || primary == SQLITE_IOERR || primary == SQLITE_NOMEM;
}

}  // namespace

// A statement while it runs: always reset, so that no cursor keeps an old snapshot or a savepoint open.
class SqliteConnection::Run {
 public:
    Run(SqliteConnection& connection, Statement& statement, std::string_view sql)
        : connection_(connection), statement_(statement), sql_(sql) {
        if (statement.running) throw std::logic_error("the statement already runs: " + std::string(sql));
        statement.running = true;
    }
    ~Run() {
        sqlite3_reset(statement_.handle);
        statement_.running = false;
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    bool Step() {
        const int code = sqlite3_step(statement_.handle);
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) connection_.Fail(sqlite3_extended_errcode(connection_.database_), sql_);
        return false;
    }

 private:
    SqliteConnection& connection_;
    Statement& statement_;
    std::string_view sql_;
};

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Purpose purpose, bool create) {
    Configure();
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (create ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(file.c_str(), &database_, flags,
                                     purpose == Purpose::kWrite ? GatheringVfs() : nullptr);
    if (code != SQLITE_OK) {
        const std::string why = database_ != nullptr ? sqlite3_errmsg(database_) : "out of memory";
        sqlite3_close(database_);
        throw std::runtime_error("cannot open the database " + file.string() + ": " + why);
    }
    try {
        sqlite3_busy_timeout(database_, 5000);
        // Checkpoints are the writer's own step, because SQLite's automatic one hides a failed sync.
        sqlite3_wal_hook(
            database_,
            [](void* self, sqlite3*, const char*, int pages) {
                static_cast<SqliteConnection*>(self)->pages_in_log_ = pages;
                return SQLITE_OK;
            },
            this);
        if (purpose == Purpose::kWrite || purpose == Purpose::kCopy) {
            const Rows mode = Query("PRAGMA journal_mode=WAL");
            if (mode[0].Get<std::string_view>(0) != "wal") {
                throw std::runtime_error("the database " + file.string() +
                                         " cannot use a write-ahead log; is it on a network drive?");
            }
        }
        Script("PRAGMA synchronous=FULL; PRAGMA journal_size_limit=268435456; PRAGMA trusted_schema=OFF;");
        switch (purpose) {
            case Purpose::kWrite:
                Script("PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;");
                break;
            case Purpose::kRead:
                Script(
                    "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;"
                    "PRAGMA mmap_size=268435456;");
                break;
            case Purpose::kCopy:
                Script("PRAGMA foreign_keys=OFF; PRAGMA cache_size=-65536;");
                break;
            case Purpose::kCheckpoint:
                // A connection that has read nothing does not know of the log.
                Script("PRAGMA query_only=ON; PRAGMA cache_size=-256; SELECT COUNT(*) FROM sqlite_master;");
                break;
        }
    } catch (...) {
        statements_.clear();
        sqlite3_close_v2(database_);
        throw;
    }
}

SqliteConnection::~SqliteConnection() {
    for (auto& [text, statement] : statements_) sqlite3_finalize(statement.handle);
    sqlite3_close_v2(database_);
}

void SqliteConnection::Fail(int code, std::string_view sql) {
    if (LeavesWorkHalfDone(code)) fault_ = code;
    const std::string why = sqlite3_errmsg(database_);
    if ((code & 0xff) == SQLITE_FULL) throw NoSpace();
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        const auto colon = why.find(": ");
        throw UniqueViolation(colon == std::string::npos ? why : why.substr(colon + 2));
    }
    throw SqliteError(code, "SQLite: " + why + " in: " + std::string(sql));
}

SqliteConnection::Statement& SqliteConnection::Prepared(std::string_view sql) {
    ++uses_;
    if (auto* recent = recent_.Find(sql)) {
        recent->second.last_use = uses_;
        return recent->second;
    }
    if (const auto found = statements_.find(sql); found != statements_.end()) {
        recent_.Keep(sql, *found);
        found->second.last_use = uses_;
        return found->second;
    }
    if (statements_.size() >= kMostStatements) ForgetOldStatements();

    Statement statement;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement.handle, &rest);
    if (code != SQLITE_OK) Fail(sqlite3_extended_errcode(database_), sql);
    if (statement.handle == nullptr) throw std::logic_error("no statement in: " + std::string(sql));

    const int parameters = sqlite3_bind_parameter_count(statement.handle);
    for (int index = 1; index <= parameters; ++index) {
        const char* name = sqlite3_bind_parameter_name(statement.handle, index);
        std::size_t number = 0;
        if (name != nullptr && name[0] == '$') {
            std::from_chars(name + 1, name + std::strlen(name), number);
        }
        if (number == 0) {
            sqlite3_finalize(statement.handle);
            throw std::logic_error("parameters are $1…$n in: " + std::string(sql));
        }
        if (statement.slots.size() < number) statement.slots.resize(number, 0);
        statement.slots[number - 1] = index;
    }
    auto columns = std::make_shared<std::vector<std::string>>();
    for (int column = 0; column < sqlite3_column_count(statement.handle); ++column) {
        columns->emplace_back(sqlite3_column_name(statement.handle, column));
    }
    statement.columns = std::move(columns);
    statement.last_use = uses_;
    return statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

void SqliteConnection::ForgetOldStatements() {
    recent_.Clear();
    std::vector<std::uint64_t> ages;
    ages.reserve(statements_.size());
    for (const auto& [text, statement] : statements_) ages.push_back(statement.last_use);
    const auto middle = ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 2);
    std::nth_element(ages.begin(), middle, ages.end());
    const std::uint64_t oldest_kept = *middle;
    std::erase_if(statements_, [&](auto& entry) {
        if (entry.second.running || entry.second.last_use >= oldest_kept) return false;
        sqlite3_finalize(entry.second.handle);
        return true;
    });
}

void SqliteConnection::Bind(Statement& statement, Parameters parameters, std::string_view sql) {
    if (statement.slots.size() > parameters.size()) {
        throw std::logic_error("too few parameters for: " + std::string(sql));
    }
    for (std::size_t number = 0; number < statement.slots.size(); ++number) {
        const int slot = statement.slots[number];
        if (slot == 0) continue;
        const Parameter& parameter = parameters[number];
        // A view of nothing still is text: SQLite would read a null pointer as NULL.
        const std::string_view text = parameter.text().data() == nullptr ? "" : parameter.text();
        int code = SQLITE_OK;
        switch (parameter.kind()) {
            case Parameter::Kind::kNull:
                code = sqlite3_bind_null(statement.handle, slot);
                break;
            case Parameter::Kind::kInteger:
                code = sqlite3_bind_int64(statement.handle, slot, parameter.integer());
                break;
            case Parameter::Kind::kText:
                ExpectStorableText(text);
                code = sqlite3_bind_text64(statement.handle, slot, text.data(), text.size(), SQLITE_STATIC,
                                           SQLITE_UTF8);
                break;
            case Parameter::Kind::kBlob:
                code = sqlite3_bind_blob64(statement.handle, slot, text.data(), text.size(), SQLITE_STATIC);
                break;
        }
        if (code != SQLITE_OK) Fail(code, sql);
    }
}

Rows SqliteConnection::Query(std::string_view sql, Parameters parameters) {
    Statement& statement = Prepared(sql);
    Run run(*this, statement, sql);
    Bind(statement, parameters, sql);
    if (!run.Step()) return {};
    auto rows = std::make_shared<SqliteRows>(statement.columns);
    int count = 0;
    do {
        rows->Append(statement.handle);
        ++count;
    } while (run.Step());
    return {std::move(rows), count};
}

std::int64_t SqliteConnection::Execute(std::string_view sql, Parameters parameters) {
    Statement& statement = Prepared(sql);
    Run run(*this, statement, sql);
    Bind(statement, parameters, sql);
    while (run.Step()) {
    }
    return sqlite3_stmt_readonly(statement.handle) != 0 ? 0 : sqlite3_changes64(database_);
}

void SqliteConnection::ForEach(std::string_view sql, Parameters parameters,
                               const std::function<void(const Row&)>& each) {
    Statement& statement = Prepared(sql);
    Run run(*this, statement, sql);
    Bind(statement, parameters, sql);
    SqliteRows row(statement.columns);
    while (run.Step()) {
        row.Clear();
        row.Append(statement.handle);
        each(Row(row, 0));
    }
}

void SqliteConnection::KeepSavepoints(Savepoints where) {
    if (where == std::exchange(savepoints_, where)) return;
    Script(where == Savepoints::kInMemory ? "PRAGMA temp_store=MEMORY" : "PRAGMA temp_store=FILE");
}

void SqliteConnection::Script(const std::string& sql) {
    const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) Fail(sqlite3_extended_errcode(database_), sql);
}

SqliteConnection::Copied SqliteConnection::Checkpoint() {
    Copied done;
    done.code =
        sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &done.in_log, &done.copied);
    // When all is copied and nobody reads the log, the next commit begins it anew and tells its length.
    if (done.code == SQLITE_OK && done.in_log == done.copied) pages_in_log_ = 0;
    if (done.code != SQLITE_OK) done.code = sqlite3_extended_errcode(database_);
    return done;
}

}  // namespace qz::storage
