// What a handler sees of PostgreSQL: a transaction whose BEGIN travels with its first statement and whose
// deferred writes travel with COMMIT.
#pragma once

#include "platform/storage/database_base.hpp"
#include "platform/storage/postgres_connection.hpp"

namespace qz::storage {

inline constexpr std::string_view kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
inline constexpr std::string_view kBeginSerializable = "BEGIN ISOLATION LEVEL SERIALIZABLE";
inline constexpr std::string_view kBeginRepeatable = "BEGIN ISOLATION LEVEL REPEATABLE READ";

// What the work took for the versions of its snapshot was not so; it is run again, and asks first.
class VersionsMoved : public std::exception {
 public:
    const char* what() const noexcept override { return "a version had moved"; }
};

// A work in a transaction with others asked for what only one of its own can give.
class NeedsOwnTransaction : public std::exception {
 public:
    const char* what() const noexcept override { return "this write runs in a transaction of its own"; }
};

// Whether a work may take the versions that this process saw last for those of its snapshot, which come with
// the first answer. No outcome leaves before they were compared.
enum class Versions { kAssumed, kAsked };

// Both kinds read alike; `Base` is Snapshot or Tx.
template <class Base>
class PostgresReading : public Base {
 public:
    PostgresReading(PostgresConnection& connection, DatabaseBase& database, Instant now,
                    std::string_view begin, Versions versions)
        : connection_(connection), versions_(database.known_versions()), now_(now), begin_(begin) {
        if (versions == Versions::kAssumed) assumed_ = versions_.known().Get();
    }

    std::vector<Rows> QueryTogether(std::span<const Statement> statements) override {
        for (const Statement& statement : statements) ExpectStorable(statement.parameters);
        const std::size_t before = EnqueueWaiting();
        for (const Statement& statement : statements) {
            connection_.Enqueue(statement.sql, statement.parameters, PostgresConnection::Answer::kRead);
        }
        auto results = ExchangeAll(before);
        std::vector<Rows> answers;
        answers.reserve(results.size());
        for (auto& result : results) answers.push_back(PostgresConnection::ToRows(std::move(result)));
        return answers;
    }
    std::int64_t Version(std::string_view name) override {
        if (!begun_ && assumed_) {
            relied_ = true;
            return VersionView::In(*assumed_, name);
        }
        if (!begun_) ExchangeAll(EnqueueWaiting());
        return versions_.Get(name, [&] { return RunQuery(kListVersions, {}); });
    }
    Engine engine() const override { return Engine::kPostgres; }
    Instant Now() const override { return now_; }

    bool begun() const { return begun_; }
    // Whether the outcome stands: what the work relied on was so, or it relied on nothing. Asks where nothing
    // was asked yet.
    bool Proven() {
        if (relied_ && !begun_) {
            try {
                ExchangeAll(EnqueueWaiting());
            } catch (const std::exception&) {
                return false;
            }
        }
        return !relied_ || (versions_.loaded() && !moved_);
    }

 protected:
    Rows RunQuery(std::string_view sql, Parameters parameters) override {
        return PostgresConnection::ToRows(One(sql, parameters));
    }
    void RunForEach(std::string_view sql, Parameters parameters,
                    const std::function<void(const Row&)>& each) override {
        ExpectStorable(parameters);
        ExchangeAll(EnqueueWaiting());
        connection_.Stream(sql, parameters, each);
    }
    // Puts what must come first into the same trip: BEGIN, the versions, deferred writes. How many answers of
    // it are read before the caller's own.
    virtual std::size_t EnqueueWaiting() {
        if (begun_) return 0;
        begun_ = true;
        connection_.Enqueue(begin_, {}, PostgresConnection::Answer::kUnread);
        connection_.Enqueue(kListVersions, {}, PostgresConnection::Answer::kRead);
        return 1;
    }
    std::vector<PostgresConnection::Result> ExchangeAll(std::size_t before) {
        auto results = connection_.Exchange();
        if (before > 0) {
            versions_.Take(PostgresConnection::ToRows(std::move(results.front())));
            results.erase(results.begin());
            moved_ = relied_ && !versions_.Are(*assumed_);
            if (moved_) throw VersionsMoved();
        }
        return results;
    }
    PostgresConnection::Result One(std::string_view sql, Parameters parameters) {
        // Before anything stands in the pipeline: what is refused there would leave answers that nobody
        // reads.
        ExpectStorable(parameters);
        const std::size_t before = EnqueueWaiting();
        connection_.Enqueue(sql, parameters, PostgresConnection::Answer::kRead);
        return std::move(ExchangeAll(before).front());
    }

