// Which units get a poster, and which scope and office its code leads to.
#include <algorithm>
#include <unordered_map>

#include "feedback/posters/posters.hpp"

namespace qz::feedback::posters {

namespace {

using directory::Kind;
using directory::Level;
using directory::Tree;
using directory::TreeUnit;

bool HasPoster(const TreeUnit& unit) {
    const bool place = unit.level == Level::kTownship || unit.level == Level::kVillage;
    return place && unit.in_use && unit.kind != Kind::kDepartment && unit.kind != Kind::kStation &&
           unit.kind != Kind::kEnterprise;
}

std::string NameOf(const Tree& tree, Ordinal ordinal) {
    return std::string(tree.At(ordinal).name);
}

// "荣成市 俚岛镇" for a village: what is above it, from the city down.
std::string PlaceOf(const Tree& tree, Ordinal ordinal) {
    std::string place;
    for (const Ordinal above : tree.Path(ordinal)) {
        const Level level = tree.At(above).level;
        if (above == ordinal || level == Level::kNation || level == Level::kProvince) continue;
        if (!place.empty()) place += ' ';
        place += tree.At(above).name;
    }
    return place;
}

std::string TownOf(const Tree& tree, Ordinal ordinal) {
    const TreeUnit& unit = tree.At(ordinal);
    // A village right below its county stands in the county's file.
    const Ordinal town =
        tree.Ancestor(ordinal, Level::kTownship).value_or(unit.parent < 0 ? ordinal : unit.parent);
    return std::string(tree.At(town).code) + ' ' + NameOf(tree, town);
}

// "俚岛镇" alone may stand in two counties.
std::string FullName(const Tree& tree, Ordinal ordinal) {
    const auto county = tree.Ancestor(ordinal, Level::kCounty);
    return (county && *county != ordinal ? NameOf(tree, *county) : std::string()) + NameOf(tree, ordinal);
}

// The case office with the longest prefix of the code: a county's own comes before the city's.
const KeyedOffice* OfficeOf(const std::vector<KeyedOffice>& offices, std::string_view code) {
    const KeyedOffice* found = nullptr;
    std::size_t longest = 0;
    for (const KeyedOffice& office : offices) {
        if (office.role != "case") continue;
        for (const std::string& prefix : office.serves) {
            if (!code.starts_with(prefix) || (found != nullptr && prefix.size() <= longest)) continue;
            found = &office;
            longest = prefix.size();
        }
    }
    return found;
}

std::vector<Poster::Key> KeysFor(const std::vector<KeyedOffice>& offices, const KeyedOffice& office) {
    std::vector<Poster::Key> keys{{office.name, office.fingerprint}};
    const auto second = std::find_if(offices.begin(), offices.end(), [&](const KeyedOffice& other) {
        return !office.second.empty() && other.id == office.second;
    });
    if (second != offices.end()) keys.push_back({second->name, second->fingerprint});
    return keys;
}

// Units that cannot have a poster, for one sentence: the first by name, and how many.
struct Refused {
    std::string first;
    int count = 0;
    void Add(const std::string& name) {
        if (count++ == 0) first = name;
    }
    void Throw(const char* code) const {
        if (count > 0) throw Problem::Conflict(code, {{"unit", first}, {"count", std::to_string(count)}});
    }
};

}  // namespace

std::vector<Poster> ChoosePosters(const Tree& tree, Ordinal root, const std::vector<CodeScope>& scopes,
                                  const std::vector<KeyedOffice>& offices) {
    const std::string root_name = NameOf(tree, root);
    if (!tree.At(root).in_use) throw Problem::Conflict("feedback.posters.not_in_use", {{"unit", root_name}});
    std::unordered_map<std::int64_t, const CodeScope*> by_unit;
    for (const CodeScope& scope : scopes) by_unit.emplace(scope.unit.value, &scope);

    std::vector<Poster> posters;
    Refused without_scope;
    Refused without_key;
    const OrdinalRange range = tree.Subtree(root);
    for (Ordinal ordinal = range.first; ordinal <= range.last; ++ordinal) {
        const TreeUnit& unit = tree.At(ordinal);
        if (!HasPoster(unit)) continue;
        // "scope covers ≥20 plausible reporters, else the next unit up" (FEEDBACK_PROTOCOL 2).
        Ordinal at = ordinal;
        while (at >= 0 && !by_unit.contains(tree.At(at).id.value)) at = tree.At(at).parent;
        if (at < 0) {
            without_scope.Add(FullName(tree, ordinal));
            continue;
        }
        const CodeScope& scope = *by_unit.at(tree.At(at).id.value);
        const KeyedOffice* const office = OfficeOf(offices, scope.code);
        if (office == nullptr) {
            without_key.Add(FullName(tree, ordinal));
            continue;
        }
        posters.push_back({NameOf(tree, ordinal), std::string(unit.code), PlaceOf(tree, ordinal),
                           TownOf(tree, ordinal), scope.code, FullName(tree, at), KeysFor(offices, *office)});
    }
    without_key.Throw("feedback.posters.no_key");
    without_scope.Throw("feedback.posters.no_scope");
    if (posters.empty()) throw Problem::Conflict("feedback.posters.no_place", {{"unit", root_name}});
    return posters;
}

}  // namespace qz::feedback::posters
