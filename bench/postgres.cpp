#include "bench/postgres.hpp"

#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

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

}  // namespace

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
