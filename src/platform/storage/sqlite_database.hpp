#pragma once

#include "platform/storage/database_base.hpp"
#include "platform/storage/sqlite_checkpointer.hpp"
#include "platform/storage/work_queue.hpp"

namespace qz::storage {

class SqliteTx;

// One thread writes: it takes what has queued, runs each work in its own savepoint, commits once, then lets
// the answers go. Several threads read, each on its own connection and snapshot.
class SqliteDatabase final : public DatabaseBase {
 public:
    SqliteDatabase(const Options& options, const std::filesystem::path& file);
    ~SqliteDatabase() override;

    bool SubmitRead(ReadWork work, Done done) override;
    bool SubmitWrite(WriteWork work, Done done) override;
    std::int64_t Sequence() override { return 0; }
    Engine engine() const override { return Engine::kSqlite; }
    Figures figures() const override;
    void Drain() override;

    const std::filesystem::path& file() const { return file_; }

 protected:
    bool SubmitLargeWrite(WriteWork work, Done done) override;

 private:
    void Write();
    void WriteBatch(std::span<Task> batch);
    // Runs the batch in one transaction. Nothing was answered when this returns false: the transaction
    // vanished or could not commit, and `why` says so.
    bool WriteTogether(std::span<Task> batch, std::exception_ptr& why);
    struct Outcome;
    // false: the transaction of all is gone, and the outcome's error says why.
    bool RunInSavepoint(Task& task, Outcome& outcome);
    void Settle(std::span<Task> batch, std::vector<Outcome>& outcomes);
    // Begins the writer's transaction; the number that is this process's throughout it.
    std::shared_ptr<HeldNumber> BeginUnderOwnNumber();
    void RollBack();
    void CheckpointWhenDue();
    void MarkUnhealthy() { counters().healthy = false; }
    void Read(SqliteConnection& connection);

    const std::filesystem::path file_;
    std::unique_ptr<SqliteConnection> writer_;
    std::unique_ptr<SqliteTx> tx_;
    std::vector<std::unique_ptr<SqliteConnection>> readers_;
    WorkQueue writes_;
    WorkQueue reads_;
    std::unique_ptr<SqliteCheckpointer> checkpointer_;
};

}  // namespace qz::storage
