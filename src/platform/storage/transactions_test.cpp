#include <future>
#include <latch>
#include <thread>

#include <gmock/gmock.h>

#include "platform/base/problem.hpp"
#include "platform/storage/storage.hpp"
#include "tests/support/databases.hpp"

namespace qz::storage {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class Transactions : public tests::OnBothEngines {
 protected:
    Transactions() {
        database().Write([](Tx& tx) {
            tx.Execute("CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, words TEXT, small SMALLINT)");
            tx.Execute("CREATE UNIQUE INDEX note_words ON note (words)");
        });
    }
    std::int64_t Count() {
        return database().Read([](Snapshot& snapshot) {
            return snapshot.QueryOne("SELECT COUNT(*) FROM note").Get<std::int64_t>(0);
        });
    }
    // Holds the writers so that what is queued meanwhile becomes one batch on SQLite.
    class Gate {
     public:
        explicit Gate(Database& database) {
            std::promise<void> entered;
            auto inside = entered.get_future();
            auto open = open_.get_future().share();
            database.SubmitWrite(
                [&entered, open, first = true](Tx&) mutable {
                    if (first) entered.set_value();
                    first = false;
                    open.wait();
                },
                [](const std::exception_ptr&) {});
            inside.wait();
        }
        void Open() { open_.set_value(); }

