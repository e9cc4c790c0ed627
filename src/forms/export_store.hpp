// SQL of exports: who asked for a workbook, and whether it is ready.
#pragma once

#include <optional>
#include <string>

#include "forms/model.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

enum class ExportState : std::uint8_t { kWaiting, kReady, kFailed };
std::string_view ToWord(ExportState state);

struct Export {
    ExportId id;
    UnitId unit;  // of the post that asked
    TaskId task;
    bool approved_only = false;
    UnitId parent;  // the part of the tree that it covers
    ExportState state = ExportState::kWaiting;
    std::string file_name;
    std::int64_t rows = 0;
    std::optional<Instant> made_at;
};

ExportId InsertExport(storage::Tx& tx, const Export& wanted, AccountId by);
// Of the acting unit; a foreign one is none.
std::optional<Export> FindExport(storage::Snapshot& snapshot, const Scope& scope, ExportId id);
std::optional<Export> FindExport(storage::Snapshot& snapshot, UnitId unit, ExportId id);
void UpdateExport(storage::Tx& tx, const Export& made);

}  // namespace qz::forms
