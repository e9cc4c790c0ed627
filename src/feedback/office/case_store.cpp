#include <set>

#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

constexpr std::string_view kFindCase = R"sql(
    SELECT id, office, state, step_due, category, subject_unit, subject_code, refused_code, outcome, finding,
           objected, slow, in_time, released_on, revision
    FROM feedback_case WHERE id = $1 AND office = $2)sql";
constexpr std::string_view kUpdateCase = R"sql(
    UPDATE feedback_case
    SET office = $2, state = $3, step_due = $4, category = $5, subject_unit = $6, subject_code = $7,
        refused_code = $8, outcome = $9, finding = $10, objected = $11, in_time = $12, revision = revision + 1,
        accepted_on = CASE WHEN $3 = 'accepted' THEN coalesce(accepted_on, $13) ELSE accepted_on END,
        closed_on = CASE WHEN $3 IN ('closed', 'refused') AND state <> $3 THEN $13
                         WHEN $3 = 'accepted' THEN NULL ELSE closed_on END
    WHERE id = $1)sql";
constexpr std::string_view kAddHistory = R"sql(
    INSERT INTO feedback_history (case_id, place, day, officer, what, detail)
    VALUES ($1, (SELECT coalesce(max(place), 0) + 1 FROM feedback_history WHERE case_id = $1), $2, $3, $4, $5))sql";
constexpr std::string_view kCount = R"sql(
    INSERT INTO feedback_count (month, quarter, measure, category, county, town, count)
    VALUES ($1, $2, $3, $4, $5, $6, 1)
    ON CONFLICT (month, measure, category, county, town) DO UPDATE SET count = count + 1)sql";
constexpr std::string_view kListVoices = "SELECT id FROM feedback_voice WHERE case_id = $1";
constexpr std::string_view kInsertAnswer = R"sql(
    INSERT INTO feedback_answer (id, voice, place, day, kind, box)
    VALUES ($1, $2, (SELECT coalesce(max(place), 0) + 1 FROM feedback_answer WHERE voice = $2), $3, $4, $5))sql";

}  // namespace

Case FindCase(Connection& connection, std::string_view id, std::string_view office) {
    std::optional<Case> found;
    connection.Each(
        kFindCase,
        [&found](const Row& row) {
            Case matter;
            matter.id = row.Text(0);
            matter.office = row.Text(1);
            matter.state = StateFromWord(row.Text(2)).value_or(State::kNew);
            matter.step_due = DayOf(row.Integer(3));
            matter.category = row.OptionalText(4);
            matter.subject = UnitId{row.Integer(5)};
            matter.subject_code = row.Text(6);
            matter.refused_code = row.OptionalText(7);
            matter.outcome = row.OptionalText(8);
            matter.finding = row.OptionalText(9);
            matter.objected = row.Integer(10) != 0;
            matter.slow = row.Integer(11) != 0;
            matter.in_time = row.Integer(12) != 0;
            matter.released_on = DayOf(row.Integer(13));
            matter.revision = row.Integer(14);
            found = std::move(matter);
        },
        Bytes{id}, Bytes{office});
    return OrNotFound(std::move(found));
}

void UpdateCase(Connection& connection, const Case& matter, Date today) {
    connection.Execute(kUpdateCase, Bytes{matter.id}, Bytes{matter.office}, ToWord(matter.state),
                       std::int64_t{matter.step_due.days}, matter.category, matter.subject.value,
                       matter.subject_code, matter.refused_code, matter.outcome, matter.finding,
                       matter.objected, matter.in_time, std::int64_t{today.days});
}

void AddHistory(Connection& connection, std::string_view id, Date day, const Actor& actor,
                std::string_view what, const json::object& detail) {
    connection.Execute(kAddHistory, Bytes{id}, std::int64_t{day.days}, actor.post.value, what,
                       json::serialize(detail));
}

void Count(Connection& connection, Date day, std::string_view measure, std::string_view category,
           std::string_view county, std::string_view town) {
    const auto civil = day.Civil();
    const int year = static_cast<int>(civil.year());
    const int month = static_cast<int>(static_cast<unsigned>(civil.month()));
    connection.Execute(kCount, year * 100 + month, year * 10 + (month + 2) / 3, measure, category, county,
                       town);
}

std::vector<SealedAnswer> ReadAnswers(const json::array& items) {
    std::vector<SealedAnswer> answers;
    for (const json::value& item : items) {
        Fields fields(item, "sealed[" + std::to_string(answers.size()) + "]");
        const std::string voice = fields.Text("voice", {.longest = 40});
        const std::string box = fields.Text("box", {.longest = 12000});
        fields.Finish();
        answers.push_back({FromBase64Url(voice).value_or(""), FromBase64Url(box).value_or("")});
        if (answers.back().box.size() != kSlotSize) {
            throw Problem::RejectedAt("sealed", "feedback.office.not_a_slot");
        }
    }
    return answers;
}

void InsertAnswers(Connection& connection, std::string_view id, const std::vector<SealedAnswer>& answers,
                   std::string_view kind, Date today) {
    std::set<std::string> voices;
    connection.Each(
        kListVoices, [&voices](const Row& row) { voices.insert(row.Text(0)); }, Bytes{id});
    for (const SealedAnswer& answer : answers) {
        if (voices.erase(answer.voice) == 0)
            throw Problem::RejectedAt("sealed", "feedback.office.not_a_voice");
        connection.Execute(kInsertAnswer, Bytes{Random(kIdSize)}, Bytes{answer.voice},
                           std::int64_t{today.days}, kind, Bytes{answer.box});
    }
    if (!voices.empty()) throw Problem::RejectedAt("sealed", "feedback.office.voice_without_answer");
}

}  // namespace qz::feedback::office
