#include "forms/filed_store.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

namespace qz::forms {

namespace {

constexpr std::string_view kVersion = "forms.filed";

// Blocks never change, so what was once unpacked stays.
struct FiledShelf {
    std::mutex mutex;
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::shared_ptr<const FiledHead>> heads;
};

// What is known under one number of platform_version "forms.filed".
struct FiledBook {
    std::set<std::int64_t> tasks;
    mutable std::mutex mutex;
    mutable std::unordered_map<std::int64_t, std::shared_ptr<const FiledHeads>> heads;

    FiledBook() = default;
    FiledBook(FiledBook&& other) noexcept : tasks(std::move(other.tasks)), heads(std::move(other.heads)) {}
};

struct FiledMemory {
    storage::Cached<FiledBook> book{kVersion};
    FiledShelf shelf;
};

constexpr std::string_view kListFiledTasks = "SELECT DISTINCT task_id FROM forms_filed ORDER BY task_id";

std::shared_ptr<const FiledBook> Book(storage::Snapshot& snapshot) {
    return snapshot.Memory<FiledMemory>().book.Get(snapshot, [](storage::Snapshot& reading) {
        FiledBook book;
        for (const storage::Row row : reading.Query(kListFiledTasks))
            book.tasks.insert(row.Get<std::int64_t>(0));
        return book;
    });
}

constexpr std::string_view kListFiledKeys =
    "SELECT unit_id, number FROM forms_filed WHERE task_id = $1 ORDER BY first_ordinal, number";
constexpr std::string_view kFindFiled = R"sql(
    SELECT id, filed_at, units FROM forms_filed WHERE unit_id = $1 AND task_id = $2 AND number = $3)sql";

std::shared_ptr<const FiledHead> Head(storage::Snapshot& snapshot, TaskId task, UnitId group,
                                      std::int64_t number) {
    FiledShelf& shelf = snapshot.Memory<FiledMemory>().shelf;
    const auto key = std::tuple(task.value, group.value, number);
    {
        std::lock_guard lock(shelf.mutex);
        if (const auto known = shelf.heads.find(key); known != shelf.heads.end()) return known->second;
    }
    const auto row = snapshot.QueryOne(kFindFiled, group, task, number);
    auto head = std::make_shared<FiledHead>();
    head->group = group;
    head->number = number;
    head->id = row.Get<std::int64_t>("id");
    head->filed_at = row.Get<Instant>("filed_at");
    UnpackUnits(row.Get<std::string_view>("units"), *head);
    std::lock_guard lock(shelf.mutex);
    return shelf.heads.emplace(key, std::move(head)).first->second;
}

constexpr std::string_view kFindFiledValues =
    "SELECT \"values\" FROM forms_filed WHERE unit_id = $1 AND task_id = $2 AND number = $3";

FiledColumns ColumnsOf(storage::Snapshot& snapshot, const TaskEntry& entry, const FiledHead& head) {
    const auto row = snapshot.QueryOne(kFindFiledValues, head.group, entry.task.id, head.number);
    return UnpackValues(entry.definition(), row.Get<std::string_view>(0));
}

std::optional<FiledPlace> Find(const FiledHeads& heads, Ordinal ordinal) {
    for (const auto& head : heads) {
        if (const auto at = head->Find(ordinal)) return FiledPlace{ordinal, head.get(), *at};
    }
    return std::nullopt;
}

ProgressLine LineOf(const FiledPlace& place) {
    ProgressLine line;
    line.ordinal = place.ordinal;
    line.state = ReturnState::kApproved;
    line.reported_at = place.head->filed_at;
    line.origin = Origin::kSystem;
    line.cells = place.head->cells[place.at];
    return line;
}

Return ReturnOf(const TaskEntry& entry, UnitId unit, const FiledPlace& place) {
    Return filed;
    filed.id = ReturnId{place.head->id};
    filed.unit = unit;
    filed.task = entry.task.id;
    filed.ordinal = place.ordinal;
    filed.state = ReturnState::kApproved;
    filed.version = 1;
    filed.origin = Origin::kSystem;
    filed.opened_at = place.head->filed_at;
    filed.reported_at = place.head->filed_at;
    return filed;
}

}  // namespace

