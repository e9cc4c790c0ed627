#include "catalogue/element_store.hpp"
#include "catalogue/value_rules.hpp"
#include "platform/text/text.hpp"

namespace qz::catalogue {

namespace {

constexpr std::string_view kVersionName = "catalogue";
constexpr std::size_t kReloadBeyond = 500;  // changed elements; more are read with everything else

constexpr std::string_view kListElements = R"sql(
    SELECT id, code, label, definition, type, unit, places, code_set, steward_unit_id, refresh, sensitivity, sharing,
           legal_basis, subject, revision, period_type, purposes, claim, state, search
    FROM catalogue_element WHERE stamp > $1 ORDER BY code)sql";

constexpr std::string_view kListCodes =
    "SELECT set_code, code, label FROM catalogue_code ORDER BY set_code, place";

constexpr std::string_view kAliasesOf =
    "SELECT element_id, label, kind, account_id, at FROM catalogue_alias WHERE element_id = $1 ORDER BY text";
constexpr std::string_view kListAliases =
    "SELECT element_id, label, kind, account_id, at FROM catalogue_alias ORDER BY element_id, text";

constexpr std::string_view kListSuccessors =
    "SELECT element_id, successor_id FROM catalogue_successor ORDER BY element_id, successor_id";
constexpr std::string_view kListRefusals =
    "SELECT element_id, text FROM catalogue_refusal ORDER BY element_id, text";

// The codes of all sets, read when the first element asks for them.
class Codes {
 public:
    explicit Codes(storage::Snapshot& snapshot) : snapshot_(snapshot) {}
    std::vector<Code> Of(const std::string& set) {
        if (set.empty()) return {};
        if (!read_) {
            read_ = true;
            for (const auto row : snapshot_.Query(kListCodes)) {
                sets_[row.Get<std::string>(0)].push_back({row.Get<std::string>(1), row.Get<std::string>(2)});
            }
        }
        const auto found = sets_.find(set);
        return found == sets_.end() ? std::vector<Code>() : found->second;
    }

 private:
    storage::Snapshot& snapshot_;
    bool read_ = false;
    std::unordered_map<std::string, std::vector<Code>> sets_;
};

Element ReadRow(const storage::Row& row, Codes& codes) {
    Element element;
    element.id = row.Get<ElementId>(0);
    element.code = row.Get<std::string>(1);
    element.label = row.Get<std::string>(2);
    element.definition = row.Get<std::string>(3);
    element.type = ValueTypeFromWord(row.Get<std::string_view>(4)).value_or(ValueType::kText);
    element.unit = row.Get<std::string>(5);
    element.places = row.Get<int>(6);
    element.code_set = row.Get<std::string>(7);
    element.choices = codes.Of(element.code_set);
    element.steward = row.Get<std::optional<UnitId>>(8);
    element.refresh = row.Get<std::string>(9);
    element.sensitivity = row.Get<std::string>(10);
    element.sharing = row.Get<std::string>(11);
    element.legal_basis = row.Get<std::string>(12);
    element.subject = row.Get<std::string>(13);
    element.revision = row.Get<std::int64_t>(14);
    element.period_type = row.Get<std::string>(15);
    if (const auto purposes = row.Get<std::string_view>(16); purposes != "[]") {
        const json::value read = ParseJson(purposes);
        for (const json::value& purpose : read.as_array()) element.purposes.emplace_back(purpose.as_string());
    }
    element.claim = row.Get<std::string>(17);
    element.state = row.Get<std::string>(18);
    return element;
}

Alias ReadAlias(const storage::Row& row) {
    return {row.Get<std::string>(1), row.Get<std::string>(2), row.Get<AccountId>(3), row.Get<Instant>(4)};
}

// What stands beside the elements in tables of their own. Few rows are about successors and refusals.
void AddCompany(storage::Snapshot& snapshot, std::vector<LoadedElements::Item>& items) {
    std::unordered_map<ElementId, std::size_t> places;
    for (std::size_t i = 0; i < items.size(); ++i) places.emplace(items[i].element.id, i);
    const auto element_of = [&](const storage::Row& row) -> Element* {
        const auto found = places.find(row.Get<ElementId>(0));
        return found == places.end() ? nullptr : &items[found->second].element;
    };
    if (items.size() <= kReloadBeyond) {
        for (LoadedElements::Item& item : items) {
            for (const auto row : snapshot.Query(kAliasesOf, item.element.id))
                item.element.aliases.push_back(ReadAlias(row));
        }
    } else {
        snapshot.ForEach(kListAliases, {}, [&](const storage::Row& row) {
            if (Element* element = element_of(row)) element->aliases.push_back(ReadAlias(row));
        });
    }
    for (const auto row : snapshot.Query(kListSuccessors)) {
        if (Element* element = element_of(row)) element->successors.push_back(row.Get<ElementId>(1));
    }
    for (const auto row : snapshot.Query(kListRefusals)) {
        if (Element* element = element_of(row)) element->not_labels.push_back(row.Get<std::string>(1));
    }
}

std::shared_ptr<const LoadedElements> Load(storage::Snapshot& snapshot, const LoadedElements* base,
                                           std::int64_t version) {
    Codes codes(snapshot);
    std::vector<LoadedElements::Item> changed;
    // What was written before the column was there bears no stamp and comes with the first load.
    for (const auto row : snapshot.Query(kListElements, base ? base->version() : std::int64_t{-1})) {
        changed.push_back({ReadRow(row, codes), row.Get<std::string>(19)});
    }
    AddCompany(snapshot, changed);
    for (LoadedElements::Item& item : changed) {
        if (item.search.empty()) item.search = SearchLine(item.element);
    }
    return std::make_shared<const LoadedElements>(base, std::move(changed), version);
}

// One for each database. What a write transaction loads is kept only after it has committed.
struct ElementMemory {
    struct Kept {
        std::mutex mutex;
        std::shared_ptr<const LoadedElements> newest;

