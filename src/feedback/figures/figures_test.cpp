#include "feedback/figures/figures.hpp"

#include <unistd.h>

#include <gtest/gtest.h>

#include "platform/base/json.hpp"

namespace qz::feedback::figures {
namespace {

class Figures : public ::testing::Test {
 protected:
    Figures() {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        database_ = Database::Open(folder_ / "feedback.db");
    }
    ~Figures() override {
        database_.reset();
        std::filesystem::remove_all(folder_);
    }
    void Add(int month, const char* measure, const char* category, const char* county, int count) {
        database_->Write([&](Connection& connection) {
            connection.Execute("INSERT INTO feedback_count VALUES ($1, $2, $3, $4, $5, '', $6)", month,
                               month / 100 * 10 + (month % 100 + 2) / 3, measure, category, county, count);
        });
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("qz-figures-" + std::to_string(::getpid()));
    std::unique_ptr<Database> database_;
};

TEST_F(Figures, CloseAPeriodOnceAndNeverChangeIt) {
    Add(202610, "accepted", "forms", "371002", 48);
    Add(202610, "accepted", "meetings", "371002", 52);
    Add(202611, "accepted", "forms", "371002", 30);
    const Date november = Date::From(2026, 11, 3);
    EXPECT_EQ(ClosePeriods(*database_, november), 1);
    const std::string before = AllJson(*database_);
    Add(202610, "accepted", "briefs", "371002", 40);
    EXPECT_EQ(ClosePeriods(*database_, november), 0);
    EXPECT_EQ(AllJson(*database_), before);
    EXPECT_EQ(before.find("2026-11"), std::string::npos);
}

TEST_F(Figures, HideSmallCellsAndRoundTheRest) {
    Add(202610, "received", "", "", 103);
    Add(202610, "accepted", "forms", "371002", 48);
    Add(202610, "accepted", "meetings", "371082", 3);
    Add(202610, "refused.petition", "", "", 12);
    ClosePeriods(*database_, Date::From(2026, 11, 3));
    const json::value all = ParseJson(AllJson(*database_));
    const auto& tables = all.at("periods").as_array().at(0).at("tables").as_array();
    EXPECT_EQ(tables.at(0).at("cells").as_array().at(0).as_array().at(0).as_int64(), 105);
    EXPECT_EQ(tables.at(1).at("measure").as_string(), "accepted");
    EXPECT_TRUE(tables.at(1).at("cells").as_array().at(1).as_array().at(1).is_null());
    EXPECT_EQ(json::serialize(all).find(",3"), std::string::npos);
}

TEST_F(Figures, CloseAQuarterForTowns) {
    database_->Write([](Connection& connection) {
        connection.Execute(
            "INSERT INTO feedback_count VALUES (202608, 20263, 'accepted', 'forms', '371082', '371082101', "
            "25)");
    });
    EXPECT_EQ(ClosePeriods(*database_, Date::From(2026, 11, 3)), 2);
    EXPECT_NE(AllJson(*database_).find("2026-Q3"), std::string::npos);
}

}  // namespace
}  // namespace qz::feedback::figures
