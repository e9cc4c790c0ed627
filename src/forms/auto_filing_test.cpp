#include "forms/auto_filing.hpp"

#include <thread>

#include "forms/filed_store.hpp"
#include "forms/sample_office.hpp"

namespace qz::forms {
namespace {

// As fixtures::kVillageForm, with nothing that a person has to confirm each time.
constexpr std::string_view kRoutineForm = R"json({
  "title": "村基本情况表", "class": "routine", "layout": "single", "period": "yearly",
  "marks": {"admission_number": "威民表〔2026〕1 号", "issuer": "威海市民政局", "valid_until": "2027-12-31"},
  "fields": [
    {"code": "households", "required": true, "least": "1", "most": "5000", "total": true},
    {"code": "people", "required": true, "total": true},
    {"code": "men"}, {"code": "women"},
    {"code": "area", "total": true}],
  "rules": [{"expression": "男性人口 + 女性人口 = 人口", "message": "男女合计应等于人口"}]})json";

class AutoFiling : public sample::Office {
 protected:
    void SetUp() override {
        Office::SetUp();
        Hold("371082101201", {{"households", "412"}, {"people", "1000"}, {"men", "510"}, {"women", "490"}});
        Hold("371082102201", {{"households", "80"}, {"people", "200"}});
        Hold("371083101201", {{"people", "300"}});  // households are not known
        Add("371083101201", "village_clerk", "xicun");
    }

    void Hold(std::string_view unit, const std::vector<std::pair<std::string, std::string>>& values) {
        database().Write([&](storage::Tx& tx) {
            std::vector<catalogue::NewHeld> held;
            for (const auto& [code, value] : values) {
                held.push_back({catalogue::AllElements(tx)->FindCode(code)->id, "", value, "2026",
                                Date::From(2026, 8, 1)});
            }
            catalogue::AppendHeld(tx, Unit(tx, unit), nullptr, {"stock", "民政局台账", 0}, held);
        });
    }

    std::string PublishAuto(std::string_view definition = kRoutineForm) {
        std::string task = Publish(definition, {{"auto", true}});
        run_ = FileUnopened(database(), *keys_, TaskId{ParseIdValue(task).value()});
        return task;
    }

    json::value Totals(const std::string& task, std::string_view act) {
        return Get("bureau", "/api/forms/tasks/" + task + std::string(act)).Json();
    }

    // Every figure of the task as roll-ups read it: (unit's ordinal, figures), in the order given.
    std::vector<std::pair<Ordinal, std::string>> Figures(const std::string& task, bool anew) {
        return database().Read([&](storage::Snapshot& snapshot) {
            std::vector<std::pair<Ordinal, std::string>> figures;
            const auto note = [&](Ordinal unit, ReturnState state, std::string_view text) {
                if (Counts(state)) figures.emplace_back(unit, std::string(text));
            };
            const TaskId id{ParseIdValue(task).value()};
            const OrdinalRange all = directory::CurrentTree(snapshot)->Subtree(0);
            anew ? RecomputeFigures(snapshot, id, all, note) : ForEachFigures(snapshot, id, all, note);
            return figures;
        });
    }

    FilingRun run_;
};

TEST_P(AutoFiling, RefusesClassesThatForbidItAndNamesTheClause) {
    for (const char* form_class : {"entitlement", "statistical"}) {
        std::string definition(kRoutineForm);
        definition.replace(definition.find("routine"), 7, form_class);
        if (std::string_view(form_class) == "statistical") {
            definition.replace(definition.find("\"valid_until\""), 0,
                               R"("form_number": "村 1 表", "approval": "国统制〔2026〕1 号", )");
        }
        const auto answer =
            Post("bureau", "/api/forms/tasks", TaskBody(Freeze(definition), {{"auto", true}}));
        EXPECT_EQ(answer.status, 422) << answer.body;
        EXPECT_NE(answer.body.find("forms.auto." + std::string(form_class)), std::string::npos)
            << answer.body;
        EXPECT_EQ(Post("bureau", "/api/forms/tasks", TaskBody(Freeze(definition))).status, 201);
    }
}

