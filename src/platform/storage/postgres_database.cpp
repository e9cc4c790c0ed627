#include "platform/storage/postgres_database.hpp"

#include <random>

#include "platform/base/problem.hpp"
#include "platform/storage/postgres_server.hpp"
#include "platform/storage/postgres_tx.hpp"
#include "platform/storage/sequencer.hpp"

namespace qz::storage {

namespace {

constexpr int kTries = 8;
// Units' writes in one transaction: more would make the first wait for the last.
constexpr std::size_t kMostTogether = 8;
// SERIALIZABLE locks pages of an index, so that strangers who write side by side are refused too. No handler
// relies on it: after this many refusals the work runs under REPEATABLE READ, where only a real conflict
// refuses it.
constexpr int kSerializableTries = 3;

bool AsksForRepetition(const std::string& state) {
    return state == "40001" || state == "40P01";
}

// Two transactions that met should not meet again: 1, 2, 4 … ms, drawn at random up to there.
void PauseBefore(int repetition) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const int most = 1000 << std::min(repetition, 6);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % static_cast<unsigned>(most)));
}

}  // namespace

std::unique_ptr<Database> OpenPostgres(const Options& options) {
    return std::make_unique<PostgresDatabase>(options);
}

class PostgresDatabase::Line {
 public:
    explicit Line(PostgresDatabase& database) : database_(database) {}

    // Throws Problem busy while the server cannot be reached.
    PostgresConnection& Open() {
        using Steady = std::chrono::steady_clock;
        if (connection_ && !connection_->lost()) return *connection_;
        connection_.reset();
        number_.reset();
        if (Steady::now() < next_try_) RefuseUnreachable();
        try {
            connection_ = ConnectToServer(database_.options());
            patience_ = kFirstPatience;
            return *connection_;
        } catch (const std::exception&) {
            next_try_ = Steady::now() + patience_;
            patience_ = std::min(patience_ * 2, kLastPatience);
            RefuseUnreachable();
        }
    }

    // A connection that holds number(). Throws NumberLost too.
    PostgresConnection& OpenForWriting() {
        PostgresConnection& connection = Open();
        auto held = database_.number();
        if (held == number_) return connection;
        try {
            while (!HoldWhileConnected(connection, held->lease))
                held = database_.ReplaceNumber(connection, held);
        } catch (const PostgresError&) {
            if (connection.lost()) RefuseUnreachable();
            throw;
        }
        number_ = std::move(held);
        return connection;
    }
    HeldNumber& number() const { return *number_; }

 private:
    static constexpr std::chrono::milliseconds kFirstPatience{100};
    static constexpr std::chrono::milliseconds kLastPatience{5000};

    [[noreturn]] static void RefuseUnreachable() {
        throw Problem(Problem::Kind::kBusy, "platform.http.database_unreachable");
    }

    PostgresDatabase& database_;
    std::unique_ptr<PostgresConnection> connection_;
    std::shared_ptr<HeldNumber> number_;  // what the connection holds
    std::chrono::steady_clock::time_point next_try_{};
    std::chrono::milliseconds patience_ = kFirstPatience;
};

PostgresDatabase::PostgresDatabase(const Options& options)
    : DatabaseBase(options), queue_(options.queue_limit) {
    sequencer_ = options.create ? ConnectOrCreate(options) : ConnectToServer(options);
    CheckServer(*sequencer_, options.check_durability);
    WarnOfCollation(*sequencer_);
    Prepare(*sequencer_);
    const int count = std::max(1, options.workers);
    for (int worker = 0; worker < count; ++worker) {
        workers().Start("qz-work", [this] { Work(); });
    }
    StartHousekeeping();
}

PostgresDatabase::~PostgresDatabase() {
    Drain();
    workers().Join();
    if (sequencer_) EndLease(*sequencer_);
}

void PostgresDatabase::Drain() {
    StopHousekeeping();
    queue_.Close();
    queue_.WaitUntilIdle();
}

bool PostgresDatabase::SubmitRead(ReadWork work, Done done) {
    return queue_.Push({std::move(work), {}, std::move(done), Now()});
}

bool PostgresDatabase::SubmitWrite(WriteWork work, Done done) {
    return queue_.Push({{}, std::move(work), std::move(done), Now()});
}