FiledWalk::FiledWalk(std::shared_ptr<const FiledHeads> heads, OrdinalRange range) : heads_(std::move(heads)) {
    for (const auto& head : *heads_) {
        const auto begin = std::lower_bound(head->ordinals.begin(), head->ordinals.end(), range.first);
        for (auto one = begin; one != head->ordinals.end() && *one <= range.last; ++one)
            places_.push_back({*one, head.get(), static_cast<std::size_t>(one - head->ordinals.begin())});
    }
    const auto before = [](const FiledPlace& a, const FiledPlace& b) { return a.ordinal < b.ordinal; };
    if (!std::is_sorted(places_.begin(), places_.end(), before))
        std::sort(places_.begin(), places_.end(), before);
}

bool FiledWalk::CountsInsteadOf(Ordinal ordinal, ReturnState state) {
    if (next_ == places_.size() || places_[next_].ordinal != ordinal) return false;
    if (!CountsBeforeFiled(state)) return true;
    ++next_;
    return false;
}

std::shared_ptr<const FiledHeads> ListFiled(storage::Snapshot& snapshot, TaskId task) {
    static const auto kNone = std::make_shared<const FiledHeads>();
    const auto book = Book(snapshot);
    if (!book->tasks.contains(task.value)) return kNone;
    {
        std::lock_guard lock(book->mutex);
        if (const auto known = book->heads.find(task.value); known != book->heads.end()) return known->second;
    }
    auto heads = std::make_shared<FiledHeads>();
    for (const storage::Row row : snapshot.Query(kListFiledKeys, task))
        heads->push_back(Head(snapshot, task, row.Get<UnitId>(0), row.Get<std::int64_t>(1)));
    std::lock_guard lock(book->mutex);
    return book->heads.emplace(task.value, std::move(heads)).first->second;
}

std::int64_t CountFiled(storage::Snapshot& snapshot, TaskId task) {
    const auto heads = ListFiled(snapshot, task);
    std::int64_t count = 0;
    for (const auto& head : *heads) count += static_cast<std::int64_t>(head->ordinals.size());
    return count;
}

constexpr std::string_view kInsertFiled = R"sql(
    INSERT INTO forms_filed (unit_id, task_id, number, id, first_ordinal, unit_count, units, "values", filed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (unit_id, task_id, number) DO NOTHING)sql";

std::optional<std::int64_t> InsertFiled(storage::Tx& tx, const TaskEntry& entry, UnitId group,
                                        std::int64_t number, const std::vector<UnopenedReturn>& returns) {
    const std::int64_t id = tx.NextId();
    const FiledBytes bytes = PackFiled(entry.definition(), returns);
    if (tx.Execute(kInsertFiled, group, entry.task.id, number, id, std::int64_t{returns.front().ordinal},
                   static_cast<std::int64_t>(returns.size()), storage::Blob{bytes.units},
                   storage::Blob{bytes.values}, tx.Now()) == 0) {
        return std::nullopt;
    }
    tx.BumpVersion(kVersion);
    return id;
}

std::optional<Return> FindFiled(storage::Snapshot& snapshot, const TaskEntry& entry, UnitId unit,
                                Ordinal ordinal) {
    const auto heads = ListFiled(snapshot, entry.task.id);
    const auto place = Find(*heads, ordinal);
    if (!place) return std::nullopt;
    Return filed = ReturnOf(entry, unit, *place);
    const FiledColumns columns = ColumnsOf(snapshot, entry, *place->head);
    filed.baseline = WriteBaseline(columns.BaselineOf(place->at));
    filed.answers = WriteAnswers(columns.AnswersOf(place->at));
    filed.changes = "[]";
    return filed;
}

std::optional<ReturnHead> FindFiledHead(storage::Snapshot& snapshot, const TaskEntry& entry,
                                        Ordinal ordinal) {
    const auto heads = ListFiled(snapshot, entry.task.id);
    const auto place = Find(*heads, ordinal);
    if (!place) return std::nullopt;
    ReturnHead head;
    head.task = entry.task.id;
    head.state = ReturnState::kApproved;
    head.reported_at = place->head->filed_at;
    return head;
}

std::optional<Return> FindReturnOrFiled(storage::Snapshot& snapshot, const TaskEntry& entry, UnitId unit,
                                        Ordinal ordinal) {
    if (auto filed = FindReturn(snapshot, unit, entry.task.id)) return filed;
    return FindFiled(snapshot, entry, unit, ordinal);
}

