#include <condition_variable>
#include <map>
#include <random>
#include <thread>

#include "platform/base/problem.hpp"
#include "platform/jobs/store.hpp"

namespace qz::jobs {

namespace {

using namespace std::chrono_literals;

// How long a job belongs to a process that says nothing more; renewed three times as often.
constexpr auto kLease = 60s;
constexpr int kMostAttempts = 8;
// Between two looks at the table when nobody rings: another process may have written a job.
constexpr auto kLook = 500ms;
constexpr auto kLookAgain = 10s;
constexpr int kLookedAt = 16;
constexpr std::size_t kLongestError = 300;
// Effects of requests (SECURITY C2), and done jobs as long: whoever asked for an export can still find it.
constexpr auto kKeep = std::chrono::hours(24 * 7);
constexpr std::string_view kForgetKind = "platform.jobs.forget";
constexpr int kForgottenAtOnce = 500;

// 1 s, 4 s, 16 s … an hour at most, and up to a fifth more or less, so that jobs that failed together do not
// return together.
std::chrono::milliseconds Backoff(int attempt, std::mt19937_64& random) {
    std::chrono::milliseconds wait = 1s;
    for (int i = 1; i < attempt && wait < 1h; ++i) wait *= 4;
    wait = std::min<std::chrono::milliseconds>(wait, 1h);
    return wait * std::uniform_int_distribution<int>(80, 120)(random) / 100;
}

// Whole characters, whatever a library said and wherever its sentence is cut: other bytes PostgreSQL refuses,
// and a city that holds them cannot move there.
std::string Storable(std::string words) {
    if (words.size() > kLongestError) words.resize(kLongestError);
    constexpr int kLongestCharacter = 4;
    for (int cut = 0; cut < kLongestCharacter && !words.empty(); ++cut) {
        if (CountCodePoints(words)) return words;
        words.pop_back();
    }
    return "words that are no text";
}

std::string ErrorOf(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Problem& problem) {
        return problem.code();
    } catch (const std::exception& other) {
        return Storable(other.what());
    } catch (...) {
        return "not an exception of ours";
    }
}

// Rings for every runner of this process when a job has committed.
struct Doorbell {
    std::mutex mutex;
    std::condition_variable rung;
    std::uint64_t count = 0;

    void Ring() {
        {
            std::lock_guard lock(mutex);
            ++count;
        }
        rung.notify_all();
    }
};

Doorbell& TheDoorbell() {
    static Doorbell doorbell;
    return doorbell;
}

}  // namespace

JobId Enqueue(storage::Tx& tx, UnitId unit, std::string_view kind, std::string_view payload,
              std::optional<Instant> run_at) {
    const JobId id = tx.NewId<JobId>();
    InsertJob(tx, unit, id, kind, payload, run_at.value_or(tx.Now()));
    tx.AfterCommit([] { TheDoorbell().Ring(); });
    return id;
}

class Runner::Impl {
 public:
    Impl(storage::Database& database, const Clock& clock, int threads)
        : database_(database), clock_(clock), thread_count_(std::max(1, threads)) {
        std::random_device device;
        random_.seed((std::uint64_t{device()} << 32) | device());
        holder_ = static_cast<std::int64_t>(random_() >> 1);
        Every(kForgetKind, 1h, [this](storage::Database& forgetful) { Forget(forgetful); });
    }
    ~Impl() { Stop(); }

    void On(std::string_view kind, Handler handler) {
        handlers_.insert_or_assign(std::string(kind), std::move(handler));
        kinds_.clear();
        for (const auto& [name, unused] : handlers_) kinds_.push_back(name);
    }

    void Every(std::string_view kind, std::chrono::milliseconds interval,
               std::function<void(storage::Database&)> work) {
        recurrences_.push_back({std::string(kind), interval, std::move(work)});
    }

    void Start() {
        stopping_ = keeper_stops_ = false;
        for (int i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { Work(); });
        keeper_ = std::thread([this] { KeepLeases(); });
    }

