#include "directory/tree.hpp"

#include <cassert>
#include <cstring>

#include "directory/names.hpp"

namespace qz::directory {

namespace {

constexpr std::size_t kBlockBytes = 1 << 20;
// Of more hits than these the first in tree order are ranked: enough for any list a person reads.
constexpr std::size_t kMostRanked = 2000;

std::size_t SlotOf(UnitId unit, std::size_t slots) {
    // Ids of one slice differ only in their low bits; Fibonacci hashing spreads them.
    return static_cast<std::size_t>((static_cast<std::uint64_t>(unit.value) * 0x9E3779B97F4A7C15u) >> 20) &
           (slots - 1);
}

}  // namespace

bool IsTerritory(Kind kind) {
    return kind == Kind::kAdministrative || kind == Kind::kFunctionalZone || kind == Kind::kStatistical;
}

std::string_view TextBlocks::Add(std::string_view text) {
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size()) {
        blocks_.emplace_back();
        blocks_.back().reserve(std::max(kBlockBytes, text.size()));
    }
    std::string& block = blocks_.back();
    const std::size_t at = block.size();
    block.append(text);
    return std::string_view(block).substr(at, text.size());
}

const TreeUnit& FlatTree::At(Ordinal ordinal) const {
    if (ordinal < 0 || ordinal >= size())
        throw std::out_of_range("no such ordinal in this version of the tree");
    return units_[static_cast<std::size_t>(ordinal)];
}

std::optional<Ordinal> FlatTree::Find(UnitId unit) const {
    for (std::size_t slot = SlotOf(unit, slots_.size());; slot = (slot + 1) & (slots_.size() - 1)) {
        const Ordinal ordinal = slots_[slot];
        if (ordinal < 0) return std::nullopt;
        if (units_[static_cast<std::size_t>(ordinal)].id == unit) return ordinal;
    }
}

std::optional<Ordinal> FlatTree::FindCode(std::string_view code) const {
    const auto at =
        std::lower_bound(by_code_.begin(), by_code_.end(), code, [&](Ordinal ordinal, std::string_view text) {
            return units_[static_cast<std::size_t>(ordinal)].code < text;
        });
    if (at == by_code_.end() || units_[static_cast<std::size_t>(*at)].code != code) return std::nullopt;
    return *at;
}

std::string_view FlatTree::OfficialName(Ordinal ordinal) const {
    const auto found = official_names_.find(ordinal);
    return found == official_names_.end() ? At(ordinal).name : found->second;
}

void FlatTree::SearchCodes(std::string_view prefix, OrdinalRange range, std::optional<Level> level,
                           std::size_t limit, std::vector<Ordinal>& found) const {
    auto at = std::lower_bound(by_code_.begin(), by_code_.end(), prefix,
                               [&](Ordinal ordinal, std::string_view text) {
                                   return units_[static_cast<std::size_t>(ordinal)].code < text;
                               });
    for (; at != by_code_.end() && found.size() < limit; ++at) {
        const TreeUnit& unit = units_[static_cast<std::size_t>(*at)];
        if (!unit.code.starts_with(prefix)) return;
        if (range.Contains(*at) && (!level || unit.level == *level)) found.push_back(*at);
    }
}

