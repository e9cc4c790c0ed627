// The door of sample_city: a practice city, all of it made up (示例数据): Weihai's tree, departments, people,
// forms, and a year of tasks and returns. The same city each time, apart from passwords, secrets and ids.
#pragma once

#include <atomic>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "feedback/database/database.hpp"
#include "platform/base/clock.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"

namespace qz::sample_city {

// The system's time, until it is set: the sample city's database runs on it, and Make sets it back for each
// act of the city's past. Thread-safe.
class SettableClock final : public Clock {
 public:
    Instant Now() const override {
        const std::int64_t set = set_.load();
        return set == kFollows ? SystemClock().Now() : Instant{set};
    }
    void Set(Instant instant) { set_ = instant.milliseconds; }
    void FollowSystem() { set_ = kFollows; }
    bool follows() const { return set_.load() == kFollows; }

 private:
    static constexpr std::int64_t kFollows = INT64_MIN;
    std::atomic<std::int64_t> set_{kFollows};
};

struct Options {
    std::filesystem::path keys_folder;  // $QZ_KEYS: passwords lie there, never in the database
    // The code of a county or a town: only its villages get accounts and values, so that tests are quick. "":
    // all.
    std::string within{};
    // Where workbooks lie that units were handed; "": none is dropped in.
    std::filesystem::path handed{};
};

struct Login {
    std::string role;  // of src/identity/roles.json
    std::string login;
    std::string password;
    std::string totp_secret;  // base32; the three administrators and the case officers alone
    std::string person;
    std::string unit;          // its name
    std::string title;         // of the post
    std::string passphrase{};  // case officers alone: opens their key in the browser
};
using Logins = std::vector<Login>;

// Makes the city in an empty, migrated database whose clock is `clock`, and keeps its logins in the folder of
// keys (0600). Dates are counted from the clock's present day. Throws Problem kConflict
// "sample_city.already_made" where there are units already. In slices: whoever ends it midway has a half-made
// city, which Exists knows and IsComplete denies.
Logins Make(storage::Database& database, const secrets::Keyring& keys, SettableClock& clock,
            const Options& options);

// Adds two case offices (受理办公室 and 督查室) with two officers each, their keys and passphrases, and a
// handful of sealed reports, some of them dealt with. Their logins join those in the folder of keys.
void MakeFeedback(storage::Database& database, feedback::Database& reports, const secrets::Keyring& keys,
                  const std::filesystem::path& keys_folder);

// Whether this database is a sample city. A row of its own says so; nothing is guessed from names.
bool Exists(storage::Snapshot& snapshot);
// Whether making it came to its end.
bool IsComplete(storage::Snapshot& snapshot);
// 示例数据, for every screen, print and export; "" in a real city.
std::string Watermark(storage::Snapshot& snapshot);
// What the root of the tree is called; "" before there is one.
std::string NameOfCity(storage::Snapshot& snapshot);
// A code of i18n/: why its tree has 73 towns and 2,768 villages where the Xinhua report of 20 January 2026
// says 72 and 2,753.
std::string_view TreeDifference();

// The logins kept in the folder; empty where there are none.
Logins ReadLogins(const std::filesystem::path& keys_folder);
// The logins and why the tree has the size it has, in Chinese and English.
void PrintLogins(const std::filesystem::path& keys_folder, std::ostream& out);

}  // namespace qz::sample_city
