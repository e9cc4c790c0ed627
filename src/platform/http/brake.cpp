#include "platform/http/brake.hpp"

#include <stdexcept>

#include <openssl/rand.h>

#include "platform/http/hash.hpp"

namespace qz::http {

namespace {

// SECURITY A9: "keyed, RAM only, rotated within 60 minutes".
constexpr std::chrono::minutes kLifeOfKey{30};

}  // namespace

bool Brake::Admit(std::string_view address, std::chrono::steady_clock::time_point now) {
    std::lock_guard lock(mutex_);
    if (key_.empty() || now - renewed_ >= kLifeOfKey) {
        key_.resize(32);
        if (RAND_bytes(reinterpret_cast<unsigned char*>(key_.data()), static_cast<int>(key_.size())) != 1) {
            throw std::runtime_error("OpenSSL gives no random bytes");
        }
        counts_.fill(0);
        renewed_ = now;
    }
    const std::string hash = Sha256({key_, address});
    const std::size_t slot =
        (static_cast<unsigned char>(hash[0]) << 8 | static_cast<unsigned char>(hash[1])) % kSlots;
    if (counts_[slot] >= most_) return false;
    ++counts_[slot];
    return true;
}

}  // namespace qz::http
