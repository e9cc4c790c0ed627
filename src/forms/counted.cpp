#include "forms/counted.hpp"

#include <algorithm>
#include <optional>

#include "forms/asking.hpp"
#include "forms/derived.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::forms {

namespace {

using catalogue::Element;
using catalogue::ValueType;

std::string Word(std::string_view code, const Arguments& arguments = {}) {
    return i18n::Sentence(i18n::Language::kChinese, code, arguments);
}

// Lower-case letters, digits and low lines, as codes of elements are written.
std::string CodePart(std::string_view text) {
    std::string part;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            part += c;
        } else if (c >= 'A' && c <= 'Z') {
            part += static_cast<char>(c - 'A' + 'a');
        } else {
            part += '_';
        }
    }
    return part;
}

// 人, 户, 处: what one row of the roster is.
std::string UnitWord(const Element& counted) {
    if (counted.subject == "household") return Word("forms.counted.household");
    if (counted.subject == "site") return Word("forms.counted.site");
    return Word("forms.counted.person");
}

class Counting {
 public:
    Counting(storage::Tx& tx, const Definition& definition) : tx_(tx), definition_(definition) {}

    // The numbers that stand for one field.
    std::vector<Field> For(const Field& field) {
        const Element& counted = field.element;
        const std::string roster =
            definition_.layout == Layout::kRoster ? definition_.roster : RosterOfElement(tx_, counted.id);
        const std::string about = "[" + counted.code + "]";
        const std::string stem = "n_" + CodePart(roster) + "_" + counted.code;
        const auto count = [&](const std::string& condition) {
            return roster.empty() ? std::string() : "COUNT([" + roster + "] WHERE " + condition + ")";
        };
        const Arguments names{{"label", counted.label}, {"unit", UnitWord(counted)}};
        if (counted.type == ValueType::kChoice && !counted.choices.empty()) {
            std::vector<Field> fields;
            for (const catalogue::Code& choice : counted.choices) {
                Arguments of = names;
                of.emplace_back("choice", choice.label);
                fields.push_back(Number(field, stem + "_" + CodePart(choice.code),
                                        Word("forms.counted.choice", of), ValueType::kInteger,
                                        count(about + " = '" + choice.code + "'")));
            }
            return fields;
        }
        if (counted.type == ValueType::kYesNo)
            return {Number(field, stem, Word("forms.counted.yes", names), ValueType::kInteger, count(about))};
        if (counted.type == ValueType::kInteger || counted.type == ValueType::kDecimal) {
            const std::string sum =
                roster.empty() ? std::string()
                               : "SUM([" + roster + "]." + about + " WHERE NOT IS_MISSING(" + about + "))";
            return {Number(field, "s" + stem.substr(1), Word("forms.counted.sum", names), counted.type, sum)};
        }
        return {Number(field, stem, Word("forms.counted.has", names), ValueType::kInteger,
                       count("NOT IS_MISSING(" + about + ")"))};
    }

    // How many rows the roster has: in place of what they are called.
    Field Rows(const Field& name) {
        return Number(
            name, "n_" + CodePart(definition_.roster) + "_rows",
            Word("forms.counted.rows", {{"title", definition_.title}, {"unit", UnitWord(name.element)}}),
            ValueType::kInteger, "COUNT([" + definition_.roster + "])");
    }

 private:
    Field Number(const Field& counted, const std::string& code, std::string label, ValueType type,
                 std::string derivation) {
        Field field;
        field.element = ElementOf(counted.element, code, std::move(label), type);
        field.required = true;
        field.explanation = counted.explanation;
        field.least = Decimal();
        field.total = true;
        field.counts_of = counted.element.code;
        field.derivation = std::move(derivation);
        CompileDerivation(field);
        return field;
    }

    Element ElementOf(const Element& counted, const std::string& code, std::string label, ValueType type) {
        if (const Element* known = catalogue::AllElements(tx_)->FindCode(code)) return *known;
        const Element* source = catalogue::AllElements(tx_)->Find(counted.id);
        Element element;
        element.code = code;
        element.label = std::move(label);
        element.definition =
            Word("forms.counted.definition", {{"label", counted.label}, {"roster", definition_.roster}});
        element.type = type;
        element.places = type == ValueType::kDecimal ? counted.places : 0;
        element.unit = type == ValueType::kInteger && counted.type != ValueType::kInteger ? UnitWord(counted)
                                                                                          : counted.unit;
        element.refresh = counted.refresh;
        element.sensitivity = "internal";
        element.sharing = "conditional";
        element.subject = "unit";
        if (source) {
            element.steward = source->steward;
            element.legal_basis = source->legal_basis;
            element.purposes = source->purposes;
        }
        element.id = catalogue::InsertElement(tx_, element);
        return element;
    }

    storage::Tx& tx_;
    const Definition& definition_;
};

}  // namespace

void CountInstead(storage::Tx& tx, Definition& definition, const std::vector<std::string>& codes) {
    if (codes.empty()) return;
    Counting counting(tx, definition);
    std::vector<Field> fields;
    std::vector<std::vector<int>> places(definition.fields.size());  // of what stands for each old field
    std::vector<char> gone(definition.fields.size());
    for (std::size_t i = 0; i < definition.fields.size(); ++i) {
        Field& field = definition.fields[i];
        std::vector<Field> stands;
        if (std::find(codes.begin(), codes.end(), field.element.code) == codes.end()) {
            stands.push_back(field);
        } else {
            gone[i] = 1;
            if (static_cast<int>(i) == definition.name_field) {
                stands.push_back(counting.Rows(field));
            } else if (static_cast<int>(i) != definition.key_field) {
                stands = counting.For(field);
            }
        }
        for (Field& one : stands) {
            places[i].push_back(static_cast<int>(fields.size()));
            fields.push_back(std::move(one));
        }
    }
    for (Section& section : definition.sections) {
        std::vector<int> moved;
        for (const int field : section.fields) {
            const std::vector<int>& to = places[static_cast<std::size_t>(field)];
            moved.insert(moved.end(), to.begin(), to.end());
        }
        section.fields = std::move(moved);
    }
    std::erase_if(definition.sections, [](const Section& section) { return section.fields.empty(); });
    const bool was_roster = definition.layout == Layout::kRoster;
    std::erase_if(definition.rules, [&](const Rule& rule) {
        const auto counted = [&](int field) { return field >= 0 && gone[static_cast<std::size_t>(field)]; };
        return was_roster || std::any_of(rule.reads.begin(), rule.reads.end(), counted) ||
               std::any_of(rule.fields.begin(), rule.fields.end(), counted);
    });
    for (Rule& rule : definition.rules) {
        for (std::vector<int>* read : {&rule.reads, &rule.fields}) {
            for (int& field : *read) {
                if (field >= 0) field = places[static_cast<std::size_t>(field)].front();
            }
        }
    }
    if (was_roster) {
        definition.layout = Layout::kSingle;
        definition.roster.clear();
        definition.key_field = definition.name_field = -1;
    }
    definition.fields = std::move(fields);
}

}  // namespace qz::forms
