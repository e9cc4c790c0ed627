// The columns that the process keeps beside one database, and how they follow its commits.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "rollups/columns.hpp"
#include "rollups/rollups.hpp"

namespace qz::rollups {

// snapshot.Memory<ColumnMemory>(). Columns are followers of the change rows, like other processes are; see
// README.md for why no commit, of this process or another, can be missed or undone. Thread-safe; questions
// about one task take turns.
class ColumnMemory {
 public:
    // Columns that hold at least everything the snapshot sees, laid out for facts.filing; and the number of
    // the last change that is certainly in them.
    using Use = std::function<void(const Columns& columns, std::int64_t change_number)>;

    // Brings the task's columns up to the snapshot and calls `use` with them. A unit that changed is read
    // again; all are when the task is new here or more than one in eight changed. Throws std::logic_error
    // inside a write transaction, whose work may yet be undone.
    void Ask(storage::Snapshot& snapshot, const TaskFacts& facts, const Sources& sources,
             const Settings& settings, const Use& use);

    bool Holds(TaskId task) const;

 private:
    struct Kept {
        explicit Kept(std::size_t figures) : columns(figures) {}

        std::mutex mutex;
        Columns columns;
        std::int64_t position = 0;  // every change up to this number is in the columns
        bool whole = false;         // false before the first reading, and after one that failed
        std::atomic<std::size_t> bytes{0};
    };

    std::shared_ptr<Kept> Take(const TaskFacts& facts);
    void Trim(std::size_t bytes);
    static void Follow(Kept& kept, storage::Snapshot& snapshot, const TaskFacts& facts,
                       const Sources& sources, const storage::Database::Frontier& frontier);

    struct Place {
        std::shared_ptr<Kept> kept;
        std::list<TaskId>::iterator age;
    };
    mutable std::mutex mutex_;
    std::unordered_map<TaskId, Place> tasks_;
    std::list<TaskId> ages_;  // the one asked last comes first
};

}  // namespace qz::rollups
