// Holds back whoever asks the anonymous routes too often, without knowing who that is (SECURITY A9): an
// address is hashed under a key that is drawn anew within the hour and never leaves memory, and only the
// hash's slot is counted. Addresses that share a slot, as a township behind one line does, share what the
// slot may take.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace qz::http {

class Brake {
 public:
    // How often one slot is let through between two keys.
    explicit Brake(std::uint32_t most) : most_(most) {}

    // `address` is forgotten when this returns.
    bool Admit(std::string_view address, std::chrono::steady_clock::time_point now);

 private:
    static constexpr std::size_t kSlots = 4096;

    std::mutex mutex_;
    const std::uint32_t most_;
    std::string key_;
    std::chrono::steady_clock::time_point renewed_;
    std::array<std::uint32_t, kSlots> counts_{};
};

}  // namespace qz::http
