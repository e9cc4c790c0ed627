#include <fstream>

#include "forms/sample_office.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::forms {
namespace {

using fixtures::kVillageForm;
using sample::Answer;
using sample::kVillageAnswers;

class TaskApi : public sample::Office {
 protected:
    json::value Progress(const std::string& login, const std::string& task, const std::string& query = "") {
        return Get(login, "/api/forms/tasks/" + task + "/progress" + query).Json();
    }
    Answer Act(const std::string& task, const std::string& act, std::int64_t revision,
               const std::string& body = "") {
        return PostAt("bureau", "/api/forms/tasks/" + task + "/" + act, revision, body);
    }
};
QZ_ON_BOTH_ENGINES(TaskApi);

TEST_P(TaskApi, RefusesWhoMayNotPublish) {
    const std::string version = Freeze(kVillageForm);
    for (const char* login : {"dazhuang", "lidao", "lidao-section"}) {
        EXPECT_EQ(Post(login, "/api/forms/tasks", TaskBody(version)).status, 403) << login;
    }
    EXPECT_EQ(Post("", "/api/forms/tasks", TaskBody(version)).status, 401);
    // Another department's form is none, and another county's village is outside the territory.
    EXPECT_EQ(Post("other-bureau", "/api/forms/tasks", TaskBody(version)).status, 422);
    const json::array foreign{json::object{{"unit", Unit("371083101").ToString()}, {"level", "village"}}};
    EXPECT_EQ(Post("county", "/api/forms/tasks", TaskBody(version, {{"scope", foreign}})).status, 422);
}

TEST_P(TaskApi, StopsAVersionWhoseElementWasMergedSince) {
    catalogue::Connections connections;
    connections.keys = keys_.get();
    connections.database = &database();
    connections.may = connections_.may;
    connections.name_of = identity::NameOf;
    catalogue::AddRoutes(router_, connections);
    Add("3710", "gate_officer", "gate");
    const std::string version = Freeze(kVillageForm);
    ASSERT_EQ(Post("bureau", "/api/forms/tasks", TaskBody(version)).status, 201);
    const auto id = [&](std::string_view code) {
        return database().Read([&](storage::Snapshot& snapshot) {
            return catalogue::AllElements(snapshot)->FindCode(code)->id.ToString();
        });
    };
    const json::object merge{{"from", json::array{id("men")}}, {"into", id("women")}, {"reason", "合并试验"}};
    const Answer merged = Post("gate", "/api/catalogue/merges", json::serialize(merge));
    ASSERT_EQ(merged.status, 200) << merged.body;
    const Answer refused = Post("bureau", "/api/forms/tasks", TaskBody(version));
    ASSERT_EQ(refused.status, 422) << refused.body;
    const json::value finding = refused.Json().at("findings").at(0);
    EXPECT_EQ(finding.at("field"), "fields[2].code");
    EXPECT_EQ(finding.at("code"), "forms.definition.element_replaced");
    EXPECT_NE(Text(finding.at("message")).find("女性人口"), std::string::npos);
    // And no new version is frozen with it.
    const std::string form =
        IdIn(Post("bureau", "/api/forms/forms", "{\"definition\":" + std::string(kVillageForm) + "}"));
    const Answer frozen = Post("bureau", "/api/forms/forms/" + form + "/versions");
    EXPECT_EQ(frozen.status, 422);
    EXPECT_NE(frozen.body.find("forms.definition.element_replaced"), std::string::npos) << frozen.body;
}

TEST_P(TaskApi, StopsAnUnnumberedFormAndAnExpiredOne) {
    std::string unnumbered(kVillageForm);
    unnumbered.replace(unnumbered.find("威民表〔2026〕1 号"), std::string("威民表〔2026〕1 号").size(), "");
    const std::string form = IdIn(Post("bureau", "/api/forms/forms", "{\"definition\":" + unnumbered + "}"));
    const Answer refused = Post("bureau", "/api/forms/forms/" + form + "/versions");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.Json().at("findings").at(0).at("code"), "forms.definition.admission_number_missing");

