#include "catalogue/held_store.hpp"

#include <array>
#include <span>

#include "catalogue/succession.hpp"

namespace qz::catalogue {

namespace {

constexpr std::string_view kListOwn = R"sql(
    SELECT element_id, subject, value, period, source_kind, source_label, source_reference, as_of, verified_by, at, version
    FROM catalogue_latest WHERE unit_id = $1 AND subject = '' ORDER BY element_id)sql";

constexpr std::string_view kListRoster = R"sql(
    SELECT element_id, subject, value, period, source_kind, source_label, source_reference, as_of, verified_by, at, version
    FROM catalogue_latest WHERE unit_id = $1 AND subject >= $2 AND subject < $3 ORDER BY subject, element_id)sql";

constexpr std::string_view kListPage = R"sql(
    SELECT element_id, subject, value, period, source_kind, source_label, source_reference, as_of, verified_by, at, version
    FROM catalogue_latest
    WHERE unit_id = $1 AND subject >= $2 AND subject < $3 AND (subject, element_id) > ($4, $5)
    ORDER BY subject, element_id LIMIT $6)sql";

// The log of one value, from its newest row back along previous_id.
constexpr std::string_view kListHistory = R"sql(
    WITH RECURSIVE chain (id) AS (
        SELECT held_id FROM catalogue_latest WHERE unit_id = $1 AND subject = $2 AND element_id = $3
        UNION ALL
        SELECT held.previous_id FROM chain JOIN catalogue_held AS held ON held.id = chain.id AND held.unit_id = $1
        WHERE held.previous_id IS NOT NULL)
    SELECT held.element_id, held.subject, held.value, held.period, held.source_kind, held.source_label,
           held.source_reference, held.as_of, held.verified_by, held.at, held.version
    FROM chain JOIN catalogue_held AS held ON held.id = chain.id AND held.unit_id = $1
    ORDER BY held.version DESC)sql";

constexpr std::string_view kPrefillOwn = R"sql(
    SELECT element_id, subject, value, source_kind, source_label, as_of, version, source_reference
    FROM catalogue_latest WHERE unit_id = $1 AND subject = '' ORDER BY element_id)sql";

constexpr std::string_view kPrefillRoster = R"sql(
    SELECT element_id, subject, value, source_kind, source_label, as_of, version, source_reference
    FROM catalogue_latest WHERE unit_id = $1 AND subject >= $2 AND subject < $3 ORDER BY subject, element_id)sql";

// Values of one subject that are written by one statement.
constexpr std::size_t kMostTogether = 16;

// $1 unit, $2 subject, $3…$5 source, $6 verifier, $7 now; then for each value: element, value, period, day,
// id. The pointer first: on PostgreSQL whoever was second learns it here and is repeated. What equals the
// latest moves nothing unless a unit said so again on a later day, and an older list (of a stock) does not
// push out what is newer.
std::string MoveLatest(std::size_t count) {
    std::string sql = R"sql(
    INSERT INTO catalogue_latest (unit_id, subject, source_kind, source_label, source_reference, verified_by, at, version,
                                  element_id, value, period, as_of, held_id)
    VALUES )sql";
    for (std::size_t row = 0; row < count; ++row) {
        sql += row == 0 ? "($1, $2, $3, $4, $5, $6, $7, 1" : ", ($1, $2, $3, $4, $5, $6, $7, 1";
        for (std::size_t cell = 0; cell < 5; ++cell) sql += ", $" + std::to_string(8 + row * 5 + cell);
        sql += ')';
    }
    return sql + R"sql(
    ON CONFLICT (unit_id, subject, element_id) DO UPDATE
    SET version = catalogue_latest.version + 1, value = excluded.value, period = excluded.period,
        source_kind = excluded.source_kind, source_label = excluded.source_label,
        source_reference = excluded.source_reference, as_of = excluded.as_of, verified_by = excluded.verified_by,
        at = excluded.at, held_id = excluded.held_id, previous_id = catalogue_latest.held_id
    WHERE NOT (catalogue_latest.period = excluded.period
               AND COALESCE(catalogue_latest.value = excluded.value,
                            catalogue_latest.value IS NULL AND excluded.value IS NULL)
               AND NOT (excluded.source_kind = 'return' AND excluded.as_of > catalogue_latest.as_of))
      AND NOT (excluded.source_kind = 'stock' AND excluded.as_of < catalogue_latest.as_of))sql";
}

