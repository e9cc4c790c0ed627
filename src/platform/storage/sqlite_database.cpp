#include "platform/storage/sqlite_database.hpp"

#include "platform/base/writable.hpp"
#include "platform/storage/sqlite_tx.hpp"

namespace qz::storage {

namespace {

constexpr std::size_t kMostWrites = 256;  // of one batch
constexpr std::size_t kMostReads = 16;    // of one snapshot

// The log or the file could not be written or synced at COMMIT: what is on the disk is not known.
bool IsBrokenDisk(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const SqliteError& fault) {
        return fault.primary_code() == SQLITE_IOERR || fault.primary_code() == SQLITE_CORRUPT;
    } catch (...) {
        return false;
    }
}

std::exception_ptr MeaningOf(int fault) {
    if ((fault & 0xff) == SQLITE_FULL) return std::make_exception_ptr(NoSpace());
    return std::make_exception_ptr(SqliteError(fault, std::string("SQLite: ") + sqlite3_errstr(fault)));
}

}  // namespace

std::unique_ptr<Database> OpenSqlite(const Options& options, const std::filesystem::path& file) {
    if (!options.create && !std::filesystem::exists(file)) {
        throw std::runtime_error("There is no database at " + file.string() + ".");
    }
    ExpectWritableFile(file, "QZ_DATA or QZ_DATABASE");
    return std::make_unique<SqliteDatabase>(options, file);
}

SqliteDatabase::SqliteDatabase(const Options& options, const std::filesystem::path& file)
    : DatabaseBase(options),
      file_(file),
      writer_(std::make_unique<SqliteConnection>(file, SqliteConnection::Purpose::kWrite, options.create)),
      writes_(options.queue_limit),
      reads_(options.queue_limit) {
    if (options.check_durability && writer_->Query("PRAGMA synchronous")[0].Get<std::int64_t>(0) != 2) {
        throw std::runtime_error("SQLite does not take synchronous=FULL; acknowledged writes could be lost.");
    }
    Prepare(*writer_);
    tx_ = std::make_unique<SqliteTx>(*writer_, *this);
    tx_->UseMemory(memory());
    checkpointer_ = std::make_unique<SqliteCheckpointer>(file, std::max(1, options.checkpoint_pages),
                                                         [this] { MarkUnhealthy(); });
    const int readers = std::max(1, options.readers);
    for (int reader = 0; reader < readers; ++reader) {
        readers_.push_back(std::make_unique<SqliteConnection>(file, SqliteConnection::Purpose::kRead, false));
    }
    workers().Start("qz-write", [this] { Write(); });
    for (auto& reader : readers_) {
        workers().Start("qz-read", [this, connection = reader.get()] { Read(*connection); });
    }
    StartHousekeeping();
}

SqliteDatabase::~SqliteDatabase() {
    Drain();
    workers().Join();
    checkpointer_.reset();
    EndLease(*writer_);
}

void SqliteDatabase::Drain() {
    StopHousekeeping();
    writes_.Close();
    reads_.Close();
    writes_.WaitUntilIdle();
    reads_.WaitUntilIdle();
}

bool SqliteDatabase::SubmitRead(ReadWork work, Done done) {
    return reads_.Push({std::move(work), {}, std::move(done), Now()});
}

bool SqliteDatabase::SubmitWrite(WriteWork work, Done done) {
    return writes_.Push({{}, std::move(work), std::move(done), Now()});
}

bool SqliteDatabase::SubmitLargeWrite(WriteWork work, Done done) {
    return writes_.Push({{}, std::move(work), std::move(done), Now(), true});
}

Figures SqliteDatabase::figures() const {
    Figures figures = DatabaseBase::figures();
    figures.waiting_reads = reads_.waiting_reads();
    figures.waiting_writes = writes_.waiting_writes();
    return figures;
}

void SqliteDatabase::Read(SqliteConnection& connection) {
    SqliteSnapshot snapshot(connection, *this);
    snapshot.UseMemory(memory());
    std::vector<Task> batch;
    while (reads_.Take(batch, kMostReads, readers_.size())) {
        // All of them had arrived before the snapshot begins, so one snapshot is right for each.
        bool begun = false;
        for (Task& task : batch) {
            std::exception_ptr error;
            try {
                if (!begun) {
                    connection.Execute("BEGIN");
                    begun = true;
                    snapshot.ForgetVersions();
                }
                snapshot.Begin(task.now);
                task.read(snapshot);
            } catch (...) {
                error = std::current_exception();
            }
            // A fault of the disk may end the transaction; the next work begins its own.
            if (begun && !connection.in_transaction()) begun = false;
            ++counters().reads;
            // What the work captured goes before its answer: whoever waits may destroy it then.
            task.read = nullptr;
            task.done(std::move(error));
        }
        if (begun) {
            try {
                connection.Execute("COMMIT");
            } catch (const std::exception&) {
                // Nothing was written; the next BEGIN finds a connection without a transaction or says so.
            }
        }
        const std::size_t count = batch.size();
        batch.clear();
        reads_.Finished(count);
    }
}

void SqliteDatabase::Write() {
    std::vector<Task> batch;
    while (writes_.Take(batch, kMostWrites, 1)) {
        WriteBatch(batch);
        const std::size_t count = batch.size();
        batch.clear();
        CheckpointWhenDue();
        writes_.Finished(count);
    }
}

