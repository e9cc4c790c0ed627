// The door of audit: who did what to which object, append-only. The row commits with its change (SECURITY
// D1).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/actor.hpp"
#include "platform/http/http.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"

namespace qz::audit {

enum class Outcome { kDone, kRefused };

// What is written beside the object. Personal details (a name, a phone, which row was revealed) go into
// `personal`: only a salted commitment to it enters the leaf (D3), the text itself lies in a row that may be
// erased.
struct Note {
    UnitId unit{};           // the unit the object belongs to; the actor's own when unset
    std::string detail{};    // JSON object text, impersonal: {"from":"open","to":"reported"}
    std::string personal{};  // JSON object text or ""
    Outcome outcome = Outcome::kDone;
};

// Writes the audit row and announces the change (Tx::Announce). `capability` is what was done, in the
// folder's words: "forms.return.submitted"; the change is announced without its last word, under
// "forms.return". Cheap: one deferred INSERT and one more for the change row.
void Record(storage::Tx& tx, const Actor& actor, std::string_view capability, std::int64_t object,
            const Note& note = {});
template <class Tag>
void Record(storage::Tx& tx, const Actor& actor, std::string_view capability, Id<Tag> object,
            const Note& note = {}) {
    Record(tx, actor, capability, object.value, note);
}
// For what the program does by itself (a deadline passed, a job filed): actor 0, unit as given.
void RecordSystem(storage::Tx& tx, UnitId unit, std::string_view capability, std::int64_t object,
                  const Note& note = {});

// Adds numbered leaves to the Merkle tree (RFC 9162, SHA-256) and signs a checkpoint every 5 minutes or 1,000
// entries (D2). Called on a timer by one process; safe to call from several.
void Integrate(storage::Database& database, const secrets::Keyring& keys);

// `qingzhuang verify audit`: recomputes every leaf, node and checkpoint; prints what it checked and what
// differs. 0 when all holds, 1 when something was altered, removed or reordered.
int VerifyCommand(storage::Database& database, const secrets::Keyring& keys, std::ostream& out,
                  std::ostream& err);

// `qingzhuang export audit FILE`: entries as canonical JSON lines, then every checkpoint with its public key,
// for outsiders; tools/verify-audit.py checks such a file without this program. 0 when it was written.
int ExportCommand(storage::Database& database, const std::filesystem::path& to, std::ostream& out,
                  std::ostream& err);

// How units and accounts are called, for the screens: connections.cpp connects directory and identity. Unset
// ones are left out.
struct Names {
    std::function<std::string(storage::Snapshot&, UnitId)> unit{};
    std::function<std::string(storage::Snapshot&, AccountId)> account{};
    // Whom a part of a login or of a name may mean, at most so many.
    std::function<std::vector<AccountId>(storage::Snapshot&, std::string_view, int most)> called{};
};

// Search and checkpoints, for the audit administrator alone (permission "audit.read").
void AddRoutes(http::Router& router, const Names& names = {});

}  // namespace qz::audit
