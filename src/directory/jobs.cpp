#include "directory/import.hpp"

namespace qz::directory {

namespace {

constexpr std::chrono::hours kStagedKept{24 * 30};
constexpr int kRowsPerSlice = 500;

void RunImport(storage::Database& database, const jobs::Job& job) {
    const json::value payload = ParseJson(job.payload);
    const auto import = ParseId<ImportId>(payload.at("import").as_string());
    if (!import) throw std::logic_error("a job without an import");
    std::string deflated;
    const bool waiting = database.Read([&](storage::Snapshot& snapshot) {
        const auto view = FindImport(snapshot, *import);
        if (!view || view->state != ImportState::kChecking) return false;
        deflated = ReadSource(snapshot, *import);
        return true;
    });
    if (waiting) StageImport(database, *import, Inflate(deflated));
}

// Versions that were staged and never switched to, and attempts that were broken off.
void ForgetStaged(storage::Database& database) {
    const auto forget_slice = [](storage::Tx& tx) {
        return DeleteStaged(tx, tx.Now().Plus(-std::chrono::milliseconds(kStagedKept)), kRowsPerSlice);
    };
    while (database.Write(forget_slice) > 0) {
    }
}

}  // namespace

void AddJobs(jobs::Runner& runner) {
    runner.On("directory.import", RunImport);
    runner.Every("directory.forget_staged", std::chrono::hours(1), ForgetStaged);
}

}  // namespace qz::directory
