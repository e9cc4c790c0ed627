// The real program as a child process, seen from outside as an operator sees it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace qz::bench {

// A database and its keys.
struct Place {
    std::filesystem::path data;
    std::filesystem::path keys;
    std::string database;  // "" for the SQLite file in `data`
    std::string Location() const { return database.empty() ? (data / "qingzhuang.db").string() : database; }
};

// `qingzhuang` beside this program.
std::filesystem::path Binary();

// Runs the program to its end, at most `seconds`; whether it ended well. What it says goes to `log`.
bool RunProgram(const Place& place, const std::vector<std::string>& words, double seconds,
                const std::filesystem::path& log);

// Serves a place on a free port of the loopback until the object goes.
class Server {
 public:
    explicit Server(const Place& place);  // returns when it said that it is ready; throws std::runtime_error
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const { return port_; }
    double ready_milliseconds() const { return ready_milliseconds_; }
    // Seconds of processor time so far, by the threads' names.
    std::map<std::string, double> ProcessorSeconds() const;
    double ResidentMegabytes() const;
    // Handed to the file system so far; on PostgreSQL its own processes write.
    double WrittenBytes() const;
    // One number of /metrics; 0 where it is not there.
    double Metric(const std::string& name) const;

 private:
    pid_t process_ = -1;
    int said_ = -1;
    std::uint16_t port_ = 0;
    double ready_milliseconds_ = 0;
};

}  // namespace qz::bench
