#include "forms/task_rules.hpp"

#include <algorithm>

namespace qz::forms {

namespace {

bool AllDigits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool NumberBetween(std::string_view digits, int least, int most) {
    if (!AllDigits(digits) || digits.size() > 2) return false;
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return least <= value && value <= most;
}

}  // namespace

bool FilingSet::Contains(Ordinal ordinal) const {
    return std::binary_search(ordinals_.begin(), ordinals_.end(), ordinal);
}

std::int64_t FilingSet::CountIn(OrdinalRange range) const {
    const auto first = std::lower_bound(ordinals_.begin(), ordinals_.end(), range.first);
    const auto last = std::upper_bound(first, ordinals_.end(), range.last);
    return last - first;
}

FilingSet FilingSetOf(const directory::Tree& tree, const std::vector<ScopePart>& scope,
                      const std::vector<Filing>& filings) {
    std::vector<Ordinal> ordinals;
    for (const ScopePart& part : scope) {
        if (part.level) {
            const std::vector<Ordinal> units = tree.UnitsAt(part.range, *part.level);
            ordinals.insert(ordinals.end(), units.begin(), units.end());
        } else {
            ordinals.push_back(part.range.first);
        }
    }
    std::vector<Ordinal> gone;
    for (const Filing& filing : filings) {
        if (filing.state == FilingState::kAdded) ordinals.push_back(filing.ordinal);
        if (filing.state == FilingState::kPassedOn || filing.state == FilingState::kDeclined ||
            filing.state == FilingState::kGone) {
            gone.push_back(filing.ordinal);
        }
    }
    std::sort(ordinals.begin(), ordinals.end());
    ordinals.erase(std::unique(ordinals.begin(), ordinals.end()), ordinals.end());
    std::sort(gone.begin(), gone.end());
    std::erase_if(ordinals, [&](Ordinal o) { return std::binary_search(gone.begin(), gone.end(), o); });
    return FilingSet(std::move(ordinals));
}

bool InScope(const directory::Tree& tree, const std::vector<ScopePart>& scope, Ordinal ordinal) {
    const directory::TreeUnit& unit = tree.At(ordinal);
    for (const ScopePart& part : scope) {
        if (part.level ? part.range.Contains(ordinal) && unit.level == *part.level && unit.in_use
                       : part.range.first == ordinal) {
            return true;
        }
    }
    return false;
}

bool ScopesMeet(const directory::Tree& tree, const std::vector<ScopePart>& a,
                const std::vector<ScopePart>& b) {
    const auto meet = [&](const ScopePart& one, const ScopePart& other) {
        if (one.range.last < one.range.first || other.range.last < other.range.first) return false;
        if (!one.level) return InScope(tree, {other}, one.range.first);
        if (!other.level) return InScope(tree, {one}, other.range.first);
        return *one.level == *other.level &&
               (one.range.Contains(other.range.first) || other.range.Contains(one.range.first));
    };
    return std::any_of(a.begin(), a.end(), [&](const ScopePart& one) {
        return std::any_of(b.begin(), b.end(), [&](const ScopePart& other) { return meet(one, other); });
    });
}

std::string YearOf(std::string_view period, Instant published) {
    if (period.size() >= 4 && AllDigits(period.substr(0, 4))) return std::string(period.substr(0, 4));
    return DateOf(published).ToString().substr(0, 4);
}

std::optional<UnitId> ReviewerAt(const Task& task, Step step, const directory::Tree& tree, Ordinal ordinal) {
    std::optional<UnitId> reviewer;
    switch (step) {
        case Step::kTownship:
            if (const auto town = tree.Ancestor(ordinal, directory::Level::kTownship))
                reviewer = tree.At(*town).id;
            break;
        case Step::kCounty:
            if (const auto county = tree.Ancestor(ordinal, directory::Level::kCounty)) {
                for (const Ordinal child : tree.Children(*county)) {
                    if (tree.At(child).line_superior == task.issuer && tree.At(child).in_use) {
                        reviewer = tree.At(child).id;
                        break;
                    }
                }
            }
            break;
        case Step::kIssuer:
            reviewer = task.issuer;
            break;
    }
    if (reviewer && *reviewer == tree.At(ordinal).id) return std::nullopt;
    return reviewer;
}

Step StepAt(const Task& task, int position) {
    const auto at = static_cast<std::size_t>(position);
    return at < task.chain.size() ? task.chain[at] : Step::kIssuer;
}

std::optional<int> NextStep(const Task& task, int from, const directory::Tree& tree, Ordinal ordinal) {
    const int count = static_cast<int>(task.chain.size());
    const auto decidable = [&](int position) {
        return ReviewerAt(task, StepAt(task, position), tree, ordinal).has_value();
    };
    for (int position = from; position < count; ++position) {
        if (decidable(position)) return position;
    }
    for (int position = 0; position < count; ++position) {
        if (decidable(position)) return std::nullopt;
    }
    if (from > count || !decidable(count)) return std::nullopt;
    return count;
}

Date StepDue(const Task& task, const calendar::Calendar& calendar, Date from) {
    return calendar.AddWorkingDays(from, task.step_days);
}

Instant TaskTime(const Task& task, Instant now) {
    return task.paused_at ? std::min(*task.paused_at, now) : now;
}

bool IsLate(const Task& task, Instant now) {
    return task.deadline < TaskTime(task, now);
}

void CheckPostponement(const Task& task, Instant deadline, Instant now) {
    if (task.state != TaskState::kOpen && task.state != TaskState::kPaused) {
        throw Problem::Conflict("forms.task.not_open");
    }
    if (DateOf(deadline) <= DateOf(task.deadline)) {
        throw Problem::RejectedAt("deadline", "forms.task.only_later",
                                  {{"date", DateOf(task.deadline).ToString()}});
    }
    if (deadline <= now) throw Problem::RejectedAt("deadline", "forms.task.deadline_in_the_past");
}

Instant EarliestReminder(const Task& task) {
    const std::int64_t begun = task.published_at.milliseconds + task.stood;
    return {begun + (task.deadline.milliseconds - begun) / 2};
}

void CheckReminder(const Task& task, const std::optional<Instant>& last, Instant now) {
    if (task.state != TaskState::kOpen) throw Problem::Conflict("forms.task.not_open");
    const Instant earliest = EarliestReminder(task);
    if (now < earliest) {
        throw Problem::Conflict("forms.task.reminder_too_early", {{"date", DateOf(earliest).ToString()}});
    }
    if (last && DateOf(*last) == DateOf(now)) throw Problem::Conflict("forms.task.reminded_today");
}

bool PeriodFits(std::string_view cycle, std::string_view period) {
    if (cycle == "once") return period.size() <= 20;
    if (period.size() < 4 || !AllDigits(period.substr(0, 4))) return false;
    const std::string_view rest = period.substr(4);
    if (cycle == "yearly") return rest.empty();
    if (rest.size() < 2 || rest[0] != '-') return false;
    if (cycle == "half_yearly") return rest == "-H1" || rest == "-H2";
    if (cycle == "quarterly") return rest.size() == 3 && rest[1] == 'Q' && rest[2] >= '1' && rest[2] <= '4';
    if (cycle == "monthly") return rest.size() == 3 && NumberBetween(rest.substr(1), 1, 12);
    if (cycle == "weekly") return rest.size() == 4 && rest[1] == 'W' && NumberBetween(rest.substr(2), 1, 53);
    return false;
}

}  // namespace qz::forms
