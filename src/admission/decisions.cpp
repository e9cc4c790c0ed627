#include "admission/decisions.hpp"

#include "admission/notice_store.hpp"
#include "calendar/calendar.hpp"

namespace qz::admission {

namespace {

int YearOf(Date date) {
    return static_cast<int>(date.Civil().year());
}

const Policy* FindPolicy(const Configuration& configuration, std::string_view code) {
    for (const Policy& policy : configuration.policies) {
        if (policy.code == code) return &policy;
    }
    return nullptr;
}

void TakeNumberFor(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
                   const Policy& policy, Proposal& proposal) {
    if (proposal.number || policy.series.empty()) return;
    const auto gate = tree.Find(proposal.gate);
    if (!gate) throw Problem::Conflict("admission.proposal.gate_gone");
    const int year = YearOf(DateOf(tx.Now()));
    do {
        // A mark that two gates share would give one text twice: the later one goes on to the next.
        proposal.number = FormatNumber(configuration, tree.At(*gate), policy.series, year,
                                       TakeNumber(tx, proposal.gate, policy.series, year, proposal.id));
    } while (IsNumberTaken(tx, *proposal.number));
}

void WriteFields(storage::Tx& tx, const Proposal& proposal, const Assessment& assessment) {
    DeleteFields(tx, proposal.id);
    int position = 0;
    for (const AssessedField& field : assessment.fields) {
        FieldAnswer row = field.given;
        row.code = field.judged.field->code;
        row.element = field.judged.field->element;
        row.label = field.judged.field->label;
        row.answer = field.judged.answer;
        row.purpose = field.judged.purpose;
        row.basis = field.judged.basis;
        row.justification = field.judged.justification;
        row.verdict = ToWord(field.judged.verdict);
        row.derivation = field.derivation;
        row.year_seconds = field.year_seconds;
        PutField(tx, proposal.id, position++, row);
    }
}

std::int64_t HeldFields(const Assessment& assessment) {
    std::int64_t held = 0;
    for (const AssessedField& field : assessment.fields) {
        if (field.judged.verdict == Verdict::kHeld || field.judged.verdict == Verdict::kStale ||
            field.judged.verdict == Verdict::kVerifyOnly ||
            field.judged.verdict == Verdict::kHeldNotShareable) {
            ++held;
        }
    }
    return held;
}

void Wait(storage::Tx& tx, const Policy& policy, Proposal& proposal) {
    proposal.state = State::kWaiting;
    proposal.silence = policy.silence;
    proposal.due = calendar::Current(tx)->AddWorkingDays(DateOf(tx.Now()), policy.working_days);
}

}  // namespace

Date LastDay(Date from, std::int64_t months) {
    using namespace std::chrono;
    const year_month_day civil = from.Civil();
    year_month_day last = civil + std::chrono::months(std::clamp<std::int64_t>(months, 1, 36));
    if (!last.ok()) last = last.year() / last.month() / std::chrono::last;
    return Date{static_cast<std::int32_t>(sys_days(last).time_since_epoch().count()) - 1};
}

void Admit(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
           const Policy& policy, Proposal& proposal, State state, Date valid_until) {
    if (auto earlier = FindLatestOf(tx, proposal.form);
        earlier && earlier->id != proposal.id && InForce(earlier->state)) {
        const State before = earlier->state;
        earlier->state = State::kExpired;
        UpdateProposal(tx, *earlier, before);
        InsertEvent(tx, earlier->id, "superseded", UnitId{}, AccountId{}, {{"by", proposal.id.ToString()}});
    }
    TakeNumberFor(tx, tree, configuration, policy, proposal);
    proposal.state = state;
    proposal.valid_until = valid_until;
    proposal.decided_at = tx.Now();
    proposal.due.reset();
}

void BeginEmergency(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
                    Proposal& proposal) {
    const auto issuer = tree.Find(proposal.issuer);
    const Policy* policy = nullptr;
    for (const Policy& one : configuration.policies) {
        if (one.decision == Decision::kEmergency) {
            policy = &one;
            break;
        }
    }
    if (!policy || !issuer) throw Problem::Conflict("admission.proposal.no_policy");
    proposal.policy = policy->code;
    proposal.gate = tree.At(GateOf(tree, *issuer, *policy)).id;
    TakeNumberFor(tx, tree, configuration, *policy, proposal);
    proposal.valid_until = Date{DateOf(tx.Now()).days + policy->expires_days};
}

Instant FilingDue(const Configuration& configuration, const Proposal& proposal) {
    const Policy* policy = FindPolicy(configuration, proposal.policy);
    return proposal.created_at.Plus(std::chrono::hours(policy ? policy->file_within_hours : 24));
}

void Submit(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
            const Draft& draft, const std::vector<FieldAnswer>& answers, Proposal& proposal,
            const Doer& doer) {
    const State before = proposal.state;
    if (!IsOpen(before)) throw Problem::Conflict("admission.proposal.not_open");
    const Date today = DateOf(tx.Now());
    proposal.title = draft.title;
    proposal.form_class = draft.form_class;
    proposal.layout = draft.layout;
    proposal.period = draft.period;
    proposal.times = std::max(proposal.times, TimesOf(draft.period));
    const Assessment assessment = Assess(tx, tree, proposal, draft, answers, configuration);
    if (Findings findings = CheckSubmission(proposal, draft, assessment); !findings.empty())
        throw Problem::Rejected("admission.proposal.not_ready", std::move(findings));

    const auto issuer = tree.Find(proposal.issuer);
    const Ordinal government = issuer ? GovernmentOf(tree, *issuer) : 0;
    const Policy* policy = DecidePolicy(
        configuration, {proposal.form_class, proposal.origin, tree.At(government).level,
                        assessment.bill.asking + assessment.bill.paper, assessment.clean, today});
    if (!policy || !issuer) throw Problem::Conflict("admission.proposal.no_policy");
    proposal.policy = policy->code;
    proposal.gate = tree.At(GateOf(tree, *issuer, *policy)).id;
    proposal.unit_seconds = assessment.bill.unit_seconds;
    proposal.year_seconds = assessment.bill.asking + assessment.bill.paper;
    proposal.submitted_at = tx.Now();
    WriteFields(tx, proposal, assessment);
    PutAssessment(tx, proposal.id, KeptAssessment(tree, assessment, tx.Now()));
    InsertEvent(tx, proposal.id, "submitted", doer.unit, doer.account,
                {{"policy", policy->code}, {"year_seconds", proposal.year_seconds}});

    std::string_view done;
    switch (policy->decision) {
        case Decision::kRecord:
            proposal.approval = draft.approval;
            Admit(tx, tree, configuration, *policy, proposal, State::kRecorded, *draft.valid_until);
            done = "recorded";
            break;
        case Decision::kAtOnce: {
            Admit(tx, tree, configuration, *policy, proposal, State::kAdmitted,
                  LastDay(today, proposal.months));
            // By the id's last digits: nobody chooses them.
            if (proposal.id.value % 1000 < policy->sample_permille)
                InsertSample(tx, proposal.id, proposal.gate);
            done = "admitted_at_once";
            break;
        }
        case Decision::kEmergency: {
            const bool late = FilingDue(configuration, proposal) < tx.Now();
            Admit(tx, tree, configuration, *policy, proposal, late ? State::kFiledLate : State::kRecorded,
                  proposal.valid_until.value_or(today));
            done = late ? "filed_late" : "filed";
            break;
        }
        case Decision::kLocalAdditions: {
            const bool added = std::any_of(assessment.fields.begin(), assessment.fields.end(),
                                           [](const AssessedField& field) { return field.given.local; });
            InsertUpward(tx, proposal.gate,
                         {proposal.id,
                          proposal.document,
                          assessment.bill.units,
                          proposal.year_seconds,
                          HeldFields(assessment),
                          static_cast<std::int64_t>(assessment.fields.size()),
                          {}});
            if (added) {
                Wait(tx, *policy, proposal);
            } else {
                Admit(tx, tree, configuration, *policy, proposal, State::kRecorded,
                      LastDay(today, proposal.months));
                done = "recorded";
            }
            break;
        }
        case Decision::kJudge:
            Wait(tx, *policy, proposal);
            break;
    }
    UpdateProposal(tx, proposal, before);
    if (!done.empty()) {
        InsertEvent(tx, proposal.id, done, proposal.gate, AccountId{},
                    {{"number", proposal.number ? json::value(*proposal.number) : json::value()},
                     {"valid_until", proposal.valid_until->ToString()}});
    } else {
        InsertNotice(tx, proposal.gate, "waiting", proposal, {{"due", proposal.due->ToString()}});
    }
}

std::string_view PassSilence(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
                             Proposal& proposal) {
    const Policy* policy = FindPolicy(configuration, proposal.policy);
    const auto gate = tree.Find(proposal.gate);
    const Date today = DateOf(tx.Now());
    if (proposal.state != State::kWaiting || !policy || !gate || !proposal.due || today <= *proposal.due)
        return {};
    const json::object due{{"due", proposal.due->ToString()}};
    if (proposal.silence == "admitted") {
        Admit(tx, tree, configuration, *policy, proposal,
              proposal.origin == Origin::kHandedDown ? State::kRecorded : State::kAdmitted,
              LastDay(today, proposal.months));
        UpdateProposal(tx, proposal, State::kWaiting);
        InsertEvent(tx, proposal.id, "admitted_by_silence", UnitId{}, AccountId{}, due);
        InsertNotice(tx, proposal.issuer, "decided", proposal, {{"verdict", "admitted_by_silence"}});
        return "admitted_by_silence";
    }
    const auto above = GateAbove(tree, *gate);
    const std::string_view what = above && !proposal.escalated ? "escalated" : "overdue";
    if (what == "overdue" && proposal.silence == "overdue") return {};
    if (what == "escalated") {
        proposal.gate = tree.At(*above).id;
        proposal.escalated = true;
        proposal.due = calendar::Current(tx)->AddWorkingDays(today, policy->working_days);
    } else {
        // Nobody above is left: it stays in the queue, and its lateness is said once.
        proposal.silence = "overdue";
    }
    UpdateProposal(tx, proposal, State::kWaiting);
    InsertEvent(tx, proposal.id, what, UnitId{}, AccountId{}, due);
    InsertNotice(tx, proposal.issuer, what, proposal, due);
    InsertNotice(tx, proposal.gate, what == "escalated" ? "waiting" : "overdue", proposal, due);
    return what;
}

}  // namespace qz::admission
