#include "expressions/code.hpp"
#include "expressions/days.hpp"
#include "expressions/lexer.hpp"

namespace qz::expressions {
namespace {

// How tightly operators bind, loosest first. NOT stands between AND and comparison: NOT a = b is NOT (a = b).
enum Binding { kLoosest, kOrBinding, kAndBinding, kNotBinding, kComparison, kSum, kProduct, kTightest };

struct BinaryOperator {
    const char* symbol;
    Operation operation;
    Binding binding;
};

constexpr BinaryOperator kBinaryOperators[] = {
    {"||", Operation::kOr, kOrBinding},
    {"OR", Operation::kOr, kOrBinding},
    {"&&", Operation::kAnd, kAndBinding},
    {"AND", Operation::kAnd, kAndBinding},
    {"=", Operation::kEqual, kComparison},
    {"<>", Operation::kNotEqual, kComparison},
    {"<", Operation::kLess, kComparison},
    {"<=", Operation::kLessOrEqual, kComparison},
    {">", Operation::kGreater, kComparison},
    {">=", Operation::kGreaterOrEqual, kComparison},
    {"+", Operation::kAdd, kSum},
    {"-", Operation::kSubtract, kSum},
    {"*", Operation::kMultiply, kProduct},
    {"/", Operation::kDivide, kProduct},
};

// Operators and functions may be written in either case; elements may not.
std::string Upper(std::string_view word) {
    std::string upper(word);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return upper;
}

// What is known of a piece of the source once it is compiled.
struct Piece {
    std::optional<Type> type;  // nothing when only the values will tell
    Position start;
};

// A recursive-descent parser that writes instructions as it reads. Every Read function returns nothing after
// a fault, which is kept in fault_; the first one ends the compilation.
class Compiler {
 public:
    Compiler(std::string_view source, const CompileOptions& options) : lexer_(source), options_(options) {}

    std::variant<Program, Fault> Run() {
        if (!Read()) return *fault_;
        return Program(std::make_shared<const Program::Code>(std::move(code_)));
    }

 private:
    using Compiled = std::optional<Piece>;

    bool Read() {
        if (auto fault = lexer_.Open()) return Fail(std::move(*fault));
        if (!Step()) return false;
        if (token_.kind == TokenKind::kEnd) return Fail("expressions.empty", token_.position);
        const auto whole = ReadExpression(kLoosest);
        if (!whole) return false;
        if (token_.kind != TokenKind::kEnd) {
            return Fail("expressions.unexpected_token", token_.position, {{"found", token_.source}});
        }
        if (options_.result && !Wants(*options_.result, *whole)) return false;
        code_.result = whole->type;
        code_.start = whole->start;
        return true;
    }

    bool Fail(Fault fault) {
        fault_ = std::move(fault);
        return false;
    }
    bool Fail(const char* code, Position position,
              std::vector<std::pair<std::string, std::string>> arguments = {}) {
        return Fail(Fault{code, std::move(arguments), position});
    }

    bool Step() {
        auto next = lexer_.Next();
        if (auto* fault = std::get_if<Fault>(&next)) return Fail(std::move(*fault));
        token_ = std::move(*std::get_if<Token>(&next));
        word_ = token_.kind == TokenKind::kName     ? Upper(token_.text)
                : token_.kind == TokenKind::kSymbol ? token_.text
                                                    : std::string();
        return true;
    }

    bool Expect(const char* symbol) {
        if (word_ == symbol) return Step();
        if (token_.kind == TokenKind::kEnd) {
            return Fail("expressions.expected_token_at_end", token_.position, {{"wanted", symbol}});
        }
        return Fail("expressions.expected_token", token_.position,
                    {{"wanted", symbol}, {"found", token_.source}});
    }

    bool ExpectedValue() {
        if (token_.kind == TokenKind::kEnd) return Fail("expressions.expected_value_at_end", token_.position);
        return Fail("expressions.expected_value", token_.position, {{"found", token_.source}});
    }

    bool Wants(Type type, const Piece& piece) {
        if (!piece.type || *piece.type == type) return true;
        return Fail(WrongType(type, *piece.type), piece.start);
    }
    // The same, shown at the operator.
    bool WantsAt(Position position, Type type, const Piece& piece) {
        return Wants(type, {piece.type, position});
    }

