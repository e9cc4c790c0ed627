#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace qz::http {

// Threads with one bounded queue, for work that must not run on an event loop.
class Lane {
 public:
    Lane(int threads, std::size_t queue_limit);
    // Runs what is queued, then returns.
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // false when the queue is full. `work` must not throw.
    bool Submit(std::function<void()> work);
    std::size_t waiting() const;

 private:
    void Run();

    const std::size_t queue_limit_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace qz::http
