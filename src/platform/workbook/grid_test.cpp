#include <functional>
#include <map>

#include <gmock/gmock.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using ::testing::ElementsAre;
using testing::Parts;
using ::testing::SizeIs;
using testing::SmallWorkbook;
using testing::With;
using testing::Zip;

constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";
constexpr std::string_view kTexts = "xl/sharedStrings.xml";

std::string Refused(std::string_view bytes, const GridLimits& limits = {}) {
    try {
        ReadGrid(Source::Memory(bytes), limits);
        return {};
    } catch (const Problem& problem) {
        std::string said = problem.code().substr(problem.code().rfind('.') + 1);
        for (const auto& [name, value] : problem.arguments()) {
            if (name == "at") said += " " + value;
        }
        return said;
    }
}

std::string Whole(std::string_view rows, std::string_view rest = {}) {
    return Zip(With(
        SmallWorkbook(""), kSheet,
        "<worksheet>" + std::string(rest) + "<sheetData>" + std::string(rows) + "</sheetData></worksheet>"));
}

const GridCell& CellOf(const Grid& grid, std::uint32_t row, std::uint32_t column) {
    const GridCell* cell = grid.sheets().at(0).Find(row, column);
    if (!cell) throw std::logic_error("no cell");
    return *cell;
}

TEST(Grid, HoldsWhatTheScreenShowsAndWhatStandsBehindIt) {
    const std::string bytes = Whole(
        R"(<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" s="2"><f>TODAY()</f><v>46290</v></c></row>)"
        R"(<row r="5" hidden="1"><c r="B5" t="b"><v>1</v></c><c r="C5" t="e"><v>#REF!</v></c><c r="D5"><v>3.71002198001011E+17</v></c></row>)",
        R"(<cols><col min="2" max="2" width="21.5" hidden="1"/></cols>)");
    const Grid grid = ReadGrid(Source::Memory(bytes));
    const SheetGrid& sheet = grid.sheets().at(0);
    EXPECT_EQ(CellOf(grid, 2, 0).text, "高龄 ");
    EXPECT_EQ(CellOf(grid, 2, 2).text, "2026-09-25");
    EXPECT_TRUE(CellOf(grid, 2, 2).formula);
    EXPECT_EQ(grid.Shown(CellOf(grid, 2, 2)), "2026年9月25日");
    EXPECT_EQ(CellOf(grid, 5, 1).kind, CellKind::kBoolean);
    EXPECT_EQ(CellOf(grid, 5, 2).kind, CellKind::kError);
    EXPECT_EQ(CellOf(grid, 5, 3).kind, CellKind::kImpreciseNumber);
    EXPECT_THAT(sheet.hidden_rows, ElementsAre(5));
    EXPECT_TRUE(sheet.IsHidden(1));
    EXPECT_EQ(sheet.WidthOf(1), 21.5);
    EXPECT_EQ(sheet.Find(3, 0), nullptr);
}

TEST(Grid, OutlivesTheBytesItWasReadFrom) {
    std::optional<Grid> grid;
    {
        std::string bytes =
            Whole(R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12.5</v></c></row>)");
        grid = ReadGrid(Source::Memory(bytes));
        std::fill(bytes.begin(), bytes.end(), '\0');
    }
    const Grid moved = std::move(*grid);
    EXPECT_EQ(CellOf(moved, 1, 0).text, "姓名");
    EXPECT_EQ(CellOf(moved, 1, 1).text, "12.5");
}

TEST(Grid, ShowsNumbersInTheirFormat) {
    const auto shown = [](std::string_view value, std::string_view code) {
        return ShownText(CellKind::kNumber, value, ParseNumberFormat(code));
    };
    EXPECT_EQ(shown("12.5", "0.00"), "12.50");
    EXPECT_EQ(shown("1234.567", "#,##0.0_ "), "1234.6");
    EXPECT_EQ(shown("0.125", "0.0%"), "12.5%");
    EXPECT_EQ(shown("12", "General"), "12");
    EXPECT_EQ(shown("12", "@"), "12");
    EXPECT_EQ(shown("12.5", "\"共\"0.0\"亩\""), "12.5");
    const auto day = [](std::string_view code) {
        return ShownText(CellKind::kDate, "2026-09-05", ParseNumberFormat(code));
    };
    EXPECT_EQ(day("yyyy\"年\"m\"月\";@"), "2026年9月");
    EXPECT_EQ(day("[$-804]yyyy/mm/dd"), "2026/09/05");
    EXPECT_EQ(day("mmm-yy"), "2026-09-05");
}

