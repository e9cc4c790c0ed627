#include "forms/reporting.hpp"

#include "calendar/calendar.hpp"
#include "forms/derived.hpp"
#include "forms/draft.hpp"
#include "forms/effects.hpp"
#include "forms/sign_off.hpp"

namespace qz::forms {

namespace {

// The asked-once rate (免填率) is counted from these.
void CountCells(const Definition& definition, const Checked& checked, Report& report) {
    for (const AnswerRow& row : checked.rows) {
        for (const StoredValue& cell : row.cells) report.cells += cell.has_value() ? 1 : 0;
    }
    for (const RowChange& row : checked.changes) {
        for (const CellChange& cell : row.cells) {
            const bool computed = NumberBehind(definition, static_cast<std::size_t>(cell.field)).has_value();
            report.typed += cell.to.has_value() && !computed ? 1 : 0;
            report.disputed += cell.disputed ? 1 : 0;
        }
    }
}

// Added rows under the keys they were given, so that they stay the same rows when the return comes back.
Typed Rekeyed(Typed typed, const Checked& checked) {
    for (TypedRow& row : typed.rows) {
        if (const auto key = checked.keys.find(row.key); key != checked.keys.end()) row.key = key->second;
    }
    return typed;
}

}  // namespace

Place FirstPlace(storage::Tx& tx, const UnitTask& at) {
    const auto step = NextStep(at.task(), 0, *at.review.tree, at.review.ordinal);
    if (!step) return {ReturnState::kApproved, 0, std::nullopt};
    return {ReturnState::kReported, *step, StepDue(at.task(), *calendar::Current(tx), DateOf(tx.Now()))};
}

ReportedReturn ReportReturn(storage::Tx& tx, const Connections& connections, const UnitTask& at,
                            std::optional<Return> filed, const Actor& clerk, const Typed& typed,
                            Origin origin) {
    Standing found;
    found.baseline = filed ? ReadBaseline(filed->baseline)
                           : Prefiller(tx, *connections.keys, at.definition()).Of(at.unit, at.apart);
    found.filed = std::move(filed);
    return ReportReturn(tx, connections, at, std::move(found), clerk, typed, origin);
}

ReportedReturn ReportReturn(storage::Tx& tx, const Connections& connections, const UnitTask& at,
                            Standing found, const Actor& clerk, const Typed& typed, Origin origin) {
    const secrets::Keyring& keys = *connections.keys;
    const Definition& definition = at.definition();
    std::optional<Return>& filed = found.filed;
    Baseline& baseline = found.baseline;
    Checked checked = CheckAnswers(definition, baseline, typed, SealingFor(keys, at.unit, tx));
    if (!checked.Passes()) throw Problem::Rejected("forms.return.faults", checked.findings);
    if (!filed) {
        filed.emplace();
        filed->id = tx.NewId<ReturnId>();
        filed->unit = at.unit;
        filed->task = at.task().id;
        filed->ordinal = at.ordinal;
        filed->baseline = WriteBaseline(baseline);
        filed->post = clerk.post;
    }
    Report report;
    report.draft =
        checked.keys.empty() ? SealDraft(keys, at, typed) : SealDraft(keys, at, Rekeyed(typed, checked));
    report.answers = WriteAnswers(checked.rows);
    report.changes = WriteChanges(definition, checked.changes);
    const auto figures = FiguresOf(definition, checked.rows);
    if (!figures) throw Problem::Rejected("forms.return.total_too_large");
    report.figures = *figures;
    report.remarks = WriteRemarks(typed);
    report.origin = checked.touched ? origin : Origin::kOneClick;
    report.late = ReportsLate(at.task(), tx.Now(), filed);
    CountCells(definition, checked, report);
    const Place place = FirstPlace(tx, at);
    const bool signing = WaitsForSignature(tx, connections, at);
    report.state = signing ? ReturnState::kSigning : place.state;
    report.step = place.step;
    report.step_due = signing ? std::nullopt : place.step_due;
    report.not_signed = definition.sign_off && !signing;
    auto earlier = std::vector<RowChange>();
    if (definition.sign_off && filed->version > 0) {
        earlier = EffectiveChanges(tx, at, *filed);
    } else if (filed->changes) {
        earlier = ReadChanges(definition, *filed->changes);
    }
    UpdateReported(tx, *filed, report, clerk.account);
    if (report.not_signed) {
        Return now = *filed;
        ++now.version;
        now.step = report.step;
        InsertDecision(tx, now, {std::string(kPassedUnsigned), {}, "[]", at.unit, AccountId{}});
    }
    if (!signing) {
        TakeEffect(tx, clerk,
                   {at, filed->id, std::move(baseline), std::move(checked.changes), std::move(checked.rows),
                    typed.remarks, std::move(earlier)});
    }
    return {filed->id, filed->revision + 1, report.not_signed};
}

}  // namespace qz::forms
