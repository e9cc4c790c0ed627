// One matter, many voices: merging, splitting, sealing anew, passing on, and dismissing a flood at once.
#include <set>

#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

using http::Permission;
using http::Reads;
using http::Request;
using http::ScopeFrom;
using http::Writes;

constexpr std::size_t kSealedKey = 80;
// Whatever a case is told is sealed to each of its voices and comes in one request; a flood is several cases.
constexpr std::int64_t kMostVoices = 500;

constexpr std::string_view kMoveVoices = "UPDATE feedback_voice SET case_id = $2 WHERE case_id = $1";
constexpr std::string_view kMarkMerged =
    "UPDATE feedback_case SET state = 'merged', merged_into = $2, revision = revision + 1 WHERE id = $1";
constexpr std::string_view kVoiceOfPart = R"sql(
    SELECT feedback_part.voice FROM feedback_part JOIN feedback_voice ON feedback_voice.id = feedback_part.voice
    WHERE feedback_part.id = $1 AND feedback_voice.case_id = $2)sql";
constexpr std::string_view kCountVoices = "SELECT count(*) FROM feedback_voice WHERE case_id = $1";
constexpr std::string_view kMoveVoice = "UPDATE feedback_voice SET case_id = $2 WHERE id = $1";
constexpr std::string_view kCopyCase = R"sql(
    INSERT INTO feedback_case (id, office, state, step_due, category, subject_unit, subject_code, slow, in_time,
                               released_on, accepted_on)
    SELECT $2, office, CASE WHEN category IS NULL THEN 'new' ELSE 'accepted' END, $3, category, subject_unit,
           subject_code, slow, in_time, released_on, accepted_on
    FROM feedback_case WHERE id = $1)sql";
constexpr std::string_view kReseal = "UPDATE feedback_part SET sealed_key = $2, epoch = $3 WHERE id = $1";
constexpr std::string_view kListParts = R"sql(
    SELECT feedback_part.id FROM feedback_part JOIN feedback_voice ON feedback_voice.id = feedback_part.voice
    WHERE feedback_voice.case_id = $1)sql";

bool MayBeGrouped(const Case& matter) {
    return matter.state == State::kNew || matter.state == State::kAccepted ||
           matter.state == State::kReferred || matter.state == State::kVerified;
}

std::vector<std::string> Ids(const json::array& items) {
    std::vector<std::string> ids;
    for (const json::value& item : items) {
        if (!item.is_string()) throw Problem::NotFound();
        ids.push_back(IdFromText({item.get_string().data(), item.get_string().size()}));
    }
    return ids;
}

http::Reply Merge(const Connections& connections, const Request& request, const Actor& actor,
                  storage::Tx& tx) {
    const std::string into = PathId(request, "case");
    const json::value body = request.Json();
    Fields fields(body);
    const auto others = Ids(fields.Array("cases", 500));
    fields.Finish();
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.case.merged", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        Case matter = FindCase(connection, into, office.id);
        if (!MayBeGrouped(matter)) throw Problem::Conflict("feedback.office.not_grouped");
        std::int64_t voices = connection.Number(kCountVoices, Bytes{into}).value_or(0);
        for (const std::string& id : others) {
            if (id == into) continue;
            voices += connection.Number(kCountVoices, Bytes{id}).value_or(0);
            if (voices > kMostVoices) {
                throw Problem::Conflict("feedback.office.too_many_voices",
                                        {{"count", std::to_string(kMostVoices)}});
            }
            const Case other = FindCase(connection, id, office.id);
            if (!MayBeGrouped(other)) throw Problem::Conflict("feedback.office.not_grouped");
            // The clock of the one that came first runs on.
            matter.step_due = std::min(matter.step_due, other.step_due);
            connection.Execute(kMoveVoices, Bytes{id}, Bytes{into});
            connection.Execute(kMarkMerged, Bytes{id}, Bytes{into});
            AddHistory(connection, id, today, actor, "merged", {{"into", Base64Url(into)}});
            AddHistory(connection, into, today, actor, "took_in", {{"case", Base64Url(id)}});
        }
        UpdateCase(connection, matter, today);
        return json::object{{"voices", connection.Number(kCountVoices, Bytes{into}).value_or(0)},
                            {"revision", matter.revision + 1}};
    });
}