TEST(Grid, TakesTheListsThatTheWorkbookDemands) {
    const std::string rows =
        R"(<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>乙</t></is></c></row>)";
    const auto lists = [&](const std::string& validations) {
        const std::string sheet =
            "<worksheet><sheetData>" + rows + "</sheetData>" + validations + "</worksheet>";
        const Grid grid = ReadGrid(Source::Memory(Zip(With(SmallWorkbook(""), kSheet, sheet))));
        std::vector<std::vector<std::string>> values;
        for (const ChoiceList& list : grid.sheets()[0].choices) values.push_back(list.values);
        return values;
    };
    const auto validation = [](const std::string& list) {
        return R"(<dataValidation type="list" sqref="C3:C9 D3"><formula1>)" + list +
               "</formula1></dataValidation>";
    };
    EXPECT_THAT(lists(validation("\"男, 女\"")), ElementsAre(ElementsAre("男", "女")));
    EXPECT_THAT(lists(validation("$A$1:$A$2")), ElementsAre(ElementsAre("甲", "乙")));
    EXPECT_THAT(lists(validation("表一!$A$2")), ElementsAre(ElementsAre("乙")));
    EXPECT_THAT(lists(validation("INDIRECT(A1)")), SizeIs(0));
    // As newer programs write lists that lie on another sheet.
    EXPECT_THAT(
        lists(
            R"(<extLst><ext><x14:dataValidation type="list"><x14:formula1><xm:f>表一!$A$1:$A$2</xm:f></x14:formula1>)"
            R"(<xm:sqref>B1:B9</xm:sqref></x14:dataValidation></ext></extLst>)"),
        ElementsAre(ElementsAre("甲", "乙")));
}

TEST(Grid, ReadsWhatOtherProgramsWrite) {
    // No dimension, no references, a byte order mark, a prefix, absolute targets, strict names, a part of any
    // name.
    const std::string relationships =
        R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
    const std::string strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/";
    const Parts parts = {
        {"[Content_Types].xml", "<Types/>"},
        {"_rels/.rels", relationships + R"(<Relationship Id="a" Type=")" + strict +
                            R"(officeDocument" Target="/book/main.xml"/></Relationships>)"},
        {"book/main.xml",
         R"(<x:workbook xmlns:x="x" xmlns:q="q"><x:sheets><x:sheet name="A" q:id="s"/></x:sheets></x:workbook>)"},
        {"book/_rels/main.xml.rels",
         relationships + R"(<Relationship Id="s" Type=")" + strict +
             R"(worksheet" Target="../pages/%E8%A1%A8%201.xml"/></Relationships>)"},
        {"pages/表 1.xml",
         "\xEF\xBB\xBF<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"x\"><x:sheetData><x:row><x:c "
         "t=\"inlineStr\">"
         "<x:is><x:t>村名</x:t></x:is></x:c><x:c "
         "t=\"d\"><x:v>2026-09-25</x:v></x:c></x:row></x:sheetData></x:worksheet>"}};
    const Grid grid = ReadGrid(Source::Memory(Zip(parts)));
    EXPECT_EQ(CellOf(grid, 1, 0).text, "村名");
    EXPECT_EQ(CellOf(grid, 1, 1).text, "2026-09-25");
}

