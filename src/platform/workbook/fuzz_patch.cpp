// Fills cells of arbitrary sheets. Not part of the build; by hand:
//
//   clang++-14 -std=c++20 -g -O1 -Isrc -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//     src/platform/workbook/{fuzz_patch,archive,cell_values,content,grid,header_words,measure_words}.cpp
//     src/platform/workbook/{number_format,package,patch,patch_sheet,sheet_part,written_text,written_values}.cpp
//     src/platform/workbook/{xml,xml_places}.cpp
//     src/platform/base/{clock,decimal,ids,json}.cpp -lzip -lexpat -lboost_json
//     -include src/platform/base/precompiled.hpp -o /tmp/fuzz_patch
//
// The first bytes say where and whether over other values, the rest is the sheet's XML, or the list of
// sheets. Whatever could be read before can be read afterwards, and no cell is another but those that were
// filled.

#include <cstdint>
#include <cstdlib>

#include "platform/workbook/fuzz_package.hpp"
#include "platform/workbook/workbook.hpp"

namespace {

using namespace qz::workbook;

void Check(bool holds) {
    if (!holds) std::abort();
}

std::optional<Grid> TryRead(std::string_view bytes) {
    try {
        return ReadGrid(Source::Memory(bytes));
    } catch (const qz::Problem&) {
        return std::nullopt;
    }
}

bool IsFilled(const std::vector<Fill>& fills, std::uint32_t row, std::uint32_t column) {
    return std::any_of(fills.begin(), fills.end(),
                       [&](const Fill& fill) { return fill.row == row && fill.column == column; });
}

void CheckKept(const SheetGrid& from, const SheetGrid& to, const std::vector<Fill>& fills) {
    for (const GridRow& row : from.rows) {
        for (const GridCell& cell : from.CellsOf(row)) {
            if (IsFilled(fills, row.number, cell.column)) continue;
            const GridCell* other = to.Find(row.number, cell.column);
            Check(other && other->text == cell.text && other->kind == cell.kind &&
                  other->style == cell.style && other->formula == cell.formula);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 6) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data + 6), size - 6);
    const std::string made = fuzzing::WorkbookWith(fuzzing::kParts[data[0] % 8 == 7 ? 3 : 0], rest);
    const auto before = TryRead(made);
    std::vector<Fill> fills;
    for (std::size_t at = 1; at < 5; ++at) {
        const CellKind kinds[] = {CellKind::kText, CellKind::kNumber, CellKind::kDate};
        const char* const texts[] = {" <a>&_x0041_\r\n", "12.50", "2026-09-25"};
        fills.push_back(
            {data[at] % 16u, data[at] / 16u, kinds[data[5] / (at * 2) % 3], texts[data[5] / (at * 2) % 3]});
    }
    try {
        const std::string sheet = before && !before->sheets().empty() ? before->sheets()[0].name : "a";
        const PatchResult result = Patch(made, sheet, fills, {.overwrite = data[0] % 2 == 1});
        Check(result.filled + result.refused.size() >= 1);
        if (before) {
            const auto after = TryRead(result.bytes);
            Check(after.has_value() && after->sheets().size() == before->sheets().size());
            CheckKept(before->sheets()[0], after->sheets()[0], fills);
            CheckKept(after->sheets()[0], before->sheets()[0], fills);
        }
    } catch (const qz::Problem&) {
        // A refusal is an answer.
    }
    return 0;
}
