#include <gmock/gmock.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using ::testing::ElementsAre;
using testing::Heard;
using testing::ReadBytes;
using testing::RefusalOf;
using ::testing::SizeIs;

using Texts = std::vector<std::vector<std::string>>;

TEST(Csv, ReadsQuotesCommasAndLineBreaksInsideValues) {
    const Heard heard = ReadBytes("name,remark\r\n\"Li, \"\"A\"\"\",\"two\r\nlines\"\r\nWang,\r\n");
    EXPECT_THAT(heard.header.names, ElementsAre("name", "remark"));
    EXPECT_EQ(heard.Texts(), (Texts{{"Li, \"A\"", "two\r\nlines"}, {"Wang", ""}}));
    EXPECT_EQ(heard.rows[1].number, 3u);
    EXPECT_EQ(heard.summary.rows, 2u);
}

TEST(Csv, ReadsAnyLineEndAndALastLineWithoutOne) {
    const Texts wanted{{"1", "2"}, {"3", "4"}};
    EXPECT_EQ(ReadBytes("a,b\n1,2\n3,4").Texts(), wanted);
    EXPECT_EQ(ReadBytes("a,b\r1,2\r3,4\r").Texts(), wanted);
    EXPECT_EQ(ReadBytes("a,b\r\n\r\n1,2\r\n\n3,4\r\n").Texts(), wanted);
    EXPECT_EQ(ReadBytes("\na,b\n1,2\n3,4\n").Texts(), wanted);
    EXPECT_EQ(ReadBytes("a;b\n1;2\n3;4\n").Texts(), wanted);
    EXPECT_EQ(ReadBytes("a\tb\n1\t2\n3\t4\n").Texts(), wanted);
}

TEST(Csv, ReadsUtf8WithAndWithoutItsMark) {
    EXPECT_THAT(ReadBytes("姓名\n张三\n").header.names, ElementsAre("姓名"));
    EXPECT_THAT(ReadBytes("\xEF\xBB\xBF姓名\n张三\n").header.names, ElementsAre("姓名"));
}

TEST(Csv, ReadsWhatChineseExcelSaves) {
    const Heard heard = ReadBytes("\xD0\xD5\xC3\xFB,\xB4\xE5\r\n\xD5\xC5\xC8\xFD,\x95\x32\x83\x37\r\n");
    EXPECT_THAT(heard.header.names, ElementsAre("姓名", "村"));
    ASSERT_THAT(heard.rows, SizeIs(1));
    EXPECT_EQ(heard.rows[0].cells[0].text, "张三");
    EXPECT_EQ(heard.rows[0].cells[1].text, "𠀋");  // four bytes in GB 18030
}

TEST(Csv, ReadsUnicodeTextOfExcel) {
    const std::string_view bytes(
        "\xFF\xFE"
        "a\0\t\0"
        "b\0\n\0"
        "1\0\t\0"
        "2\0\n\0",
        18);
    EXPECT_EQ(ReadBytes(bytes).Texts(), (Texts{{"1", "2"}}));
}

TEST(Csv, RefusesBytesInNoKnownEncoding) {
    EXPECT_EQ(RefusalOf("a,b\n\xFF\xFF\xFF,1\n"), "platform.workbook.unknown_encoding");
}

TEST(Csv, RefusesAQuoteThatIsNeverClosed) {
    EXPECT_EQ(RefusalOf("a,b\n1,\"2\n3,4\n"), "platform.workbook.open_quote");
}

TEST(Csv, KeepsLongNumbersAndSeesThoseThatExcelShortened) {
    const Heard heard = ReadBytes("a,b,c,d\n371002198001011234,3.71002E+17,1.38E+10,2E5\n");
    const auto& cells = heard.rows.at(0).cells;
    EXPECT_EQ(cells[0].kind, CellKind::kText);
    EXPECT_EQ(cells[0].text, "371002198001011234");
    EXPECT_EQ(cells[1].kind, CellKind::kImpreciseNumber);
    EXPECT_EQ(cells[2].kind, CellKind::kImpreciseNumber);
    EXPECT_EQ(cells[3].kind, CellKind::kText);
    const auto fault = FaultOf(heard.header, heard.rows[0], 1);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code, "platform.workbook.digits_lost");
    EXPECT_EQ(fault->field, "B2");
    EXPECT_FALSE(FaultOf(heard.header, heard.rows[0], 0));
}

TEST(Csv, SaysWhereAValueStandsUnderNoName) {
    const Heard heard = ReadBytes("a,,c\n1,2,3,4\n5,6,7,8\n");
    ASSERT_THAT(heard.summary.findings, SizeIs(2));
    EXPECT_EQ(heard.summary.findings[0].field, "B2");
    EXPECT_EQ(heard.summary.findings[1].field, "D2");
    EXPECT_EQ(heard.summary.findings[0].code, "platform.workbook.value_without_name");
}

TEST(Csv, RefusesOneNameTwiceAndNoNameAtAll) {
    EXPECT_EQ(RefusalOf("a,b, a \n"), "platform.workbook.same_name_twice");
    EXPECT_EQ(RefusalOf("\n\n"), "platform.workbook.no_header");
}

TEST(Csv, PassesOverTitlesUntilTheHeaderThatIsAsked) {
    const ReadOptions options{.is_header = [](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), "姓名") != names.end();
    }};
    const Heard heard = ReadBytes("示例数据\n高龄津贴,,\n姓名,村\n张三,崖头\n", options);
    EXPECT_EQ(heard.header.row, 3u);
    EXPECT_EQ(heard.Texts(), (Texts{{"张三", "崖头"}}));
    EXPECT_EQ(RefusalOf("a,b\n1,2\n", options), "platform.workbook.no_header");
}

TEST(Csv, KeepsItsLimits) {
    EXPECT_EQ(RefusalOf("a\n1\n2\n3\n", {.limits = {.rows = 2}}), "platform.workbook.too_many_rows_in_file")
        << "a CSV file has no sheet to name";
    EXPECT_EQ(RefusalOf("a,b,c\n", {.limits = {.columns = 2}}), "platform.workbook.too_many_columns");
    EXPECT_EQ(RefusalOf("a\n123456\n", {.limits = {.cell_characters = 5}}),
              "platform.workbook.cell_too_long");
    EXPECT_EQ(RefusalOf("a\n一二三四五\n", {.limits = {.cell_characters = 5}}), "");
    EXPECT_EQ(RefusalOf("a\n123\n", {.limits = {.file_bytes = 4}}), "platform.workbook.file_too_large");
}

TEST(Csv, EndsWhenEnoughWasRead) {
    int rows = 0;
    const Summary summary =
        ReadTable(Source::Memory("a\n1\n2\n3\n"), {}, {.row = [&](const Row&) { return ++rows < 2; }});
    EXPECT_EQ(rows, 2);
    EXPECT_TRUE(summary.ended_early);
}

}  // namespace
}  // namespace qz::workbook