// One and the same table, as programs put it in a file.
TEST(Grid, ReadsATableHoweverItIsWritten) {
    const std::string rows =
        R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>)"
        R"(<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>46290</v></c><c r="C2"><v>120</v></c></row>)";
    const std::string texts = "<sst><si><t>村名</t></si><si><t>日期</t></si><si><t>崖头村</t></si></sst>";
    const auto sheet = [](const std::string& inside) {
        return "<worksheet><sheetData>" + inside + "</sheetData></worksheet>";
    };
    const Parts plain = With(With(SmallWorkbook(""), kSheet, sheet(rows)), kTexts, texts);
    const auto with_sheet = [&](const std::string& inside) { return With(plain, kSheet, sheet(inside)); };
    const auto changed = [](std::string text, std::string_view from, std::string_view to) {
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
            text.replace(at, from.size(), to);
        }
        return text;
    };
    const auto wide = [](const std::string& xml) {
        std::string units = "\xFF\xFE";
        const std::string all = R"(<?xml version="1.0" encoding="UTF-16"?>)" + xml;
        for (std::size_t at = 0; at < all.size(); ++at) {
            unsigned code = static_cast<unsigned char>(all[at]);
            if (code >= 0xE0) {  // all that is not ASCII here takes three bytes
                code = (code & 0xFu) << 12 | (static_cast<unsigned char>(all[at + 1]) & 0x3Fu) << 6 |
                       (static_cast<unsigned char>(all[at + 2]) & 0x3Fu);
                at += 2;
            }
            units += static_cast<char>(code & 0xFFu);
            units += static_cast<char>(code >> 8);
        }
        return units;
    };
    const auto renamed = [](Parts parts, const std::function<std::string(std::string)>& name) {
        for (auto& part : parts) part.first = name(part.first);
        return parts;
    };
    const std::map<std::string, Parts> ways = {
        {"plain", plain},
        {"references of neither rows nor cells",
         with_sheet(changed(changed(changed(rows, " r=\"1\"", ""), " r=\"2\"", ""), " r=\"", " x=\""))},
        {"rich text with a reading above it",
         With(
             plain, kTexts,
             changed(
                 texts, "<t>崖头村</t>",
                 "<r><rPr><b/></rPr><t>崖</t></r><r><t>头村</t></r><rPh sb=\"0\" eb=\"1\"><t>ya</t></rPh>"))},
        {"texts in their cells, rich too",
         with_sheet(
             changed(changed(changed(rows, R"(t="s"><v>0</v>)", R"(t="inlineStr"><is><t>村名</t></is>)"),
                             R"(t="s"><v>1</v>)", R"(t="str"><f>"日"&amp;"期"</f><v>日期</v>)"),
                     R"(t="s"><v>2</v>)", R"(t="inlineStr"><is><r><t>崖头</t></r><r><t>村</t></r></is>)"))},
        {"set in lines for people",
         with_sheet(changed(changed(rows, "<v>", "<v>\r\n  "), "</v>", "\t</v>\n"))},
        {"numbers in scientific notation", with_sheet(changed(rows, "<v>120<", "<v>1.2E+2<"))},
        {"a day in words",
         with_sheet(changed(rows, R"(s="1"><v>46290)", R"(s="1" t="d"><v>2026-09-25T00:00:00)"))},
        {"days counted from 1904", With(With(SmallWorkbook("", R"(<workbookPr date1904="true"/>)"), kSheet,
                                             sheet(changed(rows, "46290", "44828"))),
                                        kTexts, texts)},
        {"an empty value behind the last cell",
         with_sheet(changed(
             rows, "<v>120</v></c>",
             R"(<v>120</v></c><c r="D2" t="s"><v/></c><c r="E2" t="b"><v></v></c><c r="F2"><v/></c>)"))},
        {"styles down to the end of the sheet",
         with_sheet(rows + R"(<row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>)")},
        {"a wrong extent, and what only newer programs know",
         With(
             plain, kSheet,
             R"(<worksheet xmlns:mc="mc" mc:Ignorable="x"><dimension ref="A1"/><mc:AlternateContent><mc:Choice/></mc:AlternateContent><sheetData>)" +
                 rows + "</sheetData><extLst><ext><c r=\"A9\"><v>9</v></c></ext></extLst></worksheet>")},
        {"UTF-16", With(With(plain, kSheet, wide(sheet(rows))), kTexts, wide(texts))},
        {"a byte order mark", With(plain, kSheet, "\xEF\xBB\xBF" + sheet(rows))},
        {"a prefix", With(plain, kSheet, changed(changed(sheet(rows), "<", "<x:"), "<x:/", "</x:"))},
        {"names with the other slash",
         renamed(plain, [&](const std::string& name) { return changed(name, "xl/", "xl\\"); })},
        {"names in other letters",
         renamed(plain, [&](const std::string& name) { return changed(name, "sheet1.xml", "Sheet1.XML"); })},
        {"folders among the parts", With(With(plain, "xl/", ""), "xl/worksheets/", "")},
        {"the other slash where parts name each other",
         [&] {
             Parts parts = plain;
             for (auto& [name, content] : parts) {
                 if (!name.ends_with(".rels")) continue;
                 content = changed(changed(content, "\"worksheets/", "\"worksheets\\"), "\"/xl/", "\"\\xl\\");
                 content = changed(content, "\"xl/", "\"xl\\");
             }
             return parts;
         }()},
        {"days counted from 1904, with what newer programs add under the same name",
         With(
             With(
                 With(
                     SmallWorkbook(""), "xl/workbook.xml",
                     R"(<workbook xmlns:r="r" xmlns:n="n"><workbookPr date1904="1"/><sheets><sheet name="表一" r:id="rId1"/></sheets>)"
                     R"(<extLst><ext><n:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>)"),
                 kSheet, sheet(changed(rows, "46290", "44828"))),
             kTexts, texts)},
    };
    for (const auto& [way, parts] : ways) {
        SCOPED_TRACE(way);
        const std::string bytes = Zip(parts);
        ASSERT_EQ(Refused(bytes), "");
        const Grid grid = ReadGrid(Source::Memory(bytes));
        const SheetGrid& read = grid.sheets().at(0);
        ASSERT_THAT(read.cells, SizeIs(5));
        EXPECT_EQ(CellOf(grid, 1, 0).text, "村名");
        EXPECT_EQ(CellOf(grid, 1, 1).text, "日期");
        EXPECT_EQ(CellOf(grid, 2, 0).text, "崖头村");
        EXPECT_EQ(CellOf(grid, 2, 1).text, "2026-09-25");
        EXPECT_EQ(CellOf(grid, 2, 1).kind, CellKind::kDate);
        EXPECT_EQ(CellOf(grid, 2, 2).text, "120");
    }
}

