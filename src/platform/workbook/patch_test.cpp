#include <map>

#include <gmock/gmock.h>
#include <zip.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Parts;
using testing::SmallWorkbook;
using testing::With;
using testing::Zip;

constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";

std::map<std::string, std::string> Unzip(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_t* archive = zip_open_from_source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error),
                                          ZIP_RDONLY, &error);
    std::map<std::string, std::string> parts;
    for (zip_int64_t index = 0; index < zip_get_num_entries(archive, 0); ++index) {
        zip_file_t* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(index), 0);
        std::string& part = parts[zip_get_name(archive, static_cast<zip_uint64_t>(index), 0)];
        std::vector<char> piece(4096);
        for (zip_int64_t got = 0; (got = zip_fread(file, piece.data(), piece.size())) > 0;) {
            part.append(piece.data(), static_cast<std::size_t>(got));
        }
        zip_fclose(file);
    }
    zip_discard(archive);
    return parts;
}

Parts WithSheet(std::string_view sheet) {
    return With(SmallWorkbook(""), kSheet, std::string(sheet));
}

// The sheet's XML after the fills, for one written as `sheet`.
std::string Filled(std::string_view sheet, std::vector<Fill> fills, const PatchOptions& options = {}) {
    return Unzip(Patch(Zip(WithSheet(sheet)), "表一", std::move(fills), options).bytes)
        .at(std::string(kSheet));
}

std::vector<std::string> RefusedBy(std::string_view sheet, std::vector<Fill> fills) {
    std::vector<std::string> refused;
    for (const Finding& finding : Patch(Zip(WithSheet(sheet)), "表一", std::move(fills)).refused) {
        refused.push_back(finding.field + " " + finding.code.substr(finding.code.rfind('.') + 1));
    }
    return refused;
}

Fill Number(std::uint32_t row, std::uint32_t column, std::string text) {
    return {row, column, CellKind::kNumber, std::move(text)};
}
Fill Words(std::uint32_t row, std::uint32_t column, std::string text) {
    return {row, column, CellKind::kText, std::move(text)};
}

TEST(Patch, ChangesTheSheetAndNoOtherPart) {
    const std::string before = Zip(With(
        With(
            WithSheet(
                R"(<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>)"),
            "xl/media/image1.png", std::string("\x89PNG\0\1\2", 7)),
        "customXml/item1.xml", "<a>\r\n</a>"));
    const PatchResult result = Patch(before, "表一", {Words(2, 1, "崖头村"), Number(2, 2, "12.50")});
    EXPECT_EQ(result.filled, 2u);
    EXPECT_FALSE(result.recalculates);
    auto parts = Unzip(before);
    auto after = Unzip(result.bytes);
    EXPECT_NE(after.at(std::string(kSheet)), parts.at(std::string(kSheet)));
    parts.erase(std::string(kSheet));
    after.erase(std::string(kSheet));
    EXPECT_EQ(after, parts);
    const Grid grid = ReadGrid(Source::Memory(result.bytes));
    EXPECT_EQ(grid.sheets()[0].Find(1, 0)->text, "姓名");
    EXPECT_EQ(grid.sheets()[0].Find(2, 1)->text, "崖头村");
    EXPECT_EQ(grid.sheets()[0].Find(2, 2)->text, "12.50");
    EXPECT_EQ(grid.sheets()[0].Find(2, 2)->kind, CellKind::kNumber);
}

TEST(Patch, KeepsStyleAndEverythingAroundTheCell) {
    EXPECT_EQ(Filled("<worksheet>\r\n<sheetData><row r=\"1\" ht='20' ><c r=\"A1\" s=\"7\"/><c r='B1'  s='9' "
                     "t='s'></c><!-- x --></row></sheetData></worksheet>",
                     {Words(1, 0, "a<&>"), Number(1, 1, "5")}),
              "<worksheet>\r\n<sheetData><row r=\"1\" ht='20' ><c r=\"A1\" s=\"7\" "
              "t=\"inlineStr\"><is><t>a&lt;&amp;&gt;</t></is></c>"
              "<c r='B1'  s='9'><v>5</v></c><!-- x --></row></sheetData></worksheet>");
}

