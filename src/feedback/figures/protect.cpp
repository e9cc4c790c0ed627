#include "feedback/figures/protect.hpp"

#include <algorithm>
#include <queue>

namespace qz::feedback::figures {

namespace {

constexpr std::int64_t kMany = 1'000'000'000;

struct Bounds {
    std::int64_t least = 0;
    std::int64_t most = kMany;
};

std::int64_t Rounded(std::int64_t count) {
    return (count + kRounding / 2) / kRounding * kRounding;
}

// What a shown or hidden value says to a reader. A hidden one may be small or hidden beside a small one.
Bounds Known(const std::optional<std::int64_t>& shown) {
    if (!shown) return {};
    return {std::max(kLeast, *shown - kRounding / 2), *shown + kRounding / 2};
}

// Whether whole numbers exist within all bounds such that lines add up: a circulation with lower bounds.
class Network {
 public:
    explicit Network(int nodes) : graph_(static_cast<std::size_t>(nodes) + 2), nodes_(nodes) {}

    void Add(int from, int to, Bounds bounds) {
        impossible_ = impossible_ || bounds.least > bounds.most;
        Arc(from, to, bounds.most - bounds.least);
        Arc(nodes_, to, bounds.least);
        Arc(from, nodes_ + 1, bounds.least);
        wanted_ += bounds.least;
    }
    bool HasFlow() {
        if (impossible_) return false;
        std::int64_t flow = 0;
        while (const std::int64_t more = Augment()) flow += more;
        return flow == wanted_;
    }

 private:
    struct Edge {
        int to;
        std::int64_t room;
        std::size_t back;
    };
    void Arc(int from, int to, std::int64_t room) {
        auto& out = graph_[static_cast<std::size_t>(from)];
        auto& in = graph_[static_cast<std::size_t>(to)];
        out.push_back({to, room, in.size()});
        in.push_back({from, 0, out.size() - 1});
    }
    // The shortest way that still has room (Edmonds and Karp).
    std::int64_t Augment() {
        std::vector<std::pair<int, std::size_t>> came(graph_.size(), {-1, 0});
        std::queue<int> open;
        open.push(nodes_);
        came[static_cast<std::size_t>(nodes_)] = {nodes_, 0};
        while (!open.empty() && came.back().first < 0) {
            const int node = open.front();
            open.pop();
            const auto& edges = graph_[static_cast<std::size_t>(node)];
            for (std::size_t i = 0; i < edges.size(); ++i) {
                auto& before = came[static_cast<std::size_t>(edges[i].to)];
                if (edges[i].room <= 0 || before.first >= 0) continue;
                before = {node, i};
                open.push(edges[i].to);
            }
        }
        if (came.back().first < 0) return 0;
        std::int64_t room = kMany * 4;
        const auto each = [&](const auto& visit) {
            for (int node = nodes_ + 1; node != nodes_; node = came[static_cast<std::size_t>(node)].first) {
                const auto [from, index] = came[static_cast<std::size_t>(node)];
                visit(graph_[static_cast<std::size_t>(from)][index]);
            }
        };
        each([&room](Edge& edge) { room = std::min(room, edge.room); });
        each([&](Edge& edge) {
            edge.room -= room;
            graph_[static_cast<std::size_t>(edge.to)][edge.back].room += room;
        });
        return room;
    }