    const std::string version = Freeze(kVillageForm);
    clock().Set(StartOf(Date::From(2028, 1, 1)));
    const Answer expired = Post("bureau", "/api/forms/tasks", TaskBody(version));
    EXPECT_EQ(expired.status, 422);
    EXPECT_EQ(expired.Json().at("findings").at(0).at("code"), "forms.definition.expired");
}

TEST_P(TaskApi, CountsDueReportedAndMissingByCountyTownAndVillage) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(Submit("beishan", task, "371082102201", kVillageAnswers).status, 200);
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/approve"), 1).status, 200);
    const json::value city = Progress("bureau", task);
    EXPECT_EQ(city.at("total").at("due"), 4);
    EXPECT_EQ(city.at("total").at("reported"), 2);
    EXPECT_EQ(city.at("total").at("approved"), 1);
    EXPECT_EQ(city.at("total").at("missing"), 2);
    ASSERT_EQ(city.at("items").as_array().size(), 2u);
    EXPECT_EQ(city.at("items").at(0).at("unit").at("name"), "荣成市");
    EXPECT_EQ(city.at("items").at(0).at("due"), 3);
    EXPECT_EQ(city.at("items").at(1).at("reported"), 0);
    const json::value town = Progress("lidao", task);
    EXPECT_EQ(town.at("total").at("due"), 2);
    EXPECT_EQ(town.at("items").at(0).at("state"), "approved");
    EXPECT_EQ(
        Get("lidao", "/api/forms/tasks/" + task + "/progress?parent=" + Unit("371082102").ToString()).status,
        404);
    EXPECT_EQ(Get("other-bureau", "/api/forms/tasks/" + task + "/progress").status, 404);
    EXPECT_EQ(Progress("county", task).at("total").at("due"), 3);  // its line superior's task, its own county
}

TEST_P(TaskApi, MovesADeadlineOnlyLater) {
    const std::string task = Publish(kVillageForm);
    const auto body = [&](int hours) {
        return json::serialize(json::object{
            {"deadline", clock().Now().Plus(std::chrono::hours(hours)).ToString()}, {"reason", "汛情"}});
    };
    EXPECT_EQ(Act(task, "postpone", 1, body(200)).status, 422);
    EXPECT_EQ(Act(task, "postpone", 1, body(300)).status, 200);
    EXPECT_EQ(Act(task, "postpone", 1, body(400)).status, 412);
}

TEST_P(TaskApi, KeepsWhyADeadlineMovedAndShowsItToWhoeverFiles) {
    const std::string task = Publish(kVillageForm);
    const Instant first = clock().Now().Plus(std::chrono::hours(240));
    EXPECT_TRUE(Get("bureau", "/api/forms/tasks/" + task).Json().at("postponed").is_null());
    const auto postpone = [&](std::int64_t revision, int days, const json::object& why) {
        json::object body{{"deadline", first.Plus(std::chrono::hours(24 * days)).ToString()}};
        for (const auto& member : why) body[member.key()] = member.value();
        return Act(task, "postpone", revision, json::serialize(body));
    };
    for (const json::object& why : {json::object{}, json::object{{"reason", " 　"}}}) {
        const Answer refused = postpone(1, 1, why);
        ASSERT_EQ(refused.status, 422);
        EXPECT_EQ(refused.Json().at("findings").at(0).at("field"), "reason");
        EXPECT_EQ(refused.Json().at("findings").at(0).at("code"), "forms.task.postpone_reason");
    }
    EXPECT_EQ(postpone(1, 1, {{"reason", std::string(301, 'x')}}).status, 422);
    ASSERT_EQ(postpone(1, 1, {{"reason", "汛情"}}).status, 200);
    ASSERT_EQ(postpone(2, 3, {{"reason", "国庆假期"}}).status, 200);
    const json::value shown = Get("bureau", "/api/forms/tasks/" + task).Json();
    const json::array& all = shown.at("postponements").as_array();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].at("reason"), "汛情");
    EXPECT_EQ(Text(all[0].at("from")), first.ToString());
    EXPECT_EQ(all[0].at("to"), all[1].at("from"));
    EXPECT_EQ(all[1].at("to"), shown.at("deadline"));
    EXPECT_EQ(all[1].at("by"), "bureau某");
    EXPECT_EQ(Text(all[1].at("at")), clock().Now().ToString());
    EXPECT_EQ(shown.at("postponed").at("reason"), "国庆假期");
    const json::value inbox = Get("dazhuang", "/api/forms/inbox").Json();
    EXPECT_EQ(inbox.at("items").at(0).at("task").at("postponed").at("reason"), "国庆假期");
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("task").at("postponed").at("from"),
              all[1].at("from"));
}

