// A page of the units behind a number of coverage.
#include <algorithm>

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

namespace {

constexpr std::size_t kTogether = 50;        // units asked of the database at once
constexpr std::size_t kMostLookedAt = 1000;  // in search of one state; then the page ends early

std::string_view StateOf(const Holding& holding) {
    if (!holding.as_of) return "not_held";
    return holding.fresh ? "held" : "stale";
}

json::object ItemJson(const directory::Tree& tree, Ordinal ordinal, const Holding& holding) {
    const directory::TreeUnit& unit = tree.At(ordinal);
    return {
        {"id", unit.id.ToString()},
        {"unit", directory::UnitJson(unit)},
        {"within", unit.parent < 0 ? json::value() : json::value(tree.At(unit.parent).name)},
        {"state", StateOf(holding)},
        {"as_of", holding.as_of ? json::value(holding.as_of->ToString()) : json::value()},
        {"source", holding.as_of ? json::value{{"kind", holding.source_kind}, {"label", holding.source_label}}
                                 : json::value()}};
}

std::string_view StateWanted(const http::Request& request) {
    const std::string_view wanted = request.Query("state").value_or("");
    if (!wanted.empty() && wanted != "held" && wanted != "stale" && wanted != "not_held") {
        throw Problem::RejectedAt("state", "platform.http.not_one_of",
                                  {{"allowed", "held, stale, not_held"}});
    }
    return wanted;
}

}  // namespace

HoldingsPage PageOfHoldings(const http::Request& request, storage::Snapshot& snapshot,
                            const directory::Tree& tree, std::span<const Ordinal> units, ElementId element,
                            Instant at) {
    const std::string_view wanted = StateWanted(request);
    const http::Page page = http::Page::From(request);
    const auto limit = static_cast<std::size_t>(page.limit);
    std::size_t next = 0;
    if (!page.after.empty()) next = static_cast<std::size_t>(ParseIdValue(page.after.front()).value_or(0));
    next = std::min(next, units.size());
    const std::size_t end = std::min(units.size(), next + kMostLookedAt);
    json::array items;
    while (next < end && items.size() < limit) {
        std::vector<UnitId> asked;
        for (std::size_t i = next; i < std::min(end, next + kTogether); ++i)
            asked.push_back(tree.At(units[i]).id);
        for (const Holding& holding : ListHoldings(snapshot, asked, element, at)) {
            if (items.size() == limit) break;
            if (wanted.empty() || wanted == StateOf(holding))
                items.push_back(ItemJson(tree, units[next], holding));
            ++next;
        }
    }
    return {std::move(items),
            next < units.size() ? json::value(http::Page::Cursor({std::to_string(next)})) : json::value()};
}

}  // namespace qz::catalogue