TEST(Grid, DoesWithoutPartsThatAreNamedButMissing) {
    const Parts whole = SmallWorkbook(R"(<row r="2"><c r="B2"><v>120</v></c></row>)");
    const auto without = [](Parts parts, std::string_view name) {
        std::erase_if(parts, [name](const auto& part) { return part.first == name; });
        return parts;
    };
    for (const std::string_view part : {"xl/styles.xml", "xl/sharedStrings.xml"}) {
        const Grid grid = ReadGrid(Source::Memory(Zip(without(whole, part))));
        EXPECT_EQ(CellOf(grid, 2, 1).text, "120") << part;
    }
    const Parts texts = SmallWorkbook(R"(<row r="2"><c r="B2" t="s"><v>0</v></c></row>)");
    EXPECT_EQ(Refused(Zip(without(texts, "xl/sharedStrings.xml"))), "damaged_cell 表一!B2");
}

TEST(Grid, DoesWithoutPartsThatNobodyNames) {
    Parts bare = With(
        SmallWorkbook(R"(<row r="2"><c r="B2"><v>120</v></c></row>)"), "xl/_rels/workbook.xml.rels",
        R"(<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>)");
    EXPECT_EQ(CellOf(ReadGrid(Source::Memory(Zip(bare))), 2, 1).text, "120");
    // Many programs and people zip the folders as well.
    bare.insert(bare.begin(), {{"xl/", ""}, {"xl/worksheets/", ""}});
    EXPECT_EQ(CellOf(ReadGrid(Source::Memory(Zip(bare))), 2, 1).text, "120");
}

