// The door of feedback/figures: fixed public tables of closed periods (SECURITY P4). A period's tables are
// made once, when it has closed, and kept as they were published: nothing can be learnt by comparing two
// versions. There is no filter.
#pragma once

#include <functional>
#include <string>

#include "feedback/database/database.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace qz::feedback::figures {

struct Connections {
    Database* database = nullptr;
    // What everybody may fetch as /f/figures.json; connections.cpp connects the intake.
    std::function<void(std::string)> publish;
};

void AddRoutes(http::Router& router, const Connections& connections);
void AddJobs(jobs::Runner& runner, const Connections& connections);

// Makes the tables of every month and quarter that ended before `today` and has none. How many were made.
int ClosePeriods(Database& database, Date today);
// All periods' tables, the newest first: {"periods":[…]}.
std::string AllJson(Database& database);

}  // namespace qz::feedback::figures
