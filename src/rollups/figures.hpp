// Figures as returns keep them, and totals as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rollups/rollups.hpp"

namespace qz::rollups {

// Wide enough for the sum of any number of 64-bit figures that a tree can hold: no total overflows.
__extension__ typedef __int128 Wide;

inline bool Counts(State state, bool approved_only) {
    return state == State::kApproved || (state == State::kReported && !approved_only);
}

// How many figures each return of the task has.
inline std::size_t FigureCount(const TaskFacts& facts) {
    return facts.columns.size() + (facts.is_roster ? 1 : 0);
}

// Reads "38,,1250" into exactly `count` figures; "" is as many missing ones. Throws std::runtime_error where
// the text holds another number of them, or something else than integers: the return belongs to another
// version of its form.
void ReadFigures(std::string_view text, std::size_t count, std::vector<std::optional<std::int64_t>>& figures);

// The shortest decimal text of scaled × 10^-places: 1250 at two places is "12.5".
std::string TextOf(Wide scaled, int places);

}  // namespace qz::rollups
