// Small readings of header and URL text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qz::http {

bool EqualIgnoringCase(std::string_view a, std::string_view b);
std::string_view Trim(std::string_view text);
// Whether a comma-separated header names `token`, in any case and whatever its parameters, but not with q=0.
bool ListsToken(std::string_view header, std::string_view token);
// Percent-decoded UTF-8; nothing for broken escapes, NUL, control characters and text that is not UTF-8.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space);
// RFC 8187 ext-value characters stay, all others become %XX.
std::string PercentEncode(std::string_view text);

}  // namespace qz::http
