// The door of platform/storage: one database, SQLite or PostgreSQL, behind one set of words.
//
// A read runs on its own snapshot. A write runs inside a transaction that the storage owns: it may be run
// more than once (a batch that fails is run again one by one; PostgreSQL may ask for a repetition), so it
// must not touch the outside world; memory changes in AfterCommit. Returning commits, throwing rolls back.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <utility>
#include <vector>

#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"

namespace qz::storage {

enum class Engine { kSqlite, kPostgres };

// Bytes that are not text. Text must be UTF-8 and free of NUL on both engines.
struct Blob {
    std::string_view bytes;
};

// A bound parameter. Views are not copied: what they point to outlives the call.
class Parameter {
 public:
    enum class Kind { kNull, kInteger, kText, kBlob };

    Parameter(std::nullopt_t) {}
    Parameter(std::int64_t value) : kind_(Kind::kInteger), integer_(value) {}
    Parameter(int value) : Parameter(std::int64_t{value}) {}
    Parameter(bool value) : Parameter(std::int64_t{value ? 1 : 0}) {}
    Parameter(std::string_view value) : kind_(Kind::kText), text_(value) {}
    Parameter(const char* value) : Parameter(std::string_view(value)) {}
    Parameter(const std::string& value) : Parameter(std::string_view(value)) {}
    Parameter(Blob value) : kind_(Kind::kBlob), text_(value.bytes) {}
    Parameter(Instant value) : Parameter(value.milliseconds) {}
    Parameter(Date value) : Parameter(std::int64_t{value.days}) {}
    template <class Tag>
    Parameter(Id<Tag> value) : Parameter(value.value) {}
    template <class T>
    Parameter(const std::optional<T>& value) {
        if (value) *this = Parameter(*value);
    }

    Kind kind() const { return kind_; }
    std::int64_t integer() const { return integer_; }
    std::string_view text() const { return text_; }

 private:
    Kind kind_ = Kind::kNull;
    std::int64_t integer_ = 0;
    std::string_view text_;
};

using Parameters = std::span<const Parameter>;

// Where a Row's columns come from; each engine has its own.
class RowSource {
 public:
    virtual ~RowSource() = default;
    virtual int ColumnCount() const = 0;
    virtual std::string_view ColumnName(int column) const = 0;
    virtual bool IsNull(int row, int column) const = 0;
    virtual std::int64_t Integer(int row, int column) const = 0;
    virtual std::string_view Bytes(int row, int column) const = 0;
};

namespace detail {
template <class T>
struct Reads;  // how a column becomes a T: integers, text, ids, moments, dates, truth, optional of these
}

// One row of an answer. Columns go by name or by position; a name that is not there is a bug and throws
// std::logic_error. Text read as std::string_view lives as long as the Rows it came from.
class Row {
 public:
    Row(const RowSource& source, int row) : source_(&source), row_(row) {}

    template <class T>
    T Get(int column) const {
        return detail::Reads<T>::From(*source_, row_, column);
    }
    template <class T>
    T Get(std::string_view column) const {
        return Get<T>(Position(column));
    }

 private:
    int Position(std::string_view column) const;

    const RowSource* source_;
    int row_;
};

// A whole answer, held in memory. Iterates in the order the engine gave.
class Rows {
 public:
    Rows() = default;
    Rows(std::shared_ptr<const RowSource> source, int count) : source_(std::move(source)), count_(count) {}

    int size() const { return count_; }
    bool empty() const { return count_ == 0; }
    Row operator[](int row) const { return {*source_, row}; }

    class Iterator {
     public:
        Iterator(const RowSource* source, int row) : source_(source), row_(row) {}
        Row operator*() const { return {*source_, row_}; }
        Iterator& operator++() {
            ++row_;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return row_ != other.row_; }

     private:
        const RowSource* source_;
        int row_;
    };
    Iterator begin() const { return {source_.get(), 0}; }
    Iterator end() const { return {source_.get(), count_}; }

 private:
    std::shared_ptr<const RowSource> source_;
    int count_ = 0;
};

// A row that owns what it points to.
class OwnedRow {
 public:
    explicit OwnedRow(Rows rows) : rows_(std::move(rows)) {}
    template <class T>
    T Get(std::string_view column) const {
        return rows_[0].Get<T>(column);
    }
    template <class T>
    T Get(int column) const {
        return rows_[0].Get<T>(column);
    }

