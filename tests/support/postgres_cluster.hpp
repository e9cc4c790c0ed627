// A throw-away PostgreSQL cluster, shared by all test programs that run at the same time.
#pragma once

#include <filesystem>
#include <string>

namespace qz::tests {

class PostgresCluster {
 public:
    // Started at the first call of the first program, in the shared folder, and stopped with it.
    static PostgresCluster& Get();

    // "postgres:///name?host=…&user=postgres"
    std::string Location(const std::string& database) const;
    // Runs one statement in the database "postgres"; throws std::runtime_error.
    void Run(const std::string& sql) const;
    bool Exists(const std::string& database) const;

 private:
    PostgresCluster();
    void Start() const;

    std::filesystem::path folder_;
};

}  // namespace qz::tests
