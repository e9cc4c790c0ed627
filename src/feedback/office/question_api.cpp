// Questions to handling units. A question is about a whole category of what a unit does; it knows no case,
// and one question serves every case that waits for the same answer (SECURITY A10).
#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

using http::Permission;
using http::Reads;
using http::Request;
using http::ScopeFrom;
using http::Writes;

constexpr std::string_view kFindOpen = R"sql(
    SELECT id FROM feedback_question
    WHERE office = $1 AND unit = $2 AND about = $3 AND question = $4 AND answered_on IS NULL)sql";
constexpr std::string_view kInsertQuestion = R"sql(
    INSERT INTO feedback_question (id, office, unit, about, question, asked_on, due, summary)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr std::string_view kInsertReferral = R"sql(
    INSERT INTO feedback_referral (case_id, question) VALUES ($1, $2)
    ON CONFLICT (case_id, question) DO NOTHING)sql";
constexpr std::string_view kReleasedSummary =
    "SELECT text FROM feedback_summary WHERE case_id = $1 AND state = 'released'";
constexpr std::string_view kListTasks = R"sql(
    SELECT id, question, about, asked_on, due, summary, answered_on FROM feedback_question
    WHERE unit = $1 ORDER BY answered_on IS NOT NULL, due, id LIMIT 200)sql";
constexpr std::string_view kAnswer = R"sql(
    UPDATE feedback_question SET answer = $3, answered_on = $4
    WHERE id = $1 AND unit = $2 AND answered_on IS NULL)sql";
constexpr std::string_view kFindTask = "SELECT 1 FROM feedback_question WHERE id = $1 AND unit = $2";

http::Reply Refer(const Connections& connections, const Request& request, const Actor& actor,
                  storage::Tx& tx) {
    const std::string id = PathId(request, "case");
    const json::value body = request.Json();
    Fields fields(body);
    const auto unit = fields.IdOf<UnitId>("unit");
    const auto about = fields.IdOf<UnitId>("about");
    const std::string question = fields.Text("question", {.longest = 40});
    fields.Finish();
    const bool known = std::any_of(Questions().begin(), Questions().end(),
                                   [&question](const Coded& coded) { return coded.code == question; });
    if (!known) throw Problem::RejectedAt("question", "feedback.office.question_unknown");
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.case.referred", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        Case matter = FindCase(connection, id, office.id);
        const Next next = DecideStep(matter.state, Step::kRefer);
        const auto tree = directory::CurrentTree(tx);
        for (const UnitId subject : {matter.subject, about}) {
            const Authority authority = AuthorityOver(*tree, unit, subject);
            // The designated case office may verify by itself, whatever its place.
            if (authority == Authority::kNone || (unit == office.unit && authority != Authority::kSubject))
                continue;
            throw Problem::Conflict("feedback.office.superior")
                .WithDetails(json::serialize(
                    json::object{{"reason", ToWord(authority)}, {"unit", UnitView(tx, unit)}}));
        }
        auto asked = connection.Text(kFindOpen, Bytes{office.id}, unit.value, about.value, question);
        if (!asked) {
            asked = Random(kIdSize);
            const Date due = calendar::Current(tx)->AddWorkingDays(today, DaysFor("verify"));
            connection.Execute(kInsertQuestion, Bytes{*asked}, Bytes{office.id}, unit.value, about.value,
                               question, std::int64_t{today.days}, std::int64_t{due.days},
                               connection.Text(kReleasedSummary, Bytes{id}));
        }
        connection.Execute(kInsertReferral, Bytes{id}, Bytes{*asked});
        if (matter.step_due < today) matter.in_time = false;
        matter.state = next.state;
        matter.step_due = calendar::Current(tx)->AddWorkingDays(today, next.days.value_or(0));
        UpdateCase(connection, matter, today);
        AddHistory(connection, id, today, actor, "referred",
                   {{"question", question}, {"unit", unit.ToString()}});
        return json::object{{"state", ToWord(matter.state)},
                            {"step_due", matter.step_due.ToString()},
                            {"revision", matter.revision + 1}};
    });
}

http::Reply Tasks(const Connections& connections, const Actor& actor, storage::Snapshot& snapshot) {
    json::array items;
    connections.database->Read([&](Connection& connection) {
        connection.Each(
            kListTasks,
            [&](const Row& row) {
                const auto summary = row.OptionalText(5);
                items.push_back(
                    json::object{{"id", Base64Url(row.Text(0))},
                                 {"question", row.Text(1)},
                                 {"about", UnitView(snapshot, UnitId{row.Integer(2)})},
                                 {"asked_on", DayOf(row.Integer(3)).ToString()},
                                 {"due", DayOf(row.Integer(4)).ToString()},
                                 {"summary", summary ? json::value(*summary) : json::value(nullptr)},
                                 {"answered", !row.IsNull(6)}});
            },
            actor.unit.value);
    });
    return http::Json(json::object{{"items", items}, {"questions", CodedJson(Questions())}});
}

http::Reply AnswerTask(const Connections& connections, const Request& request, const Actor& actor,
                       storage::Tx& tx) {
    const std::string id = PathId(request, "referral");
    const json::value body = request.Json();
    Fields fields(body);
    const std::string text = fields.Text("text", {.longest = 8000});
    fields.Finish();
    const Date today = DateOf(request.Now());
    return Perform(
        connections, request, actor, tx, "feedback.question.answered", [&](Connection& connection) {
            if (!connection.Number(kFindTask, Bytes{id}, actor.unit.value)) throw Problem::NotFound();
            if (connection.Execute(kAnswer, Bytes{id}, actor.unit.value, text, std::int64_t{today.days}) ==
                0) {
                throw Problem::Conflict("feedback.office.already_answered");
            }
            return json::object{{"answered", true}};
        });
}

}  // namespace

void AddQuestionRoutes(http::Router& router, const Connections& connections) {
    const auto again = [connections](const Request& request, const Actor& actor, const Scope&, std::int64_t,
                                     storage::Snapshot&) { return Rebuild(connections, request, actor); };
    router
        .Post("/api/feedback/cases/{case}/refer", Permission{"feedback.handle"}, ScopeFrom{"own"},
              Reads{"state", "step_due", "revision"}, Writes{"unit", "about", "question"},
              [connections](const Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                  return Refer(connections, request, actor, tx);
              })
        .Rebuild(again);
    const Permission answer{"feedback.answer_referral"};
    router.Get("/api/feedback/handlers/tasks", answer, ScopeFrom{"own"}, Reads{"items", "questions"},
               [connections](const Request&, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
                   return Tasks(connections, actor, snapshot);
               });
    router
        .Post("/api/feedback/handlers/tasks/{referral}/answer", answer, ScopeFrom{"own"}, Reads{"answered"},
              Writes{"text"},
              [connections](const Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                  return AnswerTask(connections, request, actor, tx);
              })
        .Rebuild(again);
}

}  // namespace qz::feedback::office
