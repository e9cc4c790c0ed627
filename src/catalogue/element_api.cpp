#include "audit/audit.hpp"
#include "catalogue/api.hpp"
#include "catalogue/coverage.hpp"
#include "catalogue/element_store.hpp"
#include "catalogue/succession.hpp"
#include "directory/directory.hpp"
#include "platform/text/text.hpp"

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
constexpr std::array<std::string_view, 7> kPeriod = {"none",  "year", "half", "quarter",
                                                     "month", "week", "day"};
constexpr std::size_t kMostPurposes = 20;
constexpr int kLongestHistory = 200;

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

std::string PeriodType(Fields& fields) {
    if (fields.Raw("period_type") == nullptr) return "none";
    return std::string(
        kPeriod[fields.OneOf("period_type", {"none", "year", "half", "quarter", "month", "week", "day"})]);
}
std::vector<std::string> Purposes(Fields& fields) {
    std::vector<std::string> purposes;
    for (const json::value& item : fields.Array("purposes", kMostPurposes, false)) {
        const json::string* text = item.if_string();
        const auto length = text ? CountCodePoints(*text) : std::nullopt;
        if (length.value_or(0) < 1 || *length > 200) {
            fields.Add({fields.PathOf("purposes"), "catalogue.element.bad_purpose", {}});
            break;
        }
        purposes.emplace_back(*text);
    }
    return purposes;
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
    element.period_type = PeriodType(fields);
    element.purposes = Purposes(fields);
    if (element.type == ValueType::kChoice && element.code_set.empty() && element.choices.empty()) {
        fields.Add({fields.PathOf("choices"), "catalogue.element.choices_missing", {}});
    }
    fields.Finish();
    return element;
}

std::string UnitName(const directory::Tree& tree, UnitId unit) {
    const auto ordinal = tree.Find(unit);
    return ordinal ? std::string(tree.At(*ordinal).name) : std::string();
}

json::object ShownElement(const directory::Tree& tree, const Element& element) {
    json::object object = ElementJson(element);
    object["steward_name"] = element.steward ? json::value(UnitName(tree, *element.steward)) : json::value();
    object["pinyin"] = text::PinyinInitials(element.label);
    return object;
}

ElementFilter ReadFilter(const http::Request& request) {
    ElementFilter filter;
    if (const auto steward = request.Query("steward"); steward && !steward->empty()) {
        filter.steward =
            *steward == "none" ? std::optional<UnitId>(UnitId{}) : request.QueryId<UnitId>("steward");
    }
    filter.claim = request.Query("claim").value_or("");
    filter.retired = request.Query("retired").value_or("") == "1";
    return filter;
}

http::Reply SearchElements(const http::Request& request, const Actor&, const Scope&,
                           storage::Snapshot& snapshot) {
    const http::Page page = http::Page::From(request, 2);
    ElementPlace after;
    if (!page.after.empty()) {
        const auto rank = ParseId<ElementId>(page.after[0]);
        if (!rank || rank->value > 9) throw Problem::RejectedAt("cursor", "platform.http.unknown_cursor");
        after = {static_cast<int>(rank->value), page.after[1]};
    }
    const auto elements = CurrentElements(snapshot);
    const auto limit = static_cast<std::size_t>(page.limit);
    auto found =
        elements->Search(request.Query("search").value_or(""), ReadFilter(request), after, limit + 1);
    json::value next;
    if (found.size() > limit) {
        found.pop_back();
        next = http::Page::Cursor({std::to_string(found.back().rank), found.back().element->code});
    }
    const auto tree = directory::CurrentTree(snapshot);
    json::array items;
    for (const ElementHit& hit : found) items.push_back(ShownElement(*tree, *hit.element));
    return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
}

const Element& ElementOf(const http::Request& request, const Elements& elements) {
    const Element* element = elements.Find(request.Path<ElementId>("element"));
    if (element == nullptr) throw Problem::NotFound();
    return *element;
}

json::value UnitOrNull(const directory::Tree& tree, UnitId unit) {
    const auto ordinal = tree.Find(unit);
    return ordinal ? json::value(directory::UnitJson(tree.At(*ordinal))) : json::value();
}

json::array AskedBy(storage::Snapshot& snapshot, const directory::Tree& tree, const Connections& connections,
                    ElementId element) {
    json::array asked;
    for (const Asking& asking : ListAsking(snapshot, connections, element)) {
        asked.push_back(json::object{
            {"form", std::to_string(asking.form)},
            {"title", asking.title},
            {"issuer", UnitOrNull(tree, asking.issuer)},
            {"period", asking.period},
            {"valid_until", asking.valid_until ? json::value(asking.valid_until->ToString()) : json::value()},
            {"live", asking.live}});
    }
    return asked;
}

