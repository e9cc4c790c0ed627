#include "platform/base/ids.hpp"

#include <charconv>

namespace qz {

namespace {
constexpr std::int64_t kEpochMilliseconds = 1704067200000;  // 2024-01-01T00:00:00Z
}

std::optional<std::int64_t> ParseIdValue(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0 || text.front() == '0') {
        return std::nullopt;
    }
    return value;
}

std::int64_t IdSource::Next(std::int64_t now_milliseconds) {
    const std::int64_t wanted = (now_milliseconds - kEpochMilliseconds) << 12;
    std::int64_t last = last_tick_.load(std::memory_order_relaxed);
    std::int64_t tick = 0;
    do {
        tick = std::max(wanted, last + 1);
    } while (!last_tick_.compare_exchange_weak(last, tick, std::memory_order_relaxed));
    return (tick >> 12) << 22 | std::int64_t{process_number_} << 12 | (tick & 4095);
}

}  // namespace qz
