// What becomes of «derivable» and of «counts» once a form is admitted: through the real forms.
#include "admission/sample_gate.hpp"

namespace qz::admission {
namespace {

using sample::Answered;
using sample::kVillages;

class Numbers : public sample::Hall {
 protected:
    void SetUp() override {
        Hall::SetUp();
        database().Write([&](storage::Tx& tx) {
            const auto add = [&](const char* code, const char* label, catalogue::ValueType type) {
                catalogue::Element element;
                element.code = code;
                element.label = label;
                element.type = type;
                element.refresh = "yearly";
                element.sensitivity = type == catalogue::ValueType::kIdNumber ? "sensitive" : "personal";
                element.sharing = "conditional";
                element.subject = "person";
                if (type == catalogue::ValueType::kChoice) {
                    element.code_set = "healths";
                    element.choices = {{"1", "健康"}, {"2", "失能"}};
                }
                elements_[code] = catalogue::InsertElement(tx, element);
            };
            add("person_id", "公民身份号码", catalogue::ValueType::kIdNumber);
            add("birth", "出生日期", catalogue::ValueType::kDate);
            add("health", "健康状况", catalogue::ValueType::kChoice);
        });
    }
    std::string DraftRoster(const std::vector<std::string>& codes, std::string_view key) {
        json::array fields;
        for (const std::string& code : codes) fields.push_back(json::object{{"code", code}});
        const json::object definition{{"title", "助老名单"},
                                      {"class", "routine"},
                                      {"layout", "roster"},
                                      {"period", "yearly"},
                                      {"fields", fields},
                                      {"roster", json::object{{"code", "aged"},
                                                              {"key", key.empty() ? "local" : "id_number"},
                                                              {"key_field", key},
                                                              {"name_field", "elder_name"}}}};
        return IdIn(Post("bureau", "/api/forms/forms", json::object{{"definition", definition}}));
    }
    void HoldAged(int village, std::string_view key, std::string_view name, const char* health) {
        const std::string subject = "aged:" + std::string(key);
        Hold(kVillages[village], "elder_name", std::string(name), subject);
        Hold(kVillages[village], "health", health, subject);
    }
    json::value ViewOf(int village, const std::string& task) {
        return Get("village" + std::to_string(village),
                   "/api/forms/tasks/" + task + "/units/" + Unit(kVillages[village]).ToString())
            .Json();
    }
};
QZ_ON_BOTH_ENGINES(Numbers);

TEST_P(Numbers, FreezesADerivableFieldAsOneThatTheHubComputes) {
    const std::string form = DraftRoster({"elder_name", "person_id", "birth"}, "person_id");
    const std::string proposal = Admitted("bureau", form, {{"justification_rows", "上门服务需要名单"}});
    EXPECT_EQ(VerdictOf(Show("bureau", proposal), "birth").at("verdict"), "derivable");
    const Answered published = PublishForm("bureau", form);
    ASSERT_EQ(published.status, 201) << published.body;
    const json::value view = ViewOf(0, IdIn(published));
    const json::array& fields = view.at("definition").at("fields").as_array();
    EXPECT_EQ(fields.at(2).at("derivation"), "BIRTH(person_id)");
    EXPECT_EQ(fields.at(0).at("derivation"), "");
    // Nobody is asked for it, so no other form finds it asked here.
    const auto asking = database().Read(
        [&](storage::Snapshot& snapshot) { return ListAskingFor(snapshot, elements_.at("birth")); });
    EXPECT_TRUE(asking.empty());
}

TEST_P(Numbers, MakesASecondFormOfTheCountsBesideRows) {
    for (int village = 0; village < 6; ++village) {
        HoldAged(village, "a", "王秀英", "1");
        HoldAged(village, "b", "李桂兰", "2");
    }
    const std::string form = DraftRoster({"elder_name", "health"}, "");
    const std::string proposal = Propose("bureau", form, TownScope());
    const auto split = [&](const std::string& login) {
        return Post(login, At(proposal, "/counts"), json::object{}, RevisionOf("bureau", proposal));
    };
    EXPECT_EQ(CodeIn(split("bureau")), "admission.counts.no_counts_beside_rows") << "all of it is numbers";
    ASSERT_EQ(
        Put("bureau", At(proposal, "/fields"),
            json::object{{"answers", json::array{json::object{{"field", "elder_name"},
                                                              {"answer", "rows"},
                                                              {"purpose", "上门服务"},
                                                              {"basis", "市助老办法"},
                                                              {"justification", "上门服务需要名单"}},
                                                 json::object{{"field", "health"}, {"answer", "counts"}}}}},
            RevisionOf("bureau", proposal))
            .status,
        200);
    EXPECT_EQ(FindingIn(Submit("bureau", proposal)), "admission.answer.counts_beside_rows");
    EXPECT_EQ(split("gate").status, 403);
    EXPECT_EQ(split("other-bureau").status, 404);
    const Answered made = split("bureau");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string numbers = IdIn(made);
    EXPECT_EQ(VerdictOf(Show("bureau", proposal), "health").at("answer"), "drop");
    const json::value second = Show("bureau", numbers);
    EXPECT_EQ(second.at("title"), "助老名单（数量）");
    EXPECT_EQ(second.at("purpose"), Show("bureau", proposal).at("purpose"));
    EXPECT_EQ(VerdictOf(second, "elder_name").at("answer"), "counts");
    EXPECT_EQ(VerdictOf(second, "health").at("answer"), "counts");
    // Both go on: rows without the numbers, numbers without a name.
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    const Answered sent = Submit("bureau", numbers);
    ASSERT_EQ(sent.status, 200) << sent.body;
    const Answered published = PublishForm("bureau", Text(second.at("form")));
    ASSERT_EQ(published.status, 201) << published.body;
    const json::value view = ViewOf(0, IdIn(published));
    EXPECT_EQ(view.at("values").at("n_aged_health_1").at("value"), "1");
    EXPECT_EQ(json::serialize(view).find("王秀英"), std::string::npos);
    EXPECT_EQ(split("bureau").status, 409) << "it is before the gate, or through";
}

TEST_P(Numbers, GivesNumbersInsteadOfRowsAndAsksForOneWhereNoRowsAreHeld) {
    for (int village = 0; village < 5; ++village) {
        HoldAged(village, "a", "王秀英", "1");
        HoldAged(village, "b", "李桂兰", "2");
        HoldAged(village, "c", "张国强", "1");
    }
    const std::string form = DraftRoster({"elder_name", "health"}, "");
    const std::string proposal = Propose("bureau", form, TownScope());
    const json::value draft = Show("bureau", proposal);
    for (const char* field : {"elder_name", "health"}) {
        EXPECT_EQ(VerdictOf(draft, field).at("verdict"), "held") << field;
        EXPECT_EQ(VerdictOf(draft, field).at("answer"), "counts") << field;
    }
    // A row beside the numbers would be half a roster.
    ASSERT_EQ(Put("bureau", At(proposal, "/fields"),
                  json::object{{"answers", json::array{json::object{{"field", "health"},
                                                                    {"answer", "rows"},
                                                                    {"justification", "逐户上门送暖"}}}}},
                  RevisionOf("bureau", proposal))
                  .status,
              200);
    EXPECT_EQ(FindingIn(Submit("bureau", proposal)), "admission.answer.rows_beside_counts");
    ASSERT_EQ(
        Put("bureau", At(proposal, "/fields"),
            json::object{{"answers", json::array{json::object{{"field", "health"}, {"answer", "counts"}}}}},
            RevisionOf("bureau", proposal))
            .status,
        200);
    ASSERT_EQ(Submit("bureau", proposal).status, 200);
    const Answered published = PublishForm("bureau", form);
    ASSERT_EQ(published.status, 201) << published.body;
    const std::string task = IdIn(published);

    const json::value view = ViewOf(0, task);
    EXPECT_EQ(view.at("definition").at("layout"), "single");
    EXPECT_EQ(view.at("values").at("n_aged_rows").at("value"), "3");
    EXPECT_EQ(view.at("values").at("n_aged_health_1").at("value"), "2");
    EXPECT_EQ(view.at("values").at("n_aged_health_2").at("value"), "1");
    EXPECT_EQ(view.at("needs"), 0);
    EXPECT_EQ(json::serialize(view).find("王秀英"), std::string::npos);

    const json::value unknown = ViewOf(5, task);
    EXPECT_EQ(unknown.at("needs"), 3) << "asked as numbers where no rows are held";
    const json::object numbers{{"n_aged_rows", "4"}, {"n_aged_health_1", "4"}, {"n_aged_health_2", "0"}};
    const std::string at = "/api/forms/tasks/" + task + "/units/";
    const Answered typed = Post("village5", at + Unit(kVillages[5]).ToString() + "/submit",
                                json::object{{"answers", numbers}}, 0);
    ASSERT_EQ(typed.status, 200) << typed.body;
    const Answered confirmed = Post("village0", "/api/forms/confirmations",
                                    json::object{{"tasks", json::array{task}}, {"nobody_left", false}});
    EXPECT_EQ(confirmed.Json().at("confirmed"), 1) << confirmed.body;

    // What the department's roll-up reads: numbers and nothing else.
    std::vector<std::string> figures;
    database().Read([&](storage::Snapshot& snapshot) {
        forms::ForEachFigures(
            snapshot, forms::TaskId{ParseIdValue(task).value()}, directory::CurrentTree(snapshot)->Subtree(0),
            [&](Ordinal, forms::ReturnState, std::string_view line) { figures.emplace_back(line); });
    });
    EXPECT_THAT(figures, ::testing::ElementsAre("3,2,1", "4,4,0"));
}

}  // namespace
}  // namespace qz::admission
