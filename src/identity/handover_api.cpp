#include "audit/audit.hpp"
#include "identity/management.hpp"
#include "identity/store.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::identity {

namespace {

constexpr http::Permission kHandover{"identity.handover"};

struct HandoverWish {
    PostId from;
    std::optional<AccountId> to_account;
    std::optional<PersonId> to_person;  // the same by the person, as the lists of posts name them
    std::string login;                  // of a new account, where there is neither
    std::string name;
    std::string reason;
};

HandoverWish Prepare(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    HandoverWish wish;
    wish.from = fields.IdOf<PostId>("from_post");
    wish.to_account = fields.OptionalId<AccountId>("to_account");
    wish.to_person = fields.OptionalId<PersonId>("to_person");
    wish.reason = fields.Text("reason", {.longest = 200});
    if (wish.to_account || wish.to_person) {
        fields.Finish();
        return wish;
    }
    static const json::value kNone = json::object{};
    const json::value* raw = fields.Raw("to_new");
    Fields account(raw != nullptr ? *raw : kNone, "to_new");
    wish.login = account.Text("login", {.longest = 64});
    wish.name = account.Text("name", {.longest = 40});
    for (Finding& finding : CheckLogin(wish.login, "to_new.login")) account.Add(std::move(finding));
    for (Finding& finding : account.findings()) fields.Add(finding);
    fields.Finish();
    return wish;
}

// The post that takes over: one of the same kind that the person has in this unit, or a new one.
PostId PostOf(storage::Tx& tx, PersonId person, const Post& from) {
    for (const Post& post : ListPostsOf(tx, person)) {
        if (post.HoldsOn(DateOf(tx.Now())) && post.view.unit == from.view.unit &&
            post.view.role == from.view.role) {
            return post.view.id;
        }
    }
    return InsertPost(tx, person, from.view.unit, from.view.role, from.view.title);
}

// Somebody whom this manager can see: with a post in one of its units.
PersonId RequireReceiver(storage::Tx& tx, const Manager& manager, const HandoverWish& wish) {
    const PersonId person =
        wish.to_person ? *wish.to_person : OrNotFound(FindAccount(tx, *wish.to_account)).person;
    for (const Post& post : ListPostsOf(tx, person)) {
        if (post.view.enabled && manager.Covers(post.view.unit)) return person;
    }
    throw Problem::NotFound();
}

http::Reply Make(const Actor& actor, const Scope& scope, const HandoverWish& wish,
                 const std::vector<MoveWork>& movers, storage::Tx& tx) {
    const Manager manager(tx, actor, scope);
    const Post from = manager.RequirePost(tx, wish.from);
    PostId to;
    if (wish.to_account || wish.to_person) {
        const PersonId receiver = RequireReceiver(tx, manager, wish);
        if (receiver == from.view.person) {
            throw Problem::RejectedAt(wish.to_person ? "to_person" : "to_account",
                                      "identity.handover.same_person");
        }
        // Work that goes to somebody who cannot sign in is done by nobody.
        const auto account = FindAccountOf(tx, receiver);
        if (account && account->state == AccountState::kDisabled) {
            throw Problem::RejectedAt(wish.to_person ? "to_person" : "to_account",
                                      "identity.handover.receiver_disabled");
        }
        // SECURITY §2: an administrator gives no rights to himself.
        if (receiver == actor.person && FindRole(FindPostRow(tx, actor.post)->view.role)->administrator) {
            throw Problem::Forbidden("identity.account.own");
        }
        to = PostOf(tx, receiver, from);
    } else {
        NewAccount account;
        account.unit = from.view.unit;
        account.role = from.view.role;
        account.login = wish.login;
        account.name = wish.name;
        account.post_title = from.view.title;
        to = InsertAccount(tx, account).post;
    }
    const HandoverId id = HandOver(tx, from, *FindPostRow(tx, to), wish.reason, actor.name, movers);
    audit::Record(tx, actor, "identity.handover.made", id,
                  {.unit = from.view.unit,
                   .detail = json::serialize(
                       json::object{{"from_post", from.view.id.ToString()}, {"to_post", to.ToString()}})});
    return http::Created(id);
}

http::Reply Show(const Scope& scope, HandoverId id, i18n::Language language, storage::Snapshot& snapshot) {
    const Handover handover = OrNotFound(FindHandover(snapshot, id));
    if (!directory::CoversAlsoGone(snapshot, scope, handover.unit)) throw Problem::NotFound();
    json::array items;
    for (const Moved& item : handover.items)
        items.push_back({{"label", i18n::Sentence(language, item.label)}, {"number", item.number}});
    return http::Json({{"id", id.ToString()},
                       {"at", handover.at.ToString()},
                       {"unit", directory::LastUnitJson(snapshot, handover.unit)},
                       {"title", handover.title},
                       {"from", {{"post", handover.from.ToString()}, {"person_name", handover.from_name}}},
                       {"to", {{"post", handover.to.ToString()}, {"person_name", handover.to_name}}},
                       {"reason", handover.reason},
                       {"by", handover.by_name},
                       {"items", std::move(items)}});
}

}  // namespace

void AddHandoverRoutes(http::Router& router, std::vector<MoveWork> movers) {
    router.Post("/api/identity/handovers", kHandover, {"list"}, {"id"},
                {"from_post", "to_account", "to_person", "to_new", "reason"}, Prepare,
                [movers = std::move(movers)](const http::Request&, const Actor& actor, const Scope& scope,
                                             const HandoverWish& wish, storage::Tx& tx) {
                    return Make(actor, scope, wish, movers, tx);
                });
    router.Get(
        "/api/identity/handovers/{handover}", kHandover, {"handover"},
        {"id", "at", "unit", "title", "from", "to", "reason", "by", "items"},
        [](const http::Request& request, const Actor&, const Scope& scope, storage::Snapshot& snapshot) {
            const i18n::Language language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
            return Show(scope, request.Path<HandoverId>("handover"), language, snapshot);
        });
}

}  // namespace qz::identity
