#include <set>

#include "forms/sample_office.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::forms {
namespace {

using fixtures::kVillageForm;
using sample::Answer;
using sample::kVillageAnswers;

constexpr std::string_view kSigned = "371082101201";    // 大庄 has a head
constexpr std::string_view kHeadless = "371082101202";  // 小庄 has none

class SignOff : public sample::Office {
 protected:
    // The village's form, to be signed by the head of the unit.
    std::string Ask(const json::object& more = {}) {
        std::string definition(kVillageForm);
        definition.replace(definition.find("\"zero_report\": true"), 19, "\"sign_off\": true");
        return Publish(definition, more);
    }
    json::value View(const std::string& task, std::string_view unit) {
        return Get("bureau", At(task, unit)).Json();
    }
    std::string StateOf(const std::string& task, std::string_view unit) {
        return Text(View(task, unit).at("state"));
    }
    std::vector<std::string> Verdicts(const std::string& task, std::string_view unit) {
        std::vector<std::string> verdicts;
        const json::value trail = Get("lidao", At(task, unit, "/trail")).Json();
        for (const json::value& one : trail.at("decisions").as_array())
            verdicts.push_back(Text(one.at("verdict")));
        return verdicts;
    }
    Answer Sign(const std::string& task, std::string_view verdict = "agree") {
        return PostAt("dazhuang-head", At(task, kSigned, "/sign-off"), RevisionOf("bureau", task, kSigned),
                      R"({"reason":"请核对","verdict":")" + std::string(verdict) + "\"}");
    }
    void EndHead() {
        database().Write([&](storage::Tx& tx) { identity::EndPost(tx, made_.at("dazhuang-head").post); });
    }
    void RunADay() {
        jobs::Runner runner(database(), clock());
        AddJobs(runner, connections_);
        runner.RunDue();
    }
    std::string Held(std::string_view code) {
        const std::string next = Publish(kVillageForm, {{"title", "另一次" + std::to_string(++asked_)}});
        return Text(Get("dazhuang", At(next, kSigned)).Json().at("values").at(std::string(code)).at("shown"));
    }

    int asked_ = 0;
};
QZ_ON_BOTH_ENGINES(SignOff);

TEST_P(SignOff, LetsAReturnGoOnUnsignedWhereNobodyInTheUnitCanSign) {
    const std::string task = Ask();
    ASSERT_EQ(Submit("xiaozhuang", task, kHeadless, kVillageAnswers).status, 200);
    const json::value view = View(task, kHeadless);
    EXPECT_EQ(view.at("state"), "reported");
    EXPECT_TRUE(view.at("unsigned").as_bool());
    EXPECT_EQ(view.at("head"), "");
    EXPECT_EQ(view.at("reviewer").at("name"), "俚岛镇");
    EXPECT_THAT(Verdicts(task, kHeadless), testing::ElementsAre("passed_unsigned"));
    const json::value queue = Get("lidao", "/api/forms/tasks/" + task + "/review").Json();
    ASSERT_EQ(queue.at("items").as_array().size(), 1u);
    EXPECT_TRUE(queue.at("items").at(0).at("unsigned").as_bool());
    const json::value history = Get("xiaozhuang", "/api/forms/history").Json();
    EXPECT_TRUE(history.at("items").at(0).at("unsigned").as_bool());
    ASSERT_EQ(PostAt("lidao", At(task, kHeadless, "/approve"), 1).status, 200);
    EXPECT_THAT(Verdicts(task, kHeadless), testing::ElementsAre("passed_unsigned", "approved"));
}

TEST_P(SignOff, StillWaitsWhereSomebodyCanSign) {
    const std::string task = Ask();
    ASSERT_EQ(Submit("dazhuang", task, kSigned, kVillageAnswers).status, 200);
    RunADay();
    EXPECT_EQ(StateOf(task, kSigned), "signing");
    ASSERT_EQ(Sign(task).status, 200);
    const json::value view = View(task, kSigned);
    EXPECT_EQ(view.at("state"), "reported");
    EXPECT_FALSE(view.at("unsigned").as_bool());
    EXPECT_EQ(view.at("head"), "dazhuang-head某");
    EXPECT_THAT(Verdicts(task, kSigned), testing::ElementsAre("signed"));
}

TEST_P(SignOff, WaitsForTheClerkWhoIsTheHeadAsWell) {
    database().Write([&](storage::Tx& tx) {
        identity::InsertPost(tx, made_.at("xiaozhuang").person, Unit(tx, kHeadless), "unit_head", "村主任");
    });
    const std::string task = Ask();
    ASSERT_EQ(Submit("xiaozhuang", task, kHeadless, kVillageAnswers).status, 200);
    RunADay();
    EXPECT_EQ(StateOf(task, kHeadless), "signing");
}

TEST_P(SignOff, ConfirmsWithOneClickWithoutASignatureThatNobodyCanGive) {
    const std::string always = R"(, "confirm": "always")";
    std::string held(kVillageForm);
    held.erase(held.find(always), always.size());
    ASSERT_EQ(Submit("xiaozhuang", Publish(held), kHeadless, kVillageAnswers).status, 200);
    held.replace(held.find("\"zero_report\": true"), 19, "\"sign_off\": true");
    const std::string task = Publish(held, {{"title", "再次核对"}});
    const Answer answer = Post("xiaozhuang", "/api/forms/confirmations", R"({"tasks":[")" + task + "\"]}");
    ASSERT_EQ(answer.Json().at("confirmed"), 1) << answer.body;
    EXPECT_EQ(StateOf(task, kHeadless), "reported");
    EXPECT_TRUE(View(task, kHeadless).at("unsigned").as_bool());
}

