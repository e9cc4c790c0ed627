#include "audit/audit.hpp"
#include "forms/access.hpp"
#include "forms/auto_filing.hpp"
#include "forms/correction_store.hpp"
#include "forms/export.hpp"
#include "forms/outcome_store.hpp"
#include "forms/review.hpp"
#include "forms/sign_off.hpp"

namespace qz::forms {

namespace {

constexpr int kSlice = 50;  // returns decided in one write; each is a handful of statements
// Longer than the runner keeps what an Idempotency-Key did.
constexpr auto kOutcomeKept = std::chrono::hours(24 * 8);

void MakeExport(storage::Database& database, const jobs::Job& job, const Connections& connections) {
    const json::value payload = ParseJson(job.payload);
    const auto id_of = [&](std::string_view name) {
        const json::string& text = payload.at(name).as_string();
        return ParseIdValue({text.data(), text.size()}).value_or(0);
    };
    const UnitId unit{id_of("unit")};
    const ExportId id{id_of("export")};
    const auto wanted =
        database.Read([&](storage::Snapshot& snapshot) { return FindExport(snapshot, unit, id); });
    if (!wanted || wanted->state != ExportState::kWaiting) return;
    std::filesystem::create_directories(connections.exports);
    const std::filesystem::path path = ExportPath(connections, id);
    std::filesystem::path unfinished = path;
    unfinished += ".part";
    Export made = *wanted;
    made.rows = database.Read(
        [&](storage::Snapshot& snapshot) { return WriteExport(snapshot, *wanted, unfinished, connections); });
    std::filesystem::rename(unfinished, path);
    made.state = ExportState::kReady;
    database.Write([&](storage::Tx& tx) {
        UpdateExport(tx, made);
        if (made.full_numbers)
            audit::RecordSystem(
                tx, made.unit, "forms.export.revealed", id.value,
                {.detail = json::serialize(json::object{{"rows", made.rows}, {"purpose", made.purpose}})});
    });
}

void DeleteFullExports(storage::Database& database, const Connections& connections) {
    const auto old = database.Read([](storage::Snapshot& snapshot) {
        return ListFullBefore(snapshot, snapshot.Now().Plus(-kFullExportKept));
    });
    for (Export gone : old) {
        std::filesystem::remove(ExportPath(connections, gone.id));
        gone.state = ExportState::kDeleted;
        database.Write([&](storage::Tx& tx) { UpdateExport(tx, gone); });
    }
}

// A step left idle past its day passes as 逾期未审: a late reviewer never blocks the city.
void PassIdleSteps(storage::Database& database) {
    for (;;) {
        const auto idle = database.Read([](storage::Snapshot& snapshot) {
            return ListIdleSteps(snapshot, DateOf(snapshot.Now()), 20 * kSlice);
        });
        std::int64_t passed = 0;
        for (std::size_t begin = 0; begin < idle.size(); begin += kSlice) {
            passed += database.Write([&](storage::Tx& tx) {
                std::int64_t count = 0;
                for (std::size_t i = begin; i < std::min(idle.size(), begin + kSlice); ++i) {
                    const TaskPointer entry = FindTask(tx, idle[i].task);
                    const auto filed = FindReturn(tx, idle[i].unit, idle[i].task);
                    if (!entry || !filed || !filed->step_due || DateOf(tx.Now()) <= *filed->step_due)
                        continue;
                    if (entry->task.state == TaskState::kPaused || filed->state != ReturnState::kReported)
                        continue;
                    const UnitTask at{entry, filed->unit, filed->ordinal,
                                      FindReviewPlace(tx, *entry, filed->ordinal), true};
                    const auto reviewer = ReviewerAt(entry->task, StepAt(entry->task, filed->step),
                                                     *at.review.tree, at.review.ordinal);
                    PassStep(tx, at, *filed,
                             {"passed_overdue", {}, "[]", reviewer.value_or(UnitId{}), AccountId{}});
                    audit::RecordSystem(tx, filed->unit, "forms.return.passed_overdue", filed->id.value);
                    ++count;
                }
                return count;
            });
        }
        if (passed == 0) return;
    }
}

bool StillUnsignable(storage::Snapshot& snapshot, const Connections& connections,
                     const std::optional<Return>& filed) {
    return filed && filed->state == ReturnState::kSigning && !connections.has_signer(snapshot, filed->unit);
}

// Where the last who could sign has left, nobody would ever move what waits.
void PassUnsigned(storage::Database& database, const Connections& connections) {
    if (!connections.has_signer) return;
    Signing after;
    for (;;) {
        std::vector<Signing> alone;
        const auto waiting = database.Read([&](storage::Snapshot& snapshot) {
            alone.clear();
            auto page = ListSigning(snapshot, after, 20 * kSlice);
            for (const Signing& one : page) {
                if (!connections.has_signer(snapshot, one.unit)) alone.push_back(one);
            }
            return page;
        });
        if (waiting.empty()) return;
        for (std::size_t begin = 0; begin < alone.size(); begin += kSlice) {
            database.Write([&](storage::Tx& tx) {
                for (std::size_t i = begin; i < std::min(alone.size(), begin + kSlice); ++i) {
                    const TaskPointer entry = FindTask(tx, alone[i].task);
                    const auto filed = FindReturn(tx, alone[i].unit, alone[i].task);
                    if (!entry || !StillUnsignable(tx, connections, filed)) continue;
                    if (entry->task.state == TaskState::kPaused || entry->task.state == TaskState::kVoid)
                        continue;
                    // An abolished unit's returns are closed.
                    if (!entry->Filing(tx).Contains(filed->ordinal)) continue;
                    PassUnsigned(tx,
                                 {entry, filed->unit, filed->ordinal,
                                  FindReviewPlace(tx, *entry, filed->ordinal), true},
                                 *filed);
                    audit::RecordSystem(tx, filed->unit, "forms.return.passed_unsigned", filed->id.value);
                }
            });
        }
        after = waiting.back();
    }
}

void Escalate(storage::Database& database) {
    while (database.Write([](storage::Tx& tx) { return EscalateCorrections(tx, DateOf(tx.Now()), kSlice); }) >
           0) {
    }
}

void ForgetOutcomes(storage::Database& database) {
    constexpr int kTogether = 10 * kSlice;
    while (database.Write([](storage::Tx& tx) {
        return DeleteOutcomes(tx, tx.Now().Plus(-kOutcomeKept), kTogether);
    }) == kTogether) {
    }
}

// Values that came in since make more returns complete.
void FileAllUnopened(storage::Database& database, const secrets::Keyring& keys) {
    std::vector<TaskId> tasks;
    database.Read([&](storage::Snapshot& snapshot) {
        for (const TaskPointer& entry : ListOpenTasks(snapshot)) {
            if (entry->task.auto_file) tasks.push_back(entry->task.id);
        }
    });
    for (const TaskId task : tasks) FileUnopened(database, keys, task);
}

}  // namespace

void AddJobs(jobs::Runner& runner, const Connections& connections) {
    runner.On("forms.export", [connections](storage::Database& database, const jobs::Job& job) {
        MakeExport(database, job, connections);
    });
    runner.On("forms.file_unopened", [connections](storage::Database& database, const jobs::Job& job) {
        const json::value payload = ParseJson(job.payload);
        const json::string& task = payload.at("task").as_string();
        FileUnopened(database, *connections.keys,
                     TaskId{ParseIdValue({task.data(), task.size()}).value_or(0)});
    });
    runner.Every(
        "forms.file_unopened_again", std::chrono::hours(6),
        [connections](storage::Database& database) { FileAllUnopened(database, *connections.keys); });
    runner.Every("forms.full_exports", std::chrono::hours(1),
                 [connections](storage::Database& database) { DeleteFullExports(database, connections); });
    runner.Every("forms.idle_steps", std::chrono::minutes(10),
                 [](storage::Database& database) { PassIdleSteps(database); });
    // Once a day: between a head's leaving and the next one's first sign-in may lie some hours.
    runner.Every("forms.unsigned", std::chrono::hours(24),
                 [connections](storage::Database& database) { PassUnsigned(database, connections); });
    runner.Every("forms.outcomes", std::chrono::hours(24),
                 [](storage::Database& database) { ForgetOutcomes(database); });
    runner.Every("forms.escalate", std::chrono::minutes(10),
                 [](storage::Database& database) { Escalate(database); });
}

}  // namespace qz::forms
