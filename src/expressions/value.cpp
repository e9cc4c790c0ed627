#include "expressions/code.hpp"

namespace qz::expressions {

Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

std::optional<Type> Value::type() const {
    if (number()) return Type::kNumber;
    if (text()) return Type::kText;
    if (truth()) return Type::kTruth;
    return std::nullopt;
}

std::string Value::ToString() const {
    if (const Decimal* decimal = number()) return decimal->ToString();
    if (const std::string* characters = text()) return *characters;
    if (const bool* yes = truth()) return *yes ? "true" : "false";
    return "missing";
}

const std::vector<ElementUse>& Program::elements() const {
    return code_->elements;
}

const std::vector<RosterUse>& Program::rosters() const {
    return code_->rosters;
}

std::optional<Type> Program::result() const {
    return code_->result;
}

// Sentences name the types themselves: a word such as "text" put into a sentence could not be translated.
const char* WrongType(Type wanted, Type found) {
    constexpr const char* kCodes[3][3] = {
        {"", "expressions.wants_number_not_text", "expressions.wants_number_not_truth"},
        {"expressions.wants_text_not_number", "", "expressions.wants_text_not_truth"},
        {"expressions.wants_truth_not_number", "expressions.wants_truth_not_text", ""},
    };
    return kCodes[static_cast<int>(wanted)][static_cast<int>(found)];
}

const char* CannotCompare(Type left, Type right, bool for_order) {
    if (left == right) return left == Type::kTruth && for_order ? "expressions.truth_has_no_order" : "";
    if (left != Type::kTruth && right != Type::kTruth) return "expressions.cannot_compare_number_with_text";
    if (left != Type::kText && right != Type::kText) return "expressions.cannot_compare_number_with_truth";
    return "expressions.cannot_compare_text_with_truth";
}

}  // namespace qz::expressions
