#include "audit/audit.hpp"
#include "calendar/calendar.hpp"
#include "catalogue/api.hpp"
#include "catalogue/claim.hpp"
#include "directory/directory.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kRead{"catalogue.read"};
constexpr http::Permission kSteward{"catalogue.steward"};
constexpr http::Permission kDesignate{"catalogue.designate"};
constexpr http::ScopeFrom kEverywhere{"all"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr std::int64_t kLastId = std::numeric_limits<std::int64_t>::max();

std::string TextReason(std::string_view text) {
    return json::serialize(json::object{{"text", text}});
}

// A reason of the hub's own in the reader's language, a person's as it was written.
std::string ReasonIn(const std::string& reason, i18n::Language language) {
    const json::value value = ParseJson(reason);
    const json::object& object = value.as_object();
    if (const json::value* text = object.if_contains("text")) return std::string(text->as_string());
    Arguments arguments;
    for (const auto& [name, argument] : object.at("arguments").as_object())
        arguments.emplace_back(name, argument.as_string());
    return i18n::Sentence(language, std::string_view(object.at("code").as_string()), arguments);
}

json::value UnitOrNull(const directory::Tree& tree, std::optional<UnitId> unit) {
    const auto ordinal = unit ? tree.Find(*unit) : std::nullopt;
    return ordinal ? json::value(directory::UnitJson(tree.At(*ordinal))) : json::value();
}

// What this post may do with it now.
json::array Can(const ClaimRow& claim, const Actor& actor, bool steward, bool authority) {
    json::array can;
    const bool mine = claim.proposed == actor.unit;
    if (steward && mine && claim.state == ClaimState::kProposed) {
        can.emplace_back("accept");
        can.emplace_back("decline");
    }
    if (steward && mine && claim.state == ClaimState::kEscalated) can.emplace_back("accept");
    const bool standing = claim.state == ClaimState::kProposed || claim.state == ClaimState::kAccepted ||
                          claim.state == ClaimState::kDesignated || claim.state == ClaimState::kEscalated;
    if (steward && standing && !(mine && claim.state != ClaimState::kDesignated)) can.emplace_back("dispute");
    if (authority && (claim.state == ClaimState::kDeclined || claim.state == ClaimState::kEscalated))
        can.emplace_back("designate");
    if (authority && claim.state == ClaimState::kDisputed) can.emplace_back("rule");
    return can;
}

void Require(const ClaimRow& claim, const Actor& actor, bool steward, bool authority, std::string_view act) {
    for (const json::value& one : Can(claim, actor, steward, authority)) {
        if (one.as_string() == act) return;
    }
    throw Problem::Conflict("catalogue.claim.not_now");
}

http::Reply ShowClaims(const http::Request& request, const Actor& actor, storage::Snapshot& snapshot,
                       const Connections& connections) {
    const http::Page page = http::Page::From(request);
    std::optional<ClaimState> state;
    if (const auto word = request.Query("state"); word && !word->empty()) {
        state = ClaimStateFromWord(*word);
        if (!state) throw Problem::RejectedAt("state", "catalogue.claim.unknown_state");
    }
    std::optional<UnitId> department;
    if (request.Query("mine").value_or("") == "1") department = actor.unit;
    ClaimId before{kLastId};
    if (!page.after.empty()) {
        const auto id = ParseId<ClaimId>(page.after[0]);
        if (!id) throw Problem::RejectedAt("cursor", "platform.http.unknown_cursor");
        before = *id;
    }
    auto claims = ListClaims(snapshot, state, request.QueryId<ElementId>("element"), department, before,
                             page.limit + 1);
    json::value next;
    if (claims.size() > static_cast<std::size_t>(page.limit)) {
        claims.pop_back();
        next = http::Page::Cursor({claims.back().id.ToString()});
    }
    const auto elements = CurrentElements(snapshot);
    const auto tree = directory::CurrentTree(snapshot);
    const auto language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
    const auto may = [&](const http::Permission& permission) {
        return connections.may &&
               connections.may(snapshot, actor.for_post.value_or(actor.post), permission.name);
    };
    const bool steward = may(kSteward);
    const bool authority = may(kDesignate);
    json::array items;
    for (const ClaimRow& claim : claims) {
        const Element* element = elements->Find(claim.element);
        if (element == nullptr) continue;
        items.push_back(json::object{
            {"id", claim.id.ToString()},
            {"element", json::object{{"id", element->id.ToString()},
                                     {"code", element->code},
                                     {"label", element->label},
                                     {"claim", element->claim}}},
            {"proposed", UnitOrNull(*tree, claim.proposed)},
            {"steward", UnitOrNull(*tree, element->steward)},
            {"reason", ReasonIn(claim.reason, language)},
            {"state", ToWord(claim.state)},
            {"due", claim.due.ToString()},
            {"answer", claim.answer},
            {"document", claim.document},
            {"disputed_by", UnitOrNull(*tree, claim.disputed_by)},
            {"opened_at", claim.opened_at.ToString()},
            {"decided_at", claim.decided_at ? json::value(claim.decided_at->ToString()) : json::value()},
            {"can", Can(claim, actor, steward, authority)}});
    }
    return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
}

// A department that is there and in use.
UnitId DepartmentOr(const directory::Tree& tree, UnitId unit) {
    const auto ordinal = tree.Find(unit);
    if (!ordinal || !tree.At(*ordinal).in_use) {
        throw Problem::RejectedAt("department", "catalogue.claim.unknown_department");
    }
    return unit;
}

struct Wish {
    ElementId element;
    UnitId department;
    std::string text;
    std::string document;
};

Wish ReadWish(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Wish wish;
    wish.element = fields.IdOf<ElementId>("element");
    wish.department = fields.IdOf<UnitId>("department");
    wish.text = fields.Text("reason", {.longest = 500});
    fields.Finish();
    return wish;
}

http::Reply Propose(const http::Request&, const Actor& actor, const Scope&, const Wish& wish,
                    storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    const Element* element = elements->Find(wish.element);
    if (element == nullptr) throw Problem::NotFound();
    RequireLive(*element);
    if (element->steward) throw Problem::Conflict("catalogue.element.already_claimed");
    ClaimRow claim;
    claim.element = element->id;
    claim.proposed = DepartmentOr(*directory::CurrentTree(tx), wish.department);
    claim.reason = TextReason(wish.text);
    claim.due = calendar::Current(tx)->AddWorkingDays(DateOf(tx.Now()), kDaysToAnswer);
    const ClaimId id = InsertClaim(tx, claim);
    UpdateSteward(tx, *element, std::nullopt, "proposed");
    InsertEvent(tx, element->id, actor, "steward_proposed",
                {{"department", claim.proposed.ToString()}, {"reason", wish.text}});
    audit::Record(tx, actor, "catalogue.claim.proposed", id, {.unit = claim.proposed});
    return http::Created(id);
}

struct Place {
    ClaimRow claim;
    std::shared_ptr<const LoadedElements> elements;
    const Element* element = nullptr;
};

Place PlaceOf(const http::Request& request, storage::Tx& tx) {
    Place place;
    place.claim = OrNotFound(FindClaim(tx, request.Path<ClaimId>("claim")));
    place.elements = CurrentElements(tx);
    place.element = place.elements->Find(place.claim.element);
    if (place.element == nullptr) throw Problem::NotFound();
    return place;
}

http::Reply Decide(Place& place, const Actor& actor, ClaimState state, std::string_view what,
                   json::object detail, storage::Tx& tx) {
    ClaimRow& claim = place.claim;
    claim.state = state;
    claim.decided_at = tx.Now();
    claim.decided_by = actor.account;
    UpdateClaim(tx, claim);
    InsertEvent(tx, place.element->id, actor, what, detail, claim.document);
    audit::Record(tx, actor, "catalogue.claim." + std::string(ToWord(state)), claim.id,
                  {.unit = claim.proposed});
    return http::Done(claim.id);
}

http::Reply Accept(const http::Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
    Place place = PlaceOf(request, tx);
    Require(place.claim, actor, true, false, "accept");
    UpdateSteward(tx, *place.element, actor.unit, "claimed");
    return Decide(place, actor, ClaimState::kAccepted, "claimed", {}, tx);
}

std::string ReadReason(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::string reason = fields.Text("reason", {.longest = 500});
    fields.Finish();
    return reason;
}

http::Reply Decline(const http::Request& request, const Actor& actor, const Scope&, const std::string& reason,
                    storage::Tx& tx) {
    Place place = PlaceOf(request, tx);
    Require(place.claim, actor, true, false, "decline");
    place.claim.answer = reason;
    return Decide(place, actor, ClaimState::kDeclined, "steward_declined", {{"reason", reason}}, tx);
}

http::Reply Dispute(const http::Request& request, const Actor& actor, const Scope&, const std::string& reason,
                    storage::Tx& tx) {
    Place place = PlaceOf(request, tx);
    Require(place.claim, actor, true, false, "dispute");
    place.claim.answer = reason;
    place.claim.disputed_by = actor.unit;
    UpdateSteward(tx, *place.element, place.element->steward, "disputed");
    return Decide(place, actor, ClaimState::kDisputed, "steward_disputed", {{"reason", reason}}, tx);
}

Wish ReadDesignation(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Wish wish;
    wish.department = fields.IdOf<UnitId>("department");
    wish.document = fields.Text("document", {.longest = 200});
    fields.Finish();
    return wish;
}

Wish ReadRuling(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Wish wish;
    wish.department = fields.IdOf<UnitId>("department");
    wish.text = fields.Text("ruling", {.longest = 1000});
    wish.document = fields.Text("document", {.longest = 200});
    fields.Finish();
    return wish;
}

http::Reply Appoint(const http::Request& request, const Actor& actor, const Wish& wish, ClaimState state,
                    storage::Tx& tx) {
    Place place = PlaceOf(request, tx);
    Require(place.claim, actor, false, true, state == ClaimState::kRuled ? "rule" : "designate");
    place.claim.proposed = DepartmentOr(*directory::CurrentTree(tx), wish.department);
    place.claim.document = wish.document;
    if (!wish.text.empty()) place.claim.answer = wish.text;
    UpdateSteward(tx, *place.element, wish.department, "designated");
    json::object detail{{"department", wish.department.ToString()}};
    if (!wish.text.empty()) detail["ruling"] = wish.text;
    return Decide(place, actor, state, state == ClaimState::kRuled ? "steward_ruled" : "steward_designated",
                  std::move(detail), tx);
}

// A department that needs no asking. Where the hub has proposed it the proposal is accepted; where another
// one is proposed it disputes instead.
http::Reply Claim(const http::Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    const Element* element = elements->Find(request.Path<ElementId>("element"));
    if (element == nullptr) throw Problem::NotFound();
    RequireLive(*element);
    // Whoever claims twice has it already: the same answer, nothing written anew but the trace.
    if (element->steward == actor.unit) {
        audit::Record(tx, actor, "catalogue.element.claimed", element->id);
        return http::Done(element->id);
    }
    if (element->steward) throw Problem::Conflict("catalogue.element.already_claimed");
    auto open = FindClaimOf(tx, element->id);
    if (open && IsOpen(open->state)) {
        if (open->state != ClaimState::kProposed || open->proposed != actor.unit)
            throw Problem::Conflict("catalogue.claim.open");
        open->state = ClaimState::kAccepted;
        open->decided_at = tx.Now();
        open->decided_by = actor.account;
        UpdateClaim(tx, *open);
    } else {
        ClaimRow made;
        made.element = element->id;
        made.proposed = actor.unit;
        made.reason = json::serialize(
            json::object{{"code", "catalogue.claim.reason_own"}, {"arguments", json::object{}}});
        made.state = ClaimState::kAccepted;
        made.due = DateOf(tx.Now());
        made.decided_at = tx.Now();
        made.decided_by = actor.account;
        InsertClaim(tx, made);
    }
    UpdateSteward(tx, *element, actor.unit, "claimed");
    InsertEvent(tx, element->id, actor, "claimed");
    audit::Record(tx, actor, "catalogue.element.claimed", element->id);
    return http::Done(element->id);
}

}  // namespace

