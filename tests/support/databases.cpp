#include "tests/support/databases.hpp"

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#include "platform/storage/migrations.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/shared_folder.hpp"

namespace qz::tests {

namespace {

using storage::Engine;

std::string FreshName() {
    static std::atomic<int> last{0};
    return "qz_test_" + std::to_string(::getpid()) + "_" + std::to_string(++last);
}

storage::Options SmallOptions(const std::string& location) {
    storage::Options options;
    options.location = location;
    options.readers = 2;
    options.workers = 4;
    options.check_durability = ScratchBase() == "/dev/shm";
    for (const storage::Migration& migration : storage::EmbeddedMigrations()) {
        if (migration.sql.find("CREATE TABLE audit_entry ") != std::string_view::npos) {
            options.sequenced_tables.push_back("audit_entry");
        }
    }
    return options;
}

// Every set of migrations has a template of its own: programs of different builds may run side by side.
const std::string& SchemaName() {
    static const std::string name = [] {
        std::string all;
        for (const storage::Migration& migration : storage::EmbeddedMigrations()) all += migration.sql;
        std::string hex;
        for (const char byte : storage::Sha256(all).substr(0, 8)) {
            constexpr char kDigits[] = "0123456789abcdef";
            hex += kDigits[static_cast<unsigned char>(byte) >> 4];
            hex += kDigits[static_cast<unsigned char>(byte) & 15];
        }
        return "qz_template_" + hex;
    }();
    return name;
}

// One file for all test programs, migrated once.
const std::filesystem::path& SqliteTemplate() {
    static const std::filesystem::path file = [] {
        const SharedFolder& shared = SharedFolder::Get();
        auto path = shared.path() / (SchemaName() + ".db");
        shared.Alone([&] {
            if (std::filesystem::exists(path)) return;
            const ScratchFolder folder;
            const auto unfinished = folder.At("template.db");
            storage::Database::Open(SmallOptions(unfinished.string()));
            std::filesystem::rename(unfinished, path);
        });
        return path;
    }();
    return file;
}

void MakePostgresTemplate() {
    static const bool made = [] {
        const PostgresCluster& cluster = PostgresCluster::Get();
        SharedFolder::Get().Alone([&] {
            if (cluster.Exists(SchemaName())) return;
            const std::string unfinished = SchemaName() + "_new";
            cluster.Run("DROP DATABASE IF EXISTS " + unfinished + " WITH (FORCE)");
            cluster.Run("CREATE DATABASE " + unfinished +
                        " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
            storage::Database::Open(SmallOptions(cluster.Location(unfinished)));
            cluster.Run("ALTER DATABASE " + unfinished + " RENAME TO " + SchemaName());
        });
        return true;
    }();
    static_cast<void>(made);
}

}  // namespace

ScratchFolder::ScratchFolder() : TemporaryFolder("scratch", SharedFolder::Get().path()) {}

FreshDatabase::FreshDatabase(Engine engine, Content content) : engine_(engine) {
    if (engine == Engine::kSqlite) {
        const auto file = folder_.path() / "test.db";
        if (content == Content::kMigrated) std::filesystem::copy_file(SqliteTemplate(), file);
        location_ = file.string();
        return;
    }
    const PostgresCluster& cluster = PostgresCluster::Get();
    const std::string name = FreshName();
    if (content == Content::kMigrated) MakePostgresTemplate();
    cluster.Run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    cluster.Run("CREATE DATABASE " + name + " TEMPLATE " +
                (content == Content::kMigrated ? SchemaName() : "template0") + " STRATEGY FILE_COPY");
    location_ = cluster.Location(name);
}

FreshDatabase::~FreshDatabase() {
    if (engine_ != Engine::kPostgres) return;
    const std::string name = location_.substr(12, location_.find('?') - 12);
    try {
        PostgresCluster::Get().Run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    } catch (const std::exception&) {
        // It goes with the cluster.
    }
}

storage::Options FreshDatabase::options(const Clock* clock) const {
    storage::Options options = SmallOptions(location_);
    options.clock = clock;
    return options;
}

std::string EngineName(const ::testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::kSqlite ? "Sqlite" : "Postgres";
}

}  // namespace qz::tests
