#include "forms/access.hpp"
#include "forms/filed_store.hpp"
#include "forms/return_view.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

namespace {

// Counts over one range of the tree; every one is a number of units.
struct Counted {
    std::int64_t due = 0, reported = 0, approved = 0, sent_back = 0, withdrawn = 0, late = 0, gone = 0;
    std::optional<Instant> last;

    void Add(const ProgressLine& line) {
        switch (line.state) {
            case ReturnState::kApproved:
                ++approved;
                [[fallthrough]];
            case ReturnState::kReported:
                ++reported;
                if (line.late) ++late;
                if (line.reported_at && (!last || *last < *line.reported_at)) last = line.reported_at;
                break;
            case ReturnState::kSentBack:
                ++sent_back;
                break;
            case ReturnState::kWithdrawn:
                ++withdrawn;
                break;
            case ReturnState::kOpen:
            case ReturnState::kSigning:
                break;
        }
    }
};

json::object CountedJson(const Counted& counted) {
    return {{"due", counted.due},
            {"reported", counted.reported},
            {"approved", counted.approved},
            {"sent_back", counted.sent_back},
            {"withdrawn", counted.withdrawn},
            {"missing", counted.due - counted.reported - counted.sent_back - counted.withdrawn},
            {"late", counted.late},
            {"gone", counted.gone},
            {"last_reported", counted.last ? json::value(counted.last->ToString()) : json::value()}};
}

// The lines of units that file, in tree order.
std::vector<ProgressLine> FilingLines(storage::Snapshot& snapshot, const TaskEntry& entry,
                                      OrdinalRange range) {
    const FilingSet& filing = entry.Filing(snapshot);
    std::vector<ProgressLine> lines = ListProgress(snapshot, entry, range);
    std::erase_if(lines, [&](const ProgressLine& line) { return !filing.Contains(line.ordinal); });
    return lines;
}

// Returns by day against an even plan from publication to deadline.
json::array Curve(const TaskEntry& entry, const std::vector<ProgressLine>& lines, std::int64_t due,
                  Instant now) {
    constexpr int kMostDays = 400;
    const Date first = DateOf(entry.task.published_at);
    const Date deadline = DateOf(entry.task.deadline);
    const int span = std::max(deadline.days - first.days, 1);
    const Date last{std::min(DateOf(now).days, first.days + kMostDays)};
    std::map<std::int32_t, std::int64_t> reported_on;
    for (const ProgressLine& line : lines) {
        if (Counts(line.state) && line.reported_at) ++reported_on[DateOf(*line.reported_at).days];
    }
    json::array curve;
    std::int64_t reported = 0;
    for (std::int32_t day = first.days; day <= last.days; ++day) {
        if (const auto found = reported_on.find(day); found != reported_on.end()) reported += found->second;
        const std::int64_t plan = due * std::min(day - first.days + 1, span) / span;
        curve.push_back(json::object{{"date", Date{day}.ToString()}, {"reported", reported}, {"plan", plan}});
    }
    return curve;
}

// Where delivered cells came from. Numerators and the denominator, not a rate: the reader divides.
json::object Sources(const std::vector<ProgressLine>& lines) {
    std::int64_t cells = 0, confirmed = 0, typed = 0, disputed = 0;
    for (const ProgressLine& line : lines) {
        if (!Counts(line.state)) continue;
        cells += line.cells;
        if (line.origin == Origin::kOneClick) confirmed += line.cells;
        typed += line.typed - line.disputed;
        disputed += line.disputed;
    }
    return {{"cells", cells},
            {"carried", cells - confirmed - typed - disputed},
            {"confirmed", confirmed},
            {"typed", typed},
            {"corrected", disputed}};
}

// Units that are not due any more, with the reason: those that said that the task is not theirs (退回派单)
// and that nobody files for, or those that were abolished before they reported.
json::array NotDue(const std::vector<Filing>& filings, FilingState state, const TaskEntry& entry,
                   OrdinalRange range) {
    constexpr std::size_t kMostNamed = 200;
    json::array units;
    for (const Filing& filing : filings) {
        if (filing.state != state || !range.Contains(filing.ordinal)) continue;
        if (state == FilingState::kDeclined && filing.origin) continue;
        if (units.size() == kMostNamed) break;
        units.push_back(json::object{{"unit", directory::UnitJson(entry.tree->At(filing.ordinal))},
                                     {"reason", filing.reason}});
    }
    return units;
}

std::int64_t CountGone(const std::vector<Filing>& filings, OrdinalRange range) {
    return std::count_if(filings.begin(), filings.end(), [&](const Filing& filing) {
        return filing.state == FilingState::kGone && range.Contains(filing.ordinal);
    });
}

http::Reply Progress(const http::Request& request, const Actor&, const Scope& scope,
                     storage::Snapshot& snapshot) {
    const TaskPointer entry = FindTask(snapshot, request.Path<TaskId>("task"));
    if (!entry) throw Problem::NotFound();
    const std::vector<OrdinalRange> visible = VisibleRanges(snapshot, *entry, scope);
    if (visible.empty()) throw Problem::NotFound();
    const directory::Tree& tree = *entry->tree;

    Ordinal parent = visible.front().first;
    if (const auto wanted = request.QueryId<UnitId>("parent")) {
        const auto found = tree.Find(*wanted);
        const bool seen = found && std::any_of(visible.begin(), visible.end(),
                                               [&](OrdinalRange range) { return range.Contains(*found); });
        if (!seen) throw Problem::NotFound();
        parent = *found;
    }
    const FilingSet& filing = entry->Filing(snapshot);
    const OrdinalRange range = tree.Subtree(parent);
    const std::vector<ProgressLine> lines = FilingLines(snapshot, *entry, range);

    Counted total;
    total.due = filing.CountIn(range);
    const std::vector<Filing> filings = ListFilings(snapshot, entry->task.id);
    total.gone = CountGone(filings, range);
    for (const ProgressLine& line : lines) total.Add(line);

    json::array items;
    auto line = lines.begin();
    if (line != lines.end() && line->ordinal == parent)
        ++line;  // the parent files itself: in the total alone
    for (const Ordinal child : tree.Children(parent)) {
        const OrdinalRange below = tree.Subtree(child);
        Counted counted;
        counted.due = filing.CountIn(below);
        counted.gone = CountGone(filings, below);
        std::optional<ReturnState> state;
        for (; line != lines.end() && line->ordinal <= below.last; ++line) {
            counted.Add(*line);
            if (line->ordinal == child) state = line->state;
        }
        if (counted.due + counted.gone == 0) continue;
        json::object item = CountedJson(counted);
        item["unit"] = directory::UnitJson(tree.At(child));
        item["leaf"] = below.first == below.last;
        item["state"] = state ? json::value(ToWord(*state)) : json::value();
        items.push_back(std::move(item));
    }
    json::array parts;
    for (const OrdinalRange part : visible) parts.push_back(directory::UnitJson(tree.At(part.first)));
    return http::Json(json::object{{"parts", std::move(parts)},
                                   {"parent", directory::UnitJson(tree.At(parent))},
                                   {"total", CountedJson(total)},
                                   {"items", std::move(items)},
                                   {"curve", Curve(*entry, lines, total.due, request.Now())},
                                   {"sources", Sources(lines)},
                                   {"declined", NotDue(filings, FilingState::kDeclined, *entry, range)},
                                   {"gone_units", NotDue(filings, FilingState::kGone, *entry, range)},
                                   {"as_of", request.Now().ToString()},
                                   {"tree_version", tree.number()},
                                   {"past_deadline", IsLate(entry->task, request.Now())}});
}

}  // namespace

void AddProgressRoutes(http::Router& router, const Connections&) {
    using http::Permission, http::Reads, http::ScopeFrom;
    router.Get("/api/forms/tasks/{task}/progress", Permission{"forms.watch"}, ScopeFrom{"task"},
               Reads{"parts", "parent", "total", "items", "curve", "sources", "declined", "gone_units",
                     "as_of", "tree_version", "past_deadline"},
               Progress);
}

}  // namespace qz::forms
