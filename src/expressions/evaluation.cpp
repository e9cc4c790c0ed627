#include "expressions/code.hpp"
#include "expressions/days.hpp"

namespace qz::expressions {
namespace {

constexpr int kFewestRoundPlaces = -12;

// One run of a program. A step that fails returns the code of its fault, and null when it went well.
class Machine {
 public:
    Machine(const Program::Code& code, const ElementValue& value_of, const RosterValues& rosters,
            Notes& notes)
        : code_(code), value_of_(value_of), rosters_(rosters), notes_(notes) {}

    std::variant<Value, Fault> Run() {
        stack_.clear();
        stack_.reserve(16);
        const auto& instructions = code_.instructions;
        for (std::size_t at = 0; at < instructions.size();) {
            const Instruction& instruction = instructions[at];
            next_ = at + 1;
            if (const char* fault = Execute(instruction)) {
                if (within_) return std::move(*within_);
                return Fault{fault, std::move(arguments_), {instruction.line, instruction.column}};
            }
            at = next_;
        }
        return std::move(stack_.back());
    }

 private:
    Value Pop() {
        Value top = std::move(stack_.back());
        stack_.pop_back();
        return top;
    }

    const char* Push(Value value) {
        stack_.push_back(std::move(value));
        return nullptr;
    }

    const char* Check(Type wanted) const {
        const auto found = stack_.back().type();
        return found && *found != wanted ? WrongType(wanted, *found) : nullptr;
    }

    const char* Execute(const Instruction& instruction) {
        switch (instruction.operation) {
            case Operation::kConstant:
                return Push(code_.constants[instruction.argument]);
            case Operation::kElement:
                return Push(value_of_(instruction.argument, Period::kThis));
            case Operation::kPreviousElement:
                return Push(value_of_(instruction.argument, Period::kLast));
            case Operation::kCheckNumber:
                return Check(Type::kNumber);
            case Operation::kIsMissing:
                return Push(Value::Truth(Pop().IsMissing()));
            case Operation::kNegate:
            case Operation::kAbsolute:
                return OnNumber(instruction.operation);
            case Operation::kNot:
                if (const char* fault = Check(Type::kTruth)) return fault;
                if (const bool* truth = stack_.back().truth()) stack_.back() = Value::Truth(!*truth);
                return nullptr;
            case Operation::kSkipIfFalse:
                return SkipIf(false, instruction);
            case Operation::kSkipIfTrue:
                return SkipIf(true, instruction);
            case Operation::kAnd:
                return Combine(false);
            case Operation::kOr:
                return Combine(true);
            case Operation::kSkipIfMissing:
                if (const char* fault = Check(Type::kTruth)) return fault;
                if (stack_.back().IsMissing()) next_ = instruction.argument;
                return nullptr;
            case Operation::kPopJumpIfFalse:
                if (!*Pop().truth()) next_ = instruction.argument;
                return nullptr;
            case Operation::kJump:
                next_ = instruction.argument;
                return nullptr;
            case Operation::kBirth:
            case Operation::kSex:
            case Operation::kBornOn:
            case Operation::kCheckDay:
                return OnText(instruction.operation);
            case Operation::kAge:
                return Age();
            case Operation::kAggregate:
                return Fold(code_.aggregates[instruction.argument]);
            case Operation::kEqual:
            case Operation::kNotEqual:
            case Operation::kLess:
            case Operation::kLessOrEqual:
            case Operation::kGreater:
            case Operation::kGreaterOrEqual:
                return Compare(instruction.operation);
            default:
                return OnNumbers(instruction.operation);
        }
    }

    const char* OnNumber(Operation operation) {
        if (const char* fault = Check(Type::kNumber)) return fault;
        if (const Decimal* number = stack_.back().number()) {
            const bool negate = operation == Operation::kNegate;
            stack_.back() = Value::Number(negate ? number->Negated() : number->Absolute());
        }
        return nullptr;
    }

