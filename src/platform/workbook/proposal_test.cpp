#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "platform/workbook/header_words.hpp"
#include "platform/workbook/shapes.hpp"
#include "platform/workbook/workbook_support.hpp"
#include "platform/workbook/written_values.hpp"

namespace qz::workbook {
namespace {

using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::WriteShape;

constexpr std::string_view kRoster = R"(
某村花名册
姓名 | 身份证号 | 面积（亩） | 类别
张三 | '371002198001011235 | 1.5 | 甲类
李四 | '371002197902022346 | 2 | 乙类
王五 | '371002197803033457 | 3 | 甲类
合计 | | 6.5 |
注：以上为实数。
!merge A1:D1
)";

struct Said {
    int status;
    std::string out, err;
};

Said Propose(const std::filesystem::path& file, bool as_json) {
    std::ostringstream out;
    std::ostringstream err;
    const int status = ProposeCommand(file, as_json, out, err);
    return {status, out.str(), err.str()};
}

TEST(Proposal, IsPrintedAsJson) {
    const Folder folder;
    WriteShape({"", kRoster, ""}, folder.At("in.xlsx"));
    const Said said = Propose(folder.At("in.xlsx"), true);
    ASSERT_EQ(said.status, 0) << said.err;
    const json::value value = ParseJson(said.out);
    EXPECT_EQ(value.at("file"), "in.xlsx");
    const json::value& sheet = value.at("sheets").at(0);
    EXPECT_EQ(sheet.at("name"), "表一");
    EXPECT_EQ(sheet.at("title"), "某村花名册");
    EXPECT_EQ(sheet.at("kind"), "roster");
    EXPECT_EQ(sheet.at("header_rows"), (json::array{2, 2}));
    EXPECT_EQ(sheet.at("data_rows"), (json::array{3, 5}));
    EXPECT_EQ(sheet.at("rows"), 3);
    EXPECT_EQ(sheet.at("totals"), (json::array{6}));
    EXPECT_EQ(sheet.at("notes").at(0).at("row"), 7);
    const json::value& area = sheet.at("columns").at(2);
    EXPECT_EQ(area.at("column"), "C");
    EXPECT_EQ(area.at("name"), "面积");
    EXPECT_EQ(area.at("type"), "decimal");
    EXPECT_EQ(area.at("places"), 1);
    EXPECT_EQ(area.at("unit"), "亩");
    EXPECT_EQ(sheet.at("columns").at(3).at("choices").at(0).at("label"), "甲类");
    EXPECT_THAT(said.out, Not(HasSubstr("371002"))) << "no value of a person stands in a proposal";
}

TEST(Proposal, IsPrintedAsText) {
    const Folder folder;
    WriteShape({"", kRoster, ""}, folder.At("in.xlsx"));
    const Said said = Propose(folder.At("in.xlsx"), false);
    EXPECT_EQ(said.status, 0);
    EXPECT_THAT(said.out, HasSubstr("C\t面积\tdecimal.1\t亩"));
}

TEST(Proposal, OfAFaultyWorkbookIsARefusal) {
    const Folder folder;
    std::ofstream(folder.At("in.xlsx")) << "村名,户数\n";
    const Said said = Propose(folder.At("in.xlsx"), true);
    EXPECT_EQ(said.status, 2);
    EXPECT_THAT(said.out, IsEmpty());
    EXPECT_THAT(said.err, HasSubstr("platform.workbook.plain_text"));
}

TEST(Plan, FollowsTheHeaderThatAPersonHasMarked) {
    const Folder folder;
    WriteShape({"", "\n1 | 2.5 | 3\n甲 | 乙丙 | 3.5\n4 | 5.25 | 6\n", ""}, folder.At("in.xlsx"));
    const Grid grid = ReadGrid(Source::File(folder.At("in.xlsx")));
    const SheetGrid& sheet = grid.sheets().at(0);
    EXPECT_EQ(PlanSheet(grid, sheet).reason, "platform.workbook.header_not_found");
    const SheetPlan plan = PlanSheet(grid, sheet, {.header = RowRange{2, 2}});
    EXPECT_EQ(plan.reason, "");
    EXPECT_EQ(plan.header, (RowRange{2, 2}));
    ASSERT_EQ(plan.columns.size(), 3u);
    EXPECT_EQ(plan.columns[1].name, "乙丙");
    EXPECT_EQ(plan.rows, 1u);
}

TEST(Plan, MarksRowsBeyondTheSheetWithoutHarm) {
    const Folder folder;
    WriteShape({"", kRoster, ""}, folder.At("in.xlsx"));
    const Grid grid = ReadGrid(Source::File(folder.At("in.xlsx")));
    for (const RowRange marked :
         {RowRange{900, 901}, RowRange{0, 0}, RowRange{5, 2}, RowRange{1, 1'048'576}}) {
        const SheetPlan plan = PlanSheet(grid, grid.sheets().at(0), {.header = marked});
        EXPECT_TRUE(plan.columns.empty() || plan.header.first <= plan.header.last);
    }
}

TEST(Plan, MasksWhatTellsAPerson) {
    const Folder folder;
    WriteShape({"", kRoster, ""}, folder.At("in.xlsx"));
    const Grid grid = ReadGrid(Source::File(folder.At("in.xlsx")));
    const SheetPlan plan = PlanSheet(grid, grid.sheets().at(0));
    EXPECT_THAT(plan.columns.at(1).guess.samples,
                ElementsAre("**************1235", "**************2346", "**************3457"));
    EXPECT_EQ(Masked("电话13800001234转8"), "电话*******1234转8");
    EXPECT_EQ(Masked("120户"), "120户");
}

TEST(Words, OfOfficeTables) {
    EXPECT_TRUE(IsUnitOfMeasure("万元"));
    EXPECT_TRUE(IsUnitOfMeasure("元/人·月"));
    EXPECT_FALSE(IsUnitOfMeasure("街道"));
    EXPECT_THAT(UnitsOfCaption("（计量单位：户、人、亩）"), ElementsAre("户", "人", "亩"));
    EXPECT_THAT(UnitsOfCaption("填报单位：崖头村"), IsEmpty());
    EXPECT_EQ(TakeApart("村（社区）").name, "村（社区）");
    EXPECT_EQ(TakeApart("耕地面积/亩").unit, "亩");
    EXPECT_EQ(TakeApart("*耕 地\n面积（单位：亩）").name, "耕地面积");
    EXPECT_TRUE(IsTotal("全镇合计"));
    EXPECT_FALSE(IsTotal("合计划"));
    EXPECT_TRUE(IsIdNumber("11010519491231002X"));
    EXPECT_FALSE(IsIdNumber("110105194912310021"));
    EXPECT_TRUE(IsWrittenDate("2026年9月25日"));
    EXPECT_FALSE(IsWrittenDate("2026.95"));
    EXPECT_EQ(TakeApart("身份证号码（18位）").name, "身份证号码");
    EXPECT_EQ(TakeApart("经费（万元，保留两位小数）").name, "经费");
    EXPECT_EQ(TakeApart("经费（万元，保留两位小数）").unit, "万元");
    EXPECT_EQ(TakeApart("人数（人，含临时工）").name, "人数（人，含临时工）");
    EXPECT_THAT(TakeApart("类型（1.低保户 2.特困户；3其他）").words,
                ElementsAre("1.低保户", "2.特困户", "3.其他"));
    EXPECT_THAT(TakeApart("人数（1月）").words, IsEmpty());
    EXPECT_EQ(UnitOfName("总功率"), "");
    EXPECT_TRUE(UnitFits("元/亩", "补贴标准"));
    EXPECT_FALSE(UnitFits("元/亩", "补贴金额"));
    EXPECT_FALSE(UnitFits("%", "年度计划"));
    EXPECT_TRUE(NamesUnits("村（社区、居）名称"));
    EXPECT_FALSE(NamesUnits("单位（如千米、个等）"));
    EXPECT_FALSE(IsTelephone("2010-01-02"));
    EXPECT_TRUE(IsYearAndMonth("1998.5"));
    EXPECT_FALSE(IsYearAndMonth("1998.13"));
    EXPECT_EQ(Narrowed("１２．５％村"), "12.5%村");
    EXPECT_EQ(NumberingMark("5=6+7"), 5);
    EXPECT_EQ(NumberingMark("乙"), 0);
    EXPECT_EQ(NumberingMark("村"), std::nullopt);
}

// Workbooks that others made; none of them lies in the tree.
TEST(Corpus, OfFormsIsReadAndPlanned) {
    const char* corpus = std::getenv("QZ_CORPUS");
    const std::filesystem::path forms =
        corpus ? std::filesystem::path(corpus) / "forms" : std::filesystem::path();
    if (!corpus || !std::filesystem::exists(forms)) GTEST_SKIP() << "QZ_CORPUS names no corpus";
    std::size_t planned = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(forms)) {
        if (entry.path().extension() != ".xlsx") continue;
        const Grid grid = ReadGrid(Source::File(entry.path()));
        for (const SheetPlan& plan : PlanWorkbook(grid)) {
            EXPECT_TRUE(!plan.columns.empty() || !plan.reason.empty()) << entry.path() << plan.sheet;
            planned += plan.columns.empty() ? 0 : 1;
            if (plan.sheet == "survey" && !plan.columns.empty()) {
                EXPECT_EQ(plan.header.first, plan.header.last) << entry.path();
                EXPECT_TRUE(std::any_of(plan.columns.begin(), plan.columns.end(),
                                        [](const ColumnPlan& column) { return column.name == "type"; }))
                    << entry.path();
            }
        }
    }
    EXPECT_GT(planned, 20u);
}

}  // namespace
}  // namespace qz::workbook
