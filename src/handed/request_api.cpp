#include <algorithm>
#include <array>
#include <map>

#include "audit/audit.hpp"
#include "handed/examine.hpp"
#include "handed/routes.hpp"
#include "handed/store.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::handed {

namespace {

constexpr http::Permission kFill{"handed.fill"};
constexpr http::Permission kWatch{"handed.watch"};
constexpr http::Permission kAnswer{"handed.answer"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr http::ScopeFrom kList{"list"};
constexpr std::int64_t kLastId = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kMostOverlaps = 10;

json::value UnitOrNull(const directory::Tree& tree, UnitId unit) {
    const auto ordinal = unit ? tree.Find(unit) : std::nullopt;
    return ordinal ? json::value(directory::UnitJson(tree.At(*ordinal))) : json::value();
}

json::value MomentOrNull(const std::optional<Instant>& moment) {
    return moment ? json::value(moment->ToString()) : json::value();
}

template <class IdType>
IdType Before(const http::Page& page) {
    if (page.after.empty()) return IdType{kLastId};
    const auto id = ParseId<IdType>(page.after[0]);
    if (!id) throw Problem::RejectedAt("cursor", "platform.http.unknown_cursor");
    return *id;
}

// The columns of the sheets that the hub understood, by what they are called.
json::array LabelsOf(const json::value& view) {
    json::array labels;
    for (const json::value& sheet : view.at("sheets").as_array()) {
        for (const json::value& column : sheet.at("columns").as_array()) {
            const std::string_view role = column.at("role").as_string();
            if (role == "numbering" || role == "unit_code" || role == "unit_name" || role == "town") continue;
            labels.push_back(json::object{{"label", column.at("label")}, {"element", column.at("element")}});
        }
    }
    return labels;
}

// What the issuer may read of it: the title in the sheet, otherwise its columns. Never the name of the file,
// and no title with the unit's own name in it: either would tell who registered.
std::string TitleOf(const json::value& view, const json::array& labels, std::string_view unit_name) {
    constexpr std::array<std::string_view, 5> kEndings = {"居民委员会", "村民委员会", "村委会", "居委会",
                                                          "社区"};
    std::string_view stem = unit_name;
    for (const std::string_view ending : kEndings) {
        if (stem.size() > ending.size() && stem.ends_with(ending)) stem.remove_suffix(ending.size());
    }
    for (const json::value& sheet : view.at("sheets").as_array()) {
        std::string title(sheet.at("title").as_string());
        if (!title.empty() && title.find(stem) == std::string::npos) return title;
    }
    constexpr std::size_t kMostLabels = 4;
    std::string joined;
    for (std::size_t i = 0; i < std::min(labels.size(), kMostLabels); ++i) {
        if (!joined.empty()) joined += "、";
        joined += std::string_view(labels[i].at("label").as_string());
    }
    return joined;
}

struct Registration {
    std::optional<UnitId> issuer;
    std::string issuer_name;
    std::string channel;
    std::int64_t minutes = 0;
};

Registration ReadRegistration(const http::Request& request) {
    constexpr std::array<std::string_view, 7> kChannels = {"chat_group", "phone",   "email", "office_system",
                                                           "paper",      "meeting", "other"};
    const json::value body = request.Json();
    Fields fields(body);
    Registration registration;
    registration.issuer = fields.OptionalId<UnitId>("issuer");
    registration.issuer_name =
        fields.OptionalText("issuer_name", {.shortest = 0, .longest = 120}).value_or("");
    registration.channel = kChannels[fields.OneOf(
        "channel", {"chat_group", "phone", "email", "office_system", "paper", "meeting", "other"})];
    registration.minutes = fields.Integer("minutes", 0, 100'000);
    if (!registration.issuer && registration.issuer_name.empty())
        fields.Add({"issuer", "handed.request.issuer_missing", {}});
    fields.Finish();
    return registration;
}

http::Reply Register(const http::Request& request, const Actor& actor, const Scope&,
                     const Registration& registration, storage::Tx& tx) {
    auto workbook = OrNotFound(FindWorkbook(tx, actor.unit, request.Path<WorkbookId>("workbook")));
    if (workbook.account != actor.account) throw Problem::NotFound();
    if (workbook.matter) throw Problem::Conflict("handed.request.registered_already");
    const auto tree = directory::CurrentTree(tx);
    if (registration.issuer && !tree->Find(*registration.issuer))
        throw Problem::RejectedAt("issuer", "handed.request.unknown_issuer");
    const json::value view = ParseJson(workbook.view);
    const json::array labels = LabelsOf(view);
    Matter matter;
    matter.issuer = registration.issuer.value_or(UnitId{});
    if (!registration.issuer) matter.issuer_name = registration.issuer_name;
    matter.fingerprint = FingerprintOf(labels);
    const auto own = tree->Find(actor.unit);
    matter.title = TitleOf(view, labels, own ? std::string_view(tree->At(*own).name) : std::string_view());
    matter.labels = json::serialize(labels);
    const MatterId id = PutMatter(tx, matter);
    InsertRequest(tx, actor.unit, id, registration.channel, registration.minutes, actor.account);
    workbook.matter = id;
    UpdateWorkbook(tx, workbook);
    audit::Record(tx, actor, "handed.request.registered", id);
    return http::Done(id);
}

json::object MatterJson(const Matter& matter, const directory::Tree& tree) {
    return {{"id", matter.id.ToString()},
            {"title", matter.title},
            {"issuer", UnitOrNull(tree, matter.issuer)},
            {"issuer_name", matter.issuer_name},
            {"labels", ParseJson(matter.labels)},
            {"state", ToWord(matter.state)},
            {"reason", matter.reason},
            {"gate", UnitOrNull(tree, matter.asked_by.value_or(UnitId{}))},
            {"asked_at", MomentOrNull(matter.asked_at)},
            {"answer", matter.answer},
            {"answered_at", MomentOrNull(matter.answered_at)},
            {"first_at", matter.first_at.ToString()},
            {"last_at", matter.last_at.ToString()}};
}

// The notice goes out in the gate office's name and says nothing of who registered.
json::value Notice(const Matter& matter, const directory::Tree& tree, i18n::Language language) {
    if (matter.state != MatterState::kAskedToAdmit && matter.state != MatterState::kAskedToStop) return {};
    const auto name = [&](UnitId unit) {
        const auto ordinal = unit ? tree.Find(unit) : std::nullopt;
        return ordinal ? std::string(tree.At(*ordinal).name) : std::string();
    };
    const Arguments arguments{{"gate", name(matter.asked_by.value_or(UnitId{}))},
                              {"issuer", matter.issuer ? name(matter.issuer) : matter.issuer_name},
                              {"title", matter.title},
                              {"reason", matter.reason}};
    const bool admit = matter.state == MatterState::kAskedToAdmit;
    return json::value(
        i18n::Sentence(language, admit ? "handed.notice.admit" : "handed.notice.stop", arguments));
}

class RequestRoutes {
 public:
    explicit RequestRoutes(const Connections& connections) : connections_(connections) {}

    // What the gate office sees: figures, and the units from five on.
    http::Reply ListForGate(const http::Request& request, const Scope& scope,
                            storage::Snapshot& snapshot) const {
        const http::Page page = http::Page::From(request);
        const auto issuer = request.QueryId<UnitId>("issuer");
        const auto tree = directory::CurrentTree(snapshot);
        auto matters = ListMatters(snapshot, issuer, Before<MatterId>(page), page.limit + 1);
        json::value next;
        if (matters.size() > static_cast<std::size_t>(page.limit)) {
            matters.pop_back();
            next = http::Page::Cursor({matters.back().matter.id.ToString()});
        }
        const auto language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
        json::array items;
        for (const MatterFigures& figures : matters) {
            if (!Sees(scope, *tree, figures.matter)) continue;
            json::object item = MatterJson(figures.matter, *tree);
            item["units"] = figures.units;
            item["times"] = figures.times;
            item["minutes"] = figures.minutes;
            item["named_units"] = NamedUnits(snapshot, *tree, figures);
            item["overlaps"] = Overlaps(snapshot, *tree, figures.matter);
            item["notice"] = Notice(figures.matter, *tree, language);
            items.push_back(std::move(item));
        }
        return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
    }

    // What an issuer sees of its own: below five units neither who nor how many.
    http::Reply ListForIssuer(const http::Request& request, const Actor& actor,
                              storage::Snapshot& snapshot) const {
        const http::Page page = http::Page::From(request);
        const auto tree = directory::CurrentTree(snapshot);
        auto matters = ListMatters(snapshot, actor.unit, Before<MatterId>(page), page.limit + 1);
        json::value next;
        if (matters.size() > static_cast<std::size_t>(page.limit)) {
            matters.pop_back();
            next = http::Page::Cursor({matters.back().matter.id.ToString()});
        }
        const auto language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
        json::array items;
        for (const MatterFigures& figures : matters) {
            const bool shown = figures.units >= kUnitsShown;
            json::object item = MatterJson(figures.matter, *tree);
            // The moments of single registrations would tell who was busy then.
            item.erase("first_at");
            item.erase("last_at");
            item["units"] = shown ? json::value(figures.units) : json::value();
            item["minutes"] = shown ? json::value(figures.minutes) : json::value();
            item["named_units"] = NamedUnits(snapshot, *tree, figures);
            item["overlaps"] = Overlaps(snapshot, *tree, figures.matter);
            item["notice"] = Notice(figures.matter, *tree, language);
            items.push_back(std::move(item));
        }
        return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
    }

    http::Reply ListOwn(const http::Request& request, const Actor& actor, storage::Snapshot& snapshot) const {
        const http::Page page = http::Page::From(request);
        const auto tree = directory::CurrentTree(snapshot);
        auto registered = ListRegistered(snapshot, actor.unit, Before<RequestId>(page), page.limit + 1);
        json::value next;
        if (registered.size() > static_cast<std::size_t>(page.limit)) {
            registered.pop_back();
            next = http::Page::Cursor({registered.back().id.ToString()});
        }
        json::array items;
        for (const Registered& one : registered) {
            items.push_back(json::object{{"id", one.id.ToString()},
                                         {"title", one.matter.title},
                                         {"issuer", UnitOrNull(*tree, one.matter.issuer)},
                                         {"issuer_name", one.matter.issuer_name},
                                         {"channel", one.channel},
                                         {"minutes", one.minutes},
                                         {"state", ToWord(one.matter.state)},
                                         {"at", one.at.ToString()}});
        }
        return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
    }

    http::Reply Ask(const http::Request& request, const Actor& actor, const Scope& scope,
                    const std::string& reason, MatterState state, storage::Tx& tx) const {
        Matter matter = OrNotFound(FindMatter(tx, request.Path<MatterId>("request")));
        if (!Sees(scope, *directory::CurrentTree(tx), matter)) throw Problem::NotFound();
        if (!matter.issuer) throw Problem::Conflict("handed.request.issuer_outside");
        if (matter.state == MatterState::kStopped) throw Problem::Conflict("handed.request.stopped_already");
        matter.state = state;
        matter.reason = reason;
        matter.asked_by = actor.unit;
        matter.asked_at = tx.Now();
        matter.answer.clear();
        matter.answered_at.reset();
        UpdateMatter(tx, matter);
        audit::Record(tx, actor, "handed.request." + std::string(ToWord(state)), matter.id,
                      {.unit = matter.issuer});
        return http::Done(matter.id);
    }

    http::Reply Answer(const http::Request& request, const Actor& actor, const json::value& body,
                       storage::Tx& tx) const {
        Matter matter = OrNotFound(FindMatter(tx, request.Path<MatterId>("request")));
        if (matter.issuer != actor.unit) throw Problem::NotFound();
        Fields fields(body);
        const std::size_t outcome = fields.OneOf("outcome", {"will_admit", "stopped"});
        const std::string text = fields.Text("text", {.longest = 500});
        fields.Finish();
        if (matter.state != MatterState::kAskedToAdmit && matter.state != MatterState::kAskedToStop)
            throw Problem::Conflict("handed.request.not_asked");
        matter.state = outcome == 0 ? MatterState::kWillAdmit : MatterState::kStopped;
        matter.answer = text;
        matter.answered_at = tx.Now();
        UpdateMatter(tx, matter);
        audit::Record(tx, actor, "handed.request.answered", matter.id);
        return http::Done(matter.id);
    }

 private:
    static bool Sees(const Scope& scope, const directory::Tree& tree, const Matter& matter) {
        return !matter.issuer || directory::Covers(scope, tree, matter.issuer);
    }

    static json::array NamedUnits(storage::Snapshot& snapshot, const directory::Tree& tree,
                                  const MatterFigures& figures) {
        json::array units;
        if (figures.units < kUnitsShown) return units;
        for (const UnitId unit : ListUnitsOf(snapshot, figures.matter.id))
            units.push_back(UnitOrNull(tree, unit));
        return units;
    }

    // Live forms that ask for the same: [{"form","title","issuer","columns","of"}], most first.
    json::array Overlaps(storage::Snapshot& snapshot, const directory::Tree& tree,
                         const Matter& matter) const {
        struct Overlap {
            AskingForm form;
            std::int64_t columns = 0;
        };
        std::map<std::int64_t, Overlap> overlaps;
        std::int64_t of = 0;
        const json::value labels = ParseJson(matter.labels);
        for (const json::value& label : labels.as_array()) {
            ++of;
            const json::string* word = label.at("element").if_string();
            const auto element = word ? ParseId<ElementId>(*word) : std::nullopt;
            if (!element || !connections_.asked_by) continue;
            for (const AskingForm& form : connections_.asked_by(snapshot, *element)) {
                if (!form.live) continue;
                Overlap& overlap = overlaps[form.form];
                overlap.form = form;
                ++overlap.columns;
            }
        }
        std::vector<Overlap> sorted;
        for (auto& [id, overlap] : overlaps) sorted.push_back(std::move(overlap));
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const Overlap& a, const Overlap& b) { return a.columns > b.columns; });
        json::array items;
        for (const Overlap& overlap : sorted) {
            if (items.size() == kMostOverlaps) break;
            items.push_back(json::object{{"form", std::to_string(overlap.form.form)},
                                         {"title", overlap.form.title},
                                         {"issuer", UnitOrNull(tree, overlap.form.issuer)},
                                         {"columns", overlap.columns},
                                         {"of", of}});
        }
        return items;
    }

    Connections connections_;
};

std::string ReadReason(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::string reason = fields.Text("reason", {.longest = 500});
    fields.Finish();
    return reason;
}

}  // namespace