bool PostgresDatabase::SubmitUnitWrite(UnitId unit, WriteWork work, Done done) {
    return queue_.Push({{}, std::move(work), std::move(done), Now(), false, unit});
}

Figures PostgresDatabase::figures() const {
    Figures figures = DatabaseBase::figures();
    figures.waiting_reads = queue_.waiting_reads();
    figures.waiting_writes = queue_.waiting_writes();
    return figures;
}

std::int64_t PostgresDatabase::Sequence() {
    const std::lock_guard lock(sequencer_mutex_);
    if (!sequencer_ || sequencer_->lost()) {
        sequencer_.reset();
        sequencer_ = ConnectToServer(options());
    }
    std::int64_t published = 0;
    for (const std::string& table : options().sequenced_tables)
        published += SequenceTable(*sequencer_, table);
    return published;
}

void PostgresDatabase::Work() {
    Line line(*this);
    std::vector<Task> taken;
    // Half the workers have enough to wait for; the others keep reads from standing in line.
    const auto takers = static_cast<std::size_t>(std::max(1, options().workers / 2));
    while (queue_.TakeTogether(taken, kMostTogether, takers)) {
        const std::size_t count = taken.size();
        if (count > 1) taken = RunTogether(line, std::move(taken));
        for (Task& task : taken) {
            if (task.read) {
                RunRead(line, task);
            } else {
                RunWrite(line, task);
            }
        }
        taken.clear();
        queue_.Finished(count);
    }
}

// What became of one of several works in a transaction.
struct PostgresDatabase::Outcome {
    std::exception_ptr error;
    bool announced = false;
    bool needs_own = false;  // a transaction of its own
};

std::vector<Task> PostgresDatabase::RunTogether(Line& line, std::vector<Task> tasks) {
    // One order for all workers: two transactions that want the same rows never wait for each other.
    std::sort(tasks.begin(), tasks.end(), [](const Task& a, const Task& b) { return a.unit < b.unit; });
    std::vector<Outcome> outcomes(tasks.size());
    std::vector<std::function<void()>> effects;
    try {
        effects = CommitTogether(line, tasks, outcomes);
    } catch (const UnknownOutcome&) {
        for (Outcome& outcome : outcomes) {
            if (!outcome.error) outcome.error = std::current_exception();
        }
    } catch (...) {
        // Nothing was kept. Alone each learns what is wrong with it, and is repeated where that helps.
        ++counters().retries;
        return tasks;
    }
    return Settle(std::move(tasks), outcomes, effects);
}

std::vector<std::function<void()>> PostgresDatabase::CommitTogether(Line& line, std::vector<Task>& tasks,
                                                                    std::vector<Outcome>& outcomes) {
    PostgresConnection& connection = line.OpenForWriting();
    connection.TidyStatements();
    connection.ForgetFault();
    PostgresTx tx(connection, *this, line.number(), tasks.front().now,
                  options().serializable ? kBeginSerializable : kBeginRepeatable, Versions::kAssumed);
    tx.UseMemory(memory());
    try {
        for (std::size_t place = 0; place < tasks.size(); ++place) {
            Outcome& outcome = outcomes[place];
            tx.BeginWork(tasks[place].now);
            try {
                tasks[place].write(tx);
                outcome.announced = tx.announced();
            } catch (...) {
                outcome.error = std::current_exception();
            }
            outcome.needs_own = tx.needs_own();
            const bool fails = outcome.error || outcome.needs_own;
            const bool broken = connection.lost() || !connection.fault().empty();
            if (broken || (fails && !tx.TakeBackWork())) throw NeedsOwnTransaction();
        }
        tx.Commit();
        return std::move(tx.effects());
    } catch (...) {
        tx.RollBack();
        throw;
    }
}

