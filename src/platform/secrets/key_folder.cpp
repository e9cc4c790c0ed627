#include "platform/secrets/key_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <sodium.h>

#include "platform/base/json.hpp"
#include "platform/base/writable.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/secrets/suite.hpp"

namespace qz::secrets {

namespace {

constexpr std::size_t kKeyBytes = 32;

[[noreturn]] void Refuse(const std::string& sentence) {
    throw std::runtime_error(sentence);
}

// `errno` says why.
[[noreturn]] void RefuseClosed(const std::filesystem::path& path) {
    const std::string why = std::strerror(errno);
    Refuse(
        "The user " + ActingUser() + " cannot open the keys in " + path.string() + ": " + why +
        ". Run the program as the user who made them, or set QZ_KEYS to the folder that was made with this "
        "database.");
}

void CheckPermissions(const std::filesystem::path& path, const char* wanted) {
    struct stat state {};
    if (::stat(path.c_str(), &state) != 0) RefuseClosed(path);
    if ((state.st_mode & 077u) != 0) {
        Refuse("Others may read the keys in " + path.string() + ". Run: chmod " + wanted + " '" +
               path.string() + "'.");
    }
}

class File {
 public:
    File(const std::filesystem::path& path, int flags)
        : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (number_ < 0) RefuseClosed(path);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(number_); }
    int number() const { return number_; }

 private:
    int number_;
};

std::string ReadAll(const std::filesystem::path& path) {
    const File file(path, O_RDONLY);
    std::string text(4096, '\0');
    const ssize_t length = ::read(file.number(), text.data(), text.size());
    if (length < 0) Refuse("Cannot read " + path.string() + ".");
    text.resize(static_cast<std::size_t>(length));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
}

std::string_view SuiteOf(std::string_view purpose) {
    if (purpose == "value") return "xchacha20-poly1305:";
    if (purpose == "index") return "hmac-sha256:";
    return "ed25519:";
}

}  // namespace

Key::~Key() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

KeyFolder::KeyFolder(std::filesystem::path folder, bool create) : folder_(std::move(folder)) {
    std::error_code error;
    const auto state = std::filesystem::status(folder_, error);
    if (state.type() == std::filesystem::file_type::none) {
        errno = error.value();
        RefuseClosed(folder_);
    }
    if (std::filesystem::exists(state) && !std::filesystem::is_directory(state)) {
        Refuse(folder_.string() +
               " is a file where the folder of keys is wanted. Set QZ_KEYS to the folder that was "
               "made with this database.");
    }
    if (!std::filesystem::exists(state)) {
        if (!create) {
            Refuse("The folder of keys " + folder_.string() +
                   " is not there. Set QZ_KEYS to the folder that was made with this database.");
        }
        if (folder_.has_parent_path()) std::filesystem::create_directories(folder_.parent_path(), error);
        if (::mkdir(folder_.c_str(), 0700) != 0) {
            Refuse("The user " + ActingUser() + " cannot make the folder of keys " + folder_.string() + ": " +
                   std::strerror(errno) + ". Make it for that user, or name another in QZ_KEYS.");
        }
    }
    CheckPermissions(folder_, "700");
    // Else every key in it would seem to be missing.
    if (::faccessat(AT_FDCWD, folder_.c_str(), R_OK | X_OK, AT_EACCESS) != 0) RefuseClosed(folder_);
}

std::filesystem::path KeyFolder::PathOf(std::string_view purpose, int number) const {
    return folder_ / (std::string(purpose) + "-" + std::to_string(number) + ".key");
}

bool KeyFolder::Has(std::string_view purpose, int number) const {
    std::error_code error;
    return std::filesystem::exists(PathOf(purpose, number), error);
}

std::map<std::string, int> KeyFolder::InForce() const {
    const auto path = folder_ / "keyring.json";
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return {};
    CheckPermissions(path, "600");
    std::map<std::string, int> numbers;
    try {
        const json::value value = ParseJson(ReadAll(path));
        Fields fields(value);
        for (const std::string_view purpose : kPurposes) {
            numbers.emplace(purpose, static_cast<int>(fields.Integer(purpose, 1, 1'000'000)));
        }
        fields.Finish();
    } catch (const Problem&) {
        Refuse(path.string() +
               " is damaged. It names the number in force of each key: "
               R"({"value":1,"index":1,"signing":1}.)");
    }
    return numbers;
}

void KeyFolder::WriteInForce(const std::map<std::string, int>& numbers) const {
    json::object object;
    for (const auto& [purpose, number] : numbers) object[purpose] = number;
    WriteSafely(folder_ / "keyring.json", json::serialize(object) + "\n");
}

Key KeyFolder::Read(std::string_view purpose, int number) const {
    const auto path = PathOf(purpose, number);
    if (!Has(purpose, number)) {
        Refuse("The key " + path.string() +
               " is missing. Without it what was sealed with it cannot be read; "
               "put it back from where the keys are kept.");
    }
    CheckPermissions(path, "600");
    std::string text = ReadAll(path);
    const std::string_view suite = SuiteOf(purpose);
    auto bytes =
        text.starts_with(suite) ? FromHex(std::string_view(text).substr(suite.size())) : std::nullopt;
    sodium_memzero(text.data(), text.size());
    if (!bytes || bytes->size() != kKeyBytes) {
        Refuse("The key " + path.string() + " is damaged; put it back from where the keys are kept.");
    }
    return Key(std::string(*bytes));
}

void KeyFolder::Make(std::string_view purpose, int number) const {
    if (Has(purpose, number)) Refuse("The key " + PathOf(purpose, number).string() + " exists already.");
    const Key key(RandomBytes(kKeyBytes));
    std::string text = std::string(SuiteOf(purpose)) + Hex(key.bytes()) + "\n";
    WriteSafely(PathOf(purpose, number), text);
    sodium_memzero(text.data(), text.size());
}

void KeyFolder::WriteSafely(const std::filesystem::path& path, const std::string& text) const {
    const auto fresh = path.string() + ".new";
    {
        const File file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
        if (::write(file.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            ::fsync(file.number()) != 0) {
            Refuse("Cannot write " + fresh + ": " + std::strerror(errno) + ".");
        }
    }
    if (::rename(fresh.c_str(), path.c_str()) != 0) Refuse("Cannot write " + path.string() + ".");
    const File folder(folder_, O_RDONLY | O_DIRECTORY);
    if (::fsync(folder.number()) != 0) Refuse("Cannot write " + path.string() + ".");
}

}  // namespace qz::secrets
