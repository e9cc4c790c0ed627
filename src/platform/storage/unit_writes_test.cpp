// Writes of several units, which PostgreSQL commits in one transaction and SQLite in one batch.
#include <future>
#include <mutex>

#include <gmock/gmock.h>

#include "platform/base/problem.hpp"
#include "platform/storage/storage.hpp"
#include "tests/support/databases.hpp"

namespace qz::storage {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kInsert = "INSERT INTO note (id, words) VALUES ($1, $2)";

class UnitWrites : public tests::OnBothEngines {
 protected:
    UnitWrites() {
        auto options = Options();
        options.workers = 1;
        database_ = Database::Open(options);
        database_->Write([](Tx& tx) {
            tx.Execute("CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, words TEXT)");
            tx.Execute("CREATE UNIQUE INDEX note_words ON note (words)");
        });
    }

    // What is submitted while the only worker waits is taken together.
    class Held {
     public:
        explicit Held(UnitWrites& test) : test_(test) {
            std::promise<void> entered;
            auto open = open_.get_future().share();
            test.database_->SubmitWrite(
                [&entered, open, first = true](Tx&) mutable {
                    if (std::exchange(first, false)) entered.set_value();
                    open.wait();
                },
                [](std::exception_ptr) {});
            entered.get_future().wait();
        }
        void Submit(int unit, Database::WriteWork work) {
            auto settled = std::make_shared<std::promise<void>>();
            fates_.push_back(settled->get_future());
            test_.database_->SubmitUnitWrite(UnitId{unit}, std::move(work),
                                             [settled](std::exception_ptr error) {
                                                 if (error) return settled->set_exception(std::move(error));
                                                 settled->set_value();
                                             });
        }
        // Whether each was done, in the order in which they were submitted.
        std::vector<bool> Fates() {
            const auto batches = test_.database_->figures().batches;
            open_.set_value();
            std::vector<bool> fates;
            for (auto& fate : fates_) {
                try {
                    fate.get();
                    fates.push_back(true);
                } catch (const std::exception&) {
                    fates.push_back(false);
                }
            }
            test_.database_->Read([](Snapshot&) {});
            commits_ = static_cast<int>(test_.database_->figures().batches - batches);
            return fates;
        }
        // Of all that was submitted, and one for what held the worker.
        int commits() const { return commits_; }

     private:
        UnitWrites& test_;
        std::promise<void> open_;
        std::vector<std::future<void>> fates_;
        int commits_ = 0;
    };

    std::vector<std::int64_t> Ids() {
        return database_->Read([](Snapshot& snapshot) {
            std::vector<std::int64_t> ids;
            for (const Row row : snapshot.Query("SELECT id FROM note ORDER BY id"))
                ids.push_back(row.Get<std::int64_t>(0));
            return ids;
        });
    }
    static Database::WriteWork Insert(int id, std::string words) {
        return [id, words = std::move(words)](Tx& tx) {
            tx.Query("SELECT id FROM note WHERE id = $1", id);
            tx.Defer(kInsert, id, words);
        };
    }