void AddRequestRoutes(http::Router& router, const Connections& connections) {
    const auto routes = std::make_shared<const RequestRoutes>(connections);
    router.Post("/api/handed/workbooks/{workbook}/register", kFill, kOwn, {"id"},
                {"issuer", "issuer_name", "channel", "minutes"}, ReadRegistration, Register);
    router.Get("/api/handed/registered", kFill, kOwn, {"items", "next"},
               [routes](const http::Request& request, const Actor& actor, const Scope&,
                        storage::Snapshot& snapshot) { return routes->ListOwn(request, actor, snapshot); });
    router.Get(
        "/api/handed/requests", kWatch, kList, {"items", "next"},
        [routes](const http::Request& request, const Actor&, const Scope& scope,
                 storage::Snapshot& snapshot) { return routes->ListForGate(request, scope, snapshot); });
    router.Get(
        "/api/handed/asked-of-us", kAnswer, kOwn, {"items", "next"},
        [routes](const http::Request& request, const Actor& actor, const Scope&,
                 storage::Snapshot& snapshot) { return routes->ListForIssuer(request, actor, snapshot); });
    for (const auto& [word, state] : {std::pair("ask-to-admit", MatterState::kAskedToAdmit),
                                      std::pair("ask-to-stop", MatterState::kAskedToStop)}) {
        router.Post(std::string("/api/handed/requests/{request}/") + word, kWatch, kList, {"id"}, {"reason"},
                    ReadReason,
                    [routes, asked = state](const http::Request& request, const Actor& actor,
                                            const Scope& scope, const std::string& reason, storage::Tx& tx) {
                        return routes->Ask(request, actor, scope, reason, asked, tx);
                    });
    }
    router.Post(
        "/api/handed/requests/{request}/answer", kAnswer, kOwn, {"id"}, {"outcome", "text"},
        http::Router::Body,
        [routes](const http::Request& request, const Actor& actor, const Scope&, const json::value& body,
                 storage::Tx& tx) { return routes->Answer(request, actor, body, tx); });
}

}  // namespace qz::handed