        std::shared_ptr<const LoadedElements> Newest() {
            const std::lock_guard lock(mutex);
            return newest;
        }
        void Keep(std::shared_ptr<const LoadedElements> loaded) {
            const std::lock_guard lock(mutex);
            if (!newest || newest->version() < loaded->version()) newest = std::move(loaded);
        }
    };
    std::shared_ptr<Kept> kept = std::make_shared<Kept>();
};

bool Holds(std::string_view line, char kind, std::string_view text, bool whole) {
    std::string wanted{'\n', kind};
    wanted += text;
    if (whole) wanted += '\n';
    return line.find(wanted) != std::string_view::npos;
}

// 0 the very name, 1 another very name, 2 the name begins so, 3 its initials do, 4 it stands somewhere.
int RankOf(std::string_view line, std::string_view text) {
    if (Holds(line, 'C', text, true) || Holds(line, 'L', text, true)) return 0;
    if (Holds(line, 'A', text, true)) return 1;
    if (Holds(line, 'L', text, false) || Holds(line, 'C', text, false)) return 2;
    if (Holds(line, 'A', text, false) || Holds(line, 'P', text, false)) return 3;
    return 4;
}

bool Passes(const Element& element, const ElementFilter& filter) {
    if (element.state != "live" && !filter.retired) return false;
    if (filter.steward && element.steward.value_or(UnitId{}) != *filter.steward) return false;
    return filter.claim.empty() || element.claim == filter.claim;
}

}  // namespace

std::string SearchLine(const Element& element) {
    std::string line = "\nC" + SearchText(element.code) + "\nL" + SearchText(element.label);
    for (const Alias& alias : element.aliases) line += "\nA" + SearchText(alias.label);
    line += "\nP" + text::PinyinInitials(element.label);
    for (const Alias& alias : element.aliases) line += "\nP" + text::PinyinInitials(alias.label);
    return line + '\n';
}

