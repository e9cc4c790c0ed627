#include "feedback/protocol/raw.hpp"

namespace qz::feedback {

namespace {

constexpr std::size_t kDrawn = 18;
constexpr std::size_t kWhole = 20;

int Modulo97(std::string_view digits) {
    int rest = 0;
    for (const char digit : digits) rest = (rest * 10 + (digit - '0')) % 97;
    return rest;
}

// RFC 5869, for at most one block.
std::string HkdfExpand(std::string_view key, std::string_view info, std::size_t length) {
    std::string message(info);
    message += '\x01';
    return HmacSha256(key, message).substr(0, length);
}

}  // namespace

std::string CheckDigits(std::string_view eighteen) {
    const int check = 98 - Modulo97(std::string(eighteen) + "00");
    return {static_cast<char>('0' + check / 10), static_cast<char>('0' + check % 10)};
}

std::string DrawReceipt() {
    std::string digits;
    for (std::size_t i = 0; i < kDrawn; ++i) digits += static_cast<char>('0' + RandomBelow(10));
    return digits + CheckDigits(digits);
}

std::string ShowReceipt(std::string_view receipt) {
    std::string shown;
    for (std::size_t i = 0; i < receipt.size(); ++i) {
        if (i > 0 && i % 4 == 0) shown += ' ';
        shown += receipt[i];
    }
    return shown;
}

ReceiptFault ReadReceipt(std::string_view typed, std::string& receipt) {
    receipt.clear();
    for (std::size_t i = 0; i < typed.size();) {
        const std::string_view rest = typed.substr(i);
        const auto byte = [&rest](std::size_t at) { return static_cast<unsigned char>(rest[at]); };
        if (rest[0] >= '0' && rest[0] <= '9') {
            receipt += rest[0];
            ++i;
        } else if (rest[0] == ' ' || rest[0] == '-' || rest[0] == '\t' || rest[0] == '\r' ||
                   rest[0] == '\n') {
            ++i;
        } else if (rest.size() >= 3 && byte(0) == 0xef && byte(1) == 0xbc && byte(2) >= 0x90 &&
                   byte(2) <= 0x99) {
            receipt += static_cast<char>('0' + (byte(2) - 0x90));  // ０ to ９
            i += 3;
        } else if (rest.starts_with("\u3000") || rest.starts_with("\uff0d") || rest.starts_with("\u2010") ||
                   rest.starts_with("\u2011") || rest.starts_with("\u2012") || rest.starts_with("\u2013") ||
                   rest.starts_with("\u2014")) {
            i += 3;  // a wide space and the dashes
        } else {
            return ReceiptFault::kNotDigits;
        }
    }
    if (receipt.size() != kWhole) return ReceiptFault::kLength;
    return Modulo97(receipt) == 1 ? ReceiptFault::kNone : ReceiptFault::kCheck;
}

std::string LookupHash(std::string_view lookup_id) {
    return Sha256(lookup_id);
}

ReporterKeys DeriveReporterKeys(std::string_view receipt, std::string_view salt) {
    std::string stretched = Argon2id(receipt, salt, 3, 64u << 20);
    std::string key = HmacSha256(salt, stretched);
    ReporterKeys keys;
    keys.lookup_id = HkdfExpand(key, "qf1 lookup", kIdSize);
    keys.lookup_hash = LookupHash(keys.lookup_id);
    std::string seed = HkdfExpand(key, "qf1 reply", kKeySize);
    keys.reply = KeyPairFromSeed(seed);
    Wipe(stretched);
    Wipe(key);
    Wipe(seed);
    return keys;
}

}  // namespace qz::feedback
