#include "sample_city/answers.hpp"

#include <algorithm>
#include <array>

#include "sample_city/people.hpp"

namespace qz::sample_city {

namespace {

constexpr std::int64_t kLeave = 25;    // permille of a roster's people in a year
constexpr std::int64_t kCome = 60;     // permille of units with somebody new
constexpr std::int64_t kDisputed = 6;  // permille of rows in which a value is called wrong
constexpr int kNewcomer = 90;          // a row number that no first roster reaches

constexpr std::array<std::string_view, 3> kReasonsToLeave = {"去世", "迁出本市", "去世"};
constexpr std::string_view kStockRemark = "村里掌握的情况与系统不一致，请核对";

struct HeldRow {
    std::string key;
    std::map<std::string, std::string, std::less<>> values;  // by element code
};

std::vector<HeldRow> RowsHeld(const catalogue::Elements& elements, const FormSeed& form,
                              const std::vector<catalogue::Held>& held) {
    std::vector<HeldRow> rows;
    for (const catalogue::Held& value : held) {
        const std::string key = value.subject.substr(form.roster.size() + 1);
        if (rows.empty() || rows.back().key != key) rows.push_back({key, {}});
        const catalogue::Element* element = elements.Find(value.element);
        if (element != nullptr && value.value) rows.back().values[element->code] = *value.value;
    }
    std::erase_if(rows, [&](const HeldRow& row) { return !row.values.contains(form.name_field); });
    return rows;
}

json::object Cells(const RowValues& values) {
    json::object cells;
    for (const auto& [code, text] : values) {
        if (!text.empty()) cells[code] = text;
    }
    return cells;
}

json::object Row(std::string_view state, json::object cells, std::string_view reason = {}) {
    return {{"state", state}, {"reason", reason}, {"cells", std::move(cells)}};
}

// Where the row stands now. A danger goes on step by step; a person mostly is as before.
std::string NextState(const FormSeed& form, std::string_view field, const HeldRow& row) {
    const auto before = row.values.find(field);
    if (before == row.values.end()) return "1";
    if (form.code == "dangers" && before->second < "4")
        return std::string(1, static_cast<char>(before->second[0] + 1));
    return before->second;
}

class RosterTyping {
 public:
    RosterTyping(const Recipes& recipes, const Typing& typing)
        : recipes_(recipes), typing_(typing), state_(StateFieldOf(recipes, typing.form.roster)) {}

    std::string First() {
        const int count = RowsOf(recipes_, typing_.form.roster, typing_.unit_code);
        for (int i = 0; i < count; ++i) Add(i, i + 1);
        return Body(count == 0);
    }

    std::string Later(const std::vector<HeldRow>& rows) {
        for (const HeldRow& row : rows) Visit(row);
        Dice dice{typing_.form.code, typing_.unit_code, "new"};
        if (typing_.form.by_id_number && !typing_.form.from_stock && dice.Chance(kCome)) Add(kNewcomer, 1);
        return Body(false);
    }

 private:
    void Add(int row, int place) {
        rows_["new-" + std::to_string(place)] = Row(
            "added", Cells(DrawRow(recipes_, typing_.form.roster, typing_.unit_code, row, typing_.today)));
    }

    void Visit(const HeldRow& row) {
        Dice dice{typing_.form.code, typing_.unit_code, row.values.at(typing_.form.name_field), "later"};
        if (typing_.form.by_id_number && !typing_.form.from_stock && dice.Chance(kLeave)) {
            rows_[row.key] = Row("left", {}, dice.Pick(kReasonsToLeave));
            return;
        }
        json::object cells;
        if (!state_.empty()) cells[state_] = NextState(typing_.form, state_, row);
        json::array wrong;
        if (typing_.form.from_stock) {
            if (dice.Chance(typing_.changed)) CorrectStock(row, cells);
        } else if (typing_.form.code == "elderly") {
            if (dice.Chance(typing_.changed)) cells["elder_phone"] = DrawPhone(dice);
            if (dice.Chance(kDisputed)) {
                cells["elder_address"] = DrawAddress(dice);
                wrong.push_back("elder_address");
                remarks_["rows." + row.key + ".elder_address"] = "门牌换过，按新门牌填";
            }
        }
        if (cells.empty()) return;
        json::object typed = Row("kept", std::move(cells));
        if (!wrong.empty()) typed["wrong"] = std::move(wrong);
        rows_[row.key] = std::move(typed);
    }

