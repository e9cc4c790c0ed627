#pragma once

#include "platform/workbook/package.hpp"
#include "platform/workbook/patch.hpp"

namespace qz::workbook {

// XML with pieces replaced; the bytes between them stay.
struct XmlEdit {
    std::size_t begin = 0, end = 0;  // of what is replaced; equal where something is put in
    std::string text;
};
std::string Apply(std::string_view xml, std::vector<XmlEdit> edits);

// A start tag, byte by byte: without the attributes named, with others added behind those that stay.
std::string RewriteTag(std::string_view tag, const std::vector<std::string_view>& without,
                       std::string_view with, bool open);

struct SheetEdits {
    std::vector<XmlEdit> edits;
    std::size_t filled = 0;
    Findings refused;
    bool has_formulas = false;
};
// What has to change in a sheet's XML; `fills` are in the order of rows and columns, each place once.
SheetEdits EditSheet(std::string_view xml, std::string_view sheet, const std::vector<Fill>& fills,
                     const Package& package, bool overwrite);

// What has to change in the list of sheets for all formulas to be calculated on opening; nothing where they
// are already.
std::vector<XmlEdit> EditCalculation(std::string_view xml, const Limits& limits);

}  // namespace qz::workbook