    bool Emit(Operation operation, Position position, std::size_t argument = 0) {
        if (code_.instructions.size() >= Limits::kMostInstructions) {
            return Fail("expressions.too_many_parts", position,
                        {{"limit", std::to_string(Limits::kMostInstructions)}});
        }
        code_.instructions.push_back({operation, static_cast<std::uint16_t>(argument),
                                      static_cast<std::uint16_t>(position.line),
                                      static_cast<std::uint16_t>(position.column)});
        return true;
    }

    std::size_t Here() const { return code_.instructions.size(); }
    // Lets the jump written at `jump` lead to the instruction that is written next.
    void Land(std::size_t jump) { code_.instructions[jump].argument = static_cast<std::uint16_t>(Here()); }

    bool EmitConstant(Value value, Position position) {
        code_.constants.push_back(std::move(value));
        return Emit(Operation::kConstant, position, code_.constants.size() - 1);
    }

    // Counts what is open around the present place; every way into the parser's recursion passes here.
    class Level {
     public:
        explicit Level(std::size_t& depth) : depth_(++depth) {}
        ~Level() { --depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

     private:
        std::size_t& depth_;
    };

    // Everything up to an operator that binds no tighter than `above`.
    Compiled ReadExpression(Binding above) {
        Compiled left = ReadUnary(above);
        if (!left) return std::nullopt;
        while (const BinaryOperator* next = OperatorHere()) {
            if (next->binding <= above) break;
            const Position position = token_.position;
            if (!Step()) return std::nullopt;
            left = ReadRight(*next, position, *left);
            if (!left) return std::nullopt;
            const BinaryOperator* after = OperatorHere();
            if (next->binding == kComparison && after && after->binding == kComparison) {
                Fail("expressions.chained_comparison", token_.position);
                return std::nullopt;
            }
        }
        return left;
    }

    const BinaryOperator* OperatorHere() const {
        for (const BinaryOperator& candidate : kBinaryOperators) {
            if (word_ == candidate.symbol) return &candidate;
        }
        return nullptr;
    }

    Compiled ReadRight(const BinaryOperator& with, Position position, const Piece& left) {
        const bool logical = with.binding == kOrBinding || with.binding == kAndBinding;
        const std::size_t skip = Here();
        if (logical) {
            if (!WantsAt(position, Type::kTruth, left)) return std::nullopt;
            const auto when =
                with.operation == Operation::kAnd ? Operation::kSkipIfFalse : Operation::kSkipIfTrue;
            if (!Emit(when, position)) return std::nullopt;
        }
        const Compiled right = ReadExpression(with.binding);
        if (!right || !Emit(with.operation, position)) return std::nullopt;
        if (logical) {
            Land(skip);
            if (!WantsAt(position, Type::kTruth, *right)) return std::nullopt;
            return Piece{Type::kTruth, left.start};
        }
        if (with.binding == kComparison) {
            const bool for_order =
                with.operation != Operation::kEqual && with.operation != Operation::kNotEqual;
            if (left.type && right->type) {
                if (const char* code = CannotCompare(*left.type, *right->type, for_order); *code) {
                    Fail(code, position);
                    return std::nullopt;
                }
            }
            return Piece{Type::kTruth, left.start};
        }
        if (!WantsAt(position, Type::kNumber, left) || !WantsAt(position, Type::kNumber, *right)) {
            return std::nullopt;
        }
        return Piece{Type::kNumber, left.start};
    }

    Compiled ReadUnary(Binding above) {
        const Level level(depth_);
        if (depth_ > Limits::kDeepest + 1) {
            Fail("expressions.too_deep", token_.position, {{"limit", std::to_string(Limits::kDeepest)}});
            return std::nullopt;
        }
        const Position position = token_.position;
        // NOT under something tighter, as in a = NOT b, wants parentheses.
        if ((word_ == "NOT" || word_ == "!") && above <= kNotBinding) {
            if (!Step()) return std::nullopt;
            const Compiled operand = ReadExpression(kNotBinding);
            if (!operand || !WantsAt(position, Type::kTruth, *operand)) return std::nullopt;
            return Done(Emit(Operation::kNot, position), Type::kTruth, position);
        }
        if (word_ == "-") {
            if (!Step()) return std::nullopt;
            const Compiled operand = ReadExpression(kTightest);
            if (!operand || !WantsAt(position, Type::kNumber, *operand)) return std::nullopt;
            return Done(Emit(Operation::kNegate, position), Type::kNumber, position);
        }
        return ReadPrimary();
    }

