// Anonymous reports through the real edge: structure, challenge and proof checked, a durable commit for each,
// with proofs computed beforehand; one check of a proof; and whether known and unknown receipts differ in
// time.
#include <atomic>
#include <cmath>
#include <future>
#include <latch>
#include <sys/resource.h>
#include <thread>

#include "bench/bench.hpp"
#include "bench/load.hpp"
#include "feedback/front/front.hpp"
#include "feedback/intake/intake.hpp"
#include "feedback/protocol/protocol.hpp"
#include "platform/base/json.hpp"

namespace qz::bench {

namespace {

namespace intake = feedback::intake;

constexpr std::uint32_t kMonth = 202611;
constexpr int kConnections = 600;     // each answer waits 400 ms
constexpr double kWarmSeconds = 0.5;  // until the first are answered
// What the measured server asks of a proof. A proof is bound to a key of this very server and to ten minutes,
// so none can be kept between runs, and at the usual 11 bits (2,048 tries) those of ten seconds would take
// half an hour. To check one is a single try whatever the bits: the server's work is the same.
constexpr int kProofBits = 4;

// A feedback database with one office, and the edge in front of it. The hub's database is there because a
// server wants one; no report touches it.
class Desk {
 public:
    Desk(const std::filesystem::path& folder, std::chrono::milliseconds least)
        : reports_(feedback::Database::Open(folder / "feedback.db")),
          office_(feedback::Random(16)),
          key_(feedback::MakeKeyPair()) {
        reports_->Write([&](feedback::Connection& connection) {
            connection.Execute("INSERT INTO feedback_office VALUES ($1, 1, 'x', 'case', '[]', NULL, NULL, 0)",
                               feedback::Bytes{office_});
            connection.Execute("INSERT INTO feedback_epoch VALUES ($1, $2, $3, x'00', 0)",
                               feedback::Bytes{office_}, std::int64_t{kMonth},
                               feedback::Bytes{key_.public_key});
        });
        intake::Options options;
        options.proof_bits = kProofBits;
        options.most_proof_bits = kProofBits;
        options.least_time = least;
        options.daily_quota = 1'000'000;
        intake_ = intake::Intake::Make(
            *reports_, options, {nullptr, [](Date) { return false; }, [](Date day, int) { return day; }});
        feedback::front::AddRoutes(router_, *intake_);
        storage::Options hub;
        hub.location = (folder / "hub.db").string();
        hub_ = storage::Database::Open(hub);
        http::Options edge;
        edge.port = 0;
        edge.log = [](std::string_view) {};
        server_ = std::make_unique<http::Server>(
            edge, router_, *hub_,
            [](storage::Snapshot&, const http::Request&, const http::Route&) -> http::Permitted {
                throw Problem::Forbidden();
            },
            std::span<const http::StaticFile>{});
        server_->Start();
    }
    ~Desk() {
        server_->Stop();
        intake_.reset();
        hub_->Drain();
    }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    std::uint16_t port() const { return server_->port(); }

