// Feeds arbitrary bytes to the grid, the plan of its sheets and their layout. Not part of the build; by hand:
//
//   clang++-14 -std=c++20 -g -O1 -Isrc -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//     src/platform/workbook/{fuzz_grid,archive,cell_values,column_names,columns,content,data_rows,grid}.cpp
//     src/platform/workbook/{header,header_finder,header_words,layout,measure_words,number_format,package}.cpp
//     src/platform/workbook/{sheet_part,sheet_view,written_text,written_values,xml}.cpp
//     src/platform/base/{clock,decimal,ids,json}.cpp -lzip -lexpat -lboost_json
//     -include src/platform/base/precompiled.hpp -o /tmp/fuzz_grid
//
// The first byte chooses: a whole file, one part of a sound workbook, or a sheet made of the words of office
// tables, one for each byte, so that headers are found and not only XML.

#include <cstdint>
#include <cstdlib>

#include "platform/workbook/fuzz_package.hpp"
#include "platform/workbook/workbook.hpp"

namespace {

using namespace qz::workbook;

std::string SheetOfWords(std::string_view bytes) {
    static constexpr std::string_view kWords[] = {"村名",
                                                  "姓名",
                                                  "序号",
                                                  "户数",
                                                  "人口（人）",
                                                  "男",
                                                  "女",
                                                  "合计",
                                                  "小计",
                                                  "其中：女",
                                                  "注：说明",
                                                  "填表人：",
                                                  "单位：亩",
                                                  "身份证号",
                                                  "联系电话",
                                                  "出生日期",
                                                  "是否低保",
                                                  "备注",
                                                  "一、东部",
                                                  "崖头村",
                                                  "甲",
                                                  "乙",
                                                  "371002198001011235",
                                                  "13800001234",
                                                  "2026-09-25",
                                                  "某镇统计表",
                                                  "类别（甲/乙）",
                                                  "耕地面积（亩）*",
                                                  "亩",
                                                  "例",
                                                  "表号：1",
                                                  "—"};
    std::string rows;
    std::string merges;
    std::uint32_t row = 1;
    std::uint32_t column = 0;
    rows = "<row r=\"1\">";
    for (const char each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        if (byte < 24) {
            row += 1 + byte / 20;
            column = 0;
            rows += "</row><row r=\"" + std::to_string(row) + "\">";
        } else if (byte < 48) {
            column += byte - 23u;
        } else if (byte < 80) {
            merges += "<mergeCell ref=\"" + Reference(row, column) + ":" +
                      Reference(row + (byte - 48u) / 8, column + (byte - 48u) % 8) + "\"/>";
        } else if (byte < 128) {
            rows += "<c r=\"" + Reference(row, column++) + "\"><v>" + std::to_string(byte - 80) +
                    (byte % 2 ? ".5" : "") + "</v></c>";
        } else {
            rows += "<c r=\"" + Reference(row, column++) + "\" t=\"str\"><v>" +
                    std::string(kWords[byte % 32]) + "</v></c>";
        }
        if (column > 900) column = 0, rows += "</row><row r=\"" + std::to_string(++row) + "\">";
    }
    return "<w><sheetData>" + rows + "</row></sheetData><mergeCells>" + merges + "</mergeCells></w>";
}

void Check(bool holds) {
    if (!holds) std::abort();
}

void CheckPlan(const Grid& grid, const SheetGrid& sheet, const SheetPlan& plan) {
    if (!plan.reason.empty()) {
        Check(plan.columns.empty());
        return;
    }
    Check(plan.header.first >= 1 && plan.header.first <= plan.header.last);
    std::uint32_t last_row = plan.header.last;
    std::uint64_t most = 0;
    for (const RowRange& run : plan.data) {
        Check(run.first > last_row && run.first <= run.last);
        last_row = run.last;
        most += run.last - run.first + 1;
    }
    Check(plan.rows <= most);
    for (std::size_t index = 0; index < plan.columns.size(); ++index) {
        const ColumnPlan& column = plan.columns[index];
        Check(index == 0 || plan.columns[index - 1].column < column.column);
        Check(!column.from.empty());
        Check(column.guess.empty_share >= 0 && column.guess.empty_share <= 1);
        Check(column.guess.places >= 0 && column.guess.places <= 15);
    }
    if (plan.columns.empty()) return;
    const Layout layout = LayoutOf(grid, sheet, plan);
    if (layout.header.last <= 1000)
        Check(LayoutFromJson(qz::ParseJson(qz::json::serialize(ToJson(layout)))) == layout);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data + 2), size - 2);
    const std::size_t choice = data[0] % 8;
    std::string made;
    if (choice < 4) made = fuzzing::WorkbookWith(fuzzing::kParts[choice], rest);
    if (choice > 4) made = fuzzing::WorkbookWith(fuzzing::kParts[0], SheetOfWords(rest));
    try {
        const Grid grid = ReadGrid(Source::Memory(choice == 4 ? rest : std::string_view(made)));
        for (const SheetGrid& sheet : grid.sheets()) {
            CheckPlan(grid, sheet, PlanSheet(grid, sheet));
            const RowRange marked{data[1] % 16u, data[1] / 16u};
            CheckPlan(grid, sheet, PlanSheet(grid, sheet, {.header = marked}));
        }
    } catch (const qz::Problem& problem) {
        // A refusal of the file is an answer; of a layout just made, it is a fault.
        Check(problem.code() != "platform.workbook.not_a_layout");
    }
    return 0;
}
