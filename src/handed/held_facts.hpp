// What the hub holds of one unit, ready for the rows of a foreign table.
#pragma once

#include <unordered_map>
#include <vector>

#include "catalogue/catalogue.hpp"

namespace qz::handed {

class HeldFacts {
 public:
    HeldFacts(std::vector<catalogue::Held> values, const catalogue::Elements& elements);

    // People of the unit's rosters: by the row key of an ID number, or by a name. Subjects, several where one
    // person stands in several rosters.
    const std::vector<std::string>& ByKey(std::string_view row_key) const;
    // Empty where two people bear the name.
    std::vector<std::string> ByName(std::string_view name) const;

    // The newest value of the element of the unit itself, or among these rows; null where nothing is held.
    const catalogue::Held* Own(ElementId element) const;
    const catalogue::Held* Of(const std::vector<std::string>& subjects, ElementId element) const;

 private:
    std::vector<catalogue::Held> values_;
    std::unordered_map<std::string, std::unordered_map<ElementId, std::size_t>> by_subject_;
    std::unordered_map<std::string, std::vector<std::string>> by_key_;
    std::unordered_map<std::string, std::vector<std::string>> by_name_;  // keys
};

// A person's name, as opposed to that of a unit or a thing: 姓名, 户主姓名.
bool IsPersonName(std::string_view label);

}  // namespace qz::handed
