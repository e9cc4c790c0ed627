#pragma once

#include <cstdint>
#include <memory>
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
    kBirth,      // an ID number becomes the birth date in it
    kSex,        // an ID number becomes '1' for a man, '2' for a woman, as GB/T 2261.1 writes them
    kBornOn,     // an ID number or a date becomes the birth date
    kCheckDay,   // the top has to be a day of the calendar or missing
    kAge,        // whole years from a birth date to a day
    kAggregate,  // push the answer of aggregates[argument]
};

struct Instruction {
    Operation operation;
    std::uint16_t argument = 0;
    // Where a fault of this instruction is shown. Both fit: a source has at most Limits::kMostBytes
    // characters.
    std::uint16_t line = 1;
    std::uint16_t column = 1;
};

// COUNT or SUM over the rows of a roster.
struct Aggregate {
    bool sums = false;
    std::size_t roster = 0;  // in Program::Code::rosters
    std::size_t field = 0;   // of RosterUse::fields; what is summed
    // Null: every row. Its elements are fields of the row: fields[i] is where elements[i] stands in
    // RosterUse::fields.
    std::shared_ptr<const Program::Code> condition;
    std::vector<std::size_t> fields;
};

struct Program::Code {
    std::vector<Instruction> instructions;
    std::vector<Value> constants;
    std::vector<ElementUse> elements;
    std::vector<RosterUse> rosters;
    std::vector<Aggregate> aggregates;
    std::optional<Type> result;
    Position start;  // of the expression behind leading space
};

// The code of the sentence "a number is wanted here, not a text", and so on; empty when the types agree.
const char* WrongType(Type wanted, Type found);
// The code of the sentence that says two types cannot be compared; empty when they can.
const char* CannotCompare(Type left, Type right, bool for_order);

}  // namespace qz::expressions
