#include "forms/derived.hpp"

#include "forms/auto_filing.hpp"
#include "forms/sample_office.hpp"

namespace qz::forms {
namespace {

// The number that GB 11643 itself shows: born on 31 December 1949, a woman.
constexpr std::string_view kWoman = "11010519491231002X";

constexpr std::string_view kPeople = R"json({
  "title": "老人名单", "class": "routine", "layout": "roster", "period": "yearly",
  "roster": {"code": "elderly", "key": "id_number", "key_field": "elder_id", "name_field": "elder_name"},
  "marks": {"admission_number": "威民表〔2026〕3 号", "issuer": "威海市民政局", "valid_until": "2027-12-31"},
  "fields": [{"code": "elder_name", "required": true}, {"code": "elder_id", "required": true},
             {"code": "birth", "required": true}, {"code": "age", "required": true, "total": false},
             {"code": "sex", "required": true}]})json";

constexpr std::string_view kNumbers = R"json({
  "title": "老人数", "class": "routine", "layout": "single", "period": "yearly",
  "marks": {"admission_number": "威民表〔2026〕4 号", "issuer": "威海市民政局", "valid_until": "2027-12-31"},
  "fields": [{"code": "elders", "required": true, "total": true},
             {"code": "elders_alive", "required": true, "total": true},
             {"code": "elder_money", "required": true, "total": true}]})json";

class Derived : public sample::Office {
 protected:
    void SetUp() override {
        Office::SetUp();
        database().Write([&](storage::Tx& tx) {
            const auto add = [&](std::string code, std::string label, catalogue::ValueType type,
                                 std::string subject) {
                catalogue::Element element = fixtures::Element(0, std::move(code), std::move(label), type);
                element.id = ElementId{};
                element.subject = std::move(subject);
                element.sensitivity = "internal";
                element.sharing = "conditional";
                if (type == catalogue::ValueType::kChoice) {
                    element.code_set = "sexes";
                    element.choices = {{"m", "男"}, {"f", "女"}};
                }
                if (type == catalogue::ValueType::kDecimal) element.places = 2;
                catalogue::InsertElement(tx, element);
            };
            add("birth", "出生日期", catalogue::ValueType::kDate, "person");
            add("age", "年龄", catalogue::ValueType::kInteger, "person");
            add("sex", "性别", catalogue::ValueType::kChoice, "person");
            add("elders", "老人数", catalogue::ValueType::kInteger, "unit");
            add("elders_alive", "健在老人数", catalogue::ValueType::kInteger, "unit");
            add("elder_money", "发放总额", catalogue::ValueType::kDecimal, "unit");
        });
    }

    // As admission decides it for the next forms that are frozen.
    void Compute(std::vector<std::pair<std::string, std::string>> computed) {
        computed_ = std::move(computed);
    }
    AdmissionAnswer Admit() const override {
        AdmissionAnswer answer;
        answer.computed = computed_;
        return answer;
    }

    void HoldElder(std::string_view unit, std::string_view key, const std::string& name,
                   std::optional<std::string> state, const std::string& amount,
                   Date as_of = Date::From(2026, 8, 1)) {
        database().Write([&](storage::Tx& tx) {
            const auto elements = catalogue::AllElements(tx);
            const UnitId of = Unit(tx, unit);
            const std::string subject = "elderly:" + std::string(key);
            const auto id = [&](std::string_view code) { return elements->FindCode(code)->id; };
            const StoredValue number =
                catalogue::Protect(*keys_, *elements->FindCode("elder_id"), of, subject, std::string(kWoman));
            catalogue::AppendHeld(tx, of, nullptr, {"stock", "民政局台账", 0},
                                  {{id("elder_name"), subject, name, "2026", as_of},
                                   {id("elder_id"), subject, number, "2026", as_of},
                                   {id("elder_state"), subject, state, "2026", as_of},
                                   {id("elder_amount"), subject, amount, "2026", as_of}});
        });
    }
    void ComputeFromNumbers() {
        Compute({{"birth", "BIRTH(elder_id)"}, {"age", "AGE(elder_id, today)"}, {"sex", "SEX(elder_id)"}});
    }
    void ComputeFromRoster() {
        Compute({{"elders", "COUNT(elderly)"},
                 {"elders_alive", "COUNT(elderly WHERE elder_state = '1')"},
                 {"elder_money", "SUM(elderly.elder_amount)"}});
    }

    std::vector<std::pair<std::string, std::string>> computed_;
};
QZ_ON_BOTH_ENGINES(Derived);

TEST_P(Derived, BringsBirthAgeAndSexOutOfTheNumberThatIsHeld) {
    HoldElder("371082101201", "a", "王秀英", "1", "100");
    ComputeFromNumbers();
    const std::string task = Publish(kPeople);
    const json::value row = Get("dazhuang", At(task, "371082101201")).Json().at("rows").at(0);
    const json::value& cells = row.at("values");
    EXPECT_EQ(cells.at("birth").at("value"), "1949-12-31");
    EXPECT_EQ(cells.at("age").at("value"), "76");
    EXPECT_EQ(cells.at("sex").at("value"), "f");
    EXPECT_EQ(row.at("needs"), 0) << "nothing is asked";
    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    const auto source = static_cast<std::size_t>(cells.at("birth").at("source").as_int64());
    EXPECT_EQ(view.at("sources").at(source).at("kind"), "derived");
    EXPECT_EQ(view.at("sources").at(source).at("as_of"), "2026-09-01");
}

