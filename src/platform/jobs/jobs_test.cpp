#include "platform/jobs/jobs.hpp"

#include <atomic>
#include <condition_variable>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/problem.hpp"
#include "tests/support/databases.hpp"

namespace qz::jobs {
namespace {

using namespace std::chrono_literals;

constexpr UnitId kVillage{371002001};

class Jobs : public tests::OnBothEngines {
 protected:
    JobId Write(std::string_view kind, std::optional<Instant> run_at = std::nullopt) {
        return database().Write(
            [&](storage::Tx& tx) { return Enqueue(tx, kVillage, kind, R"({"n":1})", run_at); });
    }
    View See(JobId job) {
        return database().Read(
            [&](storage::Snapshot& snapshot) { return OrNotFound(Find(snapshot, kVillage, job)); });
    }
};
QZ_ON_BOTH_ENGINES(Jobs);

TEST_P(Jobs, RunWithTheirPayloadAndAreDone) {
    const JobId job = Write("sample.export");
    EXPECT_EQ(See(job).state, State::kWaiting);
    Runner runner(database(), clock());
    std::vector<Job> seen;
    runner.On("sample.export", [&](storage::Database&, const Job& given) { seen.push_back(given); });
    EXPECT_EQ(runner.RunDue(), 1);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].id, job);
    EXPECT_EQ(seen[0].unit, kVillage);
    EXPECT_EQ(seen[0].payload, R"({"n":1})");
    EXPECT_EQ(seen[0].attempt, 1);
    EXPECT_EQ(See(job).state, State::kDone);
    EXPECT_EQ(runner.RunDue(), 0);
}

TEST_P(Jobs, DoNotExistWhereTheirCauseWasRolledBack) {
    JobId job;
    EXPECT_THROW(database().Write([&](storage::Tx& tx) {
        job = Enqueue(tx, kVillage, "sample.export", "{}");
        throw Problem::NotFound();
    }),
                 Problem);
    EXPECT_THROW(See(job), Problem);
}

TEST_P(Jobs, WaitForTheirTime) {
    Write("sample.export", clock().Now().Plus(1h));
    Runner runner(database(), clock());
    runner.On("sample.export", [](storage::Database&, const Job&) {});
    EXPECT_EQ(runner.RunDue(), 0);
    clock().Advance(1h);
    EXPECT_EQ(runner.RunDue(), 1);
}

TEST_P(Jobs, AreLeftToAProcessThatKnowsTheirKind) {
    const JobId job = Write("sample.unknown");
    Runner runner(database(), clock());
    runner.On("sample.export", [](storage::Database&, const Job&) {});
    EXPECT_EQ(runner.RunDue(), 0);
    EXPECT_EQ(See(job).state, State::kWaiting);
    EXPECT_EQ(See(job).attempts, 0);
}

TEST_P(Jobs, BackOffLongerAfterEachFailureAndStayVisibleWhenTheyHaveFailed) {
    const JobId job = Write("sample.poison");
    Runner runner(database(), clock());
    int runs = 0;
    runner.On("sample.poison", [&](storage::Database&, const Job&) {
        ++runs;
        throw Problem::Conflict("sample.poisoned");
    });
    std::int64_t last_wait = 0;
    for (int attempt = 1; attempt < 8; ++attempt) {
        EXPECT_EQ(runner.RunDue(), 1) << attempt;
        const View view = See(job);
        EXPECT_EQ(view.state, State::kWaiting);
        EXPECT_EQ(view.attempts, attempt);
        EXPECT_EQ(view.last_error, "sample.poisoned");
        const std::int64_t wait = view.run_at.Since(clock().Now());
        EXPECT_GT(wait, last_wait * 2 / 3);
        // The last two both wait an hour, give or take.
        if (attempt <= 6) {
            EXPECT_GT(wait, last_wait);
        }
        last_wait = wait;
        EXPECT_EQ(runner.RunDue(), 0);
        clock().Set(view.run_at);
    }
    EXPECT_EQ(runner.RunDue(), 1);
    EXPECT_EQ(See(job).state, State::kFailed);
    clock().Advance(240h);
    EXPECT_EQ(runner.RunDue(), 0);
    EXPECT_EQ(runs, 8);
    const auto visible = database().Read([](storage::Snapshot& snapshot) { return List(snapshot, 10); });
    ASSERT_EQ(visible.size(), 1u);
    EXPECT_EQ(visible[0].id, job);
}

