#include "admission/routes.hpp"
#include "audit/audit.hpp"

namespace qz::admission {

namespace {

constexpr http::Permission kPolicies{"admission.policies"};
constexpr int kMostRevisions = 50;

// The gate office of the whole tree writes; others read by what they are judged.
bool MayWrite(const directory::Tree& tree, const Scope& scope) {
    return tree.At(0).id == scope.unit();
}

http::Reply Show(const http::Request&, const Actor&, const Scope& scope, storage::Snapshot& snapshot) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto configuration = CurrentConfiguration(snapshot);
    json::object object = configuration->content.as_object();
    object["revision"] = configuration->revision;
    object["writable"] = MayWrite(*tree, scope);
    json::array history;
    for (const ConfigurationHead& head : ListConfigurations(snapshot, kMostRevisions)) {
        history.push_back(json::object{
            {"revision", head.revision}, {"by", UnitOrNull(*tree, head.unit)}, {"at", head.at.ToString()}});
    }
    object["history"] = std::move(history);
    return http::Json(object).WithEtag(configuration->revision);
}

http::Reply Replace(const http::Request& request, const Actor& actor, const Scope& scope,
                    const json::value& body, storage::Tx& tx) {
    if (!MayWrite(*directory::CurrentTree(tx), scope)) throw Problem::Forbidden("admission.policy.not_yours");
    const std::int64_t expected = request.IfMatch();
    Findings findings;
    ReadConfiguration(body, findings);
    if (!findings.empty()) throw Problem::Rejected("platform.http.faults", std::move(findings));
    const std::int64_t revision = InsertConfiguration(tx, body, expected, scope.unit(), actor.account);
    audit::Record(tx, actor, "admission.policy.changed", revision);
    return http::Json(json::object{{"revision", revision}}).WithEtag(revision);
}

}  // namespace

void AddPolicyRoutes(http::Router& router) {
    using http::Reads, http::ScopeFrom, http::Writes;
    router.Get("/api/admission/policies", kPolicies, ScopeFrom{"own"},
               Reads{"revision", "writable", "history", "gates", "gate_name", "numbers", "held_from_permille",
                     "verification_days", "policies", "minutes", "derivations"},
               Show);
    router
        .Put("/api/admission/policies", kPolicies, ScopeFrom{"own"}, Reads{"revision"},
             Writes{"gates", "gate_name", "numbers", "held_from_permille", "verification_days", "policies",
                    "minutes", "derivations"},
             http::Router::Body, Replace)
        .Rebuild(
            [](const http::Request&, const Actor&, const Scope&, std::int64_t, storage::Snapshot& snapshot) {
                return http::Json(json::object{{"revision", CurrentConfiguration(snapshot)->revision}});
            });
}

}  // namespace qz::admission