TEST_P(TaskApi, CallsNothingLateThatWasReportedBeforeAPostponedDeadline) {
    const std::string task = Publish(kVillageForm);
    clock().Advance(std::chrono::hours(241));
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    EXPECT_EQ(Progress("bureau", task).at("total").at("late"), 1);
    const json::object later{{"deadline", clock().Now().Plus(std::chrono::hours(48)).ToString()},
                             {"reason", "汛情"}};
    ASSERT_EQ(Act(task, "postpone", 1, json::serialize(later)).status, 200);
    EXPECT_EQ(Progress("bureau", task).at("total").at("late"), 0);
    EXPECT_FALSE(Get("dazhuang", At(task, "371082101201")).Json().at("late").as_bool());
}

TEST_P(TaskApi, StopsEveryClockWhileATaskIsPaused) {
    const std::string task = Publish(kVillageForm);
    const json::value before = Get("bureau", "/api/forms/tasks/" + task).Json();
    ASSERT_EQ(Act(task, "pause", 1, R"({"reason":"指标口径待明确"})").status, 200);
    EXPECT_EQ(CodeIn(PostAt("dazhuang", At(task, "371082101201", "/submit"), 0, kVillageAnswers)),
              "forms.task.paused");
    clock().Advance(std::chrono::hours(24 * 30));
    EXPECT_FALSE(Get("dazhuang", "/api/forms/inbox").Json().at("items").at(0).at("late").as_bool());
    ASSERT_EQ(Act(task, "resume", 2).status, 200);
    const json::value after = Get("bureau", "/api/forms/tasks/" + task).Json();
    EXPECT_EQ(ParseInstant(Text(after.at("deadline")))->Since(*ParseInstant(Text(before.at("deadline")))),
              std::chrono::milliseconds(std::chrono::hours(24 * 30)).count());
    EXPECT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
}

TEST_P(TaskApi, GivesReviewersAndStewardsTheirWorkingDaysBackAfterAPause) {
    jobs::Runner runner(database(), clock());
    AddJobs(runner, connections_);
    const std::string first = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", kVillageAnswers).status, 200);
    const std::string task = Publish(kVillageForm, {{"title", "再次核对"}, {"step_days", 2}});
    // Tuesday 1 September: the town has until Thursday, whoever decides on the correction until the 8th.
    ASSERT_EQ(
        Submit("dazhuang", task, "371082101201",
               R"({"answers":{"contact_phone":"13800001122","households":"400"},"wrong":["households"]})")
            .status,
        200);
    const auto correction = [&] {
        const json::value list = Get("bureau", "/api/forms/corrections-to-decide").Json();
        return list.at("items").at(0);
    };
    const auto state = [&] { return Text(Get("dazhuang", At(task, "371082101201")).Json().at("state")); };
    ASSERT_EQ(Act(task, "pause", 1, R"({"reason":"指标口径待明确"})").status, 200);
    clock().Set(StartOf(Date::From(2026, 9, 11)).Plus(std::chrono::hours(9)));  // Friday, 8 working days on
    runner.RunDue();
    EXPECT_EQ(state(), "reported");
    EXPECT_EQ(correction().at("state"), "open");
    ASSERT_EQ(Act(task, "resume", 2).status, 200);
    EXPECT_EQ(correction().at("due"), "2026-09-18");
    clock().Set(StartOf(Date::From(2026, 9, 15)).Plus(std::chrono::hours(9)));  // Tuesday, the second day
    runner.RunDue();
    EXPECT_EQ(state(), "reported");
    clock().Set(StartOf(Date::From(2026, 9, 16)).Plus(std::chrono::hours(9)));
    runner.RunDue();
    EXPECT_EQ(state(), "approved");
}

