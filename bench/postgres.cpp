#include "bench/postgres.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>
#include <vector>

#include <libpq-fe.h>

namespace qz::bench {

namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";

// initdb and postgres refuse to run as root.
bool Run(const std::string& command, const std::filesystem::path& log) {
    const std::string user = ::geteuid() == 0 ? "runuser -u postgres -- " : "";
    const std::string line =
        "cd / && " + user + kPrograms + command + " >>" + log.string() + " 2>&1 </dev/null";
    return std::system(line.c_str()) == 0;
}

// The fields of /proc/PID/stat behind the process's name; empty where it has gone.
std::vector<std::int64_t> StatOf(const std::filesystem::path& process) {
    std::ifstream file(process / "stat");
    std::string line;
    std::getline(file, line);
    const std::size_t close = line.rfind(')');
    if (close == std::string::npos) return {};
    std::istringstream rest(line.substr(close + 4));
    std::vector<std::int64_t> fields;
    for (std::int64_t field = 0; rest >> field;) fields.push_back(field);
    return fields;
}

}  // namespace

double Postgres::ProcessorSeconds(const std::string& location) {
    const std::size_t at = location.find("host=") + 5;
    std::ifstream file(location.substr(at, location.find('&', at) - at) + "/data/postmaster.pid");
    std::int64_t server = 0;
    if (!(file >> server)) return 0;
    std::int64_t ticks = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const std::vector<std::int64_t> fields = StatOf(entry.path());
        // Parent, then from the eleventh on: user, system, and those of children that ended.
        if (fields.size() < 14) continue;
        if (name == std::to_string(server)) ticks += fields[10] + fields[11] + fields[12] + fields[13];
        if (fields[0] == server) ticks += fields[10] + fields[11];
    }
    return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

Postgres::Postgres(const std::filesystem::path& folder) : folder_(folder) {
    const auto data = folder_ / "data";
    const auto log = folder_ / "log";
    std::filesystem::create_directories(data);
    if (::geteuid() == 0 &&
        std::system(("chown postgres " + folder_.string() + " " + data.string()).c_str()) != 0) {
        throw std::runtime_error("there is no user postgres");
    }
    if (!Run("initdb -D " + data.string() + " -U postgres -A trust --locale=C.UTF-8 -E UTF8", log) ||
        !Run("pg_ctl -D " + data.string() + " -l " + data.string() +
                 "/server.log -w start -o \"-c listen_addresses= -c unix_socket_directories=" +
                 folder_.string() +
                 " -c max_connections=100 -c shared_buffers=256MB -c max_wal_size=2GB -c jit=off\"",
             log)) {
        throw std::runtime_error("PostgreSQL 15 did not start");
    }
}

Postgres::~Postgres() {
    Run("pg_ctl -D " + (folder_ / "data").string() + " -m immediate stop", "/dev/null");
}

std::string Postgres::Location(const std::string& name) const {
    return "postgres:///" + name + "?host=" + folder_.string() + "&user=postgres";
}

std::string Postgres::NewDatabase(const std::string& name) const {
    PGconn* server = PQconnectdb(Location("postgres").c_str());
    PGresult* made = PQexec(server, ("CREATE DATABASE " + name).c_str());
    const bool good = PQresultStatus(made) == PGRES_COMMAND_OK;
    PQclear(made);
    PQfinish(server);
    if (!good) throw std::runtime_error("cannot make a database in PostgreSQL");
    return Location(name);
}

}  // namespace qz::bench
