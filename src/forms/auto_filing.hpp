// Returns nobody has to open: which the hub may file by itself, and filing them (PRODUCT §2).
#pragma once

#include "forms/filed_store.hpp"
#include "forms/forms.hpp"

namespace qz::forms {

// Why the hub may not file this form's returns by itself, at member "auto"; empty: it may. Only 日常管理 may
// be answered by the hub alone; 资金待遇 wants at least one click of a named post, 统计调查 is never filled
// by others.
Findings CheckMayFileAlone(const Definition& definition);

// The return of a unit of which nothing is unknown: everything asked is held and fresh, no rule finds a fault
// and none asks for a remark. Nothing where a person has to look.
std::optional<std::vector<AnswerRow>> AnswersWithoutOpening(const Definition& definition,
                                                            const Baseline& baseline, Date today);

// The job that does it, once the task is published or runs again.
void EnqueueAutoFiling(storage::Tx& tx, UnitId issuer, TaskId task);

// Looks through the units of an open task that nobody has answered for and files what it can, a county in a
// transaction. May run again at any time: what is filed stays as it is.
struct FilingRun {
    std::int64_t filed = 0;    // returns
    std::int64_t unknown = 0;  // units that have to be asked
    std::int64_t rows = 0;     // written for them
};
FilingRun FileUnopened(storage::Database& database, const secrets::Keyring& keys, TaskId task);

}  // namespace qz::forms
