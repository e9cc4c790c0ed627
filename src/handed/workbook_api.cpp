#include "audit/audit.hpp"
#include "handed/examine.hpp"
#include "handed/files.hpp"
#include "handed/routes.hpp"
#include "handed/store.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::handed {

namespace {

constexpr http::Permission kFill{"handed.fill"};
constexpr std::string_view kReveal = "handed.reveal";
constexpr http::ScopeFrom kOwn{"own"};
constexpr std::size_t kMostFileBytes = 20 << 20;
constexpr std::size_t kMostMarked = 1024;
constexpr int kMostListed = 50;
constexpr std::string_view kWorkbookType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// A workbook in memory, read before the transaction.
struct Opened {
    std::string file;
    std::shared_ptr<const workbook::Grid> grid;  // nothing where the file is gone
    std::shared_ptr<const catalogue::Matcher> matcher;
};

std::shared_ptr<const workbook::Grid> ReadGridOf(std::string_view bytes) {
    return std::make_shared<const workbook::Grid>(workbook::ReadGrid(workbook::Source::Memory(bytes)));
}

// A workbook belongs to who dropped it in: to everybody else it is not there.
Workbook OwnWorkbook(const http::Request& request, const Actor& actor, storage::Snapshot& snapshot) {
    auto workbook = OrNotFound(FindWorkbook(snapshot, actor.unit, request.Path<WorkbookId>("workbook")));
    if (workbook.account != actor.account) throw Problem::NotFound();
    return workbook;
}

bool IsExpired(const Workbook& workbook, Instant now) {
    return workbook.at.Plus(kKept) < now;
}

// Reasons in the reader's language beside their codes.
void AddSentences(json::object& view, i18n::Language language) {
    for (json::value& sheet : view.at("sheets").as_array()) {
        json::object& one = sheet.as_object();
        const std::string reason(one.at("reason").as_string());
        one["message"] = reason.empty() ? std::string() : i18n::Sentence(language, reason);
        for (json::value& column : one.at("columns").as_array()) {
            json::object& shown = column.as_object();
            const std::string why(shown.at("why_not").as_string());
            shown["message"] = why.empty() ? std::string() : i18n::Sentence(language, why);
        }
    }
}

json::object HeadJson(const Workbook& workbook) {
    return {{"id", workbook.id.ToString()},
            {"name", workbook.name},
            {"state", ToWord(workbook.state)},
            {"filled_cells", workbook.filled_cells},
            {"registered", workbook.matter.has_value()},
            {"at", workbook.at.ToString()},
            {"expires_at", workbook.at.Plus(kKept).ToString()},
            {"revision", workbook.revision}};
}

class WorkbookRoutes {
 public:
    explicit WorkbookRoutes(const Connections& connections)
        : connections_(connections), files_(connections.files, *connections.keys) {}

    // --- Dropping in
    // -----------------------------------------------------------------------------------------

    Opened ReadUpload(const http::Request& request) const {
        Opened opened;
        opened.grid = ReadGridOf(request.Body());
        opened.matcher = connections_.database->Read(catalogue::CurrentMatcher);
        opened.file = files_.Put(request.Body());
        return opened;
    }
    http::Reply TakeUpload(const http::Request& request, const Actor& actor, const Opened& opened,
                           storage::Tx& tx) const {
        Workbook workbook;
        workbook.unit = actor.unit;
        workbook.account = actor.account;
        workbook.post = actor.for_post.value_or(actor.post);
        workbook.name = NameOf(request);
        workbook.file = opened.file;
        workbook.marks = MarksJson({});
        workbook.view = View(tx, actor.unit, opened, {});
        const WorkbookId id = InsertWorkbook(tx, workbook);
        audit::Record(tx, actor, "handed.workbook.dropped_in", id);
        return http::Created(id);
    }

    http::Reply List(const Actor& actor, storage::Snapshot& snapshot) const {
        json::array items;
        for (const Workbook& workbook : ListWorkbooks(snapshot, actor.unit, actor.account, kMostListed))
            items.push_back(HeadJson(workbook));
        return http::Json(json::object{{"items", std::move(items)}});
    }

