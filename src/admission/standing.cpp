// What other rooms are told: whether a form may be put to units, and which forms are in force.
#include <algorithm>

#include "admission/decisions.hpp"
#include "platform/base/embedded.hpp"

namespace qz::admission {

namespace {

Finding At(std::string_view field, std::string_view code, Arguments arguments = {}) {
    return {std::string(field), std::string(code), std::move(arguments)};
}

constexpr std::string_view kNumber = "marks.admission_number";

std::string NameOf(storage::Snapshot& snapshot, UnitId unit) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto ordinal = tree->Find(unit);
    return ordinal ? std::string(tree->At(*ordinal).name) : std::string();
}

std::string GateName(storage::Snapshot& snapshot, UnitId gate) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto ordinal = tree->Find(gate);
    return ordinal ? NameOfGate(*CurrentConfiguration(snapshot), tree->At(*ordinal)) : std::string();
}

// Why a form that is not in force is not; refusals speak in the gate office's name.
Finding WhyNot(storage::Snapshot& snapshot, const Proposal& proposal) {
    switch (proposal.state) {
        case State::kDraft:
        case State::kSentBack:
            return At(kNumber, "admission.form.not_submitted");
        case State::kWaiting:
            return At(kNumber, "admission.form.waiting",
                      {{"gate", GateName(snapshot, proposal.gate)},
                       {"due", proposal.due ? proposal.due->ToString() : ""}});
        case State::kRefused:
            return At(kNumber, "admission.form.refused",
                      {{"gate", GateName(snapshot, proposal.gate)}, {"reason", proposal.reason}});
        case State::kStopped:
            return At(kNumber, "admission.form.stopped", {{"reason", proposal.reason}});
        case State::kMerged:
            return At(kNumber, "admission.form.merged", {{"reason", proposal.reason}});
        default:
            return At("marks.valid_until", "admission.form.expired",
                      {{"date", proposal.valid_until ? proposal.valid_until->ToString() : ""}});
    }
}

// What a version may carry of what was admitted. A draft still has the fields that become numbers; a version
// has the numbers.
class AskedCheck {
 public:
    AskedCheck(const catalogue::Elements& elements, const InForceForm& form, const Draft& draft,
               bool publishing)
        : elements_(elements), form_(form), draft_(draft), publishing_(publishing) {}

    void Run(Standing& standing) const {
        Findings& findings = standing.findings;
        const Proposal& proposal = form_.proposal;
        if (draft_.form_class != proposal.form_class)
            findings.push_back(At("class", "admission.form.other_class"));
        const bool counted_roster =
            publishing_ && proposal.layout == "roster" && draft_.layout == "single" &&
            std::all_of(draft_.fields.begin(), draft_.fields.end(),
                        [](const DraftField& field) { return !field.counts_of.empty(); });
        if (draft_.layout != proposal.layout && !counted_roster)
            findings.push_back(At("layout", "admission.form.other_layout"));
        if (TimesOf(draft_.period) > proposal.times)
            findings.push_back(
                At("period", "admission.form.more_often", {{"times", std::to_string(proposal.times)}}));
        for (const DraftField& field : draft_.fields) Check(field, standing);
        // What the gate changed may have taken the rows from under some fields.
        if (!publishing_) {
            for (Finding& finding : CheckCounts(draft_, "admission.answer.",
                                                [&](std::string_view code) { return AnswerTo(code); }))
                findings.push_back(std::move(finding));
        }
    }

 private:
    void Check(const DraftField& field, Standing& standing) const {
        const auto refuse = [&](std::string_view code) {
            standing.findings.push_back(At("fields." + field.code, code, {{"label", field.label}}));
        };
        const FieldAnswer* known = Find(field);
        if (!known) return refuse("admission.form.field_not_admitted");
        const auto verdict = VerdictFromWord(known->verdict).value_or(Verdict::kNew);
        const Answer answer = known->answer.value_or(Answer::kAsk);
        if (!field.counts_of.empty()) {
            if (answer != Answer::kCounts) refuse("admission.form.field_not_admitted");
        } else if (answer == Answer::kCounts && !publishing_) {
            standing.counted.push_back(field.code);
        } else if (!StandsOnForm(answer)) {
            refuse("admission.form.field_left_out");
        } else if (field.always && answer == Answer::kUseHeld) {
            refuse("admission.form.asks_again");
        } else if (!AsksUnits(verdict, answer)) {
            standing.computed.emplace_back(field.code, known->derivation);
        }
    }

    // Admitted under its own name, under one that was merged into it, or as what it counts.
    const FieldAnswer* Find(const DraftField& field) const {
        const auto found =
            std::find_if(form_.fields.begin(), form_.fields.end(), [&](const FieldAnswer& one) {
                if (!field.counts_of.empty()) return one.code == field.counts_of;
                if (one.element == field.element) return true;
                const catalogue::Element* current = elements_.Current(one.element);
                return current && current->id == field.element;
            });
        return found == form_.fields.end() ? nullptr : &*found;
    }
    std::optional<Answer> AnswerTo(std::string_view code) const {
        for (const FieldAnswer& one : form_.fields) {
            if (one.code == code) return one.answer.value_or(Answer::kAsk);
        }
        return std::nullopt;
    }

