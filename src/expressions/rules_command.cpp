#include <ostream>

#include "expressions/expressions.hpp"
#include "expressions/values_file.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::expressions {
namespace {

int Report(const Fault& fault, std::string_view where, std::ostream& err) {
    err << i18n::Sentence(
               i18n::Language::kEnglish, where,
               {{"line", std::to_string(fault.position.line)},
                {"column", std::to_string(fault.position.column)},
                {"sentence", i18n::Sentence(i18n::Language::kEnglish, fault.code, fault.arguments)}})
        << '\n';
    return 2;
}

}  // namespace

int EvaluateCommand(std::string_view expression, std::string_view values_json, std::ostream& out,
                    std::ostream& err) {
    constexpr std::string_view kInExpression = "expressions.place.expression";
    constexpr std::string_view kInValues = "expressions.place.values";

    const auto compiled = Compile(expression);
    if (const auto* fault = std::get_if<Fault>(&compiled)) return Report(*fault, kInExpression, err);
    const auto read = ReadValuesFile(values_json.empty() ? "{}" : values_json);
    if (const auto* fault = std::get_if<Fault>(&read)) return Report(*fault, kInValues, err);

    const Program& program = std::get<Program>(compiled);
    const PeriodValues& values = std::get<PeriodValues>(read);
    const auto answer = Evaluate(program, [&](std::size_t element, Period period) {
        const auto& held = period == Period::kThis ? values.now : values.last;
        const auto found = held.find(program.elements()[element].name);
        return found == held.end() ? Value() : found->second;
    });
    if (const auto* fault = std::get_if<Fault>(&answer)) return Report(*fault, kInExpression, err);
    out << std::get<Value>(answer).ToString() << '\n';
    return 0;
}

}  // namespace qz::expressions
