// Where elements are held: counted by a job, because asking every unit would read the whole log.
#pragma once

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

// {"units","fresh","of","as_of_oldest","as_of_latest","sources":[{"label","units"}],"counted_at"} over the
// whole tree, of the level that holds most.
json::object HeldJson(storage::Snapshot& snapshot, const directory::Tree& tree, ElementId element);

// The level at which most units of the whole tree hold it, as HeldJson counts; nothing where nobody does.
std::optional<directory::Level> LevelThatHolds(storage::Snapshot& snapshot, const directory::Tree& tree,
                                               ElementId element);

// Counts anew what is held where and writes what differs.
void CountCoverage(storage::Database& database);

// Units that hold a value of the element now. Reads every row: for acts that are rare.
std::int64_t CountHolders(storage::Snapshot& snapshot, ElementId element);

}  // namespace qz::catalogue
