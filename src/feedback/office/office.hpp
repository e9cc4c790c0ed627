// The door of feedback/office: case offices, their keys, and what becomes of a report.
//
// Text is opened in an officer's browser and nowhere else. The wrapped keys lie under $QZ_KEYS/feedback, in
// neither database and in no backup. An officer's act stands in the feedback database; that it was done,
// without the case, stands in the hub's audit log (docs/decisions/0007).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "feedback/database/database.hpp"
#include "platform/base/actor.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/storage/storage.hpp"

namespace qz::feedback::office {

struct PublicForm {
    std::string number;
    std::string name;
    std::string issuer;
};

struct Connections {
    Database* database = nullptr;
    std::filesystem::path keys;  // $QZ_KEYS/feedback; made where it is missing
    std::filesystem::path data;  // where the file of claimed hours is written
    std::string public_url = "http://localhost:8080";
    int proof_bits = 11;
    std::string salt;  // of this deployment's receipts
    // The public directory of forms; connections.cpp connects the forms room.
    std::function<std::vector<PublicForm>(storage::Snapshot&)> list_forms;
    // What everybody may fetch under /f/; connections.cpp connects the intake.
    std::function<void(std::string)> publish_office;
    std::function<void(std::string)> publish_forms;
    std::function<void(std::string)> publish_done;
};

void AddRoutes(http::Router& router, const Connections& connections);
// Lateness, retention, the monthly file of hours, and audit rows that a broken request left out.
void AddJobs(jobs::Runner& runner, const Connections& connections);
// Composes the public files anew: at the start, after changes and daily.
void Publish(storage::Database& hub, const Connections& connections);

// --- for the sample city and for commands

struct NewOffice {
    UnitId unit;
    std::string name;
    std::string role = "case";  // or "supervision"
    std::vector<std::string> serves;
    std::string second;  // the id of the office that takes matters about this one; "" for none
};
// The new office's id: 16 random bytes. Throws Problem kConflict where the unit has one.
std::string InsertOffice(Connection& connection, const NewOffice& office, Date today);

// A category that reports are filed under, a refusal with its ready answer, a question to a handler.
struct Coded {
    std::string code;
    std::string chinese;
    std::string english;
};
const std::vector<Coded>& Categories();
const std::vector<Coded>& Refusals();
const std::vector<Coded>& Questions();

// Units that a poster may name: counties and towns in use with at least 20 plausible reporters. Enabled posts
// in the subtree, or the number that an administrator entered.
struct PlausibleScope {
    UnitId unit;
    std::string code;
    std::string name;
    std::int64_t reporters = 0;
};
std::vector<PlausibleScope> ListScopes(storage::Snapshot& snapshot, Connection& connection);

// The keys of a new office as its officers' browsers would make them: an identity, the months' keys, each
// officer's own under a passphrase, and the recovery papers. For the sample city and for tests.
struct KeyHolder {
    PostId post;
    std::string passphrase;
};
struct MadeKeys {
    std::string identity_key;
    std::vector<std::string> epoch_keys;  // public, in the order of the months
    std::vector<std::string> papers;      // two lines each, as they are printed
};
MadeKeys MakeKeys(Connection& connection, const std::filesystem::path& keys, std::string_view office,
                  const std::vector<KeyHolder>& officers, const std::vector<std::uint32_t>& months);

// Takes up what was released to an office of the sample city, so that its screens show every state.
struct SampleMatter {
    std::string category;
    UnitId subject;
    std::string state;    // how far it has come: "accepted", "verified", "closed"
    std::string summary;  // released by two where it is not ""
    std::string outcome;
};
void TakeUpSamples(storage::Tx& hub, Connection& connection, std::string_view office,
                   const std::vector<KeyHolder>& officers, const std::vector<SampleMatter>& matters);

}  // namespace qz::feedback::office
