#include "forms/filed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forms/fixtures.hpp"

namespace qz::forms {
namespace {

Definition VillageForm() {
    Findings findings;
    return ReadDefinition(ParseJson(fixtures::kVillageForm), fixtures::Catalogue(), findings);
}

UnopenedReturn VillageReturn(Ordinal ordinal, std::vector<StoredValue> values, int source) {
    UnopenedReturn one;
    one.ordinal = ordinal;
    one.baseline.sources = {{"stock", "民政局台账", Date::From(2026, 8, 31)},
                            {"return", "村基本情况表", Date::From(2026, 9, 1)}};
    BaselineRow row;
    for (StoredValue& value : values) {
        HeldCell cell;
        cell.value = std::move(value);
        if (cell.value) {
            cell.source = source;
            cell.version = 3;
        }
        row.cells.push_back(std::move(cell));
    }
    one.baseline.rows.push_back(std::move(row));
    one.figures = "412,,";
    return one;
}

std::vector<StoredValue> CellsOf(const Baseline& baseline) {
    std::vector<StoredValue> values;
    for (const HeldCell& cell : baseline.rows.at(0).cells) values.push_back(cell.value);
    return values;
}

TEST(FiledBlocks, KeepEveryCellWithItsSourceAndVersion) {
    const Definition form = VillageForm();
    const std::vector<StoredValue> first = {"412", "1250", std::nullopt, "600", "12.5", "0631-5230000"};
    const std::vector<StoredValue> second = {"-9223372036854",   "0",       "7", std::nullopt,
                                             "9223372036854.77", "138〔0〕"};
    const FiledBytes bytes = PackFiled(form, {VillageReturn(9, first, 1), VillageReturn(2000000, second, 0)});

    FiledHead head;
    UnpackUnits(bytes.units, head);
    EXPECT_THAT(head.ordinals, testing::ElementsAre(9, 2000000));
    EXPECT_THAT(head.cells, testing::ElementsAre(5, 5));
    EXPECT_EQ(head.figures.at(1), "412,,");
    EXPECT_EQ(head.Find(2000000), 1U);
    EXPECT_FALSE(head.Find(10));

    const FiledColumns columns = UnpackValues(form, bytes.values);
    EXPECT_EQ(CellsOf(columns.BaselineOf(0)), first);
    EXPECT_EQ(CellsOf(columns.BaselineOf(1)), second);
    const Baseline brought = columns.BaselineOf(0);
    ASSERT_EQ(brought.sources.size(), 1U);
    EXPECT_EQ(brought.sources.at(0).label, "村基本情况表");
    EXPECT_EQ(brought.rows.at(0).cells.at(0).version, 3);
    EXPECT_EQ(columns.AnswersOf(1).at(0).cells, second);
}

TEST(FiledBlocks, KeepTextThatOnlyLooksLikeANumber) {
    const Definition form = VillageForm();
    const std::vector<StoredValue> odd = {"007", "1.50", "1", "2", "3", "4"};
    const FiledBytes bytes = PackFiled(form, {VillageReturn(1, odd, 0)});
    EXPECT_EQ(CellsOf(UnpackValues(form, bytes.values).BaselineOf(0)), odd);
}

TEST(FiledBlocks, AreRefusedWhenTheyWereCutOrStretched) {
    const Definition form = VillageForm();
    const FiledBytes bytes = PackFiled(form, {VillageReturn(1, {"1", "2", "1", "1", "3", "4"}, 0)});
    for (std::size_t size = 0; size < bytes.values.size(); ++size)
        EXPECT_THROW(UnpackValues(form, bytes.values.substr(0, size)), std::runtime_error) << size;
    EXPECT_THROW(UnpackValues(form, bytes.values + "x"), std::runtime_error);
    for (std::size_t size = 0; size < bytes.units.size(); ++size) {
        FiledHead head;
        EXPECT_THROW(UnpackUnits(bytes.units.substr(0, size), head), std::runtime_error) << size;
    }
}

}  // namespace
}  // namespace qz::forms
