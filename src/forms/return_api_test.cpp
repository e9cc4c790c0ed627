#include "forms/sample_office.hpp"

namespace qz::forms {
namespace {

using fixtures::kElderlyForm;
using fixtures::kVillageForm;
using sample::Answer;
using sample::kVillageAnswers;
using testing::HasSubstr;
using testing::Not;

class ReturnApi : public sample::Office {
 protected:
    // The village's form, to be signed by the head of the unit.
    static std::string WithSignature() {
        std::string definition(kVillageForm);
        definition.replace(definition.find("\"zero_report\": true"), 19, "\"sign_off\": true");
        return definition;
    }
};
QZ_ON_BOTH_ENGINES(ReturnApi);

TEST_P(ReturnApi, HidesAForeignUnitsReturnLikeOneThatIsNotThere) {
    const std::string task = Publish(kVillageForm);
    const std::string foreign = Get("xiaozhuang", At(task, "371082101201")).body;
    EXPECT_EQ(Get("xiaozhuang", At(task, "371082101201")).status, 404);
    EXPECT_EQ(Get("chengshan", At(task, "371082101201")).status, 404);
    EXPECT_EQ(Get("other-bureau", At(task, "371082101201")).status, 404);
    EXPECT_EQ(Get("", At(task, "371082101201")).status, 401);
    EXPECT_EQ(PostAt("xiaozhuang", At(task, "371082101201", "/submit"), 0, kVillageAnswers).status, 404);
    const Answer none = Get("xiaozhuang", "/api/forms/tasks/99/units/" + Unit("371082101201").ToString());
    EXPECT_EQ(none.status, 404);
    EXPECT_EQ(none.Json().at("code"), ParseJson(foreign).at("code"));
}

TEST_P(ReturnApi, ShowsOthersWhatIsHeldOnlyOnceTheUnitHasReportedIt) {
    const std::string first = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", kVillageAnswers).status, 200);
    const std::string task = Publish(kVillageForm, {{"title", "再次核对"}});
    for (const char* login : {"bureau", "lidao"}) {
        EXPECT_TRUE(
            Get(login, At(task, "371082101201")).Json().at("values").at("people").at("value").is_null());
    }
    EXPECT_EQ(Get("other-bureau", "/api/forms/tasks/" + first + "/review").status, 404);
    EXPECT_EQ(Post("lidao-section", "/api/forms/tasks/" + first + "/exports", "{}").status, 404);
    EXPECT_EQ(Post("lidao", "/api/forms/tasks/" + first + "/exports", "{}").status, 201);
    ASSERT_EQ(
        Submit("dazhuang", task, "371082101201", R"({"answers":{"contact_phone":"13800001122"}})").status,
        200);
    EXPECT_EQ(Get("bureau", At(task, "371082101201")).Json().at("values").at("people").at("value"), "1000");
}

TEST_P(ReturnApi, MakesWhatGrewOldFreshAgainWhenItIsLeftAsItStood) {
    const std::string first = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", kVillageAnswers).status, 200);
    clock().Advance(std::chrono::hours(24 * 400));
    const auto needs = [&](const std::string& task) {
        return Text(
            Get("dazhuang", At(task, "371082101201")).Json().at("values").at("households").at("needs"));
    };
    const std::string second = Publish(kVillageForm, {{"title", "次年核对"}});
    ASSERT_EQ(needs(second), "stale");
    ASSERT_EQ(
        Submit("dazhuang", second, "371082101201", R"({"answers":{"contact_phone":"13800001122"}})").status,
        200);
    const std::string third = Publish(kVillageForm, {{"title", "再次核对"}});
    const json::value view = Get("dazhuang", At(third, "371082101201")).Json();
    const json::value& value = view.at("values").at("households");
    EXPECT_TRUE(value.at("needs").is_null());
    const auto source = static_cast<std::size_t>(value.at("source").as_int64());
    EXPECT_EQ(Text(view.at("sources").at(source).at("as_of")), DateOf(clock().Now()).ToString());
}

TEST_P(ReturnApi, BringsWhatTheUnitLastReportedAndCountsOnlyTheDifference) {
    const std::string first = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", kVillageAnswers).status, 200);
    const std::string second = Publish(kVillageForm, {{"title", "再次核对"}});
    const json::value view = Get("dazhuang", At(second, "371082101201")).Json();
    EXPECT_EQ(view.at("values").at("households").at("value"), "412");
    EXPECT_TRUE(view.at("values").at("households").at("needs").is_null());
    EXPECT_EQ(view.at("values").at("contact_phone").at("needs"), "confirm");
    EXPECT_EQ(view.at("needs"), 1);
    ASSERT_EQ(Submit("dazhuang", second, "371082101201",
                     R"({"answers":{"contact_phone":"13800001122","households":"413"}})")
                  .status,
              200);
    const json::value queue = Get("lidao", "/api/forms/tasks/" + second + "/review").Json();
    ASSERT_EQ(queue.at("items").as_array().size(), 1u);
    const json::value& line = queue.at("items").at(0);
    EXPECT_EQ(line.at("changed"), 1);
    EXPECT_EQ(line.at("changes").at(0).at("old"), "412");
    EXPECT_EQ(line.at("changes").at(0).at("new"), "413");
}

TEST_P(ReturnApi, ReportsAllFaultsAtOnceAndKeepsTheDraft) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Post("dazhuang", At(task, "371082101201", "/open")).status, 201);
    ASSERT_EQ(As("dazhuang", http::Method::kPut, At(task, "371082101201", "/draft"),
                 R"({"answers":{"households":"0","people":"many"}})", {{"If-Match", "\"1\""}})
                  .status,
              200);
    const Answer refused = PostAt("dazhuang", At(task, "371082101201", "/submit"), 2,
                                  R"({"answers":{"households":"0","people":"many"}})");
    EXPECT_EQ(refused.status, 422);
    const json::value problem = refused.Json();
    EXPECT_EQ(problem.at("code"), "forms.return.faults");
    EXPECT_GE(problem.at("findings").as_array().size(), 3u);
    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    EXPECT_EQ(view.at("draft").at("answers").at("people"), "many");
}

