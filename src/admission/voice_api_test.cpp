#include "admission/sample_gate.hpp"

namespace qz::admission {
namespace {

using sample::Answered;

class VoiceApi : public sample::Hall {
 protected:
    // A form of the bureau's, put to the six villages.
    void SetUp() override {
        Hall::SetUp();
        form_ = DraftForm("bureau", "村基本情况表", {"households", "people"});
        proposal_ = Admitted("bureau", form_);
        task_ = IdIn(PublishForm("bureau", form_));
    }
    Answered Doubt(int village, const json::object& more = {}) {
        json::object body{{"kind", "held"}, {"reason", "户数每年都报"}};
        for (const auto& member : more) body[member.key()] = member.value();
        return Post("village" + std::to_string(village), "/api/admission/tasks/" + task_ + "/verify", body);
    }
    json::value SeenBy(const std::string& login) {
        return Get(login, "/api/admission/verifications").Json().at("items");
    }
    json::value Inbox(int village) {
        return Get("village" + std::to_string(village), "/api/forms/inbox").Json().at("items").at(0);
    }
    Answered Estimate(int village, int minutes) {
        return Post("village" + std::to_string(village), "/api/admission/estimates",
                    json::object{{"form", form_}, {"minutes", minutes}});
    }

    std::string form_;
    std::string proposal_;
    std::string task_;
};
QZ_ON_BOTH_ENGINES(VoiceApi);

TEST_P(VoiceApi, RefusesWhoWasNotAsked) {
    const std::string verify = "/api/admission/tasks/" + task_ + "/verify";
    const json::object body{{"reason", "户数每年都报"}};
    EXPECT_EQ(Post("", verify, body).status, 401);
    EXPECT_EQ(Post("gate", verify, body).status, 403);
    EXPECT_EQ(Post("town", verify, body).status, 403);
    EXPECT_EQ(Post("other-bureau", verify, body).status, 404);  // no unit of this task
    // In another unit's name is nobody's to ask.
    EXPECT_EQ(Doubt(0, {{"unit", Unit(sample::kVillages[1]).ToString()}}).status, 404);
}

TEST_P(VoiceApi, StopsTheClockOfOneUnitAlone) {
    const Instant before = ParseInstant(Text(Inbox(0).at("deadline"))).value();
    ASSERT_EQ(Doubt(0).status, 201);
    EXPECT_EQ(CodeIn(Doubt(0)), "forms.task.unit_paused");
    clock().Advance(std::chrono::hours(24 * 12));
    EXPECT_EQ(Inbox(0).at("late"), false);
    EXPECT_EQ(Inbox(0).at("verifying"), true);
    EXPECT_EQ(Inbox(1).at("late"), true);
    ASSERT_EQ(Post("bureau", "/api/admission/tasks/" + task_ + "/verifications/answer",
                   json::object{{"answer", "已核实，按原表填报"}})
                  .status,
              200);
    const Instant after = ParseInstant(Text(Inbox(0).at("deadline"))).value();
    EXPECT_EQ(after.Since(before), std::chrono::milliseconds(std::chrono::hours(24 * 12)).count());
    EXPECT_EQ(Inbox(0).at("verifying"), false);
    EXPECT_EQ(Text(Inbox(1).at("deadline")), before.ToString());
    EXPECT_EQ(CodeIn(Doubt(0)), "admission.verification.asked_already");
    const json::value notices = Get("village0", "/api/admission/notices").Json();
    EXPECT_EQ(notices.at("items").at(0).at("kind"), "answered");
}

TEST_P(VoiceApi, SaysOnTheReturnThatItIsUnderVerification) {
    const auto view = [&](const std::string& login) {
        return Get(login, "/api/forms/tasks/" + task_ + "/units/" + Unit(sample::kVillages[0]).ToString())
            .Json();
    };
    EXPECT_TRUE(view("village0").at("verifying").is_null());
    EXPECT_EQ(Doubt(0, {{"fields", json::array{"nonsense"}}}).status, 422);
    ASSERT_EQ(Doubt(0, {{"fields", json::array{"households"}}}).status, 201);
    const json::value verifying = view("village0").at("verifying");
    EXPECT_EQ(Text(verifying.at("since")), clock().Now().ToString());
    EXPECT_EQ(Text(verifying.at("by").at("name")), "大庄村委会");
    EXPECT_EQ(verifying.at("kind"), "held");
    EXPECT_EQ(Text(verifying.at("fields").at(0)), "households");
    EXPECT_FALSE(Text(verifying.at("answer_due")).empty());
    EXPECT_EQ(SeenBy("village0").at(0).at("questions").at(0).at("fields").at(0).at("label"), "households数");
    // Who doubts a form is nobody else's to read off a return, nor off its deadline.
    for (const std::string other : {"bureau", "town", "gate"}) {
        const Answered seen =
            Get(other, "/api/forms/tasks/" + task_ + "/units/" + Unit(sample::kVillages[0]).ToString());
        if (seen.status != 200) continue;
        EXPECT_TRUE(seen.Json().at("verifying").is_null()) << other;
        EXPECT_EQ(seen.Json().at("deadline"), seen.Json().at("task").at("deadline")) << other;
    }
    clock().Advance(std::chrono::hours(24));
    ASSERT_EQ(Post("bureau", "/api/admission/tasks/" + task_ + "/verifications/answer",
                   json::object{{"answer", "按原表填报"}})
                  .status,
              200);
    const json::value after = view("village0");
    EXPECT_TRUE(after.at("verifying").is_null());
    EXPECT_EQ(ParseInstant(Text(after.at("deadline")))
                  ->Since(ParseInstant(Text(after.at("task").at("deadline"))).value()),
              std::chrono::milliseconds(std::chrono::hours(24)).count())
        << "the unit's own day came later by as long as the answer took";
}

TEST_P(VoiceApi, TellsWhatANoticeIsAbout) {
    ASSERT_EQ(Doubt(0).status, 201);
    const json::value asked = Get("bureau", "/api/admission/notices").Json().at("items").at(0);
    EXPECT_EQ(asked.at("about").at("kind"), "verification");
    EXPECT_EQ(Text(asked.at("about").at("id")), task_);
    EXPECT_EQ(Text(asked.at("about").at("form")), form_);
    ASSERT_EQ(asked.at("dates").as_array().size(), 1u);
    EXPECT_THAT(Text(asked.at("message")), ::testing::HasSubstr(Text(asked.at("dates").at(0))));
    ASSERT_EQ(Post("bureau", "/api/admission/tasks/" + task_ + "/verifications/answer",
                   json::object{{"answer", "按原表填报"}})
                  .status,
              200);
    const json::value answered = Get("village0", "/api/admission/notices").Json().at("items").at(0);
    EXPECT_EQ(answered.at("about").at("kind"), "task");
    EXPECT_EQ(Text(answered.at("about").at("id")), task_);
    EXPECT_EQ(Text(answered.at("about").at("unit")), Unit(sample::kVillages[0]).ToString());
}

TEST_P(VoiceApi, LetsAUnitReadItsOwnMinutesAgain) {
    const std::string own = "/api/admission/estimates?form=" + form_;
    EXPECT_EQ(Get("", own).status, 401);
    EXPECT_EQ(Get("gate", own).status, 403);
    EXPECT_EQ(Get("village0", "/api/admission/estimates").status, 422);
    EXPECT_TRUE(Get("village0", own).Json().at("minutes").is_null());
    ASSERT_EQ(Estimate(0, 25).status, 200);
    ASSERT_EQ(Estimate(0, 40).status, 200);
    EXPECT_EQ(Get("village0", own).Json().at("minutes"), 40);
    EXPECT_EQ(Text(Get("village0", own).Json().at("at")), clock().Now().ToString());
    EXPECT_TRUE(Get("village1", own).Json().at("minutes").is_null()) << "another unit's word is its own";
}

TEST_P(VoiceApi, CountsTheRoundsOfAForm) {
    const json::value rounds = Show("bureau", proposal_).at("rounds");
    EXPECT_EQ(rounds.at("count"), 1);
    EXPECT_EQ(rounds.at("most"), 1) << "it was judged";
    EXPECT_EQ(Text(rounds.at("items").at(0).at("task")), task_);
    EXPECT_EQ(rounds.at("items").at(0).at("units"), 6);
    // A survey follows its scheme: its rounds are counted and nothing more.
    const std::string survey = DraftForm("bureau", "民政统计调查", {"area"}, "statistical", "yearly");
    const std::string recorded = Admitted("bureau", survey);
    for (const char* title : {"第一轮", "第二轮"})
        ASSERT_EQ(PublishForm("bureau", survey, {{"title", title}}).status, 201);
    const json::value counted = Show("bureau", recorded).at("rounds");
    EXPECT_EQ(counted.at("count"), 2);
    EXPECT_TRUE(counted.at("most").is_null());
    const std::string draft = Propose("bureau", DraftForm("bureau", "另一张表", {"men"}));
    EXPECT_TRUE(Show("bureau", draft).at("rounds").is_null()) << "it never was in force";
}

TEST_P(VoiceApi, CountsTheUnitsReturnAgainstItsOwnDeadline) {
    ASSERT_EQ(Doubt(0).status, 201);
    clock().Advance(std::chrono::hours(24 * 12));
    for (const int village : {0, 1}) {
        const std::string login = "village" + std::to_string(village);
        const std::string at =
            "/api/forms/tasks/" + task_ + "/units/" + Unit(sample::kVillages[village]).ToString();
        ASSERT_EQ(Post(login, at + "/submit",
                       json::object{{"answers", json::object{{"households", "10"}, {"people", "20"}}}}, 0)
                      .status,
                  200);
        EXPECT_EQ(Inbox(village).at("late"), village == 1);
    }
}

TEST_P(VoiceApi, ShowsTheIssuerANumberBelowFiveUnits) {
    for (int village = 0; village < 4; ++village) ASSERT_EQ(Doubt(village).status, 201);
    const json::value few = SeenBy("bureau");
    EXPECT_EQ(few.at(0).at("open"), 4);
    EXPECT_TRUE(few.at(0).at("questions").as_array().empty());
    // The number of a question is of no use to an issuer either.
    const std::string one = Text(SeenBy("village0").at(0).at("questions").at(0).at("id"));
    EXPECT_EQ(
        Post("bureau", "/api/admission/verifications/" + one + "/answer", json::object{{"answer", "见函"}})
            .status,
        404);
    EXPECT_EQ(SeenBy("gate").at(0).at("questions").as_array().size(), 4u);
    EXPECT_TRUE(SeenBy("other-bureau").as_array().empty());

    ASSERT_EQ(Doubt(4).status, 201);
    const json::value enough = SeenBy("bureau");
    ASSERT_EQ(enough.at(0).at("questions").as_array().size(), 5u);
    EXPECT_EQ(enough.at(0).at("questions").at(0).at("reason"), "户数每年都报");
    EXPECT_EQ(
        Post("bureau", "/api/admission/verifications/" + one + "/answer", json::object{{"answer", "见函"}})
            .status,
        200);
    EXPECT_EQ(CodeIn(Post("bureau", "/api/admission/verifications/" + one + "/answer",
                          json::object{{"answer", "见函"}})),
              "admission.verification.answered_already");
}

TEST_P(VoiceApi, PoolsEstimatesOverFiveUnits) {
    EXPECT_EQ(Post("gate", "/api/admission/estimates", json::object{{"form", form_}, {"minutes", 9}}).status,
              403);
    EXPECT_EQ(Post("other-bureau", "/api/admission/estimates", json::object{{"form", form_}, {"minutes", 9}})
                  .status,
              422);
    for (int village = 0; village < 4; ++village) ASSERT_EQ(Estimate(village, 10 + village).status, 200);
    ASSERT_EQ(Estimate(0, 12).status, 200);  // a second word replaces the first
    const json::value few = Get("bureau", At(proposal_, "/estimates")).Json();
    EXPECT_EQ(few.at("enough"), false);
    EXPECT_TRUE(few.at("units").is_null());
    EXPECT_TRUE(few.at("median_minutes").is_null());
    ASSERT_EQ(Estimate(4, 90).status, 200);
    const json::value pooled = Get("bureau", At(proposal_, "/estimates")).Json();
    EXPECT_EQ(pooled.at("units"), 5);
    EXPECT_EQ(pooled.at("median_minutes").to_number<double>(), 12);
    EXPECT_EQ(pooled.at("bill_minutes").to_number<double>(), 7);
    EXPECT_EQ(Get("village0", At(proposal_, "/estimates")).status, 403);
    EXPECT_EQ(Get("other-bureau", At(proposal_, "/estimates")).status, 404);
}

TEST_P(VoiceApi, ShowsAUnitEverythingThatWasAskedOfIt) {
    const json::value asked = Get("village0", "/api/admission/asked").Json();
    EXPECT_EQ(asked.at("tasks"), 1);
    EXPECT_EQ(asked.at("items").at(0).at("number"), "威表准〔2026〕1号");
    EXPECT_EQ(asked.at("items").at(0).at("minutes").to_number<double>(), 7);
    EXPECT_EQ(asked.at("hours").to_number<double>(), 0.12);
    EXPECT_EQ(asked.at("by_issuer").at(0).at("issuer").at("name"), "威海市民政局");
    EXPECT_EQ(Get("village0", "/api/admission/asked?unit=" + Unit(sample::kVillages[1]).ToString()).status,
              404);
    EXPECT_EQ(
        Get("town", "/api/admission/asked?unit=" + Unit(sample::kVillages[1]).ToString()).Json().at("tasks"),
        1);
    EXPECT_EQ(Get("village0", "/api/admission/asked?year=2025").Json().at("tasks"), 0);
    EXPECT_EQ(Get("gate", "/api/admission/asked").status, 403);
}

}  // namespace
}  // namespace qz::admission
