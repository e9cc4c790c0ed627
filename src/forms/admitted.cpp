#include "forms/admitted.hpp"

#include "forms/access.hpp"
#include "forms/filed_store.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::forms {

namespace {

constexpr std::string_view kFindAnyForm =
    "SELECT id, owner_unit_id, draft, revision FROM forms_form WHERE id = $1";

constexpr std::string_view kListPublished = R"sql(
    SELECT id FROM forms_task WHERE published_at >= $1 AND published_at < $2 AND state <> 3
    ORDER BY published_at DESC, id DESC)sql";

std::optional<AskedTask> AskedOf(storage::Snapshot& snapshot, const TaskPointer& entry, UnitId unit) {
    const auto ordinal = entry->tree->Find(unit);
    if (!ordinal || !entry->Filing(snapshot).Contains(*ordinal)) return std::nullopt;
    const UnitTask at = FindUnitTask(snapshot, entry->task.id, unit);
    const Task& task = at.task();
    AskedTask asked{task.id,
                    task.form,
                    task.issuer,
                    task.title,
                    task.period,
                    task.published_at,
                    task.deadline,
                    &entry->definition(),
                    {},
                    {},
                    entry};
    if (const auto filed = FindReturnOrFiled(snapshot, *entry, unit, *ordinal); filed && filed->reported_at) {
        asked.reported_at = filed->reported_at;
        asked.origin = ToWord(filed->origin);
    }
    return asked;
}

}  // namespace

std::optional<Draft> FindDraft(storage::Snapshot& snapshot, FormId form) {
    const auto row = snapshot.QueryOptional(kFindAnyForm, form);
    if (!row) return std::nullopt;
    Draft draft;
    draft.form = form;
    draft.owner = row->Get<UnitId>("owner_unit_id");
    draft.revision = row->Get<std::int64_t>("revision");
    draft.definition = ReadDefinition(ParseJson(row->Get<std::string_view>("draft")),
                                      *catalogue::AllElements(snapshot), draft.findings);
    return draft;
}

std::optional<FormId> FormOf(storage::Snapshot& snapshot, VersionId version) {
    const auto found = FindVersion(snapshot, version);
    return found ? std::optional<FormId>(found->form) : std::nullopt;
}

FormId InsertDraft(storage::Tx& tx, UnitId owner, std::string_view definition_json, AccountId by) {
    Findings findings;
    const json::value value = ParseJson(definition_json);
    const Definition definition = ReadDefinition(value, *catalogue::AllElements(tx), findings);
    if (definition.title.empty()) throw Problem::RejectedAt("title", "platform.http.missing");
    return InsertForm(tx, owner, definition, definition_json, by);
}

std::optional<FormId> InsertCountsDraft(storage::Tx& tx, FormId form, const std::vector<std::string>& codes,
                                        AccountId by) {
    const auto row = tx.QueryOptional(kFindAnyForm, form);
    if (!row) return std::nullopt;
    json::object draft = ParseJson(row->Get<std::string_view>("draft")).as_object();
    const json::value* roster = draft.if_contains("roster");
    if (!roster || !roster->is_object()) return std::nullopt;
    const auto named = [&](std::string_view member) -> std::string {
        const json::value* value = roster->as_object().if_contains(member);
        return value && value->is_string() ? std::string(value->as_string()) : std::string();
    };
    json::array fields;
    for (json::value& field : draft.at("fields").as_array()) {
        const std::string code(field.at("code").as_string());
        if (code == named("name_field") || code == named("key_field") ||
            std::find(codes.begin(), codes.end(), code) != codes.end())
            fields.push_back(std::move(field));
    }
    draft["fields"] = std::move(fields);
    draft["sections"] = json::array();
    draft["rules"] = json::array();
    draft["title"] = i18n::Sentence(i18n::Language::kChinese, "forms.counted.form",
                                    {{"title", std::string(draft.at("title").as_string())}});
    return InsertDraft(tx, row->Get<UnitId>("owner_unit_id"), json::serialize(draft), by);
}

std::vector<AskedTask> ListAsked(storage::Snapshot& snapshot, UnitId unit, Date from, Date to) {
    std::vector<TaskId> tasks;
    for (const storage::Row row : snapshot.Query(kListPublished, StartOf(from), StartOf(Date{to.days + 1}))) {
        tasks.push_back(row.Get<TaskId>(0));
    }
    std::vector<AskedTask> asked;
    for (const TaskId task : tasks) {
        if (auto one = AskedOf(snapshot, FindTask(snapshot, task), unit)) asked.push_back(std::move(*one));
    }
    return asked;
}

std::vector<Round> ListRounds(storage::Snapshot& snapshot, FormId form, Date from, Date to) {
    std::vector<Round> rounds;
    for (const TaskId task : ListTasksOf(snapshot, form)) {
        const TaskPointer entry = FindTask(snapshot, task);
        if (!entry || entry->task.state == TaskState::kVoid) continue;
        const Date day = DateOf(entry->task.published_at);
        if (day < from || to < day) continue;
        rounds.push_back({task, entry->task.title, entry->task.period, entry->task.published_at,
                          static_cast<std::int64_t>(entry->Filing(snapshot).size())});
    }
    std::sort(rounds.begin(), rounds.end(),
              [](const Round& a, const Round& b) { return b.published_at < a.published_at; });
    return rounds;
}

std::optional<AskedTask> FindAsked(storage::Snapshot& snapshot, TaskId task, UnitId unit) {
    const TaskPointer entry = FindTask(snapshot, task);
    if (!entry || entry->task.state == TaskState::kVoid) return std::nullopt;
    return AskedOf(snapshot, entry, unit);
}

}  // namespace qz::forms
