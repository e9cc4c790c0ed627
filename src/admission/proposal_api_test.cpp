#include "admission/sample_gate.hpp"

namespace qz::admission {
namespace {

using sample::Answered;
using sample::kVillages;
using ::testing::HasSubstr;

class ProposalApi : public sample::Hall {
 protected:
    void RunClock() {
        jobs::Runner runner(database(), clock());
        AddJobs(runner);
        runner.RunDue();
    }
    // One that waits for the city's gate: of money and rights nothing is waved through.
    std::string Waiting(const std::string& title = "津贴核对表") {
        const std::string form = DraftForm("bureau", title, {"households", "people"}, "entitlement");
        return Admitted("bureau", form);
    }
};
QZ_ON_BOTH_ENGINES(ProposalApi);

TEST_P(ProposalApi, RefusesWhoMayNotPropose) {
    const std::string form = DraftForm("bureau", "村基本情况表", {"households"});
    EXPECT_EQ(Post("", "/api/admission/proposals", ProposalBody(form)).status, 401);
    for (const char* login : {"village0", "town", "gate"})
        EXPECT_EQ(Post(login, "/api/admission/proposals", ProposalBody(form)).status, 403) << login;
    // Another department's draft is none, and a village outside the county is none.
    EXPECT_EQ(FindingIn(Post("other-bureau", "/api/admission/proposals", ProposalBody(form))),
              "admission.proposal.unknown_form");
    const std::string own = DraftForm("county-bureau", "县表", {"households"});
    EXPECT_EQ(FindingIn(Post("county-bureau", "/api/admission/proposals", ProposalBody(own))),
              "admission.proposal.unknown_unit");
}

TEST_P(ProposalApi, ShowsADraftToItsDepartmentAlone) {
    const std::string proposal = Propose("bureau", DraftForm("bureau", "村基本情况表", {"households"}));
    EXPECT_EQ(Get("bureau", At(proposal)).status, 200);
    for (const char* login : {"other-bureau", "county-bureau", "gate", "county-gate"})
        EXPECT_EQ(Get(login, At(proposal)).status, 404) << login;
    EXPECT_EQ(Get("village0", At(proposal)).status, 403);
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    EXPECT_EQ(Get("gate", At(proposal)).status, 200);
    EXPECT_EQ(Get("county-gate", At(proposal)).status, 404);
    EXPECT_EQ(Get("other-bureau", At(proposal)).status, 404);
}

TEST_P(ProposalApi, SaysOfEachFieldWhatTheHubHas) {
    HoldEverywhere("households");
    Hold(sample::kVillages[0], "people", "412");
    const std::string first = DraftForm("other-bureau", "残疾人基本情况", {"area"});
    Admitted("other-bureau", first, TownScope());
    const std::string proposal = Propose(
        "bureau", DraftForm("bureau", "村基本情况表", {"households", "people", "area", "men"}), TownScope());
    const json::value shown = Show("bureau", proposal);
    EXPECT_EQ(VerdictOf(shown, "households").at("verdict"), "held");
    EXPECT_EQ(VerdictOf(shown, "households").at("coverage").at("held"), 6);
    EXPECT_EQ(VerdictOf(shown, "households").at("answer"), "use_held");
    EXPECT_EQ(VerdictOf(shown, "households").at("holder").at("as_of"), "2026-09-01");
    EXPECT_EQ(VerdictOf(shown, "people").at("verdict"), "new");
    EXPECT_EQ(VerdictOf(shown, "people").at("coverage").at("held"), 1);
    EXPECT_EQ(VerdictOf(shown, "area").at("verdict"), "duplicate");
    EXPECT_EQ(VerdictOf(shown, "area").at("asked_by").at("title"), "残疾人基本情况");
    EXPECT_EQ(VerdictOf(shown, "men").at("verdict"), "new");
    ASSERT_EQ(shown.at("overlaps").as_array().size(), 1u);
    EXPECT_EQ(shown.at("overlaps").at(0).at("share"), 25);
    // Six units: «people» from five of them, «men» from all; a minute each, five for the return.
    EXPECT_EQ(shown.at("bill").at("hours_asking").to_number<double>(), 0.68);
    EXPECT_EQ(shown.at("bill").at("hours_asking_everything").to_number<double>(), 0.9);
}

TEST_P(ProposalApi, AdmitsASmallOneAtOnceAndLetsItBePublished) {
    const std::string form = DraftForm("bureau", "村基本情况表", {"households", "people"});
    EXPECT_EQ(FindingIn(PublishForm("bureau", form)), "admission.form.not_admitted");
    EXPECT_TRUE(Get("bureau", "/api/forms/forms/" + form).Json().at("admitted").is_null());
    const std::string proposal = Admitted("bureau", form);
    const json::value shown = Show("bureau", proposal);
    EXPECT_EQ(shown.at("state"), "admitted");
    EXPECT_EQ(shown.at("number"), "威表准〔2026〕1号");
    EXPECT_EQ(shown.at("expires"), "2027-08-31");
    const json::value editor = Get("bureau", "/api/forms/forms/" + form).Json();
    EXPECT_EQ(editor.at("admitted"),
              json::value({{"admission_number", "威表准〔2026〕1号"}, {"valid_until", "2027-08-31"}}));
    const Answered published = PublishForm("bureau", form);
    ASSERT_EQ(published.status, 201) << published.body;
    const json::value task = Get("bureau", "/api/forms/tasks/" + IdIn(published)).Json();
    EXPECT_EQ(task.at("marks").at("admission_number"), "威表准〔2026〕1号");
    EXPECT_EQ(task.at("marks").at("issuer"), "威海市民政局");
    EXPECT_EQ(task.at("marks").at("valid_until"), "2027-08-31");
}

TEST_P(ProposalApi, HoldsATaskToTheScopeThatWasAdmitted) {
    const auto scope = [&](const std::vector<std::pair<std::string, std::string>>& parts) {
        json::array array;
        for (const auto& [unit, level] : parts)
            array.push_back(json::object{{"unit", Unit(unit).ToString()}, {"level", level}});
        return json::object{{"scope", array}};
    };
    const std::string form = DraftForm("bureau", "两村核对", {"households"});
    Admitted("bureau", form, scope({{kVillages[0], "self"}, {kVillages[1], "village"}}));
    const Answered wider =
        PublishForm("bureau", form, scope({{kVillages[0], "self"}, {"371082101", "village"}}));
    ASSERT_EQ(wider.status, 422) << wider.body;
    const json::value finding = wider.Json().at("findings").at(0);
    EXPECT_EQ(finding.at("field"), "scope[1]");
    EXPECT_EQ(finding.at("code"), "admission.form.wider_scope");
    const std::string message = Text(finding.at("message"));
    EXPECT_THAT(message, ::testing::HasSubstr("大庄村委会、小庄村委会，共 2 个单位"));
    EXPECT_THAT(message, ::testing::HasSubstr("有 4 个单位"));
    EXPECT_EQ(FindingIn(PublishForm("bureau", form, scope({{"371082101", "self"}}))),
              "admission.form.wider_scope");
    EXPECT_EQ(PublishForm("bureau", form, scope({{kVillages[0], "village"}})).status, 201);
}

TEST_P(ProposalApi, HoldsATaskToTheFrequencyThatWasAdmitted) {
    const json::object one{
        {"scope", json::array{json::object{{"unit", Unit(kVillages[2]).ToString()}, {"level", "self"}}}}};
    const std::string form = DraftForm("bureau", "村基本情况表", {"households"}, "routine", "once");
    Admitted("bureau", form, {{"frequency", 2}});
    const Answered first = PublishForm("bureau", form);
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(PublishForm("bureau", form, one).status, 201);
    EXPECT_EQ(FindingIn(PublishForm("bureau", form, one)), "admission.form.asked_enough");
    EXPECT_EQ(PublishForm("bureau", form).status, 422);
    // What was voided was not asked, and the next year is another year.
    EXPECT_EQ(PublishForm("bureau", form, {{"period", "2027"}}).status, 201);
    const std::string task = "/api/forms/tasks/" + IdIn(first);
    const std::int64_t revision = Get("bureau", task).Json().at("revision").as_int64();
    const Answered voided = Post("bureau", task + "/void", json::object{{"reason", "口径有误"}}, revision);
    ASSERT_EQ(voided.status, 200) << voided.body;
    EXPECT_EQ(PublishForm("bureau", form, one).status, 201);
}

TEST_P(ProposalApi, TellsFreshUnitsFromStaleOnes) {
    for (int i = 0; i < 6; ++i) Hold(kVillages[i], "households", "12", {}, i < 2 ? 400 : 10);
    for (int i = 0; i < 6; ++i) Hold(kVillages[i], "people", "12", {}, i < 4 ? 400 : 10);
    const std::string proposal =
        Propose("bureau", DraftForm("bureau", "村基本情况表", {"households", "people"}), TownScope());
    const json::value shown = Show("bureau", proposal);
    const json::value households = VerdictOf(shown, "households");
    EXPECT_EQ(households.at("verdict"), "held");
    EXPECT_EQ(households.at("coverage"), json::value({{"held", 6}, {"fresh", 4}, {"stale", 2}, {"of", 6}}));
    const json::value people = VerdictOf(shown, "people");
    EXPECT_EQ(people.at("verdict"), "stale") << "the newest value does not speak for the others";
    EXPECT_EQ(people.at("coverage").at("fresh"), 2);
    EXPECT_EQ(people.at("coverage").at("stale"), 4);
    EXPECT_EQ(shown.at("bill").at("lines").at(0).at("confirming"), 2);
    EXPECT_EQ(shown.at("bill").at("lines").at(1).at("confirming"), 4);
}

TEST_P(ProposalApi, RefusesAFieldThatWasAddedAfterAdmission) {
    const std::string form = DraftForm("bureau", "村基本情况表", {"households"});
    Admitted("bureau", form);
    const json::value draft = Get("bureau", "/api/forms/forms/" + form).Json();
    json::object definition = draft.at("draft").as_object();
    definition["fields"] = json::array{json::object{{"code", "households"}}, json::object{{"code", "men"}}};
    ASSERT_EQ(Put("bureau", "/api/forms/forms/" + form, json::object{{"definition", definition}},
                  draft.at("revision").as_int64())
                  .status,
              200);
    EXPECT_EQ(FindingIn(PublishForm("bureau", form)), "admission.form.field_not_admitted");
}

TEST_P(ProposalApi, AsksForAReasonWhereAHeldFieldIsAskedAgain) {
    HoldEverywhere("households");
    const std::string proposal =
        Propose("bureau", DraftForm("bureau", "村基本情况表", {"households", "people"}), TownScope());
    const auto answer = [&](const json::object& given) {
        json::object one{{"field", "households"}};
        for (const auto& member : given) one[member.key()] = member.value();
        return Put("bureau", At(proposal, "/fields"), json::object{{"answers", json::array{one}}},
                   RevisionOf("bureau", proposal));
    };
    ASSERT_EQ(answer({{"answer", "ask"}}).status, 200);
    EXPECT_EQ(FindingIn(Submit("bureau", proposal)), "admission.answer.reason_needed");
    EXPECT_EQ(Show("bureau", proposal).at("findings").at(0).at("code"), "admission.answer.reason_needed");
    ASSERT_EQ(answer({{"justification", "台风后重新核定户数"}}).status, 200);
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    const json::value shown = Show("gate", proposal);
    // Never at once: the gate sees what is asked again and what that costs.
    EXPECT_EQ(shown.at("state"), "waiting");
    EXPECT_EQ(VerdictOf(shown, "households").at("again"), true);
    EXPECT_EQ(VerdictOf(shown, "households").at("cost_minutes"), 6);
    EXPECT_EQ(VerdictOf(shown, "households").at("justification"), "台风后重新核定户数");
}

TEST_P(ProposalApi, TakesTheHubsValueWithPurposeAndBasis) {
    HoldEverywhere("households");
    const std::string proposal =
        Admitted("bureau", DraftForm("bureau", "村基本情况表", {"households", "people"}), TownScope());
    const json::value field = VerdictOf(Show("bureau", proposal), "households");
    EXPECT_EQ(field.at("answer"), "use_held");
    EXPECT_EQ(field.at("purpose"), "核对村级基本情况");
    EXPECT_EQ(field.at("basis"), "威海市村级基本情况统计办法");
    const json::value bill = Show("bureau", proposal).at("bill");
    EXPECT_EQ(bill.at("lines").at(0).at("units"), 0);
    EXPECT_EQ(bill.at("lines").at(1).at("units"), 6);
}

TEST_P(ProposalApi, GivesOneSequenceOfNumbersForEachGateAndYear) {
    Admitted("bureau", DraftForm("bureau", "表一", {"households"}));
    const std::string second = Admitted("other-bureau", DraftForm("other-bureau", "表二", {"men"}));
    EXPECT_EQ(Show("other-bureau", second).at("number"), "威表准〔2026〕2号");
    clock().Set(StartOf(Date::From(2027, 1, 4)).Plus(std::chrono::hours(9)));
    const std::string third = Admitted("bureau", DraftForm("bureau", "表三", {"women"}));
    EXPECT_EQ(Show("bureau", third).at("number"), "威表准〔2027〕1号");
}

TEST_P(ProposalApi, LetsTheKeyDecideWhenTwoRaceForANumber) {
    const UnitId gate = Unit("3710");
    const auto take = [&](std::int64_t id) {
        return database().Write(
            [&](storage::Tx& tx) { return TakeNumber(tx, gate, "regular", 2026, ProposalId{id}); });
    };
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::thread first([&] { a = take(1); });
    std::thread second([&] { b = take(2); });
    first.join();
    second.join();
    EXPECT_EQ(std::min(a, b), 1);
    EXPECT_EQ(std::max(a, b), 2);
}

TEST_P(ProposalApi, DecidesOnlyAtTheGateWhoseItIs) {
    const std::string proposal = Waiting();
    const json::object admit{{"verdict", "admit"}};
    const std::int64_t revision = RevisionOf("bureau", proposal);
    EXPECT_EQ(Post("bureau", At(proposal, "/decide"), admit, revision).status, 403);
    EXPECT_EQ(Post("village0", At(proposal, "/decide"), admit, revision).status, 403);
    EXPECT_EQ(Post("county-gate", At(proposal, "/decide"), admit, revision).status, 404);
    EXPECT_EQ(Post("gate", At(proposal, "/decide"), admit, revision + 1).status, 412);
    EXPECT_EQ(Post("gate", At(proposal, "/decide"), admit, revision).status, 200);
    EXPECT_EQ(CodeIn(Post("gate", At(proposal, "/decide"), admit, revision + 1)),
              "admission.proposal.not_waiting");
    EXPECT_EQ(Show("bureau", proposal).at("state"), "admitted");
}

TEST_P(ProposalApi, SendsACountysFormToTheCountysGate) {
    const std::string form = DraftForm("county-bureau", "县级台账", {"households", "people"}, "entitlement");
    const std::string proposal = Admitted("county-bureau", form, TownScope());
    EXPECT_EQ(Show("county-gate", proposal).at("gate").at("name"), "荣成市准入管理部门");
    // The city sees it within its territory, and leaves it where it is.
    EXPECT_EQ(Post("gate", At(proposal, "/decide"), json::object{{"verdict", "admit"}},
                   RevisionOf("gate", proposal))
                  .status,
              404);
    EXPECT_EQ(Decide("county-gate", proposal, {{"verdict", "admit"}}).status, 200);
    EXPECT_EQ(Show("county-bureau", proposal).at("number"), "荣表准〔2026〕1号");
}

TEST_P(ProposalApi, RefusesInTheOfficesName) {
    const std::string proposal = Waiting();
    EXPECT_EQ(FindingIn(Decide("gate", proposal, {{"verdict", "refuse"}})), "admission.decide.reason_needed");
    ASSERT_EQ(Decide("gate", proposal, {{"verdict", "refuse"}, {"reason", "户数、人口已有数据"}}).status,
              200);
    const json::value notices = Get("bureau", "/api/admission/notices").Json();
    const std::string message = Text(notices.at("items").at(0).at("message"));
    EXPECT_THAT(message, HasSubstr("威海市准入管理部门"));
    EXPECT_THAT(message, HasSubstr("户数、人口已有数据"));
    // The officer's name is nowhere.
    EXPECT_THAT(Get("bureau", At(proposal)).body, Not(HasSubstr("gate某")));
    const std::string form = Text(Show("bureau", proposal).at("form"));
    EXPECT_EQ(FindingIn(PublishForm("bureau", form)), "admission.form.refused");
}

TEST_P(ProposalApi, AdmitsWithChangesAndTakesTheFieldsOff) {
    const std::string proposal = Waiting();
    ASSERT_EQ(Decide("gate", proposal,
                     {{"verdict", "admit_with_changes"},
                      {"reason", "人口由公安部门提供"},
                      {"changes", json::array{json::object{{"field", "people"}, {"answer", "drop"}}}},
                      {"expires", "2026-12-31"}})
                  .status,
              200);
    const json::value shown = Show("bureau", proposal);
    EXPECT_EQ(shown.at("state"), "admitted_with_changes");
    EXPECT_EQ(shown.at("expires"), "2026-12-31");
    EXPECT_EQ(VerdictOf(shown, "people").at("answer"), "drop");
    EXPECT_EQ(FindingIn(PublishForm("bureau", Text(shown.at("form")))), "admission.form.field_left_out");
}

TEST_P(ProposalApi, CannotRefuseWhatWasHandedDown) {
    const std::string form = DraftForm("bureau", "省厅年报", {"households", "people"});
    const json::object handed{{"origin", "handed_down"}, {"document", "鲁民函〔2026〕8号"}};
    const std::string whole = Admitted("bureau", form, handed);
    EXPECT_EQ(Show("bureau", whole).at("state"), "recorded");
    EXPECT_EQ(Show("bureau", whole).at("number"), "威表备〔2026〕1号");
    const json::value upward = Get("gate", "/api/admission/upward").Json();
    EXPECT_EQ(upward.at("items").at(0).at("document"), "鲁民函〔2026〕8号");

    const std::string more = DraftForm("bureau", "省厅季报", {"men", "women"});
    const std::string added = Propose("bureau", more, handed);
    ASSERT_EQ(Put("bureau", At(added, "/fields"),
                  json::object{{"answers", json::array{json::object{{"field", "women"}, {"local", true}}}}},
                  RevisionOf("bureau", added))
                  .status,
              200);
    ASSERT_EQ(Submit("bureau", added).status, 200);
    EXPECT_EQ(Show("bureau", added).at("state"), "waiting");
    EXPECT_EQ(CodeIn(Decide("gate", added, {{"verdict", "refuse"}, {"reason", "不需要"}})),
              "admission.decide.handed_down");
    ASSERT_EQ(Decide("gate", added,
                     {{"verdict", "admit_with_changes"},
                      {"reason", "本地增加的去掉"},
                      {"changes", json::array{json::object{{"field", "women"}, {"answer", "drop"}}}}})
                  .status,
              200);
    EXPECT_EQ(Show("bureau", added).at("state"), "recorded");
}

TEST_P(ProposalApi, RecordsASurveyWithoutJudgingIt) {
    const std::string form = DraftForm("bureau", "农业调查", {"area"}, "statistical");
    const std::string proposal = Admitted("bureau", form);
    const json::value shown = Show("bureau", proposal);
    EXPECT_EQ(shown.at("state"), "recorded");
    EXPECT_TRUE(shown.at("number").is_null());
    EXPECT_EQ(shown.at("approval"), "威统制〔2026〕6号");
    EXPECT_EQ(PublishForm("bureau", form).status, 201);
}

TEST_P(ProposalApi, LetsAnEmergencyOutAtOnceAndHoldsItToItsHours) {
    const std::string form = DraftForm("bureau", "防台转移统计", {"people"}, "routine", "once");
    EXPECT_EQ(
        FindingIn(Post("bureau", "/api/admission/proposals", ProposalBody(form, {{"origin", "emergency"}}))),
        "admission.proposal.leader_missing");
    const std::string proposal = Propose("bureau", form, {{"origin", "emergency"}, {"leader", "分管副市长"}});
    EXPECT_EQ(Show("bureau", proposal).at("number"), "威表急〔2026〕1号");
    EXPECT_EQ(PublishForm("bureau", form).status, 201);
    EXPECT_EQ(Get("gate", At(proposal)).status, 200);
    clock().Advance(std::chrono::hours(25));
    EXPECT_EQ(FindingIn(PublishForm("bureau", form)), "admission.form.emergency_not_filed");
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    EXPECT_EQ(Show("bureau", proposal).at("state"), "filed_late");
    const json::value counts = Get("gate", "/api/admission/emergencies").Json();
    EXPECT_EQ(counts.at("items").at(0).at("published"), 1);
    EXPECT_EQ(counts.at("items").at(0).at("filed_late"), 1);
    // The count opens to what it counts.
    const std::string entries = "/api/admission/emergencies/entries?issuer=" + Unit("3710-mzj").ToString();
    EXPECT_EQ(Get("bureau", entries).status, 403);
    EXPECT_EQ(Get("county-gate", entries).status, 404);
    EXPECT_EQ(Get("gate", "/api/admission/emergencies/entries").status, 422);
    const json::value opened = Get("gate", entries).Json();
    ASSERT_EQ(opened.at("items").as_array().size(), 1u);
    const json::value& entry = opened.at("items").at(0);
    EXPECT_EQ(Text(entry.at("id")), proposal);
    EXPECT_EQ(entry.at("filing"), "late");
    EXPECT_EQ(entry.at("leader"), "分管副市长");
    EXPECT_EQ(ParseInstant(Text(entry.at("filing_due")))
                  ->Since(ParseInstant(Text(entry.at("published_at"))).value()),
              std::chrono::milliseconds(std::chrono::hours(24)).count());
    EXPECT_FALSE(Text(entry.at("expires")).empty());
    const std::string waiting = DraftForm("bureau", "防汛值守", {"men"}, "routine", "once");
    Propose("bureau", waiting, {{"origin", "emergency"}, {"leader", "分管副市长"}});
    EXPECT_EQ(Get("gate", entries).Json().at("items").at(0).at("filing"), "due") << "the newest first";
    clock().Advance(std::chrono::hours(25));
    EXPECT_EQ(Get("gate", entries).Json().at("items").at(0).at("filing"), "not_filed");
    EXPECT_TRUE(Get("gate", entries + "&year=2025").Json().at("items").as_array().empty());
    clock().Advance(std::chrono::hours(24 * 8));
    EXPECT_EQ(FindingIn(PublishForm("bureau", form)), "admission.form.expired");
}

TEST_P(ProposalApi, EscalatesWhereTheGateIsSilent) {
    const std::string form = DraftForm("county-bureau", "县级台账", {"households", "people"}, "entitlement");
    const std::string proposal = Admitted("county-bureau", form, TownScope());
    clock().Advance(std::chrono::hours(24 * 14));
    RunClock();
    EXPECT_EQ(Show("gate", proposal).at("gate").at("name"), "威海市准入管理部门");
    EXPECT_EQ(Post("county-gate", At(proposal, "/decide"), json::object{{"verdict", "admit"}},
                   RevisionOf("gate", proposal))
                  .status,
              404);
    EXPECT_EQ(Decide("gate", proposal, {{"verdict", "admit"}}).status, 200);
}

TEST_P(ProposalApi, AdmitsBySilenceWhereThePolicySaysSo) {
    HoldEverywhere("households");
    const std::string proposal =
        Propose("bureau", DraftForm("bureau", "村基本情况表", {"households"}), TownScope());
    ASSERT_EQ(Put("bureau", At(proposal, "/fields"),
                  json::object{{"answers", json::array{json::object{{"field", "households"},
                                                                    {"answer", "ask"},
                                                                    {"justification", "重新核定户数"}}}}},
                  RevisionOf("bureau", proposal))
                  .status,
              200);
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    EXPECT_EQ(Show("bureau", proposal).at("due"), "2026-09-08");
    clock().Set(StartOf(Date::From(2026, 9, 8)).Plus(std::chrono::hours(9)));
    RunClock();
    EXPECT_EQ(Show("bureau", proposal).at("state"), "waiting");
    clock().Advance(std::chrono::hours(24));
    RunClock();
    EXPECT_EQ(Show("bureau", proposal).at("state"), "admitted");
}

TEST_P(ProposalApi, WarnsThirtyAndSevenDaysAheadAndThenEnds) {
    const std::string form = DraftForm("bureau", "村基本情况表", {"households"});
    const std::string proposal = Admitted("bureau", form);
    const auto kinds = [&] {
        std::string words;
        const json::value shown = Get("bureau", "/api/admission/notices").Json();
        for (const json::value& item : shown.at("items").as_array()) words += Text(item.at("kind")) + " ";
        return words;
    };
    clock().Set(StartOf(Date::From(2027, 7, 31)).Plus(std::chrono::hours(9)));
    RunClock();
    EXPECT_EQ(kinds(), "");
    clock().Set(StartOf(Date::From(2027, 8, 1)).Plus(std::chrono::hours(9)));
    RunClock();
    EXPECT_EQ(kinds(), "expires ");
    clock().Set(StartOf(Date::From(2027, 8, 24)).Plus(std::chrono::hours(9)));
    RunClock();
    EXPECT_EQ(kinds(), "expires expires ");
    clock().Set(StartOf(Date::From(2027, 9, 1)).Plus(std::chrono::hours(9)));
    EXPECT_EQ(Show("bureau", proposal).at("state"), "expired");
    RunClock();
    EXPECT_EQ(kinds(), "expired expires expires ");
    EXPECT_EQ(FindingIn(PublishForm("bureau", form)), "admission.form.expired");
}

TEST_P(ProposalApi, StopsMergesAndRevivesWithTheirHistory) {
    const std::string form = DraftForm("bureau", "表一", {"households"});
    const std::string other = DraftForm("bureau", "表二", {"households", "men"});
    const std::string proposal = Admitted("bureau", form);
    Admitted("bureau", other, {{"justification_rows", ""}});
    const json::object reason{{"reason", "与表二重复"}};
    EXPECT_EQ(Post("other-bureau", "/api/admission/forms/" + form + "/stop", reason).status, 404);
    EXPECT_EQ(Post("village0", "/api/admission/forms/" + form + "/stop", reason).status, 403);
    ASSERT_EQ(Post("gate", "/api/admission/forms/" + form + "/stop", reason).status, 200);
    EXPECT_EQ(FindingIn(PublishForm("bureau", form)), "admission.form.stopped");
    EXPECT_EQ(CodeIn(Post("gate", "/api/admission/forms/" + form + "/stop", reason)),
              "admission.keep.not_in_force");
    ASSERT_EQ(Post("bureau", "/api/admission/forms/" + form + "/revive", reason).status, 200);
    EXPECT_EQ(PublishForm("bureau", form).status, 201);
    ASSERT_EQ(Post("bureau", "/api/admission/forms/" + form + "/merge",
                   json::object{{"into", other}, {"reason", "合并"}})
                  .status,
              200);
    std::string history;
    const json::value shown = Show("bureau", proposal);
    for (const json::value& event : shown.at("history").as_array()) history += Text(event.at("what")) + " ";
    EXPECT_EQ(history, "begun submitted admitted_at_once stopped revived merged ");
    EXPECT_EQ(shown.at("history").at(3).at("by"), "威海市准入管理部门");
}

TEST_P(ProposalApi, KeepsADirectoryThatEverybodyReads) {
    Admitted("bureau", DraftForm("bureau", "村基本情况表", {"households"}));
    Waiting();
    const json::value shown = Get("village0", "/api/admission/directory").Json();
    ASSERT_EQ(shown.at("items").as_array().size(), 1u);
    EXPECT_EQ(shown.at("items").at(0).at("number"), "威表准〔2026〕1号");
    EXPECT_EQ(
        Get("village0", "/api/admission/directory?q=%E5%9F%BA%E6%9C%AC").Json().at("items").as_array().size(),
        1u);
    EXPECT_EQ(Get("village0", "/api/admission/directory?q=%25").Json().at("items").as_array().size(), 0u);
    EXPECT_EQ(Get("village0", "/api/admission/directory?state=stopped").Json().at("items").as_array().size(),
              0u);
    EXPECT_EQ(Get("village0", "/api/admission/directory?year=2025").Json().at("items").as_array().size(), 0u);
    EXPECT_EQ(Get("", "/api/admission/directory").status, 401);
    const Answered file = Get("village0", "/api/admission/directory.xlsx");
    EXPECT_EQ(file.status, 200);
    EXPECT_EQ(file.body.substr(0, 2), "PK");
}

TEST_P(ProposalApi, LetsTheTopmostGateChangeThePoliciesAndNobodyElse) {
    json::object policies = Get("gate", "/api/admission/policies").Json().as_object();
    for (const char* read : {"revision", "writable", "history"}) policies.erase(read);
    policies["policies"].as_array()[3].as_object()["most_hours"] = 0;
    EXPECT_EQ(Put("county-gate", "/api/admission/policies", policies, 1).status, 403);
    EXPECT_EQ(Put("bureau", "/api/admission/policies", policies, 1).status, 403);
    EXPECT_EQ(Put("village0", "/api/admission/policies", policies, 1).status, 403);
    const Answered changed = Put("gate", "/api/admission/policies", policies, 1);
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(Put("gate", "/api/admission/policies", policies, 1).status, 412);
    const std::string proposal = Admitted("bureau", DraftForm("bureau", "村基本情况表", {"households"}));
    EXPECT_EQ(Show("bureau", proposal).at("state"), "waiting");
    EXPECT_EQ(Get("gate", "/api/admission/queue").Json().at("items").as_array().size(), 1u);
    EXPECT_EQ(Get("bureau", "/api/admission/queue").status, 403);
}

TEST_P(ProposalApi, LetsOneProposalOfAFormBeUnderWay) {
    const std::string form = DraftForm("bureau", "村基本情况表", {"households"});
    Propose("bureau", form);
    EXPECT_EQ(CodeIn(Post("bureau", "/api/admission/proposals", ProposalBody(form))),
              "admission.proposal.under_way");
}

TEST_P(ProposalApi, RegistersFormsFromBeforeTheGateAsTheyStand) {
    const std::string form = DraftForm("bureau", "老表", {"households"});
    database().Write([&](storage::Tx& tx) {
        const auto draft = forms::FindDraft(tx, forms::FormId{ParseIdValue(form).value()}).value();
        Draft known = DraftOf(FormId{draft.form.value}, draft.owner, draft.definition);
        known.number = "威民表〔2025〕1 号";
        known.valid_until = Date::From(2026, 12, 31);
        RegisterAdmitted(tx, known, {Unit(tx, "3710"), directory::Level::kVillage, "老表", {}});
    });
    EXPECT_EQ(FindingIn(PublishForm("bureau", form,
                                    {{"scope", json::array{json::object{{"unit", Unit("3710").ToString()},
                                                                        {"level", "township"}}}}})),
              "admission.form.wider_scope");
    EXPECT_EQ(PublishForm("bureau", form).status, 201);
    const auto live = database().Read(
        [&](storage::Snapshot& snapshot) { return ListAskingFor(snapshot, elements_.at("households")); });
    ASSERT_EQ(live.size(), 1u);
    EXPECT_EQ(live.front().number, "威民表〔2025〕1 号");
}

}  // namespace
}  // namespace qz::admission
