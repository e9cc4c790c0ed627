#include "admission/assessment.hpp"

#include <algorithm>

namespace qz::admission {

namespace {

constexpr std::size_t kMostOverlaps = 20;

bool PartsMeet(const directory::Tree& tree, const ScopePart& a, const ScopePart& b) {
    const auto of_a = tree.Find(a.root);
    const auto of_b = tree.Find(b.root);
    if (!of_a || !of_b) return false;
    if (!a.level && !b.level) return *of_a == *of_b;
    if (!a.level) return tree.Subtree(*of_b).Contains(*of_a) && tree.At(*of_a).level == *b.level;
    if (!b.level) return tree.Subtree(*of_a).Contains(*of_b) && tree.At(*of_b).level == *a.level;
    // Subtrees lie inside each other or apart.
    return *a.level == *b.level &&
           (tree.Subtree(*of_a).Contains(*of_b) || tree.Subtree(*of_b).Contains(*of_a));
}

void Add(catalogue::Coverage& sum, const catalogue::Coverage& part) {
    sum.held += part.held;
    sum.fresh += part.fresh;
    sum.of += part.of;
    if (part.oldest) sum.oldest = sum.oldest ? std::min(*sum.oldest, *part.oldest) : part.oldest;
    if (part.latest) sum.latest = sum.latest ? std::max(*sum.latest, *part.latest) : part.latest;
}

bool IsHeld(const catalogue::Coverage& coverage, const Configuration& configuration) {
    return coverage.held > 0 && coverage.held * 1000 >= coverage.of * configuration.held_from_permille;
}

json::value UnitOrNull(const directory::Tree& tree, std::optional<UnitId> unit) {
    const auto ordinal = unit ? tree.Find(*unit) : std::nullopt;
    return ordinal ? json::value(directory::UnitJson(tree.At(*ordinal))) : json::value();
}

json::value HolderJson(const directory::Tree& tree, const AssessedField& field) {
    if (field.coverage.held == 0) return nullptr;
    const auto steward = field.judged.element->steward;
    const auto ordinal = steward ? tree.Find(*steward) : std::nullopt;
    return json::object{
        {"source", ordinal ? json::value(std::string(tree.At(*ordinal).name)) : json::value()},
        {"as_of", field.coverage.latest ? json::value(field.coverage.latest->ToString()) : json::value()}};
}

json::object OtherJson(const directory::Tree& tree, const InForceForm& form) {
    return {{"form", form.proposal.form.ToString()},
            {"proposal", form.proposal.id.ToString()},
            {"title", form.proposal.title},
            {"number", form.proposal.number ? json::value(*form.proposal.number) : json::value()},
            {"issuer", UnitOrNull(tree, form.proposal.issuer)}};
}

AnswerOf AnswersOf(const Assessment& assessment) {
    return [&assessment](std::string_view code) -> std::optional<Answer> {
        for (const AssessedField& field : assessment.fields) {
            if (field.judged.field->code == code) return field.judged.answer;
        }
        return std::nullopt;
    };
}

json::object VerdictJson(const directory::Tree& tree, const AssessedField& field) {
    const Judged& judged = field.judged;
    return {{"field", judged.field->code},
            {"label", judged.field->label},
            {"element", judged.element->id.ToString()},
            {"type", catalogue::ToWord(judged.field->type)},
            {"verdict", ToWord(judged.verdict)},
            {"holder", HolderJson(tree, field)},
            {"coverage", CoverageJson(field.coverage)},
            {"asked_by", field.asked_by ? json::value(OtherJson(tree, *field.asked_by)) : json::value()},
            {"derivation", field.derivation.empty() ? json::value() : json::value(field.derivation)},
            {"answer", ToWord(judged.answer)},
            {"answered", field.given.answer.has_value()},
            {"purpose", judged.purpose},
            {"basis", judged.basis},
            {"justification", judged.justification},
            {"local", field.given.local},
            {"personal", IsPersonal(*judged.element) && judged.element->subject != "unit"},
            {"own", judged.own},
            {"key", judged.field->key || judged.field->name},
            {"again", AsksAgain(judged)},
            {"cost_minutes", field.year_seconds / 60}};
}

}  // namespace

std::vector<catalogue::Coverage> CoverageOf(storage::Snapshot& snapshot, const directory::Tree& tree,
                                            const std::vector<ScopePart>& scope,
                                            const std::vector<ElementId>& wanted) {
    std::vector<catalogue::Coverage> sums(wanted.size());
    for (const ScopePart& part : scope) {
        const auto root = tree.Find(part.root);
        if (!root) continue;
        const auto parts = catalogue::ListCoverage(snapshot, tree, *root, part.level, wanted);
        for (std::size_t i = 0; i < wanted.size(); ++i) Add(sums[i], parts[i]);
    }
    return sums;
}

json::object CoverageJson(const catalogue::Coverage& coverage) {
    return {{"held", coverage.held},
            {"fresh", coverage.fresh},
            {"stale", coverage.held - coverage.fresh},
            {"of", coverage.of}};
}

std::int64_t CountUnits(const directory::Tree& tree, const std::vector<ScopePart>& scope) {
    std::int64_t units = 0;
    for (const ScopePart& part : scope) {
        const auto root = tree.Find(part.root);
        if (root) units += part.level ? tree.CountAt(tree.Subtree(*root), *part.level) : 1;
    }
    return units;
}

std::int64_t CountOutside(const directory::Tree& tree, const std::vector<ScopePart>& admitted,
                          const ScopePart& wanted) {
    const auto root = tree.Find(wanted.root);
    if (!root) return 0;
    const directory::Level level = wanted.level.value_or(tree.At(*root).level);
    std::vector<OrdinalRange> ranges;  // where units of that level are admitted
    for (const ScopePart& part : admitted) {
        const auto from = tree.Find(part.root);
        if (!from) continue;
        if (!part.level && tree.At(*from).level == level) ranges.push_back({*from, *from});
        if (part.level == level) ranges.push_back(tree.Subtree(*from));
    }
    const auto lies_within = [&](Ordinal ordinal) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const OrdinalRange& range) { return range.Contains(ordinal); });
    };
    if (!wanted.level) return lies_within(*root) ? 0 : 1;
    const OrdinalRange all = tree.Subtree(*root);
    // The usual case, without looking at units: a nation has half a million.
    for (const OrdinalRange& range : ranges) {
        if (range.Contains(all.first) && range.Contains(all.last)) return 0;
    }
    const std::vector<Ordinal> units = tree.UnitsAt(all, level);
    return std::count_if(units.begin(), units.end(), [&](Ordinal one) { return !lies_within(one); });
}

