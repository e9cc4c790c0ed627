// From the workbook that a department sends around today to a draft form.
#include <algorithm>
#include <map>

#include "admission/routes.hpp"
#include "admission/workbook_store.hpp"
#include "audit/audit.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::admission {

namespace {

constexpr http::Permission kPropose{"admission.propose"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr std::size_t kMostFileBytes = 8 << 20;
constexpr std::uint32_t kShownRows = 60;
constexpr std::size_t kMostColumns = 600;
constexpr std::size_t kLongestName = 120;  // code points

// A workbook as the transaction needs it: what it proposes, sealed.
struct Proposed {
    std::string content;
    std::string file;  // sealed; of an upload
    // What cannot be done with the workbook, told to whom it belongs and to nobody else.
    std::string fault = {};
};

json::object GridJson(const workbook::Grid& grid, const workbook::SheetGrid& sheet) {
    json::array rows;
    std::uint32_t next = 1;
    for (const workbook::GridRow& row : sheet.rows) {
        if (row.number > kShownRows) break;
        for (; next < row.number; ++next) rows.push_back(json::array{});
        json::array texts;
        for (const workbook::GridCell& cell : sheet.CellsOf(row)) {
            while (texts.size() < cell.column) texts.push_back("");
            texts.push_back(json::value(grid.Shown(cell)));
        }
        rows.push_back(std::move(texts));
        ++next;
    }
    json::array merges;
    for (const workbook::CellRange& range : sheet.merges) {
        if (range.first_row > kShownRows) continue;
        merges.push_back(json::value(workbook::Reference(range.first_row, range.first_column) + ":" +
                                     workbook::Reference(range.last_row, range.last_column)));
    }
    return {{"sheet", sheet.name}, {"rows", std::move(rows)}, {"merges", std::move(merges)}};
}

// Header rows that a person has marked, by sheet.
using Marked = std::map<std::string, workbook::RowRange, std::less<>>;

std::string ContentOf(std::string_view name, const workbook::Grid& grid, const Marked& marked,
                      i18n::Language language) {
    std::vector<workbook::SheetPlan> plans;
    json::array grids;
    json::object layouts;
    json::object marks;
    for (const workbook::SheetGrid& sheet : grid.sheets()) {
        workbook::PlanOptions options;
        if (const auto found = marked.find(sheet.name); found != marked.end()) {
            options.header = found->second;
            marks[sheet.name] = json::array{found->second.first, found->second.last};
        }
        plans.push_back(workbook::PlanSheet(grid, sheet, options));
        grids.push_back(GridJson(grid, sheet));
        if (!plans.back().columns.empty())
            layouts[sheet.name] = workbook::ToJson(workbook::LayoutOf(grid, sheet, plans.back()));
    }
    return json::serialize(json::object{{"plan", workbook::ProposalJson(name, plans, language)},
                                        {"grids", std::move(grids)},
                                        {"layouts", std::move(layouts)},
                                        {"marks", std::move(marks)}});
}

std::string NameOf(const http::Request& request) {
    std::string name(request.Query("name").value_or(""));
    const auto length = CountCodePoints(name);
    if (!length || *length > kLongestName) throw Problem::RejectedAt("name", "admission.workbook.bad_name");
    return name;
}

// A column of the sheet as the person wants it on the form.
struct WantedColumn {
    std::string column;  // "C"
    std::string name;
    std::string section;
    catalogue::ValueType type = catalogue::ValueType::kText;
    std::string unit;
    int places = 0;
    std::vector<catalogue::Code> choices;
    std::optional<ElementId> element;
    bool skip = false;
    std::string code;  // of its element
};

WantedColumn ReadColumn(Fields& fields) {
    WantedColumn column;
    column.column = fields.Text("column", {.longest = 3});
    column.skip = fields.Flag("skip", false);
    column.name = fields.OptionalText("name", {.shortest = 0, .longest = 60}).value_or("");
    // Headings come outermost first; a form has one level of sections.
    for (const json::value& heading : fields.Array("section", 20, false)) {
        if (heading.is_string() && column.section.empty())
            column.section.assign(heading.get_string().data(), heading.get_string().size());
    }
    const std::string type = fields.OptionalText("type", {.longest = 20}).value_or("text");
    if (const auto known = catalogue::ValueTypeFromWord(type)) {
        column.type = *known;
    } else {
        fields.Add({fields.PathOf("type"), "admission.workbook.unknown_type", {}});
    }
    column.unit = fields.OptionalText("unit", {.shortest = 0, .longest = 20}).value_or("");
    column.places = static_cast<int>(fields.OptionalInteger("places", 0, 6).value_or(0));
    const json::array& choices = fields.Array("choices", 200, false);
    for (std::size_t i = 0; i < choices.size(); ++i) {
        Fields choice(choices[i], fields.PathOf("choices") + "[" + std::to_string(i) + "]");
        column.choices.push_back(
            {choice.Text("code", {.longest = 40}), choice.Text("label", {.longest = 60})});
        for (Finding& finding : choice.findings()) fields.Add(std::move(finding));
    }
    column.element = fields.OptionalId<ElementId>("element");
    if (!column.skip && !column.element && column.name.empty())
        fields.Add({fields.PathOf("name"), "platform.http.missing", {}});
    if (!column.skip && !column.element && column.type == catalogue::ValueType::kChoice &&
        column.choices.empty())
        fields.Add({fields.PathOf("choices"), "admission.workbook.choices_needed", {}});
    return column;
}

bool SpeaksOfAPerson(const std::string& name) {
    for (const char* word : {"姓名", "电话", "手机", "住址", "地址", "账号", "卡号"}) {
        if (name.find(word) != std::string::npos) return true;
    }
    return false;
}

// Who reports stands beside every row: it is brought, not asked.
bool NamesAUnit(const std::string& name) {
    for (const char* word : {"村", "社区", "单位", "镇", "街道"}) {
        if (name.find(word) != std::string::npos) return true;
    }
    return false;
}

// A column that nothing in the catalogue answers to becomes an element without a steward: 待认领.
catalogue::Element ElementFrom(const WantedColumn& column, const std::string& code, bool roster) {
    catalogue::Element element;
    element.code = code;
    element.label = column.name;
    element.type = column.type;
    element.unit = column.unit;
    element.places = column.places;
    element.choices = column.choices;
    if (!column.choices.empty()) element.code_set = code;
    element.refresh = "yearly";
    element.subject = roster ? "person" : "unit";
    const bool number = column.type == catalogue::ValueType::kIdNumber;
    const bool personal =
        roster || column.type == catalogue::ValueType::kPhone || SpeaksOfAPerson(column.name);
    element.sensitivity = number ? "sensitive" : personal ? "personal" : "internal";
    element.sharing = number ? "none" : "conditional";
    return element;
}

class WorkbookRoutes {
 public:
    explicit WorkbookRoutes(const Sources& sources) : sources_(sources) {}

    // On the slow lane: read, understood and sealed before anything of it reaches the database.
    Proposed ReadUpload(const http::Request& request) const {
        const std::string name = NameOf(request);
        std::string converted;
        std::string_view bytes = request.Body();
        if (workbook::NeedsConversion(workbook::Source::Memory(bytes))) {
            converted = workbook::ConvertToXlsx(workbook::Source::Memory(bytes));
            bytes = converted;
        }
        const workbook::Grid grid = workbook::ReadGrid(workbook::Source::Memory(bytes));
        return {Sealed(ContentOf(name, grid, {}, LanguageOf(request))), Sealed(bytes)};
    }

    http::Reply Take(const http::Request& request, const Actor& actor, const Proposed& proposed,
                     storage::Tx& tx) const {
        KeptWorkbook workbook;
        workbook.unit = actor.unit;
        workbook.account = actor.account;
        workbook.name = NameOf(request);
        workbook.content = proposed.content;
        const WorkbookId id = InsertWorkbook(tx, workbook, proposed.file);
        audit::Record(tx, actor, "admission.workbook.uploaded", id);
        return http::Created(id);
    }

    http::Reply Show(const http::Request& request, const Actor& actor, storage::Snapshot& snapshot) const {
        return Shown(OwnWorkbook(request, actor, snapshot));
    }

    // The sheet again, with the header rows that the person has marked.
    Proposed ReadMarks(const http::Request& request) const {
        const json::value body = request.Json();
        Fields fields(body);
        const std::string sheet = fields.Text("sheet", {.longest = 120});
        const json::array& rows = fields.Array("header_rows", 2);
        workbook::RowRange range;
        if (rows.size() == 2 && rows[0].is_int64() && rows[1].is_int64() && rows[0].get_int64() >= 1 &&
            rows[0].get_int64() <= rows[1].get_int64() && rows[1].get_int64() <= rows[0].get_int64() + 9 &&
            rows[1].get_int64() < 1'000'000) {
            range = {static_cast<std::uint32_t>(rows[0].get_int64()),
                     static_cast<std::uint32_t>(rows[1].get_int64())};
        } else {
            fields.Add({"header_rows", "admission.workbook.bad_header_rows", {}});
        }
        fields.Finish();
        // Whose it is the second half decides; until then nothing of it is shown.
        const auto id = request.Path<WorkbookId>("workbook");
        const auto kept = sources_.database->Read([&](storage::Snapshot& snapshot) {
            auto workbook = FindWorkbook(snapshot, id);
            return std::pair(workbook, workbook ? ReadSealedFile(snapshot, *workbook) : std::string());
        });
        if (!kept.first) throw Problem::NotFound();
        const json::value content = Open(*kept.first);
        Marked marked;
        for (const auto& mark : content.at("marks").as_object()) {
            marked[std::string(mark.key())] = {
                static_cast<std::uint32_t>(mark.value().at(0).to_number<std::int64_t>()),
                static_cast<std::uint32_t>(mark.value().at(1).to_number<std::int64_t>())};
        }
        marked[sheet] = range;
        const std::string bytes = sources_.keys->Open(kept.second, kBinding);
        const workbook::Grid grid = workbook::ReadGrid(workbook::Source::Memory(bytes));
        if (std::none_of(grid.sheets().begin(), grid.sheets().end(),
                         [&](const workbook::SheetGrid& one) { return one.name == sheet; })) {
            return {{}, {}, "admission.workbook.unknown_sheet"};
        }
        return {Sealed(ContentOf(kept.first->name, grid, marked, LanguageOf(request))), {}};
    }

    http::Reply Mark(const http::Request& request, const Actor& actor, const Proposed& proposed,
                     storage::Tx& tx) const {
        KeptWorkbook workbook = OwnWorkbook(request, actor, tx);
        if (!proposed.fault.empty()) throw Problem::RejectedAt("sheet", proposed.fault);
        UpdateContent(tx, workbook, proposed.content);
        audit::Record(tx, actor, "admission.workbook.marked", workbook.id);
        workbook.content = proposed.content;
        return Shown(workbook);
    }

    http::Reply MakeDraft(const http::Request& request, const Actor& actor, const json::value& body,
                          storage::Tx& tx) const {
        const KeptWorkbook kept = OwnWorkbook(request, actor, tx);
        if (!sources_.may(tx, actor.for_post.value_or(actor.post), "catalogue.propose"))
            throw Problem::Forbidden();
        Fields fields(body);
        const std::string sheet = fields.Text("sheet", {.longest = 120});
        json::object definition{{"title", fields.Text("title", {.longest = 80})}};
        constexpr const char* kClasses[] = {"statistical", "entitlement", "routine"};
        definition["class"] = fields.Raw("class")
                                  ? kClasses[fields.OneOf("class", {"statistical", "entitlement", "routine"})]
                                  : "routine";
        constexpr const char* kPeriods[] = {"once",      "yearly",  "half_yearly",
                                            "quarterly", "monthly", "weekly"};
        definition["period"] = fields.Raw("period")
                                   ? kPeriods[fields.OneOf("period", {"once", "yearly", "half_yearly",
                                                                      "quarterly", "monthly", "weekly"})]
                                   : "once";
        const bool roster = fields.OneOf("layout", {"single", "roster"}) == 1;
        definition["layout"] = roster ? "roster" : "single";
        std::vector<WantedColumn> columns;
        const json::array& given = fields.Array("columns", kMostColumns);
        for (std::size_t i = 0; i < given.size(); ++i) {
            Fields one(given[i], "columns[" + std::to_string(i) + "]");
            columns.push_back(ReadColumn(one));
            try {
                one.Finish();
            } catch (const Problem& problem) {
                for (const Finding& finding : problem.findings()) fields.Add(finding);
            }
        }
        const json::value content = Open(kept);
        const json::value* layout = content.at("layouts").as_object().if_contains(sheet);
        if (layout == nullptr) fields.Add({"sheet", "admission.workbook.unknown_sheet", {}});
        const auto elements = catalogue::AllElements(tx);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            WantedColumn& column = columns[i];
            if (column.skip || !column.element) continue;
            const catalogue::Element* element = elements->Find(*column.element);
            if (!element || element->state != "live") {
                fields.Add(
                    {"columns[" + std::to_string(i) + "].element", "admission.workbook.unknown_element", {}});
            } else {
                column.code = element->code;
            }
        }
        const json::value* roster_json = fields.Raw("roster");
        const json::value wanted_roster =
            roster_json && roster_json->is_object() ? *roster_json : json::object{};
        if (roster && (!roster_json || !roster_json->is_object()))
            fields.Add({"roster", "platform.http.missing", {}});
        fields.Finish();

        for (WantedColumn& column : columns) {
            if (column.skip || column.element) continue;
            column.code = "new_" + std::to_string(tx.NextId());
            column.element = catalogue::InsertElement(tx, ElementFrom(column, column.code, roster));
        }
        Fill(definition, columns);
        if (roster) definition["roster"] = RosterOf(wanted_roster, columns);
        const FormId form = sources_.insert_draft(tx, actor, json::serialize(definition));
        PutLayout(tx, form,
                  json::serialize(json::object{{"layout", *layout}, {"columns", CodesOf(*layout, columns)}}));
        audit::Record(tx, actor, "admission.workbook.drafted", form);
        http::Reply reply = http::Json(json::object{{"form", form.ToString()}});
        reply.status = 201;
        reply.object = form.value;
        return reply;
    }

 private:
    static constexpr std::string_view kBinding = "admission:workbook";

    static i18n::Language LanguageOf(const http::Request& request) {
        return i18n::FromAcceptLanguage(request.Header("Accept-Language"));
    }
    std::string Sealed(std::string_view plain) const { return sources_.keys->Seal(plain, kBinding); }
    json::value Open(const KeptWorkbook& workbook) const {
        return ParseJson(sources_.keys->Open(workbook.content, kBinding));
    }

    // A workbook belongs to who uploaded it: to everybody else it is not there.
    static KeptWorkbook OwnWorkbook(const http::Request& request, const Actor& actor,
                                    storage::Snapshot& snapshot) {
        auto workbook = OrNotFound(FindWorkbook(snapshot, request.Path<WorkbookId>("workbook")));
        if (workbook.unit != actor.unit || workbook.account != actor.account) throw Problem::NotFound();
        return workbook;
    }

    http::Reply Shown(const KeptWorkbook& workbook) const {
        json::value content = Open(workbook);
        json::object& object = content.as_object();
        return http::Json(json::object{{"id", workbook.id.ToString()},
                                       {"name", workbook.name},
                                       {"plan", std::move(object["plan"])},
                                       {"grids", std::move(object["grids"])}});
    }

    static void Fill(json::object& definition, const std::vector<WantedColumn>& columns) {
        json::array fields;
        json::array sections;
        for (const WantedColumn& column : columns) {
            if (column.skip) continue;
            fields.push_back(json::object{{"code", column.code}});
            if (column.section.empty()) continue;
            // Columns under one heading stand together; the heading may come again further on.
            json::object* last = sections.empty() ? nullptr : sections.back().if_object();
            if (last == nullptr || last->at("title") != json::value(column.section)) {
                sections.push_back(json::object{{"title", column.section}, {"fields", json::array{}}});
                last = sections.back().if_object();
            }
            last->at("fields").as_array().push_back(json::value(column.code));
        }
        definition["fields"] = std::move(fields);
        definition["sections"] = std::move(sections);
    }

    // Key and name are given as letters of columns, or as codes.
    static json::object RosterOf(const json::value& wanted, const std::vector<WantedColumn>& columns) {
        json::object roster = wanted.as_object();
        for (const char* part : {"key_field", "name_field"}) {
            const json::value* given = roster.if_contains(part);
            if (!given || !given->is_string()) continue;
            const std::string text(given->get_string().data(), given->get_string().size());
            const auto found = std::find_if(columns.begin(), columns.end(),
                                            [&](const WantedColumn& one) { return one.column == text; });
            if (found != columns.end()) roster[part] = found->code;
        }
        return roster;
    }

    // What stands under each column of the layout: a field's code, "@number" (序号), "@unit" (the unit's
    // name), or null where the form does not ask it.
    static json::array CodesOf(const json::value& layout, const std::vector<WantedColumn>& columns) {
        json::array codes;
        for (const workbook::LayoutColumn& place : workbook::LayoutFromJson(layout).columns) {
            const std::string letters = workbook::Letters(place.column);
            const auto found = std::find_if(columns.begin(), columns.end(),
                                            [&](const WantedColumn& one) { return one.column == letters; });
            if (found != columns.end() && !found->skip) {
                codes.push_back(json::value(found->code));
            } else if (place.numbers_rows) {
                codes.push_back("@number");
            } else if (found != columns.end() && NamesAUnit(found->name)) {
                codes.push_back("@unit");
            } else {
                codes.push_back(nullptr);
            }
        }
        return codes;
    }

    Sources sources_;
};

}  // namespace

