#include "audit/audit.hpp"
#include "identity/management.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

constexpr http::Permission kManage{"identity.accounts.manage"};
constexpr http::Permission kDelegate{"identity.delegate"};
constexpr http::Permission kReadPosts{"identity.posts.read"};

json::object PostJson(const PostView& post) {
    return {{"id", post.id.ToString()},
            {"person", post.person.ToString()},
            {"person_name", post.person_name},
            {"role", post.role},
            {"title", post.title}};
}

json::array PostsOf(storage::Snapshot& snapshot, UnitId unit) {
    json::array posts;
    for (const PostView& post : ListPosts(snapshot, unit)) {
        if (post.enabled) posts.push_back(PostJson(post));
    }
    return posts;
}

struct NewPost {
    UnitId unit;
    std::string role;
    std::string title;
};

NewPost PreparePost(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    NewPost post{fields.IdOf<UnitId>("unit"), fields.Text("role", {.longest = 40}),
                 fields.Text("title", {.longest = 40})};
    fields.Finish();
    return post;
}

http::Reply AddPost(const Actor& actor, const Scope& scope, AccountId id, const NewPost& wish,
                    storage::Tx& tx) {
    const Manager manager(tx, actor, scope);
    const Account account = manager.RequireAccount(tx, id);
    manager.RequireRole(wish.role, wish.unit);
    const PostId post = InsertPost(tx, account.person, wish.unit, wish.role, wish.title);
    audit::Record(tx, actor, "identity.post.created", post,
                  {.unit = wish.unit, .detail = json::serialize(json::object{{"role", wish.role}})});
    return http::Created(post);
}

std::string PrepareReason(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::string reason = fields.Text("reason", {.longest = 200});
    fields.Finish();
    return reason;
}

http::Reply End(const Actor& actor, const Scope& scope, PostId id, const std::string& reason,
                storage::Tx& tx) {
    const Manager manager(tx, actor, scope);
    const Post post = manager.RequirePost(tx, id);
    if (post.view.person == actor.person) throw Problem::Forbidden("identity.account.own");
    EndPost(tx, id);
    audit::Record(tx, actor, "identity.post.ended", id,
                  {.unit = post.view.unit, .personal = json::serialize(json::object{{"reason", reason}})});
    return http::Done(id);
}

// Who may stand in: the other posts of the own unit and those of the unit above it, no administrators.
std::vector<PostView> StandIns(storage::Snapshot& snapshot, const Actor& actor) {
    const auto tree = directory::CurrentTree(snapshot);
    std::vector<PostView> posts = ListPosts(snapshot, actor.unit);
    const auto ordinal = tree->Find(actor.unit);
    if (ordinal && tree->At(*ordinal).parent >= 0) {
        for (PostView& post : ListPosts(snapshot, tree->At(tree->At(*ordinal).parent).id))
            posts.push_back(post);
    }
    std::erase_if(posts, [&](const PostView& post) {
        return !post.enabled || post.person == actor.person || FindRole(post.role)->administrator;
    });
    return posts;
}

http::Reply ListDelegations(const Actor& actor, storage::Snapshot& snapshot) {
    json::array items;
    for (const Delegation& delegation : ListDelegationsFrom(snapshot, actor.post)) {
        const auto to = FindPostRow(snapshot, delegation.to);
        items.push_back({{"id", delegation.id.ToString()},
                         {"to_post", to ? json::value(PostJson(to->view)) : json::value(nullptr)},
                         {"from", delegation.valid_from.ToString()},
                         {"until", delegation.valid_until.ToString()},
                         {"note", delegation.note},
                         {"in_force", delegation.HoldsOn(DateOf(snapshot.Now()))},
                         {"revoked", delegation.revoked_at.has_value()}});
    }
    return http::Json({{"items", std::move(items)}});
}

Delegation PrepareDelegation(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Delegation delegation;
    delegation.to = fields.IdOf<PostId>("to_post");
    delegation.valid_from = fields.Date("from");
    delegation.valid_until = fields.Date("until");
    delegation.note = fields.OptionalText("note", {.longest = 200}).value_or("");
    if (delegation.valid_until < delegation.valid_from || delegation.valid_until < DateOf(request.Now()) ||
        delegation.valid_until.days - delegation.valid_from.days > 366) {
        fields.Add({"until", "identity.delegation.until_unfit", {}});
    }
    fields.Finish();
    return delegation;
}

http::Reply Delegate(const Actor& actor, Delegation delegation, storage::Tx& tx) {
    // What was lent is not lent on.
    if (actor.for_post) throw Problem::Forbidden("identity.delegation.not_while_standing_in");
    const auto stand_ins = StandIns(tx, actor);
    if (std::none_of(stand_ins.begin(), stand_ins.end(),
                     [&](const PostView& post) { return post.id == delegation.to; })) {
        throw Problem::NotFound();
    }
    delegation.unit = actor.unit;
    delegation.from = actor.post;
    const DelegationId id = InsertDelegation(tx, delegation);
    audit::Record(tx, actor, "identity.delegation.created", id);
    return http::Created(id);
}

http::Reply Revoke(const Actor& actor, DelegationId id, storage::Tx& tx) {
    const Delegation delegation = OrNotFound(FindDelegation(tx, id));
    if (delegation.from != actor.post || actor.for_post) throw Problem::NotFound();
    if (!RevokeDelegation(tx, delegation)) throw Problem::Conflict("identity.delegation.revoked_already");
    audit::Record(tx, actor, "identity.delegation.revoked", id);
    return http::Done(id);
}

}  // namespace

void AddPostRoutes(http::Router& router) {
    router.Get("/api/identity/units/{unit}/posts", kReadPosts, {"unit"}, {"items"},
               [](const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
                   return http::Json({{"items", PostsOf(snapshot, request.Path<UnitId>("unit"))}});
               });
    router.Post(
        "/api/identity/accounts/{account}/posts", kManage, {"account"}, {"id"}, {"unit", "role", "title"},
        PreparePost,
        [](const http::Request& request, const Actor& actor, const Scope& scope, const NewPost& wish,
           storage::Tx& tx) { return AddPost(actor, scope, request.Path<AccountId>("account"), wish, tx); });
    router.Post(
        "/api/identity/posts/{post}/end", kManage, {"post"}, {"id"}, {"reason"}, PrepareReason,
        [](const http::Request& request, const Actor& actor, const Scope& scope, const std::string& reason,
           storage::Tx& tx) { return End(actor, scope, request.Path<PostId>("post"), reason, tx); });
}

void AddDelegationRoutes(http::Router& router) {
    router.Get("/api/identity/delegates", kDelegate, {"own"}, {"items"},
               [](const http::Request&, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
                   json::array items;
                   for (const PostView& post : StandIns(snapshot, actor)) items.push_back(PostJson(post));
                   return http::Json({{"items", std::move(items)}});
               });
    router.Get("/api/identity/delegations", kDelegate, {"own"}, {"items"},
               [](const http::Request&, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
                   return ListDelegations(actor, snapshot);
               });
    router.Post("/api/identity/delegations", kDelegate, {"own"}, {"id"}, {"to_post", "from", "until", "note"},
                PrepareDelegation,
                [](const http::Request&, const Actor& actor, const Scope&, const Delegation& wish,
                   storage::Tx& tx) { return Delegate(actor, wish, tx); });
    router.Post("/api/identity/delegations/{delegation}/revoke", kDelegate, {"delegation"}, {"id"}, {},
                [](const http::Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                    return Revoke(actor, request.Path<DelegationId>("delegation"), tx);
                });
}

}  // namespace qz::identity
