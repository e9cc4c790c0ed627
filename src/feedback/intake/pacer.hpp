#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace qz::feedback::intake {

// Gives replies no sooner than a fixed time after their request came, and in steps beyond it, so that how
// long the work took does not show.
class Pacer {
 public:
    using Moment = std::chrono::steady_clock::time_point;

    explicit Pacer(std::chrono::milliseconds least);
    // Gives what is owed at once and ends.
    ~Pacer();
    Pacer(const Pacer&) = delete;
    Pacer& operator=(const Pacer&) = delete;

    static Moment Now() { return std::chrono::steady_clock::now(); }
    void Give(Moment came, std::function<void()> reply);

 private:
    void Run();

    const std::chrono::milliseconds least_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::multimap<Moment, std::function<void()>> owed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace qz::feedback::intake
