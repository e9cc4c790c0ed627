// What handlers answer with, and the small readings that every handler shares: If-Match and pages.
#include <charconv>

#include "platform/http/hash.hpp"
#include "platform/http/http.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/text.hpp"

namespace qz::http {

namespace {

constexpr int kLargestPage = 200;
constexpr std::size_t kLongestCursor = 2048;
// Enough to notice a cursor that was cut or edited. It is no secret: the parts are bound parameters, and the
// scope filters whatever they name.
constexpr std::size_t kCheckBytes = 4;
constexpr std::string_view kHex = "0123456789abcdef";

std::optional<std::string> FromHex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::size_t high = kHex.find(text[i]);
        const std::size_t low = kHex.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::optional<std::vector<std::string>> ReadCursor(std::string_view text, std::size_t parts) {
    if (text.size() > kLongestCursor) return std::nullopt;
    const auto bytes = FromHex(text);
    if (!bytes || bytes->size() < kCheckBytes) return std::nullopt;
    const std::string_view content = std::string_view(*bytes).substr(kCheckBytes);
    if (!std::string_view(*bytes).starts_with(Sha256({"cursor", content}).substr(0, kCheckBytes)))
        return std::nullopt;
    // The parts are separated by NUL, which text never holds.
    std::vector<std::string> found;
    std::size_t at = 0;
    for (;;) {
        const std::size_t end = content.find('\0', at);
        found.emplace_back(content.substr(at, end == std::string_view::npos ? end : end - at));
        if (!CountCodePoints(found.back())) return std::nullopt;
        if (end == std::string_view::npos) break;
        at = end + 1;
    }
    if (found.size() != parts) return std::nullopt;
    return found;
}

}  // namespace

std::int64_t Request::IfMatch() const {
    const std::string_view header = Trim(Header("If-Match"));
    if (header.empty()) throw Problem(Problem::Kind::kPrecondition, "platform.http.precondition_missing");
    std::int64_t revision = 0;
    const char* const last = header.data() + header.size() - 1;
    const bool quoted = header.size() >= 3 && header.front() == '"' && header.back() == '"';
    if (quoted) {
        const auto [end, error] = std::from_chars(header.data() + 1, last, revision);
        if (error == std::errc() && end == last && revision >= 0) return revision;
    }
    throw Problem::Malformed("platform.http.precondition_malformed");
}

Reply Json(const json::value& value) {
    return JsonText(json::serialize(value));
}

Reply JsonText(std::string text) {
    Reply reply;
    reply.body = std::move(text);
    return reply;
}

Reply NoContent() {
    Reply reply;
    reply.status = 204;
    return reply;
}

Reply Download(std::string bytes, std::string_view content_type, std::string_view file_name) {
    Reply reply;
    reply.body = std::move(bytes);
    reply.content_type = content_type;
    reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"download\"; filename*=UTF-8''" +
                                                          PercentEncode(file_name));
    return reply;
}

Reply Refused(const Problem& problem) {
    Reply reply;
    reply.status = StatusOf(problem.kind());
    reply.refused = true;
    reply.problem = std::make_shared<const Problem>(problem);
    return reply;
}

Page Page::From(const Request& request, std::size_t cursor_parts) {
    Page page;
    if (const auto limit = request.Query("limit")) {
        const auto [end, error] = std::from_chars(limit->data(), limit->data() + limit->size(), page.limit);
        if (error != std::errc() || end != limit->data() + limit->size() || page.limit < 1 ||
            page.limit > kLargestPage) {
            throw Problem::RejectedAt("limit", "platform.http.out_of_range",
                                      {{"least", "1"}, {"most", std::to_string(kLargestPage)}});
        }
    }
    if (const auto cursor = request.Query("cursor")) {
        auto after = ReadCursor(*cursor, cursor_parts);
        if (!after) throw Problem::RejectedAt("cursor", "platform.http.unknown_cursor");
        page.after = std::move(*after);
    }
    return page;
}

std::string Page::Cursor(std::initializer_list<std::string_view> parts) {
    std::string content;
    bool first = true;
    for (const std::string_view part : parts) {
        if (!first) content += '\0';
        content += part;
        first = false;
    }
    const std::string bytes = Sha256({"cursor", content}).substr(0, kCheckBytes) + content;
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kHex[byte >> 4];
        text += kHex[byte & 15u];
    }
    return text;
}

}  // namespace qz::http
