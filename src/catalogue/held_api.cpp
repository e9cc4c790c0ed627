#include "catalogue/api.hpp"
#include "catalogue/element_store.hpp"
#include "catalogue/held_store.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kReadHeld{"catalogue.held.read"};
constexpr http::ScopeFrom kUnit{"unit"};
constexpr int kLongestHistory = 200;

std::string SubjectOf(const http::Request& request) {
    const std::string subject(request.Query("subject").value_or(""));
    if (!subject.empty() && subject.find(':') == std::string::npos) {
        throw Problem::RejectedAt("subject", "catalogue.held.unknown_subject");
    }
    return subject;
}

json::object HeldJson(const Held& held, const Element* element, UnitId unit, const secrets::Keyring& keys) {
    json::value value;
    if (held.value && element != nullptr) value = Masked(keys, *element, unit, held.subject, *held.value);
    json::value label;
    if (held.value && element != nullptr) {
        for (const Code& choice : element->choices) {
            if (choice.code == *held.value) label = choice.label;
        }
    }
    return {
        {"element", held.element.ToString()},
        {"element_code", element != nullptr ? json::value(element->code) : json::value()},
        {"element_label", element != nullptr ? json::value(element->label) : json::value()},
        {"type", element != nullptr ? json::value(ToWord(element->type)) : json::value()},
        {"unit_of_measure", element != nullptr ? json::value(element->unit) : json::value()},
        {"subject", held.subject},
        {"value", std::move(value)},
        {"value_label", std::move(label)},
        {"period", held.period},
        {"source", json::object{{"kind", held.source.kind}, {"label", held.source.label}}},
        {"as_of", held.as_of.ToString()},
        {"verified_by", held.verified_by ? json::value(held.verified_by->ToString()) : json::value()},
        {"at", held.at.ToString()},
        {"version", held.version},
    };
}

http::Reply ShowHeld(const http::Request& request, storage::Snapshot& snapshot,
                     const secrets::Keyring& keys) {
    const UnitId unit = request.Path<UnitId>("unit");
    const std::string subject = SubjectOf(request);
    const http::Page page = http::Page::From(request, 2);
    std::optional<HeldPlace> after;
    if (!page.after.empty()) {
        const auto element = ParseId<ElementId>(page.after[1]);
        if (!element) throw Problem::RejectedAt("cursor", "platform.http.unknown_cursor");
        after = HeldPlace{page.after[0], *element};
    }
    const auto elements = CurrentElements(snapshot);
    auto values = ListHeldPage(snapshot, unit, subject, after, page.limit + 1);
    json::value next;
    if (values.size() > static_cast<std::size_t>(page.limit)) {
        values.pop_back();
        next = http::Page::Cursor({values.back().subject, values.back().element.ToString()});
    }
    json::array items;
    for (const Held& held : values) items.push_back(HeldJson(held, elements->Find(held.element), unit, keys));
    json::value confirmed;
    if (const auto confirmation = FindConfirmation(snapshot, unit, subject)) {
        confirmed =
            json::object{{"at", confirmation->at.ToString()}, {"account", confirmation->account.ToString()}};
    }
    return http::Json(json::object{
        {"items", std::move(items)}, {"next", std::move(next)}, {"confirmed", std::move(confirmed)}});
}

http::Reply ShowHistory(const http::Request& request, storage::Snapshot& snapshot,
                        const secrets::Keyring& keys) {
    const UnitId unit = request.Path<UnitId>("unit");
    const ElementId id = request.Path<ElementId>("element");
    const auto elements = CurrentElements(snapshot);
    const Element* element = elements->Find(id);
    if (element == nullptr) throw Problem::NotFound();
    json::array items;
    for (const Held& held : ListHistory(snapshot, unit, SubjectOf(request), id)) {
        if (items.size() == kLongestHistory) break;
        items.push_back(HeldJson(held, element, unit, keys));
    }
    return http::Json(json::object{{"items", std::move(items)}});
}

}  // namespace

void AddHeldRoutes(http::Router& router, const secrets::Keyring& keys) {
    router.Get("/api/catalogue/units/{unit}/held", kReadHeld, kUnit, {"items", "next", "confirmed"},
               [&keys](const http::Request& request, const Actor&, const Scope&,
                       storage::Snapshot& snapshot) { return ShowHeld(request, snapshot, keys); });
    router.Get("/api/catalogue/units/{unit}/held/{element}/history", kReadHeld, kUnit, {"items"},
               [&keys](const http::Request& request, const Actor&, const Scope&,
                       storage::Snapshot& snapshot) { return ShowHistory(request, snapshot, keys); });
}

}  // namespace qz::catalogue
