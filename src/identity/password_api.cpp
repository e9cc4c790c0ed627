#include "audit/audit.hpp"
#include "identity/session_token.hpp"
#include "identity/sign_in.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

struct PasswordChange {
    AccountId account;
    std::string verified_hash;
    bool matches = false;
    std::string new_hash;
};

// The session is read here only to know whose hash to try; the gate decides in the transaction.
PasswordChange PreparePassword(const http::Request& request, const Doors& doors) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string old_password = fields.Text("old", {.longest = 200});
    const std::string new_password = fields.Text("new", {.longest = 1000});
    fields.Finish();
    const auto account = doors.database.Read([&](storage::Snapshot& snapshot) {
        const Session session = SessionOf(snapshot, request);
        return FindAccount(snapshot, session.account);
    });
    if (!account) throw Problem(Problem::Kind::kUnauthenticated, "identity.session.ended");
    if (Findings findings = CheckPassword(new_password, account->login, "new"); !findings.empty()) {
        throw Problem::Rejected("platform.http.faults", std::move(findings));
    }
    PasswordChange change;
    change.account = account->id;
    change.verified_hash = account->password_hash;
    change.matches = secrets::PasswordMatches(account->password_hash, PasswordText(old_password));
    if (change.matches) change.new_hash = secrets::HashPassword(PasswordText(new_password));
    return change;
}

http::Reply ChangePassword(const http::Request& request, const Actor& actor, const PasswordChange& change,
                           storage::Tx& tx) {
    const Account account = OrNotFound(FindAccount(tx, actor.account));
    if (change.account != account.id || change.verified_hash != account.password_hash) {
        throw Problem::Conflict("identity.session.try_again");
    }
    const Attempts before = LockAttempts(tx, account.login_key);
    if (IsLocked(before, tx.Now())) return RefuseLocked(tx, &account, before.locked_until);
    if (!change.matches) return RefuseAttempt(tx, account.login_key, &account, "identity.password.old_wrong");
    UpdatePassword(tx, account.id, change.new_hash);
    DeleteAttempts(tx, account.login_key);
    // Whoever else holds a session of this account does not keep it.
    DeleteSessions(tx, account.id, TokenHash(TokenOf(request)));
    audit::Record(tx, actor, "identity.password.changed", account.id);
    return http::NoContent();
}

}  // namespace

void AddPasswordRoutes(http::Router& router, Doors doors) {
    router
        .SignedInPost(
            "/api/identity/password", {"id"}, {"old", "new"},
            [doors](const http::Request& request) { return PreparePassword(request, doors); },
            [](const http::Request& request, const Actor& actor, const Scope&, const PasswordChange& change,
               storage::Tx& tx) { return ChangePassword(request, actor, change, tx); })
        .Slow();
}

}  // namespace qz::identity
