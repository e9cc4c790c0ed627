#include "audit/audit.hpp"
#include "directory/directory.hpp"
#include "identity/roles.hpp"
#include "identity/session_token.hpp"
#include "identity/sign_in.hpp"
#include "identity/sign_in_rules.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

json::object PostJson(const Post& post, const directory::Tree& tree) {
    json::object object;
    object["id"] = post.view.id.ToString();
    object["title"] = post.view.title;
    object["role"] = post.view.role;
    const auto ordinal = tree.Find(post.view.unit);
    object["unit"] = ordinal ? json::value(directory::UnitJson(tree.At(*ordinal))) : json::value(nullptr);
    return object;
}

json::object PersonPostJson(const Post& post, const directory::Tree& tree) {
    json::object object = PostJson(post, tree);
    object["person_name"] = post.view.person_name;
    return object;
}

http::Reply ShowMe(const Actor& actor, const CityOf& city_of, storage::Snapshot& snapshot) {
    const auto tree = directory::CurrentTree(snapshot);
    const Date today = DateOf(snapshot.Now());
    const Account account = OrNotFound(FindAccount(snapshot, actor.account));
    json::object me;
    me["account"] = {{"id", account.id.ToString()}, {"login", account.login}, {"phone", account.phone}};
    me["person"] = {{"id", account.person.ToString()}, {"name", account.name}};
    json::array posts;
    json::array delegated;
    for (const Post& post : ListPostsOf(snapshot, actor.person)) {
        if (!post.HoldsOn(today) || !tree->Find(post.view.unit)) continue;
        if (post.view.id == actor.post) me["post"] = PostJson(post, *tree);
        posts.push_back(PostJson(post, *tree));
        for (const Delegation& delegation : ListDelegationsTo(snapshot, post.view.id)) {
            const auto from = FindPostRow(snapshot, delegation.from);
            if (!delegation.HoldsOn(today) || !from || !from->HoldsOn(today)) continue;
            if (!tree->Find(from->view.unit)) continue;
            json::object lent = PersonPostJson(*from, *tree);
            lent["until"] = delegation.valid_until.ToString();
            delegated.push_back(std::move(lent));
        }
    }
    const Post acting = OrNotFound(FindPostRow(snapshot, actor.for_post.value_or(actor.post)));
    me["for_post"] = actor.for_post ? json::value(PersonPostJson(acting, *tree)) : json::value(nullptr);
    json::array permissions;
    const RoleGrants& role = *FindRole(acting.view.role);
    for (const auto& [permission, reach] : role.grants) permissions.push_back(json::value(permission));
    me["posts"] = std::move(posts);
    me["delegated"] = std::move(delegated);
    me["permissions"] = std::move(permissions);
    me["second_factor"] = actor.second_factor;
    me["must_enrol"] = role.two_factors && account.totp_secret.empty();
    me["idle_minutes"] = kIdle.count();
    const City city = city_of ? city_of(snapshot) : City{std::string(tree->At(0).name), false};
    me["city"] = {{"name", city.name}, {"sample", city.sample}};
    return http::Json(me);
}

struct SeatWish {
    std::optional<PostId> post;      // an own one; may stay out beside for_post
    std::optional<PostId> for_post;  // one that was delegated
};

SeatWish PrepareSeat(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    const SeatWish wish{fields.OptionalId<PostId>("post"), fields.OptionalId<PostId>("for_post")};
    fields.Finish();
    return wish;
}

// Which of the person's posts stands in for `for_post` today.
PostId StandInFor(storage::Tx& tx, PersonId person, PostId for_post) {
    const Date today = DateOf(tx.Now());
    for (const Post& post : ListPostsOf(tx, person)) {
        if (!post.HoldsOn(today)) continue;
        for (const Delegation& delegation : ListDelegationsTo(tx, post.view.id)) {
            if (delegation.from == for_post && delegation.HoldsOn(today)) return post.view.id;
        }
    }
    throw Problem::NotFound();
}

http::Reply TakeSeat(const http::Request& request, const Actor& actor, const SeatWish& wish,
                     storage::Tx& tx) {
    PostId seat = wish.post.value_or(actor.post);
    if (wish.for_post) {
        seat = StandInFor(tx, actor.person, *wish.for_post);
    } else {
        const Post post = OrNotFound(FindPostRow(tx, seat));
        if (post.view.person != actor.person || !post.HoldsOn(DateOf(tx.Now()))) throw Problem::NotFound();
    }
    UpdateSeat(tx, TokenHash(TokenOf(request)), seat, wish.for_post);
    audit::Record(tx, actor, "identity.session.seat_taken", wish.for_post.value_or(seat));
    return http::NoContent();
}

}  // namespace

void AddSeatRoutes(http::Router& router, CityOf city_of) {
    router.SignedInGet("/api/identity/me",
                       {"account", "person", "post", "for_post", "posts", "delegated", "permissions",
                        "second_factor", "must_enrol", "idle_minutes", "city"},
                       [city_of = std::move(city_of)](const http::Request&, const Actor& actor, const Scope&,
                                                      storage::Snapshot& snapshot) {
                           return ShowMe(actor, city_of, snapshot);
                       });
    router.SignedInPost(
        "/api/identity/seat", {"id"}, {"post", "for_post"}, PrepareSeat,
        [](const http::Request& request, const Actor& actor, const Scope&, const SeatWish& wish,
           storage::Tx& tx) { return TakeSeat(request, actor, wish, tx); });
}

}  // namespace qz::identity
