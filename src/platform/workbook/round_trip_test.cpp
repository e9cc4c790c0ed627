#include <fstream>
#include <stdlib.h>

#include <gmock/gmock.h>

#include "platform/base/json.hpp"
#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using testing::Heard;
using testing::ReadAll;
using ::testing::SizeIs;

// What a spreadsheet might take for a formula, a command or something else than the text it is.
const std::vector<std::string>& Dangerous() {
    static const std::vector<std::string> texts{"=1+1",
                                                "=HYPERLINK(\"http://x\",\"y\")",
                                                "+1",
                                                "-1",
                                                "@SUM(A1)",
                                                "\t=1+1",
                                                "\r=1+1",
                                                "\n=1+1",
                                                "＝1+1",
                                                "＋1",
                                                "－1",
                                                "＠A1",
                                                "{=1+1}",
                                                "=cmd|' /C calc'!A0",
                                                "http://example.org/",
                                                "mailto:x@example.org",
                                                "internal:A1",
                                                "001",
                                                "1E5",
                                                "TRUE",
                                                "#N/A",
                                                "2026-09-25",
                                                "371002198001011234",
                                                " leading",
                                                "trailing ",
                                                "two\nlines",
                                                "_x0041_",
                                                "<b>&amp;\"'</b>",
                                                "𠮷村",
                                                "]]>",
                                                "'quoted"};
    return texts;
}

ReadOptions After(std::string name) {
    return {.is_header = [name](const std::vector<std::string>& names) {
        return !names.empty() && names[0] == name;
    }};
}

std::string CodeOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Problem& problem) {
        return problem.findings().empty() ? problem.code()
                                          : problem.findings()[0].field + " " + problem.findings()[0].code;
    }
    return {};
}