     private:
        std::promise<void> open_;
    };
};
QZ_ON_BOTH_ENGINES(Transactions);

TEST_P(Transactions, GivesBackEveryKindOfValueUnchanged) {
    const std::string bytes("\0\xff\x01", 3);
    database().Write([&](Tx& tx) {
        tx.Execute(tx.engine() == Engine::kSqlite
                       ? "CREATE TABLE kinds (i BIGINT, t TEXT, b BLOB, s SMALLINT, n BIGINT, e TEXT)"
                       : "CREATE TABLE kinds (i BIGINT, t TEXT, b BYTEA, s SMALLINT, n BIGINT, e TEXT)");
        tx.Execute("INSERT INTO kinds (i, t, b, s, n, e) VALUES ($1, $2, $3, $4, $5, $6)",
                   std::numeric_limits<std::int64_t>::min(), "轻装", Blob{bytes}, true, std::nullopt,
                   std::string_view{});
    });
    const auto row =
        database().Read([](Snapshot& snapshot) { return snapshot.QueryOne("SELECT * FROM kinds"); });
    EXPECT_EQ(row.Get<std::int64_t>("i"), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(row.Get<std::string>("t"), "轻装");
    EXPECT_EQ(row.Get<std::string>("b"), bytes);
    EXPECT_TRUE(row.Get<bool>("s"));
    EXPECT_EQ(row.Get<std::optional<std::int64_t>>("n"), std::nullopt);
    EXPECT_EQ(row.Get<std::optional<std::string>>("e"), "");
    EXPECT_THROW(row.Get<std::int64_t>("absent"), std::logic_error);
    EXPECT_THROW(row.Get<std::int64_t>("n"), std::logic_error);
}

TEST_P(Transactions, RefusesTextThatIsNotUtf8) {
    const std::string texts[] = {
        "\xff",              // no character begins so
        "\xe8\xbd",          // half of one
        "a\x80",             // the rest of one
        "\xc0\xaf",          // written longer than need be
        "\xed\xa0\x80",      // a surrogate
        "\xf4\x90\x80\x80",  // behind the last
        std::string("a\0b", 3),
    };
    for (const std::string& text : texts) {
        for (const bool deferred : {false, true}) {
            EXPECT_THROW(database().Write([&](Tx& tx) {
                constexpr std::string_view kInsert = "INSERT INTO note (id, words) VALUES ($1, $2)";
                if (deferred) {
                    tx.Defer(kInsert, 1, text);
                } else {
                    tx.Execute(kInsert, 1, text);
                }
            }),
                         std::invalid_argument)
                << testing::PrintToString(text);
        }
        EXPECT_THROW(database().Read([&](Snapshot& snapshot) {
            return snapshot.Query("SELECT id FROM note WHERE words = $1", text).size();
        }),
                     std::invalid_argument);
    }
    EXPECT_EQ(Count(), 0);
    database().Write([](Tx& tx) {
        tx.Execute("INSERT INTO note (id, words) VALUES ($1, $2)", 1, "轻装 \xf0\xa0\xae\xb7");
    });
    EXPECT_EQ(Count(), 1);
}

TEST_P(Transactions, ReadsSumsAndCountsAsIntegers) {
    database().Write(
        [](Tx& tx) { tx.Execute("INSERT INTO note (id, words, small) VALUES (1, 'a', 3), (2, 'b', 4)"); });
    const auto row = database().Read([](Snapshot& snapshot) {
        return snapshot.QueryOne(
            "SELECT COUNT(*) AS n, SUM(id) AS s, SUM(small) AS t, MAX(small) AS m FROM note");
    });
    EXPECT_EQ(row.Get<std::int64_t>("n"), 2);
    EXPECT_EQ(row.Get<std::int64_t>("s"), 3);
    EXPECT_EQ(row.Get<std::int64_t>("t"), 7);
    EXPECT_EQ(row.Get<int>("m"), 4);
}

TEST_P(Transactions, BindsOneParameterInSeveralPlacesAndNullWhereAValueWasBefore) {
    database().Write([](Tx& tx) {
        constexpr auto kInsert = "INSERT INTO note (id, words, small) VALUES ($1, $2, $3)";
        EXPECT_EQ(tx.Execute(kInsert, 1, std::nullopt, std::nullopt), 1);
        EXPECT_EQ(tx.Execute(kInsert, 2, "zwei", 2), 1);
        EXPECT_EQ(tx.Execute(kInsert, 3, std::optional<std::string>(), std::optional<std::int64_t>(3)), 1);
        const Rows rows =
            tx.Query("SELECT id FROM note WHERE id >= $2 AND id <> $1 AND id < $2 + 2 ORDER BY id", 3, 1);
        ASSERT_EQ(rows.size(), 2);
        EXPECT_EQ(rows[1].Get<std::int64_t>("id"), 2);
    });
}

TEST_P(Transactions, AHandlerThatThrowsHarmsNoNeighbour) {
    Gate gate(database());
    std::vector<std::future<void>> answers;
    for (int id = 0; id < 20; ++id) {
        auto promise = std::make_shared<std::promise<void>>();
        answers.push_back(promise->get_future());
        ASSERT_TRUE(database().SubmitWrite(
            [id](Tx& tx) {
                tx.Execute("INSERT INTO note (id) VALUES ($1)", id);
                if (id % 5 == 0) throw Problem::Conflict("test.refused");
            },
            [promise](const std::exception_ptr& error) {
                error ? promise->set_exception(error) : promise->set_value();
            }));
    }
    gate.Open();
    for (int id = 0; id < 20; ++id) {
        if (id % 5 == 0) {
            EXPECT_THROW(answers[static_cast<std::size_t>(id)].get(), Problem);
        } else {
            EXPECT_NO_THROW(answers[static_cast<std::size_t>(id)].get());
        }
    }
    EXPECT_EQ(Count(), 16);
}

TEST_P(Transactions, TellsAUniqueViolationFromOtherFaults) {
    database().Write([](Tx& tx) { tx.Execute("INSERT INTO note (id, words) VALUES (1, 'once')"); });
    EXPECT_THROW(database().Write([](Tx& tx) { tx.Execute("INSERT INTO note (id, words) VALUES (1, 'x')"); }),
                 UniqueViolation);
    EXPECT_THROW(
        database().Write([](Tx& tx) { tx.Defer("INSERT INTO note (id, words) VALUES (2, 'once')"); }),
        UniqueViolation);
    EXPECT_THROW(database().Write([](Tx& tx) { tx.Execute("INSERT INTO nowhere (id) VALUES (1)"); }),
                 std::runtime_error);
    EXPECT_EQ(Count(), 1);
}

TEST_P(Transactions, RunsEffectsAfterCommitOnlyAndBeforeTheAnswer) {
    std::vector<std::string> order;
    EXPECT_THROW(database().Write([&](Tx& tx) {
        tx.AfterCommit([&] { order.emplace_back("never"); });
        throw Problem::NotFound();
    }),
                 Problem);
    std::promise<void> answered;
    database().SubmitWrite(
        [&](Tx& tx) {
            tx.AfterCommit([&] { order.emplace_back("first"); });
            tx.AfterCommit([&] { order.emplace_back("second"); });
        },
        [&](const std::exception_ptr&) {
            order.emplace_back("answer");
            answered.set_value();
        });
    answered.get_future().wait();
    EXPECT_THAT(order, ElementsAre("first", "second", "answer"));
}

TEST_P(Transactions, RefusesWorkBeyondTheQueue) {
    CloseDatabase();
    auto options = Options();
    options.queue_limit = 2;
    options.workers = 1;
    const auto small = Database::Open(options);
    Gate gate(*small);
    const auto nothing = [](Tx&) {};
    const auto silent = [](const std::exception_ptr&) {};
    EXPECT_TRUE(small->SubmitWrite(nothing, silent));
    EXPECT_TRUE(small->SubmitWrite(nothing, silent));
    EXPECT_FALSE(small->SubmitWrite(nothing, silent));
    gate.Open();
    small->Drain();
    EXPECT_FALSE(small->SubmitWrite(nothing, silent));
}

TEST_P(Transactions, SeesVersionsAsTheyAreInItsOwnTransaction) {
    database().Write([](Tx& tx) {
        EXPECT_EQ(tx.Version("grants"), 0);
        tx.BumpVersion("grants");
        EXPECT_EQ(tx.Version("grants"), 1);
        tx.BumpVersion("grants");
        EXPECT_EQ(tx.Version("grants"), 2);
    });
    EXPECT_THROW(database().Write([](Tx& tx) {
        tx.BumpVersion("grants");
        throw Problem::NotFound();
    }),
                 Problem);
    database().Read([](Snapshot& snapshot) {
        EXPECT_EQ(snapshot.Version("grants"), 2);
        EXPECT_EQ(snapshot.Version("trees"), 0);
    });
    database().Write([](Tx& tx) { EXPECT_EQ(tx.Version("grants"), 2); });
}

TEST_P(Transactions, KeepsACachedValueUntilItsVersionMoves) {
    Cached<int> cached("grants");
    int loads = 0;
    const auto get = [&] {
        return database().Read(
            [&](Snapshot& snapshot) { return *cached.Get(snapshot, [&](Snapshot&) { return ++loads; }); });
    };
    EXPECT_EQ(get(), 1);
    EXPECT_EQ(get(), 1);
    database().Write([](Tx& tx) { tx.BumpVersion("grants"); });
    EXPECT_EQ(get(), 2);
}

TEST_P(Transactions, AnswersSeveralReadsInOrder) {
    database().Write([](Tx& tx) { tx.Execute("INSERT INTO note (id, words) VALUES (1, 'a'), (2, 'b')"); });
    database().Read([](Snapshot& snapshot) {
        const Statement statements[] = {{"SELECT words FROM note WHERE id = $1", {2}},
                                        {"SELECT words FROM note WHERE id = $1", {3}},
                                        {"SELECT words FROM note WHERE id = $1", {1}}};
        const auto answers = snapshot.QueryTogether(statements);
        ASSERT_EQ(answers.size(), 3u);
        EXPECT_EQ(answers[0][0].Get<std::string>(0), "b");
        EXPECT_TRUE(answers[1].empty());
        EXPECT_EQ(answers[2][0].Get<std::string>(0), "a");
    });
}

TEST_P(Transactions, WalksRowByRow) {
    database().Write([](Tx& tx) {
        for (int id = 0; id < 1000; ++id) tx.Defer("INSERT INTO note (id) VALUES ($1)", id);
    });
    database().Read([](Snapshot& snapshot) {
        std::int64_t sum = 0;
        snapshot.ForEach("SELECT id FROM note", {}, [&](const Row& row) { sum += row.Get<std::int64_t>(0); });
        EXPECT_EQ(sum, 499500);
        EXPECT_THROW(
            snapshot.ForEach("SELECT id FROM note", {}, [](const Row&) { throw Problem::NotFound(); }),
            Problem);
        EXPECT_EQ(snapshot.QueryOne("SELECT COUNT(*) FROM note").Get<int>(0), 1000);
    });
}

TEST_P(Transactions, RunsDeferredWritesBeforeALaterRead) {
    database().Write([](Tx& tx) {
        {
            const std::string words = "gone before it is sent";
            tx.Defer("INSERT INTO note (id, words) VALUES ($1, $2)", 1, words);
        }
        EXPECT_EQ(tx.QueryOne("SELECT words FROM note WHERE id = 1").Get<std::string>(0),
                  "gone before it is sent");
    });
}

TEST_P(Transactions, OneReaderThatThrowsHarmsNoOther) {
    EXPECT_THROW(database().Read([](Snapshot& snapshot) { snapshot.Query("SELECT nothing FROM nowhere"); }),
                 std::runtime_error);
    EXPECT_EQ(Count(), 0);
}

TEST_P(Transactions, RefusesAReadThatWrites) {
    EXPECT_THROW(database().Read([](Snapshot& snapshot) {
        snapshot.Query("INSERT INTO note (id) VALUES (1) RETURNING id");
    }),
                 std::runtime_error);
    EXPECT_EQ(Count(), 0);
}

TEST_P(Transactions, KeepsTheSameMomentForTheWholeWork) {
    database().Write([&](Tx& tx) {
        const Instant before = tx.Now();
        EXPECT_EQ(before, clock().Now());
        clock().Advance(5s);
        EXPECT_EQ(tx.Now(), before);
    });
}

TEST_P(Transactions, GivesTwoProcessesDifferentNumbers) {
    const auto second = Database::Open(Options());
    EXPECT_NE(second->process_number(), database().process_number());
    const auto first_id = database().Write([](Tx& tx) { return tx.NextId(); });
    const auto second_id = second->Write([](Tx& tx) { return tx.NextId(); });
    EXPECT_NE(first_id, second_id);
}

TEST_P(Transactions, RemembersOneEffectForOneKey) {
    const std::string hash(32, '\x9c');
    database().Write([&](Tx& tx) {
        EXPECT_FALSE(FindEffect(tx, {1}, {2}, "key"));
        InsertEffect(tx, {1}, {2}, "key", {hash, 201, 77});
    });
    database().Read([&](Snapshot& snapshot) {
        const auto effect = FindEffect(snapshot, {1}, {2}, "key");
        ASSERT_TRUE(effect);
        EXPECT_EQ(effect->request_hash, hash);
        EXPECT_EQ(effect->status, 201);
        EXPECT_EQ(effect->object, 77);
        EXPECT_FALSE(FindEffect(snapshot, {1}, {3}, "key"));
    });
    EXPECT_THROW(database().Write([&](Tx& tx) {
        InsertEffect(tx, {1}, {2}, "key", {hash, 201, 78});
    }),
                 UniqueViolation);
    clock().Advance(24h * 7);
    database().Write([&](Tx& tx) { EXPECT_EQ(DeleteEffects(tx, clock().Now(), 10), 1); });
    database().Read([&](Snapshot& snapshot) { EXPECT_FALSE(FindEffect(snapshot, {1}, {2}, "key")); });
}

TEST_P(Transactions, AcknowledgesManyWritersOnceEach) {
    constexpr int kThreads = 4;
    constexpr int kEach = 50;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            for (int n = 0; n < kEach; ++n) {
                database().Write([&](Tx& tx) {
                    tx.Execute("INSERT INTO note (id, small) VALUES ($1, $2)", tx.NextId(), thread);
                });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(Count(), kThreads * kEach);
}

// More than SQLite keeps of a savepoint in memory, by statements that touch many rows each.
TEST_P(Transactions, TakesBackALargeWorkWhole) {
    constexpr std::string_view kRows = R"sql(
        WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < 4000)
        INSERT INTO large (id, bytes) SELECT n, $1 FROM numbers WHERE n % 4 = $2
        ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes)sql";
    const std::string before(700, 'a');
    const std::string after(700, 'b');
    const auto count = [&](const std::string& bytes) {
        return database().Read([&](Snapshot& snapshot) {
            return snapshot.QueryOne("SELECT COUNT(*) FROM large WHERE bytes = $1", bytes)
                .Get<std::int64_t>(0);
        });
    };
    const auto fill = [&](Tx& tx, const std::string& bytes) {
        for (int part = 0; part < 4; ++part) tx.Execute(kRows, bytes, part);
    };
    database().Write([&](Tx& tx) {
        tx.Execute("CREATE TABLE large (id BIGINT NOT NULL PRIMARY KEY, bytes TEXT NOT NULL)");
        fill(tx, before);
    });
    EXPECT_THROW(database().Write([&](Tx& tx) {
        fill(tx, after);
        throw Problem::NotFound();
    }),
                 Problem);
    EXPECT_EQ(count(before), 4000);
    database().Write([&](Tx& tx) { fill(tx, after); });
    EXPECT_EQ(count(after), 4000);
}

// On PostgreSQL a work begins with the versions that this process saw last, and is run again where another
// process has moved one.
TEST_P(Transactions, NoOutcomeRestsOnAVersionThatAnotherProcessHasMoved) {
    const auto other = Database::Open(Options());
    const auto bump = [&] { other->Write([](Tx& tx) { tx.BumpVersion("grants"); }); };
    const auto read = [&] {
        return database().Read([](Snapshot& snapshot) { return snapshot.Version("grants"); });
    };
    bump();
    EXPECT_EQ(read(), 1);
    bump();
    EXPECT_EQ(read(), 2) << "without any question besides";
    bump();
    EXPECT_NO_THROW(database().Read([](Snapshot& snapshot) {
        if (snapshot.Version("grants") == 2) throw Problem::Forbidden();
    })) << "nobody is refused for what held before";
    bump();
    std::int64_t written = 0;
    database().Write([&](Tx& tx) {
        written = tx.Version("grants");
        try {
            tx.Query("SELECT 1");
        } catch (...) {
            // A careless handler goes on; its work does not count.
        }
        tx.Announce({1}, "grants", written);
    });
    EXPECT_EQ(written, 4);
    bump();
    EXPECT_NO_THROW(database().Write([](Tx& tx) {
        if (tx.Version("grants") == 4) throw Problem::Forbidden();
    }));
    database().Sequence();
    const auto changes =
        database().Read([](Snapshot& snapshot) { return Database::ListChanges(snapshot, 0, 10); });
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].object, 4);
}

}  // namespace
}  // namespace qz::storage
