#include "identity/session_token.hpp"

#include "identity/sign_in_rules.hpp"
#include "platform/secrets/secrets.hpp"

namespace qz::identity {

namespace {

constexpr std::string_view kBearer = "Bearer ";

}  // namespace

std::string TokenOf(const http::Request& request) {
    const std::string_view authorization = request.Header("Authorization");
    if (authorization.starts_with(kBearer)) return std::string(authorization.substr(kBearer.size()));
    return std::string(request.Cookie("qz_session"));
}

std::string TokenHash(std::string_view token) {
    return secrets::Sha256(token);
}

std::string NewToken() {
    return secrets::Base64Url(secrets::RandomBytes(32));
}

// SECURITY A1: «The hub's session cookie has Path=/api».
std::string SessionCookie(std::string_view token) {
    const auto seconds = std::chrono::seconds(kLongestSession).count();
    return "qz_session=" + std::string(token) +
           "; Path=/api; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
}

std::string EndedCookie() {
    return "qz_session=; Path=/api; HttpOnly; SameSite=Strict; Max-Age=0";
}

}  // namespace qz::identity
