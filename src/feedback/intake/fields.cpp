#include "feedback/intake/parts.hpp"
#include "platform/base/json.hpp"

namespace qz::feedback::intake {

namespace {

constexpr std::size_t kLargestForm = 256 << 10;
constexpr std::size_t kMostFields = 32;

int HexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<WipedString> Decode(std::string_view text) {
    WipedString decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            if (i + 2 >= text.size() || HexDigit(text[i + 1]) < 0 || HexDigit(text[i + 2]) < 0)
                return std::nullopt;
            decoded += static_cast<char>(HexDigit(text[i + 1]) << 4 | HexDigit(text[i + 2]));
            i += 2;
        }
    }
    if (!CountCodePoints(decoded) || decoded.find('\0') != std::string::npos) return std::nullopt;
    return decoded;
}

}  // namespace

std::optional<FormFields> ReadForm(std::string_view body) {
    if (body.size() > kLargestForm) return std::nullopt;
    FormFields fields;
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('&'), body.size());
        const std::string_view pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = Decode(pair.substr(0, equals));
        auto value = Decode(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value || fields.size() >= kMostFields) return std::nullopt;
        fields.insert_or_assign(std::move(*name), std::move(*value));
    }
    return fields;
}

}  // namespace qz::feedback::intake