// Holds one handler open on its own thread, as a process that hangs or has died would.
class Stuck {
 public:
    Stuck(storage::Database& database, const Clock& clock, std::string_view kind) : runner_(database, clock) {
        runner_.On(kind, [this](storage::Database&, const Job&) {
            std::unique_lock lock(mutex_);
            inside_ = true;
            changed_.notify_all();
            changed_.wait(lock, [this] { return released_; });
        });
        thread_ = std::thread([this] { runner_.RunDue(); });
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return inside_; });
    }
    ~Stuck() { Release(); }
    void Release() {
        {
            std::lock_guard lock(mutex_);
            released_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable()) thread_.join();
    }

 private:
    Runner runner_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool inside_ = false;
    bool released_ = false;
    std::thread thread_;
};

TEST_P(Jobs, RunAgainWhereTheirProcessFellSilent) {
    const JobId job = Write("sample.export");
    Stuck silent(database(), clock(), "sample.export");
    Runner other(database(), clock());
    std::vector<int> attempts;
    other.On("sample.export",
             [&](storage::Database&, const Job& given) { attempts.push_back(given.attempt); });
    EXPECT_EQ(other.RunDue(), 0);
    EXPECT_EQ(See(job).state, State::kRunning);
    clock().Advance(61s);
    EXPECT_EQ(other.RunDue(), 1);
    EXPECT_THAT(attempts, ::testing::ElementsAre(2));
    EXPECT_EQ(See(job).state, State::kDone);
    // The silent one wakes up too late to change what the other has settled.
    silent.Release();
    EXPECT_EQ(See(job).state, State::kDone);
    EXPECT_EQ(See(job).attempts, 2);
}

TEST_P(Jobs, AreGivenUpWhenTheirProcessDiesEachTime) {
    const JobId job = Write("sample.export");
    std::vector<std::unique_ptr<Stuck>> dead;
    for (int attempt = 1; attempt <= 8; ++attempt) {
        dead.push_back(std::make_unique<Stuck>(database(), clock(), "sample.export"));
        clock().Advance(61s);
    }
    Runner runner(database(), clock());
    int runs = 0;
    runner.On("sample.export", [&](storage::Database&, const Job&) { ++runs; });
    runner.RunDue();
    EXPECT_EQ(runs, 0);
    EXPECT_EQ(See(job).state, State::kFailed);
    EXPECT_EQ(See(job).last_error, "platform.jobs.lost");
}

TEST_P(Jobs, RunOnceUnderManyRunners) {
    constexpr int kJobs = 20;
    for (int i = 0; i < kJobs; ++i) Write("sample.export");
    std::atomic<int> runs{0};
    std::vector<std::unique_ptr<Runner>> runners;
    for (int i = 0; i < 3; ++i) {
        runners.push_back(std::make_unique<Runner>(database(), clock(), 2));
        runners.back()->On("sample.export", [&](storage::Database&, const Job&) { ++runs; });
        runners.back()->Start();
    }
    const auto unfinished = [this] {
        return database().Read([](storage::Snapshot& snapshot) { return List(snapshot, 100).size(); });
    };
    while (unfinished() > 0) std::this_thread::sleep_for(5ms);
    for (const auto& runner : runners) runner->Stop();
    EXPECT_EQ(runs, kJobs);
}