TEST_P(AutoFiling, FilesNothingForAUnitThatDisputesAValueOrDoubtsTheTask) {
    const std::string first = Publish(kRoutineForm, {{"title", "先报一次"}});
    ASSERT_EQ(Submit("dazhuang", first, "371082101201", R"({"answers":{"households":"999"}})").status, 200);
    const std::string task = Publish(kRoutineForm, {{"auto", true}});
    const UnitId doubts = Unit("371082102201");
    const TaskId id{ParseIdValue(task).value()};
    database().Write([&](storage::Tx& tx) { PauseUnit(tx, id, doubts); });
    run_ = FileUnopened(database(), *keys_, id);
    EXPECT_EQ(run_.filed, 0);
    database().Write([&](storage::Tx& tx) { ResumeUnit(tx, id, doubts); });
    run_ = FileUnopened(database(), *keys_, id);
    EXPECT_EQ(run_.filed, 1);
}

TEST_P(AutoFiling, FilesWhatIsKnownInFullAndAsksTheOthers) {
    const std::string task = PublishAuto();
    EXPECT_EQ(run_.filed, 2);
    EXPECT_EQ(run_.unknown, 2);
    EXPECT_EQ(run_.rows, 1);  // one county, one row

    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    EXPECT_EQ(view.at("state"), "approved");
    EXPECT_EQ(view.at("origin"), "system");
    EXPECT_EQ(view.at("why_not"), "forms.return.filed_by_hub");
    EXPECT_EQ(view.at("values").at("people").at("value"), "1000");
    EXPECT_EQ(view.at("sources").at(0).at("label"), "民政局台账");
    const json::value todo = Get("dazhuang", "/api/forms/inbox?state=todo").Json();
    EXPECT_TRUE(todo.at("items").as_array().empty());
    const json::value done = Get("dazhuang", "/api/forms/inbox?state=done").Json();
    EXPECT_EQ(done.at("items").at(0).at("filed_by_hub"), true);
    const json::value history = Get("dazhuang", "/api/forms/history").Json();
    EXPECT_EQ(history.at("items").at(0).at("origin"), "system");

    const json::value asked = Get("xicun", At(task, "371083101201")).Json();
    EXPECT_EQ(asked.at("state"), "new");
    const json::value progress = Totals(task, "/progress");
    EXPECT_EQ(progress.at("total").at("approved"), 2);
    EXPECT_EQ(progress.at("total").at("missing"), 2);
    const json::value shown = Totals(task, "");
    EXPECT_EQ(shown.at("filed"), 2);
}

TEST_P(AutoFiling, LeavesWhatARuleDoubtsToAPerson) {
    Hold("371082101202", {{"households", "10"}, {"people", "50"}, {"men", "20"}, {"women", "20"}});
    PublishAuto();
    EXPECT_EQ(run_.filed, 2);
    EXPECT_EQ(run_.unknown, 2);
}

TEST_P(AutoFiling, CountsACorrectionInPlaceOfWhatItFiled) {
    const std::string task = PublishAuto();
    const auto before = Figures(task, false);
    ASSERT_EQ(before.size(), 2U);
    EXPECT_EQ(before.at(0).second, "412,1000,510,490,");
    EXPECT_EQ(Figures(task, true), before);

    // While the unit looks, what was filed still counts.
    ASSERT_EQ(Post("dazhuang", At(task, "371082101201", "/open")).status, 201);
    EXPECT_EQ(Figures(task, false), before);
    EXPECT_EQ(Figures(task, true), before);
    const json::value open = Get("dazhuang", At(task, "371082101201")).Json();
    EXPECT_EQ(open.at("state"), "open");
    EXPECT_EQ(open.at("values").at("households").at("value"), "412");

    ASSERT_EQ(Submit("dazhuang", task, "371082101201", R"({"answers":{"households":"413"}})").status, 200);
    const auto after = Figures(task, false);
    ASSERT_EQ(after.size(), 2U);
    EXPECT_EQ(after.at(0).second, "413,1000,510,490,");
    EXPECT_EQ(Figures(task, true), after);
    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    EXPECT_EQ(view.at("origin"), "manual");
}

TEST_P(AutoFiling, FilesLaterWhatHasBecomeKnownAndNothingTwice) {
    const std::string task = PublishAuto();
    const TaskId id{ParseIdValue(task).value()};
    EXPECT_EQ(FileUnopened(database(), *keys_, id).filed, 0);
    Hold("371082101202", {{"households", "10"}, {"people", "50"}});
    const FilingRun again = FileUnopened(database(), *keys_, id);
    EXPECT_EQ(again.filed, 1);
    EXPECT_EQ(again.unknown, 1);
    const auto figures = Figures(task, false);
    ASSERT_EQ(figures.size(), 3U);
    EXPECT_TRUE(std::is_sorted(figures.begin(), figures.end()));
    EXPECT_EQ(Figures(task, true), figures);
}

