#include "forms/forms.hpp"

#include <algorithm>
#include <set>

#include "forms/access.hpp"
#include "forms/filed_store.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

void AddRoutes(http::Router& router, const Connections& connections) {
    if (!connections.admission) throw std::logic_error("forms asks nobody without an admission check");
    AddFormRoutes(router, connections);
    AddTaskRoutes(router, connections);
    AddProgressRoutes(router, connections);
    AddFilingRoutes(router, connections);
    AddConfirmRoutes(router, connections);
    AddFiguresRoutes(router, connections);
    AddReturnRoutes(router, connections);
    AddReviewRoutes(router, connections);
    AddCorrectionRoutes(router, connections);
    AddExportRoutes(router, connections);
}

namespace {

std::optional<RollupTask> RollupTaskOf(storage::Snapshot& snapshot, const TaskPointer& entry,
                                       std::vector<OrdinalRange> visible) {
    if (visible.empty()) return std::nullopt;
    RollupTask found;
    found.visible = std::move(visible);
    found.task = entry->task.id;
    found.title = entry->task.title;
    found.definition = &entry->definition();
    found.tree = entry->tree;
    found.filing = entry->Filing(snapshot).ordinals();
    found.past_deadline = IsLate(entry->task, snapshot.Now());
    found.keep = entry;
    return found;
}

TaskPointer FindCounted(storage::Snapshot& snapshot, TaskId task) {
    TaskPointer entry = FindTask(snapshot, task);
    return entry && entry->task.state != TaskState::kVoid ? entry : nullptr;
}

}  // namespace

std::optional<RollupTask> FindRollupTask(storage::Snapshot& snapshot, const Scope& scope, TaskId task) {
    const TaskPointer entry = FindCounted(snapshot, task);
    if (!entry) return std::nullopt;
    return RollupTaskOf(snapshot, entry, VisibleRanges(snapshot, *entry, scope));
}

std::optional<RollupTask> FindRollupTask(storage::Snapshot& snapshot, TaskId task) {
    const TaskPointer entry = FindCounted(snapshot, task);
    if (!entry) return std::nullopt;
    return RollupTaskOf(snapshot, entry, {entry->tree->Subtree(0)});
}

constexpr std::string_view kListRollupTasks = "SELECT id FROM forms_task WHERE state <> 3 ORDER BY id";

std::vector<TaskId> ListRollupTasks(storage::Snapshot& snapshot) {
    std::vector<TaskId> tasks;
    for (const storage::Row row : snapshot.Query(kListRollupTasks)) tasks.push_back(row.Get<TaskId>(0));
    return tasks;
}

void RecomputeFigures(
    storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
    const std::function<void(Ordinal unit, ReturnState state, std::string_view figures)>& each) {
    const TaskPointer entry = FindTask(snapshot, task);
    if (!entry) return;
    std::unordered_map<Ordinal, std::string> figures_of;
    ForEachAnswer(snapshot, *entry, range,
                  [&](UnitId, Ordinal ordinal, ReturnState, Instant, std::string_view answers) {
                      figures_of[ordinal] = FiguresOf(entry->definition(), ReadAnswers(answers)).value_or("");
                  });
    for (const ProgressLine& line : ListProgress(snapshot, *entry, range)) {
        each(line.ordinal, line.state, figures_of[line.ordinal]);
    }
}

constexpr std::string_view kForEachFigures = R"sql(
    SELECT unit_ordinal, state, figures FROM forms_return
    WHERE task_id = $1 AND unit_ordinal BETWEEN $2 AND $3 ORDER BY unit_ordinal)sql";

void ForEachFigures(
    storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
    const std::function<void(Ordinal unit, ReturnState state, std::string_view figures)>& each) {
    FiledWalk filed(ListFiled(snapshot, task), range);
    const auto give = [&](const FiledPlace& place) {
        each(place.ordinal, ReturnState::kApproved, place.head->figures[place.at]);
    };
    const storage::Parameter parameters[] = {task, std::int64_t{range.first}, std::int64_t{range.last}};
    snapshot.ForEach(kForEachFigures, parameters, [&](const storage::Row& row) {
        const auto ordinal = static_cast<Ordinal>(row.Get<std::int64_t>(0));
        const auto state = static_cast<ReturnState>(row.Get<int>(1));
        filed.GiveBefore(ordinal, give);
        if (filed.CountsInsteadOf(ordinal, state)) return;
        each(ordinal, state, row.Get<std::optional<std::string_view>>(2).value_or(std::string_view()));
    });
    filed.GiveBefore(FiledWalk::kPastAll, give);
}

constexpr std::string_view kListEntries = R"sql(
    SELECT unit_id, unit_ordinal, state, reported_at, figures, id FROM forms_return
    WHERE task_id = $1 AND unit_ordinal BETWEEN $2 AND $3 AND unit_ordinal > $4 AND state IN (2, 3)
    ORDER BY unit_ordinal LIMIT $5)sql";

std::vector<Entry> ListEntries(storage::Snapshot& snapshot, TaskId task, OrdinalRange range, Ordinal after,
                               int limit) {
    const TaskPointer entry = FindTask(snapshot, task);
    FiledWalk filed(ListFiled(snapshot, task), {std::max(range.first, after + 1), range.last});
    std::set<Ordinal> own;
    if (!filed.empty()) {
        for (const ProgressLine& line : ListProgress(snapshot, task, range)) {
            if (CountsBeforeFiled(line.state)) own.insert(line.ordinal);
        }
    }
    std::vector<Entry> entries;
    const auto give = [&](const FiledPlace& place) {
        if (own.contains(place.ordinal)) return;
        entries.push_back({entry->tree->At(place.ordinal).id, place.ordinal, ReturnState::kApproved,
                           place.head->filed_at, place.head->figures[place.at], ReturnId{place.head->id}});
    };
    for (const storage::Row row : snapshot.Query(kListEntries, task, std::int64_t{range.first},
                                                 std::int64_t{range.last}, std::int64_t{after}, limit)) {
        const auto ordinal = static_cast<Ordinal>(row.Get<std::int64_t>(1));
        filed.GiveBefore(ordinal, give);
        entries.push_back({row.Get<UnitId>(0), ordinal, static_cast<ReturnState>(row.Get<int>(2)),
                           row.Get<std::optional<Instant>>(3),
                           row.Get<std::optional<std::string>>(4).value_or(""), row.Get<ReturnId>(5)});
    }
    filed.GiveBefore(FiledWalk::kPastAll, give);
    if (static_cast<int>(entries.size()) > limit) entries.resize(static_cast<std::size_t>(limit));
    return entries;
}

}  // namespace qz::forms
