#include "forms/derived.hpp"

#include <algorithm>

#include "forms/asking.hpp"
#include "forms/correction_store.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::forms {

namespace {

using catalogue::ValueType;
using expressions::Value;

constexpr std::string_view kToday = "today";
constexpr std::string_view kDerived = "derived";

std::string Word(std::string_view code) {
    return i18n::Sentence(i18n::Language::kChinese, code, {});
}

// As the data dictionaries call what SEX answers; choices go by their codes where no label says it.
std::string SexWord(std::string_view digit) {
    return Word(digit == "1" ? "forms.derived.man" : "forms.derived.woman");
}

StoredValue ChoiceOf(const catalogue::Element& element, const std::string& text, bool sex) {
    const std::string label = sex ? SexWord(text) : text;
    for (const catalogue::Code& choice : element.choices) {
        if (choice.label.starts_with(label)) return choice.code;
    }
    for (const catalogue::Code& choice : element.choices) {
        if (choice.code == text) return choice.code;
    }
    return std::nullopt;
}

// An answer of the language as the element writes it; nothing where it does not fit.
StoredValue StoredFrom(const Field& field, const Value& value) {
    const catalogue::Element& element = field.element;
    const bool sex = field.derivation.starts_with("SEX(");
    if (const Decimal* number = value.number()) {
        if (element.type == ValueType::kText) return number->ToString();
        if (element.type != ValueType::kInteger && element.type != ValueType::kDecimal) return std::nullopt;
        if (!number->ToScaled(element.places)) return std::nullopt;
        return number->ToString();
    }
    if (const std::string* text = value.text()) {
        if (element.type == ValueType::kChoice) return ChoiceOf(element, *text, sex);
        if (element.type == ValueType::kText) return sex ? SexWord(*text) : *text;
        if (element.type == ValueType::kDate) return *text;
        return std::nullopt;
    }
    if (const bool* truth = value.truth()) {
        if (element.type == ValueType::kYesNo) return *truth ? "1" : "0";
    }
    return std::nullopt;
}

Value PlainValue(const catalogue::Element& element, const StoredValue& stored) {
    if (!stored) return {};
    switch (element.type) {
        case ValueType::kInteger:
        case ValueType::kDecimal: {
            const auto number = Decimal::Parse(*stored);
            return number ? Value::Number(*number) : Value();
        }
        case ValueType::kYesNo:
            return Value::Truth(*stored == "1");
        default:
            return Value::Text(*stored);
    }
}

}  // namespace

void CompileDerivation(Field& field) {
    if (field.derivation.empty()) return;
    auto compiled = expressions::Compile(field.derivation);
    if (auto* program = std::get_if<expressions::Program>(&compiled)) {
        field.program = std::make_shared<const expressions::Program>(std::move(*program));
    } else {
        field.derivation.clear();
    }
}

std::optional<std::size_t> NumberBehind(const Definition& definition, std::size_t field) {
    const auto& program = definition.fields[field].program;
    if (!program || !program->rosters().empty()) return std::nullopt;
    std::optional<std::size_t> number;
    for (const expressions::ElementUse& use : program->elements()) {
        if (use.name == kToday) continue;
        const auto read = definition.FindField(use.name);
        if (!read || definition.fields[static_cast<std::size_t>(*read)].element.type != ValueType::kIdNumber)
            return std::nullopt;
        number = static_cast<std::size_t>(*read);
    }
    return number;
}

StoredValue ReadFromNumber(const Field& field, std::string_view plain_number, Date today) {
    const auto& program = *field.program;
    const auto answer = expressions::Evaluate(program, [&](std::size_t element, expressions::Period period) {
        if (period == expressions::Period::kLast) return Value();
        return Value::Text(program.elements()[element].name == kToday ? today.ToString()
                                                                      : std::string(plain_number));
    });
    const auto* value = std::get_if<Value>(&answer);
    return value ? StoredFrom(field, *value) : std::nullopt;
}

bool IsDerived(const Baseline& baseline, const HeldCell& cell) {
    return cell.source >= 0 && baseline.sources[static_cast<std::size_t>(cell.source)].kind == kDerived;
}

Prefiller::Prefiller(storage::Snapshot& snapshot, const secrets::Keyring& keys, const Definition& definition)
    : snapshot_(snapshot), keys_(keys), definition_(definition), today_(DateOf(snapshot.Now())) {
    for (const Field& field : definition.fields) {
        if (!field.program) continue;
        computes_ = true;
        for (const expressions::RosterUse& use : field.program->rosters())
            names_.emplace(use.name, NamesOfRoster(snapshot, use.name));
    }
    if (computes_) elements_ = catalogue::AllElements(snapshot);
}

Baseline Prefiller::Of(UnitId unit, const std::vector<UnitId>& apart) const {
    Prefill prefill(definition_, apart);
    catalogue::ForEachHeld(snapshot_, unit, definition_.SubjectPrefix(),
                           [&](const catalogue::HeldView& held) { prefill.Take(held); });
    const storage::Statement disputes = OpenDisputesOf(unit);
    return Complete(unit, prefill.Finish(),
                    ReadDisputes(snapshot_.QueryWith(disputes.sql, disputes.parameters)), apart);
}

