#include <ostream>

#include "audit/store.hpp"

namespace qz::audit {

namespace {

constexpr int kPageEntries = 4096;
constexpr std::int64_t kFaultsShown = 50;
// An integrator signs at least this often; a longer stretch means that a checkpoint was taken out.
constexpr std::int64_t kCheckpointEntries = 1000;

class Verifier {
 public:
    Verifier(storage::Snapshot& snapshot, const secrets::Keyring& keys, std::ostream& out, std::ostream& err)
        : snapshot_(snapshot), keys_(keys), out_(out), err_(err), stored_(snapshot) {}

    int Run() {
        const auto tree = FindTree(snapshot_);
        const Numbers numbers = storage::Database::FindNumbered(snapshot_, kTable);
        if (tree) tree_ = *tree;
        checkpoints_ = AllCheckpoints(snapshot_);
        CheckCounts(numbers);
        CheckCheckpoints();
        CheckEntries(numbers.published);
        CheckTiles();
        if (tree_.size > running_.size_seen) {
            Fault("The tree says " + std::to_string(tree_.size) + " entries, only " +
                  std::to_string(running_.size_seen) + " stand in the log: the rest was removed.");
        }
        for (; next_checkpoint_ < checkpoints_.size(); ++next_checkpoint_) {
            Fault("A checkpoint was signed over " + std::to_string(checkpoints_[next_checkpoint_].size) +
                  " entries; the log is shorter: its end was removed.");
        }
        Summarize();
        return faults_ == 0 ? 0 : 1;
    }

 private:
    void Fault(const std::string& sentence) {
        if (++faults_ <= kFaultsShown) err_ << sentence << '\n';
    }

    void CheckCounts(const Numbers& numbers) {
        const Counts counts = CountEntries(snapshot_, numbers);
        if (counts.published < numbers.published) {
            Fault(std::to_string(numbers.published - counts.published) +
                  " entries are missing: " + std::to_string(numbers.published) + " numbers were given out, " +
                  std::to_string(counts.published) + " entries bear one.");
        }
        if (counts.published > numbers.published) {
            Fault(std::to_string(counts.published - numbers.published) +
                  " entries bear a number that another one bears.");
        }
        if (counts.foreign > 0)
            Fault(std::to_string(counts.foreign) + " entries bear a number that was never given out.");
        if (counts.orphans > 0)
            Fault(std::to_string(counts.orphans) + " personal details belong to no entry.");
    }

    void CheckCheckpoints() {
        std::int64_t before = 0;
        for (const Checkpoint& checkpoint : checkpoints_) {
            const std::string name = "Checkpoint " + std::to_string(checkpoint.size);
            if (checkpoint.origin != tree_.origin) Fault(name + " belongs to another log.");
            if (!keys_.Verify(
                    CheckpointText(checkpoint.origin, checkpoint.size, checkpoint.root, checkpoint.at),
                    checkpoint.signature)) {
                Fault(name + ": the signature does not hold.");
            }
            if (checkpoint.size - before > kCheckpointEntries) {
                Fault("Between " + std::to_string(before) + " and " + std::to_string(checkpoint.size) +
                      " entries a checkpoint was removed.");
            }
            before = checkpoint.size;
        }
        if (tree_.size < before) {
            Fault("The last checkpoint counts " + std::to_string(before) + " entries, the tree " +
                  std::to_string(tree_.size) + ": its end was removed.");
        }
        // The first entries are signed at once, and then no 1,000 go without.
        if (tree_.size - before >= kCheckpointEntries || (before == 0 && tree_.size > 0)) {
            Fault("The last checkpoints were removed: the tree has " + std::to_string(tree_.size) +
                  " entries, the last one signed is " + std::to_string(before) + ".");
        }
    }

    void CheckEntries(std::int64_t published) {
        std::int64_t last = 0;
        for (;;) {
            const auto page = ListNumbered(snapshot_, last, published, kPageEntries);
            for (const StoredEntry& stored : page) CheckEntry(stored);
            if (page.size() < kPageEntries) return;
            last = page.back().entry.number;
        }
    }

    void CheckEntry(const StoredEntry& stored) {
        const Entry& entry = stored.entry;
        const std::string name = "Entry " + std::to_string(entry.number);
        if (entry.number != expected_) {
            Fault(entry.number > expected_ ? "Entry " + std::to_string(expected_) + " is missing."
                                           : name + " stands twice.");
        }
        expected_ = entry.number + 1;
        CheckPersonal(stored, name);

        const Hash leaf = LeafHash(CanonicalLeaf(entry));
        if (entry.number <= tree_.size) {
            const auto position = static_cast<std::uint64_t>(entry.number - 1);
            const std::string& tile = stored_.Tile(0, position / kTileHashes);
            const std::size_t begin = position % kTileHashes * kHashBytes;
            if (tile.size() < begin + kHashBytes ||
                std::string_view(tile).substr(begin, kHashBytes) != leaf) {
                Fault(name +
                      " differs from its leaf in the tree: it was altered, or another put in its place.");
            }
        } else {
            ++waiting_;
        }
        running_.root.Add(leaf);
        running_.size_seen = static_cast<std::int64_t>(running_.root.size());
        CheckRoots();
    }