std::vector<Ordinal> FlatTree::Search(std::string_view text, OrdinalRange range, std::optional<Level> level,
                                      std::size_t limit) const {
    const std::string wanted = SearchText(text);
    range = {std::max<Ordinal>(range.first, 0), std::min<Ordinal>(range.last, size() - 1)};
    if (wanted.empty() || range.first > range.last) return {};

    std::vector<Ordinal> found;
    SearchCodes(wanted, range, level, limit, found);

    struct Hit {
        int rank;  // 0 the whole name, 1 its beginning, 2 the beginning of the initials, 3 somewhere
        Ordinal ordinal;
    };
    std::vector<Hit> hits;
    const char* const base = search_.data();
    const char* at = base + where_[static_cast<std::size_t>(range.first)];
    const char* const end = base + where_[static_cast<std::size_t>(range.last) + 1];
    while (hits.size() < kMostRanked && at < end) {
        const auto* hit = static_cast<const char*>(
            memmem(at, static_cast<std::size_t>(end - at), wanted.data(), wanted.size()));
        if (hit == nullptr) break;
        const auto above =
            std::upper_bound(where_.begin(), where_.end(), static_cast<std::uint32_t>(hit - base));
        const auto index = static_cast<std::size_t>(above - where_.begin()) - 1;
        const auto ordinal = static_cast<Ordinal>(index);
        at = base + where_[index + 1];
        if (level && units_[index].level != *level) continue;
        const std::string_view line(base + where_[index], where_[index + 1] - where_[index] - 1);
        const std::size_t tab = line.find('\t');
        int rank = 3;
        if (line.starts_with(wanted)) {
            rank = tab == wanted.size() ? 0 : 1;
        } else if (line.substr(tab + 1).starts_with(wanted)) {
            rank = 2;
        }
        hits.push_back({rank, ordinal});
    }
    std::sort(hits.begin(), hits.end(), [&](const Hit& a, const Hit& b) {
        return std::tuple(a.rank, units_[static_cast<std::size_t>(a.ordinal)].depth, a.ordinal) <
               std::tuple(b.rank, units_[static_cast<std::size_t>(b.ordinal)].depth, b.ordinal);
    });
    const std::size_t by_code = found.size();
    for (const Hit& hit : hits) {
        if (found.size() >= limit) break;
        if (std::find(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(by_code), hit.ordinal) ==
            found.begin() + static_cast<std::ptrdiff_t>(by_code)) {
            found.push_back(hit.ordinal);
        }
    }
    return found;
}

TreeBuilder::TreeBuilder(TreeVersionId version, std::int64_t number, std::int64_t expected_units)
    : tree_(std::make_shared<FlatTree>()) {
    tree_->version_ = version;
    tree_->number_ = number;
    tree_->units_.reserve(static_cast<std::size_t>(expected_units));
}

void TreeBuilder::AddPlace(UnitId unit, std::string_view code, Ordinal parent, Ordinal last, int depth) {
    TreeUnit& added = tree_->units_.emplace_back();
    added.id = unit;
    added.code = tree_->texts_.Add(code);
    added.parent = parent;
    added.last = last;
    added.depth = static_cast<std::uint8_t>(depth);
}

void TreeBuilder::IndexUnits() {
    FlatTree& tree = *tree_;
    std::size_t slots = 16;
    while (slots < tree.units_.size() * 2) slots *= 2;
    tree.slots_.assign(slots, -1);
    tree.by_code_.resize(tree.units_.size());
    for (std::size_t index = 0; index < tree.units_.size(); ++index) {
        std::size_t slot = SlotOf(tree.units_[index].id, slots);
        while (tree.slots_[slot] >= 0) slot = (slot + 1) & (slots - 1);
        tree.slots_[slot] = static_cast<Ordinal>(index);
        tree.by_code_[index] = static_cast<Ordinal>(index);
    }
    std::sort(tree.by_code_.begin(), tree.by_code_.end(), [&](Ordinal a, Ordinal b) {
        return tree.units_[static_cast<std::size_t>(a)].code < tree.units_[static_cast<std::size_t>(b)].code;
    });
    searched_.resize(tree.units_.size());
}

void TreeBuilder::SetLabel(UnitId unit, const Label& label) {
    const auto ordinal = tree_->Find(unit);
    if (!ordinal) return;
    const auto index = static_cast<std::size_t>(*ordinal);
    TreeUnit& target = tree_->units_[index];
    target.name = tree_->texts_.Add(label.ShownName());
    target.level = label.level;
    target.kind = label.kind;
    target.in_use = label.in_use;
    target.line_superior = label.line_superior;
    if (label.display_name && *label.display_name != label.official_name) {
        tree_->official_names_[*ordinal] = tree_->texts_.Add(label.official_name);
    } else {
        tree_->official_names_.erase(*ordinal);
    }
    searched_[index] = {search_blocks_.Add(label.search_text), search_blocks_.Add(label.initials)};
}

