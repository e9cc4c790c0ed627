#pragma once

#include <filesystem>
#include <string>

namespace qz::bench {

// A PostgreSQL 15 of our own on the disk, with its durability as it comes; gone with the object.
class Postgres {
 public:
    // Throws std::runtime_error where it is not installed or does not start.
    explicit Postgres(const std::filesystem::path& folder);
    ~Postgres();
    Postgres(const Postgres&) = delete;
    Postgres& operator=(const Postgres&) = delete;
    // Makes the database; "postgres:///name?host=…".
    std::string NewDatabase(const std::string& name) const;
    // Seconds of processor time that the server behind such a location has taken so far, all its processes
    // together.
    static double ProcessorSeconds(const std::string& location);

 private:
    std::string Location(const std::string& name) const;
    std::filesystem::path folder_;
};

}  // namespace qz::bench