TEST_P(ReturnApi, ShowsBothValuesWhoAndWhenForAStaleDraft) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Post("dazhuang", At(task, "371082101201", "/open")).status, 201);
    const std::string path = At(task, "371082101201", "/draft");
    const sample::Headers first{{"If-Match", "\"1\""}};
    ASSERT_EQ(As("dazhuang", http::Method::kPut, path, R"({"answers":{"people":"10"}})", first).status, 200);
    const Answer stale = As("dazhuang", http::Method::kPut, path, R"({"answers":{"people":"11"}})", first);
    EXPECT_EQ(stale.status, 409);
    const json::value problem = stale.Json();
    EXPECT_EQ(problem.at("code"), "forms.return.stale");
    const json::value& theirs = problem.at("details").at("theirs");
    EXPECT_EQ(theirs.at("draft").at("answers").at("people"), "10");
    EXPECT_EQ(theirs.at("by"), "dazhuang某");
    EXPECT_EQ(theirs.at("revision"), 2);
}

TEST_P(ReturnApi, TakesOneOfTwoSubmitsAndTellsTheOther) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(PostAt("dazhuang", At(task, "371082101201", "/submit"), 0, kVillageAnswers).status, 200);
    const Answer late = PostAt("dazhuang", At(task, "371082101201", "/submit"), 0, kVillageAnswers);
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(CodeIn(late), "forms.return.already_reported");
}

