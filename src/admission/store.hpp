// SQL of proposals, their fields and history, numbers, and the configuration.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "admission/policy.hpp"

namespace qz::admission {

// --- Configuration --------------------------------------------------------------------------------

// The one in force, cached under platform_version "admission_policy". std::logic_error before Seed.
std::shared_ptr<const Configuration> CurrentConfiguration(storage::Snapshot& snapshot);
// The next revision, behind `expected`; throws Problem kPrecondition when somebody was faster.
std::int64_t InsertConfiguration(storage::Tx& tx, const json::value& content, std::int64_t expected,
                                 UnitId unit, AccountId by);
struct ConfigurationHead {
    std::int64_t revision = 0;
    UnitId unit;
    Instant at;
};
std::vector<ConfigurationHead> ListConfigurations(storage::Snapshot& snapshot, int limit);

// --- Proposals ------------------------------------------------------------------------------------

// With its scope; whoever asks: callers decide what their scope makes of it.
std::optional<Proposal> FindProposal(storage::Snapshot& snapshot, ProposalId id);
struct ProposalFilter {
    std::optional<UnitId> issuer;
    std::optional<UnitId> gate;
    std::optional<State> state;
    std::int64_t before = INT64_MAX;  // ids below this one
    int limit = 50;
};
// Newest first, without their scopes.
std::vector<Proposal> ListProposals(storage::Snapshot& snapshot, const ProposalFilter& filter);
// Those that wait past their day, and those in force whose day comes before `until`.
std::vector<Proposal> ListOverdue(storage::Snapshot& snapshot, Date today, int limit);
std::vector<Proposal> ListExpiring(storage::Snapshot& snapshot, Date until, std::int64_t after, int limit);
// Those that ever were in force, newest first.
struct DirectoryFilter {
    std::string text;  // in the title, the number or the approval
    std::optional<UnitId> issuer;
    std::optional<State> state;  // as it stands on `today`
    std::optional<int> year;     // in force on a day of it
    Date today;
    std::int64_t before = INT64_MAX;
    int limit = 50;
};
std::vector<Proposal> ListDirectory(storage::Snapshot& snapshot, const DirectoryFilter& filter);
// The one of a form that was decided last, in force or not.
std::optional<Proposal> FindLatestOf(storage::Snapshot& snapshot, FormId form);

// Throws Problem kConflict "admission.proposal.under_way" where the form has one already.
ProposalId InsertProposal(storage::Tx& tx, const Proposal& proposal);
// Everything but what is fixed (form, issuer, origin); guarded by the revision, which grows by one. Throws
// Problem kPrecondition. Bumps "admission" when what units may be asked changes.
void UpdateProposal(storage::Tx& tx, Proposal& proposal, State before);

std::vector<FieldAnswer> ListFields(storage::Snapshot& snapshot, ProposalId id);
void PutField(storage::Tx& tx, ProposalId id, int position, const FieldAnswer& field);
void DeleteFields(storage::Tx& tx, ProposalId id);

std::optional<std::string> FindAssessment(storage::Snapshot& snapshot, ProposalId id);
void PutAssessment(storage::Tx& tx, ProposalId id, std::string_view content);

void InsertEvent(storage::Tx& tx, ProposalId id, std::string_view what, UnitId unit, AccountId account,
                 const json::object& detail = {});
std::vector<Event> ListEvents(storage::Snapshot& snapshot, ProposalId id);

// The next ordinal of the gate's series in that year. Two at once: the key lets one have it, the other takes
// the next (SQLite has one writer; PostgreSQL runs the loser again).
std::int64_t TakeNumber(storage::Tx& tx, UnitId gate, std::string_view series, int year, ProposalId id);
// Whether a proposal bears this text.
bool IsNumberTaken(storage::Snapshot& snapshot, std::string_view number);

// --- What is in force -----------------------------------------------------------------------------

// A form that units may be asked, with what it was admitted to ask.
struct InForceForm {
    Proposal proposal;
    std::vector<FieldAnswer> fields;
};
// Every one of them, by what they ask; cached under platform_version "admission".
class Book {
 public:
    explicit Book(std::vector<InForceForm> forms);
    Book(Book&&) = default;

    const InForceForm* FindForm(FormId form) const;
    // Those whose version may carry the element.
    const std::vector<const InForceForm*>& Asking(ElementId element) const;
    const std::vector<std::unique_ptr<const InForceForm>>& forms() const { return forms_; }

 private:
    std::vector<std::unique_ptr<const InForceForm>> forms_;
    std::unordered_map<std::int64_t, const InForceForm*> by_form_;
    std::unordered_map<std::int64_t, std::vector<const InForceForm*>> by_element_;
};
std::shared_ptr<const Book> CurrentBook(storage::Snapshot& snapshot);

}  // namespace qz::admission
