// 一键确认: what the hub brings is right; a named post says so, for one task or for many.
#include "audit/audit.hpp"
#include "forms/derived.hpp"
#include "forms/outcome_store.hpp"
#include "forms/reporting.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

namespace {

constexpr std::size_t kMostConfirmed = 50;  // tasks in one request; each is a report with its effects

std::vector<TaskId> ReadTasks(Fields& fields) {
    std::vector<TaskId> tasks;
    const json::array& array = fields.Array("tasks", kMostConfirmed);
    for (std::size_t i = 0; i < array.size(); ++i) {
        const auto task = array[i].is_string()
                              ? ParseId<TaskId>({array[i].get_string().data(), array[i].get_string().size()})
                              : std::nullopt;
        if (task) {
            tasks.push_back(*task);
        } else {
            fields.Add({"tasks[" + std::to_string(i) + "]", "platform.http.not_an_id", {}});
        }
    }
    if (array.empty()) fields.Add({"tasks", "platform.http.missing", {}});
    return tasks;
}

// The values that are there, said again where the form wants them said each time. Throws Problem where a
// person has to type.
Typed Confirmation(const UnitTask& at, const Baseline& baseline, Date today) {
    const Definition& definition = at.definition();
    Typed typed;
    for (const BaselineRow& row : baseline.rows) {
        TypedRow confirmed;
        confirmed.key = row.key;
        for (std::size_t i = 0; i < definition.fields.size(); ++i) {
            const Field& field = definition.fields[i];
            const Need need = NeedOf(field, row.cells[i], baseline, today);
            if (need == Need::kMissing || (need == Need::kConfirm && field.required && !row.cells[i].value)) {
                throw Problem::Conflict("forms.confirm.not_held", {{"field", field.element.label}});
            }
            if (need != Need::kNothing && row.cells[i].value)
                confirmed.cells.push_back({field.element.code, row.cells[i].value});
        }
        if (!confirmed.cells.empty()) typed.rows.push_back(std::move(confirmed));
    }
    if (baseline.rows.empty()) throw Problem::Conflict("forms.confirm.nothing_held");
    return typed;
}

class ConfirmRoutes {
 public:
    explicit ConfirmRoutes(const Connections& connections) : connections_(connections) {}

    http::Reply ConfirmMany(const http::Request& request, const Actor& clerk, const Scope& scope,
                            const json::value& body, storage::Tx& tx) const {
        Fields fields(body);
        const std::vector<TaskId> tasks = ReadTasks(fields);
        // Who has died or moved away is asked each time, whatever the hub holds (PRODUCT §2).
        const bool nobody_left = fields.Flag("nobody_left", false);
        const UnitId unit = fields.OptionalId<UnitId>("unit").value_or(scope.unit());
        fields.Finish();
        std::int64_t confirmed = 0;
        json::array refused;
        for (const TaskId task : tasks) {
            try {
                Confirm(tx, request, clerk, scope, {task, unit, nobody_left});
                ++confirmed;
            } catch (const Problem& problem) {
                refused.push_back(json::object{{"task", task.ToString()}, {"code", problem.code()}});
            }
        }
        // Refusals alone leave nothing behind but the answer; what was confirmed recorded itself.
        if (confirmed == 0) audit::Record(tx, clerk, "forms.return.confirm_refused", scope.unit());
        return AnswerOnce(tx, clerk.unit,
                          json::object{{"confirmed", confirmed}, {"refused", std::move(refused)}});
    }

 private:
    struct Wish {
        TaskId task;
        UnitId unit;  // the own one, or one that it carries on for
        bool nobody_left = false;
    };

    void Confirm(storage::Tx& tx, const http::Request& request, const Actor& clerk, const Scope& scope,
                 const Wish& wish) const {
        const UnitTask at = FindUnitTask(tx, wish.task, wish.unit);
        if (!at.IsActedBy(scope.unit())) throw Problem::NotFound();
        if (!at.files) throw Problem::Conflict("forms.return.not_filing");
        CheckMayReport(at.task(), request.Now());
        const Definition& definition = at.definition();
        if (definition.form_class == Class::kStatistical)
            throw Problem::Conflict("forms.confirm.statistical");
        if (definition.layout == Layout::kRoster && !wish.nobody_left)
            throw Problem::Conflict("forms.confirm.check_left");
        Standing standing = FindStanding(tx, *connections_.keys, at);
        if (standing.filed && (standing.filed->state != ReturnState::kOpen || standing.filed->draft))
            throw Problem::Conflict("forms.confirm.begun");
        const Typed confirmation = Confirmation(at, standing.baseline, DateOf(request.Now()));
        const ReportedReturn reported =
            ReportReturn(tx, connections_, at, std::move(standing), clerk, confirmation, Origin::kOneClick);
        audit::Record(tx, clerk, "forms.return.confirmed", reported.id,
                      {.unit = at.unit, .detail = reported.Detail()});
    }

    Connections connections_;
};

}  // namespace

void AddConfirmRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    const auto bind = Binder(std::make_shared<const ConfirmRoutes>(connections));
    router
        .Post("/api/forms/confirmations", Permission{"forms.fill"}, ScopeFrom{"own"},
              Reads{"confirmed", "refused"}, Writes{"tasks", "nobody_left", "unit"}, http::Router::Body,
              bind(&ConfirmRoutes::ConfirmMany))
        .Rebuild([](const http::Request&, const Actor& clerk, const Scope&, std::int64_t outcome,
                    storage::Snapshot& snapshot) { return AnswerAgain(snapshot, clerk.unit, outcome); });
}

}  // namespace qz::forms
