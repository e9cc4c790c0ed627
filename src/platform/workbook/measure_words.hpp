#pragma once

#include <string>
#include <string_view>
#include <vector>

// Units of measure in Chinese office tables, and which of them a name can have. Rules about the language; no
// input or output here.
namespace qz::workbook {

// "亩", "万元", "元/人": whether this is a unit of measure.
bool IsUnitOfMeasure(std::string_view text);
// The units of a caption, "单位：户、人" and "（计量单位：亩）"; empty where it speaks of something else
// (单位：崖头村).
std::vector<std::string> UnitsOfCaption(std::string_view text);
// Whether the caption names a unit of measure for a column of this name: 万元 is none for 户数.
bool UnitFits(std::string_view unit, std::string_view name);
// Whether names tell what it measures, as 面积 does for 亩; 份 and 艘 are of no such dimension.
bool HasDimension(std::string_view unit);
// Whether an amount of money may be meant by a name that does not say what it measures: 本月完成, 合计.
bool TakesUnitOfAmount(std::string_view unit, std::string_view name);
// The unit that the name alone says: 户 for 户数.
std::string_view UnitOfName(std::string_view name);

}  // namespace qz::workbook
