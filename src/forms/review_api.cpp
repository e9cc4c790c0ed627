#include "audit/audit.hpp"
#include "calendar/calendar.hpp"
#include "forms/outcome_store.hpp"
#include "forms/return_view.hpp"
#include "forms/review.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

namespace {

constexpr std::size_t kMostAtOnce = 500;  // more is done in several requests: a write stays short

class ReviewRoutes {
 public:
    explicit ReviewRoutes(const Connections& connections) : connections_(connections) {}

    // What waits for the acting unit, task by task.
    http::Reply Waiting(const http::Request&, const Actor&, const Scope& scope,
                        storage::Snapshot& snapshot) const {
        json::array items;
        std::vector<TaskPointer> tasks = ListOpenTasks(snapshot);
        for (TaskPointer& entry : ListClosedUndecided(snapshot)) tasks.push_back(std::move(entry));
        for (const TaskPointer& entry : tasks) {
            std::int64_t waiting = 0;
            for (const OrdinalRange range :
                 WithTakenOver(snapshot, *entry, scope, RangesIn(scope, *entry->tree))) {
                Ordinal after = -1;
                for (;;) {
                    const auto lines =
                        ListReturns(snapshot, entry->task.id, range, ReturnState::kReported, after, 1000);
                    for (const ReturnLine& line : lines) {
                        if (Decides(snapshot, *entry, line, scope)) ++waiting;
                    }
                    if (lines.size() < 1000) break;
                    after = lines.back().ordinal;
                }
            }
            if (waiting > 0) {
                items.push_back(json::object{{"task", TaskJson(snapshot, *entry)}, {"waiting", waiting}});
            }
        }
        return http::Json(json::object{{"items", std::move(items)}});
    }

    http::Reply Queue(const http::Request& request, const Actor&, const Scope& scope,
                      storage::Snapshot& snapshot) const {
        const TaskPointer entry = FindTask(snapshot, request.Path<TaskId>("task"));
        if (!entry) throw Problem::NotFound();
        const std::vector<OrdinalRange> ranges =
            WithTakenOver(snapshot, *entry, scope, VisibleRanges(snapshot, *entry, scope));
        if (ranges.empty()) throw Problem::NotFound();
        const http::Page page = http::Page::From(request);
        std::optional<ReturnState> state = ReturnState::kReported;
        if (const auto word = request.Query("state")) {
            state.reset();
            for (const ReturnState one :
                 {ReturnState::kOpen, ReturnState::kSigning, ReturnState::kReported, ReturnState::kApproved,
                  ReturnState::kSentBack, ReturnState::kWithdrawn}) {
                if (ToWord(one) == *word) state = one;
            }
        }
        Ordinal after =
            page.after.empty() ? -1 : static_cast<Ordinal>(ParseIdValue(page.after.front()).value_or(1) - 1);
        json::array items;
        bool more = false;
        Ordinal last = after;
        for (const OrdinalRange range : ranges) {
            for (const ReturnLine& line : ListReturns(snapshot, entry->task.id, range, state, after,
                                                      page.limit + 1 - static_cast<int>(items.size()))) {
                if (static_cast<int>(items.size()) == page.limit) {
                    more = true;
                    break;
                }
                items.push_back(LineJson(snapshot, *entry, line, scope));
                last = line.ordinal;
            }
        }
        return http::Json(json::object{
            {"items", std::move(items)},
            {"next", more ? json::value(http::Page::Cursor({std::to_string(last + 1)})) : json::value()}});
    }

    http::Reply Approve(const http::Request& request, const Actor& actor, const Scope& scope,
                        storage::Tx& tx) const {
        const UnitTask at = FindUnitTask(tx, request);
        const Return filed = ToDecide(tx, at, scope);
        if (request.IfMatch() != filed.revision) throw Problem::Conflict("forms.return.moved_on");
        PassStep(tx, at, filed, {"approved", {}, "[]", scope.unit(), actor.account});
        audit::Record(tx, actor, "forms.return.approved", filed.id, {.unit = at.unit});
        return http::Done(filed.id).WithEtag(filed.revision + 1);
    }

