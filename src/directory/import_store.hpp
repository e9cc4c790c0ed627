// The SQL of imports: what was handed in, what is wrong with it, how it differs.
#pragma once

#include "directory/import_rules.hpp"

namespace qz::directory {

using ImportId = Id<struct ImportTag>;

// checking → faulty, same, failed, or ready → switched. Same: nothing differs from the version in force.
enum class ImportState { kChecking, kFaulty, kSame, kReady, kSwitched, kFailed };
std::string_view ToWord(ImportState state);

struct ImportView {
    ImportId id;
    ImportState state = ImportState::kChecking;
    std::optional<TreeVersionId> version;  // staged, and after the switch in force
    std::int64_t base_number = 0;          // the version it was compared with
    std::int64_t rows = 0;
    std::int64_t added = 0, renamed = 0, moved = 0, removed = 0, changed = 0;
    std::int64_t fault_count = 0, warning_count = 0;
    Instant made_at;
    std::int64_t revision = 1;
};

ImportId InsertImport(storage::Tx& tx);
// The file, deflated.
void InsertSource(storage::Tx& tx, ImportId import, std::string_view deflated);
// Empty where there is none.
std::string ReadSource(storage::Snapshot& snapshot, ImportId import);
void DeleteSource(storage::Tx& tx, ImportId import);

std::optional<ImportView> FindImport(storage::Snapshot& snapshot, ImportId import);
std::vector<ImportView> ListImports(storage::Snapshot& snapshot, int limit);
// From checking to its outcome, with the counts; false when the import was no longer being checked.
bool UpdateChecked(storage::Tx& tx, const ImportView& import);
// From ready to switched; false when it was not ready, or somebody was first.
bool UpdateSwitched(storage::Tx& tx, ImportId import);

// What an attempt that was broken off has written already: at most `limit` rows each time; how many went.
std::int64_t DeleteFindings(storage::Tx& tx, ImportId import, int limit);
void InsertFaults(storage::Tx& tx, ImportId import, std::int64_t first, std::span<const Finding> faults);
struct FaultView {
    std::int64_t seq = 0;
    Finding finding;
};
std::vector<FaultView> ListFaults(storage::Snapshot& snapshot, ImportId import, std::int64_t after,
                                  int limit);

struct ChangeRow {
    UnitId unit;
    std::string_view code;
    std::string_view name;
    std::optional<std::string_view> was_name;
    std::string_view parent_code;
    std::optional<std::string_view> was_parent_code;
};
void InsertChanges(storage::Tx& tx, ImportId import, Change change, std::int64_t first,
                   std::span<const ChangeRow> rows);
// As the answer of the route shows them, with "seq" left out; the last seq goes to `last`.
json::array ListChanges(storage::Snapshot& snapshot, ImportId import, Change change, std::int64_t after,
                        int limit, std::int64_t& last);
struct RemovedUnit {
    UnitId unit;
    std::string code;
    std::string name;
};
std::vector<RemovedUnit> ListRemoved(storage::Snapshot& snapshot, ImportId import);
// The unit that the import adds under this name, where it adds one alone and removes one alone.
std::optional<UnitId> FindNamesake(storage::Snapshot& snapshot, ImportId import, std::string_view name);
bool IsRemovedBy(storage::Snapshot& snapshot, ImportId import, UnitId unit);
// Whether the unit has a place in a layout.
bool IsPlaced(storage::Snapshot& snapshot, TreeVersionId layout, UnitId unit);

// What an import left behind that was never switched to: at most `limit` rows each time; how many went.
std::int64_t DeleteStaged(storage::Tx& tx, Instant before, int limit);

}  // namespace qz::directory
