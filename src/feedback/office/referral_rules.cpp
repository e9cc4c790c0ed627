#include <deque>
#include <set>

#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

Ordinal OrdinalOf(const directory::Tree& tree, UnitId unit) {
    const auto ordinal = tree.Find(unit);
    if (!ordinal) throw Problem::RejectedAt("unit", "feedback.office.unit_unknown");
    return *ordinal;
}

// SECURITY A10: "every unit with line or territorial authority over it". Territorial is what lies above it in
// the tree and the governments it belongs to; line is its 对口上级 and theirs. Each of those has its own
// above it.
std::map<UnitId, Authority> Above(const directory::Tree& tree, UnitId subject) {
    std::map<UnitId, Authority> above;
    std::deque<std::pair<UnitId, Authority>> open{{subject, Authority::kNone}};
    std::set<UnitId> seen{subject};
    while (!open.empty()) {
        const auto [unit, how] = open.front();
        open.pop_front();
        const auto ordinal = tree.Find(unit);
        if (!ordinal) continue;
        const directory::TreeUnit& place = tree.At(*ordinal);
        const auto add = [&, how = how](UnitId other, Authority authority) {
            // What stands above a superior in the line does so by the line.
            const Authority named = how == Authority::kLine ? Authority::kLine : authority;
            if (!other || !seen.insert(other).second) return;
            above.emplace(other, named);
            // Territory first: who stands over it both ways is named by it.
            if (named == Authority::kTerritorial) {
                open.emplace_front(other, named);
            } else {
                open.emplace_back(other, named);
            }
        };
        if (place.parent >= 0) add(tree.At(place.parent).id, Authority::kTerritorial);
        add(place.government, Authority::kTerritorial);
        add(place.line_superior, Authority::kLine);
    }
    return above;
}

}  // namespace

Authority AuthorityOver(const directory::Tree& tree, UnitId unit, UnitId subject) {
    if (unit == subject) return Authority::kSubject;
    const Ordinal at = OrdinalOf(tree, subject);
    const auto above = Above(tree, subject);
    if (const auto found = above.find(unit); found != above.end()) return found->second;
    if (tree.Subtree(at).Contains(OrdinalOf(tree, unit))) return Authority::kPartOf;
    return Authority::kNone;
}

std::string_view ToWord(Authority authority) {
    switch (authority) {
        case Authority::kNone:
            return "none";
        case Authority::kSubject:
            return "subject";
        case Authority::kPartOf:
            return "part_of";
        case Authority::kTerritorial:
            return "territorial";
        case Authority::kLine:
            return "line";
    }
    return "";
}

bool IsOwnMatter(const directory::Tree& tree, UnitId office, UnitId subject) {
    const auto at = tree.Find(office);
    if (!at) return false;
    if (office == subject) return true;
    const directory::TreeUnit& unit = tree.At(*at);
    return (unit.parent >= 0 && tree.At(unit.parent).id == subject) || unit.government == subject ||
           tree.Subtree(*at).Contains(OrdinalOf(tree, subject));
}

}  // namespace qz::feedback::office
