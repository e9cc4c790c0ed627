// A city to measure with: a tree, one department, one form of thirty whole numbers, its tasks, and a
// signed-in clerk for every village. Made in the database directly; what is measured then goes through the
// program alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/program.hpp"
#include "platform/storage/storage.hpp"

namespace qz::bench {

struct Seat {
    std::string unit;   // its id
    std::string token;  // of a session
};

struct City {
    std::vector<Seat> clerks;        // a village each, in tree order
    std::vector<std::string> tasks;  // open, to all villages
    std::string version;             // of the form
    std::string root;                // unit
    Seat officer;                    // of the department that issues the tasks
    Seat reviewer;                   // of the first village's town
    Seat auditor;
};

struct CityPlan {
    int tasks = 40;
    int clerks = 1'000'000;  // at most
    bool stock = true;       // every village's thirty values are held, so that returns come prefilled
};

storage::Options StorageOptions(const Place& place);

// Makes the tree of Weihai where there is none yet. The place may be new: its keys are made too.
City MakeCity(const Place& place, const CityPlan& plan);

// All thirty values as a village types them, as the body of a submit: `changed` of them differ from what it
// reported for the task before.
std::string TypedBody(std::size_t clerk, std::size_t task, int changed);

// Up to `count` rows more, straight into the tables: entries of the audit log, and returns of past tasks.
void AddAuditEntries(const Place& place, const City& city, std::int64_t count);
void AddReturns(const Place& place, const City& city, std::int64_t count);

}  // namespace qz::bench