TEST(Grid, ReadsDaysAndTimesInWords) {
    const auto read = [](std::string_view words) {
        const Grid grid =
            ReadGrid(Source::Memory(Whole("<row><c t=\"d\"><v>" + std::string(words) + "</v></c></row>")));
        return std::string(CellOf(grid, 1, 0).text);
    };
    EXPECT_EQ(read("2026-09-25"), "2026-09-25");
    EXPECT_EQ(read("2026-09-25T00:00:00.000"), "2026-09-25");
    EXPECT_EQ(read("2026-09-25T10:30"), "2026-09-25T10:30:00");
    EXPECT_EQ(read("2026-09-25 10:30:05.250Z"), "2026-09-25T10:30:05");
    EXPECT_EQ(read("1899-12-30T10:30:00"), "10:30:00");
    EXPECT_EQ(read("10:30:05"), "10:30:05");
    for (const std::string_view wrong : {"2026-02-30", "10点", "2026-09-25T25", "Z"}) {
        EXPECT_EQ(Refused(Whole("<row><c t=\"d\"><v>" + std::string(wrong) + "</v></c></row>")),
                  "damaged_cell 表一!A1")
            << wrong;
    }
}

TEST(Grid, NamesThePartThatCannotBeRead) {
    const auto part = [](std::string_view bytes) -> std::string {
        try {
            ReadGrid(Source::Memory(bytes));
        } catch (const Problem& problem) {
            if (problem.code() != "platform.workbook.unreadable_part") return problem.code();
            for (const auto& [name, value] : problem.arguments()) {
                if (name == "part") return value;
            }
        }
        return {};
    };
    const Parts sound = SmallWorkbook("<row><c><v>1</v></c></row>");
    const auto without = [&](std::string_view name) {
        Parts parts = sound;
        std::erase_if(parts, [name](const auto& each) { return each.first == name; });
        return Zip(parts);
    };
    for (const std::string_view name :
         {"[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"}) {
        EXPECT_EQ(part(without(name)), name);
    }
    EXPECT_EQ(part(Zip(With(sound, "XL/worksheets/Sheet1.xml", "<worksheet/>"))), "XL/worksheets/Sheet1.xml");
    EXPECT_EQ(
        part(Zip(With(
            sound, "_rels/.rels",
            R"(<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/book.xml"/></Relationships>)"))),
        "xl/book.xml");
    // One byte of a packed part is another one.
    const std::string long_sheet = [] {
        std::string rows;
        for (int row = 1; row < 300; ++row)
            rows += "<row><c><v>" + std::to_string(row * 7919 % 1000) + "</v></c></row>";
        return Zip(SmallWorkbook(rows));
    }();
    std::string damaged = long_sheet;
    const std::size_t at = damaged.find("xl/worksheets/sheet1.xml") + 400;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    EXPECT_EQ(part(long_sheet), "");
    EXPECT_THAT(part(damaged), ::testing::AnyOf("xl/worksheets/sheet1.xml", "platform.workbook.damaged_part",
                                                "platform.workbook.damaged_cell"));
}

TEST(Grid, PassesOverSheetsWithoutCells) {
    Parts parts = With(SmallWorkbook(R"(<row><c><v>1</v></c></row>)"), "xl/workbook.xml",
                       R"(<workbook><sheets><sheet name="图" r:id="rId8"/><sheet name="表一" r:id="rId1"/>)"
                       R"(<sheet name="再来" state="veryHidden" r:id="rId1"/></sheets></workbook>)");
    const Grid grid = ReadGrid(Source::Memory(Zip(parts)));
    ASSERT_THAT(grid.sheets(), SizeIs(3));
    EXPECT_FALSE(grid.sheets()[0].has_cells);
    EXPECT_TRUE(grid.sheets()[1].has_cells);
    EXPECT_FALSE(grid.sheets()[2].has_cells) << "one part is read once";
    EXPECT_TRUE(grid.sheets()[2].hidden);
    EXPECT_EQ(Refused(Zip(With(parts, "xl/workbook.xml", "<workbook/>"))), "no_sheet");
}

TEST(Grid, NamesTheFaultAndItsCell) {
    EXPECT_EQ(Refused(Whole(R"(<row r="2"><c r="B2" t="s"><v>9</v></c></row>)")), "damaged_cell 表一!B2");
    EXPECT_EQ(Refused(Whole(R"(<row r="2"><c r="B2"><v>x</v></c></row>)")), "damaged_cell 表一!B2");
    EXPECT_EQ(Refused(Whole(R"(<row r="3"/><row r="2"/>)")), "damaged_cell 表一!A2")
        << "the row that comes too late";
    EXPECT_EQ(Refused(Whole(R"(<row r="1"><c r="XFD1"><v>1</v></c></row>)")), "too_many_columns 表一!XFD1");
    EXPECT_EQ(Refused(Whole(R"(<row><c><v>1</v></c><c><v>2</v></c></row>)"), {.cells = 1}),
              "too_many_cells 表一!B1");
    EXPECT_EQ(
        Refused(Whole(R"(<row><c><v>1</v></c></row><row><c><v>2</v></c></row>)"), {.file = {.rows = 1}}),
        "too_many_rows");
    EXPECT_EQ(Refused(Whole(R"(<row><c t="str"><v>abc</v></c></row>)"), {.text_bytes = 2}), "too_much_text");
    EXPECT_EQ(
        Refused(
            Zip(With(
                SmallWorkbook(""), kSheet,
                R"(<worksheet><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/></mergeCells></worksheet>)")),
            {.merges = 1}),
        "too_many_merges");
    std::string said = "none";
    for (std::uint64_t most = 1; !said.empty(); ++most) {
        const std::string last = said;
        said = Refused(Whole(R"(<row r="7"><c r="B7" s="1"/><c r="C7" s="1"/><c r="D7" s="1"/></row>)"),
                       {.file = {.xml_elements = most}});
        if (said.empty()) {
            EXPECT_EQ(last, "too_much_format 表一!C7") << "where one element more was not read";
        }
    }
    std::string long_text = "<row><c t=\"str\"><v>" + std::string(40'000, 'x') + "</v></c></row>";
    EXPECT_EQ(Refused(Whole(long_text)), "cell_too_long 表一!A1");
}

TEST(Grid, TakesNothingButAPlainWorkbookWhateverItsName) {
    const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
    std::string locked = ole;
    for (const char character : std::string_view("EncryptedPackage"))
        locked += std::string(1, character) + '\0';
    EXPECT_EQ(Refused(ole), "old_format");
    EXPECT_EQ(Refused(locked), "encrypted");
    EXPECT_EQ(Refused("村名,户数\n崖头村,120\n"), "plain_text");
    EXPECT_EQ(Refused(""), "empty_file");
    EXPECT_EQ(Refused("<html></html>"), "web_page");
    EXPECT_EQ(Refused("{\\rtf1 x}"), "not_a_workbook");
    EXPECT_EQ(Refused(Zip({{"word/document.xml", "<w/>"}})), "word_document");
    EXPECT_EQ(Refused(Zip({{"content.xml", "<w/>"}})), "other_format");
    EXPECT_EQ(Refused("PK\x03\x04 and no more"), "damaged");
    EXPECT_EQ(Refused(Zip({{"汇总表.xlsx", "PK"}, {"通知.docx", "PK"}})), "zip_archive");
    EXPECT_EQ(Refused("\r\n\r\n" + Zip(SmallWorkbook(""))), "damaged") << "what a server put before it";
    const Parts sound = SmallWorkbook("<row><c><v>1</v></c></row>");
    EXPECT_EQ(Refused(Zip(sound)), "");
    EXPECT_EQ(Refused(Zip(With(sound, "xl/vbaProject.bin", "x"))), "has_macros");
    // A workbook that may hold macros, under the name of one that may not.
    EXPECT_EQ(
        Refused(Zip(With(
            sound, "[Content_Types].xml",
            R"(<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>)"))),
        "has_macros");
    EXPECT_EQ(Refused(Zip(With(sound, kSheet, "<!DOCTYPE w><w/>"))), "has_entities");
    EXPECT_EQ(Refused(Zip(With(sound, kSheet, "<worksheet><sheetData>"))), "damaged_part");
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<a>";
    EXPECT_EQ(Refused(Zip(With(sound, kSheet, deep))), "too_deep");
    EXPECT_EQ(Refused(Zip(With(sound, kSheet, "<worksheet>" + std::string(8u << 20, ' ') + "</worksheet>"))),
              "unpacks_too_large");
}

}  // namespace
}  // namespace qz::workbook
