// What the whole program does behind its real server, over the loopback, in a process of its own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "bench/city.hpp"

namespace qz::bench {

struct Report {
    std::vector<Row> rows;
    std::vector<std::string> notes;  // where the time goes, what was left out and why
    std::function<void(const std::string&)> progress;
    std::function<double()> seconds_left;  // of a quick run's five minutes

    void Note(std::string text) {
        progress("  " + text);
        notes.push_back(std::move(text));
    }
};

// Submit and fetch beside the raw engine, start and memory. `engine` is the word in the rows' names.
void ServiceBench(const Settings& settings, const std::string& engine, const Place& place, Report& report);
// List pages over a million rows, in a place that ServiceBench left.
void ListBench(const Settings& settings, const std::string& engine, const Place& place, const City& city,
               Report& report);
// Taking the nation's tree in, and publishing to its villages.
void NationBench(const Settings& settings, Report& report);

}  // namespace qz::bench
