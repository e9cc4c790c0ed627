#include "admission/admission.hpp"

#include "admission/routes.hpp"

namespace qz::admission {

void AddRoutes(http::Router& router, const Sources& sources) {
    AddProposalRoutes(router, sources);
    AddCoverageRoutes(router, sources);
    AddDecisionRoutes(router, sources);
    AddKeepingRoutes(router);
    AddDirectoryRoutes(router);
    AddPolicyRoutes(router);
    AddNoticeRoutes(router);
    AddVoiceRoutes(router, sources);
    AddAskedRoutes(router, sources);
    AddWorkbookRoutes(router, sources);
}

Proposal FindSeen(storage::Snapshot& snapshot, const Scope& scope, ProposalId id) {
    Proposal proposal = OrNotFound(FindProposal(snapshot, id));
    if (proposal.issuer == scope.unit()) return proposal;
    // A draft is nobody's but the department's, an emergency aside: that is out already.
    const bool out = proposal.submitted_at || proposal.origin == Origin::kEmergency;
    const auto tree = directory::CurrentTree(snapshot);
    if (!out || !directory::Covers(scope, *tree, proposal.issuer)) throw Problem::NotFound();
    return proposal;
}

Proposal FindOwn(storage::Snapshot& snapshot, const Scope& scope, ProposalId id) {
    Proposal proposal = OrNotFound(FindProposal(snapshot, id));
    if (proposal.issuer != scope.unit()) throw Problem::NotFound();
    return proposal;
}

json::value UnitOrNull(const directory::Tree& tree, UnitId unit) {
    const auto ordinal = unit ? tree.Find(unit) : std::nullopt;
    return ordinal ? json::value(directory::UnitJson(tree.At(*ordinal))) : json::value();
}

json::value GateJson(const Configuration& configuration, const directory::Tree& tree, UnitId gate) {
    const auto ordinal = gate ? tree.Find(gate) : std::nullopt;
    if (!ordinal) return nullptr;
    return json::object{{"unit", gate.ToString()}, {"name", NameOfGate(configuration, tree.At(*ordinal))}};
}

json::value TextOrNull(const std::optional<Date>& date) {
    return date ? json::value(date->ToString()) : json::value();
}
json::value TextOrNull(const std::optional<Instant>& instant) {
    return instant ? json::value(instant->ToString()) : json::value();
}

json::array ScopeJson(const directory::Tree& tree, const std::vector<ScopePart>& scope) {
    json::array parts;
    for (const ScopePart& part : scope) {
        parts.push_back(json::object{{"unit", UnitOrNull(tree, part.root)},
                                     {"level", part.level ? directory::ToWord(*part.level) : "self"}});
    }
    return parts;
}

json::object ProposalJson(const Configuration& configuration, const directory::Tree& tree,
                          const Proposal& proposal, Date today) {
    return {{"id", proposal.id.ToString()},
            {"number", proposal.number ? json::value(*proposal.number) : json::value()},
            {"approval", proposal.approval},
            {"form", proposal.form.ToString()},
            {"title", proposal.title},
            {"class", proposal.form_class},
            {"period", proposal.period},
            {"origin", ToWord(proposal.origin)},
            {"state", ToWord(IsExpired(proposal, today) ? State::kExpired : proposal.state)},
            {"issuer", UnitOrNull(tree, proposal.issuer)},
            {"gate", GateJson(configuration, tree, proposal.gate)},
            {"due", TextOrNull(proposal.due)},
            {"overdue", proposal.due && *proposal.due < today},
            {"silence", proposal.silence.empty() ? json::value() : json::value(proposal.silence)},
            {"expires", TextOrNull(proposal.valid_until)},
            {"submitted_at", TextOrNull(proposal.submitted_at)},
            {"decided_at", TextOrNull(proposal.decided_at)},
            {"hours_per_year", HoursOf(proposal.year_seconds)},
            {"revision", proposal.revision}};
}

}  // namespace qz::admission
