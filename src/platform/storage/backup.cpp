#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

#include "platform/base/json.hpp"
#include "platform/base/temporary_folder.hpp"
#include "platform/storage/sqlite_database.hpp"
#include "platform/storage/table_copy.hpp"

namespace qz::storage {

namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "manifest.json";
constexpr std::uint32_t kLargestRow = 1u << 30;

void SyncToDisk(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced)
        throw std::runtime_error("The disk did not confirm " + path.string() +
                                 "; the backup cannot be trusted.");
}

// A backup while it is made, beside the place it is for in a folder that nobody else has: what others keep
// there, another backup on its way among it, stays. Under its final name only once it is whole and checked.
class Unfinished {
 public:
    explicit Unfinished(const fs::path& to)
        : to_(ExpectFree(to)), folder_(to_.filename().string() + ".part", fs::absolute(to_).parent_path()) {}

    fs::path path() const { return folder_.At(to_.filename().string()); }

    void Publish() const {
        // Never over what has come there meanwhile, where the disk can see to that.
        if (::renameat2(AT_FDCWD, path().c_str(), AT_FDCWD, to_.c_str(), RENAME_NOREPLACE) != 0) {
            if (errno != EINVAL) ExpectFree(to_);
            fs::rename(path(), to_);
        }
        SyncToDisk(fs::absolute(to_).parent_path());
    }

 private:
    static fs::path ExpectFree(fs::path to) {
        if (!to.has_filename()) to = to.parent_path();
        if (fs::exists(to))
            throw std::runtime_error(to.string() + " exists already; a backup never overwrites.");
        if (to.has_parent_path()) fs::create_directories(to.parent_path());
        return to;
    }

    fs::path to_;
    TemporaryFolder folder_;
};

void CopySqliteFile(SqliteConnection& from, const fs::path& to) {
    sqlite3* copy = nullptr;
    int code = sqlite3_open_v2(to.c_str(), &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    if (code == SQLITE_OK) {
        sqlite3_backup* backup = sqlite3_backup_init(copy, "main", from.handle(), "main");
        code = backup == nullptr ? sqlite3_errcode(copy) : sqlite3_backup_step(backup, -1);
        if (backup != nullptr) sqlite3_backup_finish(backup);
    }
    sqlite3_close(copy);
    if (code != SQLITE_DONE) {
        throw std::runtime_error("The copy to " + to.string() + " failed: " + sqlite3_errstr(code) + ".");
    }
}

void ExpectSoundFile(SqliteConnection& copy, const fs::path& file) {
    const Rows verdict = copy.Query("PRAGMA integrity_check");
    if (verdict.size() != 1 || verdict[0].Get<std::string_view>(0) != "ok") {
        throw std::runtime_error(file.string() + " is damaged: " + verdict[0].Get<std::string>(0) + ".");
    }
}

void BackUpSqlite(const fs::path& file, const fs::path& to) {
    const Unfinished unfinished(to);
    const fs::path part = unfinished.path();
    Proofs proofs;
    std::vector<Table> tables;
    {
        // One read transaction for the proofs and the copy: both show the same moment, and writers go on.
        SqliteConnection from(file, SqliteConnection::Purpose::kRead, false);
        ConnectionSource source(from);
        tables = source.tables();
        proofs = ProveTables(from, tables);
        CopySqliteFile(from, part);
    }
    {
        SqliteConnection copy(part, SqliteConnection::Purpose::kCopy, false);
        ExpectSoundFile(copy, part);
        ExpectEqual(proofs, ProveTables(copy, tables), "The backup differs from the database");
        InTransaction(copy, [&] {
            copy.Execute("DROP TABLE IF EXISTS platform_backup");
            copy.Execute(
                "CREATE TABLE platform_backup (name TEXT NOT NULL PRIMARY KEY, rows BIGINT, checksum "
                "BIGINT)");
            for (const auto& [table, proof] : proofs) {
                const Parameter row[] = {table, proof.rows, static_cast<std::int64_t>(proof.checksum)};
                copy.Execute("INSERT INTO platform_backup (name, rows, checksum) VALUES ($1, $2, $3)", row);
            }
        });
        // One file, without a log beside it.
        copy.Query("PRAGMA journal_mode=DELETE");
    }
    SyncToDisk(part);
    unfinished.Publish();
}

void WriteRows(const fs::path& file, TableSource& source, const Table& table, Proof& proof) {
    std::ofstream rows(file, std::ios::binary);
    proof = source.Read(table, [&](std::string_view row) {
        char length[4];
        for (std::size_t at = 0; at < 4; ++at) length[at] = static_cast<char>(row.size() >> (8 * at) & 255u);
        rows.write(length, 4).write(row.data(), static_cast<std::streamsize>(row.size()));
    });
    rows.close();
    if (!rows) throw std::runtime_error("Cannot write " + file.string() + "; is the disk full?");
    SyncToDisk(file);
}

// A folder: manifest.json, and for each table a file of canonical rows, each behind its length (four bytes,
// little-endian).
class FolderSource final : public TableSource {
 public:
    explicit FolderSource(fs::path folder) : folder_(std::move(folder)) {
        std::ifstream file(folder_ / kManifest, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(file)), {});
        try {
            const auto manifest = json::parse(text).as_object();
            schema_number_ = json::value_to<int>(manifest.at("schema"));
            for (const auto& entry : manifest.at("tables").as_array()) {
                const auto& object = entry.as_object();
                Table table{json::value_to<std::string>(object.at("name")), {}};
                for (const auto& column : object.at("columns").as_array()) {
                    table.columns.push_back(
                        {json::value_to<std::string>(column.at("name")),
                         static_cast<Column::Kind>(json::value_to<int>(column.at("kind")))});
                }
                Proof& proof = proofs_[table.name];
                proof.rows = json::value_to<std::int64_t>(object.at("rows"));
                proof.checksum = std::stoull(json::value_to<std::string>(object.at("checksum")), nullptr, 16);
                tables_.push_back(std::move(table));
            }
        } catch (const std::exception&) {
            throw std::runtime_error((folder_ / kManifest).string() +
                                     " is missing or damaged; this is no whole backup.");
        }
    }

    int schema_number() const override { return schema_number_; }
    const std::vector<Table>& tables() const override { return tables_; }
    const Proofs& proofs() const { return proofs_; }

    Proof Read(const Table& table, const EachRow& each) override {
        const fs::path path = folder_ / (table.name + ".rows");
        std::ifstream file(path, std::ios::binary);
        if (!file) throw std::runtime_error(path.string() + " is missing; this is no whole backup.");
        const auto size = fs::file_size(path);
        Proof proof;
        std::string row;
        unsigned char length[4];
        while (file.read(reinterpret_cast<char*>(length), 4)) {
            const std::uint32_t bytes =
                length[0] | length[1] << 8 | length[2] << 16 | static_cast<std::uint32_t>(length[3]) << 24;
            if (bytes > kLargestRow || bytes > size) throw std::runtime_error(path.string() + " is damaged.");
            row.resize(bytes);
            if (!file.read(row.data(), static_cast<std::streamsize>(bytes))) {
                throw std::runtime_error(path.string() + " is cut off.");
            }
            proof.Add(row);
            if (each) each(row);
        }
        if (file.gcount() != 0) throw std::runtime_error(path.string() + " is cut off.");
        return proof;
    }

 private:
    fs::path folder_;
    int schema_number_ = 0;
    std::vector<Table> tables_;
    Proofs proofs_;
};

