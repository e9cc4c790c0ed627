#include "audit/store.hpp"

#include <stdexcept>

namespace qz::audit {

namespace {

constexpr std::string_view kFindTree = "SELECT origin, size FROM audit_tree WHERE id = 1";

constexpr std::string_view kInsertTree =
    "INSERT INTO audit_tree (id, origin, suite, size) VALUES (1, $1, 'sha256', 0) ON CONFLICT (id) DO "
    "NOTHING";

constexpr std::string_view kMoveTree = "UPDATE audit_tree SET size = $1 WHERE id = 1 AND size = $2";

constexpr std::string_view kEntryColumns =
    "e.unit_id, e.id, e.number, e.at, e.account_id, e.person_id, e.post_id, e.for_post_id, e.actor_unit_id, "
    "e.capability, e.object_id, e.outcome, e.detail, e.commitment";

constexpr std::string_view kListNumbered = R"sql(
    SELECT e.unit_id, e.id, e.number, e.at, e.account_id, e.person_id, e.post_id, e.for_post_id, e.actor_unit_id,
           e.capability, e.object_id, e.outcome, e.detail, e.commitment, p.salt, p.personal
    FROM audit_entry e
    LEFT JOIN audit_personal p ON p.unit_id = e.unit_id AND p.entry_id = e.id
    WHERE e.number IS NOT NULL AND e.number > $1 AND e.number <= $2
    ORDER BY e.number, e.id
    LIMIT $3)sql";

constexpr std::string_view kCountEntries = R"sql(
    SELECT COUNT(*) FILTER (WHERE number >= 1 AND number <= $1) AS published,
           COUNT(*) FILTER (WHERE number < 1 OR number > $2) AS foreign_ones
    FROM audit_entry WHERE number IS NOT NULL)sql";

constexpr std::string_view kCountOrphans = R"sql(
    SELECT COUNT(*) AS orphans FROM audit_personal p
    LEFT JOIN audit_entry e ON e.unit_id = p.unit_id AND e.id = p.entry_id
    WHERE e.id IS NULL)sql";

constexpr std::string_view kInsertCheckpoint = R"sql(
    INSERT INTO audit_checkpoint (size, origin, root, at, suite, key_number, public_key, signature)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (size) DO NOTHING)sql";

constexpr std::string_view kListCheckpoints = R"sql(
    SELECT size, origin, root, at, suite, key_number, public_key, signature FROM audit_checkpoint
    WHERE size < $1 ORDER BY size DESC LIMIT $2)sql";

constexpr std::string_view kAllCheckpoints = R"sql(
    SELECT size, origin, root, at, suite, key_number, public_key, signature FROM audit_checkpoint ORDER BY size)sql";

constexpr std::string_view kFindTile = "SELECT hashes FROM audit_tile WHERE level = $1 AND position = $2";

constexpr std::string_view kPutTile = R"sql(
    INSERT INTO audit_tile (level, position, hashes) VALUES ($1, $2, $3)
    ON CONFLICT (level, position) DO UPDATE SET hashes = excluded.hashes)sql";

constexpr std::string_view kListTiles =
    "SELECT level, position, hashes FROM audit_tile ORDER BY level, position";

Entry ReadEntry(const storage::Row& row) {
    Entry entry;
    entry.unit = row.Get<UnitId>(0);
    entry.id = row.Get<std::int64_t>(1);
    entry.number = row.Get<std::optional<std::int64_t>>(2).value_or(0);
    entry.at = row.Get<Instant>(3);
    entry.account = row.Get<AccountId>(4);
    entry.person = row.Get<PersonId>(5);
    entry.post = row.Get<PostId>(6);
    entry.for_post = row.Get<PostId>(7);
    entry.actor_unit = row.Get<UnitId>(8);
    entry.capability = row.Get<std::string>(9);
    entry.object = row.Get<std::int64_t>(10);
    entry.outcome = row.Get<int>(11) == 0 ? Outcome::kDone : Outcome::kRefused;
    entry.detail = row.Get<std::string>(12);
    entry.commitment = row.Get<std::optional<std::string>>(13).value_or("");
    return entry;
}

