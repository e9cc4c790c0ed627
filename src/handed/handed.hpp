// The door of handed (拿表来填): a workbook that a unit received outside the system comes back filled with
// what the hub holds of that unit; what was asked outside the system can be registered.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/actor.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"

namespace qz::handed {

// A form that asks for an element.
struct AskingForm {
    std::int64_t form = 0;
    std::string title;
    UnitId issuer;
    bool live = true;
};

// What connections.cpp connects. All outlive the routes.
struct Connections {
    const secrets::Keyring* keys = nullptr;
    // For the first halves that read a file before their transaction.
    storage::Database* database = nullptr;
    // Where the sealed files lie for a day at most; made when it is missing.
    std::filesystem::path files;
    // Published forms that ask for an element, for the overlaps that the gate office sees.
    std::function<std::vector<AskingForm>(storage::Snapshot&, ElementId)> asked_by = {};
    // Whether a post holds a permission: full numbers need "handed.reveal".
    std::function<bool(storage::Snapshot&, PostId, std::string_view permission)> may = {};
};

void AddRoutes(http::Router& router, const Connections& connections);
// Filling, and removing what is older than a day.
void AddJobs(jobs::Runner& runner, const Connections& connections);

}  // namespace qz::handed
