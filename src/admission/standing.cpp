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

Findings CheckAsked(const InForceForm& form, const Draft& draft) {
    Findings findings;
    if (draft.form_class != form.proposal.form_class)
        findings.push_back(At("class", "admission.form.other_class"));
    if (draft.layout != form.proposal.layout) findings.push_back(At("layout", "admission.form.other_layout"));
    if (TimesOf(draft.period) > form.proposal.times)
        findings.push_back(
            At("period", "admission.form.more_often", {{"times", std::to_string(form.proposal.times)}}));
    for (const DraftField& field : draft.fields) {
        const Arguments about{{"label", field.label}};
        const auto known = std::find_if(form.fields.begin(), form.fields.end(),
                                        [&](const FieldAnswer& one) { return one.element == field.element; });
        if (known == form.fields.end()) {
            findings.push_back(At("fields." + field.code, "admission.form.field_not_admitted", about));
            continue;
        }
        const auto verdict = VerdictFromWord(known->verdict).value_or(Verdict::kNew);
        const Answer answer = known->answer.value_or(Answer::kAsk);
        if (!StandsOnForm(verdict, answer)) {
            findings.push_back(At("fields." + field.code, "admission.form.field_left_out", about));
        } else if (field.always && answer == Answer::kUseHeld) {
            findings.push_back(At("fields." + field.code, "admission.form.asks_again", about));
        }
    }
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
        if (StandsOnForm(VerdictFromWord(field.verdict).value_or(Verdict::kNew),
                         field.answer.value_or(Answer::kAsk)))
            live.elements.push_back(field.element);
    }
    return live;
}

}  // namespace

Standing CheckForm(storage::Snapshot& snapshot, const Draft& draft, bool publishing, Date today) {
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
        return standing;
    }
    standing = StandingOf(form->proposal);
    standing.issuer_name = NameOf(snapshot, form->proposal.issuer);
    if (IsExpired(form->proposal, today)) {
        standing.findings.push_back(At("marks.valid_until", "admission.form.expired",
                                       {{"date", form->proposal.valid_until->ToString()}}));
        return standing;
    }
    standing.findings = CheckAsked(*form, draft);
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
        request.fields.push_back({field.code, field.label, field.type, Verdict::kNew, Answer::kAsk, 0});
    const Bill bill = MakeBill(request, configuration->minutes);
    proposal.unit_seconds = bill.unit_seconds;
    proposal.year_seconds = bill.asking;
    InsertProposal(tx, proposal);
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
