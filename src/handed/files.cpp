#include "handed/files.hpp"

#include <fstream>
#include <iterator>

#include "platform/base/problem.hpp"

namespace qz::handed {

namespace {

constexpr std::size_t kNameBytes = 16;

// Only names that Put made lead to files.
bool IsName(std::string_view name) {
    return name.size() == kNameBytes * 2 &&
           name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string Files::Put(std::string_view bytes) const {
    std::filesystem::create_directories(folder_);
    const std::string name = secrets::Hex(secrets::RandomBytes(kNameBytes));
    const std::string sealed = keys_.Seal(bytes, "handed:" + name);
    const std::filesystem::path path = PathOf(name);
    std::ofstream file(path, std::ios::binary);
    std::error_code none;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, none);
    file.write(sealed.data(), static_cast<std::streamsize>(sealed.size()));
    file.close();
    if (!file) {
        std::filesystem::remove(path, none);
        throw Problem(Problem::Kind::kNoSpace, "handed.workbook.no_space");
    }
    return name;
}

std::optional<std::string> Files::Get(const std::string& name) const {
    if (!IsName(name)) return std::nullopt;
    std::ifstream file(PathOf(name), std::ios::binary);
    if (!file) return std::nullopt;
    const std::string sealed{std::istreambuf_iterator<char>(file), {}};
    try {
        return keys_.Open(sealed, "handed:" + name);
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

void Files::Remove(const std::string& name) const {
    if (!IsName(name)) return;
    std::error_code none;
    std::filesystem::remove(PathOf(name), none);
}

void Files::Sweep(std::chrono::hours kept) const {
    std::error_code none;
    const auto before = std::filesystem::file_time_type::clock::now() - kept;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, none)) {
        if (!IsName(entry.path().filename().string())) continue;
        const auto written = std::filesystem::last_write_time(entry.path(), none);
        if (!none && written < before) std::filesystem::remove(entry.path(), none);
    }
}

}  // namespace qz::handed
