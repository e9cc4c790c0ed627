#include <algorithm>
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

std::string AddressOf(std::string_view public_url, std::string_view scope) {
    std::string_view base = public_url;
    while (base.ends_with('/')) base.remove_suffix(1);
    const bool plain = std::all_of(base.begin(), base.end(), [](char letter) {
        return letter > ' ' && letter < 0x7f && letter != '#' && letter != '?';
    });
    const std::size_t scheme = base.starts_with("https://") ? 8 : base.starts_with("http://") ? 7 : 0;
    if (scheme == 0 || base.size() == scheme || !plain) NoAddress(public_url);
    std::string address = std::string(base) + "/f#" + std::string(scope);
    if (address.size() > kLongestAddress) NoAddress(public_url);
    return address;
}

}  // namespace qz::feedback::posters
