#include "feedback/office/key_files.hpp"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

#include "feedback/protocol/protocol.hpp"

namespace qz::feedback::office {

namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
    Descriptor(const fs::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (number_ < 0) throw std::runtime_error("cannot open the key file " + path.string());
    }
    ~Descriptor() { ::close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    void Write(std::string_view text, const fs::path& path) const {
        while (!text.empty()) {
            const ssize_t written = ::write(number_, text.data(), text.size());
            if (written <= 0) throw std::runtime_error("cannot write the key file " + path.string());
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        if (::fsync(number_) != 0) throw std::runtime_error("cannot write the key file " + path.string());
    }

 private:
    int number_;
};

void SyncFolder(const fs::path& folder) {
    const Descriptor descriptor(folder, O_RDONLY | O_DIRECTORY);
    descriptor.Write("", folder);
}

void MakeFolder(const fs::path& folder) {
    if (fs::is_directory(folder)) return;
    if (folder.has_parent_path()) MakeFolder(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0)
        throw std::runtime_error("cannot make the folder " + folder.string());
}

std::optional<json::object> Read(const fs::path& path) {
    struct stat state {};
    if (::stat(path.c_str(), &state) != 0) return std::nullopt;
    if ((state.st_mode & 077u) != 0)
        throw std::runtime_error("others may read the key file " + path.string());
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return ParseJson(text).as_object();
}

void Write(const fs::path& path, const json::object& file) {
    MakeFolder(path.parent_path());
    const fs::path fresh = path.string() + ".new";
    {
        const Descriptor descriptor(fresh, O_WRONLY | O_CREAT | O_TRUNC);
        descriptor.Write(json::serialize(file), fresh);
    }
    fs::rename(fresh, path);
    SyncFolder(path.parent_path());
}

// Names of officers and months come from ids and dates; nothing else may become part of a path.
std::string Safe(std::string_view name) {
    if (name.empty() || name.size() > 40 ||
        name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") != std::string_view::npos) {
        throw std::logic_error("not the name of a key file");
    }
    return std::string(name) + ".json";
}

}  // namespace

std::filesystem::path KeyFiles::Of(std::string_view office) const {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string name;
    for (const char c : office) {
        name += kHex[static_cast<unsigned char>(c) >> 4];
        name += kHex[static_cast<unsigned char>(c) & 15];
    }
    if (name.size() != 2 * kIdSize) throw std::logic_error("not the id of an office");
    return folder_ / name;
}

std::optional<json::object> KeyFiles::Officer(std::string_view office, std::string_view officer) const {
    return Read(Of(office) / "officers" / Safe(officer));
}

std::vector<json::object> KeyFiles::Officers(std::string_view office) const {
    std::vector<json::object> officers;
    const fs::path folder = Of(office) / "officers";
    if (!fs::is_directory(folder)) return officers;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        if (auto file = Read(entry.path())) officers.push_back(std::move(*file));
    }
    return officers;
}

void KeyFiles::WriteOfficer(std::string_view office, std::string_view officer,
                            const json::object& file) const {
    Write(Of(office) / "officers" / Safe(officer), file);
}

std::optional<json::object> KeyFiles::Named(std::string_view office, std::string_view name) const {
    return Read(Of(office) / Safe(name));
}

void KeyFiles::WriteNamed(std::string_view office, std::string_view name, const json::object& file) const {
    Write(Of(office) / Safe(name), file);
}

std::optional<json::object> KeyFiles::Epoch(std::string_view office, std::string_view epoch) const {
    return Read(Of(office) / "epochs" / Safe(epoch));
}

void KeyFiles::WriteEpoch(std::string_view office, std::string_view epoch, const json::object& file) const {
    Write(Of(office) / "epochs" / Safe(epoch), file);
}

void KeyFiles::DestroyEpoch(std::string_view office, std::string_view epoch) const {
    const fs::path path = Of(office) / "epochs" / Safe(epoch);
    if (!fs::exists(path)) return;
    const auto size = static_cast<std::size_t>(fs::file_size(path));
    for (int round = 0; round < 2; ++round) {
        const Descriptor descriptor(path, O_WRONLY);
        descriptor.Write(Random(size), path);
    }
    fs::remove(path);
    SyncFolder(path.parent_path());
}

}  // namespace qz::feedback::office