TEST_P(TaskApi, KeepsWhatWasReportedReadableAfterATaskIsVoid) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(Act(task, "void", 1, R"({"reason":"重复下发"})").status, 200);
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("values").at("people").at("value"), "1000");
    EXPECT_EQ(CodeIn(PostAt("lidao", At(task, "371082101201", "/approve"), 1)), "forms.task.void");
    EXPECT_EQ(CodeIn(Post("bureau", "/api/forms/tasks/" + task + "/exports", "{}")), "forms.task.void");
    EXPECT_EQ(CodeIn(PostAt("xiaozhuang", At(task, "371082101202", "/submit"), 0, kVillageAnswers)),
              "forms.task.void");
}

TEST_P(TaskApi, LetsReviewersDecideOnAClosedTaskButSendNothingBackThatNobodyCouldReportAgain) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(Act(task, "close", 1).status, 200);
    const json::value waiting = Get("lidao", "/api/forms/reviews").Json();
    ASSERT_EQ(waiting.at("items").as_array().size(), 1u);
    EXPECT_EQ(waiting.at("items").at(0).at("waiting"), 1);
    EXPECT_TRUE(Get("chengshan", "/api/forms/reviews").Json().at("items").as_array().empty());
    EXPECT_EQ(CodeIn(PostAt("lidao", At(task, "371082101201", "/send-back"), 1, R"({"reason":"请核对"})")),
              "forms.review.closed");
    ASSERT_EQ(PostAt("lidao", At(task, "371082101201", "/approve"), 1).status, 200);
    EXPECT_TRUE(Get("lidao", "/api/forms/reviews").Json().at("items").as_array().empty());
}

TEST_P(TaskApi, LetsTheDepartmentThatTookOverInMidTaskDecide) {
    directory::AddRoutes(router_);
    AddWithCode("3710", "system_admin", "admin");
    const std::string task = Publish(kVillageForm, {{"chain", json::array{"county"}}});
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    const UnitId bureau = Unit("3710-mzj");
    database().Write([&](storage::Tx& tx) {
        directory::InsertDepartments(tx, {{"371082-shb", "荣成市社会工作部", Unit(tx, "371082"), bureau}});
    });
    Add("371082-shb", "department_officer", "heir");
    const std::string was = "/api/directory/units/" + Unit("371082-mzj").ToString();
    const Answer closed =
        As("admin", http::Method::kPatch, was, R"({"in_use":false})",
           {{"If-Match", "\"" + std::to_string(Get("admin", was).Json().at("revision").as_int64()) + "\""}});
    ASSERT_EQ(closed.status, 200) << closed.body;
    EXPECT_TRUE(Get("county", "/api/forms/reviews").Json().at("items").as_array().empty());
    const json::value waiting = Get("heir", "/api/forms/reviews").Json();
    ASSERT_EQ(waiting.at("items").as_array().size(), 1u);
    EXPECT_EQ(waiting.at("items").at(0).at("waiting"), 1);
    const json::value queue = Get("heir", "/api/forms/tasks/" + task + "/review").Json();
    ASSERT_EQ(queue.at("items").as_array().size(), 1u);
    EXPECT_TRUE(queue.at("items").at(0).at("mine").as_bool());
    EXPECT_EQ(Get("heir", At(task, "371082101201")).Json().at("reviewer").at("name"), "荣成市社会工作部");
    EXPECT_EQ(CodeIn(PostAt("county", At(task, "371082101201", "/approve"), 1)),
              "forms.return.not_your_step");
    EXPECT_EQ(PostAt("heir", At(task, "371082101201", "/approve"), 1).status, 200);
    EXPECT_EQ(Get("other-bureau", "/api/forms/tasks/" + task + "/review").status, 404);
}

