#include "platform/storage/sqlite_checkpointer.hpp"

#include <pthread.h>

namespace qz::storage {

namespace {

constexpr int kMostPasses = 6;
constexpr int kMostLog = 4;     // times the pages, then the writer waits for the pass that runs
constexpr int kSmallRest = 16;  // a sixteenth of the pages: some milliseconds of the writer

}  // namespace

SqliteCheckpointer::SqliteCheckpointer(const std::filesystem::path& file, int pages,
                                       std::function<void()> broken)
    : pages_(pages),
      broken_(std::move(broken)),
      connection_(file, SqliteConnection::Purpose::kCheckpoint, false),
      due_(pages) {
    thread_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "qz-checkpoint");  // as operators see it in top -H
        Run();
    });
}

SqliteCheckpointer::~SqliteCheckpointer() {
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
        wake_.notify_all();
    }
    thread_.join();
}

bool SqliteCheckpointer::WriterCopiesRest(int pages_in_log) {
    std::unique_lock lock(mutex_);
    in_log_ = pages_in_log;
    if (phase_ == Phase::kIdle && pages_in_log >= due_) {
        phase_ = Phase::kCopying;
        wake_.notify_one();
    }
    if (pages_in_log >= kMostLog * pages_) copied_.wait(lock, [&] { return phase_ != Phase::kCopying; });
    return phase_ == Phase::kRestLeft;
}

void SqliteCheckpointer::Finished(int code, int pages_in_log) {
    const bool broken = IsBroken(code);
    {
        const std::lock_guard lock(mutex_);
        phase_ = Phase::kIdle;
        in_log_ = pages_in_log;
        TryLater(pages_in_log);
    }
    if (broken) broken_();
}

bool SqliteCheckpointer::IsBroken(int code) {
    switch (code & 0xff) {
        case SQLITE_OK:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        // The commits are safe in the log; the file cannot grow until there is room.
        case SQLITE_FULL:
            return false;
        default:
            return true;
    }
}

void SqliteCheckpointer::Run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [&] { return stops_ || phase_ == Phase::kCopying; });
        if (stops_) return;
        lock.unlock();
        Copy();
        lock.lock();
    }
}

void SqliteCheckpointer::Copy() {
    Phase next = Phase::kRestLeft;
    bool broken = false;
    for (int pass = 0; pass < kMostPasses && next == Phase::kRestLeft; ++pass) {
        const SqliteConnection::Copied copied = connection_.Checkpoint();
        const std::lock_guard lock(mutex_);
        broken = IsBroken(copied.code);
        // A reader holds the log's end, or the disk is full: nothing is gained by trying at once.
        const bool in_vain = copied.code != SQLITE_OK || copied.copied < copied.in_log;
        // Nobody wrote meanwhile: the next commit begins the log anew.
        const bool all = !in_vain && in_log_ <= copied.copied;
        if (in_vain || all) next = Phase::kIdle;
        if (in_vain) TryLater(in_log_);
        if (all) due_ = pages_;
        if (stops_ || in_log_ - copied.copied <= pages_ / kSmallRest) break;
    }
    {
        const std::lock_guard lock(mutex_);
        phase_ = next;
        copied_.notify_all();
    }
    if (broken) broken_();
}

}  // namespace qz::storage