TEST(Patch, PutsRowsAndCellsWhereTheyBelong) {
    EXPECT_EQ(
        Filled(
            R"(<w><dimension ref="B3:B5"/><sheetData><row r="3" spans="2:2"><c r="B3"><v>1</v></c></row><row r="5"/></sheetData></w>)",
            {Number(3, 0, "1"), Number(3, 2, "2"), Number(4, 1, "3"), Number(5, 1, "4"), Number(1, 0, "5"),
             Number(9, 0, "6")}),
        R"(<w><dimension ref="A1:C9"/><sheetData><row r="1"><c r="A1"><v>5</v></c></row>)"
        R"(<row r="3" spans="1:3"><c r="A3"><v>1</v></c><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>)"
        R"(<row r="4"><c r="B4"><v>3</v></c></row><row r="5"><c r="B5"><v>4</v></c></row>)"
        R"(<row r="9"><c r="A9"><v>6</v></c></row></sheetData></w>)");
    EXPECT_EQ(Filled("<w><sheetData/></w>", {Number(2, 1, "1")}),
              R"(<w><sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData></w>)");
}

TEST(Patch, SpeaksInThePrefixOfTheSheet) {
    EXPECT_EQ(
        Filled(R"(<x:w xmlns:x="x"><x:sheetData><x:row r="1"><x:c r="A1"/></x:row></x:sheetData></x:w>)",
               {Words(1, 0, " a"), Number(2, 0, "1")}),
        R"(<x:w xmlns:x="x"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t xml:space="preserve"> a</x:t></x:is></x:c></x:row>)"
        R"(<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row></x:sheetData></x:w>)");
}

TEST(Patch, ClosesACellByTheNameThatOpensIt) {
    EXPECT_EQ(
        Filled(R"(<x:w xmlns:x="x" xmlns:y="x"><x:sheetData><x:row><y:c/></x:row></x:sheetData></x:w>)",
               {Number(1, 0, "5")}),
        R"(<x:w xmlns:x="x" xmlns:y="x"><x:sheetData><x:row><y:c><x:v>5</x:v></y:c></x:row></x:sheetData></x:w>)");
}

TEST(Patch, CountsRowsAndCellsThatCarryNoReference) {
    EXPECT_EQ(
        Filled("<w><sheetData><row><c/><c><v>1</v></c></row><row><c/></row></sheetData></w>",
               {Number(1, 0, "7"), Number(1, 2, "8"), Number(2, 0, "9")}),
        R"(<w><sheetData><row><c><v>7</v></c><c><v>1</v></c><c r="C1"><v>8</v></c></row><row><c><v>9</v></c></row></sheetData></w>)");
}

TEST(Patch, GivesNewCellsTheStyleOfTheirRowOrColumn) {
    EXPECT_THAT(
        Filled(
            R"(<w><cols><col min="2" max="3" style="4"/></cols><sheetData><row r="1" s="6" customFormat="1"/></sheetData></w>)",
            {Number(1, 1, "1"), Number(2, 1, "2")}),
        HasSubstr(
            R"(<row r="1" s="6" customFormat="1"><c r="B1" s="6"><v>1</v></c></row><row r="2"><c r="B2" s="4"><v>2</v></c></row>)"));
}

TEST(Patch, NeverFillsAFormulaNorWhatAnArrayFormulaFills) {
    constexpr std::string_view kFormulas =
        R"(<w><sheetData><row r="1"><c r="A1"><f>B1*2</f><v>4</v></c><c r="B1"><f t="shared" si="0"/></c></row>)"
        R"(<row r="2"><c r="A2"><f t="array" ref="A2:A3">ROW(A1:A2)</f><v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c></row></sheetData></w>)";
    EXPECT_THAT(
        RefusedBy(kFormulas, {Number(1, 0, "1"), Number(1, 1, "1"), Number(2, 0, "1"), Number(3, 0, "1")}),
        ElementsAre("表一!A1 fill_formula", "表一!B1 fill_formula", "表一!A2 fill_formula",
                    "表一!A3 fill_formula"));
    const PatchResult nothing =
        Patch(Zip(WithSheet(kFormulas)), "表一", {Number(1, 0, "1")}, {.overwrite = true});
    EXPECT_EQ(nothing.bytes, Zip(WithSheet(kFormulas)));
}

