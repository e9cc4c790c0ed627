// Verdicts on fields and what a department may answer. Values in, values out.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "admission/model.hpp"

namespace qz::admission {

// How a value may be computed from what is there: a row of the configuration.
struct Derivation {
    std::vector<std::string> codes;
    std::vector<std::string> labels;
    bool from_roster = false;  // else from an ID number in the same row
    std::string roster;
    std::string field;  // code of an element: the roster is held where this is
    std::string expression;
};

struct FieldFacts {
    const DraftField* field = nullptr;
    const catalogue::Element* element = nullptr;
    catalogue::Coverage coverage;
    bool own = false;                       // the issuer is the element's steward
    bool asked = false;                     // another live form asks it often enough for this one
    std::string derivation;                 // "" where it cannot be computed
    std::int64_t held_from_permille = 500;  // of the scope: below it a field counts as new, or stale
};

// `{id}` of an expression replaced by the code of an ID number.
std::string WithNumber(std::string expression, std::string_view code);
// The expression that gives the field, with the number's code in it; "" where no derivation fits.
// `roster_held` says whether the hub holds the element with that code in the scope.
std::string FindDerivation(const Draft& draft, const DraftField& field, const catalogue::Element& element,
                           const std::vector<Derivation>& derivations,
                           const std::function<bool(std::string_view code)>& roster_held);

Verdict DecideVerdict(const FieldFacts& facts);

// A person's own data, beyond what tells the row of a roster apart.
bool IsPersonal(const catalogue::Element& element);

// What stands until somebody answers otherwise: the way that asks units least.
Answer DefaultAnswer(const FieldFacts& facts, Verdict verdict, bool rows_justified);

// A field with its verdict and the answer in force.
struct Judged {
    const DraftField* field = nullptr;
    const catalogue::Element* element = nullptr;
    Verdict verdict = Verdict::kNew;
    bool own = false;
    Answer answer = Answer::kAsk;
    std::string purpose;
    std::string basis;
    std::string justification;
};
// Asking units again for what the hub has, can compute or will have.
bool AsksAgain(const Judged& judged);
// Why an answer cannot stand, at "fields.<code>.…".
Findings CheckAnswer(const Judged& judged);

// Whether a version may carry the field itself: dropped and counted ones do not stand on it.
bool StandsOnForm(Answer answer);
// Whether units are asked for it: of those, computed ones are not.
bool AsksUnits(Verdict verdict, Answer answer);
using AnswerOf = std::function<std::optional<Answer>(std::string_view code)>;
// Whether nobody's rows are asked: what a roster's rows are called is counted.
bool RowsAreGone(const Draft& draft, const AnswerOf& answer_of);
// A roster is counted as a whole or not at all: one sheet has rows or numbers. Codes begin with `prefix`.
Findings CheckCounts(const Draft& draft, std::string_view prefix, const AnswerOf& answer_of);

}  // namespace qz::admission