Baseline Prefiller::Complete(UnitId unit, Baseline baseline, const std::vector<OpenDispute>& disputes,
                             const std::vector<UnitId>& apart) const {
    if (!disputes.empty()) TakeDisputes(definition_, disputes, Word("forms.correction.source"), baseline);
    if (!computes_) return baseline;
    Rosters rosters;
    for (const auto& [name, names] : names_) rosters.emplace(name, ReadRoster(unit, name, apart));
    for (BaselineRow& row : baseline.rows) {
        for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
            const Field& field = definition_.fields[i];
            if (!field.program) continue;
            const auto computed = Compute(field, unit, row, rosters);
            if (!computed) continue;
            HeldCell& cell = row.cells[i];
            const bool given_since =
                cell.value && cell.source >= 0 &&
                computed->changed < baseline.sources[static_cast<std::size_t>(cell.source)].as_of;
            if (given_since && !NumberBehind(definition_, i)) continue;
            const BaselineSource source{std::string(kDerived), Word("forms.derived.source"), computed->as_of};
            auto known = std::find(baseline.sources.begin(), baseline.sources.end(), source);
            if (known == baseline.sources.end()) known = baseline.sources.insert(known, source);
            cell.value = computed->value;
            cell.source = static_cast<int>(known - baseline.sources.begin());
        }
    }
    return baseline;
}

// Whoever left the roster has no name there any more, whatever else other forms keep of them.
Prefiller::Roster Prefiller::ReadRoster(UnitId unit, const std::string& name,
                                        const std::vector<UnitId>& apart) const {
    Roster roster;
    const std::set<std::int64_t>& names = names_.find(name)->second;
    std::vector<char> named;  // 0: nothing is known of a name; 1: it has one; 2: it had one
    for (const catalogue::Held& held : catalogue::ListHeld(snapshot_, unit, name + ":")) {
        if (IsFrom(held.source.kind, held.source.reference, apart)) continue;
        roster.latest = roster.known ? std::max(roster.latest, held.as_of) : held.as_of;
        roster.known = true;
        if (roster.rows.empty() || roster.rows.back().subject != held.subject) {
            roster.rows.push_back({{}, held.subject, held.as_of});
            named.push_back(0);
        }
        Row& row = roster.rows.back();
        row.as_of = std::max(row.as_of, held.as_of);
        if (names.contains(held.element.value) && named.back() != 1) named.back() = held.value ? 1 : 2;
        const catalogue::Element* element = elements_->Find(held.element);
        if (element && held.value) row.cells[element->code] = held.value;
    }
    std::vector<Row> rows;
    for (std::size_t i = 0; i < roster.rows.size(); ++i) {
        if (named[i] == 2 || roster.rows[i].cells.empty()) continue;
        roster.oldest = rows.empty() ? roster.rows[i].as_of : std::min(roster.oldest, roster.rows[i].as_of);
        rows.push_back(std::move(roster.rows[i]));
    }
    if (rows.empty()) roster.oldest = roster.latest;
    roster.rows = std::move(rows);
    return roster;
}

Value Prefiller::ValueOf(const catalogue::Element& element, UnitId unit, std::string_view subject,
                         const StoredValue& stored) const {
    if (!stored || !secrets::Keyring::IsSealed(*stored)) return PlainValue(element, stored);
    return Value::Text(keys_.Open(*stored, secrets::BindingOf(unit, subject, element.code)));
}

std::optional<Prefiller::Computed> Prefiller::Compute(const Field& field, UnitId unit, const BaselineRow& row,
                                                      const Rosters& rosters) const {
    const expressions::Program& program = *field.program;
    const std::string subject = definition_.SubjectOf(row.key);
    const auto roster_at = [&](std::size_t roster) -> const Roster& {
        return rosters.find(program.rosters()[roster].name)->second;
    };
    expressions::RosterValues values;
    values.rows = [&](std::size_t roster) -> std::optional<std::size_t> {
        const Roster& found = roster_at(roster);
        return found.known ? std::optional<std::size_t>(found.rows.size()) : std::nullopt;
    };
    values.cell = [&](std::size_t roster, std::size_t at, std::size_t column) {
        const std::string& code = program.rosters()[roster].fields[column];
        if (code == kToday) return Value::Text(today_.ToString());
        const Row& found = roster_at(roster).rows[at];
        const auto cell = found.cells.find(code);
        const catalogue::Element* element = elements_->FindCode(code);
        return cell == found.cells.end() || !element ? Value()
                                                     : ValueOf(*element, unit, found.subject, cell->second);
    };
    expressions::Notes notes;
    const auto answer = expressions::Evaluate(
        program,
        [&](std::size_t element, expressions::Period period) {
            const std::string& name = program.elements()[element].name;
            if (period == expressions::Period::kLast) return Value();
            if (name == kToday) return Value::Text(today_.ToString());
            const auto read = definition_.FindField(name);
            if (!read) return Value();
            const auto at = static_cast<std::size_t>(*read);
            return ValueOf(definition_.fields[at].element, unit, subject, row.cells[at].value);
        },
        values, &notes);
    const auto* value = std::get_if<Value>(&answer);
    // A row that no condition decides makes the number one of what is known, not of what is.
    if (!value || notes.undecided_rows > 0) return std::nullopt;
    Computed computed{StoredFrom(field, *value), today_, today_};
    if (!computed.value) return std::nullopt;
    for (std::size_t roster = 0; roster < program.rosters().size(); ++roster) {
        const Roster& from = roster_at(roster);
        computed.as_of = std::min(computed.as_of, from.oldest);
        computed.changed = roster == 0 ? from.latest : std::max(computed.changed, from.latest);
    }
    return computed;
}

}  // namespace qz::forms