 private:
    Rows rows_;
};

// One statement of a group that goes to the server together.
struct Statement {
    std::string_view sql;
    std::vector<Parameter> parameters;
};

// What rooms keep in memory beside one database: one object of each type, made at its first use. Two
// databases in one process (tests, migrate) never share it.
class RoomMemory {
 public:
    template <class T>
    T& Get() {
        std::lock_guard lock(mutex_);
        std::shared_ptr<void>& kept = kept_[std::type_index(typeid(T))];
        if (!kept) kept = std::make_shared<T>();
        return *static_cast<T*>(kept.get());
    }

 private:
    std::mutex mutex_;
    std::map<std::type_index, std::shared_ptr<void>> kept_;
};

// Reading, at one moment of the database. SQL is one text for both engines, with $1…$n.
class Snapshot {
 public:
    virtual ~Snapshot() = default;
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    template <class... A>
    Rows Query(std::string_view sql, const A&... arguments) {
        const Parameter parameters[] = {Parameter(arguments)..., Parameter(std::nullopt)};
        return RunQuery(sql, Parameters(parameters, sizeof...(A)));
    }
    Rows QueryWith(std::string_view sql, Parameters parameters) { return RunQuery(sql, parameters); }

    // At most one row; two are a bug (std::logic_error).
    template <class... A>
    std::optional<OwnedRow> QueryOptional(std::string_view sql, const A&... arguments) {
        Rows rows = Query(sql, arguments...);
        ExpectAtMostOne(rows, sql);
        if (rows.empty()) return std::nullopt;
        return OwnedRow(std::move(rows));
    }
    // Exactly one row; none is a bug (std::logic_error). For aggregates and INSERT … RETURNING.
    template <class... A>
    OwnedRow QueryOne(std::string_view sql, const A&... arguments) {
        Rows rows = Query(sql, arguments...);
        ExpectOne(rows, sql);
        return OwnedRow(std::move(rows));
    }
    // Row by row without holding the answer (SQLite steps, PostgreSQL fetches in single-row mode): for
    // exports and rebuilding columns. The row is valid only inside the call; no other statement may run
    // meanwhile.
    void ForEach(std::string_view sql, Parameters parameters, const std::function<void(const Row&)>& each) {
        RunForEach(sql, parameters, each);
    }
    // Independent reads in one round trip on PostgreSQL; the answers in order.
    virtual std::vector<Rows> QueryTogether(std::span<const Statement> statements) = 0;

    // The number of `name` in platform_version: what caches are valid under. 0 where nobody has bumped it
    // yet. All versions are read with the transaction's first statement and cost nothing more.
    virtual std::int64_t Version(std::string_view name) = 0;

    virtual Engine engine() const = 0;
    // The moment the request began; the same for every statement, so times are passed in, not read in SQL.
    virtual Instant Now() const = 0;

    // A room's own caches for this database: snapshot.Memory<TreeCache>(). T guards itself.
    template <class T>
    T& Memory() {
        if (!memory_) throw std::logic_error("the engine gave this snapshot no memory");
        return memory_->Get<T>();
    }
    // For the engines, when they make a snapshot or a transaction.
    void UseMemory(RoomMemory& memory) { memory_ = &memory; }

 protected:
    Snapshot() = default;
    virtual Rows RunQuery(std::string_view sql, Parameters parameters) = 0;
    virtual void RunForEach(std::string_view sql, Parameters parameters,
                            const std::function<void(const Row&)>& each) = 0;

 private:
    static void ExpectAtMostOne(const Rows& rows, std::string_view sql);
    static void ExpectOne(const Rows& rows, std::string_view sql);

