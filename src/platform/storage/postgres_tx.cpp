#include "platform/storage/postgres_tx.hpp"

namespace qz::storage {

namespace {
// A bulk load does not hold all its rows until the end.
constexpr std::size_t kMostDeferredBytes = 1 << 20;
}  // namespace

void PostgresTx::RunDefer(std::string_view sql, Parameters parameters) {
    ExpectStorable(parameters);
    deferred_.push_back({connection_.Keep(sql), parameters.size()});
    for (const Parameter& parameter : parameters) {
        Value value;
        value.kind = parameter.kind();
        if (value.kind == Parameter::Kind::kInteger) {
            value.integer = parameter.integer();
        } else {
            value.integer = static_cast<std::int64_t>(deferred_text_.size());
            value.length = parameter.text().size();
            deferred_text_.append(parameter.text());
        }
        deferred_values_.push_back(value);
    }
    const std::size_t bytes = deferred_text_.size() + deferred_values_.size() * sizeof(Value);
    if (bytes <= kMostDeferredBytes) return;
    if (shared_) AskForOwn();
    ExchangeAll(EnqueueWaiting());
}

void PostgresTx::BeginWork(Instant now) {
    shared_ = true;
    needs_own_ = false;
    announced_ = false;
    now_ = now;
    work_ = {deferred_.size(), deferred_values_.size(), deferred_text_.size(), effects_.size(), false};
}

bool PostgresTx::TakeBackWork() {
    deferred_.resize(work_.deferred);
    deferred_values_.resize(work_.values);
    deferred_text_.resize(work_.text);
    effects_.resize(work_.effects);
    announced_ = false;
    return !work_.sent;
}

void PostgresTx::AskForOwn() {
    needs_own_ = true;
    throw NeedsOwnTransaction();
}

void PostgresTx::EnqueueDeferred() {
    std::vector<Parameter> parameters;
    std::size_t next = 0;
    for (const Deferred& deferred : deferred_) {
        parameters.clear();
        for (std::size_t at = 0; at < deferred.parameters; ++at) {
            const Value& value = deferred_values_[next++];
            const auto text = [&] {
                return std::string_view(deferred_text_)
                    .substr(static_cast<std::size_t>(value.integer), value.length);
            };
            switch (value.kind) {
                case Parameter::Kind::kNull:
                    parameters.emplace_back(std::nullopt);
                    break;
                case Parameter::Kind::kInteger:
                    parameters.emplace_back(value.integer);
                    break;
                case Parameter::Kind::kText:
                    parameters.emplace_back(text());
                    break;
                case Parameter::Kind::kBlob:
                    parameters.emplace_back(Blob{text()});
                    break;
            }
        }
        connection_.Enqueue(deferred.sql, parameters, PostgresConnection::Answer::kUnread);
    }
    ForgetDeferred();
}

void PostgresTx::ForgetDeferred() {
    deferred_.clear();
    deferred_values_.clear();
    deferred_text_.clear();
}

std::size_t PostgresTx::EnqueueWaiting() {
    // Among others a work's writes wait for COMMIT; one that reads after them must see them.
    if (shared_ && deferred_.size() > work_.deferred) AskForOwn();
    const std::size_t before = PostgresReading::EnqueueWaiting();
    if (!shared_) EnqueueDeferred();
    return before;
}

void PostgresTx::Commit() {
    shared_ = false;
    // Proven may have to ask, and begins for that.
    if (!begun_ && deferred_.empty() && Proven() && !begun_) return;
    if (!connection_.fault().empty()) {
        // The handler swallowed it; the server would turn COMMIT into ROLLBACK without a word.
        throw PostgresError(connection_.fault(), "a statement of the transaction had failed");
    }
    if (!Proven()) throw VersionsMoved();
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
    ForgetDeferred();
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
