// Carrying out an import: checked and staged in slices that nobody sees, then switched to in one transaction.
#pragma once

#include "directory/import_store.hpp"

namespace qz::directory {

// Checks the table and, where it differs from the version in force, stages the next one. Writes at most 500
// rows in each transaction; may be run again after it was broken off. The faults kept go to `faults` where
// that is wanted.
ImportView StageImport(storage::Database& database, ImportId import, std::string_view csv,
                       Findings* faults = nullptr);

// Puts a staged import in force and lets other rooms carry on for the units that it drops. Problem::Conflict
// where it is not ready, or the tree changed since it was checked; kRejected where a unit that would lose
// something has no successor named.
TreeVersionId SwitchImport(storage::Tx& tx, ImportId import, Date effective, std::string_view document,
                           const Actor* actor, const SuccessionWork& work = {});

std::string Deflate(std::string_view bytes);
std::string Inflate(std::string_view deflated);

}  // namespace qz::directory
