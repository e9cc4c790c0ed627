// A submit's statements through platform/storage beside the same statements on the bare engine, in one run.
//   storage_bench <folder> [postgres://…] [seconds]
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <libpq-fe.h>
#include <sqlite3.h>

#include "platform/storage/storage.hpp"

namespace {

using namespace qz;
using storage::Database;
using storage::Tx;

constexpr int kInFlight = 64;
constexpr int kUnits = 2768;
const std::string kAnswers(1500, 'a');
const std::string kHash(32, 'h');

constexpr std::string_view kReadTask = "SELECT state, words FROM bench_task WHERE id = $1";
constexpr std::string_view kReadReturn =
    "SELECT revision, answers FROM bench_return WHERE unit_id = $1 AND task_id = $2";
constexpr std::string_view kUpdateReturn =
    "UPDATE bench_return SET answers = $1, revision = revision + 1 WHERE unit_id = $2 AND task_id = $3";
constexpr std::string_view kInsertLog = "INSERT INTO bench_log (unit_id, id, words) VALUES ($1, $2, $3)";
constexpr std::string_view kInsertEffect =
    "INSERT INTO platform_idempotency (unit_id, account_id, key, request_hash, status, object_id, at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view kInsertChange =
    "INSERT INTO platform_change (unit_id, id, number, topic, object_id, at) VALUES ($1, $2, $3, $4, $5, $6)";

void MakeTables(Database& database) {
    database.Write([](Tx& tx) {
        for (const char* table : {"bench_task", "bench_return", "bench_log"}) {
            tx.Execute(std::string("DROP TABLE IF EXISTS ") + table);
        }
        tx.Execute(
            "CREATE TABLE bench_task (id BIGINT NOT NULL PRIMARY KEY, state SMALLINT NOT NULL, words TEXT)");
        tx.Execute(
            "CREATE TABLE bench_return (unit_id BIGINT NOT NULL, task_id BIGINT NOT NULL, revision BIGINT "
            "NOT NULL,"
            "answers TEXT, PRIMARY KEY (unit_id, task_id))");
        tx.Execute(
            "CREATE TABLE bench_log (unit_id BIGINT NOT NULL, id BIGINT NOT NULL, words TEXT, PRIMARY KEY "
            "(unit_id, id))");
        tx.Execute("INSERT INTO bench_task (id, state, words) VALUES (1, 1, 'a form')");
        for (int unit = 0; unit < kUnits; ++unit) {
            tx.Defer("INSERT INTO bench_return (unit_id, task_id, revision, answers) VALUES ($1, 1, 1, $2)",
                     unit, kAnswers);
        }
    });
}

// Four reads and seven writes, as a submit makes them.
void Submit(Tx& tx, int unit, const std::string& key) {
    tx.Version("identity.grants");
    storage::FindEffect(tx, {unit}, {1}, key);
    tx.QueryOptional(kReadTask, 1);
    tx.QueryOptional(kReadReturn, unit, 1);
    tx.Execute(kUpdateReturn, kAnswers, unit, 1);
    for (int row = 0; row < 4; ++row) tx.Defer(kInsertLog, unit, tx.NextId(), kHash);
    tx.Announce({unit}, "bench.return", 1);
    storage::InsertEffect(tx, {unit}, {1}, key, {kHash, 200, 1});
}

double ThroughStorage(Database& database, double seconds) {
    std::atomic<std::int64_t> finished{0};
    std::atomic<std::int64_t> failed{0};
    std::atomic<int> running{kInFlight};
    std::atomic<bool> stop{false};
    static std::atomic<std::int64_t> keys{0};
    std::function<void(int)> next = [&](int lane) {
        const auto number = ++keys;
        const bool queued = database.SubmitWrite(
            [number](Tx& tx) {
                Submit(tx, static_cast<int>(number % kUnits), "key" + std::to_string(number));
            },
            [&, lane](std::exception_ptr error) {
                ++(error ? failed : finished);
                if (stop) {
                    --running;
                } else {
                    next(lane);
                }
            });
        if (!queued) std::abort();
    };
    const auto start = std::chrono::steady_clock::now();
    for (int lane = 0; lane < kInFlight; ++lane) next(lane);
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop = true;
    while (running > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (failed > 0) std::printf("failed: %lld\n", static_cast<long long>(failed));
    std::printf("repeated: %llu\n", static_cast<unsigned long long>(database.figures().retries));
    return static_cast<double>(finished) /
           std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The bare engine: prepared once, one commit for as many submits as are in flight, no queue, no threads.
double RawSqlite(const std::filesystem::path& file, double seconds) {
    sqlite3* database = nullptr;
    sqlite3_open(file.c_str(), &database);
    sqlite3_exec(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536",
                 nullptr, nullptr, nullptr);
    const auto prepare = [&](std::string_view sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
            SQLITE_OK) {
            std::abort();
        }
        return statement;
    };
    sqlite3_stmt* begin = prepare("BEGIN IMMEDIATE");
    sqlite3_stmt* commit = prepare("COMMIT");
    sqlite3_stmt* task = prepare(kReadTask);
    sqlite3_stmt* find = prepare(kReadReturn);
    sqlite3_stmt* effect =
        prepare("SELECT status FROM platform_idempotency WHERE unit_id = $1 AND account_id = 1 AND key = $2");
    sqlite3_stmt* update = prepare(kUpdateReturn);
    sqlite3_stmt* log = prepare(kInsertLog);
    sqlite3_stmt* change = prepare(kInsertChange);
    sqlite3_stmt* insert = prepare(kInsertEffect);
    const auto run = [](sqlite3_stmt* statement) {
        while (sqlite3_step(statement) == SQLITE_ROW) {
        }
        if (sqlite3_reset(statement) != SQLITE_OK) std::abort();
    };
    const auto text = [](sqlite3_stmt* statement, int at, const std::string& value) {
        sqlite3_bind_text(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    };
    static std::int64_t last = 0;
    const std::int64_t before = last;
    std::int64_t& number = last;
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    while (elapsed() < seconds) {
        run(begin);
        for (int submit = 0; submit < kInFlight; ++submit) {
            const auto unit = ++number % kUnits;
            const std::string key = "raw" + std::to_string(number);
            sqlite3_bind_int64(effect, 1, unit);
            text(effect, 2, key);
            run(effect);
            sqlite3_bind_int64(task, 1, 1);
            run(task);
            sqlite3_bind_int64(find, 1, unit);
            sqlite3_bind_int64(find, 2, 1);
            run(find);
            text(update, 1, kAnswers);
            sqlite3_bind_int64(update, 2, unit);
            sqlite3_bind_int64(update, 3, 1);
            run(update);
            for (int row = 0; row < 4; ++row) {
                sqlite3_bind_int64(log, 1, unit);
                sqlite3_bind_int64(log, 2, number * 4 + row);
                text(log, 3, kHash);
                run(log);
            }
            sqlite3_bind_int64(change, 1, unit);
            sqlite3_bind_int64(change, 2, number);
            sqlite3_bind_int64(change, 3, number);
            sqlite3_bind_text(change, 4, "bench.return", -1, SQLITE_STATIC);
            sqlite3_bind_int64(change, 5, 1);
            sqlite3_bind_int64(change, 6, 1);
            run(change);
            sqlite3_bind_int64(insert, 1, unit);
            sqlite3_bind_int64(insert, 2, 1);
            text(insert, 3, key);
            sqlite3_bind_blob(insert, 4, kHash.data(), static_cast<int>(kHash.size()), SQLITE_STATIC);
            sqlite3_bind_int64(insert, 5, 200);
            sqlite3_bind_int64(insert, 6, 1);
            sqlite3_bind_int64(insert, 7, 1);
            run(insert);
        }
        run(commit);
    }
    const double rate = static_cast<double>(number - before) / elapsed();
    for (sqlite3_stmt* statement : {begin, commit, task, find, effect, update, log, change, insert}) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(database);
    return rate;
}

// The bare server: one pipeline for each transaction, nothing waits between its statements.
double RawPostgres(const std::string& location, int connections, double seconds) {
    static std::atomic<std::int64_t> last{0};
    std::atomic<std::int64_t> finished{0};
    std::vector<std::thread> threads;
    const auto start = std::chrono::steady_clock::now();
    for (int connection = 0; connection < connections; ++connection) {
        threads.emplace_back([&] {
            PGconn* server = PQconnectdb(location.c_str());
            const std::string_view statements[] = {"BEGIN",    kReadTask,     kReadReturn,   kUpdateReturn,
                                                   kInsertLog, kInsertChange, kInsertEffect, "COMMIT"};
            for (std::size_t at = 0; at < std::size(statements); ++at) {
                PQclear(PQprepare(server, ("r" + std::to_string(at)).c_str(),
                                  std::string(statements[at]).c_str(), 0, nullptr));
            }
            PQenterPipelineMode(server);
            while (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() <
                   seconds) {
                const std::int64_t number = ++last;
                const std::string unit = std::to_string(number % kUnits);
                const auto send = [&](const char* name, std::vector<std::string> values) {
                    std::vector<const char*> pointers;
                    for (const auto& value : values) pointers.push_back(value.c_str());
                    PQsendQueryPrepared(server, name, static_cast<int>(pointers.size()), pointers.data(),
                                        nullptr, nullptr, 0);
                };
                send("r0", {});
                send("r1", {"1"});
                send("r2", {unit, "1"});
                send("r3", {kAnswers, unit, "1"});
                for (int row = 0; row < 4; ++row) send("r4", {unit, std::to_string(number * 4 + row), kHash});
                const char* change[] = {unit.c_str(), nullptr, nullptr, "bench.return", "1", "1"};
                const std::string id = std::to_string(number);
                change[1] = id.c_str();
                PQsendQueryPrepared(server, "r5", 6, change, nullptr, nullptr, 0);
                send("r6", {unit, "1", "raw" + id, kHash, "200", "1", "1"});
                send("r7", {});
                PQpipelineSync(server);
                for (bool synced = false; !synced;) {
                    PGresult* result = PQgetResult(server);
                    if (result == nullptr) continue;
                    const auto status = PQresultStatus(result);
                    synced = status == PGRES_PIPELINE_SYNC;
                    if (status == PGRES_FATAL_ERROR) {
                        std::fprintf(stderr, "%s", PQresultErrorMessage(result));
                        std::abort();
                    }
                    PQclear(result);
                }
                ++finished;
            }
            PQfinish(server);
        });
    }
    for (auto& thread : threads) thread.join();
    return static_cast<double>(finished) / seconds;
}

void Compare(const char* name, const std::function<double()>& raw, const std::function<double()>& ours) {
    std::vector<double> rates;
    std::vector<double> ratios;
    for (int round = 0; round < 3; ++round) {
        const double bare = raw();
        const double through = ours();
        rates.push_back(through);
        ratios.push_back(through / bare);
        std::printf("%s: %.0f submits/s, bare engine %.0f, ratio %.2f\n", name, through, bare,
                    through / bare);
    }
    std::sort(rates.begin(), rates.end());
    std::sort(ratios.begin(), ratios.end());
    std::printf("%s: median %.0f submits/s (%.0f to %.0f), median ratio %.2f\n", name, rates[1], rates[0],
                rates[2], ratios[1]);
}

}  // namespace

int main(int count, char** arguments) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    if (count < 2) {
        std::fprintf(stderr, "storage_bench <folder> [postgres://…] [seconds]\n");
        return 2;
    }
    const double seconds = count > 3 ? std::atof(arguments[3]) : 3;
    const std::filesystem::path folder = arguments[1];
    const auto file = folder / "storage_bench.db";
    std::filesystem::remove(file);
    {
        storage::Options options;
        options.location = file.string();
        MakeTables(*Database::Open(options));
        Compare(
            "sqlite", [&] { return RawSqlite(file, seconds); },
            [&] { return ThroughStorage(*Database::Open(options), seconds); });
    }
    if (count > 2 && arguments[2][0] != '\0') {
        storage::Options options;
        options.location = arguments[2];
        MakeTables(*Database::Open(options));
        for (const bool serializable : {true, false}) {
            options.serializable = serializable;
            Compare(
                serializable ? "postgres, serializable" : "postgres, repeatable read",
                [&] { return RawPostgres(options.location, options.workers, seconds); },
                [&] { return ThroughStorage(*Database::Open(options), seconds); });
        }
    }
    return 0;
}