    // Both types are looked at before what is missing: whether a rule is well written does not hang on who
    // filled what.
    const char* OnNumbers(Operation operation) {
        if (const char* fault = Check(Type::kNumber)) return fault;
        const Value right = Pop();
        if (const char* fault = Check(Type::kNumber)) return fault;
        const Value left = Pop();
        if (left.IsMissing() || right.IsMissing()) return Push({});

        const Decimal a = *left.number();
        const Decimal b = *right.number();
        if (operation == Operation::kDivide && b.IsZero()) return "expressions.division_by_zero";
        if (operation == Operation::kRound && !CanRoundTo(b)) {
            arguments_ = {{"least", std::to_string(kFewestRoundPlaces)},
                          {"most", std::to_string(Decimal::kPlaces)}};
            return "expressions.round_places";
        }
        const auto result = Calculate(operation, a, b);
        if (!result) return "expressions.overflow";
        return Push(Value::Number(*result));
    }

    static bool CanRoundTo(Decimal places) {
        return places.IsWhole() && places >= *Decimal::FromInteger(kFewestRoundPlaces) &&
               places <= *Decimal::FromInteger(Decimal::kPlaces);
    }

    static std::optional<Decimal> Calculate(Operation operation, Decimal a, Decimal b) {
        switch (operation) {
            case Operation::kAdd:
                return a.Plus(b);
            case Operation::kSubtract:
                return a.Minus(b);
            case Operation::kMultiply:
                return a.Times(b);
            case Operation::kDivide:
                return a.DividedBy(b);
            case Operation::kRound:
                return a.Rounded(static_cast<int>(*b.ToScaled(0)));
            case Operation::kLeast:
                return a < b ? a : b;
            default:  // kGreatest
                return a < b ? b : a;
        }
    }

    const char* SkipIf(bool decisive, const Instruction& instruction) {
        if (const char* fault = Check(Type::kTruth)) return fault;
        const bool* truth = stack_.back().truth();
        if (truth && *truth == decisive) next_ = instruction.argument;
        return nullptr;
    }

    // AND (decisive: false) and OR (decisive: true) of a left side that did not decide, so is missing or
    // neutral.
    const char* Combine(bool decisive) {
        if (const char* fault = Check(Type::kTruth)) return fault;
        const Value right = Pop();
        const Value left = Pop();
        if (right == Value::Truth(decisive)) return Push(right);
        return Push(left.IsMissing() ? left : right);
    }

    const char* Compare(Operation operation) {
        const Value right = Pop();
        const Value left = Pop();
        const bool for_order = operation != Operation::kEqual && operation != Operation::kNotEqual;
        const auto left_type = left.type();
        const auto right_type = right.type();
        if (const auto type = left_type ? left_type : right_type) {
            const char* fault = CannotCompare(*type, right_type.value_or(*type), for_order);
            if (*fault) return fault;
        }
        if (left.IsMissing() || right.IsMissing()) return Push({});
        return Push(Value::Truth(Holds(operation, Order(left, right))));
    }

    const char* OnText(Operation operation) {
        if (const char* fault = Check(Type::kText)) return fault;
        const std::string* text = stack_.back().text();
        if (!text) return nullptr;
        if (operation == Operation::kCheckDay) return IsDay(*text) ? nullptr : NotADay(*text);
        if (operation == Operation::kBornOn && IsDay(*text)) return nullptr;
        const auto id = ReadIdNumber(*text);
        // The number itself is nobody's business but its owner's: the sentence does not repeat it.
        if (!id) return "expressions.not_an_id_number";
        const bool sex = operation == Operation::kSex;
        stack_.back() = Value::Text(sex ? (id->female ? "2" : "1") : id->birth);
        return nullptr;
    }

    const char* NotADay(const std::string& text) {
        arguments_ = {{"text", text}};
        return "expressions.not_a_date";
    }

    // Both are days: OnText has seen to that.
    const char* Age() {
        const Value day = Pop();
        const Value birth = Pop();
        if (day.IsMissing() || birth.IsMissing()) return Push({});
        const auto years = YearsBetween(*birth.text(), *day.text());
        if (!years) return "expressions.day_before_birth";
        return Push(Value::Number(*Decimal::FromInteger(*years)));
    }