    // The value came from a department's system: it is asked to look at it (校核申请).
    void CorrectStock(const HeldRow& row, json::object& cells) {
        if (typing_.form.code != "low_income") return;
        const auto amount = row.values.find("low_amount");
        if (amount == row.values.end()) return;
        cells["low_amount"] = Decimal::Parse(amount->second)->Plus(*Decimal::FromInteger(35))->ToString();
        cells["low_changed"] = "3";
        remarks_["rows." + row.key + ".low_amount"] = kStockRemark;
    }

    std::string Body(bool zero) {
        json::object body;
        if (!rows_.empty()) body["rows"] = std::move(rows_);
        if (!remarks_.empty()) body["remarks"] = std::move(remarks_);
        if (zero) body["zero"] = true;
        return json::serialize(body);
    }

    const Recipes& recipes_;
    const Typing& typing_;
    std::string_view state_;
    json::object rows_;
    json::object remarks_;
};

}  // namespace

FormSeeds ReadFormSeeds() {
    FormSeeds seeds;
    const json::value forms = ParseJson(FormsJson());
    for (const json::value& value : forms.as_array()) {
        const json::object& definition = value.as_object().at("definition").as_object();
        FormSeed seed;
        seed.code = Text(value.as_object(), "code");
        seed.owner = Text(value.as_object(), "owner");
        seed.cycle = Text(definition, "period");
        seed.sign_off = definition.at("sign_off").as_bool();
        if (const json::value* roster = definition.if_contains("roster")) {
            seed.roster = Text(roster->as_object(), "code");
            seed.name_field = Text(roster->as_object(), "name_field");
            seed.by_id_number = Text(roster->as_object(), "key") == "id_number";
        }
        for (const json::value& field : definition.at("fields").as_array()) {
            seed.fields.push_back(Text(field.as_object(), "code"));
            if (Text(field.as_object(), "confirm") == "always") seed.always.insert(seed.fields.back());
        }
        seeds.emplace(seed.code, std::move(seed));
    }
    const json::value units = ParseJson(UnitsJson());
    for (const json::value& value : units.as_object().at("stock").as_array()) {
        for (auto& [code, seed] : seeds) {
            if (code == Text(value.as_object(), "form") ||
                (!seed.roster.empty() && seed.roster == Text(value.as_object(), "roster"))) {
                seed.from_stock = true;
            }
        }
    }
    return seeds;
}

std::string TypeSingle(const Recipes& recipes, const Typing& typing) {
    UnitValues before(recipes, typing.unit_code, 0, typing.today);
    const bool corrects = !typing.form.from_stock ||
                          Dice{typing.form.code, typing.unit_code, "corrects"}.Chance(typing.changed);
    UnitValues now(recipes, typing.unit_code, corrects ? typing.epoch : 0, typing.today);
    json::object answers;
    json::object remarks;
    for (const std::string& field : typing.form.fields) {
        std::string text = now.Of(field);
        if (text.empty()) continue;
        const bool same = typing.epoch > 0 && text == before.Of(field);
        if (same && !typing.form.always.contains(field)) continue;
        if (!same && typing.form.from_stock) remarks["answers." + field] = kStockRemark;
        answers[field] = std::move(text);
    }
    json::object body;
    if (!answers.empty()) body["answers"] = std::move(answers);
    if (!remarks.empty()) body["remarks"] = std::move(remarks);
    return json::serialize(body);
}

std::string TypeRoster(const Recipes& recipes, const catalogue::Elements& elements, const Typing& typing,
                       const std::vector<catalogue::Held>& held) {
    RosterTyping roster(recipes, typing);
    const std::vector<HeldRow> rows = RowsHeld(elements, typing.form, held);
    return rows.empty() ? roster.First() : roster.Later(rows);
}

}  // namespace qz::sample_city
