#include "audit/store.hpp"

namespace qz::audit {

namespace {

// "signed checkpoint every 5 minutes or 1,000 entries" (SECURITY D2)
constexpr std::int64_t kCheckpointEntries = 1000;
constexpr std::int64_t kCheckpointMilliseconds = 5 * 60 * 1000;

struct OtherWasFaster {};

struct Situation {
    TreeState tree;
    std::int64_t signed_size = 0;
    std::int64_t signed_at = 0;
    std::vector<Hash> leaves;  // what follows the tree, without a gap
    bool due = false;          // five minutes have gone since the last checkpoint
};

std::optional<Situation> Look(storage::Snapshot& snapshot) {
    const auto tree = FindTree(snapshot);
    if (!tree) return std::nullopt;
    Situation situation{*tree, 0, 0, {}, false};
    if (const auto latest = FindLatestCheckpoint(snapshot)) {
        situation.signed_size = latest->size;
        situation.signed_at = latest->at.milliseconds;
    }
    situation.due = snapshot.Now().milliseconds - situation.signed_at >= kCheckpointMilliseconds;
    // Never past the next checkpoint, so that no two are further apart than 1,000 entries.
    const std::int64_t room = situation.signed_size + kCheckpointEntries - tree->size;
    const auto entries =
        ListNumbered(snapshot, tree->size, storage::Database::FindNumbered(snapshot, kTable).published,
                     static_cast<int>(room));
    std::int64_t next = tree->size + 1;
    for (const StoredEntry& stored : entries) {
        if (stored.entry.number != next) break;
        situation.leaves.push_back(LeafHash(CanonicalLeaf(stored.entry)));
        ++next;
    }
    return situation;
}

void Grow(storage::Tx& tx, const Situation& situation, const secrets::Keyring& keys) {
    const std::int64_t size = situation.tree.size + static_cast<std::int64_t>(situation.leaves.size());
    if (!MoveTree(tx, situation.tree.size, size)) throw OtherWasFaster();
    Tiles tiles(tx);
    auto position = static_cast<std::uint64_t>(situation.tree.size);
    for (const Hash& leaf : situation.leaves) tiles.Add(position++, leaf);
    tiles.Store(tx);

    if (size == situation.signed_size) return;
    if (size - situation.signed_size < kCheckpointEntries && !situation.due) return;
    Checkpoint checkpoint;
    checkpoint.size = size;
    checkpoint.origin = situation.tree.origin;
    checkpoint.root = RootOf(static_cast<std::uint64_t>(size), tiles.Reader());
    checkpoint.at = tx.Now();
    checkpoint.signature = keys.Sign(CheckpointText(checkpoint.origin, size, checkpoint.root, checkpoint.at));
    checkpoint.public_key = keys.PublicKey();
    InsertCheckpoint(tx, checkpoint);
}

}  // namespace

void Integrate(storage::Database& database, const secrets::Keyring& keys) {
    for (;;) {
        const auto situation = database.Read([](storage::Snapshot& snapshot) { return Look(snapshot); });
        if (!situation) {
            const std::string origin = secrets::Hex(secrets::RandomBytes(16));
            database.Write([&](storage::Tx& tx) { InsertTree(tx, origin); });
            continue;
        }
        const bool unsigned_and_due = situation->due && situation->tree.size > situation->signed_size;
        if (situation->leaves.empty() && !unsigned_and_due) return;
        try {
            database.Write([&](storage::Tx& tx) { Grow(tx, *situation, keys); });
        } catch (const OtherWasFaster&) {
            // Another process has added these leaves; look again where the tree ends now.
        }
    }
}

}  // namespace qz::audit
