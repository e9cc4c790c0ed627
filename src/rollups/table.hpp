// What a roll-up shows: which part of the tree an actor asks about, and its lines.
#pragma once

#include <optional>
#include <vector>

#include "rollups/columns.hpp"
#include "rollups/rollups.hpp"

namespace qz::rollups {

// What is asked about: a unit with its subtree as far as the actor may see it, or everything it may see,
// where that is several parts of the tree without one root.
struct View {
    std::optional<Ordinal> parent;
    std::vector<OrdinalRange> ranges;  // ascending, apart from each other
};
// Nothing where the parent is unknown or outside of what the actor may see; both look alike.
std::optional<View> DecideView(const TaskFacts& facts, std::optional<UnitId> parent);

struct Item {
    Ordinal unit = 0;
    bool leaf = false;  // nobody below it files: it opens to entries, not to lines
    Line line;
};
struct Table {
    Line total;
    std::vector<Item> items;  // in the order of the tree; the parent itself first where it files too
};
// Lines where nobody files are left out; the others add up to the total.
Table MakeTable(const Columns& columns, const directory::Tree& tree, const View& view, bool approved_only);

}  // namespace qz::rollups
