#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include <gmock/gmock.h>
#include <zip.h>

#include "platform/workbook/workbook_support.hpp"

// A workbook with everything that offices put into one, filled: what comes back is the same but for the
// cells.
namespace qz::workbook {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Parts;
using testing::Zip;

constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";
constexpr std::string_view kList = "xl/workbook.xml";

// With its formulas: a shared one, one of an array, one that looks at the other sheet.
const std::string kRows =
    R"(<row r="1" spans="1:6" ht="30" customHeight="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/><c r="C1" s="1"/></row>)"
    R"(<row r="2" spans="1:6"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>2</v></c><c r="C2" t="s"><v>3</v></c><c r="D2" t="inlineStr"><is><t>合计</t></is></c></row>)"
    R"(<row r="3" spans="1:6"><c r="A3" s="2" t="s"><v>4</v></c><c r="B3" s="2"/><c r="C3" s="2"><v>5</v></c><c r="D3" s="2"><f t="shared" ref="D3:D4" si="0">B3+C3</f><v>5</v></c></row>)"
    R"(<row r="4" spans="1:6"><c r="A4" s="2" t="s"><v>5</v></c><c r="B4" s="2"><v>7</v></c><c r="C4" s="2"/><c r="D4" s="2"><f t="shared" si="0"/><v>7</v></c></row>)"
    R"(<row r="5" spans="1:6"><c r="A5" t="inlineStr"><is><t>合计</t></is></c><c r="B5"><f>SUM(B3:B4)</f><v>7</v></c><c r="C5"><f>另表!A1</f><v>1</v></c><c r="D5"><f t="array" ref="D5">SUM(B3:B4*1)</f><v>7</v></c></row>)";

std::string Sheet(const std::string& rows) {
    return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
           "\r\n"
           R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">)"
           R"(<sheetPr codeName="Sheet1"><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:D5"/>)"
           R"(<sheetViews><sheetView workbookViewId="0"><pane ySplit="2" topLeftCell="A3" state="frozen"/></sheetView></sheetViews>)"
           R"(<cols><col min="1" max="1" width="22.5" customWidth="1"/></cols><sheetData>)" +
           rows +
           R"(</sheetData><sheetProtection sheet="1" objects="1"/><autoFilter ref="A2:D4"/>)"
           R"(<mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells>)"
           R"(<conditionalFormatting sqref="B3:B4"><cfRule type="cellIs" dxfId="0" priority="1" operator="greaterThan"><formula>100</formula></cfRule></conditionalFormatting>)"
           R"(<dataValidations count="1"><dataValidation type="whole" sqref="B3:C4"><formula1>0</formula1><formula2>9</formula2></dataValidation></dataValidations>)"
           R"(<hyperlinks><hyperlink ref="A3" r:id="rId5"/></hyperlinks><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>)"
           R"(<pageSetup paperSize="9" orientation="landscape" r:id="rId1"/><headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>)"
           R"(<drawing r:id="rId2"/><legacyDrawing r:id="rId3"/><tableParts count="1"><tablePart r:id="rId4"/></tableParts>)"
           R"(<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst></worksheet>)";
}

std::string List(std::string_view calculation) {
    return R"(<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr defaultThemeVersion="124226"/>)"
           R"(<sheets><sheet name="人口" sheetId="1" r:id="rId1"/><sheet name="另表" sheetId="2" r:id="rId2"/></sheets>)"
           R"(<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">人口!$1:$2</definedName></definedNames>)" +
           std::string(calculation) + "</workbook>";
}

constexpr std::string_view kCalculation = R"(<calcPr calcId="191029" iterate="1"/>)";

