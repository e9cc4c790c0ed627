#include "platform/base/temporary_folder.hpp"

#include <cerrno>
#include <stdlib.h>
#include <string>
#include <system_error>

namespace qz {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder(std::string_view name, const fs::path& beneath) {
    const fs::path base = beneath.empty() ? fs::temp_directory_path() : beneath;
    // mkdtemp puts letters of its own in the place of the last six.
    std::string pattern = (base / name).string() + "-" + std::string(6, 'X');
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), "cannot make a folder in " + base.string());
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace qz
