#include "audit/audit.hpp"
#include "catalogue/api.hpp"
#include "catalogue/element_store.hpp"
#include "directory/directory.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kRead{"catalogue.read"};
constexpr http::Permission kPropose{"catalogue.propose"};
constexpr http::Permission kSteward{"catalogue.steward"};
constexpr http::ScopeFrom kEverywhere{"all"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr std::size_t kMostChoices = 2000;
constexpr std::size_t kLongestCode = 60;

constexpr std::array<std::string_view, 6> kRefresh = {"once",    "yearly", "quarterly",
                                                      "monthly", "weekly", "daily"};
constexpr std::array<std::string_view, 4> kSensitivity = {"public", "internal", "personal", "sensitive"};
constexpr std::array<std::string_view, 3> kSharing = {"unconditional", "conditional", "none"};
constexpr std::array<std::string_view, 4> kSubject = {"unit", "person", "household", "site"};

std::string Refresh(Fields& fields) {
    return std::string(
        kRefresh[fields.OneOf("refresh", {"once", "yearly", "quarterly", "monthly", "weekly", "daily"})]);
}
std::string Sensitivity(Fields& fields) {
    return std::string(
        kSensitivity[fields.OneOf("sensitivity", {"public", "internal", "personal", "sensitive"})]);
}
std::string Sharing(Fields& fields) {
    return std::string(kSharing[fields.OneOf("sharing", {"unconditional", "conditional", "none"})]);
}

// Codes are also JSON members and column names: "households".
void CheckCode(Fields& fields, std::string_view code) {
    bool good = !code.empty() && code.size() <= kLongestCode && code[0] >= 'a' && code[0] <= 'z';
    for (const char c : code) good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    if (!good) fields.Add({fields.PathOf("code"), "catalogue.element.bad_code", {}});
}

std::vector<Code> ReadCodes(Fields& fields, std::string_view name, bool required) {
    std::vector<Code> codes;
    for (const json::value& item : fields.Array(name, kMostChoices, required)) {
        Fields code(item, fields.PathOf(name) + '[' + std::to_string(codes.size()) + ']');
        codes.push_back({code.Text("code", {.longest = 40}), code.Text("label", {.longest = 120})});
        for (Finding& finding : code.findings()) fields.Add(std::move(finding));
        for (std::size_t i = 0; i + 1 < codes.size(); ++i) {
            if (codes[i].code == codes.back().code) {
                fields.Add({code.PathOf("code"), "catalogue.code_set.bad_codes", {}});
                break;
            }
        }
    }
    return codes;
}

Element ReadElement(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Element element;
    element.code = fields.Text("code", {.longest = 200});
    CheckCode(fields, element.code);
    element.label = fields.Text("label", {.longest = 120});
    element.definition = fields.OptionalText("definition", {.shortest = 0}).value_or("");
    element.type = static_cast<ValueType>(fields.OneOf(
        "type", {"text", "integer", "decimal", "date", "choice", "yes_no", "id_number", "phone"}));
    element.unit = fields.OptionalText("unit", {.shortest = 0, .longest = 20}).value_or("");
    element.places = static_cast<int>(fields.OptionalInteger("places", 0, Decimal::kPlaces).value_or(0));
    element.code_set = fields.OptionalText("code_set", {.shortest = 0, .longest = kLongestCode}).value_or("");
    element.choices = ReadCodes(fields, "choices", false);
    element.refresh = Refresh(fields);
    element.sensitivity = Sensitivity(fields);
    element.sharing = Sharing(fields);
    element.legal_basis = fields.OptionalText("legal_basis", {.shortest = 0}).value_or("");
    element.subject = std::string(kSubject[fields.OneOf("subject", {"unit", "person", "household", "site"})]);
    if (element.type == ValueType::kChoice && element.code_set.empty() && element.choices.empty()) {
        fields.Add({fields.PathOf("choices"), "catalogue.element.choices_missing", {}});
    }
    fields.Finish();
    return element;
}

json::object ShownElement(storage::Snapshot& snapshot, const Element& element) {
    json::object object = ElementJson(element);
    object["steward_name"] = nullptr;
    if (element.steward) {
        const auto tree = directory::CurrentTree(snapshot);
        if (const auto ordinal = tree->Find(*element.steward))
            object["steward_name"] = tree->At(*ordinal).name;
    }
    return object;
}

http::Reply SearchElements(const http::Request& request, const Actor&, const Scope&,
                           storage::Snapshot& snapshot) {
    const http::Page page = http::Page::From(request);
    const auto elements = CurrentElements(snapshot);
    const auto limit = static_cast<std::size_t>(page.limit);
    auto found = elements->Search(request.Query("search").value_or(""),
                                  page.after.empty() ? std::string_view() : page.after[0], limit + 1);
    json::value next;
    if (found.size() > limit) {
        found.pop_back();
        next = http::Page::Cursor({found.back()->code});
    }
    json::array items;
    for (const Element* element : found) items.push_back(ShownElement(snapshot, *element));
    return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
}

const Element& ElementOf(const http::Request& request, const Elements& elements) {
    const Element* element = elements.Find(request.Path<ElementId>("element"));
    if (element == nullptr) throw Problem::NotFound();
    return *element;
}

http::Reply ShowElement(const http::Request& request, const Actor&, const Scope&,
                        storage::Snapshot& snapshot) {
    const auto elements = CurrentElements(snapshot);
    const Element& element = ElementOf(request, *elements);
    return http::Json(ShownElement(snapshot, element)).WithEtag(element.revision);
}

http::Reply ProposeElement(const http::Request&, const Actor& actor, const Scope&, const Element& proposed,
                           storage::Tx& tx) {
    Element element = proposed;
    if (!element.code_set.empty() && element.choices.empty()) {
        bool known = false;
        for (const CodeSet& set : ListCodeSets(tx)) known = known || set.code == element.code_set;
        if (!known) throw Problem::RejectedAt("code_set", "catalogue.element.unknown_code_set");
    }
    const ElementId id = InsertElement(tx, element);
    audit::Record(tx, actor, "catalogue.element.proposed", id);
    return http::Created(id);
}

struct Change {
    ElementId id;
    std::int64_t revision = 0;
    std::string label, definition, unit, refresh, sensitivity, sharing, legal_basis;
};

Change ReadChange(const http::Request& request) {
    Change change;
    change.id = request.Path<ElementId>("element");
    change.revision = request.IfMatch();
    const json::value body = request.Json();
    Fields fields(body);
    change.label = fields.Text("label", {.longest = 120});
    change.definition = fields.OptionalText("definition", {.shortest = 0}).value_or("");
    change.unit = fields.OptionalText("unit", {.shortest = 0, .longest = 20}).value_or("");
    change.refresh = Refresh(fields);
    change.sensitivity = Sensitivity(fields);
    change.sharing = Sharing(fields);
    change.legal_basis = fields.OptionalText("legal_basis", {.shortest = 0}).value_or("");
    fields.Finish();
    return change;
}

http::Reply ChangeElement(const http::Request& request, const Actor& actor, const Scope&,
                          const Change& change, storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    Element element = ElementOf(request, *elements);
    if (element.steward != actor.unit) throw Problem::Forbidden("catalogue.element.not_steward");
    element.revision = change.revision;
    element.label = change.label;
    element.definition = change.definition;
    element.unit = change.unit;
    element.refresh = change.refresh;
    element.sensitivity = change.sensitivity;
    element.sharing = change.sharing;
    element.legal_basis = change.legal_basis;
    if (!UpdateElement(tx, element)) throw Problem(Problem::Kind::kPrecondition, "catalogue.element.changed");
    audit::Record(tx, actor, "catalogue.element.changed", element.id);
    return http::Done(element.id).WithEtag(element.revision + 1);
}

http::Reply Claim(const http::Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    const Element& element = ElementOf(request, *elements);
    // Whoever claims twice has it already: the same answer, nothing written anew but the trace.
    if (element.steward != actor.unit && !ClaimElement(tx, element, actor.unit)) {
        throw Problem::Conflict("catalogue.element.already_claimed");
    }
    audit::Record(tx, actor, "catalogue.element.claimed", element.id);
    return http::Done(element.id);
}

http::Reply ShowCodeSets(const http::Request&, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    json::array items;
    for (const CodeSet& set : ListCodeSets(snapshot)) {
        json::array codes;
        for (const Code& code : set.codes)
            codes.push_back(json::object{{"code", code.code}, {"label", code.label}});
        items.push_back(json::object{{"code", set.code}, {"label", set.label}, {"codes", std::move(codes)}});
    }
    return http::Json(json::object{{"items", std::move(items)}});
}

CodeSet ReadCodeSet(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    CodeSet set;
    set.code = fields.Text("code", {.longest = 200});
    CheckCode(fields, set.code);
    set.label = fields.Text("label", {.longest = 120});
    set.codes = ReadCodes(fields, "codes", true);
    fields.Finish();
    return set;
}

http::Reply AddCodeSet(const http::Request&, const Actor& actor, const Scope&, const CodeSet& set,
                       storage::Tx& tx) {
    if (!InsertCodeSet(tx, set))
        throw Problem::Conflict("catalogue.code_set.code_taken", {{"code", set.code}});
    const json::object detail{{"code", set.code}};
    audit::Record(tx, actor, "catalogue.code_set.added", std::int64_t{0},
                  {.detail = json::serialize(detail)});
    http::Reply reply = http::Json(json::object{{"code", set.code}});
    reply.status = 201;
    return reply;
}

}  // namespace

