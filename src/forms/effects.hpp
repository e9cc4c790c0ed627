// What a reported return does to what the hub holds.
#pragma once

#include <string>
#include <vector>

#include "forms/access.hpp"
#include "forms/forms.hpp"

namespace qz::forms {

// Sealing for one unit's values; `tx` makes fresh row keys.
Sealing SealingFor(const secrets::Keyring& keys, UnitId unit, storage::Tx& tx);
// The same for a check that stores nothing.
Sealing SealingFor(const secrets::Keyring& keys, UnitId unit);

struct Reported {
    UnitTask at;
    ReturnId id;
    Baseline baseline;
    std::vector<RowChange> changes;
    std::vector<AnswerRow> rows;
    std::map<std::string, std::string, std::less<>> remarks;
    std::vector<RowChange>
        earlier;  // changes of the report before, where a return came back and is reported again
};

// Undisputed changes become held values; disputed ones become corrections for the steward, or for the issuer
// while the element is 待认领; nothing changed is one confirmation. What an earlier report of the same return
// had changed and this one does not is put back.
void TakeEffect(storage::Tx& tx, const Actor& actor, const Reported& reported);

}  // namespace qz::forms
