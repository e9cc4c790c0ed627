// What goes back over the wire, ready but for the transport's own lines (Connection, Content-Length, Date).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qz::http {

struct Answer {
    int status = 200;
    std::string body;
    std::string_view file;          // instead of body: bytes that outlive the server
    std::string_view content_type;  // "" where there is no body
    std::vector<std::pair<std::string, std::string>> headers;
    std::string_view content_security_policy;  // "" for the default
    bool no_store = false;
    bool traceless = false;  // under /f: neither kept nor told on by the browser
    bool secure = false;     // reached through TLS: HSTS, and cookies are Secure
    bool head_only = false;  // HEAD: the length is told, the bytes are not sent
    bool close = false;      // the connection cannot go on after this

    std::string_view bytes() const { return file.empty() ? std::string_view(body) : file; }
};

// Every header of the answer except Connection, Content-Length and Date, in order.
void ForEachHeader(const Answer& answer, const std::function<void(std::string_view, std::string_view)>& each);
// Status line, headers and the empty line, appended to `out`. `date` is an IMF-fixdate.
void AppendHead(std::string& out, const Answer& answer, std::string_view date, bool keep_alive);
// "Not Found"; "" for a status without a usual phrase.
std::string_view Phrase(int status);

}  // namespace qz::http
