#include "platform/storage/database_base.hpp"

#include "platform/storage/migrations.hpp"

namespace qz::storage {

namespace {

constexpr std::chrono::milliseconds kSequenceEvery{50};
constexpr std::chrono::seconds kSequenceAnyway{5};
constexpr std::chrono::seconds kRenewEvery{60};

// Carries one answer from the storage's thread to the one that waits.
class Answer {
 public:
    Database::Done Receiver() {
        return [this](std::exception_ptr error) {
            std::lock_guard lock(mutex_);
            error_ = std::move(error);
            arrived_ = true;
            // Under the lock: the waiting thread destroys this object as soon as it may.
            wake_.notify_one();
        };
    }
    void Wait() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return arrived_; });
        if (error_) std::rethrow_exception(std::move(error_));
    }

 private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool arrived_ = false;
    std::exception_ptr error_;
};

[[noreturn]] void RefuseBusy() {
    throw Problem(Problem::Kind::kBusy, "platform.http.busy");
}

}  // namespace

std::optional<std::filesystem::path> SqlitePath(const std::string& location) {
    if (location.starts_with("postgres://") || location.starts_with("postgresql://")) return std::nullopt;
    std::string path = location;
    if (path.starts_with("sqlite:")) path.erase(0, 7);
    // A word and a colon in front is a scheme, not a folder of that name: postgres:/… would become a file.
    const std::size_t colon = path.find(':');
    const bool has_scheme = colon != std::string::npos && colon < path.find('/');
    if (path.empty() || has_scheme) {
        // What stands behind the scheme may be a password.
        throw std::runtime_error("The database location \"" +
                                 (has_scheme ? path.substr(0, colon + 1) + "…" : location) +
                                 "\" is neither a file, sqlite:/path/file.db, nor postgres://….");
    }
    return path;
}

std::unique_ptr<Database> Database::Open(const Options& options) {
    if (const auto file = SqlitePath(options.location)) return OpenSqlite(options, *file);
    return OpenPostgres(options);
}

std::shared_ptr<const VersionNumbers> KnownVersions::Learn(const Rows& rows) {
    auto known = Get();
    bool same = known && known->size() == static_cast<std::size_t>(rows.size());
    for (int row = 0; same && row < rows.size(); ++row) {
        const auto found = known->find(rows[row].Get<std::string_view>(0));
        same = found != known->end() && found->second == rows[row].Get<std::int64_t>(1);
    }
    if (same) return known;
    auto learnt = std::make_shared<VersionNumbers>();
    for (const Row row : rows) learnt->emplace(row.Get<std::string>(0), row.Get<std::int64_t>(1));
    const std::lock_guard lock(mutex_);
    numbers_ = learnt;
    return learnt;
}

void Workers::Start(const char* name, std::function<void()> run) {
    threads_.emplace_back([name, run = std::move(run)] {
        pthread_setname_np(pthread_self(), name);
        run();
    });
}

void Workers::Join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

DatabaseBase::DatabaseBase(const Options& options)
    : options_(options), clock_(options.clock != nullptr ? options.clock : &system_clock_) {}

Figures DatabaseBase::figures() const {
    Figures figures;
    figures.reads = counters_.reads;
    figures.writes = counters_.writes;
    figures.batches = counters_.batches;
    figures.retries = counters_.retries;
    figures.rolled_back = counters_.rolled_back;
    figures.writable = counters_.writable;
    figures.healthy = counters_.healthy;
    return figures;
}

void DatabaseBase::WaitRead(const ReadWork& work) {
    Answer answer;
    if (!SubmitRead([&work](Snapshot& snapshot) { work(snapshot); }, answer.Receiver())) RefuseBusy();
    answer.Wait();
}

void DatabaseBase::WaitWrite(const WriteWork& work) {
    Answer answer;
    if (!SubmitLargeWrite([&work](Tx& tx) { work(tx); }, answer.Receiver())) RefuseBusy();
    answer.Wait();
}

void DatabaseBase::Prepare(Connection& connection) {
    ApplyMigrations(connection, EmbeddedMigrations(), Now());
    for (const std::string& table : options_.sequenced_tables) {
        const Parameter name[] = {table};
        if (!connection.Query("SELECT name FROM platform_sequencer WHERE name = $1", name).empty()) continue;
        connection.Execute(
            "INSERT INTO platform_sequencer (name, reserved, published) VALUES ($1, 0, 0) ON CONFLICT DO "
            "NOTHING",
            name);
    }
    const auto lease = TakeProcessNumber(connection, Now());
    if (!lease) {
        throw std::runtime_error("No process number is free: 1,024 programs hold one in this database.");
    }
    number_ = std::make_shared<HeldNumber>(*lease);
}

std::shared_ptr<HeldNumber> DatabaseBase::ReplaceNumber(Connection& connection,
                                                        const std::shared_ptr<HeldNumber>& lost) {
    const std::lock_guard lock(number_mutex_);
    if (number_ != lost) return number_;
    const auto lease = TakeProcessNumber(connection, Now());
    if (!lease) throw NumberLost();
    number_ = std::make_shared<HeldNumber>(*lease);
    return number_;
}

void DatabaseBase::StartHousekeeping() {
    housekeeper_ = std::thread([this] { KeepHouse(); });
}

void DatabaseBase::KeepHouse() {
    using Steady = std::chrono::steady_clock;
    Steady::time_point renew_at = Steady::now() + kRenewEvery;
    Steady::time_point sequence_at = Steady::now();
    std::uint64_t sequenced = 0;
    const bool sequences = engine() == Engine::kPostgres;

    std::unique_lock lock(housekeeping_mutex_);
    while (!housekeeping_stops_) {
        housekeeping_wake_.wait_for(lock,
                                    sequences ? kSequenceEvery : std::chrono::milliseconds(kRenewEvery));
        if (housekeeping_stops_) break;
        lock.unlock();
        const auto now = Steady::now();
        try {
            const std::uint64_t announced = counters_.announced;
            if (sequences && (announced != sequenced || now >= sequence_at)) {
                Sequence();
                sequenced = announced;
                sequence_at = now + kSequenceAnyway;
            }
            if (now >= renew_at) {
                // A number that has gone to another process meanwhile was replaced before this write.
                Write([&](Tx& tx) { RenewProcessNumber(tx, number()->lease); });
                renew_at = now + kRenewEvery;
            }
        } catch (const std::exception&) {
            // A full disk or a server that restarts: the next round tries again, and the lease outlasts five.
        }
        lock.lock();
    }
}

void DatabaseBase::StopHousekeeping() {
    {
        std::lock_guard lock(housekeeping_mutex_);
        housekeeping_stops_ = true;
        housekeeping_wake_.notify_all();
    }
    if (housekeeper_.joinable()) housekeeper_.join();
}

void DatabaseBase::EndLease(Connection& connection) {
    try {
        ReleaseProcessNumber(connection, number()->lease, Now());
    } catch (const std::exception&) {
        // The lease ends by itself.
    }
}

}  // namespace qz::storage
