// What both engines share: waiting for an answer, ids, the process lease, figures, the housekeeping thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "platform/base/problem.hpp"
#include "platform/storage/process_lease.hpp"
#include "platform/storage/storage.hpp"

namespace qz::storage {

// The versions of one moment; the same object goes on while nothing changes.
using VersionNumbers = std::map<std::string, std::int64_t, std::less<>>;

// What this process read last.
class KnownVersions {
 public:
    std::shared_ptr<const VersionNumbers> Get() const {
        const std::lock_guard lock(mutex_);
        return numbers_;
    }
    // What `rows` (name, number) say; the known object where they say the same.
    std::shared_ptr<const VersionNumbers> Learn(const Rows& rows);

 private:
    mutable std::mutex mutex_;
    std::shared_ptr<const VersionNumbers> numbers_;  // null before the first reading
};

// The versions as one transaction sees them: read once, at the first question.
class VersionView {
 public:
    explicit VersionView(KnownVersions& known) : known_(known) {}

    template <class Load>
    std::int64_t Get(std::string_view name, Load&& load) {
        if (!numbers_) Take(load());
        return In(*numbers_, name);
    }
    void Take(const Rows& rows) { numbers_ = known_.Learn(rows); }
    void Forget() { numbers_.reset(); }
    bool loaded() const { return numbers_ != nullptr; }
    bool Are(const VersionNumbers& others) const {
        return numbers_.get() == &others || (numbers_ && *numbers_ == others);
    }
    KnownVersions& known() const { return known_; }

    static std::int64_t In(const VersionNumbers& numbers, std::string_view name) {
        const auto found = numbers.find(name);
        return found == numbers.end() ? 0 : found->second;
    }

 private:
    KnownVersions& known_;
    std::shared_ptr<const VersionNumbers> numbers_;
};

// The threads that run works.
class Workers {
 public:
    // `name` is what operators see in top -H.
    void Start(const char* name, std::function<void()> run);
    // Once their queues are closed.
    void Join();

 private:
    std::vector<std::thread> threads_;
};

class DatabaseBase : public Database {
 public:
    std::uint16_t process_number() const override { return number()->lease.number; }
    Figures figures() const override;

    Instant Now() const { return clock_->Now(); }
    std::shared_ptr<HeldNumber> number() const {
        const std::lock_guard lock(number_mutex_);
        return number_;
    }
    // Another number in place of `lost`, or the one that another thread has taken meanwhile. Throws
    // NumberLost where none is free. `connection` is in no transaction.
    std::shared_ptr<HeldNumber> ReplaceNumber(Connection& connection,
                                              const std::shared_ptr<HeldNumber>& lost);
    const Options& options() const { return options_; }

    struct Counters {
        std::atomic<std::uint64_t> reads{0};
        std::atomic<std::uint64_t> writes{0};
        std::atomic<std::uint64_t> batches{0};
        std::atomic<std::uint64_t> retries{0};
        std::atomic<std::uint64_t> rolled_back{0};
        std::atomic<std::uint64_t> announced{0};
        std::atomic<bool> writable{true};
        std::atomic<bool> healthy{true};
    };
    Counters& counters() { return counters_; }
    RoomMemory& memory() { return memory_; }
    KnownVersions& known_versions() { return known_versions_; }

 protected:
    explicit DatabaseBase(const Options& options);

    void WaitRead(const ReadWork& work) override;
    void WaitWrite(const WriteWork& work) override;
    // A write that may change much: of a command, a job, a test.
    virtual bool SubmitLargeWrite(WriteWork work, Done done) {
        return SubmitWrite(std::move(work), std::move(done));
    }

    // Migrates, makes the sequencer's rows, takes a process number. On the opening thread, before any other.
    void Prepare(Connection& connection);
    // Renews the lease each minute; on PostgreSQL also numbers what committed. A derived destructor stops it
    // first.
    void StartHousekeeping();
    void StopHousekeeping();
    // Gives the process number back, once nothing makes ids any more. Never throws.
    void EndLease(Connection& connection);
    Workers& workers() { return workers_; }

 private:
    void KeepHouse();

    const Options options_;
    const SystemClock system_clock_;
    const Clock* clock_;
    mutable std::mutex number_mutex_;
    std::shared_ptr<HeldNumber> number_;
    Counters counters_;
    RoomMemory memory_;
    KnownVersions known_versions_;
    Workers workers_;

    std::mutex housekeeping_mutex_;
    std::condition_variable housekeeping_wake_;
    bool housekeeping_stops_ = false;
    std::thread housekeeper_;
};

// Another process has the number under which this one made its ids, and no other is free: writes are refused
// until one is, reads go on.
class NumberLost : public Problem {
 public:
    NumberLost() : Problem(Kind::kBusy, "platform.http.number_lost") {}
};

// Whether `error` is a Fault.
template <class Fault>
bool Is(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Fault&) {
        return true;
    } catch (...) {
        return false;
    }
}
// Whether it says that nothing can be written for now.
inline bool IsNotWritable(const std::exception_ptr& error) {
    return Is<NoSpace>(error) || Is<NumberLost>(error);
}

inline constexpr std::string_view kListVersions = "SELECT name, number FROM platform_version";
inline constexpr std::string_view kBumpVersion = R"sql(
    INSERT INTO platform_version (name, number) VALUES ($1, 1)
    ON CONFLICT (name) DO UPDATE SET number = platform_version.number + 1)sql";
inline constexpr std::string_view kInsertChange = R"sql(
    INSERT INTO platform_change (unit_id, id, number, topic, object_id, at)
    VALUES ($1, $2, $3, $4, $5, $6))sql";

std::unique_ptr<Database> OpenSqlite(const Options& options, const std::filesystem::path& file);
std::unique_ptr<Database> OpenPostgres(const Options& options);

// The path of a SQLite location, nothing for PostgreSQL; throws std::runtime_error for other schemes.
std::optional<std::filesystem::path> SqlitePath(const std::string& location);

}  // namespace qz::storage
