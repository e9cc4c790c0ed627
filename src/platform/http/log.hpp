#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "platform/base/clock.hpp"

namespace spdlog {
class logger;
}

namespace qz::http {

// JSON lines. They hold no personal data: the route's pattern and never the path, no query, address, name or
// body.
class Log {
 public:
    // `sink` takes one line at a time, on any thread; empty: stderr.
    explicit Log(std::function<void(std::string_view line)> sink);
    ~Log();

    struct Line {
        Instant at;
        std::string_view id;
        std::string_view method;
        std::string_view route;  // the pattern
        int status = 0;
        std::int64_t microseconds = 0;
        std::size_t bytes = 0;
    };
    // Collected, and written once a second or when 32 KiB have come together; a kill loses the last second.
    void Request(const Line& line);
    // Written at once. `event` is a word of ours, `what` what an exception said.
    void Event(Instant at, std::string_view event, std::string_view id, std::string_view route,
               std::string_view what);
    void Flush();

 private:
    void Write(std::string_view line);

    std::function<void(std::string_view)> sink_;
    std::shared_ptr<spdlog::logger> logger_;
    std::mutex mutex_;
    std::string waiting_;
};

}  // namespace qz::http
