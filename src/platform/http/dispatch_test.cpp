// What happens above the socket: matching, refusals, idempotency, rendering.
#include <cctype>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/http.hpp"
#include "platform/http/notes.hpp"
#include "platform/http/sample_gate.hpp"
#include "tests/support/databases.hpp"

namespace qz::http {
namespace {

using ::testing::HasSubstr;
using Headers = std::vector<std::pair<std::string, std::string>>;

class Dispatch : public tests::OnBothEngines {
 protected:
    void SetUp() override {
        sample::MakeTable(database());
        sample::AddRoutes(router_);
    }
    InProcess::Answer Send(Method method, std::string_view target, std::string_view body = {},
                           Headers headers = {}) {
        if (signed_in_) headers.emplace_back("Cookie", "session=7");
        return InProcess{router_, database(), sample::Authorise, &clock()}.Send(method, target, body,
                                                                                headers);
    }
    static std::string Header(const InProcess::Answer& answer, std::string_view wanted) {
        for (const auto& [name, value] : answer.headers) {
            if (name == wanted) return value;
        }
        return "";
    }
    static std::string Code(const InProcess::Answer& answer) {
        return std::string(answer.Json().at("code").as_string());
    }

    Router router_;
    bool signed_in_ = true;
};
QZ_ON_BOTH_ENGINES(Dispatch);

TEST_P(Dispatch, AnswersTheSameRequestTwiceWithOneEffectAndOneAnswer) {
    const auto first =
        Send(Method::kPost, "/api/notes", R"({"text":"a"})", {{"Idempotency-Key", "key-00000001"}});
    const auto second =
        Send(Method::kPost, "/api/notes", R"({"text":"a"})", {{"Idempotency-Key", "key-00000001"}});
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(Header(first, "Idempotent-Replay"), "");
    EXPECT_EQ(Header(second, "Idempotent-Replay"), "true");
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

TEST_P(Dispatch, RefusesAnotherRequestUnderAUsedKey) {
    Send(Method::kPost, "/api/notes", R"({"text":"a"})", {{"Idempotency-Key", "key-00000001"}});
    const auto other =
        Send(Method::kPost, "/api/notes", R"({"text":"b"})", {{"Idempotency-Key", "key-00000001"}});
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(Code(other), "platform.http.idempotency_key_reused");
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

TEST_P(Dispatch, LetsTwoAccountsUseTheSameKey) {
    Send(Method::kPost, "/api/notes", R"({"text":"a"})", {{"Idempotency-Key", "key-00000001"}});
    signed_in_ = false;
    Send(Method::kPost, "/api/notes", R"({"text":"a"})",
         {{"Idempotency-Key", "key-00000001"}, {"Cookie", "session=6"}});
    EXPECT_EQ(sample::CountNotes(database()), 2);
}

TEST_P(Dispatch, KeepsOneEffectOfTheSameRequestSentAtOnce) {
    std::vector<std::thread> senders;
    std::vector<InProcess::Answer> answers(8);
    database();
    for (auto& answer : answers) {
        senders.emplace_back([this, &answer] {
            answer =
                Send(Method::kPost, "/api/notes", R"({"text":"a"})", {{"Idempotency-Key", "key-00000001"}});
        });
    }
    for (auto& sender : senders) sender.join();
    for (const auto& answer : answers) {
        EXPECT_EQ(answer.status, 201);
        EXPECT_EQ(answer.body, answers[0].body);
    }
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

// A route within a unit does not look for an earlier effect before its handler runs.
class DispatchWithinUnit : public Dispatch {
 protected:
    void SetUp() override {
        Dispatch::SetUp();
        router_
            .Post("/api/units/{unit}/notes", Permission{"notes.write"}, ScopeFrom{"unit"}, Reads{"id"},
                  Writes{"text"}, sample::PrepareNote,
                  [](const Request& request, const Actor&, const Scope&, const std::string& text,
                     storage::Tx& tx) {
                      const auto unit = request.Path<UnitId>("unit");
                      // Only one note for a unit, as only one return is reported.
                      const auto there =
                          tx.QueryOptional("SELECT id FROM sample_note WHERE unit_id = $1 LIMIT 1", unit);
                      if (there && text != "more")
                          throw Problem::Conflict("platform.http.precondition_failed");
                      if (text == "trace") return Refused(Problem::Forbidden());
                      const auto id = tx.NewId<sample::NoteId>();
                      tx.Defer("INSERT INTO sample_note (id, unit_id, text) VALUES ($1, $2, $3)", id, unit,
                               text);
                      tx.Announce(unit, "sample.note", id.value);
                      return Created(id);
                  })
            .WithinUnit();
    }
    InProcess::Answer Note(int unit, std::string_view text, std::string_view key) {
        return Send(Method::kPost, "/api/units/" + std::to_string(unit) + "/notes",
                    R"({"text":")" + std::string(text) + R"("})", {{"Idempotency-Key", std::string(key)}});
    }
};
QZ_ON_BOTH_ENGINES(DispatchWithinUnit);

TEST_P(DispatchWithinUnit, AnswersARepetitionThatItsHandlerWouldRefuse) {
    const auto first = Note(1, "a", "key-00000001");
    const auto second = Note(1, "a", "key-00000001");
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(Header(second, "Idempotent-Replay"), "true");
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

TEST_P(DispatchWithinUnit, AnswersARepetitionThatItsHandlerWouldDoAgain) {
    const auto first = Note(1, "more", "key-00000001");
    const auto second = Note(1, "more", "key-00000001");
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(Header(second, "Idempotent-Replay"), "true");
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

TEST_P(DispatchWithinUnit, RefusesWhatIsRefusedUnderAKeyOfItsOwn) {
    Note(1, "a", "key-00000001");
    EXPECT_EQ(Note(1, "b", "key-00000002").status, 409);
    EXPECT_EQ(Note(2, "trace", "key-00000003").status, 403);
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

TEST_P(DispatchWithinUnit, RefusesAnotherRequestUnderAUsedKey) {
    Note(1, "a", "key-00000001");
    for (const char* text : {"b", "more"}) {
        const auto other = Note(1, text, "key-00000001");
        EXPECT_EQ(other.status, 422);
        EXPECT_EQ(Code(other), "platform.http.idempotency_key_reused");
    }
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

TEST_P(DispatchWithinUnit, KeepsOneEffectOfTheSameRequestSentAtOnceByMany) {
    std::vector<std::thread> senders;
    std::vector<InProcess::Answer> answers(24);
    database();
    for (std::size_t at = 0; at < answers.size(); ++at) {
        senders.emplace_back([this, &answers, at] {
            const int unit = static_cast<int>(at % 6);
            answers[at] = Note(unit + 1, "more", "key-0000000" + std::to_string(unit));
        });
    }
    for (auto& sender : senders) sender.join();
    for (std::size_t at = 0; at < answers.size(); ++at) {
        EXPECT_EQ(answers[at].status, 201);
        EXPECT_EQ(answers[at].body, answers[at % 6].body);
    }
    EXPECT_EQ(sample::CountNotes(database()), 6);
}

TEST_P(Dispatch, RefusesAWriteWithoutAUsableKey) {
    for (const std::string& key :
         {std::string(), std::string("short"), std::string(129, 'x'), std::string("has a blank")}) {
        const auto answer = Send(Method::kPost, "/api/notes", R"({"text":"a"})", {{"Idempotency-Key", key}});
        EXPECT_EQ(answer.status, 400) << key;
        EXPECT_EQ(Code(answer), "platform.http.idempotency_key_missing");
    }
    EXPECT_EQ(sample::CountNotes(database()), 0);
}

TEST_P(Dispatch, KeepsWhatARefusalWroteAndJudgesTheRetryAnew) {
    router_.Post("/api/refusals", Permission{"notes.write"}, ScopeFrom{"own"}, Reads{}, Writes{},
                 [](const Request&, const Actor& actor, const Scope&, storage::Tx& tx) {
                     sample::InsertNote(tx, actor.unit, "trace");
                     return Refused(Problem::Forbidden());
                 });
    const auto first = Send(Method::kPost, "/api/refusals", {}, {{"Idempotency-Key", "key-00000001"}});
    Send(Method::kPost, "/api/refusals", {}, {{"Idempotency-Key", "key-00000001"}});
    EXPECT_EQ(first.status, 403);
    EXPECT_EQ(Code(first), "platform.http.forbidden");
    EXPECT_EQ(sample::CountNotes(database()), 2);
}

TEST_P(Dispatch, RollsBackWhatAThrowingHandlerWrote) {
    router_.Post("/api/throws", Permission{"notes.write"}, ScopeFrom{"own"}, Reads{}, Writes{},
                 [](const Request&, const Actor& actor, const Scope&, storage::Tx& tx) -> Reply {
                     sample::InsertNote(tx, actor.unit, "gone");
                     throw Problem::Conflict("platform.http.precondition_failed");
                 });
    EXPECT_EQ(Send(Method::kPost, "/api/throws").status, 409);
    EXPECT_EQ(sample::CountNotes(database()), 0);
}

TEST_P(Dispatch, RefusesWritesAndServesReadsWhereTheProcessHasLostItsNumberAndNoneIsFree) {
    const auto made = Send(Method::kPost, "/api/notes", R"({"text":"a"})");
    const std::string path = "/api/notes/" + std::string(made.Json().at("id").as_string());
    {
        const auto other = storage::Database::Open(Options());
        other->Write([&](storage::Tx& tx) {
            tx.Execute("DELETE FROM platform_process");
            for (int number = 0; number < 1024; ++number) {
                tx.Defer("INSERT INTO platform_process (number, holder, leased_until) VALUES ($1, 1, $2)",
                         number, clock().Now().Plus(std::chrono::hours(1)));
            }
        });
        if (GetParam() == storage::Engine::kPostgres) {
            other->Read([](storage::Snapshot& snapshot) {
                snapshot.Query(
                    "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()) AS ended");
            });
        }
    }
    const auto refused = Send(Method::kPost, "/api/notes", R"({"text":"b"})");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(Code(refused), "platform.http.number_lost");
    EXPECT_EQ(Header(refused, "Content-Type"), "application/problem+json; charset=utf-8");
    EXPECT_EQ(Header(refused, "Retry-After"), "1");
    EXPECT_EQ(Send(Method::kGet, path).status, 200);
    EXPECT_EQ(Send(Method::kGet, "/readyz").status, 503);
    clock().Advance(std::chrono::hours(1));
    EXPECT_EQ(Send(Method::kPost, "/api/notes", R"({"text":"b"})").status, 201);
    EXPECT_EQ(Send(Method::kGet, "/readyz").status, 200);
}

TEST_P(Dispatch, RebuildsTheAnswerFromTheObjectWhereTheRouteSaysHow) {
    router_
        .Post("/api/long", Permission{"notes.write"}, ScopeFrom{"own"}, Reads{"text"}, Writes{},
              [](const Request&, const Actor& actor, const Scope&, storage::Tx& tx) {
                  const auto id = sample::InsertNote(tx, actor.unit, "long");
                  tx.Announce(actor.unit, "sample.note", id.value);
                  Reply reply = JsonText(R"({"text":"long"})");
                  reply.object = id.value;
                  return reply;
              })
        .Rebuild(
            [](const Request&, const Actor&, const Scope&, std::int64_t object, storage::Snapshot& snapshot) {
                const auto row = snapshot.QueryOne("SELECT text FROM sample_note WHERE id = $1", object);
                return Json(json::object{{"text", row.Get<std::string>("text")}});
            });
    const auto first = Send(Method::kPost, "/api/long", {}, {{"Idempotency-Key", "key-00000001"}});
    const auto second = Send(Method::kPost, "/api/long", {}, {{"Idempotency-Key", "key-00000001"}});
    EXPECT_EQ(first.body, R"({"text":"long"})");
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

#ifdef QZ_DEV
TEST_P(Dispatch, FailsAWriteThatNobodyRecorded) {
    router_.Post("/api/silent", Permission{"notes.write"}, ScopeFrom{"own"}, Reads{"id"}, Writes{},
                 [](const Request&, const Actor& actor, const Scope&, storage::Tx& tx) {
                     return Created(sample::InsertNote(tx, actor.unit, "silent"));
                 });
    EXPECT_EQ(Send(Method::kPost, "/api/silent").status, 500);
    EXPECT_EQ(sample::CountNotes(database()), 0);
}

TEST_P(Dispatch, FailsAReplyThatShowsMoreThanItsRouteDeclares) {
    router_.Get("/api/loose", Permission{"notes.read"}, ScopeFrom{"own"}, Reads{"id"},
                [](const Request&, const Actor&, const Scope&, storage::Snapshot&) {
                    return JsonText(R"({"id":"1","secret":"x"})");
                });
    EXPECT_EQ(Send(Method::kGet, "/api/loose").status, 500);
}
#endif

TEST_P(Dispatch, RefusesAHeaderThatMustBeSingleAndStandsTwiceAndNamesIt) {
    Send(Method::kPost, "/api/notes", R"({"text":"a"})", {{"Idempotency-Key", "key-00000001"}});
    for (const char* const name : {"Host", "Content-Length", "Content-Type", "Authorization", "Cookie",
                                   "Idempotency-Key", "If-Match", "Origin", "Sec-Fetch-Site"}) {
        std::string other = name;
        other[0] = static_cast<char>(std::tolower(other[0]));
        for (const char* const second : {"same-origin", "another"}) {
            const auto answer = Send(Method::kPost, "/api/notes", R"({"text":"b"})",
                                     {{name, "same-origin"}, {other, second}, {"Accept-Language", "en"}});
            EXPECT_EQ(answer.status, 400) << name;
            EXPECT_EQ(Code(answer), "platform.http.repeated_header") << name;
            EXPECT_THAT(std::string(answer.Json().at("detail").as_string()), HasSubstr(name));
        }
    }
    EXPECT_EQ(sample::CountNotes(database()), 1);
    EXPECT_EQ(Send(Method::kGet, "/api/notes/1", {}, {{"Accept", "a/b"}, {"Accept", "c/d"}}).status, 404);
}

TEST_P(Dispatch, RefusesAParameterThatStandsTwiceAndNamesIt) {
    for (const char* const query :
         {"limit=5&limit=6", "limit=5&cursor=a&limit=5", "%6cimit=5&limit=", "limit&limit"}) {
        const auto answer =
            Send(Method::kGet, std::string("/api/notes/1?") + query, {}, {{"Accept-Language", "en"}});
        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_EQ(Code(answer), "platform.http.repeated_parameter") << query;
        EXPECT_THAT(std::string(answer.Json().at("detail").as_string()), HasSubstr("gives limit more"))
            << query;
    }
    EXPECT_EQ(Send(Method::kGet, "/api/notes/1?limit=5&cursor=a&Limit=6").status, 404);
}

TEST_P(Dispatch, RefusesMembersThatTheRouteDoesNotWrite) {
    const auto answer = Send(Method::kPost, "/api/notes", R"({"text":"a","unit":"9"})");
    EXPECT_EQ(answer.status, 422);
    const auto body = answer.Json();
    const auto& finding = body.at("findings").at(0);
    EXPECT_EQ(finding.at("field").as_string(), "unit");
    EXPECT_EQ(finding.at("code").as_string(), "platform.http.unknown_member");
    EXPECT_TRUE(finding.at("blocks").as_bool());
}

TEST_P(Dispatch, RefusesBodiesThatAreNotJson) {
    EXPECT_EQ(Send(Method::kPost, "/api/notes", "text=a", {{"Content-Type", "text/plain"}}).status, 415);
    EXPECT_EQ(Send(Method::kPost, "/api/notes", "{}", {{"Content-Type", ""}}).status, 415);
    EXPECT_EQ(Send(Method::kPost, "/api/notes", "{\"text\":").status, 400);
    EXPECT_EQ(Send(Method::kPost, "/api/notes", "[1]").status, 422);
    const auto twice = Send(Method::kPost, "/api/notes", R"({"text":"a","text":"b"})");
    EXPECT_EQ(twice.status, 400);
    EXPECT_EQ(twice.Json().at("code").as_string(), "platform.http.named_twice");
    const std::string deep = "{\"text\":" + std::string(100, '[') + std::string(100, ']') + "}";
    EXPECT_EQ(Send(Method::kPost, "/api/notes", deep).status, 400);
}

TEST_P(Dispatch, RefusesWhoeverIsSignedOutOrLacksThePermission) {
    signed_in_ = false;
    EXPECT_EQ(Send(Method::kPost, "/api/notes", R"({"text":"a"})").status, 401);
    EXPECT_EQ(Send(Method::kPost, "/api/notes", R"({"text":"a"})", {{"Cookie", "session=8"}}).status, 403);
    EXPECT_EQ(Send(Method::kGet, "/api/notes/1").status, 401);
    EXPECT_EQ(sample::CountNotes(database()), 0);
}

TEST_P(Dispatch, AnswersOpenRoutesWithoutAskingWhoItIs) {
    router_.OpenGet("/api/open", Reads{"good"},
                    [](const Request&, storage::Snapshot&) { return JsonText(R"({"good":true})"); });
    router_.OpenPost("/api/open", Reads{"good"}, Writes{"word"}, Router::Body,
                     [](const Request&, const json::value& body, storage::Tx&) {
                         return Json(json::object{{"good", body.at("word").as_string() == "now"}});
                     });
    const InProcess nobody{router_, database(), nullptr, &clock()};
    EXPECT_EQ(nobody.Send(Method::kGet, "/api/open").body, R"({"good":true})");
    EXPECT_EQ(nobody.Send(Method::kPost, "/api/open", R"({"word":"now"})").body, R"({"good":true})");
}

TEST_P(Dispatch, RefusesWritesFromOtherSites) {
    const std::string body = R"({"text":"a"})";
    EXPECT_EQ(Send(Method::kPost, "/api/notes", body, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
    EXPECT_EQ(Send(Method::kPost, "/api/notes", body, {{"Sec-Fetch-Site", "same-site"}}).status, 403);
    EXPECT_EQ(
        Send(Method::kPost, "/api/notes", body, {{"Origin", "https://evil.example"}, {"Host", "qz.example"}})
            .status,
        403);
    EXPECT_EQ(Send(Method::kPost, "/api/notes", body, {{"Origin", "null"}, {"Host", "qz.example"}}).status,
              403);
    EXPECT_EQ(sample::CountNotes(database()), 0);
    EXPECT_EQ(
        Send(Method::kPost, "/api/notes", body,
             {{"Origin", "https://qz.example"}, {"Host", "qz.example"}, {"Sec-Fetch-Site", "same-origin"}})
            .status,
        201);
}

TEST_P(Dispatch, TellsUnknownPathsFromWrongMethods) {
    const auto unknown = Send(Method::kGet, "/api/nothing");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(Code(unknown), "platform.http.not_found");
    const auto wrong = Send(Method::kDelete, "/api/notes/1");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(Header(wrong, "Allow"), "GET");
    EXPECT_EQ(Send(Method::kGet, "/api/notes/none").status, 404);
    EXPECT_EQ(Send(Method::kGet, "/api/notes/%00").status, 404);
    EXPECT_EQ(Send(Method::kGet, "/api/notes/1?a=%zz").status, 400);
}

TEST_P(Dispatch, SpeaksTheReadersLanguage) {
    const auto chinese = Send(Method::kGet, "/api/nothing");
    const auto english = Send(Method::kGet, "/api/nothing", {}, {{"Accept-Language", "en"}});
    EXPECT_EQ(Header(chinese, "Content-Language"), "zh-CN");
    EXPECT_EQ(Header(english, "Content-Language"), "en");
    EXPECT_NE(chinese.Json().at("detail"), english.Json().at("detail"));
    EXPECT_EQ(Header(chinese, "Content-Type"), "application/problem+json; charset=utf-8");
    EXPECT_FALSE(chinese.Json().at("request").as_string().empty());
}

TEST_P(Dispatch, SavesBytesWhereTheRevisionIsKnown) {
    const auto made = Send(Method::kPost, "/api/notes", R"({"text":"a"})");
    const std::string path = "/api/notes/" + std::string(made.Json().at("id").as_string());
    const auto whole = Send(Method::kGet, path);
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(Header(whole, "ETag"), "\"3\"");
    EXPECT_EQ(Header(whole, "Cache-Control"), "no-store");
    const auto unchanged = Send(Method::kGet, path, {}, {{"If-None-Match", "\"2\", W/\"3\""}});
    EXPECT_EQ(unchanged.status, 304);
    EXPECT_EQ(unchanged.body, "");
    EXPECT_EQ(Send(Method::kGet, path, {}, {{"If-None-Match", "\"2\""}}).status, 200);
}

TEST_P(Dispatch, ReadsIfMatch) {
    router_.Put("/api/revision", Permission{"notes.write"}, ScopeFrom{"own"}, Reads{"revision"}, Writes{},
                [](const Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                    tx.Announce(actor.unit, "sample.note", 1);
                    return Json(json::object{{"revision", request.IfMatch()}});
                });
    EXPECT_EQ(Send(Method::kPut, "/api/revision", {}, {{"If-Match", "\"12\""}}).body, R"({"revision":12})");
    EXPECT_EQ(Send(Method::kPut, "/api/revision").status, 412);
    EXPECT_EQ(Send(Method::kPut, "/api/revision", {}, {{"If-Match", "12"}}).status, 400);
    EXPECT_EQ(Send(Method::kPut, "/api/revision", {}, {{"If-Match", "\"x\""}}).status, 400);
}

TEST_P(Dispatch, HandsOutPagesAndRefusesCursorsThatItDidNotMake) {
    router_.Get("/api/pages", Permission{"notes.read"}, ScopeFrom{"list"}, Reads{"limit", "after"},
                [](const Request& request, const Actor&, const Scope&, storage::Snapshot&) {
                    const Page page = Page::From(request, 2);
                    json::array after;
                    for (const auto& part : page.after) after.emplace_back(part);
                    return Json(json::object{{"limit", page.limit}, {"after", after}});
                });
    const std::string cursor = Page::Cursor({"村", "17"});
    EXPECT_EQ(Send(Method::kGet, "/api/pages").body, R"({"limit":50,"after":[]})");
    EXPECT_EQ(Send(Method::kGet, "/api/pages?limit=7&cursor=" + cursor).body,
              R"({"limit":7,"after":["村","17"]})");
    std::string tampered = cursor;
    tampered.back() = tampered.back() == '0' ? '1' : '0';
    for (const std::string& wrong : {tampered, std::string("xyz"), cursor.substr(2), Page::Cursor({"one"})}) {
        const auto answer = Send(Method::kGet, "/api/pages?cursor=" + wrong);
        EXPECT_EQ(answer.status, 422) << wrong;
        EXPECT_EQ(answer.Json().at("findings").at(0).at("field").as_string(), "cursor");
    }
    EXPECT_EQ(Send(Method::kGet, "/api/pages?limit=201").status, 422);
    EXPECT_EQ(Send(Method::kGet, "/api/pages?limit=7x").status, 422);
}

TEST_P(Dispatch, NamesADownloadInChineseWithoutBreakingTheHeader) {
    router_.Get("/api/file", Permission{"notes.read"}, ScopeFrom{"own"}, Reads{"*"},
                [](const Request&, const Actor&, const Scope&, storage::Snapshot&) {
                    return Download("bytes", "text/csv", "汇总 \"1\"\r\n.csv");
                });
    const auto answer = Send(Method::kGet, "/api/file");
    EXPECT_EQ(answer.body, "bytes");
    EXPECT_THAT(Header(answer, "Content-Disposition"),
                HasSubstr("filename*=UTF-8''%E6%B1%87%E6%80%BB%20%221%22%0D%0A.csv"));
}

TEST_P(Dispatch, PutsTheSecurityHeadersOnEverything) {
    for (const auto& answer :
         {Send(Method::kGet, "/api/nothing"), Send(Method::kPost, "/api/notes", R"({"text":"a"})")}) {
        EXPECT_EQ(Header(answer, "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(Header(answer, "Referrer-Policy"), "same-origin");
        EXPECT_THAT(Header(answer, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
        EXPECT_THAT(Header(answer, "Content-Security-Policy"), ::testing::Not(HasSubstr("unsafe-inline")));
    }
}

}  // namespace
}  // namespace qz::http
