#include "bench/service_bench.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "bench/load.hpp"
#include "bench/nation.hpp"
#include "bench/postgres.hpp"
#include "bench/raw_engine.hpp"
#include "platform/base/clock.hpp"

namespace qz::bench {

namespace {

constexpr double kLeastRatio = 0.25;
constexpr double kMostP99 = 50;
constexpr double kMostStart = 200;
constexpr double kMostMegabytes = 100;

template <class... A>
std::string Text(const char* format, A... arguments) {
    char text[500];
    std::snprintf(text, sizeof text, format, arguments...);
    return text;
}

Row RateRow(std::string name, const Spread& ours, std::optional<double> ratio, std::optional<double> least) {
    Row row;
    row.name = std::move(name);
    row.unit = "1/s";
    row.median = ours.median;
    row.min = ours.min;
    row.max = ours.max;
    row.ratio_to_raw = ratio;
    row.target = least;
    row.held = !least || (ours.median >= *least && ratio.value_or(1) >= kLeastRatio);
    return row;
}

Row MostRow(std::string name, std::string unit, const Spread& ours, std::optional<double> most) {
    Row row = TimeRow(std::move(name), ours, std::nullopt, most);
    row.unit = std::move(unit);
    return row;
}

std::string Return(const City& city, std::size_t clerk, std::size_t task) {
    return "/api/forms/tasks/" + city.tasks[task] + "/units/" + city.clerks[clerk].unit;
}

// Shares no factor with 2,768, so that every village has its turn.
constexpr std::size_t kStride = 1103;

// Hands out each pair of village and task once, in the order in which a real year would: task by task.
class Submits {
 public:
    Submits(const City& city, int changed) : city_(city) {
        for (std::size_t step = 0; step < 10; ++step) {
            for (std::size_t clerk = 0; clerk < city.clerks.size(); ++clerk) {
                bodies_.push_back(TypedBody(clerk, step, changed));
            }
        }
    }
    bool Next(std::string& out) {
        const std::size_t number = given_++;
        // Villages report in no order: neighbours in the tree must not share the pages of one commit.
        const std::size_t clerk = number * kStride % city_.clerks.size();
        const std::size_t task = number / city_.clerks.size();
        if (task >= city_.tasks.size()) return false;
        const std::string target = Return(city_, clerk, task) + "/submit";
        RequestText request;
        request.method = "POST";
        request.target = target;
        request.token = city_.clerks[clerk].token;
        const std::string key = "bench-" + city_.tasks[task] + '-' + std::to_string(clerk);
        request.idempotency_key = key;
        request.if_match = 0;
        request.body = bodies_[task % 10 * city_.clerks.size() + clerk];
        AppendRequest(out, request);
        return true;
    }
    std::size_t given() const { return given_; }

 private:
    const City& city_;
    std::vector<std::string> bodies_;
    std::size_t given_ = 0;
};

struct Rounds {
    std::vector<double> rates;
    std::vector<double> p50;
    std::vector<double> p99;
    std::vector<double> raw;
    std::vector<double> ratios;
    std::uint64_t failed = 0;