std::shared_ptr<const FlatTree> TreeBuilder::Finish() {
    FlatTree& tree = *tree_;
    tree.where_.reserve(tree.units_.size() + 1);
    for (std::size_t index = 0; index < tree.units_.size(); ++index) {
        TreeUnit& unit = tree.units_[index];
        if (!IsTerritory(unit.kind)) {
            Ordinal above = unit.parent;
            while (above >= 0 && !IsTerritory(tree.units_[static_cast<std::size_t>(above)].kind)) {
                above = tree.units_[static_cast<std::size_t>(above)].parent;
            }
            if (above >= 0) unit.government = tree.units_[static_cast<std::size_t>(above)].id;
        }
        tree.where_.push_back(static_cast<std::uint32_t>(tree.search_.size()));
        tree.search_.append(searched_[index].text)
            .append(1, '\t')
            .append(searched_[index].initials)
            .append(1, '\n');
    }
    tree.where_.push_back(static_cast<std::uint32_t>(tree.search_.size()));
    tree.search_.shrink_to_fit();
    return std::move(tree_);
}

// --- What every tree answers
// ---------------------------------------------------------------------------------

std::vector<Ordinal> Tree::Children(Ordinal ordinal) const {
    std::vector<Ordinal> children;
    const Ordinal last = At(ordinal).last;
    for (Ordinal child = ordinal + 1; child <= last; child = At(child).last + 1) children.push_back(child);
    return children;
}

std::vector<Ordinal> Tree::Path(Ordinal ordinal) const {
    std::vector<Ordinal> path;
    for (Ordinal at = ordinal; at >= 0; at = At(at).parent) path.push_back(at);
    std::reverse(path.begin(), path.end());
    return path;
}

std::optional<Ordinal> Tree::Ancestor(Ordinal ordinal, Level level) const {
    for (Ordinal at = ordinal; at >= 0; at = At(at).parent) {
        if (At(at).level == level) return at;
    }
    return std::nullopt;
}

std::vector<Ordinal> Tree::UnitsAt(OrdinalRange range, Level level) const {
    std::vector<Ordinal> units;
    const Ordinal last = std::min<Ordinal>(range.last, size() - 1);
    for (Ordinal at = std::max<Ordinal>(range.first, 0); at <= last; ++at) {
        const TreeUnit& unit = At(at);
        if (unit.in_use && unit.level == level) units.push_back(at);
    }
    return units;
}

std::int64_t Tree::CountAt(OrdinalRange range, Level level) const {
    std::int64_t count = 0;
    const Ordinal last = std::min<Ordinal>(range.last, size() - 1);
    for (Ordinal at = std::max<Ordinal>(range.first, 0); at <= last; ++at) {
        const TreeUnit& unit = At(at);
        if (unit.in_use && unit.level == level) ++count;
    }
    return count;
}

std::vector<OrdinalRange> RangesIn(const Scope& scope, const Tree& tree) {
    std::vector<OrdinalRange> ranges;
    for (const Scope::Part& part : scope.parts()) {
        if (const auto root = tree.Find(part.root)) {
            ranges.push_back(part.with_subtree ? tree.Subtree(*root) : OrdinalRange{*root, *root});
        }
    }
    return ranges;
}

bool Covers(const Scope& scope, const Tree& tree, UnitId unit) {
    const auto ordinal = tree.Find(unit);
    if (!ordinal) return false;
    for (const OrdinalRange& range : RangesIn(scope, tree)) {
        if (range.Contains(*ordinal)) return true;
    }
    return false;
}

}  // namespace qz::directory
