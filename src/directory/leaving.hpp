// What happens to units that a switch drops (docs/decisions/0010): who comes after them, and whether that was
// said.
#pragma once

#include "directory/import_store.hpp"

namespace qz::directory {

// The unit that keeps the papers of an abolished one: the lowest above it that the staged version still has.
UnitId FindKeeper(storage::Snapshot& snapshot, const Tree& base, TreeVersionId staged, UnitId unit);

// Every unit that the import drops, with who was named. Those with nothing to lose need nobody named: their
// keeper is written down here. Throws Problem kRejected with a finding for each of the others that nobody was
// named for.
std::vector<Leaving> CheckLeaving(storage::Tx& tx, const ImportView& import, const SuccessionWork& work);

}  // namespace qz::directory