TEST(Written, IsReadBackCellByCell) {
    const Folder folder;
    Writer writer(folder.At("a.xlsx"), {.mark = "示例数据"});
    writer.BeginSheet({.name = "汇总",
                       .title = "高龄津贴",
                       .columns = {{.title = "身份证号"},
                                   {.title = "人数", .format = Format::kInteger},
                                   {.title = "金额", .format = Format::kDecimal},
                                   {.title = "日期", .format = Format::kDate},
                                   {.title = "备注"}}});
    writer.BeginRow();
    writer.Text("371002198001011234");
    writer.Integer(412);
    writer.Decimal("-12.50");
    writer.Date("2026-09-25");
    writer.Blank();
    writer.BeginRow();
    writer.Text("");
    writer.Integer(9'007'199'254'740'993);
    writer.Decimal("1234567890123.4567");
    writer.Date("1899-01-01");
    writer.Text("完");
    EXPECT_EQ(writer.RowNumber(), 5u);
    writer.Finish();

    const Heard heard = ReadAll(Source::File(folder.At("a.xlsx")), After("身份证号"));
    EXPECT_EQ(heard.header.sheet, "汇总");
    EXPECT_EQ(heard.header.row, 3u);
    EXPECT_THAT(heard.header.names, ElementsAre("身份证号", "人数", "金额", "日期", "备注"));
    using Texts = std::vector<std::vector<std::string>>;
    EXPECT_EQ(heard.Texts(), (Texts{{"371002198001011234", "412", "-12.5", "2026-09-25", ""},
                                    {"", "9007199254740993", "1234567890123.4567", "1899-01-01", "完"}}));
    const auto& first = heard.rows[0].cells;
    EXPECT_EQ(first[0].kind, CellKind::kText);
    EXPECT_EQ(first[1].kind, CellKind::kNumber);
    EXPECT_EQ(first[2].kind, CellKind::kNumber);
    EXPECT_EQ(first[3].kind, CellKind::kDate);
    EXPECT_EQ(heard.rows[1].cells[1].kind, CellKind::kText);
    EXPECT_EQ(heard.rows[1].cells[2].kind, CellKind::kText);
    EXPECT_TRUE(heard.summary.findings.empty());
    EXPECT_EQ(folder.Files(), 1u);
}

TEST(Written, KeepsEveryTextAsText) {
    const Folder folder;
    Writer writer(folder.At("a.xlsx"), {});
    writer.BeginSheet(
        {.name = "=1+1", .columns = {{.title = "=head"}, {.title = "n", .format = Format::kDecimal}}});
    for (const std::string& text : Dangerous()) {
        writer.BeginRow();
        writer.Text(text);
        writer.Decimal(text + "x");
    }
    writer.Finish();
    const Heard heard = ReadAll(Source::File(folder.At("a.xlsx")));
    EXPECT_EQ(heard.header.names[0], "=head");
    ASSERT_THAT(heard.rows, SizeIs(Dangerous().size()));
    for (std::size_t row = 0; row < heard.rows.size(); ++row) {
        EXPECT_EQ(heard.rows[row].cells[0].kind, CellKind::kText);
        EXPECT_EQ(heard.rows[row].cells[0].text, Dangerous()[row]);
        EXPECT_EQ(heard.rows[row].cells[1].text, Dangerous()[row] + "x");
    }
}

TEST(Written, DecimalsComeBackAsTheyWere) {
    const Folder folder;
    const std::vector<std::string> decimals{
        "0.1",        "9.95", "8.41", "0.3", "-0.000001", "123456789012345", "99999999.9999999",
        "1234567.89", "0.07", "4.35"};
    Writer writer(folder.At("a.xlsx"), {});
    writer.BeginSheet({.name = "数", .columns = {{.title = "数", .format = Format::kDecimal, .places = 6}}});
    for (const std::string& decimal : decimals) {
        writer.BeginRow();
        writer.Decimal(decimal);
    }
    writer.Finish();
    const Heard heard = ReadAll(Source::File(folder.At("a.xlsx")));
    ASSERT_THAT(heard.rows, SizeIs(decimals.size()));
    for (std::size_t row = 0; row < decimals.size(); ++row) {
        EXPECT_EQ(heard.rows[row].cells[0].text, decimals[row]);
        EXPECT_EQ(heard.rows[row].cells[0].kind, CellKind::kNumber);
    }
}

TEST(Written, RefusesTextThatDoesNotFitAndNamesTheCell) {
    const Folder folder;
    {
        Writer writer(folder.At("a.xlsx"), {});
        writer.BeginSheet({.name = "表", .columns = {{.title = "a"}, {.title = "b"}}});
        writer.BeginRow();
        writer.Text(std::string(32'767, 'x'));
        EXPECT_EQ(CodeOf([&] { writer.Text(std::string(32'768, 'x')); }),
                  "表!B2 platform.workbook.text_too_long");
        EXPECT_EQ(CodeOf([&] { writer.Text("\xFF"); }), "表!C2 platform.workbook.not_utf8");
    }
    EXPECT_EQ(folder.Files(), 0u) << "nothing is left of a workbook that was given up";
}

TEST(Written, SaysWhenTheDiskCannotTakeIt) {
    const Folder folder;
    EXPECT_EQ(CodeOf([&] {
                  Writer writer(folder.At("missing") / "a.xlsx", {});
                  writer.BeginSheet({.name = "表", .columns = {{.title = "a"}}});
                  writer.Finish();
              }),
              "platform.workbook.no_space");
}

// openpyxl shares no line with the writer or the reader here.
TEST(Written, IsReadAlikeByAnotherProgram) {
    // Debian's own Python has Debian's package, another python3 on the path may not.
    std::string python;
    for (const std::string candidate : {"python3", "/usr/bin/python3"}) {
        if (std::system((candidate + " -c 'import openpyxl' >/dev/null 2>&1").c_str()) == 0)
            python = candidate;
    }
    if (python.empty()) {
        GTEST_SKIP() << "python3 with openpyxl is not installed (package python3-openpyxl)";
    }
    const Folder folder;
    Writer writer(folder.At("a.xlsx"), {.mark = "示例数据"});
    writer.BeginSheet({.name = "汇总",
                       .title = "题",
                       .columns = {{.title = "村"},
                                   {.title = "人数",
                                    .parts = {{.title = "男", .format = Format::kInteger},
                                              {.title = "女", .format = Format::kInteger}}},
                                   {.title = "日期", .format = Format::kDate}},
                       .frozen_columns = 1});
    for (const std::string& text : Dangerous()) {
        writer.BeginRow();
        writer.Text(text);
        writer.Integer(1);
        writer.Decimal("2.5");
        writer.Date("2026-09-25");
    }
    writer.BeginSheet(
        {.name = "汇总", .columns = {{.title = "only a header", .parts = {{.title = "x"}, {.title = "y"}}}}});
    writer.Finish();

    std::ofstream(folder.At("read.py")) << R"(
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.worksheets[0]
cells = [c for s in book.worksheets for r in s.iter_rows() for c in r]
json.dump({
    "formulas": sum(c.data_type == "f" for c in cells), "links": sum(c.hyperlink is not None for c in cells),
    "names": book.sheetnames, "merged": sorted(str(m) for m in sheet.merged_cells.ranges),
    "merged2": sorted(str(m) for m in book.worksheets[1].merged_cells.ranges),
    "head": [[c.value for c in r] for r in sheet.iter_rows(min_row=1, max_row=4)],
    "texts": [r[0].value for r in sheet.iter_rows(min_row=5)],
    "types": sorted({"".join(c.data_type for c in r) for r in sheet.iter_rows(min_row=5)}),
    "formats": [c.number_format for c in sheet[5]], "freeze": sheet.freeze_panes,
    "print": [sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize,
              sheet.oddHeader.center.text, sheet.oddFooter.center.text],
    "creator": book.properties.creator}, open(sys.argv[2], "w"))
)";
    const std::string command = python + " '" + folder.At("read.py").string() + "' '" +
                                folder.At("a.xlsx").string() + "' '" + folder.At("out.json").string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::ifstream file(folder.At("out.json"));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const json::object read = ParseJson(text).as_object();
    EXPECT_EQ(read.at("formulas"), 0);
    EXPECT_EQ(read.at("links"), 0);
    EXPECT_EQ(json::serialize(read.at("names")), R"(["汇总","汇总 2"])");
    EXPECT_EQ(json::serialize(read.at("merged")), R"(["A1:D1","A2:D2","A3:A4","B3:C3","D3:D4"])");
    EXPECT_EQ(json::serialize(read.at("merged2")), R"(["A1:B1","A2:B2"])") << "the mark above the header";
    EXPECT_EQ(
        json::serialize(read.at("head")),
        R"([["示例数据",null,null,null],["题",null,null,null],["村","人数",null,"日期"],[null,"男","女",null]])");
    EXPECT_EQ(json::serialize(read.at("types")), R"(["snnd"])");
    EXPECT_EQ(json::serialize(read.at("formats")), R"(["@","0","General","yyyy-mm-dd"])")
        << "a fraction in a column of whole numbers is not rounded on the screen";
    EXPECT_EQ(read.at("freeze"), "B5");
    EXPECT_EQ(json::serialize(read.at("print")),
              R"(["$3:$4","landscape",9,"&B示例数据","第 &P 页，共 &N 页"])");
    EXPECT_EQ(read.at("creator"), "轻装");
    const json::array& texts = read.at("texts").as_array();
    ASSERT_EQ(texts.size(), Dangerous().size());
    for (std::size_t row = 0; row < texts.size(); ++row) {
        const std::string& wanted = Dangerous()[row];
        // openpyxl leaves the escapes of Office as they are.
        if (wanted.find('\r') != std::string::npos || wanted.find("_x") != std::string::npos) continue;
        EXPECT_EQ(texts[row], json::value(wanted));
    }
}

}  // namespace
}  // namespace qz::workbook
