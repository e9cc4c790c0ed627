// The door of identity: people, posts, accounts, sign-in, and allow().
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/actor.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"

namespace qz::identity {

// A post's role; what each may do, and how far, stands in src/identity/roles.json, the reviewed table.
//   village_clerk, unit_head, town_section, town_reviewer, department_officer, department_head, gate_officer,
//   duty_monitor, staffing_officer, case_officer, system_admin, security_admin, audit_admin
using Role = std::string;

// How far a permission of a role reaches.
//   own: the post's unit; below: its subtree; government: the territory of the government it belongs to; all.
enum class Reach { kOwn, kBelow, kGovernment, kAll };

// The one place that decides (SECURITY B1). Grants are cached under platform_version "identity".
class Gate {
 public:
    explicit Gate(const Clock& clock);
    ~Gate();
    // The cookie's session, its post, the route's permission: who acts and where it holds. Throws Problem
    // kUnauthenticated or kForbidden; a {unit} of the path outside the scope is kNotFound.
    http::Permitted operator()(storage::Snapshot& snapshot, const http::Request& request,
                               const http::Route& route);
    // allow(subject, capability): the scope in which this post holds the permission, or nothing. For jobs,
    // commands and tests that act for a post, and for handlers that must ask about a second permission.
    std::optional<Scope> Allow(storage::Snapshot& snapshot, PostId post, std::string_view permission);
    // Writes back, at most once a minute for each session, when it was last used.
    void Flush(storage::Database& database);

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// --- For the sample city, commands and other rooms
// -----------------------------------------------------------

struct NewAccount {
    UnitId unit;
    Role role;
    std::string login;          // NFC, unique without regard to case and lookalikes
    std::string name;           // the person's
    std::string post_title;     // "村会计"
    std::string password_hash;  // "" until activated
    std::string totp_secret;    // base32; "" without second factor
    std::string phone{};        // beside the name on prints; "" where none
};
struct MadeAccount {
    AccountId account;
    PersonId person;
    PostId post;
};
// A person, an account and a first post. Throws Problem kRejected for an unknown role or a login that does
// not do, kConflict "identity.account.login_taken" where it, or a lookalike, is there. `keys` seal the secret
// of the second factor: needed where one is given.
MadeAccount InsertAccount(storage::Tx& tx, const NewAccount& account, const secrets::Keyring* keys = nullptr);
// One more post for a person (一人多岗). The posts of 三员 stand alone: a person who has one gets no other,
// and the other way round (Problem kRejected "identity.post.administrators_apart").
PostId InsertPost(storage::Tx& tx, PersonId person, UnitId unit, const Role& role, std::string_view title);

struct PostView {
    PostId id;
    PersonId person;
    UnitId unit;
    Role role;
    std::string title;
    std::string person_name;
    bool enabled = true;
};
std::optional<PostView> FindPost(storage::Snapshot& snapshot, PostId post);
std::vector<PostView> ListPosts(storage::Snapshot& snapshot, UnitId unit);
// Enabled posts of each unit that has any.
std::vector<std::pair<UnitId, std::int64_t>> CountPosts(storage::Snapshot& snapshot);

// The name of an account's person; "" for the program itself and for unknown accounts.
std::string NameOf(storage::Snapshot& snapshot, AccountId account);
// Accounts whose login or person's name holds these words, at most so many; none for blanks.
std::vector<AccountId> ListAccountsCalled(storage::Snapshot& snapshot, std::string_view words, int most);
// The telephone that an account's person gave for questions about what was filled; "" where none.
std::string PhoneOf(storage::Snapshot& snapshot, AccountId account);

// Whether anybody can act with this permission for the unit today: with an active account in a post that
// holds it, or standing in for such a post. For a unit that is gone: where its work is carried on.
bool SomebodyMay(storage::Snapshot& snapshot, UnitId unit, std::string_view permission);

// From the next request on nobody acts for this post.
void EndPost(storage::Tx& tx, PostId post);

// --- When a unit goes (docs/decisions/0010) ---------------------------------------------------------------

// Accounts that are not disabled and have a post in the unit.
std::int64_t CountAccounts(storage::Snapshot& snapshot, UnitId unit);
// Merged: its posts go to the successor and keep their ids, its people their sign-in. Each is recorded;
// `actor` null: a command.
void MovePostsTo(storage::Tx& tx, UnitId from, UnitId to, const Actor* actor);
// Abolished: its posts end, and accounts without another one are disabled; the keeper's managers see them.
void EndPostsOf(storage::Tx& tx, UnitId unit, UnitId keeper, const Actor* actor);

// A handover or an election moves all open work of one post to another, in the same transaction. Rooms that
// keep work by post (forms) say how, and what they moved, for the printed 交接单; connections.cpp connects
// them.
struct Moved {
    std::string label;        // a code of i18n/: "forms.handover.drafts"
    std::int64_t number = 0;  // how many
};
using MoveWork = std::function<std::vector<Moved>(storage::Tx&, PostId from, PostId to)>;

// What every screen says of the place it is used in. Without one: the name of the tree's root, no sample.
struct City {
    std::string name;
    bool sample = false;  // 示例数据
};
using CityOf = std::function<City(storage::Snapshot&)>;

// `qingzhuang administrators`: the system, security and audit administrator of a new city, three persons at
// the tree's root. Prints each login with its one-time activation code. 0; or 1 and a sentence on `err` when
// they are there already.
int MakeAdministratorsCommand(storage::Database& database, const secrets::Keyring& keys, std::ostream& out,
                              std::ostream& err);

// The database is for the first halves that must read a password's hash before the transaction.
void AddRoutes(http::Router& router, const secrets::Keyring& keys, storage::Database& database,
               std::vector<MoveWork> movers, CityOf city_of = {});
// Bulk accounts and replacements, what expires, and the gate's times of last use.
void AddJobs(jobs::Runner& runner, Gate& gate, std::vector<MoveWork> movers);

}  // namespace qz::identity
