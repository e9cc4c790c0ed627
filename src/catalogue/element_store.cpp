#include "catalogue/element_store.hpp"

#include "catalogue/value_rules.hpp"

namespace qz::catalogue {

namespace {

constexpr std::string_view kVersionName = "catalogue";

constexpr std::string_view kInsertElement = R"sql(
    INSERT INTO catalogue_element (id, code, label, definition, type, unit, places, code_set, steward_unit_id, refresh,
                                   sensitivity, sharing, legal_basis, subject, period_type, purposes, claim, state, search,
                                   stamp, revision, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'live', $18, $19, 1, $20)
    ON CONFLICT (code) DO NOTHING)sql";

constexpr std::string_view kUpdateElement = R"sql(
    UPDATE catalogue_element
    SET label = $1, definition = $2, unit = $3, refresh = $4, sensitivity = $5, sharing = $6, legal_basis = $7,
        period_type = $8, purposes = $9, search = $10, stamp = $11, revision = revision + 1, at = $12
    WHERE id = $13 AND revision = $14)sql";

constexpr std::string_view kUpdateSteward = R"sql(
    UPDATE catalogue_element
    SET steward_unit_id = $1, claim = $2, stamp = $3, revision = revision + 1, at = $4
    WHERE id = $5 AND revision = $6)sql";

constexpr std::string_view kRetireElement = R"sql(
    UPDATE catalogue_element
    SET state = $1, stamp = $2, revision = revision + 1, at = $3 WHERE id = $4 AND state = 'live')sql";

constexpr std::string_view kTouchElement =
    "UPDATE catalogue_element SET search = $1, stamp = $2 WHERE id = $3";

constexpr std::string_view kInsertVersion = R"sql(
    INSERT INTO catalogue_element_version (element_id, revision, element, at) VALUES ($1, $2, $3, $4))sql";

constexpr std::string_view kListCodeSets = R"sql(
    SELECT s.code, s.label, c.code, c.label
    FROM catalogue_code_set s LEFT JOIN catalogue_code c ON c.set_code = s.code ORDER BY s.code, c.place)sql";

constexpr std::string_view kInsertCodeSet =
    "INSERT INTO catalogue_code_set (code, label, at) VALUES ($1, $2, $3) ON CONFLICT (code) DO NOTHING";

constexpr std::string_view kInsertCode =
    "INSERT INTO catalogue_code (set_code, code, place, label) VALUES ($1, $2, $3, $4)";

constexpr std::string_view kInsertAlias = R"sql(
    INSERT INTO catalogue_alias (element_id, text, label, kind, unit_id, account_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (element_id, text) DO NOTHING)sql";

constexpr std::string_view kDeleteAlias = "DELETE FROM catalogue_alias WHERE element_id = $1 AND text = $2";

constexpr std::string_view kInsertRefusal = R"sql(
    INSERT INTO catalogue_refusal (text, element_id, unit_id, account_id, at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (text, element_id) DO NOTHING)sql";

constexpr std::string_view kDeleteRefusal =
    "DELETE FROM catalogue_refusal WHERE text = $1 AND element_id = $2";

constexpr std::string_view kStampElement = "UPDATE catalogue_element SET stamp = $1 WHERE id = $2";

constexpr std::string_view kInsertEvent = R"sql(
    INSERT INTO catalogue_event (element_id, id, what, detail, document, unit_id, account_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";

constexpr std::string_view kListEvents = R"sql(
    SELECT what, detail, document, unit_id, account_id, at FROM catalogue_event
    WHERE element_id = $1 ORDER BY at DESC, id DESC LIMIT $2)sql";

// The version that this transaction makes: whoever knows an older one reads what bears a higher stamp. Two
// transactions cannot make the same one, for the row of platform_version serialises them.
std::int64_t Stamp(storage::Tx& tx) {
    tx.BumpVersion(kVersionName);
    return tx.Version(kVersionName);
}

