#include "feedback/protocol/raw.hpp"

namespace qz::feedback {

namespace {

constexpr std::size_t kPlain = 8;  // expiry, bits, three zeroes

int LeadingZeroBits(std::string_view bytes) {
    int bits = 0;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0) {
            bits += 8;
            continue;
        }
        for (unsigned mask = 0x80; (byte & mask) == 0; mask >>= 1) ++bits;
        break;
    }
    return bits;
}

}  // namespace

std::string MakeChallenge(std::string_view key, const Challenge& challenge, std::string_view hash) {
    std::string bytes;
    AppendBig(bytes, challenge.expires_minute);
    bytes += static_cast<char>(challenge.bits);
    bytes.append(3, '\0');
    return bytes + HmacSha256(key, bytes + std::string(hash));
}

std::optional<Challenge> ReadChallenge(std::string_view key, std::string_view challenge,
                                       std::string_view hash) {
    if (challenge.size() != kChallengeSize) return std::nullopt;
    const std::string_view plain = challenge.substr(0, kPlain);
    if (!SameBytes(HmacSha256(key, std::string(plain) + std::string(hash)), challenge.substr(kPlain))) {
        return std::nullopt;
    }
    return Challenge{ReadBig<std::uint32_t>(plain), static_cast<unsigned char>(plain[4])};
}

bool ProofHolds(std::string_view challenge, std::uint64_t counter, std::string_view hash, int bits) {
    std::string password(challenge);
    AppendBig(password, counter);
    return LeadingZeroBits(Argon2id(password, hash.substr(0, 16), 1, 128u << 10)) >= bits;
}

std::uint64_t FindProof(std::string_view challenge, std::string_view hash, int bits) {
    std::uint64_t counter = 0;
    while (!ProofHolds(challenge, counter, hash, bits)) ++counter;
    return counter;
}

}  // namespace qz::feedback
