#include "forms/asking.hpp"

#include "forms/forms.hpp"
#include "forms/task_store.hpp"

namespace qz::forms {

namespace {

// Says in one row whether any form was published since.
constexpr std::string_view kPublishedMark = R"sql(
    SELECT COUNT(*), COALESCE(MAX(published_version_id), 0), COALESCE(SUM(published_version_id % 1000003), 0)
    FROM forms_form WHERE published_version_id IS NOT NULL)sql";

constexpr std::string_view kPublishedForms = R"sql(
    SELECT id, owner_unit_id, title, published_version_id FROM forms_form
    WHERE published_version_id IS NOT NULL ORDER BY id)sql";

struct Published {
    FormId form;
    UnitId owner;
    std::string title;
    VersionId version;
};

// Which forms ask for an element, kept while nothing is published.
struct AskingBook {
    std::vector<Published> forms;
    std::unordered_map<ElementId, std::vector<std::size_t>> by_element;
    std::map<std::string, std::set<std::int64_t>, std::less<>> names_of;  // by roster
    std::unordered_map<ElementId, std::string> roster_of;
};

struct AskingMemory {
    std::mutex mutex;
    std::array<std::int64_t, 3> mark{-1, -1, -1};
    std::shared_ptr<const AskingBook> book;
};

std::shared_ptr<const AskingBook> ReadBook(storage::Snapshot& snapshot) {
    auto book = std::make_shared<AskingBook>();
    for (const auto row : snapshot.Query(kPublishedForms)) {
        book->forms.push_back(
            {row.Get<FormId>(0), row.Get<UnitId>(1), row.Get<std::string>(2), row.Get<VersionId>(3)});
    }
    for (std::size_t at = 0; at < book->forms.size(); ++at) {
        const auto version = FindVersion(snapshot, book->forms[at].version);
        if (!version) continue;
        const Definition& definition = version->definition;
        for (const Field& field : definition.fields) book->by_element[field.element.id].push_back(at);
        if (definition.layout != Layout::kRoster) continue;
        for (const Field& field : definition.fields) book->roster_of[field.element.id] = definition.roster;
        if (definition.name_field < 0) continue;
        const Field& name = definition.fields[static_cast<std::size_t>(definition.name_field)];
        book->names_of[definition.roster].insert(name.element.id.value);
    }
    return book;
}

std::shared_ptr<const AskingBook> CurrentBook(storage::Snapshot& snapshot) {
    const auto row = snapshot.QueryOne(kPublishedMark);
    const std::array<std::int64_t, 3> mark{row.Get<std::int64_t>(0), row.Get<std::int64_t>(1),
                                           row.Get<std::int64_t>(2)};
    auto& memory = snapshot.Memory<AskingMemory>();
    {
        const std::lock_guard lock(memory.mutex);
        if (memory.book && memory.mark == mark) return memory.book;
    }
    auto book = ReadBook(snapshot);
    // What a write transaction sees may yet be rolled back.
    if (dynamic_cast<storage::Tx*>(&snapshot) == nullptr) {
        const std::lock_guard lock(memory.mutex);
        memory.mark = mark;
        memory.book = book;
    }
    return book;
}

}  // namespace

std::set<std::int64_t> NamesOfRoster(storage::Snapshot& snapshot, std::string_view roster) {
    const auto book = CurrentBook(snapshot);
    const auto found = book->names_of.find(roster);
    return found == book->names_of.end() ? std::set<std::int64_t>() : found->second;
}

std::string RosterOfElement(storage::Snapshot& snapshot, ElementId element) {
    const auto book = CurrentBook(snapshot);
    const auto found = book->roster_of.find(element);
    return found == book->roster_of.end() ? std::string() : found->second;
}

std::vector<Asked> FormsAsking(storage::Snapshot& snapshot, ElementId element) {
    const auto book = CurrentBook(snapshot);
    std::vector<Asked> asked;
    const auto found = book->by_element.find(element);
    if (found == book->by_element.end()) return asked;
    const Date today = DateOf(snapshot.Now());
    const auto open = ListOpenTasks(snapshot);
    for (const std::size_t at : found->second) {
        const Published& form = book->forms[at];
        const auto version = FindVersion(snapshot, form.version);
        if (!version) continue;
        const Definition& definition = version->definition;
        const auto& until = definition.marks.valid_until;
        const bool in_force = !until || *until >= today;
        const bool has_task = std::any_of(
            open.begin(), open.end(), [&](const TaskPointer& task) { return task->task.form == form.form; });
        asked.push_back({form.form, form.title, form.owner, definition.period, until, in_force || has_task});
    }
    return asked;
}

}  // namespace qz::forms
