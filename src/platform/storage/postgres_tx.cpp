#include "platform/storage/postgres_tx.hpp"

namespace qz::storage {

namespace {
// A bulk load does not hold all its rows until the end.
constexpr std::size_t kMostDeferredBytes = 1 << 20;
}  // namespace

void PostgresTx::RunDefer(std::string_view sql, Parameters parameters) {
    Deferred deferred;
    deferred.sql = sql;
    deferred.values.reserve(parameters.size());
    for (const Parameter& parameter : parameters) {
        Deferred::Value value;
        value.kind = parameter.kind();
        if (value.kind == Parameter::Kind::kText) ExpectStorableText(parameter.text());
        if (value.kind == Parameter::Kind::kInteger) {
            value.integer = parameter.integer();
        } else {
            value.integer = static_cast<std::int64_t>(deferred.bytes.size());
            value.length = parameter.text().size();
            deferred.bytes.append(parameter.text());
        }
        deferred.values.push_back(value);
    }
    deferred_bytes_ += deferred.bytes.size() + deferred.sql.size() + 64;
    deferred_.push_back(std::move(deferred));
    if (deferred_bytes_ > kMostDeferredBytes) ExchangeAll(EnqueueWaiting());
}

void PostgresTx::EnqueueDeferred() {
    std::vector<Parameter> parameters;
    for (const Deferred& deferred : deferred_) {
        parameters.clear();
        for (const Deferred::Value& value : deferred.values) {
            const std::string_view bytes =
                value.kind == Parameter::Kind::kInteger
                    ? std::string_view()
                    : std::string_view(deferred.bytes)
                          .substr(static_cast<std::size_t>(value.integer), value.length);
            switch (value.kind) {
                case Parameter::Kind::kNull:
                    parameters.emplace_back(std::nullopt);
                    break;
                case Parameter::Kind::kInteger:
                    parameters.emplace_back(value.integer);
                    break;
                case Parameter::Kind::kText:
                    parameters.emplace_back(bytes);
                    break;
                case Parameter::Kind::kBlob:
                    parameters.emplace_back(Blob{bytes});
                    break;
            }
        }
        connection_.Enqueue(deferred.sql, parameters, PostgresConnection::Answer::kUnread);
    }
    deferred_.clear();
    deferred_bytes_ = 0;
}

std::size_t PostgresTx::EnqueueWaiting() {
    const std::size_t before = PostgresReading::EnqueueWaiting();
    EnqueueDeferred();
    return before;
}

void PostgresTx::Commit() {
    if (!begun_ && deferred_.empty()) return;
    if (!connection_.fault().empty()) {
        // The handler swallowed it; the server would turn COMMIT into ROLLBACK without a word.
        throw PostgresError(connection_.fault(), "a statement of the transaction had failed");
    }
    const std::size_t before = EnqueueWaiting();
    connection_.Enqueue("COMMIT", {}, PostgresConnection::Answer::kRead);
    connection_.EnqueueSync();
    try {
        const auto results = ExchangeAll(before);
        begun_ = false;
        if (std::string_view(PQcmdStatus(results.front().get())) != "COMMIT") {
            throw PostgresError("25P02", "the transaction had failed before COMMIT");
        }
    } catch (const PostgresError& error) {
        if (connection_.lost()) throw UnknownOutcome();
        // 40…: the server asks for a repetition; 23…, 25…, 22…, 42…: a statement was refused. Nothing was
        // kept. Everything else (a node that stopped answering, a shutdown) says nothing about the outcome.
        const std::string& state = error.state();
        for (const char* known : {"40001", "40P01", "22", "23", "25", "42", "53", "54", "55", "57014"}) {
            if (state.starts_with(known)) throw;
        }
        throw UnknownOutcome();
    }
}

void PostgresTx::RollBack() {
    deferred_.clear();
    effects_.clear();
    if (!begun_ || connection_.lost()) return;
    begun_ = false;
    try {
        connection_.Enqueue("ROLLBACK", {}, PostgresConnection::Answer::kUnread);
        connection_.EnqueueSync();
        connection_.Exchange();
    } catch (const std::exception&) {
        // Only a lost connection refuses ROLLBACK; the worker opens a new one.
    }
}

}  // namespace qz::storage
