#include "tests/support/postgres_cluster.hpp"

#include <memory>
#include <stdexcept>
#include <unistd.h>

#include <libpq-fe.h>

#include "tests/support/shared_folder.hpp"

namespace qz::tests {

namespace {

using Session = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Session Connect(const std::string& location) {
    Session session{PQconnectdb(location.c_str()), &PQfinish};
    PQsetNoticeReceiver(
        session.get(), [](void*, const PGresult*) {}, nullptr);
    return session;
}

}  // namespace

PostgresCluster& PostgresCluster::Get() {
    static PostgresCluster cluster;
    return cluster;
}

PostgresCluster::PostgresCluster() : folder_(SharedFolder::Get().path()) {
    SharedFolder::Get().Alone([this] {
        const Session session = Connect(Location("postgres"));
        if (PQstatus(session.get()) != CONNECTION_OK) Start();
    });
}

void PostgresCluster::Start() const {
    const auto data = folder_ / "data";
    const auto log = folder_ / "start.log";
    std::filesystem::remove_all(data);
    std::filesystem::create_directories(folder_ / "socket");
    std::filesystem::create_directories(data);
    if (::geteuid() == 0) {
        Shell("chown postgres " + data.string() + " " + (folder_ / "socket").string(), log);
    }
    const std::string programs = kPostgresPrograms;
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

}  // namespace qz::tests
