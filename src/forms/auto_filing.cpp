#include "forms/auto_filing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "audit/audit.hpp"
#include "forms/access.hpp"
#include "forms/derived.hpp"

namespace qz::forms {

namespace {

constexpr std::size_t kMostInBlock = 2000;  // units; a county seldom has a thousand villages

// Nothing is typed here, so nothing is sealed either.
Sealing NoSealing() {
    return {[](const catalogue::Element&, std::string_view, const StoredValue& plain) { return plain; },
            [](std::string_view) { return std::string(); }, [] { return std::string(); }};
}

struct Group {
    UnitId unit;
    std::vector<Ordinal> ordinals;
};

// The filing units by county, in pieces of at most kMostInBlock; those outside any county under the root.
std::vector<Group> GroupsOf(const directory::Tree& tree, const FilingSet& filing) {
    std::vector<Group> groups;
    std::map<Ordinal, std::size_t> open;
    for (const Ordinal ordinal : filing.ordinals()) {
        const Ordinal county = tree.Ancestor(ordinal, directory::Level::kCounty).value_or(0);
        const auto found = open.find(county);
        if (found == open.end() || groups[found->second].ordinals.size() == kMostInBlock) {
            open[county] = groups.size();
            groups.push_back({tree.At(county).id, {}});
        }
        groups[open[county]].ordinals.push_back(ordinal);
    }
    return groups;
}

struct Slice {
    std::vector<UnopenedReturn> returns;
    std::int64_t unknown = 0;
    std::int64_t number = 1;  // of the next block of this group
};

Slice Look(storage::Snapshot& snapshot, const secrets::Keyring& keys, const TaskEntry& entry,
           const Group& group) {
    Slice slice;
    const Definition& definition = entry.definition();
    const Date today = DateOf(snapshot.Now());
    std::set<Ordinal> answered;
    for (const ProgressLine& line :
         ListProgress(snapshot, entry, {group.ordinals.front(), group.ordinals.back()})) {
        answered.insert(line.ordinal);
    }
    const auto heads = ListFiled(snapshot, entry.task.id);
    for (const auto& head : *heads) {
        if (head->group == group.unit) slice.number = std::max(slice.number, head->number + 1);
    }
    const Prefiller prefiller(snapshot, keys, definition);
    for (const Ordinal ordinal : group.ordinals) {
        if (answered.contains(ordinal)) continue;
        const UnitId unit = entry.tree->At(ordinal).id;
        // A unit that doubts the task (转请核实) is not answered for before its issuer has answered.
        if (const auto own = entry.TaskOf(snapshot, unit); own && own->paused_at) {
            ++slice.unknown;
            continue;
        }
        Baseline baseline = prefiller.Of(unit, ApartFrom(snapshot, entry, unit));
        const auto answers = AnswersWithoutOpening(definition, baseline, today);
        auto figures = answers ? FiguresOf(definition, *answers) : std::nullopt;
        if (!figures) {
            ++slice.unknown;
            continue;
        }
        slice.returns.push_back({ordinal, std::move(baseline), std::move(*figures)});
    }
    return slice;
}

bool Runs(storage::Snapshot& snapshot, const TaskPointer& entry) {
    return entry && entry->task.auto_file && entry->task.state == TaskState::kOpen &&
           CheckMayFileAlone(entry->definition()).empty() &&
           !(entry->task.late == LatePolicy::kRefuse && IsLate(entry->task, snapshot.Now()));
}

}  // namespace

Findings CheckMayFileAlone(const Definition& definition) {
    switch (definition.form_class) {
        case Class::kRoutine:
            break;
        case Class::kEntitlement:
            return {{"auto", "forms.auto.entitlement", {}}};
        case Class::kStatistical:
            return {{"auto", "forms.auto.statistical", {}}};
    }
    if (definition.sign_off) return {{"auto", "forms.auto.sign_off", {}}};
    for (const Field& field : definition.fields) {
        if (field.confirm == Confirm::kAlways) {
            return {{"auto", "forms.auto.confirm_always", {{"field", field.element.label}}}};
        }
    }
    return {};
}

std::optional<std::vector<AnswerRow>> AnswersWithoutOpening(const Definition& definition,
                                                            const Baseline& baseline, Date today) {
    // An empty roster may mean «nobody» or «never asked»: only a person knows which.
    if (baseline.rows.empty()) return std::nullopt;
    // Nobody answers yet for what its source has still to decide on.
    const bool disputed = std::any_of(baseline.sources.begin(), baseline.sources.end(),
                                      [](const BaselineSource& source) { return source.kind == kDisputed; });
    if (disputed) return std::nullopt;
    for (const BaselineRow& row : baseline.rows) {
        for (std::size_t i = 0; i < definition.fields.size(); ++i) {
            const Need need = NeedOf(definition.fields[i], row.cells[i], baseline, today);
            if (need != Need::kNothing && need != Need::kOptional) return std::nullopt;
        }
    }
    Checked checked = CheckAnswers(definition, baseline, Typed{}, NoSealing());
    if (!checked.Passes()) return std::nullopt;
    return std::move(checked.rows);
}

void EnqueueAutoFiling(storage::Tx& tx, UnitId issuer, TaskId task) {
    jobs::Enqueue(tx, issuer, "forms.file_unopened",
                  json::serialize(json::object{{"task", task.ToString()}}));
}

FilingRun FileUnopened(storage::Database& database, const secrets::Keyring& keys, TaskId task) {
    FilingRun run;
    const TaskPointer entry =
        database.Read([&](storage::Snapshot& snapshot) { return FindTask(snapshot, task); });
    if (!entry) return run;
    const FilingSet filing =
        database.Read([&](storage::Snapshot& snapshot) { return entry->Filing(snapshot); });
    for (const Group& group : GroupsOf(*entry->tree, filing)) {
        const Slice slice = database.Read([&](storage::Snapshot& snapshot) {
            return Runs(snapshot, FindTask(snapshot, task)) ? Look(snapshot, keys, *entry, group) : Slice{};
        });
        run.unknown += slice.unknown;
        if (slice.returns.empty()) continue;
        const bool filed = database.Write([&](storage::Tx& tx) {
            if (!Runs(tx, FindTask(tx, task))) return false;
            const auto id = InsertFiled(tx, *entry, group.unit, slice.number, slice.returns);
            if (!id) return false;
            audit::RecordSystem(tx, group.unit, "forms.return.county.filed", *id,
                                {.detail = json::serialize(json::object{
                                     {"task", task.ToString()},
                                     {"returns", static_cast<std::int64_t>(slice.returns.size())}})});
            return true;
        });
        if (!filed) continue;
        run.filed += static_cast<std::int64_t>(slice.returns.size());
        ++run.rows;
    }
    return run;
}

}  // namespace qz::forms
