#include "platform/workbook/written_text.hpp"

#include <algorithm>

#include "platform/base/json.hpp"

namespace qz::workbook {
namespace {

std::size_t LengthAt(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

bool IsHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsEscape(std::string_view text) {
    return text.size() >= 7 && text.starts_with("_x") && text[6] == '_' &&
           std::all_of(text.begin() + 2, text.begin() + 6, IsHex);
}

std::string LowerCase(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return lower;
}

// The longest start of well-formed UTF-8 that has at most this many UTF-16 units.
std::string_view CutTo(std::string_view text, std::size_t most) {
    std::size_t units = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = LengthAt(text, at);
        units += length == 4 ? 2 : 1;
        if (units > most) break;
        at += length;
    }
    return text.substr(0, at);
}

}  // namespace

std::optional<Written> WrittenText(std::string_view text) {
    if (!CountCodePoints(text)) return std::nullopt;
    Written written;
    written.text.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = LengthAt(text, at);
        const std::string_view character = text.substr(at, length);
        at += length;
        const auto code = static_cast<unsigned char>(character[0]);
        const bool control = length == 1 && code < 0x20 && code != '\t' && code != '\n' && code != '\r';
        if (control || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") continue;
        if (code == '_' && IsEscape(text.substr(at - 1))) {
            written.text += "_x005F";
            written.units += 6;
        }
        written.text += character;
        written.units += length == 4 ? 2 : 1;
    }
    return written;
}

std::string LegalSheetName(std::string_view wanted, const std::vector<std::string>& taken) {
    constexpr std::size_t kMost = 31;
    const auto written = WrittenText(wanted);
    std::string name;
    for (const char c : written ? std::string_view(written->text) : std::string_view{}) {
        name += std::string_view("[]:*?/\\\t\r\n").find(c) == std::string_view::npos ? c : ' ';
    }
    const auto trim = [](std::string& text) {
        while (!text.empty() && (text.back() == '\'' || text.back() == ' ')) text.pop_back();
        text.erase(0, std::min(text.find_first_not_of("' "), text.size()));
    };
    name = CutTo(name, kMost);
    trim(name);
    if (name.empty()) name = "Sheet";
    if (LowerCase(name) == "history") name += " 1";

    std::string unique = name;
    const auto is_taken = [&](const std::string& other) { return LowerCase(other) == LowerCase(unique); };
    for (std::size_t number = 2; std::any_of(taken.begin(), taken.end(), is_taken); ++number) {
        const std::string ending = " " + std::to_string(number);
        unique = std::string(CutTo(name, kMost - ending.size())) + ending;
    }
    return unique;
}

std::string PageText(std::string_view text) {
    const auto written = WrittenText(text);
    if (!written) return {};
    std::string safe;
    for (const char c : CutTo(written->text, 60)) {
        safe += c == '\n' || c == '\r' ? ' ' : c;
        if (c == '&') safe += '&';
    }
    return safe;
}

}  // namespace qz::workbook
