#include <fstream>
#include <ostream>

#include "audit/store.hpp"

namespace qz::audit {

namespace {

constexpr int kPageEntries = 4096;

std::string CheckpointLine(const Checkpoint& checkpoint) {
    return json::serialize(
        json::object{{"checkpoint", json::object{
                                        {"at", std::to_string(checkpoint.at.milliseconds)},
                                        {"key_number", checkpoint.signature.key_number},
                                        {"origin", checkpoint.origin},
                                        {"public_key", secrets::Hex(checkpoint.public_key)},
                                        {"root", secrets::Hex(checkpoint.root)},
                                        {"signature", secrets::Hex(checkpoint.signature.bytes)},
                                        {"size", std::to_string(checkpoint.size)},
                                        {"suite", checkpoint.signature.suite},
                                    }}});
}

}  // namespace

int ExportCommand(storage::Database& database, const std::filesystem::path& to, std::ostream& out,
                  std::ostream& err) {
    std::ofstream file(to, std::ios::binary | std::ios::trunc);
    if (!file) {
        err << "Cannot write to " << to.string() << ".\n";
        return 1;
    }
    std::int64_t entries = 0;
    std::size_t checkpoint_count = 0;
    database.Read([&](storage::Snapshot& snapshot) {
        const auto checkpoints = AllCheckpoints(snapshot);
        checkpoint_count = checkpoints.size();
        const std::int64_t size = checkpoints.empty() ? 0 : checkpoints.back().size;
        file << json::serialize(
                    json::object{{"bundle", "qingzhuang audit 1"}, {"size", std::to_string(size)}})
             << '\n';
        for (std::int64_t last = 0; last < size;) {
            const auto page = ListNumbered(snapshot, last, size, kPageEntries);
            if (page.empty()) break;
            for (const StoredEntry& stored : page) file << CanonicalLeaf(stored.entry) << '\n';
            entries += static_cast<std::int64_t>(page.size());
            last = page.back().entry.number;
        }
        for (const Checkpoint& checkpoint : checkpoints) file << CheckpointLine(checkpoint) << '\n';
    });
    file.close();
    if (!file) {
        err << "Writing " << to.string() << " failed; is there room on the disk?\n";
        return 1;
    }
    out << entries << " entries and " << checkpoint_count << " checkpoints in " << to.string() << '\n';
    return 0;
}

}  // namespace qz::audit
