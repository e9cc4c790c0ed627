// A small tree for this room's tests: a city, two counties, towns, villages, and what gets no poster.
#pragma once

#include <gtest/gtest.h>

#include "feedback/posters/posters.hpp"

namespace qz::feedback::posters {

class FakeTree : public directory::Tree {
 public:
    using Unit = directory::TreeUnit;
    using Level = directory::Level;
    using Kind = directory::Kind;

    FakeTree() {
        Add(-1, "3710", "威海市", Level::kCity);
        Add(0, "371082", "荣成市", Level::kCounty);
        Add(1, "371082101", "俚岛镇", Level::kTownship);
        Add(2, "371082101201", "大庄村委会", Level::kVillage);
        Add(2, "371082101202", "瓦屋石村委会", Level::kVillage, false);
        Add(2, "371082101-1", "俚岛镇民政站", Level::kVillage, true, Kind::kStation);
        Add(1, "371082102", "成山镇", Level::kTownship);
        Add(6, "371082102201", "成山一村委会", Level::kVillage);
        Add(0, "371083", "乳山市", Level::kCounty);
        Add(8, "371083001", "城区街道", Level::kTownship);
        Add(0, "3710-mzj", "威海市民政局", Level::kOther, true, Kind::kDepartment);
    }
    TreeVersionId version() const override { return {}; }
    std::int64_t number() const override { return 1; }
    Ordinal size() const override { return static_cast<Ordinal>(units_.size()); }
    const Unit& At(Ordinal ordinal) const override { return units_[static_cast<std::size_t>(ordinal)]; }
    std::optional<Ordinal> Find(UnitId unit) const override {
        for (Ordinal i = 0; i < size(); ++i) {
            if (At(i).id == unit) return i;
        }
        return std::nullopt;
    }
    std::optional<Ordinal> FindCode(std::string_view code) const override {
        for (Ordinal i = 0; i < size(); ++i) {
            if (At(i).code == code) return i;
        }
        return std::nullopt;
    }
    std::string_view OfficialName(Ordinal ordinal) const override { return At(ordinal).name; }
    std::vector<Ordinal> Search(std::string_view, OrdinalRange, std::optional<Level>,
                                std::size_t) const override {
        return {};
    }

    CodeScope ScopeOf(std::string_view code) const {
        return {At(FindCode(code).value()).id, std::string(code)};
    }
    Ordinal Root(std::string_view code) const { return FindCode(code).value(); }

 private:
    void Add(Ordinal parent, std::string_view code, std::string_view name, Level level, bool in_use = true,
             Kind kind = Kind::kAdministrative) {
        const Ordinal here = size();
        Unit unit;
        unit.id = UnitId{100 + here};
        unit.code = code;
        unit.name = name;
        unit.parent = parent;
        unit.last = here;
        unit.level = level;
        unit.kind = kind;
        unit.in_use = in_use;
        units_.push_back(unit);
        for (Ordinal above = parent; above >= 0; above = At(above).parent) {
            units_[static_cast<std::size_t>(above)].last = here;
        }
    }
    std::vector<Unit> units_;
};

}  // namespace qz::feedback::posters
