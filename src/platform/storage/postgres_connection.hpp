#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <libpq-fe.h>

#include "platform/storage/connection.hpp"
#include "platform/storage/recent_texts.hpp"

namespace qz::storage {

// What the server refused. `state` is the SQLSTATE; empty when the connection itself was lost.
class PostgresError : public std::runtime_error {
 public:
    PostgresError(std::string state, const std::string& sentence)
        : std::runtime_error(sentence), state_(std::move(state)) {}
    const std::string& state() const { return state_; }

 private:
    std::string state_;
};

// A connection in pipeline mode. Statements are queued and travel together at the next exchange, each
// prepared once by its text; integers, text and bytes travel in binary. Belongs to one thread at a time.
class PostgresConnection final : public Connection {
 public:
    explicit PostgresConnection(const std::string& location);
    ~PostgresConnection() override;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    Engine engine() const override { return Engine::kPostgres; }
    Rows Query(std::string_view sql, Parameters parameters = {}) override;
    std::int64_t Execute(std::string_view sql, Parameters parameters = {}) override;
    void ForEach(std::string_view sql, Parameters parameters,
                 const std::function<void(const Row&)>& each) override;
    void Script(const std::string& sql) override;
    void Begin() override { Execute("BEGIN ISOLATION LEVEL READ COMMITTED"); }

    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    using Result = std::unique_ptr<PGresult, Clear>;

    // Adds a statement to what travels next. The parameters are copied into the send buffer.
    enum class Answer { kUnread, kRead };
    void Enqueue(std::string_view sql, Parameters parameters, Answer answer);
    // Ends a group: after a fault the server skips everything up to here.
    void EnqueueSync();
    // Sends what is queued without waiting; its results are taken by the next exchange.
    void Send();
    // Sends what is queued and waits for all of it; the results that are read, in order. At the first fault
    // it brings the pipeline in order and throws PostgresError, UniqueViolation or NoSpace.
    std::vector<Result> Exchange();
    // Steps through a large answer; everything queued before has been exchanged.
    void Stream(std::string_view sql, Parameters parameters, const std::function<void(const Row&)>& each);

    bool lost() const { return lost_ || PQstatus(connection_) == CONNECTION_BAD; }
    // The SQLSTATE of the last fault since ForgetFault; a handler may have swallowed the exception.
    const std::string& fault() const { return fault_; }
    void ForgetFault() { fault_.clear(); }
    // The same text, which lives until the next failure or TidyStatements: for statements that are sent
    // later.
    std::string_view Keep(std::string_view sql) { return Known(sql).first; }
    // Call between transactions: drops prepared statements when too many have piled up.
    void TidyStatements();

    static Rows ToRows(Result result);
    static std::int64_t RowsAffected(const Result& result);

    PGconn* handle() const { return connection_; }

 private:
    struct Prepared {
        std::string name;
        std::vector<Oid> types;
    };
    struct Pending {
        enum class Kind { kPrepare, kStatement, kSync } kind;
        Answer answer = Answer::kUnread;
        std::string_view sql;  // points into prepared_, for messages
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    using Statements = std::unordered_map<std::string, std::vector<Prepared>, TextHash, std::equal_to<>>;
    Statements::value_type& Known(std::string_view sql);
    // Its name, sending the preparation first where the server does not know it yet.
    const std::string& Prepare(std::string_view& sql, Parameters parameters);
    void FlushBuffer();
    Result NextResult();
    void Expect(bool sent);
    [[noreturn]] void Fail(Result result, std::string_view sql);
    [[noreturn]] void FailLost();
    void RestorePipeline();

    PGconn* connection_ = nullptr;
    Statements prepared_;
    RecentTexts<Statements::value_type> recent_;
    std::uint64_t names_ = 0;
    std::deque<Pending> pending_;
    std::string fault_;
    bool lost_ = false;
};

}  // namespace qz::storage
