#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/workbook/measure_words.hpp"

// The words of Chinese office tables: names, totals, notes, captions. Rules about the language; no table of
// any form. No input or output here.
namespace qz::workbook {

// Without line breaks and without the spaces that people put between ideographs to fill a cell; words in
// Latin letters stay apart.
std::string CleanText(std::string_view text);
// The number of code points; bytes that are no UTF-8 count one each.
std::size_t Length(std::string_view text);

// A name taken apart: "性别（男/女）*" is 性别, of two words, required.
struct NameParts {
    std::string name;
    std::string unit;
    std::vector<std::string> words;
    bool required = false;
};
NameParts TakeApart(std::string_view label);

// 合计, 小计, 全镇总计: the row sums up others.
bool IsTotal(std::string_view text);
// 其中：女: the row repeats a part of another.
bool IsOfWhich(std::string_view text);
// 注：…, 填表人：…: what stands below a table.
bool IsNote(std::string_view text);
// 填报单位：…, 附件1, 2026年9月: what stands above a table and is neither title nor name.
bool IsCaption(std::string_view text);
// 例, 示例: a row that shows how to fill in.
bool IsExample(std::string_view text);
// 必填, 格式：2026-01-01: below a name, for whoever fills in.
bool TellsHowToFillIn(std::string_view text);
// A word that names tables: 统计表, 台账, 花名册.
bool NamesATable(std::string_view text);
// A word that heads columns: 姓名, …日期, …面积.
bool HeadsAColumn(std::string_view name);
// 序号: the column only numbers its rows.
bool NumbersRows(std::string_view name);
// A column of this name holds units (村名, 填报单位), or what people are called.
bool NamesUnits(std::string_view name);
bool NamesPeople(std::string_view name);
// What units are called: 崖头村, 凤林街道.
bool IsUnitName(std::string_view text);

// One mark of a row that numbers the columns: the number it stands for, 0 for 甲 and 乙, for A and for a
// dash; nothing for other text. "5=6+7" is 5.
std::optional<int> NumberingMark(std::string_view text);

bool EndsWithAny(std::string_view text, const std::vector<std::string_view>& endings);
bool HoldsAny(std::string_view text, const std::vector<std::string_view>& words);

}  // namespace qz::workbook
