// What is derived from a unit's name: how it is searched for, its initials, its place in pinyin order.
#pragma once

#include <string>
#include <string_view>

namespace qz::directory {

// NFKC, case folded, without white space and control characters: what search compares.
std::string SearchText(std::string_view name);
// The first letters of the pinyin, lower case: "hcq" for 环翠区. Letters and digits of the name stay.
std::string Initials(std::string_view name);
// Bytes that sort as the names do in pinyin order (zh@collation=pinyin).
std::string PinyinKey(std::string_view name);

// Private-use characters, which no font shows, and U+FFFD, the trace of a broken conversion.
bool HoldsUnshowable(std::string_view utf8);
bool HoldsControl(std::string_view utf8);

}  // namespace qz::directory
