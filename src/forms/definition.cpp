#include "forms/definition.hpp"

#include <set>

#include "forms/derived.hpp"

namespace qz::forms {

namespace {

using catalogue::Element;
using catalogue::ValueType;

constexpr std::size_t kMostFields = 600;
constexpr std::size_t kMostRules = 200;

constexpr std::string_view kClasses[] = {"statistical", "entitlement", "routine"};
constexpr std::string_view kLayouts[] = {"single", "roster"};
constexpr std::string_view kPeriods[] = {"once", "yearly", "half_yearly", "quarterly", "monthly", "weekly"};

std::string_view Text(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::string String(const json::object& object, std::string_view name) {
    return std::string(Text(object, name));
}

bool IsNumber(ValueType type) {
    return type == ValueType::kInteger || type == ValueType::kDecimal;
}

expressions::Type ExpressionType(ValueType type) {
    if (IsNumber(type)) return expressions::Type::kNumber;
    if (type == ValueType::kYesNo) return expressions::Type::kTruth;
    return expressions::Type::kText;
}

// A rule may name a field by its code or by its label.
std::optional<int> FindNamed(const Definition& definition, std::string_view name) {
    for (std::size_t i = 0; i < definition.fields.size(); ++i) {
        const Element& element = definition.fields[i].element;
        if (element.code == name || element.label == name) return static_cast<int>(i);
    }
    return std::nullopt;
}

// Compiles the rule against the fields; false and a finding when it cannot stand.
bool CompileRule(const Definition& definition, Rule& rule, const std::string& path, Findings& findings) {
    expressions::CompileOptions options;
    options.result = expressions::Type::kTruth;
    options.type_of = [&](std::string_view name) -> std::optional<expressions::Type> {
        const auto field = FindNamed(definition, name);
        if (!field) return std::nullopt;
        return ExpressionType(definition.fields[static_cast<std::size_t>(*field)].element.type);
    };
    auto compiled = expressions::Compile(rule.expression, options);
    if (const auto* fault = std::get_if<expressions::Fault>(&compiled)) {
        Arguments arguments = fault->arguments;
        arguments.emplace_back("line", std::to_string(fault->position.line));
        arguments.emplace_back("column", std::to_string(fault->position.column));
        findings.push_back({path + ".expression", fault->code, std::move(arguments)});
        return false;
    }
    rule.program = std::make_shared<const expressions::Program>(std::get<expressions::Program>(compiled));
    rule.reads.clear();
    for (const expressions::ElementUse& use : rule.program->elements()) {
        rule.reads.push_back(FindNamed(definition, use.name).value_or(-1));
    }
    if (rule.fields.empty()) rule.fields = rule.reads;
    return true;
}

Marks ReadMarks(const json::value* value, Findings& findings) {
    Marks marks;
    if (!value || value->is_null()) return marks;
    Fields fields(*value, "marks");
    marks.admission_number =
        fields.OptionalText("admission_number", {.shortest = 0, .longest = 60}).value_or("");
    marks.issuer = fields.OptionalText("issuer", {.shortest = 0, .longest = 60}).value_or("");
    marks.valid_until = fields.OptionalDate("valid_until");
    marks.form_number = fields.OptionalText("form_number", {.shortest = 0, .longest = 60}).value_or("");
    marks.approval = fields.OptionalText("approval", {.shortest = 0, .longest = 80}).value_or("");
    for (Finding& finding : fields.findings()) findings.push_back(std::move(finding));
    return marks;
}

std::optional<Decimal> ReadLimit(Fields& fields, std::string_view name, const Element& element) {
    const auto text = fields.OptionalText(name, {.shortest = 1, .longest = 24});
    if (!text) return std::nullopt;
    const auto limit = Decimal::Parse(*text);
    if (!limit || !IsNumber(element.type))
        fields.Add({fields.PathOf(name), "forms.definition.limit_not_a_number", {}});
    return limit;
}

std::optional<Finding> CheckLive(const Element& element, const catalogue::Elements& elements,
                                 std::string field) {
    if (element.state == "live") return std::nullopt;
    std::string successors;
    const auto add = [&](const Element* one) {
        if (!one || one->id == element.id) return;
        if (!successors.empty()) successors += "、";
        successors += one->label;
    };
    if (element.state == "merged") {
        add(elements.Current(element.id));
    } else {
        for (const ElementId successor : element.successors) add(elements.Find(successor));
    }
    if (successors.empty())
        return Finding{std::move(field), "forms.definition.element_removed", {{"label", element.label}}};
    return Finding{std::move(field),
                   "forms.definition.element_replaced",
                   {{"label", element.label}, {"successor", successors}}};
}

void ReadFields(const json::array& values, const catalogue::Elements& elements, Definition& definition,
                Findings& findings) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < values.size(); ++i) {
        Fields fields(values[i], "fields[" + std::to_string(i) + "]");
        const std::string code = fields.Text("code", {.longest = 60});
        const Element* element = elements.FindCode(code);
        Field field;
        if (element) {
            field.element = *element;
        } else if (!code.empty()) {
            fields.Add({fields.PathOf("code"), "forms.definition.unknown_element", {{"code", code}}});
        }
        if (element) {
            if (auto finding = CheckLive(*element, elements, fields.PathOf("code")))
                fields.Add(std::move(*finding));
        }
        if (element && !seen.insert(element->code).second) {
            fields.Add({fields.PathOf("code"), "forms.definition.field_twice", {{"label", element->label}}});
        }
        field.required = fields.Flag("required", false);
        field.explanation = fields.OptionalText("explanation", {.shortest = 0, .longest = 500}).value_or("");
        field.least = ReadLimit(fields, "least", field.element);
        field.most = ReadLimit(fields, "most", field.element);
        if (field.least && field.most && *field.most < *field.least) {
            fields.Add({fields.PathOf("most"), "forms.definition.limits_crossed", {}});
        }
        if (fields.Raw("confirm")) {
            field.confirm = static_cast<Confirm>(fields.OneOf("confirm", {"if_stale", "always"}));
        }
        field.total = fields.Flag("total", element && IsNumber(element->type));
        if (field.total && element && !IsNumber(element->type)) {
            fields.Add(
                {fields.PathOf("total"), "forms.definition.total_not_a_number", {{"label", element->label}}});
        }
        // What the catalogue says is written out when a version is frozen; a client may send it back
        // unchanged.
        for (const char* known :
             {"element", "label", "type", "unit", "places", "choices", "derivation", "counts_of"})
            fields.Raw(known);
        try {
            fields.Finish();
        } catch (const Problem& problem) {
            findings.insert(findings.end(), problem.findings().begin(), problem.findings().end());
        }
        if (element) definition.fields.push_back(std::move(field));
    }
}

void ReadSections(const json::array& values, Definition& definition, Findings& findings) {
    std::set<int> placed;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string path = "sections[" + std::to_string(i) + "]";
        Fields fields(values[i], path);
        Section section;
        section.title = fields.OptionalText("title", {.shortest = 0, .longest = 60}).value_or("");
        for (const json::value& member : fields.Array("fields", kMostFields)) {
            const std::string_view code =
                member.is_string() ? std::string_view(member.get_string().data(), member.get_string().size())
                                   : "";
            const auto field = definition.FindField(code);
            if (!field) {
                fields.Add({fields.PathOf("fields"),
                            "forms.definition.section_unknown_field",
                            {{"code", std::string(code)}}});
            } else if (!placed.insert(*field).second) {
                fields.Add({fields.PathOf("fields"),
                            "forms.definition.field_in_two_sections",
                            {{"code", std::string(code)}}});
            } else {
                section.fields.push_back(*field);
            }
        }
        for (Finding& finding : fields.findings()) findings.push_back(std::move(finding));
        definition.sections.push_back(std::move(section));
    }
    Section rest;
    for (int field = 0; field < static_cast<int>(definition.fields.size()); ++field) {
        if (!placed.contains(field)) rest.fields.push_back(field);
    }
    if (!rest.fields.empty()) definition.sections.push_back(std::move(rest));
}

