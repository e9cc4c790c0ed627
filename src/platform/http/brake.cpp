#include "platform/http/brake.hpp"

#include <algorithm>
#include <stdexcept>

#include <openssl/rand.h>

#include "platform/http/hash.hpp"

namespace qz::http {

namespace {

// SECURITY A9: "keyed, RAM only, rotated within 60 minutes".
constexpr std::chrono::minutes kLifeOfKey{30};

}  // namespace

std::size_t Slots::Of(std::string_view address, std::chrono::steady_clock::time_point now) {
    if (key_.empty() || now - renewed_ >= kLifeOfKey) {
        key_.resize(32);
        if (RAND_bytes(reinterpret_cast<unsigned char*>(key_.data()), static_cast<int>(key_.size())) != 1) {
            throw std::runtime_error("OpenSSL gives no random bytes");
        }
        ++generation_;
        renewed_ = now;
    }
    const std::string hash = Sha256({key_, address});
    return (static_cast<unsigned char>(hash[0]) << 8 | static_cast<unsigned char>(hash[1])) % kCount;
}

bool Brake::Admit(std::string_view address, std::chrono::steady_clock::time_point now) {
    std::lock_guard lock(mutex_);
    const std::size_t slot = slots_.Of(address, now);
    if (slots_.generation() != generation_) {
        counts_.fill(0);
        generation_ = slots_.generation();
    }
    if (counts_[slot] >= most_) return false;
    ++counts_[slot];
    return true;
}

std::optional<Uploads::Place> Uploads::Enter(std::string_view address, std::size_t bytes,
                                             std::chrono::steady_clock::time_point now) {
    std::lock_guard lock(mutex_);
    if (bytes > most_ - std::min(most_, all_)) return std::nullopt;
    if (address.empty()) {
        all_ += bytes;
        return Place(*this, 0, 0, bytes);
    }
    const std::size_t slot = slots_.Of(address, now);
    if (slots_.generation() != generation_) {
        of_slot_.fill(0);
        generation_ = slots_.generation();
    }
    if (of_slot_[slot] > 0 && of_slot_[slot] + bytes > most_of_one_) return std::nullopt;
    all_ += bytes;
    of_slot_[slot] += bytes;
    return Place(*this, slot, generation_, bytes);
}

void Uploads::Leave(const Place& place) {
    std::lock_guard lock(mutex_);
    all_ -= place.bytes_;
    if (place.generation_ != 0 && place.generation_ == generation_) of_slot_[place.slot_] -= place.bytes_;
}

}  // namespace qz::http
