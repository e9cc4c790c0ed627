#include <gmock/gmock.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using testing::Heard;
using testing::ReadAll;
using testing::ReadBytes;

constexpr std::string_view kTable = "姓名,身份证号,人数\n张三,3.71002E+17,5\n李四,371002198001011234,=1+1\n";

void WriteErrors(const Heard& heard, const std::filesystem::path& path, i18n::Language language) {
    ErrorWorkbook errors(path, heard.header, {.language = language, .mark = {}});
    for (const Row& row : heard.rows) {
        std::vector<RowFault> faults;
        for (std::size_t column = 0; column < row.cells.size(); ++column) {
            if (auto finding = FaultOf(heard.header, row, column)) faults.push_back({column, *finding});
        }
        if (!faults.empty()) faults.push_back({std::nullopt, {"", "platform.http.faults", {}}});
        errors.Add(row, faults);
    }
    errors.Finish();
}

TEST(ErrorWorkbook, KeepsTheTableAndSaysWhatToMend) {
    const Folder folder;
    WriteErrors(ReadBytes(kTable), folder.At("e.xlsx"), i18n::Language::kChinese);
    const Heard back = ReadAll(Source::File(folder.At("e.xlsx")));
    EXPECT_THAT(back.header.names, ElementsAre("姓名", "身份证号", "人数", "问题"));
    ASSERT_EQ(back.rows.size(), 2u);
    EXPECT_EQ(back.rows[0].cells[0].text, "张三");
    EXPECT_EQ(back.rows[0].cells[1].text, "3.71002E+17");
    EXPECT_THAT(back.rows[0].cells[3].text, HasSubstr("B2 身份证号（或卡号、电话）被 Excel 改成了数字"));
    EXPECT_THAT(back.rows[0].cells[3].text, HasSubstr("\n有几处需要修改"));
    EXPECT_EQ(back.rows[1].cells[1].text, "371002198001011234");
    EXPECT_EQ(back.rows[1].cells[2].text, "=1+1");
    EXPECT_EQ(back.rows[1].cells[2].kind, CellKind::kText);
    EXPECT_EQ(back.rows[1].cells[3].kind, CellKind::kBlank);
}

TEST(ErrorWorkbook, GivenBackDoesNotGrowASecondColumnOfProblems) {
    const Folder folder;
    WriteErrors(ReadBytes(kTable), folder.At("1.xlsx"), i18n::Language::kChinese);
    const Heard first = ReadAll(Source::File(folder.At("1.xlsx")));
    WriteErrors(first, folder.At("2.xlsx"), i18n::Language::kEnglish);
    EXPECT_THAT(ReadAll(Source::File(folder.At("2.xlsx"))).header.names,
                ElementsAre("姓名", "身份证号", "人数", "Problems"));
    EXPECT_TRUE(IsProblemColumn("问题"));
    EXPECT_TRUE(IsProblemColumn("Problems"));
    EXPECT_FALSE(IsProblemColumn("人数"));
}

TEST(ErrorWorkbook, SurvivesARowWithVeryManyFaults) {
    const Folder folder;
    const Heard heard = ReadBytes(kTable);
    ErrorWorkbook errors(folder.At("e.xlsx"), heard.header, {});
    const Finding finding{"", "platform.workbook.merged_cells", {}};
    errors.Add(heard.rows[0], std::vector<RowFault>(5'000, {1, finding}));
    errors.Finish();
    EXPECT_EQ(ReadAll(Source::File(folder.At("e.xlsx"))).rows.size(), 1u);
}

}  // namespace
}  // namespace qz::workbook
