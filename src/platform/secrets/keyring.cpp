#include <array>
#include <charconv>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>

#include <sodium.h>

#include "platform/secrets/key_folder.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/secrets/suite.hpp"

namespace qz::secrets {

namespace {

constexpr std::string_view kSealed = "enc:1:";
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

unsigned char* Raw(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* Raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// One key file serves two uses under two derived keys, so that neither says anything about the other.
Key Derive(const Key& key, std::string_view use) {
    std::string derived(32, '\0');
    crypto_generichash(Raw(derived), derived.size(), Raw(use), use.size(), key.data(), 32);
    return Key(std::move(derived));
}

struct ValueKeys {
    Key encryption;
    Key nonce;
};

struct SigningKeys {
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open{};

    explicit SigningKeys(const Key& seed) {
        crypto_sign_seed_keypair(open.data(), secret.data(), seed.data());
    }
    SigningKeys(const SigningKeys&) = delete;
    SigningKeys& operator=(const SigningKeys&) = delete;
    ~SigningKeys() { sodium_memzero(secret.data(), secret.size()); }
};

std::string SyntheticNonce(const Key& key, std::string_view plain, std::string_view bound_to) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, key.data(), 32, kNonceBytes);
    // The length keeps owner and plain text apart.
    const std::string owner = std::to_string(bound_to.size()) + ':';
    crypto_generichash_update(&state, Raw(std::string_view(owner)), owner.size());
    crypto_generichash_update(&state, Raw(bound_to), bound_to.size());
    crypto_generichash_update(&state, Raw(plain), plain.size());
    std::string nonce(kNonceBytes, '\0');
    crypto_generichash_final(&state, Raw(nonce), nonce.size());
    return nonce;
}

class FolderKeyring final : public Keyring {
 public:
    FolderKeyring(KeyFolder folder, bool create) : folder_(std::move(folder)) {
        in_force_ = folder_.InForce();
        if (in_force_.empty()) {
            for (const std::string_view purpose : kPurposes) {
                // A first start that was cut off left some keys without keyring.json: those are kept.
                if (create && !folder_.Has(purpose, 1)) folder_.Make(purpose, 1);
                in_force_.emplace(purpose, 1);
            }
            ReadKeys();
            if (!create) {
                throw std::runtime_error(
                    "keyring.json is missing beside the keys; put it back: "
                    R"({"value":1,"index":1,"signing":1} with the numbers in force.)");
            }
            folder_.WriteInForce(in_force_);
        } else {
            ReadKeys();
        }
    }

    std::string Seal(std::string_view plain, std::string_view bound_to) const override {
        std::shared_lock lock(mutex_);
        const int number = in_force_.at("value");
        const ValueKeys& keys = values_.at(number);
        const std::string head = std::string(kSealed) + std::to_string(number) + ':';
        const std::string associated = head + std::string(bound_to);
        std::string sealed = SyntheticNonce(keys.nonce, plain, bound_to);
        sealed.resize(kNonceBytes + plain.size() + kTagBytes);
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            Raw(sealed) + kNonceBytes, nullptr, Raw(plain), plain.size(), Raw(std::string_view(associated)),
            associated.size(), nullptr, Raw(sealed), keys.encryption.data());
        return head + Base64Url(sealed);
    }

