// Compiles and evaluates arbitrary bytes. Not part of any preset; from the root of the project:
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Isrc
//     src/expressions/{fuzz_expressions,lexer,compiler,evaluation,days,value}.cpp
//     src/platform/base/decimal.cpp -o build/fuzz_expressions && build/fuzz_expressions -max_len=4200
#include <cstdlib>

#include "expressions/expressions.hpp"

namespace {

using namespace qz::expressions;

void Require(bool promise) {
    if (!promise) std::abort();
}

Value ValueOf(std::size_t element, Period period) {
    switch ((element + (period == Period::kLast ? 1 : 0)) % 5) {
        case 0:
            return Value::Number(
                *qz::Decimal::FromUnits(static_cast<std::int64_t>(element) * 1'500'000 - 3'000'000));
        case 1:
            return Value::Text("2026-01-31");
        case 2:
            return Value::Truth(element % 2 == 0);
        case 3:
            return Value::Number(*qz::Decimal::FromUnits(qz::Decimal::kMostUnits));
        default:
            return Value();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    const auto compiled = Compile(source);
    if (const auto* fault = std::get_if<Fault>(&compiled)) {
        Require(!fault->code.empty() && fault->position.line >= 1 && fault->position.column >= 1);
        return 0;
    }
    const auto& program = *std::get_if<Program>(&compiled);
    const auto answer = Evaluate(program, ValueOf);
    if (const auto* value = std::get_if<Value>(&answer)) {
        Require(!value->type() || !program.result() || *value->type() == *program.result());
    }
    const auto missing = Evaluate(program, [](std::size_t, Period) { return Value(); });
    Require(missing.index() <= 1);
    return 0;
}