    void Stop() {
        Tell(stopping_);
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
        // Last: a long job that finishes keeps its lease until then.
        Tell(keeper_stops_);
        if (keeper_.joinable()) keeper_.join();
    }

    int RunDue() {
        int ran = 0;
        for (int now = RunOnce(); now > 0; now = RunOnce()) ran += now;
        return ran;
    }

 private:
    struct Recurrence {
        std::string kind;
        std::chrono::milliseconds interval;
        std::function<void(storage::Database&)> work;
    };

    void Work() {
        Doorbell& doorbell = TheDoorbell();
        for (;;) {
            std::uint64_t heard = 0;
            {
                std::lock_guard lock(doorbell.mutex);
                if (stopping_) return;
                heard = doorbell.count;
            }
            int ran = 0;
            try {
                ran = RunOnce();
            } catch (const std::exception&) {
                // The database is busy, full or gone. The rows stay; the next look tries again.
            }
            if (ran > 0) continue;
            std::unique_lock lock(doorbell.mutex);
            doorbell.rung.wait_for(lock, kLook, [&] { return stopping_ || doorbell.count != heard; });
        }
    }

    // At most one job, and each recurrence that is due; how many ran.
    int RunOnce() {
        int ran = 0;
        for (const Recurrence& recurrence : recurrences_) {
            if (Stopping()) return ran;
            // The room's own housekeeping is nobody's due work.
            if (RunRecurrence(recurrence) && recurrence.kind != kForgetKind) ++ran;
        }
        if (kinds_.empty()) return ran;
        const auto due = database_.Read(
            [&](storage::Snapshot& snapshot) { return ListDue(snapshot, kinds_, clock_.Now(), kLookedAt); });
        for (const Due& next : due) {
            if (Stopping()) return ran;
            if (RunJob(next)) return ran + 1;
        }
        return ran;
    }

    bool RunJob(const Due& due) {
        const auto job = database_.Write([&](storage::Tx& tx) {
            const Instant now = clock_.Now();
            auto claimed = Claim(tx, due, holder_, now, now.Plus(kLease));
            // Its process died again and again, so nobody could write down why.
            if (claimed && claimed->attempt > kMostAttempts) {
                MarkTried(tx, due, holder_, State::kFailed, "platform.jobs.lost", now, now);
            }
            return claimed;
        });
        if (!job) return false;
        if (job->attempt > kMostAttempts) return true;
        Hold({due, {}}, true);
        std::exception_ptr error;
        try {
            handlers_.at(job->kind)(database_, *job);
        } catch (...) {
            error = std::current_exception();
        }
        Hold({due, {}}, false);
        database_.Write([&](storage::Tx& tx) {
            const Instant now = clock_.Now();
            if (!error) return MarkDone(tx, due, holder_, now);
            const bool gives_up = job->attempt >= kMostAttempts;
            MarkTried(tx, due, holder_, gives_up ? State::kFailed : State::kWaiting, ErrorOf(error),
                      now.Plus(NextBackoff(job->attempt)), now);
        });
        return true;
    }

    bool RunRecurrence(const Recurrence& recurrence) {
        const Instant now = clock_.Now();
        {
            std::lock_guard lock(mutex_);
            Instant& next = next_look_[recurrence.kind];
            if (now < next) return false;
            // Another process may hold it and die; looking now and then is enough to notice.
            next = now.Plus(std::min<std::chrono::milliseconds>(recurrence.interval, kLookAgain));
        }
        const bool ours = database_.Write([&](storage::Tx& tx) {
            InsertRecurrence(tx, recurrence.kind, now);
            return ClaimRecurrence(tx, recurrence.kind, holder_, now, now.Plus(kLease));
        });
        if (!ours) return false;
        Hold({{}, recurrence.kind}, true);
        std::string error;
        try {
            recurrence.work(database_);
        } catch (...) {
            error = ErrorOf(std::current_exception());
        }
        Hold({{}, recurrence.kind}, false);
        database_.Write([&](storage::Tx& tx) {
            ScheduleRecurrence(tx, recurrence.kind, holder_, clock_.Now().Plus(recurrence.interval), error);
        });
        return true;
    }

