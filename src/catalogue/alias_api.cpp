#include "audit/audit.hpp"
#include "catalogue/api.hpp"
#include "catalogue/element_store.hpp"
#include "catalogue/value_rules.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kPropose{"catalogue.propose"};
constexpr http::Permission kTeach{"catalogue.teach"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr std::size_t kLongestLabel = 120;
constexpr std::size_t kMostAliases = 200;

std::string ReadLabel(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::string label = fields.Text("label", {.longest = kLongestLabel});
    fields.Finish();
    return label;
}

const Element& ElementOf(const http::Request& request, const Elements& elements) {
    const Element* element = elements.Find(request.Path<ElementId>("element"));
    if (element == nullptr) throw Problem::NotFound();
    return *element;
}

void RequireRoom(const Element& element) {
    if (element.aliases.size() >= kMostAliases) {
        throw Problem::Conflict("catalogue.alias.too_many", {{"most", std::to_string(kMostAliases)}});
    }
}

http::Reply AddAlias(const http::Request& request, const Actor& actor, const Scope&, const std::string& label,
                     storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    const Element& element = ElementOf(request, *elements);
    RequireLive(element);
    RequireRoom(element);
    if (!InsertAlias(tx, element, {label, "alias", actor.account, tx.Now()}, actor.unit)) {
        throw Problem::Conflict("catalogue.alias.there_already", {{"label", label}});
    }
    DeleteRefusal(tx, label, element.id);
    InsertEvent(tx, element.id, actor, "alias_added", {{"label", label}, {"kind", "alias"}});
    audit::Record(tx, actor, "catalogue.alias.added", element.id);
    return http::Done(element.id);
}

// A name is taken away by who answers for the element, and by who gave it; where nobody answers yet, by any
// department that may propose.
http::Reply RemoveAlias(const http::Request& request, const Actor& actor, const Scope&,
                        const std::string& label, storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    const Element& element = ElementOf(request, *elements);
    const Alias* alias = nullptr;
    for (const Alias& one : element.aliases) {
        if (SearchText(one.label) == SearchText(label)) alias = &one;
    }
    if (alias == nullptr) throw Problem::NotFound();
    if (element.steward && element.steward != actor.unit && alias->by != actor.account) {
        throw Problem::Forbidden("catalogue.element.not_steward");
    }
    DeleteAlias(tx, element, label);
    InsertEvent(tx, element.id, actor, "alias_removed", {{"label", alias->label}, {"kind", alias->kind}});
    audit::Record(tx, actor, "catalogue.alias.removed", element.id);
    return http::Done(element.id);
}

struct Overrule {
    std::string label;
    std::optional<ElementId> element;
    std::optional<ElementId> refused;
};

Overrule ReadOverrule(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Overrule overrule;
    overrule.label = fields.Text("label", {.longest = kLongestLabel});
    overrule.element = fields.OptionalId<ElementId>("element");
    overrule.refused = fields.OptionalId<ElementId>("not");
    if (!overrule.element && !overrule.refused) {
        fields.Add({fields.PathOf("element"), "catalogue.overrule.nothing_said", {}});
    }
    fields.Finish();
    return overrule;
}

http::Reply TakeOverrule(const http::Request&, const Actor& actor, const Scope&, const Overrule& overrule,
                         storage::Tx& tx) {
    Teach(tx, actor, overrule.label, overrule.element, overrule.refused);
    const ElementId object = overrule.element.value_or(overrule.refused.value_or(ElementId{}));
    audit::Record(tx, actor, "catalogue.overrule.taught", object);
    return http::Done(object);
}

}  // namespace

void Teach(storage::Tx& tx, const Actor& actor, std::string_view label, std::optional<ElementId> element,
           std::optional<ElementId> refused) {
    if (SearchText(label).empty()) return;
    const auto elements = CurrentElements(tx);
    if (refused && refused != element) {
        const Element* other = elements->Find(*refused);
        if (other == nullptr) throw Problem::NotFound();
        // Its own name stays its own: a refusal only says that this person's column was another thing.
        if (SearchText(other->label) != SearchText(label)) {
            InsertRefusal(tx, label, *refused, actor);
            InsertEvent(tx, *refused, actor, "refused", {{"label", label}});
        }
    }
    if (!element) return;
    const Element* taught = elements->Find(*element);
    if (taught == nullptr) throw Problem::NotFound();
    RequireLive(*taught);
    RequireRoom(*taught);
    DeleteRefusal(tx, label, *element);
    if (InsertAlias(tx, *taught, {std::string(label), "taught", actor.account, tx.Now()}, actor.unit)) {
        InsertEvent(tx, *element, actor, "alias_added", {{"label", label}, {"kind", "taught"}});
    }
}

void RequireLive(const Element& element) {
    if (element.state != "live") {
        throw Problem::Conflict("catalogue.element.retired", {{"label", element.label}});
    }
}

http::Reply Asked(const json::value& value) {
    http::Reply reply = http::Json(value);
    reply.refused = true;
    return reply;
}

void AddAliasRoutes(http::Router& router) {
    router.Post("/api/catalogue/elements/{element}/aliases", kPropose, kOwn, {"id"}, {"label"}, ReadLabel,
                AddAlias);
    router.Post("/api/catalogue/elements/{element}/aliases/remove", kPropose, kOwn, {"id"}, {"label"},
                ReadLabel, RemoveAlias);
    router.Post("/api/catalogue/overrules", kTeach, kOwn, {"id"}, {"label", "element", "not"}, ReadOverrule,
                TakeOverrule);
}

}  // namespace qz::catalogue
