// The door of platform/secrets: every cipher, hash, signature and random byte of the program, behind names
// that carry their suite, so that SM2/SM3/SM4 or hardware can take the same place (SECURITY C6).
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"

namespace qz::secrets {

std::string RandomBytes(std::size_t count);
// Digits and letters without the lookalikes 0 O 1 I L; for activation codes and sample passwords.
std::string RandomReadable(std::size_t characters);
std::string Hex(std::string_view bytes);
std::optional<std::string> FromHex(std::string_view text);
std::string Base64Url(std::string_view bytes);  // without padding
std::optional<std::string> FromBase64Url(std::string_view text);
std::string Sha256(std::string_view bytes);  // 32 raw bytes
// Same time whatever differs.
bool SameBytes(std::string_view a, std::string_view b);

// Argon2id. The text holds suite, parameters and salt. Slow on purpose (about 50 ms): only in a Prepare on
// the slow lane.
std::string HashPassword(std::string_view password);
bool PasswordMatches(std::string_view hash, std::string_view password);
#ifdef QZ_DEV
// From now on this process hashes with the least that Argon2id takes: tests of sign-in would spend their time
// there.
void HashPasswordsCheaplyForTests();
#endif

// RFC 6238, SHA-1, 30 s, 6 digits; one step of clock skew either way.
std::string NewTotpSecret();  // base32
// The time step that matched, so that a code is never taken twice; nothing when it is wrong.
std::optional<std::int64_t> TotpStep(std::string_view base32_secret, std::string_view code, Instant now);
std::string TotpCode(std::string_view base32_secret, Instant now);

// The keys of $QZ_KEYS: numbered, 0600, outside the data folder, in no backup.
class Keyring {
 public:
    // Reads the folder. With `create` (only when no database exists yet) it makes the keys that are missing.
    // Throws std::runtime_error with a sentence that says which key is missing and where.
    // Only a true bool is taken: a literal as `bound_to` of the other Open would turn into one.
    template <std::same_as<bool> Bool>
    static std::unique_ptr<Keyring> Open(const std::filesystem::path& folder, Bool create) {
        return OpenFolder(folder, create);
    }
    virtual ~Keyring() = default;

    // Authenticated encryption (XChaCha20-Poly1305) bound to what it belongs to. The text is
    // "enc:1:<key number>:<base64url>" and fits into JSON; the same plain text for the same owner gives the
    // same cipher text under one key (synthetic nonce), so held value, baseline and change set compare equal.
    virtual std::string Seal(std::string_view plain, std::string_view bound_to) const = 0;
    // Throws std::runtime_error when it was altered, belongs elsewhere, or its key is gone.
    virtual std::string Open(std::string_view sealed, std::string_view bound_to) const = 0;
    static bool IsSealed(std::string_view text) { return text.substr(0, 4) == "enc:"; }

    // Keyed equality index (HMAC-SHA-256 under another key), for «is this number already there». The text is
    // "idx:1:<key number>:<base64url>", 53 characters and more.
    virtual std::string EqualityIndex(std::string_view plain) const = 0;

    // Ed25519, for checkpoints. The key's number goes with the signature.
    struct Signature {
        std::string suite;  // "ed25519"
        int key_number = 0;
        std::string bytes;
    };
    virtual Signature Sign(std::string_view message) const = 0;
    virtual bool Verify(std::string_view message, const Signature& signature) const = 0;
    virtual std::string PublicKey() const = 0;  // raw 32 bytes of the signing key in force

    // Retires the value and signing keys in force and makes the next numbers; old ones stay for reading. The
    // index key stays: under another one its rows would no longer be found.
    virtual void Rotate() = 0;

 private:
    static std::unique_ptr<Keyring> OpenFolder(const std::filesystem::path& folder, bool create);
};

// For verifiers that have a public key and no keyring: offline exports of the audit log.
bool VerifyEd25519(std::string_view public_key, std::string_view message, std::string_view signature);

// What an ID number of a person in a unit is bound to.
std::string BindingOf(UnitId unit, std::string_view subject, std::string_view element);

}  // namespace qz::secrets