std::vector<Task> PostgresDatabase::Settle(std::vector<Task> tasks, std::vector<Outcome>& outcomes,
                                           std::span<const std::function<void()>> effects) {
    std::size_t kept = 0;
    for (const Outcome& outcome : outcomes) {
        if (outcome.needs_own) continue;
        if (outcome.error) {
            ++counters().rolled_back;
            continue;
        }
        ++kept;
        if (outcome.announced) ++counters().announced;
    }
    counters().writes += kept;
    if (kept > 0) {
        ++counters().batches;
        counters().writable = true;
    }
    for (const auto& effect : effects) effect();
    std::vector<Task> alone;
    for (std::size_t place = 0; place < tasks.size(); ++place) {
        if (outcomes[place].needs_own) {
            alone.push_back(std::move(tasks[place]));
            continue;
        }
        tasks[place].write = nullptr;
        tasks[place].done(std::move(outcomes[place].error));
    }
    return alone;
}

void PostgresDatabase::RunRead(Line& line, Task& task) {
    std::exception_ptr error;
    Versions versions = Versions::kAssumed;
    bool lost_before = false;
    for (;;) {
        error = nullptr;
        PostgresConnection* connection = nullptr;
        bool begun = false;
        bool proven = true;
        try {
            connection = &line.Open();
            connection->TidyStatements();
            connection->ForgetFault();
            PostgresSnapshot snapshot(*connection, *this, task.now, versions);
            snapshot.UseMemory(memory());
            try {
                task.read(snapshot);
            } catch (...) {
                error = std::current_exception();
            }
            proven = snapshot.Proven();
            begun = snapshot.begun();
        } catch (...) {
            error = std::current_exception();
        }
        const bool lost = connection != nullptr && connection->lost();
        if (begun && !lost) {
            // The end travels now and is heard of with the next work: a snapshot has nothing to lose.
            try {
                connection->Enqueue("COMMIT", {}, PostgresConnection::Answer::kUnread);
                connection->EnqueueSync();
                connection->Send();
            } catch (const std::exception&) {
                // The next work opens a new connection.
            }
        }
        const bool again = !proven && std::exchange(versions, Versions::kAsked) == Versions::kAssumed;
        // The server may have restarted since the last work; nothing happened yet.
        if (!again && (!(error && lost) || std::exchange(lost_before, true))) break;
        ++counters().retries;
    }
    ++counters().reads;
    task.read = nullptr;
    task.done(std::move(error));
}

void PostgresDatabase::RunWrite(Line& line, Task& task) {
    std::exception_ptr error;
    std::vector<std::function<void()>> effects;
    bool announced = false;
    bool lost_before = false;
    Versions versions = Versions::kAssumed;
    for (int attempt = 0; attempt < kTries; ++attempt) {
        error = nullptr;
        PostgresConnection* connection = nullptr;
        bool proven = true;
        try {
            connection = &line.OpenForWriting();
            connection->TidyStatements();
            connection->ForgetFault();
            const bool serializable = options().serializable && attempt < kSerializableTries;
            PostgresTx tx(*connection, *this, line.number(), task.now,
                          serializable ? kBeginSerializable : kBeginRepeatable, versions);
            tx.UseMemory(memory());
            try {
                task.write(tx);
                tx.Commit();
                effects.swap(tx.effects());
                announced = tx.announced();
            } catch (...) {
                error = std::current_exception();
                // What was sent with COMMIT had been proven before.
                proven = Is<UnknownOutcome>(error) || tx.Proven();
                tx.RollBack();
            }
        } catch (...) {
            error = std::current_exception();
        }
        if (!error || connection == nullptr || Is<UnknownOutcome>(error)) break;
        if (!proven && std::exchange(versions, Versions::kAsked) == Versions::kAssumed) {
            ++counters().retries;
            --attempt;
            continue;
        }
        const bool lost = connection->lost();
        // Lost before COMMIT was sent: nothing happened, and a server that restarted deserves one more try.
        if (!AsksForRepetition(connection->fault()) && !(lost && !std::exchange(lost_before, true))) break;
        ++counters().retries;
        if (attempt + 1 < kTries) PauseBefore(attempt);
    }
    if (error) {
        ++counters().rolled_back;
        if (IsNotWritable(error)) counters().writable = false;
    } else {
        ++counters().writes;
        ++counters().batches;
        counters().writable = true;
        if (announced) ++counters().announced;
        for (auto& effect : effects) effect();
    }
    task.write = nullptr;
    task.done(std::move(error));
}

}  // namespace qz::storage
