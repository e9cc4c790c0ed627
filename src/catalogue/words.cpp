#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

namespace {

constexpr std::array<std::string_view, 8> kTypeWords = {"text",   "integer", "decimal",   "date",
                                                        "choice", "yes_no",  "id_number", "phone"};

}  // namespace

std::string_view ToWord(ValueType type) {
    return kTypeWords[static_cast<std::size_t>(type)];
}

std::optional<ValueType> ValueTypeFromWord(std::string_view word) {
    for (std::size_t i = 0; i < kTypeWords.size(); ++i) {
        if (kTypeWords[i] == word) return static_cast<ValueType>(i);
    }
    return std::nullopt;
}

}  // namespace qz::catalogue
