#include "admission/rules.hpp"

#include <algorithm>
#include <functional>

namespace qz::admission {

namespace {

constexpr std::size_t kShortestReason = 4;  // code points: one word is not a reason

// Full-width and half-width spaces and brackets do not make another label.
std::string Tidied(std::string_view label) {
    std::string tidy;
    for (std::size_t at = 0; at < label.size();) {
        if (label[at] == ' ') {
            ++at;
        } else if (label.substr(at, 3) == "\u3000") {
            at += 3;
        } else if (label.substr(at, 3) == "（" || label.substr(at, 3) == "）") {
            tidy += label.substr(at, 3) == "（" ? '(' : ')';
            at += 3;
        } else {
            tidy += label[at++];
        }
    }
    return tidy;
}

bool Names(const Derivation& derivation, const catalogue::Element& element) {
    if (std::find(derivation.codes.begin(), derivation.codes.end(), element.code) != derivation.codes.end())
        return true;
    const std::string label = Tidied(element.label);
    return std::any_of(derivation.labels.begin(), derivation.labels.end(),
                       [&](const std::string& one) { return Tidied(one) == label; });
}

bool IsReason(const std::string& text) {
    return CountCodePoints(text).value_or(0) >= kShortestReason;
}

}  // namespace

std::string WithNumber(std::string expression, std::string_view code) {
    if (const std::size_t at = expression.find("{id}"); at != std::string::npos)
        expression.replace(at, 4, code);
    return expression;
}

std::string FindDerivation(const Draft& draft, const DraftField& field, const catalogue::Element& element,
                           const std::vector<Derivation>& derivations,
                           const std::function<bool(std::string_view code)>& roster_held) {
    if (field.key || field.name) return {};
    const auto key = std::find_if(draft.fields.begin(), draft.fields.end(), [](const DraftField& one) {
        return one.type == catalogue::ValueType::kIdNumber;
    });
    for (const Derivation& derivation : derivations) {
        if (!Names(derivation, element)) continue;
        if (derivation.from_roster) {
            if (draft.layout == "single" && roster_held(derivation.field)) return derivation.expression;
            continue;
        }
        if (key == draft.fields.end()) continue;
        return WithNumber(derivation.expression, key->code);
    }
    return {};
}

Verdict DecideVerdict(const FieldFacts& facts) {
    if (!facts.derivation.empty()) return Verdict::kDerivable;
    const auto enough = [&](std::int64_t units) {
        return units > 0 && facts.coverage.of > 0 &&
               units * 1000 >= facts.coverage.of * facts.held_from_permille;
    };
    const bool held = enough(facts.coverage.held);
    if (held && !facts.own) {
        const bool sensitive = facts.element->sensitivity == "sensitive";
        // Whose number it is the source can say without giving it away.
        if (sensitive && (facts.element->sharing == "conditional" ||
                          facts.element->type == catalogue::ValueType::kIdNumber)) {
            return Verdict::kVerifyOnly;
        }
        if (facts.element->sharing == "none") return Verdict::kHeldNotShareable;
    }
    if (enough(facts.coverage.fresh)) return Verdict::kHeld;
    if (facts.asked) return Verdict::kDuplicate;
    return held ? Verdict::kStale : Verdict::kNew;
}

bool IsPersonal(const catalogue::Element& element) {
    return element.sensitivity == "personal" || element.sensitivity == "sensitive";
}

Answer DefaultAnswer(const FieldFacts& facts, Verdict verdict, bool rows_justified) {
    // Without these two there are no rows.
    const bool frame = facts.field->key || facts.field->name;
    const bool counts = !facts.own && IsPersonal(*facts.element) && facts.element->subject != "unit";
    switch (verdict) {
        case Verdict::kHeld:
        case Verdict::kDuplicate:
            if (!counts) return Answer::kUseHeld;
            return rows_justified ? Answer::kRows : Answer::kCounts;
        case Verdict::kDerivable:
            return Answer::kUseHeld;
        case Verdict::kHeldNotShareable:
        case Verdict::kVerifyOnly:
            return frame && rows_justified ? Answer::kRows : Answer::kDrop;
        case Verdict::kStale:
            return counts && !rows_justified ? Answer::kCounts : Answer::kUseHeld;
        case Verdict::kNew:
            break;
    }
    return Answer::kAsk;
}

bool AsksAgain(const Judged& judged) {
    return judged.answer == Answer::kAsk && judged.verdict != Verdict::kNew &&
           judged.verdict != Verdict::kStale;
}

Findings CheckAnswer(const Judged& judged) {
    Findings findings;
    const std::string path = "fields." + judged.field->code;
    const Arguments about{{"label", judged.field->label}};
    const bool held = judged.verdict == Verdict::kHeld || judged.verdict == Verdict::kStale ||
                      judged.verdict == Verdict::kDuplicate || judged.verdict == Verdict::kDerivable;
    if (AsksAgain(judged) && !IsReason(judged.justification))
        findings.push_back({path + ".justification", "admission.answer.reason_needed", about});
    if (judged.answer == Answer::kUseHeld && judged.verdict == Verdict::kHeldNotShareable)
        findings.push_back({path + ".answer", "admission.answer.not_shareable", about});
    if (judged.answer == Answer::kUseHeld && judged.verdict == Verdict::kVerifyOnly)
        findings.push_back({path + ".answer", "admission.answer.verify_only", about});
    // Rows of people leave the hub only with a reason; what tells them apart goes with them.
    if (judged.answer == Answer::kRows && !judged.own) {
        const bool frame = judged.field->key || judged.field->name;
        if (judged.verdict == Verdict::kHeldNotShareable && !frame)
            findings.push_back({path + ".answer", "admission.answer.not_shareable", about});
        if (!IsReason(judged.justification))
            findings.push_back({path + ".justification", "admission.answer.rows_need_a_reason", about});
    }
    // The default for people of others is a number; taking the value itself is taking rows.
    if (judged.answer == Answer::kUseHeld && held && !judged.own && IsPersonal(*judged.element) &&
        judged.element->subject != "unit" && judged.verdict != Verdict::kDerivable) {
        findings.push_back({path + ".answer", "admission.answer.counts_or_rows", about});
    }
    const bool takes =
        held && !judged.own && (judged.answer == Answer::kUseHeld || judged.answer == Answer::kRows);
    if (takes && (judged.purpose.empty() || judged.basis.empty()))
        findings.push_back({path + ".purpose", "admission.answer.purpose_needed", about});
    return findings;
}

bool StandsOnForm(Answer answer) {
    return answer != Answer::kDrop && answer != Answer::kCounts;
}

bool AsksUnits(Verdict verdict, Answer answer) {
    return StandsOnForm(answer) && !(verdict == Verdict::kDerivable && answer == Answer::kUseHeld);
}

bool RowsAreGone(const Draft& draft, const AnswerOf& answer_of) {
    if (draft.layout != "roster") return false;
    return std::any_of(draft.fields.begin(), draft.fields.end(), [&](const DraftField& field) {
        return field.name && answer_of(field.code) == Answer::kCounts;
    });
}

Findings CheckCounts(const Draft& draft, std::string_view prefix, const AnswerOf& answer_of) {
    Findings findings;
    if (draft.layout != "roster") return findings;
    const bool gone = RowsAreGone(draft, answer_of);
    for (const DraftField& field : draft.fields) {
        const auto answer = answer_of(field.code);
        if (!answer || *answer == Answer::kDrop || (*answer == Answer::kCounts) == gone) continue;
        findings.push_back({"fields." + field.code + ".answer",
                            std::string(prefix) + (gone ? "rows_beside_counts" : "counts_beside_rows"),
                            {{"label", field.label}}});
    }
    return findings;
}

}  // namespace qz::admission