TEST_P(Jobs, FinishWhatRunsBeforeTheyStop) {
    Runner runner(database(), clock());
    std::atomic<bool> inside{false};
    std::atomic<bool> finished{false};
    runner.On("sample.export", [&](storage::Database&, const Job&) {
        inside = true;
        inside.notify_all();
        std::this_thread::sleep_for(50ms);
        finished = true;
    });
    runner.Start();
    const JobId job = Write("sample.export");
    inside.wait(false);
    runner.Stop();
    EXPECT_TRUE(finished);
    EXPECT_EQ(See(job).state, State::kDone);
}

TEST_P(Jobs, ThatRecurRunInOneProcessAtATime) {
    int first_runs = 0;
    int second_runs = 0;
    Runner first(database(), clock());
    Runner second(database(), clock());
    first.Every("sample.remind", 1min, [&](storage::Database&) { ++first_runs; });
    second.Every("sample.remind", 1min, [&](storage::Database&) { ++second_runs; });
    for (int minute = 0; minute < 5; ++minute) {
        first.RunDue();
        second.RunDue();
        first.RunDue();
        EXPECT_EQ(first_runs + second_runs, minute + 1);
        clock().Advance(1min);
    }
}

TEST_P(Jobs, ThatRecurGoOnAfterAFailure) {
    int runs = 0;
    Runner runner(database(), clock());
    runner.Every("sample.remind", 1min, [&](storage::Database&) {
        ++runs;
        throw std::runtime_error("the printer is on fire");
    });
    runner.RunDue();
    runner.RunDue();
    EXPECT_EQ(runs, 1);
    clock().Advance(1min);
    runner.RunDue();
    EXPECT_EQ(runs, 2);
}

TEST_P(Jobs, AreForgottenAWeekAfterTheyWereDone) {
    const JobId done = Write("sample.export");
    const JobId waiting = Write("sample.other");
    Runner runner(database(), clock());
    runner.On("sample.export", [](storage::Database&, const Job&) {});
    runner.RunDue();
    clock().Advance(24h * 6);
    runner.RunDue();
    EXPECT_EQ(See(done).state, State::kDone);
    clock().Advance(24h * 2);
    runner.RunDue();
    EXPECT_THROW(See(done), Problem);
    EXPECT_EQ(See(waiting).state, State::kWaiting);
}

TEST_P(Jobs, ForgetTheEffectsOfRequestsAfterAWeekToo) {
    constexpr int kOld = 1200;  // more than go at once
    const auto count = [&] {
        return database().Read([](storage::Snapshot& snapshot) {
            return snapshot.QueryOne("SELECT COUNT(*) FROM platform_idempotency").Get<std::int64_t>(0);
        });
    };
    const auto insert = [&](int from, int to) {
        database().Write([&](storage::Tx& tx) {
            for (int n = from; n < to; ++n)
                storage::InsertEffect(tx, kVillage, {1}, "key-" + std::to_string(n), {"hash", 200, 1});
        });
    };
    insert(0, kOld);
    Runner runner(database(), clock());
    clock().Advance(24h * 6);
    insert(kOld, kOld + 3);
    runner.RunDue();
    EXPECT_EQ(count(), kOld + 3);
    clock().Advance(24h * 2);
    runner.RunDue();
    EXPECT_EQ(count(), 3);
}

TEST_P(Jobs, SayWhatWentWrongInWholeCharacters) {
    Runner runner(database(), clock());
    std::string words;
    runner.On("sample.export", [&](storage::Database&, const Job&) { throw std::runtime_error(words); });
    for (const std::string& said :
         {std::string(299, 'x') + "村", std::string(298, 'x') + "村里", std::string("\xff\xfe no text")}) {
        words = said;
        const JobId job = Write("sample.export");
        EXPECT_EQ(runner.RunDue(), 1);
        EXPECT_EQ(See(job).state, State::kWaiting);
        const std::string kept = See(job).last_error;
        EXPECT_TRUE(CountCodePoints(kept)) << kept;
        EXPECT_FALSE(kept.empty());
    }
}

}  // namespace
}  // namespace qz::jobs
