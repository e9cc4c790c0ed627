#include "catalogue/coverage.hpp"

#include <map>
#include <tuple>

namespace qz::catalogue {

namespace {

constexpr std::size_t kSlice = 400;  // rows of one short write

constexpr std::string_view kListHolders = R"sql(
    SELECT unit_id, element_id, source_label, MIN(as_of), MAX(as_of) FROM catalogue_latest
    WHERE value IS NOT NULL
    GROUP BY unit_id, element_id, source_label ORDER BY unit_id, element_id, source_label)sql";

constexpr std::string_view kHeldBy = R"sql(
    SELECT element_id, MIN(as_of), MAX(as_of) FROM catalogue_latest
    WHERE unit_id = $1 AND value IS NOT NULL GROUP BY element_id)sql";

// Whether there is a value leaves the database, the value does not.
constexpr std::string_view kStands = R"sql(
    SELECT previous_id, CASE WHEN value IS NULL THEN 0 ELSE 1 END, as_of, at, source_kind, source_label
    FROM catalogue_latest WHERE unit_id = $1 AND element_id = $2)sql";
constexpr std::string_view kStoodBefore = R"sql(
    SELECT previous_id, CASE WHEN value IS NULL THEN 0 ELSE 1 END, as_of, at, source_kind, source_label
    FROM catalogue_held WHERE id = $2 AND unit_id = $1)sql";

constexpr std::string_view kCountHolders = R"sql(
    SELECT COUNT(*) FROM (SELECT DISTINCT unit_id FROM catalogue_latest
                          WHERE element_id = $1 AND value IS NOT NULL) AS holders)sql";

constexpr std::string_view kListCoverage =
    "SELECT element_id, root_unit_id, level, units, fresh, oldest, latest FROM catalogue_coverage";
constexpr std::string_view kListSources = "SELECT element_id, label, units FROM catalogue_coverage_source";

constexpr std::string_view kPutCoverage = R"sql(
    INSERT INTO catalogue_coverage (element_id, root_unit_id, level, units, fresh, oldest, latest, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (element_id, root_unit_id, level) DO UPDATE
    SET units = excluded.units, fresh = excluded.fresh, oldest = excluded.oldest, latest = excluded.latest,
        at = excluded.at)sql";
constexpr std::string_view kDeleteCoverage =
    "DELETE FROM catalogue_coverage WHERE element_id = $1 AND root_unit_id = $2 AND level = $3";

constexpr std::string_view kPutSource = R"sql(
    INSERT INTO catalogue_coverage_source (element_id, label, units, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (element_id, label) DO UPDATE SET units = excluded.units, at = excluded.at)sql";
constexpr std::string_view kDeleteSource =
    "DELETE FROM catalogue_coverage_source WHERE element_id = $1 AND label = $2";

constexpr std::string_view kFindCoverage = R"sql(
    SELECT units, fresh, oldest, latest FROM catalogue_coverage
    WHERE element_id = $1 AND root_unit_id = $2 AND level = $3)sql";
constexpr std::string_view kCoverageOf = R"sql(
    SELECT level, units, fresh, oldest, latest, at FROM catalogue_coverage
    WHERE element_id = $1 AND root_unit_id = $2 ORDER BY units DESC, level)sql";
constexpr std::string_view kSourcesOf = R"sql(
    SELECT label, units FROM catalogue_coverage_source WHERE element_id = $1 ORDER BY units DESC, label LIMIT 20)sql";

struct Span {
    std::int64_t units = 0;
    std::int64_t fresh = 0;
    std::int32_t oldest = 0;
    std::int32_t latest = 0;

    void Add(std::int32_t from, std::int32_t to, bool is_fresh) {
        oldest = units == 0 ? from : std::min(oldest, from);
        latest = units == 0 ? to : std::max(latest, to);
        ++units;
        fresh += is_fresh ? 1 : 0;
    }
    bool operator==(const Span&) const = default;
};
using CoverageKey = std::tuple<ElementId, UnitId, std::string>;
using SourceKey = std::pair<ElementId, std::string>;
struct Counted {
    std::map<CoverageKey, Span> coverage;
    std::map<SourceKey, std::int64_t> sources;
};

