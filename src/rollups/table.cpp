#include "rollups/table.hpp"

#include <algorithm>

namespace qz::rollups {

namespace {

bool IsEmpty(OrdinalRange range) {
    return range.last < range.first;
}

OrdinalRange Common(OrdinalRange one, OrdinalRange other) {
    return {std::max(one.first, other.first), std::min(one.last, other.last)};
}

// Subtrees nest or lie apart. One inside another adds nothing, and would be counted twice.
std::vector<OrdinalRange> Apart(std::vector<OrdinalRange> ranges) {
    std::sort(ranges.begin(), ranges.end(), [](OrdinalRange one, OrdinalRange other) {
        return one.first != other.first ? one.first < other.first : one.last > other.last;
    });
    std::vector<OrdinalRange> apart;
    for (const OrdinalRange range : ranges) {
        if (IsEmpty(range)) continue;
        if (!apart.empty() && range.first <= apart.back().last) {
            apart.back().last = std::max(apart.back().last, range.last);
        } else {
            apart.push_back(range);
        }
    }
    return apart;
}

void Add(Line& total, const Line& line) {
    total.values.resize(line.values.size());
    for (std::size_t figure = 0; figure < line.values.size(); ++figure) {
        if (line.values[figure])
            total.values[figure] = total.values[figure].value_or(0) + *line.values[figure];
    }
    total.due += line.due;
    total.reported += line.reported;
    total.approved += line.approved;
    total.sent_back += line.sent_back;
    total.withdrawn += line.withdrawn;
}

}  // namespace

std::optional<View> DecideView(const TaskFacts& facts, std::optional<UnitId> parent) {
    std::vector<OrdinalRange> visible = Apart(facts.visible);
    if (visible.empty()) return std::nullopt;
    if (!parent) {
        if (visible.size() == 1) return View{visible.front().first, {visible.front()}};
        return View{std::nullopt, std::move(visible)};
    }
    const auto ordinal = facts.tree->Find(*parent);
    if (!ordinal) return std::nullopt;
    for (const OrdinalRange range : visible) {
        if (range.Contains(*ordinal)) return View{ordinal, {Common(facts.tree->Subtree(*ordinal), range)}};
    }
    return std::nullopt;
}

Table MakeTable(const Columns& columns, const directory::Tree& tree, const View& view, bool approved_only) {
    Table table;
    table.total.values.resize(columns.figures());
    for (const OrdinalRange range : view.ranges) Add(table.total, columns.Sum(range, approved_only));

    const auto files = [&](OrdinalRange range) {
        const auto [first, last] = columns.Positions(range);
        return first < last;
    };
    const auto add_item = [&](Ordinal unit, OrdinalRange range) {
        if (IsEmpty(range) || !files(range)) return;
        table.items.push_back({unit, !files({unit + 1, range.last}), columns.Sum(range, approved_only)});
    };
    if (!view.parent) {
        for (const OrdinalRange range : view.ranges) add_item(range.first, range);
        return table;
    }
    const Ordinal parent = *view.parent;
    add_item(parent, {parent, parent});
    for (const Ordinal child : tree.Children(parent)) {
        add_item(child, Common(tree.Subtree(child), view.ranges.front()));
    }
    return table;
}

}  // namespace qz::rollups
