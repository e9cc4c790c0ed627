#include "platform/base/location.hpp"

#include <algorithm>

namespace qz {

namespace {

constexpr std::string_view kWord = "password";

// Names such as sslpassword too, and those that are written in disguise: libpq reads p%61ssword as password.
bool NamesAPassword(std::string_view name) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower.find(kWord) != std::string::npos || lower.find('%') != std::string::npos;
}

std::string OfAddress(std::string_view address, std::size_t user) {
    // A password that should have been escaped may hold any of / ? @: it ends before the last @ of all.
    const std::size_t at = address.rfind('@');
    const std::size_t colon = address.find(':', user);
    std::string shown(address);
    if (at != std::string_view::npos && colon < at) shown.erase(colon, at - colon);

    const std::size_t query = shown.find('?');
    if (query == std::string::npos) return shown;
    std::string_view rest = std::string_view(shown).substr(query + 1);
    std::string kept;
    while (!rest.empty()) {
        const std::string_view parameter = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), parameter.size() + 1));
        if (NamesAPassword(parameter.substr(0, parameter.find('=')))) continue;
        kept += kept.empty() ? '?' : '&';
        kept += parameter;
    }
    return shown.substr(0, query) + kept;
}

// Where the value ends that begins at `at`: in quotes, where a backslash keeps the next character, or at a
// blank.
std::size_t EndOfValue(std::string_view words, std::size_t at) {
    if (at >= words.size() || words[at] != '\'') return std::min(words.find(' ', at), words.size());
    for (++at; at < words.size() && words[at] != '\''; ++at) {
        if (words[at] == '\\') ++at;
    }
    return std::min(at + 1, words.size());
}

std::string OfWords(std::string_view words) {
    std::string shown;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t equals = words.find('=', at);
        if (equals == std::string_view::npos) return shown.append(words.substr(at));
        const std::size_t value = std::min(words.find_first_not_of(' ', equals + 1), words.size());
        const std::size_t end = EndOfValue(words, value);
        if (!NamesAPassword(words.substr(at, equals - at))) shown.append(words.substr(at, end - at));
        at = end;
    }
    return shown;
}

}  // namespace

std::string WithoutPasswords(std::string_view location) {
    const std::size_t scheme = location.find("://");
    return scheme == std::string_view::npos ? OfWords(location) : OfAddress(location, scheme + 3);
}

}  // namespace qz
