#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

namespace {

constexpr std::string_view kListEverything = R"sql(
    SELECT element_id, subject, value, period, source_kind, source_label, source_reference, as_of, verified_by, at, version
    FROM catalogue_latest WHERE unit_id = $1 AND value IS NOT NULL ORDER BY subject, element_id)sql";

}  // namespace

std::vector<Held> ListHeldWithRosters(storage::Snapshot& snapshot, UnitId unit) {
    std::vector<Held> values;
    for (const auto row : snapshot.Query(kListEverything, unit)) {
        Held& held = values.emplace_back();
        held.element = row.Get<ElementId>(0);
        held.subject = row.Get<std::string>(1);
        held.value = row.Get<StoredValue>(2);
        held.period = row.Get<std::string>(3);
        held.source = {row.Get<std::string>(4), row.Get<std::string>(5), row.Get<std::int64_t>(6)};
        held.as_of = row.Get<Date>(7);
        held.verified_by = row.Get<std::optional<AccountId>>(8);
        held.at = row.Get<Instant>(9);
        held.version = row.Get<std::int64_t>(10);
    }
    return values;
}

}  // namespace qz::catalogue