TEST_P(ReturnApi, GivesTheSameAnswerToTheSameSubmitSentTwice) {
    const std::string task = Publish(kVillageForm);
    const sample::Headers headers{{"If-Match", "\"0\""}, {"Idempotency-Key", "the-same-key"}};
    const Answer first = Post("dazhuang", At(task, "371082101201", "/submit"), kVillageAnswers, headers);
    const Answer again = Post("dazhuang", At(task, "371082101201", "/submit"), kVillageAnswers, headers);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(first.body, again.body);
    const json::value trail = Get("dazhuang", At(task, "371082101201", "/trail")).Json();
    EXPECT_EQ(trail.at("versions").as_array().size(), 1u);
    const Answer other = Post("dazhuang", At(task, "371082101201", "/submit"), R"({"zero":true})", headers);
    EXPECT_EQ(other.status, 422);
}

TEST_P(ReturnApi, SendsBackWithAReasonAtAFieldAndTakesItAgain) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    const std::string back =
        R"({"reason":"户数请核对","fields":[{"field":"answers.households","reason":"与上年差一倍"}]})";
    EXPECT_EQ(PostAt("chengshan", At(task, "371082101201", "/send-back"), 1, back).status, 404);
    EXPECT_EQ(PostAt("dazhuang", At(task, "371082101201", "/send-back"), 1, back).status, 403);
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/send-back"), 1, back).status, 200);
    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    EXPECT_EQ(view.at("state"), "sent_back");
    EXPECT_EQ(view.at("sent_back").at("fields").at(0).at("field"), "answers.households");
    EXPECT_TRUE(view.at("editable").as_bool());
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/approve"), 3).status, 200);
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("state"), "approved");
}

TEST_P(ReturnApi, KeepsWhatWasTypedWhenAReturnComesBackAndPutsBackWhatIsTakenBack) {
    const std::string first = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", kVillageAnswers).status, 200);
    const std::string task = Publish(kVillageForm, {{"title", "再次核对"}});
    ASSERT_EQ(Submit("dazhuang", task, "371082101201",
                     R"({"answers":{"contact_phone":"13800001122","households":"500"}})")
                  .status,
              200);
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/send-back"), 1, R"({"reason":"请核对"})").status,
              200);
    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    EXPECT_EQ(view.at("draft").at("answers").at("households"), "500");
    ASSERT_EQ(
        Submit("dazhuang", task, "371082101201", R"({"answers":{"contact_phone":"13800001122"}})").status,
        200);
    const std::string next = Publish(kVillageForm, {{"title", "第三次"}});
    EXPECT_EQ(Get("dazhuang", At(next, "371082101201")).Json().at("values").at("households").at("value"),
              "412");
}

TEST_P(ReturnApi, DoesNotDoubleAPersonWhoWasAddedToAReturnThatCameBack) {
    std::string local(kElderlyForm);
    const auto replace = [&](std::string_view what, std::string_view with) {
        const std::size_t at = local.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        local.replace(at, what.size(), with);
    };
    replace(R"("key": "id_number", "key_field": "elder_id")", R"("key": "local")");
    replace(R"({"code": "elder_id", "required": true},)", "");
    const std::string task = Publish(local);
    const auto add = [](const std::string& key) {
        return R"({"rows":{")" + key +
               R"(":{"state":"added","cells":{"elder_name":"王秀英","elder_state":"1"}}}})";
    };
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", add("new-1")).status, 200);
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/send-back"), 1, R"({"reason":"请核对"})").status,
              200);
    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    const std::string key(view.at("draft").at("rows").as_object().begin()->key());
    EXPECT_NE(key, "new-1");
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", add(key)).status, 200);
    const std::string next = Publish(local, {{"title", "下一次"}});
    EXPECT_EQ(Get("dazhuang", At(next, "371082101201")).Json().at("rows").as_array().size(), 1u);
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/send-back"), 3, R"({"reason":"查无此人"})").status,
              200);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", "{}").status, 200);
    const std::string last = Publish(local, {{"title", "再下一次"}});
    EXPECT_TRUE(Get("dazhuang", At(last, "371082101201")).Json().at("rows").as_array().empty());
}

