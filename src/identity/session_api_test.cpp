#include "identity/sample_people.hpp"

namespace qz::identity {
namespace {

using namespace std::chrono_literals;
using sample::Answer;
using testing::HasSubstr;

class SessionRoutes : public sample::Routes {};
QZ_ON_BOTH_ENGINES(SessionRoutes);

TEST_P(SessionRoutes, RefuseWhoeverIsNotSignedIn) {
    EXPECT_EQ(Get("/api/identity/me").status, 401);
    EXPECT_EQ(Get("/api/identity/me", "made-up").status, 401);
    EXPECT_EQ(Get(UnitPath("371082101201")).status, 401);
}

TEST_P(SessionRoutes, AnswerAnUnknownLoginLikeAWrongPassword) {
    const Answer wrong = TrySignIn("dazhuang", "not the password");
    const Answer unknown = TrySignIn("nobody", "not the password");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(CodeOf(wrong), "identity.session.wrong");
    EXPECT_EQ(CodeOf(unknown), CodeOf(wrong));
}

TEST_P(SessionRoutes, HoldTheLockAfterFiveWrongPasswords) {
    for (const char* login : {"dazhuang", "nobody"}) {
        for (int i = 0; i < 4; ++i) EXPECT_EQ(TrySignIn(login, "wrong").status, 401) << i;
        EXPECT_EQ(TrySignIn(login, "wrong").status, 423);
        // The right password too, until the fifteen minutes are over.
        const Answer locked = TrySignIn(login);
        EXPECT_EQ(locked.status, 423);
        EXPECT_EQ(HeaderOf(locked, "Retry-After"), "900");
    }
    clock().Advance(15min - 1ms);
    EXPECT_EQ(TrySignIn("dazhuang").status, 423);
    clock().Advance(1ms);
    EXPECT_EQ(TrySignIn("dazhuang").status, 200);
}

TEST_P(SessionRoutes, CountOnlyFailuresInARow) {
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 4; ++i) EXPECT_EQ(TrySignIn("dazhuang", "wrong").status, 401);
        EXPECT_EQ(TrySignIn("dazhuang").status, 200);
    }
}

TEST_P(SessionRoutes, HandOutACookieForTheApiAlone) {
    const Answer answer = TrySignIn("DaZhuang");
    EXPECT_EQ(answer.status, 200);
    const std::string cookie = HeaderOf(answer, "Set-Cookie");
    for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/api"})
        EXPECT_THAT(cookie, HasSubstr(part));
    const json::value me = Get("/api/identity/me", TokenIn(answer)).Json();
    EXPECT_EQ(me.at("account").at("login").as_string(), "dazhuang");
    EXPECT_EQ(me.at("post").at("unit").at("code").as_string(), "371082101201");
}

TEST_P(SessionRoutes, LetAPersonWhoseVillageIsGoneWorkForTheOther) {
    const UnitId other = Unit("371082101202");
    database().Write(
        [&](storage::Tx& tx) { InsertPost(tx, clerk_.person, other, "village_clerk", "村会计"); });
    const std::string before = SignIn("dazhuang");
    std::string merged(sample::kUnits);
    const std::string_view gone = "371082101201,大庄村委会,village,371082101\n";
    merged.erase(merged.find(gone), gone.size());
    directory::ImportAndSwitch(database(), merged, Date::From(2026, 9, 1), "撤并", nullptr);
    const Answer ended = Get("/api/identity/me", before);
    EXPECT_EQ(ended.status, 401);
    EXPECT_EQ(CodeOf(ended), "identity.post.unit_gone");
    const json::value me = Get("/api/identity/me", SignIn("dazhuang")).Json();
    EXPECT_EQ(me.at("post").at("unit").at("code"), "371082101202");
    EXPECT_EQ(me.at("posts").as_array().size(), 1u);
    // Who has no other is told why.
    const std::string_view last = "371082102201,北山村委会,village,371082102\n";
    merged.erase(merged.find(last), last.size());
    directory::ImportAndSwitch(database(), merged, Date::From(2026, 9, 1), "撤并", nullptr);
    EXPECT_EQ(CodeOf(TrySignIn("beishan")), "identity.post.unit_gone");
}

TEST_P(SessionRoutes, TakeTheTokenAsBearerToo) {
    const std::string token = SignIn("dazhuang");
    const auto answer = http::InProcess{router_, database(), std::ref(gate_), &clock()}.Send(
        http::Method::kGet, "/api/identity/me", {}, {{"Authorization", "Bearer " + token}});
    EXPECT_EQ(answer.status, 200);
}

TEST_P(SessionRoutes, GiveANewTokenAtEachSignInAndEndTheOldOne) {
    const std::string first = SignIn("dazhuang");
    const std::string second = TokenIn(TrySignIn("dazhuang", sample::kPassword, {}, first));
    EXPECT_NE(first, second);
    EXPECT_EQ(Get("/api/identity/me", first).status, 401);
    EXPECT_EQ(Get("/api/identity/me", second).status, 200);
    // A token that somebody planted becomes no session.
    EXPECT_NE(TokenIn(TrySignIn("dazhuang", sample::kPassword, {}, "planted")), "planted");
    EXPECT_EQ(Get("/api/identity/me", "planted").status, 401);
}

