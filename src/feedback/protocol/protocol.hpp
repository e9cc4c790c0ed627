// The door of feedback/protocol: QF-1, suite 1, as docs/feedback-protocol.md writes it down. Formats and
// ciphers alone; no file, no clock, no database. The browser's side is held against the same
// tests/fixtures/qf1_vectors.json.
//
// Suite 1: X25519 sealed boxes, XChaCha20-Poly1305, SHA-256, HKDF-SHA256, Argon2id 1.3. Integers on the wire
// are big endian. All keys, ids and hashes are raw bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qz::feedback {

inline constexpr std::size_t kIdSize = 16;
inline constexpr std::size_t kKeySize = 32;
inline constexpr std::size_t kHashSize = 32;
inline constexpr std::size_t kChallengeSize = 40;
inline constexpr std::size_t kSlotSize = 8192;       // one answer, sealed
inline constexpr std::size_t kSlotPlain = 8144;      // the same, before it is sealed
inline constexpr std::size_t kSlots = 8;             // in every answer to a receipt
inline constexpr std::size_t kPictureStep = 262144;  // 256 KiB
inline constexpr std::size_t kMostPictures = 4;
inline constexpr std::size_t kLargestReport = 20u << 20;
inline constexpr std::array<std::size_t, 3> kBodySizes = {2048, 8192, 32768};

// --- bytes

std::string Random(std::size_t count);
std::string Base64Url(std::string_view bytes);  // without padding
std::optional<std::string> FromBase64Url(std::string_view text);
std::string Sha256(std::string_view bytes);
bool SameBytes(std::string_view a, std::string_view b);
// 0 ≤ result < below, evenly.
std::uint32_t RandomBelow(std::uint32_t below);
void Wipe(std::string& secret);

// --- the reporter's receipt: 18 random digits and two check digits (ISO/IEC 7064 MOD 97-10)

std::string DrawReceipt();
// The check digits of 18 digits.
std::string CheckDigits(std::string_view eighteen);
// "1234 5678 …": five groups of four.
std::string ShowReceipt(std::string_view receipt);
enum class ReceiptFault { kNone, kLength, kNotDigits, kCheck };
// Takes spaces, dashes and full-width digits; `receipt` becomes the 20 plain digits.
ReceiptFault ReadReceipt(std::string_view typed, std::string& receipt);

struct KeyPair {
    std::string public_key;
    std::string private_key;
};
struct ReporterKeys {
    std::string lookup_id;    // 16 bytes; fetches answers
    std::string lookup_hash;  // all that the server keeps of it
    KeyPair reply;            // answers are sealed to it
};
// Slow on purpose and 64 MiB large: one at a time.
ReporterKeys DeriveReporterKeys(std::string_view receipt, std::string_view salt);
std::string LookupHash(std::string_view lookup_id);

// --- a report on the wire

enum class Kind : std::uint8_t { kReport = 1, kMessage = 2, kObjection = 3, kOutcome = 4 };

struct Report {
    Kind kind = Kind::kReport;
    std::string office;
    std::uint32_t epoch = 0;   // YYYYMM
    std::string lookup;        // kReport: lookup_hash; others: the lookup_id, 16 bytes
    std::string reply_public;  // kReport alone
    std::string sealed;        // header, key, nonce, length and body, as they came
    std::string pictures;      // their number and what follows, up to the challenge
    int picture_count = 0;
    std::string challenge;
    std::uint64_t counter = 0;
    std::string hash;  // of all before the challenge
};
// Nothing where the bytes are not exactly one report of suite 1: lengths, sizes, zeroes, nothing left over.
std::optional<Report> ParseReport(std::string_view bytes);