TEST_P(TaskApi, PutsWhatWasSentBackFirstInAnInboxAndThenTheEarliestDeadline) {
    const auto ask = [&](const char* title, int hours) {
        return Publish(
            kVillageForm,
            {{"title", title}, {"deadline", clock().Now().Plus(std::chrono::hours(hours)).ToString()}});
    };
    ask("晚", 240);
    ask("早", 120);
    const std::string done = ask("已报", 72);
    const std::string paused = ask("暂停", 24);
    const std::string back = ask("退回", 480);
    ask("同时一", 200);
    ask("同时二", 200);
    ASSERT_EQ(Submit("dazhuang", done, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(Submit("dazhuang", back, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(PostAt("lidao", At(back, "371082101201", "/send-back"), 1, R"({"reason":"请核对"})").status,
              200);
    ASSERT_EQ(Act(paused, "pause", 1, R"({"reason":"待明确"})").status, 200);
    const auto titles = [&](const char* state) {
        std::vector<std::string> found;
        const json::value inbox = Get("dazhuang", std::string("/api/forms/inbox") + state).Json();
        for (const json::value& item : inbox.at("items").as_array())
            found.push_back(Text(item.at("task").at("title")));
        return found;
    };
    EXPECT_THAT(titles(""), testing::ElementsAre("退回", "早", "同时一", "同时二", "晚", "暂停", "已报"));
    EXPECT_THAT(titles("?state=todo"), testing::ElementsAre("退回", "早", "同时一", "同时二", "晚", "暂停"));
}

TEST_P(TaskApi, RemindsNotBeforeHalfTimeAndOnceADay) {
    const std::string task = Publish(kVillageForm);
    EXPECT_EQ(CodeIn(Act(task, "remind", 1)), "forms.task.reminder_too_early");
    clock().Advance(std::chrono::hours(121));
    ASSERT_EQ(Act(task, "remind", 1).status, 200);
    EXPECT_EQ(CodeIn(Act(task, "remind", 2)), "forms.task.reminded_today");
    EXPECT_FALSE(Get("dazhuang", "/api/forms/inbox").Json().at("items").at(0).at("reminded").is_null());
}

TEST_P(TaskApi, RemindsNobodyWhoseOwnClockStandsStill) {
    const json::array town{json::object{{"unit", Unit("371082101").ToString()}, {"level", "village"}}};
    const std::string task = Publish(kVillageForm, {{"scope", town}});
    const UnitId asks = Unit("371082101201");
    database().Write([&](storage::Tx& tx) { PauseUnit(tx, *ParseId<TaskId>(task), asks); });
    clock().Advance(std::chrono::hours(121));
    ASSERT_EQ(Act(task, "remind", 1).status, 200);
    EXPECT_EQ(Get("bureau", "/api/forms/tasks/" + task).Json().at("reminders").at(0).at("units"), 1);
    const auto reminded = [&](const std::string& login) {
        return !Get(login, "/api/forms/inbox").Json().at("items").at(0).at("reminded").is_null();
    };
    EXPECT_FALSE(reminded("dazhuang"));
    EXPECT_TRUE(reminded("xiaozhuang"));
}

TEST_P(TaskApi, RemindsNotBeforeHalfOfTheTimeThatATaskRan) {
    const std::string task = Publish(kVillageForm);
    clock().Advance(std::chrono::hours(24));
    ASSERT_EQ(Act(task, "pause", 1, R"({"reason":"指标口径待明确"})").status, 200);
    clock().Advance(std::chrono::hours(24 * 20));
    ASSERT_EQ(Act(task, "resume", 2).status, 200);
    EXPECT_EQ(CodeIn(Act(task, "remind", 3)), "forms.task.reminder_too_early");
    clock().Advance(std::chrono::hours(24 * 4));
    EXPECT_EQ(Act(task, "remind", 3).status, 200);
}

TEST_P(TaskApi, LetsATownHandDownAndTheSubordinatesFileInItsPlace) {
    const json::array town{json::object{{"unit", Unit("371082101").ToString()}, {"level", "self"}}};
    const std::string task = Publish(kVillageForm, {{"scope", town}});
    EXPECT_EQ(Progress("bureau", task).at("total").at("due"), 1);
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).status, 404);
    const std::string down = json::serialize(json::object{
        {"units", json::array{Unit("371082101201").ToString(), Unit("371082101202").ToString()}}});
    EXPECT_EQ(Post("chengshan", At(task, "371082101", "/hand-down"), down).status, 404);
    ASSERT_EQ(Post("lidao-section", At(task, "371082101", "/hand-down"), down).status, 200);
    EXPECT_EQ(Progress("bureau", task).at("total").at("due"), 2);
    EXPECT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    const json::array foreign{Unit("371082102201").ToString()};
    EXPECT_EQ(Post("lidao-section", At(task, "371082101", "/hand-down"),
                   json::serialize(json::object{{"units", foreign}}))
                  .status,
              409);
}

TEST_P(TaskApi, LetsAUnitTransferToASisterOrDecline) {
    const std::string task = Publish(kVillageForm);
    const auto to = [&](std::string_view unit) {
        return json::serialize(json::object{{"unit", Unit(unit).ToString()}, {"reason", "由小庄统一填报"}});
    };
    EXPECT_EQ(Post("dazhuang", At(task, "371082101201", "/transfer"), to("371082102201")).status, 422);
    ASSERT_EQ(Post("dazhuang", At(task, "371082101201", "/transfer"), to("371082101202")).status, 200);
    EXPECT_EQ(Progress("bureau", task).at("total").at("due"), 3);
    EXPECT_EQ(CodeIn(PostAt("dazhuang", At(task, "371082101201", "/submit"), 0, kVillageAnswers)),
              "forms.return.not_filing");
    ASSERT_EQ(Post("beishan", At(task, "371082102201", "/decline"), R"({"reason":"不是本村事项"})").status,
              200);
    EXPECT_EQ(Progress("bureau", task).at("total").at("due"), 2);
}

TEST_P(TaskApi, TellsTheIssuerWhoDeclinedAndWhy) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Post("beishan", At(task, "371082102201", "/decline"), R"({"reason":"不是本村事项"})").status,
              200);
    const json::value city = Progress("bureau", task);
    ASSERT_EQ(city.at("declined").as_array().size(), 1u);
    EXPECT_EQ(city.at("declined").at(0).at("unit").at("name"), "北山村委会");
    EXPECT_EQ(city.at("declined").at(0).at("reason"), "不是本村事项");
    EXPECT_EQ(Progress("chengshan", task).at("declined").as_array().size(), 1u);
    EXPECT_TRUE(Progress("lidao", task).at("declined").as_array().empty());
}