bool ScopesMeet(const directory::Tree& tree, const std::vector<ScopePart>& a,
                const std::vector<ScopePart>& b) {
    return std::any_of(a.begin(), a.end(), [&](const ScopePart& of_a) {
        return std::any_of(b.begin(), b.end(),
                           [&](const ScopePart& of_b) { return PartsMeet(tree, of_a, of_b); });
    });
}

Assessment Assess(storage::Snapshot& snapshot, const directory::Tree& tree, const Proposal& proposal,
                  const Draft& draft, const std::vector<FieldAnswer>& answers,
                  const Configuration& configuration) {
    Assessment assessment;
    assessment.book = CurrentBook(snapshot);
    assessment.elements = catalogue::AllElements(snapshot);
    const Date today = DateOf(snapshot.Now());

    std::vector<ElementId> wanted;
    for (const DraftField& field : draft.fields) wanted.push_back(field.element);
    std::unordered_map<std::string_view, std::size_t> rosters;  // by the code of the element that shows them
    for (const Derivation& derivation : configuration.derivations) {
        const catalogue::Element* shown =
            derivation.from_roster ? assessment.elements->FindCode(derivation.field) : nullptr;
        if (!shown || !rosters.emplace(derivation.field, wanted.size()).second) continue;
        wanted.push_back(shown->id);
    }
    const std::vector<catalogue::Coverage> coverage = CoverageOf(snapshot, tree, proposal.scope, wanted);
    const auto roster_held = [&](std::string_view code) {
        const auto found = rosters.find(code);
        return found != rosters.end() && IsHeld(coverage[found->second], configuration);
    };
    std::unordered_map<std::string_view, const FieldAnswer*> given;
    for (const FieldAnswer& answer : answers) given.emplace(answer.code, &answer);

    std::unordered_map<const InForceForm*, std::int64_t> shared;
    std::unordered_map<const InForceForm*, bool> meets;
    for (std::size_t i = 0; i < draft.fields.size(); ++i) {
        const DraftField& field = draft.fields[i];
        AssessedField assessed;
        assessed.coverage = coverage[i];
        assessed.judged.field = &field;
        assessed.judged.element = assessment.elements->Find(field.element);
        if (!assessed.judged.element) continue;
        for (const InForceForm* other : assessment.book->Asking(field.element)) {
            if (other->proposal.form == proposal.form || IsExpired(other->proposal, today)) continue;
            const auto [known, first] = meets.emplace(other, false);
            if (first) known->second = ScopesMeet(tree, proposal.scope, other->proposal.scope);
            if (!known->second) continue;
            ++shared[other];
            // Answers that come more seldom than they are wanted do not answer this form.
            if (!assessed.asked_by && other->proposal.times >= proposal.times) assessed.asked_by = other;
        }
        FieldFacts facts;
        facts.field = &field;
        facts.element = assessed.judged.element;
        facts.coverage = assessed.coverage;
        facts.own = facts.element->steward == proposal.issuer;
        facts.asked = assessed.asked_by != nullptr;
        facts.derivation =
            FindDerivation(draft, field, *facts.element, configuration.derivations, roster_held);
        facts.held_from_permille = configuration.held_from_permille;

        assessed.derivation = facts.derivation;
        Judged& judged = assessed.judged;
        judged.own = facts.own;
        judged.verdict = DecideVerdict(facts);
        judged.answer = DefaultAnswer(facts, judged.verdict, !proposal.justification_rows.empty());
        // What is asked each time is asked whatever the hub holds: the draft itself says so.
        if (field.always && judged.answer == Answer::kUseHeld) judged.answer = Answer::kAsk;
        const auto found = given.find(field.code);
        if (found != given.end()) assessed.given = *found->second;
        // What is handed down, and what cannot wait, stands on the form as it came; the hub fills in what it
        // may.
        if (proposal.origin != Origin::kOwn && !assessed.given.local) {
            const bool fills = judged.verdict == Verdict::kHeld || judged.verdict == Verdict::kStale ||
                               judged.verdict == Verdict::kDuplicate || judged.verdict == Verdict::kDerivable;
            judged.answer = fills && !field.always ? Answer::kUseHeld : Answer::kAsk;
        }
        judged.purpose = proposal.purpose;
        judged.basis = proposal.legal_basis;
        if (judged.answer == Answer::kRows) judged.justification = proposal.justification_rows;
        if (found != given.end()) {
            if (assessed.given.answer) judged.answer = *assessed.given.answer;
            if (!assessed.given.purpose.empty()) judged.purpose = assessed.given.purpose;
            if (!assessed.given.basis.empty()) judged.basis = assessed.given.basis;
            if (!assessed.given.justification.empty()) {
                judged.justification = assessed.given.justification;
            } else if (judged.answer == Answer::kRows) {
                judged.justification = proposal.justification_rows;
            } else {
                // Why rows are needed is no reason to ask the villages again.
                judged.justification.clear();
            }
        }
        assessment.fields.push_back(std::move(assessed));
    }
    // Where nobody's rows are asked, what stands in them is counted too, unless somebody said otherwise.
    if (proposal.origin == Origin::kOwn && RowsAreGone(draft, AnswersOf(assessment))) {
        for (AssessedField& field : assessment.fields) {
            Judged& judged = field.judged;
            if (!field.given.answer && StandsOnForm(judged.answer)) judged.answer = Answer::kCounts;
        }
    }
    for (const AssessedField& field : assessment.fields) {
        if (AsksAgain(field.judged) && proposal.origin == Origin::kOwn) assessment.clean = false;
    }

    BillRequest request;
    request.units = CountUnits(tree, proposal.scope);
    request.times = proposal.times;
    request.roster = draft.layout == "roster";
    request.paper = proposal.paper_wanted;
    for (const AssessedField& field : assessment.fields) {
        request.fields.push_back({field.judged.field->code, field.judged.field->label,
                                  field.judged.field->type, field.judged.verdict, field.judged.answer,
                                  field.coverage.held, field.coverage.held - field.coverage.fresh});
    }
    assessment.bill = MakeBill(request, configuration.minutes);
    for (std::size_t i = 0; i < assessment.fields.size(); ++i)
        assessment.fields[i].year_seconds = assessment.bill.lines[i].year_seconds;

    for (const auto& [form, fields] : shared) assessment.overlaps.push_back({form, fields});
    std::sort(assessment.overlaps.begin(), assessment.overlaps.end(), [](const Overlap& a, const Overlap& b) {
        return a.fields != b.fields ? a.fields > b.fields : a.form->proposal.id < b.form->proposal.id;
    });
    if (assessment.overlaps.size() > kMostOverlaps) assessment.overlaps.resize(kMostOverlaps);
    return assessment;
}

