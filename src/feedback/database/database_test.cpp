#include "feedback/database/database.hpp"

#include <fstream>
#include <future>
#include <iterator>
#include <unistd.h>

#include <gtest/gtest.h>

namespace qz::feedback {
namespace {

namespace fs = std::filesystem;

class FeedbackDatabase : public ::testing::Test {
 protected:
    FeedbackDatabase() {
        folder_ = fs::temp_directory_path() / ("qz-feedback-" + std::to_string(::getpid()));
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        database_ = Database::Open(folder_ / "feedback.db");
    }
    ~FeedbackDatabase() override {
        database_.reset();
        fs::remove_all(folder_);
    }
    void Set(const std::string& name, const std::string& value) {
        database_->Write([&](Connection& connection) {
            connection.Execute("INSERT INTO feedback_setting VALUES ($1, $2)", name, Bytes{value});
        });
    }
    std::int64_t Count() {
        return database_->Read([](Connection& connection) {
            return connection.Number("SELECT count(*) FROM feedback_setting").value_or(-1);
        });
    }
    static std::string All(const fs::path& file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    fs::path folder_;
    std::unique_ptr<Database> database_;
};

TEST_F(FeedbackDatabase, UndoesThePieceThatFailedAndKeepsItsNeighbours) {
    std::promise<bool> good;
    std::promise<bool> bad;
    database_->Submit(
        [](Connection& connection) {
            connection.Execute("INSERT INTO feedback_setting VALUES ('a', x'01')");
        },
        [&](std::exception_ptr failure) { good.set_value(failure == nullptr); });
    database_->Submit(
        [](Connection& connection) {
            connection.Execute("INSERT INTO feedback_setting VALUES ('b', x'01')");
            throw std::runtime_error("no");
        },
        [&](std::exception_ptr failure) { bad.set_value(failure != nullptr); });
    EXPECT_TRUE(good.get_future().get());
    EXPECT_TRUE(bad.get_future().get());
    EXPECT_EQ(Count(), 1);
}

TEST_F(FeedbackDatabase, KeepsWhatItAcknowledgedWhenOpenedAgain) {
    Set("kept", "value");
    database_.reset();
    database_ = Database::Open(folder_ / "feedback.db");
    EXPECT_EQ(Count(), 1);
}

TEST_F(FeedbackDatabase, LeavesNoByteOfWhatWasDeletedOnceTheLogIsCut) {
    const std::string canary(6000, 'K');
    Set("secret", canary);
    database_->Truncate();
    EXPECT_NE(All(folder_ / "feedback.db").find(canary.substr(0, 2000)), std::string::npos);
    database_->Write([](Connection& connection) { connection.Execute("DELETE FROM feedback_setting"); });
    database_->Truncate();
    EXPECT_EQ(All(folder_ / "feedback.db").find("KKKKKKKK"), std::string::npos);
    EXPECT_EQ(fs::file_size(folder_ / "feedback.db-wal"), 0u);
}

TEST_F(FeedbackDatabase, CopiesItselfWhileInUseWithoutALog) {
    Set("kept", "value");
    database_->CopyTo(folder_ / "copy.db");
    EXPECT_FALSE(fs::exists(folder_ / "copy.db-wal"));
    const auto copy = Database::Open(folder_ / "copy.db");
    EXPECT_EQ(copy->Read([](Connection& connection) {
        return connection.Text("SELECT value FROM feedback_setting WHERE name = 'kept'");
    }),
              "value");
    EXPECT_THROW(database_->CopyTo(folder_ / "copy.db"), std::runtime_error);
}

TEST_F(FeedbackDatabase, RefusesWorkOnceItHasDrained) {
    database_->Drain();
    EXPECT_FALSE(database_->Submit([](Connection&) {}, [](std::exception_ptr) {}));
}

TEST_F(FeedbackDatabase, TellsAClashFromOtherFaults) {
    Set("once", "1");
    EXPECT_THROW(Set("once", "2"), Clash);
}

TEST_F(FeedbackDatabase, HasNoTableThatRemembersTheOrderOfRows) {
    database_->Read([](Connection& connection) {
        connection.Each("SELECT name, sql FROM sqlite_master WHERE type = 'table'", [](const Row& row) {
            EXPECT_NE(row.Text(1).find("WITHOUT ROWID"), std::string::npos) << row.Text(0);
        });
    });
}

}  // namespace
}  // namespace qz::feedback