// Governments from the county upward: the scopes that have thousands of units.
bool IsRoot(const directory::TreeUnit& unit) {
    return unit.level <= directory::Level::kCounty;
}

// The first day of which a value of each element is still good.
class FreshSince {
 public:
    FreshSince(const Elements& elements, Date today) : elements_(elements), today_(today) {}

    bool Holds(ElementId id, Date as_of) {
        const auto [known, first] = days_.try_emplace(id, INT32_MIN);
        if (first) {
            const Element* element = elements_.Find(id);
            const auto days = element ? FreshDays(element->refresh) : std::nullopt;
            if (days) known->second = today_.days - *days;
        }
        return as_of.days >= known->second;
    }

 private:
    const Elements& elements_;
    Date today_;
    std::unordered_map<ElementId, std::int32_t> days_;
};

class Counter {
 public:
    Counter(const directory::Tree& tree, FreshSince fresh_since)
        : tree_(tree), fresh_since_(std::move(fresh_since)) {}

    void Add(UnitId unit, ElementId element, std::string_view source, std::int32_t oldest,
             std::int32_t latest) {
        if (unit != unit_ || element != element_) {
            End();
            unit_ = unit;
            element_ = element;
            span_ = {};
        }
        ++counted_.sources[{element, std::string(source)}];
        span_.Add(oldest, latest, false);
    }
    void End() {
        if (!unit_) return;
        const auto ordinal = tree_.Find(unit_);
        if (!ordinal || !tree_.At(*ordinal).in_use) return;
        const std::string level(directory::ToWord(tree_.At(*ordinal).level));
        const bool fresh = fresh_since_.Holds(element_, Date{span_.latest});
        for (Ordinal at = *ordinal; at >= 0; at = tree_.At(at).parent) {
            if (IsRoot(tree_.At(at)))
                counted_.coverage[{element_, tree_.At(at).id, level}].Add(span_.oldest, span_.latest, fresh);
        }
    }
    Counted Take() { return std::move(counted_); }

 private:
    const directory::Tree& tree_;
    FreshSince fresh_since_;
    UnitId unit_;
    ElementId element_;
    Span span_;
    Counted counted_;
};

Counted CountNow(storage::Snapshot& snapshot) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto elements = AllElements(snapshot);
    Counter counter(*tree, FreshSince(*elements, DateOf(snapshot.Now())));
    snapshot.ForEach(kListHolders, {}, [&](const storage::Row& row) {
        counter.Add(row.Get<UnitId>(0), row.Get<ElementId>(1), row.Get<std::string_view>(2),
                    row.Get<std::int32_t>(3), row.Get<std::int32_t>(4));
    });
    counter.End();
    return counter.Take();
}

Counted ReadCounted(storage::Snapshot& snapshot) {
    Counted counted;
    snapshot.ForEach(kListCoverage, {}, [&](const storage::Row& row) {
        counted.coverage[{row.Get<ElementId>(0), row.Get<UnitId>(1), row.Get<std::string>(2)}] = {
            row.Get<std::int64_t>(3), row.Get<std::int64_t>(4), row.Get<std::int32_t>(5),
            row.Get<std::int32_t>(6)};
    });
    snapshot.ForEach(kListSources, {}, [&](const storage::Row& row) {
        counted.sources[{row.Get<ElementId>(0), row.Get<std::string>(1)}] = row.Get<std::int64_t>(2);
    });
    return counted;
}

// Calls `put` for what is new or differs and `drop` for what is gone.
template <class Map, class Put, class Drop>
void EachDifference(const Map& was, const Map& is, Put&& put, Drop&& drop) {
    for (const auto& [key, value] : is) {
        const auto found = was.find(key);
        if (found == was.end() || !(found->second == value)) put(key, value);
    }
    for (const auto& [key, value] : was) {
        if (!is.contains(key)) drop(key);
    }
}

// One value of a unit as it stood at some moment, without the value.
struct Stood {
    std::optional<std::int64_t> previous;
    bool held = false;
    Date as_of;
    Instant at;
    std::string kind;
    std::string label;