    http::Reply Show(const http::Request& request, const Actor& actor, storage::Snapshot& snapshot) const {
        const Workbook workbook = OwnWorkbook(request, actor, snapshot);
        json::object object = HeadJson(workbook);
        json::value view = ParseJson(workbook.view);
        AddSentences(view.as_object(), i18n::FromAcceptLanguage(request.Header("Accept-Language")));
        for (auto& [name, value] : view.as_object()) object[name] = std::move(value);
        object["may_reveal"] = MayReveal(snapshot, actor);
        object["purpose"] = ReadDecision(workbook.decision).purpose;
        return http::Json(object).WithEtag(workbook.revision);
    }

    // --- Correcting
    // ------------------------------------------------------------------------------------------

    // The file of whoever's workbook it is; the second half decides who may go on.
    Opened ReadAgain(const http::Request& request) const {
        Opened opened;
        const WorkbookId id = request.Path<WorkbookId>("workbook");
        const auto found = connections_.database->Read(
            [&](storage::Snapshot& snapshot) { return FindWorkbook(snapshot, id); });
        if (!found) return opened;
        if (const auto bytes = files_.Get(found->file)) opened.grid = ReadGridOf(*bytes);
        opened.matcher = connections_.database->Read(catalogue::CurrentMatcher);
        return opened;
    }

    http::Reply Correct(const http::Request& request, const Actor& actor, const Opened& opened,
                        storage::Tx& tx) const {
        Workbook workbook = OwnWorkbook(request, actor, tx);
        if (!opened.grid || IsExpired(workbook, tx.Now())) throw Problem::Conflict("handed.workbook.gone");
        if (workbook.state == WorkbookState::kFilling) throw Problem::Conflict("handed.workbook.filling");
        const json::value body = request.Json();
        Fields fields(body);
        const std::string sheet = fields.Text("sheet", {.longest = 100});
        const bool known = std::any_of(opened.grid->sheets().begin(), opened.grid->sheets().end(),
                                       [&](const workbook::SheetGrid& one) { return one.name == sheet; });
        if (!known) fields.Add({"sheet", "handed.workbook.no_such_sheet", {}});
        Marks marks = ReadMarks(workbook.marks);
        SheetMarks& marked = marks[sheet];
        ReadHeader(fields, marked);
        const auto columns = ReadColumns(fields);
        fields.Finish();
        Overrule(tx, actor, sheet, ParseJson(workbook.view), columns, marked);
        workbook.marks = MarksJson(marks);
        workbook.view = View(tx, actor.unit, opened, marks);
        workbook.state = WorkbookState::kReady;
        UpdateWorkbook(tx, workbook);
        audit::Record(tx, actor, "handed.workbook.corrected", workbook.id);
        return http::Done(workbook.id);
    }

    // --- Filling
    // ---------------------------------------------------------------------------------------------

    http::Reply Fill(const http::Request& request, const Actor& actor, const json::value& body,
                     storage::Tx& tx) const {
        Workbook workbook = OwnWorkbook(request, actor, tx);
        if (IsExpired(workbook, tx.Now())) throw Problem::Conflict("handed.workbook.gone");
        if (workbook.state == WorkbookState::kFilling) throw Problem::Conflict("handed.workbook.filling");
        Decision decision;
        Fields fields(body);
        decision.purpose = fields.Text("purpose", {.longest = 200});
        if (fields.Raw("sensitive") != nullptr) {
            decision.sensitive =
                static_cast<Sensitive>(fields.OneOf("sensitive", {"leave", "mask", "reveal"}));
        }
        decision.by_name = fields.Flag("by_name", false);
        for (const json::value& item : fields.Array("rows", kMostMarked, false)) {
            Fields row(item, fields.PathOf("rows"));
            const std::string sheet = row.Text("sheet", {.longest = 100});
            decision.confirmed.emplace(sheet, static_cast<std::uint32_t>(row.Integer("row", 1, 2'000'000)));
            for (Finding& finding : row.findings()) fields.Add(std::move(finding));
        }
        fields.Finish();
        // Full numbers only for who may see them, with two factors, for no open task stands behind it
        // (SECURITY B7, B8); the refusal leaves a trace.
        if (decision.sensitive == Sensitive::kReveal && !MayReveal(tx, actor)) {
            audit::Record(tx, actor, "handed.workbook.reveal_refused", workbook.id,
                          {.outcome = audit::Outcome::kRefused});
            return http::Refused(Problem::Forbidden(
                actor.second_factor ? "handed.reveal.not_permitted" : "handed.reveal.second_factor_needed"));
        }
        workbook.decision = DecisionJson(decision);
        workbook.state = WorkbookState::kFilling;
        workbook.post = actor.for_post.value_or(actor.post);
        UpdateWorkbook(tx, workbook);
        jobs::Enqueue(tx, actor.unit, kFillJob,
                      json::serialize(json::object{{"workbook", workbook.id.ToString()}}));
        audit::Record(tx, actor, "handed.workbook.fill_asked", workbook.id,
                      {.detail = json::serialize(json::object{{"sensitive", ToWord(decision.sensitive)}}),
                       .personal = json::serialize(json::object{{"purpose", decision.purpose}})});
        return http::Done(workbook.id);
    }

