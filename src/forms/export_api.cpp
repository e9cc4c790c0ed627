#include <algorithm>
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

bool HoldsNumbers(const Definition& definition) {
    return std::any_of(definition.fields.begin(), definition.fields.end(), [](const Field& field) {
        return field.element.type == catalogue::ValueType::kIdNumber;
    });
}

class ExportRoutes {
 public:
    explicit ExportRoutes(const Connections& connections) : connections_(connections) {}

    http::Reply Ask(const http::Request& request, const Actor& actor, const Scope& scope,
                    const json::value& body, storage::Tx& tx) const {
        const TaskPointer entry = FindTask(tx, request.Path<TaskId>("task"));
        if (!entry) throw Problem::NotFound();
        const std::vector<OrdinalRange> visible = VisibleRanges(tx, *entry, scope);
        if (visible.empty()) throw Problem::NotFound();
        // It is out of every total; each return stays readable by itself.
        if (entry->task.state == TaskState::kVoid)
            throw Problem::Conflict("forms.task.void", {{"reason", entry->task.state_reason}});
        Fields fields(body);
        Export wanted;
        wanted.unit = scope.unit();
        wanted.task = entry->task.id;
        wanted.approved_only = fields.Flag("approved_only", false);
        wanted.full_numbers = fields.Flag("full_numbers", false);
        wanted.purpose = fields.OptionalText("purpose", {.shortest = 0, .longest = 100}).value_or("");
        const auto parent = fields.OptionalId<UnitId>("parent");
        if (wanted.full_numbers && wanted.purpose.empty())
            fields.Add({"purpose", "forms.export.purpose_missing", {}});
        if (wanted.full_numbers && !HoldsNumbers(entry->definition()))
            fields.Add({"full_numbers", "forms.export.no_numbers", {}});
        fields.Finish();
        const auto ordinal =
            parent ? entry->tree->Find(*parent) : std::optional<Ordinal>(visible.front().first);
        if (!ordinal || !visible.front().Contains(*ordinal)) throw Problem::NotFound();
        if (!ReachesOver(scope, *entry->tree, entry->tree->Subtree(*ordinal))) throw Problem::NotFound();
        wanted.parent = entry->tree->At(*ordinal).id;
        wanted.file_name =
            entry->task.title + (entry->task.period.empty() ? "" : "-" + entry->task.period) + ".xlsx";
        if (wanted.full_numbers) {
            // SECURITY B7: whole numbers are for those who signed in with two factors.
            if (!actor.second_factor) throw Problem::Forbidden("forms.export.two_factors");
            wanted.state = ExportState::kUnagreed;
        }
        const ExportId id = InsertExport(tx, wanted, actor);
        if (!wanted.full_numbers) Make(tx, wanted.unit, id);
        audit::Record(tx, actor, "forms.export.asked", id,
                      {.personal = wanted.full_numbers ? Personal(wanted) : ""});
        return http::Created(id);
    }

    // The unit's own workbooks of this task, and those that wait for this person's word.
    http::Reply List(const http::Request& request, const Actor& actor, const Scope& scope,
                     storage::Snapshot& snapshot) const {
        const TaskPointer entry = FindTask(snapshot, request.Path<TaskId>("task"));
        if (!entry || VisibleRanges(snapshot, *entry, scope).empty()) throw Problem::NotFound();
        json::array own;
        json::array to_decide;
        for (const Export& found : ListExports(snapshot, entry->task.id, scope.unit())) {
            if (MayDecide(*entry, found, actor, scope)) to_decide.push_back(View(snapshot, found, actor));
            if (found.unit == scope.unit()) own.push_back(View(snapshot, found, actor));
        }
        return http::Json(json::object{{"items", std::move(own)},
                                       {"to_decide", std::move(to_decide)},
                                       {"has_numbers", HoldsNumbers(entry->definition())}});
    }

    // SECURITY B8: whole ID numbers of many units leave when two people want it.
    http::Reply Decide(const http::Request& request, const Actor& actor, const Scope& scope,
                       const json::value& body, storage::Tx& tx) const {
        const TaskPointer entry = FindTask(tx, request.Path<TaskId>("task"));
        if (!entry || VisibleRanges(tx, *entry, scope).empty()) throw Problem::NotFound();
        const ExportId id = request.Path<ExportId>("export");
        Fields fields(body);
        const bool agrees = fields.OneOf("verdict", {"agree", "refuse"}) == 0;
        fields.Finish();
        std::optional<Export> asked;
        for (Export& found : ListExports(tx, entry->task.id, scope.unit())) {
            if (found.id == id) asked = std::move(found);
        }
        if (!asked || !Reaches(*entry, *asked, scope)) throw Problem::NotFound();
        if (asked->requested_person == actor.person) throw Problem::Conflict("forms.export.same_person");
        if (agrees && !actor.second_factor) throw Problem::Forbidden("forms.export.two_factors");
        if (!DecideExport(tx, *asked, agrees, actor.account)) throw Problem::Conflict("forms.export.decided");
        if (agrees) Make(tx, asked->unit, id);
        audit::Record(tx, actor, agrees ? "forms.export.agreed" : "forms.export.refused", id,
                      {.unit = asked->unit, .personal = Personal(*asked)});
        return http::Done(id);
    }