    std::unique_ptr<Database> database_;
};
QZ_ON_BOTH_ENGINES(UnitWrites);

TEST_P(UnitWrites, OfSeveralUnitsShareACommit) {
    Held held(*this);
    std::mutex mutex;
    std::vector<int> effects;
    for (int unit = 1; unit <= 5; ++unit) {
        held.Submit(unit, [&, unit](Tx& tx) {
            Insert(unit, std::to_string(unit))(tx);
            tx.AfterCommit([&, unit] {
                const std::lock_guard lock(mutex);
                effects.push_back(unit);
            });
        });
    }
    EXPECT_THAT(held.Fates(), ElementsAre(true, true, true, true, true));
    EXPECT_THAT(Ids(), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_THAT(effects, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_EQ(held.commits(), 2);
}

TEST_P(UnitWrites, OneThatRefusesTakesNoOtherWithIt) {
    Held held(*this);
    bool effect = false;
    held.Submit(1, Insert(1, "a"));
    held.Submit(2, [&effect](Tx& tx) {
        Insert(2, "b")(tx);
        tx.AfterCommit([&effect] { effect = true; });
        throw Problem::NotFound();
    });
    held.Submit(3, Insert(3, "c"));
    EXPECT_THAT(held.Fates(), ElementsAre(true, false, true));
    EXPECT_THAT(Ids(), ElementsAre(1, 3));
    EXPECT_FALSE(effect);
}

TEST_P(UnitWrites, OneThatRefusesAfterItWroteTakesNoOtherWithIt) {
    Held held(*this);
    held.Submit(1, Insert(1, "a"));
    held.Submit(2, [](Tx& tx) {
        tx.Execute(kInsert, 2, "b");
        throw Problem::NotFound();
    });
    held.Submit(3, Insert(3, "c"));
    EXPECT_THAT(held.Fates(), ElementsAre(true, false, true));
    EXPECT_THAT(Ids(), ElementsAre(1, 3));
}

TEST_P(UnitWrites, OneThatAUniqueKeyRefusesTakesNoOtherWithIt) {
    Held held(*this);
    held.Submit(1, Insert(1, "a"));
    held.Submit(2, Insert(2, "a"));
    held.Submit(3, Insert(3, "c"));
    const std::vector<bool> fates = held.Fates();
    EXPECT_EQ(std::count(fates.begin(), fates.end(), true), 2);
    EXPECT_TRUE(fates[2]);
    EXPECT_EQ(Ids().size(), 2u);
}

TEST_P(UnitWrites, OneThatSwallowsAFaultTakesNoOtherWithIt) {
    Held held(*this);
    held.Submit(1, Insert(1, "a"));
    held.Submit(2, [](Tx& tx) {
        try {
            tx.Query("SELECT absent FROM note");
        } catch (const std::exception&) {
            // On PostgreSQL the transaction is lost; it must not seem to have succeeded.
        }
        tx.Defer(kInsert, 2, "b");
    });
    held.Submit(3, Insert(3, "c"));
    const std::vector<bool> fates = held.Fates();
    EXPECT_TRUE(fates[0]);
    EXPECT_TRUE(fates[2]);
    EXPECT_THAT(Ids(), fates[1] ? ElementsAre(1, 2, 3)
                                : ::testing::Matcher<std::vector<std::int64_t>>(ElementsAre(1, 3)));
}

TEST_P(UnitWrites, OneThatReadsWhatItWroteSeesIt) {
    Held held(*this);
    std::atomic<std::int64_t> seen{-1};
    held.Submit(1, Insert(1, "a"));
    held.Submit(2, [&seen](Tx& tx) {
        tx.Defer(kInsert, 2, "b");
        seen = tx.QueryOne("SELECT COUNT(*) FROM note WHERE id = 2").Get<std::int64_t>(0);
        if (tx.Execute("UPDATE note SET words = 'bb' WHERE id = 2") != 1) throw Problem::NotFound();
    });
    held.Submit(3, [](Tx& tx) {
        if (tx.Execute(kInsert, 3, "c") != 1) throw Problem::NotFound();
        tx.BumpVersion("sample");
    });
    EXPECT_THAT(held.Fates(), ElementsAre(true, true, true));
    EXPECT_EQ(seen, 1);
    EXPECT_THAT(Ids(), ElementsAre(1, 2, 3));
    EXPECT_EQ(database_->Read([](Snapshot& snapshot) { return snapshot.Version("sample"); }), 1);
}

TEST_P(UnitWrites, ThatAskForTheResultOfTheirFirstWriteShareACommitToo) {
    database_->Write([](Tx& tx) {
        for (int id = 1; id <= 3; ++id) tx.Execute(kInsert, id, "old" + std::to_string(id));
    });
    Held held(*this);
    for (int unit = 1; unit <= 3; ++unit) {
        held.Submit(unit, [unit](Tx& tx) {
            if (tx.Execute("UPDATE note SET words = $1 WHERE id = $2", "new" + std::to_string(unit), unit) !=
                1)
                throw Problem::NotFound();
            tx.Defer(kInsert, 10 + unit, std::to_string(unit));
        });
    }
    EXPECT_THAT(held.Fates(), ElementsAre(true, true, true));
    EXPECT_THAT(Ids(), ElementsAre(1, 2, 3, 11, 12, 13));
    EXPECT_EQ(held.commits(), 2);
}

TEST_P(UnitWrites, OfOneUnitSeeEachOther) {
    Held held(*this);
    for (int round = 0; round < 3; ++round) {
        held.Submit(7, [](Tx& tx) {
            const auto count = tx.QueryOne("SELECT COUNT(*) FROM note").Get<std::int64_t>(0);
            tx.Defer(kInsert, count + 1, std::to_string(count));
        });
    }
    EXPECT_THAT(held.Fates(), ElementsAre(true, true, true));
    EXPECT_THAT(Ids(), ElementsAre(1, 2, 3));
}

TEST_P(UnitWrites, EachHasTheMomentAtWhichItCame) {
    Held held(*this);
    std::vector<Instant> moments(3);
    for (int unit = 1; unit <= 3; ++unit) {
        clock().Advance(std::chrono::seconds(1));
        held.Submit(unit, [&moments, unit](Tx& tx) {
            Insert(unit, std::to_string(unit))(tx);
            moments[static_cast<std::size_t>(unit - 1)] = tx.Now();
        });
    }
    EXPECT_THAT(held.Fates(), ElementsAre(true, true, true));
    EXPECT_EQ(moments[1].Since(moments[0]), 1000);
    EXPECT_EQ(moments[2].Since(moments[1]), 1000);
}

}  // namespace
}  // namespace qz::storage