TEST_P(AutoFiling, StopsWithTheTask) {
    const std::string task = Publish(kRoutineForm, {{"auto", true}});
    ASSERT_EQ(PostAt("bureau", "/api/forms/tasks/" + task + "/pause", 1, R"({"reason":"核对口径"})").status,
              200);
    EXPECT_EQ(FileUnopened(database(), *keys_, TaskId{ParseIdValue(task).value()}).filed, 0);
}

TEST_P(AutoFiling, OpensEveryFigureToItsEntries) {
    const std::string task = PublishAuto();
    ASSERT_EQ(Submit("xiaozhuang", task, "371082101202",
                     R"({"answers":{"households":"10","people":"50","men":null,"women":null}})")
                  .status,
              200);
    EXPECT_EQ(Get("", "/api/forms/figures").status, 401);
    const json::value shown = Get("bureau", "/api/forms/figures?by=form").Json();
    const json::value& total = shown.at("total");
    EXPECT_EQ(total.at("due"), 4);
    EXPECT_EQ(total.at("reported"), 3);
    EXPECT_EQ(total.at("zero_touch"), 2);
    EXPECT_EQ(total.at("cells"), 4 + 2 + 2);
    EXPECT_EQ(total.at("typed"), 2);
    std::int64_t cells = 0;
    std::int64_t minutes = 0;
    std::string cursor;
    for (int pages = 0; pages < 5; ++pages) {
        const json::value page = Get("bureau", "/api/forms/figures/entries?by=form&limit=2" + cursor).Json();
        for (const json::value& item : page.at("items").as_array()) {
            cells += item.at("cells").as_int64();
            minutes += item.at("minutes_saved").as_int64();
        }
        if (page.at("next").is_null()) break;
        cursor = "&cursor=" + Text(page.at("next"));
    }
    EXPECT_EQ(cells, total.at("cells"));
    EXPECT_EQ(minutes, total.at("minutes_saved"));

    // A village sees itself alone; another department sees nothing of it.
    const json::value own = Get("dazhuang", "/api/forms/figures?by=unit").Json();
    EXPECT_EQ(own.at("total").at("due"), 1);
    const json::value other = Get("other-bureau", "/api/forms/figures").Json();
    EXPECT_EQ(other.at("total").at("due"), 0);
}

TEST_P(AutoFiling, ConfirmsManyWithOneClickAndAsksWhoHasLeft) {
    const std::string plain = Publish(kRoutineForm);
    const std::string money = Publish(fixtures::kElderlyForm);
    const auto confirm = [&](const std::string& login, bool nobody_left) {
        return Post(login, "/api/forms/confirmations",
                    json::serialize(
                        json::object{{"tasks", json::array{plain, money}}, {"nobody_left", nobody_left}}));
    };
    EXPECT_EQ(confirm("bureau", true).Json().at("confirmed"), 0);
    const json::value first = confirm("dazhuang", false).Json();
    EXPECT_EQ(first.at("confirmed"), 1);
    EXPECT_EQ(first.at("refused").at(0).at("code"), "forms.confirm.check_left");
    const json::value view = Get("dazhuang", At(plain, "371082101201")).Json();
    EXPECT_EQ(view.at("state"), "reported");
    EXPECT_EQ(view.at("origin"), "one_click");
    const json::value again = confirm("dazhuang", true).Json();
    EXPECT_EQ(again.at("confirmed"), 0);
    EXPECT_EQ(again.at("refused").at(0).at("code"), "forms.confirm.begun");
    EXPECT_EQ(again.at("refused").at(1).at("code"), "forms.confirm.nothing_held");
}

// A reader that began before keeps what it has begun to walk over.
TEST_P(AutoFiling, CountsInAnOlderSnapshotWhileMoreIsFiled) {
    const TaskId task{ParseIdValue(PublishAuto()).value()};
    database().Read([&](storage::Snapshot& older) {
        older.Query("SELECT COUNT(*) FROM forms_filed");  // from here on it sees nothing newer
        const std::int64_t before = CountFiled(older, task);
        std::thread([&] {
            Hold("371083101201", {{"households", "9"}});
            FileUnopened(database(), *keys_, task);
            EXPECT_EQ(database().Read([&](storage::Snapshot& newer) { return CountFiled(newer, task); }),
                      before + 1);
        }).join();
        EXPECT_EQ(CountFiled(older, task), before);
    });
}

QZ_ON_BOTH_ENGINES(AutoFiling);

}  // namespace
}  // namespace qz::forms
