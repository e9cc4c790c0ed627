#include <algorithm>
#include <charconv>
#include <memory>
#include <qrencode.h>

#include "feedback/posters/page.hpp"

namespace qz::feedback::posters {

namespace {

// Longer ones make modules that a torn poster's photograph no longer tells apart.
constexpr std::size_t kLongestAddress = 120;

[[noreturn]] void NoAddress(std::string_view text) {
    throw Problem::Conflict("feedback.posters.address", {{"address", std::string(text)}});
}

}  // namespace

Code MakeCode(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> made(
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_Q), QRcode_free);
    if (!made) NoAddress(text);
    Code code{made->width, {}};
    const auto size = static_cast<std::size_t>(made->width) * static_cast<std::size_t>(made->width);
    code.modules.reserve(size);
    for (std::size_t i = 0; i < size; ++i) code.modules.push_back((made->data[i] & 1) != 0);
    return code;
}

bool IsPublicUrl(std::string_view text) {
    if (text.ends_with('/')) text.remove_suffix(1);
    if (text.starts_with("https://")) {
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
    } else {
        return false;
    }
    const bool is_ipv6 = text.starts_with('[');
    const std::size_t bracket = is_ipv6 ? text.find(']') : 0;
    if (bracket == std::string_view::npos) return false;
    const std::size_t colon = text.find(':', bracket);
    const std::string_view host = text.substr(0, colon);
    const bool plain = std::all_of(host.begin(), host.end(), [is_ipv6](char letter) {
        const bool alphanumeric = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                                  (letter >= 'A' && letter <= 'Z');
        return alphanumeric || letter == '-' || letter == '.' ||
               (is_ipv6 && (letter == ':' || letter == '[' || letter == ']'));
    });
    if (host.empty() || !plain || (is_ipv6 && (host.size() < 4 || !host.ends_with(']')))) return false;
    if (colon == std::string_view::npos) return true;
    const std::string_view port = text.substr(colon + 1);
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return error == std::errc() && end == port.data() + port.size() && number > 0;
}

std::string AddressOf(std::string_view public_url, std::string_view scope) {
    if (!IsPublicUrl(public_url)) NoAddress(public_url);
    std::string_view base = public_url;
    if (base.ends_with('/')) base.remove_suffix(1);
    std::string address = std::string(base) + "/f#" + std::string(scope);
    if (address.size() > kLongestAddress) NoAddress(public_url);
    return address;
}

}  // namespace qz::feedback::posters
