#include "identity/unit_gone.hpp"

#include "audit/audit.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

constexpr std::string_view kCountAccounts = R"sql(
    SELECT count(DISTINCT account.id) AS accounts
    FROM identity_post AS post JOIN identity_account AS account ON account.person_id = post.person_id
    WHERE post.unit_id = $1 AND post.enabled = 1 AND account.state <> 2)sql";
// A row keyed by its unit is written anew: with Citus it lies elsewhere.
constexpr std::string_view kCopyPost = R"sql(
    INSERT INTO identity_post (unit_id, id, person_id, role, title, enabled, valid_from, valid_until)
    SELECT $3, id, person_id, role, title, enabled, valid_from, valid_until
    FROM identity_post WHERE unit_id = $1 AND id = $2)sql";
constexpr std::string_view kDeletePost = "DELETE FROM identity_post WHERE unit_id = $1 AND id = $2";
constexpr std::string_view kCopyDelegations = R"sql(
    INSERT INTO identity_delegation (unit_id, id, from_post, to_post, valid_from, valid_until, note, revoked_at, created_at)
    SELECT $3, id, from_post, to_post, valid_from, valid_until, note, revoked_at, created_at
    FROM identity_delegation WHERE unit_id = $1 AND from_post = $2)sql";
constexpr std::string_view kDeleteDelegations =
    "DELETE FROM identity_delegation WHERE unit_id = $1 AND from_post = $2";
constexpr std::string_view kMoveAccountsOf =
    "UPDATE identity_account SET unit_id = $2 WHERE unit_id = $1 AND person_id = $3";
// Those without a post that is still theirs: disabled ones, and people who left.
constexpr std::string_view kMoveAccounts = "UPDATE identity_account SET unit_id = $2 WHERE unit_id = $1";

std::string From(UnitId unit) {
    return json::serialize(json::object{{"from", unit.ToString()}});
}

void RecordBy(storage::Tx& tx, const Actor* actor, std::string_view event, std::int64_t object,
              const audit::Note& note) {
    if (actor != nullptr) {
        audit::Record(tx, *actor, event, object, note);
    } else {
        audit::RecordSystem(tx, note.unit, event, object, note);
    }
}

json::object LeftBehindJson(storage::Snapshot& snapshot, const directory::Tree& tree, const PostView& post,
                            const Account& account, const std::vector<directory::Successor>& successors) {
    json::array to;
    for (const directory::Successor& successor : successors) {
        to.push_back(directory::UnitJson(tree.At(*tree.Find(successor.unit))));
    }
    return {{"post", post.id.ToString()},
            {"role", post.role},
            {"title", post.title},
            {"account", account.id.ToString()},
            {"login", account.login},
            {"person", {{"id", post.person.ToString()}, {"name", post.person_name}}},
            {"unit", directory::LastUnitJson(snapshot, post.unit)},
            {"successors", std::move(to)}};
}

http::Reply ListLeftBehind(const Scope& scope, storage::Snapshot& snapshot) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto succession = directory::CurrentSuccession(snapshot);
    json::array items;
    for (const UnitId gone : succession->Gone(*tree)) {
        if (!directory::CoversAlsoGone(snapshot, scope, gone)) continue;
        const auto successors = succession->Of(*tree, gone);
        for (const PostView& post : ListPosts(snapshot, gone)) {
            if (!post.enabled) continue;
            const auto account = FindAccountOf(snapshot, post.person);
            if (!account || account->state == AccountState::kDisabled) continue;
            items.push_back(LeftBehindJson(snapshot, *tree, post, *account, successors));
        }
    }
    return http::Json({{"items", std::move(items)}});
}

