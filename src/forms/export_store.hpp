// SQL of exports: who asked for a workbook, who agreed to it, and whether it is ready.
#pragma once

#include <optional>
#include <string>

#include "forms/model.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

enum class ExportState : std::uint8_t { kWaiting, kReady, kFailed, kUnagreed, kRefused, kDeleted };
std::string_view ToWord(ExportState state);

struct Export {
    ExportId id;
    UnitId unit;  // of the post that asked
    TaskId task;
    bool approved_only = false;
    // ID numbers stand in full: for a purpose, and after a second person agreed (SECURITY B8).
    bool full_numbers = false;
    std::string purpose;
    UnitId parent;  // the part of the tree that it covers
    ExportState state = ExportState::kWaiting;
    std::string file_name;
    std::int64_t rows = 0;
    AccountId requested_by;
    PersonId requested_person;
    Instant requested_at;
    std::optional<AccountId> decided_by;
    std::optional<Instant> made_at;
};

ExportId InsertExport(storage::Tx& tx, const Export& wanted, const Actor& by);
// Of the acting unit; a foreign one is none.
std::optional<Export> FindExport(storage::Snapshot& snapshot, const Scope& scope, ExportId id);
std::optional<Export> FindExport(storage::Snapshot& snapshot, UnitId unit, ExportId id);
// The unit's own of one task, newest first, and those of any unit that wait for a second person.
std::vector<Export> ListExports(storage::Snapshot& snapshot, TaskId task, UnitId own);
// Full ID numbers that were made before `before` and still lie on the disk.
std::vector<Export> ListFullBefore(storage::Snapshot& snapshot, Instant before);
void UpdateExport(storage::Tx& tx, const Export& made);
// The second person's word; false where somebody decided before.
bool DecideExport(storage::Tx& tx, const Export& asked, bool agrees, AccountId by);

}  // namespace qz::forms