    void Take(const LoadFigures& figures, const std::string& what, Report& report) {
        rates.push_back(figures.rate);
        p50.push_back(figures.p50);
        p99.push_back(figures.p99);
        failed += figures.failed;
        report.progress(Text("  %s: %.0f/s", what.c_str(), figures.rate));
        if (figures.failed > 0) {
            report.Note(Text("%s: %llu requests failed; the first: %s", what.c_str(),
                             static_cast<unsigned long long>(figures.failed),
                             figures.first_failure.substr(0, 300).c_str()));
        }
    }
};

std::map<std::string, double> ProcessorSeconds(const Server& server, const Place& place) {
    auto seconds = server.ProcessorSeconds();
    if (!place.database.empty()) seconds["PostgreSQL"] = Postgres::ProcessorSeconds(place.database);
    return seconds;
}

struct Before {
    std::map<std::string, double> processor;
    double written = 0;
    double writes = 0;
    double batches = 0;
};
Before Look(const Server& server, const Place& place) {
    return {ProcessorSeconds(server, place), server.WrittenBytes(), server.Metric("qz_storage_writes"),
            server.Metric("qz_storage_batches")};
}

// Processor time for each answer, by the server's threads: edge, first halves, transactions; and what
// PostgreSQL's own processes took.
void NoteWhereTimeGoes(const std::string& what, const Server& server, const Place& place,
                       const Before& before, double asked, Report& report) {
    std::string line = what + ": microseconds of processor time for each request:";
    double sum = 0;
    for (const auto& [name, seconds] : ProcessorSeconds(server, place)) {
        const auto earlier = before.processor.find(name);
        const double micros =
            (seconds - (earlier == before.processor.end() ? 0 : earlier->second)) / asked * 1e6;
        sum += micros;
        if (micros >= 0.5) line += Text(" %s %.0f,", name.c_str(), micros);
    }
    line += Text(" together %.0f", sum);
    const double batches = server.Metric("qz_storage_batches") - before.batches;
    const double writes = server.Metric("qz_storage_writes") - before.writes;
    if (batches > 0 && writes > 10) line += Text("; %.1f requests to a commit", writes / batches);
    line += Text("; %.1f KB written for each", (server.WrittenBytes() - before.written) / asked / 1024);
    report.Note(line);
}

template <class Work>
void Watched(const std::string& what, const Server& server, const Place& place, Report& report, Work&& work) {
    const Before before = Look(server, place);
    const double asked = work();
    NoteWhereTimeGoes(what, server, place, before, asked, report);
}

void MeasureSubmits(const Settings& settings, const std::string& engine, const Place& place, const City& city,
                    int changed, std::optional<double> least, Submits& submits, Report& report) {
    const std::string what = Text("submit, 30 fields, %d changed, ", changed) + engine;
    Rounds rounds;
    const int count = settings.quick ? 3 : 5;
    for (int round = 0; round < count; ++round) {
        {
            const Server server(place);
            Watched(what, server, place, report, [&] {
                const auto figures =
                    RunLoad(server.port(),
                            {.connections = 64, .warm_seconds = 0.7, .seconds = settings.quick ? 2.0 : 5.0},
                            [&](std::uint64_t, std::string& out) { return submits.Next(out); });
                rounds.Take(figures, what, report);
                return static_cast<double>(figures.good + figures.failed);
            });
        }
        const auto raw = RawSubmits::From(place);
        rounds.raw.push_back(raw->Rate(settings.quick ? 1.5 : 4.0));
        rounds.ratios.push_back(rounds.rates.back() / rounds.raw.back());
        if (round == 0) report.Note(what + Text(": %d rows each", raw->rows()));
    }
    report.Note(what + Text(": the raw engine %.0f/s (%.0f … %.0f)", SpreadOf(rounds.raw).median,
                            SpreadOf(rounds.raw).min, SpreadOf(rounds.raw).max));
    report.rows.push_back(RateRow(what, SpreadOf(rounds.rates), SpreadOf(rounds.ratios).median, least));
    report.rows.push_back(MostRow(what + ", half within", "ms", SpreadOf(rounds.p50), std::nullopt));
    report.rows.push_back(MostRow(what + ", 99 of 100 within", "ms", SpreadOf(rounds.p99),
                                  least ? std::optional(kMostP99) : std::nullopt));
    const auto failed = static_cast<double>(rounds.failed);
    report.rows.push_back(MostRow(what + ", failures", "requests", {failed, failed, failed}, 0));
    if (submits.given() >= city.clerks.size() * city.tasks.size()) {
        report.Note(what + ": every pair of village and task was used up; the last rounds were shorter");
    }
}

void MeasureCrowd(const Settings& settings, const std::string& engine, const Place& place, Submits& submits,
                  Report& report) {
    const std::string what = "submit, 400 clients, " + engine;
    Rounds rounds;
    const Server server(place);
    const auto figures = RunLoad(
        server.port(), {.connections = 400, .warm_seconds = 0.3, .seconds = settings.quick ? 2.0 : 5.0},
        [&](std::uint64_t, std::string& out) { return submits.Next(out); });
    rounds.Take(figures, what, report);
    const auto failed = static_cast<double>(rounds.failed);
    report.rows.push_back(RateRow(what, SpreadOf(rounds.rates), std::nullopt, std::nullopt));
    report.rows.push_back(MostRow(what + ", 99 of 100 within", "ms", SpreadOf(rounds.p99), std::nullopt));
    report.rows.push_back(MostRow(what + ", failures", "requests", {failed, failed, failed}, 0));
}

// Of the last task, which nobody opens: every answer is made from what the hub holds.
void MeasureFetches(const Settings& settings, const std::string& engine, const Place& place, const City& city,
                    double least, Report& report) {
    const std::string what = "fetch a prefilled return, " + engine;
    Rounds rounds;
    const Server server(place);
    for (int round = 0; round < (settings.quick ? 3 : 5); ++round) {
        Watched(what, server, place, report, [&] {
            const auto figures =
                RunLoad(server.port(),
                        {.connections = 64, .warm_seconds = 0.5, .seconds = settings.quick ? 1.5 : 5.0},
                        [&](std::uint64_t number, std::string& out) {
                            const std::size_t clerk = number * kStride % city.clerks.size();
                            const std::string target = Return(city, clerk, city.tasks.size() - 1);
                            RequestText request;
                            request.target = target;
                            request.token = city.clerks[clerk].token;
                            AppendRequest(out, request);
                            return true;
                        });
            rounds.Take(figures, what, report);
            return static_cast<double>(figures.good + figures.failed);
        });
    }
    report.rows.push_back(RateRow(what, SpreadOf(rounds.rates), std::nullopt, least));
    report.rows.push_back(MostRow(what + ", 99 of 100 within", "ms", SpreadOf(rounds.p99), std::nullopt));
}

void MeasureStart(const std::string& engine, const Place& place, Report& report) {
    std::vector<double> ready;
    std::vector<double> memory;
    for (int start = 0; start < 5; ++start) {
        const Server server(place);
        ready.push_back(server.ready_milliseconds());
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        memory.push_back(server.ResidentMegabytes());
    }
    report.rows.push_back(
        MostRow("start on an existing database, Weihai, " + engine, "ms", SpreadOf(ready), kMostStart));
    report.rows.push_back(MostRow("idle memory, Weihai, " + engine, "MB", SpreadOf(memory), kMostMegabytes));
}

// Milliseconds of `runs` answers to one request, after one that does not count; throws where it is refused.
Spread AskAgain(Client& client, int runs, const std::function<std::string(int)>& request) {
    std::vector<double> times;
    for (int run = 0; run <= runs; ++run) {
        const Answer answer = client.Ask(request(run));
        if (answer.status != 200 && answer.status != 201) {
            throw std::runtime_error(Text("status %d: ", answer.status) + answer.body.substr(0, 300));
        }
        if (run > 0) times.push_back(answer.milliseconds);
    }
    return SpreadOf(std::move(times));
}

std::string Get(const std::string& target, const std::string& token) {
    std::string text;
    RequestText request;
    request.target = target;
    request.token = token;
    AppendRequest(text, request);
    return text;
}

}  // namespace

void ServiceBench(const Settings& settings, const std::string& engine, const Place& place, Report& report) {
    report.progress(engine + ": a city of Weihai's size");
    CityPlan plan;
    plan.tasks = settings.quick ? 60 : 160;
    const City city = MakeCity(place, plan);
    const bool sqlite = place.database.empty();

    report.progress(engine + ": start and memory");
    MeasureStart(engine, place, report);
    // Fetches first: submits use the tasks up from the first on.
    report.progress(engine + ": fetches");
    MeasureFetches(settings, engine, place, city, sqlite ? 20'000 : 8'000, report);
    report.progress(engine + ": submits");
    Submits submits(city, 3);
    MeasureSubmits(settings, engine, place, city, 3, sqlite ? 5'000 : 3'000, submits, report);
    MeasureCrowd(settings, engine, place, submits, report);
    ListBench(settings, engine, place, city, report);
}

void ListBench(const Settings& settings, const std::string& engine, const Place& place, const City& city,
               Report& report) {
    constexpr double kMost = 50;
    constexpr std::int64_t kRows = 1'000'000;
    if (settings.quick && !place.database.empty())
        return report.Note("list pages on " + engine + ": in the full run");
    if (report.seconds_left() < 180) return report.Note("list pages on " + engine + ": no time was left");
    report.progress(engine + ": a million rows");
    AddAuditEntries(place, city, kRows);
    AddReturns(place, city, kRows);
    const Server server(place);
    Client client(server.port());
    const auto measure = [&](const std::string& name, const std::string& target, const std::string& token) {
        const Spread times = AskAgain(client, 20, [&](int) { return Get(target, token); });
        report.rows.push_back(
            MostRow("list page at 1,000,000 rows: " + name + ", " + engine, "ms", times, kMost));
    };
    measure("audit log, newest 50", "/api/audit/entries", city.auditor.token);
    measure("audit log of one capability", "/api/audit/entries?capability=forms.return.saved",
            city.auditor.token);
    measure("what one village reported", "/api/forms/history", city.clerks.front().token);
    measure("what a department issued", "/api/forms/tasks", city.officer.token);
    measure("a town's returns to review", "/api/forms/tasks/" + city.tasks.front() + "/review?state=reported",
            city.reviewer.token);
}

void NationBench(const Settings& settings, Report& report) {
    constexpr double kMost = 50;
    const Place place{settings.folder / "nation", settings.folder / "nation-keys", ""};
    std::filesystem::create_directories(place.data);
    const NationFile nation = MakeNationFile(settings.folder);
    report.progress("the nation's tree (" + nation.origin + ")");
    const auto start = std::chrono::steady_clock::now();
    const double patience = std::min(settings.quick ? 110.0 : 900.0, report.seconds_left() - 30);
    if (patience < 20) return report.Note("publish to the nation: no time was left");
    const auto log = settings.folder / "nation.log";
    if (!RunProgram(place, {"import", "units", nation.file.string()}, patience, log)) {
        return report.Note(Text("publish to the nation: its tree was not taken in within %.0f s", patience));
    }
    const double imported = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report.rows.push_back(MostRow("take in the nation's tree, 665,276 units", "s",
                                  {imported, imported, imported}, std::nullopt));
    CityPlan plan;
    plan.tasks = 1;
    plan.clerks = 1;
    plan.stock = false;
    const City city = MakeCity(place, plan);
    const Server server(place);
    report.rows.push_back(
        MostRow("start, the nation's tree", "ms",
                {server.ready_milliseconds(), server.ready_milliseconds(), server.ready_milliseconds()},
                std::nullopt));
    Client client(server.port());
    const std::string deadline = SystemClock().Now().Plus(std::chrono::hours(24 * 30)).ToString();
    const std::string body =
        R"({"version":")" + city.version + R"(","title":"全国测量","period":"","scope":[{"unit":")" +
        city.root + R"(","level":"village"}],"deadline":")" + deadline +
        R"(","late":"accept","chain":["township"],"step_days":3,"contact_name":"测量",)" +
        R"("contact_phone":"010-00000000","note":""})";
    const Spread times = AskAgain(client, settings.quick ? 10 : 30, [&](int run) {
        std::string text;
        const std::string key = "publish-nation-" + std::to_string(run);
        RequestText request;
        request.method = "POST";
        request.target = "/api/forms/tasks";
        request.token = city.officer.token;
        request.idempotency_key = key;
        request.body = body;
        AppendRequest(text, request);
        return text;
    });
    report.rows.push_back(MostRow("publish to 620,573 villages", "ms", times, kMost));
    report.rows.push_back(MostRow(
        "memory, the nation's tree", "MB",
        {server.ResidentMegabytes(), server.ResidentMegabytes(), server.ResidentMegabytes()}, std::nullopt));
}

}  // namespace qz::bench