    std::vector<std::vector<Edge>> graph_;
    int nodes_;
    std::int64_t wanted_ = 0;
    bool impossible_ = false;
};

bool IsPossible(const Table& table, std::size_t row, std::size_t column, std::int64_t value) {
    const std::size_t rows = table.cells.size() - 1;
    const std::size_t columns = table.cells.front().size() - 1;
    const int sink = static_cast<int>(rows + columns + 1);
    Network network(sink + 1);
    const auto bounds = [&](std::size_t i, std::size_t j) {
        return i == row && j == column ? Bounds{value, value} : Known(table.cells[i][j]);
    };
    for (std::size_t i = 0; i < rows; ++i) {
        network.Add(0, static_cast<int>(1 + i), bounds(i, columns));
        for (std::size_t j = 0; j < columns; ++j) {
            network.Add(static_cast<int>(1 + i), static_cast<int>(1 + rows + j), bounds(i, j));
        }
    }
    for (std::size_t j = 0; j < columns; ++j) {
        network.Add(static_cast<int>(1 + rows + j), sink, bounds(rows, j));
    }
    network.Add(sink, 0, bounds(rows, columns));
    return network.HasFlow();
}

// The smallest shown value that shares a line with the place, totals last: hiding it loses least.
std::optional<std::pair<std::size_t, std::size_t>> NextToHide(const Table& table, const Counts& with_totals,
                                                              std::size_t row, std::size_t column) {
    std::optional<std::pair<std::size_t, std::size_t>> best;
    const std::size_t rows = table.cells.size() - 1;
    const std::size_t columns = table.cells.front().size() - 1;
    const auto weight = [&](std::size_t i, std::size_t j) {
        const int totals = (i == rows ? 1 : 0) + (j == columns ? 1 : 0);
        return std::pair(totals, with_totals[i][j]);
    };
    const auto consider = [&](std::size_t i, std::size_t j) {
        if (!table.cells[i][j]) return;
        if (!best || weight(i, j) < weight(best->first, best->second)) best = {i, j};
    };
    for (std::size_t j = 0; j <= columns; ++j) consider(row, j);
    for (std::size_t i = 0; i <= rows; ++i) consider(i, column);
    if (best) return best;
    for (std::size_t i = 0; i <= rows; ++i) {
        for (std::size_t j = 0; j <= columns; ++j) consider(i, j);
    }
    return best;
}

bool StaysHidden(const Table& table, std::size_t row, std::size_t column) {
    int possible = 0;
    for (std::int64_t value = 0; value < kLeast && possible < kStayPossible; ++value) {
        possible += IsPossible(table, row, column, value) ? 1 : 0;
    }
    return possible >= kStayPossible;
}

// The classic rule: nobody hides alone in a row or a column. True when one more value was hidden.
bool HideCompany(Table& table, const Counts& all) {
    const std::size_t rows = table.cells.size();
    const std::size_t columns = table.cells.front().size();
    const auto hide_in = [&](std::size_t count, const auto& place) {
        std::size_t hidden = 0;
        std::optional<std::pair<std::size_t, std::size_t>> smallest;
        // The total comes last in each line and is hidden only when nothing else is left.
        for (std::size_t at = 0; at < count; ++at) {
            const auto [i, j] = place(at);
            if (!table.cells[i][j]) {
                ++hidden;
            } else if (!smallest || (at + 1 < count && all[i][j] < all[smallest->first][smallest->second])) {
                smallest = {i, j};
            }
        }
        if (hidden != 1 || !smallest) return false;
        table.cells[smallest->first][smallest->second].reset();
        return true;
    };
    for (std::size_t i = 0; i < rows; ++i) {
        if (hide_in(columns, [i](std::size_t at) { return std::pair(i, at); })) return true;
    }
    for (std::size_t j = 0; j < columns; ++j) {
        if (hide_in(rows, [j](std::size_t at) { return std::pair(at, j); })) return true;
    }
    return false;
}

Counts WithTotals(const Counts& counts) {
    Counts all = counts;
    const std::size_t columns = counts.empty() ? 0 : counts.front().size();
    std::vector<std::int64_t> totals(columns + 1, 0);
    for (auto& row : all) {
        std::int64_t sum = 0;
        for (std::size_t j = 0; j < columns; ++j) {
            sum += row[j];
            totals[j] += row[j];
        }
        row.push_back(sum);
        totals[columns] += sum;
    }
    all.push_back(std::move(totals));
    return all;
}

}  // namespace

int CountPossible(const Table& table, std::size_t row, std::size_t column) {
    int possible = 0;
    for (std::int64_t value = 0; value < kLeast; ++value)
        possible += IsPossible(table, row, column, value) ? 1 : 0;
    return possible;
}

Table Protect(const Counts& counts) {
    const Counts all = WithTotals(counts);
    Table table;
    for (const auto& row : all) {
        auto& cells = table.cells.emplace_back();
        for (const std::int64_t count : row) {
            cells.push_back(count < kLeast ? std::nullopt : std::optional(Rounded(count)));
        }
    }
    // Complementary suppression: first company in every line; then, as long as a small count could still be
    // worked out, one more value goes. What goes later only leaves more tables possible, so one pass is
    // enough.
    while (HideCompany(table, all)) {
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < all[i].size(); ++j) {
            while (all[i][j] < kLeast && !StaysHidden(table, i, j)) {
                const auto hide = NextToHide(table, all, i, j);
                if (!hide) break;
                table.cells[hide->first][hide->second].reset();
            }
        }
    }
    return table;
}

}  // namespace qz::feedback::figures
