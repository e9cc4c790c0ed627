#include "forms/own_layout.hpp"

#include <algorithm>

namespace qz::forms {

std::optional<OwnLayout> ReadOwnLayout(std::string_view kept, const Definition& definition) {
    const json::value value = ParseJson(kept);
    OwnLayout own;
    own.layout = workbook::LayoutFromJson(value.at("layout"));
    std::size_t placed = 0;
    for (const json::value& column : value.at("columns").as_array()) {
        OwnLayout::Place place;
        if (column.is_string()) {
            const std::string_view word(column.get_string().data(), column.get_string().size());
            if (word == "@number") {
                place.column = OwnLayout::Column::kNumber;
            } else if (word == "@unit") {
                place.column = OwnLayout::Column::kUnit;
            } else if (const auto field = definition.FindField(word)) {
                place = {OwnLayout::Column::kField, static_cast<std::size_t>(*field)};
                ++placed;
            }
        }
        own.places.push_back(place);
    }
    own.places.resize(own.layout.columns.size());
    if (placed < definition.fields.size()) return std::nullopt;
    return own;
}

}  // namespace qz::forms