std::string PurposesJson(const Element& element) {
    json::array purposes;
    for (const std::string& purpose : element.purposes) purposes.emplace_back(purpose);
    return json::serialize(purposes);
}

void InsertVersion(storage::Tx& tx, const Element& element) {
    tx.Defer(kInsertVersion, element.id, element.revision, json::serialize(ElementJson(element)), tx.Now());
}

}  // namespace

ElementId InsertElement(storage::Tx& tx, const Element& element) {
    Element made = element;
    made.id = tx.NewId<ElementId>();
    made.revision = 1;
    if (made.claim.empty()) made.claim = made.steward ? "claimed" : "unclaimed";
    if (!made.choices.empty()) {
        // Choices without a code set of their own name make one; those of a set that exists are left as they
        // are.
        if (made.code_set.empty()) made.code_set = made.code;
        InsertCodeSet(tx, {made.code_set, made.label, made.choices});
    }
    const std::int64_t inserted =
        tx.Execute(kInsertElement, made.id, made.code, made.label, made.definition, ToWord(made.type),
                   made.unit, made.places, made.code_set, made.steward, made.refresh, made.sensitivity,
                   made.sharing, made.legal_basis, made.subject, made.period_type, PurposesJson(made),
                   made.claim, SearchLine(made), Stamp(tx), tx.Now());
    if (inserted == 0) throw Problem::Conflict("catalogue.element.code_taken", {{"code", made.code}});
    for (const Alias& alias : made.aliases) {
        tx.Defer(kInsertAlias, made.id, SearchText(alias.label), alias.label, alias.kind,
                 made.steward.value_or(UnitId{}), alias.by, tx.Now());
    }
    InsertVersion(tx, made);
    return made.id;
}

bool UpdateElement(storage::Tx& tx, const Element& element) {
    const std::int64_t updated = tx.Execute(
        kUpdateElement, element.label, element.definition, element.unit, element.refresh, element.sensitivity,
        element.sharing, element.legal_basis, element.period_type, PurposesJson(element), SearchLine(element),
        Stamp(tx), tx.Now(), element.id, element.revision);
    if (updated == 0) return false;
    Element next = element;
    ++next.revision;
    InsertVersion(tx, next);
    return true;
}

void UpdateSteward(storage::Tx& tx, const Element& element, std::optional<UnitId> steward,
                   std::string_view claim) {
    if (tx.Execute(kUpdateSteward, steward, claim, Stamp(tx), tx.Now(), element.id, element.revision) == 0)
        throw Problem::Conflict("catalogue.element.changed");
    Element next = element;
    next.steward = steward;
    next.claim = claim;
    ++next.revision;
    InsertVersion(tx, next);
}

void RetireElement(storage::Tx& tx, const Element& element, std::string_view state) {
    if (tx.Execute(kRetireElement, state, Stamp(tx), tx.Now(), element.id) == 0) {
        throw Problem::Conflict("catalogue.element.retired", {{"label", element.label}});
    }
    Element next = element;
    next.state = state;
    ++next.revision;
    InsertVersion(tx, next);
}

std::vector<CodeSet> ListCodeSets(storage::Snapshot& snapshot) {
    std::vector<CodeSet> sets;
    for (const auto row : snapshot.Query(kListCodeSets)) {
        const auto code = row.Get<std::string_view>(0);
        if (sets.empty() || sets.back().code != code) {
            sets.push_back({std::string(code), row.Get<std::string>(1), {}});
        }
        if (const auto one = row.Get<std::optional<std::string>>(2)) {
            sets.back().codes.push_back({*one, row.Get<std::string>(3)});
        }
    }
    return sets;
}

bool InsertCodeSet(storage::Tx& tx, const CodeSet& set) {
    if (tx.Execute(kInsertCodeSet, set.code, set.label, tx.Now()) == 0) return false;
    std::int64_t place = 0;
    for (const Code& code : set.codes) tx.Execute(kInsertCode, set.code, code.code, place++, code.label);
    return true;
}