    // A roster that was not filled is missing; one with no rows counts 0. A row whose condition is missing is
    // left out and noted. A missing cell of a row that is in makes the sum missing.
    const char* Fold(const Aggregate& aggregate) {
        const auto rows = rosters_.rows ? rosters_.rows(aggregate.roster) : std::nullopt;
        if (!rows) return Push({});
        std::size_t row = 0;
        const ElementValue field_of = [&](std::size_t element, Period) {
            return rosters_.cell(aggregate.roster, row, aggregate.fields[element]);
        };
        std::optional<Machine> condition;
        if (aggregate.condition) condition.emplace(*aggregate.condition, field_of, rosters_, notes_);
        std::int64_t count = 0;
        std::optional<Decimal> sum = Decimal();
        for (; row < *rows; ++row) {
            if (condition) {
                auto answer = condition->Run();
                if (auto* fault = std::get_if<Fault>(&answer)) return Within(std::move(*fault));
                const Value& verdict = *std::get_if<Value>(&answer);
                if (verdict.IsMissing()) {
                    ++notes_.undecided_rows;
                    continue;
                }
                const bool* truth = verdict.truth();
                if (!truth) {
                    return Within({WrongType(Type::kTruth, *verdict.type()), {}, aggregate.condition->start});
                }
                if (!*truth) continue;
            }
            ++count;
            if (!aggregate.sums) continue;
            const Value cell = rosters_.cell(aggregate.roster, row, aggregate.field);
            if (const auto type = cell.type(); type && *type != Type::kNumber)
                return WrongType(Type::kNumber, *type);
            if (!sum || cell.IsMissing()) {
                sum = std::nullopt;
                continue;
            }
            sum = sum->Plus(*cell.number());
            if (!sum) return "expressions.overflow";
        }
        if (!aggregate.sums) return Push(Value::Number(*Decimal::FromInteger(count)));
        return Push(sum ? Value::Number(*sum) : Value());
    }

    // A fault inside a condition keeps its own place.
    const char* Within(Fault fault) {
        within_ = std::move(fault);
        return within_->code.c_str();
    }

    // Below, at or above zero. Text is ordered by its bytes, which in UTF-8 is the order of code points;
    // dates are text and fall into the order of days.
    static int Order(const Value& left, const Value& right) {
        if (const Decimal* number = left.number()) {
            return *number < *right.number() ? -1 : *number == *right.number() ? 0 : 1;
        }
        if (const std::string* text = left.text()) return text->compare(*right.text());
        return *left.truth() == *right.truth() ? 0 : 1;
    }

    static bool Holds(Operation operation, int order) {
        switch (operation) {
            case Operation::kEqual:
                return order == 0;
            case Operation::kNotEqual:
                return order != 0;
            case Operation::kLess:
                return order < 0;
            case Operation::kLessOrEqual:
                return order <= 0;
            case Operation::kGreater:
                return order > 0;
            default:  // kGreaterOrEqual
                return order >= 0;
        }
    }

    const Program::Code& code_;
    const ElementValue& value_of_;
    const RosterValues& rosters_;
    Notes& notes_;
    std::optional<Fault> within_;
    std::vector<Value> stack_;
    std::size_t next_ = 0;
    std::vector<std::pair<std::string, std::string>> arguments_;
};

}  // namespace

std::variant<Value, Fault> Evaluate(const Program& program, const ElementValue& value_of,
                                    const RosterValues& rosters, Notes* notes) {
    Notes unread;
    return Machine(program.code(), value_of, rosters, notes ? *notes : unread).Run();
}

std::variant<Verdict, Fault> Judge(const Program& rule, const ElementValue& value_of,
                                   const RosterValues& rosters) {
    const auto answer = Evaluate(rule, value_of, rosters);
    if (const auto* fault = std::get_if<Fault>(&answer)) return *fault;
    const Value& value = *std::get_if<Value>(&answer);
    if (value.IsMissing()) return Verdict::kMissing;
    if (const bool* truth = value.truth()) return *truth ? Verdict::kHolds : Verdict::kBroken;
    return Fault{WrongType(Type::kTruth, *value.type()), {}, rule.code().start};
}

}  // namespace qz::expressions
