#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "expressions/expressions.hpp"

namespace qz::expressions {

struct PeriodValues {
    std::map<std::string, Value, std::less<>> now;
    std::map<std::string, Value, std::less<>> last;
    std::map<std::string, std::vector<std::map<std::string, Value, std::less<>>>, std::less<>> rosters;
};

// Reads the values file of `rules eval`. The position of a fault is the place in the file.
std::variant<PeriodValues, Fault> ReadValuesFile(std::string_view text);

// A JSON number as a Decimal if that is exact: 1e2 is 100 and 0.1000000 is 0.1; nothing for 1e-7 or 1e99.
std::optional<Decimal> ExactJsonNumber(std::string_view token);

}  // namespace qz::expressions
