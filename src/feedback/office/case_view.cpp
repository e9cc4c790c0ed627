// What an officer sees of a case.
#include "feedback/office/parts.hpp"
#include "identity/identity.hpp"

namespace qz::feedback::office {

namespace {

using http::Permission;
using http::Reads;
using http::Request;
using http::ScopeFrom;

constexpr std::string_view kListCases = R"sql(
    SELECT id FROM feedback_case
    WHERE office = $1 AND ($2 = '' OR state = $2) AND state <> 'merged'
      AND (slow, step_due, id) > ($3, $4, $5)
    ORDER BY slow, step_due, id LIMIT $6)sql";
constexpr std::string_view kCountVoices = "SELECT count(*) FROM feedback_voice WHERE case_id = $1";
constexpr std::string_view kOldestEpoch = R"sql(
    SELECT min(feedback_part.epoch) FROM feedback_part JOIN feedback_voice ON feedback_voice.id = feedback_part.voice
    WHERE feedback_voice.case_id = $1)sql";
constexpr std::string_view kSummaryState = "SELECT state FROM feedback_summary WHERE case_id = $1";
constexpr std::string_view kHandler = R"sql(
    SELECT unit FROM feedback_question JOIN feedback_referral ON feedback_referral.question = feedback_question.id
    WHERE feedback_referral.case_id = $1 AND feedback_question.answered_on IS NULL
    ORDER BY feedback_question.asked_on LIMIT 1)sql";
constexpr std::string_view kListVoices =
    "SELECT id, reply_public, epoch, released_on, objected, told FROM feedback_voice WHERE case_id = $1 "
    "ORDER BY id";
constexpr std::string_view kListParts = R"sql(
    SELECT feedback_part.id, feedback_part.voice, feedback_part.kind, feedback_part.epoch, feedback_part.day,
           feedback_part.sealed, feedback_part.sealed_key, substr(feedback_part.pictures, 1, 1)
    FROM feedback_part JOIN feedback_voice ON feedback_voice.id = feedback_part.voice
    WHERE feedback_voice.case_id = $1 ORDER BY feedback_part.day, feedback_part.kind, feedback_part.id
    LIMIT $2)sql";
constexpr std::string_view kListSent = R"sql(
    SELECT feedback_answer.day, feedback_answer.kind, count(*)
    FROM feedback_answer JOIN feedback_voice ON feedback_voice.id = feedback_answer.voice
    WHERE feedback_voice.case_id = $1
    GROUP BY feedback_answer.place, feedback_answer.day, feedback_answer.kind ORDER BY feedback_answer.place)sql";
constexpr std::string_view kListHistory =
    "SELECT day, officer, what, detail FROM feedback_history WHERE case_id = $1 ORDER BY place";
constexpr std::string_view kListReferrals = R"sql(
    SELECT feedback_question.id, unit, about, feedback_question.question, asked_on, due, answer, answered_on
    FROM feedback_question JOIN feedback_referral ON feedback_referral.question = feedback_question.id
    WHERE feedback_referral.case_id = $1 ORDER BY asked_on, feedback_question.id)sql";
constexpr std::string_view kFindSummary = R"sql(
    SELECT text, cites, category, outcome, state, written_by, first_by, second_by, released_on
    FROM feedback_summary WHERE case_id = $1)sql";
constexpr std::string_view kFindPictures = R"sql(
    SELECT feedback_part.pictures FROM feedback_part JOIN feedback_voice ON feedback_voice.id = feedback_part.voice
    WHERE feedback_voice.case_id = $1 AND feedback_part.id = $2)sql";

// A page of cases with a report of 32 KiB each is some 5 MB.
constexpr int kMostWithParts = 100;
constexpr std::int64_t kFewVoices = 20;

json::value TextOrNull(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value(nullptr);
}

std::string OfficerName(storage::Snapshot& snapshot, std::int64_t post) {
    const auto found = identity::FindPost(snapshot, PostId{post});
    return found ? found->person_name : "";
}

std::string DayText(const Row& row, int column) {
    return DayOf(row.Integer(column)).ToString();
}

constexpr int kAllParts = -1;

json::array PartsJson(Connection& connection, const std::string& id, int most) {
    json::array parts;
    connection.Each(
        kListParts,
        [&parts](const Row& row) {
            const std::string pictures = row.Text(7);
            const auto key = row.OptionalText(6);
            parts.push_back(
                json::object{{"id", Base64Url(row.Text(0))},
                             {"voice", Base64Url(row.Text(1))},
                             {"kind", row.Integer(2)},
                             {"epoch", EpochText(static_cast<std::uint32_t>(row.Integer(3)))},
                             {"day", DayText(row, 4)},
                             {"sealed", Base64Url(row.Text(5))},
                             {"sealed_key", key ? json::value(Base64Url(*key)) : json::value(nullptr)},
                             {"pictures", pictures.empty() ? 0 : static_cast<int>(pictures[0])}});
        },
        Bytes{id}, most);
    return parts;
}

