#include "catalogue/held_store.hpp"

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

constexpr std::string_view kListHistory = R"sql(
    SELECT element_id, subject, value, period, source_kind, source_label, source_reference, as_of, verified_by, at, version
    FROM catalogue_held WHERE unit_id = $1 AND subject = $2 AND element_id = $3 ORDER BY version DESC)sql";

// The pointer first: on PostgreSQL whoever was second learns it here and is repeated. What equals the latest
// moves nothing, and an older list (of a stock) does not push out what is newer.
constexpr std::string_view kMoveLatest = R"sql(
    INSERT INTO catalogue_latest (unit_id, subject, element_id, version, value, period, source_kind, source_label,
                                  source_reference, as_of, verified_by, at)
    VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (unit_id, subject, element_id) DO UPDATE
    SET version = catalogue_latest.version + 1, value = excluded.value, period = excluded.period,
        source_kind = excluded.source_kind, source_label = excluded.source_label,
        source_reference = excluded.source_reference, as_of = excluded.as_of, verified_by = excluded.verified_by,
        at = excluded.at
    WHERE NOT (catalogue_latest.period = excluded.period
               AND COALESCE(catalogue_latest.value = excluded.value,
                            catalogue_latest.value IS NULL AND excluded.value IS NULL))
      AND NOT (excluded.source_kind = 'stock' AND excluded.as_of < catalogue_latest.as_of))sql";

// Where the pointer has not moved, its row is in the log already.
constexpr std::string_view kAppendLog = R"sql(
    INSERT INTO catalogue_held (unit_id, subject, element_id, version, value, period, source_kind, source_label,
                                source_reference, as_of, verified_by, at)
    SELECT unit_id, subject, element_id, version, value, period, source_kind, source_label, source_reference, as_of,
           verified_by, at
    FROM catalogue_latest WHERE unit_id = $1 AND subject = $2 AND element_id = $3
    ON CONFLICT (unit_id, subject, element_id, version) DO NOTHING)sql";

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

void AppendHeld(storage::Tx& tx, UnitId unit, const Actor* verifier, const Source& source,
                const std::vector<NewHeld>& values, const std::vector<std::int64_t>&) {
    std::optional<AccountId> verified_by;
    if (verifier != nullptr) verified_by = verifier->account;
    const auto append = [&](const NewHeld& value, ElementId element) {
        tx.Defer(kMoveLatest, unit, value.subject, element, value.value, value.period, source.kind,
                 source.label, source.reference, value.as_of, verified_by, tx.Now());
        tx.Defer(kAppendLog, unit, value.subject, element);
    };
    const auto groups = CurrentGroups(tx);
    for (const NewHeld& value : values) {
        append(value, value.element);
        // What is sealed is bound to its element's code and opens under no other.
        if (value.value && secrets::Keyring::IsSealed(*value.value)) continue;
        for (const ElementId twin : groups->Of(value.element)) {
            if (twin != value.element) append(value, twin);
        }
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
