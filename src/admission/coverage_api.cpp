// A field's coverage, opened: the units of the scope, whether each has the fact, of which day and from where.
// Never what it is, nor how many rows of people stand behind it.
#include <algorithm>

#include "admission/routes.hpp"

namespace qz::admission {

namespace {

constexpr http::Permission kRead{"admission.read"};

// The number that is opened, and the moment that it speaks of.
struct Figure {
    ElementId element;
    std::string label;
    json::value coverage;
    Instant at;
    bool frozen = false;
};

Figure LiveFigure(storage::Snapshot& snapshot, const directory::Tree& tree, const Proposal& proposal,
                  const Draft& draft, std::string_view code) {
    const auto field = std::find_if(draft.fields.begin(), draft.fields.end(),
                                    [&](const DraftField& one) { return one.code == code; });
    if (field == draft.fields.end() || !catalogue::AllElements(snapshot)->Find(field->element))
        throw Problem::RejectedAt("field", "admission.answer.unknown_field");
    const auto coverage = CoverageOf(snapshot, tree, proposal.scope, {field->element});
    return {field->element, field->label, CoverageJson(coverage.front()), snapshot.Now(), false};
}

// As it stood before the gate.
Figure FrozenFigure(const Proposal& proposal, std::string_view kept, std::string_view code) {
    const json::value assessment = ParseJson(kept);
    if (!assessment.as_object().contains("verdicts"))
        throw Problem::RejectedAt("field", "admission.answer.unknown_field");
    for (const json::value& verdict : assessment.at("verdicts").as_array()) {
        if (verdict.at("field").as_string() != code) continue;
        const json::string& element = verdict.at("element").as_string();
        const json::string& label = verdict.at("label").as_string();
        const json::value* at = assessment.as_object().if_contains("assessed_at");
        return {ParseId<ElementId>({element.data(), element.size()}).value_or(ElementId{}),
                {label.data(), label.size()},
                verdict.at("coverage"),
                at ? Instant{at->as_int64()} : proposal.submitted_at.value_or(Instant{}),
                true};
    }
    throw Problem::RejectedAt("field", "admission.answer.unknown_field");
}

// Every unit that the figure counts, part by part.
std::vector<Ordinal> UnitsOf(const directory::Tree& tree, const std::vector<ScopePart>& scope) {
    std::vector<Ordinal> units;
    for (const ScopePart& part : scope) {
        const auto root = tree.Find(part.root);
        if (!root) continue;
        if (!part.level) {
            units.push_back(*root);
            continue;
        }
        const std::vector<Ordinal> below = tree.UnitsAt(tree.Subtree(*root), *part.level);
        units.insert(units.end(), below.begin(), below.end());
    }
    return units;
}

http::Reply List(const http::Request& request, const Scope& scope, storage::Snapshot& snapshot,
                 const Sources& sources) {
    const Proposal proposal = FindSeen(snapshot, scope, request.Path<ProposalId>("proposal"));
    const std::string_view code = request.Query("field").value_or("");
    const auto tree = directory::CurrentTree(snapshot);
    Figure figure;
    if (const auto kept = IsOpen(proposal.state) ? std::nullopt : FindAssessment(snapshot, proposal.id)) {
        figure = FrozenFigure(proposal, *kept, code);
    } else {
        const auto draft = sources.find_draft(snapshot, proposal.form);
        figure = LiveFigure(snapshot, *tree, proposal, OrNotFound(draft), code);
    }
    const std::vector<Ordinal> units = UnitsOf(*tree, proposal.scope);
    catalogue::HoldingsPage page =
        catalogue::PageOfHoldings(request, snapshot, *tree, units, figure.element, figure.at);
    return http::Json(json::object{{"field", code},
                                   {"label", figure.label},
                                   {"element", figure.element.ToString()},
                                   {"coverage", figure.coverage},
                                   {"as_of", figure.at.ToString()},
                                   {"frozen", figure.frozen},
                                   {"tree_version", tree->number()},
                                   {"items", std::move(page.items)},
                                   {"next", std::move(page.next)}});
}

}  // namespace

void AddCoverageRoutes(http::Router& router, const Sources& sources) {
    router.Get("/api/admission/proposals/{proposal}/coverage", kRead, http::ScopeFrom{"proposal"},
               http::Reads{"field", "label", "element", "coverage", "as_of", "frozen", "tree_version",
                           "items", "next"},
               [sources](const http::Request& request, const Actor&, const Scope& scope,
                         storage::Snapshot& snapshot) { return List(request, scope, snapshot, sources); });
}

}  // namespace qz::admission
