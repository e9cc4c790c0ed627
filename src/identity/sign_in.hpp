#pragma once

#include <string>

#include "identity/model.hpp"

// What the routes around signing in share: who is audited, what a wrong try costs, what a person's posts look
// like.
namespace qz::identity {

struct Doors {
    const secrets::Keyring& keys;
    storage::Database& database;
};

Actor ActorOf(const Account& account);
// Counts a wrong password or code, and answers with `code`, or with the lock where this was the fifth.
http::Reply RefuseAttempt(storage::Tx& tx, const std::string& login_key, const Account* account,
                          std::string_view code);
// 423 with Retry-After, and a trace in the audit.
http::Reply RefuseLocked(storage::Tx& tx, const Account* account, Instant until);

enum class CodeVerdict { kRight, kWrong, kUsed };
// Takes the code of this sealed secret, once.
CodeVerdict TakeCode(storage::Tx& tx, const secrets::Keyring& keys, const Account& account,
                     std::string_view sealed, std::string_view code);
std::string_view RefusalOf(CodeVerdict verdict);

// A new session in the place of the one that `request` brought, so that nobody rides on a token from before.
// Sets the cookie.
void OpenSession(storage::Tx& tx, const http::Request& request, Session session, http::Reply& reply);
// The session of this request; 401 where it is gone.
Session SessionOf(storage::Snapshot& snapshot, const http::Request& request);

void AddSessionRoutes(http::Router& router, Doors doors);
void AddSeatRoutes(http::Router& router, CityOf city_of);
void AddPasswordRoutes(http::Router& router, Doors doors);
void AddPhoneRoutes(http::Router& router);
void AddSecondFactorRoutes(http::Router& router, Doors doors);

}  // namespace qz::identity