    // One answer for each unit: a return that moved on meanwhile is named, the others pass.
    http::Reply ApproveMany(const http::Request& request, const Actor& actor, const Scope& scope,
                            const json::value& body, storage::Tx& tx) const {
        Fields fields(body);
        const json::array& units = fields.Array("units", kMostAtOnce);
        const TaskId task = request.Path<TaskId>("task");
        int approved = 0;
        json::array refused;
        for (std::size_t i = 0; i < units.size(); ++i) {
            Fields unit_fields(units[i], "units[" + std::to_string(i) + "]");
            const UnitId unit = unit_fields.IdOf<UnitId>("unit");
            const std::int64_t revision = unit_fields.Integer("revision", 0, INT64_MAX);
            if (!unit_fields.findings().empty()) {
                for (Finding& finding : unit_fields.findings()) fields.Add(std::move(finding));
                continue;
            }
            const auto refuse = [&](std::string_view code) {
                refused.push_back(json::object{{"unit", unit.ToString()}, {"code", code}});
            };
            if (!directory::CoversAlsoGone(tx, scope, unit)) {
                refuse("platform.http.not_found");
                continue;
            }
            try {
                const UnitTask at = FindUnitTask(tx, task, unit);
                const Return filed = ToDecide(tx, at, scope);
                if (filed.revision != revision) {
                    refuse("forms.return.moved_on");
                    continue;
                }
                PassStep(tx, at, filed, {"approved", {}, "[]", scope.unit(), actor.account});
                audit::Record(tx, actor, "forms.return.approved", filed.id, {.unit = unit});
                ++approved;
            } catch (const Problem& problem) {
                refuse(problem.code());
            }
        }
        fields.Finish();
        if (approved == 0)
            throw Problem::Conflict("forms.review.none_approved").WithDetails(json::serialize(refused));
        return AnswerOnce(tx, actor.unit,
                          json::object{{"approved", approved}, {"refused", std::move(refused)}});
    }

    http::Reply SendBack(const http::Request& request, const Actor& actor, const Scope& scope,
                         const json::value& body, storage::Tx& tx) const {
        const UnitTask at = FindUnitTask(tx, request);
        Fields fields(body);
        const std::string reason = fields.Text("reason", {.longest = 500});
        json::array reasons;
        for (const json::value& item : fields.Array("fields", 200, false)) {
            Fields one(item, "fields");
            const std::string field = one.Text("field", {.longest = 200});
            const std::string why = one.OptionalText("reason", {.shortest = 0, .longest = 300}).value_or("");
            for (Finding& finding : one.findings()) fields.Add(std::move(finding));
            reasons.push_back(json::object{{"field", field}, {"reason", why}});
        }
        fields.Finish();
        const Return filed = ToDecide(tx, at, scope);
        // It would leave every total, and nobody could report it again.
        if (at.task().state == TaskState::kClosed) throw Problem::Conflict("forms.review.closed");
        if (at.gone && at.successors.empty()) throw Problem::Conflict("forms.review.unit_gone");
        if (request.IfMatch() != filed.revision) throw Problem::Conflict("forms.return.moved_on");
        const auto unit = at.review.tree->Find(scope.unit());
        const json::object sent_back{
            {"reason", reason},
            {"fields", reasons},
            {"by_unit", unit ? json::value(directory::UnitJson(at.review.tree->At(*unit))) : json::value()},
            {"at", tx.Now().ToString()}};
        UpdateState(tx, filed, {ReturnState::kSentBack, 0, std::nullopt, json::serialize(sent_back)});
        InsertDecision(tx, filed,
                       {"sent_back", reason, json::serialize(reasons), scope.unit(), actor.account});
        audit::Record(tx, actor, "forms.return.sent_back", filed.id, {.unit = at.unit});
        return http::Done(filed.id).WithEtag(filed.revision + 1);
    }

 private:
    static bool Decides(storage::Snapshot& snapshot, const TaskEntry& entry, const ReturnLine& line,
                        const Scope& scope) {
        if (line.state != ReturnState::kReported) return false;
        const ReviewPlace place = FindReviewPlace(snapshot, entry, line.ordinal);
        return ReviewerAt(entry.task, StepAt(entry.task, line.step), *place.tree, place.ordinal) ==
               scope.unit();
    }

    static Return ToDecide(storage::Snapshot& snapshot, const UnitTask& at, const Scope& scope) {
        const std::optional<Return> filed = FindReturn(snapshot, at.unit, at.task().id);
        if (!filed || !MayRead(snapshot, at, scope)) throw Problem::NotFound();
        if (at.task().state == TaskState::kVoid) {
            throw Problem::Conflict("forms.task.void", {{"reason", at.task().state_reason}});
        }
        if (!MayDecide(at, *filed, scope)) throw Problem::Conflict("forms.return.not_your_step");
        return *filed;
    }

