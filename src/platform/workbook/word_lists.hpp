#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What the files that hold words of office tables share; defined with header_words.
namespace qz::workbook {

using Words = std::vector<std::string_view>;

// How many bytes the character there takes.
std::size_t LengthAt(std::string_view text, std::size_t at);
bool IsAny(std::string_view text, const Words& words);
// Parts between any of the separators, blanks trimmed, none empty.
std::vector<std::string> Split(std::string_view text, const Words& separators);

}  // namespace qz::workbook