    template <class Row>
    explicit Stood(const Row& row)
        : previous(row.template Get<std::optional<std::int64_t>>(0)),
          held(row.template Get<std::int64_t>(1) != 0),
          as_of(row.template Get<Date>(2)),
          at(row.template Get<Instant>(3)),
          kind(row.template Get<std::string>(4)),
          label(row.template Get<std::string>(5)) {}
};

// Back along the log to what stood at that moment; nothing where it had not begun.
std::optional<Stood> StoodAt(storage::Snapshot& snapshot, UnitId unit, std::optional<Stood> stood,
                             Instant at) {
    while (stood && at < stood->at) {
        const auto row =
            stood->previous ? snapshot.QueryOptional(kStoodBefore, unit, *stood->previous) : std::nullopt;
        stood = row ? std::optional<Stood>(*row) : std::nullopt;
    }
    return stood;
}

json::value DateOrNull(const std::optional<Date>& date) {
    return date ? json::value(date->ToString()) : json::value();
}

}  // namespace

std::optional<int> FreshDays(std::string_view refresh) {
    if (refresh == "daily") return 1;
    if (refresh == "weekly") return 7;
    if (refresh == "monthly") return 31;
    if (refresh == "quarterly") return 92;
    if (refresh == "half_yearly") return 184;
    if (refresh == "yearly") return 366;
    return std::nullopt;
}

void CountCoverage(storage::Database& database) {
    const auto [was, is] = database.Read([](storage::Snapshot& snapshot) {
        if (!directory::HasTree(snapshot)) return std::pair<Counted, Counted>();
        return std::pair<Counted, Counted>(ReadCounted(snapshot), CountNow(snapshot));
    });
    std::vector<std::function<void(storage::Tx&)>> writes;
    EachDifference(
        was.coverage, is.coverage,
        [&](const CoverageKey& key, const Span& span) {
            writes.emplace_back([key, span](storage::Tx& tx) {
                tx.Defer(kPutCoverage, std::get<0>(key), std::get<1>(key), std::get<2>(key), span.units,
                         span.fresh, std::int64_t{span.oldest}, std::int64_t{span.latest}, tx.Now());
            });
        },
        [&](const CoverageKey& key) {
            writes.emplace_back([key](storage::Tx& tx) {
                tx.Defer(kDeleteCoverage, std::get<0>(key), std::get<1>(key), std::get<2>(key));
            });
        });
    EachDifference(
        was.sources, is.sources,
        [&](const SourceKey& key, std::int64_t units) {
            writes.emplace_back([key, units](storage::Tx& tx) {
                tx.Defer(kPutSource, key.first, key.second, units, tx.Now());
            });
        },
        [&](const SourceKey& key) {
            writes.emplace_back([key](storage::Tx& tx) { tx.Defer(kDeleteSource, key.first, key.second); });
        });
    for (std::size_t begin = 0; begin < writes.size(); begin += kSlice) {
        const std::size_t end = std::min(writes.size(), begin + kSlice);
        database.Write([&](storage::Tx& tx) {
            for (std::size_t i = begin; i < end; ++i) writes[i](tx);
        });
    }
}

std::int64_t CountHolders(storage::Snapshot& snapshot, ElementId element) {
    return snapshot.QueryOne(kCountHolders, element).Get<std::int64_t>(0);
}

