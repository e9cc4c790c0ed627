#pragma once

#include <string>

#include "platform/http/http.hpp"

namespace qz::identity {

// The session's secret from `Authorization: Bearer …` or the cookie; "" where neither is there.
std::string TokenOf(const http::Request& request);
// What the database keeps of it.
std::string TokenHash(std::string_view token);
std::string NewToken();
// The value of Set-Cookie that hands the token out, or takes it back. http adds "; Secure" where the line is.
std::string SessionCookie(std::string_view token);
std::string EndedCookie();

}  // namespace qz::identity