json::array History(storage::Snapshot& snapshot, const directory::Tree& tree, const Connections& connections,
                    ElementId element) {
    json::array history;
    for (const Event& event : ListEvents(snapshot, element, kLongestHistory)) {
        json::value by;
        if (event.account) {
            by = json::object{
                {"name", connections.name_of ? connections.name_of(snapshot, event.account) : std::string()},
                {"unit", UnitName(tree, event.unit)}};
        }
        history.push_back(json::object{{"at", event.at.ToString()},
                                       {"by", std::move(by)},
                                       {"what", event.what},
                                       {"detail", ParseJson(event.detail)},
                                       {"document", event.document}});
    }
    return history;
}

http::Reply ShowElement(const http::Request& request, storage::Snapshot& snapshot,
                        const Connections& connections) {
    const auto elements = CurrentElements(snapshot);
    const Element& element = ElementOf(request, *elements);
    const auto tree = directory::CurrentTree(snapshot);
    json::object object = ShownElement(*tree, element);
    object["asked_by"] = AskedBy(snapshot, *tree, connections, element.id);
    object["held"] = HeldJson(snapshot, *tree, element.id);
    object["history"] = History(snapshot, *tree, connections, element.id);
    json::array successors;
    for (const ElementId id : element.successors) {
        const Element* successor = elements->Find(id);
        if (successor == nullptr) continue;
        successors.push_back(
            json::object{{"id", id.ToString()}, {"code", successor->code}, {"label", successor->label}});
    }
    object["replaced_by"] = std::move(successors);
    return http::Json(object).WithEtag(element.revision);
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
    InsertEvent(tx, id, actor, "proposed", {{"code", element.code}, {"label", element.label}});
    audit::Record(tx, actor, "catalogue.element.proposed", id);
    return http::Created(id);
}

struct Change {
    ElementId id;
    std::int64_t revision = 0;
    std::string label, definition, unit, refresh, sensitivity, sharing, legal_basis, period_type;
    std::vector<std::string> purposes;
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
    change.period_type = PeriodType(fields);
    change.purposes = Purposes(fields);
    fields.Finish();
    return change;
}

// What a change changed: {"label": {"from": "户数", "to": "常住户数"}}.
json::object Difference(const Element& before, const Element& after) {
    json::object difference;
    const json::object from = ElementJson(before);
    for (const auto& [name, to] : ElementJson(after)) {
        if (name == "revision" || from.at(name) == to) continue;
        difference[name] = json::object{{"from", from.at(name)}, {"to", to}};
    }
    return difference;
}

http::Reply ChangeElement(const http::Request& request, const Actor& actor, const Scope&,
                          const Change& change, storage::Tx& tx) {
    const auto elements = CurrentElements(tx);
    Element element = ElementOf(request, *elements);
    RequireLive(element);
    const Element before = element;
    if (element.steward != actor.unit) throw Problem::Forbidden("catalogue.element.not_steward");
    element.revision = change.revision;
    element.label = change.label;
    element.definition = change.definition;
    element.unit = change.unit;
    element.refresh = change.refresh;
    element.sensitivity = change.sensitivity;
    element.sharing = change.sharing;
    element.legal_basis = change.legal_basis;
    element.period_type = change.period_type;
    element.purposes = change.purposes;
    if (!UpdateElement(tx, element)) throw Problem(Problem::Kind::kPrecondition, "catalogue.element.changed");
    InsertEvent(tx, element.id, actor, "changed", Difference(before, element));
    audit::Record(tx, actor, "catalogue.element.changed", element.id);
    return http::Done(element.id).WithEtag(element.revision + 1);
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

void AddElementRoutes(http::Router& router, const Connections& connections) {
    router.Get("/api/catalogue/elements", kRead, kEverywhere, {"items", "next"}, SearchElements);
    router.Get(
        "/api/catalogue/elements/{element}", kRead, kEverywhere,
        {"id",          "code",     "label",   "definition",   "type",    "unit",        "places",
         "code_set",    "choices",  "steward", "steward_name", "refresh", "sensitivity", "sharing",
         "legal_basis", "purposes", "subject", "period_type",  "claim",   "state",       "successors",
         "replaced_by", "aliases",  "pinyin",  "asked_by",     "held",    "history",     "revision"},
        [connections](const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
            return ShowElement(request, snapshot, connections);
        });
    router.Post("/api/catalogue/elements", kPropose, kOwn, {"id"},
                {"code", "label", "definition", "type", "unit", "places", "code_set", "choices", "refresh",
                 "sensitivity", "sharing", "legal_basis", "purposes", "subject", "period_type"},
                ReadElement, ProposeElement);
    router.Put("/api/catalogue/elements/{element}", kSteward, kOwn, {"id"},
               {"label", "definition", "unit", "refresh", "sensitivity", "sharing", "legal_basis", "purposes",
                "period_type"},
               ReadChange, ChangeElement);
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
