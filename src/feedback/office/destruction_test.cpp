// The heart of SECURITY A11: once a month's key is destroyed, what was sealed to it is gone, in a backup that
// was taken before as well, and for whoever holds two of the three papers.
#include "feedback/office/matters.hpp"

namespace qz::feedback::office {
namespace {

class Destruction : public Matters {
 protected:
    // October's key beside November's, with its papers.
    void SetUp() override {
        Matters::SetUp();
        reports_->Write([&](Connection& connection) {
            connection.Execute("DELETE FROM feedback_epoch");
            made_keys_ =
                MakeKeys(connection, connections_.keys, office_,
                         {{made_["chen"].post, "海鸥 1"}, {made_["lin"].post, "海鸥 2"}}, {202610, 202611});
        });
    }
    Answer Destroy(const std::string& epoch) {
        return Post("chen", "/api/feedback/office/epochs/" + epoch + "/destroy", json::object{});
    }
    // What two papers open: the month's private key through the recovery seal.
    std::optional<KeyPair> ThroughPapers(const std::string& epoch) {
        const auto shares = [&](int paper) {
            const std::string& text = made_keys_.papers.at(static_cast<std::size_t>(paper - 1));
            const auto line = text.find('\n');
            return Paper{paper, *ReadShare(text.substr(0, line)), *ReadShare(text.substr(line + 1))};
        };
        const auto secret = JoinPapers(shares(1), shares(3));
        const json::value office = Get("chen", "/api/feedback/office").Json();
        const auto raw = [](const json::value& value) {
            return *FromBase64Url(std::string(value.as_string()));
        };
        const KeyPair recovery{raw(office.at("recovery").at("public_key")), *secret};
        for (const json::value& one : office.at("epochs").as_array()) {
            if (one.at("epoch").as_string() != epoch || one.at("sealed_to_recovery").is_null()) continue;
            const auto opened = feedback::Open(raw(one.at("sealed_to_recovery")), recovery);
            if (opened) return KeyPair{raw(one.at("public_key")), *opened};
        }
        return std::nullopt;
    }
    std::string SealedOf(feedback::Database& from, const Reported& reported) {
        return from.Read([&](Connection& connection) {
            return connection
                .Text("SELECT sealed FROM feedback_part WHERE voice = $1",
                      Bytes{*FromBase64Url(reported.voice)})
                .value();
        });
    }

    MadeKeys made_keys_;
};
QZ_ON_BOTH_ENGINES(Destruction);

TEST_P(Destruction, LeavesNothingThatOpensOldContentNotEvenABackup) {
    const Reported old = Release(R"({"v":1,"text":"十月的话"})", 202610);
    const auto officer = OpenEpoch("chen", "海鸥 1", "2026-10");
    ASSERT_TRUE(officer);
    ASSERT_EQ(OpenBody(SealedOf(*reports_, old), *officer), R"({"v":1,"text":"十月的话"})");
    const auto recovered = ThroughPapers("2026-10");
    ASSERT_TRUE(recovered);
    EXPECT_EQ(recovered->private_key, officer->private_key);
    reports_->CopyTo(folder_.path() / "backup.db");

    EXPECT_EQ(CodeIn(Destroy("2026-10")), "feedback.office.epoch_needed");
    Post("chen", Path(old, "refuse"), json::object{{"code", "outside_scope"}, {"sealed", Sealed({old})}});
    const Answer destroyed = Destroy("2026-10");
    EXPECT_EQ(destroyed.status, 200) << destroyed.body;

    EXPECT_FALSE(OpenEpoch("chen", "海鸥 1", "2026-10"));
    EXPECT_FALSE(OpenEpoch("lin", "海鸥 2", "2026-10"));
    EXPECT_FALSE(ThroughPapers("2026-10"));
    // The backup still has the ciphertext; every key that is left, through officers and papers, fails on it.
    const auto backup = feedback::Database::Open(folder_.path() / "backup.db");
    const std::string sealed = SealedOf(*backup, old);
    for (const auto& keys : {OpenEpoch("chen", "海鸥 1", "2026-11"), ThroughPapers("2026-11")}) {
        ASSERT_TRUE(keys);
        EXPECT_FALSE(OpenBody(sealed, *keys));
    }
    // And no key file beside them knows of October.
    for (const auto& entry : std::filesystem::recursive_directory_iterator(connections_.keys)) {
        EXPECT_EQ(entry.path().string().find("2026-10"), std::string::npos);
    }
}

TEST_P(Destruction, SparesLongCasesThatWereSealedAnew) {
    const Reported old = Release(R"({"v":1,"text":"久办未决"})", 202610);
    const auto october = OpenEpoch("chen", "海鸥 1", "2026-10");
    const auto november = OpenEpoch("chen", "海鸥 1", "2026-11");
    const json::value view = Get("chen", Path(old)).Json();
    const std::string sealed = SealedOf(*reports_, old);
    const json::object body{
        {"parts", json::array{json::object{
                      {"id", view.at("parts").at(0).at("id")},
                      {"sealed_key", Base64Url(*ResealKey(sealed, *october, november->public_key))}}}}};
    EXPECT_EQ(Post("chen", Path(old, "reseal"), body).status, 200);
    EXPECT_EQ(Destroy("2026-10").status, 200);
    const json::value after = Get("chen", Path(old)).Json();
    const auto key = FromBase64Url(std::string(after.at("parts").at(0).at("sealed_key").as_string()));
    EXPECT_EQ(OpenBody(sealed, *november, *key), R"({"v":1,"text":"久办未决"})");
}

TEST_P(Destruction, NeverTakesTheMonthInForce) {
    EXPECT_EQ(CodeIn(Destroy("2026-11")), "feedback.office.epoch_live");
    EXPECT_EQ(Destroy("2025-01").status, 404);
}

TEST_P(Destruction, IsAskedOfTheOfficesOfficersAlone) {
    EXPECT_EQ(Post("security", "/api/feedback/office/epochs/2026-10/destroy", json::object{}).status, 403);
    EXPECT_EQ(Post("du", "/api/feedback/office/epochs/2026-10/destroy", json::object{}).status, 404);
}

}  // namespace
}  // namespace qz::feedback::office
