#include "audit/audit.hpp"
#include "catalogue/api.hpp"
#include "catalogue/coverage.hpp"
#include "catalogue/succession.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kDesignate{"catalogue.designate"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr std::size_t kMostParts = 50;

std::vector<ElementId> ReadIds(Fields& fields, std::string_view name) {
    std::vector<ElementId> ids;
    for (const json::value& item : fields.Array(name, kMostParts)) {
        const json::string* text = item.if_string();
        const auto id = text ? ParseId<ElementId>(*text) : std::nullopt;
        if (id) {
            ids.push_back(*id);
        } else {
            fields.Add({fields.PathOf(name), "platform.http.not_an_id", {}});
        }
    }
    if (ids.empty() && fields.findings().empty()) {
        fields.Add({fields.PathOf(name), "catalogue.merge.unknown_element", {}});
    }
    return ids;
}

struct Merge {
    std::vector<ElementId> from;
    ElementId into;
    std::string reason;
};

Merge ReadMerge(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Merge merge;
    merge.from = ReadIds(fields, "from");
    merge.into = fields.IdOf<ElementId>("into");
    merge.reason = fields.Text("reason", {.longest = 500});
    fields.Finish();
    return merge;
}

struct Split {
    ElementId from;
    std::vector<ElementId> into;
    std::string reason;
};

Split ReadSplit(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Split split;
    split.from = fields.IdOf<ElementId>("from");
    split.into = ReadIds(fields, "into");
    split.reason = fields.Text("reason", {.longest = 500});
    fields.Finish();
    return split;
}

// What stands in the way of removing an element, and of merging one whose values are sealed under its code.
struct Dependants {
    std::int64_t units = 0;
    std::vector<Asking> forms;

    bool Any() const { return units > 0 || !forms.empty(); }
    std::string Json() const {
        json::array asked;
        for (const Asking& form : forms)
            asked.push_back(json::object{{"form", std::to_string(form.form)}, {"title", form.title}});
        return json::serialize(json::object{{"units", units}, {"forms", std::move(asked)}});
    }
    Arguments Words(const Element& element) const {
        std::string titles;
        for (const Asking& form : forms) titles += (titles.empty() ? "" : "、") + form.title;
        return {{"label", element.label},
                {"units", std::to_string(units)},
                {"count", std::to_string(forms.size())},
                {"forms", titles}};
    }
};

Dependants DependantsOf(storage::Snapshot& snapshot, const Connections& connections, ElementId element) {
    Dependants dependants;
    dependants.units = CountHolders(snapshot, element);
    dependants.forms = ListAsking(snapshot, connections, element);
    std::erase_if(dependants.forms, [](const Asking& form) { return !form.live; });
    return dependants;
}

void Refuse(std::string_view code, const Element& element, const Dependants& dependants) {
    throw Problem::Conflict(std::string(code), dependants.Words(element)).WithDetails(dependants.Json());
}

http::Reply TakeMerge(const Actor& actor, const Merge& merge, const Connections& connections,
                      storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    if (Findings findings = CheckMerge(*elements, merge.from, merge.into); !findings.empty())
        throw Problem::Rejected("platform.http.faults", std::move(findings));
    const Element& into = *elements->Find(merge.into);
    for (const ElementId id : merge.from) {
        const Element& element = *elements->Find(id);
        if (element.type == ValueType::kIdNumber) {
            // Sealed values are bound to the element's code, and a reader of the other one could not open
            // them.
            const Dependants dependants = DependantsOf(tx, connections, id);
            if (dependants.Any()) Refuse("catalogue.merge.sealed", element, dependants);
        }
        RetireElement(tx, element, "merged");
        InsertSuccessor(tx, id, into.id, "merge", merge.reason);
        InsertEvent(tx, id, actor, "merged",
                    {{"into", into.id.ToString()}, {"label", into.label}, {"reason", merge.reason}});
        InsertEvent(tx, into.id, actor, "took_in",
                    {{"from", id.ToString()}, {"label", element.label}, {"reason", merge.reason}});
        jobs::Enqueue(tx, actor.unit, kMergeJob,
                      json::serialize(json::object{{"from", id.ToString()}, {"into", into.id.ToString()}}));
        audit::Record(tx, actor, "catalogue.element.merged", id);
    }
    // The names go with them. Each reading sees the names that were added before it.
    for (const ElementId id : merge.from) {
        const Element& element = *elements->Find(id);
        std::vector<std::string> names{element.label};
        for (const Alias& alias : element.aliases) names.push_back(alias.label);
        for (const std::string& name : names) {
            InsertAlias(tx, *CurrentElements(tx)->Find(into.id), {name, "merged", actor.account, tx.Now()},
                        actor.unit);
        }
    }
    return http::Done(into.id);
}

http::Reply TakeSplit(const Actor& actor, const Split& split, storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    if (Findings findings = CheckSplit(*elements, split.from, split.into); !findings.empty())
        throw Problem::Rejected("platform.http.faults", std::move(findings));
    const Element& element = *elements->Find(split.from);
    RetireElement(tx, element, "split");
    json::array parts;
    for (const ElementId id : split.into) {
        const Element& part = *elements->Find(id);
        InsertSuccessor(tx, element.id, id, "split", split.reason);
        InsertEvent(tx, id, actor, "split_from",
                    {{"from", element.id.ToString()}, {"label", element.label}, {"reason", split.reason}});
        parts.push_back(json::object{{"id", id.ToString()}, {"label", part.label}});
    }
    InsertEvent(tx, element.id, actor, "split", {{"into", std::move(parts)}, {"reason", split.reason}});
    audit::Record(tx, actor, "catalogue.element.split", element.id);
    return http::Done(element.id);
}

std::string ReadReason(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::string reason = fields.Text("reason", {.longest = 500});
    fields.Finish();
    return reason;
}

http::Reply Remove(const http::Request& request, const Actor& actor, const std::string& reason,
                   const Connections& connections, storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    const Element* element = elements->Find(request.Path<ElementId>("element"));
    if (element == nullptr) throw Problem::NotFound();
    RequireLive(*element);
    const Dependants dependants = DependantsOf(tx, connections, element->id);
    if (dependants.Any()) Refuse("catalogue.element.in_use", *element, dependants);
    RetireElement(tx, *element, "removed");
    InsertEvent(tx, element->id, actor, "removed", {{"reason", reason}});
    audit::Record(tx, actor, "catalogue.element.removed", element->id);
    return http::Done(element->id);
}

}  // namespace

void AddSuccessionRoutes(http::Router& router, const Connections& connections) {
    router.Post("/api/catalogue/merges", kDesignate, kOwn, {"id"}, {"from", "into", "reason"}, ReadMerge,
                [connections](const http::Request&, const Actor& actor, const Scope&, const Merge& merge,
                              storage::Tx& tx) { return TakeMerge(actor, merge, connections, tx); });
    router.Post("/api/catalogue/splits", kDesignate, kOwn, {"id"}, {"from", "into", "reason"}, ReadSplit,
                [](const http::Request&, const Actor& actor, const Scope&, const Split& split,
                   storage::Tx& tx) { return TakeSplit(actor, split, tx); });
    router.Post("/api/catalogue/elements/{element}/remove", kDesignate, kOwn, {"id"}, {"reason"}, ReadReason,
                [connections](const http::Request& request, const Actor& actor, const Scope&,
                              const std::string& reason,
                              storage::Tx& tx) { return Remove(request, actor, reason, connections, tx); });
}

}  // namespace qz::catalogue