    PostgresConnection& connection_;
    VersionView versions_;
    Instant now_;
    const std::string_view begin_;
    bool begun_ = false;
    bool relied_ = false;  // on `assumed_`
    bool moved_ = false;   // it was not so
    std::shared_ptr<const VersionNumbers> assumed_;
};

class PostgresSnapshot final : public PostgresReading<Snapshot> {
 public:
    PostgresSnapshot(PostgresConnection& connection, DatabaseBase& database, Instant now, Versions versions)
        : PostgresReading(connection, database, now, kBeginRead, versions) {}
};

class PostgresTx final : public PostgresReading<Tx> {
 public:
    // `number` is held by `connection`.
    PostgresTx(PostgresConnection& connection, DatabaseBase& database, HeldNumber& number, Instant now,
               std::string_view begin, Versions versions)
        : PostgresReading(connection, database, now, begin, versions), database_(database), number_(number) {}

    std::int64_t NextId() override { return number_.ids.Next(database_.Now().milliseconds); }
    void Announce(UnitId unit, std::string_view topic, std::int64_t object) override {
        Defer(kInsertChange, unit, NextId(), NextNumber("platform_change"), topic, object, now_);
        announced_ = true;
    }
    std::optional<std::int64_t> NextNumber(std::string_view) override { return std::nullopt; }
    void BumpVersion(std::string_view name) override {
        if (shared_) AskForOwn();
        Defer(kBumpVersion, name);
        bumped_ = true;
    }
    std::int64_t Version(std::string_view name) override {
        // The view was read before this transaction's own step.
        if (std::exchange(bumped_, false)) versions_.Take(RunQuery(kListVersions, {}));
        return PostgresReading::Version(name);
    }
    void AfterCommit(std::function<void()> effect) override { effects_.push_back(std::move(effect)); }

    // Sends what was deferred together with COMMIT. Throws what the server said; UnknownOutcome when the
    // answer to COMMIT never came.
    void Commit();
    // After a throw: the connection is fit for the next transaction, unless it is lost.
    void RollBack();
    std::vector<std::function<void()>>& effects() { return effects_; }

    // --- for several works in one transaction ---

    // The next work. Its deferred writes wait for COMMIT, so that they can be dropped when it fails.
    void BeginWork(Instant now);
    // Drops what the work deferred, and its effects. False where it has sent writes that only a rollback
    // undoes.
    bool TakeBackWork();
    // The work ended, however it did, after it had asked for a transaction of its own.
    bool needs_own() const { return needs_own_; }

 protected:
    std::int64_t RunExecute(std::string_view sql, Parameters parameters) override {
        if (shared_) work_.sent = true;
        return PostgresConnection::RowsAffected(One(sql, parameters));
    }
    void RunDefer(std::string_view sql, Parameters parameters) override;
    std::size_t EnqueueWaiting() override;

 private:
    // A deferred statement: its parameters lie in deferred_values_, their text in deferred_text_.
    struct Deferred {
        std::string_view sql;  // the connection's own copy
        std::size_t parameters = 0;
    };
    struct Value {
        Parameter::Kind kind = Parameter::Kind::kNull;
        std::int64_t integer = 0;  // or where its text begins
        std::size_t length = 0;
    };
    void ForgetDeferred();
    void EnqueueDeferred();
    [[noreturn]] void AskForOwn();

    DatabaseBase& database_;
    HeldNumber& number_;
    std::vector<Deferred> deferred_;
    std::vector<Value> deferred_values_;
    std::string deferred_text_;
    std::vector<std::function<void()>> effects_;
    bool bumped_ = false;
    // Where the current work of several began.
    struct {
        std::size_t deferred = 0;
        std::size_t values = 0;
        std::size_t text = 0;
        std::size_t effects = 0;
        bool sent = false;
    } work_;
    bool shared_ = false;
    bool needs_own_ = false;
};

}  // namespace qz::storage