// $1 unit, $2 subject, $3 and $4 the first and the last id given, then the elements. Where the pointer has
// not moved, its row is in the log already.
std::string AppendLog(std::size_t count) {
    std::string sql = R"sql(
    INSERT INTO catalogue_held (unit_id, id, previous_id, subject, element_id, version, value, period, source_kind,
                                source_label, source_reference, as_of, verified_by, at)
    SELECT unit_id, held_id, previous_id, subject, element_id, version, value, period, source_kind, source_label,
           source_reference, as_of, verified_by, at
    FROM catalogue_latest WHERE unit_id = $1 AND subject = $2 AND held_id >= $3 AND held_id <= $4 AND element_id IN ()sql";
    for (std::size_t element = 0; element < count; ++element) {
        sql += (element == 0 ? "$" : ", $") + std::to_string(5 + element);
    }
    return sql + ")";
}

// The texts for one value, two, …: made once.
struct AppendTexts {
    std::array<std::string, kMostTogether + 1> move;
    std::array<std::string, kMostTogether + 1> log;
    AppendTexts() {
        for (std::size_t count = 1; count <= kMostTogether; ++count) {
            move[count] = MoveLatest(count);
            log[count] = AppendLog(count);
        }
    }
};

// A value under its element, or under one that was merged with it.
struct Appended {
    ElementId element;
    const NewHeld* value = nullptr;
};

// At most kMostTogether, of one subject, no element twice: a statement cannot move a pointer twice.
void AppendTogether(storage::Tx& tx, UnitId unit, std::optional<AccountId> verified_by, const Source& source,
                    std::span<const Appended> values) {
    static const AppendTexts texts;
    const std::string& subject = values.front().value->subject;
    std::vector<storage::Parameter> moved = {
        unit, subject, source.kind, source.label, source.reference, verified_by, tx.Now()};
    std::vector<storage::Parameter> logged = {unit, subject, 0, 0};
    moved.reserve(moved.size() + values.size() * 5);
    logged.reserve(logged.size() + values.size());
    for (const auto& [element, value] : values) {
        const std::int64_t id = tx.NextId();
        moved.insert(moved.end(), {element, value->value, value->period, value->as_of, id});
        if (logged.size() == 4) logged[2] = id;
        logged[3] = id;
        logged.emplace_back(element);
    }
    tx.DeferWith(texts.move[values.size()], moved);
    tx.DeferWith(texts.log[values.size()], logged);
}

bool Names(std::span<const Appended> values, ElementId element) {
    return std::any_of(values.begin(), values.end(),
                       [&](const Appended& value) { return value.element == element; });
}

constexpr std::string_view kInsertConfirmation = R"sql(
    INSERT INTO catalogue_confirmation (unit_id, id, subject_prefix, reference, account_id, at)
    VALUES ($1, $2, $3, $4, $5, $6))sql";

constexpr std::string_view kFindConfirmation = R"sql(
    SELECT account_id, at, reference FROM catalogue_confirmation
    WHERE unit_id = $1 AND subject_prefix = $2 ORDER BY at DESC LIMIT 1)sql";

std::vector<Held> Read(const storage::Rows& rows) {
    std::vector<Held> values;
    values.reserve(static_cast<std::size_t>(rows.size()));
    for (const auto row : rows) {
        Held& held = values.emplace_back();
        held.element = row.Get<ElementId>(0);
        held.subject = row.Get<std::string>(1);
        held.value = row.Get<StoredValue>(2);
        held.period = row.Get<std::string>(3);
        held.source.kind = row.Get<std::string>(4);
        held.source.label = row.Get<std::string>(5);
        held.source.reference = row.Get<std::int64_t>(6);
        held.as_of = row.Get<Date>(7);
        held.verified_by = row.Get<std::optional<AccountId>>(8);
        held.at = row.Get<Instant>(9);
        held.version = row.Get<std::int64_t>(10);
    }
    return values;
}

// The first text behind everything that begins with `prefix`; subjects are compared byte by byte on both
// engines.
std::string Behind(std::string_view prefix) {
    std::string end(prefix);
    end.back() = static_cast<char>(end.back() + 1);
    return end;
}

}  // namespace