void AddElementRoutes(http::Router& router) {
    router.Get("/api/catalogue/elements", kRead, kEverywhere, {"items", "next"}, SearchElements);
    router.Get(
        "/api/catalogue/elements/{element}", kRead, kEverywhere,
        {"id", "code", "label", "definition", "type", "unit", "places", "code_set", "choices", "steward",
         "steward_name", "refresh", "sensitivity", "sharing", "legal_basis", "subject", "revision"},
        ShowElement);
    router.Post("/api/catalogue/elements", kPropose, kOwn, {"id"},
                {"code", "label", "definition", "type", "unit", "places", "code_set", "choices", "refresh",
                 "sensitivity", "sharing", "legal_basis", "subject"},
                ReadElement, ProposeElement);
    router.Put("/api/catalogue/elements/{element}", kSteward, kOwn, {"id"},
               {"label", "definition", "unit", "refresh", "sensitivity", "sharing", "legal_basis"},
               ReadChange, ChangeElement);
    router.Post("/api/catalogue/elements/{element}/claim", kSteward, kOwn, {"id"}, {}, Claim);
    router.Get("/api/catalogue/code-sets", kRead, kEverywhere, {"items"}, ShowCodeSets);
    router
        .Post("/api/catalogue/code-sets", kPropose, kOwn, {"code"}, {"code", "label", "codes"}, ReadCodeSet,
              AddCodeSet)
        .Rebuild(
            [](const http::Request& request, const Actor&, const Scope&, std::int64_t, storage::Snapshot&) {
                http::Reply reply = http::Json(json::object{{"code", ReadCodeSet(request).code}});
                reply.status = 201;
                return reply;
            });
}

}  // namespace qz::catalogue
