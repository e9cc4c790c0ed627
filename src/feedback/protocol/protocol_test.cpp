#include "feedback/protocol/protocol.hpp"

#include <set>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz::feedback {
namespace {

const std::string kSalt(16, 's');

Draft SampleDraft(const KeyPair& epoch) {
    Draft draft;
    draft.office = std::string(16, 'o');
    draft.epoch = 202611;
    draft.epoch_key = epoch.public_key;
    draft.lookup = Sha256("somebody");
    draft.reply_public = MakeKeyPair().public_key;
    draft.text = R"({"v":1,"text":"同一份表每周报三次"})";
    return draft;
}

std::string Sent(const Draft& draft) {
    return SealReport(draft) + std::string(kChallengeSize + 8, '\1');
}

TEST(Receipt, ChecksItsDigitsAsTheStandardDoes) {
    // ISO/IEC 7064 MOD 97-10: the value of all digits leaves 1.
    EXPECT_EQ(CheckDigits("794"), "44");
    EXPECT_EQ(CheckDigits("000000000000000000"), "98");
    std::string read;
    for (int i = 0; i < 200; ++i) EXPECT_EQ(ReadReceipt(DrawReceipt(), read), ReceiptFault::kNone);
}

TEST(Receipt, NamesEveryWrongDigitAndEverySwapOfNeighbours) {
    const std::string good = DrawReceipt();
    std::string read;
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string wrong = good;
            wrong[i] = digit;
            EXPECT_EQ(ReadReceipt(wrong, read),
                      digit == good[i] ? ReceiptFault::kNone : ReceiptFault::kCheck);
        }
        if (i > 0 && good[i] != good[i - 1]) {
            std::string swapped = good;
            std::swap(swapped[i], swapped[i - 1]);
            EXPECT_EQ(ReadReceipt(swapped, read), ReceiptFault::kCheck);
        }
    }
}

TEST(Receipt, IsReadWithSpacesDashesAndWideDigits) {
    const std::string receipt = "123456789012345678" + CheckDigits("123456789012345678");
    std::string read;
    EXPECT_EQ(ReadReceipt(ShowReceipt(receipt), read), ReceiptFault::kNone);
    EXPECT_EQ(read, receipt);
    EXPECT_EQ(ReadReceipt("１２３４－5678—9012　3456 78" + receipt.substr(18), read), ReceiptFault::kNone);
    EXPECT_EQ(read, receipt);
    EXPECT_EQ(ReadReceipt("1234", read), ReceiptFault::kLength);
    EXPECT_EQ(ReadReceipt(receipt + "x", read), ReceiptFault::kNotDigits);
}

TEST(Receipt, GivesTheSameKeysEachTimeAndOthersUnderAnotherSalt) {
    const auto one = DeriveReporterKeys("12345678901234567812", kSalt);
    EXPECT_EQ(one.lookup_id, DeriveReporterKeys("12345678901234567812", kSalt).lookup_id);
    EXPECT_NE(one.lookup_id, DeriveReporterKeys("12345678901234567812", std::string(16, 't')).lookup_id);
    EXPECT_EQ(one.lookup_hash, Sha256(one.lookup_id));
    EXPECT_EQ(OpenSlot(SealSlot("{}", one.reply.public_key), one.reply), "{}");
}

TEST(Report, IsReadBackByTheOfficeAndByNobodyElse) {
    const KeyPair epoch = MakeKeyPair();
    Draft draft = SampleDraft(epoch);
    draft.pictures = {std::string(1000, 'p'), std::string(kPictureStep, 'q')};
    const auto report = ParseReport(Sent(draft));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->office, draft.office);
    EXPECT_EQ(report->epoch, 202611u);
    EXPECT_EQ(report->picture_count, 2);
    EXPECT_EQ(OpenBody(report->sealed, epoch), draft.text);
    EXPECT_EQ(OpenPicture(report->sealed, report->pictures, 1, epoch), draft.pictures[1]);
    EXPECT_EQ(OpenPicture(report->sealed, report->pictures, 2, epoch), std::nullopt);
    EXPECT_EQ(OpenBody(report->sealed, MakeKeyPair()), std::nullopt);
    const KeyPair later = MakeKeyPair();
    const auto resealed = ResealKey(report->sealed, epoch, later.public_key);
    ASSERT_TRUE(resealed);
    EXPECT_EQ(OpenBody(report->sealed, later, *resealed), draft.text);
}

