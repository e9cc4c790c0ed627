#include "platform/http/answer.hpp"

namespace qz::http {

namespace {

// Element Plus and ECharts set styles through CSSOM, which style-src does not forbid; the rule language is
// WebAssembly.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'";

template <class Each>
void Visit(const Answer& answer, const Each& each) {
    if (!answer.content_type.empty()) each(std::string_view("Content-Type"), answer.content_type);
    each(std::string_view("X-Content-Type-Options"), std::string_view("nosniff"));
    // same-origin, not no-referrer: the latter makes browsers send "Origin: null" with a plain form, which we
    // refuse everywhere but under /f.
    each(std::string_view("Referrer-Policy"),
         answer.traceless ? std::string_view("no-referrer") : std::string_view("same-origin"));
    each(std::string_view("Content-Security-Policy"),
         answer.content_security_policy.empty() ? kContentSecurityPolicy : answer.content_security_policy);
    if (answer.secure)
        each(std::string_view("Strict-Transport-Security"), std::string_view("max-age=31536000"));
    if (answer.no_store) each(std::string_view("Cache-Control"), std::string_view("no-store"));
    for (const auto& [name, value] : answer.headers) {
        if (answer.secure && name == "Set-Cookie" && value.find("; Secure") == std::string::npos) {
            each(std::string_view(name), std::string_view(value + "; Secure"));
        } else {
            each(std::string_view(name), std::string_view(value));
        }
    }
}

}  // namespace

std::string_view Phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 423:
            return "Locked";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        case 507:
            return "Insufficient Storage";
        default:
            return "";
    }
}

void ForEachHeader(const Answer& answer,
                   const std::function<void(std::string_view, std::string_view)>& each) {
    Visit(answer, each);
}

void AppendHead(std::string& out, const Answer& answer, std::string_view date, bool keep_alive) {
    out += "HTTP/1.1 ";
    out += std::to_string(answer.status);
    out += ' ';
    out += Phrase(answer.status);
    out += "\r\nDate: ";
    out += date;
    out += "\r\n";
    Visit(answer, [&out](std::string_view name, std::string_view value) {
        out += name;
        out += ": ";
        // A header value is one line, whatever a handler put into it.
        for (const char c : value) out += (c == '\r' || c == '\n' || c == '\0') ? ' ' : c;
        out += "\r\n";
    });
    if (answer.status != 204 && answer.status != 304) {
        out += "Content-Length: ";
        out += std::to_string(answer.bytes().size());
        out += "\r\n";
    }
    if (!keep_alive) out += "Connection: close\r\n";
    out += "\r\n";
}

}  // namespace qz::http
