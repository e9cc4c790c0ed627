#include "directory/directory.hpp"
#include "identity/identity.hpp"
#include "identity/roles.hpp"
#include "identity/store.hpp"

// The door's functions over people, posts and accounts.
namespace qz::identity {

namespace {

constexpr std::string_view kInsertAccount = R"sql(
    INSERT INTO identity_account (id, person_id, unit_id, login, login_key, search_text, phone, password_hash,
                                  totp_secret, totp_pending, state, activation_index, activation_expires,
                                  created_by_unit, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, '', $9, '', 0, $3, $10)
    ON CONFLICT (login_key) DO NOTHING)sql";
constexpr std::string_view kInsertPost = R"sql(
    INSERT INTO identity_post (unit_id, id, person_id, role, title, enabled, valid_from, valid_until)
    VALUES ($1, $2, $3, $4, $5, 1, $6, NULL))sql";
constexpr std::string_view kListPosts = R"sql(
    SELECT post.id, post.person_id, post.role, post.title, post.enabled, person.name
    FROM identity_post AS post JOIN identity_person AS person ON person.id = post.person_id
    WHERE post.unit_id = $1
    ORDER BY post.id)sql";
constexpr std::string_view kNameOf = R"sql(
    SELECT person.name FROM identity_account AS account JOIN identity_person AS person ON person.id = account.person_id
    WHERE account.id = $1)sql";
constexpr std::string_view kPhoneOf = "SELECT phone FROM identity_account WHERE id = $1";
constexpr std::string_view kCountPosts =
    "SELECT unit_id, count(*) AS posts FROM identity_post WHERE enabled = 1 GROUP BY unit_id ORDER BY "
    "unit_id";
constexpr std::string_view kEndPost = "UPDATE identity_post SET enabled = 0, valid_until = $2 WHERE id = $1";
constexpr std::string_view kRevokeOfPost = R"sql(
    UPDATE identity_delegation SET revoked_at = $2
    WHERE (from_post = $1 OR to_post = $1) AND revoked_at IS NULL)sql";

// Whether somebody can sign in today and take this seat.
bool IsFilled(storage::Snapshot& snapshot, const std::optional<Post>& post) {
    if (!post || !post->HoldsOn(DateOf(snapshot.Now()))) return false;
    const auto account = FindAccountOf(snapshot, post->view.person);
    return account && account->state == AccountState::kActive;
}

bool SomebodyIn(storage::Snapshot& snapshot, UnitId unit, std::string_view permission) {
    const Date today = DateOf(snapshot.Now());
    for (const PostView& view : ListPosts(snapshot, unit)) {
        if (!view.enabled || !ReachOf(view.role, permission)) continue;
        const auto post = FindPostRow(snapshot, view.id);
        if (!post || !post->HoldsOn(today)) continue;
        if (IsFilled(snapshot, post)) return true;
        for (const Delegation& delegation : ListDelegationsFrom(snapshot, view.id)) {
            if (delegation.HoldsOn(today) && IsFilled(snapshot, FindPostRow(snapshot, delegation.to)))
                return true;
        }
    }
    return false;
}

}  // namespace

std::string NameOf(storage::Snapshot& snapshot, AccountId account) {
    const auto row = snapshot.QueryOptional(kNameOf, account);
    return row ? row->Get<std::string>(0) : std::string();
}

std::string PhoneOf(storage::Snapshot& snapshot, AccountId account) {
    const auto row = snapshot.QueryOptional(kPhoneOf, account);
    return row ? row->Get<std::string>(0) : std::string();
}

std::string TotpBinding(AccountId account) {
    return "identity.account:" + account.ToString() + ":totp";
}