    http::Reply Fetch(const http::Request& request, const Actor& actor, storage::Snapshot& snapshot) const {
        const Workbook workbook = OwnWorkbook(request, actor, snapshot);
        if (workbook.state != WorkbookState::kFilled) throw Problem::Conflict("handed.workbook.not_filled");
        auto bytes = files_.Get(workbook.filled_file);
        if (!bytes || IsExpired(workbook, snapshot.Now())) throw Problem::Conflict("handed.workbook.gone");
        return http::Download(std::move(*bytes), kWorkbookType, workbook.name);
    }

    http::Reply Remove(const http::Request& request, const Actor& actor, storage::Tx& tx) const {
        const Workbook workbook = OwnWorkbook(request, actor, tx);
        DeleteWorkbook(tx, workbook.unit, workbook.id);
        tx.AfterCommit([files = files_, file = workbook.file, filled = workbook.filled_file] {
            files.Remove(file);
            files.Remove(filled);
        });
        audit::Record(tx, actor, "handed.workbook.removed", workbook.id);
        return http::Done(workbook.id);
    }

 private:
    struct Marked {
        std::uint32_t column = 0;
        std::optional<ElementId> element;
    };

    static std::string NameOf(const http::Request& request) {
        std::string name(request.Query("name").value_or(""));
        const auto length = CountCodePoints(name);
        const bool plain = name.find_first_of("/\\\r\n\"") == std::string::npos;
        if (name.empty() || !plain || !length || *length > 120) return "workbook.xlsx";
        if (!name.ends_with(".xlsx")) name += ".xlsx";
        return name;
    }

    bool MayReveal(storage::Snapshot& snapshot, const Actor& actor) const {
        return actor.second_factor && connections_.may &&
               connections_.may(snapshot, actor.for_post.value_or(actor.post), kReveal);
    }

    std::string View(storage::Snapshot& snapshot, UnitId unit, const Opened& opened,
                     const Marks& marks) const {
        return json::serialize(ViewJson(
            Examine(snapshot, *connections_.keys, unit, *opened.grid, *opened.matcher, marks, Decision{})));
    }

    static void ReadHeader(Fields& fields, SheetMarks& marked) {
        if (fields.Raw("header_rows") == nullptr) return;
        const json::array& rows = fields.Array("header_rows", 2, false);
        std::int64_t numbers[2] = {0, 0};
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (const std::int64_t* number = rows[i].if_int64()) numbers[i] = *number;
        }
        if (numbers[0] < 1 || numbers[1] < numbers[0] || numbers[1] - numbers[0] > 9) {
            fields.Add({"header_rows", "handed.workbook.bad_header_rows", {}});
            return;
        }
        const workbook::RowRange range{static_cast<std::uint32_t>(numbers[0]),
                                       static_cast<std::uint32_t>(numbers[1])};
        // Other columns stand under another header.
        if (!marked.header || !(*marked.header == range)) marked.columns.clear();
        marked.header = range;
    }

