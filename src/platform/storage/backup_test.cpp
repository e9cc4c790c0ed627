#include <atomic>
#include <fstream>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>

#include "platform/storage/postgres_connection.hpp"
#include "platform/storage/storage.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace qz::storage {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

class Copies : public tests::OnBothEngines {
 protected:
    void Fill(int rows) {
        const std::string bytes("\0\xff\n", 3);
        database().Write([&](Tx& tx) {
            for (int n = 0; n < rows; ++n) {
                InsertEffect(tx, {n}, {n + 1}, "键" + std::to_string(n), {bytes, 200, n});
                tx.Announce({n}, "forms.return", n);
            }
        });
        database().Sequence();
    }
    static std::int64_t CountEffects(Database& database) {
        return database.Read([](Snapshot& s) {
            return s.QueryOne("SELECT COUNT(*) FROM platform_idempotency").Get<std::int64_t>(0);
        });
    }
    Engine Other() const { return GetParam() == Engine::kSqlite ? Engine::kPostgres : Engine::kSqlite; }

    tests::ScratchFolder folder_;
    std::filesystem::path backup_ = folder_.path() / "backup";
};
QZ_ON_BOTH_ENGINES(Copies);

TEST_P(Copies, ABackupRestoresToTheSameDatabase) {
    Fill(300);
    Backup(database(), backup_);
    const tests::FreshDatabase place(GetParam(), tests::FreshDatabase::Content::kNothing);
    Restore(backup_, place.options());
    const auto restored = Database::Open(place.options());
    EXPECT_EQ(CountEffects(*restored), 300);
    EXPECT_EQ(restored->Read([](Snapshot& s) { return Database::ListChanges(s, 0, 1000).size(); }), 300u);
    EXPECT_EQ(restored->Read([](Snapshot& s) { return FindEffect(s, {7}, {8}, "键7")->request_hash; }),
              std::string("\0\xff\n", 3));
    // And the numbers go on where they stood.
    restored->Write([](Tx& tx) { tx.Announce({1}, "x", 1); });
    restored->Sequence();
    EXPECT_EQ(restored->Read([](Snapshot& s) { return Database::ListChanges(s, 300, 10).size(); }), 1u);
}

TEST_P(Copies, ABackupRestoresIntoTheOtherEngine) {
    Fill(20);
    Backup(database(), backup_);
    const tests::FreshDatabase place(Other());
    Restore(backup_, place.options());
    EXPECT_EQ(CountEffects(*Database::Open(place.options())), 20);
}

TEST_P(Copies, ABackupMadeWhileOthersWriteIsOneMoment) {
    Fill(50);
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        for (int n = 1000; !stop; ++n) {
            database().Write([&](Tx& tx) {
                InsertEffect(tx, {n}, {1}, "a", {"h", 200, 1});
                InsertEffect(tx, {n}, {1}, "b", {"h", 200, 1});
            });
        }
    });
    Backup(database(), backup_);
    stop = true;
    writer.join();
    const tests::FreshDatabase place(GetParam(), tests::FreshDatabase::Content::kNothing);
    Restore(backup_, place.options());
    const auto restored = Database::Open(place.options());
    EXPECT_EQ(CountEffects(*restored) % 2, 0);
    EXPECT_GE(CountEffects(*restored), 50);
}

TEST_P(Copies, RefusesADamagedBackupAndLeavesTheTargetEmpty) {
    Fill(200);
    Backup(database(), backup_);
    const auto file = GetParam() == Engine::kSqlite ? backup_ : backup_ / "platform_idempotency.rows";
    {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(bytes)), {});
        // One character inside a row, where no structure would notice.
        const auto at = text.find("键77");
        ASSERT_NE(at, std::string::npos);
        bytes.clear();
        bytes.seekp(static_cast<std::streamoff>(at + 3));
        bytes.put('8');
    }
    const tests::FreshDatabase place(GetParam(), tests::FreshDatabase::Content::kNothing);
    EXPECT_THAT([&] { Restore(backup_, place.options()); },
                ThrowsMessage<std::runtime_error>(HasSubstr("damaged")));
    EXPECT_EQ(CountEffects(*Database::Open(place.options())), 0);
}

TEST_P(Copies, RefusesABackupThatIsCutOff) {
    Fill(200);
    Backup(database(), backup_);
    const auto file = GetParam() == Engine::kSqlite ? backup_ : backup_ / "platform_idempotency.rows";
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    const tests::FreshDatabase place(GetParam(), tests::FreshDatabase::Content::kNothing);
    EXPECT_THROW(Restore(backup_, place.options()), std::runtime_error);
}

TEST_P(Copies, NeverOverwritesABackupOrADatabaseInUse) {
    Fill(3);
    Backup(database(), backup_);
    EXPECT_THAT([&] { Backup(database(), backup_); },
                ThrowsMessage<std::runtime_error>(HasSubstr("exists already")));
    CloseDatabase();
    EXPECT_THAT([&] { Restore(backup_, Options()); }, ThrowsMessage<std::runtime_error>(HasSubstr("in use")));
    EXPECT_EQ(CountEffects(database()), 3);
}

