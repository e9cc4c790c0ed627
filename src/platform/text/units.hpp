// Units of measure, as labels and elements write them.
#pragma once

#include <string_view>

#include "platform/text/text.hpp"

namespace qz::text {

// Of a normalised unit. kNone both for what is no unit and for one without a dimension of ours; IsUnit tells.
Dimension DimensionOfUnit(std::u32string_view unit);
// Also rates: 元/亩, 人/平方公里.
bool IsUnit(std::u32string_view unit);

}  // namespace qz::text