LoadedElements::LoadedElements(const LoadedElements* base, std::vector<Item> changed, std::int64_t version)
    : version_(version) {
    std::unordered_map<ElementId, bool> anew;
    for (const Item& item : changed) anew.emplace(item.element.id, true);
    items_.reserve((base ? base->items_.size() : 0) + changed.size());
    // Both are in the order of codes, and codes do not change.
    auto next = changed.begin();
    const auto take_before = [&](const std::string* code) {
        while (next != changed.end() && (code == nullptr || next->element.code < *code)) {
            items_.push_back(std::make_shared<const Item>(std::move(*next++)));
        }
    };
    if (base) {
        for (const auto& item : base->items_) {
            take_before(&item->element.code);
            if (anew.empty() || !anew.contains(item->element.id)) items_.push_back(item);
        }
    }
    take_before(nullptr);
    by_id_.reserve(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i) by_id_.emplace(items_[i]->element.id, i);
}

const Element* LoadedElements::Find(ElementId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &items_[found->second]->element;
}

const Element* LoadedElements::FindCode(std::string_view code) const {
    const auto found = std::lower_bound(
        items_.begin(), items_.end(), code,
        [](const auto& item, std::string_view wanted) { return item->element.code < wanted; });
    return found != items_.end() && (*found)->element.code == code ? &(*found)->element : nullptr;
}

const std::vector<Element>& LoadedElements::All() const {
    std::call_once(copied_, [this] {
        all_.reserve(items_.size());
        for (const auto& item : items_) all_.push_back(item->element);
    });
    return all_;
}

const Element* LoadedElements::Current(ElementId id) const {
    const Element* element = Find(id);
    // No cycle is ever written; the bound only keeps a damaged table from hanging.
    for (int step = 0; element != nullptr && element->state == "merged" && step < 1000; ++step) {
        if (element->successors.empty()) break;
        element = Find(element->successors.front());
    }
    return element;
}

std::vector<const Element*> LoadedElements::FindName(std::string_view wanted) const {
    const std::string text = SearchText(wanted);
    std::vector<const Element*> labels, aliases;
    if (text.empty()) return labels;
    for (const auto& item : items_) {
        if (item->element.state != "live" || item->search.find(text) == std::string::npos) continue;
        if (Holds(item->search, 'C', text, true)) return {&item->element};
        if (Holds(item->search, 'L', text, true)) {
            labels.push_back(&item->element);
        } else if (Holds(item->search, 'A', text, true)) {
            aliases.push_back(&item->element);
        }
    }
    return labels.empty() ? aliases : labels;
}

std::vector<ElementHit> LoadedElements::Search(std::string_view wanted, const ElementFilter& filter,
                                               const ElementPlace& after, std::size_t limit) const {
    const std::string text = SearchText(wanted);
    std::vector<ElementHit> found;
    for (const auto& item : items_) {
        if (!Passes(item->element, filter)) continue;
        int rank = 0;
        if (!text.empty()) {
            if (item->search.find(text) == std::string::npos) continue;
            rank = RankOf(item->search, text);
        }
        if (rank < after.rank || (rank == after.rank && item->element.code <= after.code)) continue;
        found.push_back({&item->element, rank});
        if (text.empty() && found.size() == limit) return found;
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const ElementHit& a, const ElementHit& b) { return a.rank < b.rank; });
    if (found.size() > limit) found.resize(limit);
    return found;
}

std::shared_ptr<const LoadedElements> CurrentElements(storage::Snapshot& snapshot) {
    const std::shared_ptr<ElementMemory::Kept> kept = snapshot.Memory<ElementMemory>().kept;
    const std::int64_t version = snapshot.Version(kVersionName);
    auto newest = kept->Newest();
    if (newest && newest->version() == version) return newest;
    // An older snapshot reads everything: what changed meanwhile cannot be taken back.
    auto loaded = Load(snapshot, newest && newest->version() < version ? newest.get() : nullptr, version);
    if (auto* tx = dynamic_cast<storage::Tx*>(&snapshot)) {
        tx->AfterCommit([kept, loaded] { kept->Keep(loaded); });
    } else {
        kept->Keep(loaded);
    }
    return loaded;
}

std::shared_ptr<const Elements> AllElements(storage::Snapshot& snapshot) {
    return CurrentElements(snapshot);
}

}  // namespace qz::catalogue
