#include <fstream>
#include <iterator>

#include "audit/audit.hpp"
#include "catalogue/api.hpp"
#include "catalogue/element_table.hpp"
#include "catalogue/passing_folder.hpp"
#include "directory/directory.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kRead{"catalogue.read"};
constexpr http::Permission kDesignate{"catalogue.designate"};
constexpr http::ScopeFrom kEverywhere{"all"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr std::size_t kMostFileBytes = 16 << 20;
constexpr std::size_t kMostDifferences = 5000;  // taken in by one short write
constexpr std::size_t kMostShown = 500;
constexpr std::string_view kWorkbookType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

http::Reply DownloadWorkbook(const http::Request& request, const Actor&, const Scope&,
                             storage::Snapshot& snapshot) {
    const TemporaryFolder folder = PassingFolder();
    const std::filesystem::path path = folder.At("elements.xlsx");
    WriteElementWorkbook(path, *CurrentElements(snapshot), *directory::CurrentTree(snapshot),
                         i18n::FromAcceptLanguage(request.Header("Accept-Language")));
    std::ifstream file(path, std::ios::binary);
    return http::Download(std::string(std::istreambuf_iterator<char>(file), {}), kWorkbookType,
                          "elements.xlsx");
}

http::Reply DownloadJson(const http::Request&, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    return http::Download(
        json::serialize(ElementsJson(*CurrentElements(snapshot), *directory::CurrentTree(snapshot))),
        "application/json; charset=utf-8", "elements.json");
}

TableDifference Compare(storage::Snapshot& snapshot, const std::vector<TableRow>& rows) {
    Findings findings;
    TableDifference difference =
        CompareTable(rows, *CurrentElements(snapshot), *directory::CurrentTree(snapshot),
                     ListCodeSets(snapshot), findings);
    if (!findings.empty()) throw Problem::Rejected("catalogue.import.faults", std::move(findings));
    if (difference.added.size() + difference.changed.size() > kMostDifferences) {
        throw Problem::Rejected("catalogue.import.too_many", {},
                                {{"most", std::to_string(kMostDifferences)}});
    }
    return difference;
}

json::array ShownChanges(const std::vector<ElementChange>& changes) {
    json::array items;
    for (const ElementChange& change : changes) {
        if (items.size() == kMostShown) break;
        json::array fields;
        for (const FieldChange& one : change.changes)
            fields.push_back(json::object{{"field", one.field}, {"from", one.from}, {"to", one.to}});
        items.push_back(json::object{
            {"code", change.next.code}, {"label", change.next.label}, {"changes", std::move(fields)}});
    }
    return items;
}

// {"added":{"count","items"},"changed":{…},"same"}: at most 500 items of each are listed.
json::object DifferenceJson(const TableDifference& difference) {
    return {{"added",
             json::object{{"count", difference.added.size()}, {"items", ShownChanges(difference.added)}}},
            {"changed",
             json::object{{"count", difference.changed.size()}, {"items", ShownChanges(difference.changed)}}},
            {"same", difference.same}};
}

void AddAliases(storage::Tx& tx, const Actor& actor, ElementId id, const ElementChange& change) {
    for (const std::string& label : change.new_aliases) {
        InsertAlias(tx, *CurrentElements(tx)->Find(id), {label, "alias", actor.account, tx.Now()},
                    actor.unit);
    }
}

void TakeIn(storage::Tx& tx, const Actor& actor, const TableDifference& difference) {
    for (const ElementChange& change : difference.added) {
        Element made = change.next;
        made.steward = change.steward;
        if (made.steward) made.claim = "designated";
        for (const std::string& label : change.new_aliases)
            made.aliases.push_back({label, "alias", actor.account, tx.Now()});
        const ElementId id = InsertElement(tx, made);
        InsertEvent(tx, id, actor, "imported", {{"code", made.code}, {"label", made.label}});
    }
    for (const ElementChange& change : difference.changed) {
        if (!UpdateElement(tx, change.next)) throw Problem::Conflict("catalogue.element.changed");
        if (change.steward) {
            UpdateSteward(tx, *CurrentElements(tx)->Find(*change.id), change.steward, "designated");
        }
        AddAliases(tx, actor, *change.id, change);
        json::object detail;
        for (const FieldChange& one : change.changes)
            detail[one.field] = json::object{{"from", one.from}, {"to", one.to}};
        InsertEvent(tx, *change.id, actor, "changed", detail);
    }
}

struct Upload {
    std::vector<TableRow> rows;
    bool dry_run = false;
};

Upload ReadUpload(const http::Request& request) {
    Upload upload;
    Findings findings;
    upload.rows = ReadElementTable(request.Body(), findings);
    if (!findings.empty()) throw Problem::Rejected("catalogue.import.faults", std::move(findings));
    upload.dry_run = request.Query("dry_run").value_or("") == "1";
    return upload;
}

http::Reply TakeUpload(const http::Request&, const Actor& actor, const Scope&, const Upload& upload,
                       storage::Tx& tx) {
    const TableDifference difference = Compare(tx, upload.rows);
    if (upload.dry_run) return Asked(DifferenceJson(difference));
    TakeIn(tx, actor, difference);
    const json::object detail{{"added", difference.added.size()}, {"changed", difference.changed.size()}};
    audit::Record(tx, actor, "catalogue.import.taken_in", std::int64_t{0},
                  {.detail = json::serialize(detail)});
    return http::Json(DifferenceJson(difference));
}

}  // namespace

void AddExchangeRoutes(http::Router& router) {
    router.Get("/api/catalogue/elements.xlsx", kRead, kEverywhere, {"*"}, DownloadWorkbook);
    router.Get("/api/catalogue/elements.json", kRead, kEverywhere, {"*"}, DownloadJson);
    router
        .Post("/api/catalogue/elements/import", kDesignate, kOwn, {"added", "changed", "same"}, {"*"},
              ReadUpload, TakeUpload)
        .Body(kMostFileBytes)
        .Slow();
}

}  // namespace qz::catalogue