TEST_P(ReturnApi, LetsAUnitWithdrawUntilTheNextStepHasDecided) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(PostAt("dazhuang", At(task, "371082101201", "/withdraw"), 1, "{}").status, 200);
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("state"), "withdrawn");
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/approve"), 3).status, 200);
    const Answer refused = PostAt("dazhuang", At(task, "371082101201", "/withdraw"), 4, "{}");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(CodeIn(refused), "forms.return.cannot_withdraw");
}

TEST_P(ReturnApi, ApprovesManyAndNamesTheOnesThatMovedOn) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(Submit("xiaozhuang", task, "371082101202", kVillageAnswers).status, 200);
    ASSERT_EQ(Submit("beishan", task, "371082102201", kVillageAnswers).status, 200);
    const auto line = [&](std::string_view unit, int revision) {
        return json::object{{"unit", Unit(unit).ToString()}, {"revision", revision}};
    };
    const std::string body = json::serialize(json::object{
        {"units", json::array{line("371082101201", 1), line("371082101202", 7), line("371082102201", 1)}}});
    const Answer answer = Post("lidao", "/api/forms/tasks/" + task + "/approve-many", body);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::value result = answer.Json();
    EXPECT_EQ(result.at("approved"), 1);
    EXPECT_EQ(result.at("refused").as_array().size(), 2u);
    EXPECT_EQ(result.at("refused").at(1).at("code"), "platform.http.not_found");
}

TEST_P(ReturnApi, AnswersAnActOnManyTheSameWhenItIsAskedAgain) {
    const auto twice = [&](const std::string& login, const std::string& path, const std::string& body) {
        const sample::Headers key{{"Idempotency-Key", "key-of-" + login}};
        const Answer first = Post(login, path, body, key);
        EXPECT_EQ(first.status, 200) << first.body;
        clock().Advance(std::chrono::minutes(5));
        const Answer again = Post(login, path, body, key);
        EXPECT_EQ(again.status, 200);
        EXPECT_EQ(again.body, first.body);
        return first.Json();
    };
    std::string held(kVillageForm);
    const std::string always = R"(, "confirm": "always")";
    held.erase(held.find(always), always.size());
    const std::string task = Publish(held);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    const std::string next = Publish(held, {{"title", "再次核对"}});
    const json::value confirmed =
        twice("dazhuang", "/api/forms/confirmations", R"({"tasks":[")" + next + R"(","99"]})");
    EXPECT_EQ(confirmed.at("confirmed"), 1);
    EXPECT_EQ(confirmed.at("refused").as_array().size(), 1u);
    const auto line = [&](std::string_view unit) {
        return json::object{{"unit", Unit(unit).ToString()}, {"revision", 1}};
    };
    const std::string body =
        json::serialize(json::object{{"units", json::array{line("371082101201"), line("371082101202")}}});
    const json::value approved = twice("lidao", "/api/forms/tasks/" + task + "/approve-many", body);
    EXPECT_EQ(approved.at("approved"), 1);
    EXPECT_EQ(approved.at("refused").as_array().size(), 1u);
    EXPECT_EQ(RevisionOf("bureau", task, "371082101201"), 2) << "approved once";

    clock().Advance(std::chrono::hours(24 * 9));
    jobs::Runner runner(database(), clock());
    AddJobs(runner, connections_);
    runner.RunDue();
    const auto kept = database().Read([](storage::Snapshot& snapshot) {
        return snapshot.QueryOne("SELECT COUNT(*) FROM forms_outcome").Get<std::int64_t>(0);
    });
    EXPECT_EQ(kept, 0);
}

TEST_P(ReturnApi, RefusesALateReturnWhereTheTaskSaysSoAndKeepsWhatWasTyped) {
    const std::string task = Publish(kVillageForm, {{"late", "refuse"}});
    ASSERT_EQ(Post("dazhuang", At(task, "371082101201", "/open")).status, 201);
    ASSERT_EQ(As("dazhuang", http::Method::kPut, At(task, "371082101201", "/draft"), kVillageAnswers,
                 {{"If-Match", "\"1\""}})
                  .status,
              200);
    clock().Advance(std::chrono::hours(241));
    const Answer refused = PostAt("dazhuang", At(task, "371082101201", "/submit"), 2, kVillageAnswers);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(CodeIn(refused), "forms.return.too_late");
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("draft").at("answers").at("people"),
              "1000");
}

