// What all test programs that run at the same time have in common.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace qz::tests {

// Where scratch files go: memory when it has room, so that a sync costs nothing.
std::filesystem::path ScratchBase();

// "runuser -u postgres --" where this program is root: PostgreSQL does not run as root.
std::string AsPostgres();
inline constexpr const char* kPostgresPrograms = "/usr/lib/postgresql/15/bin";

class SharedFolder {
 public:
    // Made by the first program that asks. A watcher outside of the tests stops the cluster in it, if there
    // is one, and deletes the folder when no program that asked for it is alive any more, however those
    // programs ended.
    static const SharedFolder& Get();

    const std::filesystem::path& path() const { return path_; }
    // Nobody else runs `work` meanwhile, in this program or another.
    void Alone(const std::function<void()>& work) const;

 private:
    SharedFolder();

    std::filesystem::path path_;
};

// Runs a line of the shell; throws std::runtime_error with what `log` holds where it fails.
void Shell(const std::string& command, const std::filesystem::path& log);

}  // namespace qz::tests
