#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/temporary_folder.hpp"
#include "platform/secrets/secrets.hpp"

namespace qz::secrets {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

class KeyringTest : public testing::Test {
 protected:
    const TemporaryFolder around_{"keyring"};
    const fs::path folder_ = around_.At("keys");
};

TEST_F(KeyringTest, MakesItsKeysOnceAndForTheOwnerAlone) {
    const auto first = Keyring::Open(folder_, true);
    for (const char* name : {"value-1.key", "index-1.key", "signing-1.key", "keyring.json"}) {
        struct stat state {};
        ASSERT_EQ(::stat((folder_ / name).c_str(), &state), 0) << name;
        EXPECT_EQ(state.st_mode & 0777u, 0600u) << name;
    }
    struct stat state {};
    ASSERT_EQ(::stat(folder_.c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777u, 0700u);

    const std::string sealed = first->Seal("371002", "owner");
    EXPECT_EQ(Keyring::Open(folder_, false)->Open(sealed, "owner"), "371002");
    EXPECT_EQ(Keyring::Open(folder_, true)->Open(sealed, "owner"), "371002");
}

TEST_F(KeyringTest, SaysWhichFolderOrKeyIsMissing) {
    EXPECT_THAT([&] { Keyring::Open(folder_, false); },
                ThrowsMessage<std::runtime_error>(HasSubstr(folder_.string())));
    Keyring::Open(folder_, true);
    fs::remove(folder_ / "index-1.key");
    EXPECT_THAT([&] { Keyring::Open(folder_, false); },
                ThrowsMessage<std::runtime_error>(HasSubstr("index-1.key")));
    // Not even at a first start: keyring.json says that the key was there, so it was lost.
    EXPECT_THAT([&] { Keyring::Open(folder_, true); },
                ThrowsMessage<std::runtime_error>(HasSubstr("index-1.key")));
}

TEST_F(KeyringTest, GoesOnWithAFirstStartThatWasCutOff) {
    const std::string sealed = Keyring::Open(folder_, true)->Seal("x", "owner");
    fs::remove(folder_ / "keyring.json");
    fs::remove(folder_ / "signing-1.key");
    EXPECT_EQ(Keyring::Open(folder_, true)->Open(sealed, "owner"), "x");
}

TEST_F(KeyringTest, RefusesKeysThatOthersMayRead) {
    Keyring::Open(folder_, true);
    fs::permissions(folder_ / "value-1.key", fs::perms::group_read, fs::perm_options::add);
    EXPECT_THAT([&] { Keyring::Open(folder_, false); },
                ThrowsMessage<std::runtime_error>(HasSubstr("chmod 600")));
    fs::permissions(folder_ / "value-1.key", fs::perms::owner_read | fs::perms::owner_write);
    fs::permissions(folder_, fs::perms::others_exec, fs::perm_options::add);
    EXPECT_THAT([&] { Keyring::Open(folder_, false); },
                ThrowsMessage<std::runtime_error>(HasSubstr("chmod 700")));
}

TEST_F(KeyringTest, SaysWhereAFileStandsInPlaceOfTheFolder) {
    std::ofstream(folder_) << "x";
    for (const bool create : {false, true}) {
        EXPECT_THAT([&] { Keyring::Open(folder_, create); },
                    ThrowsMessage<std::runtime_error>(
                        testing::AllOf(HasSubstr(folder_.string() + " is a file"), HasSubstr("QZ_KEYS"))));
    }
    EXPECT_THAT([&] { Keyring::Open(folder_ / "keys", true); },
                ThrowsMessage<std::runtime_error>(
                    testing::AllOf(HasSubstr((folder_ / "keys").string()), HasSubstr("QZ_KEYS"))));
}

TEST_F(KeyringTest, RefusesADamagedKey) {
    Keyring::Open(folder_, true);
    std::ofstream(folder_ / "signing-1.key") << "ed25519:00ff\n";
    EXPECT_THAT([&] { Keyring::Open(folder_, false); },
                ThrowsMessage<std::runtime_error>(HasSubstr("signing-1.key")));
    std::ofstream(folder_ / "keyring.json") << "{}";
    EXPECT_THAT([&] { Keyring::Open(folder_, false); },
                ThrowsMessage<std::runtime_error>(HasSubstr("keyring.json")));
}

TEST_F(KeyringTest, SealsTheSameForTheSameOwnerAndOtherwiseForAnother) {
    const auto keys = Keyring::Open(folder_, true);
    const std::string sealed = keys->Seal("371002199001011234", "unit 1");
    EXPECT_TRUE(Keyring::IsSealed(sealed));
    EXPECT_THAT(sealed, testing::StartsWith("enc:1:1:"));
    EXPECT_THAT(sealed, testing::Not(HasSubstr("371002")));
    EXPECT_EQ(keys->Seal("371002199001011234", "unit 1"), sealed);
    EXPECT_NE(keys->Seal("371002199001011234", "unit 2"), sealed);
    EXPECT_NE(keys->Seal("371002199001011235", "unit 1"), sealed);
    EXPECT_EQ(keys->Open(keys->Seal("", "unit 1"), "unit 1"), "");
}

TEST_F(KeyringTest, RefusesWhatBelongsElsewhere) {
    const auto keys = Keyring::Open(folder_, true);
    const std::string sealed = keys->Seal("secret", BindingOf(UnitId{1}, "7", "id_number"));
    EXPECT_THROW(keys->Open(sealed, BindingOf(UnitId{2}, "7", "id_number")), std::runtime_error);
    EXPECT_THROW(keys->Open(sealed, BindingOf(UnitId{1}, "8", "id_number")), std::runtime_error);
    EXPECT_THROW(keys->Open(sealed, BindingOf(UnitId{1}, "7", "phone")), std::runtime_error);
}

TEST_F(KeyringTest, NoticesEveryAlteredCharacter) {
    const auto keys = Keyring::Open(folder_, true);
    const std::string sealed = keys->Seal("secret", "owner");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string altered = sealed;
        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        EXPECT_THROW(keys->Open(altered, "owner"), std::runtime_error) << i;
        EXPECT_THROW(keys->Open(sealed.substr(0, i), "owner"), std::runtime_error) << i;
    }
}

TEST_F(KeyringTest, ReadsOldValuesAfterARotationAndSealsWithTheNewKey) {
    const auto keys = Keyring::Open(folder_, true);
    const std::string old_value = keys->Seal("secret", "owner");
    const std::string index = keys->EqualityIndex("secret");
    const auto old_signature = keys->Sign("checkpoint");
    const std::string old_public = keys->PublicKey();
    keys->Rotate();
    const std::string value = keys->Seal("secret", "owner");
    EXPECT_THAT(value, testing::StartsWith("enc:1:2:"));
    EXPECT_NE(keys->PublicKey(), old_public);

    const auto reopened = Keyring::Open(folder_, false);
    EXPECT_EQ(reopened->Open(old_value, "owner"), "secret");
    EXPECT_EQ(reopened->Open(value, "owner"), "secret");
    EXPECT_EQ(reopened->EqualityIndex("secret"), index);
    EXPECT_TRUE(reopened->Verify("checkpoint", old_signature));
    EXPECT_EQ(reopened->Sign("checkpoint").key_number, 2);

    fs::remove(folder_ / "value-1.key");
    EXPECT_THAT([&] { Keyring::Open(folder_, false); },
                ThrowsMessage<std::runtime_error>(HasSubstr("value-1.key")));
}

TEST_F(KeyringTest, SignsSoThatOnlyTheSameMessageVerifies) {
    const auto keys = Keyring::Open(folder_, true);
    auto signature = keys->Sign("checkpoint 1");
    EXPECT_TRUE(keys->Verify("checkpoint 1", signature));
    EXPECT_TRUE(VerifyEd25519(keys->PublicKey(), "checkpoint 1", signature.bytes));
    EXPECT_FALSE(keys->Verify("checkpoint 2", signature));
    signature.key_number = 2;
    EXPECT_FALSE(keys->Verify("checkpoint 1", signature));
}

TEST_F(KeyringTest, IndexesEqualTextsEqually) {
    const auto keys = Keyring::Open(folder_, true);
    EXPECT_EQ(keys->EqualityIndex("a"), keys->EqualityIndex("a"));
    EXPECT_NE(keys->EqualityIndex("a"), keys->EqualityIndex("b"));
    EXPECT_THAT(keys->EqualityIndex("a"), testing::StartsWith("idx:1:1:"));
}

}  // namespace
}  // namespace qz::secrets
