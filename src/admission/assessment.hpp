// A draft held against what the hub has, who else asks, and what it would cost.
#pragma once

#include <vector>

#include "admission/store.hpp"

namespace qz::admission {

struct AssessedField {
    Judged judged;
    FieldAnswer given;  // what stands in the table
    catalogue::Coverage coverage;
    std::string derivation;
    const InForceForm* asked_by = nullptr;
    std::int64_t year_seconds = 0;
};
struct Overlap {
    const InForceForm* form = nullptr;
    std::int64_t fields = 0;
};
struct Assessment {
    std::vector<AssessedField> fields;  // in the order of the draft
    std::vector<Overlap> overlaps;      // at most twenty, those that share most first
    Bill bill;
    bool clean = true;  // nothing that is held, computed or asked elsewhere is asked again
    std::shared_ptr<const Book> book;
    std::shared_ptr<const catalogue::Elements> elements;
};

// Reads counts, never the held values themselves: see README.md, «200 fields in 200 ms». `draft` outlives the
// answer. Answers that nobody gave are the ones that ask units least.
Assessment Assess(storage::Snapshot& snapshot, const directory::Tree& tree, const Proposal& proposal,
                  const Draft& draft, const std::vector<FieldAnswer>& answers,
                  const Configuration& configuration);

// Of each of `wanted`, in their order, over the whole scope.
std::vector<catalogue::Coverage> CoverageOf(storage::Snapshot& snapshot, const directory::Tree& tree,
                                            const std::vector<ScopePart>& scope,
                                            const std::vector<ElementId>& wanted);
// {"held","fresh","stale","of"}: units.
json::object CoverageJson(const catalogue::Coverage& coverage);

// Every fault that keeps the draft from being submitted.
Findings CheckSubmission(const Proposal& proposal, const Draft& draft, const Assessment& assessment);

// {"verdicts","bill","overlaps"}: what is shown. A holder without a source is «last reported by the unit
// itself»; the reader's language says so.
json::object AssessmentJson(const directory::Tree& tree, const Assessment& assessment);
// The same as it is kept, with "assessed_at": the coverage of that moment can be opened ever after.
std::string KeptAssessment(const directory::Tree& tree, const Assessment& assessment, Instant at);

// Units in use that the proposal would ask.
std::int64_t CountUnits(const directory::Tree& tree, const std::vector<ScopePart>& scope);
// Units of `wanted` that lie outside of `admitted`.
std::int64_t CountOutside(const directory::Tree& tree, const std::vector<ScopePart>& admitted,
                          const ScopePart& wanted);
// Whether two scopes share a unit.
bool ScopesMeet(const directory::Tree& tree, const std::vector<ScopePart>& a,
                const std::vector<ScopePart>& b);

}  // namespace qz::admission
