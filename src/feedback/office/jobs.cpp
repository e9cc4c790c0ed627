#include <fstream>

#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

// docs/feedback-protocol.md, retention: "Ciphertext 180 days after closure, summary 3 years, receipts with
// ciphertext".
constexpr int kCiphertextDays = 180;
constexpr int kSummaryDays = 3 * 365 + 1;

constexpr std::string_view kDeleteAnswers = R"sql(
    DELETE FROM feedback_answer WHERE voice IN (
        SELECT feedback_voice.id FROM feedback_voice JOIN feedback_case ON feedback_case.id = feedback_voice.case_id
        WHERE feedback_case.closed_on < $1 AND feedback_case.objected = 0))sql";
constexpr std::string_view kDeleteParts = R"sql(
    DELETE FROM feedback_part WHERE voice IN (
        SELECT feedback_voice.id FROM feedback_voice JOIN feedback_case ON feedback_case.id = feedback_voice.case_id
        WHERE feedback_case.closed_on < $1 AND feedback_case.objected = 0))sql";
constexpr std::string_view kDeleteVoices = R"sql(
    DELETE FROM feedback_voice WHERE case_id IN (
        SELECT id FROM feedback_case WHERE closed_on < $1 AND objected = 0))sql";
constexpr std::string_view kDeleteSummaries = "DELETE FROM feedback_summary WHERE released_on < $1";
constexpr std::string_view kDeleteHistory =
    "DELETE FROM feedback_history WHERE case_id IN (SELECT id FROM feedback_case WHERE closed_on < $1)";
constexpr std::string_view kDeleteReferrals =
    "DELETE FROM feedback_referral WHERE case_id IN (SELECT id FROM feedback_case WHERE closed_on < $1)";
constexpr std::string_view kDeleteCases =
    "DELETE FROM feedback_case WHERE closed_on < $1 OR (state = 'merged' AND released_on < $1)";
constexpr std::string_view kListMonths = "SELECT DISTINCT month FROM feedback_hours WHERE month < $1";
constexpr std::string_view kSumHours = R"sql(
    SELECT subject, sum(hours), sum(reports) FROM feedback_hours WHERE month = $1
    GROUP BY subject HAVING sum(reports) >= 10 ORDER BY subject)sql";

void Retain(Connection& connection, Date today) {
    const std::int64_t gone = today.days - kCiphertextDays;
    connection.Execute(kDeleteAnswers, gone);
    connection.Execute(kDeleteParts, gone);
    connection.Execute(kDeleteVoices, gone);
    const std::int64_t forgotten = today.days - kSummaryDays;
    connection.Execute(kDeleteSummaries, forgotten);
    connection.Execute(kDeleteHistory, forgotten);
    connection.Execute(kDeleteReferrals, forgotten);
    connection.Execute(kDeleteCases, forgotten);
}

// One file for each closed month, without id, unit of a reporter, or time; never in a transaction with the
// hub.
void WriteHours(const Connections& connections, Date today) {
    const auto folder = connections.data / "feedback-hours";
    std::vector<std::int64_t> months;
    connections.database->Read([&](Connection& connection) {
        connection.Each(
            kListMonths, [&months](const Row& row) { months.push_back(row.Integer(0)); },
            std::int64_t{MonthOf(today)});
    });
    for (const std::int64_t month : months) {
        const auto path = folder / (EpochText(static_cast<std::uint32_t>(month)) + ".json");
        if (std::filesystem::exists(path)) continue;
        json::array lines;
        connections.database->Read([&](Connection& connection) {
            connection.Each(
                kSumHours,
                [&lines](const Row& row) {
                    lines.push_back(json::object{
                        {"subject", row.Text(0)}, {"hours", row.Integer(1)}, {"reports", row.Integer(2)}});
                },
                month);
        });
        std::filesystem::create_directories(folder);
        const std::string fresh = path.string() + ".new";
        std::ofstream(fresh) << json::serialize(
                                    json::object{{"month", EpochText(static_cast<std::uint32_t>(month))},
                                                 {"lines", lines}})
                             << '\n';
        std::filesystem::rename(fresh, path);
    }
}

}  // namespace

void AddJobs(jobs::Runner& runner, const Connections& connections) {
    runner.Every("feedback.publish", std::chrono::minutes(1),
                 [connections](storage::Database& hub) { Publish(hub, connections); });
    runner.Every("feedback.daily", std::chrono::hours(6), [connections](storage::Database& hub) {
        const Date today = hub.Read([](storage::Snapshot& snapshot) { return DateOf(snapshot.Now()); });
        connections.database->Write([today](Connection& connection) { Retain(connection, today); });
        WriteHours(connections, today);
        SettleAudits(hub, connections);
        connections.database->Truncate();
    });
}

}  // namespace qz::feedback::office
