#pragma once

#include <string>
#include <string_view>

// What the files of platform/secrets share and nobody else sees.
namespace qz::secrets {

// Once for the process, before the first use of libsodium.
void StartSodium();

enum class Digest { kSha1, kSha256 };
std::string Hmac(Digest digest, std::string_view key, std::string_view message);

}  // namespace qz::secrets
