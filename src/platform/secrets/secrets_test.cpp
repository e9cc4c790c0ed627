#include "platform/secrets/secrets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz::secrets {
namespace {

// RFC 6238, appendix B: the ASCII secret "12345678901234567890", the last six of its eight digits.
constexpr std::string_view kRfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

TEST(Sha256, AgreesWithThePublishedVectors) {
    EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Encodings, ComeBackAsTheyWere) {
    const std::string bytes("\x00\xff\x10~?", 5);
    EXPECT_EQ(FromHex(Hex(bytes)), bytes);
    EXPECT_EQ(FromBase64Url(Base64Url(bytes)), bytes);
    EXPECT_EQ(Base64Url("\xfb\xff"), "-_8");
}

TEST(Encodings, RefuseWhatNobodyWrote) {
    EXPECT_FALSE(FromHex("abc"));
    EXPECT_FALSE(FromHex("zz"));
    EXPECT_FALSE(FromBase64Url("a+b/"));
    EXPECT_FALSE(FromBase64Url("-_9"));  // the last two bits must be zero: one text for one value
}

TEST(RandomReadable, HasNoLookalikes) {
    const std::string text = RandomReadable(2000);
    EXPECT_EQ(text.size(), 2000u);
    EXPECT_EQ(text.find_first_of("0O1ILol"), std::string::npos);
    EXPECT_NE(RandomReadable(12), RandomReadable(12));
}

TEST(SameBytes, ComparesAll) {
    EXPECT_TRUE(SameBytes("abc", "abc"));
    EXPECT_FALSE(SameBytes("abc", "abd"));
    EXPECT_FALSE(SameBytes("abc", "abcd"));
}

TEST(HashPassword, NamesItsSuiteAndParameters) {
    const std::string hash = HashPassword("correct horse battery");
    EXPECT_THAT(hash, testing::StartsWith("$argon2id$v=19$m=19456,t=3,p=1$"));
    EXPECT_TRUE(PasswordMatches(hash, "correct horse battery"));
    EXPECT_FALSE(PasswordMatches(hash, "correct horse batterz"));
    EXPECT_FALSE(PasswordMatches("", "correct horse battery"));
}

TEST(HashPassword, IsDifferentEachTime) {
    EXPECT_NE(HashPassword("the same"), HashPassword("the same"));
}

TEST(Totp, AgreesWithRfc6238) {
    EXPECT_EQ(TotpCode(kRfcSecret, Instant{59'000}), "287082");
    EXPECT_EQ(TotpCode(kRfcSecret, Instant{1'111'111'109'000}), "081804");
    EXPECT_EQ(TotpCode(kRfcSecret, Instant{1'111'111'111'000}), "050471");
    EXPECT_EQ(TotpCode(kRfcSecret, Instant{1'234'567'890'000}), "005924");
    EXPECT_EQ(TotpCode(kRfcSecret, Instant{2'000'000'000'000}), "279037");
    EXPECT_EQ(TotpCode(kRfcSecret, Instant{20'000'000'000'000}), "353130");
}

TEST(Totp, TakesOneStepOfSkewAndNoMore) {
    const Instant now{1'234'567'890'000};
    const std::int64_t step = 1'234'567'890 / 30;
    EXPECT_EQ(TotpStep(kRfcSecret, "005924", now), step);
    EXPECT_EQ(TotpStep(kRfcSecret, "005924", now.Plus(std::chrono::seconds(30))), step);
    EXPECT_EQ(TotpStep(kRfcSecret, "005924", now.Plus(std::chrono::seconds(-30))), step);
    EXPECT_FALSE(TotpStep(kRfcSecret, "005924", now.Plus(std::chrono::seconds(60))));
    EXPECT_FALSE(TotpStep(kRfcSecret, "005924", now.Plus(std::chrono::seconds(-60))));
}

TEST(Totp, TakesASecretAsPeopleTypeIt) {
    EXPECT_TRUE(TotpStep("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "287082", Instant{59'000}));
    EXPECT_FALSE(TotpStep("not base32!", "287082", Instant{59'000}));
    EXPECT_FALSE(TotpStep(kRfcSecret, "", Instant{59'000}));
    EXPECT_FALSE(TotpStep(kRfcSecret, "28708", Instant{59'000}));
}

TEST(Totp, DrawsASecretOf160Bits) {
    const std::string secret = NewTotpSecret();
    EXPECT_EQ(secret.size(), 32u);
    EXPECT_TRUE(TotpStep(secret, TotpCode(secret, Instant{90'000}), Instant{90'000}));
}

TEST(Ed25519, AgreesWithRfc8032) {
    // 7.1, TEST 2.
    const std::string key = *FromHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const std::string signature = *FromHex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    EXPECT_TRUE(VerifyEd25519(key, "\x72", signature));
    EXPECT_FALSE(VerifyEd25519(key, "\x73", signature));
    EXPECT_FALSE(VerifyEd25519(key, "\x72", signature.substr(1)));
}

TEST(BindingOf, KeepsItsPartsApart) {
    EXPECT_NE(BindingOf(UnitId{1}, "a:b", "c"), BindingOf(UnitId{1}, "a", "b:c"));
    EXPECT_NE(BindingOf(UnitId{1}, "a", "b"), BindingOf(UnitId{2}, "a", "b"));
}

}  // namespace
}  // namespace qz::secrets
