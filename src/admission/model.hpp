// The words of admission as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admission/admission.hpp"
#include "directory/directory.hpp"

namespace qz::admission {

// --- Fields ------------------------------------------------------------------------------------------------

enum class Verdict : std::uint8_t {
    kHeld,
    kHeldNotShareable,
    kVerifyOnly,  // the source answers yes or no
    kDerivable,
    kStale,      // held, older than its refresh cycle: one confirmation
    kDuplicate,  // another form asks it in this period
    kNew
};
// What the department wants of a field.
enum class Answer : std::uint8_t {
    kAsk,      // units are asked, whatever the hub holds
    kUseHeld,  // the hub's value; units are asked where it has none
    kCounts,   // numbers of rows instead of the rows
    kRows,     // the hub's rows, with a justification
    kDrop
};
std::string_view ToWord(Verdict verdict);
std::string_view ToWord(Answer answer);
std::optional<Verdict> VerdictFromWord(std::string_view word);
std::optional<Answer> AnswerFromWord(std::string_view word);

// What stands in the table for a field.
struct FieldAnswer {
    std::string code;
    ElementId element;
    std::string label;
    std::optional<Answer> answer;  // nothing: nobody has answered
    std::string purpose;
    std::string basis;
    std::string justification;
    bool local = false;
    std::string verdict;     // as submitted
    std::string derivation;  // of what is derivable; "" otherwise
    std::int64_t year_seconds = 0;
};

// --- Proposals ---------------------------------------------------------------------------------------------

enum class Origin : std::uint8_t { kOwn, kHandedDown, kEmergency };  // 本级, 上级下达, 应急
enum class State : std::uint8_t {
    kDraft,
    kWaiting,
    kAdmitted,
    kAdmittedWithChanges,
    kSentBack,
    kRefused,
    kRecorded,   // not judged: 统计调查, 上级下达, 应急
    kFiledLate,  // 应急, filed after its hours
    kExpired,
    kStopped,
    kMerged
};
std::string_view ToWord(Origin origin);
std::string_view ToWord(State state);
std::optional<State> StateFromWord(std::string_view word);

// Units may be asked.
inline bool InForce(State state) {
    return state == State::kAdmitted || state == State::kAdmittedWithChanges || state == State::kRecorded ||
           state == State::kFiledLate;
}
// The department still works on it.
inline bool IsOpen(State state) {
    return state == State::kDraft || state == State::kSentBack;
}

struct Proposal {
    ProposalId id;
    FormId form;
    UnitId issuer;
    std::string title;
    std::string form_class;
    std::string layout;
    std::string period;
    std::int64_t times = 1;
    Origin origin = Origin::kOwn;
    std::string purpose;
    std::string legal_basis;
    std::string justification_rows;
    bool paper_wanted = false;
    std::int64_t months = 12;
    std::string leader;
    std::string document;
    State state = State::kDraft;
    UnitId gate;
    std::string policy;
    std::string silence;
    bool escalated = false;
    std::optional<Date> due;
    std::optional<std::string> number;
    std::string approval;
    std::optional<Date> valid_until;
    std::string conditions;
    std::string reason;
    std::int64_t unit_seconds = 0;
    std::int64_t year_seconds = 0;
    std::optional<FormId> merged_into;
    std::int64_t revision = 1;
    Instant created_at;
    std::optional<Instant> submitted_at;
    std::optional<Instant> decided_at;
    std::vector<ScopePart> scope;
};

// It was in force once; the directory keeps it for good.
inline bool InDirectory(const Proposal& proposal) {
    return proposal.decided_at && (InForce(proposal.state) || proposal.state == State::kExpired ||
                                   proposal.state == State::kStopped || proposal.state == State::kMerged);
}

// Its day has passed, whether the clock has come round to it yet or not.
inline bool IsExpired(const Proposal& proposal, Date today) {
    return proposal.state == State::kExpired ||
           (InForce(proposal.state) && proposal.valid_until && *proposal.valid_until < today);
}

// Nobody judged how often a form from before the gate comes; a survey follows its scheme; what cannot wait
// ends within days.
inline bool RoundsAreJudged(const Proposal& proposal) {
    return !proposal.policy.empty() && proposal.form_class != "statistical" &&
           proposal.origin != Origin::kEmergency;
}

struct Event {
    std::string what;
    UnitId unit;  // in whose name; none: the clock
    std::string detail = "{}";
    Instant at;
};

}  // namespace qz::admission
