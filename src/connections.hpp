#pragma once

#include "directory/directory.hpp"
#include "feedback/database/database.hpp"
#include "feedback/intake/intake.hpp"
#include "feedback/office/office.hpp"
#include "feedback/posters/posters.hpp"
#include "identity/identity.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"
#include "rollups/rollups.hpp"
#include "sample_city/sample_city.hpp"
#include "settings.hpp"

// Introduces the rooms to each other: what one needs of another is a function handed to it here.
namespace qz {

struct House {
    sample_city::SettableClock clock;  // set back for each act of the sample city's past
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<secrets::Keyring> keys;
    // Anonymous feedback: its own file, whatever engine the hub has.
    std::unique_ptr<feedback::Database> reports;
    std::unique_ptr<feedback::intake::Intake> intake;
};

// Storage with the settings that this program wants; `location` is a file or postgres://…
storage::Options StorageOptions(const std::string& location);

// Opens both databases and the keys. Keys are made only together with a new database: without them an old one
// could not be read. Throws std::runtime_error that names what is missing.
std::unique_ptr<House> Open(const Settings& settings);

// What the intake needs of the hub: the working days, and nothing else. Comes before AddEverything.
void OpenIntake(House& house);

// Every route of every room.
void AddEverything(http::Router& router, const Settings& settings, House& house, identity::Gate& gate);

// Every job of every room.
void AddEveryJob(jobs::Runner& runner, const Settings& settings, House& house, identity::Gate& gate);

// What the commands need, apart from a running server.
directory::SuccessionWork SuccessionWork();
rollups::Sources RollupSources();
feedback::office::Connections OfficeConnections(const Settings& settings, House& house);
feedback::posters::Connections PosterConnections(const Settings& settings, House& house);

}  // namespace qz
