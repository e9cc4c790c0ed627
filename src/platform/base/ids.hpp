#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace qz {

// An identifier of one kind of object. Ids of different kinds do not convert into each other.
// 63 bits, positive; written as a decimal string in JSON, because JavaScript numbers end at 2^53.
// The order of ids says nothing about the order of commits.
template <class Tag>
struct Id {
    std::int64_t value = 0;

    friend auto operator<=>(const Id&, const Id&) = default;
    explicit operator bool() const { return value != 0; }
    std::string ToString() const { return std::to_string(value); }
};

// Reads a decimal id as JSON and URLs carry it; nothing for any other text.
std::optional<std::int64_t> ParseIdValue(std::string_view text);

template <class IdType>
std::optional<IdType> ParseId(std::string_view text) {
    if (const auto value = ParseIdValue(text)) return IdType{*value};
    return std::nullopt;
}

using UnitId = Id<struct UnitTag>;
using PersonId = Id<struct PersonTag>;
using PostId = Id<struct PostTag>;
using AccountId = Id<struct AccountTag>;
using TreeVersionId = Id<struct TreeVersionTag>;
using ElementId = Id<struct ElementTag>;

// Makes ids without asking anyone: 41 bits of milliseconds since 2024-01-01T00:00:00Z, 10 bits of process
// number (leased in the database, so that two processes never share one), 12 bits of counter.
// When more than 4,096 ids are wanted in a millisecond the counter borrows from the next one.
// Never repeats within a process, even when the clock is set back. Thread-safe.
class IdSource {
 public:
    explicit IdSource(std::uint16_t process_number) : process_number_(process_number & 1023u) {}

    std::int64_t Next(std::int64_t now_milliseconds);

 private:
    std::uint16_t process_number_;
    std::atomic<std::int64_t> last_tick_{0};  // milliseconds << 12 | counter
};

}  // namespace qz

template <class Tag>
struct std::hash<qz::Id<Tag>> {
    std::size_t operator()(const qz::Id<Tag>& id) const noexcept {
        return std::hash<std::int64_t>{}(id.value);
    }
};
