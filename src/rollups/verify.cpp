#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <utility>

#include "rollups/memory.hpp"

namespace qz::rollups {

namespace {

constexpr int kMostShown = 20;

// Every total of every place in the tree, added up from the returns one by one: no groups, no ranges.
class Recount {
 public:
    explicit Recount(const TaskFacts& facts) : facts_(facts) {
        for (const Ordinal unit : facts.filing) {
            ForEachPlace(unit, [](std::array<Line, 2>& lines) {
                for (Line& line : lines) ++line.due;
            });
        }
    }

    // A unit that does not file has no place among `lines_`'s leaves and is passed over.
    void Add(Ordinal unit, State state, std::string_view text) {
        if (!std::binary_search(facts_.filing.begin(), facts_.filing.end(), unit)) return;
        ReadFigures(Counts(state, false) ? text : std::string_view(), FigureCount(facts_), figures_);
        ForEachPlace(unit, [&](std::array<Line, 2>& lines) {
            for (const bool approved_only : {false, true}) {
                Line& line = lines[approved_only ? 1 : 0];
                line.reported += state == State::kReported ? 1 : 0;
                line.approved += state == State::kApproved ? 1 : 0;
                line.sent_back += state == State::kSentBack ? 1 : 0;
                line.withdrawn += state == State::kWithdrawn ? 1 : 0;
                if (!Counts(state, approved_only)) continue;
                for (std::size_t figure = 0; figure < figures_.size(); ++figure) {
                    if (figures_[figure])
                        line.values[figure] = line.values[figure].value_or(0) + *figures_[figure];
                }
            }
        });
    }

    const std::map<Ordinal, std::array<Line, 2>>& lines() const { return lines_; }

 private:
    // The unit itself and all above it.
    template <class F>
    void ForEachPlace(Ordinal unit, F&& each) {
        for (Ordinal place = unit; place >= 0; place = facts_.tree->At(place).parent) {
            auto [found, fresh] = lines_.try_emplace(place);
            if (fresh) {
                for (Line& line : found->second) line.values.resize(FigureCount(facts_));
            }
            each(found->second);
        }
    }

    const TaskFacts& facts_;
    std::vector<std::optional<std::int64_t>> figures_;
    std::map<Ordinal, std::array<Line, 2>> lines_;
};

}  // namespace

int VerifyCommand(storage::Database& database, const Sources& sources, std::ostream& out, std::ostream& err) {
    const auto& recompute = sources.recompute_figures ? sources.recompute_figures : sources.for_each_figures;
    const auto tasks =
        database.Read([&](storage::Snapshot& snapshot) { return sources.list_tasks(snapshot); });
    std::int64_t totals = 0;
    std::int64_t differences = 0;
    for (const TaskId task : tasks) {
        database.Read([&](storage::Snapshot& snapshot) {
            const auto facts = sources.facts_of(snapshot, task);
            if (!facts || facts->filing.empty()) return;
            snapshot.Memory<ColumnMemory>().Ask(
                snapshot, *facts, sources, {}, [&](const Columns& columns, std::int64_t) {
                    Recount recount(*facts);
                    recompute(snapshot, task, {0, facts->tree->size() - 1},
                              [&](Ordinal unit, State state, std::string_view figures) {
                                  recount.Add(unit, state, figures);
                              });
                    for (const auto& [place, lines] : recount.lines()) {
                        for (const bool approved_only : {false, true}) {
                            ++totals;
                            const Line held = columns.Sum(facts->tree->Subtree(place), approved_only);
                            if (held == lines[approved_only ? 1 : 0]) continue;
                            if (++differences <= kMostShown) {
                                err << "task " << task.ToString() << ", " << facts->tree->At(place).name
                                    << (approved_only ? ", approved only" : "")
                                    << ": the roll-up differs from its returns\n";
                            }
                        }
                    }
                });
        });
    }
    out << tasks.size() << " tasks, " << totals << " lines compared with their returns, " << differences
        << " differ\n";
    return differences == 0 ? 0 : 1;
}

}  // namespace qz::rollups
