// Holds back whoever asks the anonymous routes too often, without knowing who that is (SECURITY A9): an
// address is hashed under a key that is drawn anew within the hour and never leaves memory, and only the
// hash's slot is counted. Addresses that share a slot, as a township behind one line does, share what the
// slot may take.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace qz::http {

// Addresses as slots under a key that is renewed within the hour.
class Slots {
 public:
    static constexpr std::size_t kCount = 4096;

    // `address` is forgotten when this returns.
    std::size_t Of(std::string_view address, std::chrono::steady_clock::time_point now);
    // Another number under each key: what was counted under the one before means nothing.
    std::uint64_t generation() const { return generation_; }

 private:
    std::string key_;
    std::chrono::steady_clock::time_point renewed_;
    std::uint64_t generation_ = 0;
};

class Brake {
 public:
    // How often one slot is let through between two keys.
    explicit Brake(std::uint32_t most) : most_(most) {}

    bool Admit(std::string_view address, std::chrono::steady_clock::time_point now);

 private:
    std::mutex mutex_;
    const std::uint32_t most_;
    Slots slots_;
    std::uint64_t generation_ = 0;
    std::array<std::uint32_t, Slots::kCount> counts_{};
};

// How many bytes of large anonymous bodies are under way at one time, in the whole server and for one slot:
// nobody is known before a body is whole, so anybody could fill the memory. Outlives its places.
class Uploads {
 public:
    explicit Uploads(std::size_t most) : most_(most), most_of_one_(most / 4) {}

    class Place {
     public:
        Place(Place&& other) noexcept : uploads_(std::exchange(other.uploads_, nullptr)) {
            slot_ = other.slot_;
            generation_ = other.generation_;
            bytes_ = other.bytes_;
        }
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (uploads_) uploads_->Leave(*this);
        }

     private:
        friend class Uploads;
        Place(Uploads& uploads, std::size_t slot, std::uint64_t generation, std::size_t bytes)
            : uploads_(&uploads), slot_(slot), generation_(generation), bytes_(bytes) {}
        Uploads* uploads_;
        std::size_t slot_ = 0;
        std::uint64_t generation_ = 0;
        std::size_t bytes_ = 0;
    };

    // Nothing where there is no room now. An empty address is the proxy's: it stands for everybody.
    std::optional<Place> Enter(std::string_view address, std::size_t bytes,
                               std::chrono::steady_clock::time_point now);

 private:
    void Leave(const Place& place);

    std::mutex mutex_;
    const std::size_t most_;
    const std::size_t most_of_one_;
    Slots slots_;
    std::uint64_t generation_ = 0;
    std::size_t all_ = 0;
    std::array<std::size_t, Slots::kCount> of_slot_{};
};

}  // namespace qz::http
