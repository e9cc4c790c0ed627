// Writes the log back into the database file beside the writer, so that no commit waits for it.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "platform/storage/sqlite_connection.hpp"

namespace qz::storage {

// SQLite begins its log anew only when all of it has been copied. While the writer goes on that never happens
// by itself: the thread copies what is there, again what came meanwhile, and leaves the small rest to the
// writer.
class SqliteCheckpointer {
 public:
    // `pages`: so long may the log grow before it is copied. `broken` is called when the file could not be
    // written or synced. The file is in WAL mode already.
    SqliteCheckpointer(const std::filesystem::path& file, int pages, std::function<void()> broken);
    // Waits for the pass that runs.
    ~SqliteCheckpointer();
    SqliteCheckpointer(const SqliteCheckpointer&) = delete;
    SqliteCheckpointer& operator=(const SqliteCheckpointer&) = delete;

    // The writer says how long the log is, between two transactions. True: it copies the rest now and says
    // Finished. Where the thread cannot keep up, this waits for its pass: unless a reader holds its end, the
    // log does not grow beyond four times the pages and one transaction.
    bool WriterCopiesRest(int pages_in_log);
    // `code` is what SqliteConnection::Checkpoint gave.
    void Finished(int code, int pages_in_log);

 private:
    enum class Phase { kIdle, kCopying, kRestLeft };

    void Run();
    void Copy();
    // Asking again after every commit would cost more than it frees.
    void TryLater(int pages_in_log) { due_ = std::max(pages_, pages_in_log + pages_ / 4); }
    bool IsBroken(int code);

    const int pages_;
    const std::function<void()> broken_;
    SqliteConnection connection_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable copied_;
    Phase phase_ = Phase::kIdle;
    int due_;
    int in_log_ = 0;  // as the writer last said
    bool stops_ = false;
    std::thread thread_;
};

}  // namespace qz::storage
