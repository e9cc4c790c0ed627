#include <gmock/gmock.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using ::testing::ElementsAre;
using testing::Heard;
using testing::ReadBytes;
using testing::RefusalOf;
using ::testing::SizeIs;
using testing::SmallWorkbook;
using testing::With;
using testing::Zip;

constexpr std::string_view kHeader =
    R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>丙</t></is></c></row>)";

Heard Read(std::string_view rows, std::string_view properties = {}, const ReadOptions& options = {}) {
    return ReadBytes(Zip(SmallWorkbook(std::string(kHeader) + std::string(rows), properties)), options);
}

std::string Refusal(std::string_view rows) {
    return RefusalOf(Zip(SmallWorkbook(std::string(kHeader) + std::string(rows))));
}

TEST(Xlsx, ReadsSharedRichAndInlineTexts) {
    const Heard heard = Read(R"(<row r="4"><c r="A4" t="str"><f>"a"</f><v>算出</v></c>
        <c r="C4" t="inlineStr"><is><r><t>a_x000D_</t></r><r><t>b</t></r></is></c></row>)");
    EXPECT_EQ(heard.header.sheet, "表一");
    EXPECT_THAT(heard.header.names, ElementsAre("姓名", "高龄", "丙"));
    ASSERT_THAT(heard.rows, SizeIs(1));
    EXPECT_EQ(heard.rows[0].number, 4u);
    EXPECT_EQ(heard.rows[0].cells[0].text, "算出");
    EXPECT_EQ(heard.rows[0].cells[1].kind, CellKind::kBlank);
    EXPECT_EQ(heard.rows[0].cells[2].text, "a\rb");
}

TEST(Xlsx, TellsTheKindOfEachCell) {
    const Heard heard = Read(
        R"(<row><c><v>12.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>)"
        R"(<row><c s="1"><v>46290</v></c><c s="2"><v>46290.4375</v></c><c t="d"><v>2026-09-25T00:00:00</v></c></row>)"
        R"(<row><c><v>371002198001011234</v></c><c><f>A1+1</f></c><c t="str"><f>""</f><v></v></c></row>)");
    ASSERT_THAT(heard.rows, SizeIs(3));
    const auto kind = [&](std::size_t row, std::size_t column) { return heard.rows[row].cells[column].kind; };
    EXPECT_EQ(kind(0, 0), CellKind::kNumber);
    EXPECT_EQ(kind(0, 1), CellKind::kBoolean);
    EXPECT_EQ(kind(0, 2), CellKind::kError);
    EXPECT_EQ(kind(1, 0), CellKind::kDate);
    EXPECT_EQ(heard.rows[1].cells[0].text, "2026-09-25");
    EXPECT_EQ(heard.rows[1].cells[1].text, "2026-09-25T10:30:00");
    EXPECT_EQ(heard.rows[1].cells[2].text, "2026-09-25");
    EXPECT_EQ(kind(2, 0), CellKind::kImpreciseNumber);
    EXPECT_EQ(kind(2, 1), CellKind::kUncomputed);
    EXPECT_EQ(kind(2, 2), CellKind::kBlank);
}

TEST(Xlsx, NamesSheetAndCellOfEachFault) {
    const Heard heard = Read(
        R"(<row r="2"><c r="A2"><v>3.71002198001011E+17</v></c><c r="B2" t="e"><v>#REF!</v></c><c r="C2"><f>A1</f></c></row>)");
    const auto fault = [&](std::size_t column) {
        return FaultOf(heard.header, heard.rows.at(0), column).value();
    };
    EXPECT_EQ(fault(0).field, "表一!A2");
    EXPECT_EQ(fault(0).code, "platform.workbook.digits_lost");
    EXPECT_EQ(fault(1).code, "platform.workbook.error_value");
    EXPECT_EQ(fault(2).code, "platform.workbook.not_calculated");
}

TEST(Xlsx, ReadsDatesThatCountFrom1904) {
    const Heard heard = Read(R"(<row><c s="1"><v>44828</v></c></row>)", R"(<workbookPr date1904="1"/>)");
    EXPECT_EQ(heard.rows.at(0).cells[0].text, "2026-09-25");
}

TEST(Xlsx, ReportsMergedCellsAmongTheRowsButNotInTheHeader) {
    std::string sheet = "<worksheet><sheetData>" + std::string(kHeader) +
                        R"(<row r="2"><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/>)"
                        R"(<mergeCell ref="A2:A3"/></mergeCells></worksheet>)";
    const Heard heard = ReadBytes(Zip(With(SmallWorkbook(""), "xl/worksheets/sheet1.xml", std::move(sheet))));
    ASSERT_THAT(heard.summary.findings, SizeIs(1));
    EXPECT_EQ(heard.summary.findings[0].field, "表一!A2:A3");
    EXPECT_EQ(heard.summary.findings[0].code, "platform.workbook.merged_cells");
}

TEST(Xlsx, ReadsTheFirstSheetInSightOrTheOneAsked) {
    const auto parts = With(
        With(
            SmallWorkbook(kHeader), "xl/workbook.xml",
            R"(<workbook><sheets><sheet name="参数" state="hidden" r:id="rId9"/><sheet name="表一" r:id="rId1"/></sheets></workbook>)"),
        "docProps/app.xml", "<Properties/>");
    const Heard heard = ReadBytes(Zip(parts));
    EXPECT_EQ(heard.summary.sheet, "表一");
    EXPECT_THAT(heard.summary.sheets, ElementsAre("参数", "表一"));
    EXPECT_EQ(RefusalOf(Zip(parts), {.sheet = "表二"}), "platform.workbook.no_such_sheet");
    EXPECT_EQ(RefusalOf(Zip(parts), {.sheet = "表一"}), "");
}

TEST(Xlsx, RefusesCellsThatCannotBe) {
    EXPECT_EQ(Refusal(R"(<row r="1"><c r="A1"><v>1</v></c></row>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="1048577"/>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><c r="A3"><v>1</v></c></row>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><c r="B2"><v>1</v></c><c r="A2"/></row>)"),
              "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><c t="s"><v>2</v></c></row>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><c t="s"><v>-1</v></c></row>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><c t="zz"><v>1</v></c></row>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><c><v>one</v></c></row>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><c><c/></c></row>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><row r="3"/></row>)"), "platform.workbook.damaged_cell");
    EXPECT_EQ(Refusal(R"(<row r="2"><c>)"), "platform.workbook.damaged_part");
}

TEST(Xlsx, NeverLooksOutsideTheFile) {
    const auto parts = With(
        SmallWorkbook(kHeader), "xl/_rels/workbook.xml.rels",
        R"(<Relationships><Relationship Id="rId1" Type="x/worksheet" TargetMode="External" Target="file:///etc/passwd"/></Relationships>)");
    EXPECT_EQ(RefusalOf(Zip(parts)), "platform.workbook.no_such_sheet");
    const auto climbing = With(
        SmallWorkbook(kHeader), "xl/_rels/workbook.xml.rels",
        R"(<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>)");
    EXPECT_EQ(RefusalOf(Zip(climbing)), "platform.workbook.unreadable_part");
}

}  // namespace
}  // namespace qz::workbook