TEST_P(SessionRoutes, EndOnTheNextRequestAfterSigningOut) {
    const std::string token = SignIn("dazhuang");
    EXPECT_EQ(Get("/api/identity/me", token).status, 200);
    EXPECT_EQ(Post("/api/identity/sign-out", "", token).status, 204);
    EXPECT_EQ(Get("/api/identity/me", token).status, 401);
}

TEST_P(SessionRoutes, EndAfterThirtyIdleMinutesButNotWhileInUse) {
    const std::string token = SignIn("dazhuang");
    for (int i = 0; i < 3; ++i) {
        clock().Advance(29min);
        EXPECT_EQ(Get("/api/identity/me", token).status, 200);
    }
    clock().Advance(30min + 1ms);
    EXPECT_EQ(Get("/api/identity/me", token).status, 401);
}

TEST_P(SessionRoutes, RememberTheLastUseAcrossARestart) {
    const std::string token = SignIn("dazhuang");
    clock().Advance(29min);
    EXPECT_EQ(Get("/api/identity/me", token).status, 200);
    gate_.Flush(database());
    clock().Advance(29min);
    Gate restarted(clock());
    const auto answer = http::InProcess{router_, database(), std::ref(restarted), &clock()}.Send(
        http::Method::kGet, "/api/identity/me", {}, {{"Cookie", "qz_session=" + token}});
    EXPECT_EQ(answer.status, 200);
}

TEST_P(SessionRoutes, EndAfterTwelveHoursHoweverBusy) {
    const std::string token = SignIn("dazhuang");
    for (int i = 0; i < 35; ++i) {
        clock().Advance(20min);
        EXPECT_EQ(Get("/api/identity/me", token).status, 200);
    }
    clock().Advance(20min);
    EXPECT_EQ(Get("/api/identity/me", token).status, 401);
}

TEST_P(SessionRoutes, KeepAClerkInHisOwnUnit) {
    const std::string token = SignIn("dazhuang");
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 200);
    const Answer missing = Get("/api/sample/units/12345", token);
    for (const char* code : {"371082101202", "371082102201", "371082101", "3710"}) {
        const Answer foreign = Get(UnitPath(code), token);
        EXPECT_EQ(foreign.status, 404) << code;
        EXPECT_EQ(CodeOf(foreign), CodeOf(missing));
    }
    EXPECT_EQ(Get("/api/sample/review/" + Unit("371082101201").ToString(), token).status, 403);
}

TEST_P(SessionRoutes, KeepATownInItsSubtree) {
    const std::string token = SignIn("lidao");
    EXPECT_EQ(Get("/api/sample/review/" + Unit("371082101201").ToString(), token).status, 200);
    EXPECT_EQ(Get("/api/sample/review/" + Unit("371082102201").ToString(), token).status, 404);
    EXPECT_EQ(Get("/api/sample/review/" + Unit("371082").ToString(), token).status, 404);
}

TEST_P(SessionRoutes, ActOnTheNextRequestAfterAMove) {
    const std::string token = SignIn("dazhuang");
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 200);
    database().Write([&](storage::Tx& tx) {
        InsertPost(tx, clerk_.person, foreign_.post ? FindPost(tx, foreign_.post)->unit : UnitId{},
                   "village_clerk", "村会计");
        EndPost(tx, clerk_.post);
    });
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 401);
    const std::string again = SignIn("dazhuang");
    EXPECT_EQ(Get(UnitPath("371082101201"), again).status, 404);
    EXPECT_EQ(Get(UnitPath("371082102201"), again).status, 200);
}

TEST_P(SessionRoutes, SwitchAmongTheOwnPostsAndNoOthers) {
    const PostId second = database().Write([&](storage::Tx& tx) {
        return InsertPost(tx, clerk_.person, FindPost(tx, neighbour_.post)->unit, "village_clerk", "代管");
    });
    const std::string token = SignIn("dazhuang");
    EXPECT_EQ(Post("/api/identity/seat", R"({"post":")" + neighbour_.post.ToString() + "\"}", token).status,
              404);
    EXPECT_EQ(Get(UnitPath("371082101202"), token).status, 404);
    EXPECT_EQ(Post("/api/identity/seat", R"({"post":")" + second.ToString() + "\"}", token).status, 204);
    EXPECT_EQ(Get(UnitPath("371082101202"), token).status, 200);
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 404);
}

