// The door of handed (拿表来填): a workbook that a unit received outside the system comes back filled with
// what the hub holds of that unit; what was asked outside the system can be registered.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// --- For the sample city -----------------------------------------------------------------------------------

// A table that came in a chat group, and how its department wrote it.
struct SampleTable {
    UnitId issuer;
    std::string title;
    std::vector<std::pair<std::string, std::optional<ElementId>>> columns;
};
// Registered as 系统外要数 by the unit at tx.Now(); the same table of the same issuer is one matter.
void InsertSampleRequest(storage::Tx& tx, const SampleTable& table, UnitId unit, AccountId account,
                         std::string_view channel, std::int64_t minutes);
// The gate office asks the issuer to have the table admitted.
void AskSampleIssuer(storage::Tx& tx, const SampleTable& table, UnitId gate, std::string_view reason);
// A workbook dropped in by the account at database time, as its upload would have been taken; it goes after a
// day like any other. `registered`: the table that it stands for, registered before.
struct SampleWorkbook {
    UnitId unit;
    AccountId account;
    PostId post;
    std::string name;
    std::string bytes;
    const SampleTable* registered = nullptr;
};
void InsertSampleWorkbook(storage::Database& database, const secrets::Keyring& keys,
                          const std::filesystem::path& files, const SampleWorkbook& sample);

void AddRoutes(http::Router& router, const Connections& connections);
// Filling, and removing what is older than a day.
void AddJobs(jobs::Runner& runner, const Connections& connections);

}  // namespace qz::handed
