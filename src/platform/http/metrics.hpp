#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/http/http.hpp"

namespace qz::http {

// Counts and times by route, as Prometheus reads them. Places are numbered: a route's index in the router,
// then files(), then other() for what matched nothing.
class Metrics {
 public:
    explicit Metrics(const Router& router);
    ~Metrics();

    std::size_t files() const { return files_; }
    std::size_t other() const { return files_ + 1; }
    void Observe(std::size_t place, int status, double seconds);

    struct Gauges {
        storage::Figures storage;
        std::size_t connections = 0;
        std::size_t waiting_plain = 0;
        std::size_t waiting_slow = 0;
    };
    // The text exposition format.
    std::string Text(const Gauges& gauges);

 private:
    class Impl;
    std::size_t files_;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qz::http