TEST_P(Derived, TakesWhatANewPersonsNumberSaysAndRefusesWhatContradictsIt) {
    ComputeFromNumbers();
    const std::string task = Publish(kPeople);
    const auto submit = [&](std::string_view more) {
        return Submit("dazhuang", task, "371082101201",
                      R"({"rows":{"new-1":{"state":"added","cells":{"elder_name":"王秀英","elder_id":")" +
                          std::string(kWoman) + "\"" + std::string(more) + "}}}}");
    };
    const sample::Answer wrong = submit(R"(,"birth":"1950-01-01")");
    ASSERT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.Json().at("findings").at(0).at("code"), "forms.return.computed") << wrong.body;
    ASSERT_EQ(submit("").status, 200) << "birth, age and sex are required and nobody types them";
    const json::value row = Get("dazhuang", At(task, "371082101201")).Json().at("rows").at(0);
    EXPECT_EQ(row.at("values").at("birth").at("value"), "1949-12-31");
    EXPECT_EQ(row.at("values").at("sex").at("value"), "f");
    const json::value figures = Get("bureau", "/api/forms/figures?by=form").Json().at("total");
    EXPECT_EQ(figures.at("cells"), 5);
    EXPECT_EQ(figures.at("typed"), 2);
}

TEST_P(Derived, CountsAndSumsTheRosterAndAsksWhereItIsNotHeld) {
    HoldElder("371082101201", "a", "王秀英", "1", "100.5");
    HoldElder("371082101201", "b", "李桂兰", "1", "99.5");
    HoldElder("371082101201", "c", "张国强", "3", "0");
    ComputeFromRoster();
    const std::string task = Publish(kNumbers, {{"auto", true}});
    const json::value view = Get("dazhuang", At(task, "371082101201")).Json();
    EXPECT_EQ(view.at("values").at("elders").at("value"), "3");
    EXPECT_EQ(view.at("values").at("elders_alive").at("value"), "2");
    EXPECT_EQ(view.at("values").at("elder_money").at("value"), "200");
    EXPECT_EQ(view.at("needs"), 0);
    EXPECT_EQ(view.at("sources").at(0).at("kind"), "derived");
    EXPECT_EQ(view.at("sources").at(0).at("as_of"), "2026-08-01") << "as old as the roster";
    const json::value other = Get("xiaozhuang", At(task, "371082101202")).Json();
    EXPECT_EQ(other.at("needs"), 3);
    EXPECT_EQ(other.at("values").at("elders").at("needs"), "missing");

    const FilingRun run = FileUnopened(database(), *keys_, TaskId{ParseIdValue(task).value()});
    EXPECT_EQ(run.filed, 1);
    EXPECT_EQ(run.unknown, 3);
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("values").at("elders").at("value"), "3");
}

TEST_P(Derived, AsksWhereARowDecidesNoCondition) {
    HoldElder("371082101201", "a", "王秀英", "1", "100");
    HoldElder("371082101201", "b", "李桂兰", std::nullopt, "100");
    ComputeFromRoster();
    const std::string task = Publish(kNumbers);
    const json::value values = Get("dazhuang", At(task, "371082101201")).Json().at("values");
    EXPECT_EQ(values.at("elders").at("value"), "2");
    EXPECT_EQ(values.at("elders_alive").at("needs"), "missing");
}

TEST_P(Derived, LeavesOutWhoHasLeftWhateverOtherFormsKeepOfThem) {
    HoldElder("371082101201", "a", "王秀英", "1", "100");
    HoldElder("371082101201", "b", "李桂兰", "1", "100");
    // Another form reports that one has died, and knows nothing of the amount.
    Freeze(fixtures::kElderlyForm);
    database().Write([&](storage::Tx& tx) {
        const ElementId name = catalogue::AllElements(tx)->FindCode("elder_name")->id;
        catalogue::AppendHeld(tx, Unit(tx, "371082101201"), nullptr, {"return", "高龄津贴核对表", 0},
                              {{name, "elderly:b", std::nullopt, "2026", Date::From(2026, 8, 20)}});
    });
    ComputeFromRoster();
    const std::string task = Publish(kNumbers);
    const json::value values = Get("dazhuang", At(task, "371082101201")).Json().at("values");
    EXPECT_EQ(values.at("elders").at("value"), "1");
    EXPECT_EQ(values.at("elder_money").at("value"), "100");
}

TEST_P(Derived, GivesWayToWhatTheUnitSaidSinceTheRosterChanged) {
    HoldElder("371082101201", "a", "王秀英", "1", "100");
    database().Write([&](storage::Tx& tx) {
        const ElementId elders = catalogue::AllElements(tx)->FindCode("elders")->id;
        catalogue::AppendHeld(tx, Unit(tx, "371082101201"), nullptr, {"return", "老人数", 0},
                              {{elders, "", "4", "2026", Date::From(2026, 8, 20)}});
    });
    ComputeFromRoster();
    const std::string task = Publish(kNumbers);
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("values").at("elders").at("value"), "4");
    HoldElder("371082101201", "b", "李桂兰", "1", "100", Date::From(2026, 8, 25));
    EXPECT_EQ(Get("dazhuang", At(task, "371082101201")).Json().at("values").at("elders").at("value"), "2");
}

}  // namespace
}  // namespace qz::forms
