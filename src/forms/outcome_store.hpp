// What was answered to an act on many returns at once, kept as long as an Idempotency-Key is.
#pragma once

#include "platform/http/http.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

// The answer to `unit`, kept for a replay: the reply's object is what AnswerAgain takes.
http::Reply AnswerOnce(storage::Tx& tx, UnitId unit, const json::value& answer);
http::Reply AnswerAgain(storage::Snapshot& snapshot, UnitId unit, std::int64_t outcome);

// How many went, at most `limit`.
std::int64_t DeleteOutcomes(storage::Tx& tx, Instant before, int limit);

}  // namespace qz::forms
