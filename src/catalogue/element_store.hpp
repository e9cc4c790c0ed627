// All SQL of data elements and code sets, and their cache.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

class LoadedElements final : public Elements {
 public:
    explicit LoadedElements(std::vector<Element> elements);

    const Element* Find(ElementId id) const override;
    const Element* FindCode(std::string_view code) const override;
    const std::vector<Element>& All() const override { return elements_; }

    // Elements whose label or code is `wanted`; two may bear one label.
    std::vector<const Element*> FindName(std::string_view wanted) const;
    // Elements whose label or code holds `wanted`, by code, behind `after_code`; at most `limit`.
    std::vector<const Element*> Search(std::string_view wanted, std::string_view after_code,
                                       std::size_t limit) const;

 private:
    std::vector<Element> elements_;    // by code
    std::vector<std::string> labels_;  // SearchText of each
    std::vector<std::string> codes_;
    std::unordered_map<ElementId, std::size_t> by_id_;
};

std::shared_ptr<const LoadedElements> CurrentElements(storage::Snapshot& snapshot);

// False when `element.revision` is no longer the one in force. Writes what may change: label, definition,
// unit of measure, refresh, sensitivity, sharing and legal basis; type, places and code set stay, because
// values were written by them.
bool UpdateElement(storage::Tx& tx, const Element& element);
// False when it has a steward.
bool ClaimElement(storage::Tx& tx, const Element& element, UnitId steward);

struct CodeSet {
    std::string code;
    std::string label;
    std::vector<Code> codes;
};
std::vector<CodeSet> ListCodeSets(storage::Snapshot& snapshot);
// False when the code is taken.
bool InsertCodeSet(storage::Tx& tx, const CodeSet& set);

json::object ElementJson(const Element& element);

}  // namespace qz::catalogue
