#include "rollups/columns.hpp"

#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rollups/sample_tree.hpp"

namespace qz::rollups {
namespace {

using sample::SampleTree;
using sample::SmallCity;
using ::testing::ElementsAre;

const std::vector<Ordinal> kVillages = {3, 4, 5, 7, 8, 12, 14, 15, 16};

Columns Laid(std::size_t figures, const std::vector<Ordinal>& filing = kVillages) {
    Columns columns(figures);
    columns.LayOut(filing, *SmallCity());
    return columns;
}

std::string Shown(const Line& line, std::size_t figure = 0, int places = 0) {
    return line.values[figure] ? TextOf(*line.values[figure], places) : "missing";
}

TEST(Figures, AreWrittenAsTheShortestDecimal) {
    EXPECT_EQ(TextOf(1250, 2), "12.5");
    EXPECT_EQ(TextOf(1200, 2), "12");
    EXPECT_EQ(TextOf(5, 2), "0.05");
    EXPECT_EQ(TextOf(-5, 2), "-0.05");
    EXPECT_EQ(TextOf(-1250, 1), "-125");
    EXPECT_EQ(TextOf(0, 6), "0");
    EXPECT_EQ(TextOf(100, 0), "100");
    EXPECT_EQ(TextOf(std::numeric_limits<std::int64_t>::min(), 0), "-9223372036854775808");
}

TEST(Figures, AreReadWithTheirGaps) {
    std::vector<std::optional<std::int64_t>> figures;
    ReadFigures("38,,-1250", 3, figures);
    EXPECT_THAT(figures, ElementsAre(38, std::nullopt, -1250));
    ReadFigures(",,", 3, figures);
    EXPECT_THAT(figures, ElementsAre(std::nullopt, std::nullopt, std::nullopt));
    ReadFigures("", 2, figures);
    EXPECT_THAT(figures, ElementsAre(std::nullopt, std::nullopt));
}

TEST(Figures, OfAnotherFormAreRefusedRatherThanShifted) {
    std::vector<std::optional<std::int64_t>> figures;
    for (const char* text : {"1,2", "1,2,3,4", "1,x,3", "1,2.5,3", "1,2,99999999999999999999"}) {
        EXPECT_THROW(ReadFigures(text, 3, figures), std::runtime_error) << text;
    }
    EXPECT_THROW(ReadFigures("1", 0, figures), std::runtime_error);
}

TEST(Columns, TakeBothEndsOfARangeAndNothingBeyond) {
    Columns columns = Laid(1);
    std::int64_t value = 1;
    for (const Ordinal village : kVillages) {
        columns.Put(village, State::kReported, std::to_string(value));
        value *= 10;
    }
    columns.Settle();
    // Town A1 is 3…5, A2 is 7…8, town B1 is 12 alone, town B2 is 14…16.
    EXPECT_EQ(Shown(columns.Sum({2, 5}, false)), "111");
    EXPECT_EQ(Shown(columns.Sum({3, 5}, false)), "111");
    EXPECT_EQ(Shown(columns.Sum({4, 5}, false)), "110");
    EXPECT_EQ(Shown(columns.Sum({3, 4}, false)), "11");
    EXPECT_EQ(Shown(columns.Sum({5, 7}, false)), "1100");
    EXPECT_EQ(Shown(columns.Sum({12, 12}, false)), "100000");
    EXPECT_EQ(Shown(columns.Sum({11, 12}, false)), "100000");
    EXPECT_EQ(Shown(columns.Sum({4, 15}, false)), "11111110");
    EXPECT_EQ(Shown(columns.Sum({0, 16}, false)), "111111111");
    EXPECT_EQ(Shown(columns.Sum({9, 11}, false)), "missing");
    EXPECT_EQ(columns.Sum({9, 11}, false).due, 0);
    EXPECT_EQ(columns.Sum({5, 7}, false).due, 2);
}

TEST(Columns, KeepMissingApartFromZero) {
    Columns columns = Laid(2);
    columns.Put(3, State::kReported, ",0");
    columns.Put(4, State::kReported, ",");
    columns.Settle();
    const Line town = columns.Sum({2, 5}, false);
    EXPECT_EQ(Shown(town, 0), "missing");
    EXPECT_EQ(Shown(town, 1), "0");
    EXPECT_EQ(town.Counted(false), 2);
    EXPECT_EQ(town.due, 3);
    EXPECT_EQ(town.Missing(), 1);
}

TEST(Columns, CountReportedAndApprovedAndNumberTheOthersBeside) {
    Columns columns = Laid(1);
    columns.Put(3, State::kReported, "1");
    columns.Put(4, State::kApproved, "10");
    columns.Put(5, State::kSentBack, "100");
    columns.Put(7, State::kWithdrawn, "1000");
    columns.Put(8, State::kOpen, "10000");
    columns.Put(12, State::kSigning, "100000");
    columns.Settle();
    const Line all = columns.Sum({0, 16}, false);
    EXPECT_EQ(Shown(all), "11");
    EXPECT_EQ(all.Counted(false), 2);
    EXPECT_EQ(all.Counted(true), 1);
    EXPECT_EQ(all.sent_back, 1);
    EXPECT_EQ(all.withdrawn, 1);
    EXPECT_EQ(all.Missing(), 5);
    EXPECT_EQ(all.due, 9);
    EXPECT_EQ(Shown(columns.Sum({0, 16}, true)), "10");
    EXPECT_EQ(Shown(columns.Sum({3, 3}, true)), "missing");
    EXPECT_EQ(Shown(columns.Sum({4, 4}, true)), "10");
}

TEST(Columns, AddWhatNoSixtyFourBitsHold) {
    Columns columns = Laid(1);
    const std::string most = std::to_string(std::numeric_limits<std::int64_t>::max());
    for (const Ordinal village : kVillages) columns.Put(village, State::kApproved, most);
    columns.Settle();
    EXPECT_EQ(Shown(columns.Sum({0, 16}, false), 0, 2), "830103483316929822.63");
    EXPECT_EQ(Shown(columns.Sum({12, 12}, true)), most);
    columns.Put(3, State::kApproved, std::to_string(std::numeric_limits<std::int64_t>::min()));
    columns.Settle();
    EXPECT_EQ(Shown(columns.Sum({3, 4}, false)), "-1");
}

TEST(Columns, PassOverReturnsOfUnitsThatDoNotFile) {
    Columns columns = Laid(1);
    columns.Put(6, State::kReported, "5");
    columns.Settle();
    EXPECT_EQ(Shown(columns.Sum({0, 16}, false)), "missing");
}

TEST(Columns, KeepWhatIsKnownWhenOtherUnitsFile) {
    Columns columns = Laid(1);
    for (const Ordinal village : kVillages) columns.Put(village, State::kReported, "1");
    columns.Settle();
    const auto added = columns.LayOut({2, 4, 5, 7, 8, 9, 12, 14, 15, 16}, *SmallCity());
    EXPECT_THAT(added, ElementsAre(0, 5));
    columns.Settle();
    const Line all = columns.Sum({0, 16}, false);
    EXPECT_EQ(Shown(all), "8");
    EXPECT_EQ(all.due, 10);
    EXPECT_EQ(all.Missing(), 2);
}

TEST(Columns, SumEveryRangeAsOneByOneWould) {
    std::mt19937 random(7);
    const auto tree = SmallCity();
    for (int round = 0; round < 60; ++round) {
        std::vector<Ordinal> filing;
        for (Ordinal ordinal = 0; ordinal < tree->size(); ++ordinal) {
            if (random() % 3 != 0) filing.push_back(ordinal);
        }
        Columns columns(1);
        columns.LayOut(filing, *tree);
        std::vector<std::optional<std::int64_t>> values(17);
        std::vector<State> states(17, State::kMissing);
        for (int step = 0; step < 40; ++step) {
            const auto unit = static_cast<Ordinal>(random() % 17);
            const auto at = static_cast<std::size_t>(unit);
            states[at] = static_cast<State>(random() % 7);
            values[at] = random() % 4 == 0 ? std::nullopt : std::optional<std::int64_t>(random() % 100);
            columns.Put(unit, states[at], values[at] ? std::to_string(*values[at]) : "");
        }
        columns.Settle();
        for (Ordinal first = 0; first < 17; ++first) {
            for (Ordinal last = first; last < 17; ++last) {
                for (const bool approved_only : {false, true}) {
                    std::optional<Wide> sum;
                    std::int64_t counted = 0;
                    for (const Ordinal unit : filing) {
                        const auto at = static_cast<std::size_t>(unit);
                        if (unit < first || unit > last || !Counts(states[at], approved_only)) continue;
                        ++counted;
                        if (values[at]) sum = sum.value_or(0) + *values[at];
                    }
                    const Line line = columns.Sum({first, last}, approved_only);
                    ASSERT_TRUE(line.values[0] == sum) << first << "…" << last;
                    ASSERT_EQ(line.Counted(approved_only), counted) << first << "…" << last;
                }
            }
        }
    }
}

}  // namespace
}  // namespace qz::rollups
