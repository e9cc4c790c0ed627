// An element's coverage, opened: the units within the asker's reach, whether each holds it, of which day and
// from where. Never what it is, nor how many rows of people stand behind it.
#include <algorithm>

#include "catalogue/api.hpp"
#include "catalogue/coverage.hpp"
#include "catalogue/element_store.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kCoverage{"catalogue.coverage"};
constexpr std::size_t kTogether = 50;        // units asked of the database at once
constexpr std::size_t kMostLookedAt = 1000;  // in search of one state; then the page ends early

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

json::object ItemJson(const directory::Tree& tree, Ordinal ordinal, std::string_view state,
                      const Holding& holding) {
    const directory::TreeUnit& unit = tree.At(ordinal);
    return {
        {"id", unit.id.ToString()},
        {"unit", directory::UnitJson(unit)},
        {"within", unit.parent < 0 ? json::value() : json::value(tree.At(unit.parent).name)},
        {"state", state},
        {"as_of", holding.as_of ? json::value(holding.as_of->ToString()) : json::value()},
        {"source", holding.as_of ? json::value{{"kind", holding.source_kind}, {"label", holding.source_label}}
                                 : json::value()}};
}

http::Reply List(const http::Request& request, const Actor&, const Scope& scope,
                 storage::Snapshot& snapshot) {
    const http::Page page = http::Page::From(request);
    const std::string_view wanted = request.Query("state").value_or("");
    if (!wanted.empty() && wanted != "held" && wanted != "stale" && wanted != "not_held") {
        throw Problem::RejectedAt("state", "platform.http.not_one_of",
                                  {{"allowed", "held, stale, not_held"}});
    }
    const ElementId id = request.Path<ElementId>("element");
    const Element* element = CurrentElements(snapshot)->Find(id);
    if (element == nullptr) throw Problem::NotFound();
    const auto tree = directory::CurrentTree(snapshot);
    const directory::Level level = LevelThatHolds(snapshot, *tree, id).value_or(directory::Level::kVillage);
    const std::vector<Ordinal> units = UnitsOf(*tree, scope, level);
    std::size_t at = 0;
    if (!page.after.empty()) at = static_cast<std::size_t>(ParseIdValue(page.after.front()).value_or(0));
    at = std::min(at, units.size());
    const std::size_t end = std::min(units.size(), at + kMostLookedAt);
    const auto limit = static_cast<std::size_t>(page.limit);
    json::array items;
    while (at < end && items.size() < limit) {
        std::vector<UnitId> asked;
        for (std::size_t i = at; i < std::min(end, at + kTogether); ++i)
            asked.push_back(tree->At(units[i]).id);
        for (const Holding& holding : ListHoldings(snapshot, asked, id, snapshot.Now())) {
            if (items.size() == limit) break;
            const std::string_view state = !holding.as_of ? "not_held" : holding.fresh ? "held" : "stale";
            if (wanted.empty() || wanted == state)
                items.push_back(ItemJson(*tree, units[at], state, holding));
            ++at;
        }
    }
    return http::Json(json::object{
        {"element", id.ToString()},
        {"label", element->label},
        {"level", directory::ToWord(level)},
        {"coverage", CoverageJson(snapshot, *tree, scope, level, id)},
        {"as_of", snapshot.Now().ToString()},
        {"tree_version", tree->number()},
        {"items", std::move(items)},
        {"next", at < units.size() ? json::value(http::Page::Cursor({std::to_string(at)})) : json::value()}});
}

}  // namespace

void AddCoverageRoutes(http::Router& router) {
    router.Get("/api/catalogue/elements/{element}/coverage", kCoverage, http::ScopeFrom{"list"},
               {"element", "label", "level", "coverage", "as_of", "tree_version", "items", "next"}, List);
}

}  // namespace qz::catalogue