TEST_P(Copies, LeavesAloneWhatStandsBesideABackupAndNothingOfItsOwn) {
    Fill(3);
    const auto beside = folder_.path() / "backup.part";
    std::filesystem::create_directories(beside / "deeper");
    std::ofstream(beside / "deeper" / "letters") << "somebody else's";
    Backup(database(), backup_);
    EXPECT_TRUE(std::filesystem::exists(beside / "deeper" / "letters"));
    EXPECT_THROW(Backup(database(), backup_), std::runtime_error);
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
        names.push_back(entry.path().filename());
    EXPECT_THAT(names, UnorderedElementsAre("backup", "backup.part"));
    const tests::FreshDatabase place(GetParam(), tests::FreshDatabase::Content::kNothing);
    Restore(backup_, place.options());
    EXPECT_EQ(CountEffects(*Database::Open(place.options())), 3);
}

TEST_P(Copies, MigratesToTheOtherEngineAndBackWithEqualProofs) {
    Fill(120);
    std::vector<std::string> there;
    std::vector<std::string> back;
    const tests::FreshDatabase other(Other());
    Migrate(database(), other.options(), [&](const std::string& line) { there.push_back(line); });
    const tests::FreshDatabase home(GetParam(), tests::FreshDatabase::Content::kNothing);
    {
        const auto moved = Database::Open(other.options());
        EXPECT_EQ(CountEffects(*moved), 120);
        Migrate(*moved, home.options(), [&](const std::string& line) { back.push_back(line); });
    }
    EXPECT_EQ(there, back);
    EXPECT_THAT(there, Contains(HasSubstr("platform_idempotency: 120 rows, checksum ")));
    EXPECT_EQ(CountEffects(*Database::Open(home.options())), 120);
}

// The copy of a city takes long; what cannot end well is refused before it begins.
TEST(CopyToPostgres, IsRefusedByADatabaseWhoseEncodingHoldsNotEveryTextAndNothingIsMadeThere) {
    const tests::PostgresCluster& cluster = tests::PostgresCluster::Get();
    const std::string name = "qz_latin_" + std::to_string(::getpid());
    cluster.Run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    cluster.Run("CREATE DATABASE " + name + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    const tests::FreshDatabase place(Engine::kSqlite);
    const auto city = Database::Open(place.options());
    Options latin = place.options();
    latin.location = cluster.Location(name);
    const tests::ScratchFolder folder;
    Backup(*city, folder.path() / "backup");
    const auto refuses = ThrowsMessage<std::runtime_error>(AllOf(
        HasSubstr('"' + name + '"'), HasSubstr("encoding LATIN1"),
        HasSubstr("CREATE DATABASE \"" + name + "\" ENCODING 'UTF8'"), HasSubstr("TEMPLATE template0")));
    std::vector<std::string> reported;
    EXPECT_THAT([&] { Migrate(*city, latin, [&](const std::string& line) { reported.push_back(line); }); },
                refuses);
    EXPECT_THAT([&] { Restore(folder.path() / "backup", latin); }, refuses);
    EXPECT_THAT([&] { Database::Open(latin); }, refuses);
    EXPECT_TRUE(reported.empty());
    EXPECT_TRUE(PostgresConnection(latin.location)
                    .Query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")
                    .empty());
    cluster.Run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

TEST(CopyToPostgres, MakesTheDatabaseWhereItIsMissing) {
    const tests::PostgresCluster& cluster = tests::PostgresCluster::Get();
    const std::string name = "qz_missing_" + std::to_string(::getpid());
    const tests::FreshDatabase place(Engine::kSqlite);
    const auto city = Database::Open(place.options());
    city->Write([](Tx& tx) { InsertEffect(tx, {1}, {2}, "key", {"hash", 200, 3}); });
    const tests::ScratchFolder folder;
    Backup(*city, folder.path() / "backup");
    Options missing = place.options();
    missing.location = cluster.Location(name);
    for (const bool migrates : {true, false}) {
        cluster.Run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        if (migrates) {
            Migrate(*city, missing, nullptr);
        } else {
            Restore(folder.path() / "backup", missing);
        }
        const auto copy = Database::Open(missing);
        EXPECT_TRUE(copy->Read([](Snapshot& s) { return FindEffect(s, {1}, {2}, "key").has_value(); }));
        EXPECT_EQ(copy->Read([](Snapshot& s) {
            return s.QueryOne("SELECT datcollate FROM pg_database WHERE datname = current_database()")
                .Get<std::string>(0);
        }),
                  "C.UTF-8");
    }
    cluster.Run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

TEST(Location, IsAFileOrPostgresAndNeverShowsAPassword) {
    const tests::ScratchFolder folder;
    for (const char* const location : {"mysql://city:secret@host/qz", "postgres:/city:secret@host/qz",
                                       "postgres:city", "sqlite:", "sqlite:http://x", ""}) {
        Options options;
        options.location = location;
        EXPECT_THAT([&] { Database::Open(options); },
                    ThrowsMessage<std::runtime_error>(
                        AllOf(HasSubstr("neither a file"), Not(HasSubstr("secret")), Not(HasSubstr("host")))))
            << location;
    }
    Options options;
    options.location = folder.path().string();
    EXPECT_THAT([&] { Database::Open(options); },
                ThrowsMessage<std::runtime_error>(HasSubstr(folder.path().string() + " is a folder")));
}

}  // namespace
}  // namespace qz::storage
