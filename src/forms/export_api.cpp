#include <fstream>
#include <iterator>

#include "audit/audit.hpp"
#include "forms/access.hpp"
#include "forms/export.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

namespace {

constexpr std::string_view kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// A post that may export its own unit's return does not take the whole town home.
bool ReachesOver(const Scope& scope, const directory::Tree& tree, OrdinalRange wanted) {
    for (const OrdinalRange range : directory::RangesIn(scope, tree)) {
        if (range.first <= wanted.first && wanted.last <= range.last) return true;
    }
    return false;
}

class ExportRoutes {
 public:
    explicit ExportRoutes(const Connections& connections) : connections_(connections) {}

    http::Reply Ask(const http::Request& request, const Actor& actor, const Scope& scope,
                    const json::value& body, storage::Tx& tx) const {
        const TaskPointer entry = FindTask(tx, request.Path<TaskId>("task"));
        if (!entry) throw Problem::NotFound();
        const std::vector<OrdinalRange> visible = VisibleRanges(*entry, scope);
        if (visible.empty()) throw Problem::NotFound();
        Fields fields(body);
        Export wanted;
        wanted.unit = scope.unit();
        wanted.task = entry->task.id;
        wanted.approved_only = fields.Flag("approved_only", false);
        const auto parent = fields.OptionalId<UnitId>("parent");
        fields.Finish();
        const auto ordinal =
            parent ? entry->tree->Find(*parent) : std::optional<Ordinal>(visible.front().first);
        if (!ordinal || !visible.front().Contains(*ordinal)) throw Problem::NotFound();
        if (!ReachesOver(scope, *entry->tree, entry->tree->Subtree(*ordinal))) throw Problem::NotFound();
        wanted.parent = entry->tree->At(*ordinal).id;
        wanted.file_name =
            entry->task.title + (entry->task.period.empty() ? "" : "-" + entry->task.period) + ".xlsx";
        const ExportId id = InsertExport(tx, wanted, actor.account);
        jobs::Enqueue(
            tx, scope.unit(), "forms.export",
            json::serialize(json::object{{"unit", scope.unit().ToString()}, {"export", id.ToString()}}));
        audit::Record(tx, actor, "forms.export.asked", id);
        return http::Created(id);
    }

    http::Reply Show(const http::Request& request, const Actor&, const Scope& scope,
                     storage::Snapshot& snapshot) const {
        const Export found = OrNotFound(FindExport(snapshot, scope, request.Path<ExportId>("export")));
        return http::Json(json::object{
            {"id", found.id.ToString()},
            {"state", ToWord(found.state)},
            {"file_name", found.file_name},
            {"rows", found.rows},
            {"made_at", found.made_at ? json::value(found.made_at->ToString()) : json::value()}});
    }

    http::Reply Fetch(const http::Request& request, const Actor&, const Scope& scope,
                      storage::Snapshot& snapshot) const {
        const Export found = OrNotFound(FindExport(snapshot, scope, request.Path<ExportId>("export")));
        if (found.state != ExportState::kReady) throw Problem::Conflict("forms.export.not_ready");
        std::ifstream file(ExportPath(connections_, found.id), std::ios::binary);
        if (!file) throw Problem::Conflict("forms.export.gone");
        return http::Download(std::string(std::istreambuf_iterator<char>(file), {}), kXlsx, found.file_name);
    }

 private:
    Connections connections_;
};

}  // namespace

void AddExportRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    const auto bind = Binder(std::make_shared<const ExportRoutes>(connections));
    const Permission permission{"forms.export"};
    router.Post("/api/forms/tasks/{task}/exports", permission, ScopeFrom{"task"}, Reads{"id"},
                Writes{"approved_only", "parent"}, http::Router::Body, bind(&ExportRoutes::Ask));
    router.Get("/api/forms/exports/{export}", permission, ScopeFrom{"own"},
               Reads{"id", "state", "file_name", "rows", "made_at"}, bind(&ExportRoutes::Show));
    router.Get("/api/forms/exports/{export}/file", permission, ScopeFrom{"own"}, Reads{"*"},
               bind(&ExportRoutes::Fetch));
}

}  // namespace qz::forms
