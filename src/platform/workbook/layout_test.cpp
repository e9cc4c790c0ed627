#include <gmock/gmock.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using testing::Folder;
using testing::SmallWorkbook;
using testing::With;
using testing::Zip;

constexpr std::string_view kHeaderAndRows =
    R"(<row r="1"><c r="A1" t="str"><v>某镇人口统计表</v></c></row>)"
    R"(<row r="2"><c r="A2" t="str"><v>村名</v></c><c r="B2" t="str"><v>户数</v></c><c r="C2" t="str"><v>人数</v></c></row>)"
    R"(<row r="3"><c r="A3" t="str"><v>崖头村</v></c><c r="B3"><v>120</v></c><c r="C3"><v>350</v></c></row>)"
    R"(<row r="4"><c r="A4" t="str"><v>河东村</v></c><c r="B4"><v>90</v></c><c r="C4"><v>270</v></c></row>)"
    R"(<row r="5"><c r="A5" t="str"><v>注：截至九月底。</v></c></row>)"
    R"(<row r="6"><c r="A6" t="str"><v>填表人：</v></c><c r="C6" t="str"><v>审核人：</v></c></row>)";

struct Planned {
    Grid grid;
    SheetPlan plan;
    Layout layout;
};

Planned PlannedWith(std::string_view merges) {
    std::string sheet = "<worksheet><sheetData>" + std::string(kHeaderAndRows) + "</sheetData><mergeCells>";
    sheet.append(merges).append("</mergeCells></worksheet>");
    Grid grid =
        ReadGrid(Source::Memory(Zip(With(SmallWorkbook(""), "xl/worksheets/sheet1.xml", std::move(sheet)))));
    SheetPlan plan = PlanSheet(grid, grid.sheets()[0], {.header = RowRange{2, 2}});
    Layout layout = LayoutOf(grid, grid.sheets()[0], plan);
    return {std::move(grid), std::move(plan), std::move(layout)};
}

bool Overlap(const CellRange& a, const CellRange& b) {
    return a.first_row <= b.last_row && b.first_row <= a.last_row && a.first_column <= b.last_column &&
           b.first_column <= a.last_column;
}

void ExpectItCanBeWritten(const Planned& planned) {
    for (const std::vector<LayoutCell>* cells : {&planned.layout.above, &planned.layout.below}) {
        for (std::size_t at = 0; at < cells->size(); ++at) {
            for (std::size_t before = 0; before < at; ++before) {
                EXPECT_FALSE(Overlap((*cells)[before].range, (*cells)[at].range)) << (*cells)[at].text;
            }
        }
    }
    for (const LayoutCell& cell : planned.layout.above) {
        EXPECT_LE(cell.range.last_row, planned.layout.header.last) << cell.text;
    }
    for (const LayoutCell& cell : planned.layout.below) EXPECT_EQ(cell.range.Rows(), 1u) << cell.text;
    EXPECT_EQ(LayoutFromJson(ParseJson(json::serialize(ToJson(planned.layout)))), planned.layout);

    const Folder folder;
    Writer writer(folder.At("out.xlsx"), {});
    writer.BeginSheet(planned.layout);
    for (int row = 0; row < 2; ++row) {
        writer.BeginRow();
        writer.Text("崖头村");
        writer.Integer(120);
        writer.Integer(350);
    }
    writer.Finish();
    const Grid again = ReadGrid(Source::File(folder.At("out.xlsx")));
    EXPECT_EQ(again.sheets()[0].Find(3, 0)->text, "崖头村") << "the rows stand where they stood";
}

TEST(Layout, KeepsTheWordsAroundTheRows) {
    const Planned planned = PlannedWith(R"(<mergeCell ref="A1:C1"/>)");
    ExpectItCanBeWritten(planned);
    ASSERT_EQ(planned.layout.above.size(), 4u);
    EXPECT_EQ(planned.layout.above[0].range, (CellRange{1, 1, 0, 2}));
    ASSERT_EQ(planned.layout.below.size(), 3u);
    EXPECT_EQ(planned.layout.below[2].text, "审核人：");
}

// Damaged files have merges that lie over other cells.
TEST(Layout, LetsNoCellReachOverAnother) {
    ExpectItCanBeWritten(PlannedWith(R"(<mergeCell ref="B1:B4"/><mergeCell ref="A2:B2"/>)"));
    ExpectItCanBeWritten(PlannedWith(R"(<mergeCell ref="A1:B1"/><mergeCell ref="B1:C1"/>)"));
    ExpectItCanBeWritten(PlannedWith(R"(<mergeCell ref="A5:C6"/><mergeCell ref="A6:C6"/>)"));
}

TEST(Layout, LetsNoCellOfTheHeaderReachIntoTheRows) {
    ExpectItCanBeWritten(PlannedWith(R"(<mergeCell ref="A2:A4"/><mergeCell ref="C2:C1048576"/>)"));
}

TEST(Layout, LetsNoNoteReachBelowItsRow) {
    ExpectItCanBeWritten(PlannedWith(R"(<mergeCell ref="A5:C5"/><mergeCell ref="A6:B900000"/>)"));
}

}  // namespace
}  // namespace qz::workbook
