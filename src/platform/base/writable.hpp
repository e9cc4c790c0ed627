#pragma once

#include <filesystem>
#include <string>
#include <string_view>

// Asked before something is opened, so that whoever runs the program reads which path, which user and what to
// do, and not an engine's words for it.
namespace qz {

// Makes the folder where it is missing. Throws std::runtime_error where it is no folder or where this process
// may not write in it. `setting` names what the path comes from, as in "QZ_DATA".
void ExpectWritableFolder(const std::filesystem::path& folder, std::string_view setting);

// The same for a file that SQLite keeps: the file where it is there already, with its log, and its folder, in
// which the log stands beside it.
void ExpectWritableFile(const std::filesystem::path& file, std::string_view setting);

// The user this process acts as: a name, or "number 1234" where the system knows none.
std::string ActingUser();

}  // namespace qz
