#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/workbook/workbook.hpp"

// Workbooks of many header shapes, for the tests beside it.
namespace qz::workbook::testing {

// A sheet as text: a row a line, "|" between cells. A cell of digits is a number, '12 is text, @2026-09-25 a
// day, ~ a line break, =A1+B1;5 a formula with its last result. Lines that begin with "!" say more: "!merge
// A1:C1 A2:A3",
// "!hide 4 C" (rows and columns), "!list B3:B9 男,女", "!format C 0.00".
struct Shape {
    std::string_view name;
    std::string_view sheet;
    std::string_view plan;  // as Describe puts it
};
const std::vector<Shape>& HeaderShapes();   // one for each way to make a header
const std::vector<Shape>& RowShapes();      // one for each kind of row and answer below it
const std::vector<Shape>& CountyRosters();  // as departments send them around
const std::vector<Shape>& CountyFigures();
const std::vector<Shape>& Shapes();  // all of them

void WriteShape(const Shape& shape, const std::filesystem::path& path);
std::string Describe(const SheetPlan& plan);

}  // namespace qz::workbook::testing
