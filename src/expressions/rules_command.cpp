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
    const auto value_of = [&](std::size_t element, Period period) {
        const auto& held = period == Period::kThis ? values.now : values.last;
        const auto found = held.find(program.elements()[element].name);
        return found == held.end() ? Value() : found->second;
    };
    const RosterValues rosters{.rows = [&](std::size_t roster) -> std::optional<std::size_t> {
                                   const auto found = values.rosters.find(program.rosters()[roster].name);
                                   if (found == values.rosters.end()) return std::nullopt;
                                   return found->second.size();
                               },
                               .cell =
                                   [&](std::size_t roster, std::size_t row, std::size_t field) {
                                       const RosterUse& use = program.rosters()[roster];
                                       const auto& cells = values.rosters.find(use.name)->second[row];
                                       const auto found = cells.find(use.fields[field]);
                                       return found == cells.end() ? Value() : found->second;
                                   }};
    Notes notes;
    const auto answer = Evaluate(program, value_of, rosters, &notes);
    if (const auto* fault = std::get_if<Fault>(&answer)) return Report(*fault, kInExpression, err);
    out << std::get<Value>(answer).ToString() << '\n';
    if (notes.undecided_rows > 0) {
        err << i18n::Sentence(i18n::Language::kEnglish, "expressions.undecided_rows",
                              {{"count", std::to_string(notes.undecided_rows)}})
            << '\n';
    }
    return 0;
}

}  // namespace qz::expressions
