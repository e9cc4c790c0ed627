// Where a workbook lies while it is made.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace qz::catalogue {

// A folder in memory where the machine has one, gone with the object: the workbook of faults shows ID numbers
// as they were typed.
class PassingFolder {
 public:
    PassingFolder() {
        std::error_code none;
        const auto base = std::filesystem::is_directory("/dev/shm", none)
                              ? std::filesystem::path("/dev/shm")
                              : std::filesystem::temp_directory_path();
        std::string pattern = (base / "qingzhuang-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("cannot make a folder in " + base.string());
        path_ = pattern;
    }
    ~PassingFolder() {
        std::error_code none;
        std::filesystem::remove_all(path_, none);
    }
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

}  // namespace qz::catalogue