TEST(Patch, LeavesAloneWhatIsFilledOrMergedAway) {
    constexpr std::string_view kRows =
        R"(<w><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t> </t></is></c></row></sheetData>)"
        R"(<mergeCells><mergeCell ref="C1:D2"/></mergeCells></w>)";
    EXPECT_THAT(RefusedBy(kRows, {Number(1, 0, "9"), Words(1, 1, "x"), Words(1, 2, "y"), Words(2, 3, "z"),
                                  Words(1, 1, "twice"), Words(0, 1, "none"), Words(1, 16'384, "none"),
                                  Words(5, 0, std::string(40'000, 'x'))}),
                ::testing::UnorderedElementsAre("表一!B1 fill_occupied", "表一!XFE1 fill_not_a_place",
                                                "表一!B0 fill_not_a_place", "表一!A1 fill_occupied",
                                                "表一!D2 fill_merged", "表一!A5 fill_too_long"));
    EXPECT_THAT(Filled(kRows, {Number(1, 0, "9")}, {.overwrite = true}),
                HasSubstr(R"(<c r="A1"><v>9</v></c>)"));
}

TEST(Patch, TakesBlanksAloneForNothing) {
    const std::string sheet =
        R"(<w><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>)"
        R"(<c r="C1" t="inlineStr"><is><t xml:space="preserve"> 　</t></is></c><c r="D1" t="s"><v>9</v></c></row></sheetData></w>)";
    const PatchResult result =
        Patch(Zip(With(WithSheet(sheet), "xl/sharedStrings.xml",
                       "<sst><si><t>姓名</t></si><si><t xml:space=\"preserve\">　 </t></si></sst>")),
              "表一", {Number(1, 0, "1"), Number(1, 1, "2"), Number(1, 2, "3"), Number(1, 3, "4")});
    EXPECT_EQ(result.filled, 2u);
    ASSERT_EQ(result.refused.size(), 2u);
    EXPECT_EQ(result.refused[0].field, "表一!A1");
    EXPECT_EQ(result.refused[1].field, "表一!D1") << "a text that is not there might be anything";
    EXPECT_THAT(Unzip(result.bytes).at(std::string(kSheet)),
                HasSubstr(R"(<c r="B1"><v>2</v></c><c r="C1"><v>3</v></c>)"));
}

TEST(Patch, KeepsIdentifiersAsTextAndDaysAsDays) {
    const std::string filled =
        Filled(R"(<w><sheetData><row r="1"><c r="A1"/><c r="B1" s="1"/><c r="C1"/></row></sheetData></w>)",
               {Number(1, 0, "371002198001011235"),
                {1, 1, CellKind::kDate, "2026-09-25"},
                {1, 2, CellKind::kDate, "2026-09-25"}});
    EXPECT_THAT(filled, HasSubstr("<t>371002198001011235</t>"));
    EXPECT_THAT(filled, HasSubstr(R"(<c r="B1" s="1"><v>46290</v></c>)"));
    EXPECT_THAT(filled, HasSubstr("<t>2026-09-25</t>"));
    EXPECT_THAT(Filled("<w><sheetData/></w>", {Words(1, 0, "=1+1")}), HasSubstr("<t>=1+1</t>"));
}

TEST(Patch, WritesNumbersSoThatTheScreenShowsThem) {
    constexpr std::string_view kStyles =
        R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>)";
    constexpr std::string_view kCells =
        R"(<w><sheetData><row r="1"><c r="A1" s="1"/><c r="B1" s="2"/><c r="C1" s="2"/><c r="D1"/></row></sheetData></w>)";
    Fill share = Number(1, 1, "85.5");
    share.per_cent = true;
    Fill plain_share = Number(1, 3, "85.5");
    plain_share.per_cent = true;
    const PatchResult result = Patch(Zip(With(WithSheet(kCells), "xl/styles.xml", std::string(kStyles))),
                                     "表一", {Number(1, 0, "412"), share, Number(1, 2, "0.5"), plain_share});
    const std::string filled = Unzip(result.bytes).at(std::string(kSheet));
    EXPECT_THAT(filled, HasSubstr(R"(<c r="A1" s="1" t="inlineStr"><is><t>412</t></is></c>)"))
        << "no day of 1901";
    EXPECT_THAT(filled, HasSubstr(R"(<c r="B1" s="2"><v>0.855</v></c>)")) << "shown as 85.50%";
    EXPECT_THAT(filled, HasSubstr(R"(<c r="C1" s="2"><v>0.5</v></c>)"));
    EXPECT_THAT(filled, HasSubstr(R"(<c r="D1"><v>85.5</v></c>)"));
}

TEST(Patch, AsksForCalculationWhereTheWorkbookHoldsFormulas) {
    constexpr std::string_view kFormula =
        R"(<w><sheetData><row r="1"><c r="A1"><f>B1*2</f><v>0</v></c></row></sheetData></w>)";
    const auto list = [&](std::string_view workbook) {
        const std::string before = Zip(With(WithSheet(kFormula), "xl/workbook.xml", std::string(workbook)));
        const PatchResult result = Patch(before, "表一", {Number(1, 1, "5")});
        EXPECT_TRUE(result.recalculates);
        return Unzip(result.bytes).at("xl/workbook.xml");
    };
    constexpr std::string_view kSheets = R"(<sheets><sheet name="表一" r:id="rId1"/></sheets>)";
    const std::string head = R"(<x:workbook xmlns:x="x" xmlns:r="r">)" + std::string(kSheets);
    EXPECT_EQ(list(head + "<x:oleSize/></x:workbook>"),
              head + R"(<x:calcPr fullCalcOnLoad="1"/><x:oleSize/></x:workbook>)");
    EXPECT_EQ(
        list(head + R"(<definedNames/><x:calcPr calcId="191029" calcMode="manual"/></x:workbook>)"),
        head +
            R"(<definedNames/><x:calcPr calcId="191029" calcMode="manual" fullCalcOnLoad="1"/></x:workbook>)");
    EXPECT_EQ(list(head + R"(<x:calcPr fullCalcOnLoad="1"/></x:workbook>)"),
              head + R"(<x:calcPr fullCalcOnLoad="1"/></x:workbook>)");
}

TEST(Patch, RefusesWhatItCannotKeepByteByByte) {
    const auto code = [](std::string_view bytes, std::string_view sheet) -> std::string {
        try {
            Patch(bytes, sheet, {Number(1, 0, "1")});
            return {};
        } catch (const Problem& problem) {
            return problem.code();
        }
    };
    EXPECT_EQ(code(Zip(SmallWorkbook("")), "表二"), "platform.workbook.no_such_sheet");
    EXPECT_EQ(
        code(Zip(WithSheet(R"(<?xml version="1.0" encoding="iso-8859-1"?><w><sheetData/></w>)")), "表一"),
        "platform.workbook.cannot_patch");
    EXPECT_EQ(code(Zip(WithSheet(std::string("\xFF\xFE<\0w\0/\0>\0", 10))), "表一"),
              "platform.workbook.cannot_patch");
    EXPECT_EQ(code(Zip(WithSheet("<w/>")), "表一"), "platform.workbook.cannot_patch");
    EXPECT_EQ(code(Zip(WithSheet("<!DOCTYPE w><w><sheetData/></w>")), "表一"),
              "platform.workbook.has_entities");
    EXPECT_EQ(code("a,b\n", "表一"), "platform.workbook.plain_text");
}

// A workbook of this program's own writer, filled, compared cell by cell.
TEST(Patch, FillsAWrittenWorkbookCellByCell) {
    const testing::Folder folder;
    {
        Writer writer(folder.At("in.xlsx"), {});
        writer.BeginSheet(
            {.name = "汇总",
             .title = "某镇统计表",
             .columns = {
                 {.title = "村名"}, {.title = "户数", .format = Format::kInteger}, {.title = "备注"}}});
        for (int row = 0; row < 200; ++row) {
            writer.BeginRow();
            writer.Text("村" + std::to_string(row));
            writer.Blank();
            row % 2 == 0 ? writer.Blank() : writer.Text("旧");
        }
        writer.Finish();
    }
    const Grid before = ReadGrid(Source::File(folder.At("in.xlsx")));
    std::string bytes;
    {
        std::FILE* file = std::fopen(folder.At("in.xlsx").c_str(), "rb");
        std::vector<char> piece(1u << 20);
        bytes.assign(piece.data(), std::fread(piece.data(), 1, piece.size(), file));
        std::fclose(file);
    }
    std::vector<Fill> fills;
    for (std::uint32_t row = 3; row < 203; row += 3) fills.push_back(Number(row, 1, std::to_string(row)));
    const PatchResult result = Patch(bytes, "汇总", fills);
    EXPECT_THAT(result.refused, IsEmpty());
    const Grid after = ReadGrid(Source::Memory(result.bytes));
    for (std::uint32_t row = 1; row < 210; ++row) {
        for (std::uint32_t column = 0; column < 3; ++column) {
            const GridCell* old = before.sheets()[0].Find(row, column);
            const GridCell* now = after.sheets()[0].Find(row, column);
            const bool filled = column == 1 && row >= 3 && row < 203 && row % 3 == 0;
            ASSERT_EQ(now != nullptr, old != nullptr || filled) << Reference(row, column);
            if (filled) {
                EXPECT_EQ(now->text, std::to_string(row));
            } else if (old) {
                EXPECT_EQ(now->text, old->text);
                EXPECT_EQ(now->style, old->style);
            }
        }
    }
}

}  // namespace
}  // namespace qz::workbook
