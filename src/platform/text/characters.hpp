// Code points of a text, and the classes of them that labels are read by.
#pragma once

#include <string>
#include <string_view>

namespace qz::text {

// Bytes that are not UTF-8 become U+FFFD.
std::u32string Decode(std::string_view utf8);
std::string Encode(std::u32string_view text);
void Append(std::string& utf8, char32_t c);

// Normalise() in code points.
std::u32string NormaliseText(std::string_view utf8);

inline bool IsDigit(char32_t c) {
    return c >= U'0' && c <= U'9';
}
inline bool IsLatin(char32_t c) {
    return c >= U'a' && c <= U'z';
}
inline bool IsIdeograph(char32_t c) {
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x323AF) || (c >= 0xF900 && c <= 0xFAFF) ||
           c == 0x3007;
}

}  // namespace qz::text