TEST_P(SessionRoutes, AskForTheSecondFactorAndTakeACodeOnce) {
    EXPECT_EQ(CodeOf(TrySignIn("security")), "identity.session.code_needed");
    const std::string code = secrets::TotpCode(totp_secret_, clock().Now());
    EXPECT_EQ(CodeOf(TrySignIn("security", "wrong", code)), "identity.session.wrong");
    EXPECT_EQ(CodeOf(TrySignIn("security", sample::kPassword, "000000")), "identity.session.code_wrong");
    // As the app shows it.
    EXPECT_EQ(TrySignIn("security", sample::kPassword, code.substr(0, 3) + " " + code.substr(3)).status, 200);
    EXPECT_EQ(CodeOf(TrySignIn("security", sample::kPassword, code)), "identity.session.code_used");
}

TEST_P(SessionRoutes, LetAnAdministratorWithoutSecondFactorDoNothingButEnrol) {
    Add("3710", "audit_admin", "auditor", "审计员", "审计管理员");
    std::string token = SignIn("auditor");
    EXPECT_EQ(CodeOf(Get("/api/sample/audit", token)), "identity.second_factor.must_enrol");
    const json::value begun = Post("/api/identity/second-factor/begin", "", token).Json();
    const std::string secret(begun.at("secret").as_string());
    EXPECT_EQ(Post("/api/identity/second-factor/confirm", R"({"code":"000000"})", token).status, 422);
    const Answer confirmed = Post("/api/identity/second-factor/confirm",
                                  R"({"code":")" + secrets::TotpCode(secret, clock().Now()) + "\"}", token);
    EXPECT_EQ(confirmed.status, 204) << confirmed.body;
    EXPECT_EQ(Get("/api/sample/audit", token).status, 401);
    EXPECT_EQ(Get("/api/sample/audit", TokenIn(confirmed)).status, 200);
}

TEST_P(SessionRoutes, EndTheOtherSessionsWhenThePasswordChanges) {
    const std::string here = SignIn("dazhuang");
    const std::string elsewhere = SignIn("dazhuang");
    EXPECT_EQ(Post("/api/identity/password", R"({"old":"wrong","new":"another long sentence"})", here).status,
              401);
    EXPECT_EQ(
        Post("/api/identity/password", R"({"old":"three trees by the sea","new":"short"})", here).status,
        422);
    EXPECT_EQ(Post("/api/identity/password",
                   R"({"old":"three trees by the sea","new":"another long sentence"})", here)
                  .status,
              204);
    EXPECT_EQ(Get("/api/identity/me", here).status, 200);
    EXPECT_EQ(Get("/api/identity/me", elsewhere).status, 401);
    EXPECT_EQ(TrySignIn("dazhuang").status, 401);
    EXPECT_EQ(TrySignIn("dazhuang", "another long sentence").status, 200);
}

TEST_P(SessionRoutes, AllowByPostOutsideOfRequests) {
    database().Write([&](storage::Tx& tx) {
        EXPECT_TRUE(gate_.Allow(tx, clerk_.post, "forms.fill"));
        EXPECT_FALSE(gate_.Allow(tx, clerk_.post, "forms.review"));
        EXPECT_EQ(gate_.Allow(tx, town_.post, "forms.review")->parts().front().range.last -
                      gate_.Allow(tx, town_.post, "forms.review")->parts().front().range.first,
                  2);
        EndPost(tx, clerk_.post);
        EXPECT_FALSE(gate_.Allow(tx, clerk_.post, "forms.fill"));
    });
}

TEST_P(SessionRoutes, LetAPersonGiveAndTakeBackTheTelephoneOfTheOwnAccount) {
    const std::string clerk = SignIn("dazhuang");
    const auto phone = [&] {
        return std::string(Get("/api/identity/me", clerk).Json().at("account").at("phone").as_string());
    };
    const auto give = [&](std::string_view body, std::string_view key) {
        return Send(http::Method::kPost, "/api/identity/phone", body, clerk, key);
    };
    EXPECT_EQ(phone(), "");
    EXPECT_EQ(
        Send(http::Method::kPost, "/api/identity/phone", R"({"phone":"1234567"})", {}, "phone-00").status,
        401);
    EXPECT_EQ(give(R"({"phone":"see the door"})", "phone-01").status, 422);
    EXPECT_EQ(give(R"({"phone":"０６３１-5231234"})", "phone-02").status, 204);
    EXPECT_EQ(phone(), "0631-5231234");
    EXPECT_EQ(database().Read([&](storage::Snapshot& snapshot) { return PhoneOf(snapshot, clerk_.account); }),
              "0631-5231234");
    EXPECT_EQ(database().Read([&](storage::Snapshot& snapshot) { return PhoneOf(snapshot, town_.account); }),
              "");
    EXPECT_EQ(give(R"({"phone":""})", "phone-03").status, 204);
    EXPECT_EQ(phone(), "");
}

TEST_P(SessionRoutes, RefuseATextWithNul) {
    EXPECT_EQ(Post("/api/identity/session", R"({"login":"da\u0000","password":"x"})").status, 400);
}

}  // namespace
}  // namespace qz::identity
