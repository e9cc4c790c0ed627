#include "bench/raw_engine.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include <libpq-fe.h>
#include <sqlite3.h>

namespace qz::bench {

namespace {

using Steady = std::chrono::steady_clock;

constexpr int kVillages = 2768;
constexpr std::int64_t kFar = 4'000'000'000'000'000'000;  // no id of the program comes here

// A table that a submit writes to, and how its rows belong to the return: by the unit and one more column.
struct TableOf {
    std::string_view name;
    std::string_view column;  // equal to the return's id, or to its task
    bool by_task = false;
    std::string_view key{};  // its rows are moved, not added: the primary key
};
constexpr std::array<TableOf, 8> kTables = {
    {{"forms_return", "id"},
     {"forms_return_version", "task_id", true},
     {"catalogue_held", "source_reference"},
     {"catalogue_latest", "source_reference", false, "unit_id, subject, element_id"},
     {"catalogue_confirmation", "reference"},
     {"audit_entry", "object_id"},
     {"platform_change", "object_id"},
     {"platform_idempotency", "object_id"}}};

// What differs from submit to submit.
enum class Changing : std::uint8_t { kNo, kUnit, kTask, kNumber, kKey, kVersion, kRow };

Changing ChangingOf(std::string_view table, std::string_view column) {
    if (column == "unit_id") return Changing::kUnit;
    // Several rows of one submit: each its own.
    if (table == "catalogue_held" && column == "id") return Changing::kRow;
    if (column == "held_id") return Changing::kRow;
    if (column == "task_id") return Changing::kTask;
    if (column == "id" || (column == "number" && table != "forms_return_version")) return Changing::kNumber;
    if (table == "platform_idempotency" && column == "key") return Changing::kKey;
    if (column == "version" && table.starts_with("catalogue_")) return Changing::kVersion;
    return Changing::kNo;
}

struct Cell {
    std::optional<std::string> bytes;  // text, a number's digits, or raw bytes; nothing: NULL
    bool is_integer = false;
    bool is_blob = false;
    std::int64_t integer = 0;
    Changing changing = Changing::kNo;
};
struct ExampleRow {
    std::string insert;
    std::vector<Cell> cells;
};

std::string InsertInto(const TableOf& table, const std::vector<std::string>& columns) {
    std::string names;
    std::string places;
    std::string moved;
    for (std::size_t at = 0; at < columns.size(); ++at) {
        if (at > 0) {
            names += ", ";
            places += ", ";
        }
        names += columns[at];
        places += '$' + std::to_string(at + 1);
        if (table.key.find(columns[at]) == std::string_view::npos) {
            moved += (moved.empty() ? "" : ", ") + columns[at] + " = excluded." + columns[at];
        }
    }
    std::string sql = "INSERT INTO " + std::string(table.name) + " (" + names + ") VALUES (" + places + ")";
    if (!table.key.empty()) sql += " ON CONFLICT (" + std::string(table.key) + ") DO UPDATE SET " + moved;
    return sql;
}

std::int64_t NumberFor(Changing changing, std::int64_t number, std::size_t row) {
    switch (changing) {
        case Changing::kRow:
            return kFar + number * 64 + static_cast<std::int64_t>(row);
        case Changing::kUnit:
            // In no order, as in the load.
            return kFar + number * 1103 % kVillages;
        case Changing::kTask:
            return kFar + number / kVillages;
        case Changing::kVersion:
            return 1'000'000 + number / kVillages;
        default:
            return kFar + number;
    }
}

constexpr std::string_view kLatestReturn =
    "SELECT unit_id, task_id, id FROM forms_return WHERE version = 1 AND id < 4000000000000000000 AND "
    "reported_at = "
    "(SELECT MAX(reported_at) FROM forms_return WHERE id < 4000000000000000000) LIMIT 1";

std::string SelectFrom(const TableOf& table) {
    return "SELECT * FROM " + std::string(table.name) + " WHERE unit_id = $1 AND " +
           std::string(table.column) + " = $2";
}

class RawSqlite final : public RawSubmits {
 public:
    explicit RawSqlite(const std::string& file) {
        if (sqlite3_open(file.c_str(), &database_) != SQLITE_OK) Fail();
        sqlite3_exec(database_,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; "
                     "PRAGMA wal_autocheckpoint=4000",
                     nullptr, nullptr, nullptr);
        sqlite3_stmt* latest = Prepare(std::string(kLatestReturn));
        if (sqlite3_step(latest) != SQLITE_ROW) throw std::runtime_error("no return to take as an example");
        const std::int64_t unit = sqlite3_column_int64(latest, 0);
        const std::int64_t task = sqlite3_column_int64(latest, 1);
        const std::int64_t id = sqlite3_column_int64(latest, 2);
        sqlite3_finalize(latest);
        for (const TableOf& table : kTables) {
            sqlite3_stmt* select = Prepare(SelectFrom(table));
            sqlite3_bind_int64(select, 1, unit);
            sqlite3_bind_int64(select, 2, table.by_task ? task : id);
            while (sqlite3_step(select) == SQLITE_ROW) AddRow(table, select);
            sqlite3_finalize(select);
        }
        for (const ExampleRow& row : rows_) statements_.push_back(Prepare(row.insert));
        // Its number: after all that earlier runs on this file used.
        sqlite3_stmt* last = Prepare("SELECT COALESCE(MAX(id) - $1 + 1, 0) FROM forms_return WHERE id >= $1");
        sqlite3_bind_int64(last, 1, kFar);
        sqlite3_step(last);
        number_ = sqlite3_column_int64(last, 0);
        sqlite3_finalize(last);
    }
    ~RawSqlite() override {
        for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
        sqlite3_close(database_);
    }
    RawSqlite(const RawSqlite&) = delete;
    RawSqlite& operator=(const RawSqlite&) = delete;

