#include <algorithm>
#include <stdexcept>

#include <sodium.h>

#include "feedback/protocol/raw.hpp"

namespace qz::feedback {

namespace {

constexpr std::string_view kBegin("QF\x01\x01", 4);  // QF-1, suite 1
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kSealedKey = crypto_box_SEALBYTES + kKeySize;
constexpr std::size_t kHeader = 4 + 1 + kIdSize + 4 + 32 + 32;
// What the ciphertexts are bound to: header and sealed key.
constexpr std::size_t kBound = kHeader + kSealedKey;
constexpr std::size_t kProof = kChallengeSize + 8;

bool IsZero(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

// Hands out pieces from the front; an empty view with `good` false once there is too little.
struct Reader {
    std::string_view rest;
    bool good = true;

    std::string_view Take(std::size_t count) {
        if (!good || rest.size() < count) {
            good = false;
            return {};
        }
        const std::string_view piece = rest.substr(0, count);
        rest.remove_prefix(count);
        return piece;
    }
    template <class Unsigned>
    Unsigned Number() {
        const std::string_view piece = Take(sizeof(Unsigned));
        return good ? ReadBig<Unsigned>(piece) : 0;
    }
};

std::string Encrypt(std::string_view plain, std::string_view bound, std::string_view nonce,
                    std::string_view key) {
    std::string sealed(plain.size() + kTag, '\0');
    unsigned long long length = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(Raw(sealed), &length, Raw(plain), plain.size(), Raw(bound),
                                               bound.size(), nullptr, Raw(nonce), Raw(key));
    return sealed;
}

std::optional<std::string> Decrypt(std::string_view sealed, std::string_view bound, std::string_view nonce,
                                   std::string_view key) {
    if (sealed.size() < kTag) return std::nullopt;
    std::string plain(sealed.size() - kTag, '\0');
    unsigned long long length = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(Raw(plain), &length, nullptr, Raw(sealed), sealed.size(),
                                                   Raw(bound), bound.size(), Raw(nonce), Raw(key)) != 0) {
        return std::nullopt;
    }
    return plain;
}

std::string Padded(std::string_view plain, std::size_t size) {
    std::string padded;
    padded.reserve(size);  // grown, it would leave what it has outgrown
    padded += plain;
    padded += '\x80';
    padded.resize(size, '\0');
    return padded;
}

std::optional<std::string> Unpadded(std::string padded) {
    const std::size_t end = padded.find_last_not_of('\0');
    if (end == std::string::npos || padded[end] != '\x80') return std::nullopt;
    padded.resize(end);
    return padded;
}

std::optional<std::string> ContentKey(std::string_view sealed, const KeyPair& epoch,
                                      std::string_view resealed_key) {
    if (sealed.size() < kBound) return std::nullopt;
    auto key = Open(resealed_key.empty() ? sealed.substr(kHeader, kSealedKey) : resealed_key, epoch);
    if (!key || key->size() != kKeySize) return std::nullopt;
    return key;
}

}  // namespace

std::optional<Report> ParseReport(std::string_view bytes) {
    if (bytes.size() > kLargestReport || bytes.size() < kBound + kProof) return std::nullopt;
    Reader reader{bytes};
    if (reader.Take(4) != kBegin) return std::nullopt;
    Report report;
    const auto kind = reader.Number<std::uint8_t>();
    if (kind < 1 || kind > 4) return std::nullopt;
    report.kind = static_cast<Kind>(kind);
    report.office = reader.Take(kIdSize);
    report.epoch = reader.Number<std::uint32_t>();
    const std::string_view lookup = reader.Take(32);
    report.reply_public = reader.Take(32);
    reader.Take(kSealedKey + kNonce);
    const auto body = reader.Number<std::uint32_t>();
    const bool known_size = std::any_of(kBodySizes.begin(), kBodySizes.end(),
                                        [body](std::size_t size) { return body == size + kTag; });
    if (!reader.good || !known_size) return std::nullopt;
    reader.Take(body);
    if (!reader.good) return std::nullopt;
    report.sealed = bytes.substr(0, bytes.size() - reader.rest.size());
    const std::string_view from_pictures = reader.rest;
    const auto pictures = reader.Number<std::uint8_t>();
    if (!reader.good || pictures > kMostPictures) return std::nullopt;
    for (int i = 0; i < pictures; ++i) {
        reader.Take(kNonce);
        const auto length = reader.Number<std::uint32_t>();
        if (!reader.good || length < kTag + kPictureStep || (length - kTag) % kPictureStep != 0)
            return std::nullopt;
        reader.Take(length);
    }
    if (!reader.good) return std::nullopt;
    report.pictures = from_pictures.substr(0, from_pictures.size() - reader.rest.size());
    report.picture_count = pictures;
    report.hash = Sha256(bytes.substr(0, bytes.size() - reader.rest.size()));
    report.challenge = reader.Take(kChallengeSize);
    report.counter = reader.Number<std::uint64_t>();
    if (!reader.good || !reader.rest.empty()) return std::nullopt;

    if (report.kind == Kind::kReport) {
        report.lookup = lookup;
        if (IsZero(report.reply_public) || IsZero(lookup)) return std::nullopt;
    } else {
        // What is written later names the receipt by its lookup id, and brings no key and no picture.
        if (!IsZero(lookup.substr(kIdSize)) || !IsZero(report.reply_public) || pictures != 0)
            return std::nullopt;
        report.lookup = lookup.substr(0, kIdSize);
        report.reply_public.clear();
    }
    return report;
}

std::string SealReport(const Draft& draft) {
    StartSodium();
    std::string bytes(kBegin);
    bytes += static_cast<char>(draft.kind);
    bytes += draft.office;
    AppendBig(bytes, draft.epoch);
    std::string lookup = draft.lookup;
    lookup.resize(32, '\0');
    bytes += lookup;
    std::string reply = draft.reply_public;
    reply.resize(32, '\0');
    bytes += reply;
    std::string key = Random(kKeySize);
    bytes += Seal(key, draft.epoch_key);
    const std::string bound = bytes;

    const auto size = std::find_if(kBodySizes.begin(), kBodySizes.end(),
                                   [&draft](std::size_t fits) { return draft.text.size() < fits; });
    if (size == kBodySizes.end()) throw std::length_error("the text does not fit into 32 KiB");
    const std::string nonce = Random(kNonce);
    std::string text = Padded(draft.text, *size);
    const std::string body = Encrypt(text, bound, nonce, key);
    Wipe(text);
    bytes += nonce;
    AppendBig(bytes, static_cast<std::uint32_t>(body.size()));
    bytes += body;
    bytes += static_cast<char>(draft.pictures.size());
    for (std::size_t i = 0; i < draft.pictures.size(); ++i) {
        const std::string& picture = draft.pictures[i];
        const std::size_t padded = (picture.size() / kPictureStep + 1) * kPictureStep;
        const std::string picture_nonce = Random(kNonce);
        const std::string sealed =
            Encrypt(Padded(picture, padded), bound + static_cast<char>(i), picture_nonce, key);
        bytes += picture_nonce;
        AppendBig(bytes, static_cast<std::uint32_t>(sealed.size()));
        bytes += sealed;
    }
    Wipe(key);
    if (draft.pictures.size() > kMostPictures || bytes.size() + kProof > kLargestReport) {
        throw std::length_error("the pictures do not fit");
    }
    return bytes;
}

std::optional<std::string> OpenBody(std::string_view sealed, const KeyPair& epoch,
                                    std::string_view resealed_key) {
    auto key = ContentKey(sealed, epoch, resealed_key);
    if (!key || sealed.size() < kBound + kNonce + 4) return std::nullopt;
    auto padded = Decrypt(sealed.substr(kBound + kNonce + 4), sealed.substr(0, kBound),
                          sealed.substr(kBound, kNonce), *key);
    Wipe(*key);
    return padded ? Unpadded(std::move(*padded)) : std::nullopt;
}

std::optional<std::string> OpenPicture(std::string_view sealed, std::string_view pictures, int number,
                                       const KeyPair& epoch, std::string_view resealed_key) {
    auto key = ContentKey(sealed, epoch, resealed_key);
    if (!key) return std::nullopt;
    Reader reader{pictures};
    const int count = reader.Number<std::uint8_t>();
    for (int i = 0; i < count; ++i) {
        const std::string_view nonce = reader.Take(kNonce);
        const std::string_view picture = reader.Take(reader.Number<std::uint32_t>());
        if (!reader.good) return std::nullopt;
        if (i != number) continue;
        auto padded =
            Decrypt(picture, std::string(sealed.substr(0, kBound)) + static_cast<char>(i), nonce, *key);
        return padded ? Unpadded(std::move(*padded)) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::string> ResealKey(std::string_view sealed, const KeyPair& from, std::string_view to_public,
                                     std::string_view resealed_key) {
    auto key = ContentKey(sealed, from, resealed_key);
    if (!key) return std::nullopt;
    std::string box = Seal(*key, to_public);
    Wipe(*key);
    return box;
}

}  // namespace qz::feedback
