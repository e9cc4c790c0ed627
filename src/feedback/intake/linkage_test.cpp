// The linkage game: somebody holds the boundary's log (who connected when) and the whole database file, and
// guesses which case came first.
#include <algorithm>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "feedback/intake/house.hpp"

namespace qz::feedback::intake {
namespace {

class Linkage : public House {
 protected:
    static std::string All(const std::filesystem::path& file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
};

// Several ways of reading an order out of a stolen file; each names, of each batch, the report it takes for
// the first that came. None may be right more often than one in five, but for chance.
TEST_F(Linkage, GuessesAtMostOneInFiveInFullBatches) {
    constexpr int kBatches = 60;
    Options options;
    options.daily_quota = 1000;
    Build(options);
    std::map<std::string, int> right;
    intake_->Round();
    for (int batch = 0; batch < kBatches; ++batch) {
        std::vector<std::string> sent;  // in the order in which they came
        for (int i = 0; i < 5; ++i) {
            const std::string before = SealReport(DraftOf({}));
            sent.push_back(before.substr(200, 64));  // sixty-four bytes of ciphertext name the report
            EXPECT_EQ(Send(Prove(before)), "taken");
            if (i == 2) intake_->Round();  // a round in between
        }
        EXPECT_EQ(intake_->Round(), 5);
        const std::string file = All(folder_ / "feedback.db");
        const auto place = [&](const std::string& mark) { return file.find(mark); };
        const auto first_by_place = std::min_element(
            sent.begin(), sent.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
        const auto last_by_place = std::max_element(
            sent.begin(), sent.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
        right["lowest place in the file"] += first_by_place == sent.begin();
        right["highest place in the file"] += last_by_place == sent.begin();
        const auto first_selected = [&](const std::string& sql) {
            std::string first;
            database_->Read([&](Connection& connection) {
                connection.Each(sql, [&](const Row& row) {
                    const std::string sealed = row.Text(0);
                    for (const std::string& mark : sent) {
                        if (first.empty() && sealed.find(mark) != std::string::npos) first = mark;
                    }
                });
            });
            return first;
        };
        right["order of ids"] += first_selected("SELECT sealed FROM feedback_part") == sent.front();
        right["order of voices"] +=
            first_selected(
                "SELECT sealed FROM feedback_part JOIN feedback_voice ON feedback_voice.id = voice "
                "ORDER BY feedback_voice.id") == sent.front();
        right["order of cases"] +=
            first_selected(
                "SELECT sealed FROM feedback_part JOIN feedback_voice ON feedback_voice.id = voice "
                "ORDER BY case_id") == sent.front();
    }
    for (const auto& [way, times] : right) {
        // One in five of 60 is 12; 26 lies beyond four standard deviations. An order that showed would
        // give 60.
        EXPECT_LE(times, 26) << way;
        RecordProperty(way, times);
    }
}

TEST_F(Linkage, FindsNothingOfReportsThatHaveLeftTheirWaitingPlace) {
    intake_->Round();
    std::vector<std::string> sent;
    for (int i = 0; i < 5; ++i) {
        const std::string before = SealReport(DraftOf({}));
        sent.push_back(before.substr(200, 64));
        Send(Prove(before));
    }
    intake_->Round();
    const std::string file = All(folder_ / "feedback.db");
    for (const std::string& mark : sent) {
        const auto first = file.find(mark);
        ASSERT_NE(first, std::string::npos);
        EXPECT_EQ(file.find(mark, first + 1), std::string::npos);
    }
}

}  // namespace
}  // namespace qz::feedback::intake
