#pragma once

#include "platform/storage/database_base.hpp"
#include "platform/storage/postgres_connection.hpp"
#include "platform/storage/work_queue.hpp"

namespace qz::storage {

// Several workers, each with its own connection, run reads and writes alike; one more connection numbers
// changes.
class PostgresDatabase final : public DatabaseBase {
 public:
    explicit PostgresDatabase(const Options& options);
    ~PostgresDatabase() override;

    bool SubmitRead(ReadWork work, Done done) override;
    bool SubmitWrite(WriteWork work, Done done) override;
    bool SubmitUnitWrite(UnitId unit, WriteWork work, Done done) override;
    std::int64_t Sequence() override;
    Engine engine() const override { return Engine::kPostgres; }
    Figures figures() const override;
    void Drain() override;

 private:
    // A worker's connection, opened again when it was lost; not more often than its patience allows.
    class Line;

    void Work();
    void RunRead(Line& line, Task& task);
    void RunWrite(Line& line, Task& task);
    // The writes of several units. Those that are done are settled; the others come back, each for a
    // transaction of its own.
    std::vector<Task> RunTogether(Line& line, std::vector<Task> tasks);
    struct Outcome;
    // The effects of those that are kept. Throws where nothing was, or nobody knows (UnknownOutcome).
    std::vector<std::function<void()>> CommitTogether(Line& line, std::vector<Task>& tasks,
                                                      std::vector<Outcome>& outcomes);
    // Those that ask for a transaction of their own come back.
    std::vector<Task> Settle(std::vector<Task> tasks, std::vector<Outcome>& outcomes,
                             std::span<const std::function<void()>> effects);

    WorkQueue queue_;
    std::mutex sequencer_mutex_;
    std::unique_ptr<PostgresConnection> sequencer_;
};

}  // namespace qz::storage
