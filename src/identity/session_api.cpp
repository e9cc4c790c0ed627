#include "audit/audit.hpp"
#include "directory/directory.hpp"
#include "identity/roles.hpp"
#include "identity/session_token.hpp"
#include "identity/sign_in.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

struct SignInTry {
    std::string login_key;
    std::string code;
    std::optional<AccountId> account;
    std::string verified_hash;  // the one that the password was held against
    bool matches = false;
    bool is_activation_code = false;
};

std::string ActivationIndex(const secrets::Keyring& keys, std::string_view typed) {
    return keys.EqualityIndex("identity.activation:" + ActivationText(typed));
}

// The same work whether or not the login is known, and whatever its state: the time must tell nothing.
SignInTry PrepareSignIn(const http::Request& request, const Doors& doors, const std::string& dummy_hash) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string login = fields.Text("login", {.longest = 64});
    const std::string password = fields.Text("password", {.longest = 200});
    const auto code = fields.OptionalText("code", {.longest = 16});
    fields.Finish();

    SignInTry attempt;
    attempt.login_key = LoginKey(login).value_or(login);
    attempt.code = code.value_or("");
    const auto account = doors.database.Read(
        [&](storage::Snapshot& snapshot) { return FindAccountByLogin(snapshot, attempt.login_key); });
    const bool has_password = account && !account->password_hash.empty();
    const bool matches =
        secrets::PasswordMatches(has_password ? account->password_hash : dummy_hash, PasswordText(password));
    const std::string index = ActivationIndex(doors.keys, password);
    if (account) {
        attempt.account = account->id;
        attempt.verified_hash = account->password_hash;
        attempt.matches = has_password && matches;
        attempt.is_activation_code =
            account->state == AccountState::kWaiting && secrets::SameBytes(index, account->activation_index);
    }
    return attempt;
}

http::Reply SignIn(const http::Request& request, const SignInTry& attempt, const Doors& doors,
                   storage::Tx& tx) {
    const Attempts before = LockAttempts(tx, attempt.login_key);
    const auto account = attempt.account ? FindAccount(tx, *attempt.account) : std::nullopt;
    const Account* known = account ? &*account : nullptr;
    // The lock holds against the right password too.
    if (IsLocked(before, tx.Now())) return RefuseLocked(tx, known, before.locked_until);
    if (account && account->password_hash != attempt.verified_hash) {
        throw Problem::Conflict("identity.session.try_again");
    }
    if (attempt.is_activation_code && !account->activation_index.empty()) {
        return http::Refused(Problem(Problem::Kind::kUnauthenticated, "identity.session.activation_needed"));
    }
    if (!attempt.matches) return RefuseAttempt(tx, attempt.login_key, known, "identity.session.wrong");
    if (account->state == AccountState::kDisabled) {
        return http::Refused(Problem(Problem::Kind::kUnauthenticated, "identity.session.disabled"));
    }
    if (!account->totp_secret.empty()) {
        if (attempt.code.empty()) {
            return http::Refused(Problem(Problem::Kind::kUnauthenticated, "identity.session.code_needed"));
        }
        const CodeVerdict verdict = TakeCode(tx, doors.keys, *account, account->totp_secret, attempt.code);
        if (verdict != CodeVerdict::kRight)
            return RefuseAttempt(tx, attempt.login_key, known, RefusalOf(verdict));
    }
    const Date today = DateOf(tx.Now());
    bool unit_gone = false;
    for (const Post& post : ListPostsOf(tx, account->person)) {
        if (!post.HoldsOn(today)) continue;
        // A post in a village that was merged away stands in nobody's way to the others.
        if (!directory::CurrentTree(tx)->Find(post.view.unit)) {
            unit_gone = true;
            continue;
        }
        DeleteAttempts(tx, attempt.login_key);
        Session session;
        session.account = account->id;
        session.post = post.view.id;
        session.second_factor = !account->totp_secret.empty();
        session.last_used = tx.Now();
        session.expires_at = tx.Now().Plus(kLongestSession);
        const bool must_enrol = FindRole(post.view.role)->two_factors && !session.second_factor;
        http::Reply reply = http::Json({{"account", account->id.ToString()},
                                        {"second_factor", session.second_factor},
                                        {"must_enrol", must_enrol}});
        OpenSession(tx, request, session, reply);
        Actor actor = ActorOf(*account);
        actor.post = post.view.id;
        actor.unit = post.view.unit;
        actor.second_factor = session.second_factor;
        audit::Record(tx, actor, "identity.session.opened", account->id);
        return reply;
    }
    return http::Refused(Problem(Problem::Kind::kUnauthenticated,
                                 unit_gone ? "identity.post.unit_gone" : "identity.session.no_post"));
}

