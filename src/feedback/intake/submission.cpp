#include "feedback/intake/parts.hpp"

namespace qz::feedback::intake {

namespace {

constexpr std::size_t kOutcomeSize = 160;
// What one receipt may have waiting; more can wait for the next round.
constexpr int kMostWaitingOfOne = 20;

constexpr std::string_view kFindEpoch =
    "SELECT 1 FROM feedback_epoch WHERE office = $1 AND epoch = $2 AND destroyed = 0";
// A month's key is taken for as long as it is the newest one that has begun, and while the one after is
// young: a page that was opened last month is still sent today.
constexpr std::string_view kCountLater =
    "SELECT count(*) FROM feedback_epoch WHERE office = $1 AND epoch > $2 AND epoch <= $3";
constexpr std::string_view kFindOffice = "SELECT 1 FROM feedback_office WHERE id = $1";
constexpr std::string_view kFindWaitingHash = "SELECT 1 FROM feedback_waiting WHERE hash = $1";
constexpr std::string_view kFindPartHash = "SELECT 1 FROM feedback_part WHERE hash = $1";
constexpr std::string_view kFindVoice = R"sql(
    SELECT feedback_voice.id, feedback_case.office, feedback_case.state, feedback_voice.objected, feedback_voice.told
    FROM feedback_voice JOIN feedback_case ON feedback_case.id = feedback_voice.case_id
    WHERE feedback_voice.lookup_hash = $1)sql";
constexpr std::string_view kFindWaitingReport =
    "SELECT office FROM feedback_waiting WHERE lookup = $1 AND kind = 1";
constexpr std::string_view kCountWaiting = "SELECT count(*) FROM feedback_waiting WHERE lookup = $1";
constexpr std::string_view kInsertWaiting = R"sql(
    INSERT INTO feedback_waiting
        (id, office, epoch, kind, day, slow, hash, lookup, reply_public, sealed, pictures)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql";
constexpr std::string_view kMarkObjected = "UPDATE feedback_voice SET objected = 1 WHERE id = $1";
constexpr std::string_view kMarkTold = "UPDATE feedback_voice SET told = 1 WHERE id = $1";

constexpr Outcome kTaken{};
constexpr Outcome Refused(std::string_view code) {
    return {"refused", code};
}

std::uint32_t MonthOf(Date day) {
    const auto civil = day.Civil();
    return static_cast<std::uint32_t>(static_cast<int>(civil.year())) * 100 +
           static_cast<unsigned>(civil.month());
}

bool EpochIsOpen(Connection& connection, const Report& report, Date today) {
    if (!connection.Number(kFindEpoch, Bytes{report.office}, static_cast<std::int64_t>(report.epoch)))
        return false;
    const auto later =
        connection.Number(kCountLater, Bytes{report.office}, static_cast<std::int64_t>(report.epoch),
                          static_cast<std::int64_t>(MonthOf(today)));
    return later.value_or(0) <= 1;
}

// What is written later belongs to a report that is there, at the office that has it.
Outcome CheckReply(Connection& connection, const Report& report, const std::string& lookup_hash,
                   std::string& voice) {
    std::string office;
    std::string state = "new";
    bool objected = false;
    bool told = false;
    connection.Each(
        kFindVoice,
        [&](const Row& row) {
            voice = row.Text(0);
            office = row.Text(1);
            state = row.Text(2);
            objected = row.Integer(3) != 0;
            told = row.Integer(4) != 0;
        },
        Bytes{lookup_hash});
    if (voice.empty()) {
        office = connection.Text(kFindWaitingReport, Bytes{lookup_hash}).value_or("");
    }
    if (office.empty()) return Refused("receipt_unknown");
    if (office != report.office) return Refused("office_unknown");
    if (connection.Number(kCountWaiting, Bytes{lookup_hash}).value_or(0) >= kMostWaitingOfOne) {
        return {"again_later", "busy"};
    }
    const bool ended = state == "closed" || state == "followed_up" || state == "refused";
    if (report.kind == Kind::kObjection) {
        if (!ended) return Refused("not_closed");
        if (objected) return Refused("already_objected");
        connection.Execute(kMarkObjected, Bytes{voice});
    }
    if (report.kind == Kind::kOutcome) {
        if (!ended || state == "refused") return Refused("not_closed");
        if (told) return Refused("already_told");
        connection.Execute(kMarkTold, Bytes{voice});
    }
    return kTaken;
}

}  // namespace

std::string OutcomeBody(const Outcome& outcome) {
    std::string body = R"({"outcome":")" + std::string(outcome.outcome) + R"(","code":")" +
                       std::string(outcome.code) + R"(","pad":")";
    body.append(kOutcomeSize - 2 - body.size(), '0');
    return body + "\"}";
}

Outcome Take(Connection& connection, const Arrival& arrival, Quota& quota) {
    const Report& report = arrival.report;
    // A retry is known by the hash of its ciphertext, and is told what the first was told.
    if (connection.Number(kFindWaitingHash, Bytes{report.hash}) ||
        connection.Number(kFindPartHash, Bytes{report.hash})) {
        return kTaken;
    }
    if (!connection.Number(kFindOffice, Bytes{report.office})) return Refused("office_unknown");
    if (!EpochIsOpen(connection, report, arrival.today)) return Refused("epoch_closed");

    const bool is_report = report.kind == Kind::kReport;
    const std::string lookup_hash = is_report ? report.lookup : LookupHash(report.lookup);
    std::string voice;
    if (is_report) {
        bool used = connection.Text(kFindWaitingReport, Bytes{lookup_hash}).has_value();
        connection.Each(
            kFindVoice, [&used](const Row&) { used = true; }, Bytes{lookup_hash});
        if (used) return Refused("receipt_used");
    } else if (const Outcome checked = CheckReply(connection, report, lookup_hash, voice);
               checked.outcome != kTaken.outcome) {
        return checked;
    }

    if (quota.day != arrival.today) quota = {arrival.today, {}};
    int& taken = quota.taken[report.office];
    const bool slow = is_report && taken >= arrival.daily_quota;
    if (is_report) ++taken;
    connection.Execute(kInsertWaiting, Bytes{Random(kIdSize)}, Bytes{report.office},
                       static_cast<std::int64_t>(report.epoch), static_cast<int>(report.kind),
                       std::int64_t{arrival.today.days}, slow, Bytes{report.hash}, Bytes{lookup_hash},
                       Bytes{report.reply_public}, Bytes{report.sealed}, Bytes{report.pictures});
    return kTaken;
}

}  // namespace qz::feedback::intake
