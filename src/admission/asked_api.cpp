// Everything that was asked of a unit in a year, with hours.
#include <algorithm>
#include <map>

#include "admission/routes.hpp"

namespace qz::admission {

namespace {

constexpr http::Permission kAsked{"admission.asked"};

// What one return takes: as the form's bill says, or by what the form asks where it never had one.
std::int64_t SecondsOf(storage::Snapshot& snapshot, const Draft& draft, const Configuration& configuration) {
    if (const InForceForm* form = CurrentBook(snapshot)->FindForm(draft.form))
        return form->proposal.unit_seconds;
    if (const auto latest = FindLatestOf(snapshot, draft.form); latest && latest->unit_seconds > 0)
        return latest->unit_seconds;
    BillRequest request;
    request.units = 1;
    request.roster = draft.layout == "roster";
    for (const DraftField& field : draft.fields)
        request.fields.push_back({field.code, field.label, field.type, Verdict::kNew, Answer::kAsk, 0});
    return MakeBill(request, configuration.minutes).unit_seconds;
}

http::Reply Show(const http::Request& request, const Scope& scope, storage::Snapshot& snapshot,
                 const Sources& sources) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto configuration = CurrentConfiguration(snapshot);
    const UnitId unit = request.QueryId<UnitId>("unit").value_or(scope.unit());
    if (!directory::Covers(scope, *tree, unit)) throw Problem::NotFound();
    const Date today = DateOf(request.Now());
    int year = static_cast<int>(today.Civil().year());
    if (const auto text = request.Query("year"); text && !text->empty()) {
        const auto given = ParseIdValue(*text);
        if (!given || *given < 2000 || *given > 2200)
            throw Problem::RejectedAt("year", "admission.asked.not_a_year");
        year = static_cast<int>(*given);
    }
    std::map<FormId, std::int64_t> seconds;
    std::map<UnitId, std::pair<std::int64_t, std::int64_t>> by_issuer;  // tasks, seconds
    std::int64_t asked_seconds = 0;
    std::int64_t spared_seconds = 0;
    json::array items;
    for (const AskedTask& asked :
         sources.list_asked(snapshot, unit, Date::From(year, 1, 1), Date::From(year, 12, 31))) {
        const auto [known, first] = seconds.emplace(asked.draft.form, 0);
        if (first) known->second = SecondsOf(snapshot, asked.draft, *configuration);
        // What the hub filed by itself nobody opened.
        const bool spared = asked.origin == "system";
        (spared ? spared_seconds : asked_seconds) += known->second;
        auto& [tasks, of_issuer] = by_issuer[asked.issuer];
        ++tasks;
        if (!spared) of_issuer += known->second;
        const InForceForm* form = CurrentBook(snapshot)->FindForm(asked.draft.form);
        items.push_back(
            json::object{{"task", asked.task.ToString()},
                         {"form", asked.draft.form.ToString()},
                         {"proposal", form ? json::value(form->proposal.id.ToString()) : json::value()},
                         {"title", asked.title},
                         {"number", asked.draft.number.empty() ? json::value(asked.draft.approval)
                                                               : json::value(asked.draft.number)},
                         {"issuer", UnitOrNull(*tree, asked.issuer)},
                         {"class", asked.draft.form_class},
                         {"period", asked.period},
                         {"published_at", asked.published_at.ToString()},
                         {"deadline", asked.deadline.ToString()},
                         {"reported_at", TextOrNull(asked.reported_at)},
                         {"origin", asked.origin.empty() ? json::value() : json::value(asked.origin)},
                         {"minutes", static_cast<double>(spared ? 0 : known->second) / 60}});
    }
    json::array issuers;
    for (const auto& [issuer, sums] : by_issuer) {
        issuers.push_back(json::object{
            {"issuer", UnitOrNull(*tree, issuer)}, {"tasks", sums.first}, {"hours", HoursOf(sums.second)}});
    }
    const auto ordinal = tree->Find(unit);
    return http::Json(
        json::object{{"unit", ordinal ? json::value(directory::UnitJson(tree->At(*ordinal))) : json::value()},
                     {"year", year},
                     {"tasks", items.size()},
                     {"hours", HoursOf(asked_seconds)},
                     {"hours_spared", HoursOf(spared_seconds)},
                     {"by_issuer", std::move(issuers)},
                     {"items", std::move(items)},
                     {"as_of", request.Now().ToString()},
                     {"tree_version", tree->number()}});
}

}  // namespace

void AddAskedRoutes(http::Router& router, const Sources& sources) {
    router.Get("/api/admission/asked", kAsked, http::ScopeFrom{"list"},
               http::Reads{"unit", "year", "tasks", "hours", "hours_spared", "by_issuer", "items", "as_of",
                           "tree_version"},
               [sources](const http::Request& request, const Actor&, const Scope& scope,
                         storage::Snapshot& snapshot) { return Show(request, scope, snapshot, sources); });
}

}  // namespace qz::admission
