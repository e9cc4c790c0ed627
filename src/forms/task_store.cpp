#include "forms/task_store.hpp"

#include <unordered_map>

namespace qz::forms {

namespace {

std::string JoinChain(const std::vector<Step>& chain) {
    std::string text;
    for (const Step step : chain) {
        if (!text.empty()) text += ',';
        text += ToWord(step);
    }
    return text;
}

std::vector<Step> SplitChain(std::string_view text) {
    std::vector<Step> chain;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        if (const auto step = StepFromWord(text.substr(0, comma))) chain.push_back(*step);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return chain;
}

Form FormFrom(const auto& row) {
    Form form;
    form.id = row.template Get<FormId>("id");
    form.owner = row.template Get<UnitId>("owner_unit_id");
    form.title = row.template Get<std::string>("title");
    form.form_class = row.template Get<std::string>("class");
    form.layout = row.template Get<std::string>("layout");
    form.draft = row.template Get<std::string>("draft");
    form.published = row.template Get<std::optional<VersionId>>("published_version_id");
    form.revision = row.template Get<std::int64_t>("revision");
    form.updated_at = row.template Get<Instant>("updated_at");
    return form;
}

// Versions in memory. They never change, so nothing invalidates them; the oldest go when there are many.
struct VersionShelf {
    std::mutex mutex;
    std::unordered_map<std::int64_t, std::shared_ptr<const Version>> versions;
};
constexpr std::size_t kMostVersionsKept = 2000;

Task TaskFrom(const storage::Row& row) {
    Task task;
    task.id = row.Get<TaskId>("id");
    task.form = row.Get<FormId>("form_id");
    task.version = row.Get<VersionId>("version_id");
    task.issuer = row.Get<UnitId>("issuer_unit_id");
    task.title = row.Get<std::string>("title");
    task.period = row.Get<std::string>("period");
    task.tree = row.Get<TreeVersionId>("tree_version_id");
    task.published_at = row.Get<Instant>("published_at");
    task.deadline = row.Get<Instant>("deadline");
    task.late = static_cast<LatePolicy>(row.Get<int>("late_policy"));
    task.chain = SplitChain(row.Get<std::string_view>("chain"));
    task.step_days = row.Get<int>("step_days");
    task.contact_name = row.Get<std::string>("contact_name");
    task.contact_phone = row.Get<std::string>("contact_phone");
    task.note = row.Get<std::string>("note");
    task.state = static_cast<TaskState>(row.Get<int>("state"));
    task.state_reason = row.Get<std::string>("state_reason");
    task.paused_at = row.Get<std::optional<Instant>>("paused_at");
    task.stood = row.Get<std::int64_t>("stood");
    task.auto_file = row.Get<bool>("auto_file");
    task.revision = row.Get<std::int64_t>("revision");
    return task;
}

ScopePart ScopePartFrom(const storage::Row& row) {
    ScopePart part;
    part.root = row.Get<UnitId>("root_unit_id");
    part.level = directory::LevelFromWord(row.Get<std::string_view>("level"));
    part.range = {static_cast<Ordinal>(row.Get<std::int64_t>("first_ordinal")),
                  static_cast<Ordinal>(row.Get<std::int64_t>("last_ordinal"))};
    return part;
}

constexpr std::string_view kScopeOfTask = R"sql(
    SELECT root_unit_id, level, first_ordinal, last_ordinal FROM forms_task_scope
    WHERE task_id = $1 ORDER BY position)sql";

TaskPointer EntryOf(storage::Snapshot& snapshot, Task task) {
    for (const storage::Row row : snapshot.Query(kScopeOfTask, task.id))
        task.scope.push_back(ScopePartFrom(row));
    auto version = FindVersion(snapshot, task.version);
    auto tree = directory::TreeOf(snapshot, task.tree);
    return std::make_shared<const TaskEntry>(std::move(task), std::move(version), std::move(tree));
}

// What is known of tasks under one number of platform_version "forms".
struct TaskBook {
    std::vector<TaskPointer> open;
    // Closed ones come in when somebody asks.
    mutable std::mutex mutex;
    mutable std::unordered_map<std::int64_t, TaskPointer> known;

