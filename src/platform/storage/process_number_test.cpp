// What a process does whose number, under which it made its ids, has gone to another one.
#include <gmock/gmock.h>

#include "platform/storage/database_base.hpp"
#include "tests/support/databases.hpp"

namespace qz::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr int kNumbers = 1024;
constexpr std::chrono::hours kLong{1000};

class ProcessNumber : public tests::OnBothEngines {
 protected:
    ProcessNumber() {
        database().Write([](Tx& tx) { tx.Execute("CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY)"); });
        own_ = database().process_number();
        other_ = Database::Open(Options());
    }

    std::int64_t Insert(Database& where) {
        return where.Write([](Tx& tx) {
            const std::int64_t id = tx.NextId();
            tx.Execute("INSERT INTO note (id) VALUES ($1)", id);
            return id;
        });
    }
    std::int64_t Count() {
        return database().Read([](Snapshot& snapshot) {
            return snapshot.QueryOne("SELECT COUNT(*) FROM note").Get<std::int64_t>(0);
        });
    }
    void Lease(int number, std::int64_t holder, Instant until) {
        other_->Write([&](Tx& tx) {
            tx.Execute(
                "INSERT INTO platform_process (number, holder, leased_until) VALUES ($1, $2, $3) ON CONFLICT "
                "(number) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until",
                number, holder, until);
        });
    }
    // As where 1,022 more programs run.
    void LeaseTheRest() {
        other_->Write([&](Tx& tx) {
            tx.Execute("DELETE FROM platform_process WHERE number <> $1 AND number <> $2", own_,
                       std::int64_t{other_->process_number()});
            for (int number = 0; number < kNumbers; ++number) {
                if (number == own_ || number == other_->process_number()) continue;
                tx.Defer("INSERT INTO platform_process (number, holder, leased_until) VALUES ($1, 1, $2)",
                         number, clock().Now().Plus(kLong));
            }
        });
    }
    // As where the machine slept: its lease has run out, and the server has forgotten its connections.
    void LetLeaseRunOut() {
        other_->Write([&](Tx& tx) {
            tx.Execute("UPDATE platform_process SET leased_until = 0 WHERE number = $1", own_);
        });
    }
    void CutConnections() {
        if (GetParam() == Engine::kSqlite) return;
        other_->Read([](Snapshot& snapshot) {
            snapshot.Query(
                "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()) AS ended");
        });
    }
    static int NumberIn(std::int64_t id) { return static_cast<int>(id >> 12 & (kNumbers - 1)); }

    int own_ = 0;
    std::unique_ptr<Database> other_;
};
QZ_ON_BOTH_ENGINES(ProcessNumber);

class ProcessNumberOnPostgres : public ProcessNumber {};
INSTANTIATE_TEST_SUITE_P(, ProcessNumberOnPostgres, ::testing::Values(Engine::kPostgres), tests::EngineName);

TEST_P(ProcessNumber, IsInEachIdAndStaysWhileNobodyElseHasIt) {
    EXPECT_EQ(NumberIn(Insert(database())), own_);
    LetLeaseRunOut();
    CutConnections();
    EXPECT_EQ(NumberIn(Insert(database())), own_) << "late, and still its own";
}

TEST_P(ProcessNumber, IsReplacedBeforeTheNextWriteWhereAnotherHasTakenIt) {
    EXPECT_EQ(NumberIn(Insert(database())), own_);
    Lease(own_, 99, clock().Now().Plus(kLong));
    CutConnections();
    const int number = NumberIn(Insert(database()));
    EXPECT_NE(number, own_);
    EXPECT_NE(number, other_->process_number());
    EXPECT_EQ(number, database().process_number());
    EXPECT_EQ(NumberIn(Insert(database())), number);
    EXPECT_EQ(Count(), 3);
}

TEST_P(ProcessNumber, IsWaitedForWithWritesRefusedAndReadsServedWhereNoneIsFree) {
    Insert(database());
    LeaseTheRest();
    Lease(own_, 99, clock().Now().Plus(kLong));
    CutConnections();
    for (int again = 0; again < 2; ++again) {
        EXPECT_THROW(Insert(database()), NumberLost);
        EXPECT_FALSE(database().figures().writable);
        EXPECT_TRUE(database().figures().healthy);
        EXPECT_EQ(Count(), 1);
    }
    constexpr int kFreed = 777;
    Lease(kFreed, 1, Instant{});
    EXPECT_EQ(NumberIn(Insert(database())), kFreed);
    EXPECT_TRUE(database().figures().writable);
    EXPECT_EQ(Count(), 2);
}

TEST_P(ProcessNumberOnPostgres, IsTakenByNobodyWhileAConnectionThatWroteUnderItLives) {
    Insert(database());
    LeaseTheRest();
    LetLeaseRunOut();
    EXPECT_THAT([&] { Database::Open(Options()); },
                ThrowsMessage<std::runtime_error>(HasSubstr("No process number is free")));
    EXPECT_EQ(NumberIn(Insert(database())), own_);
    CutConnections();
    const auto successor = Database::Open(Options());
    EXPECT_EQ(successor->process_number(), own_);
    // In the same millisecond it would make the same ids.
    clock().Advance(std::chrono::milliseconds(1));
    EXPECT_EQ(NumberIn(Insert(*successor)), own_);
    EXPECT_THROW(Insert(database()), NumberLost);
    EXPECT_EQ(Count(), 3);
}

}  // namespace
}  // namespace qz::storage
