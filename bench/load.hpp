// Clients of plain sockets: one thread, epoll, keep-alive, each connection asks again as soon as it was
// answered.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace qz::bench {

// Writes request `number` (0, 1, …) into `out`, which is empty; false when there is nothing left to ask.
using NextRequest = std::function<bool(std::uint64_t number, std::string& out)>;

struct Load {
    int connections = 64;
    double warm_seconds = 0.5;  // asked, not counted
    double seconds = 3;
};

struct LoadFigures {
    double rate = 0;  // good answers per second
    double p50 = 0;   // milliseconds from the request's first byte to the answer's last
    double p99 = 0;
    std::uint64_t good = 0;
    std::uint64_t failed = 0;            // any other status, and connections that broke or never answered
    std::map<int, std::uint64_t> other;  // by status; 0: no answer
    std::string first_failure;           // the answer, for the person who must find out why
};

// Throws std::runtime_error where nobody can connect.
LoadFigures RunLoad(std::uint16_t port, const Load& load, const NextRequest& next);

struct Answer {
    int status = 0;  // 0: none came
    std::string body;
    double milliseconds = 0;
};
// One request over a connection of its own, kept open from call to call.
class Client {
 public:
    explicit Client(std::uint16_t port);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Answer Ask(std::string_view request);

 private:
    int socket_;
    std::string received_;
};

struct RequestText {
    std::string_view method = "GET";
    std::string_view target;
    std::string_view token;
    std::string_view idempotency_key{};
    std::optional<std::int64_t> if_match{};
    std::string_view body{};
};
void AppendRequest(std::string& out, const RequestText& request);

}  // namespace qz::bench