    TaskBook() = default;
    TaskBook(TaskBook&& other) noexcept : open(std::move(other.open)), known(std::move(other.known)) {}
};

struct TaskMemory {
    storage::Cached<TaskBook> book{"forms"};
};

constexpr std::string_view kOpenTasks = R"sql(
    SELECT id, form_id, version_id, issuer_unit_id, title, period, tree_version_id, published_at, deadline, late_policy,
           chain, step_days, contact_name, contact_phone, note, state, state_reason, paused_at, stood, auto_file, revision
    FROM forms_task WHERE state IN (0, 1) ORDER BY state, id)sql";

std::shared_ptr<const TaskBook> Book(storage::Snapshot& snapshot) {
    return snapshot.Memory<TaskMemory>().book.Get(snapshot, [](storage::Snapshot& reading) {
        TaskBook book;
        for (const storage::Row row : reading.Query(kOpenTasks)) {
            TaskPointer entry = EntryOf(reading, TaskFrom(row));
            book.known.emplace(entry->task.id.value, entry);
            book.open.push_back(std::move(entry));
        }
        return book;
    });
}

Filing FilingFrom(const storage::Row& row) {
    Filing filing;
    filing.unit = row.Get<UnitId>("unit_id");
    filing.ordinal = static_cast<Ordinal>(row.Get<std::int64_t>("unit_ordinal"));
    filing.state = static_cast<FilingState>(row.Get<int>("state"));
    filing.origin = row.Get<std::optional<UnitId>>("origin_unit_id");
    filing.reason = row.Get<std::string>("reason");
    filing.received_at = row.Get<std::optional<Instant>>("received_at");
    filing.assigned_post = row.Get<std::optional<PostId>>("assigned_post_id");
    filing.revision = row.Get<std::int64_t>("revision");
    return filing;
}

[[noreturn]] void RevisionLost() {
    throw Problem(Problem::Kind::kPrecondition, "platform.http.precondition_failed");
}

}  // namespace

constexpr std::string_view kFindForm = R"sql(
    SELECT id, owner_unit_id, title, class, layout, draft, published_version_id, revision, updated_at
    FROM forms_form WHERE id = $1 AND owner_unit_id = $2)sql";

std::optional<Form> FindForm(storage::Snapshot& snapshot, const Scope& scope, FormId form) {
    const auto row = snapshot.QueryOptional(kFindForm, form, scope.unit());
    if (!row) return std::nullopt;
    return FormFrom(*row);
}

constexpr std::string_view kListForms = R"sql(
    SELECT id, owner_unit_id, title, class, layout, draft, published_version_id, revision, updated_at
    FROM forms_form WHERE owner_unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3)sql";

std::vector<Form> ListForms(storage::Snapshot& snapshot, const Scope& scope, const http::Page& page) {
    const std::int64_t before =
        page.after.empty() ? INT64_MAX : ParseIdValue(page.after.front()).value_or(INT64_MAX);
    std::vector<Form> forms;
    for (const storage::Row row : snapshot.Query(kListForms, scope.unit(), before, page.limit + 1)) {
        forms.push_back(FormFrom(row));
    }
    return forms;
}

constexpr std::string_view kInsertForm = R"sql(
    INSERT INTO forms_form (id, owner_unit_id, title, class, layout, draft, revision, created_at, updated_at, updated_by)
    VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $8))sql";

FormId InsertForm(storage::Tx& tx, UnitId owner, const Definition& definition, std::string_view draft,
                  AccountId by) {
    const auto id = tx.NewId<FormId>();
    tx.Execute(kInsertForm, id, owner, definition.title, ToWord(definition.form_class),
               ToWord(definition.layout), draft, tx.Now(), by);
    return id;
}

constexpr std::string_view kUpdateForm = R"sql(
    UPDATE forms_form SET title = $1, class = $2, layout = $3, draft = $4, revision = revision + 1, updated_at = $5,
           updated_by = $6
    WHERE id = $7 AND revision = $8)sql";

void UpdateForm(storage::Tx& tx, const Form& form, const Definition& definition, std::string_view draft,
                AccountId by) {
    if (tx.Execute(kUpdateForm, definition.title, ToWord(definition.form_class), ToWord(definition.layout),
                   draft, tx.Now(), by, form.id, form.revision) == 0) {
        RevisionLost();
    }
}

constexpr std::string_view kFindVersion =
    "SELECT id, form_id, number, definition FROM forms_version WHERE id = $1";

