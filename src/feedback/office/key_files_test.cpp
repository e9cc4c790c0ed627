#include "feedback/office/key_files.hpp"

#include <fstream>
#include <iterator>
#include <unistd.h>

#include <gtest/gtest.h>

#include "feedback/protocol/protocol.hpp"

namespace qz::feedback::office {
namespace {

class Keys : public ::testing::Test {
 protected:
    ~Keys() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("qz-key-files-" + std::to_string(::getpid()));
    KeyFiles files_{folder_};
    std::string office_ = Random(kIdSize);
};

TEST_F(Keys, AreKeptForTheirOwnerAlone) {
    files_.WriteEpoch(office_, "2026-11", {{"epoch", "2026-11"}});
    files_.WriteOfficer(office_, "17", {{"officer", "17"}});
    files_.WriteNamed(office_, "identity", {{"public", "x"}});
    int found = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
        EXPECT_EQ(std::filesystem::status(entry.path()).permissions() & std::filesystem::perms(077),
                  std::filesystem::perms::none);
        found += entry.is_regular_file() ? 1 : 0;
    }
    EXPECT_EQ(found, 3);
    EXPECT_EQ(files_.Officers(office_).size(), 1u);
}

TEST_F(Keys, AreNotReadWhereOthersMay) {
    files_.WriteEpoch(office_, "2026-11", {{"epoch", "2026-11"}});
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
        if (entry.is_regular_file()) std::filesystem::permissions(entry.path(), std::filesystem::perms(0644));
    }
    EXPECT_THROW(files_.Epoch(office_, "2026-11"), std::runtime_error);
}

TEST_F(Keys, AreOverwrittenBeforeTheyGo) {
    files_.WriteEpoch(office_, "2026-11", {{"sealed_to_recovery", "CANARY-CANARY"}});
    std::filesystem::path path;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
        if (entry.is_regular_file()) path = entry.path();
    }
    // A second name for the same bytes shows what was left of them.
    std::filesystem::create_hard_link(path, folder_ / "witness");
    files_.DestroyEpoch(office_, "2026-11");
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_EQ(files_.Epoch(office_, "2026-11"), std::nullopt);
    std::ifstream witness(folder_ / "witness", std::ios::binary);
    const std::string left{std::istreambuf_iterator<char>(witness), {}};
    EXPECT_EQ(left.find("CANARY"), std::string::npos);
    files_.DestroyEpoch(office_, "2026-11");
}

TEST_F(Keys, TakeNoNameThatLeadsElsewhere) {
    EXPECT_THROW(files_.Epoch(office_, "../2026-11"), std::logic_error);
    EXPECT_THROW(files_.Officer(office_, "a/b"), std::logic_error);
    EXPECT_THROW(files_.Officer("short", "1"), std::logic_error);
}

}  // namespace
}  // namespace qz::feedback::office
