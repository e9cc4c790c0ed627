#include "platform/secrets/secrets.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>
#include <sodium.h>

#include "platform/secrets/suite.hpp"

namespace qz::secrets {

namespace {

// OWASP's floor for Argon2id is 19 MiB with two passes; three cost about 50 ms on a plain server core.
struct PasswordCost {
    unsigned long long passes = 3;
    std::size_t memory = 19u << 20;
};
PasswordCost password_cost;

const unsigned char* Raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void StartSodium() {
    static const bool started = sodium_init() >= 0;
    if (!started) throw std::runtime_error("libsodium cannot start: the system gives no random bytes.");
}

std::string RandomBytes(std::size_t count) {
    StartSodium();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string RandomReadable(std::size_t characters) {
    StartSodium();
    constexpr std::string_view kReadable = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    std::string text(characters, '\0');
    for (char& character : text) character = kReadable[randombytes_uniform(kReadable.size())];
    return text;
}

std::string Hex(std::string_view bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), Raw(bytes), bytes.size());
    text.pop_back();
    return text;
}

std::optional<std::string> FromHex(std::string_view text) {
    std::string bytes(text.size() / 2, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (text.size() % 2 != 0 ||
        sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                       nullptr, &length, &end) != 0 ||
        end != text.data() + text.size() || length != bytes.size()) {
        return std::nullopt;
    }
    return bytes;
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
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &length, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text.data() + text.size()) {
        return std::nullopt;
    }
    bytes.resize(length);
    return bytes;
}

std::string Sha256(std::string_view bytes) {
    std::string hash(32, '\0');
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(hash.data()), &length,
                   EVP_sha256(), nullptr) != 1 ||
        length != hash.size()) {
        throw std::runtime_error("OpenSSL cannot compute SHA-256.");
    }
    return hash;
}

bool SameBytes(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string HashPassword(std::string_view password) {
    StartSodium();
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), password_cost.passes,
                              password_cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::runtime_error("Not enough memory to hash a password.");
    }
    return text.data();
}

bool PasswordMatches(std::string_view hash, std::string_view password) {
    StartSodium();
    const std::string text(hash);  // libsodium wants the NUL
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

#ifdef QZ_DEV
void HashPasswordsCheaplyForTests() {
    password_cost = {crypto_pwhash_argon2id_OPSLIMIT_MIN, crypto_pwhash_argon2id_MEMLIMIT_MIN};
}
#endif

std::string BindingOf(UnitId unit, std::string_view subject, std::string_view element) {
    // The length keeps subject and element apart, whatever characters a local key has.
    return unit.ToString() + ':' + std::to_string(subject.size()) + ':' + std::string(subject) + ':' +
           std::string(element);
}

}  // namespace qz::secrets
