#include "sample_city/values.hpp"

#include <algorithm>
#include <stdexcept>

#include "sample_city/people.hpp"

namespace qz::sample_city {

namespace {

std::string_view View(const json::value& value) {
    return {value.as_string().data(), value.as_string().size()};
}

std::pair<std::int64_t, std::int64_t> Limits(const json::value& value) {
    return {value.as_array().at(0).as_int64(), value.as_array().at(1).as_int64()};
}

std::int64_t IntegerOr(const json::object& recipe, std::string_view name, std::int64_t otherwise) {
    const json::value* value = recipe.if_contains(name);
    return value == nullptr ? otherwise : value->as_int64();
}

const json::object& At(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr) throw std::logic_error("the sample city has no recipe for " + std::string(name));
    return value->as_object();
}

// What units and rows draw alike; nothing where the recipe is of another kind.
std::optional<std::string> DrawCommon(const json::object& recipe, Dice& dice, Date today) {
    if (const json::value* list = recipe.if_contains("pick"))
        return std::string(View(dice.Pick(list->as_array())));
    if (recipe.contains("phone")) return DrawPhone(dice);
    if (const json::value* days = recipe.if_contains("days_ago")) {
        const auto [least, most] = Limits(*days);
        return Date{static_cast<std::int32_t>(today.days - dice.Between(least, most))}.ToString();
    }
    return std::nullopt;
}

std::string ByOther(const json::object& recipe, std::string_view other) {
    const json::value* value = recipe.at("is").as_object().if_contains(other);
    if (value == nullptr)
        throw std::logic_error("the sample city does not say what follows from " + std::string(other));
    return std::string(View(*value));
}

}  // namespace

Recipes::Recipes(std::string_view values_json, const catalogue::Elements& elements)
    : root_(ParseJson(values_json)) {
    for (const catalogue::Element& element : elements.All()) places_.emplace(element.code, element.places);
}

const json::object& Recipes::Unit(std::string_view element) const {
    return At(root_.at("units").as_object(), element);
}
const json::object& Recipes::Roster(std::string_view roster) const {
    return At(root_.at("rosters").as_object(), roster);
}
int Recipes::PlacesOf(std::string_view element) const {
    return places_.find(element)->second;
}

std::string UnitValues::Of(std::string_view element) {
    const json::object& recipe = recipes_.Unit(element);
    Dice dice{unit_, element};
    if (const auto common = DrawCommon(recipe, dice, today_)) return *common;
    if (recipe.contains("name")) return DrawName(dice, dice.Chance(350));
    if (const json::value* other = recipe.if_contains("by")) return ByOther(recipe, Of(View(*other)));
    return Decimal::FromScaled(Number(element), recipes_.PlacesOf(element)).value().ToString();
}

std::int64_t UnitValues::Number(std::string_view element) {
    if (const auto known = numbers_.find(element); known != numbers_.end()) return known->second;
    const json::object& recipe = recipes_.Unit(element);
    std::int64_t number = 0;
    if (recipe.contains("by")) {
        number = Decimal::Parse(Of(element)).value().ToScaled(recipes_.PlacesOf(element)).value();
    } else {
        number = recipe.contains("of") ? Share(element, recipe) : Drawn(element, recipe);
    }
    numbers_.emplace(element, number);
    return number;
}

std::int64_t UnitValues::Drawn(std::string_view element, const json::object& recipe) {
    const auto [least, most] = Limits(recipe.at("draw"));
    Dice dice{unit_, element, "draw"};
    if (dice.Chance(IntegerOr(recipe, "seldom", 0))) return least;
    std::int64_t number = dice.Between(least, most);
    for (int epoch = 1; epoch <= epoch_; ++epoch) {
        Dice later{unit_, element, std::to_string(epoch)};
        if (!later.Chance(IntegerOr(recipe, "drift", 0))) continue;
        const std::int64_t step = std::max<std::int64_t>(1, number / 60);
        number = std::clamp(number + later.Between(-step, step), least, most);
    }
    return number;
}

