// SQL of what units say back: doubts about a task, and how long a form took.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admission/model.hpp"

namespace qz::admission {

// 转请核实
struct Verification {
    VerificationId id;
    UnitId unit;
    TaskId task;
    FormId form;
    UnitId issuer;
    std::string title;
    std::string kind;  // "no_number", "expired", "held", "duplicate", "unclear", "not_ours", "other"
    std::string reason;
    std::string fields = "[]";  // JSON [{code, label}]: what is doubted; none: the task as a whole
    bool answered = false;
    Date due;
    std::string answer;
    Instant opened_at;
    std::optional<Instant> answered_at;
};
// Throws Problem kConflict "admission.verification.asked_already": a unit asks once about a task.
VerificationId InsertVerification(storage::Tx& tx, const Verification& verification);
std::optional<Verification> FindVerification(storage::Snapshot& snapshot, VerificationId id);
// By task, open ones first; of the unit that asked, of the issuer, or of everybody.
std::vector<Verification> ListOfUnit(storage::Snapshot& snapshot, UnitId unit, int limit);
std::vector<Verification> ListOfIssuer(storage::Snapshot& snapshot, UnitId issuer, int limit);
std::vector<Verification> ListEveryVerification(storage::Snapshot& snapshot, int limit);
std::vector<Verification> ListOfTask(storage::Snapshot& snapshot, TaskId task);
// The one of the unit about the task that waits for an answer.
std::optional<Verification> FindOpenVerificationOf(storage::Snapshot& snapshot, UnitId unit, TaskId task);
// False when somebody answered first.
bool AnswerVerification(storage::Tx& tx, const Verification& verification, std::string_view answer);

// The unit's newest word on the form counts.
void PutEstimate(storage::Tx& tx, UnitId unit, FormId form, std::int64_t minutes);
struct Estimate {
    std::int64_t minutes = 0;
    Instant at;
};
std::optional<Estimate> FindEstimate(storage::Snapshot& snapshot, UnitId unit, FormId form);
// Every unit's minutes, in order of size, without the units.
std::vector<std::int64_t> ListEstimates(storage::Snapshot& snapshot, FormId form);

}  // namespace qz::admission