    http::Reply Show(const http::Request& request, const Actor& actor, const Scope& scope,
                     storage::Snapshot& snapshot) const {
        const Export found = OrNotFound(FindExport(snapshot, scope, request.Path<ExportId>("export")));
        return http::Json(View(snapshot, found, actor));
    }

    http::Reply Fetch(const http::Request& request, const Actor& actor, const Scope& scope,
                      storage::Snapshot& snapshot) const {
        const Export found = OrNotFound(FindExport(snapshot, scope, request.Path<ExportId>("export")));
        if (found.full_numbers && found.requested_person != actor.person) throw Problem::NotFound();
        if (found.full_numbers && !actor.second_factor) throw Problem::Forbidden("forms.export.two_factors");
        if (found.state == ExportState::kDeleted ||
            (found.full_numbers && found.made_at && found.made_at->Plus(kFullExportKept) < snapshot.Now()))
            throw Problem::Conflict("forms.export.gone");
        if (found.state != ExportState::kReady) throw Problem::Conflict("forms.export.not_ready");
        std::ifstream file(ExportPath(connections_, found.id), std::ios::binary);
        if (!file) throw Problem::Conflict("forms.export.gone");
        return http::Download(std::string(std::istreambuf_iterator<char>(file), {}), kXlsx, found.file_name);
    }

 private:
    static void Make(storage::Tx& tx, UnitId unit, ExportId id) {
        jobs::Enqueue(tx, unit, "forms.export",
                      json::serialize(json::object{{"unit", unit.ToString()}, {"export", id.ToString()}}));
    }

    static bool Reaches(const TaskEntry& entry, const Export& asked, const Scope& scope) {
        const auto parent = entry.tree->Find(asked.parent);
        return parent && ReachesOver(scope, *entry.tree, entry.tree->Subtree(*parent));
    }

    static bool MayDecide(const TaskEntry& entry, const Export& asked, const Actor& actor,
                          const Scope& scope) {
        return asked.state == ExportState::kUnagreed && asked.requested_person != actor.person &&
               Reaches(entry, asked, scope);
    }

    static std::string Personal(const Export& wanted) {
        return json::serialize(json::object{{"full_numbers", true}, {"purpose", wanted.purpose}});
    }

    json::object View(storage::Snapshot& snapshot, const Export& found, const Actor& actor) const {
        return {{"id", found.id.ToString()},
                {"state", ToWord(found.state)},
                {"file_name", found.file_name},
                {"rows", found.rows},
                {"approved_only", found.approved_only},
                {"full_numbers", found.full_numbers},
                {"purpose", found.purpose},
                {"by", connections_.name_of(snapshot, found.requested_by)},
                {"mine", found.requested_person == actor.person},
                {"asked_at", found.requested_at.ToString()},
                {"made_at", found.made_at ? json::value(found.made_at->ToString()) : json::value()}};
    }

    Connections connections_;
};

}  // namespace

void AddExportRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    const auto bind = Binder(std::make_shared<const ExportRoutes>(connections));
    const Permission permission{"forms.export"};
    router.Post("/api/forms/tasks/{task}/exports", permission, ScopeFrom{"task"}, Reads{"id"},
                Writes{"approved_only", "parent", "full_numbers", "purpose"}, http::Router::Body,
                bind(&ExportRoutes::Ask));
    router.Get("/api/forms/tasks/{task}/exports", permission, ScopeFrom{"task"},
               Reads{"items", "to_decide", "has_numbers"}, bind(&ExportRoutes::List));
    router.Post("/api/forms/tasks/{task}/exports/{export}/decision", permission, ScopeFrom{"task"},
                Reads{"id"}, Writes{"verdict"}, http::Router::Body, bind(&ExportRoutes::Decide));
    router.Get("/api/forms/exports/{export}", permission, ScopeFrom{"own"},
               Reads{"id", "state", "file_name", "rows", "approved_only", "full_numbers", "purpose", "by",
                     "mine", "asked_at", "made_at"},
               bind(&ExportRoutes::Show));
    router.Get("/api/forms/exports/{export}/file", permission, ScopeFrom{"own"}, Reads{"*"},
               bind(&ExportRoutes::Fetch));
}

}  // namespace qz::forms
