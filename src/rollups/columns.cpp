#include "rollups/columns.hpp"

#include <algorithm>
#include <limits>

namespace qz::rollups {

namespace {

std::uint64_t Magnitude(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    return value < 0 ? 0 - bits : bits;
}

}  // namespace

std::vector<std::size_t> Columns::LayOut(const std::vector<Ordinal>& filing, const directory::Tree& tree) {
    std::vector<std::size_t> added;
    std::vector<State> states(filing.size(), State::kMissing);
    std::vector<Cells> cells(cells_.size());
    for (std::size_t figure = 0; figure < cells.size(); ++figure) {
        cells[figure].values.assign(filing.size(), 0);
        cells[figure].valid.assign(filing.size() / 64 + 1, 0);
        cells[figure].largest = cells_[figure].largest;
    }
    std::size_t before = 0;
    for (std::size_t position = 0; position < filing.size(); ++position) {
        while (before < filing_.size() && filing_[before] < filing[position]) ++before;
        if (before == filing_.size() || filing_[before] != filing[position]) {
            added.push_back(position);
            continue;
        }
        states[position] = states_[before];
        for (std::size_t figure = 0; figure < cells.size(); ++figure) {
            cells[figure].values[position] = cells_[figure].values[before];
            if (cells_[figure].Valid(before)) {
                cells[figure].valid[position / 64] |= std::uint64_t{1} << (position % 64);
            }
        }
    }
    filing_ = filing;
    states_ = std::move(states);
    cells_ = std::move(cells);
    Group(tree);
    return added;
}

void Columns::Group(const directory::Tree& tree) {
    group_first_.clear();
    group_of_.resize(filing_.size());
    Ordinal parent = 0;
    for (std::size_t position = 0; position < filing_.size(); ++position) {
        const Ordinal own = tree.At(filing_[position]).parent;
        if (position == 0 || own != parent) group_first_.push_back(position);
        parent = own;
        group_of_[position] = static_cast<std::uint32_t>(group_first_.size() - 1);
    }
    const std::size_t groups = group_first_.size();
    group_first_.push_back(filing_.size());
    for (GroupSums& field : group_sums_) {
        for (auto& sums : field.sums) sums.assign(groups, 0);
        for (auto& any : field.any) any.assign(groups, 0);
    }
    group_counts_.assign(groups, {});
    is_touched_.assign(groups, 1);
    touched_.resize(groups);
    for (std::size_t group = 0; group < groups; ++group) touched_[group] = static_cast<std::uint32_t>(group);
    next_ = 0;
}

std::optional<std::size_t> Columns::Find(Ordinal unit) const {
    const auto found = std::lower_bound(filing_.begin(), filing_.end(), unit);
    if (found == filing_.end() || *found != unit) return std::nullopt;
    return static_cast<std::size_t>(found - filing_.begin());
}

std::pair<std::size_t, std::size_t> Columns::Positions(OrdinalRange range) const {
    const auto first = std::lower_bound(filing_.begin(), filing_.end(), range.first);
    const auto last = std::upper_bound(first, filing_.end(), range.last);
    return {static_cast<std::size_t>(first - filing_.begin()),
            static_cast<std::size_t>(last - filing_.begin())};
}

void Columns::Touch(std::size_t position) {
    const std::uint32_t group = group_of_[position];
    if (is_touched_[group] != 0) return;
    is_touched_[group] = 1;
    touched_.push_back(group);
}

void Columns::Clear(std::size_t first, std::size_t last_exclusive) {
    for (std::size_t position = first; position < last_exclusive; ++position) {
        states_[position] = State::kMissing;
        for (Cells& cells : cells_) {
            cells.values[position] = 0;
            cells.valid[position / 64] &= ~(std::uint64_t{1} << (position % 64));
        }
        Touch(position);
    }
    next_ = first;
}

void Columns::Put(Ordinal unit, State state, std::string_view figures) {
    std::size_t position = next_;
    if (position >= filing_.size() || filing_[position] != unit) {
        const auto found = Find(unit);
        if (!found) return;
        position = *found;
    }
    next_ = position + 1;
    Touch(position);
    states_[position] = state;
    // What was reported once and then sent back or withdrawn is still there, and does not count.
    ReadFigures(Counts(state, false) ? figures : std::string_view(), cells_.size(), read_);
    const std::uint64_t bit = std::uint64_t{1} << (position % 64);
    for (std::size_t figure = 0; figure < cells_.size(); ++figure) {
        Cells& cells = cells_[figure];
        const std::optional<std::int64_t>& value = read_[figure];
        cells.values[position] = value.value_or(0);
        if (value) {
            cells.valid[position / 64] |= bit;
            cells.largest = std::max(cells.largest, Magnitude(*value));
        } else {
            cells.valid[position / 64] &= ~bit;
        }
    }
}

Columns::GroupCounts Columns::CountStates(std::size_t first, std::size_t last_exclusive) const {
    GroupCounts counts;
    for (std::size_t position = first; position < last_exclusive; ++position) {
        const State state = states_[position];
        counts.reported += state == State::kReported ? 1 : 0;
        counts.approved += state == State::kApproved ? 1 : 0;
        counts.sent_back += state == State::kSentBack ? 1 : 0;
        counts.withdrawn += state == State::kWithdrawn ? 1 : 0;
    }
    return counts;
}

void Columns::SumGroup(std::size_t group) {
    const std::size_t first = group_first_[group];
    const std::size_t end = group_first_[group + 1];
    group_counts_[group] = CountStates(first, end);
    for (std::size_t figure = 0; figure < cells_.size(); ++figure) {
        const Cells& cells = cells_[figure];
        // Sums wrap here and are read only where Sum knows that none could.
        std::array<std::uint64_t, 2> sums{};
        std::array<std::uint8_t, 2> any{};
        for (std::size_t position = first; position < end; ++position) {
            if (!cells.Valid(position)) continue;
            const auto value = static_cast<std::uint64_t>(cells.values[position]);
            const bool approved = states_[position] == State::kApproved;
            sums[0] += value;
            any[0] = 1;
            if (approved) {
                sums[1] += value;
                any[1] = 1;
            }
        }
        for (std::size_t which = 0; which < 2; ++which) {
            group_sums_[figure].sums[which][group] = static_cast<std::int64_t>(sums[which]);
            group_sums_[figure].any[which][group] = any[which];
        }
    }
}

void Columns::Settle() {
    for (const std::uint32_t group : touched_) {
        SumGroup(group);
        is_touched_[group] = 0;
    }
    touched_.clear();
}

void Columns::AddCells(const Cells& cells, std::size_t first, std::size_t last_exclusive, bool approved_only,
                       Wide& sum, bool& any) const {
    for (std::size_t position = first; position < last_exclusive; ++position) {
        if (!cells.Valid(position) || !Counts(states_[position], approved_only)) continue;
        sum += cells.values[position];
        any = true;
    }
}

Line Columns::Sum(OrdinalRange range, bool approved_only) const {
    const auto [first, end] = Positions(range);
    // The groups that lie in the range whole.
    const auto found = std::lower_bound(group_first_.begin(), group_first_.end(), first);
    const auto begun = std::upper_bound(group_first_.begin(), group_first_.end(), end);
    auto first_group = static_cast<std::size_t>(found - group_first_.begin());
    auto end_group = static_cast<std::size_t>(begun - group_first_.begin()) - 1;
    std::size_t head = end;  // cells before the first whole group, and from `tail` on after the last
    std::size_t tail = end;
    if (first_group < end_group) {
        head = group_first_[first_group];
        tail = group_first_[end_group];
    } else {
        first_group = end_group = 0;
    }

    Line line;
    line.due = static_cast<std::int64_t>(end - first);
    const auto add = [&line](const GroupCounts& counts) {
        line.reported += counts.reported;
        line.approved += counts.approved;
        line.sent_back += counts.sent_back;
        line.withdrawn += counts.withdrawn;
    };
    add(CountStates(first, head));
    add(CountStates(tail, end));
    for (std::size_t group = first_group; group < end_group; ++group) add(group_counts_[group]);

    const std::size_t which = approved_only ? 1 : 0;
    line.values.resize(cells_.size());
    for (std::size_t figure = 0; figure < cells_.size(); ++figure) {
        const Cells& cells = cells_[figure];
        Wide sum = 0;
        bool any = false;
        if (cells.largest > std::numeric_limits<std::int64_t>::max() / (filing_.size() + 1)) {
            AddCells(cells, first, end, approved_only, sum, any);
        } else {
            AddCells(cells, first, head, approved_only, sum, any);
            AddCells(cells, tail, end, approved_only, sum, any);
            const std::int64_t* sums = group_sums_[figure].sums[which].data();
            const std::uint8_t* filled = group_sums_[figure].any[which].data();
            std::int64_t groups = 0;
            std::uint8_t some = 0;
            for (std::size_t group = first_group; group < end_group; ++group) {
                groups += sums[group];
                some |= filled[group];
            }
            sum += groups;
            any = any || some != 0;
        }
        if (any) line.values[figure] = sum;
    }
    return line;
}

std::size_t Columns::Bytes() const {
    const std::size_t units = filing_.size();
    const std::size_t groups = group_counts_.size();
    return units * (sizeof(Ordinal) + sizeof(State) + sizeof(std::uint32_t)) +
           cells_.size() *
               (units * sizeof(std::int64_t) + units / 8 + groups * 2 * (sizeof(std::int64_t) + 1)) +
           groups * (sizeof(GroupCounts) + sizeof(std::size_t) + sizeof(std::uint32_t) + 1);
}

}  // namespace qz::rollups
