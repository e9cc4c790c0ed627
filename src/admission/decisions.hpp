// What becomes of a proposal: by policy when it is submitted, by an officer, by silence, by the calendar.
#pragma once

#include "admission/assessment.hpp"

namespace qz::admission {

// Who acts, for the history: an officer's gate, the department, or the clock.
struct Doer {
    UnitId unit;
    AccountId account;
};

// A number where it has none and its series gives one; in force until `valid_until`. What the form had before
// it ends.
void Admit(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
           const Policy& policy, Proposal& proposal, State state, Date valid_until);

// By the policy that fits: admitted at once, recorded, or waiting with a day. Writes fields, assessment and
// history; throws Problem kRejected with everything that is missing.
void Submit(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
            const Draft& draft, const std::vector<FieldAnswer>& answers, Proposal& proposal,
            const Doer& doer);

// An emergency: published from this moment on, to be filed within hours. Numbers it and sets its last day.
void BeginEmergency(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
                    Proposal& proposal);
// When the hours of an emergency that nobody filed are over.
Instant FilingDue(const Configuration& configuration, const Proposal& proposal);

// Silence past the day: admitted, or handed to the gate above; at the topmost gate it stays where it is and
// is marked as overdue. What was done, as an event's word; "" for nothing.
std::string_view PassSilence(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
                             Proposal& proposal);

// The day on which an admission of so many months ends: at most three years.
Date LastDay(Date from, std::int64_t months);

}  // namespace qz::admission
