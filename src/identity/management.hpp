#pragma once

#include <memory>
#include <string>
#include <vector>

#include "directory/directory.hpp"
#include "identity/model.hpp"
#include "identity/roles.hpp"

// Whose accounts and posts a manager may touch, and the acts that several routes and jobs share.
namespace qz::identity {

// A post that manages others: «a town creates, resets and disables its own villages' accounts, never beyond
// its own rights».
class Manager {
 public:
    Manager(storage::Snapshot& snapshot, const Actor& actor, const Scope& scope);

    const directory::Tree& tree() const { return *tree_; }
    const Actor& actor() const { return actor_; }
    const Scope& scope() const { return scope_; }

    // 404 outside the scope.
    void RequireUnit(UnitId unit) const;
    // 403 where this role may not be handed out, or not in this unit: a town manages its villages, not
    // itself.
    void RequireRole(std::string_view role, UnitId unit) const;
    // The account, when all its posts are within this manager's rights and it is somebody else's.
    Account RequireAccount(storage::Snapshot& snapshot, AccountId account) const;
    // The post, enabled, in scope and of a role that this manager may hand out.
    Post RequirePost(storage::Snapshot& snapshot, PostId post) const;
    bool Covers(UnitId unit) const;
    bool MayGrant(std::string_view role) const { return role_.may_grant.contains(role); }

 private:
    Actor actor_;
    Scope scope_;
    const RoleGrants& role_;
    std::shared_ptr<const directory::Tree> tree_;
};

// A fresh one-time code: the account waits for activation, its sessions end. Returned once, kept as a keyed
// hash.
struct FreshCode {
    std::string code;
    Instant expires;
};
FreshCode MakeActivationCode(storage::Tx& tx, const secrets::Keyring& keys, AccountId account);

// One act: all open work moves, the old post ends, the 交接单 is written.
HandoverId HandOver(storage::Tx& tx, const Post& from, const Post& to, std::string_view reason,
                    std::string_view by_name, const std::vector<MoveWork>& movers);

void AddAccountRoutes(http::Router& router, const secrets::Keyring& keys);
void AddPostRoutes(http::Router& router);
void AddDelegationRoutes(http::Router& router);
void AddHandoverRoutes(http::Router& router, std::vector<MoveWork> movers);
void AddReplacementRoutes(http::Router& router, storage::Database& database);

void AddBulkJob(jobs::Runner& runner, Gate& gate);
void AddReplacementJob(jobs::Runner& runner, Gate& gate, std::vector<MoveWork> movers);

}  // namespace qz::identity
