// One task's figures as columns in the order of the tree, with the sums of its towns.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rollups/figures.hpp"
#include "rollups/rollups.hpp"

namespace qz::rollups {

// One line of a roll-up. A total over no figure at all is nothing, not zero.
struct Line {
    std::vector<std::optional<Wide>> values;
    std::int64_t due = 0;
    std::int64_t reported = 0;
    std::int64_t approved = 0;
    std::int64_t sent_back = 0;
    std::int64_t withdrawn = 0;

    std::int64_t Counted(bool approved_only) const { return approved + (approved_only ? 0 : reported); }
    std::int64_t Missing() const { return due - reported - approved - sent_back - withdrawn; }
    friend bool operator==(const Line&, const Line&) = default;
};

// Neighbours of one parent form a group: the villages of a town. A group's sums are always recomputed from
// its units, never moved by a difference, so no error can last. A subtree is whole groups and at most two
// begun ones. Not thread-safe.
class Columns {
 public:
    explicit Columns(std::size_t figures) : cells_(figures), group_sums_(figures) {}

    // Lays the columns out for these units, ascending. Who was there before keeps what it had; the positions
    // of the others come back, still missing.
    std::vector<std::size_t> LayOut(const std::vector<Ordinal>& filing, const directory::Tree& tree);

    const std::vector<Ordinal>& filing() const { return filing_; }
    std::size_t figures() const { return cells_.size(); }
    std::optional<std::size_t> Find(Ordinal unit) const;
    // The positions of the units inside the range: first, and one past the last.
    std::pair<std::size_t, std::size_t> Positions(OrdinalRange range) const;

    // As if nobody there had a return.
    void Clear(std::size_t first, std::size_t last_exclusive);
    // What a return holds. A unit that does not file is passed over. Throws as ReadFigures does.
    void Put(Ordinal unit, State state, std::string_view figures);
    // Recomputes the groups that were touched. To be called before Sum.
    void Settle();

    Line Sum(OrdinalRange range, bool approved_only) const;

    std::size_t Bytes() const;

 private:
    struct Cells {
        std::vector<std::int64_t> values;  // 0 where there is none, or where the return does not count
        std::vector<std::uint64_t> valid;  // a bit for each unit
        std::uint64_t largest = 0;         // no smaller than any value was, without its sign

        bool Valid(std::size_t position) const { return (valid[position / 64] >> (position % 64) & 1) != 0; }
    };
    // Index 0: all that count; 1: approved ones alone.
    struct GroupSums {
        std::array<std::vector<std::int64_t>, 2> sums;
        std::array<std::vector<std::uint8_t>, 2> any;
    };
    struct GroupCounts {
        std::uint32_t reported = 0;
        std::uint32_t approved = 0;
        std::uint32_t sent_back = 0;
        std::uint32_t withdrawn = 0;
    };

    void Group(const directory::Tree& tree);
    void Touch(std::size_t position);
    void SumGroup(std::size_t group);
    GroupCounts CountStates(std::size_t first, std::size_t last_exclusive) const;
    void AddCells(const Cells& cells, std::size_t first, std::size_t last_exclusive, bool approved_only,
                  Wide& sum, bool& any) const;

    std::vector<Ordinal> filing_;
    std::vector<State> states_;
    std::vector<Cells> cells_;               // by figure
    std::vector<std::size_t> group_first_;   // and one past the end behind the last
    std::vector<std::uint32_t> group_of_;    // by position
    std::vector<GroupSums> group_sums_;      // by figure
    std::vector<GroupCounts> group_counts_;  // by group
    std::vector<std::uint32_t> touched_;     // groups
    std::vector<std::uint8_t> is_touched_;   // by group
    std::size_t next_ = 0;                   // where the next return is expected: they come in order
    std::vector<std::optional<std::int64_t>> read_;
};

}  // namespace qz::rollups
