#include "audit/audit.hpp"
#include "identity/session_token.hpp"
#include "identity/sign_in.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

std::string PercentEncoded(std::string_view text) {
    std::string encoded;
    for (const char character : text) {
        const bool plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                           (character >= '0' && character <= '9') || character == '-' || character == '.' ||
                           character == '_';
        encoded += plain ? std::string(1, character) : '%' + secrets::Hex({&character, 1});
    }
    return encoded;
}

std::string PrepareCode(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::string code = fields.Text("code", {.longest = 16});
    fields.Finish();
    return code;
}

http::Reply Begin(const Actor& actor, const Doors& doors, storage::Tx& tx) {
    const Account account = OrNotFound(FindAccount(tx, actor.account));
    // Whoever has only the password must not put a device of his own in the place of the enrolled one.
    if (!account.totp_secret.empty() && !actor.second_factor)
        throw Problem::Forbidden("identity.second_factor.needed");
    const std::string secret = secrets::NewTotpSecret();
    UpdateTotp(tx, account.id, account.totp_secret, doors.keys.Seal(secret, TotpBinding(account.id)));
    audit::Record(tx, actor, "identity.second_factor.begun", account.id);
    http::Reply reply = http::Json({{"secret", secret},
                                    {"uri", "otpauth://totp/Qingzhuang:" + PercentEncoded(account.login) +
                                                "?secret=" + secret + "&issuer=Qingzhuang"}});
    // The secret is shown once: a retry draws another one instead of repeating this answer.
    reply.refused = true;
    return reply;
}

http::Reply Raise(storage::Tx& tx, const http::Request& request, const Actor& actor, std::string_view event) {
    Session session = SessionOf(tx, request);
    session.second_factor = true;
    session.last_used = tx.Now();
    http::Reply reply = http::NoContent();
    OpenSession(tx, request, session, reply);
    audit::Record(tx, actor, event, actor.account);
    return reply;
}

http::Reply Confirm(const http::Request& request, const Actor& actor, const std::string& code,
                    const Doors& doors, storage::Tx& tx) {
    const Account account = OrNotFound(FindAccount(tx, actor.account));
    if (account.totp_pending.empty()) throw Problem::Conflict("identity.second_factor.not_begun");
    if (!account.totp_secret.empty() && !actor.second_factor)
        throw Problem::Forbidden("identity.second_factor.needed");
    const CodeVerdict verdict = TakeCode(tx, doors.keys, account, account.totp_pending, code);
    // Nothing is guarded by this secret yet, so a wrong code costs no attempt.
    if (verdict != CodeVerdict::kRight) throw Problem::RejectedAt("code", std::string(RefusalOf(verdict)));
    UpdateTotp(tx, account.id, account.totp_pending, "");
    DeleteSessions(tx, account.id, TokenHash(TokenOf(request)));
    return Raise(tx, request, actor, "identity.second_factor.enrolled");
}

http::Reply Verify(const http::Request& request, const Actor& actor, const std::string& code,
                   const Doors& doors, storage::Tx& tx) {
    const Account account = OrNotFound(FindAccount(tx, actor.account));
    if (account.totp_secret.empty()) throw Problem::Conflict("identity.second_factor.must_enrol");
    const Attempts before = LockAttempts(tx, account.login_key);
    if (IsLocked(before, tx.Now())) return RefuseLocked(tx, &account, before.locked_until);
    const CodeVerdict verdict = TakeCode(tx, doors.keys, account, account.totp_secret, code);
    if (verdict != CodeVerdict::kRight)
        return RefuseAttempt(tx, account.login_key, &account, RefusalOf(verdict));
    DeleteAttempts(tx, account.login_key);
    return Raise(tx, request, actor, "identity.second_factor.verified");
}

}  // namespace

void AddSecondFactorRoutes(http::Router& router, Doors doors) {
    router.SignedInPost(
        "/api/identity/second-factor/begin", {"secret", "uri"}, {}, [](const http::Request&) { return 0; },
        [doors](const http::Request&, const Actor& actor, const Scope&, int, storage::Tx& tx) {
            return Begin(actor, doors, tx);
        });
    router.SignedInPost(
        "/api/identity/second-factor/confirm", {"id"}, {"code"}, PrepareCode,
        [doors](const http::Request& request, const Actor& actor, const Scope&, const std::string& code,
                storage::Tx& tx) { return Confirm(request, actor, code, doors, tx); });
    router.SignedInPost(
        "/api/identity/second-factor/verify", {"id"}, {"code"}, PrepareCode,
        [doors](const http::Request& request, const Actor& actor, const Scope&, const std::string& code,
                storage::Tx& tx) { return Verify(request, actor, code, doors, tx); });
}

}  // namespace qz::identity
