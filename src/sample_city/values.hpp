// What the made-up villages and people would answer: db/seed/sample/values.json, read as recipes.
//
// Recipes of units: {"draw": [least, most]} counts in the element's last decimal; {"of": ["a", "-b"],
// "permille": [..]} is a share of others, so that sums hold; "drift" is the chance, in permille, that a later
// epoch differs a little. Of rows also
// {"name"}, {"id_number"}, {"age"}, {"address"}. Of both {"pick": [..]}, {"phone"}, {"by": "a", "is": {..}},
// {"days_ago": [..]}.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/json.hpp"
#include "sample_city/dice.hpp"

namespace qz::sample_city {

class Recipes {
 public:
    // `elements` say how many decimals a number has.
    Recipes(std::string_view values_json, const catalogue::Elements& elements);

    const json::object& Unit(std::string_view element) const;
    const json::object& Roster(std::string_view roster) const;
    int PlacesOf(std::string_view element) const;

 private:
    json::value root_;
    std::map<std::string, int, std::less<>> places_;
};

// The answers of one unit at one epoch: 0 is the past year, 1 the present.
class UnitValues {
 public:
    UnitValues(const Recipes& recipes, std::string_view unit_code, int epoch, Date today)
        : recipes_(recipes), unit_(unit_code), epoch_(epoch), today_(today) {}
    // As a person would type it; "" where there is nothing to say.
    std::string Of(std::string_view element);

 private:
    std::int64_t Number(std::string_view element);
    std::int64_t Drawn(std::string_view element, const json::object& recipe);
    std::int64_t Share(std::string_view element, const json::object& recipe);

    const Recipes& recipes_;
    std::string unit_;
    int epoch_;
    Date today_;
    std::map<std::string, std::int64_t, std::less<>> numbers_;
};

// One row of a roster: (element, what is typed) in the order of the recipe.
using RowValues = std::vector<std::pair<std::string, std::string>>;
RowValues DrawRow(const Recipes& recipes, std::string_view roster, std::string_view unit_code, int row,
                  Date today);
// How many rows the unit has.
int RowsOf(const Recipes& recipes, std::string_view roster, std::string_view unit_code);
// The field that is answered each time; "" where none is.
std::string_view StateFieldOf(const Recipes& recipes, std::string_view roster);

}  // namespace qz::sample_city