TEST_P(ReturnApi, TakesWhatAReviewerSentBackAgainAfterTheDeadlineAndDoesNotCallItLate) {
    for (const char* policy : {"refuse", "accept"}) {
        const std::string task = Publish(kVillageForm, {{"late", policy}, {"title", policy}});
        ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
        clock().Advance(std::chrono::hours(241));
        ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/send-back"), 1, R"({"reason":"请核对"})").status,
                  200);
        EXPECT_TRUE(Get("dazhuang", At(task, "371082101201")).Json().at("editable").as_bool()) << policy;
        const json::value inbox = Get("dazhuang", "/api/forms/inbox?state=todo").Json();
        for (const json::value& item : inbox.at("items").as_array()) {
            if (Text(item.at("task").at("id")) != task) continue;
            EXPECT_FALSE(item.at("late").as_bool()) << policy;
        }
        ASSERT_EQ(As("dazhuang", http::Method::kPut, At(task, "371082101201", "/draft"), kVillageAnswers,
                     {{"If-Match", "\"2\""}})
                      .status,
                  200)
            << policy;
        EXPECT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200) << policy;
        EXPECT_FALSE(Get("dazhuang", At(task, "371082101201")).Json().at("late").as_bool()) << policy;
    }
}

TEST_P(ReturnApi, AcceptsALateReturnAndMarksIt) {
    const std::string task = Publish(kVillageForm);
    clock().Advance(std::chrono::hours(241));
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    EXPECT_TRUE(Get("dazhuang", At(task, "371082101201")).Json().at("late").as_bool());
}

TEST_P(ReturnApi, WaitsForTheHeadsSignatureWhereTheFormWantsIt) {
    const std::string task = Publish(WithSignature());
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("state"), "signing");
    const json::value inbox = Get("dazhuang-head", "/api/forms/inbox?state=todo").Json();
    ASSERT_EQ(inbox.at("items").as_array().size(), 1u);
    EXPECT_EQ(PostAt("dazhuang", At(task, "371082101201", "/sign-off"), 1, R"({"verdict":"agree"})").status,
              403);
    ASSERT_EQ(
        PostAt("dazhuang-head", At(task, "371082101201", "/sign-off"), 1, R"({"verdict":"agree"})").status,
        200);
    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    EXPECT_EQ(view.at("state"), "reported");
    EXPECT_EQ(view.at("head"), "dazhuang-head某");
}

TEST_P(ReturnApi, CountsTheHeadsSignatureAsTheReport) {
    const auto sign = [&](const std::string& task) {
        return PostAt("dazhuang-head", At(task, "371082101201", "/sign-off"), 1, R"({"verdict":"agree"})");
    };
    const auto hand_in = [&](const json::object& more) {
        std::string task = Publish(WithSignature(), more);
        EXPECT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
        return task;
    };
    const auto act = [&](const std::string& task, const std::string& what) {
        EXPECT_EQ(PostAt("bureau", "/api/forms/tasks/" + task + what, 1, R"({"reason":"重复"})").status, 200);
    };
    const std::string paused = hand_in({{"title", "暂停"}});
    act(paused, "/pause");
    EXPECT_EQ(CodeIn(sign(paused)), "forms.task.paused");
    const std::string voided = hand_in({{"title", "作废"}});
    act(voided, "/void");
    EXPECT_EQ(CodeIn(sign(voided)), "forms.task.void");
    const std::string accepts = hand_in({{"title", "收迟报"}});
    const std::string refuses = hand_in({{"title", "不收迟报"}, {"late", "refuse"}});
    clock().Advance(std::chrono::hours(241));
    EXPECT_EQ(CodeIn(sign(refuses)), "forms.return.too_late");
    ASSERT_EQ(sign(accepts).status, 200);
    const json::value view = Get("dazhuang", At(accepts, "371082101201")).Json();
    EXPECT_TRUE(view.at("late").as_bool());
    EXPECT_EQ(Text(view.at("reported_at")), clock().Now().ToString());
}

