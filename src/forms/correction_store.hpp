// SQL of corrections (校核申请).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "forms/answers.hpp"
#include "forms/model.hpp"
#include "platform/http/http.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

void InsertCorrection(storage::Tx& tx, const Correction& correction, AccountId by);
// What a unit called wrong and nobody has decided on yet.
storage::Statement OpenDisputesOf(UnitId unit);
std::vector<OpenDispute> ReadDisputes(const storage::Rows& rows);
// Withdraws the unit's open correction of the value where `value` is what was held; whether there was one.
bool WithdrawWhereHeld(storage::Tx& tx, UnitId unit, ElementId element, std::string_view subject,
                       const StoredValue& value);
// Scoped: what the acting unit decides, or what it asked.
enum class CorrectionSide { kDecider, kUnit };
std::vector<Correction> ListCorrections(storage::Snapshot& snapshot, const Scope& scope, CorrectionSide side,
                                        std::optional<CorrectionState> state, const http::Page& page);
// Of one unit in one task.
std::vector<Correction> ListCorrectionsOf(storage::Snapshot& snapshot, UnitId unit, TaskId task);
// Of the acting unit as decider; a foreign one is none.
std::optional<Correction> FindCorrection(storage::Snapshot& snapshot, const Scope& scope,
                                         CorrectionId correction);
// The unit itself took its claim back by reporting the held value.
void WithdrawCorrection(storage::Tx& tx, UnitId unit, ElementId element, std::string_view subject);
void UpdateCorrection(storage::Tx& tx, const Correction& correction, CorrectionState state,
                      std::string_view reason, AccountId by);
// Marks what is past its day, in tasks that are not paused; how many.
std::int64_t EscalateCorrections(storage::Tx& tx, Date today, int limit);

}  // namespace qz::forms