    static std::vector<Marked> ReadColumns(Fields& fields) {
        std::vector<Marked> columns;
        for (const json::value& item : fields.Array("columns", kMostMarked, false)) {
            Fields one(item, fields.PathOf("columns") + '[' + std::to_string(columns.size()) + ']');
            Marked marked;
            marked.column = static_cast<std::uint32_t>(one.Integer("index", 0, 16383));
            marked.element = one.OptionalId<ElementId>("element");
            for (Finding& finding : one.findings()) fields.Add(std::move(finding));
            columns.push_back(marked);
        }
        return columns;
    }

    // What a person says of a column counts for this workbook, and teaches the catalogue.
    static void Overrule(storage::Tx& tx, const Actor& actor, std::string_view sheet, const json::value& view,
                         const std::vector<Marked>& columns, SheetMarks& marked) {
        const auto elements = catalogue::AllElements(tx);
        for (const Marked& one : columns) {
            if (one.element && elements->Find(*one.element) == nullptr)
                throw Problem::RejectedAt("columns", "handed.workbook.unknown_element");
            marked.columns[one.column] = one.element;
            for (const json::value& shown : view.at("sheets").as_array()) {
                if (shown.at("name").as_string() != sheet) continue;
                for (const json::value& column : shown.at("columns").as_array()) {
                    if (column.at("index").to_number<std::uint32_t>() == one.column)
                        TeachColumn(tx, actor, column, one.element);
                }
            }
        }
    }
    static void TeachColumn(storage::Tx& tx, const Actor& actor, const json::value& column,
                            std::optional<ElementId> element) {
        std::optional<ElementId> before;
        if (const json::string* id = column.at("element").if_string()) before = ParseId<ElementId>(*id);
        if (before == element) return;
        catalogue::Teach(tx, actor, column.at("label").as_string(), element, before);
    }

    Connections connections_;
    Files files_;
};

}  // namespace

void AddWorkbookRoutes(http::Router& router, const Connections& connections) {
    const auto routes = std::make_shared<const WorkbookRoutes>(connections);
    const std::string all = "/api/handed/workbooks";
    const std::string one = all + "/{workbook}";
    router
        .Post(
            all, kFill, kOwn, {"id"}, {"*"},
            [routes](const http::Request& request) { return routes->ReadUpload(request); },
            [routes](const http::Request& request, const Actor& actor, const Scope&, const Opened& opened,
                     storage::Tx& tx) { return routes->TakeUpload(request, actor, opened, tx); })
        .Body(kMostFileBytes)
        .Slow();
    router.Get(all, kFill, kOwn, {"items"},
               [routes](const http::Request&, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
                   return routes->List(actor, snapshot);
               });
    router.Get(one, kFill, kOwn,
               {"id", "name", "state", "filled_cells", "registered", "at", "expires_at", "revision", "sheets",
                "missing", "untouched", "may_reveal", "purpose"},
               [routes](const http::Request& request, const Actor& actor, const Scope&,
                        storage::Snapshot& snapshot) { return routes->Show(request, actor, snapshot); });
    router
        .Post(
            one + "/columns", kFill, kOwn, {"id"}, {"sheet", "header_rows", "columns"},
            [routes](const http::Request& request) { return routes->ReadAgain(request); },
            [routes](const http::Request& request, const Actor& actor, const Scope&, const Opened& opened,
                     storage::Tx& tx) { return routes->Correct(request, actor, opened, tx); })
        .Slow();
    router.Post(
        one + "/fill", kFill, kOwn, {"id"}, {"purpose", "sensitive", "by_name", "rows"}, http::Router::Body,
        [routes](const http::Request& request, const Actor& actor, const Scope&, const json::value& body,
                 storage::Tx& tx) { return routes->Fill(request, actor, body, tx); });
    router.Get(one + "/file", kFill, kOwn, {"*"},
               [routes](const http::Request& request, const Actor& actor, const Scope&,
                        storage::Snapshot& snapshot) { return routes->Fetch(request, actor, snapshot); });
    router.Post(one + "/remove", kFill, kOwn, {"id"}, {},
                [routes](const http::Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                    return routes->Remove(request, actor, tx);
                });
}

}  // namespace qz::handed
