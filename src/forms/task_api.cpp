#include <set>

#include "audit/audit.hpp"
#include "calendar/calendar.hpp"
#include "forms/access.hpp"
#include "forms/auto_filing.hpp"
#include "forms/return_view.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

namespace {

using directory::Level;

constexpr std::size_t kMostScopeParts = 200;

// Reads [{unit, level}] against the tree in force; every fault at its place.
std::vector<ScopePart> ReadScope(Fields& fields, const directory::Tree& tree, const Scope& allowed) {
    std::vector<ScopePart> scope;
    const json::array& parts = fields.Array("scope", kMostScopeParts);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        Fields part_fields(parts[i], "scope[" + std::to_string(i) + "]");
        ScopePart part;
        part.root = part_fields.IdOf<UnitId>("unit");
        const std::size_t level =
            part_fields.OneOf("level", {"self", "village", "township", "county", "city", "other"});
        constexpr std::optional<Level> kLevels[] = {std::nullopt,   Level::kVillage, Level::kTownship,
                                                    Level::kCounty, Level::kCity,    Level::kOther};
        part.level = kLevels[level];
        const auto ordinal = tree.Find(part.root);
        // A unit outside the territory looks like none.
        if (part_fields.findings().empty() && (!ordinal || !allowed.Contains(*ordinal))) {
            part_fields.Add({part_fields.PathOf("unit"), "forms.task.unknown_unit", {}});
        }
        if (ordinal) part.range = part.level ? tree.Subtree(*ordinal) : OrdinalRange{*ordinal, *ordinal};
        for (Finding& finding : part_fields.findings()) fields.Add(std::move(finding));
        scope.push_back(part);
    }
    if (parts.empty()) fields.Add({"scope", "forms.task.empty_scope", {}});
    return scope;
}

// Tasks of the form that put the same year's question to a unit of the scope.
std::int64_t CountAskedBefore(storage::Snapshot& snapshot, const directory::Tree& tree, const Task& wanted,
                              Instant now) {
    const std::string year = YearOf(wanted.period, now);
    std::int64_t asked = 0;
    for (const TaskId id : ListTasksOf(snapshot, wanted.form)) {
        const TaskPointer entry = FindTask(snapshot, id);
        if (!entry || entry->task.state == TaskState::kVoid) continue;
        if (YearOf(entry->task.period, entry->task.published_at) != year) continue;
        std::vector<ScopePart> scope = entry->task.scope;
        for (ScopePart& part : scope) {
            const auto root = tree.Find(part.root);
            part.range = !root        ? OrdinalRange{0, -1}
                         : part.level ? tree.Subtree(*root)
                                      : OrdinalRange{*root, *root};
        }
        if (ScopesMeet(tree, wanted.scope, scope)) ++asked;
    }
    return asked;
}

