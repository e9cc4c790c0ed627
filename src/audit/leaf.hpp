// What a leaf of the audit tree says, byte for byte: anybody who holds the entries can build it again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/audit.hpp"

namespace qz::audit {

constexpr std::string_view kTable = "audit_entry";  // also the sequencer's name for it
constexpr std::size_t kSaltBytes = 16;

struct Entry {
    UnitId unit;
    std::int64_t id = 0;
    std::int64_t number = 0;  // 0: not yet numbered
    Instant at;
    AccountId account;
    PersonId person;
    PostId post;
    PostId for_post;
    UnitId actor_unit;
    std::string capability;
    std::int64_t object = 0;
    Outcome outcome = Outcome::kDone;
    std::string detail;
    std::string commitment;  // 32 bytes or ""
};

// SHA-256 of salt and text: what the leaf says about personal details (D3).
std::string Commitment(std::string_view salt, std::string_view personal);

std::string_view ToWord(Outcome outcome);  // "done" "refused"

// JSON as RFC 8785 writes it: members sorted, no white space, only the escapes that must be. Every number is
// a string, so that no reader rounds it; `commitment` is hexadecimal.
std::string CanonicalLeaf(const Entry& entry);

// What a checkpoint's signature is over: six lines, each ending in a line feed.
std::string CheckpointText(std::string_view origin, std::int64_t size, std::string_view root, Instant at);

}  // namespace qz::audit