void ReadRules(const json::array& values, Definition& definition, Findings& findings) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string path = "rules[" + std::to_string(i) + "]";
        Fields fields(values[i], path);
        Rule rule;
        rule.expression = fields.Text("expression", {.longest = 2000});
        rule.message = fields.Text("message", {.longest = 200});
        if (fields.Raw("severity")) {
            rule.severity = static_cast<Severity>(fields.OneOf("severity", {"error", "warning"}));
        }
        for (const json::value& member : fields.Array("fields", kMostFields, false)) {
            const std::string_view code =
                member.is_string() ? std::string_view(member.get_string().data(), member.get_string().size())
                                   : "";
            if (const auto field = definition.FindField(code)) rule.fields.push_back(*field);
        }
        const bool readable = fields.findings().empty();
        for (Finding& finding : fields.findings()) findings.push_back(std::move(finding));
        if (readable && CompileRule(definition, rule, path, findings))
            definition.rules.push_back(std::move(rule));
    }
}

void ReadRoster(Fields& top, Definition& definition, Findings& findings) {
    if (definition.layout == Layout::kSingle) {
        top.Raw("roster");
        return;
    }
    const json::object& object = top.Object("roster");
    const json::value wrapped(object);
    Fields fields(wrapped, "roster");
    definition.roster = fields.Text("code", {.longest = 40});
    const auto key = fields.Raw("key") ? fields.OneOf("key", {"id_number", "local"}) : 1;
    const std::string key_field =
        fields.OptionalText("key_field", {.shortest = 0, .longest = 60}).value_or("");
    const std::string name_field =
        fields.OptionalText("name_field", {.shortest = 0, .longest = 60}).value_or("");
    if (key == 0) {
        const auto field = definition.FindField(key_field);
        if (!field ||
            definition.fields[static_cast<std::size_t>(*field)].element.type != ValueType::kIdNumber) {
            fields.Add({"roster.key_field", "forms.definition.key_not_an_id_number", {}});
        } else {
            definition.key_field = *field;
        }
    }
    const auto name = definition.FindField(name_field);
    if (!name) fields.Add({"roster.name_field", "forms.definition.roster_needs_a_name", {}});
    definition.name_field = name.value_or(-1);
    for (Finding& finding : fields.findings()) findings.push_back(std::move(finding));
}

