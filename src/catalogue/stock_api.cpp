#include "audit/audit.hpp"
#include "catalogue/api.hpp"
#include "catalogue/stock.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kStock{"catalogue.stock"};
constexpr http::ScopeFrom kList{"list"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr std::size_t kMostFileBytes = 8 << 20;
constexpr std::string_view kWorkbookType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

struct Upload {
    StockRequest request;
    std::string sealed;
};

// On a worker: the file is looked at and sealed before anything of it reaches the database.
Upload ReadUpload(const http::Request& request, const secrets::Keyring& keys) {
    Upload upload;
    upload.request.source = request.Query("source").value_or("");
    upload.request.roster = request.Query("roster").value_or("");
    upload.request.key_column = request.Query("key").value_or("");
    upload.request.skip_faulty = request.Query("skip_faulty").value_or("") == "1";
    Findings findings;
    const Date today = DateOf(request.Now());
    upload.request.as_of = today;
    if (const auto text = request.Query("as_of"); text && !text->empty()) {
        if (const auto date = ParseDate(*text)) {
            upload.request.as_of = *date;
        } else {
            findings.push_back({"as_of", "catalogue.stock.bad_as_of", {}});
        }
    }
    for (Finding& finding : CheckStockRequest(upload.request, today)) findings.push_back(std::move(finding));
    if (!findings.empty()) throw Problem::Rejected("platform.http.faults", std::move(findings));
    workbook::ReadTable(
        workbook::Source::Memory(request.Body()), {},
        {[](const workbook::Header&) { return false; }, [](const workbook::Row&) { return false; }});
    upload.sealed = SealFile(keys, request.Body());
    return upload;
}

http::Reply TakeUpload(const Actor& actor, const Scope& scope, const Upload& upload, storage::Tx& tx) {
    Import import;
    import.unit = actor.unit;
    import.id = tx.NewId<ImportId>();
    import.account = actor.account;
    import.request = upload.request;
    import.tree_version = scope.version();
    for (const Scope::Part& part : scope.parts()) import.reach.push_back(part.range);
    InsertImport(tx, import);
    InsertParts(tx, import.unit, import.id, "file", upload.sealed);
    jobs::Enqueue(tx, import.unit, kStockJob,
                  json::serialize(json::object{{"import", import.id.ToString()}}));
    audit::Record(tx, actor, "catalogue.stock.uploaded", import.id);
    return http::Created(import.id);
}

// An import belongs to who made it: to everybody else it is not there.
Import OwnImport(const http::Request& request, const Actor& actor, storage::Snapshot& snapshot) {
    auto import = OrNotFound(FindImport(snapshot, actor.unit, request.Path<ImportId>("import")));
    if (import.account != actor.account) throw Problem::NotFound();
    return import;
}

http::Reply ShowImport(const http::Request& request, const Actor& actor, const Scope&,
                       storage::Snapshot& snapshot) {
    const Import import = OwnImport(request, actor, snapshot);
    const auto language = i18n::FromAcceptLanguage(request.Header("accept-language"));
    json::array faults;
    for (const Finding& finding : import.faults) {
        faults.push_back(
            json::object{{"field", finding.field},
                         {"code", finding.code},
                         {"message", i18n::Sentence(language, finding.code, finding.arguments)}});
    }
    return http::Json(json::object{{"id", import.id.ToString()},
                                   {"state", ToWord(import.state)},
                                   {"source", import.request.source},
                                   {"as_of", import.request.as_of.ToString()},
                                   {"roster", import.request.roster},
                                   {"rows", import.rows},
                                   {"faulty_rows", import.faulty_rows},
                                   {"faults", std::move(faults)},
                                   {"at", import.at.ToString()}});
}

http::Reply DownloadErrors(const http::Request& request, const Actor& actor, storage::Snapshot& snapshot,
                           const secrets::Keyring& keys) {
    const Import import = OwnImport(request, actor, snapshot);
    const std::string sealed = ListParts(snapshot, import.unit, import.id, "errors");
    if (sealed.empty()) throw Problem::Conflict("catalogue.stock.no_errors");
    return http::Download(OpenFile(keys, sealed), kWorkbookType, "errors.xlsx");
}

}  // namespace

void AddStockRoutes(http::Router& router, const secrets::Keyring& keys) {
    router
        .Post(
            "/api/catalogue/stock", kStock, kList, {"id"}, {"*"},
            [&keys](const http::Request& request) { return ReadUpload(request, keys); },
            [](const http::Request&, const Actor& actor, const Scope& scope, const Upload& upload,
               storage::Tx& tx) { return TakeUpload(actor, scope, upload, tx); })
        .Body(kMostFileBytes)
        .Slow();
    router.Get("/api/catalogue/stock/{import}", kStock, kOwn,
               {"id", "state", "source", "as_of", "roster", "rows", "faulty_rows", "faults", "at"},
               ShowImport);
    router.Get(
        "/api/catalogue/stock/{import}/errors.xlsx", kStock, kOwn, {"*"},
        [&keys](const http::Request& request, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
            return DownloadErrors(request, actor, snapshot, keys);
        });
}

}  // namespace qz::catalogue
