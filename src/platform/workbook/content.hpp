#pragma once

#include <string>

#include "platform/workbook/cell.hpp"

namespace qz::workbook {

enum class Content {
    kPackage,  // a zip file: .xlsx, if anything
    kText,     // CSV, if anything
};

// Tells by content what a file is, whatever its name. Refuses what no reader here takes: an empty file, one
// too large, old .xls, a password, a web page, pictures and other binary files.
Content ContentOf(const Source& source, const Limits& limits);

// Whether this is the old container of Office (.xls, .et, .doc) without a password and without macros.
bool IsOldWorkbook(std::string_view bytes);

// Whether the old container holds a stream of this name: "WordDocument".
bool HasStream(std::string_view bytes, std::string_view name);

std::string ReadBytesOf(const Source& source, std::uint64_t most);

}  // namespace qz::workbook
