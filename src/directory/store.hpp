// The SQL of units and versions.
#pragma once

#include <span>

#include "directory/import_rules.hpp"
#include "directory/tree.hpp"

namespace qz::directory {

struct VersionRow {
    TreeVersionId id;
    std::int64_t number = 0;  // 0 while it is staged
    TreeVersionId layout;
    std::string cause;  // "import", "departments", "edit"
    Date effective;
    std::string document;
    std::int64_t unit_count = 0;
    Instant made_at;
};
std::optional<VersionRow> FindVersion(storage::Snapshot& snapshot, TreeVersionId version);
// The version in force as this transaction sees it, past every cache.
std::optional<VersionRow> FindCurrentVersion(storage::Snapshot& snapshot);
// Newest first, below `before` (0: from the newest).
std::vector<VersionRow> ListVersions(storage::Snapshot& snapshot, std::int64_t before, int limit);
// The root of a layout, staged or not.
UnitId FindRoot(storage::Snapshot& snapshot, TreeVersionId layout);
// The units that a version labels, in the order of their ids: those that it added or edited.
std::vector<UnitId> ListLabelled(storage::Snapshot& snapshot, TreeVersionId version);
// Without a number: nobody sees it.
void InsertStagedVersion(storage::Tx& tx, const VersionRow& version);
// Gives a staged version the number after `base`. Problem::Conflict("directory.version.outdated") where
// another version took it.
void SwitchToVersion(storage::Tx& tx, TreeVersionId version, std::int64_t base, Date effective,
                     std::string_view document);

struct PlaceRow {
    UnitId unit;
    Place place;
};
// `first` is the ordinal of the first row.
void InsertPlaces(storage::Tx& tx, TreeVersionId layout, Ordinal first, std::span<const PlaceRow> rows);

struct LabelRow {
    UnitId unit;
    Label label;
};
void InsertLabels(storage::Tx& tx, TreeVersionId version, std::span<const LabelRow> rows);

// The ids of these codes, in order: those that exist already keep theirs.
std::vector<UnitId> InsertUnits(storage::Tx& tx, std::span<const std::string_view> codes);
// By a unit of any version.
bool IsCodeTaken(storage::Snapshot& snapshot, std::string_view code);
std::int64_t FindUnitRevision(storage::Snapshot& snapshot, UnitId unit);
// Problem kPrecondition when the unit moved on.
void UpdateUnitRevision(storage::Tx& tx, UnitId unit, std::int64_t expected);

// The keys of the children of a place, for sorting: unit and collation key, as of that version.
std::vector<std::pair<UnitId, std::string>> ListPinyinKeys(storage::Snapshot& snapshot,
                                                           const VersionRow& version, Ordinal parent);

void InsertSuccessor(storage::Tx& tx, TreeVersionId version, UnitId unit, Successor successor);
// Those named in that version, staged or not; who carries on before who keeps.
std::vector<Successor> ListNamed(storage::Snapshot& snapshot, TreeVersionId version, UnitId unit);
void DeleteSuccessors(storage::Tx& tx, TreeVersionId version, UnitId unit);

std::shared_ptr<const FlatTree> LoadTree(storage::Snapshot& snapshot, const VersionRow& version);
// As CurrentTree, and nothing before the first import.
std::shared_ptr<const Tree> FindCurrentTree(storage::Snapshot& snapshot);

}  // namespace qz::directory