Parts Office(std::string_view calculation = kCalculation) {
    const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const auto relations = [&types](const std::vector<std::array<std::string, 3>>& each) {
        std::string xml =
            R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
        for (const auto& [id, type, target] : each) {
            xml.append(R"(<Relationship Id=")").append(id).append(R"(" Type=")").append(types).append(type);
            xml.append(R"(" Target=")").append(target);
            xml.append(target.starts_with("http") ? R"(" TargetMode="External"/>)" : R"("/>)");
        }
        return xml + "</Relationships>";
    };
    const std::string main = R"( xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main")";
    return {
        {"[Content_Types].xml",
         R"(<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>)"},
        {"_rels/.rels", relations({{"rId1", "officeDocument", "xl/workbook.xml"}})},
        {std::string(kList), List(calculation)},
        {"xl/_rels/workbook.xml.rels", relations({{"rId1", "worksheet", "worksheets/sheet1.xml"},
                                                  {"rId2", "worksheet", "worksheets/sheet2.xml"},
                                                  {"rId3", "styles", "styles.xml"},
                                                  {"rId4", "sharedStrings", "sharedStrings.xml"},
                                                  {"rId5", "calcChain", "calcChain.xml"}})},
        {std::string(kSheet), Sheet(kRows)},
        {"xl/worksheets/_rels/sheet1.xml.rels",
         relations({{"rId1", "printerSettings", "../printerSettings1.bin"},
                    {"rId2", "drawing", "../drawings/drawing1.xml"},
                    {"rId3", "vmlDrawing", "../drawings/vml1.vml"},
                    {"rId4", "table", "../tables/table1.xml"},
                    {"rId5", "hyperlink", "http://127.0.0.1/a"},
                    {"rId6", "comments", "../comments1.xml"}})},
        {"xl/worksheets/sheet2.xml",
         "<worksheet" + main +
             R"(><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>人口!B3*2</f><v>0</v></c></row></sheetData></worksheet>)"},
        {"xl/sharedStrings.xml",
         "<sst" + main +
             R"( count="6" uniqueCount="6"><si><t>某镇人口统计表</t></si><si><t>村名</t></si><si><r><t>男</t></r><rPh sb="0" eb="1"><t>nan</t></rPh></si><si><t>女</t></si><si><t>崖头村</t></si><si><t>河东村</t></si></sst>)"},
        {"xl/styles.xml",
         "<styleSheet" + main +
             R"(><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="49"/><xf numFmtId="3"/></cellXfs><dxfs count="1"><dxf/></dxfs></styleSheet>)"},
        {"xl/calcChain.xml", "<calcChain" + main + R"(><c r="D3" i="1"/><c r="D4"/><c r="B5"/></calcChain>)"},
        {"xl/printerSettings1.bin", std::string("\0\1\2printer\xFF", 11)},
        {"xl/drawings/drawing1.xml", "<xdr:wsDr xmlns:xdr=\"x\">\n</xdr:wsDr>"},
        {"xl/drawings/vml1.vml", "<xml><v:shape xmlns:v='v'></xml>"},
        {"xl/tables/table1.xml", "<table" + main + R"( id="1" name="T" ref="A2:D4"/>)"},
        {"xl/comments1.xml", "<comments" + main + "/>"},
        {"customXml/item1.xml", "\xEF\xBB\xBF<a>\r\n</a>"},
        {"docProps/app.xml", "<Properties/>"},
    };
}

// In the order of the package.
Parts Unzip(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_t* archive = zip_open_from_source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error),
                                          ZIP_RDONLY, &error);
    Parts parts;
    for (zip_int64_t index = 0; index < zip_get_num_entries(archive, 0); ++index) {
        const auto number = static_cast<zip_uint64_t>(index);
        zip_file_t* file = zip_fopen_index(archive, number, 0);
        std::string part;
        std::vector<char> piece(4096);
        for (zip_int64_t got = 0; (got = zip_fread(file, piece.data(), piece.size())) > 0;) {
            part.append(piece.data(), static_cast<std::size_t>(got));
        }
        zip_fclose(file);
        parts.emplace_back(zip_get_name(archive, number, 0), std::move(part));
    }
    zip_discard(archive);
    return parts;
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::vector<Fill> Fills() {
    return {{3, 1, CellKind::kNumber, "12"},       {4, 2, CellKind::kNumber, "30"},
            {5, 1, CellKind::kNumber, "99"},       {4, 3, CellKind::kNumber, "99"},
            {5, 3, CellKind::kNumber, "99"},       {3, 4, CellKind::kText, "新增<1>&户"},
            {6, 0, CellKind::kText, "=HYPERLINK("}};
}