    RoomMemory* memory_ = nullptr;
};

// A write transaction.
class Tx : public Snapshot {
 public:
    // Rows affected.
    template <class... A>
    std::int64_t Execute(std::string_view sql, const A&... arguments) {
        const Parameter parameters[] = {Parameter(arguments)..., Parameter(std::nullopt)};
        return RunExecute(sql, Parameters(parameters, sizeof...(A)));
    }
    std::int64_t ExecuteWith(std::string_view sql, Parameters parameters) {
        return RunExecute(sql, parameters);
    }
    // A write whose result nobody reads. PostgreSQL sends it with COMMIT in one pipeline; its parameters are
    // copied. Its failure fails the transaction. Deferred writes run in order, and before any later Query or
    // Execute of this transaction.
    template <class... A>
    void Defer(std::string_view sql, const A&... arguments) {
        const Parameter parameters[] = {Parameter(arguments)..., Parameter(std::nullopt)};
        RunDefer(sql, Parameters(parameters, sizeof...(A)));
    }
    void DeferWith(std::string_view sql, Parameters parameters) { RunDefer(sql, parameters); }

    template <class IdType>
    IdType NewId() {
        return IdType{NextId()};
    }
    virtual std::int64_t NextId() = 0;

    // Adds a platform_change row, which the sequencer numbers after commit. `topic` is a capability's word
    // ("forms.return"), `object` the id in it. Every write that others may follow announces itself;
    // audit::Record does it.
    virtual void Announce(UnitId unit, std::string_view topic, std::int64_t object) = 0;
    bool announced() const { return announced_; }

    // The next gapless number for a row of `table`, one of Options::sequenced_tables; it goes back when the
    // work rolls back. SQLite's writer knows it at once; on PostgreSQL it is nothing: insert NULL, the
    // sequencer numbers the row.
    virtual std::optional<std::int64_t> NextNumber(std::string_view table) = 0;

    virtual void BumpVersion(std::string_view name) = 0;

    // Runs after a durable commit and before the answer leaves, on the storage's thread: memory only, short,
    // must not throw. Not run when the transaction rolls back.
    virtual void AfterCommit(std::function<void()> effect) = 0;

 protected:
    virtual std::int64_t RunExecute(std::string_view sql, Parameters parameters) = 0;
    virtual void RunDefer(std::string_view sql, Parameters parameters) = 0;
    bool announced_ = false;
};

// A unique key refused a row. Thrown by Execute and Query where the caller did not write ON CONFLICT;
// stores translate it into a Problem. The transaction goes on at the caller's choice only on SQLite, so:
// rethrow as Problem.
class UniqueViolation : public std::exception {
 public:
    explicit UniqueViolation(std::string constraint) : constraint_(std::move(constraint)) {}
    const std::string& constraint() const { return constraint_; }
    const char* what() const noexcept override { return constraint_.c_str(); }

 private:
    std::string constraint_;
};

// The disk is full or the database is not writable: reads go on, writes are refused (Problem::Kind::kNoSpace
// at the edge).
class NoSpace : public std::exception {
 public:
    const char* what() const noexcept override { return "no space left for the database"; }
};

// COMMIT was sent and its answer never came: the work may stand or not. Whoever must know reads the
// idempotency row.
class UnknownOutcome : public std::exception {
 public:
    const char* what() const noexcept override { return "the outcome of the commit is not known"; }
};

struct Options {
    // "sqlite:/path/file.db", a bare path, or "postgres://user:password@host:port/database?…".
    std::string location;
    const Clock* clock = nullptr;    // nullptr: the system's
    int readers = 2;                 // SQLite: read workers
    int checkpoint_pages = 16'000;   // SQLite: so long may the log grow before it is written back
    int workers = 12;                // PostgreSQL: connections that run reads and writes alike
    std::size_t queue_limit = 4096;  // waiting reads, and waiting writes; beyond it Submit… says no
    bool serializable =
        true;            // PostgreSQL: writes run SERIALIZABLE first; false: REPEATABLE READ from the start
    bool create = true;  // make the database where it is missing
    // Tables with columns unit_id, id and number (NULL until numbered) whose rows get gapless numbers.
    std::vector<std::string> sequenced_tables = {"platform_change"};
    bool check_durability =
        true;  // SQLite synchronous=FULL; PostgreSQL fsync, synchronous_commit, full_page_writes
};

struct Figures {
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;   // committed
    std::uint64_t batches = 0;  // SQLite: commits; PostgreSQL: commits too
    std::uint64_t retries = 0;  // repeated transactions
    std::uint64_t rolled_back = 0;
    std::size_t waiting_reads = 0;
    std::size_t waiting_writes = 0;
    bool writable = true;  // false while the disk is full or no process number is to be had
    bool healthy = true;   // false after a failed sync: the process restarts (SECURITY C3)
};

class Database {
 public:
    // Opens, leases a process number, checks durability settings, migrates forward.
    // Throws std::runtime_error with a sentence for the operator: wrong location, wrong settings, a schema
    // that needs a newer program.
    static std::unique_ptr<Database> Open(const Options& options);
    virtual ~Database() = default;

