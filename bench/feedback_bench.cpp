// Anonymous reports through the real edge: structure, challenge and proof checked, a durable commit for each,
// with proofs computed beforehand; one check of a proof; and whether known and unknown receipts differ in
// time.
#include <cmath>
#include <future>

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
constexpr int kConnections = 600;  // each answer waits 400 ms

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
        options.proof_bits = 0;
        options.most_proof_bits = 0;
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
        return before + *feedback::FromBase64Url(std::string(answer.at("challenge").as_string())) +
               std::string(8, '\0');
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

Row Submits(const Settings& settings) {
    const std::filesystem::path folder = settings.folder / "feedback-submits";
    std::filesystem::create_directories(folder);
    Desk desk(folder, std::chrono::milliseconds(400));
    const double seconds = settings.quick ? 2 : 10;
    const int prepared = static_cast<int>(seconds * 2200);
    std::vector<std::string> requests;
    for (int i = 0; i < prepared; ++i) {
        const std::string body = desk.Report(i);
        requests.push_back(
            "POST /f/reports HTTP/1.1\r\nHost: qz\r\nContent-Type: "
            "application/octet-stream\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    Load load;
    load.connections = kConnections;
    load.warm_seconds = 0;
    load.seconds = seconds;
    const LoadFigures figures = RunLoad(desk.port(), load, [&](std::uint64_t number, std::string& out) {
        if (number >= requests.size()) return false;
        out = requests[static_cast<std::size_t>(number)];
        return true;
    });
    Row row;
    row.name = "anonymous reports, proofs computed beforehand";
    row.unit = "1/s";
    // What was answered and what is stored are the same, or nothing counts.
    const bool whole = desk.Count() >= static_cast<std::int64_t>(figures.good);
    row.median = row.min = row.max = whole ? figures.rate : 0;
    row.target = 1000;
    row.held = row.median >= 1000 && figures.failed == 0;
    return row;
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
    const int rounds = settings.quick ? 60 : 400;
    for (int i = 0; i < 200; ++i) desk.Ask(&intake::Intake::Submit, desk.Report(i));
    Client client(desk.port());
    double sum[2] = {0, 0};
    double squares[2] = {0, 0};
    bool same_length = true;
    std::size_t length = 0;
    for (int i = 0; i < 2 * rounds; ++i) {
        const int kind = i % 2;
        const std::string body = json::serialize(json::object{
            {"lookup", feedback::Base64Url(kind == 0 ? desk.lookup_of(i / 2 % 200) : feedback::Random(16))}});
        const Answer answer = client.Ask(
            "POST /f/answers HTTP/1.1\r\nHost: qz\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body);
        if (length == 0) length = answer.body.size();
        same_length = same_length && answer.status == 200 && answer.body.size() == length;
        sum[kind] += answer.milliseconds;
        squares[kind] += answer.milliseconds * answer.milliseconds;
    }
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
    return {Submits(settings), OneCheck(settings), KnownAndUnknown(settings)};
}

}  // namespace qz::bench
