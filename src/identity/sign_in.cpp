#include "identity/sign_in.hpp"

#include "audit/audit.hpp"
#include "identity/session_token.hpp"
#include "identity/store.hpp"

namespace qz::identity {

Actor ActorOf(const Account& account) {
    Actor actor;
    actor.account = account.id;
    actor.person = account.person;
    actor.unit = account.unit;
    actor.name = account.name;
    return actor;
}

http::Reply RefuseLocked(storage::Tx& tx, const Account* account, Instant until) {
    if (account != nullptr) {
        audit::Record(tx, ActorOf(*account), "identity.session.locked", account->id,
                      {.unit = account->unit, .outcome = audit::Outcome::kRefused});
    }
    const std::int64_t seconds = (until.Since(tx.Now()) + 999) / 1000;
    const std::int64_t minutes = (seconds + 59) / 60;
    return http::Refused(Problem(Problem::Kind::kLocked, "identity.session.locked",
                                 {{"minutes", std::to_string(minutes)}}))
        .WithHeader("Retry-After", std::to_string(seconds));
}

http::Reply RefuseAttempt(storage::Tx& tx, const std::string& login_key, const Account* account,
                          std::string_view code) {
    const Attempts after = DecideAfterFailure(FindAttempts(tx, login_key), tx.Now());
    UpdateAttempts(tx, login_key, after);
    if (IsLocked(after, tx.Now())) return RefuseLocked(tx, account, after.locked_until);
    if (account != nullptr) {
        audit::Record(tx, ActorOf(*account), "identity.session.refused", account->id,
                      {.unit = account->unit, .outcome = audit::Outcome::kRefused});
    }
    return http::Refused(Problem(Problem::Kind::kUnauthenticated, std::string(code)));
}

CodeVerdict TakeCode(storage::Tx& tx, const secrets::Keyring& keys, const Account& account,
                     std::string_view sealed, std::string_view code) {
    const std::string secret = keys.Open(sealed, TotpBinding(account.id));
    // Apps show «123 456», and a Chinese keyboard may type full-width digits.
    std::string digits = SearchText(code);
    std::erase(digits, ' ');
    const auto step = secrets::TotpStep(secret, digits, tx.Now());
    if (!step) return CodeVerdict::kWrong;
    return TakeTotpStep(tx, account.id, *step) ? CodeVerdict::kRight : CodeVerdict::kUsed;
}

std::string_view RefusalOf(CodeVerdict verdict) {
    return verdict == CodeVerdict::kUsed ? "identity.session.code_used" : "identity.session.code_wrong";
}

void OpenSession(storage::Tx& tx, const http::Request& request, Session session, http::Reply& reply) {
    if (const std::string before = TokenOf(request); !before.empty()) DeleteSession(tx, TokenHash(before));
    const std::string token = NewToken();
    session.token_hash = TokenHash(token);
    InsertSession(tx, session);
    reply.headers.emplace_back("Set-Cookie", SessionCookie(token));
}

Session SessionOf(storage::Snapshot& snapshot, const http::Request& request) {
    auto session = FindSession(snapshot, TokenHash(TokenOf(request)));
    if (!session) throw Problem(Problem::Kind::kUnauthenticated, "identity.session.ended");
    return *session;
}

}  // namespace qz::identity
