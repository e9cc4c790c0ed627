// 审签: where a form wants it, the head of the unit signs a return before it is reported. A unit in which
// nobody can sign is not kept waiting: its return goes on unsigned, and says so.
#pragma once

#include <string_view>
#include <vector>

#include "forms/access.hpp"
#include "forms/forms.hpp"

namespace qz::forms {

// Whether what the unit reports now waits for a signature: the form wants one, and somebody can give it. That
// may be the person who filled it in, from another post: then it waits for this person.
bool WaitsForSignature(storage::Snapshot& snapshot, const Connections& connections, const UnitTask& at);

// The head agrees: the return is reported now, with everything that follows.
void Sign(storage::Tx& tx, const UnitTask& at, const Return& filed, const Actor& head,
          std::string_view reason = {});
// Nobody can sign any more: the return goes on as it was handed in, and when. What it changes is its clerk's.
void PassUnsigned(storage::Tx& tx, const UnitTask& at, const Return& filed);

// What the last version that took effect had changed: one that waited for its signature and was given back or
// withdrawn had none.
std::vector<RowChange> EffectiveChanges(storage::Snapshot& snapshot, const UnitTask& at, const Return& filed);

}  // namespace qz::forms