    // Who or what each row of a roster is about; those who left are known from the baseline.
    static std::map<std::string, std::string, std::less<>> RowNames(storage::Snapshot& snapshot,
                                                                    const TaskEntry& entry,
                                                                    const ReturnLine& line) {
        std::map<std::string, std::string, std::less<>> names;
        const Definition& definition = entry.definition();
        if (definition.name_field < 0) return names;
        const auto name = static_cast<std::size_t>(definition.name_field);
        const auto filed = FindReturn(snapshot, line.unit, entry.task.id);
        if (!filed) return names;
        for (const BaselineRow& row : ReadBaseline(filed->baseline).rows) {
            names[row.key] = row.cells[name].value.value_or("");
        }
        if (filed->answers) {
            for (const AnswerRow& row : ReadAnswers(*filed->answers))
                names[row.key] = row.cells[name].value_or("");
        }
        return names;
    }

    // Old and new beside each other, so that a reviewer reads differences and not whole forms.
    json::object LineJson(storage::Snapshot& snapshot, const TaskEntry& entry, const ReturnLine& line,
                          const Scope& scope) const {
        const Definition& definition = entry.definition();
        json::array changes;
        int disputed = 0;
        int changed = 0;
        const auto names = RowNames(snapshot, entry, line);
        for (const RowChange& row : ReadChanges(definition, line.changes)) {
            const auto found = names.find(row.key);
            const std::string name = found == names.end() ? std::string() : found->second;
            if (row.cells.empty()) {
                ++changed;
                changes.push_back(json::object{{"row", row.key},
                                               {"row_name", name},
                                               {"state", ToWord(row.state)},
                                               {"reason", row.reason}});
            }
            for (const CellChange& cell : row.cells) {
                const Field& field = definition.fields[static_cast<std::size_t>(cell.field)];
                const auto shown = [&](const StoredValue& value) -> json::value {
                    if (!value) return nullptr;
                    return json::value(
                        Shown(*connections_.keys, field, line.unit, definition.SubjectOf(row.key), *value));
                };
                ++changed;
                if (cell.disputed) ++disputed;
                changes.push_back(json::object{{"row", row.key},
                                               {"row_name", name},
                                               {"state", ToWord(row.state)},
                                               {"field", field.element.code},
                                               {"label", field.element.label},
                                               {"old", shown(cell.from)},
                                               {"new", shown(cell.to)},
                                               {"disputed", cell.disputed}});
            }
        }
        return {{"unit", directory::UnitJson(entry.tree->At(line.ordinal))},
                {"state", ToWord(line.state)},
                {"mine", Decides(snapshot, entry, line, scope)},
                {"step", line.step},
                {"reported_at", line.reported_at ? json::value(line.reported_at->ToString()) : json::value()},
                {"filler", line.reported_by ? json::value(connections_.name_of(snapshot, *line.reported_by))
                                            : json::value()},
                {"late", line.late},
                {"unsigned", line.not_signed},
                {"revision", line.revision},
                {"version", line.version},
                {"changes", std::move(changes)},
                {"changed", changed},
                {"disputed", disputed}};
    }

    Connections connections_;
};

}  // namespace

void PassStep(storage::Tx& tx, const UnitTask& at, const Return& filed, const Decision& decision) {
    const auto step = NextStep(at.task(), filed.step + 1, *at.review.tree, at.review.ordinal);
    Move move;
    move.state = step ? ReturnState::kReported : ReturnState::kApproved;
    move.step = step.value_or(filed.step);
    if (step) move.step_due = StepDue(at.task(), *calendar::Current(tx), DateOf(tx.Now()));
    UpdateState(tx, filed, move);
    InsertDecision(tx, filed, decision);
}

void AddReviewRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    const auto bind = Binder(std::make_shared<const ReviewRoutes>(connections));
    const Permission review{"forms.review"};
    const std::string unit = "/api/forms/tasks/{task}/units/{unit}";
    router.Get("/api/forms/reviews", review, ScopeFrom{"list"}, Reads{"items"}, bind(&ReviewRoutes::Waiting));
    router.Get("/api/forms/tasks/{task}/review", review, ScopeFrom{"list"}, Reads{"items", "next"},
               bind(&ReviewRoutes::Queue));
    router.Post(unit + "/approve", review, ScopeFrom{"unit"}, Reads{"id"}, Writes{},
                bind(&ReviewRoutes::Approve));
    router.Post(unit + "/send-back", review, ScopeFrom{"unit"}, Reads{"id"}, Writes{"reason", "fields"},
                http::Router::Body, bind(&ReviewRoutes::SendBack));
    router
        .Post("/api/forms/tasks/{task}/approve-many", review, ScopeFrom{"list"}, Reads{"approved", "refused"},
              Writes{"units"}, http::Router::Body, bind(&ReviewRoutes::ApproveMany))
        .Rebuild([](const http::Request&, const Actor& actor, const Scope&, std::int64_t outcome,
                    storage::Snapshot& snapshot) { return AnswerAgain(snapshot, actor.unit, outcome); });
}

}  // namespace qz::forms
