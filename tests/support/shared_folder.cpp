#include "tests/support/shared_folder.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <stdexcept>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace qz::tests {

namespace {

// Ends all when every program under users/ is dead. Takes the same lock as the programs, so that none arrives
// meanwhile. $1: the folder, $2: "runuser -u postgres --" or nothing.
constexpr const char* kWatcher = R"sh(#!/bin/sh
folder=$1
idle=0
while [ -d "$folder/users" ]; do
    sleep 1
    alive=0
    for user in "$folder"/users/*; do
        [ -e "$user" ] || continue
        if kill -0 "$(basename "$user")" 2>/dev/null; then alive=1; else rm -f "$user"; fi
    done
    if [ $alive = 1 ]; then idle=0; continue; fi
    idle=$((idle + 1))
    [ $idle -ge 5 ] || continue
    exec 9>"$folder.lock"
    flock 9
    for user in "$folder"/users/*; do
        [ -e "$user" ] && kill -0 "$(basename "$user")" 2>/dev/null && alive=1
    done
    if [ $alive = 0 ]; then
        cd /
        [ -e "$folder/data" ] && $2 "$3/pg_ctl" -D "$folder/data" -m immediate stop 9>&-
        rm -rf "$folder"
        exit 0
    fi
    exec 9>&-
    idle=0
done
)sh";

class FileLock {
 public:
    explicit FileLock(const std::filesystem::path& file)
        : descriptor_(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX) != 0) {
            throw std::runtime_error("cannot lock " + file.string());
        }
    }
    ~FileLock() { ::close(descriptor_); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

 private:
    int descriptor_;
};

}  // namespace

std::filesystem::path ScratchBase() {
    struct statvfs room {};
    if (::access("/dev/shm", W_OK) == 0 && ::statvfs("/dev/shm", &room) == 0 &&
        room.f_bavail * room.f_frsize > (std::uint64_t{1} << 30)) {
        return "/dev/shm";
    }
    return std::filesystem::temp_directory_path();
}

std::string AsPostgres() {
    return ::geteuid() == 0 ? "runuser -u postgres --" : "";
}

void Shell(const std::string& command, const std::filesystem::path& log) {
    const std::string line = "cd / && " + command + " >>" + log.string() + " 2>&1 </dev/null";
    if (std::system(line.c_str()) != 0) {
        std::ifstream said(log);
        std::string words((std::istreambuf_iterator<char>(said)), {});
        throw std::runtime_error("failed: " + command + "\n" + words);
    }
}

const SharedFolder& SharedFolder::Get() {
    static const SharedFolder folder;
    return folder;
}

SharedFolder::SharedFolder() : path_(ScratchBase() / ("qz-tests-" + std::to_string(::geteuid()))) {
    Alone([this] {
        std::filesystem::create_directories(path_ / "users");
        std::filesystem::permissions(path_, std::filesystem::perms{0755});
        std::ofstream(path_ / "users" / std::to_string(::getpid())) << "test program\n";
        const auto script = path_ / "watch.sh";
        const auto watcher = path_ / "watcher";
        pid_t watching = 0;
        std::ifstream(watcher) >> watching;
        if (watching > 0 && ::kill(watching, 0) == 0) return;
        std::ofstream(script) << kWatcher;
        Shell("(setsid sh " + script.string() + " " + path_.string() + " '" + AsPostgres() + "' " +
                  kPostgresPrograms + " >/dev/null 2>&1 </dev/null & echo $! >" + watcher.string() + ")",
              "/dev/null");
    });
}

void SharedFolder::Alone(const std::function<void()>& work) const {
    const FileLock lock(path_.string() + ".lock");
    work();
}

}  // namespace qz::tests