std::vector<Held> ListHeld(storage::Snapshot& snapshot, UnitId unit, std::string_view subject_prefix) {
    if (subject_prefix.empty()) return Read(snapshot.Query(kListOwn, unit));
    return Read(snapshot.Query(kListRoster, unit, subject_prefix, Behind(subject_prefix)));
}

std::vector<Held> ListHeldPage(storage::Snapshot& snapshot, UnitId unit, std::string_view subject_prefix,
                               const std::optional<HeldPlace>& after, int limit) {
    const std::string begin = after ? after->subject : std::string(subject_prefix);
    const std::int64_t element = after ? after->element.value : -1;
    // The unit itself is the one subject ''.
    const std::string end = subject_prefix.empty() ? std::string("\x01") : Behind(subject_prefix);
    return Read(snapshot.Query(kListPage, unit, subject_prefix, end, begin, element, limit));
}

std::vector<Held> ListHistory(storage::Snapshot& snapshot, UnitId unit, std::string_view subject,
                              ElementId element) {
    return Read(snapshot.Query(kListHistory, unit, subject, element));
}

HeldQuestion::HeldQuestion(UnitId unit, std::string_view subject_prefix) : begin_(subject_prefix) {
    if (begin_.empty()) {
        statement_ = {kPrefillOwn, {unit}};
    } else {
        end_ = Behind(begin_);
        statement_ = {kPrefillRoster, {unit, begin_, end_}};
    }
}

void HeldQuestion::ForEach(const storage::Rows& answer, const std::function<void(const HeldView&)>& each) {
    for (const auto row : answer) {
        each({row.Get<ElementId>(0), row.Get<std::string_view>(1),
              row.Get<std::optional<std::string_view>>(2), row.Get<std::string_view>(3),
              row.Get<std::string_view>(4), row.Get<Date>(5), row.Get<std::int64_t>(6),
              row.Get<std::int64_t>(7)});
    }
}

void ForEachHeld(storage::Snapshot& snapshot, UnitId unit, std::string_view subject_prefix,
                 const std::function<void(const HeldView&)>& each) {
    const HeldQuestion question(unit, subject_prefix);
    HeldQuestion::ForEach(snapshot.QueryWith(question.statement().sql, question.statement().parameters),
                          each);
}

void AppendHeld(storage::Tx& tx, UnitId unit, const Actor* verifier, const Source& source,
                const std::vector<NewHeld>& values) {
    std::optional<AccountId> verified_by;
    if (verifier != nullptr) verified_by = verifier->account;
    std::vector<Appended> all;
    all.reserve(values.size());
    const auto groups = CurrentGroups(tx);
    for (const NewHeld& value : values) {
        all.push_back({value.element, &value});
        // What is sealed is bound to its element's code and opens under no other.
        if (value.value && secrets::Keyring::IsSealed(*value.value)) continue;
        for (const ElementId twin : groups->Of(value.element)) {
            if (twin != value.element) all.push_back({twin, &value});
        }
    }
    const std::span<const Appended> whole(all);
    for (std::size_t first = 0; first < whole.size();) {
        std::size_t count = 1;
        while (first + count < whole.size() && count < kMostTogether &&
               whole[first + count].value->subject == whole[first].value->subject &&
               !Names(whole.subspan(first, count), whole[first + count].element)) {
            ++count;
        }
        AppendTogether(tx, unit, verified_by, source, whole.subspan(first, count));
        first += count;
    }
}

void ConfirmHeld(storage::Tx& tx, UnitId unit, const Actor& verifier, std::string_view subject_prefix,
                 std::int64_t reference) {
    tx.Defer(kInsertConfirmation, unit, tx.NextId(), subject_prefix, reference, verifier.account, tx.Now());
}

std::optional<Confirmation> FindConfirmation(storage::Snapshot& snapshot, UnitId unit,
                                             std::string_view subject_prefix) {
    const auto row = snapshot.QueryOptional(kFindConfirmation, unit, subject_prefix);
    if (!row) return std::nullopt;
    return Confirmation{row->Get<AccountId>(0), row->Get<Instant>(1), row->Get<std::int64_t>(2)};
}

}  // namespace qz::catalogue
