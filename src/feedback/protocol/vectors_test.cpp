// The fixture that the browser's side reads too. Sealed boxes are random, so the fixture holds what was
// sealed once, with the private keys that open it; all that is a function of its input must come out byte for
// byte. QZ_WRITE_VECTORS=1 writes it anew.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "feedback/protocol/protocol.hpp"
#include "platform/base/json.hpp"

namespace qz::feedback {
namespace {

std::string B64(std::string_view bytes) {
    return Base64Url(bytes);
}

class Vectors : public ::testing::Test {
 protected:
    Vectors() {
        std::ifstream file(QZ_VECTORS);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        if (!text.empty()) all_ = ParseJson(text).as_object();
    }
    const json::object& Part(const char* name) { return all_.at(name).as_object(); }
    static std::string Plain(const json::object& part, const char* name) {
        return std::string(part.at(name).as_string());
    }
    static std::string Raw(const json::object& part, const char* name) {
        return FromBase64Url(Plain(part, name)).value_or("");
    }
    static KeyPair Keys(const json::object& part, const char* name) {
        const json::object& pair = part.at(name).as_object();
        return {Raw(pair, "public"), Raw(pair, "private")};
    }

    json::object all_;
};

json::object PairJson(const KeyPair& pair) {
    return {{"public", B64(pair.public_key)}, {"private", B64(pair.private_key)}};
}

json::object MakeReport(Kind kind, const std::string& salt, const KeyPair& epoch, const std::string& office) {
    const std::string receipt = "314159265358979323" + CheckDigits("314159265358979323");
    const ReporterKeys keys = DeriveReporterKeys(receipt, salt);
    Draft draft;
    draft.kind = kind;
    draft.office = office;
    draft.epoch = 202611;
    draft.epoch_key = epoch.public_key;
    draft.lookup = kind == Kind::kReport ? keys.lookup_hash : keys.lookup_id;
    if (kind == Kind::kReport) draft.reply_public = keys.reply.public_key;
    draft.text =
        kind == Kind::kReport
            ? R"({"v":1,"scope":"371002001","category":"forms","text":"同一份表每周报三次","about":{"unit":"","form":null},"since":"2026-05","hours":12,"weaker":false})"
            : R"({"v":1,"text":"补充一句"})";
    const std::string bytes = SealReport(draft);
    const std::string hash = Sha256(bytes);
    const std::string challenge = MakeChallenge(std::string(32, 'k'), {29'000'000, 6}, hash);
    return {{"kind", static_cast<int>(kind)},
            {"text", draft.text},
            {"bytes_before_challenge", B64(bytes)},
            {"hash", B64(hash)},
            {"challenge", B64(challenge)},
            {"bits", 6},
            {"counter", std::to_string(FindProof(challenge, hash, 6))}};
}

TEST(VectorsWriter, WritesTheFixtureWhereAsked) {
    if (std::getenv("QZ_WRITE_VECTORS") == nullptr) GTEST_SKIP() << "only with QZ_WRITE_VECTORS";
    const std::string salt = Random(16);
    const std::string receipt = "314159265358979323" + CheckDigits("314159265358979323");
    const ReporterKeys keys = DeriveReporterKeys(receipt, salt);
    const KeyPair epoch = MakeKeyPair();
    const SigningPair identity = MakeSigningPair();
    const std::string office = Random(16);
    const KeyPair officer = MakeKeyPair();
    const std::string passphrase = "海鸥 lands at seven";
    const Wrapped wrapped = WrapPrivateKey(officer.private_key, passphrase);
    const KeyPair recovery = MakeKeyPair();
    const auto papers = SplitIntoPapers(recovery.private_key);
    json::array sheets;
    for (const Paper& paper : papers) {
        sheets.push_back(json::object{{"number", paper.number},
                                      {"first", ShowShare(paper.first)},
                                      {"second", ShowShare(paper.second)}});
    }
    const std::string answer = R"({"v":1,"at":"2026-11-23","kind":"answer","text":"已核实"})";
    json::object all{
        {"receipt", json::object{{"salt", B64(salt)},
                                 {"receipt", receipt},
                                 {"shown", ShowReceipt(receipt)},
                                 {"lookup_id", B64(keys.lookup_id)},
                                 {"lookup_hash", B64(keys.lookup_hash)},
                                 {"reply", PairJson(keys.reply)}}},
        {"office",
         json::object{{"id", B64(office)},
                      {"identity_key", B64(identity.public_key)},
                      {"fingerprint", Fingerprint(identity.public_key)},
                      {"epoch", "2026-11"},
                      {"epoch_keys", PairJson(epoch)},
                      {"epoch_signature", B64(SignEpoch(identity, office, 202611, epoch.public_key))}}},
        {"report", MakeReport(Kind::kReport, salt, epoch, office)},
        {"message", MakeReport(Kind::kMessage, salt, epoch, office)},
        {"slot", json::object{{"plain", answer}, {"box", B64(SealSlot(answer, keys.reply.public_key))}}},
        {"wrapped", json::object{{"passphrase", passphrase},
                                 {"salt", B64(wrapped.salt)},
                                 {"ops", 3},
                                 {"mem", 64 << 20},
                                 {"nonce", B64(wrapped.nonce)},
                                 {"box", B64(wrapped.box)},
                                 {"private", B64(officer.private_key)},
                                 {"public", B64(officer.public_key)}}},
        {"papers", json::object{{"secret", B64(recovery.private_key)}, {"papers", sheets}}},
    };
    std::ofstream(QZ_VECTORS) << json::serialize(all) << '\n';
}

TEST_F(Vectors, DeriveTheReportersKeys) {
    const auto& part = Part("receipt");
    const auto keys = DeriveReporterKeys(Plain(part, "receipt"), Raw(part, "salt"));
    EXPECT_EQ(keys.lookup_id, Raw(part, "lookup_id"));
    EXPECT_EQ(keys.lookup_hash, Raw(part, "lookup_hash"));
    EXPECT_EQ(keys.reply.public_key, Keys(part, "reply").public_key);
    EXPECT_EQ(keys.reply.private_key, Keys(part, "reply").private_key);
    EXPECT_EQ(ShowReceipt(Plain(part, "receipt")), Plain(part, "shown"));
}

TEST_F(Vectors, OpenTheReports) {
    const KeyPair epoch = Keys(Part("office"), "epoch_keys");
    for (const char* name : {"report", "message"}) {
        const auto& part = Part(name);
        const std::string before = Raw(part, "bytes_before_challenge");
        EXPECT_EQ(Sha256(before), Raw(part, "hash"));
        std::string counter(8, '\0');
        std::uint64_t value = std::stoull(Plain(part, "counter"));
        for (int i = 7; i >= 0; --i, value >>= 8)
            counter[static_cast<std::size_t>(i)] = static_cast<char>(value);
        const auto report = ParseReport(before + Raw(part, "challenge") + counter);
        ASSERT_TRUE(report);
        EXPECT_EQ(report->hash, Raw(part, "hash"));
        EXPECT_EQ(OpenBody(report->sealed, epoch), Plain(part, "text"));
        EXPECT_TRUE(ProofHolds(report->challenge, report->counter, report->hash,
                               static_cast<int>(part.at("bits").as_int64())));
    }
}

TEST_F(Vectors, HoldTheOfficesSignatureAndFingerprint) {
    const auto& part = Part("office");
    EXPECT_TRUE(EpochHolds(Raw(part, "identity_key"), Raw(part, "id"), 202611,
                           Keys(part, "epoch_keys").public_key, Raw(part, "epoch_signature")));
    EXPECT_EQ(Fingerprint(Raw(part, "identity_key")), Plain(part, "fingerprint"));
}

TEST_F(Vectors, OpenTheSlotTheWrappedKeyAndThePapers) {
    EXPECT_EQ(OpenSlot(Raw(Part("slot"), "box"), Keys(Part("receipt"), "reply")),
              Plain(Part("slot"), "plain"));
    const auto& part = Part("wrapped");
    Wrapped wrapped;
    wrapped.salt = Raw(part, "salt");
    wrapped.nonce = Raw(part, "nonce");
    wrapped.box = Raw(part, "box");
    EXPECT_EQ(UnwrapPrivateKey(wrapped, Plain(part, "passphrase")), Raw(part, "private"));
    std::vector<Paper> papers;
    for (const auto& value : Part("papers").at("papers").as_array()) {
        const auto& sheet = value.as_object();
        papers.push_back({static_cast<int>(sheet.at("number").as_int64()),
                          ReadShare(Plain(sheet, "first")).value_or(""),
                          ReadShare(Plain(sheet, "second")).value_or("")});
    }
    ASSERT_EQ(papers.size(), 3u);
    EXPECT_EQ(JoinPapers(papers[0], papers[1]), Raw(Part("papers"), "secret"));
    EXPECT_EQ(JoinPapers(papers[2], papers[0]), Raw(Part("papers"), "secret"));
    EXPECT_EQ(JoinPapers(papers[1], papers[2]), Raw(Part("papers"), "secret"));
}

}  // namespace
}  // namespace qz::feedback