bool InsertAlias(storage::Tx& tx, const Element& element, const Alias& alias, UnitId unit) {
    const std::string text = SearchText(alias.label);
    if (text.empty() || text == SearchText(element.label)) return false;
    if (tx.Execute(kInsertAlias, element.id, text, alias.label, alias.kind, unit, alias.by, tx.Now()) == 0) {
        return false;
    }
    Element next = element;
    next.aliases.push_back(alias);
    tx.Execute(kTouchElement, SearchLine(next), Stamp(tx), element.id);
    return true;
}

bool DeleteAlias(storage::Tx& tx, const Element& element, std::string_view label) {
    const std::string text = SearchText(label);
    if (tx.Execute(kDeleteAlias, element.id, text) == 0) return false;
    Element next = element;
    std::erase_if(next.aliases, [&](const Alias& alias) { return SearchText(alias.label) == text; });
    tx.Execute(kTouchElement, SearchLine(next), Stamp(tx), element.id);
    return true;
}

void InsertRefusal(storage::Tx& tx, std::string_view label, ElementId element, const Actor& actor) {
    tx.Execute(kInsertRefusal, SearchText(label), element, actor.unit, actor.account, tx.Now());
    tx.Execute(kStampElement, Stamp(tx), element);
}

void DeleteRefusal(storage::Tx& tx, std::string_view label, ElementId element) {
    if (tx.Execute(kDeleteRefusal, SearchText(label), element) > 0) {
        tx.Execute(kStampElement, Stamp(tx), element);
    }
}

void InsertEvent(storage::Tx& tx, ElementId element, const Actor& actor, std::string_view what,
                 const json::object& detail, std::string_view document) {
    tx.Defer(kInsertEvent, element, tx.NextId(), what, json::serialize(detail), document, actor.unit,
             actor.account, tx.Now());
}

std::vector<Event> ListEvents(storage::Snapshot& snapshot, ElementId element, int limit) {
    std::vector<Event> events;
    for (const auto row : snapshot.Query(kListEvents, element, limit)) {
        events.push_back({row.Get<std::string>(0), row.Get<std::string>(1), row.Get<std::string>(2),
                          row.Get<UnitId>(3), row.Get<AccountId>(4), row.Get<Instant>(5)});
    }
    return events;
}

json::object ElementJson(const Element& element) {
    json::array choices;
    for (const Code& choice : element.choices) {
        choices.push_back(json::object{{"code", choice.code}, {"label", choice.label}});
    }
    json::array purposes;
    for (const std::string& purpose : element.purposes) purposes.emplace_back(purpose);
    json::array aliases;
    for (const Alias& alias : element.aliases) {
        aliases.push_back(json::object{{"label", alias.label},
                                       {"kind", alias.kind},
                                       {"by", alias.by.ToString()},
                                       {"at", alias.at.ToString()}});
    }
    json::array successors;
    for (const ElementId successor : element.successors) successors.emplace_back(successor.ToString());
    return {
        {"id", element.id.ToString()},
        {"code", element.code},
        {"label", element.label},
        {"definition", element.definition},
        {"type", ToWord(element.type)},
        {"unit", element.unit},
        {"places", element.places},
        {"code_set", element.code_set},
        {"choices", std::move(choices)},
        {"steward", element.steward ? json::value(element.steward->ToString()) : json::value()},
        {"refresh", element.refresh},
        {"sensitivity", element.sensitivity},
        {"sharing", element.sharing},
        {"legal_basis", element.legal_basis},
        {"purposes", std::move(purposes)},
        {"subject", element.subject},
        {"period_type", element.period_type},
        {"claim", element.claim},
        {"state", element.state},
        {"successors", std::move(successors)},
        {"aliases", std::move(aliases)},
        {"revision", element.revision},
    };
}

}  // namespace qz::catalogue