TEST(Report, ShowsItsLengthInThreeStepsAlone) {
    const KeyPair epoch = MakeKeyPair();
    std::set<std::size_t> sizes;
    for (const std::size_t length : {1u, 100u, 2047u, 2048u, 8191u, 8192u, 32767u}) {
        Draft draft = SampleDraft(epoch);
        draft.text = std::string(length, 'x');
        sizes.insert(SealReport(draft).size());
    }
    EXPECT_EQ(sizes.size(), 3u);
    Draft draft = SampleDraft(epoch);
    draft.text = std::string(32768, 'x');
    EXPECT_THROW(SealReport(draft), std::length_error);
}

TEST(Report, IsRefusedWhereAnyLengthOrFieldIsNotAsWritten) {
    const KeyPair epoch = MakeKeyPair();
    const std::string good = Sent(SampleDraft(epoch));
    ASSERT_TRUE(ParseReport(good));
    EXPECT_FALSE(ParseReport(""));
    EXPECT_FALSE(ParseReport(good + "x"));
    EXPECT_FALSE(ParseReport(good.substr(0, good.size() - 1)));
    for (const std::size_t at : {0u, 2u, 3u}) {  // magic, version, suite
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] + 7);
        EXPECT_FALSE(ParseReport(bad)) << at;
    }
    for (const char kind : {'\0', '\5', '\x7f'}) {
        std::string bad = good;
        bad[4] = kind;
        EXPECT_FALSE(ParseReport(bad));
    }
    std::string message = good;  // a message must not bring a reply key
    message[4] = 2;
    EXPECT_FALSE(ParseReport(message));
    std::string longer = good;  // a body of another length than the three
    longer[196] = static_cast<char>(longer[196] + 1);
    EXPECT_FALSE(ParseReport(longer));
    EXPECT_FALSE(ParseReport(std::string(kLargestReport + 1, 'Q')));
}

TEST(Report, NamesItsReceiptByTheLookupIdWhenWrittenLater) {
    const KeyPair epoch = MakeKeyPair();
    Draft draft = SampleDraft(epoch);
    draft.kind = Kind::kObjection;
    draft.lookup = std::string(16, 'i');
    draft.reply_public.clear();
    const auto report = ParseReport(Sent(draft));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->lookup, std::string(16, 'i'));
    draft.pictures = {"p"};
    EXPECT_FALSE(ParseReport(Sent(draft)));
}

TEST(Report, OpensNeverWhenOneBitWasAltered) {
    const KeyPair epoch = MakeKeyPair();
    const std::string sealed = SealReport(SampleDraft(epoch));
    const std::string content = sealed.substr(0, sealed.size() - 1);  // without the number of pictures
    ASSERT_TRUE(OpenBody(content, epoch));
    for (std::size_t at = 0; at < content.size(); at += 13) {
        // The length before the body is the parser's to check.
        if (at >= 193 && at < 197) continue;
        std::string altered = content;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        EXPECT_FALSE(OpenBody(altered, epoch)) << at;
    }
}

TEST(Challenge, HoldsForItsHashAndItsKeyAlone) {
    const std::string key(32, 'k');
    const std::string hash = Sha256("report");
    const std::string challenge = MakeChallenge(key, {29'000'000, 11}, hash);
    const auto read = ReadChallenge(key, challenge, hash);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->expires_minute, 29'000'000u);
    EXPECT_EQ(read->bits, 11);
    EXPECT_FALSE(ReadChallenge(std::string(32, 'l'), challenge, hash));
    EXPECT_FALSE(ReadChallenge(key, challenge, Sha256("other")));
    std::string easier = challenge;
    easier[4] = 1;
    EXPECT_FALSE(ReadChallenge(key, easier, hash));
}