json::value FieldJson(const Field& field) {
    const Element& element = field.element;
    json::object object;
    object["code"] = element.code;
    object["element"] = element.id.ToString();
    object["label"] = element.label;
    object["type"] = catalogue::ToWord(element.type);
    object["unit"] = element.unit;
    object["places"] = element.places;
    object["refresh"] = element.refresh;
    object["sensitivity"] = element.sensitivity;
    object["subject"] = element.subject;
    object["required"] = field.required;
    object["explanation"] = field.explanation;
    object["least"] = field.least ? json::value(field.least->ToString()) : json::value();
    object["most"] = field.most ? json::value(field.most->ToString()) : json::value();
    object["confirm"] = field.confirm == Confirm::kAlways ? "always" : "if_stale";
    object["total"] = field.total;
    object["derivation"] = field.derivation;
    object["counts_of"] = field.counts_of;
    json::array choices;
    for (const catalogue::Code& choice : element.choices) {
        choices.push_back(json::object{{"code", choice.code}, {"label", choice.label}});
    }
    object["choices"] = std::move(choices);
    return object;
}

Field ThawField(const json::object& object) {
    Field field;
    Element& element = field.element;
    element.code = String(object, "code");
    element.id = ParseId<ElementId>(Text(object, "element")).value();
    element.label = String(object, "label");
    element.type = catalogue::ValueTypeFromWord(Text(object, "type")).value();
    element.unit = String(object, "unit");
    element.places = static_cast<int>(object.at("places").as_int64());
    element.refresh = String(object, "refresh");
    element.sensitivity = String(object, "sensitivity");
    element.subject = String(object, "subject");
    field.required = object.at("required").as_bool();
    field.explanation = String(object, "explanation");
    if (object.at("least").is_string()) field.least = Decimal::Parse(Text(object, "least"));
    if (object.at("most").is_string()) field.most = Decimal::Parse(Text(object, "most"));
    field.confirm = Text(object, "confirm") == "always" ? Confirm::kAlways : Confirm::kIfStale;
    field.total = object.at("total").as_bool();
    field.derivation = String(object, "derivation");
    CompileDerivation(field);
    field.counts_of = String(object, "counts_of");
    for (const json::value& choice : object.at("choices").as_array()) {
        element.choices.push_back({String(choice.as_object(), "code"), String(choice.as_object(), "label")});
    }
    return field;
}

}  // namespace