    static Compiled Done(bool fine, std::optional<Type> type, Position start) {
        if (!fine) return std::nullopt;
        return Piece{type, start};
    }

    Compiled ReadPrimary() {
        const Token token = token_;
        const std::string word = word_;
        const Position start = token.position;
        const bool reserved = token.kind == TokenKind::kName && (word == "NOT" || OperatorHere());
        if (token.kind == TokenKind::kEnd || reserved || (token.kind == TokenKind::kSymbol && word != "(")) {
            return Done(ExpectedValue(), std::nullopt, start);
        }
        if (!Step()) return std::nullopt;
        switch (token.kind) {
            case TokenKind::kNumber:
                return Done(EmitConstant(Value::Number(token.number), start), Type::kNumber, start);
            case TokenKind::kText:
                return Done(EmitConstant(Value::Text(token.text), start), Type::kText, start);
            case TokenKind::kQuotedName:
                return ReadElement(token, Period::kThis);
            case TokenKind::kName:
                if (word == "TRUE" || word == "FALSE") {
                    return Done(EmitConstant(Value::Truth(word == "TRUE"), start), Type::kTruth, start);
                }
                if (word == "PREV") return ReadPrevious(start);
                // A function's name without parentheses is an element's: date, min, sum are good codes.
                return word_ == "(" ? ReadFunction(word, token) : ReadElement(token, Period::kThis);
            default:  // an opening parenthesis
                const Compiled inner = ReadExpression(kLoosest);
                if (!inner || !Expect(")")) return std::nullopt;
                return Piece{inner->type, start};
        }
    }

    Compiled ReadElement(const Token& token, Period period) {
        Piece piece{std::nullopt, token.position};
        const bool of_row = !roster_.empty();
        if (of_row ? options_.field_type != nullptr : options_.type_of != nullptr) {
            piece.type = of_row ? options_.field_type(roster_, token.text) : options_.type_of(token.text);
            if (!piece.type) {
                Fail("expressions.unknown_element", token.position, {{"element", token.text}});
                return std::nullopt;
            }
        }
        std::size_t index = 0;
        while (index < code_.elements.size() && code_.elements[index].name != token.text) ++index;
        if (index == code_.elements.size()) {
            code_.elements.push_back({.name = token.text, .first = token.position});
        }
        const bool now = period == Period::kThis;
        (now ? code_.elements[index].in_this_period : code_.elements[index].in_last_period) = true;
        const auto operation = now ? Operation::kElement : Operation::kPreviousElement;
        return Done(Emit(operation, token.position, index), piece.type, piece.start);
    }

    Compiled ReadPrevious(Position start) {
        // Rows have no number of their own by which last period's could be found.
        if (!roster_.empty()) return Done(Fail("expressions.prev_in_condition", start), std::nullopt, start);
        if (!Expect("(")) return std::nullopt;
        const Token token = token_;
        const bool reserved =
            word_ == "NOT" || word_ == "TRUE" || word_ == "FALSE" || word_ == "PREV" || OperatorHere();
        if ((token.kind != TokenKind::kName && token.kind != TokenKind::kQuotedName) || reserved) {
            return Done(Fail("expressions.prev_wants_element", token.position), std::nullopt, start);
        }
        if (!Step()) return std::nullopt;
        const Compiled element = ReadElement(token, Period::kLast);
        if (!element) return std::nullopt;
        if (word_ != ")" && token_.kind != TokenKind::kEnd) {
            return Done(Fail("expressions.prev_wants_element", token_.position), std::nullopt, start);
        }
        return Done(Expect(")"), element->type, start);
    }

