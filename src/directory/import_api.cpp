#include "audit/audit.hpp"
#include "directory/api.hpp"
#include "directory/import.hpp"
#include "directory/leaving.hpp"
#include "directory/store.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::directory {

namespace {

constexpr std::size_t kMostFileBytes = 64u << 20;
constexpr std::size_t kMostSuccessorRows = 200;

json::object ImportJson(const ImportView& view) {
    return {{"id", view.id.ToString()},
            {"state", ToWord(view.state)},
            {"base", view.base_number},
            {"rows", view.rows},
            {"added", view.added},
            {"renamed", view.renamed},
            {"moved", view.moved},
            {"removed", view.removed},
            {"fault_count", view.fault_count},
            {"warning_count", view.warning_count},
            {"made_at", view.made_at.ToString()}};
}

// The number that a list goes on behind; 0 on the first page.
std::int64_t AfterOf(const http::Page& page) {
    return page.after.empty() ? 0 : ParseIdValue(page.after[0]).value_or(0);
}

std::string ReadUpload(const http::Request& request) {
    if (request.Body().empty()) throw Problem::Rejected("directory.import.empty");
    return Deflate(request.Body());
}

http::Reply PostImport(const http::Request&, const Actor& actor, const Scope&, const std::string& deflated,
                       storage::Tx& tx) {
    const ImportId import = InsertImport(tx);
    InsertSource(tx, import, deflated);
    jobs::Enqueue(tx, actor.unit, "directory.import",
                  json::serialize(json::object{{"import", import.ToString()}}));
    audit::Record(tx, actor, "directory.import.uploaded", import);
    return http::Created(import);
}

http::Reply GetImports(const http::Request& request, const Actor&, const Scope&,
                       storage::Snapshot& snapshot) {
    json::array items;
    for (const ImportView& view : ListImports(snapshot, http::Page::From(request).limit)) {
        items.push_back(ImportJson(view));
    }
    return http::Json(json::object{{"items", std::move(items)}});
}

http::Reply GetImport(const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    const ImportView view = OrNotFound(FindImport(snapshot, request.Path<ImportId>("import")));
    const auto page = http::Page::From(request);
    const auto language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
    json::object answer = ImportJson(view);
    json::array faults;
    answer["next"] = nullptr;
    std::int64_t last = 0;
    for (const FaultView& fault : ListFaults(snapshot, view.id, AfterOf(page), page.limit + 1)) {
        if (static_cast<int>(faults.size()) == page.limit) {
            answer["next"] = http::Page::Cursor({std::to_string(last)});
            break;
        }
        last = fault.seq;
        faults.push_back({{"place", fault.finding.field},
                          {"code", fault.finding.code},
                          {"message", i18n::Sentence(language, fault.finding.code, fault.finding.arguments)},
                          {"blocks", fault.finding.blocks}});
    }
    answer["faults"] = std::move(faults);
    return http::Json(answer).WithEtag(view.revision);
}

// What hangs on a unit that goes, and who comes after it; `must_name` while the switch would be refused for
// it.
void TellBelongings(storage::Snapshot& snapshot, const ImportView& view, const SuccessionWork& work,
                    json::object& row) {
    const UnitId unit = ParseId<UnitId>(std::string_view(row.at("unit").as_string())).value();
    const Belongings belongings = work.count ? work.count(snapshot, unit) : Belongings{};
    json::array successors;
    json::value keeper;
    for (const Successor& named : ListNamed(snapshot, *view.version, unit)) {
        json::value shown = LastUnitJson(snapshot, named.unit, view.version);
        if (named.keeps) {
            keeper = std::move(shown);
        } else {
            successors.push_back(std::move(shown));
        }
    }
    row["accounts"] = belongings.accounts;
    row["open_returns"] = belongings.open_returns;
    row["held"] = belongings.held;
    // Renumbered villages keep their names: a proposal for whoever reviews, nothing more.
    const auto namesake = FindNamesake(snapshot, view.id, std::string_view(row.at("name").as_string()));
    const bool open = successors.empty() && keeper.is_null();
    row["proposed"] = open && namesake ? LastUnitJson(snapshot, *namesake, view.version) : json::value();
    row["must_name"] = belongings.Any() && open;
    row["successors"] = std::move(successors);
    row["kept_by"] = std::move(keeper);
}

http::Reply GetDifference(const http::Request& request, storage::Snapshot& snapshot,
                          const SuccessionWork& work) {
    const ImportView view = OrNotFound(FindImport(snapshot, request.Path<ImportId>("import")));
    const auto change = ChangeFromWord(request.Query("kind").value_or(""));
    if (!change) {
        throw Problem::RejectedAt("kind", "platform.http.not_one_of",
                                  {{"allowed", "added, renamed, moved, removed"}});
    }
    const auto page = http::Page::From(request);
    std::int64_t last = 0;
    json::array rows = ListChanges(snapshot, view.id, *change, AfterOf(page), page.limit, last);
    // After the switch what hung on them has gone where it was to go.
    if (*change == Change::kRemoved && view.version && view.state != ImportState::kFailed) {
        for (json::value& row : rows) TellBelongings(snapshot, view, work, row.as_object());
    }
    const bool more = static_cast<int>(rows.size()) == page.limit;
    json::object answer{{"items", std::move(rows)}, {"next", nullptr}};
    if (more) answer["next"] = http::Page::Cursor({std::to_string(last)});
    return http::Json(answer);
}

struct SwitchOrder {
    Date effective;
    std::string document;
};

SwitchOrder ReadSwitch(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    SwitchOrder order;
    order.effective = fields.Date("effective");
    order.document = fields.Text("document", {.longest = 200});
    fields.Finish();
    return order;
}

http::Reply PostSwitch(const http::Request& request, const Actor& actor, const Scope&,
                       const SwitchOrder& order, storage::Tx& tx, const SuccessionWork& work) {
    // The switch puts the version in force at once, so it is made on the day itself or later.
    if (order.effective > DateOf(tx.Now())) {
        throw Problem::RejectedAt("effective", "directory.import.effective_in_future");
    }
    const auto import = request.Path<ImportId>("import");
    return http::Done(SwitchImport(tx, import, order.effective, order.document, &actor, work));
}

struct SuccessorOrder {
    UnitId unit;
    std::vector<UnitId> successors;
    bool abolished = false;  // 撤销: nobody comes after it
};

std::vector<SuccessorOrder> ReadSuccessors(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::vector<SuccessorOrder> orders;
    std::size_t index = 0;
    for (const json::value& member : fields.Array("successors", kMostSuccessorRows)) {
        Fields one(member, "successors[" + std::to_string(index++) + "]");
        SuccessorOrder& order = orders.emplace_back();
        order.unit = one.IdOf<UnitId>("unit");
        order.abolished = one.Flag("abolished", false);
        for (const json::value& successor : one.Array("to", 50, !order.abolished)) {
            const auto id = successor.is_string() ? ParseId<UnitId>(successor.as_string()) : std::nullopt;
            if (id) order.successors.push_back(*id);
            if (!id) one.Add({one.PathOf("to"), "platform.http.not_an_id", {}});
        }
        if (order.abolished && !order.successors.empty())
            one.Add({one.PathOf("to"), "directory.import.abolished_has_none", {}});
        try {
            one.Finish();
        } catch (const Problem& problem) {
            for (const Finding& finding : problem.findings()) fields.Add(finding);
        }
    }
    fields.Finish();
    return orders;
}

http::Reply PostSuccessors(const http::Request& request, const Actor& actor, const Scope&,
                           const std::vector<SuccessorOrder>& orders, storage::Tx& tx) {
    const ImportView view = OrNotFound(FindImport(tx, request.Path<ImportId>("import")));
    if (view.state != ImportState::kReady) throw Problem::Conflict("directory.import.not_ready");
    Findings findings;
    const auto base = CurrentTree(tx);
    for (std::size_t index = 0; index < orders.size(); ++index) {
        const std::string at = "successors[" + std::to_string(index) + "].";
        if (!IsRemovedBy(tx, view.id, orders[index].unit)) {
            findings.push_back({at + "unit", "directory.import.not_removed", {}});
            continue;
        }
        DeleteSuccessors(tx, *view.version, orders[index].unit);
        if (orders[index].abolished) {
            const UnitId keeper = FindKeeper(tx, *base, *view.version, orders[index].unit);
            InsertSuccessor(tx, *view.version, orders[index].unit, {keeper, true});
        }
        for (const UnitId successor : orders[index].successors) {
            if (IsPlaced(tx, *view.version, successor)) {
                InsertSuccessor(tx, *view.version, orders[index].unit, {successor, false});
            } else {
                findings.push_back({at + "to", "directory.import.successor_unknown", {}});
            }
        }
    }
    if (!findings.empty()) throw Problem::Rejected("platform.http.faults", std::move(findings));
    audit::Record(tx, actor, "directory.import.successors_named", view.id);
    return http::Done(view.id);
}

}  // namespace

