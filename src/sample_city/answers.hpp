// What the made-up clerks type: bodies of submits, as docs/openapi.yaml writes them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sample_city/city.hpp"
#include "sample_city/values.hpp"

namespace qz::sample_city {

// What a form of forms.json asks.
struct FormSeed {
    std::string code;
    std::string owner;
    std::string cycle;
    std::string roster;  // "" for a single form
    std::string name_field;
    std::vector<std::string> fields;
    std::set<std::string> always;  // to be answered each time
    bool sign_off = false;
    bool by_id_number = false;
    bool from_stock = false;  // its values arrived from a department's system
};
using FormSeeds = std::map<std::string, FormSeed, std::less<>>;
FormSeeds ReadFormSeeds();

struct Typing {
    const FormSeed& form;
    std::string_view unit_code;
    int epoch = 0;  // see UnitValues
    std::int64_t changed =
        0;  // permille of what came from a stock, or of a roster's rows, that a clerk corrects
    Date today;
};
// Everything at the first time; later only what changed, and what is asked each time. "{}" when there is
// nothing to type.
std::string TypeSingle(const Recipes& recipes, const Typing& typing);
// `held` is what catalogue::ListHeld gives for the roster: those rows are kept, changed or left; without any
// all are added.
std::string TypeRoster(const Recipes& recipes, const catalogue::Elements& elements, const Typing& typing,
                       const std::vector<catalogue::Held>& held);

}  // namespace qz::sample_city