void SqliteDatabase::WriteBatch(std::span<Task> batch) {
    std::exception_ptr why;
    if (WriteTogether(batch, why)) return;
    if (batch.size() > 1 && counters().healthy) {
        // One of them broke the transaction of all. Each runs again in its own, so only the one is refused.
        ++counters().retries;
        for (Task& task : batch) WriteBatch({&task, 1});
        return;
    }
    counters().rolled_back += batch.size();
    for (Task& task : batch) task.done(why);
}

void SqliteDatabase::RollBack() {
    if (!writer_->in_transaction()) return;
    try {
        writer_->Execute("ROLLBACK");
    } catch (const std::exception&) {
        // Only a broken disk refuses this; the flag keeps every later write out.
        MarkUnhealthy();
    }
}

std::shared_ptr<HeldNumber> SqliteDatabase::BeginUnderOwnNumber() {
    writer_->Execute("BEGIN IMMEDIATE");
    auto held = number();
    if (HoldsProcessNumber(*writer_, held->lease)) return held;
    // The machine slept for longer than the lease, and others came meanwhile.
    writer_->Execute("ROLLBACK");
    held = ReplaceNumber(*writer_, held);
    writer_->Execute("BEGIN IMMEDIATE");
    return held;
}

// What became of one work of a batch.
struct SqliteDatabase::Outcome {
    std::exception_ptr error;  // nothing: it is kept
    std::vector<std::function<void()>> effects;
    bool announced = false;
};

bool SqliteDatabase::RunInSavepoint(Task& task, Outcome& outcome) {
    writer_->ForgetFault();
    writer_->Execute("SAVEPOINT work");
    tx_->BeginWork(task.now);
    try {
        task.write(*tx_);
    } catch (...) {
        outcome.error = std::current_exception();
    }
    // A handler may have swallowed what happened: SQLite's own word decides.
    if (writer_->fault() != SQLITE_OK && (!outcome.error || !Is<NoSpace>(outcome.error))) {
        outcome.error = MeaningOf(writer_->fault());
    }
    if (!writer_->in_transaction()) {
        if (!outcome.error)
            outcome.error = std::make_exception_ptr(std::logic_error("a handler ended the transaction"));
        return false;
    }
    if (outcome.error) {
        tx_->TakeBackWork();
        writer_->Execute("ROLLBACK TO work");
    } else {
        outcome.effects.swap(tx_->effects());
        outcome.announced = tx_->announced();
    }
    writer_->Execute("RELEASE work");
    return true;
}

bool SqliteDatabase::WriteTogether(std::span<Task> batch, std::exception_ptr& why) {
    if (!counters().healthy) {
        why = std::make_exception_ptr(Problem(Problem::Kind::kBusy, "platform.http.restarting"));
        return false;
    }
    std::vector<Outcome> outcomes(batch.size());
    bool committing = false;
    try {
        writer_->ForgetFault();
        const bool large =
            std::any_of(batch.begin(), batch.end(), [](const Task& task) { return task.large; });
        writer_->KeepSavepoints(large ? SqliteConnection::Savepoints::kInFile
                                      : SqliteConnection::Savepoints::kInMemory);
        tx_->BeginBatch(BeginUnderOwnNumber());
        for (std::size_t place = 0; place < batch.size(); ++place) {
            if (RunInSavepoint(batch[place], outcomes[place])) continue;
            why = outcomes[place].error;
            if (IsNotWritable(why)) counters().writable = false;
            return false;
        }
        const bool keeps_any = std::any_of(outcomes.begin(), outcomes.end(),
                                           [](const Outcome& outcome) { return !outcome.error; });
        if (keeps_any) {
            tx_->StoreNumbers();
            committing = true;
            writer_->Execute("COMMIT");
        } else {
            writer_->Execute("ROLLBACK");
        }
    } catch (...) {
        why = std::current_exception();
        if (committing && IsBrokenDisk(why)) {
            // Never tried again: after a failed sync the system may have dropped the pages it could not
            // write.
            MarkUnhealthy();
            why = std::make_exception_ptr(UnknownOutcome());
        }
        if (IsNotWritable(why)) counters().writable = false;
        RollBack();
        return false;
    }
    Settle(batch, outcomes);
    return true;
}

void SqliteDatabase::Settle(std::span<Task> batch, std::vector<Outcome>& outcomes) {
    std::size_t kept = 0;
    bool found_full = false;
    for (const Outcome& outcome : outcomes) {
        if (!outcome.error) {
            ++kept;
        } else if (Is<NoSpace>(outcome.error)) {
            found_full = true;
        }
        if (outcome.announced) ++counters().announced;
    }
    if (kept > 0) ++counters().batches;
    if (found_full || kept > 0) counters().writable = !found_full;
    counters().writes += kept;
    counters().rolled_back += batch.size() - kept;
    // All that memory shows changes before anybody is answered.
    for (Outcome& outcome : outcomes) {
        for (auto& effect : outcome.effects) effect();
    }
    for (std::size_t place = 0; place < batch.size(); ++place) {
        batch[place].write = nullptr;
        batch[place].done(std::move(outcomes[place].error));
    }
}

void SqliteDatabase::CheckpointWhenDue() {
    if (!checkpointer_->WriterCopiesRest(writer_->pages_in_log())) return;
    const int code = writer_->Checkpoint().code;
    checkpointer_->Finished(code, writer_->pages_in_log());
}

}  // namespace qz::storage
