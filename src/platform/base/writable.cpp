#include "platform/base/writable.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <pwd.h>
#include <stdexcept>
#include <unistd.h>

namespace qz {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void Refuse(const std::string& what, std::string_view setting) {
    throw std::runtime_error(what + ", or name another place in " + std::string(setting) + ".");
}

// For what is there; `errno` says why not.
void ExpectAccess(const fs::path& path, int wanted, const std::string& what, std::string_view setting) {
    if (::faccessat(AT_FDCWD, path.c_str(), wanted, AT_EACCESS) == 0) return;
    const int why = errno;
    if (why == EROFS) {
        Refuse("The file system of " + path.string() +
                   " can only be read. Mount it for writing (a service of systemd: ReadWritePaths=)",
               setting);
    }
    if (why != EACCES && why != EPERM) {
        Refuse("Cannot write " + what + " " + path.string() + ": " + std::strerror(why) + ". Mend that",
               setting);
    }
    Refuse("The user " + ActingUser() + " may not write " + what + " " + path.string() +
               ". Give it to that user (chown " + ActingUser() + " '" + path.string() +
               "'; chmod u+w), run the program as its owner",
           setting);
}

}  // namespace

std::string ActingUser() {
    const uid_t user = ::geteuid();
    const passwd* const entry = ::getpwuid(user);
    return entry != nullptr ? entry->pw_name : "number " + std::to_string(user);
}

void ExpectWritableFolder(const fs::path& folder, std::string_view setting) {
    std::error_code error;
    fs::create_directories(folder, error);
    std::error_code unreachable;
    const bool is_folder = fs::is_directory(folder, unreachable);
    if (!is_folder && fs::exists(folder, unreachable)) {
        Refuse(folder.string() + " is a file where a folder is wanted. Move it away", setting);
    }
    if (!is_folder) {
        Refuse("The user " + ActingUser() + " cannot reach or make the folder " + folder.string() + ": " +
                   error.message() + ". Make it for that user",
               setting);
    }
    ExpectAccess(folder, R_OK | W_OK | X_OK, "in the folder", setting);
}

void ExpectWritableFile(const fs::path& file, std::string_view setting) {
    ExpectWritableFolder(fs::absolute(file).parent_path(), setting);
    if (fs::is_directory(file)) {
        Refuse(file.string() + " is a folder where the file of a database is wanted. Move it away", setting);
    }
    for (const char* const beside : {"", "-wal", "-shm"}) {
        const fs::path path = file.string() + beside;
        if (fs::exists(path)) ExpectAccess(path, R_OK | W_OK, "the file", setting);
    }
}

}  // namespace qz
