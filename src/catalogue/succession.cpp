#include "catalogue/succession.hpp"

namespace qz::catalogue {

namespace {

constexpr std::string_view kVersionName = "catalogue";
constexpr std::size_t kSlice = 200;  // values of one short write

constexpr std::string_view kInsertSuccessor = R"sql(
    INSERT INTO catalogue_successor (element_id, successor_id, kind, reason, at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (element_id, successor_id) DO NOTHING)sql";

constexpr std::string_view kListMerged =
    "SELECT element_id, successor_id FROM catalogue_successor WHERE kind = 'merge'";

constexpr std::string_view kListPlaces = R"sql(
    SELECT unit_id, subject FROM catalogue_latest
    WHERE element_id IN ($1, $2) GROUP BY unit_id, subject ORDER BY unit_id, subject)sql";

// The newer of the two becomes the latest of both; a value that stands there already moves nothing.
constexpr std::string_view kShareLatest = R"sql(
    INSERT INTO catalogue_latest (unit_id, subject, element_id, held_id, version, value, period, source_kind,
                                  source_label, source_reference, as_of, verified_by, at)
    SELECT unit_id, subject, CAST($3 AS BIGINT), CAST($5 AS BIGINT), 1, value, period, source_kind, source_label,
           source_reference, as_of, verified_by, at
    FROM catalogue_latest WHERE unit_id = $1 AND subject = $2 AND element_id = $4
    ON CONFLICT (unit_id, subject, element_id) DO UPDATE
    SET version = catalogue_latest.version + 1, value = excluded.value, period = excluded.period,
        source_kind = excluded.source_kind, source_label = excluded.source_label,
        source_reference = excluded.source_reference, as_of = excluded.as_of, verified_by = excluded.verified_by,
        at = excluded.at, held_id = excluded.held_id, previous_id = catalogue_latest.held_id
    WHERE excluded.as_of > catalogue_latest.as_of
       OR (excluded.as_of = catalogue_latest.as_of AND excluded.at > catalogue_latest.at))sql";

// Where the pointer has not moved, its row is in the log already.
constexpr std::string_view kLogLatest = R"sql(
    INSERT INTO catalogue_held (unit_id, id, previous_id, subject, element_id, version, value, period, source_kind,
                                source_label, source_reference, as_of, verified_by, at)
    SELECT unit_id, held_id, previous_id, subject, element_id, version, value, period, source_kind, source_label,
           source_reference, as_of, verified_by, at
    FROM catalogue_latest WHERE unit_id = $1 AND subject = $2 AND element_id = $3 AND held_id = $4)sql";

struct GroupMemory {
    storage::Cached<MergedGroups> current{kVersionName};
};

void CheckAlike(const Element& from, const Element& into, const std::string& field, Findings& findings) {
    const auto differ = [&](std::string_view code) {
        findings.push_back({field, std::string(code), {{"label", from.label}, {"into", into.label}}});
    };
    if (from.type != into.type || from.places != into.places || from.code_set != into.code_set) {
        differ("catalogue.merge.types_differ");
    } else if (from.unit != into.unit) {
        differ("catalogue.merge.units_differ");
    } else if (from.subject != into.subject || from.period_type != into.period_type) {
        differ("catalogue.merge.subjects_differ");
    }
}

}  // namespace

Findings CheckMerge(const LoadedElements& elements, const std::vector<ElementId>& from, ElementId into) {
    Findings findings;
    const Element* target = elements.Find(into);
    if (target == nullptr) {
        findings.push_back({"into", "catalogue.merge.unknown_element", {}});
        return findings;
    }
    for (std::size_t i = 0; i < from.size(); ++i) {
        const std::string field = "from[" + std::to_string(i) + ']';
        const Element* element = elements.Find(from[i]);
        if (element == nullptr) {
            findings.push_back({field, "catalogue.merge.unknown_element", {}});
            continue;
        }
        const Arguments names{{"label", element->label}, {"into", target->label}};
        // What `into` became is what `from` would become: the chain would end in itself.
        const Element* end = elements.Current(into);
        if (element->id == into || (end != nullptr && end->id == element->id)) {
            findings.push_back({field, "catalogue.merge.cyclic", names});
        } else if (element->state != "live") {
            findings.push_back({field, "catalogue.element.retired", {{"label", element->label}}});
        } else {
            CheckAlike(*element, *target, field, findings);
        }
        for (std::size_t earlier = 0; earlier < i; ++earlier) {
            if (from[earlier] == from[i]) findings.push_back({field, "catalogue.merge.twice", names});
        }
    }
    if (findings.empty() && target->state != "live") {
        findings.push_back({"into", "catalogue.element.retired", {{"label", target->label}}});
    }
    return findings;
}

