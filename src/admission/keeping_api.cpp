// A form that has its number: stopped, revived, merged into another.
#include "admission/notice_store.hpp"
#include "admission/routes.hpp"
#include "audit/audit.hpp"

namespace qz::admission {

namespace {

constexpr http::Permission kKeep{"admission.keep"};

struct Kept {
    Proposal proposal;
    State before = State::kDraft;
    std::string reason;
};

// The form's latest proposal where the acting unit issued it or keeps the gate above it.
Kept Find(const http::Request& request, const Scope& scope, storage::Tx& tx, Fields& fields) {
    Kept kept;
    kept.proposal = OrNotFound(FindLatestOf(tx, request.Path<FormId>("form")));
    kept.before = kept.proposal.state;
    if (!directory::Covers(scope, *directory::CurrentTree(tx), kept.proposal.issuer))
        throw Problem::NotFound();
    kept.reason = fields.Text("reason", {.longest = 500});
    return kept;
}

http::Reply End(storage::Tx& tx, const Actor& actor, const Scope& scope, Kept& kept, std::string_view what,
                std::string_view capability) {
    kept.proposal.reason = kept.reason;
    UpdateProposal(tx, kept.proposal, kept.before);
    const json::object detail{
        {"reason", kept.reason},
        {"into",
         kept.proposal.merged_into ? json::value(kept.proposal.merged_into->ToString()) : json::value()}};
    InsertEvent(tx, kept.proposal.id, what, scope.unit(), actor.account, detail);
    if (scope.unit() != kept.proposal.issuer)
        InsertNotice(tx, kept.proposal.issuer, what, kept.proposal, detail);
    audit::Record(tx, actor, capability, kept.proposal.id, {.unit = kept.proposal.issuer});
    return http::Done(kept.proposal.id).WithEtag(kept.proposal.revision);
}

// Open tasks finish; nobody is asked anew.
http::Reply Stop(const http::Request& request, const Actor& actor, const Scope& scope,
                 const json::value& body, storage::Tx& tx) {
    Fields fields(body);
    Kept kept = Find(request, scope, tx, fields);
    fields.Finish();
    if (!InForce(kept.before)) throw Problem::Conflict("admission.keep.not_in_force");
    kept.proposal.state = State::kStopped;
    return End(tx, actor, scope, kept, "stopped", "admission.form.stopped");
}

http::Reply Revive(const http::Request& request, const Actor& actor, const Scope& scope,
                   const json::value& body, storage::Tx& tx) {
    Fields fields(body);
    Kept kept = Find(request, scope, tx, fields);
    fields.Finish();
    if (kept.before != State::kStopped && kept.before != State::kMerged)
        throw Problem::Conflict("admission.keep.not_stopped");
    if (kept.proposal.valid_until && *kept.proposal.valid_until < DateOf(request.Now()))
        throw Problem::Conflict("admission.keep.expired_meanwhile");
    const bool judged = kept.proposal.origin == Origin::kOwn && kept.proposal.form_class != "statistical";
    kept.proposal.state = judged ? State::kAdmitted : State::kRecorded;
    kept.proposal.merged_into.reset();
    return End(tx, actor, scope, kept, "revived", "admission.form.revived");
}

http::Reply Merge(const http::Request& request, const Actor& actor, const Scope& scope,
                  const json::value& body, storage::Tx& tx) {
    Fields fields(body);
    Kept kept = Find(request, scope, tx, fields);
    const auto into = fields.IdOf<FormId>("into");
    fields.Finish();
    if (!InForce(kept.before)) throw Problem::Conflict("admission.keep.not_in_force");
    const InForceForm* other = into == kept.proposal.form ? nullptr : CurrentBook(tx)->FindForm(into);
    if (!other || IsExpired(other->proposal, DateOf(request.Now())))
        throw Problem::RejectedAt("into", "admission.keep.into_not_in_force");
    kept.proposal.state = State::kMerged;
    kept.proposal.merged_into = into;
    return End(tx, actor, scope, kept, "merged", "admission.form.merged");
}

}  // namespace

void AddKeepingRoutes(http::Router& router) {
    using http::Reads, http::ScopeFrom, http::Writes;
    const ScopeFrom form{"form"};
    router.Post("/api/admission/forms/{form}/stop", kKeep, form, Reads{"id"}, Writes{"reason"},
                http::Router::Body, Stop);
    router.Post("/api/admission/forms/{form}/revive", kKeep, form, Reads{"id"}, Writes{"reason"},
                http::Router::Body, Revive);
    router.Post("/api/admission/forms/{form}/merge", kKeep, form, Reads{"id"}, Writes{"into", "reason"},
                http::Router::Body, Merge);
}

}  // namespace qz::admission
