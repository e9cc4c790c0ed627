#pragma once

#include <filesystem>

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

// Introduces the rooms to each other: what one needs of another is a function handed to it here.
namespace qz {

namespace fs = std::filesystem;

// What the command line, the environment and the file of settings say.
struct Settings {
    fs::path data = "data";
    std::string database;  // empty: a file in `data`
    fs::path keys;         // empty: the folder beside `data`
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string tls_certificate;
    std::string tls_key;
    std::string public_url = "http://localhost:8080";
    bool sample = false;
    std::string sample_within;

    std::string Location() const { return database.empty() ? (data / "qingzhuang.db").string() : database; }
    fs::path Reports() const { return data / "feedback.db"; }
    fs::path Keys() const { return keys.empty() ? fs::absolute(data).parent_path() / "keys" : keys; }
};

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
rollups::Sources RollupSources();
feedback::office::Connections OfficeConnections(const Settings& settings, House& house);
feedback::posters::Connections PosterConnections(const Settings& settings, House& house);

}  // namespace qz
