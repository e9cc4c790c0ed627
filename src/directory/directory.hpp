// The door of directory: units with stable ids, and numbered versions of their tree.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/actor.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/storage/storage.hpp"

namespace qz::directory {

enum class Level : std::uint8_t { kNation, kProvince, kCity, kCounty, kTownship, kVillage, kOther };
// 行政建制, 功能区, 统计用, 部门, 站所, 企事业
enum class Kind : std::uint8_t { kAdministrative, kFunctionalZone, kStatistical, kDepartment, kStation, kEnterprise };

std::string_view ToWord(Level level);  // "village"; also in JSON and in the database
std::string_view ToWord(Kind kind);    // "administrative"
std::optional<Level> LevelFromWord(std::string_view word);
std::optional<Kind> KindFromWord(std::string_view word);

// One unit as a version of the tree shows it. Departments hang below the government they belong to, after its territory's
// subordinate governments, so that a government's subtree holds its departments and its towns alike.
struct TreeUnit {
    UnitId id;
    std::string_view code;     // lives as long as the tree
    std::string_view name;     // display name
    Ordinal parent = -1;       // -1 for the root
    Ordinal last = 0;          // the last ordinal of its subtree
    Level level = Level::kOther;
    Kind kind = Kind::kAdministrative;
    bool in_use = true;
    std::uint8_t depth = 0;
    UnitId government;         // departments and stations: the government they belong to; else 0
    UnitId line_superior;      // 对口上级部门; else 0
};

// One version of the tree in memory, numbered in pre-order. Immutable.
class Tree {
 public:
    virtual ~Tree() = default;
    virtual TreeVersionId version() const = 0;
    virtual Ordinal size() const = 0;
    virtual const TreeUnit& At(Ordinal ordinal) const = 0;
    virtual std::optional<Ordinal> Find(UnitId unit) const = 0;
    virtual std::optional<Ordinal> FindCode(std::string_view code) const = 0;

    OrdinalRange Subtree(Ordinal ordinal) const { return {ordinal, At(ordinal).last}; }
    // Direct children in code order.
    std::vector<Ordinal> Children(Ordinal ordinal) const;
    // The root first, the unit itself last.
    std::vector<Ordinal> Path(Ordinal ordinal) const;
    // The nearest ancestor-or-self at that level.
    std::optional<Ordinal> Ancestor(Ordinal ordinal, Level level) const;
    // Units in use at that level inside the range, in order.
    std::vector<Ordinal> UnitsAt(OrdinalRange range, Level level) const;
    std::int64_t CountAt(OrdinalRange range, Level level) const;
};

// The version in force, cached under platform_version "directory". Throws std::logic_error before the first import.
std::shared_ptr<const Tree> CurrentTree(storage::Snapshot& snapshot);
// Any version: tasks pin theirs. Versions are immutable, so this is cached for good (least recently used go).
std::shared_ptr<const Tree> TreeOf(storage::Snapshot& snapshot, TreeVersionId version);

// A scope's ranges in another version: its roots looked up there. Roots that do not exist there fall out.
std::vector<OrdinalRange> RangesIn(const Scope& scope, const Tree& tree);
bool Covers(const Scope& scope, const Tree& tree, UnitId unit);

// {"id","code","name","level","kind"}: how every answer names a unit.
json::object UnitJson(const TreeUnit& unit);

// Import of code,name,level,parent_code (CSV). Staged in slices, then one switch. Used by the routes, by
// `qingzhuang import units FILE`, and by the sample city, which switches at once.
struct ImportOutcome {
    std::int64_t rows = 0;
    std::int64_t added = 0, changed = 0, removed = 0;
    Findings faults;               // by line: "line 12"; nothing is switched while there are any
    std::optional<TreeVersionId> version;
};
ImportOutcome ImportAndSwitch(storage::Database& database, std::string_view csv, Date effective, std::string_view document,
                              const Actor* actor);
// The Weihai tree that ships with the product (2,849 rows).
std::string_view WeihaiCsv();

struct NewDepartment {
    std::string code;              // unique; "3710-mzj"
    std::string name;
    UnitId government;
    std::optional<UnitId> line_superior;
    Kind kind = Kind::kDepartment;
};
// Several at once make one new version of the tree.
std::vector<UnitId> InsertDepartments(storage::Tx& tx, const std::vector<NewDepartment>& departments);

void AddRoutes(http::Router& router);
void AddJobs(jobs::Runner& runner);

}  // namespace qz::directory
