// The door of identity: people, posts, accounts, sign-in, and allow().
#pragma once

#include <cstdint>
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
//   duty_monitor, staffing_officer, system_admin, security_admin, audit_admin
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
    http::Permitted operator()(storage::Snapshot& snapshot, const http::Request& request, const http::Route& route);
    // allow(subject, capability): the scope in which this post holds the permission, or nothing. For jobs, commands and
    // tests that act for a post, and for handlers that must ask about a second permission.
    std::optional<Scope> Allow(storage::Snapshot& snapshot, PostId post, std::string_view permission);
    // Writes back, at most once a minute for each session, when it was last used.
    void Flush(storage::Database& database);

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// --- For the sample city, commands and other rooms -----------------------------------------------------------

struct NewAccount {
    UnitId unit;
    Role role;
    std::string login;          // NFC, unique without regard to case and lookalikes
    std::string name;           // the person's
    std::string post_title;     // "村会计"
    std::string password_hash;  // "" until activated
    std::string totp_secret;    // "" without second factor
};
struct MadeAccount {
    AccountId account;
    PersonId person;
    PostId post;
};
MadeAccount InsertAccount(storage::Tx& tx, const NewAccount& account);
// One more post for a person (一人多岗).
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

// A handover or an election moves all open work of one post to another, in the same transaction. Rooms that keep
// work by post (forms) say how; main.cpp connects them.
using MoveWork = std::function<void(storage::Tx&, PostId from, PostId to)>;
void AddRoutes(http::Router& router, Gate& gate, const secrets::Keyring& keys, std::vector<MoveWork> movers);
void AddJobs(jobs::Runner& runner);

}  // namespace qz::identity