TEST_P(SignOff, LetsOnWhatWaitedWhenTheLastWhoCouldSignHasLeft) {
    const std::string task = Ask({{"late", "refuse"}});
    ASSERT_EQ(Submit("dazhuang", task, kSigned, kVillageAnswers).status, 200);
    const Instant handed_in = clock().Now();
    EXPECT_EQ(Held("households"), "");
    clock().Advance(std::chrono::hours(241));
    EndHead();
    RunADay();
    clock().Advance(std::chrono::hours(25));
    RunADay();
    const json::value view = View(task, kSigned);
    EXPECT_EQ(view.at("state"), "reported");
    EXPECT_TRUE(view.at("unsigned").as_bool());
    EXPECT_FALSE(view.at("late").as_bool()) << "it was handed in in time";
    EXPECT_EQ(Text(view.at("reported_at")), handed_in.ToString());
    EXPECT_EQ(view.at("filler"), "dazhuang某");
    EXPECT_THAT(Verdicts(task, kSigned), testing::ElementsAre("passed_unsigned"));
    EXPECT_EQ(Held("households"), "412");
    const auto events = database().Read([](storage::Snapshot& snapshot) {
        return snapshot
            .QueryOne("SELECT COUNT(*) FROM audit_entry WHERE capability = $1 AND account_id = 0",
                      "forms.return.passed_unsigned")
            .Get<std::int64_t>(0);
    });
    EXPECT_EQ(events, 1);
    EXPECT_EQ(PostAt("lidao", At(task, kSigned, "/approve"), 2).status, 200);
}

TEST_P(SignOff, LeavesWhatWaitsInPausedAndVoidTasksAlone) {
    std::vector<std::string> tasks;
    for (const char* act : {"pause", "void"}) {
        tasks.push_back(Ask({{"title", act}}));
        ASSERT_EQ(Submit("dazhuang", tasks.back(), kSigned, kVillageAnswers).status, 200);
        ASSERT_EQ(PostAt("bureau", "/api/forms/tasks/" + tasks.back() + "/" + act, 1, R"({"reason":"重复"})")
                      .status,
                  200);
    }
    EndHead();
    RunADay();
    for (const std::string& task : tasks) EXPECT_EQ(StateOf(task, kSigned), "signing");
    ASSERT_EQ(PostAt("bureau", "/api/forms/tasks/" + tasks.front() + "/resume", 2).status, 200);
    clock().Advance(std::chrono::hours(25));
    RunADay();
    EXPECT_EQ(StateOf(tasks.front(), kSigned), "reported");
}

TEST_P(SignOff, PutsBackWhatTheLastReportThatTookEffectChanged) {
    ASSERT_EQ(Submit("dazhuang", Publish(kVillageForm), kSigned, kVillageAnswers).status, 200);
    const std::string task = Ask({{"title", "再次核对"}});
    const auto hand_in = [&](std::string_view households) {
        const std::string body =
            R"({"answers":{"contact_phone":"13800001122")" + std::string(households) + "}}";
        EXPECT_EQ(Submit("dazhuang", task, kSigned, body).status, 200);
    };
    hand_in(R"(,"households":"500")");
    ASSERT_EQ(Sign(task).status, 200);
    EXPECT_EQ(Held("households"), "500");
    ASSERT_EQ(PostAt("lidao", At(task, kSigned, "/send-back"), RevisionOf("lidao", task, kSigned),
                     R"({"reason":"请核对"})")
                  .status,
              200);
    // This one took no effect; the next one, that nobody can sign, takes back what the first one said.
    hand_in(R"(,"households":"600")");
    ASSERT_EQ(Sign(task, "return").status, 200);
    EndHead();
    hand_in("");
    EXPECT_EQ(StateOf(task, kSigned), "reported");
    EXPECT_EQ(Held("households"), "412");
}

TEST_P(SignOff, SaysInTheWorkbookWhichReturnsNobodySigned) {
    const std::string task = Ask();
    ASSERT_EQ(Submit("dazhuang", task, kSigned, kVillageAnswers).status, 200);
    ASSERT_EQ(Sign(task).status, 200);
    ASSERT_EQ(Submit("xiaozhuang", task, kHeadless, kVillageAnswers).status, 200);
    const std::string id = IdIn(Post("bureau", "/api/forms/tasks/" + task + "/exports", "{}"));
    RunADay();
    const Answer file = Get("bureau", "/api/forms/exports/" + id + "/file");
    ASSERT_EQ(file.status, 200);
    std::vector<std::vector<std::string>> rows;
    workbook::ReadOptions options;
    options.is_header = [](const std::vector<std::string>& names) {
        return names.size() > 10 && names[3] == "单位代码" && names[10] == "审签";
    };
    workbook::ReadTable(workbook::Source::Memory(file.body), options,
                        {.header = [](const workbook::Header&) { return true; },
                         .row =
                             [&](const workbook::Row& row) {
                                 rows.emplace_back(11);
                                 for (std::size_t i = 0; i < std::min<std::size_t>(11, row.cells.size()); ++i)
                                     rows.back()[i] = row.cells[i].text;
                                 return true;
                             }});
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0][10], "");
    EXPECT_EQ(rows[1][10], "未审签：本单位没有可以审签的账号");
}

}  // namespace
}  // namespace qz::forms
