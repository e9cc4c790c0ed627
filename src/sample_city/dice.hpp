// Chance that falls the same way each time: numbers from a fixed seed and from what they are drawn for.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace qz::sample_city {

// splitmix64 (Steele, Lea, Flood 2014). Seeded by words, so that a draw does not depend on what was drawn
// before.
class Dice {
 public:
    explicit Dice(std::initializer_list<std::string_view> about) {
        for (const std::string_view word : about) {
            for (const char c : word) Mix(static_cast<unsigned char>(c));
            Mix(0x1F);
        }
    }

    std::uint64_t Next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    // Both ends belong to it.
    std::int64_t Between(std::int64_t least, std::int64_t most) {
        if (most <= least) return least;
        return least + static_cast<std::int64_t>(Next() % static_cast<std::uint64_t>(most - least + 1));
    }
    bool Chance(std::int64_t permille) { return Between(0, 999) < permille; }
    template <class List>
    const auto& Pick(const List& list) {
        return list[static_cast<std::size_t>(Between(0, static_cast<std::int64_t>(std::size(list)) - 1))];
    }

 private:
    void Mix(std::uint64_t byte) { state_ = (state_ ^ byte) * 0x100000001B3U; }  // FNV-1a

    std::uint64_t state_ = 0x77656968616920U;  // the city's seed
};

}  // namespace qz::sample_city
