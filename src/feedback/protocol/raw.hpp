#pragma once

#include <string>
#include <string_view>

#include "feedback/protocol/protocol.hpp"

// What the files of feedback/protocol share and nobody else sees.
namespace qz::feedback {

// Once for the process, before the first use of libsodium.
void StartSodium();

inline const unsigned char* Raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* Raw(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
template <class Unsigned>
void AppendBig(std::string& to, Unsigned value) {
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8) {
        to += static_cast<char>(value >> shift & 0xff);
    }
}
template <class Unsigned>
Unsigned ReadBig(std::string_view bytes) {
    Unsigned value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) {
        value = static_cast<Unsigned>(value << 8 | static_cast<unsigned char>(bytes[i]));
    }
    return value;
}

std::string HmacSha256(std::string_view key, std::string_view message);
// 32 bytes.
std::string Argon2id(std::string_view password, std::string_view salt, std::uint64_t passes,
                     std::size_t memory);

}  // namespace qz::feedback
