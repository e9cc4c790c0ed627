#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a workbook can hold of a text. No input or output here.
namespace qz::workbook {

struct Written {
    std::string text;
    std::size_t units = 0;  // UTF-16, as Excel counts characters
};

// The text without the characters that XML cannot hold, and with "_x0041_", which Office would read as "A",
// made literal. Nothing for bytes that are not UTF-8.
std::optional<Written> WrittenText(std::string_view text);

// At most 31 UTF-16 units, none of []:*?/\, no apostrophe at an end, not "History", none of `taken` in any
// case.
std::string LegalSheetName(std::string_view wanted, const std::vector<std::string>& taken);

// For the head or foot of a page: "&" begins a command there. Cut to 60 characters.
std::string PageText(std::string_view text);

}  // namespace qz::workbook
