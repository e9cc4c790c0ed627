// What a handler sees of SQLite: the writer's transaction, and a reader's snapshot.
#pragma once

#include <stdexcept>

#include "platform/storage/database_base.hpp"
#include "platform/storage/sqlite_connection.hpp"

namespace qz::storage {

// Both kinds read alike; `Base` is Snapshot or Tx.
template <class Base>
class SqliteReading : public Base {
 public:
    SqliteReading(SqliteConnection& connection, DatabaseBase& database)
        : connection_(connection), versions_(database.known_versions()) {}

    std::vector<Rows> QueryTogether(std::span<const Statement> statements) override {
        std::vector<Rows> answers;
        answers.reserve(statements.size());
        for (const Statement& statement : statements)
            answers.push_back(RunQuery(statement.sql, statement.parameters));
        return answers;
    }
    std::int64_t Version(std::string_view name) override {
        return versions_.Get(name, [&] { return connection_.Query(kListVersions); });
    }
    Engine engine() const override { return Engine::kSqlite; }
    Instant Now() const override { return now_; }

 protected:
    Rows RunQuery(std::string_view sql, Parameters parameters) override {
        return connection_.Query(sql, parameters);
    }
    void RunForEach(std::string_view sql, Parameters parameters,
                    const std::function<void(const Row&)>& each) override {
        connection_.ForEach(sql, parameters, each);
    }

    SqliteConnection& connection_;
    VersionView versions_;
    Instant now_;
};

class SqliteSnapshot final : public SqliteReading<Snapshot> {
 public:
    using SqliteReading::SqliteReading;
    // The next work of the same snapshot.
    void Begin(Instant now) { now_ = now; }
    void ForgetVersions() { versions_.Forget(); }
};

// The writer's transaction, used again for each work of a batch and for each batch.
class SqliteTx final : public SqliteReading<Tx> {
 public:
    SqliteTx(SqliteConnection& connection, DatabaseBase& database)
        : SqliteReading(connection, database), database_(database) {
        for (const std::string& table : database.options().sequenced_tables)
            numbers_.push_back({table, {}, {}, {}});
    }

    std::int64_t NextId() override { return number_->ids.Next(database_.Now().milliseconds); }

    void Announce(UnitId unit, std::string_view topic, std::int64_t object) override {
        const Parameter row[] = {unit, NextId(), NextNumber("platform_change"), topic, object, now_};
        connection_.Execute(kInsertChange, row);
        announced_ = true;
    }

    std::optional<std::int64_t> NextNumber(std::string_view table) override {
        for (Numbers& numbers : numbers_) {
            if (numbers.table != table) continue;
            if (!numbers.last) {
                const Parameter name[] = {table};
                const Rows rows =
                    connection_.Query("SELECT published FROM platform_sequencer WHERE name = $1", name);
                if (rows.empty())
                    throw std::logic_error("platform_sequencer lost its row for " + numbers.table);
                numbers.stored = rows[0].Get<std::int64_t>(0);
                numbers.last = numbers.stored;
            }
            return *numbers.last += 1;
        }
        throw std::logic_error("not a sequenced table: " + std::string(table));
    }

    void BumpVersion(std::string_view name) override {
        const Parameter parameters[] = {name};
        connection_.Execute(kBumpVersion, parameters);
        versions_.Forget();
        bumped_ = true;
    }

    void AfterCommit(std::function<void()> effect) override { effects_.push_back(std::move(effect)); }

    // --- for the writer ---

    void BeginBatch(std::shared_ptr<HeldNumber> number) {
        number_ = std::move(number);
        versions_.Forget();
        for (Numbers& numbers : numbers_) numbers.last.reset();
    }
    void BeginWork(Instant now) {
        now_ = now;
        announced_ = false;
        bumped_ = false;
        effects_.clear();
        for (Numbers& numbers : numbers_) numbers.before = numbers.last;
    }
    void TakeBackWork() {
        effects_.clear();
        announced_ = false;
        if (bumped_) versions_.Forget();
        for (Numbers& numbers : numbers_) {
            // What was only read in this work is read again by the next.
            numbers.last = numbers.before;
        }
    }
    // Before COMMIT: how far the numbers went.
    void StoreNumbers() {
        for (Numbers& numbers : numbers_) {
            if (!numbers.last || *numbers.last == numbers.stored) continue;
            const Parameter row[] = {*numbers.last, numbers.table};
            connection_.Execute("UPDATE platform_sequencer SET reserved = $1, published = $1 WHERE name = $2",
                                row);
        }
    }
    std::vector<std::function<void()>>& effects() { return effects_; }

 protected:
    std::int64_t RunExecute(std::string_view sql, Parameters parameters) override {
        return connection_.Execute(sql, parameters);
    }
    // Nothing to gain here by waiting: the statement costs the same now.
    void RunDefer(std::string_view sql, Parameters parameters) override {
        connection_.Execute(sql, parameters);
    }

 private:
    struct Numbers {
        std::string table;
        std::optional<std::int64_t> last;    // given in this batch; nothing before the first question
        std::optional<std::int64_t> before;  // at the beginning of this work
        std::int64_t stored = 0;
    };

    DatabaseBase& database_;
    std::shared_ptr<HeldNumber> number_;
    std::vector<Numbers> numbers_;
    std::vector<std::function<void()>> effects_;
    bool bumped_ = false;
};

}  // namespace qz::storage
