#include "admission/sample_gate.hpp"

namespace qz::admission {
namespace {

using sample::Answered;
using sample::kVillages;

class CoverageApi : public sample::Hall {
 protected:
    static std::string Coverage(const std::string& proposal, std::string_view query) {
        return At(proposal, "/coverage?" + std::string(query));
    }
    // "大庄村委会 held 2026-09-01 期初数据", one for each unit.
    std::vector<std::string> Lines(const Answered& answer) {
        EXPECT_EQ(answer.status, 200) << answer.body;
        std::vector<std::string> lines;
        const json::value page = answer.Json();
        for (const json::value& item : page.at("items").as_array()) {
            std::string line = Text(item.at("unit").at("name")) + " " + Text(item.at("state"));
            if (!item.at("as_of").is_null())
                line += " " + Text(item.at("as_of")) + " " + Text(item.at("source").at("label"));
            lines.push_back(line);
        }
        return lines;
    }
    std::string TownDraft(const std::vector<std::string>& codes) {
        return Propose("bureau", DraftForm("bureau", "村基本情况表", codes), TownScope());
    }
};
QZ_ON_BOTH_ENGINES(CoverageApi);

TEST_P(CoverageApi, OpensTheFigureToItsUnits) {
    Hold(kVillages[0], "households", "12");
    Hold(kVillages[1], "households", "13", {}, 400);
    const std::string proposal = TownDraft({"households"});
    const Answered answer = Get("bureau", Coverage(proposal, "field=households"));
    EXPECT_EQ(Lines(answer), (std::vector<std::string>{"大庄村委会 held 2026-09-01 期初数据",
                                                       "小庄村委会 stale 2025-07-28 期初数据",
                                                       "东山村委会 not_held", "西山村委会 not_held",
                                                       "南泊村委会 not_held", "北泊村委会 not_held"}));
    EXPECT_EQ(answer.Json().at("coverage"), VerdictOf(Show("bureau", proposal), "households").at("coverage"));
    EXPECT_EQ(answer.Json().at("items").at(0).at("within"), "俚岛镇");
    EXPECT_EQ(Lines(Get("bureau", Coverage(proposal, "field=households&state=stale"))),
              std::vector<std::string>{"小庄村委会 stale 2025-07-28 期初数据"});
    EXPECT_EQ(Lines(Get("bureau", Coverage(proposal, "field=households&state=not_held"))).size(), 4u);
    EXPECT_EQ(FindingIn(Get("bureau", Coverage(proposal, "field=men"))), "admission.answer.unknown_field");
    EXPECT_EQ(FindingIn(Get("bureau", Coverage(proposal, "field=households&state=late"))),
              "platform.http.not_one_of");
}

TEST_P(CoverageApi, GoesOnWhereThePageEnded) {
    HoldEverywhere("households");
    const std::string proposal = TownDraft({"households"});
    std::vector<std::string> units;
    std::string cursor;
    for (int pages = 1; pages <= 3; ++pages) {
        const Answered answer =
            Get("bureau", Coverage(proposal, "field=households&state=held&limit=2" + cursor));
        for (const std::string& line : Lines(answer)) units.push_back(line);
        const json::value next = answer.Json().at("next");
        EXPECT_EQ(next.is_null(), pages == 3);
        if (next.is_string()) cursor = "&cursor=" + Text(next);
    }
    ASSERT_EQ(units.size(), 6u);
    EXPECT_EQ(units.front(), "大庄村委会 held 2026-09-01 期初数据");
    EXPECT_EQ(units.back(), "北泊村委会 held 2026-09-01 期初数据");
}

TEST_P(CoverageApi, ShowsItToWhoeverMaySeeTheDraft) {
    const std::string proposal = TownDraft({"households"});
    const std::string target = Coverage(proposal, "field=households");
    EXPECT_EQ(Get("bureau", target).status, 200);
    for (const char* login : {"other-bureau", "county-bureau", "gate", "county-gate"})
        EXPECT_EQ(Get(login, target).status, 404) << login;
    EXPECT_EQ(Get("village0", target).status, 403);
    EXPECT_EQ(Get("", target).status, 401);
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    EXPECT_EQ(Get("gate", target).status, 200);
    EXPECT_EQ(Get("county-gate", target).status, 404);
}

TEST_P(CoverageApi, SaysNothingOfThePeopleBehindAUnit) {
    Hold(kVillages[0], "elder_name", "毕玉芝", "elders:a");
    Hold(kVillages[0], "elder_name", "许洪福", "elders:b", 30);
    const std::string proposal = TownDraft({"elder_name"});
    const Answered answer = Get("bureau", Coverage(proposal, "field=elder_name&state=held"));
    EXPECT_EQ(Lines(answer), std::vector<std::string>{"大庄村委会 held 2026-09-01 期初数据"});
    for (const char* text : {"毕玉芝", "许洪福", "elders"})
        EXPECT_EQ(answer.body.find(text), std::string::npos) << text;
    const json::object item = answer.Json().at("items").at(0).as_object();
    for (const auto& member : item) {
        const std::string_view name = member.key();
        EXPECT_TRUE(name == "id" || name == "unit" || name == "within" || name == "state" ||
                    name == "as_of" || name == "source")
            << name;
    }
}

TEST_P(CoverageApi, OpensWhatTheGateWasShownAsItStoodThen) {
    Hold(kVillages[0], "households", "12");
    Hold(kVillages[1], "households", "13", {}, 400);
    const std::string proposal = Propose(
        "bureau", DraftForm("bureau", "津贴核对表", {"households", "people"}, "entitlement"), TownScope());
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    const std::string target = Coverage(proposal, "field=households");
    const std::vector<std::string> before = Lines(Get("gate", target));
    EXPECT_EQ(before[1], "小庄村委会 stale 2025-07-28 期初数据");
    clock().Advance(std::chrono::hours(48));
    Hold(kVillages[1], "households", "14");
    Hold(kVillages[2], "households", "15");
    const Answered answer = Get("gate", target);
    EXPECT_EQ(Lines(answer), before);
    EXPECT_EQ(answer.Json().at("frozen"), true);
    EXPECT_EQ(answer.Json().at("as_of"), Show("gate", proposal).at("submitted_at"));
    EXPECT_EQ(answer.Json().at("coverage"),
              json::value({{"held", 2}, {"fresh", 1}, {"stale", 1}, {"of", 6}}));
}

TEST_P(CoverageApi, ForgetsNothingThatWasTakenOutLater) {
    Hold(kVillages[0], "households", "12");
    const std::string proposal = Propose(
        "bureau", DraftForm("bureau", "津贴核对表", {"households", "people"}, "entitlement"), TownScope());
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    clock().Advance(std::chrono::hours(1));
    database().Write([&](storage::Tx& tx) {
        catalogue::AppendHeld(tx, Unit(tx, kVillages[0]), nullptr, {"correction", "更正", 2},
                              {{elements_.at("households"), "", std::nullopt, "", DateOf(tx.Now())}});
    });
    EXPECT_EQ(Lines(Get("gate", Coverage(proposal, "field=households")))[0],
              "大庄村委会 held 2026-09-01 期初数据");
    const std::string live = TownDraft({"households"});
    EXPECT_EQ(Lines(Get("bureau", Coverage(live, "field=households")))[0], "大庄村委会 not_held");
}

TEST_P(CoverageApi, OpensTheHoursOfTheDirectoryToEverybody) {
    HoldEverywhere("households");
    const std::string form = DraftForm("bureau", "村基本情况表", {"households", "people"});
    const std::string proposal = Propose("bureau", form, TownScope());
    const std::string target = "/api/admission/directory/" + proposal;
    EXPECT_EQ(Get("village0", target).status, 404) << "a draft is nobody's but the department's";
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    const Answered answer = Get("village0", target);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::value shown = answer.Json();
    EXPECT_EQ(shown.at("bill"), Show("bureau", proposal).at("bill"));
    EXPECT_EQ(shown.at("bill").at("hours_asking"), shown.at("hours_per_year"));
    EXPECT_EQ(shown.at("scope").at(0).at("unit").at("name"), "俚岛镇");
    EXPECT_FALSE(shown.as_object().contains("purpose"));
    EXPECT_EQ(Get("", target).status, 401);
}

TEST_P(CoverageApi, KeepsARefusedFormOutOfTheDirectory) {
    const std::string form = DraftForm("bureau", "厕所革命周报", {"households"}, "entitlement");
    const std::string proposal = Admitted("bureau", form);
    ASSERT_EQ(Decide("gate", proposal, {{"verdict", "refuse"}, {"reason", "重复"}}).status, 200);
    EXPECT_EQ(Get("village0", "/api/admission/directory/" + proposal).status, 404);
}

TEST_P(CoverageApi, KeepsTheBillOfAFormFromBeforeTheGate) {
    const std::string form = DraftForm("bureau", "老表", {"households"});
    const ProposalId proposal = database().Write([&](storage::Tx& tx) {
        const auto draft = forms::FindDraft(tx, forms::FormId{ParseIdValue(form).value()}).value();
        Draft known = DraftOf(FormId{draft.form.value}, draft.owner, draft.definition);
        known.number = "威民表〔2025〕1 号";
        return RegisterAdmitted(tx, known, {Unit(tx, "3710"), directory::Level::kVillage, "老表", {}});
    });
    const json::value shown = Get("village0", "/api/admission/directory/" + proposal.ToString()).Json();
    EXPECT_EQ(shown.at("bill").at("units"), 6);
    EXPECT_EQ(shown.at("bill").at("hours_asking"), shown.at("hours_per_year"));
    const json::value page = Show("bureau", proposal.ToString());
    EXPECT_EQ(page.at("bill"), shown.at("bill"));
    ASSERT_EQ(page.at("verdicts").as_array().size(), 1u);
    EXPECT_EQ(FindingIn(Get("bureau", Coverage(proposal.ToString(), "field=households"))),
              "admission.answer.unknown_field");
}

}  // namespace
}  // namespace qz::admission
