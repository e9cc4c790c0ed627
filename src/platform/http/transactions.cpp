// The part of the dispatcher that meets the database: authorisation and handler in one transaction, and one
// effect for one request however often it is sent (SECURITY B5, C2).
#include "platform/http/dispatcher.hpp"

namespace qz::http {

namespace {

// A key or a row that two requests wanted at once: the second look finds what the first one left.
constexpr int kAttempts = 3;
// Handlers hold the write transaction; slower ones are named in the log.
constexpr auto kSlowHandler = std::chrono::milliseconds(5);

// The handler of a request whose effect nobody had looked for refused: it may have been done already.
struct LookFirst {};

// Whose rows alone the request writes; nothing where the route does not say so, or the path names no unit.
UnitId UnitOf(const Exchange& exchange) {
    if (!exchange.route->within_unit) return {};
    try {
        return exchange.message.Path<UnitId>("unit");
    } catch (const Problem&) {
        return {};
    }
}

Problem Busy() {
    return {Problem::Kind::kBusy, "platform.http.busy"};
}

}  // namespace

void Dispatcher::SubmitRead(const std::shared_ptr<Exchange>& exchange) {
    const bool queued = database_.SubmitRead(
        [this, exchange](storage::Snapshot& snapshot) { ReadInside(*exchange, snapshot); },
        [exchange](std::exception_ptr failure) {
            exchange->failure = std::move(failure);
            exchange->settled();
        });
    if (queued) return;
    exchange->failure = std::make_exception_ptr(Busy());
    exchange->settled();
}

void Dispatcher::ReadInside(Exchange& exchange, storage::Snapshot& snapshot) const {
    if (exchange.asks_readiness) {
        snapshot.Query("SELECT 1");
        const storage::Figures figures = database_.figures();
        const bool draining = around_.draining && around_.draining->load();
        const bool ready = figures.writable && figures.healthy && !draining;
        exchange.reply = JsonText(ready ? R"({"status":"ready"})" : R"({"status":"not_ready"})");
        exchange.reply.status = ready ? 200 : 503;
        return;
    }
    const Route& route = *exchange.route;
    if (route.open_read) {
        exchange.reply = route.open_read(exchange.message, snapshot);
        return;
    }
    const Permitted permitted = authorize_(snapshot, exchange.message, route);
    exchange.reply = route.read(exchange.message, permitted.actor, permitted.scope, snapshot);
}

void Dispatcher::SubmitWrite(const std::shared_ptr<Exchange>& exchange) {
    ++exchange->attempts;
    const auto work = [this, exchange](storage::Tx& tx) { WriteInside(*exchange, tx); };
    const auto done = [this, exchange](std::exception_ptr failure) {
        exchange->failure = failure;
        if (failure) {
            try {
                std::rethrow_exception(failure);
            } catch (const LookFirst&) {
                exchange->looks_first = true;
                return SubmitWrite(exchange);
            } catch (const storage::UniqueViolation&) {
                exchange->looks_first = true;
                if (exchange->attempts < kAttempts) return SubmitWrite(exchange);
            } catch (const storage::UnknownOutcome&) {
                return SettleUnknown(exchange);
            } catch (...) {
                // Rendered by Finish, off the storage's thread.
            }
        }
        exchange->settled();
    };
    const UnitId unit = UnitOf(*exchange);
    if (unit ? database_.SubmitUnitWrite(unit, work, done) : database_.SubmitWrite(work, done)) return;
    exchange->failure = std::make_exception_ptr(Busy());
    exchange->settled();
}

void Dispatcher::WriteInside(Exchange& exchange, storage::Tx& tx) const {
    // The work may run more than once; nothing of an earlier run may remain.
    exchange.reply = {};
    exchange.replayed = false;
    exchange.effect_account = {};
    const Route& route = *exchange.route;
    if (route.open_write) {
        exchange.reply = route.open_write(exchange.message, exchange.prepared, tx);
        return;
    }
    const Permitted permitted = authorize_(tx, exchange.message, route);
    exchange.effect_unit = permitted.actor.unit;
    exchange.effect_account = permitted.actor.account;
    // Within a unit nearly every request is a new one: the key of the effect's row tells the others, and
    // whatever is refused is looked up before the refusal stands. That saves a question of each.
    const bool looks_first = exchange.looks_first || !route.within_unit;
    if (looks_first) {
        if (const auto effect =
                storage::FindEffect(tx, exchange.effect_unit, exchange.effect_account, exchange.key)) {
            return Replay(exchange, *effect, permitted, tx);
        }
    }
    try {
        CallWriter(exchange, permitted, tx);
    } catch (const Problem&) {
        if (!looks_first) throw LookFirst();
        throw;
    }
    if (exchange.reply.refused && !looks_first) throw LookFirst();
    if (exchange.reply.refused) return;
#ifdef QZ_DEV
    if (route.access == Route::Access::kPermission && !tx.announced()) {
        throw std::logic_error("the write was neither recorded nor announced: audit::Record is missing");
    }
#endif
    storage::InsertEffect(tx, exchange.effect_unit, exchange.effect_account, exchange.key,
                          {exchange.hash, exchange.reply.status, exchange.reply.object});
}

void Dispatcher::CallWriter(Exchange& exchange, const Permitted& permitted, storage::Tx& tx) const {
    const auto began = std::chrono::steady_clock::now();
    exchange.reply =
        exchange.route->write(exchange.message, permitted.actor, permitted.scope, exchange.prepared, tx);
    const auto took = std::chrono::steady_clock::now() - began;
    if (took > kSlowHandler) {
        const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
        Note(exchange, "slow_write", std::to_string(microseconds) + " microseconds");
    }
}

void Dispatcher::Replay(Exchange& exchange, const storage::Effect& effect, const Permitted& permitted,
                        storage::Snapshot& snapshot) const {
    if (effect.request_hash != exchange.hash) {
        throw Problem::Rejected("platform.http.idempotency_key_reused");
    }
    exchange.replayed = true;
    if (exchange.route->rebuild) {
        exchange.reply = exchange.route->rebuild(exchange.message, permitted.actor, permitted.scope,
                                                 effect.object, snapshot);
    } else if (effect.object != 0) {
        exchange.reply = JsonText("{\"id\":\"" + std::to_string(effect.object) + "\"}");
    } else if (effect.status != 204) {
        exchange.reply = JsonText("{}");
    }
    exchange.reply.status = effect.status;
    exchange.reply.object = effect.object;
    if (effect.status == 204) exchange.reply.body.clear();
}

// COMMIT was sent and no answer came. The effect row was part of it: where it is, the work stands. Where the
// database cannot be asked either, that is all the client is told: the same request settles it later.
void Dispatcher::SettleUnknown(const std::shared_ptr<Exchange>& exchange) {
    const Problem unknown(Problem::Kind::kBusy, "platform.http.outcome_unknown");
    const bool queued = exchange->effect_account &&
                        database_.SubmitRead(
                            [this, exchange, unknown](storage::Snapshot& snapshot) {
                                const auto effect = storage::FindEffect(
                                    snapshot, exchange->effect_unit, exchange->effect_account, exchange->key);
                                if (!effect) throw unknown;
                                Replay(*exchange, *effect,
                                       authorize_(snapshot, exchange->message, *exchange->route), snapshot);
                            },
                            [this, exchange, unknown](std::exception_ptr failure) {
                                exchange->failure = failure;
                                if (failure) {
                                    try {
                                        std::rethrow_exception(failure);
                                    } catch (const Problem&) {
                                        // Said already.
                                    } catch (const std::exception& fault) {
                                        Note(*exchange, "outcome_unknown", fault.what());
                                        exchange->failure = std::make_exception_ptr(unknown);
                                    }
                                }
                                exchange->settled();
                            });
    if (queued) return;
    exchange->failure = std::make_exception_ptr(unknown);
    exchange->settled();
}

}  // namespace qz::http
