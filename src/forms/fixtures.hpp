// Definitions and values that the tests of this folder share. Not part of the program.
#pragma once

#include <string>

#include "forms/answers.hpp"

namespace qz::forms::fixtures {

inline catalogue::Element Element(std::int64_t id, std::string code, std::string label,
                                  catalogue::ValueType type) {
    catalogue::Element element;
    element.id = ElementId{id};
    element.code = std::move(code);
    element.label = std::move(label);
    element.type = type;
    element.refresh = "yearly";
    element.subject = "unit";
    return element;
}

// The catalogue of the tests: a village's households and people, and its elderly.
class Catalogue final : public catalogue::Elements {
 public:
    Catalogue() {
        using catalogue::ValueType;
        all_.push_back(Element(1, "households", "户数", ValueType::kInteger));
        all_.push_back(Element(2, "people", "人口", ValueType::kInteger));
        all_.push_back(Element(3, "men", "男性人口", ValueType::kInteger));
        all_.push_back(Element(4, "women", "女性人口", ValueType::kInteger));
        all_.push_back(Element(5, "area", "耕地面积", ValueType::kDecimal));
        all_.back().places = 2;
        all_.push_back(Element(6, "contact_phone", "联系电话", ValueType::kPhone));
        all_.push_back(Element(7, "elder_name", "姓名", ValueType::kText));
        all_.push_back(Element(8, "elder_id", "公民身份号码", ValueType::kIdNumber));
        all_.push_back(Element(9, "elder_state", "现在的情况", ValueType::kChoice));
        all_.back().choices = {{"1", "健在"}, {"2", "已迁出"}, {"3", "已去世"}};
        all_.push_back(Element(10, "elder_amount", "发放金额", ValueType::kDecimal));
        all_.back().places = 2;
    }
    const catalogue::Element* Find(ElementId id) const override {
        for (const catalogue::Element& element : all_) {
            if (element.id == id) return &element;
        }
        return nullptr;
    }
    const catalogue::Element* FindCode(std::string_view code) const override {
        for (const catalogue::Element& element : all_) {
            if (element.code == code) return &element;
        }
        return nullptr;
    }
    const std::vector<catalogue::Element>& All() const override { return all_; }
    catalogue::Element& At(std::size_t position) { return all_.at(position); }
    const catalogue::Element* Current(ElementId id) const override {
        const catalogue::Element* element = Find(id);
        return element && element->state == "merged" ? Current(element->successors.front()) : element;
    }

 private:
    std::vector<catalogue::Element> all_;
};

inline constexpr std::string_view kVillageForm = R"json({
  "title": "村基本情况表", "class": "routine", "layout": "single", "period": "yearly", "zero_report": true,
  "marks": {"admission_number": "威民表〔2026〕1 号", "issuer": "威海市民政局", "valid_until": "2027-12-31"},
  "fields": [
    {"code": "households", "required": true, "least": "1", "most": "5000"},
    {"code": "people", "required": true},
    {"code": "men"}, {"code": "women"},
    {"code": "area"},
    {"code": "contact_phone", "confirm": "always"}],
  "rules": [
    {"expression": "男性人口 + 女性人口 = 人口", "message": "男女合计应等于人口"},
    {"expression": "人口 <= PREV(人口) * 1.5", "severity": "warning", "message": "人口比上次多了一半以上"}]})json";

inline constexpr std::string_view kElderlyForm = R"json({
  "title": "高龄津贴核对表", "class": "entitlement", "layout": "roster", "period": "yearly",
  "roster": {"code": "elderly", "key": "id_number", "key_field": "elder_id", "name_field": "elder_name"},
  "marks": {"admission_number": "威民表〔2026〕2 号", "issuer": "威海市民政局", "valid_until": "2027-12-31"},
  "fields": [
    {"code": "elder_name", "required": true}, {"code": "elder_id", "required": true},
    {"code": "elder_state", "required": true, "confirm": "always"},
    {"code": "elder_amount", "total": true}]})json";

inline Definition Read(std::string_view text) {
    Findings findings;
    Definition definition = ReadDefinition(ParseJson(text), Catalogue(), findings);
    if (!findings.empty()) throw std::logic_error(findings.front().field + ": " + findings.front().code);
    return definition;
}

// Seals by turning the text around: what a test needs is that it is no longer the plain text.
inline Sealing PlainSealing() {
    Sealing sealing;
    sealing.protect = [](const catalogue::Element& element, std::string_view,
                         const StoredValue& plain) -> StoredValue {
        if (!plain || element.type != catalogue::ValueType::kIdNumber) return plain;
        return "enc:" + std::string(plain->rbegin(), plain->rend());
    };
    sealing.key_of = [](std::string_view plain) { return "k" + std::string(plain.substr(plain.size() - 4)); };
    sealing.new_key = [] { return std::string("n1"); };
    return sealing;
}

inline catalogue::Held Held(std::int64_t element, std::string subject, std::string value, Date as_of,
                            std::string kind = "return") {
    catalogue::Held held;
    held.element = ElementId{element};
    held.subject = std::move(subject);
    held.value = std::move(value);
    held.source = {std::move(kind), "上次填报", 1};
    held.as_of = as_of;
    held.version = 1;
    return held;
}

}  // namespace qz::forms::fixtures