Checkpoint ReadCheckpoint(const storage::Row& row) {
    Checkpoint checkpoint;
    checkpoint.size = row.Get<std::int64_t>(0);
    checkpoint.origin = row.Get<std::string>(1);
    checkpoint.root = row.Get<std::string>(2);
    checkpoint.at = row.Get<Instant>(3);
    checkpoint.signature.suite = row.Get<std::string>(4);
    checkpoint.signature.key_number = row.Get<int>(5);
    checkpoint.public_key = row.Get<std::string>(6);
    checkpoint.signature.bytes = row.Get<std::string>(7);
    return checkpoint;
}

}  // namespace

std::optional<TreeState> FindTree(storage::Snapshot& snapshot) {
    const auto row = snapshot.QueryOptional(kFindTree);
    if (!row) return std::nullopt;
    return TreeState{row->Get<std::string>("origin"), row->Get<std::int64_t>("size")};
}

void InsertTree(storage::Tx& tx, std::string_view origin) {
    tx.Execute(kInsertTree, origin);
}

bool MoveTree(storage::Tx& tx, std::int64_t from, std::int64_t to) {
    return tx.Execute(kMoveTree, to, from) == 1;
}

std::vector<StoredEntry> ListNumbered(storage::Snapshot& snapshot, std::int64_t after, std::int64_t last,
                                      int limit) {
    std::vector<StoredEntry> entries;
    for (const auto row : snapshot.Query(kListNumbered, after, last, limit)) {
        entries.push_back({ReadEntry(row), row.Get<std::optional<std::string>>(14),
                           row.Get<std::optional<std::string>>(15).value_or("")});
    }
    return entries;
}

std::optional<StoredEntry> FindNumbered(storage::Snapshot& snapshot, std::int64_t number) {
    auto entries = ListNumbered(snapshot, number - 1, number, 1);
    if (entries.empty()) return std::nullopt;
    return std::move(entries.front());
}

Counts CountEntries(storage::Snapshot& snapshot, const Numbers& numbers) {
    const auto entries = snapshot.QueryOne(kCountEntries, numbers.published, numbers.reserved);
    return {entries.Get<std::int64_t>("published"), entries.Get<std::int64_t>("foreign_ones"),
            snapshot.QueryOne(kCountOrphans).Get<std::int64_t>("orphans")};
}

std::vector<Entry> ListEntries(storage::Snapshot& snapshot, const Search& search, int limit) {
    if (search.any_of && search.any_of->empty()) return {};
    // Only the conditions that are asked for, so that each engine picks the index that fits them.
    std::string sql = "SELECT " + std::string(kEntryColumns) + " FROM audit_entry e WHERE ";
    std::vector<storage::Parameter> parameters;
    const auto bound = [&](const storage::Parameter& value) {
        parameters.push_back(value);
        return "$" + std::to_string(parameters.size());
    };
    sql += "e.at >= " + bound(search.from.value_or(Instant{0}));
    if (search.to) sql += " AND e.at < " + bound(*search.to);
    if (search.account) sql += " AND e.account_id = " + bound(*search.account);
    if (search.any_of) {
        std::string among;
        for (const AccountId account : *search.any_of) among += (among.empty() ? "" : ", ") + bound(account);
        sql += " AND e.account_id IN (" + among + ")";
    }
    if (search.unit) sql += " AND e.unit_id = " + bound(*search.unit);
    if (search.capability) sql += " AND e.capability = " + bound(*search.capability);
    if (search.object) sql += " AND e.object_id = " + bound(*search.object);
    if (search.after) {
        const std::string at = bound(search.after->at);
        sql += " AND (e.at, e.id) < (" + at + ", " + bound(search.after->id) + ")";
    }
    sql += " ORDER BY e.at DESC, e.id DESC LIMIT " + bound(limit);
    std::vector<Entry> entries;
    for (const auto row : snapshot.QueryWith(sql, parameters)) entries.push_back(ReadEntry(row));
    return entries;
}

void InsertCheckpoint(storage::Tx& tx, const Checkpoint& checkpoint) {
    tx.Execute(kInsertCheckpoint, checkpoint.size, checkpoint.origin, storage::Blob{checkpoint.root},
               checkpoint.at, checkpoint.signature.suite, checkpoint.signature.key_number,
               storage::Blob{checkpoint.public_key}, storage::Blob{checkpoint.signature.bytes});
}

