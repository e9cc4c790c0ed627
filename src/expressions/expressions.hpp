#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "platform/base/decimal.hpp"

// The users' rule language: audit rules, derived elements and visibility. A text is compiled once to an
// immutable program and evaluated any number of times, by any number of threads. No I/O, no loops, no clock:
// the same program and the same values always give the same answer. The language itself is described in
// README.md.
//
// Everything here but EvaluateCommand is plain C++ that throws nothing, so that the browser can run the same
// source.
namespace qz::expressions {

// Dates are text in the form 2026-01-31, which sorts as the days do.
enum class Type { kNumber, kText, kTruth };

// What an element holds and what an expression answers: missing, a number, a text or a truth.
// Missing is not zero, not the empty text and not false.
class Value {
 public:
    Value() = default;  // missing
    // Not in the header: inlined, they make g++ 12 warn of variant members it believes uninitialised.
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    ~Value();

    static Value Number(Decimal number) { return Value(Content(number)); }
    static Value Text(std::string text) { return Value(Content(std::move(text))); }
    static Value Truth(bool truth) { return Value(Content(truth)); }

    bool IsMissing() const { return content_.index() == 0; }
    // Nothing when missing.
    std::optional<Type> type() const;
    // The content when the value is of that type, otherwise null.
    const Decimal* number() const { return std::get_if<Decimal>(&content_); }
    const std::string* text() const { return std::get_if<std::string>(&content_); }
    const bool* truth() const { return std::get_if<bool>(&content_); }
    // "0.3", "true", "missing", and text as itself.
    std::string ToString() const;

    friend bool operator==(const Value&, const Value&) = default;

 private:
    using Content = std::variant<std::monostate, Decimal, std::string, bool>;
    explicit Value(Content content) : content_(std::move(content)) {}

    Content content_;
};

// A place in the source, both counted from one; the column in code points (a Chinese character is one).
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(const Position&, const Position&) = default;
};

// Why a text does not compile, or why an evaluation has no answer.
struct Fault {
    std::string code;  // a key of i18n/: "expressions.division_by_zero"
    std::vector<std::pair<std::string, std::string>>
        arguments;  // what the sentence leaves open; as qz::Arguments
    Position position;
};

// An element a program reads, by code or label as written. Names are compared byte for byte.
struct ElementUse {
    std::string name;
    bool in_this_period = false;  // read as itself
    bool in_last_period = false;  // read through PREV
    Position first;               // where it is first named
};

// A roster a program counts or sums, and the fields of its rows that it reads.
struct RosterUse {
    std::string name;
    std::vector<std::string> fields;
    Position first;  // where it is first named
};

struct Limits {
    static constexpr std::size_t kMostBytes = 4096;  // of source
    static constexpr std::size_t kDeepest = 64;      // parentheses, function calls, NOT and minus signs
    static constexpr std::size_t kMostInstructions =
        2048;  // about one for each literal, element and operator
};

// A compiled expression: immutable, cheap to copy, free to share between threads.
class Program {
 public:
    // In the order in which the source first names them; Evaluate asks for them by their index here.
    const std::vector<ElementUse>& elements() const;
    // In the order in which the source first names them; RosterValues is asked by index here.
    const std::vector<RosterUse>& rosters() const;
    // The type of the answer where the source and the resolver decide it.
    std::optional<Type> result() const;

    struct Code;  // known to this folder alone
    explicit Program(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
    const Code& code() const { return *code_; }

 private:
    std::shared_ptr<const Code> code_;
};

struct CompileOptions {
    // The type of an element, nothing when there is no such element. With it, unknown elements and wrong
    // types are faults of Compile; without it, types of elements are first checked by Evaluate.
    std::function<std::optional<Type>(std::string_view name)> type_of;
    // The type of a field of a roster's rows, nothing when there is none; with "" for the field: whether
    // there is such a roster at all (any type).
    std::function<std::optional<Type>(std::string_view roster, std::string_view field)> field_type = {};
    // What the answer has to be: kTruth for a rule or a visibility, the element's own type for a derived
    // element.
    std::optional<Type> result;
};

// Reads a text. The first fault is returned at its character; any bytes whatever may be given.
std::variant<Program, Fault> Compile(std::string_view source, const CompileOptions& options = {});

enum class Period { kThis, kLast };

// The value of an element, by its index in Program::elements(). Asked only for what the evaluation reaches.
using ElementValue = std::function<Value(std::size_t element, Period period)>;

// The rows of the rosters, by their index in Program::rosters().
struct RosterValues {
    // How many rows there are; nothing when the roster was not filled, which is not the same as no rows.
    std::function<std::optional<std::size_t>(std::size_t roster)> rows = {};
    // One cell, by the index of the field in RosterUse::fields.
    std::function<Value(std::size_t roster, std::size_t row, std::size_t field)> cell = {};
};

// What an answer leaves open.
struct Notes {
    std::size_t undecided_rows = 0;  // left out of COUNT and SUM because their condition was missing
};

// Answers the expression. Division by zero, results out of a Decimal's range and wrong types are faults of
// this evaluation. It ends after at most as many steps as the program has instructions, those of a condition
// once for each row. Without `rosters` every roster is missing; `notes`, where given, is added to.
std::variant<Value, Fault> Evaluate(const Program& program, const ElementValue& value_of,
                                    const RosterValues& rosters = {}, Notes* notes = nullptr);

// What a rule says of one set of values. Only kBroken is to be reported: a verdict that is missing finds no
// fault.
enum class Verdict { kHolds, kBroken, kMissing };

// Evaluates a rule: TRUE holds, FALSE is broken. A number or a text is a fault, as is every fault of
// Evaluate.
std::variant<Verdict, Fault> Judge(const Program& rule, const ElementValue& value_of,
                                   const RosterValues& rosters = {});

// The command `qingzhuang rules eval 'EXPR' --with values.json`, for people who write rules at a terminal.
// values_json is one object: element → number, or exact decimal as a string, text, true, false, or null for
// missing; under "PREV" the same for last period; a roster → array of such objects, one for each row. Numbers
// are read exactly as written. An element the object does not name is missing, as on a sheet not filled; an
// empty values_json is an empty object. Prints the value alone on a line of its own to out and returns 0, and
// says on err how many rows no condition could decide; or prints the fault with line and column, in English
// like the words true and missing, to err and returns 2.
int EvaluateCommand(std::string_view expression, std::string_view values_json, std::ostream& out,
                    std::ostream& err);

}  // namespace qz::expressions
