// 数源认领: which department answers for an element. The hub proposes, silence goes to the data authority,
// disputes end in a ruling.
#pragma once

#include <vector>

#include "catalogue/element_store.hpp"

namespace qz::catalogue {

using ClaimId = Id<struct ClaimTag>;

// Working days in which a proposed department answers.
constexpr int kDaysToAnswer = 5;

enum class ClaimState {
    kProposed,
    kAccepted,
    kDeclined,   // the data authority designates another one
    kEscalated,  // nobody answered in time
    kDesignated,
    kDisputed,
    kRuled,
};
std::string_view ToWord(ClaimState state);
std::optional<ClaimState> ClaimStateFromWord(std::string_view word);
// Nothing is decided yet.
inline bool IsOpen(ClaimState state) {
    return state == ClaimState::kProposed || state == ClaimState::kDeclined ||
           state == ClaimState::kEscalated || state == ClaimState::kDisputed;
}

struct ClaimRow {
    ClaimId id;
    ElementId element;
    UnitId proposed;
    std::string reason;  // JSON: {"text": …}, or {"code": …, "arguments": {…}} of the hub's own proposals
    ClaimState state = ClaimState::kProposed;
    Date due;
    std::string answer;
    std::string document;
    std::optional<UnitId> disputed_by;
    Instant opened_at;
    std::optional<Instant> decided_at;
    std::optional<AccountId> decided_by;
    std::int64_t revision = 0;
};

// --- Rules -------------------------------------------------------------------------------------------------

// Which words of a label belong to the duties of departments whose name holds a text: data,
// steward_words.json.
struct StewardWords {
    std::string department;
    std::vector<std::string> words;
};
const std::vector<StewardWords>& DutyWords();

struct Proposal {
    UnitId department;
    std::string reason;  // as ClaimRow::reason
};
// The department whose forms ask for it most; where none or two do, the highest one whose duties hold the
// longest word of the label or definition. Nothing where neither says anything.
std::optional<Proposal> DecideProposal(const Element& element, const std::vector<Asking>& asked_by,
                                       const directory::Tree& tree);

// --- Store -------------------------------------------------------------------------------------------------

std::optional<ClaimRow> FindClaim(storage::Snapshot& snapshot, ClaimId id);
// The newest of the element, open or decided.
std::optional<ClaimRow> FindClaimOf(storage::Snapshot& snapshot, ElementId element);
// Newest first, behind `before`.
std::vector<ClaimRow> ListClaims(storage::Snapshot& snapshot, std::optional<ClaimState> state,
                                 std::optional<ElementId> element, std::optional<UnitId> department,
                                 ClaimId before, int limit);
std::vector<ClaimRow> ListOverdueClaims(storage::Snapshot& snapshot, Date today, int limit);
// Live elements that nobody answers for and nobody was ever asked about.
std::vector<ElementId> ListUnclaimed(storage::Snapshot& snapshot, int limit);

// Conflict "catalogue.claim.open" where another one is being decided.
ClaimId InsertClaim(storage::Tx& tx, const ClaimRow& claim);
// Conflict "catalogue.claim.moved_on" where somebody was faster.
void UpdateClaim(storage::Tx& tx, const ClaimRow& claim);

// --- Jobs --------------------------------------------------------------------------------------------------

// Passes on what nobody answered; proposes a department for what nobody answers for.
void RunClaims(storage::Database& database, const Connections& connections);

}  // namespace qz::catalogue