Findings CheckSubmission(const Proposal& proposal, const Draft& draft, const Assessment& assessment) {
    Findings findings;
    const auto require = [&](bool stands, std::string_view field, std::string_view code) {
        if (!stands) findings.push_back({std::string(field), std::string(code), {}});
    };
    require(draft.faults == 0 && !draft.fields.empty(), "form", "admission.proposal.draft_has_faults");
    require(!proposal.purpose.empty(), "purpose", "admission.proposal.purpose_missing");
    require(!proposal.legal_basis.empty(), "legal_basis", "admission.proposal.basis_missing");
    require(assessment.bill.units > 0, "scope", "admission.proposal.nobody_asked");
    if (proposal.form_class == "statistical") {
        require(!draft.form_number.empty(), "form", "admission.proposal.form_number_missing");
        require(!draft.approval.empty(), "form", "admission.proposal.approval_missing");
        require(draft.valid_until.has_value(), "form", "admission.proposal.valid_until_missing");
        return findings;  // a survey is recorded, not judged
    }
    if (proposal.origin == Origin::kHandedDown)
        require(!proposal.document.empty(), "document", "admission.proposal.document_missing");
    for (const AssessedField& field : assessment.fields) {
        // What was handed down is not the department's to answer for; what it adds is.
        if (proposal.origin == Origin::kHandedDown && !field.given.local) continue;
        if (proposal.origin == Origin::kEmergency) continue;
        for (Finding& finding : CheckAnswer(field.judged)) findings.push_back(std::move(finding));
    }
    if (proposal.origin == Origin::kOwn) {
        for (Finding& finding : CheckCounts(draft, "admission.answer.", AnswersOf(assessment)))
            findings.push_back(std::move(finding));
    }
    return findings;
}

json::object AssessmentJson(const directory::Tree& tree, const Assessment& assessment) {
    json::array verdicts;
    for (const AssessedField& field : assessment.fields) verdicts.push_back(VerdictJson(tree, field));
    json::array overlaps;
    for (const Overlap& overlap : assessment.overlaps) {
        json::object other = OtherJson(tree, *overlap.form);
        other["fields"] = overlap.fields;
        other["share"] = assessment.fields.empty()
                             ? 0
                             : overlap.fields * 100 / static_cast<std::int64_t>(assessment.fields.size());
        overlaps.push_back(std::move(other));
    }
    return {{"verdicts", std::move(verdicts)},
            {"bill", BillJson(assessment.bill)},
            {"overlaps", std::move(overlaps)}};
}

std::string KeptAssessment(const directory::Tree& tree, const Assessment& assessment, Instant at) {
    json::object kept = AssessmentJson(tree, assessment);
    kept["assessed_at"] = at.milliseconds;
    return json::serialize(kept);
}

}  // namespace qz::admission
