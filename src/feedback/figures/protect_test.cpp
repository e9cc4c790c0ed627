#include "feedback/figures/protect.hpp"

#include <functional>
#include <numeric>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace qz::feedback::figures {
namespace {

// Somebody with patience and no theory: tries every small table that could stand behind what is shown. Counts
// up to `most` are tried, so what it finds possible is possible.
std::set<std::int64_t> TryAll(const Table& table, std::size_t row, std::size_t column, std::int64_t most) {
    const std::size_t rows = table.cells.size() - 1;
    const std::size_t columns = table.cells.front().size() - 1;
    std::vector<std::vector<std::int64_t>> world(rows + 1, std::vector<std::int64_t>(columns + 1, 0));
    std::set<std::int64_t> found;
    const auto fits = [&](std::size_t i, std::size_t j) {
        const auto& shown = table.cells[i][j];
        return !shown || (world[i][j] >= 10 && (world[i][j] + 2) / 5 * 5 == *shown);
    };
    const std::function<void(std::size_t)> fill = [&](std::size_t at) {
        if (found.size() >= static_cast<std::size_t>(kStayPossible)) return;
        if (at == rows * columns) {
            for (auto& total : world[rows]) total = 0;
            for (std::size_t i = 0; i < rows; ++i) {
                world[i][columns] = 0;
                for (std::size_t j = 0; j < columns; ++j) {
                    world[i][columns] += world[i][j];
                    world[rows][j] += world[i][j];
                    world[rows][columns] += world[i][j];
                }
            }
            for (std::size_t j = 0; j <= columns; ++j) {
                if (!fits(rows, j)) return;
            }
            found.insert(world[row][column]);
            return;
        }
        const std::size_t i = at / columns;
        const std::size_t j = at % columns;
        for (std::int64_t value = 0; value <= most; ++value) {
            const bool is_sought = i == row && j == column;
            if (is_sought && (value >= kLeast || found.contains(value))) continue;
            world[i][j] = value;
            if (!fits(i, j)) continue;
            if (j + 1 == columns) {
                world[i][columns] = std::accumulate(world[i].begin(), world[i].end() - 1, std::int64_t{0});
                if (!fits(i, columns)) continue;
            }
            fill(at + 1);
        }
    };
    fill(0);
    return found;
}

TEST(Protect, ShowsLargeCountsRoundedAndHidesSmallOnes) {
    const Table table = Protect({{48, 3, 30}, {52, 61, 40}, {71, 80, 88}});
    EXPECT_EQ(table.cells[2][0], 70);
    EXPECT_EQ(table.cells[2][2], 90);
    EXPECT_FALSE(table.cells[0][1]);
}

TEST(Protect, HidesASecondValueWhereTheTotalWouldTellTheFirst) {
    // 3 stands alone in its row and its column: 100 - 50 - 45 would say it within the rounding.
    const Table table = Protect({{50, 45, 3}, {60, 70, 80}, {90, 40, 30}});
    int hidden = 0;
    for (const auto& row : table.cells) {
        for (const auto& cell : row) hidden += cell ? 0 : 1;
    }
    EXPECT_GT(hidden, 1);
    EXPECT_GE(CountPossible(table, 0, 2), kStayPossible);
}

TEST(Protect, ShowsNothingOfATableThatIsSmallThroughout) {
    for (const auto& row : Protect({{1, 2}, {0, 3}}).cells) {
        for (const auto& cell : row) EXPECT_FALSE(cell);
    }
}

// "property test that no published combination recovers a cell under 10"
TEST(Protect, LetsNoCombinationRecoverACellUnderTen) {
    const bool holds = rc::check([] {
        const auto rows = *rc::gen::inRange<std::size_t>(1, 5);
        const auto columns = *rc::gen::inRange<std::size_t>(1, 7);
        Counts counts;
        for (std::size_t i = 0; i < rows; ++i) {
            counts.push_back(*rc::gen::container<std::vector<std::int64_t>>(
                columns, rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 12),
                                        rc::gen::inRange<std::int64_t>(0, 90))));
        }
        const Table table = Protect(counts);
        for (std::size_t i = 0; i <= rows; ++i) {
            for (std::size_t j = 0; j <= columns; ++j) {
                std::int64_t truth = 0;
                for (std::size_t a = 0; a < rows; ++a) {
                    for (std::size_t b = 0; b < columns; ++b) {
                        if ((i == rows || i == a) && (j == columns || j == b)) truth += counts[a][b];
                    }
                }
                if (truth < kLeast) {
                    RC_ASSERT(!table.cells[i][j]);
                    RC_ASSERT(CountPossible(table, i, j) >= kStayPossible);
                } else if (table.cells[i][j]) {
                    RC_ASSERT(*table.cells[i][j] % 5 == 0);
                    RC_ASSERT(std::abs(*table.cells[i][j] - truth) <= 2);
                }
            }
        }
    });
    EXPECT_TRUE(holds);
}

TEST(Protect, IsHeldByTryingEveryTableThatCouldBe) {
    const bool holds = rc::check([] {
        Counts counts;
        for (int i = 0; i < 2; ++i) {
            counts.push_back(
                *rc::gen::container<std::vector<std::int64_t>>(2, rc::gen::inRange<std::int64_t>(0, 24)));
        }
        const Table table = Protect(counts);
        for (std::size_t i = 0; i < 2; ++i) {
            for (std::size_t j = 0; j < 2; ++j) {
                if (counts[i][j] >= kLeast) continue;
                RC_ASSERT(TryAll(table, i, j, 30).size() >= static_cast<std::size_t>(kStayPossible));
            }
        }
    });
    EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace qz::feedback::figures