http::Reply MoveLeftBehind(const Actor& actor, const Scope& scope, PostId id, UnitId to, storage::Tx& tx) {
    const Manager manager(tx, actor, scope);
    const Post post = OrNotFound(FindPostRow(tx, id));
    if (!post.view.enabled || manager.tree().Find(post.view.unit) ||
        !directory::CoversAlsoGone(tx, scope, post.view.unit)) {
        throw Problem::NotFound();
    }
    if (post.view.person == actor.person) throw Problem::Forbidden("identity.account.own");
    const auto successors = directory::CurrentSuccession(tx)->Of(manager.tree(), post.view.unit);
    if (std::none_of(successors.begin(), successors.end(),
                     [&](const directory::Successor& one) { return one.unit == to; })) {
        throw Problem::RejectedAt("unit", "identity.post.not_a_successor");
    }
    manager.RequireRole(post.view.role, to);
    MovePostTo(tx, post, to);
    audit::Record(tx, actor, "identity.post.moved", id, {.unit = to, .detail = From(post.view.unit)});
    return http::Done(id);
}

}  // namespace

std::int64_t CountAccounts(storage::Snapshot& snapshot, UnitId unit) {
    return snapshot.QueryOne(kCountAccounts, unit).Get<std::int64_t>(0);
}

void MovePostTo(storage::Tx& tx, const Post& post, UnitId to) {
    const UnitId from = post.view.unit;
    tx.Execute(kCopyPost, from, post.view.id, to);
    tx.Execute(kDeletePost, from, post.view.id);
    tx.Execute(kCopyDelegations, from, post.view.id, to);
    tx.Execute(kDeleteDelegations, from, post.view.id);
    tx.Execute(kMoveAccountsOf, from, to, post.view.person);
    tx.BumpVersion(kVersion);
}

void MovePostsTo(storage::Tx& tx, UnitId from, UnitId to, const Actor* actor) {
    for (const PostView& view : ListPosts(tx, from)) {
        const auto post = FindPostRow(tx, view.id);
        if (!view.enabled || !post) continue;
        MovePostTo(tx, *post, to);
        RecordBy(tx, actor, "identity.post.moved", view.id.value, {.unit = to, .detail = From(from)});
    }
    tx.Execute(kMoveAccounts, from, to);
}

void EndPostsOf(storage::Tx& tx, UnitId unit, UnitId keeper, const Actor* actor) {
    for (const PostView& view : ListPosts(tx, unit)) {
        if (!view.enabled) continue;
        EndPost(tx, view.id);
        RecordBy(tx, actor, "identity.post.ended", view.id.value, {.unit = keeper, .detail = From(unit)});
        const auto others = ListPostsOf(tx, view.person);
        const bool works_elsewhere =
            std::any_of(others.begin(), others.end(), [](const Post& post) { return post.view.enabled; });
        const auto account = FindAccountOf(tx, view.person);
        if (works_elsewhere || !account || account->state == AccountState::kDisabled) continue;
        UpdateState(tx, account->id, AccountState::kDisabled);
        DeleteSessions(tx, account->id, "");
        RecordBy(tx, actor, "identity.account.disabled", account->id.value,
                 {.unit = keeper, .detail = From(unit)});
    }
    // Whoever keeps the papers may let them work for another unit.
    tx.Execute(kMoveAccounts, unit, keeper);
}

void AddLeftBehindRoutes(http::Router& router) {
    constexpr http::Permission kManage{"identity.accounts.manage"};
    router.Get("/api/identity/left-behind", kManage, {"list"}, {"items"},
               [](const http::Request&, const Actor&, const Scope& scope, storage::Snapshot& snapshot) {
                   return ListLeftBehind(scope, snapshot);
               });
    router.Post(
        "/api/identity/posts/{post}/move", kManage, {"post"}, {"id"}, {"unit"},
        [](const http::Request& request) {
            const json::value body = request.Json();
            Fields fields(body);
            const UnitId unit = fields.IdOf<UnitId>("unit");
            fields.Finish();
            return unit;
        },
        [](const http::Request& request, const Actor& actor, const Scope& scope, UnitId unit,
           storage::Tx& tx) { return MoveLeftBehind(actor, scope, request.Path<PostId>("post"), unit, tx); });
}

}  // namespace qz::identity
