// What was typed, as it lies in the database: ID numbers sealed (SECURITY C5), everything else as it was
// typed.
#pragma once

#include <string>

#include "forms/access.hpp"
#include "forms/answers.hpp"
#include "platform/secrets/secrets.hpp"

namespace qz::forms {

// The JSON text of a draft.
std::string SealDraft(const secrets::Keyring& keys, const UnitTask& at, const Typed& typed);
// A draft that was loaded again carries its ID numbers sealed; they come back as they were typed. Throws
// Problem kRejected at the field for a number that was sealed elsewhere.
Typed OpenDraft(const secrets::Keyring& keys, const UnitTask& at, Typed typed);

}  // namespace qz::forms