std::optional<Checkpoint> FindLatestCheckpoint(storage::Snapshot& snapshot) {
    auto checkpoints = ListCheckpoints(snapshot, std::nullopt, 1);
    if (checkpoints.empty()) return std::nullopt;
    return std::move(checkpoints.front());
}

std::vector<Checkpoint> ListCheckpoints(storage::Snapshot& snapshot, std::optional<std::int64_t> below,
                                        int limit) {
    std::vector<Checkpoint> checkpoints;
    const std::int64_t end = below.value_or(std::numeric_limits<std::int64_t>::max());
    for (const auto row : snapshot.Query(kListCheckpoints, end, limit))
        checkpoints.push_back(ReadCheckpoint(row));
    return checkpoints;
}

std::vector<Checkpoint> AllCheckpoints(storage::Snapshot& snapshot) {
    std::vector<Checkpoint> checkpoints;
    for (const auto row : snapshot.Query(kAllCheckpoints)) checkpoints.push_back(ReadCheckpoint(row));
    return checkpoints;
}

std::vector<TilePlace> ListTiles(storage::Snapshot& snapshot) {
    std::vector<TilePlace> tiles;
    snapshot.ForEach(kListTiles, {}, [&](const storage::Row& row) {
        tiles.push_back({row.Get<int>(0), static_cast<std::uint64_t>(row.Get<std::int64_t>(1)),
                         row.Get<std::string_view>(2).size() / kHashBytes});
    });
    return tiles;
}

// --- Tiles -----------------------------------------------------------------------------------------------

Tiles::Held& Tiles::Load(int level, std::uint64_t position) {
    const auto [held, added] = tiles_.try_emplace({level, position});
    if (added) {
        const auto row = snapshot_.QueryOptional(kFindTile, level, static_cast<std::int64_t>(position));
        if (row) held->second.hashes = row->Get<std::string>("hashes");
    }
    return held->second;
}

const std::string& Tiles::Tile(int level, std::uint64_t position) {
    return Load(level, position).hashes;
}

Hash Tiles::Node(int level, std::uint64_t position) {
    const int tile_level = level / kTileLevels;
    const int above = level % kTileLevels;
    const std::uint64_t first = position << above;
    const std::string& hashes = Tile(tile_level, first / kTileHashes);
    const std::size_t begin = first % kTileHashes * kHashBytes;
    std::size_t count = std::size_t{1} << above;
    if (hashes.size() < begin + count * kHashBytes) {
        throw std::runtime_error("the audit tree lacks a node: level " + std::to_string(level) +
                                 ", position " + std::to_string(position));
    }
    std::string row = hashes.substr(begin, count * kHashBytes);
    for (; count > 1; count /= 2) {
        std::string next;
        next.reserve(row.size() / 2);
        for (std::size_t pair = 0; pair < count; pair += 2) {
            const std::string_view view = row;
            next += NodeHash(view.substr(pair * kHashBytes, kHashBytes),
                             view.substr((pair + 1) * kHashBytes, kHashBytes));
        }
        row = std::move(next);
    }
    return row;
}

void Tiles::Append(int level, std::uint64_t position, const Hash& hash) {
    const std::uint64_t tile = position / kTileHashes;
    Held& held = Load(level, tile);
    if (held.hashes.size() != position % kTileHashes * kHashBytes) {
        throw std::runtime_error("the audit tree's stored nodes do not reach its size");
    }
    held.hashes += hash;
    held.changed = true;
    if (held.hashes.size() < kTileHashes * kHashBytes) return;
    // The tile is full: its two halves make the hash that the level above keeps.
    const int half = (level + 1) * kTileLevels - 1;
    Append(level + 1, tile, NodeHash(Node(half, 2 * tile), Node(half, 2 * tile + 1)));
}

void Tiles::Add(std::uint64_t position, const Hash& leaf_hash) {
    Append(0, position, leaf_hash);
}

void Tiles::Store(storage::Tx& tx) {
    for (auto& [place, held] : tiles_) {
        if (!held.changed) continue;
        tx.Execute(kPutTile, place.first, static_cast<std::int64_t>(place.second),
                   storage::Blob{held.hashes});
        held.changed = false;
    }
}

}  // namespace qz::audit