struct Draft {
    Kind kind = Kind::kReport;
    std::string office;
    std::uint32_t epoch = 0;
    std::string epoch_key;
    std::string lookup;
    std::string reply_public;
    std::string text;                   // JSON
    std::vector<std::string> pictures;  // JPEG
};
// All before the challenge. Throws std::length_error where the text or a picture does not fit.
std::string SealReport(const Draft& draft);
// What a holder of the epoch's private key reads. Nothing where it was altered or the key is another.
std::optional<std::string> OpenBody(std::string_view sealed, const KeyPair& epoch,
                                    std::string_view resealed_key = {});
std::optional<std::string> OpenPicture(std::string_view sealed, std::string_view pictures, int number,
                                       const KeyPair& epoch, std::string_view resealed_key = {});
// The sealed key of a report, opened and sealed to another epoch key: content stays as it is.
std::optional<std::string> ResealKey(std::string_view sealed, const KeyPair& from, std::string_view to_public,
                                     std::string_view resealed_key = {});

// --- challenge and proof

struct Challenge {
    std::uint32_t expires_minute = 0;  // minutes since 1970
    int bits = 0;
};
std::string MakeChallenge(std::string_view key, const Challenge& challenge, std::string_view hash);
// Nothing where this server did not make it for this hash.
std::optional<Challenge> ReadChallenge(std::string_view key, std::string_view challenge,
                                       std::string_view hash);
// One try: Argon2id, 128 KiB, one pass.
bool ProofHolds(std::string_view challenge, std::uint64_t counter, std::string_view hash, int bits);
std::uint64_t FindProof(std::string_view challenge, std::string_view hash, int bits);

// --- seals

KeyPair MakeKeyPair();
KeyPair KeyPairFromSeed(std::string_view seed);
std::string Seal(std::string_view plain, std::string_view public_key);
std::optional<std::string> Open(std::string_view box, const KeyPair& keys);
// One slot: `json` padded to kSlotPlain and sealed. Throws std::length_error where it does not fit.
std::string SealSlot(std::string_view json, std::string_view reply_public);
std::optional<std::string> OpenSlot(std::string_view slot, const KeyPair& reply);

// --- the office's keys

struct SigningPair {
    std::string public_key;
    std::string private_key;  // 64 bytes, as libsodium keeps it
};
SigningPair MakeSigningPair();
// Ed25519 over "qf1 epoch" || office || "YYYY-MM" || epoch_key.
std::string SignEpoch(const SigningPair& identity, std::string_view office, std::uint32_t epoch,
                      std::string_view epoch_key);
bool EpochHolds(std::string_view identity_key, std::string_view office, std::uint32_t epoch,
                std::string_view epoch_key, std::string_view signature);
std::string EpochText(std::uint32_t epoch);                         // 202611 → "2026-11"
std::optional<std::uint32_t> EpochFromText(std::string_view text);  // and back
// The first 20 hexadecimal digits of the key's SHA-256 in five groups, as a poster prints it.
std::string Fingerprint(std::string_view identity_key);

struct Wrapped {
    std::string salt;
    std::uint64_t passes = 3;
    std::uint64_t memory = 64u << 20;
    std::string nonce;
    std::string box;
};
Wrapped WrapPrivateKey(std::string_view private_key, std::string_view passphrase);
std::optional<std::string> UnwrapPrivateKey(const Wrapped& wrapped, std::string_view passphrase);

// Paper recovery, two of three: each pair of papers holds its own XOR split of the secret.
struct Paper {
    int number = 1;
    std::string first;   // paper 1: pair 1-2; paper 2: pair 1-2; paper 3: pair 1-3
    std::string second;  // paper 1: pair 1-3; paper 2: pair 2-3; paper 3: pair 2-3
};
std::array<Paper, 3> SplitIntoPapers(std::string_view secret);
// Nothing where the two carry the same number.
std::optional<std::string> JoinPapers(const Paper& one, const Paper& other);
// A share in hexadecimal groups of four, the last group a check: the first four digits of its SHA-256.
std::string ShowShare(std::string_view share);
// Nothing where a digit was misread.
std::optional<std::string> ReadShare(std::string_view typed);

}  // namespace qz::feedback