Proofs ProveFolder(FolderSource& folder) {
    Proofs proofs;
    for (const Table& table : folder.tables()) proofs[table.name] = folder.Read(table, nullptr);
    return proofs;
}

void BackUpPostgres(const std::string& location, const fs::path& to) {
    const Unfinished unfinished(to);
    const fs::path part = unfinished.path();
    fs::create_directories(part);
    const auto connection = ConnectForReading(location);
    ConnectionSource source(*connection);
    json::array tables;
    for (const Table& table : source.tables()) {
        Proof proof;
        WriteRows(part / (table.name + ".rows"), source, table, proof);
        json::array columns;
        for (const Column& column : table.columns) {
            columns.push_back({{"name", column.name}, {"kind", static_cast<int>(column.kind)}});
        }
        char checksum[17];
        std::snprintf(checksum, sizeof checksum, "%016llx", static_cast<unsigned long long>(proof.checksum));
        tables.push_back(
            {{"name", table.name}, {"columns", columns}, {"rows", proof.rows}, {"checksum", checksum}});
    }
    {
        std::ofstream manifest(part / kManifest, std::ios::binary);
        manifest << json::serialize(
            json::object{{"format", 1}, {"schema", source.schema_number()}, {"tables", tables}});
        manifest.close();
        if (!manifest) throw std::runtime_error("Cannot write the backup's manifest; is the disk full?");
    }
    SyncToDisk(part / kManifest);
    SyncToDisk(part);
    // What was written is read again: a backup that cannot be read is none.
    FolderSource written(part);
    ExpectEqual(written.proofs(), ProveFolder(written), "The backup cannot be read back");
    unfinished.Publish();
}

Proofs ManifestOf(SqliteConnection& backup, const fs::path& file) {
    try {
        Proofs proofs;
        for (const Row row : backup.Query("SELECT name, rows, checksum FROM platform_backup")) {
            proofs[row.Get<std::string>(0)] = {row.Get<std::int64_t>(1),
                                               static_cast<std::uint64_t>(row.Get<std::int64_t>(2))};
        }
        return proofs;
    } catch (const SqliteError&) {
        throw std::runtime_error(file.string() + " is not a backup made by this program, or it is damaged.");
    }
}

}  // namespace

void Backup(Database& database, const fs::path& to) {
    if (const auto* sqlite = dynamic_cast<const SqliteDatabase*>(&database)) {
        BackUpSqlite(sqlite->file(), to);
    } else {
        BackUpPostgres(dynamic_cast<const DatabaseBase&>(database).options().location, to);
    }
}

void Restore(const fs::path& from, const Options& into) {
    if (!fs::exists(from)) throw std::runtime_error("There is no backup at " + from.string() + ".");
    // All of it is checked before the first row is written anywhere.
    if (fs::is_directory(from)) {
        FolderSource folder(from);
        ExpectEqual(folder.proofs(), ProveFolder(folder), "The backup is damaged");
        CopyTables(folder, into, nullptr);
    } else {
        SqliteConnection backup(from, SqliteConnection::Purpose::kRead, false);
        const Proofs proofs = ManifestOf(backup, from);
        ExpectSoundFile(backup, from);
        ConnectionSource source(backup);
        ExpectEqual(proofs, ProveTables(backup, source.tables()), "The backup is damaged");
        CopyTables(source, into, nullptr);
    }
    // Brings an older backup forward, and shows that what was restored can be used.
    Database::Open(into);
}

void Migrate(Database& from, const Options& into, const std::function<void(const std::string&)>& report) {
    const auto connection = ConnectForReading(dynamic_cast<const DatabaseBase&>(from).options().location);
    ConnectionSource source(*connection);
    const Proofs copied = CopyTables(source, into, report);
    Database::Open(into);
    if (report) report(std::to_string(copied.size()) + " tables copied and equal");
}

}  // namespace qz::storage
