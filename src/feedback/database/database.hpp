// The door of feedback/database: the one file of anonymous feedback, apart from the hub's database and SQLite
// whatever engine the hub has (SECURITY A1, A5; ARCHITECTURE §1 "Exempt").
//
// No change rows, no sequencer, no audit, no ids or columns that carry a time. What lies in it says nothing
// of the order in which it came once the intake has released it: tables are WITHOUT ROWID under random ids,
// deleted bytes are overwritten, and Truncate empties the write-ahead log.
#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace qz::feedback {

// Bytes that are not text. What it points to outlives the call.
struct Bytes {
    std::string_view bytes;
};

// A bound value of $1…$n.
class Value {
 public:
    enum class Kind { kNull, kInteger, kText, kBytes };
    Value(std::nullopt_t) {}
    Value(std::int64_t value) : kind_(Kind::kInteger), integer_(value) {}
    Value(int value) : Value(std::int64_t{value}) {}
    Value(bool value) : Value(std::int64_t{value ? 1 : 0}) {}
    Value(std::string_view value) : kind_(Kind::kText), text_(value) {}
    Value(const char* value) : Value(std::string_view(value)) {}
    Value(const std::string& value) : Value(std::string_view(value)) {}
    Value(Bytes value) : kind_(Kind::kBytes), text_(value.bytes) {}
    template <class T>
    Value(const std::optional<T>& value) {
        if (value) *this = Value(*value);
    }
    Kind kind() const { return kind_; }
    std::int64_t integer() const { return integer_; }
    std::string_view text() const { return text_; }

 private:
    Kind kind_ = Kind::kNull;
    std::int64_t integer_ = 0;
    std::string_view text_;
};

// The row a statement stands on; good inside the call that hands it out.
class Row {
 public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
    bool IsNull(int column) const;
    std::int64_t Integer(int column) const;
    std::string Text(int column) const;  // text and bytes alike
    std::optional<std::string> OptionalText(int column) const;

 private:
    sqlite3_stmt* statement_;
};

// One connection; belongs to one thread at a time.
class Connection {
 public:
    Connection(const std::filesystem::path& file, bool writes);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Rows affected. Throws NoRoom where the disk is full, Clash where a unique key refused, else
    // std::runtime_error.
    template <class... A>
    std::int64_t Execute(std::string_view sql, const A&... values) {
        const Value list[] = {Value(values)..., Value(std::nullopt)};
        return Run(sql, {list, sizeof...(A)}, {});
    }
    template <class... A>
    void Each(std::string_view sql, const std::function<void(const Row&)>& each, const A&... values) {
        const Value list[] = {Value(values)..., Value(std::nullopt)};
        Run(sql, {list, sizeof...(A)}, each);
    }
    // The first column of the only row; nothing where there is none or it is NULL.
    template <class... A>
    std::optional<std::int64_t> Number(std::string_view sql, const A&... values) {
        std::optional<std::int64_t> found;
        Each(
            sql,
            [&found](const Row& row) {
                if (!row.IsNull(0)) found = row.Integer(0);
            },
            values...);
        return found;
    }
    template <class... A>
    std::optional<std::string> Text(std::string_view sql, const A&... values) {
        std::optional<std::string> found;
        Each(
            sql,
            [&found](const Row& row) {
                if (!row.IsNull(0)) found = row.Text(0);
            },
            values...);
        return found;
    }
    void Script(const std::string& sql);
    bool in_transaction() const;

 private:
    class Statements;
    std::int64_t Run(std::string_view sql, std::span<const Value> values,
                     const std::function<void(const Row&)>& each);
    [[noreturn]] void Fail(int code) const;

    sqlite3* handle_ = nullptr;
    std::unique_ptr<Statements> statements_;
};

class NoRoom : public std::runtime_error {
 public:
    NoRoom() : std::runtime_error("no space left for the feedback database") {}
};
class Clash : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

class Database {
 public:
    using Work = std::function<void(Connection&)>;
    // nullptr after the commit is durable, else what was thrown. On the writer's thread; short; must not
    // throw.
    using Done = std::function<void(std::exception_ptr)>;

    // Opens or makes the file and brings its tables up to date. Throws std::runtime_error with a sentence.
    static std::unique_ptr<Database> Open(const std::filesystem::path& file);
    virtual ~Database() = default;

    // Queues a write: one thread takes what has come, gives each its savepoint, commits once. Work runs once;
    // what it throws undoes it alone. false when the queue is full.
    virtual bool Submit(Work work, Done done) = 0;
    // The same, and waits. Throws what the work threw. Never called from the writer's thread.
    template <class F>
    auto Write(F&& work) {
        using Result = std::invoke_result_t<F, Connection&>;
        if constexpr (std::is_void_v<Result>) {
            Wait([&](Connection& connection) { work(connection); });
        } else {
            std::optional<Result> result;
            Wait([&](Connection& connection) { result.emplace(work(connection)); });
            return std::move(*result);
        }
    }
    // One moment of the file; one reader at a time.
    template <class F>
    auto Read(F&& work) {
        using Result = std::invoke_result_t<F, Connection&>;
        if constexpr (std::is_void_v<Result>) {
            Look([&](Connection& connection) { work(connection); });
        } else {
            std::optional<Result> result;
            Look([&](Connection& connection) { result.emplace(work(connection)); });
            return std::move(*result);
        }
    }
    // Copies the write-ahead log into the file and cuts it to nothing: it holds pages in the order in which
    // they were written.
    virtual void Truncate() = 0;
    // A verified copy, its rows in the order of their random ids, its log empty. The target must not exist.
    virtual void CopyTo(const std::filesystem::path& to) = 0;
    virtual bool healthy() const = 0;
    // Commits what is queued and refuses new work.
    virtual void Drain() = 0;

 protected:
    virtual void Wait(const Work& work) = 0;
    virtual void Look(const Work& work) = 0;
};

}  // namespace qz::feedback