json::array VoicesJson(Connection& connection, const std::string& id) {
    json::array voices;
    connection.Each(
        kListVoices,
        [&voices](const Row& row) {
            voices.push_back(json::object{{"id", Base64Url(row.Text(0))},
                                          {"reply_public", Base64Url(row.Text(1))},
                                          {"epoch", EpochText(static_cast<std::uint32_t>(row.Integer(2)))},
                                          {"received_on", DayText(row, 3)},
                                          {"objected", row.Integer(4) != 0},
                                          {"told", row.Integer(5) != 0}});
        },
        Bytes{id});
    return voices;
}

json::value SummaryJson(storage::Snapshot& snapshot, Connection& connection, const std::string& id) {
    json::value summary = nullptr;
    connection.Each(
        kFindSummary,
        [&](const Row& row) {
            json::array by;
            for (const int column : {6, 7}) {
                if (!row.IsNull(column))
                    by.push_back(json::value(OfficerName(snapshot, row.Integer(column))));
            }
            summary = json::object{
                {"text", row.Text(0)},
                {"cites", ParseJson(row.Text(1))},
                {"category", row.Text(2)},
                {"outcome", row.Text(3)},
                {"state", row.Text(4)},
                {"written_by", OfficerName(snapshot, row.Integer(5))},
                {"by", by},
                {"released_on", row.IsNull(8) ? json::value(nullptr) : json::value(DayText(row, 8))}};
        },
        Bytes{id});
    return summary;
}

json::array ReferralsJson(storage::Snapshot& snapshot, Connection& connection, const std::string& id) {
    json::array referrals;
    connection.Each(
        kListReferrals,
        [&](const Row& row) {
            referrals.push_back(json::object{
                {"id", Base64Url(row.Text(0))},
                {"unit", UnitView(snapshot, UnitId{row.Integer(1)})},
                {"about", UnitView(snapshot, UnitId{row.Integer(2)})},
                {"question", row.Text(3)},
                {"asked_on", DayText(row, 4)},
                {"due", DayText(row, 5)},
                {"answer", TextOrNull(row.OptionalText(6))},
                {"answered_on", row.IsNull(7) ? json::value(nullptr) : json::value(DayText(row, 7))}});
        },
        Bytes{id});
    return referrals;
}

// To group like reports and to answer them, without a request for each: the first report, and the voices
// where they are few.
void AddWhatAFloodNeeds(Connection& connection, json::object& row, const std::string& id) {
    row["parts"] = PartsJson(connection, id, 1);
    row["voice_list"] = row.at("voices").as_int64() <= kFewVoices ? json::value(VoicesJson(connection, id))
                                                                  : json::value(nullptr);
}

http::Reply List(const Connections& connections, const Request& request, const Actor& actor,
                 storage::Snapshot& snapshot) {
    const http::Page page = http::Page::From(request, 3);
    const std::string state(request.Query("state").value_or(""));
    if (!state.empty() && !StateFromWord(state))
        throw Problem::RejectedAt("state", "platform.http.not_one_of");
    std::int64_t slow = -1;
    std::int64_t due = 0;
    std::string after;
    if (!page.after.empty()) {
        slow = ParseIdValue("1" + page.after[0]).value_or(10) - 10;
        due = ParseIdValue(page.after[1]).value_or(0);
        after = FromBase64Url(page.after[2]).value_or("");
    }
    const bool with_parts = request.Query("parts").value_or("") == "1";
    const int limit = with_parts ? std::min(page.limit, kMostWithParts) : page.limit;
    const Date today = DateOf(snapshot.Now());
    return connections.database->Read([&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        std::vector<std::string> ids;
        connection.Each(
            kListCases, [&ids](const Row& row) { ids.push_back(row.Text(0)); }, Bytes{office.id}, state, slow,
            due, Bytes{after}, limit + 1);
        const bool more = static_cast<int>(ids.size()) > limit;
        if (more) ids.pop_back();
        json::array items;
        std::optional<Case> last;
        for (const std::string& id : ids) {
            last = FindCase(connection, id, office.id);
            json::object row = CaseRow(snapshot, connection, *last, today);
            if (with_parts) AddWhatAFloodNeeds(connection, row, id);
            items.push_back(std::move(row));
        }
        json::value next = nullptr;
        if (more && last) {
            next = http::Page::Cursor(
                {last->slow ? "1" : "0", std::to_string(last->step_due.days), Base64Url(last->id)});
        }
        return http::Json(json::object{{"items", items}, {"next", next}});
    });
}