std::vector<ProgressLine> ListProgress(storage::Snapshot& snapshot, const TaskEntry& entry,
                                       OrdinalRange range) {
    std::vector<ProgressLine> own = ListProgress(snapshot, entry.task.id, range);
    FiledWalk filed(ListFiled(snapshot, entry.task.id), range);
    if (filed.empty()) return own;
    std::vector<ProgressLine> lines;
    lines.reserve(own.size() + filed.places().size());
    const auto add = [&](const FiledPlace& place) { lines.push_back(LineOf(place)); };
    for (const ProgressLine& line : own) {
        filed.GiveBefore(line.ordinal, add);
        if (!filed.CountsInsteadOf(line.ordinal, line.state)) lines.push_back(line);
    }
    filed.GiveBefore(FiledWalk::kPastAll, add);
    return lines;
}

namespace {

// Blocks whose units lie in one stretch of the tree: a county's, and what is mixed with them.
struct Stretch {
    FiledHeads heads;
    OrdinalRange range;
};

// The range in stretches, in order; the last one takes what lies behind all blocks.
std::vector<Stretch> StretchesOf(const FiledHeads& heads, OrdinalRange range) {
    std::vector<Stretch> stretches;
    for (const auto& head : heads) {
        if (head->ordinals.back() < range.first || head->ordinals.front() > range.last) continue;
        if (stretches.empty() || head->ordinals.front() > stretches.back().range.last) {
            const Ordinal first = stretches.empty() ? range.first : stretches.back().range.last + 1;
            stretches.push_back({{}, {first, head->ordinals.back()}});
        }
        Stretch& last = stretches.back();
        last.heads.push_back(head);
        last.range.last = std::max(last.range.last, head->ordinals.back());
    }
    if (stretches.empty()) stretches.push_back({{}, range});
    stretches.back().range.last = range.last;
    return stretches;
}

}  // namespace

void ForEachAnswer(storage::Snapshot& snapshot, const TaskEntry& entry, OrdinalRange range,
                   const std::function<void(UnitId, Ordinal, ReturnState, Instant reported_at,
                                            std::string_view answers)>& each) {
    for (const Stretch& stretch : StretchesOf(*ListFiled(snapshot, entry.task.id), range)) {
        // Read first, because no statement may run between the rows of another.
        std::map<const FiledHead*, FiledColumns> columns;
        for (const auto& head : stretch.heads) columns.emplace(head.get(), ColumnsOf(snapshot, entry, *head));
        std::set<Ordinal> own;
        for (const ProgressLine& line : ListProgress(snapshot, entry.task.id, stretch.range)) {
            if (CountsBeforeFiled(line.state)) own.insert(line.ordinal);
        }
        FiledWalk filed(std::make_shared<const FiledHeads>(stretch.heads), stretch.range);
        const auto give = [&](const FiledPlace& place) {
            if (own.contains(place.ordinal)) return;
            each(entry.tree->At(place.ordinal).id, place.ordinal, ReturnState::kApproved,
                 place.head->filed_at, WriteAnswers(columns.at(place.head).AnswersOf(place.at)));
        };
        ForEachAnswer(snapshot, entry.task.id, stretch.range,
                      [&](UnitId unit, Ordinal ordinal, ReturnState state, Instant reported_at,
                          std::string_view answers) {
                          filed.GiveBefore(ordinal, give);
                          each(unit, ordinal, state, reported_at, answers);
                      });
        filed.GiveBefore(FiledWalk::kPastAll, give);
    }
}

std::vector<Return> ListFiledOf(storage::Snapshot& snapshot, UnitId unit) {
    std::vector<Return> returns;
    const auto book = Book(snapshot);
    for (const std::int64_t id : book->tasks) {
        const TaskPointer entry = FindTask(snapshot, TaskId{id});
        const auto ordinal = entry ? entry->tree->Find(unit) : std::nullopt;
        const auto heads = ordinal ? ListFiled(snapshot, entry->task.id) : nullptr;
        const auto place = heads ? Find(*heads, *ordinal) : std::nullopt;
        if (place) returns.push_back(ReturnOf(*entry, unit, *place));
    }
    std::sort(returns.begin(), returns.end(), [](const Return& a, const Return& b) {
        return std::pair(*a.reported_at, a.task) > std::pair(*b.reported_at, b.task);
    });
    return returns;
}

}  // namespace qz::forms
