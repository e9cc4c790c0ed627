#include "catalogue/element_store.hpp"

#include "catalogue/value_rules.hpp"

namespace qz::catalogue {

namespace {

constexpr std::string_view kVersionName = "catalogue";

constexpr std::string_view kListElements = R"sql(
    SELECT id, code, label, definition, type, unit, places, code_set, steward_unit_id, refresh, sensitivity, sharing,
           legal_basis, subject, revision
    FROM catalogue_element ORDER BY code)sql";

constexpr std::string_view kListCodes =
    "SELECT set_code, code, label FROM catalogue_code ORDER BY set_code, place";

constexpr std::string_view kListCodeSets = "SELECT code, label FROM catalogue_code_set ORDER BY code";

constexpr std::string_view kInsertElement = R"sql(
    INSERT INTO catalogue_element (id, code, label, definition, type, unit, places, code_set, steward_unit_id, refresh,
                                   sensitivity, sharing, legal_basis, subject, revision, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15)
    ON CONFLICT (code) DO NOTHING)sql";

constexpr std::string_view kUpdateElement = R"sql(
    UPDATE catalogue_element
    SET label = $1, definition = $2, unit = $3, refresh = $4, sensitivity = $5, sharing = $6, legal_basis = $7,
        revision = revision + 1, at = $8
    WHERE id = $9 AND revision = $10)sql";

constexpr std::string_view kClaimElement = R"sql(
    UPDATE catalogue_element SET steward_unit_id = $1, revision = revision + 1, at = $2
    WHERE id = $3 AND revision = $4 AND steward_unit_id IS NULL)sql";

constexpr std::string_view kInsertVersion =
    "INSERT INTO catalogue_element_version (element_id, revision, element, at) VALUES ($1, $2, $3, $4)";

constexpr std::string_view kInsertCodeSet =
    "INSERT INTO catalogue_code_set (code, label, at) VALUES ($1, $2, $3) ON CONFLICT (code) DO NOTHING";

constexpr std::string_view kInsertCode =
    "INSERT INTO catalogue_code (set_code, code, place, label) VALUES ($1, $2, $3, $4)";

std::unordered_map<std::string, std::vector<Code>> LoadCodes(storage::Snapshot& snapshot) {
    std::unordered_map<std::string, std::vector<Code>> sets;
    for (const auto row : snapshot.Query(kListCodes)) {
        sets[row.Get<std::string>(0)].push_back({row.Get<std::string>(1), row.Get<std::string>(2)});
    }
    return sets;
}

LoadedElements Load(storage::Snapshot& snapshot) {
    const auto sets = LoadCodes(snapshot);
    std::vector<Element> elements;
    for (const auto row : snapshot.Query(kListElements)) {
        Element element;
        element.id = row.Get<ElementId>("id");
        element.code = row.Get<std::string>("code");
        element.label = row.Get<std::string>("label");
        element.definition = row.Get<std::string>("definition");
        element.type = ValueTypeFromWord(row.Get<std::string_view>("type")).value_or(ValueType::kText);
        element.unit = row.Get<std::string>("unit");
        element.places = row.Get<int>("places");
        element.code_set = row.Get<std::string>("code_set");
        if (const auto set = sets.find(element.code_set); set != sets.end()) element.choices = set->second;
        element.steward = row.Get<std::optional<UnitId>>("steward_unit_id");
        element.refresh = row.Get<std::string>("refresh");
        element.sensitivity = row.Get<std::string>("sensitivity");
        element.sharing = row.Get<std::string>("sharing");
        element.legal_basis = row.Get<std::string>("legal_basis");
        element.subject = row.Get<std::string>("subject");
        element.revision = row.Get<std::int64_t>("revision");
        elements.push_back(std::move(element));
    }
    return LoadedElements(std::move(elements));
}

// One for each database.
struct ElementCache {
    storage::Cached<LoadedElements> loaded{kVersionName};
};

void InsertVersion(storage::Tx& tx, const Element& element) {
    tx.Execute(kInsertVersion, element.id, element.revision, json::serialize(ElementJson(element)), tx.Now());
    tx.BumpVersion(kVersionName);
}

struct ElementMemory {
    storage::Cached<LoadedElements> current{kVersionName};
};

}  // namespace

LoadedElements::LoadedElements(std::vector<Element> elements) : elements_(std::move(elements)) {
    for (std::size_t i = 0; i < elements_.size(); ++i) {
        labels_.push_back(SearchText(elements_[i].label));
        codes_.push_back(SearchText(elements_[i].code));
        by_id_.emplace(elements_[i].id, i);
    }
}