TEST_P(TaskApi, GivesADeclinedTaskBackToWhoeverPassedItOn) {
    const json::array town{json::object{{"unit", Unit("371082101").ToString()}, {"level", "self"}}};
    const std::string task = Publish(kVillageForm, {{"scope", town}});
    const auto down = [&](std::string_view village) {
        return Post("lidao-section", At(task, "371082101", "/hand-down"),
                    json::serialize(json::object{{"units", json::array{Unit(village).ToString()}}}));
    };
    ASSERT_EQ(down("371082101201").status, 200);
    const std::string not_ours = R"({"reason":"不是本村事项"})";
    ASSERT_EQ(Post("dazhuang", At(task, "371082101201", "/decline"), not_ours).status, 200);
    EXPECT_EQ(Progress("bureau", task).at("total").at("due"), 1);
    EXPECT_TRUE(Progress("bureau", task).at("declined").as_array().empty());
    const json::value inbox = Get("lidao-section", "/api/forms/inbox?state=todo").Json();
    ASSERT_EQ(inbox.at("items").as_array().size(), 1u);
    EXPECT_EQ(inbox.at("items").at(0).at("reason"), "不是本村事项");
    ASSERT_EQ(down("371082101202").status, 200);
    EXPECT_EQ(Progress("bureau", task).at("total").at("due"), 1);
    // Passed to a sister and declined there, it comes back to the first village, and from there to the town.
    const std::string to_sister =
        json::serialize(json::object{{"unit", Unit("371082101201").ToString()}, {"reason", "请大庄填"}});
    ASSERT_EQ(Post("xiaozhuang", At(task, "371082101202", "/transfer"), to_sister).status, 200);
    ASSERT_EQ(Post("dazhuang", At(task, "371082101201", "/decline"), not_ours).status, 200);
    EXPECT_EQ(Submit("xiaozhuang", task, "371082101202", kVillageAnswers).status, 200);
    EXPECT_EQ(Progress("bureau", task).at("total").at("due"), 1);
}