    void CheckPersonal(const StoredEntry& stored, const std::string& name) {
        if (!stored.salt) {
            if (!stored.entry.commitment.empty()) ++erased_;
            return;
        }
        ++personal_;
        if (Commitment(*stored.salt, stored.personal) != stored.entry.commitment) {
            Fault(name + ": the personal details are not those that were recorded.");
        }
    }

    void CheckRoots() {
        while (next_checkpoint_ < checkpoints_.size() &&
               checkpoints_[next_checkpoint_].size <= running_.size_seen) {
            const Checkpoint& checkpoint = checkpoints_[next_checkpoint_++];
            if (checkpoint.size == running_.size_seen && checkpoint.root == running_.root.Root()) continue;
            Fault("Checkpoint " + std::to_string(checkpoint.size) +
                  ": the entries make another root than the signed one.");
        }
    }

    // The stored nodes must be those that the stored leaves make; CheckEntry has held the leaves against the
    // entries.
    void CheckTiles() {
        std::uint64_t at_level = static_cast<std::uint64_t>(tree_.size);
        const auto tiles = ListTiles(snapshot_);
        std::size_t next = 0;
        for (int level = 0; at_level > 0; ++level, at_level /= kTileHashes) {
            const std::uint64_t count = (at_level + kTileHashes - 1) / kTileHashes;
            for (std::uint64_t position = 0; position < count; ++position, ++next) {
                const std::uint64_t hashes = std::min(kTileHashes, at_level - position * kTileHashes);
                const bool there = next < tiles.size() && tiles[next].level == level &&
                                   tiles[next].position == position && tiles[next].hashes == hashes;
                if (!there) {
                    Fault("The stored nodes at level " + std::to_string(level) +
                          " do not fit the tree's size.");
                    return;
                }
                if (level > 0) CheckParents(level, position, hashes);
            }
        }
        if (next != tiles.size()) Fault("Nodes are stored that belong to no entry of the tree.");
    }

    void CheckParents(int level, std::uint64_t position, std::uint64_t hashes) {
        const std::string& tile = stored_.Tile(level, position);
        const int half = level * kTileLevels - 1;
        for (std::uint64_t i = 0; i < hashes; ++i) {
            const std::uint64_t below = position * kTileHashes + i;
            const Hash made = NodeHash(stored_.Node(half, 2 * below), stored_.Node(half, 2 * below + 1));
            if (std::string_view(tile).substr(i * kHashBytes, kHashBytes) != made) {
                Fault("Node " + std::to_string(below) + " at level " + std::to_string(level * kTileLevels) +
                      " was altered.");
            }
        }
    }

    void Summarize() {
        if (faults_ > kFaultsShown) err_ << "… and " << faults_ - kFaultsShown << " more.\n";
        out_ << "log " << tree_.origin << ": " << running_.size_seen << " entries, " << tree_.size
             << " in the tree, " << waiting_ << " waiting for it; " << checkpoints_.size() << " checkpoints";
        if (!checkpoints_.empty()) {
            out_ << ", the last over " << checkpoints_.back().size << " at "
                 << checkpoints_.back().at.ToString() << " with root "
                 << secrets::Hex(checkpoints_.back().root);
        }
        out_ << "; personal details of " << personal_ << " entries checked, of " << erased_ << " erased\n";
        out_ << (faults_ == 0 ? "everything holds\n" : "the log was tampered with or damaged\n");
    }

    struct Running {
        RunningRoot root;
        std::int64_t size_seen = 0;
    };

    storage::Snapshot& snapshot_;
    const secrets::Keyring& keys_;
    std::ostream& out_;
    std::ostream& err_;
    Tiles stored_;
    TreeState tree_;
    std::vector<Checkpoint> checkpoints_;
    std::size_t next_checkpoint_ = 0;
    Running running_;
    std::int64_t expected_ = 1;
    std::int64_t waiting_ = 0;
    std::int64_t personal_ = 0;
    std::int64_t erased_ = 0;
    std::int64_t faults_ = 0;
};

}  // namespace

int VerifySnapshot(storage::Snapshot& snapshot, const secrets::Keyring& keys, std::ostream& out,
                   std::ostream& err) {
    return Verifier(snapshot, keys, out, err).Run();
}

int VerifyCommand(storage::Database& database, const secrets::Keyring& keys, std::ostream& out,
                  std::ostream& err) {
    return database.Read(
        [&](storage::Snapshot& snapshot) { return VerifySnapshot(snapshot, keys, out, err); });
}

}  // namespace qz::audit
