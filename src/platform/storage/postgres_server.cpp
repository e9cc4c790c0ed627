#include "platform/storage/postgres_server.hpp"

#include <iostream>

namespace qz::storage {

namespace {

std::string Setting(PostgresConnection& connection, const std::string& name) {
    return connection.Query("SHOW " + name)[0].Get<std::string>(0);
}

// Whatever the server's default: acknowledged means durable (SECURITY C1).
void RequireDurableCommit(PostgresConnection& connection, bool check_durability) {
    if (!check_durability) return;
    if (const auto level = Setting(connection, "synchronous_commit");
        level != "on" && level != "remote_apply") {
        connection.Script("SET synchronous_commit = on");
    }
    if (const auto level = Setting(connection, "synchronous_commit");
        level != "on" && level != "remote_apply") {
        throw std::runtime_error(
            "PostgreSQL does not allow synchronous_commit=on; acknowledged writes could be lost.");
    }
}

// Makes the database where the server knows none of that name; says whether it did.
bool CreateMissing(const std::string& location) {
    char* fault = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(location.c_str(), &fault), &PQconninfoFree);
    PQfreemem(fault);
    if (!parsed) return false;
    std::string name;
    // As patient as with the database itself, unless the location says otherwise.
    std::vector<const char*> keywords{"connect_timeout"};
    std::vector<const char*> values{"5"};
    for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        if (std::string_view(option->keyword) == "dbname") {
            name = option->val;
            continue;
        }
        keywords.push_back(option->keyword);
        values.push_back(option->val);
    }
    keywords.insert(keywords.end(), {"dbname", nullptr});
    values.insert(values.end(), {"postgres", nullptr});
    if (name.empty()) return false;
    const std::unique_ptr<PGconn, decltype(&PQfinish)> server(
        PQconnectdbParams(keywords.data(), values.data(), 0), &PQfinish);
    if (PQstatus(server.get()) != CONNECTION_OK) return false;
    char* quoted = PQescapeIdentifier(server.get(), name.c_str(), name.size());
    if (quoted == nullptr) return false;
    const std::string sql =
        std::string("CREATE DATABASE ") + quoted + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'";
    PQfreemem(quoted);
    const PostgresConnection::Result made(PQexec(server.get(), sql.c_str()));
    return PQresultStatus(made.get()) == PGRES_COMMAND_OK;
}

}  // namespace

void CheckServer(PostgresConnection& connection, bool check_durability) {
    if (PQserverVersion(connection.handle()) < 150000) {
        throw std::runtime_error("PostgreSQL 15 or newer is needed; this server is " +
                                 Setting(connection, "server_version") + ".");
    }
    if (const auto encoding = Setting(connection, "server_encoding"); encoding != "UTF8") {
        const std::string name = PQdb(connection.handle());
        throw std::runtime_error("The PostgreSQL database \"" + name + "\" has the encoding " + encoding +
                                 ", which cannot hold every text. Make one that can, in its place or under "
                                 "another name: CREATE DATABASE \"" +
                                 name + "\" ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;");
    }
    if (!check_durability) return;
    for (const char* needed : {"fsync", "full_page_writes"}) {
        if (Setting(connection, needed) != "on") {
            throw std::runtime_error(std::string("PostgreSQL runs with ") + needed +
                                     "=off; acknowledged writes could be lost. Turn it on.");
        }
    }
}

void WarnOfCollation(PostgresConnection& connection) {
    const auto collation =
        connection.Query("SELECT datcollate FROM pg_database WHERE datname = current_database()");
    const auto name = collation[0].Get<std::string>(0);
    if (name != "C" && name != "POSIX" && !name.starts_with("C.")) {
        std::clog << "The database's collation is " << name
                  << "; texts sort otherwise than on SQLite. Create it with LOCALE 'C.UTF-8'.\n";
    }
}

std::unique_ptr<PostgresConnection> ConnectToServer(const Options& options) {
    auto connection = std::make_unique<PostgresConnection>(options.location);
    RequireDurableCommit(*connection, options.check_durability);
    return connection;
}

std::unique_ptr<PostgresConnection> ConnectOrCreate(const Options& options) {
    try {
        return ConnectToServer(options);
    } catch (const PostgresError&) {
        if (!CreateMissing(options.location)) throw;
        return ConnectToServer(options);
    }
}

}  // namespace qz::storage
