// 上报: what was typed becomes a return, with everything that follows from it.
#pragma once

#include <optional>

#include "forms/access.hpp"
#include "forms/forms.hpp"

namespace qz::forms {

// Checks, writes the return and its version, and lets held values follow. `filed` is the opened return,
// nothing when nobody opened it. Throws Problem with every finding, or kConflict when somebody else reported
// first. Returns the return's id and new revision. A report in which nothing was typed is 一键确认 whatever
// `origin` says.
struct ReportedReturn {
    ReturnId id;
    std::int64_t revision = 0;
    bool not_signed = false;
    // For the audit log.
    std::string Detail() const { return not_signed ? R"({"unsigned":true})" : std::string(); }
};
ReportedReturn ReportReturn(storage::Tx& tx, const Connections& connections, const UnitTask& at,
                            std::optional<Return> filed, const Actor& clerk, const Typed& typed,
                            Origin origin = Origin::kManual);
// For who has asked for both already.
ReportedReturn ReportReturn(storage::Tx& tx, const Connections& connections, const UnitTask& at,
                            Standing found, const Actor& clerk, const Typed& typed,
                            Origin origin = Origin::kManual);

// Where in the task's chain a fresh report stands.
struct Place {
    ReturnState state = ReturnState::kReported;
    int step = 0;
    std::optional<Date> step_due;
};
Place FirstPlace(storage::Tx& tx, const UnitTask& at);

}  // namespace qz::forms
