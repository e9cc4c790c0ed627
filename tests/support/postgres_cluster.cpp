#include "tests/support/postgres_cluster.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <libpq-fe.h>

namespace qz::tests {

namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin";

// Ends the cluster when every program under users/ is dead. Takes the same lock as the programs, so that none
// arrives while the cluster goes. $1: the folder, $2: "runuser -u postgres --" or nothing.
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
        $2 "$3/pg_ctl" -D "$folder/data" -m immediate stop 9>&-
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

using Session = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Session Connect(const std::string& location) {
    Session session{PQconnectdb(location.c_str()), &PQfinish};
    PQsetNoticeReceiver(
        session.get(), [](void*, const PGresult*) {}, nullptr);
    return session;
}

}  // namespace

std::filesystem::path ScratchBase() {
    struct statvfs room {};
    if (::access("/dev/shm", W_OK) == 0 && ::statvfs("/dev/shm", &room) == 0 &&
        room.f_bavail * room.f_frsize > (std::uint64_t{1} << 30)) {
        return "/dev/shm";
    }
    return std::filesystem::temp_directory_path();
}

PostgresCluster& PostgresCluster::Get() {
    static PostgresCluster cluster;
    return cluster;
}

PostgresCluster::PostgresCluster() : folder_(ScratchBase() / ("qz-tests-" + std::to_string(::geteuid()))) {
    Alone([this] {
        // The watcher's own lock on a folder that just went leaves no users folder behind.
        std::filesystem::create_directories(folder_ / "users");
        std::ofstream(folder_ / "users" / std::to_string(::getpid())) << "test program\n";
        const Session session = Connect(Location("postgres"));
        if (PQstatus(session.get()) != CONNECTION_OK) Start();
    });
}

void PostgresCluster::Start() const {
    const auto data = folder_ / "data";
    const auto log = folder_ / "start.log";
    std::filesystem::remove_all(data);
    std::filesystem::permissions(folder_, std::filesystem::perms{0755});
    std::filesystem::create_directories(folder_ / "socket");
    std::filesystem::create_directories(data);
    if (::geteuid() == 0) {
        Shell("chown postgres " + data.string() + " " + (folder_ / "socket").string(), log);
    }
    const std::string programs = kPrograms;
    Shell(AsPostgres() + " " + programs + "/initdb -D " + data.string() +
              " -U postgres -A trust --no-sync --locale=C.UTF-8 -E UTF8",
          log);
    // In memory a sync is free; on a disk the tests do without.
    const bool in_memory = ScratchBase() == "/dev/shm";
    Shell(AsPostgres() + " " + programs + "/pg_ctl -D " + data.string() + " -l " + data.string() +
              "/server.log -w start -o \"-c listen_addresses= -c unix_socket_directories=" +
              (folder_ / "socket").string() +
              " -c max_connections=300 -c shared_buffers=32MB -c jit=off -c fsync=" +
              (in_memory ? "on" : "off") + "\"",
          log);
    std::ofstream(folder_ / "watch.sh") << kWatcher;
    Shell("(setsid sh " + (folder_ / "watch.sh").string() + " " + folder_.string() + " '" + AsPostgres() +
              "' " + programs + " >/dev/null 2>&1 </dev/null &)",
          "/dev/null");
}

std::string PostgresCluster::Location(const std::string& database) const {
    return "postgres:///" + database + "?host=" + (folder_ / "socket").string() + "&user=postgres";
}

void PostgresCluster::Run(const std::string& sql) const {
    const Session session = Connect(Location("postgres"));
    PGresult* result = PQexec(session.get(), sql.c_str());
    const auto status = PQresultStatus(result);
    PQclear(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error(sql + ": " + PQerrorMessage(session.get()));
    }
}

bool PostgresCluster::Exists(const std::string& database) const {
    const Session session = Connect(Location(database));
    return PQstatus(session.get()) == CONNECTION_OK;
}

void PostgresCluster::Alone(const std::function<void()>& work) const {
    const FileLock lock(folder_.string() + ".lock");
    work();
}

}  // namespace qz::tests
