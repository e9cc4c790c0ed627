// All SQL of data elements and code sets, and their cache.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

// What a search asks for besides its text; unset ones ask for nothing.
struct ElementFilter {
    std::optional<UnitId> steward;  // UnitId{} asks for those without one
    std::string claim;
    bool retired = false;  // merged, split and removed ones too
};

// Where a page of a search went on: better hits first, equal ones by code.
struct ElementPlace {
    int rank = -1;
    std::string code;
};

struct ElementHit {
    const Element* element = nullptr;
    int rank = 0;
};

// Immutable. A newer one shares with the older one what did not change.
class LoadedElements final : public Elements {
 public:
    // An element and the line that searches look through.
    struct Item {
        Element element;
        std::string search;
    };
    // `base` without its elements that `changed` brings anew, and these; in the order of codes.
    LoadedElements(const LoadedElements* base, std::vector<Item> changed, std::int64_t version);

    const Element* Find(ElementId id) const override;
    const Element* FindCode(std::string_view code) const override;
    const std::vector<Element>& All() const override;
    const Element* Current(ElementId id) const override;

    // Live elements whose label, alias or code is `wanted`; two may bear one name.
    std::vector<const Element*> FindName(std::string_view wanted) const;
    // Elements whose code, label, alias or pinyin initials are, begin with or hold `wanted`.
    std::vector<ElementHit> Search(std::string_view wanted, const ElementFilter& filter,
                                   const ElementPlace& after, std::size_t limit) const;
    std::size_t size() const { return items_.size(); }
    const Element& At(std::size_t place) const { return items_[place]->element; }
    std::int64_t version() const { return version_; }

 private:
    std::vector<std::shared_ptr<const Item>> items_;  // by code
    std::unordered_map<ElementId, std::size_t> by_id_;
    std::int64_t version_ = 0;
    mutable std::once_flag copied_;
    mutable std::vector<Element> all_;  // made when it is asked for
};

std::shared_ptr<const LoadedElements> CurrentElements(storage::Snapshot& snapshot);

// The stored line that searches look through: "\nC<code>\nL<label>\nA<alias>…\nP<initials>…\n", each part as
// SearchText writes it, so that no capital letter stands in a part.
std::string SearchLine(const Element& element);

// False when `element.revision` is no longer the one in force. Writes what may change; type, places, code set
// and subject stay, because values were written by them.
bool UpdateElement(storage::Tx& tx, const Element& element);
// Who answers for it, and by which way it came to that: "claimed", "designated", "proposed", "disputed",
// "unclaimed".
void UpdateSteward(storage::Tx& tx, const Element& element, std::optional<UnitId> steward,
                   std::string_view claim);
// "merged", "split" or "removed": it is asked for and proposed no more.
void RetireElement(storage::Tx& tx, const Element& element, std::string_view state);

struct CodeSet {
    std::string code;
    std::string label;
    std::vector<Code> codes;
};
std::vector<CodeSet> ListCodeSets(storage::Snapshot& snapshot);
// False when the code is taken.
bool InsertCodeSet(storage::Tx& tx, const CodeSet& set);

// --- Aliases ---------------------------------------------------------------------------------------------

// False when the element has that name already.
bool InsertAlias(storage::Tx& tx, const Element& element, const Alias& alias, UnitId unit);
// False when it has no such alias.
bool DeleteAlias(storage::Tx& tx, const Element& element, std::string_view label);
// «Not this one»: matching no longer proposes the element for that label.
void InsertRefusal(storage::Tx& tx, std::string_view label, ElementId element, const Actor& actor);
// Taken back when somebody teaches the opposite.
void DeleteRefusal(storage::Tx& tx, std::string_view label, ElementId element);

// --- What happened to an element
// -----------------------------------------------------------------------------

struct Event {
    std::string what;    // "proposed", "changed", "claimed", "alias_added", "merged", …
    std::string detail;  // JSON object text
    std::string document;
    UnitId unit;
    AccountId account;
    Instant at;
};
void InsertEvent(storage::Tx& tx, ElementId element, const Actor& actor, std::string_view what,
                 const json::object& detail = {}, std::string_view document = {});
// Newest first.
std::vector<Event> ListEvents(storage::Snapshot& snapshot, ElementId element, int limit);

json::object ElementJson(const Element& element);

}  // namespace qz::catalogue
