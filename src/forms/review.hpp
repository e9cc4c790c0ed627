// A decided step of a return's chain.
#pragma once

#include "forms/access.hpp"

namespace qz::forms {

// The return goes to the next step that somebody can decide, or is approved. The decision is kept beside it.
void PassStep(storage::Tx& tx, const UnitTask& at, const Return& filed, const Decision& decision);

}  // namespace qz::forms