TEST_P(ReturnApi, PutsBackWhatTheLastSignedReportChangedAndNotWhatWasGivenBack) {
    const std::string first = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", kVillageAnswers).status, 200);
    const std::string task = Publish(WithSignature(), {{"title", "再次核对"}});
    const auto hand_in = [&](std::string_view households) {
        const std::string body =
            R"({"answers":{"contact_phone":"13800001122")" + std::string(households) + "}}";
        EXPECT_EQ(Submit("dazhuang", task, "371082101201", body).status, 200);
    };
    const auto sign = [&](std::string_view verdict) {
        EXPECT_EQ(PostAt("dazhuang-head", At(task, "371082101201", "/sign-off"),
                         RevisionOf("dazhuang", task, "371082101201"),
                         R"({"reason":"请核对","verdict":")" + std::string(verdict) + "\"}")
                      .status,
                  200);
    };
    hand_in(R"(,"households":"500")");
    sign("agree");
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/send-back"),
                     RevisionOf("lidao", task, "371082101201"), R"({"reason":"请核对"})")
                  .status,
              200);
    hand_in("");
    sign("return");
    hand_in("");
    sign("agree");
    const std::string next = Publish(kVillageForm, {{"title", "第三次"}});
    EXPECT_EQ(Get("dazhuang", At(next, "371082101201")).Json().at("values").at("households").at("value"),
              "412");
}

TEST_P(ReturnApi, NeverShowsNorStoresAnIdNumberBare) {
    const std::string number = "37100219450421042X";
    const std::string task = Publish(kElderlyForm);
    const std::string added =
        R"({"rows":{"new-1":{"state":"added","cells":{"elder_name":"王秀英","elder_id":")" + number +
        R"(","elder_state":"1"}}}})";
    ASSERT_EQ(Post("dazhuang", At(task, "371082101201", "/open")).status, 201);
    ASSERT_EQ(
        As("dazhuang", http::Method::kPut, At(task, "371082101201", "/draft"), added, {{"If-Match", "\"1\""}})
            .status,
        200);
    EXPECT_THAT(Get("dazhuang", At(task, "371082101201")).body, Not(HasSubstr(number)));
    ASSERT_EQ(PostAt("dazhuang", At(task, "371082101201", "/submit"), 2, added).status, 200);
    const Answer shown = Get("dazhuang", At(task, "371082101201"));
    EXPECT_THAT(shown.body, Not(HasSubstr(number)));
    EXPECT_THAT(shown.body, HasSubstr("**************042X"));
    EXPECT_THAT(shown.body, HasSubstr("\"age\":81"));

    const std::string next = Publish(kElderlyForm, {{"title", "下一次"}});
    const Answer revealed = Post("dazhuang", At(next, "371082101201", "/reveal"));
    EXPECT_EQ(revealed.status, 200);
    EXPECT_THAT(revealed.body, HasSubstr(number));
    EXPECT_EQ(Post("lidao", At(next, "371082101201", "/reveal")).status, 403);
    const auto bare = database().Read([&](storage::Snapshot& snapshot) {
        std::int64_t rows = 0;
        for (const char* sql :
             {"SELECT COUNT(*) FROM forms_return WHERE baseline LIKE $1 OR draft LIKE $1 OR answers LIKE $1",
              "SELECT COUNT(*) FROM forms_return_version WHERE answers LIKE $1",
              "SELECT COUNT(*) FROM catalogue_held WHERE value LIKE $1"}) {
            rows += snapshot.QueryOne(sql, "%" + number + "%").Get<std::int64_t>(0);
        }
        return rows;
    });
    EXPECT_EQ(bare, 0);
}

