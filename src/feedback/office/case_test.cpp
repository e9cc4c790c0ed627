#include "feedback/office/matters.hpp"

namespace qz::feedback::office {
namespace {

class Cases : public Matters {
 protected:
    std::int64_t CountAudits(std::string_view capability) {
        return database().Read([&](storage::Snapshot& snapshot) {
            return snapshot
                .QueryOne("SELECT count(*) AS n FROM audit_entry WHERE capability = $1", capability)
                .Get<std::int64_t>("n");
        });
    }
};
QZ_ON_BOTH_ENGINES(Cases);

TEST_P(Cases, AreReadByTheirOfficeAndByNobodyElse) {
    const Reported one = Release();
    for (const char* stranger : {"", "clerk", "security", "statistics"}) {
        EXPECT_GE(Get(stranger, Path(one)).status, 401) << stranger;
        EXPECT_LE(Get(stranger, Path(one)).status, 403) << stranger;
    }
    EXPECT_EQ(Get("du", Path(one)).status, 404);
    EXPECT_EQ(Get("du", Path(one)).body.find(one.voice), std::string::npos);
    const Answer mine = Get("lin", Path(one));
    EXPECT_EQ(mine.status, 200);
    const json::value view = mine.Json();
    const auto epoch = OpenEpoch("lin", "海鸥 2", "2026-11");
    const auto sealed = FromBase64Url(std::string(view.at("parts").at(0).at("sealed").as_string()));
    EXPECT_EQ(OpenBody(*sealed, *epoch), R"({"v":1,"text":"同一份表每周报三次"})");
}

TEST_P(Cases, GoFromAcceptingToFollowUpWithAWorkingDayForEachStep) {
    const Reported one = Release();
    const Answer accepted = Accept(one);
    EXPECT_EQ(accepted.status, 200) << accepted.body;
    EXPECT_EQ(accepted.Json().at("step_due").as_string(), "2026-11-25");
    EXPECT_EQ(Post("chen", Path(one, "verify"), json::object{{"finding", "属实"}}).status, 200);
    EXPECT_EQ(
        Post("chen", Path(one, "answer"), json::object{{"sealed", Sealed({one}, R"({"kind":"answer"})")}})
            .status,
        200);
    EXPECT_EQ(Post("lin", Path(one, "supervise"), json::object{}).status, 200);
    EXPECT_EQ(Post("chen", Path(one, "close"), json::object{{"outcome", "solved"}, {"sealed", Sealed({one})}})
                  .status,
              200);
    EXPECT_EQ(Post("chen", Path(one, "follow-up"), json::object{}).status, 200);
    const json::value view = Get("chen", Path(one)).Json();
    EXPECT_EQ(view.at("state").as_string(), "followed_up");
    EXPECT_EQ(view.at("history").as_array().size(), 6u);
    EXPECT_EQ(view.at("sent").as_array().size(), 2u);
    EXPECT_EQ(CodeIn(Post("chen", Path(one, "supervise"), json::object{})), "feedback.office.wrong_step");
}

TEST_P(Cases, LeaveAnAuditRowInTheHubThatDoesNotNameThem) {
    const Reported one = Release();
    Accept(one);
    EXPECT_EQ(CountAudits("feedback.case.accepted"), 1);
    const auto objects = database().Read([](storage::Snapshot& snapshot) {
        return snapshot
            .QueryOne(
                "SELECT count(*) AS n FROM audit_entry WHERE capability LIKE 'feedback.%' AND object_id <> 0")
            .Get<std::int64_t>("n");
    });
    EXPECT_EQ(objects, 0);
}

TEST_P(Cases, AreActedOnOnceHoweverOftenARequestIsSent) {
    const Reported one = Release();
    const json::object body{{"category", "forms"}, {"subject_unit", Unit("371082").ToString()}};
    const auto send = [&] {
        return Send("chen", http::Method::kPost, Path(one, "accept"), body,
                    {{"Idempotency-Key", "the-same-key"}});
    };
    const Answer first = send();
    const Answer again = send();
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(Get("chen", Path(one)).Json().at("history").as_array().size(), 1u);
}

TEST_P(Cases, AreRefusedWithAReadyAnswerForEveryVoice) {
    const Reported one = Release();
    const Reported other = Release();
    EXPECT_EQ(Post("chen", Path(one, "refuse"), json::object{{"code", "petition"}, {"sealed", json::array{}}})
                  .status,
              422);
    EXPECT_EQ(Post("chen", Path(one, "refuse"), json::object{{"code", "no_such"}, {"sealed", Sealed({one})}})
                  .status,
              422);
    EXPECT_EQ(
        Post("chen", Path(one, "refuse"), json::object{{"code", "petition"}, {"sealed", Sealed({other})}})
            .status,
        422);
    EXPECT_EQ(Post("chen", Path(one, "refuse"), json::object{{"code", "petition"}, {"sealed", Sealed({one})}})
                  .status,
              200);
    EXPECT_EQ(Get("chen", Path(one)).Json().at("refused_code").as_string(), "petition");
}

TEST_P(Cases, AreNeverReferredToTheSubjectNorToWhoStandsOverIt) {
    const Reported one = Release();
    Accept(one, "371082-mzj");
    const auto refer = [&](std::string_view unit) {
        return Post("chen", Path(one, "refer"),
                    json::object{{"unit", Unit(unit).ToString()},
                                 {"about", Unit("371082-mzj").ToString()},
                                 {"question", "forms_issued"}});
    };
    for (const char* unit : {"371082-mzj", "371082", "3710", "3710-mzj"}) {
        const Answer refused = refer(unit);
        EXPECT_EQ(refused.status, 409) << unit;
        EXPECT_EQ(CodeIn(refused), "feedback.office.superior") << unit;
        EXPECT_NE(refused.body.find("reason"), std::string::npos);
    }
    EXPECT_EQ(refer("3710-sjj").status, 200);
}

TEST_P(Cases, AboutTheOfficeItselfGoToTheSecondOfficeAlone) {
    const Reported one = Release();
    const Answer own = Accept(one, "3710-jfb");
    EXPECT_EQ(CodeIn(own), "feedback.office.own_matter");
    EXPECT_NE(own.body.find(Base64Url(second_)), std::string::npos);
    EXPECT_EQ(CodeIn(Accept(one, "3710")), "feedback.office.own_matter");

    const auto epoch = OpenEpoch("chen", "海鸥 1", "2026-11");
    const json::value view = Get("chen", Path(one)).Json();
    const json::value office = Get("chen", "/api/feedback/office").Json();
    const std::string target =
        *FromBase64Url(std::string(office.at("second_office").at("epoch_key").as_string()));
    const std::string sealed = *FromBase64Url(std::string(view.at("parts").at(0).at("sealed").as_string()));
    const json::object body{
        {"office", Base64Url(second_)},
        {"parts", json::array{json::object{{"id", view.at("parts").at(0).at("id")},
                                           {"sealed_key", Base64Url(*ResealKey(sealed, *epoch, target))}}}}};
    const Answer passed = Post("chen", Path(one, "pass-on"), body);
    EXPECT_EQ(passed.status, 200) << passed.body;
    EXPECT_EQ(Get("chen", Path(one)).status, 404);
    const json::value theirs = Get("du", Path(one)).Json();
    const auto second_epoch = OpenEpoch("du", "海鸥 3", "2026-11");
    const auto key = FromBase64Url(std::string(theirs.at("parts").at(0).at("sealed_key").as_string()));
    EXPECT_TRUE(OpenBody(sealed, *second_epoch, *key));
}

TEST_P(Cases, ReachAHandlerAsAQuestionAboutACategory) {
    const Reported one = Release();
    const Reported other = Release();
    for (const Reported& each : {one, other}) {
        Accept(each, "371082-mzj");
        EXPECT_EQ(Post("chen", Path(each, "refer"),
                       json::object{{"unit", Unit("3710-sjj").ToString()},
                                    {"about", Unit("371082-mzj").ToString()},
                                    {"question", "forms_issued"}})
                      .status,
                  200);
    }
    const Answer tasks = Get("statistics", "/api/feedback/handlers/tasks");
    EXPECT_EQ(tasks.status, 200);
    ASSERT_EQ(tasks.Json().at("items").as_array().size(), 1u);
    EXPECT_EQ(tasks.body.find(one.matter), std::string::npos);
    EXPECT_EQ(Get("clerk", "/api/feedback/handlers/tasks").status, 403);
    const std::string task(tasks.Json().at("items").at(0).at("id").as_string());
    const std::string path = "/api/feedback/handlers/tasks/" + task + "/answer";
    EXPECT_EQ(Post("statistics", path, json::object{{"text", "共 12 张表"}}).status, 200);
    EXPECT_EQ(CodeIn(Post("statistics", path, json::object{{"text", "再答"}})),
              "feedback.office.already_answered");
    EXPECT_EQ(Get("chen", Path(one)).Json().at("referrals").at(0).at("answer").as_string(), "共 12 张表");
}

TEST_P(Cases, AreMergedIntoOneMatterOfManyVoicesAndSplitAgain) {
    const Reported one = Release();
    const Reported other = Release();
    EXPECT_EQ(Post("chen", Path(one, "merge"), json::object{{"cases", json::array{other.matter}}}).status,
              200);
    const json::value merged = Get("chen", Path(one)).Json();
    EXPECT_EQ(merged.at("voices").as_int64(), 2);
    EXPECT_EQ(Get("chen", "/api/feedback/cases").Json().at("items").as_array().size(), 1u);
    std::string part;
    for (const json::value& each : merged.at("parts").as_array()) {
        if (each.at("voice").as_string() == other.voice) part = std::string(each.at("id").as_string());
    }
    const Answer split = Post("chen", Path(one, "split"), json::object{{"parts", json::array{part}}});
    EXPECT_EQ(split.status, 200) << split.body;
    EXPECT_EQ(Get("chen", Path(one)).Json().at("voices").as_int64(), 1);
    EXPECT_EQ(CodeIn(Post("chen", Path(one, "split"), json::object{{"parts", json::array{}}})),
              "feedback.office.nothing_to_split");
}

TEST_P(Cases, OfAFloodAreDismissedInOneAct) {
    json::array cases;
    json::array sealed;
    for (int i = 0; i < 12; ++i) {
        const Reported one = Release();
        cases.emplace_back(one.matter);
        sealed.push_back(json::object{{"case", one.matter}, {"sealed", Sealed({one})}});
    }
    EXPECT_EQ(Post("chen", "/api/feedback/cases/dismiss-many",
                   json::object{{"cases", cases}, {"code", "flood"}, {"sealed", sealed}})
                  .status,
              200);
    EXPECT_EQ(Get("chen", "/api/feedback/cases?state=refused").Json().at("items").as_array().size(), 12u);
}

// What grouping and dismissing a flood needs comes with the list.
TEST_P(Cases, AreListedWithTheirFirstReportAndTheirVoicesWhereThatIsAskedFor) {
    const Reported one = Release(R"({"v":1,"text":"甲"})");
    const json::value plain = Get("chen", "/api/feedback/cases").Json();
    EXPECT_FALSE(plain.at("items").at(0).as_object().contains("parts"));
    const json::value with = Get("chen", "/api/feedback/cases?parts=1").Json();
    const json::value& row = with.at("items").at(0);
    ASSERT_EQ(row.at("parts").as_array().size(), 1u);
    const auto epoch = OpenEpoch("chen", "海鸥 1", "2026-11");
    EXPECT_EQ(OpenBody(*FromBase64Url(std::string(row.at("parts").at(0).at("sealed").as_string())), *epoch),
              R"({"v":1,"text":"甲"})");
    EXPECT_EQ(row.at("voice_list").at(0).at("id").as_string(), one.voice);
    EXPECT_EQ(row.at("voice_list").at(0).at("reply_public").as_string(), Base64Url(one.reply.public_key));
    EXPECT_TRUE(Get("du", "/api/feedback/cases?parts=1").Json().at("items").as_array().empty());
}

// A thousand like reports are several matters: what one of them is told fits into one request.
TEST_P(Cases, TakeNoMoreVoicesThanOneRequestCanAnswer) {
    const Reported one = Release();
    const Reported other = Release();
    reports_->Write([&](Connection& connection) {
        for (int i = 0; i < 499; ++i) {
            connection.Execute(
                "INSERT INTO feedback_voice (id, case_id, lookup_hash, reply_public, epoch, released_on) "
                "VALUES ($1, $2, $3, $3, 202611, 1)",
                Bytes{Random(16)}, Bytes{*FromBase64Url(one.matter)}, Bytes{Random(32)});
        }
    });
    const json::object body{{"cases", json::array{other.matter}}};
    EXPECT_EQ(CodeIn(Post("chen", Path(one, "merge"), body)), "feedback.office.too_many_voices");
    EXPECT_EQ(Get("chen", Path(other)).Json().at("state").as_string(), "new");
    // Where they are many, the list does not carry them.
    const json::value listed = Get("chen", "/api/feedback/cases?parts=1").Json();
    for (const json::value& row : listed.at("items").as_array()) {
        EXPECT_EQ(row.at("voice_list").is_null(), row.at("id").as_string() == one.matter);
    }
}

TEST_P(Cases, AreDueInWorkingDaysPastAHolidayAndWithItsAdjustedDays) {
    database().Write([](storage::Tx& tx) {
        constexpr std::string_view kAdjust =
            "INSERT INTO calendar_day (day, kind, name, authority, revision) VALUES ($1, $2, '节', '国办', "
            "1)";
        tx.Execute(kAdjust, std::int64_t{Date::From(2026, 11, 25).days}, "holiday");
        tx.Execute(kAdjust, std::int64_t{Date::From(2026, 11, 28).days}, "adjusted_working");  // a Saturday
    });
    const Reported one = Release();
    // Two days to refer: the 24th, and the 26th after the holiday.
    EXPECT_EQ(Accept(one, "371082-mzj").Json().at("step_due").as_string(), "2026-11-26");
    // Ten to verify count the Saturday that is worked.
    EXPECT_EQ(Post("chen", Path(one, "refer"),
                   json::object{{"unit", Unit("3710-sjj").ToString()},
                                {"about", Unit("371082-mzj").ToString()},
                                {"question", "forms_issued"}})
                  .Json()
                  .at("step_due")
                  .as_string(),
              "2026-12-07");
}

TEST_P(Cases, GiveASummaryOnceTwoOfficersReleasedIt) {
    const Reported one = Release();
    Accept(one);
    const json::object summary{{"text", "三个部门收同一张表"},
                               {"cites", json::object{{"form", "WH-1"}}},
                               {"category", "forms"},
                               {"outcome", "合并为一张"}};
    EXPECT_EQ(Post("chen", Path(one, "summary"), summary).status, 200);
    EXPECT_EQ(Post("chen", Path(one, "summary/release"), json::object{}).status, 200);
    EXPECT_EQ(CodeIn(Post("chen", Path(one, "summary/release"), json::object{})),
              "feedback.office.two_officers");
    EXPECT_TRUE(Get("clerk", "/api/feedback/done").Json().at("items").as_array().empty());
    EXPECT_EQ(Post("lin", Path(one, "summary/release"), json::object{}).status, 200);
    const Answer done = Get("clerk", "/api/feedback/done");
    ASSERT_EQ(done.Json().at("items").as_array().size(), 1u);
    EXPECT_EQ(done.body.find(one.matter), std::string::npos);

    Publish(database(), connections_);
    EXPECT_EQ(done_file_, R"({"public":false,"items":[]})");
    const json::object audience{
        {"public", true}, {"name", "王某"}, {"date", "2026-11-23"}, {"document", "威减负〔2026〕1 号"}};
    EXPECT_EQ(Post("chen", "/api/feedback/audience", audience).status, 403);
    EXPECT_EQ(Post("security", "/api/feedback/audience", audience).status, 200);
    Publish(database(), connections_);
    EXPECT_NE(done_file_.find("三个部门收同一张表"), std::string::npos);
}

TEST_P(Cases, AreBegunAgainWhenAnObjectionIsUpheld) {
    const Reported one = Release();
    Post("chen", Path(one, "refuse"), json::object{{"code", "outside_scope"}, {"sealed", Sealed({one})}});
    EXPECT_EQ(CodeIn(Post("chen", Path(one, "objection"),
                          json::object{{"upheld", true}, {"sealed", Sealed({one})}})),
              "feedback.office.no_objection");
    reports_->Write(
        [](Connection& connection) { connection.Execute("UPDATE feedback_case SET objected = 1"); });
    EXPECT_EQ(Post("chen", Path(one, "objection"), json::object{{"upheld", true}, {"sealed", Sealed({one})}})
                  .status,
              200);
    EXPECT_EQ(Get("chen", Path(one)).Json().at("state").as_string(), "new");
}

TEST_P(Cases, TurnClaimedHoursIntoRoundedTotalsOfClosedMonths) {
    const auto claim = [&](const char* month, int reports) {
        return Post(
            "chen", "/api/feedback/hours",
            json::object{{"month", month},
                         {"lines", json::array{json::object{
                                       {"subject", "form:WH-1"}, {"hours", 123}, {"reports", reports}}}}});
    };
    EXPECT_EQ(claim("2026-11", 14).status, 422);
    EXPECT_EQ(claim("2026-10", 9).status, 422);
    EXPECT_EQ(claim("2026-10", 14).status, 200);
    EXPECT_EQ(reports_->Read([](Connection& connection) {
        return connection.Number("SELECT hours FROM feedback_hours");
    }),
              125);
}

TEST_P(Cases, DemandTheSecondFactor) {
    Add("3710-jfb", "case_officer", "bare");
    EXPECT_EQ(CodeIn(Get("bare", "/api/feedback/cases")), "identity.second_factor.must_enrol");
}

}  // namespace
}  // namespace qz::feedback::office