    using ReadWork = std::function<void(Snapshot&)>;
    using WriteWork = std::function<void(Tx&)>;
    // Called once, on a storage thread, when the work's fate is settled: nullptr after commit (after the read
    // for reads), else what was thrown. Short; must not throw.
    using Done = std::function<void(std::exception_ptr)>;

    // Queues the work; false when the queue is full (nothing will be called).
    virtual bool SubmitRead(ReadWork work, Done done) = 0;
    virtual bool SubmitWrite(WriteWork work, Done done) = 0;
    // A write that changes rows of `unit` alone, and decides by no row that such a write of another unit
    // changes. PostgreSQL commits those of several units in one transaction, which none of them notices: one
    // that fails takes no other with it, and one that reads what it wrote or asks for the result of a write
    // gets a transaction of its own. (SQLite's writer does as much for every write.)
    virtual bool SubmitUnitWrite(UnitId, WriteWork work, Done done) {
        return SubmitWrite(std::move(work), std::move(done));
    }

    // For commands, jobs and tests: wait for the answer here. Never called from a storage thread.
    template <class F>
    auto Read(F&& work) {
        using Result = std::invoke_result_t<F, Snapshot&>;
        if constexpr (std::is_void_v<Result>) {
            WaitRead([&](Snapshot& snapshot) { work(snapshot); });
        } else {
            std::optional<Result> result;
            WaitRead([&](Snapshot& snapshot) { result.emplace(work(snapshot)); });
            return std::move(*result);
        }
    }
    template <class F>
    auto Write(F&& work) {
        using Result = std::invoke_result_t<F, Tx&>;
        if constexpr (std::is_void_v<Result>) {
            WaitWrite([&](Tx& tx) { work(tx); });
        } else {
            std::optional<Result> result;
            WaitWrite([&](Tx& tx) { result.emplace(work(tx)); });
            return std::move(*result);
        }
    }

    // Published changes after `after`, in order, at most `limit`; see Followers in README.md.
    struct Change {
        std::int64_t number = 0;
        UnitId unit;
        std::string topic;
        std::int64_t object = 0;
    };
    static std::vector<Change> ListChanges(Snapshot& snapshot, std::int64_t after, int limit);
    // How far a snapshot sees: what is published in it, and committed changes that still wait for their
    // number (PostgreSQL; in no order, number 0, at most `limit`). What it sees of the rest it has seen in
    // full, so a follower that reads both misses nothing that committed before its snapshot.
    struct Frontier {
        std::int64_t published = 0;
        std::vector<Change> waiting;
    };
    static Frontier FindFrontier(Snapshot& snapshot, int limit);
    // How far the rows of one of Options::sequenced_tables are numbered, and how far followers may read them.
    struct Numbered {
        std::int64_t reserved = 0;
        std::int64_t published = 0;
    };
    static Numbered FindNumbered(Snapshot& snapshot, std::string_view table);
    // Numbers what has committed since the last call; returns how many rows were published. The process calls
    // it on a timer (PostgreSQL); SQLite's writer numbers within its own batch and this returns 0.
    virtual std::int64_t Sequence() = 0;

    virtual Engine engine() const = 0;
    virtual Figures figures() const = 0;
    virtual std::uint16_t process_number() const = 0;
    // Finishes what is queued, refuses new work.
    virtual void Drain() = 0;

 protected:
    virtual void WaitRead(const ReadWork& work) = 0;
    virtual void WaitWrite(const WriteWork& work) = 0;
};

// A value made from the database and kept while a version stands: grants, trees, published forms.
//   const auto tree = snapshot.Memory<Trees>().current.Get(snapshot, [](Snapshot& s) { return LoadTree(s);
//   });
// Thread-safe; two threads may load at once, one result stays. What a write transaction loads is kept only
// after it has committed: a version that was bumped and rolled back must leave nothing behind.
template <class T>
class Cached {
 public:
    explicit Cached(std::string_view version_name) : version_name_(version_name) {}

