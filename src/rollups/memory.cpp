#include "rollups/memory.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace qz::rollups {

namespace {

constexpr int kPage = 1000;              // change rows read at once
constexpr int kMostPages = 20;           // further behind than that, reading all is quicker
constexpr int kMostWaiting = 5000;       // change rows without a published number
constexpr std::size_t kNeighbours = 16;  // read with a changed one rather than in a query of their own

bool Touches(std::string_view topic, const std::string& followed) {
    return topic.starts_with(followed) && (topic.size() == followed.size() || topic[followed.size()] == '.');
}

// A unit whose return changed, or a unit below which many were filed at once: «forms.return.county» where
// «forms.return» is followed.
struct ChangedUnit {
    UnitId unit;
    bool below = false;
};

// What the snapshot saw change after `position`; nothing where it is too much to follow one by one.
std::optional<std::vector<ChangedUnit>> ChangedUnits(storage::Snapshot& snapshot, std::int64_t position,
                                                     const storage::Database::Frontier& frontier,
                                                     const std::string& topic) {
    std::vector<ChangedUnit> units;
    const auto note = [&](const storage::Database::Change& change) {
        if (Touches(change.topic, topic)) units.push_back({change.unit, change.topic.size() > topic.size()});
    };
    if (frontier.waiting.size() == kMostWaiting) return std::nullopt;
    for (const auto& change : frontier.waiting) note(change);
    if (frontier.published - position > std::int64_t{kPage} * kMostPages) return std::nullopt;
    while (position < frontier.published) {
        const auto changes = storage::Database::ListChanges(snapshot, position, kPage);
        if (changes.empty()) return std::nullopt;  // a gap: not all that is published is visible
        for (const auto& change : changes) note(change);
        position = changes.back().number;
    }
    return units;
}

void ReadAll(Columns& columns, storage::Snapshot& snapshot, const TaskFacts& facts, const Sources& sources) {
    columns = Columns(FigureCount(facts));
    columns.LayOut(facts.filing, *facts.tree);
    if (!facts.filing.empty()) {
        sources.for_each_figures(
            snapshot, facts.id, {facts.filing.front(), facts.filing.back()},
            [&](Ordinal unit, State state, std::string_view figures) { columns.Put(unit, state, figures); });
    }
    columns.Settle();
}

// `positions` ascending, each once.
void ReadAgain(Columns& columns, const std::vector<std::size_t>& positions, storage::Snapshot& snapshot,
               const TaskFacts& facts, const Sources& sources) {
    for (std::size_t at = 0; at < positions.size();) {
        const std::size_t first = positions[at];
        std::size_t last = first;
        while (at < positions.size() && positions[at] <= last + kNeighbours) last = positions[at++];
        columns.Clear(first, last + 1);
        sources.for_each_figures(
            snapshot, facts.id, {columns.filing()[first], columns.filing()[last]},
            [&](Ordinal unit, State state, std::string_view figures) { columns.Put(unit, state, figures); });
    }
    columns.Settle();
}

}  // namespace

void ColumnMemory::Ask(storage::Snapshot& snapshot, const TaskFacts& facts, const Sources& sources,
                       const Settings& settings, const Use& use) {
    if (dynamic_cast<storage::Tx*>(&snapshot) != nullptr) {
        throw std::logic_error("roll-ups cannot be asked inside a write transaction");
    }
    const std::shared_ptr<Kept> kept = Take(facts);
    {
        std::lock_guard lock(kept->mutex);
        const auto frontier = storage::Database::FindFrontier(snapshot, kMostWaiting);
        Follow(*kept, snapshot, facts, sources, frontier);
        use(kept->columns, kept->position);
        kept->bytes = kept->columns.Bytes();
    }
    Trim(settings.bytes);
}

void ColumnMemory::Follow(Kept& kept, storage::Snapshot& snapshot, const TaskFacts& facts,
                          const Sources& sources, const storage::Database::Frontier& frontier) {
    const bool whole = std::exchange(kept.whole, false);
    Columns& columns = kept.columns;
    std::optional<std::vector<ChangedUnit>> changed;
    if (whole) changed = ChangedUnits(snapshot, kept.position, frontier, sources.topic);
    std::vector<std::size_t> again;
    if (changed) {
        if (columns.filing() != facts.filing) again = columns.LayOut(facts.filing, *facts.tree);
        for (const auto& [unit, below] : *changed) {
            const auto ordinal = facts.tree->Find(unit);
            if (ordinal && below) {
                const auto [first, end] = columns.Positions(facts.tree->Subtree(*ordinal));
                for (std::size_t at = first; at < end; ++at) again.push_back(at);
                continue;
            }
            const auto position = ordinal ? columns.Find(*ordinal) : std::nullopt;
            if (position) again.push_back(*position);
        }
        std::sort(again.begin(), again.end());
        again.erase(std::unique(again.begin(), again.end()), again.end());
    }
    if (!changed || again.size() > facts.filing.size() / 8 + 1) {
        ReadAll(columns, snapshot, facts, sources);
    } else {
        ReadAgain(columns, again, snapshot, facts, sources);
    }
    // Also backwards: what an older snapshot wrote over something newer is then read again by the next
    // question.
    kept.position = frontier.published;
    kept.whole = true;
}

std::shared_ptr<ColumnMemory::Kept> ColumnMemory::Take(const TaskFacts& facts) {
    std::lock_guard lock(mutex_);
    const auto found = tasks_.find(facts.id);
    if (found != tasks_.end()) {
        ages_.splice(ages_.begin(), ages_, found->second.age);
        return found->second.kept;
    }
    ages_.push_front(facts.id);
    auto kept = std::make_shared<Kept>(FigureCount(facts));
    tasks_[facts.id] = {kept, ages_.begin()};
    return kept;
}

void ColumnMemory::Trim(std::size_t bytes) {
    std::lock_guard lock(mutex_);
    std::size_t sum = 0;
    for (const auto& [task, place] : tasks_) sum += place.kept->bytes;
    // Whoever is still being asked about a task that goes keeps its columns to the end of the question.
    while (sum > bytes && ages_.size() > 1) {
        const auto oldest = tasks_.find(ages_.back());
        sum -= oldest->second.kept->bytes;
        tasks_.erase(oldest);
        ages_.pop_back();
    }
}

bool ColumnMemory::Holds(TaskId task) const {
    std::lock_guard lock(mutex_);
    return tasks_.contains(task);
}

}  // namespace qz::rollups
