// All SQL of audit but the INSERT of Record(), which stands with it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/leaf.hpp"
#include "audit/merkle.hpp"
#include "platform/storage/storage.hpp"

namespace qz::audit {

struct TreeState {
    std::string origin;
    std::int64_t size = 0;
};
std::optional<TreeState> FindTree(storage::Snapshot& snapshot);
// Nothing happens where another process has made it.
void InsertTree(storage::Tx& tx, std::string_view origin);
// False when another integrator was faster: then nothing else of this transaction may stand.
bool MoveTree(storage::Tx& tx, std::int64_t from, std::int64_t to);

using Numbers = storage::Database::Numbered;

struct StoredEntry {
    Entry entry;
    std::optional<std::string> salt;  // nothing: no personal details, or erased
    std::string personal;
};
// Entries with after < number <= last, by number, with their personal side.
std::vector<StoredEntry> ListNumbered(storage::Snapshot& snapshot, std::int64_t after, std::int64_t last,
                                      int limit);
std::optional<StoredEntry> FindNumbered(storage::Snapshot& snapshot, std::int64_t number);
// How many entries bear a number that does not belong to the published ones once each.
struct Counts {
    std::int64_t published = 0;  // 1 <= number <= the given one
    std::int64_t foreign = 0;    // number < 1 or beyond what was ever given out
    std::int64_t orphans = 0;    // personal rows without an entry
};
Counts CountEntries(storage::Snapshot& snapshot, const Numbers& numbers);

// What to search for; unset members do not narrow.
struct Search {
    std::optional<Instant> from;  // at >= from
    std::optional<Instant> to;    // at < to
    std::optional<AccountId> account;
    std::optional<std::vector<AccountId>> any_of;  // these accounts; nobody's entries where there are none
    std::optional<UnitId> unit;
    std::optional<std::string> capability;
    std::optional<std::int64_t> object;
    struct Place {
        Instant at;
        std::int64_t id = 0;
    };
    std::optional<Place> after;  // the last one of the page before
};
std::vector<Entry> ListEntries(storage::Snapshot& snapshot, const Search& search, int limit);

struct Checkpoint {
    std::int64_t size = 0;
    std::string origin;
    Hash root;
    Instant at;
    secrets::Keyring::Signature signature;
    std::string public_key;
};
// Nothing happens where another process has signed that size.
void InsertCheckpoint(storage::Tx& tx, const Checkpoint& checkpoint);
std::optional<Checkpoint> FindLatestCheckpoint(storage::Snapshot& snapshot);
// By size, the largest first, below `below` where given.
std::vector<Checkpoint> ListCheckpoints(storage::Snapshot& snapshot, std::optional<std::int64_t> below,
                                        int limit);
// All, the smallest first.
std::vector<Checkpoint> AllCheckpoints(storage::Snapshot& snapshot);

// The stored nodes. Tiles hold the hashes of complete subtrees of 256^level leaves, so the levels between are
// computed.
class Tiles {
 public:
    explicit Tiles(storage::Snapshot& snapshot) : snapshot_(snapshot) {}

    // Throws std::runtime_error where the database does not hold it.
    Hash Node(int level, std::uint64_t position);
    NodeReader Reader() {
        return [this](int level, std::uint64_t position) { return Node(level, position); };
    }
    // The raw tile; "" where there is none.
    const std::string& Tile(int level, std::uint64_t position);

    // Adds the leaf that stands at `position`, and every subtree that it completes.
    void Add(std::uint64_t position, const Hash& leaf_hash);
    // Writes what Add changed.
    void Store(storage::Tx& tx);

 private:
    struct Held {
        std::string hashes;
        bool changed = false;
    };
    Held& Load(int level, std::uint64_t position);
    void Append(int level, std::uint64_t position, const Hash& hash);

    storage::Snapshot& snapshot_;
    std::map<std::pair<int, std::uint64_t>, Held> tiles_;
};

// All tiles, for the check that none stands beyond the tree: level, position, hashes held.
struct TilePlace {
    int level = 0;
    std::uint64_t position = 0;
    std::uint64_t hashes = 0;
};
std::vector<TilePlace> ListTiles(storage::Snapshot& snapshot);

constexpr int kTileLevels = 8;  // a tile covers 2^8 hashes
constexpr std::uint64_t kTileHashes = 256;

// The whole check on one snapshot; 0 when all holds, else 1.
int VerifySnapshot(storage::Snapshot& snapshot, const secrets::Keyring& keys, std::ostream& out,
                   std::ostream& err);

}  // namespace qz::audit