std::shared_ptr<const Version> FindVersion(storage::Snapshot& snapshot, VersionId version) {
    auto& shelf = snapshot.Memory<VersionShelf>();
    {
        std::lock_guard lock(shelf.mutex);
        if (const auto known = shelf.versions.find(version.value); known != shelf.versions.end())
            return known->second;
    }
    const auto row = snapshot.QueryOptional(kFindVersion, version);
    if (!row) return nullptr;
    auto loaded = std::make_shared<Version>();
    loaded->id = version;
    loaded->form = row->Get<FormId>("form_id");
    loaded->number = row->Get<std::int64_t>("number");
    loaded->json = row->Get<std::string>("definition");
    loaded->definition = ThawDefinition(loaded->json);
    std::lock_guard lock(shelf.mutex);
    if (shelf.versions.size() >= kMostVersionsKept) shelf.versions.clear();
    return shelf.versions.emplace(version.value, std::move(loaded)).first->second;
}

constexpr std::string_view kListVersions =
    "SELECT id, number, published_at FROM forms_version WHERE form_id = $1 ORDER BY number DESC";

std::vector<VersionHead> ListVersions(storage::Snapshot& snapshot, FormId form) {
    std::vector<VersionHead> versions;
    for (const storage::Row row : snapshot.Query(kListVersions, form)) {
        versions.push_back(
            {row.Get<VersionId>("id"), row.Get<std::int64_t>("number"), row.Get<Instant>("published_at")});
    }
    return versions;
}

constexpr std::string_view kInsertVersion = R"sql(
    INSERT INTO forms_version (id, form_id, number, definition, published_at, published_by)
    SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5 FROM forms_version WHERE form_id = $2)sql";
constexpr std::string_view kPublishVersion = R"sql(
    UPDATE forms_form SET published_version_id = $1, revision = revision + 1 WHERE id = $2 AND revision = $3)sql";

VersionId InsertVersion(storage::Tx& tx, const Form& form, const Definition& definition, AccountId by) {
    const auto id = tx.NewId<VersionId>();
    tx.Execute(kInsertVersion, id, form.id, json::serialize(WriteDefinition(definition)), tx.Now(), by);
    if (tx.Execute(kPublishVersion, id, form.id, form.revision) == 0) RevisionLost();
    return id;
}

const FilingSet& TaskEntry::Filing(storage::Snapshot& snapshot) const {
    std::lock_guard lock(mutex_);
    if (!filing_) {
        filing_ =
            std::make_shared<const FilingSet>(FilingSetOf(*tree, task.scope, ListFilings(snapshot, task.id)));
    }
    return *filing_;
}

std::optional<Task> TaskEntry::TaskOf(storage::Snapshot& snapshot, UnitId unit) const {
    std::lock_guard lock(mutex_);
    if (!pauses_) pauses_ = std::make_shared<const UnitPauses>(ListUnitPauses(snapshot, task.id));
    const auto found = pauses_->find(unit);
    return found == pauses_->end() ? std::nullopt : std::optional<Task>(WithPause(task, found->second));
}

const std::vector<Postponement>& TaskEntry::Postponements(storage::Snapshot& snapshot) const {
    std::lock_guard lock(mutex_);
    if (!postponements_) {
        postponements_ =
            std::make_shared<const std::vector<Postponement>>(ListPostponements(snapshot, task.id));
    }
    return *postponements_;
}

constexpr std::string_view kListPostponements = R"sql(
    SELECT was, deadline, reason, postponed_at, postponed_by FROM forms_postponement WHERE task_id = $1 ORDER BY id)sql";

std::vector<Postponement> ListPostponements(storage::Snapshot& snapshot, TaskId task) {
    std::vector<Postponement> postponements;
    for (const storage::Row row : snapshot.Query(kListPostponements, task)) {
        postponements.push_back({row.Get<Instant>("was"), row.Get<Instant>("deadline"),
                                 row.Get<std::string>("reason"), row.Get<Instant>("postponed_at"),
                                 row.Get<AccountId>("postponed_by")});
    }
    return postponements;
}

constexpr std::string_view kInsertPostponement = R"sql(
    INSERT INTO forms_postponement (task_id, id, was, deadline, reason, postponed_at, postponed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql";

void InsertPostponement(storage::Tx& tx, TaskId task, const Postponement& postponement) {
    tx.Execute(kInsertPostponement, task, tx.NextId(), postponement.was, postponement.deadline,
               postponement.reason, postponement.at, postponement.by);
}

constexpr std::string_view kFindTask = R"sql(
    SELECT id, form_id, version_id, issuer_unit_id, title, period, tree_version_id, published_at, deadline, late_policy,
           chain, step_days, contact_name, contact_phone, note, state, state_reason, paused_at, stood, auto_file, revision
    FROM forms_task WHERE id = $1)sql";

