#include <charconv>
#include <stdexcept>

#include <sodium.h>

#include "feedback/protocol/raw.hpp"

namespace qz::feedback {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";

std::string ToHex(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        text += kHex[static_cast<unsigned char>(c) >> 4];
        text += kHex[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

std::string InGroups(std::string_view digits) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % 4 == 0) text += ' ';
        text += digits[i];
    }
    return text;
}

std::string EpochMessage(std::string_view office, std::uint32_t epoch, std::string_view epoch_key) {
    return "qf1 epoch" + std::string(office) + EpochText(epoch) + std::string(epoch_key);
}

std::string Xor(std::string_view a, std::string_view b) {
    std::string result(a);
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = static_cast<char>(result[i] ^ b[i]);
    return result;
}

}  // namespace

SigningPair MakeSigningPair() {
    StartSodium();
    SigningPair pair{std::string(crypto_sign_PUBLICKEYBYTES, '\0'),
                     std::string(crypto_sign_SECRETKEYBYTES, '\0')};
    crypto_sign_keypair(Raw(pair.public_key), Raw(pair.private_key));
    return pair;
}

std::string EpochText(std::uint32_t epoch) {
    std::string digits = std::to_string(epoch);
    digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
    return digits.substr(0, 4) + "-" + digits.substr(4);
}

std::optional<std::uint32_t> EpochFromText(std::string_view text) {
    unsigned year = 0;
    unsigned month = 0;
    const char* const begin = text.data();
    if (text.size() != 7 || text[4] != '-') return std::nullopt;
    if (std::from_chars(begin, begin + 4, year).ptr != begin + 4) return std::nullopt;
    if (std::from_chars(begin + 5, begin + 7, month).ptr != begin + 7) return std::nullopt;
    if (year < 2000 || month < 1 || month > 12) return std::nullopt;
    return year * 100 + month;
}

std::string SignEpoch(const SigningPair& identity, std::string_view office, std::uint32_t epoch,
                      std::string_view epoch_key) {
    const std::string message = EpochMessage(office, epoch, epoch_key);
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(Raw(signature), nullptr, Raw(message), message.size(), Raw(identity.private_key));
    return signature;
}

bool EpochHolds(std::string_view identity_key, std::string_view office, std::uint32_t epoch,
                std::string_view epoch_key, std::string_view signature) {
    StartSodium();
    if (identity_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES)
        return false;
    const std::string message = EpochMessage(office, epoch, epoch_key);
    return crypto_sign_verify_detached(Raw(signature), Raw(message), message.size(), Raw(identity_key)) == 0;
}

std::string Fingerprint(std::string_view identity_key) {
    return InGroups(ToHex(Sha256(identity_key)).substr(0, 20));
}

Wrapped WrapPrivateKey(std::string_view private_key, std::string_view passphrase) {
    Wrapped wrapped;
    wrapped.salt = Random(crypto_pwhash_SALTBYTES);
    wrapped.nonce = Random(crypto_secretbox_NONCEBYTES);
    std::string key = Argon2id(passphrase, wrapped.salt, wrapped.passes, wrapped.memory);
    wrapped.box.resize(private_key.size() + crypto_secretbox_MACBYTES);
    crypto_secretbox_easy(Raw(wrapped.box), Raw(private_key), private_key.size(), Raw(wrapped.nonce),
                          Raw(key));
    Wipe(key);
    return wrapped;
}

std::optional<std::string> UnwrapPrivateKey(const Wrapped& wrapped, std::string_view passphrase) {
    if (wrapped.box.size() < crypto_secretbox_MACBYTES ||
        wrapped.nonce.size() != crypto_secretbox_NONCEBYTES) {
        return std::nullopt;
    }
    std::string key = Argon2id(passphrase, wrapped.salt, wrapped.passes, wrapped.memory);
    std::string plain(wrapped.box.size() - crypto_secretbox_MACBYTES, '\0');
    const bool good = crypto_secretbox_open_easy(Raw(plain), Raw(wrapped.box), wrapped.box.size(),
                                                 Raw(wrapped.nonce), Raw(key)) == 0;
    Wipe(key);
    if (!good) return std::nullopt;
    return plain;
}

std::array<Paper, 3> SplitIntoPapers(std::string_view secret) {
    const std::string a12 = Random(secret.size());
    const std::string a13 = Random(secret.size());
    const std::string a23 = Random(secret.size());
    return {Paper{1, a12, a13}, Paper{2, Xor(secret, a12), a23},
            Paper{3, Xor(secret, a13), Xor(secret, a23)}};
}

std::optional<std::string> JoinPapers(const Paper& one, const Paper& other) {
    if (one.number > other.number) return JoinPapers(other, one);
    const auto joined = [](const std::string& a, const std::string& b) -> std::optional<std::string> {
        if (a.size() != b.size()) return std::nullopt;
        return Xor(a, b);
    };
    if (one.number == 1 && other.number == 2) return joined(one.first, other.first);
    if (one.number == 1 && other.number == 3) return joined(one.second, other.first);
    if (one.number == 2 && other.number == 3) return joined(one.second, other.second);
    return std::nullopt;
}

std::string ShowShare(std::string_view share) {
    return InGroups(ToHex(share) + ToHex(Sha256(share)).substr(0, 4));
}

std::optional<std::string> ReadShare(std::string_view typed) {
    std::string digits;
    for (const char c : typed) {
        if (c == ' ' || c == '-' || c == '\n' || c == '\r' || c == '\t') continue;
        const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        if (kHex.find(lower) == std::string_view::npos) return std::nullopt;
        digits += lower;
    }
    if (digits.size() != 2 * kKeySize + 4) return std::nullopt;
    std::string share;
    for (std::size_t i = 0; i < 2 * kKeySize; i += 2) {
        share += static_cast<char>(kHex.find(digits[i]) << 4 | kHex.find(digits[i + 1]));
    }
    if (ToHex(Sha256(share)).substr(0, 4) != digits.substr(2 * kKeySize)) return std::nullopt;
    return share;
}

}  // namespace qz::feedback