Findings CheckSplit(const LoadedElements& elements, ElementId from, const std::vector<ElementId>& into) {
    Findings findings;
    const Element* element = elements.Find(from);
    if (element == nullptr) {
        findings.push_back({"from", "catalogue.merge.unknown_element", {}});
        return findings;
    }
    if (element->state != "live") {
        findings.push_back({"from", "catalogue.element.retired", {{"label", element->label}}});
    }
    if (into.size() < 2) findings.push_back({"into", "catalogue.split.too_few", {}});
    for (std::size_t i = 0; i < into.size(); ++i) {
        const std::string field = "into[" + std::to_string(i) + ']';
        const Element* part = elements.Find(into[i]);
        if (part == nullptr) {
            findings.push_back({field, "catalogue.merge.unknown_element", {}});
            continue;
        }
        const Arguments names{{"label", element->label}, {"into", part->label}};
        if (part->id == from) {
            findings.push_back({field, "catalogue.merge.cyclic", names});
        } else if (part->state != "live") {
            findings.push_back({field, "catalogue.element.retired", {{"label", part->label}}});
        }
        for (std::size_t earlier = 0; earlier < i; ++earlier) {
            if (into[earlier] == into[i]) findings.push_back({field, "catalogue.merge.twice", names});
        }
    }
    return findings;
}

void InsertSuccessor(storage::Tx& tx, ElementId element, ElementId successor, std::string_view kind,
                     std::string_view reason) {
    tx.Execute(kInsertSuccessor, element, successor, kind, reason, tx.Now());
}

const std::vector<ElementId>& MergedGroups::Of(ElementId element) const {
    static const std::vector<ElementId> kAlone;
    const auto found = group_of_.find(element);
    return found == group_of_.end() ? kAlone : groups_[found->second];
}

std::shared_ptr<const MergedGroups> CurrentGroups(storage::Snapshot& snapshot) {
    return snapshot.Memory<GroupMemory>().current.Get(snapshot, [](storage::Snapshot& reading) {
        MergedGroups merged;
        std::unordered_map<ElementId, ElementId> next;
        for (const auto row : reading.Query(kListMerged)) next[row.Get<ElementId>(0)] = row.Get<ElementId>(1);
        std::unordered_map<ElementId, std::vector<ElementId>> by_end;
        for (const auto& [from, to] : next) {
            ElementId end = to;
            for (std::size_t step = 0; next.contains(end) && step <= next.size(); ++step) end = next.at(end);
            by_end[end].push_back(from);
        }
        for (auto& [end, members] : by_end) {
            members.push_back(end);
            for (const ElementId member : members) merged.group_of_[member] = merged.groups_.size();
            merged.groups_.push_back(std::move(members));
        }
        return merged;
    });
}

std::vector<Asking> ListAsking(storage::Snapshot& snapshot, const Connections& connections,
                               ElementId element) {
    std::vector<Asking> asking;
    if (!connections.asked_by) return asking;
    std::vector<ElementId> group = CurrentGroups(snapshot)->Of(element);
    if (group.empty()) group.push_back(element);
    for (const ElementId member : group) {
        for (Asking& form : connections.asked_by(snapshot, member)) {
            const bool known = std::any_of(asking.begin(), asking.end(),
                                           [&](const Asking& one) { return one.form == form.form; });
            if (!known) asking.push_back(std::move(form));
        }
    }
    return asking;
}

void ShareHeld(storage::Database& database, ElementId from, ElementId into) {
    std::vector<std::pair<UnitId, std::string>> places;
    database.Read([&](storage::Snapshot& snapshot) {
        const storage::Parameter parameters[] = {from, into};
        snapshot.ForEach(kListPlaces, parameters, [&](const storage::Row& row) {
            places.emplace_back(row.Get<UnitId>(0), row.Get<std::string>(1));
        });
    });
    for (std::size_t begin = 0; begin < places.size(); begin += kSlice) {
        const std::size_t end = std::min(places.size(), begin + kSlice);
        database.Write([&](storage::Tx& tx) {
            for (std::size_t i = begin; i < end; ++i) {
                const auto& [unit, subject] = places[i];
                for (const auto& [to, source] : {std::pair(into, from), std::pair(from, into)}) {
                    const std::int64_t id = tx.NextId();
                    tx.Defer(kShareLatest, unit, subject, to, source, id);
                    tx.Defer(kLogLatest, unit, subject, to, id);
                }
            }
        });
    }
}

}  // namespace qz::catalogue