    std::string Open(std::string_view sealed, std::string_view bound_to) const override {
        if (!sealed.starts_with(kSealed)) throw std::runtime_error("A sealed value has an unknown suite.");
        const char* begin = sealed.data() + kSealed.size();
        const char* end = sealed.data() + sealed.size();
        int number = 0;
        const auto [after, error] = std::from_chars(begin, end, number);
        if (error != std::errc{} || after == end || *after != ':')
            throw std::runtime_error("A sealed value was altered.");
        const auto bytes = FromBase64Url({after + 1, static_cast<std::size_t>(end - after - 1)});
        if (!bytes || bytes->size() < kNonceBytes + kTagBytes)
            throw std::runtime_error("A sealed value was altered.");

        std::shared_lock lock(mutex_);
        const auto keys = values_.find(number);
        if (keys == values_.end()) {
            throw std::runtime_error("A value was sealed with value-" + std::to_string(number) +
                                     ".key, which is not in the folder of keys.");
        }
        const std::string associated =
            std::string(kSealed) + std::to_string(number) + ':' + std::string(bound_to);
        std::string plain(bytes->size() - kNonceBytes - kTagBytes, '\0');
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                Raw(plain), nullptr, nullptr, Raw(std::string_view(*bytes)) + kNonceBytes,
                bytes->size() - kNonceBytes, Raw(std::string_view(associated)), associated.size(),
                Raw(std::string_view(*bytes)), keys->second.encryption.data()) != 0) {
            throw std::runtime_error("A sealed value was altered or belongs elsewhere.");
        }
        return plain;
    }

    std::string EqualityIndex(std::string_view plain) const override {
        std::shared_lock lock(mutex_);
        return "idx:1:" + std::to_string(in_force_.at("index")) + ':' +
               Base64Url(Hmac(Digest::kSha256, index_.bytes(), plain));
    }

    Signature Sign(std::string_view message) const override {
        std::shared_lock lock(mutex_);
        const int number = in_force_.at("signing");
        Signature signature{"ed25519", number, std::string(crypto_sign_BYTES, '\0')};
        crypto_sign_detached(Raw(signature.bytes), nullptr, Raw(message), message.size(),
                             signing_.at(number).secret.data());
        return signature;
    }

    bool Verify(std::string_view message, const Signature& signature) const override {
        std::shared_lock lock(mutex_);
        const auto keys = signing_.find(signature.key_number);
        return signature.suite == "ed25519" && keys != signing_.end() &&
               signature.bytes.size() == crypto_sign_BYTES &&
               crypto_sign_verify_detached(Raw(std::string_view(signature.bytes)), Raw(message),
                                           message.size(), keys->second.open.data()) == 0;
    }

    std::string PublicKey() const override {
        std::shared_lock lock(mutex_);
        const auto& open = signing_.at(in_force_.at("signing")).open;
        return {reinterpret_cast<const char*>(open.data()), open.size()};
    }

    void Rotate() override {
        std::unique_lock lock(mutex_);
        auto next = in_force_;
        for (const char* purpose : {"value", "signing"}) {
            int& number = next.at(purpose);
            // A rotation that was cut off left the next key unused: it is taken now.
            if (!folder_.Has(purpose, ++number)) folder_.Make(purpose, number);
        }
        AddValueKey(next.at("value"));
        AddSigningKey(next.at("signing"));
        folder_.WriteInForce(next);
        in_force_ = std::move(next);
    }

 private:
    // Every number up to the one in force, so that a lost old key is noticed at start and not at some later
    // reading.
    void ReadKeys() {
        for (int number = 1; number <= in_force_.at("value"); ++number) AddValueKey(number);
        for (int number = 1; number <= in_force_.at("signing"); ++number) AddSigningKey(number);
        index_ = folder_.Read("index", in_force_.at("index"));
    }
    void AddValueKey(int number) {
        const Key key = folder_.Read("value", number);
        values_.insert_or_assign(number, ValueKeys{Derive(key, "qingzhuang value encryption"),
                                                   Derive(key, "qingzhuang value nonce")});
    }
    void AddSigningKey(int number) { signing_.try_emplace(number, folder_.Read("signing", number)); }

    KeyFolder folder_;
    mutable std::shared_mutex mutex_;
    std::map<std::string, int> in_force_;
    std::map<int, ValueKeys> values_;
    std::map<int, SigningKeys> signing_;
    Key index_;
};

}  // namespace

std::unique_ptr<Keyring> Keyring::OpenFolder(const std::filesystem::path& folder, bool create) {
    StartSodium();
    return std::make_unique<FolderKeyring>(KeyFolder(folder, create), create);
}

bool VerifyEd25519(std::string_view public_key, std::string_view message, std::string_view signature) {
    StartSodium();
    return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(Raw(signature), Raw(message), message.size(), Raw(public_key)) == 0;
}

}  // namespace qz::secrets