http::Reply PublishTask(const http::Request& request, const Actor& actor, const Scope& scope,
                        const json::value& body, storage::Tx& tx, const AdmissionCheck& admission) {
    const auto tree = directory::CurrentTree(tx);
    const Instant now = request.Now();
    Fields fields(body);
    Task task;
    task.version = fields.IdOf<VersionId>("version");
    task.title = fields.Text("title", {.longest = 80});
    task.period = fields.OptionalText("period", {.shortest = 0, .longest = 20}).value_or("");
    task.scope = ReadScope(fields, *tree, scope);
    task.deadline = fields.Moment("deadline");
    task.late = static_cast<LatePolicy>(fields.OneOf("late", {"accept", "refuse"}));
    for (const json::value& word : fields.Array("chain", 3, false)) {
        const auto step = word.is_string()
                              ? StepFromWord({word.get_string().data(), word.get_string().size()})
                              : std::nullopt;
        if (!step) {
            fields.Add({"chain", "platform.http.not_one_of", {{"allowed", "township, county, issuer"}}});
        } else if (!task.chain.empty() && *step <= task.chain.back()) {
            fields.Add({"chain", "forms.task.chain_order", {}});
        } else {
            task.chain.push_back(*step);
        }
    }
    task.step_days = static_cast<int>(fields.OptionalInteger("step_days", 1, 30).value_or(3));
    task.contact_name = fields.Text("contact_name", {.longest = 40});
    task.contact_phone = fields.Text("contact_phone", {.longest = 40});
    task.note = fields.OptionalText("note", {.shortest = 0, .longest = 1000}).value_or("");
    task.auto_file = fields.Flag("auto", false);
    if (fields.findings().empty() && task.deadline <= now) {
        fields.Add({"deadline", "forms.task.deadline_in_the_past", {}});
    }
    const auto version = task.version ? FindVersion(tx, task.version) : nullptr;
    const auto form = version ? FindForm(tx, scope, version->form) : std::nullopt;
    if (task.version && !form) fields.Add({"version", "forms.task.unknown_version", {}});
    if (form) {
        task.form = form->id;
        const Publishing publishing{task.scope, [&] { return CountAskedBefore(tx, *tree, task, now); }};
        AdmissionAnswer answer =
            admission(tx, {form->id, form->owner, &version->definition, &publishing, DateOf(now)});
        if (answer.findings.empty()) answer.findings = CheckMarks(version->definition, DateOf(now));
        // What was merged or removed since the version was frozen is asked of nobody any more.
        for (Finding& finding : CheckElementsLive(version->definition, *catalogue::AllElements(tx)))
            fields.Add(std::move(finding));
        for (Finding& finding : answer.findings) fields.Add(std::move(finding));
        if (!PeriodFits(version->definition.period, task.period)) {
            fields.Add({"period", "forms.task.period_does_not_fit", {{"cycle", version->definition.period}}});
        }
        if (task.auto_file) {
            for (Finding& finding : CheckMayFileAlone(version->definition)) fields.Add(std::move(finding));
        }
    }
    fields.Finish();
    if (FilingSetOf(*tree, task.scope, {}).size() == 0)
        throw Problem::RejectedAt("scope", "forms.task.nobody_files");

    task.issuer = scope.unit();
    task.tree = tree->version();
    task.published_at = now;
    const TaskId id = InsertTask(tx, task, actor.account);
    if (task.auto_file) EnqueueAutoFiling(tx, task.issuer, id);
    audit::Record(tx, actor, "forms.task.published", id);
    return http::Created(id);
}

// How many would be asked, before anything is published. Reads only; a POST because the scope is long.
http::Reply CountScope(const http::Request& request, const Actor&, const Scope& scope,
                       storage::Snapshot& snapshot) {
    const auto tree = directory::CurrentTree(snapshot);
    std::int64_t units = 0;
    const std::string_view roots = request.Query("units").value_or("");
    const auto level = directory::LevelFromWord(request.Query("level").value_or("village"));
    std::vector<ScopePart> parts;
    for (std::size_t at = 0; at < roots.size();) {
        const std::size_t comma = std::min(roots.find(',', at), roots.size());
        const auto unit = ParseId<UnitId>(roots.substr(at, comma - at));
        const auto ordinal = unit ? tree->Find(*unit) : std::nullopt;
        if (!ordinal || !scope.Contains(*ordinal))
            throw Problem::RejectedAt("units", "forms.task.unknown_unit");
        parts.push_back({*unit, level, level ? tree->Subtree(*ordinal) : OrdinalRange{*ordinal, *ordinal}});
        at = comma + 1;
    }
    units = FilingSetOf(*tree, parts, {}).size();
    return http::Json(json::object{{"units", units}});
}

