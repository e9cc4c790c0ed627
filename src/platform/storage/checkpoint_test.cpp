#include <csignal>
#include <future>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "platform/storage/storage.hpp"
#include "tests/support/databases.hpp"

namespace qz::storage {
namespace {

constexpr int kPages = 200;
constexpr std::uintmax_t kFrame = 4096 + 24;

class Checkpoints : public ::testing::Test {
 protected:
    Options Small() {
        Options options = place_.options();
        options.checkpoint_pages = kPages;
        return options;
    }
    std::filesystem::path Log() {
        std::string path = place_.options().location;
        if (path.starts_with("sqlite:")) path.erase(0, 7);
        return path + "-wal";
    }
    static void MakeHeap(Database& database) {
        database.Write(
            [](Tx& tx) { tx.Execute("CREATE TABLE heap (id BIGINT NOT NULL PRIMARY KEY, bytes TEXT)"); });
    }
    static void Insert(Database& database, int id, std::string_view bytes) {
        database.Write(
            [&](Tx& tx) { tx.Execute("INSERT INTO heap (id, bytes) VALUES ($1, $2)", id, bytes); });
    }
    static std::int64_t Count(Database& database) {
        return database.Read([](Snapshot& snapshot) {
            return snapshot.QueryOne("SELECT COUNT(*) FROM heap").Get<std::int64_t>(0);
        });
    }

    tests::FreshDatabase place_{Engine::kSqlite};
};

TEST_F(Checkpoints, KeepTheLogShortWhileWritesGoOn) {
    const auto database = Database::Open(Small());
    MakeHeap(*database);
    const std::string bytes(20'000, 'x');
    constexpr int kWrites = 2000;
    std::uintmax_t longest = 0;
    for (int id = 0; id < kWrites; ++id) {
        Insert(*database, id, bytes);
        longest = std::max(longest, std::filesystem::file_size(Log()));
    }
    // Some 12,000 pages went through it.
    EXPECT_LT(longest, 5 * kPages * kFrame);
    EXPECT_EQ(Count(*database), kWrites);
    EXPECT_TRUE(database->figures().healthy);
}

TEST_F(Checkpoints, WaitForAReaderAndThenCatchUp) {
    const auto database = Database::Open(Small());
    MakeHeap(*database);
    const std::string bytes(20'000, 'x');
    std::promise<void> begun;
    std::promise<void> leave;
    std::promise<std::int64_t> seen;
    database->SubmitRead(
        [&](Snapshot& snapshot) {
            snapshot.QueryOne("SELECT COUNT(*) FROM heap");
            begun.set_value();
            leave.get_future().wait();
            seen.set_value(snapshot.QueryOne("SELECT COUNT(*) FROM heap").Get<std::int64_t>(0));
        },
        [](std::exception_ptr) {});
    begun.get_future().wait();
    for (int id = 0; id < 400; ++id) Insert(*database, id, bytes);
    const std::uintmax_t held = std::filesystem::file_size(Log());
    EXPECT_GT(held, 400 * 5 * kFrame) << "what the reader may still ask for stays in the log";
    leave.set_value();
    EXPECT_EQ(seen.get_future().get(), 0);
    for (int id = 400; id < 1400; ++id) Insert(*database, id, bytes);
    // The file keeps its length; the log in it began anew instead of growing by some 6,000 pages more.
    EXPECT_LT(std::filesystem::file_size(Log()), held + 5 * kPages * kFrame);
    EXPECT_EQ(Count(*database), 1400);
}

TEST_F(Checkpoints, LeaveNoLogBehindWhenTheDatabaseIsClosed) {
    {
        const auto database = Database::Open(Small());
        MakeHeap(*database);
        for (int id = 0; id < 300; ++id) Insert(*database, id, std::string(20'000, 'x'));
    }
    EXPECT_FALSE(std::filesystem::exists(Log()));
    const auto again = Database::Open(Small());
    EXPECT_EQ(Count(*again), 300);
}

TEST_F(Checkpoints, GoOnWhenTheDiskIsFullAndRecoverUnaided) {
    const auto database = Database::Open(Small());
    MakeHeap(*database);
    database->Write([](Tx& tx) {
        const auto pages = tx.QueryOne("PRAGMA page_count").Get<std::int64_t>(0);
        tx.Query("PRAGMA max_page_count = " + std::to_string(pages + 1000));
    });
    int kept = 0;
    int refused = 0;
    for (int id = 0; id < 400; ++id) {
        try {
            Insert(*database, id, std::string(20'000, 'x'));
            ++kept;
        } catch (const NoSpace&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 0);
    EXPECT_TRUE(database->figures().healthy);
    database->Write([](Tx& tx) { tx.Query("PRAGMA max_page_count = 1000000000"); });
    Insert(*database, 1000, "small");
    EXPECT_EQ(Count(*database), kept + 1);
}

// The process ends without a word, most likely while the log is being copied.
TEST_F(Checkpoints, LoseNothingThatWasAcknowledgedWhenTheProcessIsKilled) {
    for (int round = 0; round < 4; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::close(ends[0]);
            const auto database = Database::Open(Small());
            if (round == 0) MakeHeap(*database);
            for (int id = round * 1'000'000;; ++id) {
                Insert(*database, id, std::string(20'000, 'x'));
                if (::write(ends[1], &id, sizeof id) != sizeof id) ::_exit(1);
            }
        }
        ::close(ends[1]);
        int last = -1;
        int acknowledged = 0;
        const int enough = 300 + 71 * round;
        for (int id = 0; ::read(ends[0], &id, sizeof id) == sizeof id;) {
            last = id;
            if (++acknowledged == enough) ::kill(child, SIGKILL);
        }
        ::close(ends[0]);
        ::waitpid(child, nullptr, 0);
        ASSERT_GE(acknowledged, enough);
        const auto database = Database::Open(Small());
        const std::int64_t found = database->Read([&](Snapshot& snapshot) {
            return snapshot
                .QueryOne("SELECT COUNT(*) FROM heap WHERE id >= $1 AND id <= $2 AND LENGTH(bytes) = 20000",
                          round * 1'000'000, last)
                .Get<std::int64_t>(0);
        });
        EXPECT_EQ(found, acknowledged);
        const auto sound = database->Read(
            [](Snapshot& s) { return s.QueryOne("PRAGMA integrity_check").Get<std::string>(0); });
        EXPECT_EQ(sound, "ok");
    }
}

}  // namespace
}  // namespace qz::storage
