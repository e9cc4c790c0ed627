// Fresh, migrated databases for tests, on both engines.
//
//   class ReturnStore : public tests::OnBothEngines {};
//   QZ_ON_BOTH_ENGINES(ReturnStore);
//   TEST_P(ReturnStore, RefusesASecondReturnFromTheSameUnit) {
//       database().Write([&](storage::Tx& tx) { … });
//   }
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include <gtest/gtest.h>

#include "platform/base/temporary_folder.hpp"
#include "platform/storage/storage.hpp"
#include "tests/support/manual_clock.hpp"

namespace qz::tests {

// In memory where the machine has room for it; gone with the object, and with the last program that ran where
// one was killed.
class ScratchFolder : public TemporaryFolder {
 public:
    ScratchFolder();
};

// A place for one database: made from a template that was migrated once, or empty; gone with the object.
class FreshDatabase {
 public:
    enum class Content { kMigrated, kNothing };
    explicit FreshDatabase(storage::Engine engine, Content content = Content::kMigrated);
    ~FreshDatabase();
    FreshDatabase(const FreshDatabase&) = delete;
    FreshDatabase& operator=(const FreshDatabase&) = delete;

    // Options that open it: small pools, all sequenced tables of the schema.
    storage::Options options(const Clock* clock = nullptr) const;

 private:
    storage::Engine engine_;
    ScratchFolder folder_;
    std::string location_;
};

class OnBothEngines : public ::testing::TestWithParam<storage::Engine> {
 protected:
    OnBothEngines() : place_(GetParam()) {}

    // Opened at the first call, with the fixture's clock. Any thread may ask.
    storage::Database& database() {
        const std::lock_guard lock(mutex_);
        if (!database_) database_ = storage::Database::Open(Options());
        return *database_;
    }
    void CloseDatabase() { database_.reset(); }
    storage::Options Options() const { return place_.options(&clock_); }
    ManualClock& clock() { return clock_; }

 private:
    FreshDatabase place_;
    ManualClock clock_;
    std::mutex mutex_;
    std::unique_ptr<storage::Database> database_;
};

std::string EngineName(const ::testing::TestParamInfo<storage::Engine>& info);

}  // namespace qz::tests

#define QZ_ON_BOTH_ENGINES(Fixture)                                                                     \
    INSTANTIATE_TEST_SUITE_P(                                                                           \
        , Fixture, ::testing::Values(::qz::storage::Engine::kSqlite, ::qz::storage::Engine::kPostgres), \
        ::qz::tests::EngineName)
