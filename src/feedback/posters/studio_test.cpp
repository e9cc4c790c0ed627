#include "feedback/posters/studio.hpp"

#include <atomic>
#include <fstream>
#include <future>

#include <gtest/gtest.h>

#include "feedback/posters/printed.hpp"
#include "tests/support/databases.hpp"

namespace qz::feedback::posters {
namespace {

namespace fs = std::filesystem;

class Drawing : public ::testing::Test {
 protected:
    static std::optional<fs::path> Until(Studio& studio, const std::vector<Poster>& posters) {
        for (;;) {
            if (auto file = studio.Ask(posters, {})) return file;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    static void Touch(const fs::path& file) { std::ofstream(file) << "drawn"; }

    tests::ScratchFolder folder_;
};

// A city takes seconds. Whoever asks is answered before the first stroke.
TEST_F(Drawing, HoldsNobodyWhoAsks) {
    std::promise<void> go;
    const std::shared_future<void> gone(go.get_future());
    std::atomic<int> drawn{0};
    Studio studio(folder_.path() / "drawn",
                  [&](const fs::path& file, const std::vector<Poster>&, const Print&) {
                      gone.wait();
                      ++drawn;
                      Touch(file);
                  });
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(studio.Ask({SamplePoster()}, {}));
    EXPECT_FALSE(studio.Ask({SamplePoster("瓦屋石村委会")}, {}));
    go.set_value();
    const auto file = Until(studio, {SamplePoster()});
    EXPECT_TRUE(fs::exists(*file));
    EXPECT_NE(Until(studio, {SamplePoster("瓦屋石村委会")}), file);
    EXPECT_EQ(Until(studio, {SamplePoster()}), file);
    EXPECT_EQ(drawn, 2);
}

TEST_F(Drawing, TellsOnceWhyItCouldNotBeAndTriesAgain) {
    std::atomic<int> tries{0};
    Studio studio(folder_.path() / "drawn",
                  [&](const fs::path& file, const std::vector<Poster>&, const Print&) {
                      if (++tries == 1) throw Problem::Conflict("feedback.posters.no_font", {{"text", "x"}});
                      Touch(file);
                  });
    try {
        Until(studio, {SamplePoster()});
        FAIL() << "nothing was told";
    } catch (const Problem& problem) {
        EXPECT_EQ(problem.code(), "feedback.posters.no_font");
    }
    EXPECT_TRUE(Until(studio, {SamplePoster()}));
}

TEST_F(Drawing, RefusesMoreThanAFewWaitingOnes) {
    std::promise<void> go;
    const std::shared_future<void> gone(go.get_future());
    Studio studio(folder_.path() / "drawn",
                  [&](const fs::path& file, const std::vector<Poster>&, const Print&) {
                      gone.wait();
                      Touch(file);
                  });
    const auto ask_for_twelve = [&studio] {
        for (int i = 0; i < 12; ++i) studio.Ask({SamplePoster("第 " + std::to_string(i) + " 村")}, {});
    };
    EXPECT_THROW(ask_for_twelve(), Problem);
    go.set_value();
}

TEST_F(Drawing, KeepsTheLatestFewFiles) {
    Studio studio(folder_.path() / "drawn",
                  [](const fs::path& file, const std::vector<Poster>&, const Print&) { Touch(file); });
    for (int i = 0; i < 20; ++i) Until(studio, {SamplePoster("第 " + std::to_string(i) + " 村")});
    const auto count =
        std::distance(fs::directory_iterator(folder_.path() / "drawn"), fs::directory_iterator());
    EXPECT_LE(count, 9);
}

}  // namespace
}  // namespace qz::feedback::posters
