#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "platform/base/problem.hpp"
#include "platform/storage/postgres_connection.hpp"
#include "platform/storage/storage.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace qz::storage {
namespace {

class PostgresFaults : public ::testing::Test {
 protected:
    PostgresFaults() : database_(Database::Open(place_.options())) {
        database_->Write([](Tx& tx) {
            tx.Execute("CREATE TABLE account (id BIGINT NOT NULL PRIMARY KEY, balance BIGINT NOT NULL)");
            tx.Execute("INSERT INTO account (id, balance) VALUES (1, 100), (2, 100)");
        });
    }
    std::int64_t Total() {
        return database_->Read(
            [](Snapshot& s) { return s.QueryOne("SELECT SUM(balance) FROM account").Get<std::int64_t>(0); });
    }

    tests::FreshDatabase place_{Engine::kPostgres};
    std::unique_ptr<Database> database_;
};

TEST_F(PostgresFaults, RepeatsATransactionThatMetAnother) {
    // Write skew: each reads the sum and takes from its own account. SERIALIZABLE lets only one of them stand
    // as it ran; the other is repeated and sees the first.
    std::latch both_have_read(2);
    std::atomic<int> runs{0};
    const auto take = [&](std::int64_t id) {
        bool first = true;
        database_->Write([&](Tx& tx) {
            ++runs;
            const auto sum = tx.QueryOne("SELECT SUM(balance) FROM account").Get<std::int64_t>(0);
            if (std::exchange(first, false)) both_have_read.arrive_and_wait();
            if (sum >= 200) tx.Execute("UPDATE account SET balance = balance - 100 WHERE id = $1", id);
        });
    };
    std::thread one([&] { take(1); });
    std::thread two([&] { take(2); });
    one.join();
    two.join();
    EXPECT_EQ(Total(), 100);
    EXPECT_GE(runs, 3);
    EXPECT_GE(database_->figures().retries, 1u);
}

TEST_F(PostgresFaults, AnEffectOfARepeatedTransactionHappensOnce) {
    std::latch both_have_read(2);
    std::atomic<int> effects{0};
    const auto add = [&] {
        bool first = true;
        database_->Write([&](Tx& tx) {
            const auto balance = tx.QueryOne("SELECT balance FROM account WHERE id = 1").Get<std::int64_t>(0);
            if (std::exchange(first, false)) both_have_read.arrive_and_wait();
            tx.Defer("UPDATE account SET balance = $1 WHERE id = 1", balance + 1);
            tx.AfterCommit([&] { ++effects; });
        });
    };
    std::thread one(add);
    std::thread two(add);
    one.join();
    two.join();
    EXPECT_EQ(effects, 2);
    EXPECT_EQ(Total(), 202);
}

TEST_F(PostgresFaults, AConnectionKilledInTheTransactionIsAnErrorAndTheNextWorks) {
    EXPECT_THROW(database_->Write([](Tx& tx) {
        tx.Execute("UPDATE account SET balance = 0");
        tx.Query("SELECT 1 FROM (SELECT pg_terminate_backend(pg_backend_pid())) AS ended");
    }),
                 std::exception);
    EXPECT_EQ(Total(), 200);
    EXPECT_NO_THROW(
        database_->Write([](Tx& tx) { tx.Execute("UPDATE account SET balance = 7 WHERE id = 1"); }));
}

TEST_F(PostgresFaults, AConnectionKilledWhileItLayIdleIsNotNoticedByTheNextRequest) {
    for (int round = 0; round < 3; ++round) {
        // Every worker has a connection; another program ends them all.
        const auto other = Database::Open(place_.options());
        other->Read([](Snapshot& s) {
            s.Query(
                "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()) AS ended");
        });
        EXPECT_EQ(Total(), 200);
        EXPECT_NO_THROW(database_->Write([](Tx& tx) { tx.Execute("UPDATE account SET balance = balance"); }));
    }
}

TEST_F(PostgresFaults, AServerThatCannotBeReachedIsNamedAndFoundAgain) {
    const tests::PostgresCluster& cluster = tests::PostgresCluster::Get();
    const std::string name = database_->Read([](Snapshot& snapshot) {
        return snapshot.QueryOne("SELECT current_database() AS name").Get<std::string>(0);
    });
    cluster.Run("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
    cluster.Run("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '" + name +
                "'");
    const auto code_of = [](const auto& work) {
        try {
            work();
            return std::string();
        } catch (const Problem& problem) {
            EXPECT_EQ(problem.kind(), Problem::Kind::kBusy);
            return problem.code();
        }
    };
    const auto write = [&] {
        database_->Write([](Tx& tx) { tx.Execute("UPDATE account SET balance = 1"); });
    };
    EXPECT_EQ(code_of([&] { Total(); }), "platform.http.database_unreachable");
    EXPECT_EQ(code_of(write), "platform.http.database_unreachable");
    cluster.Run("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    while (!code_of(write).empty()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    while (!code_of([&] { EXPECT_EQ(Total(), 2); }).empty()) std::this_thread::yield();
}

TEST_F(PostgresFaults, AConnectionKilledAtCommitIsAnUnknownOutcome) {
    // A deferred trigger ends the server's process while it commits: COMMIT was sent and never answered.
    database_->Write([](Tx& tx) {
        tx.Execute(R"sql(CREATE FUNCTION end_here() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END')sql");
        tx.Execute(R"sql(CREATE CONSTRAINT TRIGGER ends AFTER UPDATE ON account
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_here())sql");
    });
    int effects = 0;
    EXPECT_THROW(database_->Write([&](Tx& tx) {
        tx.Defer("UPDATE account SET balance = 5 WHERE id = 1");
        tx.AfterCommit([&] { ++effects; });
    }),
                 UnknownOutcome);
    EXPECT_EQ(effects, 0);
    EXPECT_EQ(Total(), 200);
}

TEST_F(PostgresFaults, AHandlerThatSwallowsAFaultDoesNotSeemToSucceed) {
    EXPECT_THROW(database_->Write([](Tx& tx) {
        tx.Execute("UPDATE account SET balance = 0");
        try {
            tx.Query("SELECT nothing FROM nowhere");
        } catch (const std::exception&) {
        }
    }),
                 std::exception);
    EXPECT_EQ(Total(), 200);
}

TEST_F(PostgresFaults, PreparesAgainWhatAFaultSkipped) {
    for (int round = 0; round < 2; ++round) {
        EXPECT_THROW(database_->Write([&](Tx& tx) {
            tx.Defer("INSERT INTO account (id, balance) VALUES ($1, 0)", 1);
            tx.Defer("UPDATE account SET balance = balance + $1 WHERE id = 2", 0);
        }),
                     UniqueViolation);
    }
    for (int round = 0; round < 8; ++round) {
        database_->Write(
            [&](Tx& tx) { tx.Defer("UPDATE account SET balance = balance + $1 WHERE id = 2", 1); });
    }
    EXPECT_EQ(Total(), 208);
}

TEST_F(PostgresFaults, SwitchesDurableCommitOnWhereTheServerHasItOff) {
    database_.reset();
    auto options = place_.options();
    options.location += "&options=-csynchronous_commit%3Doff";
    options.check_durability = true;
    const auto reopened = Database::Open(options);
    EXPECT_EQ(
        reopened->Read([](Snapshot& s) { return s.QueryOne("SHOW synchronous_commit").Get<std::string>(0); }),
        "on");
}

TEST(PostgresOpen, MakesTheDatabaseWhereItIsMissing) {
    const tests::FreshDatabase neighbour(Engine::kPostgres, tests::FreshDatabase::Content::kNothing);
    auto options = neighbour.options();
    const auto question = options.location.find('?');
    options.location.insert(question, "_made");
    {
        const auto made = Database::Open(options);
        EXPECT_EQ(made->Read([](Snapshot& s) { return s.Version("grants"); }), 0);
    }
    constexpr std::size_t kScheme = std::string_view("postgres:///").size();
    tests::PostgresCluster::Get().Run("DROP DATABASE " +
                                      options.location.substr(kScheme, question + 5 - kScheme));
}

TEST(PostgresConnection, GivesUpOnAServerThatVanishedUnlessTheLocationKnowsBetter) {
    const auto setting = [](const std::string& location, std::string_view wanted) {
        const PostgresConnection connection(location);
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> all(
            PQconninfo(connection.handle()), &PQconninfoFree);
        for (const PQconninfoOption* option = all.get(); option->keyword != nullptr; ++option) {
            if (option->keyword == wanted && option->val != nullptr) return std::string(option->val);
        }
        return std::string();
    };
    const std::string location = tests::PostgresCluster::Get().Location("postgres");
    EXPECT_EQ(setting(location, "tcp_user_timeout"), "60000");
    EXPECT_EQ(setting(location, "keepalives_idle"), "30");
    EXPECT_EQ(setting(location + "&tcp_user_timeout=7000", "tcp_user_timeout"), "7000");
    EXPECT_EQ(setting(location, "client_encoding"), "UTF8");
}

}  // namespace
}  // namespace qz::storage
