#include <cstdio>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "platform/secrets/secrets.hpp"
#include "platform/secrets/suite.hpp"

namespace qz::secrets {

namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::int64_t kStepMilliseconds = 30'000;

std::string Base32(std::string_view bytes) {
    std::string text;
    unsigned buffer = 0;
    int bits = 0;
    for (const char byte : bytes) {
        buffer = (buffer << 8 | static_cast<unsigned char>(byte)) & 0xfffu;
        for (bits += 8; bits >= 5; bits -= 5) text += kBase32[buffer >> (bits - 5) & 31u];
    }
    if (bits > 0) text += kBase32[buffer << (5 - bits) & 31u];
    return text;
}

// People type secrets by hand: small letters, blanks and padding are taken.
std::optional<std::string> FromBase32(std::string_view text) {
    std::string bytes;
    unsigned buffer = 0;
    int bits = 0;
    for (char character : text) {
        if (character == ' ' || character == '=') continue;
        if (character >= 'a' && character <= 'z') character = static_cast<char>(character - 'a' + 'A');
        const auto value = kBase32.find(character);
        if (value == std::string_view::npos) return std::nullopt;
        buffer = (buffer << 5 | static_cast<unsigned>(value)) & 0xfffu;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(buffer >> bits & 0xffu);
        }
    }
    return bytes;
}

// RFC 4226, 5.3.
std::string CodeOfStep(std::string_view secret, std::int64_t step) {
    std::string counter(8, '\0');
    for (int i = 7; i >= 0; --i, step >>= 8) {
        counter[static_cast<std::size_t>(i)] = static_cast<char>(step & 0xff);
    }
    const std::string mac = Hmac(Digest::kSha1, secret, counter);
    const auto byte = [&mac](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i]));
    };
    const std::size_t offset = byte(19) & 15u;
    const std::uint32_t number =
        (byte(offset) & 0x7fu) << 24 | byte(offset + 1) << 16 | byte(offset + 2) << 8 | byte(offset + 3);
    char code[7];
    std::snprintf(code, sizeof code, "%06u", number % 1'000'000u);
    return code;
}

}  // namespace

std::string Hmac(Digest digest, std::string_view key, std::string_view message) {
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    unsigned int length = 0;
    if (HMAC(digest == Digest::kSha1 ? EVP_sha1() : EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(message.data()), message.size(),
             reinterpret_cast<unsigned char*>(mac.data()), &length) == nullptr) {
        throw std::runtime_error("OpenSSL cannot compute an HMAC.");
    }
    mac.resize(length);
    return mac;
}

// 160 bits, as RFC 4226 recommends.
std::string NewTotpSecret() {
    return Base32(RandomBytes(20));
}

std::optional<std::int64_t> TotpStep(std::string_view base32_secret, std::string_view code, Instant now) {
    const auto secret = FromBase32(base32_secret);
    if (!secret || secret->empty()) return std::nullopt;
    const std::int64_t present = now.milliseconds / kStepMilliseconds;
    std::optional<std::int64_t> matched;
    // All three are always computed: the time tells nothing about which one matched.
    for (const std::int64_t step : {present - 1, present, present + 1}) {
        if (SameBytes(CodeOfStep(*secret, step), code) && !matched) matched = step;
    }
    return matched;
}

std::string TotpCode(std::string_view base32_secret, Instant now) {
    const auto secret = FromBase32(base32_secret);
    if (!secret) throw std::invalid_argument("not a base32 secret");
    return CodeOfStep(*secret, now.milliseconds / kStepMilliseconds);
}

}  // namespace qz::secrets
