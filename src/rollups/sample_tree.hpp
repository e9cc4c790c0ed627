// A small tree and returns in a table, for tests and for measuring: no import, no forms.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "rollups/rollups.hpp"

namespace qz::rollups::sample {

using directory::Level;

class SampleTree final : public directory::Tree {
 public:
    // Units are added in pre-order: below a unit that was added before, and after all of its earlier subtree.
    Ordinal Add(Ordinal parent, Level level) {
        const auto ordinal = static_cast<Ordinal>(units_.size());
        directory::TreeUnit unit;
        unit.id = IdOf(ordinal);
        unit.code = texts_.emplace_back("u" + std::to_string(ordinal));
        unit.name = unit.code;
        unit.parent = parent;
        unit.last = ordinal;
        unit.level = level;
        unit.depth = parent < 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(units_[At_(parent)].depth + 1);
        units_.push_back(unit);
        for (Ordinal above = parent; above >= 0; above = units_[At_(above)].parent)
            units_[At_(above)].last = ordinal;
        return ordinal;
    }
    static UnitId IdOf(Ordinal ordinal) { return UnitId{1000 + ordinal}; }

    TreeVersionId version() const override { return {77}; }
    std::int64_t number() const override { return 3; }
    Ordinal size() const override { return static_cast<Ordinal>(units_.size()); }
    const directory::TreeUnit& At(Ordinal ordinal) const override { return units_[At_(ordinal)]; }
    std::optional<Ordinal> Find(UnitId unit) const override {
        const std::int64_t ordinal = unit.value - 1000;
        if (ordinal < 0 || ordinal >= size()) return std::nullopt;
        return static_cast<Ordinal>(ordinal);
    }
    std::optional<Ordinal> FindCode(std::string_view) const override { return std::nullopt; }
    std::string_view OfficialName(Ordinal ordinal) const override { return At(ordinal).name; }
    std::vector<Ordinal> Search(std::string_view, OrdinalRange, std::optional<Level>,
                                std::size_t) const override {
        return {};
    }

    std::vector<Ordinal> All(Level level) const {
        std::vector<Ordinal> all;
        for (Ordinal ordinal = 0; ordinal < size(); ++ordinal) {
            if (At(ordinal).level == level) all.push_back(ordinal);
        }
        return all;
    }

 private:
    static std::size_t At_(Ordinal ordinal) { return static_cast<std::size_t>(ordinal); }

    std::deque<std::string> texts_;
    std::vector<directory::TreeUnit> units_;
};

// 0 city; 1 county A: 2 town A1 (3, 4, 5), 6 town A2 (7, 8); 9 a department of A; 10 county B: 11 town B1
// (12), 13 town B2 (14, 15, 16).
inline std::shared_ptr<SampleTree> SmallCity() {
    auto tree = std::make_shared<SampleTree>();
    const Ordinal city = tree->Add(-1, Level::kCity);
    const auto town = [&](Ordinal county, int villages) {
        const Ordinal root = tree->Add(county, Level::kTownship);
        for (int village = 0; village < villages; ++village) tree->Add(root, Level::kVillage);
    };
    const Ordinal a = tree->Add(city, Level::kCounty);
    town(a, 3);
    town(a, 2);
    tree->Add(a, Level::kOther);
    const Ordinal b = tree->Add(city, Level::kCounty);
    town(b, 1);
    town(b, 3);
    return tree;
}

constexpr std::string_view kMakeTable =
    "CREATE TABLE rollups_sample (task_id BIGINT NOT NULL, unit_ordinal BIGINT NOT NULL, state SMALLINT NOT "
    "NULL, "
    "figures TEXT, PRIMARY KEY (task_id, unit_ordinal))";
constexpr std::string_view kPut =
    "INSERT INTO rollups_sample (task_id, unit_ordinal, state, figures) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (task_id, unit_ordinal) DO UPDATE SET state = excluded.state, figures = excluded.figures";
constexpr std::string_view kListRange =
    "SELECT unit_ordinal, state, figures FROM rollups_sample "
    "WHERE task_id = $1 AND unit_ordinal >= $2 AND unit_ordinal <= $3 ORDER BY unit_ordinal";

// As forms commits a return: the row, and the change that names the unit.
inline void Put(storage::Tx& tx, TaskId task, Ordinal unit, State state, std::string_view figures) {
    tx.Execute(kPut, task, unit, static_cast<int>(state), figures);
    tx.Announce(SampleTree::IdOf(unit), "forms.return", 1);
}

inline void ForEachFigures(storage::Snapshot& snapshot, TaskId task, OrdinalRange range,
                           const EachFigures& each) {
    const storage::Parameter parameters[] = {task, range.first, range.last};
    snapshot.ForEach(kListRange, parameters, [&](const storage::Row& row) {
        each(row.Get<Ordinal>(0), static_cast<State>(row.Get<int>(1)),
             row.Get<std::optional<std::string_view>>(2).value_or(""));
    });
}

}  // namespace qz::rollups::sample