http::Reply ListTasks(const http::Request& request, const Actor&, const Scope& scope,
                      storage::Snapshot& snapshot) {
    const http::Page page = http::Page::From(request);
    std::optional<TaskState> state;
    if (const auto word = request.Query("state")) {
        for (const TaskState one :
             {TaskState::kOpen, TaskState::kPaused, TaskState::kClosed, TaskState::kVoid}) {
            if (ToWord(one) == *word) state = one;
        }
    }
    // A town or a government issues nothing here: it sees the running tasks that reach into its territory.
    const auto tree = directory::CurrentTree(snapshot);
    const auto own = tree->Find(scope.unit());
    if (own && tree->At(*own).kind != directory::Kind::kDepartment) {
        json::array running;
        for (const TaskPointer& entry : ListOpenTasks(snapshot)) {
            const std::vector<OrdinalRange> visible = VisibleRanges(snapshot, *entry, scope);
            const bool reaches = std::any_of(visible.begin(), visible.end(), [&](OrdinalRange range) {
                return entry->Filing(snapshot).CountIn(range) > 0;
            });
            if (reaches) running.push_back(TaskJson(snapshot, *entry));
        }
        return http::Json(json::object{{"items", std::move(running)}, {"next", nullptr}});
    }
    std::vector<TaskId> ids = ListIssued(snapshot, scope, state, page);
    const bool more = static_cast<int>(ids.size()) > page.limit;
    if (more) ids.pop_back();
    json::array items;
    for (const TaskId id : ids) items.push_back(TaskJson(snapshot, *FindTask(snapshot, id)));
    return http::Json(json::object{
        {"items", std::move(items)},
        {"next", more ? json::value(http::Page::Cursor({ids.back().ToString()})) : json::value()}});
}

http::Reply ShowTask(const http::Request& request, const Scope& scope, storage::Snapshot& snapshot,
                     const Connections& connections) {
    const TaskPointer entry = FindTask(snapshot, request.Path<TaskId>("task"));
    if (!entry || VisibleRanges(snapshot, *entry, scope).empty()) throw Problem::NotFound();
    json::object object = TaskJson(snapshot, *entry);
    object["definition"] = ParseJson(entry->version->json);
    json::array reminders;
    for (const Reminder& reminder : ListReminders(snapshot, entry->task.id)) {
        reminders.push_back(json::object{{"at", reminder.at.ToString()}, {"units", reminder.units}});
    }
    object["reminders"] = std::move(reminders);
    json::array postponements;
    for (const Postponement& postponement : entry->Postponements(snapshot)) {
        postponements.push_back(json::object{{"at", postponement.at.ToString()},
                                             {"by", connections.name_of(snapshot, postponement.by)},
                                             {"from", postponement.was.ToString()},
                                             {"to", postponement.deadline.ToString()},
                                             {"reason", postponement.reason}});
    }
    object["postponements"] = std::move(postponements);
    object["earliest_reminder"] = EarliestReminder(entry->task).ToString();
    object["mine"] = entry->task.issuer == scope.unit();
    object["filed"] = CountFiled(snapshot, entry->task.id);
    return http::Json(object).WithEtag(entry->task.revision);
}

// The acts of an issuer on its own task share their frame: find, hold against If-Match, change, record.
struct TaskAct {
    TaskPointer entry;
    Task changed;
};

TaskAct BeginAct(const http::Request& request, const Scope& scope, storage::Tx& tx) {
    TaskAct act;
    act.entry = FindIssued(tx, scope, request.Path<TaskId>("task"));
    if (!act.entry) throw Problem::NotFound();
    if (request.IfMatch() != act.entry->task.revision) {
        throw Problem(Problem::Kind::kPrecondition, "platform.http.precondition_failed");
    }
    act.changed = act.entry->task;
    return act;
}

http::Reply EndAct(const TaskAct& act, const Actor& actor, std::string_view capability, storage::Tx& tx,
                   const audit::Note& note = {}) {
    UpdateTask(tx, act.changed, act.entry->task.revision);
    audit::Record(tx, actor, capability, act.changed.id, note);
    return http::Done(act.changed.id).WithEtag(act.entry->task.revision + 1);
}

std::string Reason(const json::value& body) {
    Fields fields(body);
    std::string reason = fields.Text("reason", {.longest = 300});
    fields.Finish();
    return reason;
}