TEST(PatchedPackage, IsTheSamePartByPartButForTheCellsFilled) {
    const Parts before = Office();
    const PatchResult result = Patch(Zip(before), "人口", Fills());
    EXPECT_EQ(result.filled, 4u);
    std::vector<std::string> refused;
    for (const Finding& finding : result.refused) {
        EXPECT_EQ(finding.code, "platform.workbook.fill_formula");
        refused.push_back(finding.field);
    }
    EXPECT_THAT(refused, ElementsAre("人口!D4", "人口!B5", "人口!D5")) << "formulas stay";
    EXPECT_TRUE(result.recalculates);

    std::string sheet = Sheet(kRows);
    sheet = Replaced(sheet, R"(<c r="B3" s="2"/>)", R"(<c r="B3" s="2"><v>12</v></c>)");
    sheet = Replaced(sheet, R"(<c r="C4" s="2"/>)", R"(<c r="C4" s="2"><v>30</v></c>)");
    sheet = Replaced(
        sheet, R"(si="0">B3+C3</f><v>5</v></c>)",
        R"(si="0">B3+C3</f><v>5</v></c><c r="E3" t="inlineStr"><is><t>新增&lt;1&gt;&amp;户</t></is></c>)");
    sheet = Replaced(
        sheet, "</row></sheetData>",
        R"(</row><row r="6"><c r="A6" t="inlineStr"><is><t>=HYPERLINK(</t></is></c></row></sheetData>)");
    sheet = Replaced(sheet, R"(<dimension ref="A1:D5"/>)", R"(<dimension ref="A1:E6"/>)");
    Parts expected = before;
    for (auto& [name, content] : expected) {
        if (name == kSheet) content = sheet;
        if (name == kList) content = List(R"(<calcPr calcId="191029" iterate="1" fullCalcOnLoad="1"/>)");
    }
    EXPECT_EQ(Unzip(result.bytes), expected);
}

TEST(PatchedPackage, AsksForCalculationWhereTheListOfSheetsSaysNothingOfIt) {
    const Parts after = Unzip(Patch(Zip(Office("")), "人口", Fills()).bytes);
    EXPECT_EQ(after[2].second, List(R"(<calcPr fullCalcOnLoad="1"/>)"));
}

TEST(PatchedPackage, HasOnlyTheFilledCellsChanged) {
    const std::string before_bytes = Zip(Office());
    const Grid before = ReadGrid(Source::Memory(before_bytes));
    const Grid after = ReadGrid(Source::Memory(Patch(before_bytes, "人口", Fills()).bytes));
    const std::map<std::string, std::string> filled = {
        {"B3", "12"}, {"C4", "30"}, {"E3", "新增<1>&户"}, {"A6", "=HYPERLINK("}};
    ASSERT_EQ(after.sheets().size(), before.sheets().size());
    for (std::size_t sheet = 0; sheet < after.sheets().size(); ++sheet) {
        for (std::uint32_t row = 1; row < 12; ++row) {
            for (std::uint32_t column = 0; column < 12; ++column) {
                const GridCell* old = before.sheets()[sheet].Find(row, column);
                const GridCell* now = after.sheets()[sheet].Find(row, column);
                const auto fill = filled.find(Reference(row, column));
                if (sheet == 0 && fill != filled.end()) {
                    ASSERT_TRUE(now) << fill->first;
                    EXPECT_EQ(now->text, fill->second);
                    EXPECT_FALSE(now->formula);
                    continue;
                }
                ASSERT_EQ(now != nullptr, old != nullptr) << sheet << Reference(row, column);
                if (!now) continue;
                EXPECT_EQ(now->text, old->text);
                EXPECT_EQ(now->kind, old->kind);
                EXPECT_EQ(now->style, old->style);
                EXPECT_EQ(now->formula, old->formula);
            }
        }
    }
}

// With the real program, where it is installed. (Whether LibreOffice calculates anew is a setting of its
// user.)
TEST(PatchedPackage, OpensInLibreOffice) {
    const std::filesystem::path soffice = FindConverter();
    if (soffice.empty()) GTEST_SKIP() << "no LibreOffice";
    const testing::Folder folder;
    const std::string bytes = Patch(Zip(Office()), "人口", Fills()).bytes;
    std::ofstream(folder.At("in.xlsx"), std::ios::binary) << bytes;
    const std::string home = folder.At("home").string();
    const std::string command = "cd '" + folder.At("").string() + "' && HOME='" + home + "' '" +
                                soffice.string() + "' -env:UserInstallation=file://" + home +
                                " --headless --convert-to csv:'Text - txt - csv (StarCalc)':44,34,76 in.xlsx "
                                ">/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::ifstream file(folder.At("in.csv"), std::ios::binary);
    std::ostringstream said;
    said << file.rdbuf();
    EXPECT_THAT(said.str(), HasSubstr("崖头村,12,5,"));
    EXPECT_THAT(said.str(), HasSubstr(",新增<1>&户"));
    EXPECT_THAT(said.str(), HasSubstr("河东村,7,30,"));
    EXPECT_THAT(said.str(), HasSubstr("=HYPERLINK("));
}

}  // namespace
}  // namespace qz::workbook