    int rows() const override { return static_cast<int>(rows_.size()); }

    double Rate(double seconds) override {
        constexpr int kToACommit = 64;
        const auto start = Steady::now();
        const auto elapsed = [&] { return std::chrono::duration<double>(Steady::now() - start).count(); };
        const std::int64_t before = number_;
        while (elapsed() < seconds) {
            Run("BEGIN IMMEDIATE");
            for (int submit = 0; submit < kToACommit; ++submit) Submit(number_++);
            Run("COMMIT");
        }
        return static_cast<double>(number_ - before) / elapsed();
    }

 private:
    [[noreturn]] void Fail() const {
        throw std::runtime_error(std::string("raw SQLite: ") + sqlite3_errmsg(database_));
    }
    void Run(const char* sql) {
        if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) Fail();
    }
    sqlite3_stmt* Prepare(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) Fail();
        return statement;
    }
    void AddRow(const TableOf& table, sqlite3_stmt* select) {
        ExampleRow row;
        std::vector<std::string> columns;
        for (int at = 0; at < sqlite3_column_count(select); ++at) {
            columns.emplace_back(sqlite3_column_name(select, at));
            Cell cell;
            cell.changing = ChangingOf(table.name, columns.back());
            const int type = sqlite3_column_type(select, at);
            if (type == SQLITE_INTEGER) {
                cell.is_integer = true;
                cell.integer = sqlite3_column_int64(select, at);
            } else if (type != SQLITE_NULL) {
                cell.is_blob = type == SQLITE_BLOB;
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(select, at));
                const int size = sqlite3_column_bytes(select, at);
                cell.bytes = size == 0 ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
            }
            row.cells.push_back(std::move(cell));
        }
        row.insert = InsertInto(table, columns);
        rows_.push_back(std::move(row));
    }
    void Submit(std::int64_t number) {
        const std::string key = "raw-" + std::to_string(number);
        for (std::size_t at = 0; at < rows_.size(); ++at) {
            sqlite3_stmt* statement = statements_[at];
            int place = 0;
            for (const Cell& cell : rows_[at].cells) {
                ++place;
                if (cell.changing == Changing::kKey) {
                    sqlite3_bind_text(statement, place, key.data(), static_cast<int>(key.size()),
                                      SQLITE_STATIC);
                } else if (cell.changing != Changing::kNo) {
                    sqlite3_bind_int64(statement, place, NumberFor(cell.changing, number, at));
                } else if (cell.is_integer) {
                    sqlite3_bind_int64(statement, place, cell.integer);
                } else if (!cell.bytes) {
                    sqlite3_bind_null(statement, place);
                } else if (cell.is_blob) {
                    sqlite3_bind_blob(statement, place, cell.bytes->data(),
                                      static_cast<int>(cell.bytes->size()), SQLITE_STATIC);
                } else {
                    sqlite3_bind_text(statement, place, cell.bytes->data(),
                                      static_cast<int>(cell.bytes->size()), SQLITE_STATIC);
                }
            }
            if (sqlite3_step(statement) != SQLITE_DONE) Fail();
            sqlite3_reset(statement);
        }
    }

    sqlite3* database_ = nullptr;
    std::vector<ExampleRow> rows_;
    std::vector<sqlite3_stmt*> statements_;
    std::int64_t number_ = 0;
};

struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;
struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

