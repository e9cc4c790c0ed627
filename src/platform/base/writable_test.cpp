#include "platform/base/writable.hpp"

#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/temporary_folder.hpp"

namespace qz {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

// Root may write everywhere, so it becomes somebody else for the while.
class AsSomebody {
 public:
    AsSomebody() {
        if (was_ == 0 && ::seteuid(65534) != 0) throw std::runtime_error("root cannot become somebody else");
    }
    ~AsSomebody() {
        if (was_ == 0 && ::seteuid(0) != 0) std::abort();
    }
    AsSomebody(const AsSomebody&) = delete;
    AsSomebody& operator=(const AsSomebody&) = delete;

 private:
    uid_t was_ = ::geteuid();
};

class Writable : public testing::Test {
 protected:
    Writable() {
        // What a test takes away, it takes from its owner too.
        fs::permissions(folder_, fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
    }
    ~Writable() override { fs::permissions(folder_, fs::perms::owner_all); }
    static std::string Refusal(void (*ask)(const fs::path&, std::string_view), const fs::path& path) {
        const AsSomebody somebody;
        try {
            ask(path, "QZ_DATA");
            return "nothing";
        } catch (const std::runtime_error& refusal) {
            return refusal.what();
        }
    }
    static std::string Somebody() {
        const AsSomebody somebody;
        return ActingUser();
    }

    const TemporaryFolder around_{"writable"};
    const fs::path folder_ = around_.path();
};

TEST_F(Writable, MakesAFolderAndTakesOneThatIsThere) {
    ExpectWritableFolder(folder_ / "a" / "b", "QZ_DATA");
    EXPECT_TRUE(fs::is_directory(folder_ / "a" / "b"));
    ExpectWritableFolder(folder_ / "a" / "b", "QZ_DATA");
    ExpectWritableFile(folder_ / "c" / "city.db", "QZ_DATA");
    EXPECT_FALSE(fs::exists(folder_ / "c" / "city.db"));
}

TEST_F(Writable, NamesPathUserAndMendOfAFolderThatMayOnlyBeRead) {
    fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                 fs::perms::others_exec);
    const auto names_it =
        AllOf(HasSubstr("The user " + Somebody() + " may not write in the folder " + folder_.string()),
              HasSubstr("chown"), HasSubstr("QZ_DATA"));
    EXPECT_THAT(Refusal(ExpectWritableFolder, folder_), names_it);
    EXPECT_THAT(Refusal(ExpectWritableFile, folder_ / "city.db"), names_it);
    EXPECT_THAT(Refusal(ExpectWritableFolder, folder_ / "data"),
                AllOf(HasSubstr("cannot reach or make the folder " + (folder_ / "data").string()),
                      HasSubstr(Somebody())));
}

TEST_F(Writable, NamesTheFileOfADatabaseThatMayOnlyBeRead) {
    fs::permissions(folder_, fs::perms::all);
    for (const char* const name : {"city.db", "city.db-wal"}) {
        std::ofstream(folder_ / name) << "x";
        fs::permissions(folder_ / name, fs::perms::owner_read | fs::perms::others_read);
        EXPECT_THAT(Refusal(ExpectWritableFile, folder_ / "city.db"),
                    HasSubstr("may not write the file " + (folder_ / name).string()));
        fs::permissions(folder_ / name, fs::perms::all);
    }
    EXPECT_EQ(Refusal(ExpectWritableFile, folder_ / "city.db"), "nothing");
}

TEST_F(Writable, SaysWhereAFileStandsInPlaceOfAFolderAndAFolderInPlaceOfAFile) {
    std::ofstream(folder_ / "data") << "x";
    EXPECT_THAT([&] { ExpectWritableFolder(folder_ / "data", "QZ_DATA"); },
                ThrowsMessage<std::runtime_error>(
                    AllOf(HasSubstr((folder_ / "data").string() + " is a file"), HasSubstr("QZ_DATA"))));
    EXPECT_THAT([&] { ExpectWritableFolder(folder_ / "data" / "deeper", "QZ_DATA"); },
                ThrowsMessage<std::runtime_error>(HasSubstr((folder_ / "data" / "deeper").string())));
    EXPECT_THAT([&] { ExpectWritableFile(folder_, "QZ_DATABASE"); },
                ThrowsMessage<std::runtime_error>(
                    AllOf(HasSubstr(folder_.string() + " is a folder"), HasSubstr("QZ_DATABASE"))));
}

}  // namespace
}  // namespace qz