std::string_view ToWord(Class form_class) {
    return kClasses[static_cast<std::size_t>(form_class)];
}
std::string_view ToWord(Layout layout) {
    return kLayouts[static_cast<std::size_t>(layout)];
}

std::optional<int> Definition::FindField(std::string_view code) const {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].element.code == code) return static_cast<int>(i);
    }
    return std::nullopt;
}

std::string Definition::SubjectOf(std::string_view row_key) const {
    if (layout == Layout::kSingle) return {};
    return roster + ":" + std::string(row_key);
}

std::string Definition::SubjectPrefix() const {
    return layout == Layout::kSingle ? std::string() : roster + ":";
}

std::vector<int> Definition::Totals() const {
    std::vector<int> totals;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].total) totals.push_back(static_cast<int>(i));
    }
    return totals;
}

Definition ReadDefinition(const json::value& value, const catalogue::Elements& elements, Findings& findings) {
    Definition definition;
    Fields fields(value);
    definition.title = fields.Text("title", {.longest = 80});
    definition.form_class =
        static_cast<Class>(fields.OneOf("class", {kClasses[0], kClasses[1], kClasses[2]}));
    definition.layout = static_cast<Layout>(fields.OneOf("layout", {kLayouts[0], kLayouts[1]}));
    if (fields.Raw("period")) {
        definition.period = kPeriods[fields.OneOf(
            "period", {kPeriods[0], kPeriods[1], kPeriods[2], kPeriods[3], kPeriods[4], kPeriods[5]})];
    }
    definition.instructions =
        fields.OptionalText("instructions", {.shortest = 0, .longest = 2000}).value_or("");
    definition.zero_report = fields.Flag("zero_report", false);
    definition.sign_off = fields.Flag("sign_off", false);

    ReadFields(fields.Array("fields", kMostFields), elements, definition, findings);
    if (definition.fields.empty()) fields.Add({"fields", "forms.definition.no_fields", {}});
    ReadSections(fields.Array("sections", kMostFields, false), definition, findings);
    ReadRoster(fields, definition, findings);
    ReadRules(fields.Array("rules", kMostRules, false), definition, findings);
    definition.marks = ReadMarks(fields.Raw("marks"), findings);
    try {
        fields.Finish();
    } catch (const Problem& problem) {
        findings.insert(findings.begin(), problem.findings().begin(), problem.findings().end());
    }
    return definition;
}

json::value WriteDefinition(const Definition& definition) {
    json::object object;
    object["title"] = definition.title;
    object["class"] = ToWord(definition.form_class);
    object["layout"] = ToWord(definition.layout);
    object["period"] = definition.period;
    object["instructions"] = definition.instructions;
    object["zero_report"] = definition.zero_report;
    object["sign_off"] = definition.sign_off;
    if (definition.layout == Layout::kRoster) {
        const auto code_of = [&](int field) {
            return field < 0 ? std::string()
                             : definition.fields[static_cast<std::size_t>(field)].element.code;
        };
        object["roster"] = json::object{{"code", definition.roster},
                                        {"key", definition.key_field >= 0 ? "id_number" : "local"},
                                        {"key_field", code_of(definition.key_field)},
                                        {"name_field", code_of(definition.name_field)}};
    } else {
        object["roster"] = nullptr;
    }
    const Marks& marks = definition.marks;
    object["marks"] = json::object{
        {"admission_number", marks.admission_number},
        {"issuer", marks.issuer},
        {"valid_until", marks.valid_until ? json::value(marks.valid_until->ToString()) : json::value()},
        {"form_number", marks.form_number},
        {"approval", marks.approval}};
    json::array fields;
    for (const Field& field : definition.fields) fields.push_back(FieldJson(field));
    object["fields"] = std::move(fields);
    const auto codes = [&](const std::vector<int>& positions) {
        json::array array;
        for (const int field : positions) {
            if (field >= 0)
                array.push_back(json::value(definition.fields[static_cast<std::size_t>(field)].element.code));
        }
        return array;
    };
    json::array sections;
    for (const Section& section : definition.sections) {
        sections.push_back(json::object{{"title", section.title}, {"fields", codes(section.fields)}});
    }
    object["sections"] = std::move(sections);
    json::array rules;
    for (const Rule& rule : definition.rules) {
        rules.push_back(json::object{{"expression", rule.expression},
                                     {"severity", rule.severity == Severity::kError ? "error" : "warning"},
                                     {"message", rule.message},
                                     {"fields", codes(rule.fields)}});
    }
    object["rules"] = std::move(rules);
    return object;
}

