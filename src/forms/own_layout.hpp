// The layout of the workbook that a form was drafted from: what goes in comes out.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "forms/definition.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::forms {

struct OwnLayout {
    enum class Column { kBlank, kField, kNumber, kUnit };
    struct Place {
        Column column = Column::kBlank;
        std::size_t field = 0;  // of kField: its position in the definition
    };
    workbook::Layout layout;
    std::vector<Place> places;  // one for each column of the layout
};

// From what admission keeps. Nothing where a field of the definition has no column in it: the form has grown
// since, and a workbook that leaves a field out would not say what was reported.
std::optional<OwnLayout> ReadOwnLayout(std::string_view kept, const Definition& definition);

}  // namespace qz::forms
