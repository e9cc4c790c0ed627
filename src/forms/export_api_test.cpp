#include "forms/sample_office.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::forms {
namespace {

using sample::Answer;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kNumber = "37100219450421042X";

// Whole ID numbers of many units leave when two people want it (SECURITY B8).
class ExportApi : public sample::Office {
 protected:
    void SetUp() override {
        Office::SetUp();
        AddWithCode("3710-mzj", "department_officer", "asker");
        AddWithCode("3710-mzj", "department_head", "second");
        AddJobs(runner_, connections_);
        task_ = Publish(fixtures::kElderlyForm);
        const std::string rows =
            R"({"rows":{"new-1":{"state":"added","cells":{"elder_name":"张桂兰","elder_id":")" +
            std::string(kNumber) + R"(","elder_state":"1","elder_amount":"100"}}}})";
        ASSERT_EQ(Submit("dazhuang", task_, "371082101201", rows).status, 200);
    }

    std::string Exports(std::string_view act = "") const {
        return "/api/forms/tasks/" + task_ + "/exports" + std::string(act);
    }
    std::string File(const std::string& id) const { return "/api/forms/exports/" + id + "/file"; }
    std::string Ask(const std::string& login = "asker") {
        return IdIn(Post(login, Exports(), R"({"full_numbers":true,"purpose":"核对待遇发放名单"})"));
    }
    Answer Say(const std::string& login, const std::string& id, std::string_view verdict) {
        return Post(login, Exports("/" + id + "/decision"), R"({"verdict":")" + std::string(verdict) + "\"}");
    }
    // Every cell of the workbook, a line each.
    std::string CellsOf(const std::string& file) {
        std::string all;
        workbook::ReadOptions options;
        options.is_header = [](const std::vector<std::string>& names) { return names.size() > 3; };
        workbook::ReadTable(workbook::Source::Memory(file), options,
                            {.header = [](const workbook::Header&) { return true; },
                             .row =
                                 [&](const workbook::Row& row) {
                                     for (const workbook::Cell& cell : row.cells) all += cell.text + "\n";
                                     return true;
                                 }});
        return all;
    }

    jobs::Runner runner_{database(), clock()};
    std::string task_;
};
QZ_ON_BOTH_ENGINES(ExportApi);

TEST_P(ExportApi, MasksNumbersForWhoeverAsksAlone) {
    const std::string id = IdIn(Post("bureau", Exports(), "{}"));
    runner_.RunDue();
    const std::string cells = CellsOf(Get("bureau", File(id)).body);
    EXPECT_THAT(cells, HasSubstr("张桂兰"));
    EXPECT_THAT(cells, Not(HasSubstr(kNumber)));
}

TEST_P(ExportApi, GivesWholeNumbersToTheAskerOnceAnotherPersonAgreed) {
    const std::string id = Ask();
    runner_.RunDue();
    EXPECT_EQ(Get("asker", File(id)).status, 409);
    EXPECT_EQ(CodeIn(Say("asker", id, "agree")), "forms.export.same_person");
    EXPECT_TRUE(Get("asker", Exports()).Json().at("to_decide").as_array().empty());
    const json::value waiting = Get("second", Exports()).Json().at("to_decide").at(0);
    EXPECT_EQ(Text(waiting.at("id")), id);
    EXPECT_EQ(waiting.at("purpose"), "核对待遇发放名单");
    ASSERT_EQ(Say("second", id, "agree").status, 200);
    EXPECT_EQ(CodeIn(Say("second", id, "refuse")), "forms.export.decided");
    runner_.RunDue();
    EXPECT_THAT(CellsOf(Get("asker", File(id)).body), HasSubstr(kNumber));
    EXPECT_EQ(Get("second", File(id)).status, 404) << "who agrees does not take it home";
    EXPECT_EQ(Get("bureau", File(id)).status, 404);
}

TEST_P(ExportApi, KeepsWholeNumbersForADay) {
    const std::string id = Ask();
    ASSERT_EQ(Say("second", id, "agree").status, 200);
    runner_.RunDue();
    ASSERT_EQ(Get("asker", File(id)).status, 200);
    clock().Advance(std::chrono::hours(25));
    EXPECT_EQ(CodeIn(Get("asker", File(id))), "forms.export.gone");
    runner_.RunDue();
    EXPECT_EQ(Get("asker", "/api/forms/exports/" + id).Json().at("state"), "deleted");
    EXPECT_FALSE(std::filesystem::exists(connections_.exports / (id + ".xlsx")));
}

TEST_P(ExportApi, MakesNothingThatTheSecondPersonRefused) {
    const std::string id = Ask();
    ASSERT_EQ(Say("second", id, "refuse").status, 200);
    runner_.RunDue();
    EXPECT_EQ(Get("asker", "/api/forms/exports/" + id).Json().at("state"), "refused");
    EXPECT_EQ(Get("asker", File(id)).status, 409);
}

TEST_P(ExportApi, AsksForAPurposeForTwoFactorsAndForNumbersToShow) {
    const Answer without = Post("asker", Exports(), R"({"full_numbers":true})");
    EXPECT_EQ(without.status, 422);
    EXPECT_THAT(without.body, HasSubstr("forms.export.purpose_missing"));
    EXPECT_EQ(CodeIn(Post("bureau", Exports(), R"({"full_numbers":true,"purpose":"核对"})")),
              "forms.export.two_factors");
    const std::string plain = Publish(fixtures::kVillageForm, {{"title", "基本情况"}});
    EXPECT_THAT(
        Post("asker", "/api/forms/tasks/" + plain + "/exports", R"({"full_numbers":true,"purpose":"核对"})")
            .body,
        HasSubstr("forms.export.no_numbers"));
    const std::string id = Ask();
    EXPECT_EQ(CodeIn(Say("bureau", id, "agree")), "forms.export.two_factors");
    EXPECT_EQ(Say("county", id, "agree").status, 404) << "the whole city is beyond a county";
    EXPECT_EQ(Say("other-bureau", id, "agree").status, 404);
}

}  // namespace
}  // namespace qz::forms