MadeAccount InsertAccount(storage::Tx& tx, const NewAccount& account, const secrets::Keyring* keys) {
    if (Findings findings = CheckLogin(account.login, "login"); !findings.empty()) {
        throw Problem::Rejected("platform.http.faults", std::move(findings));
    }
    if (FindRole(account.role) == nullptr) throw Problem::RejectedAt("role", "identity.post.no_such_role");
    if (!account.totp_secret.empty() && keys == nullptr) {
        throw std::logic_error("a second factor needs the keys that seal it");
    }
    MadeAccount made;
    made.account = tx.NewId<AccountId>();
    made.person = InsertPerson(tx, account.name);
    const std::string key = *LoginKey(account.login);
    const std::string sealed =
        account.totp_secret.empty() ? "" : keys->Seal(account.totp_secret, TotpBinding(made.account));
    const auto state = account.password_hash.empty() ? AccountState::kWaiting : AccountState::kActive;
    // Two managers may take the same login together: the unique index decides.
    if (tx.Execute(kInsertAccount, made.account, made.person, account.unit, account.login, key,
                   SearchText(account.login + ' ' + account.name), account.password_hash, sealed,
                   static_cast<int>(state), tx.Now()) == 0) {
        throw Problem::Conflict("identity.account.login_taken", {{"login", account.login}});
    }
    if (!account.phone.empty()) UpdatePhone(tx, made.account, account.phone);
    made.post = InsertPost(tx, made.person, account.unit, account.role, account.post_title);
    return made;
}

PostId InsertPost(storage::Tx& tx, PersonId person, UnitId unit, const Role& role, std::string_view title) {
    const RoleGrants* grants = FindRole(role);
    if (grants == nullptr) throw Problem::RejectedAt("role", "identity.post.no_such_role");
    for (const Post& other : ListPostsOf(tx, person)) {
        if (!other.view.enabled) continue;
        // SECURITY §2: three persons; none reads business data.
        if (grants->administrator || FindRole(other.view.role)->administrator) {
            throw Problem::RejectedAt("role", "identity.post.administrators_apart");
        }
    }
    const auto post = tx.NewId<PostId>();
    tx.Execute(kInsertPost, unit, post, person, role, title, DateOf(tx.Now()));
    tx.BumpVersion(kVersion);
    return post;
}

std::optional<PostView> FindPost(storage::Snapshot& snapshot, PostId post) {
    const auto found = FindPostRow(snapshot, post);
    if (!found) return std::nullopt;
    return found->view;
}

std::vector<std::pair<UnitId, std::int64_t>> CountPosts(storage::Snapshot& snapshot) {
    std::vector<std::pair<UnitId, std::int64_t>> counts;
    for (const storage::Row row : snapshot.Query(kCountPosts)) {
        counts.emplace_back(row.Get<UnitId>("unit_id"), row.Get<std::int64_t>("posts"));
    }
    return counts;
}

std::vector<PostView> ListPosts(storage::Snapshot& snapshot, UnitId unit) {
    std::vector<PostView> posts;
    for (const storage::Row row : snapshot.Query(kListPosts, unit)) {
        PostView post;
        post.id = row.Get<PostId>("id");
        post.person = row.Get<PersonId>("person_id");
        post.unit = unit;
        post.role = row.Get<std::string>("role");
        post.title = row.Get<std::string>("title");
        post.person_name = row.Get<std::string>("name");
        post.enabled = row.Get<bool>("enabled");
        posts.push_back(std::move(post));
    }
    return posts;
}

bool SomebodyMay(storage::Snapshot& snapshot, UnitId unit, std::string_view permission) {
    const auto tree = directory::CurrentTree(snapshot);
    if (tree->Find(unit)) return SomebodyIn(snapshot, unit, permission);
    const auto succession = directory::CurrentSuccession(snapshot);
    for (const directory::Successor& successor : succession->Of(*tree, unit)) {
        if (!successor.keeps && SomebodyIn(snapshot, successor.unit, permission)) return true;
    }
    return false;
}

void EndPost(storage::Tx& tx, PostId post) {
    tx.Execute(kEndPost, post, DateOf(tx.Now()));
    tx.Execute(kRevokeOfPost, post, tx.Now());
    tx.BumpVersion(kVersion);
}

}  // namespace qz::identity
