#include "forms/access.hpp"
#include "forms/auto_filing.hpp"
#include "forms/effects.hpp"
#include "forms/forms.hpp"
#include "forms/reporting.hpp"
#include "forms/review.hpp"
#include "forms/sign_off.hpp"

namespace qz::forms {

VersionId InsertSampleForm(storage::Tx& tx, UnitId owner, std::string_view definition_json) {
    Findings findings;
    const json::value value = ParseJson(definition_json);
    const Definition definition = ReadDefinition(value, *catalogue::AllElements(tx), findings);
    for (Finding& finding : CheckMarks(definition, DateOf(tx.Now()))) findings.push_back(std::move(finding));
    if (!findings.empty()) throw Problem::Rejected("forms.form.not_ready", std::move(findings));
    Form form;
    form.id = InsertForm(tx, owner, definition, definition_json, AccountId{});
    form.revision = 1;
    return InsertVersion(tx, form, definition, AccountId{});
}

TaskId InsertSampleTask(storage::Tx& tx, const SampleTask& sample) {
    const auto tree = directory::CurrentTree(tx);
    const auto version = FindVersion(tx, sample.version);
    Task task;
    task.form = version->form;
    task.version = sample.version;
    task.issuer = sample.issuer;
    task.title = sample.title;
    task.period = sample.period;
    task.tree = tree->version();
    task.published_at = tx.Now();
    task.deadline = sample.deadline;
    task.chain = sample.chain;
    task.contact_name = sample.contact_name;
    task.contact_phone = sample.contact_phone;
    task.note = sample.note;
    task.state = sample.state;
    task.auto_file = sample.auto_file;
    task.scope = {{sample.root, sample.level, tree->Subtree(tree->Find(sample.root).value())}};
    const TaskId id = InsertTask(tx, task, AccountId{});
    if (task.auto_file) EnqueueAutoFiling(tx, task.issuer, id);
    if (!sample.paused_at) return id;
    task.id = id;
    task.state_reason = sample.state_reason;
    task.paused_at = sample.paused_at;
    UpdateTask(tx, task, 1);
    return id;
}

void InsertSampleFiling(storage::Tx& tx, const SampleFiling& sample) {
    const UnitTask at = FindUnitTask(tx, sample.task, sample.unit);
    Filing filing;
    filing.unit = at.unit;
    filing.ordinal = at.ordinal;
    filing.received_at = tx.Now();
    filing.assigned_post = sample.assigned;
    if (!sample.handed_down.empty()) filing.state = FilingState::kPassedOn;
    PutFiling(tx, sample.task, filing, 0, AccountId{});
    for (const UnitId below : sample.handed_down) {
        Filing added;
        added.unit = below;
        added.ordinal = at.entry->tree->Find(below).value();
        added.state = FilingState::kAdded;
        added.origin = at.unit;
        PutFiling(tx, sample.task, added, 0, AccountId{});
    }
}

void InsertSampleReturn(storage::Tx& tx, const secrets::Keyring& keys, const SampleReturn& sample) {
    const UnitTask at = FindUnitTask(tx, sample.task, sample.unit);
    Actor clerk;
    clerk.account = sample.account;
    clerk.person = sample.person;
    clerk.post = sample.post;
    clerk.unit = sample.unit;
    Connections connections;
    connections.keys = &keys;
    connections.has_signer = [&](storage::Snapshot&, UnitId) { return sample.head.has_value(); };
    ReportReturn(tx, connections, at, std::nullopt, clerk, ReadTyped(ParseJson(sample.typed_json)));
    if (at.definition().sign_off && sample.head) {
        Actor head;
        head.account = *sample.head;
        head.unit = sample.unit;
        Sign(tx, at, FindReturn(tx, sample.unit, sample.task).value(), head);
    }
    if (sample.state == ReturnState::kReported) return;
    const Return filed = FindReturn(tx, sample.unit, sample.task).value();
    const auto reviewer =
        ReviewerAt(at.task(), StepAt(at.task(), filed.step), *at.review.tree, at.review.ordinal);
    if (sample.state == ReturnState::kApproved) {
        PassStep(tx, at, filed, {"approved", {}, "[]", reviewer.value_or(UnitId{}), AccountId{}});
    } else {
        const auto unit = reviewer ? at.entry->tree->Find(*reviewer) : std::nullopt;
        const json::object sent_back{
            {"reason", sample.reason},
            {"fields", json::array{}},
            {"by_unit", unit ? json::value(directory::UnitJson(at.entry->tree->At(*unit))) : json::value()},
            {"at", tx.Now().ToString()}};
        UpdateState(tx, filed, {ReturnState::kSentBack, 0, std::nullopt, json::serialize(sent_back)});
        InsertDecision(tx, filed,
                       {"sent_back", sample.reason, "[]", reviewer.value_or(UnitId{}), AccountId{}});
    }
}

}  // namespace qz::forms