http::Reply Split(const Connections& connections, const Request& request, const Actor& actor,
                  storage::Tx& tx) {
    const std::string from = PathId(request, "case");
    const json::value body = request.Json();
    Fields fields(body);
    const auto parts = Ids(fields.Array("parts", 500));
    fields.Finish();
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.case.split", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        const Case matter = FindCase(connection, from, office.id);
        if (!MayBeGrouped(matter)) throw Problem::Conflict("feedback.office.not_grouped");
        std::set<std::string> voices;
        for (const std::string& part : parts) {
            voices.insert(OrNotFound(connection.Text(kVoiceOfPart, Bytes{part}, Bytes{from})));
        }
        const auto all = connection.Number(kCountVoices, Bytes{from}).value_or(0);
        if (voices.empty() || static_cast<std::int64_t>(voices.size()) >= all) {
            throw Problem::Conflict("feedback.office.nothing_to_split");
        }
        const std::string made = Random(kIdSize);
        const Date due =
            calendar::Current(tx)->AddWorkingDays(today, DaysFor(matter.category ? "refer" : "accept"));
        connection.Execute(kCopyCase, Bytes{from}, Bytes{made}, std::int64_t{due.days});
        for (const std::string& voice : voices) connection.Execute(kMoveVoice, Bytes{voice}, Bytes{made});
        AddHistory(connection, from, today, actor, "split", {{"case", Base64Url(made)}});
        AddHistory(connection, made, today, actor, "split_from", {{"case", Base64Url(from)}});
        UpdateCase(connection, matter, today);
        return json::object{{"id", Base64Url(made)}};
    });
}

struct Resealed {
    std::string part;
    std::string key;
};

std::vector<Resealed> ReadResealed(const json::array& items) {
    std::vector<Resealed> list;
    for (const json::value& item : items) {
        Fields fields(item, "parts");
        const std::string id = fields.Text("id", {.longest = 40});
        const std::string key = fields.Text("sealed_key", {.longest = 200});
        fields.Finish();
        list.push_back({IdFromText(id), FromBase64Url(key).value_or("")});
        if (list.back().key.size() != kSealedKey) {
            throw Problem::RejectedAt("parts", "feedback.office.not_a_key");
        }
    }
    return list;
}

// All parts of the case get their key sealed to `office`'s month in force.
void ResealAll(Connection& connection, const std::string& matter, const std::string& office,
               const std::vector<Resealed>& parts, Date today) {
    const auto live = LiveEpoch(connection, office, today);
    if (!live) throw Problem::Conflict("feedback.office.no_epoch");
    std::set<std::string> wanted;
    connection.Each(
        kListParts, [&wanted](const Row& row) { wanted.insert(row.Text(0)); }, Bytes{matter});
    for (const Resealed& part : parts) {
        if (wanted.erase(part.part) == 0) throw Problem::NotFound();
        connection.Execute(kReseal, Bytes{part.part}, Bytes{part.key}, std::int64_t{live->epoch});
    }
    if (!wanted.empty()) throw Problem::RejectedAt("parts", "feedback.office.part_left_out");
}

http::Reply Reseal(const Connections& connections, const Request& request, const Actor& actor,
                   storage::Tx& tx) {
    const std::string id = PathId(request, "case");
    const json::value body = request.Json();
    Fields fields(body);
    const auto parts = ReadResealed(fields.Array("parts", 2000));
    fields.Finish();
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.case.resealed", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        const Case matter = FindCase(connection, id, office.id);
        ResealAll(connection, id, office.id, parts, today);
        UpdateCase(connection, matter, today);
        AddHistory(connection, id, today, actor, "resealed");
        return json::object{{"parts", parts.size()}};
    });
}

