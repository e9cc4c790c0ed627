#include "forms/sign_off.hpp"

#include <algorithm>

#include "forms/effects.hpp"
#include "forms/reporting.hpp"

namespace qz::forms {

namespace {

std::map<std::string, std::string, std::less<>> RemarksOf(storage::Snapshot& snapshot, const Return& filed) {
    std::map<std::string, std::string, std::less<>> remarks;
    for (const VersionView& version : ListReturnVersions(snapshot, filed.unit, filed.task)) {
        if (version.number != filed.version) continue;
        const json::value value = ParseJson(version.remarks);
        for (const auto& member : value.as_object()) {
            const json::string& text = member.value().as_string();
            remarks.emplace(std::string(member.key().data(), member.key().size()),
                            std::string(text.data(), text.size()));
        }
    }
    return remarks;
}

void LetFollow(storage::Tx& tx, const UnitTask& at, const Return& filed, const Actor& actor) {
    TakeEffect(tx, actor,
               {at, filed.id, ReadBaseline(filed.baseline), ReadChanges(at.definition(), *filed.changes),
                ReadAnswers(*filed.answers), RemarksOf(tx, filed), EffectiveChanges(tx, at, filed)});
}

}  // namespace

bool WaitsForSignature(storage::Snapshot& snapshot, const Connections& connections, const UnitTask& at) {
    if (!at.definition().sign_off) return false;
    return !connections.has_signer || connections.has_signer(snapshot, at.unit);
}

void Sign(storage::Tx& tx, const UnitTask& at, const Return& filed, const Actor& head,
          std::string_view reason) {
    const Place placed = FirstPlace(tx, at);
    UpdateSigned(tx, filed, {placed.state, placed.step, placed.step_due, std::nullopt},
                 ReportsLate(at.task(), tx.Now(), filed));
    LetFollow(tx, at, filed, head);
    InsertDecision(tx, filed, {"signed", std::string(reason), "[]", at.unit, head.account});
}

void PassUnsigned(storage::Tx& tx, const UnitTask& at, const Return& filed) {
    const Place placed = FirstPlace(tx, at);
    UpdateUnsigned(tx, filed, {placed.state, placed.step, placed.step_due, std::nullopt});
    Actor clerk;
    clerk.account = filed.reported_by.value_or(AccountId{});
    clerk.post = filed.post.value_or(PostId{});
    clerk.unit = filed.unit;
    LetFollow(tx, at, filed, clerk);
    InsertDecision(tx, filed, {std::string(kPassedUnsigned), {}, "[]", at.unit, AccountId{}});
}

std::vector<RowChange> EffectiveChanges(storage::Snapshot& snapshot, const UnitTask& at,
                                        const Return& filed) {
    std::int64_t effective = 0;
    for (const DecisionView& decision : ListDecisions(snapshot, filed.unit, filed.task)) {
        if (decision.verdict == "signed" || decision.verdict == kPassedUnsigned)
            effective = std::max(effective, decision.return_version);
    }
    for (const VersionView& version : ListReturnVersions(snapshot, filed.unit, filed.task)) {
        if (version.number == effective) return ReadChanges(at.definition(), version.changes);
    }
    return {};
}

}  // namespace qz::forms