TEST(Challenge, IsProvedByWork) {
    const std::string hash = Sha256("report");
    const std::string challenge(kChallengeSize, 'c');
    const std::uint64_t counter = FindProof(challenge, hash, 5);
    EXPECT_TRUE(ProofHolds(challenge, counter, hash, 5));
    EXPECT_FALSE(ProofHolds(challenge, counter, hash, 60));
    EXPECT_TRUE(ProofHolds(challenge, 0, hash, 0));
}

TEST(Answers, AreOneSizeWhateverTheyHold) {
    const KeyPair reply = MakeKeyPair();
    EXPECT_EQ(SealSlot("{}", reply.public_key).size(), kSlotSize);
    EXPECT_EQ(SealSlot(std::string(kSlotPlain - 1, 'x'), reply.public_key).size(), kSlotSize);
    EXPECT_THROW(SealSlot(std::string(kSlotPlain, 'x'), reply.public_key), std::length_error);
    EXPECT_EQ(OpenSlot(Random(kSlotSize), reply), std::nullopt);
}

TEST(OfficeKeys, AreSignedForOneOfficeAndOneMonth) {
    const SigningPair identity = MakeSigningPair();
    const std::string office(16, 'o');
    const std::string key = MakeKeyPair().public_key;
    const std::string signature = SignEpoch(identity, office, 202611, key);
    EXPECT_TRUE(EpochHolds(identity.public_key, office, 202611, key, signature));
    EXPECT_FALSE(EpochHolds(identity.public_key, office, 202612, key, signature));
    EXPECT_FALSE(EpochHolds(identity.public_key, std::string(16, 'p'), 202611, key, signature));
    EXPECT_FALSE(EpochHolds(MakeSigningPair().public_key, office, 202611, key, signature));
    EXPECT_EQ(EpochFromText("2026-11"), 202611u);
    EXPECT_EQ(EpochFromText("2026-13"), std::nullopt);
    EXPECT_EQ(EpochText(202603), "2026-03");
    EXPECT_THAT(Fingerprint(identity.public_key), ::testing::MatchesRegex("[0-9a-f]{4}( [0-9a-f]{4}){4}"));
}

TEST(OfficeKeys, OpenUnderThePassphraseAlone) {
    const KeyPair officer = MakeKeyPair();
    const Wrapped wrapped = WrapPrivateKey(officer.private_key, "correct horse");
    EXPECT_EQ(UnwrapPrivateKey(wrapped, "correct horse"), officer.private_key);
    EXPECT_EQ(UnwrapPrivateKey(wrapped, "Correct horse"), std::nullopt);
}

TEST(Papers, GiveTheSecretInEveryPairAndNothingAlone) {
    const std::string secret = Random(32);
    const auto papers = SplitIntoPapers(secret);
    for (const auto& one : papers) {
        for (const auto& other : papers) {
            const auto joined = JoinPapers(one, other);
            if (one.number == other.number) {
                EXPECT_FALSE(joined);
            } else {
                EXPECT_EQ(joined, secret);
            }
        }
        EXPECT_NE(one.first, secret);
        EXPECT_NE(one.second, secret);
        std::string mixed = one.first;
        for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = static_cast<char>(mixed[i] ^ one.second[i]);
        EXPECT_NE(mixed, secret);
    }
}

TEST(Papers, AreReadFromPrintAndNameAMisreadDigit) {
    const std::string share = Random(32);
    const std::string shown = ShowShare(share);
    EXPECT_EQ(ReadShare(shown), share);
    std::string wrong = shown;
    wrong[7] = wrong[7] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(ReadShare(wrong));
    EXPECT_FALSE(ReadShare(shown.substr(1)));
}

}  // namespace
}  // namespace qz::feedback
