// What a unit that is gone leaves to the one that carries on for it (docs/decisions/0010).
#pragma once

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

constexpr std::string_view kCarryOverJob =
    "catalogue.carry_over";  // payload: {"unit": the unit that is gone}
// In slices of rows; may be run again at any point, and does nothing for a unit that is there or has not
// exactly one successor.
void CarryOver(storage::Database& database, const secrets::Keyring& keys, UnitId gone);

}  // namespace qz::catalogue