    intake::Reply Ask(void (intake::Intake::*route)(intake::Request, intake::Give), const std::string& body) {
        std::promise<intake::Reply> given;
        ((*intake_).*route)({body}, [&given](intake::Reply reply) { given.set_value(std::move(reply)); });
        return given.get_future().get();
    }
    std::string lookup_of(int number) const {
        return feedback::Sha256("bench " + std::to_string(number)).substr(0, 16);
    }
    // One report, proved.
    std::string Report(int number) {
        feedback::Draft draft;
        draft.office = office_;
        draft.epoch = kMonth;
        draft.epoch_key = key_.public_key;
        draft.lookup = feedback::LookupHash(lookup_of(number));
        draft.reply_public = key_.public_key;
        draft.text = R"({"v":1,"text":"同一份表每周报三次"})";
        const std::string before = feedback::SealReport(draft);
        const std::string hash = feedback::Sha256(before);
        const json::value answer =
            ParseJson(Ask(&intake::Intake::Challenge,
                          json::serialize(json::object{{"hash", feedback::Base64Url(hash)}}))
                          .body);
        const std::string challenge =
            *feedback::FromBase64Url(std::string(answer.at("challenge").as_string()));
        std::uint64_t counter =
            feedback::FindProof(challenge, hash, static_cast<int>(answer.at("bits").as_int64()));
        std::string proof(8, '\0');
        for (std::size_t at = 8; at-- > 0; counter >>= 8) proof[at] = static_cast<char>(counter);
        return before + challenge + proof;
    }
    // Reports first…, on all cores.
    std::vector<std::string> Reports(int count) {
        std::vector<std::string> reports(static_cast<std::size_t>(count));
        std::atomic<int> next{0};
        std::vector<std::thread> threads;
        for (unsigned thread = 0; thread < std::max(1u, std::thread::hardware_concurrency()); ++thread) {
            threads.emplace_back([&] {
                for (int at = next++; at < count; at = next++)
                    reports[static_cast<std::size_t>(at)] = Report(at);
            });
        }
        for (auto& thread : threads) thread.join();
        return reports;
    }
    // All at once; returns when each has its answer.
    void Send(const std::vector<std::string>& reports) {
        std::latch owed(static_cast<std::ptrdiff_t>(reports.size()));
        for (const std::string& report : reports) {
            intake_->Submit({report}, [&owed](intake::Reply) { owed.count_down(); });
        }
        owed.wait();
    }
    // A proof that does not hold is refused, in an answer that looks like all others.
    bool RefusesWrongProof() {
        std::string report = Report(1 << 30);
        const json::value before = ParseJson(Ask(&intake::Intake::Submit, report).body);
        const auto outcome = [&](char last) {
            report.back() = last;
            return ParseJson(Ask(&intake::Intake::Submit, report).body).at("outcome").as_string();
        };
        bool refused = false;
        const char right = report.back();
        // One in sixteen wrong counters is a proof too.
        for (int step = 1; step < 5 && !refused; ++step)
            refused = outcome(static_cast<char>(right + step)) == "refused";
        return refused && before.at("outcome").as_string() == "taken";
    }
    std::int64_t Count() {
        return reports_->Read([](feedback::Connection& connection) {
            return connection.Number("SELECT count(*) FROM feedback_waiting").value_or(0);
        });
    }

