#include "audit/audit.hpp"
#include "handed/examine.hpp"
#include "handed/files.hpp"
#include "handed/routes.hpp"
#include "handed/store.hpp"

namespace qz::handed {

namespace {

constexpr int kSweptAtOnce = 200;

Actor FillerOf(const Workbook& workbook) {
    Actor actor;
    actor.account = workbook.account;
    actor.post = workbook.post;
    actor.unit = workbook.unit;
    return actor;
}

void Fail(storage::Database& database, Workbook workbook, std::string_view why) {
    workbook.state = WorkbookState::kFailed;
    database.Write([&](storage::Tx& tx) {
        UpdateWorkbook(tx, workbook);
        audit::Record(tx, FillerOf(workbook), "handed.workbook.fill_failed", workbook.id,
                      {.detail = json::serialize(json::object{{"why", why}})});
    });
}

// Every row into which a full number went is logged by itself (SECURITY B10).
void LogReveals(storage::Tx& tx, const Workbook& workbook, const Understood& understood) {
    for (const SheetResult& sheet : understood.sheets) {
        for (const std::uint32_t row : sheet.revealed) {
            audit::Record(tx, FillerOf(workbook), "handed.row.revealed", workbook.id,
                          {.personal = json::serialize(json::object{{"sheet", sheet.name}, {"row", row}})});
        }
    }
}

}  // namespace

void RunFill(storage::Database& database, const Connections& connections, UnitId unit, WorkbookId id) {
    auto workbook =
        database.Read([&](storage::Snapshot& snapshot) { return FindWorkbook(snapshot, unit, id); });
    if (!workbook || workbook->state != WorkbookState::kFilling) return;
    const Files files(connections.files, *connections.keys);
    auto bytes = files.Get(workbook->file);
    if (!bytes) return Fail(database, *workbook, "handed.workbook.gone");
    const Decision decision = ReadDecision(workbook->decision);
    const workbook::Grid grid = workbook::ReadGrid(workbook::Source::Memory(*bytes));
    Understood understood = database.Read([&](storage::Snapshot& snapshot) {
        return Examine(snapshot, *connections.keys, unit, grid, *catalogue::CurrentMatcher(snapshot),
                       ReadMarks(workbook->marks), decision);
    });
    std::int64_t filled = 0;
    for (SheetResult& sheet : understood.sheets) {
        if (sheet.fills.empty()) continue;
        workbook::PatchResult patched = workbook::Patch(*bytes, sheet.name, sheet.fills);
        *bytes = std::move(patched.bytes);
        filled += static_cast<std::int64_t>(patched.filled);
    }
    const std::string file = files.Put(*bytes);
    const std::string before = workbook->filled_file;
    workbook->filled_file = file;
    workbook->filled_cells = filled;
    workbook->state = WorkbookState::kFilled;
    workbook->view = json::serialize(ViewJson(understood));
    const bool within = database.Write([&](storage::Tx& tx) {
        const std::int64_t revealed = understood.Revealed();
        if (revealed > 0 && !TakeReveals(tx, unit, DateOf(tx.Now()), revealed, kRevealsADay)) return false;
        UpdateWorkbook(tx, *workbook);
        LogReveals(tx, *workbook, understood);
        audit::Record(tx, FillerOf(*workbook), "handed.workbook.filled", id,
                      {.detail = json::serialize(json::object{{"cells", filled}, {"revealed", revealed}})});
        return true;
    });
    files.Remove(within ? before : file);
    if (within) return;
    workbook->filled_file = before;
    workbook->filled_cells = 0;
    Fail(database, *workbook, "handed.reveal.too_many_today");
}

void Sweep(storage::Database& database, const Connections& connections, Instant now) {
    const Files files(connections.files, *connections.keys);
    const auto old = database.Read([&](storage::Snapshot& snapshot) {
        return ListWorkbooksBefore(snapshot, now.Plus(-kKept), kSweptAtOnce);
    });
    if (!old.empty()) {
        database.Write([&](storage::Tx& tx) {
            for (const Workbook& workbook : old) DeleteWorkbook(tx, workbook.unit, workbook.id);
        });
    }
    for (const Workbook& workbook : old) {
        files.Remove(workbook.file);
        files.Remove(workbook.filled_file);
    }
    // Files whose row never came: a request that was refused after its file had been read.
    files.Sweep(kKept + std::chrono::hours(1));
}

void AddJobs(jobs::Runner& runner, const Connections& connections) {
    runner.On(kFillJob, [connections](storage::Database& database, const jobs::Job& job) {
        const json::value payload = ParseJson(job.payload);
        RunFill(database, connections, job.unit,
                WorkbookId{ParseIdValue(payload.at("workbook").as_string()).value_or(0)});
    });
    runner.Every("handed.sweep", std::chrono::minutes(15), [connections](storage::Database& database) {
        const Instant now = database.Read([](storage::Snapshot& snapshot) { return snapshot.Now(); });
        Sweep(database, connections, now);
    });
}

void AddRoutes(http::Router& router, const Connections& connections) {
    AddWorkbookRoutes(router, connections);
    AddRequestRoutes(router, connections);
}

}  // namespace qz::handed
