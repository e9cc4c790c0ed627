#include <stdexcept>

#include <sodium.h>

#include "feedback/protocol/raw.hpp"

namespace qz::feedback {

void StartSodium() {
    static const bool started = sodium_init() >= 0;
    if (!started) throw std::runtime_error("libsodium cannot start: the system gives no random bytes.");
}

std::string Random(std::size_t count) {
    StartSodium();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::uint32_t RandomBelow(std::uint32_t below) {
    StartSodium();
    return randombytes_uniform(below);
}

void Wipe(std::string& secret) {
    sodium_memzero(secret.data(), secret.size());
    secret.clear();
}

std::string Base64Url(std::string_view bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), Raw(bytes), bytes.size(), kVariant);
    text.pop_back();
    return text;
}

std::optional<std::string> FromBase64Url(std::string_view text) {
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(Raw(bytes), bytes.size(), text.data(), text.size(), nullptr, &length, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text.data() + text.size()) {
        return std::nullopt;
    }
    bytes.resize(length);
    return bytes;
}

std::string Sha256(std::string_view bytes) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(Raw(hash), Raw(bytes), bytes.size());
    return hash;
}

bool SameBytes(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string HmacSha256(std::string_view key, std::string_view message) {
    std::string tag(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, Raw(key), key.size());
    crypto_auth_hmacsha256_update(&state, Raw(message), message.size());
    crypto_auth_hmacsha256_final(&state, Raw(tag));
    return tag;
}

std::string Argon2id(std::string_view password, std::string_view salt, std::uint64_t passes,
                     std::size_t memory) {
    StartSodium();
    std::string key(32, '\0');
    if (salt.size() != crypto_pwhash_SALTBYTES ||
        crypto_pwhash(Raw(key), key.size(), password.data(), password.size(), Raw(salt), passes, memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::runtime_error("Argon2id cannot run: too little memory, or a salt of another length.");
    }
    return key;
}

}  // namespace qz::feedback
