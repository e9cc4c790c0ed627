#include "feedback/office/matters.hpp"

namespace qz::feedback::office {
namespace {

class OfficeKeys : public Matters {};
QZ_ON_BOTH_ENGINES(OfficeKeys);

TEST_P(OfficeKeys, AreShownToTheOfficesOwnOfficersAlone) {
    EXPECT_EQ(Get("", "/api/feedback/office").status, 401);
    EXPECT_EQ(Get("clerk", "/api/feedback/office").status, 403);
    EXPECT_EQ(Get("security", "/api/feedback/office").status, 403);
    const json::value mine = Get("chen", "/api/feedback/office").Json();
    EXPECT_EQ(mine.at("office").at("id").as_string(), Base64Url(office_));
    EXPECT_EQ(mine.at("officers").as_array().size(), 2u);
    EXPECT_EQ(Get("du", "/api/feedback/office").Json().at("office").at("id").as_string(), Base64Url(second_));
}

TEST_P(OfficeKeys, OpenUnderTheOfficersPassphraseAndNoOther) {
    EXPECT_TRUE(OpenEpoch("chen", "海鸥 1", "2026-11"));
    EXPECT_FALSE(OpenEpoch("chen", "海鸥 2", "2026-11"));
    EXPECT_TRUE(OpenEpoch("lin", "海鸥 2", "2026-11"));
}

TEST_P(OfficeKeys, GiveNothingToWhoeverResetsAnAccount) {
    // A third officer, as an administrator makes one: a key of its own, and nothing sealed to it.
    AddWithCode("3710-jfb", "case_officer", "new");
    const KeyPair pair = MakeKeyPair();
    const Wrapped wrapped = WrapPrivateKey(pair.private_key, "p");
    const json::object body{{"officer_public", Base64Url(pair.public_key)},
                            {"wrapped", json::object{{"suite", 1},
                                                     {"salt", Base64Url(wrapped.salt)},
                                                     {"ops", 3},
                                                     {"mem", 64 << 20},
                                                     {"nonce", Base64Url(wrapped.nonce)},
                                                     {"box", Base64Url(wrapped.box)}}}};
    EXPECT_EQ(Post("new", "/api/feedback/office/keys", body).status, 200);
    EXPECT_FALSE(OpenEpoch("new", "p", "2026-11"));
    const auto let_in_of = [this](const std::string& login) {
        const json::value office = Get("chen", "/api/feedback/office").Json();
        for (const json::value& one : office.at("officers").as_array()) {
            if (one.at("officer").as_string() == made_[login].post.ToString())
                return one.at("let_in").as_bool();
        }
        throw std::logic_error("no such officer");
    };
    // A colleague sees who holds the keys and who has merely an account.
    EXPECT_TRUE(let_in_of("chen"));
    EXPECT_TRUE(let_in_of("lin"));
    EXPECT_FALSE(let_in_of("new"));
    EXPECT_EQ(CodeIn(Post("new", "/api/feedback/office/keys", body)), "feedback.office.key_exists");

    // A second officer lets the third in: what chen opens is sealed to the new key.
    const auto epoch = OpenEpoch("chen", "海鸥 1", "2026-11");
    const auto let_in = [&](const json::object& box) {
        return Post("chen", "/api/feedback/office/officers",
                    json::object{{"officer", made_["new"].post.ToString()}, {"sealed", json::array{box}}});
    };
    EXPECT_EQ(
        let_in({{"epoch", "2026-11"}, {"box", Base64Url(Seal(epoch->private_key, pair.public_key))}}).status,
        200);
    EXPECT_TRUE(OpenEpoch("new", "p", "2026-11"));
    EXPECT_FALSE(let_in_of("new"));  // the month without the identity is half
    EXPECT_EQ(
        let_in({{"identity", true}, {"box", Base64Url(Seal(std::string(64, 'i'), pair.public_key))}}).status,
        200);
    EXPECT_TRUE(let_in_of("new"));
}

TEST_P(OfficeKeys, BeginAnewForWhoeverForgotThePassphraseAndOpenNothingUntilLetIn) {
    const auto epoch = OpenEpoch("lin", "海鸥 2", "2026-11");
    ASSERT_TRUE(epoch);
    const KeyPair pair = MakeKeyPair();
    const Wrapped wrapped = WrapPrivateKey(pair.private_key, "海鸥 9");
    json::object body{{"officer_public", Base64Url(pair.public_key)},
                      {"wrapped", json::object{{"suite", 1},
                                               {"salt", Base64Url(wrapped.salt)},
                                               {"ops", 3},
                                               {"mem", 64 << 20},
                                               {"nonce", Base64Url(wrapped.nonce)},
                                               {"box", Base64Url(wrapped.box)}}}};
    EXPECT_EQ(CodeIn(Post("chen", "/api/feedback/office/keys", body)), "feedback.office.key_exists");
    body["anew"] = true;
    EXPECT_EQ(Post("chen", "/api/feedback/office/keys", body).status, 200);
    EXPECT_FALSE(OpenEpoch("chen", "海鸥 1", "2026-11"));
    EXPECT_FALSE(OpenEpoch("chen", "海鸥 9", "2026-11"));

    // The colleague sees that it is another key than before, and that it holds nothing.
    const auto chen = [this] {
        const json::value office = Get("lin", "/api/feedback/office").Json();
        for (const json::value& one : office.at("officers").as_array()) {
            if (one.at("officer").as_string() == made_["chen"].post.ToString()) return one.as_object();
        }
        throw std::logic_error("no such officer");
    };
    EXPECT_TRUE(chen().at("renewed").as_bool());
    EXPECT_FALSE(chen().at("let_in").as_bool());

    // The earlier key stays, with what was sealed to it: nobody is locked out by somebody else's new key.
    const json::value mine = Get("chen", "/api/feedback/office").Json();
    EXPECT_EQ(mine.at("me").at("public_key").as_string(), Base64Url(pair.public_key));
    const json::value& before = mine.at("me").at("before").at(0);
    const auto raw = [](const json::value& value) {
        return FromBase64Url(std::string(value.as_string())).value();
    };
    const json::value& kept = before.at("wrapped");
    const auto earlier = UnwrapPrivateKey(
        {raw(kept.at("salt")), 3, 64u << 20, raw(kept.at("nonce")), raw(kept.at("box"))}, "海鸥 1");
    ASSERT_TRUE(earlier);
    EXPECT_EQ(feedback::Open(raw(mine.at("epochs").at(0).at("sealed_to_me_before").at(0)),
                             KeyPair{raw(before.at("public_key")), *earlier}),
              epoch->private_key);
    EXPECT_EQ(mine.at("identity_sealed_to_me_before").as_array().size(), 1u);

    const json::array boxes{
        json::object{{"epoch", "2026-11"}, {"box", Base64Url(Seal(epoch->private_key, pair.public_key))}},
        json::object{{"identity", true}, {"box", Base64Url(Seal(std::string(64, 'i'), pair.public_key))}}};
    EXPECT_EQ(Post("lin", "/api/feedback/office/officers",
                   json::object{{"officer", made_["chen"].post.ToString()}, {"sealed", boxes}})
                  .status,
              200);
    EXPECT_TRUE(OpenEpoch("chen", "海鸥 9", "2026-11"));
    EXPECT_TRUE(chen().at("let_in").as_bool());
}

TEST_P(OfficeKeys, TakeNoMonthThatTheOfficeDidNotSign) {
    const KeyPair epoch = MakeKeyPair();
    const json::object body{
        {"epoch", "2026-12"},
        {"public_key", Base64Url(epoch.public_key)},
        {"signature", Base64Url(SignEpoch(MakeSigningPair(), office_, 202612, epoch.public_key))},
        {"sealed", json::array{}},
        {"sealed_to_recovery", Base64Url(std::string(80, 'r'))}};
    EXPECT_EQ(Post("chen", "/api/feedback/office/epochs", body).status, 422);
    EXPECT_EQ(reports_->Read([](Connection& connection) {
        return connection.Number("SELECT count(*) FROM feedback_epoch WHERE epoch = 202612");
    }),
              0);
}

TEST_P(OfficeKeys, LieInFilesOfTheirOwnAndInNeitherDatabase) {
    const auto file = reports_->Read([](Connection& connection) {
        std::string schema;
        connection.Each("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL",
                        [&schema](const Row& row) { schema += row.Text(0); });
        return schema;
    });
    EXPECT_EQ(file.find("wrapped"), std::string::npos);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(connections_.keys)) {
        if (!entry.is_regular_file()) continue;
        EXPECT_EQ(std::filesystem::status(entry.path()).permissions() & std::filesystem::perms(077),
                  std::filesystem::perms::none)
            << entry.path();
    }
}

TEST_P(OfficeKeys, ShowInThePublicFileWithAFingerprintAndWithoutAPrivateHalf) {
    Publish(database(), connections_);
    const json::value file = ParseJson(office_file_);
    ASSERT_EQ(file.at("offices").as_array().size(), 2u);
    EXPECT_EQ(file.at("offices").at(0).at("epoch").as_string(), "2026-11");
    EXPECT_EQ(file.at("offices").at(0).at("late").as_int64(), 0);
    EXPECT_EQ(file.at("categories").as_array().size(), 12u);
    EXPECT_EQ(file.at("refusals").as_array().size(), Refusals().size());
    EXPECT_EQ(file.at("refusals").at(0).at("code").as_string(), Refusals().at(0).code);
    EXPECT_EQ(office_file_.find("wrapped"), std::string::npos);
}

TEST_P(OfficeKeys, TellEverybodyThatReportsLie) {
    Release();
    clock().Advance(std::chrono::hours(24 * 5));
    Publish(database(), connections_);
    EXPECT_EQ(ParseJson(office_file_).at("offices").at(0).at("late").as_int64(), 1);
}

TEST_P(OfficeKeys, NameOnlyScopesOfTwentyPlausibleReporters) {
    Publish(database(), connections_);
    EXPECT_TRUE(ParseJson(office_file_).at("scopes").as_array().empty());
    EXPECT_EQ(Post("chen", "/api/feedback/reporters",
                   json::object{{"unit", Unit("371082101").ToString()},
                                {"count", 40},
                                {"name", "组织部"},
                                {"date", "2026-11-01"}})
                  .status,
              403);
    EXPECT_EQ(Post("security", "/api/feedback/reporters",
                   json::object{{"unit", Unit("371082101").ToString()},
                                {"count", 40},
                                {"name", "组织部"},
                                {"date", "2026-11-01"}})
                  .status,
              200);
    Publish(database(), connections_);
    const json::value file = ParseJson(office_file_);
    ASSERT_EQ(file.at("scopes").as_array().size(), 1u);
    EXPECT_EQ(file.at("scopes").at(0).at("code").as_string(), "371082101");
}

TEST_P(OfficeKeys, LetTheSecurityAdministratorMakeOfficesAndNobodyElse) {
    const json::object body{{"name", "荣成减负办"},
                            {"role", "case"},
                            {"unit", Unit("371082-mzj").ToString()},
                            {"units", json::array{"371082"}},
                            {"second", nullptr}};
    EXPECT_EQ(Post("clerk", "/api/feedback/offices", body).status, 403);
    EXPECT_EQ(Post("chen", "/api/feedback/offices", body).status, 403);
    EXPECT_EQ(Post("security", "/api/feedback/offices", body).status, 201);
    EXPECT_EQ(CodeIn(Post("security", "/api/feedback/offices", body)), "feedback.office.unit_has_one");
    EXPECT_EQ(Get("security", "/api/feedback/offices").Json().at("items").as_array().size(), 3u);
}

}  // namespace
}  // namespace qz::feedback::office
