// qingzhuang_bench [--quick] [--json] [--only PART]: the rows of the performance budget, beside the raw
// engines in the same run.
//   --quick  ends within five minutes
//   --json   an array of rows {name, unit, median, min, max, ratio_to_raw, target, held} on the standard
//   output
//   --only   one of SQLite, PostgreSQL, roll-ups, matching, admission, feedback, workbooks, audit, nation
// Scratch files lie in $TMPDIR or /var/tmp, which must be a disk: durable writes are what is measured.
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <thread>
#include <unistd.h>

#include "bench/audit_bench.hpp"
#include "bench/bench.hpp"
#include "bench/postgres.hpp"
#include "bench/service_bench.hpp"
#include "bench/workbook_bench.hpp"
#include "platform/base/json.hpp"

namespace qz::bench {

namespace {

class Scratch {
 public:
    Scratch() {
        const char* base = std::getenv("TMPDIR");
        path_ = std::filesystem::path(base != nullptr ? base : "/var/tmp") /
                ("qz-bench-" + std::to_string(::getpid()));
        std::filesystem::create_directories(path_);
        // The user postgres walks through it.
        std::filesystem::permissions(path_, std::filesystem::perms{0755});
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

// Ended from outside, it leaves neither a database server nor gigabytes behind.
void CleanUpWhenEnded(const std::filesystem::path& scratch) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals, scratch] {
        int signal = 0;
        sigwait(&signals, &signal);
        std::ifstream file(scratch / "postgres" / "data" / "postmaster.pid");
        pid_t server = 0;
        if (file >> server && server > 0) ::kill(server, SIGQUIT);
        std::error_code ignored;
        std::filesystem::remove_all(scratch, ignored);
        ::_exit(128 + signal);
    }).detach();
}

json::value Optional(const std::optional<double>& number) {
    return number ? json::value(*number) : json::value();
}

void PrintJson(const std::vector<Row>& rows) {
    json::array array;
    for (const Row& row : rows) {
        array.push_back(json::object{{"name", row.name},
                                     {"unit", row.unit},
                                     {"median", row.median},
                                     {"min", row.min},
                                     {"max", row.max},
                                     {"ratio_to_raw", Optional(row.ratio_to_raw)},
                                     {"target", Optional(row.target)},
                                     {"held", row.held}});
    }
    std::printf("%s\n", json::serialize(array).c_str());
}

void PrintTable(const Report& report, double minutes) {
    for (const Row& row : report.rows) {
        std::printf("%-66s %12.2f %-8s (%.2f … %.2f)", row.name.c_str(), row.median, row.unit.c_str(),
                    row.min, row.max);
        if (row.ratio_to_raw) std::printf("  %.2f of raw", *row.ratio_to_raw);
        if (row.target) std::printf("  target %g %s", *row.target, row.held ? "held" : "MISSED");
        std::printf("\n");
    }
    std::printf("\nWhere the time goes, and what was left out:\n");
    for (const std::string& note : report.notes) std::printf("  %s\n", note.c_str());
    std::printf("%.1f minutes\n", minutes);
}

constexpr std::array<std::string_view, 9> kParts = {
    "SQLite", "PostgreSQL", "roll-ups", "matching", "admission", "feedback", "workbooks", "audit", "nation"};

bool IsPart(std::string_view name) {
    return std::find(kParts.begin(), kParts.end(), name) != kParts.end();
}

int Usage() {
    std::fprintf(stderr, "qingzhuang_bench [--quick] [--json] [--only PART]; the parts:");
    for (const std::string_view part : kParts) std::fprintf(stderr, " %s", std::string(part).c_str());
    std::fprintf(stderr, "\n");
    return 2;
}

int Run(int count, char** words) {
    bool quick = false;
    bool as_json = false;
    std::string_view only;
    for (int at = 1; at < count; ++at) {
        const std::string_view word = words[at];
        if (word == "--quick") {
            quick = true;
        } else if (word == "--json") {
            as_json = true;
        } else if (word == "--only" && at + 1 < count && IsPart(words[at + 1])) {
            only = words[++at];
        } else {
            return Usage();
        }
    }
    const Scratch scratch;
    CleanUpWhenEnded(scratch.path());
    const Settings settings{quick, scratch.path()};
    const auto start = std::chrono::steady_clock::now();
    Report report;
    report.progress = [start](const std::string& line) {
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::fprintf(stderr, "%6.1f s  %s\n", seconds, line.c_str());
    };
    report.seconds_left = [start, quick] {
        const double gone = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return (quick ? 290 : 24 * 3600) - gone;
    };
    // One part that cannot run is told, and the others still are.
    bool whole = true;
    const auto part = [&](std::string_view name, auto&& work) {
        if (!only.empty() && only != name) return;
        try {
            work();
        } catch (const std::exception& fault) {
            whole = false;
            report.Note(std::string(name) + " was broken off: " + fault.what());
        }
    };
    part("SQLite", [&] {
        ServiceBench(settings, "SQLite", {scratch.path() / "sqlite", scratch.path() / "sqlite-keys", ""},
                     report);
        std::filesystem::remove_all(scratch.path() / "sqlite");
    });
    part("PostgreSQL", [&] {
        const Postgres postgres(scratch.path() / "postgres");
        ServiceBench(settings, "PostgreSQL",
                     {scratch.path() / "postgres-data", scratch.path() / "postgres-keys",
                      postgres.NewDatabase("bench")},
                     report);
    });
    std::filesystem::remove_all(scratch.path() / "postgres");
    part("roll-ups", [&] {
        report.progress("roll-ups");
        for (Row& row : RollupBench(settings)) report.rows.push_back(std::move(row));
    });
    part("matching", [&] {
        report.progress("matching");
        for (Row& row : MatchingBench(settings)) report.rows.push_back(std::move(row));
    });
    part("admission", [&] {
        report.progress("admission");
        Settings own = settings;
        own.folder = scratch.path();
        for (Row& row : AdmissionBench(own)) report.rows.push_back(std::move(row));
    });
    part("feedback", [&] {
        report.progress("anonymous feedback");
        Settings own = settings;
        own.folder = scratch.path();
        for (Row& row : FeedbackBench(own)) report.rows.push_back(std::move(row));
    });
    part("workbooks", [&] { WorkbookBench(settings, report); });
    part("audit", [&] { AuditBench(settings, report); });
    part("nation", [&] { NationBench(settings, report); });
    if (as_json) {
        PrintJson(report.rows);
    } else {
        PrintTable(report,
                   std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / 60);
    }
    return whole ? 0 : 1;
}

}  // namespace

}  // namespace qz::bench

int main(int count, char** words) {
    // A child of the part "workbooks".
    if (count > 1 && std::string_view(words[1]) == "--workbook") {
        return qz::bench::WorkbookChild({words + 2, words + count});
    }
    return qz::bench::Run(count, words);
}
