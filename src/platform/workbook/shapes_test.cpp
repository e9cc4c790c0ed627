#include "platform/workbook/shapes.hpp"

#include <gmock/gmock.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using testing::Describe;
using testing::Folder;
using testing::Shape;
using testing::Shapes;
using testing::WriteShape;

SheetPlan PlanOf(const std::filesystem::path& path) {
    const Grid grid = ReadGrid(Source::File(path));
    return PlanSheet(grid, grid.sheets().at(0));
}

std::string Expected(const Shape& shape) {
    std::string_view plan = shape.plan;
    if (plan.starts_with('\n')) plan.remove_prefix(1);
    return std::string(plan);
}

// The rows of data and totals of a sheet, written again in its layout.
void WriteAgain(const Grid& grid, const SheetPlan& plan, const Layout& layout,
                const std::filesystem::path& path) {
    const SheetGrid& sheet = grid.sheets().at(0);
    Writer writer(path, {});
    writer.BeginSheet(layout);
    for (const GridRow& row : sheet.rows) {
        const auto is_data = [&row](const RowRange& run) {
            return row.number >= run.first && row.number <= run.last;
        };
        const bool data = std::any_of(plan.data.begin(), plan.data.end(), is_data);
        const bool total = std::find(plan.totals.begin(), plan.totals.end(), row.number) != plan.totals.end();
        if (!data && !total) continue;
        writer.BeginRow();
        for (const ColumnPlan& column : plan.columns) {
            const GridCell* cell = sheet.Find(row.number, column.column);
            if (!cell) {
                writer.Blank();
            } else if (cell->kind == CellKind::kNumber) {
                writer.Decimal(cell->text);
            } else if (cell->kind == CellKind::kDate) {
                writer.Date(cell->text);
            } else {
                writer.Text(cell->text);
            }
        }
    }
    writer.Finish();
}

TEST(Shapes, AreMoreThanSixty) {
    EXPECT_GE(Shapes().size(), 60u);
}

TEST(Shapes, EachIsUnderstoodAsAPersonWould) {
    const Folder folder;
    for (const Shape& shape : Shapes()) {
        WriteShape(shape, folder.At("in.xlsx"));
        EXPECT_EQ(Describe(PlanOf(folder.At("in.xlsx"))), Expected(shape)) << shape.name;
    }
}

TEST(Shapes, WithMergesOverOneAnotherSayWhere) {
    const auto overlaps = [](const std::string& merges) {
        const std::string sheet =
            R"(<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>村名</v></c><c r="B1" t="str"><v>户数</v></c></row>)"
            R"(<row r="2"><c r="A2" t="str"><v>崖头村</v></c><c r="B2"><v>120</v></c></row></sheetData><mergeCells>)" +
            merges + "</mergeCells></worksheet>";
        const Grid grid = ReadGrid(Source::Memory(
            testing::Zip(testing::With(testing::SmallWorkbook(""), "xl/worksheets/sheet1.xml", sheet))));
        for (const Finding& problem : PlanSheet(grid, grid.sheets()[0]).problems) {
            if (problem.code == "platform.workbook.merges_overlap") return problem.field;
        }
        return std::string();
    };
    const auto merge = [](std::string_view range) {
        return "<mergeCell ref=\"" + std::string(range) + "\"/>";
    };
    EXPECT_EQ(overlaps(merge("A5:B6") + merge("C5:D6") + merge("A7:D7")), "");
    EXPECT_EQ(overlaps(merge("A5:B6") + merge("B6:C7")), "表一!B6");
    EXPECT_EQ(overlaps(merge("B6:C7") + merge("A5:B6") + merge("C7:D8")), "表一!B6") << "one after another";
    EXPECT_EQ(overlaps(merge("A9:A20") + merge("C9:D10") + merge("B12:D12") + merge("A12:B12")), "表一!A12");
    EXPECT_EQ(overlaps(merge("A1:A1048576") + merge("A1:XFD1")), "表一!A1");
    EXPECT_EQ(overlaps(merge("A9:B9") + merge("A9:B9")), "表一!A9") << "twice the same";
}

TEST(Shapes, TakesFormulasWithoutAResultForNoWords) {
    const std::string sheet =
        R"(<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>村名</v></c><c r="B1" t="str"><v>补贴金额</v></c><c r="C1" t="str"><v>得分</v></c></row>)"
        R"(<row r="2"><c r="A2" t="str"><v>崖头村</v></c><c r="B2"><f>C2*2</f></c><c r="C2"><v>90.5</v></c></row>)"
        R"(<row r="3"><c r="A3" t="str"><v>河东村</v></c><c r="B3"><f>C3*2</f></c><c r="C3" t="e"><v>#DIV/0!</v></c></row>)"
        R"(</sheetData></worksheet>)";
    const Grid grid = ReadGrid(Source::Memory(
        testing::Zip(testing::With(testing::SmallWorkbook(""), "xl/worksheets/sheet1.xml", sheet))));
    EXPECT_EQ(Describe(PlanSheet(grid, grid.sheets()[0])),
              "single header 1 data 2-3 (2) ! 表一!B2 not_calculated ! 表一!C3 error_value\n"
              "A 村名 text\nB 补贴金额 decimal.2\nC 得分 decimal.1\n");
}