 private:
    std::unique_ptr<feedback::Database> reports_;
    std::string office_;
    feedback::KeyPair key_;
    std::unique_ptr<intake::Intake> intake_;
    http::Router router_;
    std::unique_ptr<storage::Database> hub_;
    std::unique_ptr<http::Server> server_;
};

double ProcessorSeconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::vector<Row> Submits(const Settings& settings) {
    const std::filesystem::path folder = settings.folder / "feedback-submits";
    std::filesystem::create_directories(folder);
    Desk desk(folder, std::chrono::milliseconds(400));
    const double seconds = settings.quick ? 2 : 10;
    // No connection can ask more often than every 400 ms.
    const int prepared = static_cast<int>(((kWarmSeconds + seconds) / 0.4 + 1) * kConnections);
    std::vector<std::string> requests = desk.Reports(prepared);
    for (std::string& request : requests) {
        request =
            "POST /f/reports HTTP/1.1\r\nHost: qz\r\nContent-Type: "
            "application/octet-stream\r\nContent-Length: " +
            std::to_string(request.size()) + "\r\n\r\n" + request;
    }
    Load load;
    load.connections = kConnections;
    load.warm_seconds = kWarmSeconds;
    load.seconds = seconds;
    const double before = ProcessorSeconds();
    const LoadFigures figures = RunLoad(desk.port(), load, [&](std::uint64_t number, std::string& out) {
        if (number >= requests.size()) return false;
        out = requests[static_cast<std::size_t>(number)];
        return true;
    });
    const double micros = (ProcessorSeconds() - before) / static_cast<double>(figures.good) * 1e6;
    Row row;
    row.name = "anonymous reports, proofs (of " + std::to_string(kProofBits) + " bits) computed beforehand";
    row.unit = "1/s";
    // What was answered and what is stored are the same, or nothing counts.
    const bool whole = desk.Count() >= static_cast<std::int64_t>(figures.good) && desk.RefusesWrongProof();
    row.median = row.min = row.max = whole ? figures.rate : 0;
    row.target = 1000;
    row.held = row.median >= 1000 && figures.failed == 0;
    Row cost;
    cost.name = "anonymous reports: processor time of each, server and load";
    cost.unit = "us";
    cost.median = cost.min = cost.max = micros;
    return {row, cost};
}

Row OneCheck(const Settings& settings) {
    const std::string hash = feedback::Sha256("x");
    const std::string challenge(feedback::kChallengeSize, 'c');
    const int tries = settings.quick ? 200 : 1000;
    std::uint64_t counter = 0;
    Spread spread = MeasureMilliseconds(9, [&] {
        for (int i = 0; i < tries; ++i) feedback::ProofHolds(challenge, counter++, hash, 60);
    });
    spread.median /= tries;
    spread.min /= tries;
    spread.max /= tries;
    return TimeRow("one check of a proof (Argon2id, 128 KiB, one pass)", spread, std::nullopt, 0.3);
}

// Welch's t between the times of known and unknown receipts, asked in turn.
Row KnownAndUnknown(const Settings& settings) {
    const std::filesystem::path folder = settings.folder / "feedback-receipts";
    std::filesystem::create_directories(folder);
    Desk desk(folder, std::chrono::milliseconds(400));
    constexpr int kClients = 8;  // each answer waits 400 ms: side by side it does not take minutes
    const int rounds = (settings.quick ? 64 : 400) / kClients * kClients;
    desk.Send(desk.Reports(200));
    std::mutex mutex;
    double sum[2] = {0, 0};
    double squares[2] = {0, 0};
    bool same_length = true;
    std::size_t length = 0;
    const auto ask = [&](int from, int to) {
        Client client(desk.port());
        for (int i = from; i < to; ++i) {
            const int kind = i % 2;
            const std::string lookup = kind == 0 ? desk.lookup_of(i / 2 % 200) : feedback::Random(16);
            const std::string body = json::serialize(json::object{{"lookup", feedback::Base64Url(lookup)}});
            const Answer answer = client.Ask(
                "POST /f/answers HTTP/1.1\r\nHost: qz\r\nContent-Type: application/json\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
            const std::lock_guard lock(mutex);
            if (length == 0) length = answer.body.size();
            same_length = same_length && answer.status == 200 && answer.body.size() == length;
            sum[kind] += answer.milliseconds;
            squares[kind] += answer.milliseconds * answer.milliseconds;
        }
    };
    std::vector<std::thread> clients;
    const int share = 2 * rounds / kClients;
    for (int client = 0; client < kClients; ++client) {
        clients.emplace_back([&, client] { ask(client * share, (client + 1) * share); });
    }
    for (auto& client : clients) client.join();
    const auto mean = [&](int kind) { return sum[kind] / rounds; };
    const auto variance = [&](int kind) {
        return (squares[kind] - rounds * mean(kind) * mean(kind)) / (rounds - 1);
    };
    Row row;
    row.name = "known and unknown receipts: |t| of Welch";
    row.unit = "";
    row.median = row.min = row.max =
        std::abs(mean(0) - mean(1)) / std::sqrt(variance(0) / rounds + variance(1) / rounds + 1e-12);
    row.target = 4.5;
    row.held = row.median < 4.5 && same_length;
    return row;
}

}  // namespace

std::vector<Row> FeedbackBench(const Settings& settings) {
    std::vector<Row> rows = Submits(settings);
    rows.push_back(OneCheck(settings));
    rows.push_back(KnownAndUnknown(settings));
    return rows;
}

}  // namespace qz::bench
