#include "directory/api.hpp"

#include "audit/audit.hpp"
#include "directory/edits.hpp"
#include "directory/store.hpp"

namespace qz::directory {

namespace {

constexpr std::size_t kMostDepartments = 200;
constexpr std::size_t kLongestSearch = 60;  // code points

json::value UnitOrNull(const Tree& tree, UnitId unit) {
    if (!unit) return nullptr;
    const auto ordinal = tree.Find(unit);
    return ordinal ? json::value(UnitJson(tree.At(*ordinal))) : json::value(nullptr);
}

http::Reply UnitReply(storage::Snapshot& snapshot, const Tree& tree, Ordinal ordinal) {
    const TreeUnit& unit = tree.At(ordinal);
    json::array path;
    for (const Ordinal above : tree.Path(ordinal)) path.push_back(UnitJson(tree.At(above)));
    std::int64_t territory = 0;
    std::int64_t departments = 0;
    for (const Ordinal child : tree.Children(ordinal))
        ++(IsTerritory(tree.At(child).kind) ? territory : departments);
    json::object object = UnitJson(unit);
    const std::int64_t revision = FindUnitRevision(snapshot, unit.id);
    object["official_name"] = tree.OfficialName(ordinal);
    object["in_use"] = unit.in_use;
    object["path"] = std::move(path);
    object["children"] = territory;
    object["departments"] = departments;
    object["government"] = UnitOrNull(tree, unit.government);
    object["line_superior"] = UnitOrNull(tree, unit.line_superior);
    object["version"] = tree.version().ToString();
    object["revision"] = revision;
    return http::Json(object).WithEtag(revision);
}

http::Reply GetUnit(const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    const auto tree = CurrentTree(snapshot);
    return UnitReply(snapshot, *tree, OrNotFound(tree->Find(request.Path<UnitId>("unit"))));
}

http::Reply GetRoot(const http::Request&, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    const auto tree = FindCurrentTree(snapshot);
    if (!tree) throw Problem::NotFound();
    return UnitReply(snapshot, *tree, 0);
}

json::object ListedUnit(const Tree& tree, Ordinal ordinal) {
    const TreeUnit& unit = tree.At(ordinal);
    json::object object = UnitJson(unit);
    object["in_use"] = unit.in_use;
    object["has_children"] = unit.last > ordinal;
    return object;
}

// Pinyin order asks the database for the keys; code order is the tree's own.
void SortByPinyin(storage::Snapshot& snapshot, const Tree& tree, Ordinal parent,
                  std::vector<Ordinal>& children) {
    const VersionRow version = OrNotFound(FindVersion(snapshot, tree.version()));
    std::unordered_map<UnitId, std::string> keys;
    for (auto& [unit, key] : ListPinyinKeys(snapshot, version, parent)) keys[unit] = std::move(key);
    std::sort(children.begin(), children.end(), [&](Ordinal a, Ordinal b) {
        return std::tie(keys[tree.At(a).id], a) < std::tie(keys[tree.At(b).id], b);
    });
}

http::Reply ListChildren(const http::Request& request, const Actor&, const Scope&,
                         storage::Snapshot& snapshot) {
    const auto tree = CurrentTree(snapshot);
    const Ordinal parent = OrNotFound(tree->Find(request.Path<UnitId>("unit")));
    const auto page = http::Page::From(request);
    std::vector<Ordinal> children = tree->Children(parent);
    if (const auto order = request.Query("order"); order && *order == "pinyin") {
        SortByPinyin(snapshot, *tree, parent, children);
    } else if (order && *order != "code") {
        throw Problem::RejectedAt("order", "platform.http.not_one_of", {{"allowed", "code, pinyin"}});
    }
    auto at = children.begin();
    if (!page.after.empty()) {
        // The cursor is the unit shown last, so that a new version between two pages loses nothing it still
        // has.
        const auto last = ParseId<UnitId>(page.after[0]);
        at = std::find_if(children.begin(), children.end(),
                          [&](Ordinal child) { return last && tree->At(child).id == *last; });
        if (at == children.end()) throw Problem::RejectedAt("cursor", "directory.list.moved_on");
        ++at;
    }
    json::array items;
    UnitId shown;
    for (; at != children.end() && static_cast<int>(items.size()) < page.limit; ++at) {
        items.push_back(ListedUnit(*tree, *at));
        shown = tree->At(*at).id;
    }
    json::object answer{{"items", std::move(items)}, {"next", nullptr}};
    if (at != children.end()) answer["next"] = http::Page::Cursor({shown.ToString()});
    return http::Json(answer);
}

http::Reply SearchUnits(const http::Request& request, const Actor&, const Scope&,
                        storage::Snapshot& snapshot) {
    const auto tree = CurrentTree(snapshot);
    const auto text = request.Query("q");
    const auto length = CountCodePoints(text.value_or(""));
    if (!text || !length || *length == 0) throw Problem::RejectedAt("q", "platform.http.missing");
    if (*length > kLongestSearch) {
        throw Problem::RejectedAt(
            "q", "platform.http.too_long",
            {{"most", std::to_string(kLongestSearch)}, {"length", std::to_string(*length)}});
    }
    std::optional<Level> level;
    if (const auto word = request.Query("level")) {
        level = LevelFromWord(*word);
        if (!level) throw Problem::RejectedAt("level", "directory.level.unknown");
    }
    OrdinalRange range{0, tree->size() - 1};
    if (const auto within = request.QueryId<UnitId>("within")) {
        range = tree->Subtree(OrNotFound(tree->Find(*within)));
    }
    const auto limit = static_cast<std::size_t>(http::Page::From(request).limit);
    json::array items;
    for (const Ordinal ordinal : tree->Search(*text, range, level, limit)) {
        json::object item = ListedUnit(*tree, ordinal);
        json::array path;
        for (const Ordinal above : tree->Path(ordinal)) {
            if (above != ordinal) path.push_back(json::value(tree->At(above).name));
        }
        item["path"] = std::move(path);
        items.push_back(std::move(item));
    }
    return http::Json(json::object{{"items", std::move(items)}});
}

http::Reply GetVersions(const http::Request& request, const Actor&, const Scope&,
                        storage::Snapshot& snapshot) {
    const auto page = http::Page::From(request);
    const std::int64_t before = page.after.empty() ? 0 : ParseIdValue(page.after[0]).value_or(1);
    const std::vector<VersionRow> versions = ListVersions(snapshot, before, page.limit + 1);
    json::array items;
    json::object answer{{"next", nullptr}};
    for (const VersionRow& version : versions) {
        if (static_cast<int>(items.size()) == page.limit) {
            answer["next"] = http::Page::Cursor({std::to_string(version.number + 1)});
            break;
        }
        items.push_back({{"id", version.id.ToString()},
                         {"number", version.number},
                         {"cause", version.cause},
                         {"effective", version.effective.ToString()},
                         {"document", version.document},
                         {"units", version.unit_count},
                         {"made_at", version.made_at.ToString()}});
    }
    answer["items"] = std::move(items);
    return http::Json(answer);
}

UnitEdit ReadEdit(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    UnitEdit edit;
    if (const json::value* name = fields.Raw("display_name")) {
        edit.display_name = name->is_null() ? std::string() : fields.Text("display_name", {.longest = 100});
    }
    if (fields.Raw("in_use") != nullptr) edit.in_use = fields.Flag("in_use", true);
    if (fields.Raw("kind") != nullptr) {
        const std::string word = fields.Text("kind");
        edit.kind = KindFromWord(word);
        if (!edit.kind) fields.Add({"kind", "directory.unit.bad_kind", {}});
    }
    if (const json::value* superior = fields.Raw("line_superior")) {
        edit.line_superior = superior->is_null() ? UnitId{} : fields.IdOf<UnitId>("line_superior");
    }
    fields.Finish();
    return edit;
}

http::Reply PatchUnit(const http::Request& request, const Actor& actor, const Scope&, const UnitEdit& edit,
                      storage::Tx& tx) {
    const auto unit = request.Path<UnitId>("unit");
    const std::int64_t revision = request.IfMatch();
    UpdateUnit(tx, unit, revision, edit);
    json::array changed;
    if (edit.display_name) changed.push_back("display_name");
    if (edit.in_use) changed.push_back("in_use");
    if (edit.kind) changed.push_back("kind");
    if (edit.line_superior) changed.push_back("line_superior");
    audit::Record(tx, actor, "directory.unit.edited", unit,
                  {.unit = unit, .detail = json::serialize(json::object{{"changed", changed}})});
    return http::Done(unit).WithEtag(revision + 1);
}

std::vector<NewDepartment> ReadDepartments(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::vector<NewDepartment> departments;
    std::size_t index = 0;
    for (const json::value& member : fields.Array("departments", kMostDepartments)) {
        Fields one(member, "departments[" + std::to_string(index++) + "]");
        NewDepartment department;
        department.code = one.Text("code", {.longest = 40});
        department.name = one.Text("name", {.longest = 100});
        department.government = one.IdOf<UnitId>("government");
        department.line_superior = one.OptionalId<UnitId>("line_superior");
        if (one.Raw("kind") != nullptr) {
            const auto kind = KindFromWord(one.Text("kind"));
            if (kind) department.kind = *kind;
            if (!kind) one.Add({one.PathOf("kind"), "directory.department.bad_kind", {}});
        }
        try {
            one.Finish();
        } catch (const Problem& problem) {
            for (const Finding& finding : problem.findings()) fields.Add(finding);
        }
        departments.push_back(std::move(department));
    }
    fields.Finish();
    return departments;
}

http::Reply DepartmentsReply(TreeVersionId version, const std::vector<UnitId>& units) {
    json::array ids;
    for (const UnitId unit : units) ids.push_back(json::value(unit.ToString()));
    http::Reply reply = http::Json(json::object{{"version", version.ToString()}, {"ids", std::move(ids)}});
    reply.status = 201;
    reply.object = version.value;
    return reply;
}

http::Reply PostDepartments(const http::Request&, const Actor& actor, const Scope&,
                            const std::vector<NewDepartment>& departments, storage::Tx& tx) {
    if (departments.empty()) throw Problem::RejectedAt("departments", "platform.http.missing");
    const std::vector<UnitId> ids = InsertDepartments(tx, departments);
    const auto version = OrNotFound(FindCurrentVersion(tx)).id;
    for (const UnitId id : ids) audit::Record(tx, actor, "directory.department.added", id, {.unit = id});
    return DepartmentsReply(version, ids);
}

http::Reply RebuildDepartments(const http::Request&, const Actor&, const Scope&, std::int64_t object,
                               storage::Snapshot& snapshot) {
    const TreeVersionId version{object};
    return DepartmentsReply(version, ListLabelled(snapshot, version));
}

}  // namespace

void AddUnitRoutes(http::Router& router) {
    const http::Permission read{"directory.read"};
    const http::Permission manage{"directory.manage"};
    const http::ScopeFrom all{"all"};
    const http::Reads unit{"id",      "code",    "name",     "level",       "kind",       "official_name",
                           "in_use",  "path",    "children", "departments", "government", "line_superior",
                           "version", "revision"};
    router.Get("/api/directory/root", read, all, unit, GetRoot);
    router.Get("/api/directory/units/{unit}", read, all, unit, GetUnit);
    router.Get("/api/directory/units/{unit}/children", read, all, {"items", "next"}, ListChildren);
    router.Get("/api/directory/search", read, all, {"items"}, SearchUnits);
    router.Get("/api/directory/versions", read, all, {"items", "next"}, GetVersions);
    router.Patch("/api/directory/units/{unit}", manage, all, {"id"},
                 {"display_name", "in_use", "kind", "line_superior"}, ReadEdit, PatchUnit);
    router
        .Post("/api/directory/departments", manage, all, {"version", "ids"}, {"departments"}, ReadDepartments,
              PostDepartments)
        .Rebuild(RebuildDepartments);
}

void AddRoutes(http::Router& router, const SuccessionWork& work) {
    AddUnitRoutes(router);
    AddImportRoutes(router, work);
}

}  // namespace qz::directory