    Compiled ReadFunction(const std::string& word, const Token& name) {
        const Position start = name.position;
        if (!Step()) return std::nullopt;  // the opening parenthesis
        if (word == "IF") return ReadIf(start);
        if (word == "COUNT") return ReadAggregate(false, start);
        const bool names = token_.kind == TokenKind::kName || token_.kind == TokenKind::kQuotedName;
        if (word == "SUM" && names && lexer_.DotFollows()) return ReadAggregate(true, start);
        if (word == "SUM") return ReadFold(Operation::kAdd, start);
        if (word == "MIN") return ReadFold(Operation::kLeast, start);
        if (word == "MAX") return ReadFold(Operation::kGreatest, start);
        if (word == "ABS") {
            if (!ReadNumber() || !Emit(Operation::kAbsolute, start)) return std::nullopt;
            return Done(Expect(")"), Type::kNumber, start);
        }
        if (word == "ROUND") {
            if (!ReadNumber() || !Expect(",")) return std::nullopt;
            const Compiled places = ReadNumber();
            if (!places || !Emit(Operation::kRound, places->start)) return std::nullopt;
            return Done(Expect(")"), Type::kNumber, start);
        }
        if (word == "IS_MISSING") {
            if (!ReadExpression(kLoosest) || !Emit(Operation::kIsMissing, start)) return std::nullopt;
            return Done(Expect(")"), Type::kTruth, start);
        }
        if (word == "DATE") return ReadDate(start);
        if (word == "BIRTH") return ReadOfPerson(Operation::kBirth, start);
        if (word == "SEX") return ReadOfPerson(Operation::kSex, start);
        if (word == "AGE") return ReadAge(start);
        Fail("expressions.unknown_function", start, {{"name", name.text}});
        return std::nullopt;
    }

    // A number among a function's arguments; a fault of its type is shown at its first character.
    Compiled ReadNumber() {
        const Compiled argument = ReadExpression(kLoosest);
        if (!argument || !Wants(Type::kNumber, *argument)) return std::nullopt;
        return Done(argument->type || Emit(Operation::kCheckNumber, argument->start), Type::kNumber,
                    argument->start);
    }

    // SUM(a, b, c) is ((a + b) + c), each step shown at the argument it takes in.
    Compiled ReadFold(Operation operation, Position start) {
        if (!ReadNumber()) return std::nullopt;
        while (word_ == ",") {
            if (!Step()) return std::nullopt;
            const Compiled argument = ReadNumber();
            if (!argument || !Emit(operation, argument->start)) return std::nullopt;
        }
        return Done(Expect(")"), Type::kNumber, start);
    }

    Compiled ReadIf(Position start) {
        const Compiled condition = ReadExpression(kLoosest);
        if (!condition || !Wants(Type::kTruth, *condition) || !Expect(",")) return std::nullopt;
        const std::size_t missing = Here();
        if (!Emit(Operation::kSkipIfMissing, condition->start)) return std::nullopt;
        const std::size_t otherwise = Here();
        if (!Emit(Operation::kPopJumpIfFalse, condition->start)) return std::nullopt;
        const Compiled first = ReadExpression(kLoosest);
        if (!first || !Expect(",")) return std::nullopt;
        const std::size_t done = Here();
        if (!Emit(Operation::kJump, start)) return std::nullopt;
        Land(otherwise);
        const Compiled second = ReadExpression(kLoosest);
        if (!second) return std::nullopt;
        Land(missing);
        Land(done);
        if (first->type && second->type && *first->type != *second->type) {
            return Done(Fail("expressions.branches_differ", second->start), std::nullopt, start);
        }
        const bool known = first->type && second->type;
        return Done(Expect(")"), known ? first->type : std::nullopt, start);
    }

    Compiled ReadDate(Position start) {
        const Token text = token_;
        if (text.kind != TokenKind::kText) {
            return Done(Fail("expressions.date_wants_text", text.position), std::nullopt, start);
        }
        if (!IsDay(text.text)) {
            Fail("expressions.not_a_date", text.position, {{"text", text.text}});
            return std::nullopt;
        }
        if (!Step() || !EmitConstant(Value::Text(text.text), start)) return std::nullopt;
        return Done(Expect(")"), Type::kText, start);
    }

    // BIRTH(id), SEX(id). A fault of the number is shown at the argument.
    Compiled ReadOfPerson(Operation operation, Position start) {
        return Done(ReadTextInto(operation) && Expect(")"), Type::kText, start);
    }

