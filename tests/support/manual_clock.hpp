#pragma once

#include <atomic>

#include "platform/base/clock.hpp"

namespace qz::tests {

// Stands still until it is told. Thread-safe.
class ManualClock final : public Clock {
 public:
    // 2026-09-21T01:00:00Z: a Monday, nine in the morning in China.
    static constexpr Instant kMonday{1789952400000};

    explicit ManualClock(Instant start = kMonday) : now_(start.milliseconds) {}
    Instant Now() const override { return {now_.load()}; }
    void Set(Instant instant) { now_ = instant.milliseconds; }
    void Advance(std::chrono::milliseconds span) { now_ += span.count(); }

 private:
    std::atomic<std::int64_t> now_;
};

}  // namespace qz::tests
