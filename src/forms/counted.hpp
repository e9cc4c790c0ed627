// Numbers instead of rows (只要数量): where admission grants a field as counts, nobody's rows are asked for
// it.
#pragma once

#include <string>
#include <vector>

#include "forms/definition.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

// Puts numbers of the unit in place of each field of `codes`: for a choice one for each of its codes, for
// yes/no how many say yes, for a number its sum, for everything else how many have it. They are computed from
// the roster where it is held, and asked as numbers where not. A roster whose fields are all counted becomes
// a form of one row, with the number of its rows first; what tells its rows apart needs no number of its own.
// Rules that read a counted field go with it.
//
// The numbers are elements of their own, made here at the first time, under the steward of what they count.
// The caller has seen to it that a roster is counted as a whole or not at all.
void CountInstead(storage::Tx& tx, Definition& definition, const std::vector<std::string>& codes);

}  // namespace qz::forms
