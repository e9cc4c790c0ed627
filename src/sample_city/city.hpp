// The city while it is being made: what its acts have in common.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "admission/admission.hpp"
#include "calendar/calendar.hpp"
#include "directory/directory.hpp"
#include "forms/forms.hpp"
#include "identity/identity.hpp"
#include "platform/base/json.hpp"
#include "sample_city/sample_city.hpp"

namespace qz::sample_city {

// db/seed/sample/*.json, carried inside the program.
std::string_view UnitsJson();
std::string_view ElementsJson();
std::string_view FormsJson();
std::string_view ValuesJson();
std::string_view TasksJson();
std::string_view GrowthJson();

// A string member; "" where it is missing.
std::string Text(const json::object& object, std::string_view name);

// A unit that files, and who fills for it.
struct Filer {
    UnitId unit;
    std::string code;
    PostId post;
    PersonId person;
    AccountId account;
};

struct City {
    storage::Database& database;
    const secrets::Keyring& keys;
    SettableClock& clock;
    Instant now;                                        // of the day it is made for
    std::string within;                                 // Options::within
    std::shared_ptr<const directory::Tree> tree;        // with all departments
    std::map<std::string, UnitId, std::less<>> owners;  // the departments of units.json, by key
    std::vector<Filer> villages;                        // in tree order, only those within
    std::vector<Filer> towns;
    std::map<std::string, Filer, std::less<>> seats;  // of the printed logins, by login

    Date today() const { return DateOf(now); }
    UnitId Unit(std::string_view code) const { return tree->At(tree->FindCode(code).value()).id; }
    // Sets the clock back to that many days before today, nine in the morning, and never beyond the present.
    Instant SetDay(int days_from_today) const {
        const Instant morning = StartOf(Date{today().days + days_from_today}).Plus(std::chrono::hours(9));
        const Instant moment = std::min(morning, now.Plus(-std::chrono::minutes(5)));
        clock.Set(moment);
        return moment;
    }
};

using FormVersions = std::map<std::string, forms::VersionId, std::less<>>;

// The tree, then departments, sections, people: fills tree, owners, villages, towns, seats; gives the logins.
Logins MakeUnits(City& city);
// Elements with their stewards; the frozen versions of all forms, by their code in forms.json.
FormVersions MakeForms(City& city);
// What departments have before the gate today: a draft that is being weighed, and one that waits.
void MakeProposals(City& city);
// Aliases and claims of the catalogue; tables that villages were handed, two of them dropped in today where
// `files` names the folder of such workbooks.
void MakeGrowth(City& city, const std::filesystem::path& files);
// Opening stock, a year of tasks, and what is open today.
void MakeHistory(City& city, const FormVersions& forms);

void WriteLogins(const std::filesystem::path& keys_folder, const Logins& logins);
// The recovery papers of each case office, by its name, as they are printed: what a real office keeps in
// three places lies here in sample-papers.json.
using Papers = std::map<std::string, std::vector<std::string>>;
void WritePapers(const std::filesystem::path& keys_folder, const Papers& papers);

}  // namespace qz::sample_city