TEST_P(ReturnApi, CountsTheUnitsValueWhileTheStewardDecidesOnACorrection) {
    const std::string first = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", kVillageAnswers).status, 200);
    const std::string task = Publish(kVillageForm, {{"title", "再次核对"}});
    ASSERT_EQ(
        Submit("dazhuang", task, "371082101201",
               R"({"answers":{"contact_phone":"13800001122","households":"400"},"wrong":["households"],)"
               R"("remarks":{"answers.households":"上次多数了一组"}})")
            .status,
        200);
    // The element is 待认领: the department that published the task decides.
    const json::value list = Get("bureau", "/api/forms/corrections-to-decide?state=open").Json();
    ASSERT_EQ(list.at("items").as_array().size(), 1u);
    const json::value& correction = list.at("items").at(0);
    EXPECT_EQ(correction.at("held"), "412");
    EXPECT_EQ(correction.at("reported"), "400");
    EXPECT_EQ(correction.at("reason"), "上次多数了一组");
    EXPECT_EQ(correction.at("due"), "2026-09-08");
    EXPECT_EQ(Text(correction.at("unit").at("id")), Unit("371082101201").ToString());
    EXPECT_EQ(correction.at("unit").at("name"), "大庄村委会");
    EXPECT_EQ(correction.at("path"), (json::array{"荣成市", "俚岛镇"}));
    EXPECT_TRUE(Get("dazhuang", At(task, "371082101201"))
                    .Json()
                    .at("values")
                    .at("households")
                    .at("disputed")
                    .as_bool());
    const std::string path = "/api/forms/corrections/" + Text(correction.at("id")) + "/decide";
    EXPECT_EQ(PostAt("other-bureau", path, 1, R"({"verdict":"uphold"})").status, 404);
    EXPECT_EQ(PostAt("bureau", path, 1, R"({"verdict":"reject"})").status, 422);
    ASSERT_EQ(PostAt("bureau", path, 1, R"({"verdict":"uphold"})").status, 200);
    EXPECT_EQ(PostAt("bureau", path, 2, R"({"verdict":"reject","reason":"r"})").status, 409);
    const std::string next = Publish(kVillageForm, {{"title", "第三次"}});
    EXPECT_EQ(Get("dazhuang", At(next, "371082101201")).Json().at("values").at("households").at("value"),
              "400");
}

TEST_P(ReturnApi, BringsAnotherFormWhatTheUnitSaidWhileItsSourceDecides) {
    const std::string first = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", kVillageAnswers).status, 200);
    const std::string disputing = Publish(kVillageForm, {{"title", "再次核对"}});
    ASSERT_EQ(
        Submit("dazhuang", disputing, "371082101201",
               R"({"answers":{"contact_phone":"13800001122","households":"400"},"wrong":["households"]})")
            .status,
        200);
    const std::string next = Publish(kVillageForm, {{"title", "第三次"}});
    const json::value view = Get("dazhuang", At(next, "371082101201")).Json();
    const json::value& cell = view.at("values").at("households");
    EXPECT_EQ(cell.at("value"), "400");
    EXPECT_TRUE(cell.at("needs").is_null());
    const auto source = static_cast<std::size_t>(cell.at("source").as_int64());
    EXPECT_EQ(view.at("sources").at(source).at("kind"), "disputed");
    const auto open = [&] {
        return Get("bureau", "/api/forms/corrections-to-decide?state=open").Json().at("items").as_array();
    };
    ASSERT_EQ(
        Submit("dazhuang", next, "371082101201", R"({"answers":{"contact_phone":"13800001122"}})").status,
        200);
    ASSERT_EQ(open().size(), 1u);
    EXPECT_EQ(open()[0].at("held"), "412");
    // Saying after all what is held leaves nothing to decide.
    const std::string last = Publish(kVillageForm, {{"title", "第四次"}});
    ASSERT_EQ(Submit("dazhuang", last, "371082101201",
                     R"({"answers":{"contact_phone":"13800001122","households":"412"}})")
                  .status,
              200);
    EXPECT_TRUE(open().empty());
}

}  // namespace
}  // namespace qz::forms