    Compiled ReadAge(Position start) {
        const bool read =
            ReadTextInto(Operation::kBornOn) && Expect(",") && ReadTextInto(Operation::kCheckDay);
        return Done(read && Emit(Operation::kAge, start) && Expect(")"), Type::kNumber, start);
    }

    bool ReadTextInto(Operation operation) {
        const Compiled argument = ReadExpression(kLoosest);
        return argument && Wants(Type::kText, *argument) && Emit(operation, argument->start);
    }

    // COUNT(people), COUNT(people WHERE condition), SUM(people.field), SUM(people.field WHERE condition).
    Compiled ReadAggregate(bool sums, Position start) {
        if (!roster_.empty()) {
            return Done(Fail("expressions.aggregate_in_condition", start), std::nullopt, start);
        }
        Aggregate aggregate;
        aggregate.sums = sums;
        const Token roster = token_;
        if (!ReadName("expressions.roster_wanted")) return std::nullopt;
        if (options_.field_type && !options_.field_type(roster.text, "")) {
            Fail("expressions.unknown_roster", roster.position, {{"roster", roster.text}});
            return std::nullopt;
        }
        aggregate.roster = RosterIndex(roster);
        if (sums) {
            if (!Expect(".")) return std::nullopt;
            const Token field = token_;
            if (!ReadName("expressions.field_wanted")) return std::nullopt;
            const auto type =
                options_.field_type ? options_.field_type(roster.text, field.text) : std::nullopt;
            if (options_.field_type && !type) {
                Fail("expressions.unknown_element", field.position, {{"element", field.text}});
                return std::nullopt;
            }
            if (!Wants(Type::kNumber, {type, field.position})) return std::nullopt;
            aggregate.field = FieldIndex(aggregate.roster, field.text);
        }
        if (word_ == "WHERE" && (!Step() || !ReadCondition(roster.text, aggregate))) return std::nullopt;
        code_.aggregates.push_back(std::move(aggregate));
        if (!Emit(Operation::kAggregate, start, code_.aggregates.size() - 1)) return std::nullopt;
        return Done(Expect(")"), Type::kNumber, start);
    }

    bool ReadName(const char* otherwise) {
        const bool name = token_.kind == TokenKind::kQuotedName ||
                          (token_.kind == TokenKind::kName && word_ != "NOT" && !OperatorHere());
        return name ? Step() : Fail(otherwise, token_.position);
    }

    // The condition is a program of its own whose elements are the fields of a row.
    bool ReadCondition(const std::string& roster, Aggregate& aggregate) {
        Program::Code outer = std::move(code_);
        code_ = {};
        roster_ = roster;
        const Compiled read = ReadExpression(kLoosest);
        const bool fine = read && Wants(Type::kTruth, *read);
        roster_.clear();
        Program::Code condition = std::move(code_);
        code_ = std::move(outer);
        if (!fine) return false;
        condition.start = read->start;
        for (const ElementUse& field : condition.elements) {
            aggregate.fields.push_back(FieldIndex(aggregate.roster, field.name));
        }
        aggregate.condition = std::make_shared<const Program::Code>(std::move(condition));
        return true;
    }

    std::size_t RosterIndex(const Token& token) {
        std::size_t index = 0;
        while (index < code_.rosters.size() && code_.rosters[index].name != token.text) ++index;
        if (index == code_.rosters.size()) code_.rosters.push_back({token.text, {}, token.position});
        return index;
    }

    std::size_t FieldIndex(std::size_t roster, const std::string& name) {
        auto& fields = code_.rosters[roster].fields;
        std::size_t index = 0;
        while (index < fields.size() && fields[index] != name) ++index;
        if (index == fields.size()) fields.push_back(name);
        return index;
    }

    Lexer lexer_;
    const CompileOptions& options_;
    Token token_;       // the one to be read next
    std::string word_;  // its canonical text when it is a symbol, or an operator's or function's name
    std::size_t depth_ = 0;
    Program::Code code_;
    std::string roster_;  // whose rows the condition being read speaks of; "" outside of conditions
    std::optional<Fault> fault_;
};

}  // namespace

std::variant<Program, Fault> Compile(std::string_view source, const CompileOptions& options) {
    return Compiler(source, options).Run();
}

}  // namespace qz::expressions