TEST_P(TaskApi, AssignsATaskOnlyToAPostOfTheUnit) {
    const std::string task = Publish(kVillageForm);
    const auto to = [&](const std::string& login) {
        return json::serialize(json::object{{"post", made_.at(login).post.ToString()}});
    };
    EXPECT_EQ(Post("dazhuang", At(task, "371082101201", "/assign"), to("xiaozhuang")).status, 422);
    EXPECT_EQ(Post("dazhuang", At(task, "371082101201", "/assign"), to("dazhuang")).status, 200);
    const json::value inbox = Get("dazhuang", "/api/forms/inbox").Json();
    EXPECT_EQ(inbox.at("items").at(0).at("state"), "received");
}

TEST_P(TaskApi, PassesAStepThatLayIdlePastItsDay) {
    jobs::Runner runner(database(), clock());
    AddJobs(runner, connections_);
    const std::string task = Publish(kVillageForm, {{"step_days", 2}});
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    runner.RunDue();
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("state"), "reported");
    clock().Advance(std::chrono::hours(24 * 4));
    runner.RunDue();
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("state"), "approved");
    const json::value trail = Get("lidao", At(task, "371082101201", "/trail")).Json();
    EXPECT_EQ(trail.at("decisions").at(0).at("verdict"), "passed_overdue");
}

TEST_P(TaskApi, ExportsWhatWasReportedWithTotalsAndWithoutNamingWhoIsMissing) {
    jobs::Runner runner(database(), clock());
    AddJobs(runner, connections_);
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("dazhuang", task, "371082101201", kVillageAnswers).status, 200);
    ASSERT_EQ(Submit("beishan", task, "371082102201", kVillageAnswers).status, 200);
    EXPECT_EQ(Post("other-bureau", "/api/forms/tasks/" + task + "/exports", "{}").status, 404);
    const std::string id = IdIn(Post("bureau", "/api/forms/tasks/" + task + "/exports", "{}"));
    EXPECT_EQ(Get("bureau", "/api/forms/exports/" + id + "/file").status, 409);
    runner.RunDue();
    EXPECT_EQ(Get("other-bureau", "/api/forms/exports/" + id + "/file").status, 404);
    const Answer file = Get("bureau", "/api/forms/exports/" + id + "/file");
    ASSERT_EQ(file.status, 200);
    std::vector<std::vector<std::string>> rows;
    workbook::ReadOptions options;
    options.is_header = [](const std::vector<std::string>& names) {
        return names.size() > 3 && names[3] == "单位代码";
    };
    workbook::ReadTable(workbook::Source::Memory(file.body), options,
                        {.header = [](const workbook::Header&) { return true; },
                         .row =
                             [&](const workbook::Row& row) {
                                 rows.emplace_back();
                                 for (const workbook::Cell& cell : row.cells)
                                     rows.back().push_back(cell.text);
                                 return true;
                             }});
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0][3], "371082101201");
    EXPECT_EQ(rows[0][4], "412");
    EXPECT_EQ(rows[1][2], "北山村委会");
    EXPECT_EQ(rows[2][0], "合计");
    EXPECT_EQ(rows[2][4], "824");
    EXPECT_EQ(rows[2][8], "63");
}

}  // namespace
}  // namespace qz::forms
