// The same acts for the sample city.
#include "audit/audit.hpp"
#include "calendar/calendar.hpp"
#include "catalogue/claim.hpp"

namespace qz::catalogue {

namespace {

Actor Acting(UnitId unit, AccountId account = {}) {
    Actor actor;
    actor.unit = unit;
    actor.account = account;
    return actor;
}

}  // namespace

void InsertSampleAlias(storage::Tx& tx, ElementId element, std::string_view label, UnitId unit,
                       AccountId account) {
    const auto elements = CurrentElements(tx);
    InsertAlias(tx, *elements->Find(element), {std::string(label), "alias", account, tx.Now()}, unit);
}

void InsertSampleClaim(storage::Tx& tx, ElementId element, UnitId department, std::string_view reason) {
    const auto elements = CurrentElements(tx);
    ClaimRow claim;
    claim.element = element;
    claim.proposed = department;
    claim.reason = json::serialize(json::object{{"text", reason}});
    claim.due = calendar::Current(tx)->AddWorkingDays(DateOf(tx.Now()), kDaysToAnswer);
    const ClaimId id = InsertClaim(tx, claim);
    UpdateSteward(tx, *elements->Find(element), std::nullopt, "proposed");
    InsertEvent(tx, element, Actor{}, "steward_proposed", {{"department", department.ToString()}});
    audit::RecordSystem(tx, department, "catalogue.claim.proposed", id.value);
}

void DecideSampleClaim(storage::Tx& tx, ElementId element, const SampleDecision& decision) {
    const auto elements = CurrentElements(tx);
    const Element& standing = *elements->Find(element);
    ClaimRow claim = FindClaimOf(tx, element).value();
    claim.state = ClaimStateFromWord(decision.what).value();
    const bool appointed = claim.state == ClaimState::kDesignated || claim.state == ClaimState::kRuled;
    json::object detail;
    std::string_view what = "steward_silent";
    if (appointed) {
        claim.proposed = decision.department;
        UpdateSteward(tx, standing, decision.department, "designated");
        detail["department"] = decision.department.ToString();
        if (!decision.text.empty()) detail["ruling"] = decision.text;
        what = claim.state == ClaimState::kRuled ? "steward_ruled" : "steward_designated";
    } else if (claim.state == ClaimState::kAccepted) {
        UpdateSteward(tx, standing, decision.by, "claimed");
        what = "claimed";
    } else if (claim.state == ClaimState::kDisputed) {
        UpdateSteward(tx, standing, standing.steward, "disputed");
        claim.disputed_by = decision.by;
        detail["reason"] = decision.text;
        what = "steward_disputed";
    } else if (claim.state == ClaimState::kDeclined) {
        detail["reason"] = decision.text;
        what = "steward_declined";
    } else {
        detail["department"] = claim.proposed.ToString();
    }
    if (!decision.text.empty()) claim.answer = decision.text;
    claim.document = decision.document;
    if (claim.state != ClaimState::kEscalated) claim.decided_at = tx.Now();
    UpdateClaim(tx, claim);
    InsertEvent(tx, element, Acting(decision.by), what, detail, decision.document);
    audit::RecordSystem(tx, claim.proposed, "catalogue.claim." + decision.what, claim.id.value);
}

}  // namespace qz::catalogue