// Nothing but blanks, those of Chinese typing among them.
bool IsBlank(std::string text) {
    constexpr std::string_view kWide = "　";
    for (std::size_t at = text.find(kWide); at != std::string::npos; at = text.find(kWide, at))
        text.erase(at, kWide.size());
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

http::Reply Postpone(const http::Request& request, const Actor& actor, const Scope& scope,
                     const json::value& body, storage::Tx& tx) {
    TaskAct act = BeginAct(request, scope, tx);
    Fields fields(body);
    act.changed.deadline = fields.Moment("deadline");
    const std::string reason = fields.OptionalText("reason", {.shortest = 0, .longest = 300}).value_or("");
    // Everybody who planned by the old deadline asks why.
    if (IsBlank(reason)) fields.Add({"reason", "forms.task.postpone_reason", {}});
    fields.Finish();
    const Instant was = act.entry->task.deadline;
    CheckPostponement(act.entry->task, act.changed.deadline, request.Now());
    ClearLate(tx, act.changed.id, act.changed.deadline);
    InsertPostponement(tx, act.changed.id, {was, act.changed.deadline, reason, request.Now(), actor.account});
    const json::object detail{
        {"from", was.ToString()}, {"to", act.changed.deadline.ToString()}, {"reason", reason}};
    return EndAct(act, actor, "forms.task.postponed", tx, {.detail = json::serialize(detail)});
}

http::Reply Pause(const http::Request& request, const Actor& actor, const Scope& scope,
                  const json::value& body, storage::Tx& tx) {
    TaskAct act = BeginAct(request, scope, tx);
    if (act.changed.state != TaskState::kOpen) throw Problem::Conflict("forms.task.not_open");
    act.changed.state = TaskState::kPaused;
    act.changed.state_reason = Reason(body);
    act.changed.paused_at = request.Now();
    return EndAct(act, actor, "forms.task.paused", tx);
}

// Every clock stood still: the deadline moves by as long as the pause lasted, and days of reviewers and
// stewards by as many working days as it took.
void EndPause(const http::Request& request, Task& task, storage::Tx& tx) {
    if (!task.paused_at) return;
    const Instant paused = std::min(*task.paused_at, request.Now());
    const std::int64_t stood = request.Now().Since(paused);
    task.deadline.milliseconds += stood;
    task.stood += stood;
    task.paused_at.reset();
    ShiftDues(tx, task.id, calendar::Current(tx)->WorkingDaysBetween(DateOf(paused), DateOf(request.Now())));
}

http::Reply Resume(const http::Request& request, const Actor& actor, const Scope& scope, storage::Tx& tx) {
    TaskAct act = BeginAct(request, scope, tx);
    if (act.changed.state != TaskState::kPaused) throw Problem::Conflict("forms.task.not_paused");
    act.changed.state = TaskState::kOpen;
    act.changed.state_reason.clear();
    EndPause(request, act.changed, tx);
    return EndAct(act, actor, "forms.task.resumed", tx);
}

http::Reply Close(const http::Request& request, const Actor& actor, const Scope& scope, storage::Tx& tx) {
    TaskAct act = BeginAct(request, scope, tx);
    if (act.changed.state != TaskState::kOpen && act.changed.state != TaskState::kPaused) {
        throw Problem::Conflict("forms.task.not_open");
    }
    act.changed.state = TaskState::kClosed;
    EndPause(request, act.changed, tx);
    return EndAct(act, actor, "forms.task.closed", tx);
}

// What was reported stays readable and leaves every total.
http::Reply Void(const http::Request& request, const Actor& actor, const Scope& scope,
                 const json::value& body, storage::Tx& tx) {
    TaskAct act = BeginAct(request, scope, tx);
    if (act.changed.state == TaskState::kVoid) throw Problem::Conflict("forms.task.not_open");
    act.changed.state = TaskState::kVoid;
    act.changed.state_reason = Reason(body);
    EndPause(request, act.changed, tx);
    return EndAct(act, actor, "forms.task.voided", tx);
}

http::Reply Remind(const http::Request& request, const Actor& actor, const Scope& scope, storage::Tx& tx) {
    const TaskAct act = BeginAct(request, scope, tx);
    const std::vector<Reminder> reminders = ListReminders(tx, act.changed.id);
    CheckReminder(act.entry->task,
                  reminders.empty() ? std::nullopt : std::optional<Instant>(reminders.back().at),
                  request.Now());
    const FilingSet& filing = act.entry->Filing(tx);
    // Whose own clock stands still (转请核实) is reminded of nothing.
    std::set<Ordinal> not_reminded;
    for (const auto& [unit, pause] : ListUnitPauses(tx, act.changed.id)) {
        const auto ordinal = pause.paused_at ? act.entry->tree->Find(unit) : std::nullopt;
        if (ordinal && filing.Contains(*ordinal)) not_reminded.insert(*ordinal);
    }
    for (const ProgressLine& line : ListProgress(tx, *act.entry, act.entry->tree->Subtree(0))) {
        if (Counts(line.state) && filing.Contains(line.ordinal)) not_reminded.insert(line.ordinal);
    }
    const std::int64_t missing = filing.size() - static_cast<std::int64_t>(not_reminded.size());
    if (missing == 0) throw Problem::Conflict("forms.task.nobody_to_remind");
    InsertReminder(tx, act.changed.id, missing, actor.account);
    return EndAct(act, actor, "forms.task.reminded", tx);
}

}  // namespace

void AddTaskRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    const Permission publish{"forms.publish"};
    router.Post(
        "/api/forms/tasks", publish, ScopeFrom{"list"}, Reads{"id"},
        Writes{"version", "title", "period", "scope", "deadline", "late", "chain", "step_days",
               "contact_name", "contact_phone", "note", "auto"},
        http::Router::Body,
        [admission = connections.admission](const http::Request& request, const Actor& actor,
                                            const Scope& scope, const json::value& body, storage::Tx& tx) {
            return PublishTask(request, actor, scope, body, tx, admission);
        });
    router.Get("/api/forms/scope-count", publish, ScopeFrom{"list"}, Reads{"units"}, CountScope);
    router.Get("/api/forms/tasks", Permission{"forms.watch"}, ScopeFrom{"own"}, Reads{"items", "next"},
               ListTasks);
    router.Get("/api/forms/tasks/{task}", Permission{"forms.watch"}, ScopeFrom{"task"},
               Reads{"id",           "title",
                     "form",         "version",
                     "period",       "issuer",
                     "published_at", "deadline",
                     "state",        "late",
                     "chain",        "step_days",
                     "contact",      "note",
                     "marks",        "scope",
                     "due",          "revision",
                     "state_reason", "definition",
                     "reminders",    "earliest_reminder",
                     "mine",         "auto",
                     "filed",        "postponed",
                     "postponements"},
               [connections](const http::Request& request, const Actor&, const Scope& scope,
                             storage::Snapshot& snapshot) {
                   return ShowTask(request, scope, snapshot, connections);
               });
    router.Post("/api/forms/tasks/{task}/postpone", publish, ScopeFrom{"task"}, Reads{"id"},
                Writes{"deadline", "reason"}, http::Router::Body, Postpone);
    router.Post("/api/forms/tasks/{task}/pause", publish, ScopeFrom{"task"}, Reads{"id"}, Writes{"reason"},
                http::Router::Body, Pause);
    router.Post("/api/forms/tasks/{task}/resume", publish, ScopeFrom{"task"}, Reads{"id"}, Writes{}, Resume);
    router.Post("/api/forms/tasks/{task}/close", publish, ScopeFrom{"task"}, Reads{"id"}, Writes{}, Close);
    router.Post("/api/forms/tasks/{task}/void", publish, ScopeFrom{"task"}, Reads{"id"}, Writes{"reason"},
                http::Router::Body, Void);
    router.Post("/api/forms/tasks/{task}/remind", publish, ScopeFrom{"task"}, Reads{"id"}, Writes{}, Remind);
}

}  // namespace qz::forms