http::Reply Show(const Connections& connections, const Request& request, const Actor& actor,
                 storage::Snapshot& snapshot) {
    const std::string id = PathId(request, "case");
    const Date today = DateOf(snapshot.Now());
    return connections.database->Read([&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        const Case matter = FindCase(connection, id, office.id);
        json::object view = CaseRow(snapshot, connection, matter, today);
        view["voice_list"] = VoicesJson(connection, id);
        view["parts"] = PartsJson(connection, id, kAllParts);
        json::array sent;
        connection.Each(
            kListSent,
            [&sent](const Row& row) {
                sent.push_back(
                    json::object{{"at", DayText(row, 0)}, {"kind", row.Text(1)}, {"voices", row.Integer(2)}});
            },
            Bytes{id});
        view["sent"] = sent;
        json::array history;
        connection.Each(
            kListHistory,
            [&](const Row& row) {
                history.push_back(json::object{{"date", DayText(row, 0)},
                                               {"officer", OfficerName(snapshot, row.Integer(1))},
                                               {"what", row.Text(2)},
                                               {"detail", ParseJson(row.Text(3))}});
            },
            Bytes{id});
        view["history"] = history;
        view["referrals"] = ReferralsJson(snapshot, connection, id);
        view["summary"] = SummaryJson(snapshot, connection, id);
        view["finding"] = TextOrNull(matter.finding);
        view["outcome"] = TextOrNull(matter.outcome);
        return http::Json(view).WithEtag(matter.revision);
    });
}

// The sealed bytes of one picture: nonce, length and ciphertext, as they came.
http::Reply Picture(const Connections& connections, const Request& request, const Actor& actor) {
    const std::string id = PathId(request, "case");
    const std::string part = PathId(request, "part");
    const auto number = ParseIdValue(request.PathText("number"));
    if (!number || *number < 1 || *number > static_cast<std::int64_t>(kMostPictures))
        throw Problem::NotFound();
    const std::string pictures = connections.database->Read([&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        FindCase(connection, id, office.id);
        return OrNotFound(connection.Text(kFindPictures, Bytes{id}, Bytes{part}));
    });
    std::size_t at = 1;
    for (std::int64_t i = 1; at + 28 <= pictures.size(); ++i) {
        std::size_t length = 0;
        for (std::size_t byte = 24; byte < 28; ++byte) {
            length = length << 8 | static_cast<unsigned char>(pictures[at + byte]);
        }
        if (i == *number) {
            http::Reply reply;
            reply.content_type = "application/octet-stream";
            reply.body = pictures.substr(at, 28 + length);
            return reply;
        }
        at += 28 + length;
    }
    throw Problem::NotFound();
}

}  // namespace

json::object CaseRow(storage::Snapshot& snapshot, Connection& connection, const Case& matter, Date today) {
    const auto handler = connection.Number(kHandler, Bytes{matter.id});
    const bool late = IsOpen(matter.state) && matter.step_due < today;
    return {
        {"id", Base64Url(matter.id)},
        {"state", ToWord(matter.state)},
        {"step_due", matter.step_due.ToString()},
        {"category", TextOrNull(matter.category)},
        {"subject_unit",
         matter.subject ? json::value(UnitView(snapshot, matter.subject)) : json::value(nullptr)},
        {"voices", connection.Number(kCountVoices, Bytes{matter.id}).value_or(0)},
        {"released_on", matter.released_on.ToString()},
        {"refused_code", TextOrNull(matter.refused_code)},
        {"epoch", EpochText(static_cast<std::uint32_t>(
                      connection.Number(kOldestEpoch, Bytes{matter.id}).value_or(0)))},
        {"handler_unit", handler ? json::value(UnitView(snapshot, UnitId{*handler})) : json::value(nullptr)},
        {"summary_state", TextOrNull(connection.Text(kSummaryState, Bytes{matter.id}))},
        {"revision", matter.revision},
        {"objected", matter.objected},
        {"slow", matter.slow},
        {"late", late}};
}

void AddCaseRoutes(http::Router& router, const Connections& connections) {
    const Permission handle{"feedback.handle"};
    const ScopeFrom own{"own"};
    router.Get(
        "/api/feedback/cases", handle, own, Reads{"items", "next"},
        [connections](const Request& request, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
            return List(connections, request, actor, snapshot);
        });
    router.Get(
        "/api/feedback/cases/{case}", handle, own,
        Reads{"id",          "state",        "step_due", "category",     "subject_unit",  "voices",
              "released_on", "refused_code", "epoch",    "handler_unit", "summary_state", "revision",
              "objected",    "slow",         "late",     "voice_list",   "parts",         "sent",
              "history",     "referrals",    "summary",  "finding",      "outcome"},
        [connections](const Request& request, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
            return Show(connections, request, actor, snapshot);
        });
    router.Get("/api/feedback/cases/{case}/parts/{part}/pictures/{number}", handle, own, Reads{"*"},
               [connections](const Request& request, const Actor& actor, const Scope&, storage::Snapshot&) {
                   return Picture(connections, request, actor);
               });
    const auto list = [&router, handle, own](const char* path, const std::vector<Coded>& coded) {
        router.Get(path, handle, own, Reads{"items"},
                   [&coded](const Request&, const Actor&, const Scope&, storage::Snapshot&) {
                       return http::Json(json::object{{"items", CodedJson(coded)}});
                   });
    };
    list("/api/feedback/categories", Categories());
    list("/api/feedback/refusal-codes", Refusals());
    list("/api/feedback/questions", Questions());
}

}  // namespace qz::feedback::office
