#include "platform/storage/migrations.hpp"

#include <gmock/gmock.h>

#include "platform/storage/sqlite_connection.hpp"
#include "tests/support/databases.hpp"

namespace qz::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class Migrations : public ::testing::Test {
 protected:
    void Apply(std::vector<Migration> migrations) { ApplyMigrations(connection_, migrations, Instant{1}); }

    tests::ScratchFolder folder_;
    SqliteConnection connection_{folder_.path() / "test.db", SqliteConnection::Purpose::kWrite, true};
    Migration first_{1, "0001_first", std::nullopt, "-- oldest program: 1\nCREATE TABLE one (a BYTES) ;"};
    Migration second_{2, "0002_second", std::nullopt, "-- oldest program: 2\nCREATE TABLE two (a TEXT);"};
    Migration broken_{2, "0002_broken", std::nullopt,
                      "-- oldest program: 1\nCREATE TABLE two (a TEXT); nonsense;"};
};

TEST_F(Migrations, AppliesWhatIsMissingOnce) {
    Apply({first_});
    Apply({first_, second_});
    Apply({first_, second_});
    EXPECT_EQ(connection_.Query("SELECT number FROM platform_schema").size(), 2);
    EXPECT_NO_THROW(connection_.Query("SELECT a FROM two"));
}

TEST_F(Migrations, RefusesAnOlderProgramThanTheSchemaAllows) {
    Apply({first_, second_});
    EXPECT_THAT([&] { Apply({first_}); }, ThrowsMessage<std::runtime_error>(HasSubstr("newer program")));
}

TEST_F(Migrations, LetsAnOlderProgramRunWhereTheSchemaAllowsIt) {
    second_.sql = "-- oldest program: 1\nCREATE TABLE two (a TEXT);";
    Apply({first_, second_});
    EXPECT_NO_THROW(Apply({first_}));
}

TEST_F(Migrations, RefusesAStepThatWasChangedAfterItWasApplied) {
    Apply({first_});
    first_.sql = "-- oldest program: 1\nCREATE TABLE one (a TEXT);";
    EXPECT_THAT([&] { Apply({first_}); }, ThrowsMessage<std::runtime_error>(HasSubstr("0001_first")));
}

TEST_F(Migrations, LeavesNothingOfAStepThatFails) {
    EXPECT_THROW(Apply({first_, broken_}), std::runtime_error);
    EXPECT_NO_THROW(Apply({first_, second_}));
}

TEST_F(Migrations, TakesEachEnginesOwnText) {
    Migration other = second_;
    second_.engine = Engine::kPostgres;
    other.engine = Engine::kSqlite;
    other.sql = "-- oldest program: 1\nCREATE TABLE other (a TEXT);";
    Apply({first_, second_, other});
    EXPECT_NO_THROW(connection_.Query("SELECT a FROM other"));
    EXPECT_THROW(connection_.Query("SELECT a FROM two"), std::runtime_error);
}

TEST(TextFor, ReplacesWholeWordsOnly) {
    EXPECT_EQ(TextFor(Engine::kPostgres, "a BYTES, BYTESIZE, b BYTES) CLUSTERED;"),
              "a BYTEA, BYTESIZE, b BYTEA) ;");
    EXPECT_EQ(TextFor(Engine::kSqlite, "a BYTES) CLUSTERED;"), "a BLOB) WITHOUT ROWID;");
}

}  // namespace
}  // namespace qz::storage
