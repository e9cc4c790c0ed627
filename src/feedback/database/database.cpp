#include "feedback/database/database.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "platform/base/embedded.hpp"
#include "platform/base/writable.hpp"

namespace qz::feedback {

// Outside the nameless namespace: the bytes are another object's symbols.
static std::string_view Schema() {
    return QZ_EMBEDDED(feedback_schema);
}

namespace {

constexpr std::size_t kMostWaiting = 8192;
constexpr std::size_t kMostInBatch = 256;
constexpr std::int64_t kSchemaVersion = 1;

class File final : public Database {
 public:
    explicit File(const std::filesystem::path& file) : file_(file), writer_(file, true) {
        ::chmod(file.c_str(), 0600);
        const std::int64_t version = writer_.Number("PRAGMA user_version").value_or(0);
        if (version > kSchemaVersion) {
            throw std::runtime_error("the feedback database " + file.string() + " needs a newer program");
        }
        if (version == 0) {
            writer_.Script("BEGIN IMMEDIATE;" + std::string(Schema()) +
                           "PRAGMA user_version=" + std::to_string(kSchemaVersion) + "; COMMIT;");
        }
        reader_ = std::make_unique<Connection>(file, false);
        thread_ = std::thread([this] {
            pthread_setname_np(pthread_self(), "qz-feedback");
            RunWriter();
        });
    }

    ~File() override { Drain(); }

    bool Submit(Work work, Done done) override { return Enqueue({std::move(work), std::move(done), false}); }

    void Truncate() override {
        WaitFor(
            {[](Connection& connection) { connection.Number("PRAGMA wal_checkpoint(TRUNCATE)"); }, {}, true});
    }

    void CopyTo(const std::filesystem::path& to) override {
        if (std::filesystem::exists(to)) throw std::runtime_error(to.string() + " exists already");
        Connection source(file_, true);
        source.Execute("VACUUM INTO $1", to.string());
        ::chmod(to.c_str(), 0600);
        Connection copy(to, true);
        if (copy.Text("PRAGMA integrity_check") != "ok") {
            throw std::runtime_error("the copy " + to.string() + " is damaged");
        }
        for (const char* table : {"feedback_case", "feedback_voice", "feedback_part", "feedback_waiting"}) {
            const std::string count = std::string("SELECT count(*) FROM ") + table;
            if (copy.Number(count).value_or(-1) > source.Number(count).value_or(0)) {
                throw std::runtime_error("the copy " + to.string() + " differs");
            }
        }
        copy.Number("PRAGMA wal_checkpoint(TRUNCATE)");
        copy.Script("PRAGMA journal_mode=DELETE;");
    }

    bool healthy() const override { return healthy_; }

    void Drain() override {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        arrived_.notify_all();
        if (thread_.joinable()) thread_.join();
    }

 protected:
    void Wait(const Work& work) override { WaitFor({work, {}, false}); }

    void Look(const Work& work) override {
        std::lock_guard lock(reading_);
        reader_->Execute("BEGIN");
        try {
            work(*reader_);
        } catch (...) {
            reader_->Execute("ROLLBACK");
            throw;
        }
        reader_->Execute("ROLLBACK");
    }

 private:
    struct Item {
        Work work;
        Done done;
        bool alone = false;  // outside of any transaction, while nobody reads
    };

    bool Enqueue(Item item) {
        {
            std::lock_guard lock(mutex_);
            if (stopping_ || !healthy_ || queue_.size() >= kMostWaiting) return false;
            queue_.push_back(std::move(item));
        }
        arrived_.notify_one();
        return true;
    }

    void WaitFor(Item item) {
        std::mutex mutex;
        std::condition_variable changed;
        bool settled = false;
        std::exception_ptr failure;
        item.done = [&](std::exception_ptr thrown) {
            std::lock_guard lock(mutex);
            failure = std::move(thrown);
            settled = true;
            changed.notify_one();
        };
        if (!Enqueue(std::move(item))) throw std::runtime_error("the feedback database takes no more work");
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return settled; });
        if (failure) std::rethrow_exception(failure);
    }

    void RunWriter() {
        std::unique_lock lock(mutex_);
        for (;;) {
            arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            std::vector<Item> batch;
            while (!queue_.empty() && batch.size() < kMostInBatch && !queue_.front().alone) {
                batch.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
            if (batch.empty()) {
                Item item = std::move(queue_.front());
                queue_.pop_front();
                lock.unlock();
                RunAlone(item);
            } else {
                lock.unlock();
                RunBatch(batch);
                batch.clear();
            }
            lock.lock();
        }
    }

    void RunAlone(const Item& item) {
        std::exception_ptr failure;
        {
            std::lock_guard lock(reading_);
            try {
                item.work(writer_);
            } catch (...) {
                failure = std::current_exception();
            }
        }
        item.done(failure);
    }

    void RunBatch(const std::vector<Item>& batch) {
        std::vector<std::exception_ptr> failures(batch.size());
        std::exception_ptr broken;
        try {
            writer_.Execute("BEGIN IMMEDIATE");
            for (std::size_t i = 0; i < batch.size(); ++i) {
                writer_.Execute("SAVEPOINT work");
                try {
                    batch[i].work(writer_);
                } catch (...) {
                    failures[i] = std::current_exception();
                    // A full disk may have rolled everything back, not this piece alone.
                    if (!writer_.in_transaction()) throw;
                    writer_.Execute("ROLLBACK TO work");
                }
                writer_.Execute("RELEASE work");
            }
            Commit();
        } catch (...) {
            broken = std::current_exception();
            if (writer_.in_transaction()) {
                try {
                    writer_.Execute("ROLLBACK");
                } catch (...) {
                    healthy_ = false;
                }
            }
        }
        for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(broken ? broken : failures[i]);
    }

    // SECURITY C3: a failed sync is never retried.
    void Commit() {
        try {
            writer_.Execute("COMMIT");
        } catch (const NoRoom&) {
            throw;
        } catch (...) {
            healthy_ = false;
            throw;
        }
    }

    const std::filesystem::path file_;
    Connection writer_;
    std::mutex reading_;
    std::unique_ptr<Connection> reader_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Item> queue_;
    bool stopping_ = false;
    std::atomic<bool> healthy_{true};
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Database> Database::Open(const std::filesystem::path& file) {
    ExpectWritableFile(file, "QZ_DATA");
    return std::make_unique<File>(file);
}

}  // namespace qz::feedback
