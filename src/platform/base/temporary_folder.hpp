#pragma once

#include <filesystem>
#include <string_view>

namespace qz {

// A new folder, for this user alone, that goes away with the object and with all that was left in it.
class TemporaryFolder {
 public:
    // Beneath the machine's folder for such things where `beneath` is empty; `name` and six characters make
    // it one that nobody has. Throws std::system_error where it cannot be made.
    explicit TemporaryFolder(std::string_view name, const std::filesystem::path& beneath = {});
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path At(std::string_view name) const { return path_ / name; }

 private:
    std::filesystem::path path_;
};

}  // namespace qz
