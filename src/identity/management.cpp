#include "identity/management.hpp"

#include "identity/store.hpp"

namespace qz::identity {

namespace {

const RoleGrants& RoleOf(storage::Snapshot& snapshot, const Actor& actor) {
    const auto post = FindPostRow(snapshot, actor.for_post.value_or(actor.post));
    const RoleGrants* role = post ? FindRole(post->view.role) : nullptr;
    if (role == nullptr) throw Problem::Forbidden();
    return *role;
}

}  // namespace

Manager::Manager(storage::Snapshot& snapshot, const Actor& actor, const Scope& scope)
    : actor_(actor), scope_(scope), role_(RoleOf(snapshot, actor)), tree_(directory::CurrentTree(snapshot)) {}

bool Manager::Covers(UnitId unit) const {
    return directory::Covers(scope_, *tree_, unit);
}

void Manager::RequireUnit(UnitId unit) const {
    if (!Covers(unit)) throw Problem::NotFound();
}

void Manager::RequireRole(std::string_view role, UnitId unit) const {
    RequireUnit(unit);
    const bool below = scope_.parts().front().with_subtree && !role_.administrator;
    if (!MayGrant(role) || (below && unit == actor_.unit)) {
        throw Problem::Forbidden("identity.account.beyond_own_rights");
    }
}

Account Manager::RequireAccount(storage::Snapshot& snapshot, AccountId id) const {
    const Account account = OrNotFound(FindAccount(snapshot, id));
    RequireUnit(account.unit);
    // SECURITY §2: none grants rights to self.
    if (account.person == actor_.person) throw Problem::Forbidden("identity.account.own");
    for (const Post& post : ListPostsOf(snapshot, account.person)) {
        if (!post.view.enabled) continue;
        if (!Covers(post.view.unit)) throw Problem::Forbidden("identity.account.beyond_own_rights");
        RequireRole(post.view.role, post.view.unit);
    }
    return account;
}

Post Manager::RequirePost(storage::Snapshot& snapshot, PostId id) const {
    const Post post = OrNotFound(FindPostRow(snapshot, id));
    RequireUnit(post.view.unit);
    if (!post.view.enabled) throw Problem::Conflict("identity.post.ended_already");
    RequireRole(post.view.role, post.view.unit);
    return post;
}

FreshCode MakeActivationCode(storage::Tx& tx, const secrets::Keyring& keys, AccountId account) {
    // Twelve of 31 characters are 59 bits: a fast keyed hash is enough, and a whole town's codes cost a
    // millisecond.
    FreshCode fresh{secrets::RandomReadable(12), tx.Now().Plus(kActivation)};
    UpdateActivation(tx, account, keys.EqualityIndex("identity.activation:" + fresh.code), fresh.expires);
    DeleteSessions(tx, account, "");
    return fresh;
}

HandoverId HandOver(storage::Tx& tx, const Post& from, const Post& to, std::string_view reason,
                    std::string_view by_name, const std::vector<MoveWork>& movers) {
    Handover handover;
    handover.unit = from.view.unit;
    handover.from = from.view.id;
    handover.to = to.view.id;
    handover.from_name = from.view.person_name;
    handover.to_name = to.view.person_name;
    handover.title = from.view.title;
    handover.reason = reason;
    handover.by_name = by_name;
    for (const MoveWork& mover : movers) {
        for (Moved& moved : mover(tx, from.view.id, to.view.id)) handover.items.push_back(std::move(moved));
    }
    EndPost(tx, from.view.id);
    return InsertHandover(tx, handover);
}

}  // namespace qz::identity