void AddClaimRoutes(http::Router& router, const Connections& connections) {
    router.Post("/api/catalogue/elements/{element}/claim", kSteward, kOwn, {"id"}, {}, Claim);
    router.Get("/api/catalogue/claims", kRead, kEverywhere, {"items", "next"},
               [connections](const http::Request& request, const Actor& actor, const Scope&,
                             storage::Snapshot& snapshot) {
                   return ShowClaims(request, actor, snapshot, connections);
               });
    router.Post("/api/catalogue/claims", kSteward, kOwn, {"id"}, {"element", "department", "reason"},
                ReadWish, Propose);
    const std::string claim = "/api/catalogue/claims/{claim}";
    router.Post(claim + "/accept", kSteward, kOwn, {"id"}, {}, Accept);
    router.Post(claim + "/decline", kSteward, kOwn, {"id"}, {"reason"}, ReadReason, Decline);
    router.Post(claim + "/dispute", kSteward, kOwn, {"id"}, {"reason"}, ReadReason, Dispute);
    router.Post(claim + "/designate", kDesignate, kOwn, {"id"}, {"department", "document"}, ReadDesignation,
                [](const http::Request& request, const Actor& actor, const Scope&, const Wish& wish,
                   storage::Tx& tx) { return Appoint(request, actor, wish, ClaimState::kDesignated, tx); });
    router.Post(claim + "/rule", kDesignate, kOwn, {"id"}, {"department", "ruling", "document"}, ReadRuling,
                [](const http::Request& request, const Actor& actor, const Scope&, const Wish& wish,
                   storage::Tx& tx) { return Appoint(request, actor, wish, ClaimState::kRuled, tx); });
}

}  // namespace qz::catalogue
