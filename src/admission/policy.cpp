#include "admission/policy.hpp"

#include <set>

#include "admission/rules.hpp"
#include "expressions/expressions.hpp"

namespace qz::admission {

namespace {

constexpr std::size_t kMostRows = 200;

std::string Filled(std::string text, std::string_view name, std::string_view value) {
    const std::string mark = "{" + std::string(name) + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
        text.replace(at, mark.size(), value);
    return text;
}

std::vector<std::string> Strings(Fields& fields, std::string_view name) {
    std::vector<std::string> strings;
    for (const json::value& one : fields.Array(name, kMostRows, false)) {
        if (one.is_string()) {
            strings.emplace_back(one.get_string().data(), one.get_string().size());
        } else {
            fields.Add({fields.PathOf(name), "platform.http.not_text", {}});
        }
    }
    return strings;
}

template <class Each>
void EachRow(Fields& top, std::string_view name, Each&& each) {
    const json::array& rows = top.Array(name, kMostRows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Fields fields(rows[i], std::string(name) + "[" + std::to_string(i) + "]");
        each(fields);
        try {
            fields.Finish();
        } catch (const Problem& problem) {
            for (const Finding& finding : problem.findings()) top.Add(finding);
        }
    }
}

Policy ReadPolicy(Fields& fields) {
    Policy policy;
    policy.code = fields.Text("code", {.longest = 40});
    constexpr const char* kClasses[] = {"any", "statistical", "entitlement", "routine"};
    policy.form_class = kClasses[fields.OneOf("class", {"any", "statistical", "entitlement", "routine"})];
    constexpr const char* kOrigins[] = {"any", "own", "handed_down", "emergency"};
    policy.origin = kOrigins[fields.OneOf("origin", {"any", "own", "handed_down", "emergency"})];
    constexpr const char* kLevels[] = {"any", "province", "city", "county", "township"};
    policy.issuer_level =
        kLevels[fields.OneOf("issuer_level", {"any", "province", "city", "county", "township"})];
    policy.most_hours = fields.OptionalInteger("most_hours", 0, 100'000'000);
    policy.decision = static_cast<Decision>(
        fields.OneOf("decision", {"record", "at_once", "judge", "local_additions", "emergency"}));
    constexpr const char* kGates[] = {"own", "county", "city", "province"};
    policy.gate = kGates[fields.OneOf("gate", {"own", "county", "city", "province"})];
    policy.working_days = static_cast<int>(fields.Integer("working_days", 0, 60));
    policy.silence = fields.OneOf("silence", {"admitted", "escalated"}) == 0 ? "admitted" : "escalated";
    policy.series = fields.OptionalText("series", {.shortest = 0, .longest = 40}).value_or("");
    policy.sample_permille = static_cast<int>(fields.OptionalInteger("sample_permille", 0, 1000).value_or(0));
    policy.file_within_hours =
        static_cast<int>(fields.OptionalInteger("file_within_hours", 1, 72).value_or(24));
    policy.expires_days = static_cast<int>(fields.OptionalInteger("expires_days", 1, 60).value_or(7));
    policy.authority = fields.Text("authority", {.longest = 120});
    policy.clause = fields.OptionalText("clause", {.shortest = 0, .longest = 300}).value_or("");
    policy.note = fields.OptionalText("note", {.shortest = 0, .longest = 300}).value_or("");
    policy.valid_from = fields.OptionalDate("valid_from");
    policy.valid_until = fields.OptionalDate("valid_until");
    // What the law forbids no configuration allows: surveys are not judged here, what is handed down is not
    // refused.
    if (policy.form_class == "statistical" && policy.decision != Decision::kRecord)
        fields.Add({fields.PathOf("decision"), "admission.policy.statistical_is_recorded", {}});
    if (policy.origin == "handed_down" && policy.decision == Decision::kJudge)
        fields.Add({fields.PathOf("decision"), "admission.policy.handed_down_is_not_judged", {}});
    return policy;
}

Minutes ReadMinutes(const json::object& object, Fields& top) {
    Minutes minutes;
    const json::value wrapped(object);
    Fields fields(wrapped, "minutes");
    minutes.authority = fields.Text("authority", {.longest = 120});
    minutes.clause = fields.OptionalText("clause", {.shortest = 0, .longest = 300}).value_or("");
    minutes.note = fields.OptionalText("note", {.shortest = 0, .longest = 300}).value_or("");
    minutes.per_return_seconds = fields.Integer("per_return_seconds", 0, 36'000);
    minutes.paper_seconds = fields.Integer("paper_seconds", 0, 36'000);
    minutes.confirm_seconds = fields.Integer("confirm_seconds", 0, 3'600);
    minutes.rows_per_roster = fields.Integer("rows_per_roster", 1, 100'000);
    const json::value types(fields.Object("seconds"));
    Fields of_type(types, "minutes.seconds");
    for (const catalogue::ValueType type :
         {catalogue::ValueType::kText, catalogue::ValueType::kInteger, catalogue::ValueType::kDecimal,
          catalogue::ValueType::kDate, catalogue::ValueType::kChoice, catalogue::ValueType::kYesNo,
          catalogue::ValueType::kIdNumber, catalogue::ValueType::kPhone}) {
        const std::string_view word = catalogue::ToWord(type);  // a literal: Fields keeps what it read by
        minutes.seconds[std::string(word)] = of_type.Integer(word, 0, 36'000);
    }
    for (Fields* one : {&of_type, &fields}) {
        try {
            one->Finish();
        } catch (const Problem& problem) {
            for (const Finding& finding : problem.findings()) top.Add(finding);
        }
    }
    return minutes;
}

Derivation ReadDerivation(Fields& fields) {
    Derivation derivation;
    derivation.codes = Strings(fields, "codes");
    derivation.labels = Strings(fields, "labels");
    derivation.from_roster = fields.OneOf("from", {"id_number", "roster"}) == 1;
    derivation.roster = fields.OptionalText("roster", {.shortest = 0, .longest = 60}).value_or("");
    derivation.field = fields.OptionalText("field", {.shortest = 0, .longest = 60}).value_or("");
    derivation.expression = fields.Text("expression", {.longest = 400});
    fields.OptionalText("note", {.shortest = 0, .longest = 300});
    const auto compiled = expressions::Compile(WithNumber(derivation.expression, "id"));
    if (const auto* fault = std::get_if<expressions::Fault>(&compiled)) {
        Arguments arguments = fault->arguments;
        arguments.emplace_back("line", std::to_string(fault->position.line));
        arguments.emplace_back("column", std::to_string(fault->position.column));
        fields.Add({fields.PathOf("expression"), fault->code, std::move(arguments)});
    }
    if (derivation.from_roster && derivation.field.empty())
        fields.Add({fields.PathOf("field"), "platform.http.missing", {}});
    return derivation;
}

bool Fits(std::string_view condition, std::string_view word) {
    return condition == "any" || condition == word;
}

}  // namespace

Configuration ReadConfiguration(const json::value& value, Findings& findings) {
    Configuration configuration;
    Fields fields(value);
    EachRow(fields, "gates", [&](Fields& row) {
        configuration.gates.push_back(
            {row.Text("unit_code", {.longest = 40}), row.Text("name", {.longest = 60}),
             row.OptionalText("mark", {.shortest = 0, .longest = 20}).value_or("")});
    });
    configuration.gate_name = fields.Text("gate_name", {.longest = 60});
    EachRow(fields, "numbers", [&](Fields& row) {
        std::string series = row.Text("series", {.longest = 40});
        std::string format = row.Text("format", {.longest = 60});
        for (const char* part : {"{year}", "{number}"}) {
            if (format.find(part) == std::string::npos)
                row.Add({row.PathOf("format"), "admission.policy.format_lacks", {{"part", part}}});
        }
        configuration.numbers.emplace_back(std::move(series), std::move(format));
    });
    configuration.held_from_permille = fields.Integer("held_from_permille", 1, 1000);
    configuration.verification_days = static_cast<int>(fields.Integer("verification_days", 1, 30));
    std::set<std::string, std::less<>> codes;
    EachRow(fields, "policies", [&](Fields& row) {
        Policy policy = ReadPolicy(row);
        if (!codes.insert(policy.code).second)
            row.Add({row.PathOf("code"), "admission.policy.code_twice", {{"code", policy.code}}});
        configuration.policies.push_back(std::move(policy));
    });
    configuration.minutes = ReadMinutes(fields.Object("minutes"), fields);
    EachRow(fields, "derivations",
            [&](Fields& row) { configuration.derivations.push_back(ReadDerivation(row)); });
    if (fields.findings().empty()) {
        for (const Policy& policy : configuration.policies) {
            const bool numbered = policy.decision != Decision::kRecord;
            bool known = !numbered;
            for (const auto& [series, format] : configuration.numbers)
                known = known || series == policy.series;
            if (!known)
                fields.Add({"policies", "admission.policy.unknown_series", {{"series", policy.series}}});
        }
        // Something must catch what no other row does, or a form could stand before no gate at all.
        const bool caught = !configuration.policies.empty() &&
                            DecidePolicy(configuration, {"routine", Origin::kOwn, directory::Level::kOther,
                                                         INT64_MAX / 2, false, Date{}}) != nullptr;
        if (!caught) fields.Add({"policies", "admission.policy.no_last_row", {}});
    }
    try {
        fields.Finish();
    } catch (const Problem& problem) {
        findings.insert(findings.end(), problem.findings().begin(), problem.findings().end());
    }
    configuration.content = value;
    return configuration;
}

const Policy* DecidePolicy(const Configuration& configuration, const PolicyQuestion& question) {
    for (const Policy& policy : configuration.policies) {
        if (!Fits(policy.form_class, question.form_class) || !Fits(policy.origin, ToWord(question.origin)) ||
            !Fits(policy.issuer_level, directory::ToWord(question.issuer_level))) {
            continue;
        }
        if (policy.most_hours && question.year_seconds > *policy.most_hours * 3600) continue;
        // What asks again for what is held is never waved through.
        if (policy.decision == Decision::kAtOnce && !question.clean) continue;
        if (policy.valid_from && question.today < *policy.valid_from) continue;
        if (policy.valid_until && *policy.valid_until < question.today) continue;
        return &policy;
    }
    return nullptr;
}

Ordinal GovernmentOf(const directory::Tree& tree, Ordinal unit) {
    const UnitId government = tree.At(unit).government;
    if (!government) return unit;
    return tree.Find(government).value_or(unit);
}

Ordinal GateOf(const directory::Tree& tree, Ordinal issuer, const Policy& policy) {
    const Ordinal government = GovernmentOf(tree, issuer);
    const auto level = directory::LevelFromWord(policy.gate);
    if (!level) return government;
    return tree.Ancestor(government, *level).value_or(government);
}

std::optional<Ordinal> GateAbove(const directory::Tree& tree, Ordinal gate) {
    const Ordinal parent = tree.At(gate).parent;
    return parent < 0 ? std::nullopt : std::optional<Ordinal>(parent);
}

std::string NameOfGate(const Configuration& configuration, const directory::TreeUnit& gate) {
    for (const Gate& one : configuration.gates) {
        if (one.unit_code == gate.code) return one.name;
    }
    return Filled(configuration.gate_name, "government", gate.name);
}

std::string FormatNumber(const Configuration& configuration, const directory::TreeUnit& gate,
                         std::string_view series, int year, std::int64_t ordinal) {
    for (const auto& [name, format] : configuration.numbers) {
        if (name != series) continue;
        // The first character of a government's name is how its documents are marked: 威海市 → 威.
        std::string mark(gate.name.substr(0, std::min<std::size_t>(3, gate.name.size())));
        for (const Gate& one : configuration.gates) {
            if (one.unit_code == gate.code && !one.mark.empty()) mark = one.mark;
        }
        std::string text = Filled(format, "mark", mark);
        text = Filled(std::move(text), "year", std::to_string(year));
        return Filled(std::move(text), "number", std::to_string(ordinal));
    }
    return {};
}

}  // namespace qz::admission
