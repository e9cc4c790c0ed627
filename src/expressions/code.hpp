#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "expressions/expressions.hpp"

namespace qz::expressions {

// Instructions of a stack machine. Jumps only go forward, so a program ends after at most its own length.
enum class Operation : std::uint8_t {
    kConstant,         // push constants[argument]
    kElement,          // push elements[argument] of this period
    kPreviousElement,  // push elements[argument] of last period
    kNegate,
    kNot,
    kAbsolute,
    kIsMissing,
    kCheckNumber,  // the top has to be a number or missing
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kLeast,
    kGreatest,
    kRound,
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kAnd,
    kOr,
    kSkipIfFalse,     // the left of AND: when the top is FALSE it is the answer; jump to argument
    kSkipIfTrue,      // the left of OR
    kSkipIfMissing,   // the condition of IF: when it is missing so is the answer; jump to argument
    kPopJumpIfFalse,  // then: pop it, and jump to the second branch if it is FALSE
    kJump,
};

struct Instruction {
    Operation operation;
    std::uint16_t argument = 0;
    // Where a fault of this instruction is shown. Both fit: a source has at most Limits::kMostBytes
    // characters.
    std::uint16_t line = 1;
    std::uint16_t column = 1;
};

struct Program::Code {
    std::vector<Instruction> instructions;
    std::vector<Value> constants;
    std::vector<ElementUse> elements;
    std::optional<Type> result;
    Position start;  // of the expression behind leading space
};

// The code of the sentence "a number is wanted here, not a text", and so on; empty when the types agree.
const char* WrongType(Type wanted, Type found);
// The code of the sentence that says two types cannot be compared; empty when they can.
const char* CannotCompare(Type left, Type right, bool for_order);

}  // namespace qz::expressions
