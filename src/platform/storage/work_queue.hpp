// Waiting work, bounded; taken in the order it came.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "platform/storage/storage.hpp"

namespace qz::storage {

// A read or a write with the answer it owes; exactly one of the two works is set.
struct Task {
    Database::ReadWork read;
    Database::WriteWork write;
    Database::Done done;
    Instant now;
    bool large = false;  // a command's or a job's write, which may change much
    UnitId unit{};       // of a unit's write (SubmitUnitWrite); 0 for all others
};

class WorkQueue {
 public:
    explicit WorkQueue(std::size_t limit) : limit_(limit) {}

    // False when the queue is full or closed.
    bool Push(Task task) {
        std::lock_guard lock(mutex_);
        std::size_t& waiting = task.read ? reads_ : writes_;
        if (closed_ || waiting >= limit_) return false;
        ++waiting;
        tasks_.push_back(std::move(task));
        if (sleepers_ > 0) wake_.notify_one();
        return true;
    }

    // Waits for work and takes at most `most`, and at most a fair share among `takers`. False when the queue
    // is closed and empty. Every take is followed by Finished.
    bool Take(std::vector<Task>& into, std::size_t most, std::size_t takers) {
        std::unique_lock lock(mutex_);
        ++sleepers_;
        wake_.wait(lock, [&] { return !tasks_.empty() || closed_; });
        --sleepers_;
        if (tasks_.empty()) return false;
        const std::size_t share = std::min(most, (tasks_.size() + takers - 1) / takers);
        for (std::size_t taken = 0; taken < share; ++taken) {
            --(tasks_.front().read ? reads_ : writes_);
            into.push_back(std::move(tasks_.front()));
            tasks_.pop_front();
        }
        running_ += share;
        return true;
    }

    // The first in line and, where it is a unit's write, those right behind it of other units, at most `most`
    // and at most a fair share among `takers`.
    bool TakeTogether(std::vector<Task>& into, std::size_t most, std::size_t takers) {
        std::unique_lock lock(mutex_);
        ++sleepers_;
        wake_.wait(lock, [&] { return !tasks_.empty() || closed_; });
        --sleepers_;
        if (tasks_.empty()) return false;
        const std::size_t share = std::min(most, (tasks_.size() + takers - 1) / takers);
        do {
            --(tasks_.front().read ? reads_ : writes_);
            into.push_back(std::move(tasks_.front()));
            tasks_.pop_front();
            ++running_;
        } while (into.size() < share && !tasks_.empty() && MayJoin(into, tasks_.front()));
        return true;
    }

    void Finished(std::size_t count) {
        std::lock_guard lock(mutex_);
        running_ -= count;
        if (running_ == 0 && tasks_.empty()) idle_.notify_all();
    }

    // Refuses new work; what waits is still done.
    void Close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
        wake_.notify_all();
    }

    void WaitUntilIdle() {
        std::unique_lock lock(mutex_);
        idle_.wait(lock, [&] { return running_ == 0 && tasks_.empty(); });
    }

    std::size_t waiting_reads() const {
        std::lock_guard lock(mutex_);
        return reads_;
    }
    std::size_t waiting_writes() const {
        std::lock_guard lock(mutex_);
        return writes_;
    }

 private:
    static bool MayJoin(const std::vector<Task>& taken, const Task& next) {
        if (!taken.front().unit || !next.unit) return false;
        return std::none_of(taken.begin(), taken.end(),
                            [&next](const Task& task) { return task.unit == next.unit; });
    }

    const std::size_t limit_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable idle_;
    std::deque<Task> tasks_;
    std::size_t reads_ = 0;
    std::size_t writes_ = 0;
    std::size_t running_ = 0;
    std::size_t sleepers_ = 0;
    bool closed_ = false;
};

}  // namespace qz::storage
