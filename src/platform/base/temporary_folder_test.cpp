#include "platform/base/temporary_folder.hpp"

#include <fstream>
#include <sys/stat.h>
#include <system_error>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, IsTheOwnersAloneAndGoesWithAllThatWasLeftInIt) {
    fs::path path;
    {
        const TemporaryFolder folder("base-test");
        path = folder.path();
        struct stat state {};
        ASSERT_EQ(::stat(path.c_str(), &state), 0);
        EXPECT_EQ(state.st_mode & 0777u, 0700u);
        EXPECT_TRUE(path.filename().string().starts_with("base-test-"));
        fs::create_directory(folder.At("deep"));
        std::ofstream(folder.At("deep") / "left.txt") << "left";
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, IsNobodyElses) {
    const TemporaryFolder one("base-test");
    const TemporaryFolder other("base-test", one.path());
    EXPECT_NE(one.path(), other.path());
    EXPECT_EQ(other.path().parent_path(), one.path());
}

TEST(TemporaryFolder, SaysWhereItCouldNotBeMade) {
    const TemporaryFolder folder("base-test");
    const fs::path missing = folder.At("missing");
    EXPECT_THAT([&] { TemporaryFolder("base-test", missing); },
                testing::ThrowsMessage<std::system_error>(testing::HasSubstr(missing.string())));
}

}  // namespace
}  // namespace qz
