// The door of directory: units with stable ids, and numbered versions of their tree.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
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
enum class Kind : std::uint8_t {
    kAdministrative,
    kFunctionalZone,
    kStatistical,
    kDepartment,
    kStation,
    kEnterprise
};

std::string_view ToWord(Level level);  // "village"; also in JSON and in the database
std::string_view ToWord(Kind kind);    // "administrative"
std::optional<Level> LevelFromWord(std::string_view word);
std::optional<Kind> KindFromWord(std::string_view word);

// One unit as a version of the tree shows it. Departments hang below the government they belong to, after its
// territory's subordinate governments, so that a government's subtree holds its departments and its towns
// alike.
struct TreeUnit {
    UnitId id;
    std::string_view code;  // lives as long as the tree
    std::string_view name;  // display name
    Ordinal parent = -1;    // -1 for the root
    Ordinal last = 0;       // the last ordinal of its subtree
    Level level = Level::kOther;
    Kind kind = Kind::kAdministrative;
    bool in_use = true;
    std::uint8_t depth = 0;
    UnitId government;     // departments and stations: the government they belong to; else 0
    UnitId line_superior;  // 对口上级部门; else 0
};

// One version of the tree in memory, numbered in pre-order. Immutable.
class Tree {
 public:
    virtual ~Tree() = default;
    virtual TreeVersionId version() const = 0;
    virtual std::int64_t number() const = 0;  // versions in force are numbered from 1 without gaps
    virtual Ordinal size() const = 0;
    virtual const TreeUnit& At(Ordinal ordinal) const = 0;
    virtual std::optional<Ordinal> Find(UnitId unit) const = 0;
    virtual std::optional<Ordinal> FindCode(std::string_view code) const = 0;
    // The name in the official table, where an administrator chose another one to be shown.
    virtual std::string_view OfficialName(Ordinal ordinal) const = 0;
    // Units whose code begins with the text, then those whose name holds it or whose pinyin initials do;
    // whole names and beginnings first. At most `limit`.
    virtual std::vector<Ordinal> Search(std::string_view text, OrdinalRange range, std::optional<Level> level,
                                        std::size_t limit) const = 0;

    OrdinalRange Subtree(Ordinal ordinal) const { return {ordinal, At(ordinal).last}; }
    // Direct children: territory in code order, then departments in code order.
    std::vector<Ordinal> Children(Ordinal ordinal) const;
    // The root first, the unit itself last.
    std::vector<Ordinal> Path(Ordinal ordinal) const;
    // The nearest ancestor-or-self at that level.
    std::optional<Ordinal> Ancestor(Ordinal ordinal, Level level) const;
    // Units in use at that level inside the range, in order.
    std::vector<Ordinal> UnitsAt(OrdinalRange range, Level level) const;
    std::int64_t CountAt(OrdinalRange range, Level level) const;
};

// Whether any version of the tree is in force yet.
bool HasTree(storage::Snapshot& snapshot);

// The version in force, cached under platform_version "directory". Throws std::logic_error before the first
// import. Inside a transaction that made a version it is that new version.
std::shared_ptr<const Tree> CurrentTree(storage::Snapshot& snapshot);
// Any version: tasks pin theirs. Versions are immutable, so this is cached for good (least recently used go).
std::shared_ptr<const Tree> TreeOf(storage::Snapshot& snapshot, TreeVersionId version);

// A scope's ranges in another version: its roots looked up there. Roots that do not exist there fall out.
std::vector<OrdinalRange> RangesIn(const Scope& scope, const Tree& tree);
bool Covers(const Scope& scope, const Tree& tree, UnitId unit);

// {"id","code","name","level","kind"}: how every answer names a unit.
json::object UnitJson(const TreeUnit& unit);

// --- Units that are gone (docs/decisions/0010)
// --------------------------------------------------------------

// Who comes after a unit that a version of the tree dropped. `keeps`: nobody carries on its work (撤销); the
// unit above keeps its papers, reads them and decides on what was reported.
// `renews`: it is the same unit under another code: it was not there before and comes after this one alone.
struct Successor {
    UnitId unit;
    bool keeps = false;
    bool renews = false;
    friend bool operator==(const Successor&, const Successor&) = default;
};