const Element* LoadedElements::Find(ElementId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &elements_[found->second];
}

const Element* LoadedElements::FindCode(std::string_view code) const {
    const auto found = std::lower_bound(
        elements_.begin(), elements_.end(), code,
        [](const Element& element, std::string_view wanted) { return element.code < wanted; });
    return found != elements_.end() && found->code == code ? &*found : nullptr;
}

std::vector<const Element*> LoadedElements::FindName(std::string_view wanted) const {
    const std::string text = SearchText(wanted);
    std::vector<const Element*> found;
    for (std::size_t i = 0; i < elements_.size(); ++i) {
        if (codes_[i] == text) return {&elements_[i]};
        if (labels_[i] == text) found.push_back(&elements_[i]);
    }
    return found;
}

std::vector<const Element*> LoadedElements::Search(std::string_view wanted, std::string_view after_code,
                                                   std::size_t limit) const {
    const std::string text = SearchText(wanted);
    std::vector<const Element*> found;
    for (std::size_t i = 0; i < elements_.size() && found.size() < limit; ++i) {
        if (elements_[i].code <= after_code) continue;
        if (labels_[i].find(text) != std::string::npos || codes_[i].find(text) != std::string::npos) {
            found.push_back(&elements_[i]);
        }
    }
    return found;
}

std::shared_ptr<const LoadedElements> CurrentElements(storage::Snapshot& snapshot) {
    return snapshot.Memory<ElementMemory>().current.Get(snapshot, Load);
}

std::shared_ptr<const Elements> AllElements(storage::Snapshot& snapshot) {
    return CurrentElements(snapshot);
}

ElementId InsertElement(storage::Tx& tx, const Element& element) {
    Element made = element;
    made.id = tx.NewId<ElementId>();
    made.revision = 1;
    if (!made.choices.empty()) {
        // Choices without a code set of their own name make one; those of a set that exists are left as they
        // are.
        if (made.code_set.empty()) made.code_set = made.code;
        InsertCodeSet(tx, {made.code_set, made.label, made.choices});
    }
    const std::int64_t inserted =
        tx.Execute(kInsertElement, made.id, made.code, made.label, made.definition, ToWord(made.type),
                   made.unit, made.places, made.code_set, made.steward, made.refresh, made.sensitivity,
                   made.sharing, made.legal_basis, made.subject, tx.Now());
    if (inserted == 0) throw Problem::Conflict("catalogue.element.code_taken", {{"code", made.code}});
    InsertVersion(tx, made);
    return made.id;
}

bool UpdateElement(storage::Tx& tx, const Element& element) {
    const std::int64_t updated = tx.Execute(kUpdateElement, element.label, element.definition, element.unit,
                                            element.refresh, element.sensitivity, element.sharing,
                                            element.legal_basis, tx.Now(), element.id, element.revision);
    if (updated == 0) return false;
    Element next = element;
    ++next.revision;
    InsertVersion(tx, next);
    return true;
}

bool ClaimElement(storage::Tx& tx, const Element& element, UnitId steward) {
    if (tx.Execute(kClaimElement, steward, tx.Now(), element.id, element.revision) == 0) return false;
    Element next = element;
    next.steward = steward;
    ++next.revision;
    InsertVersion(tx, next);
    return true;
}

std::vector<CodeSet> ListCodeSets(storage::Snapshot& snapshot) {
    auto codes = LoadCodes(snapshot);
    std::vector<CodeSet> sets;
    for (const auto row : snapshot.Query(kListCodeSets)) {
        CodeSet set{row.Get<std::string>(0), row.Get<std::string>(1), {}};
        set.codes = std::move(codes[set.code]);
        sets.push_back(std::move(set));
    }
    return sets;
}

bool InsertCodeSet(storage::Tx& tx, const CodeSet& set) {
    if (tx.Execute(kInsertCodeSet, set.code, set.label, tx.Now()) == 0) return false;
    std::int64_t place = 0;
    for (const Code& code : set.codes) tx.Execute(kInsertCode, set.code, code.code, place++, code.label);
    tx.BumpVersion(kVersionName);
    return true;
}

json::object ElementJson(const Element& element) {
    json::array choices;
    for (const Code& choice : element.choices) {
        choices.push_back(json::object{{"code", choice.code}, {"label", choice.label}});
    }
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
        {"subject", element.subject},
        {"revision", element.revision},
    };
}

}  // namespace qz::catalogue