TaskPointer FindTask(storage::Snapshot& snapshot, TaskId task) {
    const auto book = Book(snapshot);
    {
        std::lock_guard lock(book->mutex);
        if (const auto known = book->known.find(task.value); known != book->known.end()) return known->second;
    }
    const storage::Rows rows = snapshot.Query(kFindTask, task);
    if (rows.empty()) return nullptr;
    TaskPointer entry = EntryOf(snapshot, TaskFrom(rows[0]));
    std::lock_guard lock(book->mutex);
    return book->known.emplace(task.value, std::move(entry)).first->second;
}

TaskPointer FindIssued(storage::Snapshot& snapshot, const Scope& scope, TaskId task) {
    TaskPointer entry = FindTask(snapshot, task);
    return entry && entry->task.issuer == scope.unit() ? entry : nullptr;
}

std::vector<TaskPointer> ListOpenTasks(storage::Snapshot& snapshot) {
    return Book(snapshot)->open;
}

constexpr std::string_view kListTasksOf = "SELECT id FROM forms_task WHERE form_id = $1 ORDER BY id";

std::vector<TaskId> ListTasksOf(storage::Snapshot& snapshot, FormId form) {
    std::vector<TaskId> tasks;
    for (const storage::Row row : snapshot.Query(kListTasksOf, form)) tasks.push_back(row.Get<TaskId>("id"));
    return tasks;
}

constexpr std::string_view kListIssued = R"sql(
    SELECT id FROM forms_task
    WHERE issuer_unit_id = $1 AND id < $2 AND ($3 < 0 OR state = $3) ORDER BY id DESC LIMIT $4)sql";

std::vector<TaskId> ListIssued(storage::Snapshot& snapshot, const Scope& scope,
                               std::optional<TaskState> state, const http::Page& page) {
    const std::int64_t before =
        page.after.empty() ? INT64_MAX : ParseIdValue(page.after.front()).value_or(INT64_MAX);
    std::vector<TaskId> tasks;
    for (const storage::Row row : snapshot.Query(kListIssued, scope.unit(), before,
                                                 state ? static_cast<int>(*state) : -1, page.limit + 1)) {
        tasks.push_back(row.Get<TaskId>("id"));
    }
    return tasks;
}

constexpr std::string_view kInsertTask = R"sql(
    INSERT INTO forms_task (id, form_id, version_id, issuer_unit_id, title, period, tree_version_id, published_at,
        published_by, deadline, late_policy, chain, step_days, contact_name, contact_phone, note, state, state_reason, auto_file,
        revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', $18, 1))sql";
constexpr std::string_view kInsertScope = R"sql(
    INSERT INTO forms_task_scope (task_id, position, root_unit_id, level, first_ordinal, last_ordinal)
    VALUES ($1, $2, $3, $4, $5, $6))sql";

TaskId InsertTask(storage::Tx& tx, const Task& task, AccountId by) {
    const auto id = tx.NewId<TaskId>();
    tx.Execute(kInsertTask, id, task.form, task.version, task.issuer, task.title, task.period, task.tree,
               task.published_at, by, task.deadline, static_cast<int>(task.late), JoinChain(task.chain),
               task.step_days, task.contact_name, task.contact_phone, task.note, static_cast<int>(task.state),
               task.auto_file);
    int position = 0;
    for (const ScopePart& part : task.scope) {
        tx.Execute(kInsertScope, id, position++, part.root,
                   part.level ? directory::ToWord(*part.level) : "self", std::int64_t{part.range.first},
                   std::int64_t{part.range.last});
    }
    tx.BumpVersion("forms");
    return id;
}

constexpr std::string_view kUpdateTask = R"sql(
    UPDATE forms_task SET deadline = $1, state = $2, state_reason = $3, paused_at = $4, stood = $5,
           revision = revision + 1
    WHERE id = $6 AND revision = $7)sql";

void UpdateTask(storage::Tx& tx, const Task& task, std::int64_t expected_revision) {
    if (tx.Execute(kUpdateTask, task.deadline, static_cast<int>(task.state), task.state_reason,
                   task.paused_at, task.stood, task.id, expected_revision) == 0) {
        RevisionLost();
    }
    tx.BumpVersion("forms");
}