    template <class Load>
    std::shared_ptr<const T> Get(Snapshot& snapshot, Load&& load) {
        const std::int64_t version = snapshot.Version(version_name_);
        if (auto value = kept_->At(version)) return value;
        auto loaded = std::make_shared<const T>(load(snapshot));
        if (auto* tx = dynamic_cast<Tx*>(&snapshot)) {
            tx->AfterCommit([kept = kept_, version, loaded] { kept->Keep(version, loaded); });
        } else {
            kept_->Keep(version, loaded);
        }
        return loaded;
    }

 private:
    struct Kept {
        std::shared_ptr<const T> At(std::int64_t wanted) {
            std::lock_guard lock(mutex);
            return version == wanted ? value : nullptr;
        }
        // An older snapshot must not push out what a newer one loaded.
        void Keep(std::int64_t loaded_version, std::shared_ptr<const T> loaded) {
            std::lock_guard lock(mutex);
            if (value && version >= loaded_version) return;
            value = std::move(loaded);
            version = loaded_version;
        }
        std::mutex mutex;
        std::shared_ptr<const T> value;
        std::int64_t version = -1;
    };

    std::string version_name_;
    std::shared_ptr<Kept> kept_ = std::make_shared<Kept>();
};

// One effect for one request, however often it is sent (SECURITY C2). Kept seven days.
struct Effect {
    std::string request_hash;  // SHA-256 of method, path and body, raw bytes
    int status = 0;
    std::int64_t object = 0;  // 0: the answer has no object
};
std::optional<Effect> FindEffect(Snapshot& snapshot, UnitId unit, AccountId account, std::string_view key);
void InsertEffect(Tx& tx, UnitId unit, AccountId account, std::string_view key, const Effect& effect);
// Forgets what is older than `before`, at most `limit` rows; how many went.
std::int64_t DeleteEffects(Tx& tx, Instant before, int limit);

// Online and verified: the copy is opened and checked (integrity, counts) before this returns. SQLite writes
// one file; PostgreSQL a folder of files by table. Throws std::runtime_error with a sentence.
void Backup(Database& database, const std::filesystem::path& to);
// Into a database that holds nothing yet; checks counts and checksums against the backup's manifest.
void Restore(const std::filesystem::path& from, const Options& into);
// Copies everything into an empty database of the other (or the same) engine, then compares the count and the
// checksum of every table; the lines of the proof go to `report`.
void Migrate(Database& from, const Options& into, const std::function<void(const std::string&)>& report);

namespace detail {
template <>
struct Reads<std::int64_t> {
    static std::int64_t From(const RowSource& source, int row, int column) {
        return source.Integer(row, column);
    }
};
template <>
struct Reads<int> {
    static int From(const RowSource& source, int row, int column) {
        return static_cast<int>(source.Integer(row, column));
    }
};
template <>
struct Reads<bool> {
    static bool From(const RowSource& source, int row, int column) {
        return source.Integer(row, column) != 0;
    }
};
template <>
struct Reads<std::string_view> {
    static std::string_view From(const RowSource& source, int row, int column) {
        return source.Bytes(row, column);
    }
};
template <>
struct Reads<std::string> {
    static std::string From(const RowSource& source, int row, int column) {
        return std::string(source.Bytes(row, column));
    }
};
template <>
struct Reads<Instant> {
    static Instant From(const RowSource& source, int row, int column) {
        return {source.Integer(row, column)};
    }
};
template <>
struct Reads<Date> {
    static Date From(const RowSource& source, int row, int column) {
        return {static_cast<std::int32_t>(source.Integer(row, column))};
    }
};
template <class Tag>
struct Reads<Id<Tag>> {
    static Id<Tag> From(const RowSource& source, int row, int column) {
        return {source.Integer(row, column)};
    }
};
template <class T>
struct Reads<std::optional<T>> {
    static std::optional<T> From(const RowSource& source, int row, int column) {
        if (source.IsNull(row, column)) return std::nullopt;
        return Reads<T>::From(source, row, column);
    }
};
}  // namespace detail

}  // namespace qz::storage