std::int64_t UnitValues::Share(std::string_view element, const json::object& recipe) {
    std::int64_t whole = 0;
    for (const json::value& member : recipe.at("of").as_array()) {
        std::string_view name = View(member);
        const bool less = name.front() == '-';
        if (less || name.front() == '+') name.remove_prefix(1);
        whole += less ? -Number(name) : Number(name);
    }
    const auto [least, most] = Limits(recipe.at("permille"));
    Dice dice{unit_, element, "share"};
    std::int64_t share = dice.Between(least, most);
    for (int epoch = 1; epoch <= epoch_; ++epoch) {
        Dice later{unit_, element, std::to_string(epoch)};
        if (!later.Chance(IntegerOr(recipe, "drift", 0))) continue;
        const std::int64_t step = std::max<std::int64_t>(1, (most - least) / 12);
        share = std::clamp(share + later.Between(-step, step), least, most);
    }
    return whole * share / 1000;
}

RowValues DrawRow(const Recipes& recipes, std::string_view roster, std::string_view unit_code, int row,
                  Date today) {
    const json::object& recipe = recipes.Roster(roster);
    const std::string number = std::to_string(row);
    Dice person{roster, unit_code, number};
    const bool female = person.Chance(540);
    std::int64_t age = 0;
    Date birth{};
    if (const json::value* ages = recipe.if_contains("ages")) {
        const auto [least, most] = Limits(*ages);
        // The oldest are few.
        age = std::min(person.Between(least, most), person.Between(least, most));
        birth = Date{static_cast<std::int32_t>(today.days - age * 36525 / 100 - person.Between(20, 340))};
    }
    const auto sequence = static_cast<std::int64_t>(Dice{unit_code, roster}.Next() % 500) + row;
    RowValues values;
    for (const auto& member : recipe.at("fields").as_object()) {
        const std::string_view code(member.key().data(), member.key().size());
        const json::object& field = member.value().as_object();
        Dice dice{roster, unit_code, number, code};
        std::string text;
        if (const json::value* each = field.if_contains("each")) {
            // In turn, from somewhere on: rows that would be known by it alone are not called the same.
            const json::array& list = each->as_array();
            const std::size_t from =
                static_cast<std::size_t>(Dice{roster, unit_code, code}.Next() % list.size());
            text = View(list[(from + static_cast<std::size_t>(row)) % list.size()]);
        } else if (auto common = DrawCommon(field, dice, today)) {
            text = std::move(*common);
        } else if (field.contains("name")) {
            // The first name of a row is the person's own.
            text = values.empty() ? DrawName(dice, female) : DrawName(dice, dice.Chance(500));
        } else if (field.contains("id_number")) {
            text = IdNumber(birth, sequence, female);
        } else if (field.contains("address")) {
            text = DrawAddress(dice);
        } else if (const json::value* bands = field.if_contains("age")) {
            for (const json::value& band : bands->as_array()) {
                if (age >= band.as_array().at(0).as_int64()) text = View(band.as_array().at(1));
            }
        } else {
            const std::string_view other = View(field.at("by"));
            const auto found = std::find_if(values.begin(), values.end(),
                                            [&](const auto& known) { return known.first == other; });
            text =
                ByOther(field, found == values.end() ? std::string_view() : std::string_view(found->second));
        }
        values.emplace_back(code, std::move(text));
    }
    return values;
}

int RowsOf(const Recipes& recipes, std::string_view roster, std::string_view unit_code) {
    const auto [least, most] = Limits(recipes.Roster(roster).at("rows"));
    return static_cast<int>(Dice{unit_code, roster, "rows"}.Between(least, most));
}

std::string_view StateFieldOf(const Recipes& recipes, std::string_view roster) {
    const json::value* state = recipes.Roster(roster).if_contains("state");
    return state == nullptr ? std::string_view() : View(*state);
}

}  // namespace qz::sample_city
