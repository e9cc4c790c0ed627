#include "settings.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "feedback/posters/posters.hpp"
#include "platform/base/location.hpp"

namespace qz {

namespace {

[[noreturn]] void Refuse(const std::string& sentence) {
    throw std::runtime_error(sentence);
}

bool IsAddress(std::string address) {
    in6_addr bytes{};
    if (::inet_pton(AF_INET, address.c_str(), &bytes) == 1) return true;
    address.resize(std::min(address.size(), address.find('%')));  // fe80::1%eth0
    return ::inet_pton(AF_INET6, address.c_str(), &bytes) == 1;
}

void ExpectReadable(const char* setting, const std::string& file) {
    if (fs::is_regular_file(file) && std::ifstream(file)) return;
    const std::string why = fs::is_directory(file) ? "it is a folder" : std::strerror(errno);
    Refuse(std::string(setting) + " names \"" + file + "\", which cannot be read: " + why + ".");
}

}  // namespace

std::string Settings::ShownLocation() const {
    return WithoutPasswords(Location());
}

std::string CheckPort(const std::string& text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error == std::errc() && end == text.data() + text.size()) return {};
    return "QZ_PORT is \"" + text + "\" and should be a number from 0 to 65535 (0: any free port)";
}

void CheckPublicUrl(const Settings& settings) {
    if (!feedback::posters::IsPublicUrl(settings.public_url)) {
        Refuse("QZ_PUBLIC_URL: \"" + settings.public_url +
               "\" is no address that people's phones can open. Write http:// or https:// and the host, with "
               "its port "
               "where it needs one, and nothing behind: https://jianfu.example.cn.");
    }
}

void CheckForServing(const Settings& settings) {
    if (!IsAddress(settings.address)) {
        Refuse("QZ_ADDRESS: \"" + settings.address +
               "\" is no address to listen on. Write one as 127.0.0.1, 0.0.0.0 or ::1.");
    }
    if (settings.tls_certificate.empty() != settings.tls_key.empty()) {
        Refuse(
            "HTTPS wants both QZ_TLS_CERTIFICATE and QZ_TLS_KEY; plain HTTP behind a proxy wants neither.");
    }
    if (!settings.tls_certificate.empty()) {
        ExpectReadable("QZ_TLS_CERTIFICATE", settings.tls_certificate);
        ExpectReadable("QZ_TLS_KEY", settings.tls_key);
    }
    CheckPublicUrl(settings);
}

}  // namespace qz
