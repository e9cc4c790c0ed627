// Decisions about tasks: who files, who decides next, what clocks say. Values in, values out.
#pragma once

#include <optional>
#include <vector>

#include "calendar/calendar.hpp"
#include "forms/model.hpp"

namespace qz::forms {

// The units that owe a return, as ordinals of the task's tree, in order.
class FilingSet {
 public:
    FilingSet() = default;
    explicit FilingSet(std::vector<Ordinal> ordinals) : ordinals_(std::move(ordinals)) {}

    bool Contains(Ordinal ordinal) const;
    std::int64_t CountIn(OrdinalRange range) const;
    std::int64_t size() const { return static_cast<std::int64_t>(ordinals_.size()); }
    const std::vector<Ordinal>& ordinals() const { return ordinals_; }

 private:
    std::vector<Ordinal> ordinals_;
};

// From the scope and from what units did since: passed on and declined ones fall out, added ones come in.
FilingSet FilingSetOf(const directory::Tree& tree, const std::vector<ScopePart>& scope,
                      const std::vector<Filing>& filings);
// Whether the scope alone, without anybody's doing, makes this unit file.
bool InScope(const directory::Tree& tree, const std::vector<ScopePart>& scope, Ordinal ordinal);

// Whether two scopes, both in that tree, share a unit. A range without ordinals holds nobody.
bool ScopesMeet(const directory::Tree& tree, const std::vector<ScopePart>& a,
                const std::vector<ScopePart>& b);
// The year a task asks about: that of its period, else that of its publication.
std::string YearOf(std::string_view period, Instant published);

// The unit that decides at this step on a return of the unit at `ordinal`: its town; the department of its
// county whose line superior is the issuer; the issuer. Nothing where there is none, and where it would be
// the unit itself.
std::optional<UnitId> ReviewerAt(const Task& task, Step step, const directory::Tree& tree, Ordinal ordinal);

// The first position at or after `from` of the task's chain that somebody can decide; nothing when the return
// is through. Where nobody in the whole chain can decide, the issuer does, one position behind its end: no
// return is approved unseen.
std::optional<int> NextStep(const Task& task, int from, const directory::Tree& tree, Ordinal ordinal);
// The step at a position: of the chain, or the issuer behind its end.
Step StepAt(const Task& task, int position);

// The working day on whose end an idle step passes as 逾期未审.
Date StepDue(const Task& task, const calendar::Calendar& calendar, Date from);

// A task's own clock at `now`: while it is paused, the moment of the pause.
Instant TaskTime(const Task& task, Instant now);
bool IsLate(const Task& task, Instant now);

// Only to a later day of the calendar, only while it is open or paused. Throws Problem.
void CheckPostponement(const Task& task, Instant deadline, Instant now);
// Not before half of the period has gone, pauses not counted, and never two on one day (PRODUCT §2). Throws
// Problem that says when it may.
void CheckReminder(const Task& task, const std::optional<Instant>& last, Instant now);
// When the first reminder may go.
Instant EarliestReminder(const Task& task);

// "2026", "2026-Q3", "2026-H1", "2026-09", "2026-W38" or "" for once; whether it fits the form's cycle.
bool PeriodFits(std::string_view cycle, std::string_view period);

}  // namespace qz::forms