class RawPostgres final : public RawSubmits {
 public:
    explicit RawPostgres(std::string location) : location_(std::move(location)) {
        const Connection server = Connect();
        const Result latest = Ask(server.get(), std::string(kLatestReturn), {});
        if (PQntuples(latest.get()) == 0) throw std::runtime_error("no return to take as an example");
        const std::string unit = PQgetvalue(latest.get(), 0, 0);
        const std::string task = PQgetvalue(latest.get(), 0, 1);
        const std::string id = PQgetvalue(latest.get(), 0, 2);
        for (const TableOf& table : kTables) {
            const Result found = Ask(server.get(), SelectFrom(table), {unit, table.by_task ? task : id});
            for (int row = 0; row < PQntuples(found.get()); ++row) AddRow(table, found.get(), row);
        }
        const Result last =
            Ask(server.get(), "SELECT COALESCE(MAX(id) - $1 + 1, 0) FROM forms_return WHERE id >= $1",
                {std::to_string(kFar)});
        number_ = std::strtoll(PQgetvalue(last.get(), 0, 0), nullptr, 10);
    }

    int rows() const override { return static_cast<int>(rows_.size()); }

    double Rate(double seconds) override {
        constexpr int kConnections = 12;
        std::atomic<std::int64_t> finished{0};
        std::atomic<bool> failed{false};
        std::vector<std::thread> threads;
        const auto start = Steady::now();
        const auto elapsed = [&] { return std::chrono::duration<double>(Steady::now() - start).count(); };
        for (int connection = 0; connection < kConnections; ++connection) {
            threads.emplace_back([&] {
                const Connection server = Connect();
                for (std::size_t at = 0; at < rows_.size(); ++at) {
                    const Result prepared(PQprepare(server.get(), ("r" + std::to_string(at)).c_str(),
                                                    rows_[at].insert.c_str(), 0, nullptr));
                }
                PQenterPipelineMode(server.get());
                while (elapsed() < seconds && !failed) {
                    if (!Submit(server.get(), number_++)) failed = true;
                    ++finished;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        if (failed) throw std::runtime_error("raw PostgreSQL refused a row");
        return static_cast<double>(finished) / elapsed();
    }

 private:
    Connection Connect() const {
        Connection server(PQconnectdb(location_.c_str()));
        if (PQstatus(server.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(server.get()));
        return server;
    }
    static Result Ask(PGconn* server, const std::string& sql, const std::vector<std::string>& values) {
        std::vector<const char*> pointers;
        for (const std::string& value : values) pointers.push_back(value.c_str());
        Result result(PQexecParams(server, sql.c_str(), static_cast<int>(values.size()), nullptr,
                                   pointers.data(), nullptr, nullptr, 0));
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(server));
        return result;
    }
    void AddRow(const TableOf& table, PGresult* found, int at) {
        ExampleRow row;
        std::vector<std::string> columns;
        for (int column = 0; column < PQnfields(found); ++column) {
            columns.emplace_back(PQfname(found, column));
            Cell cell;
            cell.changing = ChangingOf(table.name, columns.back());
            if (!PQgetisnull(found, at, column)) cell.bytes = PQgetvalue(found, at, column);
            row.cells.push_back(std::move(cell));
        }
        row.insert = InsertInto(table, columns);
        rows_.push_back(std::move(row));
    }
    bool Submit(PGconn* server, std::int64_t number) const {
        PQsendQueryParams(server, "BEGIN", 0, nullptr, nullptr, nullptr, nullptr, 0);
        for (std::size_t at = 0; at < rows_.size(); ++at) {
            std::vector<std::string> texts(rows_[at].cells.size());
            std::vector<const char*> pointers;
            for (std::size_t place = 0; place < texts.size(); ++place) {
                const Cell& cell = rows_[at].cells[place];
                if (cell.changing == Changing::kNo) {
                    pointers.push_back(cell.bytes ? cell.bytes->c_str() : nullptr);
                    continue;
                }
                texts[place] = cell.changing == Changing::kKey
                                   ? "raw-" + std::to_string(number)
                                   : std::to_string(NumberFor(cell.changing, number, at));
                pointers.push_back(texts[place].c_str());
            }
            PQsendQueryPrepared(server, ("r" + std::to_string(at)).c_str(), static_cast<int>(pointers.size()),
                                pointers.data(), nullptr, nullptr, 0);
        }
        PQsendQueryParams(server, "COMMIT", 0, nullptr, nullptr, nullptr, nullptr, 0);
        PQpipelineSync(server);
        bool good = true;
        for (bool synced = false; !synced;) {
            const Result result(PQgetResult(server));
            if (!result) {
                if (PQstatus(server) != CONNECTION_OK) return false;
                continue;
            }
            const auto status = PQresultStatus(result.get());
            synced = status == PGRES_PIPELINE_SYNC;
            if (status == PGRES_FATAL_ERROR) good = false;
        }
        return good;
    }

    std::string location_;
    std::vector<ExampleRow> rows_;
    std::atomic<std::int64_t> number_{0};
};

}  // namespace

std::unique_ptr<RawSubmits> RawSubmits::From(const Place& place) {
    if (place.database.empty()) return std::make_unique<RawSqlite>(place.Location());
    return std::make_unique<RawPostgres>(place.database);
}

}  // namespace qz::bench
