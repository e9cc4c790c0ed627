#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/model.hpp"
#include "identity/sign_in_rules.hpp"

// The SQL over people, posts and accounts.
namespace qz::identity {

// Every change of a grant, post, account state or session bumps this version; Gate caches under it.
inline constexpr std::string_view kVersion = "identity";

PersonId InsertPerson(storage::Tx& tx, std::string_view name);
std::string PersonName(storage::Snapshot& snapshot, PersonId person);
// Also in the search over accounts.
void UpdatePersonName(storage::Tx& tx, const Account& account, std::string_view name);

std::optional<Post> FindPostRow(storage::Snapshot& snapshot, PostId post);
std::vector<Post> ListPostsOf(storage::Snapshot& snapshot, PersonId person);

std::optional<Account> FindAccount(storage::Snapshot& snapshot, AccountId account);
std::optional<Account> FindAccountByLogin(storage::Snapshot& snapshot, std::string_view login_key);
std::optional<Account> FindAccountOf(storage::Snapshot& snapshot, PersonId person);
// Account and unit place in the tree, in tree order.
struct AccountRow {
    Account account;
    Ordinal ordinal = 0;
};
struct AccountQuery {
    TreeVersionId version;
    OrdinalRange range;
    std::string search;          // SearchText, or ""
    Ordinal after_ordinal = -1;  // the last row of the page before
    AccountId after_account;
    int limit = 50;
    std::optional<AccountState> state;
};
std::vector<AccountRow> ListAccounts(storage::Snapshot& snapshot, const AccountQuery& query);
bool UnitHasAccount(storage::Snapshot& snapshot, UnitId unit);
void UpdateState(storage::Tx& tx, AccountId account, AccountState state);
// Takes the password away and waits for a new activation with this code.
void UpdateActivation(storage::Tx& tx, AccountId account, std::string_view activation_index, Instant expires);
void UpdatePassword(storage::Tx& tx, AccountId account, std::string_view hash);
// As CheckPhone lets it, or "".
void UpdatePhone(storage::Tx& tx, AccountId account, std::string_view phone);
// Sealed texts, or "".
void UpdateTotp(storage::Tx& tx, AccountId account, std::string_view secret, std::string_view pending);
// False when this step's code was taken before.
bool TakeTotpStep(storage::Tx& tx, AccountId account, std::int64_t step);

// What a sealed second factor is bound to.
std::string TotpBinding(AccountId account);

// Locks the login's row for the transaction, so that attempts on one login go one after the other.
Attempts LockAttempts(storage::Tx& tx, std::string_view login_key);
Attempts FindAttempts(storage::Snapshot& snapshot, std::string_view login_key);
void UpdateAttempts(storage::Tx& tx, std::string_view login_key, const Attempts& attempts);
void DeleteAttempts(storage::Tx& tx, std::string_view login_key);

void InsertSession(storage::Tx& tx, const Session& session);
std::optional<Session> FindSession(storage::Snapshot& snapshot, std::string_view token_hash);
void UpdateSeat(storage::Tx& tx, std::string_view token_hash, PostId post, std::optional<PostId> for_post);
void DeleteSession(storage::Tx& tx, std::string_view token_hash);
// All of an account but one ("" for all).
void DeleteSessions(storage::Tx& tx, AccountId account, std::string_view except_hash);
void UpdateLastUse(storage::Tx& tx, std::string_view token_hash, Instant last_used);

// Those not revoked; past ones too.
std::vector<Delegation> ListDelegationsTo(storage::Snapshot& snapshot, PostId post);
// The last hundred, revoked ones too.
std::vector<Delegation> ListDelegationsFrom(storage::Snapshot& snapshot, PostId post);
std::optional<Delegation> FindDelegation(storage::Snapshot& snapshot, DelegationId delegation);
DelegationId InsertDelegation(storage::Tx& tx, const Delegation& delegation);
// False when it was revoked before.
bool RevokeDelegation(storage::Tx& tx, const Delegation& delegation);

HandoverId InsertHandover(storage::Tx& tx, const Handover& handover);
std::optional<Handover> FindHandover(storage::Snapshot& snapshot, HandoverId handover);

ReplacementId InsertReplacement(storage::Tx& tx, const Replacement& replacement);
std::optional<Replacement> FindReplacement(storage::Snapshot& snapshot, ReplacementId replacement);
// False when somebody began it before.
bool BeginReplacement(storage::Tx& tx, ReplacementId replacement);
// False when the rows from `from` on were applied before.
bool AdvanceReplacement(storage::Tx& tx, ReplacementId replacement, std::int64_t from, std::int64_t to,
                        std::string_view outcome);

// What time has passed by: sessions, codes, taken steps, old attempts.
void DeleteExpired(storage::Tx& tx, Instant now);

}  // namespace qz::identity