    void Forget(storage::Database& database) {
        const Instant before = clock_.Now().Plus(-kKeep);
        while (!Stopping() && DeleteDone(database, before, kForgottenAtOnce) == kForgottenAtOnce) continue;
        const auto delete_effects = [before](storage::Tx& tx) {
            return storage::DeleteEffects(tx, before, kForgottenAtOnce);
        };
        while (!Stopping() && database.Write(delete_effects) == kForgottenAtOnce) continue;
    }

    // What this process is running: a job, or a recurrence by its kind.
    struct Held {
        Due due;
        std::string recurrence;
        bool operator==(const Held& other) const {
            return due.id == other.due.id && due.unit == other.due.unit && recurrence == other.recurrence;
        }
    };

    void Hold(const Held& held, bool begins) {
        std::lock_guard lock(mutex_);
        if (begins) {
            held_.push_back(held);
        } else {
            held_.erase(std::find(held_.begin(), held_.end(), held));
        }
    }

    void KeepLeases() {
        Doorbell& doorbell = TheDoorbell();
        auto renew_at = std::chrono::steady_clock::now() + kLease / 3;
        for (;;) {
            {
                std::unique_lock lock(doorbell.mutex);
                if (doorbell.rung.wait_until(lock, renew_at, [this] { return keeper_stops_; })) return;
            }
            renew_at = std::chrono::steady_clock::now() + kLease / 3;
            std::vector<Held> held;
            {
                std::lock_guard lock(mutex_);
                held = held_;
            }
            try {
                if (!held.empty()) Renew(held);
            } catch (const std::exception&) {
                // Two more renewals fit into the lease.
            }
        }
    }

    void Renew(const std::vector<Held>& held) {
        database_.Write([&](storage::Tx& tx) {
            const Instant until = clock_.Now().Plus(kLease);
            for (const Held& one : held) {
                if (one.recurrence.empty()) {
                    RenewLease(tx, one.due, holder_, until);
                } else {
                    RenewRecurrence(tx, one.recurrence, holder_, until);
                }
            }
        });
    }

    // Sets one of the flags that threads wait for.
    static void Tell(bool& flag) {
        {
            std::lock_guard lock(TheDoorbell().mutex);
            flag = true;
        }
        TheDoorbell().rung.notify_all();
    }

    bool Stopping() {
        std::lock_guard lock(TheDoorbell().mutex);
        return stopping_;
    }

    std::chrono::milliseconds NextBackoff(int attempt) {
        std::lock_guard lock(mutex_);
        return Backoff(attempt, random_);
    }

    storage::Database& database_;
    const Clock& clock_;
    const int thread_count_;
    std::int64_t holder_ = 0;
    std::map<std::string, Handler> handlers_;
    std::vector<std::string> kinds_;
    std::vector<Recurrence> recurrences_;
    bool stopping_ = false;      // under the doorbell's mutex
    bool keeper_stops_ = false;  // likewise
    std::mutex mutex_;
    std::mt19937_64 random_;
    std::vector<Held> held_;
    std::map<std::string, Instant> next_look_;
    std::vector<std::thread> threads_;
    std::thread keeper_;
};

Runner::Runner(storage::Database& database, const Clock& clock, int threads)
    : impl_(std::make_unique<Impl>(database, clock, threads)) {}

Runner::~Runner() = default;

void Runner::On(std::string_view kind, Handler handler) {
    impl_->On(kind, std::move(handler));
}

void Runner::Every(std::string_view kind, std::chrono::milliseconds interval,
                   std::function<void(storage::Database&)> work) {
    impl_->Every(kind, interval, std::move(work));
}

void Runner::Start() {
    impl_->Start();
}

void Runner::Stop() {
    impl_->Stop();
}

int Runner::RunDue() {
    return impl_->RunDue();
}

}  // namespace qz::jobs