void AddImportRoutes(http::Router& router, const SuccessionWork& work) {
    const http::Permission manage{"directory.manage"};
    const http::ScopeFrom all{"all"};
    router.Post("/api/directory/imports", manage, all, {"id"}, {"*"}, ReadUpload, PostImport)
        .Body(kMostFileBytes)
        .Slow();
    router.Get("/api/directory/imports", manage, all, {"items"}, GetImports);
    router.Get("/api/directory/imports/{import}", manage, all,
               {"id", "state", "base", "rows", "added", "renamed", "moved", "removed", "fault_count",
                "warning_count", "made_at", "faults", "next"},
               GetImport);
    router.Get("/api/directory/imports/{import}/difference", manage, all, {"items", "next"},
               [work](const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
                   return GetDifference(request, snapshot, work);
               });
    router.Post(
        "/api/directory/imports/{import}/switch", manage, all, {"id"}, {"effective", "document"}, ReadSwitch,
        [work](const http::Request& request, const Actor& actor, const Scope& scope, const SwitchOrder& order,
               storage::Tx& tx) { return PostSwitch(request, actor, scope, order, tx, work); });
    router.Post("/api/directory/imports/{import}/successors", manage, all, {"id"}, {"successors"},
                ReadSuccessors, PostSuccessors);
}

}  // namespace qz::directory
