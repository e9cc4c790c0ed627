#include <csignal>
#include <future>
#include <sys/resource.h>

#include "platform/base/problem.hpp"
#include "platform/storage/storage.hpp"
#include "tests/support/databases.hpp"

namespace qz::storage {
namespace {

// SQLite is told that the file may not grow: it fails with SQLITE_FULL exactly as on a full disk.
class DiskFull : public ::testing::Test {
 protected:
    DiskFull() : database_(Database::Open(place_.options())) {
        database_->Write(
            [](Tx& tx) { tx.Execute("CREATE TABLE heap (id BIGINT NOT NULL PRIMARY KEY, bytes TEXT)"); });
    }
    void LimitTo(std::int64_t more_pages) {
        database_->Write([&](Tx& tx) {
            const auto pages = tx.QueryOne("PRAGMA page_count").Get<std::int64_t>(0);
            tx.Query("PRAGMA max_page_count = " + std::to_string(pages + more_pages));
        });
    }
    void Lift() {
        database_->Write([](Tx& tx) { tx.Query("PRAGMA max_page_count = 1000000000"); });
    }
    std::int64_t Count() {
        return database_->Read(
            [](Snapshot& s) { return s.QueryOne("SELECT COUNT(*) FROM heap").Get<std::int64_t>(0); });
    }

    tests::FreshDatabase place_{Engine::kSqlite};
    std::unique_ptr<Database> database_;
};

TEST_F(DiskFull, RefusesOnlyTheOneThatDoesNotFitAndHarmsNoBatchNeighbour) {
    LimitTo(20);
    const std::string large(400'000, 'x');
    std::promise<void> open;
    std::promise<void> entered;
    database_->SubmitWrite(
        [&](Tx&) {
            entered.set_value();
            open.get_future().wait();
        },
        [](const std::exception_ptr&) {});
    entered.get_future().wait();
    std::vector<std::future<void>> answers;
    for (int id = 0; id < 9; ++id) {
        auto promise = std::make_shared<std::promise<void>>();
        answers.push_back(promise->get_future());
        database_->SubmitWrite(
            [&large, id](Tx& tx) {
                const std::string_view bytes = id == 4 ? std::string_view(large) : std::string_view("small");
                try {
                    tx.Execute("INSERT INTO heap (id, bytes) VALUES ($1, $2)", id, bytes);
                } catch (const NoSpace&) {
                    // A careless handler that goes on is refused all the same.
                }
            },
            [promise](const std::exception_ptr& error) {
                error ? promise->set_exception(error) : promise->set_value();
            });
    }
    open.set_value();
    for (std::size_t id = 0; id < 9; ++id) {
        if (id == 4) {
            EXPECT_THROW(answers[id].get(), NoSpace);
        } else {
            EXPECT_NO_THROW(answers[id].get()) << id;
        }
    }
    EXPECT_EQ(Count(), 8);
    EXPECT_TRUE(database_->figures().healthy);
}

TEST_F(DiskFull, ServesReadsMeanwhileAndRecoversUnaided) {
    LimitTo(0);
    const std::string large(400'000, 'x');
    const auto insert = [&] {
        database_->Write(
            [&](Tx& tx) { tx.Execute("INSERT INTO heap (id, bytes) VALUES ($1, $2)", tx.NextId(), large); });
    };
    EXPECT_THROW(insert(), NoSpace);
    EXPECT_FALSE(database_->figures().writable);
    EXPECT_EQ(Count(), 0);
    EXPECT_THROW(insert(), NoSpace);
    Lift();
    EXPECT_NO_THROW(insert());
    EXPECT_TRUE(database_->figures().writable);
    EXPECT_EQ(Count(), 1);
}

// The log cannot be written at COMMIT, and not for want of space: what is on the disk is not known.
TEST_F(DiskFull, TakesNoFurtherWriteWhereTheDiskBrokeAtCommitUntilItIsOpenedAgain) {
    const auto insert = [&](int id) {
        database_->Write([&](Tx& tx) { tx.Execute("INSERT INTO heap (id, bytes) VALUES ($1, 'x')", id); });
    };
    insert(1);
    auto* const before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit none{0, limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
    EXPECT_THROW(insert(2), UnknownOutcome);
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, before);
    EXPECT_FALSE(database_->figures().healthy);
    EXPECT_THROW(insert(3), Problem);
    EXPECT_EQ(Count(), 1);
    database_.reset();
    database_ = Database::Open(place_.options());
    EXPECT_TRUE(database_->figures().healthy);
    EXPECT_EQ(Count(), 1);
    EXPECT_NO_THROW(insert(4));
}

}  // namespace
}  // namespace qz::storage
