// An element's coverage, opened: the units within the asker's reach, whether each holds it, of which day and
// from where. Never what it is, nor how many rows of people stand behind it.
#include "catalogue/api.hpp"
#include "catalogue/coverage.hpp"
#include "catalogue/element_store.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kCoverage{"catalogue.coverage"};

// One part of the scope: a subtree's units of the level, or the unit itself where it is of the level.
std::vector<Ordinal> UnitsOf(const directory::Tree& tree, const Scope& scope, directory::Level level) {
    std::vector<Ordinal> units;
    for (const OrdinalRange range : directory::RangesIn(scope, tree)) {
        const std::vector<Ordinal> part = tree.UnitsAt(range, level);
        units.insert(units.end(), part.begin(), part.end());
    }
    return units;
}

json::object CoverageJson(storage::Snapshot& snapshot, const directory::Tree& tree, const Scope& scope,
                          directory::Level level, ElementId element) {
    Coverage sum;
    for (const Scope::Part& part : scope.parts()) {
        const auto root = tree.Find(part.root);
        if (!root || (!part.with_subtree && tree.UnitsAt({*root, *root}, level).empty())) continue;
        const auto wanted = part.with_subtree ? std::optional(level) : std::nullopt;
        const Coverage one = ListCoverage(snapshot, tree, *root, wanted, {&element, 1}).front();
        sum.held += one.held;
        sum.fresh += one.fresh;
        sum.of += one.of;
    }
    return {{"held", sum.held}, {"fresh", sum.fresh}, {"stale", sum.held - sum.fresh}, {"of", sum.of}};
}

http::Reply List(const http::Request& request, const Actor&, const Scope& scope,
                 storage::Snapshot& snapshot) {
    const ElementId id = request.Path<ElementId>("element");
    const Element* element = CurrentElements(snapshot)->Find(id);
    if (element == nullptr) throw Problem::NotFound();
    const auto tree = directory::CurrentTree(snapshot);
    const directory::Level level = LevelThatHolds(snapshot, *tree, id).value_or(directory::Level::kVillage);
    const std::vector<Ordinal> units = UnitsOf(*tree, scope, level);
    HoldingsPage page = PageOfHoldings(request, snapshot, *tree, units, id, snapshot.Now());
    return http::Json(json::object{{"element", id.ToString()},
                                   {"label", element->label},
                                   {"level", directory::ToWord(level)},
                                   {"coverage", CoverageJson(snapshot, *tree, scope, level, id)},
                                   {"as_of", snapshot.Now().ToString()},
                                   {"tree_version", tree->number()},
                                   {"items", std::move(page.items)},
                                   {"next", std::move(page.next)}});
}

}  // namespace

void AddCoverageRoutes(http::Router& router) {
    router.Get("/api/catalogue/elements/{element}/coverage", kCoverage, http::ScopeFrom{"list"},
               {"element", "label", "level", "coverage", "as_of", "tree_version", "items", "next"}, List);
}

}  // namespace qz::catalogue