void AddWorkbookRoutes(http::Router& router, const Sources& sources) {
    using http::Reads, http::Writes;
    const auto routes = std::make_shared<const WorkbookRoutes>(sources);
    router
        .Post(
            "/api/admission/workbooks", kPropose, kOwn, Reads{"id"}, Writes{"*"},
            [routes](const http::Request& request) { return routes->ReadUpload(request); },
            [routes](const http::Request& request, const Actor& actor, const Scope&, const Proposed& proposed,
                     storage::Tx& tx) { return routes->Take(request, actor, proposed, tx); })
        .Body(kMostFileBytes)
        .Slow();
    const Reads shown{"id", "name", "plan", "grids"};
    router.Get("/api/admission/workbooks/{workbook}", kPropose, kOwn, shown,
               [routes](const http::Request& request, const Actor& actor, const Scope&,
                        storage::Snapshot& snapshot) { return routes->Show(request, actor, snapshot); });
    router
        .Post(
            "/api/admission/workbooks/{workbook}/plan", kPropose, kOwn, shown, Writes{"sheet", "header_rows"},
            [routes](const http::Request& request) { return routes->ReadMarks(request); },
            [routes](const http::Request& request, const Actor& actor, const Scope&, const Proposed& proposed,
                     storage::Tx& tx) { return routes->Mark(request, actor, proposed, tx); })
        .Slow()
        .Rebuild([routes](const http::Request& request, const Actor& actor, const Scope&, std::int64_t,
                          storage::Snapshot& snapshot) { return routes->Show(request, actor, snapshot); });
    router
        .Post(
            "/api/admission/workbooks/{workbook}/draft", kPropose, kOwn, Reads{"form"},
            Writes{"sheet", "columns", "title", "class", "period", "layout", "roster"}, http::Router::Body,
            [routes](const http::Request& request, const Actor& actor, const Scope&, const json::value& body,
                     storage::Tx& tx) { return routes->MakeDraft(request, actor, body, tx); })
        .Rebuild([](const http::Request&, const Actor&, const Scope&, std::int64_t form, storage::Snapshot&) {
            return http::Json(json::object{{"form", FormId{form}.ToString()}});
        });
}

}  // namespace qz::admission