// The workbook that goes in is the workbook that comes out: what was read is written in its own layout and
// read again.
TEST(Shapes, EachComesOutAsItWentIn) {
    const Folder folder;
    for (const Shape& shape : Shapes()) {
        WriteShape(shape, folder.At("in.xlsx"));
        const Grid grid = ReadGrid(Source::File(folder.At("in.xlsx")));
        const SheetPlan plan = PlanSheet(grid, grid.sheets().at(0));
        if (plan.columns.empty()) continue;
        const Layout layout = LayoutOf(grid, grid.sheets().at(0), plan);
        EXPECT_EQ(LayoutFromJson(ParseJson(json::serialize(ToJson(layout)))), layout) << shape.name;
        WriteAgain(grid, plan, layout, folder.At("out.xlsx"));

        const SheetPlan again = PlanOf(folder.At("out.xlsx"));
        EXPECT_EQ(again.title, plan.title) << shape.name;
        EXPECT_EQ(again.header, plan.header) << shape.name;
        EXPECT_EQ(again.numbering_row, plan.numbering_row) << shape.name;
        EXPECT_EQ(again.rows, plan.rows) << shape.name;
        EXPECT_EQ(again.totals.size(), plan.totals.size()) << shape.name;
        EXPECT_EQ(again.notes.size(), plan.notes.size()) << shape.name;
        EXPECT_EQ(again.kind, plan.kind) << shape.name;
        ASSERT_EQ(again.columns.size(), plan.columns.size()) << shape.name;
        for (std::size_t index = 0; index < plan.columns.size(); ++index) {
            const ColumnPlan& before = plan.columns[index];
            const ColumnPlan& after = again.columns[index];
            EXPECT_EQ(after.column, before.column) << shape.name;
            EXPECT_EQ(after.name, before.name) << shape.name;
            EXPECT_EQ(after.section, before.section) << shape.name;
            EXPECT_EQ(after.unit, before.unit) << shape.name << " " << before.name;
            EXPECT_EQ(after.from, before.from) << shape.name;
        }
    }
}

// Whoever saves the workbook in between, the plan is the same.
class SavedAgain : public ::testing::Test {
 protected:
    void SetUp() override {
        for (const Shape& shape : Shapes()) {
            const std::string name = std::to_string(++count_) + ".xlsx";
            WriteShape(shape, folder_.At(name));
        }
        std::filesystem::create_directory(folder_.At("out"));
    }

    void ExpectTheSamePlans() {
        for (int index = 1; index <= count_; ++index) {
            const auto saved = folder_.At("out") / (std::to_string(index) + ".xlsx");
            ASSERT_TRUE(std::filesystem::exists(saved)) << index;
            const Shape& shape = Shapes()[static_cast<std::size_t>(index - 1)];
            EXPECT_EQ(Describe(PlanOf(saved)), Expected(shape)) << shape.name;
        }
    }

    Folder folder_;
    int count_ = 0;
};

TEST_F(SavedAgain, ByOpenpyxlThePlanIsTheSame) {
    if (std::system("/usr/bin/python3 -c 'import openpyxl' 2>/dev/null") != 0) GTEST_SKIP() << "no openpyxl";
    const std::string command =
        "cd '" + folder_.At("").string() +
        "' && /usr/bin/python3 -c 'import glob, openpyxl\n"
        "for name in glob.glob(\"*.xlsx\"): openpyxl.load_workbook(name).save(\"out/\" + name)'";
    ASSERT_EQ(std::system(command.c_str()), 0);
    ExpectTheSamePlans();
}

TEST_F(SavedAgain, ByLibreOfficeThePlanIsTheSame) {
    const std::filesystem::path soffice = FindConverter();
    if (soffice.empty()) GTEST_SKIP() << "no LibreOffice";
    const std::string home = folder_.At("home").string();
    const std::string command = "cd '" + folder_.At("").string() + "' && HOME='" + home + "' '" +
                                soffice.string() + "' -env:UserInstallation=file://" + home +
                                " --headless --convert-to xlsx --outdir out *.xlsx >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
    ExpectTheSamePlans();
}

}  // namespace
}  // namespace qz::workbook
