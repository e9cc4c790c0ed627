#include <stdexcept>

#include <sodium.h>

#include "feedback/protocol/raw.hpp"

namespace qz::feedback {

static_assert(kSlotPlain + crypto_box_SEALBYTES == kSlotSize);

KeyPair MakeKeyPair() {
    StartSodium();
    KeyPair pair{std::string(kKeySize, '\0'), std::string(kKeySize, '\0')};
    crypto_box_keypair(Raw(pair.public_key), Raw(pair.private_key));
    return pair;
}

KeyPair KeyPairFromSeed(std::string_view seed) {
    StartSodium();
    if (seed.size() != crypto_box_SEEDBYTES) throw std::length_error("a seed is 32 bytes");
    KeyPair pair{std::string(kKeySize, '\0'), std::string(kKeySize, '\0')};
    crypto_box_seed_keypair(Raw(pair.public_key), Raw(pair.private_key), Raw(seed));
    return pair;
}

std::string Seal(std::string_view plain, std::string_view public_key) {
    StartSodium();
    if (public_key.size() != kKeySize) throw std::length_error("a public key is 32 bytes");
    std::string box(plain.size() + crypto_box_SEALBYTES, '\0');
    if (crypto_box_seal(Raw(box), Raw(plain), plain.size(), Raw(public_key)) != 0) {
        throw std::runtime_error("nothing can be sealed to this key");
    }
    return box;
}

std::optional<std::string> Open(std::string_view box, const KeyPair& keys) {
    StartSodium();
    if (box.size() < crypto_box_SEALBYTES) return std::nullopt;
    std::string plain(box.size() - crypto_box_SEALBYTES, '\0');
    if (crypto_box_seal_open(Raw(plain), Raw(box), box.size(), Raw(keys.public_key), Raw(keys.private_key)) !=
        0) {
        return std::nullopt;
    }
    return plain;
}

std::string SealSlot(std::string_view json, std::string_view reply_public) {
    if (json.size() >= kSlotPlain) throw std::length_error("the answer does not fit into a slot");
    std::string padded(json);
    padded += '\x80';
    padded.resize(kSlotPlain, '\0');
    return Seal(padded, reply_public);
}

std::optional<std::string> OpenSlot(std::string_view slot, const KeyPair& reply) {
    auto padded = Open(slot, reply);
    if (!padded) return std::nullopt;
    const std::size_t end = padded->find_last_not_of('\0');
    if (end == std::string::npos || (*padded)[end] != '\x80') return std::nullopt;
    padded->resize(end);
    return padded;
}

}  // namespace qz::feedback
