// All SQL of handed.
#pragma once

#include <optional>
#include <vector>

#include "handed/model.hpp"
#include "platform/storage/storage.hpp"

namespace qz::handed {

// --- Workbooks
// -----------------------------------------------------------------------------------------------

WorkbookId InsertWorkbook(storage::Tx& tx, const Workbook& workbook);
std::optional<Workbook> FindWorkbook(storage::Snapshot& snapshot, UnitId unit, WorkbookId id);
// Whoever's it is: for first halves that read its file. Who may see it is decided by the second half.
std::optional<Workbook> FindWorkbook(storage::Snapshot& snapshot, WorkbookId id);
// This account's own, newest first.
std::vector<Workbook> ListWorkbooks(storage::Snapshot& snapshot, UnitId unit, AccountId account, int limit);
// Marks, view, state, decision, filled file and cells, matter; guarded by the revision: throws Problem
// kConflict "handed.workbook.moved_on".
void UpdateWorkbook(storage::Tx& tx, const Workbook& workbook);
void DeleteWorkbook(storage::Tx& tx, UnitId unit, WorkbookId id);
std::vector<Workbook> ListWorkbooksBefore(storage::Snapshot& snapshot, Instant before, int limit);

// Rows with full numbers that the unit has taken out on this day; adds `rows` unless that passes `most`, then
// false.
bool TakeReveals(storage::Tx& tx, UnitId unit, Date day, std::int64_t rows, std::int64_t most);

// --- What was asked outside the system
// ------------------------------------------------------------------------

// The same table is the same matter whoever received it: by its columns, not by its name. `labels` as
// Matter::labels.
std::string FingerprintOf(const json::array& labels);
// The matter of this issuer and these columns, made where there is none.
MatterId PutMatter(storage::Tx& tx, const Matter& matter);
void InsertRequest(storage::Tx& tx, UnitId unit, MatterId matter, std::string_view channel,
                   std::int64_t minutes, AccountId by);
std::optional<Matter> FindMatter(storage::Snapshot& snapshot, MatterId id);
// Guarded by the revision: throws Problem kConflict "handed.request.moved_on".
void UpdateMatter(storage::Tx& tx, const Matter& matter);

struct MatterFigures {
    Matter matter;
    std::int64_t units = 0;
    std::int64_t times = 0;
    std::int64_t minutes = 0;
};
// Newest first, behind `before`; of one issuer, or of all.
std::vector<MatterFigures> ListMatters(storage::Snapshot& snapshot, std::optional<UnitId> issuer,
                                       MatterId before, int limit);
std::optional<MatterFigures> FindMatterFigures(storage::Snapshot& snapshot, MatterId id);
std::vector<UnitId> ListUnitsOf(storage::Snapshot& snapshot, MatterId matter);

struct Registered {
    RequestId id;
    Matter matter;
    std::string channel;
    std::int64_t minutes = 0;
    Instant at;
};
// What one unit registered, newest first.
std::vector<Registered> ListRegistered(storage::Snapshot& snapshot, UnitId unit, RequestId before, int limit);

}  // namespace qz::handed