Definition ThawDefinition(std::string_view frozen) {
    const json::value value = ParseJson(frozen);
    const json::object& object = value.as_object();
    Definition definition;
    definition.title = String(object, "title");
    for (std::size_t i = 0; i < std::size(kClasses); ++i) {
        if (kClasses[i] == Text(object, "class")) definition.form_class = static_cast<Class>(i);
    }
    definition.layout = Text(object, "layout") == "roster" ? Layout::kRoster : Layout::kSingle;
    definition.period = String(object, "period");
    definition.instructions = String(object, "instructions");
    definition.zero_report = object.at("zero_report").as_bool();
    definition.sign_off = object.at("sign_off").as_bool();
    const json::object& marks = object.at("marks").as_object();
    definition.marks.admission_number = String(marks, "admission_number");
    definition.marks.issuer = String(marks, "issuer");
    definition.marks.valid_until = ParseDate(Text(marks, "valid_until"));
    definition.marks.form_number = String(marks, "form_number");
    definition.marks.approval = String(marks, "approval");
    for (const json::value& field : object.at("fields").as_array()) {
        definition.fields.push_back(ThawField(field.as_object()));
    }
    Findings findings;
    ReadSections(object.at("sections").as_array(), definition, findings);
    ReadRules(object.at("rules").as_array(), definition, findings);
    if (definition.layout == Layout::kRoster) {
        const json::object& roster = object.at("roster").as_object();
        definition.roster = String(roster, "code");
        definition.key_field = definition.FindField(Text(roster, "key_field")).value_or(-1);
        definition.name_field = definition.FindField(Text(roster, "name_field")).value_or(-1);
    }
    if (!findings.empty())
        throw std::logic_error("a frozen definition does not read: " + findings.front().field);
    return definition;
}

Findings CheckElementsLive(const Definition& definition, const catalogue::Elements& elements) {
    Findings findings;
    for (std::size_t i = 0; i < definition.fields.size(); ++i) {
        const Element* element = elements.Find(definition.fields[i].element.id);
        if (!element) continue;
        if (auto finding = CheckLive(*element, elements, "fields[" + std::to_string(i) + "].code"))
            findings.push_back(std::move(*finding));
    }
    return findings;
}

Findings CheckMarks(const Definition& definition, Date today) {
    Findings findings;
    const Marks& marks = definition.marks;
    const auto require = [&](const std::string& text, std::string_view member, std::string_view code) {
        if (text.empty()) findings.push_back({"marks." + std::string(member), std::string(code), {}});
    };
    require(marks.issuer, "issuer", "forms.definition.issuer_missing");
    if (definition.form_class == Class::kStatistical) {
        require(marks.form_number, "form_number", "forms.definition.form_number_missing");
        require(marks.approval, "approval", "forms.definition.approval_missing");
    } else {
        require(marks.admission_number, "admission_number", "forms.definition.admission_number_missing");
    }
    if (!marks.valid_until) {
        findings.push_back({"marks.valid_until", "forms.definition.valid_until_missing", {}});
    } else if (*marks.valid_until < today) {
        findings.push_back(
            {"marks.valid_until", "forms.definition.expired", {{"date", marks.valid_until->ToString()}}});
    }
    return findings;
}

}  // namespace qz::forms