// Who came after whom, in all versions that are or were in force.
class Succession {
 public:
    // Units of `tree`, the one in force, however often the work went on; who carries on before who keeps.
    // Empty for a unit that is there.
    std::vector<Successor> Of(const Tree& tree, UnitId unit) const;
    // The units gone from `tree` whose work this one carries on.
    std::vector<UnitId> Carried(const Tree& tree, UnitId unit) const;
    // Every unit that somebody came after and that is not there now.
    std::vector<UnitId> Gone(const Tree& tree) const;
    void Add(UnitId unit, Successor successor);

 private:
    std::map<UnitId, std::vector<Successor>> next_;
    std::map<UnitId, std::vector<UnitId>> before_;
};
// Cached under platform_version "directory".
std::shared_ptr<const Succession> CurrentSuccession(storage::Snapshot& snapshot);

// As Covers in the tree in force; a unit that is gone is where its successors are. What is kept of an
// abolished one is for scopes that hold the keeper with all below it.
bool CoversAlsoGone(storage::Snapshot& snapshot, const Scope& scope, UnitId unit);

// As UnitJson, by what the unit was called last, or will be called in a version that is still staged; null
// for none.
json::value LastUnitJson(storage::Snapshot& snapshot, UnitId unit,
                         std::optional<TreeVersionId> staged = std::nullopt);

// What hangs on a unit and would be lost with it.
struct Belongings {
    std::int64_t accounts = 0;      // not disabled
    std::int64_t open_returns = 0;  // in tasks that run, and not decided on
    std::int64_t held = 0;          // values, of itself and of its rosters
    bool Any() const { return accounts + open_returns + held > 0; }
};
// A unit at the switch that drops it. No successors: 撤销.
struct Leaving {
    UnitId unit;
    std::vector<UnitId> successors;
    std::string document;
};
// What other rooms do when units go; connections.cpp connects them. Unset: nobody keeps anything.
struct SuccessionWork {
    std::function<Belongings(storage::Snapshot&, UnitId)> count = {};
    // In the switch's own transaction, after it; `actor` null for a command.
    std::function<void(storage::Tx&, const Leaving&, const Actor* actor)> carry_on = {};
};

// Import of code,name,level,parent_code (CSV). Staged in slices, then one switch. Used by the routes, by
// `qingzhuang import units FILE`, and by the sample city, which switches at once.
struct ImportOutcome {
    std::int64_t rows = 0;
    std::int64_t added = 0, changed = 0, removed = 0;  // changed: renamed or moved or both
    std::int64_t renamed = 0, moved = 0;
    Findings
        faults;  // by line: "line 12"; nothing is switched while one of them blocks. At most 5,000 are kept.
    std::int64_t fault_count = 0, warning_count = 0;
    std::optional<TreeVersionId>
        version;  // the one in force after it; a table without differences makes no new one
};
ImportOutcome ImportAndSwitch(storage::Database& database, std::string_view csv, Date effective,
                              std::string_view document, const Actor* actor, const SuccessionWork& work = {});
// `qingzhuang import units FILE`: the same, with the outcome in words. 0, or 1 when nothing was switched:
// then a table without faults waits for review, and for the successors it lacks.
int ImportCommand(storage::Database& database, const std::filesystem::path& file, Date effective,
                  std::string_view document, std::ostream& out, std::ostream& err,
                  const SuccessionWork& work = {});
// The Weihai tree that ships with the product (2,849 rows).
std::string_view WeihaiCsv();

struct NewDepartment {
    std::string code;  // unique; a-z, 0-9, '-' and '_', not digits alone; "3710-mzj"
    std::string name;
    UnitId government;  // or the department that a section belongs to
    std::optional<UnitId> line_superior;
    Kind kind = Kind::kDepartment;
};
// Several at once make one new version of the tree, effective today. Throws Problem::Rejected with every
// fault, its field "departments[2].code". Copies the places of the tree: 3 ms at Weihai's size, seconds at
// the nation's.
std::vector<UnitId> InsertDepartments(storage::Tx& tx, const std::vector<NewDepartment>& departments);

void AddRoutes(http::Router& router, const SuccessionWork& work = {});
void AddJobs(jobs::Runner& runner);

}  // namespace qz::directory