    const catalogue::Elements& elements_;
    const InForceForm& form_;
    const Draft& draft_;
    bool publishing_;
};

// A wider scope than the admitted one, part by part; and more rounds in a year than a gate agreed to.
Findings CheckPublishing(storage::Snapshot& snapshot, const Proposal& proposal,
                         const Publishing& publishing) {
    Findings findings;
    const auto tree = directory::CurrentTree(snapshot);
    std::string admitted;
    for (const ScopePart& part : proposal.scope) {
        const auto root = tree->Find(part.root);
        if (!root) continue;
        if (!admitted.empty()) admitted += "、";
        admitted += tree->At(*root).name;
    }
    for (std::size_t i = 0; i < publishing.scope.size() && !proposal.scope.empty(); ++i) {
        const std::int64_t outside = CountOutside(*tree, proposal.scope, publishing.scope[i]);
        if (outside == 0) continue;
        findings.push_back(At("scope[" + std::to_string(i) + "]", "admission.form.wider_scope",
                              {{"outside", std::to_string(outside)},
                               {"admitted", admitted},
                               {"units", std::to_string(CountUnits(*tree, proposal.scope))}}));
    }
    if (!findings.empty() || !RoundsAreJudged(proposal) || !publishing.asked_before) return findings;
    const std::int64_t asked = publishing.asked_before();
    if (asked >= proposal.times)
        findings.push_back(At("period", "admission.form.asked_enough",
                              {{"times", std::to_string(proposal.times)}, {"asked", std::to_string(asked)}}));
    return findings;
}

Standing StandingOf(const Proposal& proposal) {
    Standing standing;
    standing.number = proposal.number.value_or("");
    standing.valid_until = proposal.valid_until;
    return standing;
}

LiveForm LiveFrom(const InForceForm& form) {
    LiveForm live{form.proposal.form,        form.proposal.id,
                  form.proposal.title,       form.proposal.number.value_or(""),
                  form.proposal.issuer,      form.proposal.period,
                  form.proposal.valid_until, {}};
    for (const FieldAnswer& field : form.fields) {
        if (AsksUnits(VerdictFromWord(field.verdict).value_or(Verdict::kNew),
                      field.answer.value_or(Answer::kAsk)))
            live.elements.push_back(field.element);
    }
    return live;
}

}  // namespace

Standing CheckForm(storage::Snapshot& snapshot, const Draft& draft, const Publishing* publishing,
                   Date today) {
    const auto book = CurrentBook(snapshot);
    const InForceForm* form = book->FindForm(draft.form);
    Standing standing;
    if (!form) {
        const auto latest = FindLatestOf(snapshot, draft.form);
        if (!latest) {
            standing.findings.push_back(At(kNumber, "admission.form.not_admitted"));
            return standing;
        }
        if (latest->state != State::kDraft || latest->origin != Origin::kEmergency) {
            standing.findings.push_back(WhyNot(snapshot, *latest));
            return standing;
        }
        // 应急: published at once, filed within hours; until then the form stands as it is drafted.
        standing = StandingOf(*latest);
        standing.issuer_name = NameOf(snapshot, latest->issuer);
        if (FilingDue(*CurrentConfiguration(snapshot), *latest) < snapshot.Now())
            standing.findings.push_back(At(kNumber, "admission.form.emergency_not_filed"));
        if (publishing) {
            for (Finding& finding : CheckPublishing(snapshot, *latest, *publishing))
                standing.findings.push_back(std::move(finding));
        }
        return standing;
    }
    standing = StandingOf(form->proposal);
    standing.issuer_name = NameOf(snapshot, form->proposal.issuer);
    if (IsExpired(form->proposal, today)) {
        standing.findings.push_back(At("marks.valid_until", "admission.form.expired",
                                       {{"date", form->proposal.valid_until->ToString()}}));
        return standing;
    }
    AskedCheck(*catalogue::AllElements(snapshot), *form, draft, publishing != nullptr).Run(standing);
    if (publishing) {
        for (Finding& finding : CheckPublishing(snapshot, form->proposal, *publishing))
            standing.findings.push_back(std::move(finding));
    }
    // A survey bears the approval that was recorded, not one that was typed afterwards.
    if (form->proposal.form_class == "statistical" && draft.approval != form->proposal.approval)
        standing.findings.push_back(
            At("marks.approval", "admission.form.other_number", {{"number", form->proposal.approval}}));
    if (publishing && !standing.number.empty() && draft.number != standing.number)
        standing.findings.push_back(
            At(kNumber, "admission.form.other_number", {{"number", standing.number}}));
    return standing;
}

std::vector<LiveForm> ListLiveForms(storage::Snapshot& snapshot) {
    std::vector<LiveForm> forms;
    const Date today = DateOf(snapshot.Now());
    const auto book = CurrentBook(snapshot);
    for (const auto& form : book->forms()) {
        if (!IsExpired(form->proposal, today)) forms.push_back(LiveFrom(*form));
    }
    return forms;
}

