#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace qz::http {

// SHA-256 over the parts one after the other, each preceded by its length so that no two lists hash alike. 32
// raw bytes.
std::string Sha256(std::initializer_list<std::string_view> parts);

}  // namespace qz::http
