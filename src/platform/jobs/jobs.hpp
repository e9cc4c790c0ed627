// The door of platform/jobs: work that outlives a request. A job is a row written in the same transaction as
// its cause; it runs at least once, is visible, and backs off when it fails.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"
#include "platform/http/http.hpp"
#include "platform/storage/storage.hpp"

namespace qz::jobs {

using JobId = Id<struct JobTag>;

struct Job {
    JobId id;
    UnitId unit;
    std::string kind;     // "forms.export"
    std::string payload;  // JSON text
    int attempt = 1;
};

// `run_at` in the past or now: at once. The job exists when the transaction commits, and not otherwise.
JobId Enqueue(storage::Tx& tx, UnitId unit, std::string_view kind, std::string_view payload,
              std::optional<Instant> run_at = std::nullopt);

enum class State { kWaiting, kRunning, kDone, kFailed };
struct View {
    JobId id;
    UnitId unit;
    std::string kind;
    std::string payload;  // JSON text: for the room that made it, never shown as it is
    State state = State::kWaiting;
    int attempts = 0;
    std::string last_error;  // a code or a sentence for the operator; no personal data
    Instant run_at;
};
std::optional<View> Find(storage::Snapshot& snapshot, UnitId unit, JobId job);
// Waiting, running and failed ones, newest first: what an administrator watches.
std::vector<View> List(storage::Snapshot& snapshot, int limit);

class Runner {
 public:
    // Outside a transaction; does its own short writes (slices of at most 20 ms). May run again after a
    // crash. A thrown Problem or std::exception is an attempt that failed; after eight the job is `failed`
    // and stays visible.
    using Handler = std::function<void(storage::Database&, const Job&)>;

    Runner(storage::Database& database, const Clock& clock, int threads = 1);
    ~Runner();

    void On(std::string_view kind, Handler handler);
    // Runs `work` about every `interval`, in one process at a time.
    void Every(std::string_view kind, std::chrono::milliseconds interval,
               std::function<void(storage::Database&)> work);

    void Start();
    // Lets the running ones finish.
    void Stop();
    // For tests and commands: runs what is due now, on this thread, until nothing is left.
    int RunDue();

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// GET /api/jobs for the system administrator, permission "jobs.read": what waits, runs and has failed.
void AddRoutes(http::Router& router);

}  // namespace qz::jobs