std::vector<LiveForm> ListAskingFor(storage::Snapshot& snapshot, ElementId element) {
    std::vector<LiveForm> forms;
    const Date today = DateOf(snapshot.Now());
    const auto book = CurrentBook(snapshot);
    for (const InForceForm* form : book->Asking(element)) {
        if (!IsExpired(form->proposal, today)) forms.push_back(LiveFrom(*form));
    }
    return forms;
}

std::int64_t MinutesOf(storage::Snapshot& snapshot, catalogue::ValueType type) {
    const auto configuration = CurrentConfiguration(snapshot);
    const auto known = configuration->minutes.seconds.find(catalogue::ToWord(type));
    return known == configuration->minutes.seconds.end() ? 100 : (known->second * 100 + 30) / 60;
}

ProposalId RegisterAdmitted(storage::Tx& tx, const Draft& draft, const Registered& registered) {
    const auto tree = directory::CurrentTree(tx);
    const auto configuration = CurrentConfiguration(tx);
    Proposal proposal;
    proposal.id = tx.NewId<ProposalId>();
    proposal.form = draft.form;
    proposal.issuer = draft.owner;
    proposal.title = draft.title;
    proposal.form_class = draft.form_class;
    proposal.layout = draft.layout;
    proposal.period = draft.period;
    proposal.times = TimesOf(draft.period);
    proposal.purpose = registered.purpose;
    proposal.legal_basis = registered.legal_basis;
    proposal.state = draft.form_class == "statistical" ? State::kRecorded : State::kAdmitted;
    if (!draft.number.empty()) proposal.number = draft.number;
    proposal.approval = draft.approval;
    proposal.valid_until = draft.valid_until;
    proposal.submitted_at = tx.Now();
    proposal.decided_at = tx.Now();
    proposal.scope = {{registered.root, registered.level}};
    if (const auto issuer = tree->Find(draft.owner))
        proposal.gate = tree->At(GovernmentOf(*tree, *issuer)).id;

    BillRequest request;
    request.units = CountUnits(*tree, proposal.scope);
    request.times = proposal.times;
    request.roster = draft.layout == "roster";
    for (const DraftField& field : draft.fields)
        request.fields.push_back({field.code, field.label, field.type, Verdict::kNew, Answer::kAsk, 0, 0});
    const Bill bill = MakeBill(request, configuration->minutes);
    proposal.unit_seconds = bill.unit_seconds;
    proposal.year_seconds = bill.asking;
    InsertProposal(tx, proposal);
    PutAssessment(tx, proposal.id, json::serialize(json::object{{"bill", BillJson(bill)}}));
    int position = 0;
    for (const DraftField& field : draft.fields) {
        FieldAnswer row;
        row.code = field.code;
        row.element = field.element;
        row.label = field.label;
        row.answer = Answer::kAsk;
        row.verdict = ToWord(Verdict::kNew);
        row.year_seconds = bill.lines[static_cast<std::size_t>(position)].year_seconds;
        PutField(tx, proposal.id, position++, row);
    }
    InsertEvent(tx, proposal.id, "registered", proposal.gate, AccountId{},
                {{"number", proposal.number ? json::value(*proposal.number) : json::value(draft.approval)}});
    return proposal.id;
}

ProposalId InsertSampleProposal(storage::Tx& tx, const Draft& draft, const SampleProposal& sample) {
    Proposal proposal;
    proposal.form = draft.form;
    proposal.issuer = draft.owner;
    proposal.title = draft.title;
    proposal.form_class = draft.form_class;
    proposal.layout = draft.layout;
    proposal.period = draft.period;
    proposal.times = TimesOf(draft.period);
    proposal.purpose = sample.purpose;
    proposal.legal_basis = sample.legal_basis;
    proposal.scope = {{sample.root, sample.level}};
    proposal.created_at = tx.Now();
    proposal.id = InsertProposal(tx, proposal);
    InsertEvent(tx, proposal.id, "begun", draft.owner, AccountId{});
    for (std::size_t i = 0; i < draft.fields.size(); ++i) {
        for (const SampleProposal::Wish& wish : sample.wishes) {
            if (wish.code != draft.fields[i].code) continue;
            FieldAnswer row;
            row.code = wish.code;
            row.element = draft.fields[i].element;
            row.label = draft.fields[i].label;
            row.answer = AnswerFromWord(wish.answer);
            row.justification = wish.justification;
            PutField(tx, proposal.id, static_cast<int>(i), row);
        }
    }
    if (sample.submitted) {
        Submit(tx, *directory::CurrentTree(tx), *CurrentConfiguration(tx), draft, ListFields(tx, proposal.id),
               proposal, {draft.owner, AccountId{}});
    }
    return proposal.id;
}

void Seed(storage::Tx& tx) {
    if (!ListConfigurations(tx, 1).empty()) return;
    json::object content = ParseJson(QZ_EMBEDDED(admission_policies)).as_object();
    content["minutes"] = ParseJson(QZ_EMBEDDED(admission_minutes));
    content["derivations"] = ParseJson(QZ_EMBEDDED(admission_derivations));
    InsertConfiguration(tx, content, 0, UnitId{}, AccountId{});
}

}  // namespace qz::admission