http::Reply PassOn(const Connections& connections, const Request& request, const Actor& actor,
                   storage::Tx& tx) {
    const std::string id = PathId(request, "case");
    const json::value body = request.Json();
    Fields fields(body);
    const std::string to = IdFromText(fields.Text("office", {.longest = 40}));
    const auto parts = ReadResealed(fields.Array("parts", 2000));
    fields.Finish();
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.case.passed_on", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        Case matter = FindCase(connection, id, office.id);
        if (office.second != to) throw Problem::Forbidden("feedback.office.not_the_second");
        if (!IsOpen(matter.state)) {
            throw Problem::Conflict("feedback.office.wrong_step",
                                    {{"state", std::string(ToWord(matter.state))}});
        }
        ResealAll(connection, id, to, parts, today);
        matter.office = to;
        matter.state = State::kNew;
        matter.category.reset();
        matter.subject = {};
        matter.subject_code.clear();
        matter.step_due = calendar::Current(tx)->AddWorkingDays(today, DaysFor("accept"));
        UpdateCase(connection, matter, today);
        AddHistory(connection, id, today, actor, "passed_on", {{"office", Base64Url(to)}});
        return json::object{{"state", "new"}};
    });
}

http::Reply DismissMany(const Connections& connections, const Request& request, const Actor& actor,
                        storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const auto cases = Ids(fields.Array("cases", 500));
    const std::string code = fields.Text("code", {.longest = 40});
    std::map<std::string, std::vector<SealedAnswer>> sealed;
    for (const json::value& item : fields.Array("sealed", 500)) {
        Fields one(item, "sealed");
        const std::string matter = IdFromText(one.Text("case", {.longest = 40}));
        sealed[matter] = ReadAnswers(one.Array("sealed", 500));
        one.Finish();
    }
    fields.Finish();
    const bool known = std::any_of(Refusals().begin(), Refusals().end(),
                                   [&code](const Coded& coded) { return coded.code == code; });
    if (!known) throw Problem::RejectedAt("code", "feedback.office.refusal_unknown");
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.case.dismissed_many",
                   [&](Connection& connection) {
                       const Office office = OwnOffice(connection, actor);
                       for (const std::string& id : cases) {
                           Case matter = FindCase(connection, id, office.id);
                           matter.state = DecideStep(matter.state, Step::kRefuse).state;
                           matter.refused_code = code;
                           InsertAnswers(connection, id, sealed[id], "refused", today);
                           UpdateCase(connection, matter, today);
                           AddHistory(connection, id, today, actor, "refused", {{"code", code}});
                           Count(connection, today, "refused." + code, "", "", "");
                       }
                       return json::object{{"dismissed", cases.size()}};
                   });
}

}  // namespace

void AddGroupingRoutes(http::Router& router, const Connections& connections) {
    const auto add = [&](const char* path, Reads reads, Writes writes, auto function) {
        router
            .Post(path, Permission{"feedback.handle"}, ScopeFrom{"own"}, std::move(reads), std::move(writes),
                  [connections, function](const Request& request, const Actor& actor, const Scope&,
                                          storage::Tx& tx) {
                      return function(connections, request, actor, tx);
                  })
            .Body(8u << 20)
            .Rebuild([connections](const Request& request, const Actor& actor, const Scope&, std::int64_t,
                                   storage::Snapshot&) { return Rebuild(connections, request, actor); });
    };
    add("/api/feedback/cases/{case}/merge", Reads{"voices", "revision"}, Writes{"cases"}, Merge);
    add("/api/feedback/cases/{case}/split", Reads{"id"}, Writes{"parts"}, Split);
    add("/api/feedback/cases/{case}/reseal", Reads{"parts"}, Writes{"parts"}, Reseal);
    add("/api/feedback/cases/{case}/pass-on", Reads{"state"}, Writes{"office", "parts"}, PassOn);
    add("/api/feedback/cases/dismiss-many", Reads{"dismissed"}, Writes{"cases", "code", "sealed"},
        DismissMany);
}

}  // namespace qz::feedback::office