std::vector<Coverage> ListCoverage(storage::Snapshot& snapshot, const directory::Tree& tree, Ordinal root,
                                   std::optional<directory::Level> level,
                                   std::span<const ElementId> elements) {
    std::vector<Coverage> coverage(elements.size());
    std::vector<Ordinal> units;
    if (level && IsRoot(tree.At(root))) {
        const std::int64_t of = tree.CountAt(tree.Subtree(root), *level);
        for (std::size_t i = 0; i < elements.size(); ++i) {
            coverage[i].of = of;
            const auto row = snapshot.QueryOptional(kFindCoverage, elements[i], tree.At(root).id,
                                                    directory::ToWord(*level));
            if (!row) continue;
            coverage[i].held = row->Get<std::int64_t>(0);
            coverage[i].fresh = row->Get<std::int64_t>(1);
            coverage[i].oldest = row->Get<Date>(2);
            coverage[i].latest = row->Get<Date>(3);
        }
        return coverage;
    }
    if (level) {
        units = tree.UnitsAt(tree.Subtree(root), *level);
    } else {
        units.push_back(root);
    }
    std::unordered_map<ElementId, std::vector<std::size_t>> wanted;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        wanted[elements[i]].push_back(i);
        coverage[i].of = static_cast<std::int64_t>(units.size());
    }
    const auto known = AllElements(snapshot);
    FreshSince fresh_since(*known, DateOf(snapshot.Now()));
    for (const Ordinal unit : units) {
        for (const auto row : snapshot.Query(kHeldBy, tree.At(unit).id)) {
            const auto found = wanted.find(row.Get<ElementId>(0));
            if (found == wanted.end()) continue;
            const Date oldest = row.Get<Date>(1);
            const Date latest = row.Get<Date>(2);
            for (const std::size_t place : found->second) {
                Coverage& one = coverage[place];
                one.oldest = one.oldest ? std::min(*one.oldest, oldest) : oldest;
                one.latest = one.latest ? std::max(*one.latest, latest) : latest;
                ++one.held;
                one.fresh += fresh_since.Holds(found->first, latest) ? 1 : 0;
            }
        }
    }
    return coverage;
}

std::vector<Holding> ListHoldings(storage::Snapshot& snapshot, std::span<const UnitId> units,
                                  ElementId element, Instant at) {
    std::vector<storage::Statement> questions;
    for (const UnitId unit : units) questions.push_back({kStands, {unit, element}});
    const std::vector<storage::Rows> answers = snapshot.QueryTogether(questions);
    const auto known = AllElements(snapshot);
    FreshSince fresh_since(*known, DateOf(at));
    std::vector<Holding> holdings(units.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
        Holding& holding = holdings[i];
        for (const auto row : answers[i]) {
            const std::optional<Stood> stood = StoodAt(snapshot, units[i], Stood(row), at);
            if (!stood || !stood->held || (holding.as_of && stood->as_of <= *holding.as_of)) continue;
            holding = {stood->as_of, fresh_since.Holds(element, stood->as_of), stood->kind, stood->label};
        }
    }
    return holdings;
}

std::optional<directory::Level> LevelThatHolds(storage::Snapshot& snapshot, const directory::Tree& tree,
                                               ElementId element) {
    const auto rows = snapshot.Query(kCoverageOf, element, tree.At(0).id);
    if (rows.empty()) return std::nullopt;
    return directory::LevelFromWord(rows[0].Get<std::string_view>(0));
}

json::object HeldJson(storage::Snapshot& snapshot, const directory::Tree& tree, ElementId element) {
    Coverage most;
    json::value counted_at;
    json::value level;
    const auto rows = snapshot.Query(kCoverageOf, element, tree.At(0).id);
    if (!rows.empty()) {
        const auto row = rows[0];
        most.held = row.Get<std::int64_t>(1);
        most.fresh = row.Get<std::int64_t>(2);
        most.oldest = row.Get<Date>(3);
        most.latest = row.Get<Date>(4);
        counted_at = row.Get<Instant>(5).ToString();
        level = row.Get<std::string>(0);
        if (const auto known = directory::LevelFromWord(row.Get<std::string_view>(0)))
            most.of = tree.CountAt(tree.Subtree(0), *known);
    }
    json::array sources;
    for (const auto row : snapshot.Query(kSourcesOf, element)) {
        sources.push_back(
            json::object{{"label", row.Get<std::string>(0)}, {"units", row.Get<std::int64_t>(1)}});
    }
    return {{"units", most.held},
            {"fresh", most.fresh},
            {"of", most.of},
            {"level", std::move(level)},
            {"as_of_oldest", DateOrNull(most.oldest)},
            {"as_of_latest", DateOrNull(most.latest)},
            {"sources", std::move(sources)},
            {"counted_at", std::move(counted_at)}};
}

}  // namespace qz::catalogue
