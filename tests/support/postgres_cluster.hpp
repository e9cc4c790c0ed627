// A throw-away PostgreSQL cluster, shared by all test programs that run at the same time.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace qz::tests {

// Where scratch files go: memory when it has room, so that a sync costs nothing.
std::filesystem::path ScratchBase();

class PostgresCluster {
 public:
    // The cluster, started at the first call of the first program. A watcher outside of the tests ends it and
    // deletes it when no program that asked for it is alive any more, however those programs ended.
    static PostgresCluster& Get();

    // "postgres:///name?host=…&user=postgres"
    std::string Location(const std::string& database) const;
    // Runs one statement in the database "postgres"; throws std::runtime_error.
    void Run(const std::string& sql) const;
    bool Exists(const std::string& database) const;
    // Nobody else runs `work` meanwhile, in this program or another.
    void Alone(const std::function<void()>& work) const;

 private:
    PostgresCluster();
    void Start() const;

    std::filesystem::path folder_;
};

}  // namespace qz::tests
