#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/identity.hpp"

// The words of identity as plain values; the numbers of the enums are those in the database.
namespace qz::identity {

using DelegationId = Id<struct DelegationTag>;
using HandoverId = Id<struct HandoverTag>;
using ReplacementId = Id<struct ReplacementTag>;

enum class AccountState { kWaiting = 0, kActive = 1, kDisabled = 2 };
std::string_view ToWord(AccountState state);

struct Account {
    AccountId id;
    PersonId person;
    UnitId unit;  // of its first post: who manages it
    std::string login;
    std::string login_key;
    std::string name;
    std::string phone;  // "" where none was given
    std::string password_hash;
    std::string totp_secret;   // sealed
    std::string totp_pending;  // sealed; until its first code has been typed
    AccountState state = AccountState::kWaiting;
    std::string activation_index;
    Instant activation_expires;
};

struct Post {
    PostView view;
    Date valid_from;
    std::optional<Date> valid_until;

    bool HoldsOn(Date day) const;
};

struct Session {
    std::string token_hash;
    AccountId account;
    PostId post;
    std::optional<PostId> for_post;
    bool second_factor = false;
    Instant last_used;
    Instant expires_at;
};

// «X 代 Y»: to_post acts for from_post.
struct Delegation {
    DelegationId id;
    UnitId unit;
    PostId from;
    PostId to;
    Date valid_from;
    Date valid_until;
    std::string note;
    std::optional<Instant> revoked_at;

    bool HoldsOn(Date day) const;
};

struct Handover {
    HandoverId id;
    UnitId unit;
    PostId from;
    PostId to;
    std::string from_name;
    std::string to_name;
    std::string title;
    std::string reason;
    std::string by_name;
    Instant at;
    std::vector<Moved> items;
};

enum class ReplacementState { kStaged = 0, kApplying = 1, kDone = 2 };
std::string_view ToWord(ReplacementState state);

// 换届: a workbook that was read and checked. `plan` is the JSON array of its lines, `outcome` of what was
// made of them.
struct Replacement {
    ReplacementId id;
    UnitId unit;  // of whoever uploaded it
    AccountId account;
    PostId post;
    ReplacementState state = ReplacementState::kStaged;
    std::string reason;  // as the 交接单 will say it: 2026 年村“两委”换届
    std::string plan;
    std::int64_t total_rows = 0;
    std::int64_t done_rows = 0;
    std::string outcome;
};

}  // namespace qz::identity