struct Activation {
    std::string login_key;
    std::string index;
    std::string password_hash;
    std::string name;
};

Activation PrepareActivation(const http::Request& request, const Doors& doors) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string login = fields.Text("login", {.longest = 64});
    const std::string code = fields.Text("activation_code", {.longest = 32});
    const std::string password = fields.Text("password", {.longest = 1000});
    const auto name = fields.OptionalText("name", {.longest = 40});
    for (Finding& finding : CheckPassword(password, login, "password")) fields.Add(std::move(finding));
    fields.Finish();
    return {LoginKey(login).value_or(login), ActivationIndex(doors.keys, code),
            secrets::HashPassword(PasswordText(password)), name.value_or("")};
}

http::Reply Activate(const Activation& activation, storage::Tx& tx) {
    const Attempts before = LockAttempts(tx, activation.login_key);
    const auto account = FindAccountByLogin(tx, activation.login_key);
    const Account* known = account ? &*account : nullptr;
    if (IsLocked(before, tx.Now())) return RefuseLocked(tx, known, before.locked_until);
    if (!account || account->state != AccountState::kWaiting || account->activation_index.empty() ||
        tx.Now() >= account->activation_expires ||
        !secrets::SameBytes(account->activation_index, activation.index)) {
        return RefuseAttempt(tx, activation.login_key, known, "identity.activation.wrong");
    }
    UpdatePassword(tx, account->id, activation.password_hash);
    if (!activation.name.empty()) UpdatePersonName(tx, *account, activation.name);
    DeleteAttempts(tx, activation.login_key);
    audit::Record(tx, ActorOf(*account), "identity.account.activated", account->id);
    return http::NoContent();
}

http::Reply SignOut(const http::Request& request, const Actor& actor, storage::Tx& tx) {
    DeleteSession(tx, TokenHash(TokenOf(request)));
    audit::Record(tx, actor, "identity.session.closed", actor.account);
    return http::NoContent().WithHeader("Set-Cookie", EndedCookie());
}

}  // namespace

void AddSessionRoutes(http::Router& router, Doors doors) {
    const std::string dummy_hash = secrets::HashPassword(secrets::RandomBytes(16));
    router
        .OpenPost(
            "/api/identity/session", {"account", "second_factor", "must_enrol"},
            {"login", "password", "code"},
            [doors, dummy_hash](const http::Request& request) {
                return PrepareSignIn(request, doors, dummy_hash);
            },
            [doors](const http::Request& request, const SignInTry& attempt, storage::Tx& tx) {
                return SignIn(request, attempt, doors, tx);
            })
        .Slow();
    router
        .OpenPost(
            "/api/identity/activate", {"id"}, {"login", "activation_code", "password", "name"},
            [doors](const http::Request& request) { return PrepareActivation(request, doors); },
            [](const http::Request&, const Activation& activation, storage::Tx& tx) {
                return Activate(activation, tx);
            })
        .Slow();
    router.SignedInPost(
        "/api/identity/sign-out", {"id"}, {}, [](const http::Request&) { return 0; },
        [](const http::Request& request, const Actor& actor, const Scope&, int, storage::Tx& tx) {
            return SignOut(request, actor, tx);
        });
}

}  // namespace qz::identity