constexpr std::string_view kListReminders =
    "SELECT reminded_at, unit_count FROM forms_reminder WHERE task_id = $1 ORDER BY reminded_at";

std::vector<Reminder> ListReminders(storage::Snapshot& snapshot, TaskId task) {
    std::vector<Reminder> reminders;
    for (const storage::Row row : snapshot.Query(kListReminders, task)) {
        reminders.push_back({row.Get<Instant>("reminded_at"), row.Get<std::int64_t>("unit_count")});
    }
    return reminders;
}

constexpr std::string_view kInsertReminder = R"sql(
    INSERT INTO forms_reminder (task_id, id, unit_count, reminded_at, reminded_by) VALUES ($1, $2, $3, $4, $5))sql";

void InsertReminder(storage::Tx& tx, TaskId task, std::int64_t units, AccountId by) {
    tx.Execute(kInsertReminder, task, tx.NextId(), units, tx.Now(), by);
}

constexpr std::string_view kFindFiling = R"sql(
    SELECT unit_id, unit_ordinal, state, origin_unit_id, reason, received_at, assigned_post_id, revision
    FROM forms_filing WHERE unit_id = $1 AND task_id = $2)sql";

std::optional<Filing> FindFiling(storage::Snapshot& snapshot, UnitId unit, TaskId task) {
    const storage::Rows rows = snapshot.Query(kFindFiling, unit, task);
    if (rows.empty()) return std::nullopt;
    return FilingFrom(rows[0]);
}

constexpr std::string_view kListFilings = R"sql(
    SELECT unit_id, unit_ordinal, state, origin_unit_id, reason, received_at, assigned_post_id, revision
    FROM forms_filing WHERE task_id = $1 ORDER BY unit_ordinal)sql";

std::vector<Filing> ListFilings(storage::Snapshot& snapshot, TaskId task) {
    std::vector<Filing> filings;
    for (const storage::Row row : snapshot.Query(kListFilings, task)) filings.push_back(FilingFrom(row));
    return filings;
}

constexpr std::string_view kListFilingsOf = R"sql(
    SELECT task_id, unit_id, unit_ordinal, state, origin_unit_id, reason, received_at, assigned_post_id, revision
    FROM forms_filing WHERE unit_id = $1)sql";

std::vector<std::pair<TaskId, Filing>> ListFilingsOf(storage::Snapshot& snapshot, UnitId unit) {
    std::vector<std::pair<TaskId, Filing>> filings;
    for (const storage::Row row : snapshot.Query(kListFilingsOf, unit)) {
        filings.emplace_back(row.Get<TaskId>("task_id"), FilingFrom(row));
    }
    return filings;
}

constexpr std::string_view kInsertFiling = R"sql(
    INSERT INTO forms_filing (unit_id, task_id, unit_ordinal, state, origin_unit_id, reason, received_at, received_by,
        assigned_post_id, changed_at, changed_by, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
    ON CONFLICT (unit_id, task_id) DO NOTHING)sql";
constexpr std::string_view kUpdateFiling = R"sql(
    UPDATE forms_filing SET state = $1, origin_unit_id = $2, reason = $3, received_at = $4,
        received_by = CASE WHEN received_at IS NULL THEN $5 ELSE received_by END, assigned_post_id = $6,
        changed_at = $7, changed_by = $5, revision = revision + 1
    WHERE unit_id = $8 AND task_id = $9 AND revision = $10)sql";

void PutFiling(storage::Tx& tx, TaskId task, const Filing& filing, std::int64_t expected_revision,
               AccountId by) {
    const std::int64_t changed =
        expected_revision == 0
            ? tx.Execute(kInsertFiling, filing.unit, task, std::int64_t{filing.ordinal},
                         static_cast<int>(filing.state), filing.origin, filing.reason, filing.received_at,
                         filing.received_at ? std::optional<AccountId>(by) : std::nullopt,
                         filing.assigned_post, tx.Now(), by)
            : tx.Execute(kUpdateFiling, static_cast<int>(filing.state), filing.origin, filing.reason,
                         filing.received_at, by, filing.assigned_post, tx.Now(), filing.unit, task,
                         expected_revision);
    if (changed == 0) throw Problem::Conflict("forms.filing.moved_on");
    if (filing.state != FilingState::kFiles) tx.BumpVersion("forms");
}

}  // namespace qz::forms
