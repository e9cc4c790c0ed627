// How a return is shown: held values by their true source, what needs a person, what was typed.
#pragma once

#include <string>
#include <vector>

#include "forms/access.hpp"
#include "forms/forms.hpp"

namespace qz::forms {

struct ViewInput {
    const UnitTask& at;
    const std::optional<Return>& filed;
    const Baseline& baseline;
    const std::vector<Correction>& corrections;
    bool mine = false;  // the reader is the unit itself
    Instant now;
};

// The JSON of GET /api/forms/tasks/{task}/units/{unit} (docs/openapi.yaml#ReturnView), spliced as text
// because it is the hottest page. ID numbers are masked (SECURITY B10).
std::string ReturnViewJson(storage::Snapshot& snapshot, const ViewInput& input,
                           const Connections& connections);

// One value for reading: the label of a choice, an ID number masked, anything else as it is stored.
std::string Shown(const secrets::Keyring& keys, const Field& field, UnitId unit, std::string_view subject,
                  const std::string& stored);

json::object CorrectionJson(storage::Snapshot& snapshot, const Correction& correction,
                            const Connections& connections);
json::object TaskJson(storage::Snapshot& snapshot, const TaskEntry& entry);

}  // namespace qz::forms
