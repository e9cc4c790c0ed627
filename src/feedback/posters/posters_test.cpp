#include "feedback/posters/posters.hpp"

#include <sstream>
#include <thread>

#include <gmock/gmock.h>

#include "feedback/posters/printed.hpp"
#include "identity/identity.hpp"
#include "platform/secrets/secrets.hpp"
#include "tests/support/cheap_passwords.hpp"

namespace qz::feedback::posters {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Written(const std::vector<Poster>& posters, const Print& print = {}) {
    std::ostringstream out;
    WritePosters(out, posters, print);
    return std::move(out).str();
}

std::string CodeOf(const std::vector<Poster>& posters, const Print& print) {
    try {
        Written(posters, print);
    } catch (const Problem& problem) {
        return problem.code();
    }
    return "";
}

constexpr std::string_view kPassword = "three trees by the sea";
constexpr std::string_view kTestUnits =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371082101,俚岛镇,township,371082\n"
    "371082102,成山镇,township,371082\n"
    "371082101201,大庄村委会,village,371082101\n";

class Posters : public ::testing::Test {
 protected:
    void SetUp() override {
        hub_ = storage::Database::Open(place_.options());
        directory::ImportAndSwitch(*hub_, kTestUnits, Date::From(2026, 1, 1), "测试文件", nullptr);
        reports_ = Database::Open(folder_.path() / "feedback.db");
        tests::HashPasswordsCheaply();
        keyring_ = secrets::Keyring::Open(folder_.path() / "keys", true);
        connections_.database = reports_.get();
        connections_.list_scopes = [this](storage::Snapshot& snapshot, Connection&) {
            const auto tree = directory::CurrentTree(snapshot);
            const auto& unit = tree->At(tree->FindCode(scope_).value());
            return std::vector<CodeScope>{{unit.id, std::string(unit.code)}};
        };
        connections_.files = folder_.path() / "drawn";
        identity::AddRoutes(router_, *keyring_, *hub_, {});
        AddRoutes(router_, connections_);
    }
    void GiveKeys() {
        reports_->Write([](Connection& connection) {
            connection.Execute(
                "INSERT INTO feedback_office (id, unit, name, role, serves, second, identity_key, made_on) "
                "VALUES ($1, 7, '减负办', 'case', '[\"3710\"]', NULL, $2, 20000)",
                Bytes{"0123456789abcdef"}, Bytes{"the public half of an identity.."});
        });
    }
    std::string Path(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string Text(const std::string& file) const { return Shell("pdftotext -layout '" + file + "' -"); }
    std::string Save(const std::string& bytes) const {
        std::ofstream(Path("some.pdf"), std::ios::binary) << bytes;
        return Path("some.pdf");
    }
    int Command(const Order& order) {
        said_.str("");
        err_.str("");
        return PostersCommand(*hub_, connections_, order, said_, err_);
    }
    // Somebody of that role, signed in with a second factor; the session's cookie.
    std::string SignIn(const std::string& role) {
        identity::NewAccount account{
            Unit("371082101"), role, role, "某人", "岗位", secrets::HashPassword(kPassword), {}};
        account.totp_secret = secrets::NewTotpSecret();
        hub_->Write([&](storage::Tx& tx) { return identity::InsertAccount(tx, account, keyring_.get()); });
        const json::object body{{"login", role},
                                {"password", kPassword},
                                {"code", secrets::TotpCode(account.totp_secret, clock_.Now())}};
        const auto answer = House().Send(http::Method::kPost, "/api/identity/session", json::serialize(body));
        EXPECT_EQ(answer.status, 200) << answer.body;
        for (const auto& [name, value] : answer.headers) {
            if (name == "Set-Cookie" && value.starts_with("qz_session="))
                return value.substr(0, value.find(';'));
        }
        return "";
    }
    http::InProcess House() { return {router_, *hub_, std::ref(gate_)}; }
    http::InProcess::Answer Get(const std::string& cookie, const std::string& target) {
        return House().Send(http::Method::kGet, target, {}, {{"Cookie", cookie}});
    }
    // As the page asks: again while they are drawn.
    http::InProcess::Answer Fetch(const std::string& cookie, const std::string& target) {
        for (;;) {
            auto answer = Get(cookie, target);
            if (answer.status != 202) return answer;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    UnitId Unit(std::string_view code) {
        return hub_->Read([&](storage::Snapshot& snapshot) {
            const auto tree = directory::CurrentTree(snapshot);
            return tree->At(tree->FindCode(code).value()).id;
        });
    }

    tests::ScratchFolder folder_;
    tests::FreshDatabase place_{storage::Engine::kSqlite};
    std::unique_ptr<storage::Database> hub_;
    std::unique_ptr<Database> reports_;
    std::unique_ptr<secrets::Keyring> keyring_;
    Connections connections_;
    SystemClock clock_;
    identity::Gate gate_{clock_};
    http::Router router_;
    std::string scope_ = "371082";
    std::ostringstream said_;
    std::ostringstream err_;
};

TEST_F(Posters, SayInTextWhatIsPromisedWhereItLeadsAndWhoseKeyItIs) {
    Print print{"https://jianfu.weihai.gov.cn/", "示例数据", i18n::Language::kChinese};
    const std::string text = Text(Save(Written({SamplePoster(), SamplePoster("瓦屋石村委会")}, print)));
    for (const char* const sentence :
         {"整治形式主义为基层减负问题反馈平台", "（减负二维码）", "大庄村委会", "瓦屋石村委会",
          "威海市 荣成市 俚岛镇", "https://jianfu.weihai.gov.cn/f#371082101", "范围：荣成市俚岛镇",
          "不记录姓名、手机号和网络地址", "只有受理单位的受理人员能打开", "被反映的单位和它的上级看不到原文",
          "群众诉求 12345", "1a2b 3cff ff5e 6f7a 8b9c", "0000 2222 3333 4444 5555", "示例数据"}) {
        EXPECT_THAT(text, HasSubstr(sentence));
    }
}

TEST_F(Posters, HaveOnePageForEachUnitAndEmbedTheirFonts) {
    std::vector<Poster> posters;
    for (int i = 0; i < 30; ++i) posters.push_back(SamplePoster("第 " + std::to_string(i) + " 村"));
    const std::string file = Save(Written(posters));
    const std::string facts = Shell("pdfinfo " + file);
    EXPECT_THAT(facts, ::testing::ContainsRegex("Pages: +30"));
    EXPECT_THAT(facts, HasSubstr("(A4)"));
    EXPECT_THAT(Shell("pdffonts " + file), HasSubstr("yes yes yes"));
}

TEST_F(Posters, AreTheSameBytesEachTime) {
    EXPECT_EQ(Written({SamplePoster()}), Written({SamplePoster()}));
}

TEST_F(Posters, FitLongNamesAndTheOtherLanguage) {
    Poster poster = SamplePoster("火炬高技术产业开发区双岛街道办事处西北山社区第三居民委员会");
    poster.keys[0].office = "威海市整治形式主义为基层减负专项工作机制办公室受理组";
    EXPECT_THAT(Text(Save(Written({poster}))), HasSubstr("0000 2222"));
    Print english;
    english.language = i18n::Language::kEnglish;
    const std::string text = Text(Save(Written({poster}, english)));
    EXPECT_THAT(text, HasSubstr("No sign-in."));
    EXPECT_THAT(text, HasSubstr("0000 2222"));
}

TEST_F(Posters, RefuseAnAddressThatNoCodeShouldHold) {
    for (const char* const address : {"",
                                      "jianfu.weihai.gov.cn",
                                      "ftp://weihai",
                                      "https://",
                                      "https://a b",
                                      "https://a#b",
                                      "https://a?b",
                                      "https://减负",
                                      " https://a",
                                      "https://a ",
                                      "https://a\n",
                                      "https://a/jianfu",
                                      "https://a//",
                                      "https://a:",
                                      "https://a:0",
                                      "https://a:65536",
                                      "https://a:80x",
                                      "https://me:secret@a",
                                      "https://:8080",
                                      "https://[]",
                                      "https://[::1",
                                      "HTTPS://a",
                                      "https:/a"}) {
        EXPECT_EQ(CodeOf({SamplePoster()}, {.public_url = address, .watermark = {}}),
                  "feedback.posters.address")
            << address;
    }
    EXPECT_EQ(CodeOf({SamplePoster()}, {.public_url = "https://" + std::string(120, 'a'), .watermark = {}}),
              "feedback.posters.address");
    for (const char* const address : {"http://localhost:8080", "https://jianfu.weihai.gov.cn/",
                                      "http://10.0.0.1", "https://[fe80::1]:8443", "https://xn--pfr.cn"}) {
        EXPECT_TRUE(IsPublicUrl(address)) << address;
    }
}

TEST_F(Posters, RefuseToPrintBoxesInPlaceOfCharacters) {
    EXPECT_EQ(CodeOf({SamplePoster("\U0003FFF0村")}, {}), "feedback.posters.no_font");
}

TEST_F(Posters, AreOneFileOrOneForEachTown) {
    GiveKeys();
    EXPECT_EQ(Command({.scope = "all", .out = Path("all.pdf"), .folder = Path("towns")}), 0) << err_.str();
    EXPECT_THAT(Shell("pdfinfo " + Path("all.pdf")), ::testing::ContainsRegex("Pages: +3"));
    EXPECT_THAT(Shell("pdfinfo '" + Path("towns/371082101 俚岛镇.pdf") + "'"),
                ::testing::ContainsRegex("Pages: +2"));
    EXPECT_THAT(Text(Path("towns/371082102 成山镇.pdf")), HasSubstr("http://localhost:8080/f#371082"));
    EXPECT_EQ(Command({.scope = "371082101201", .out = Path("one.pdf"), .folder = {}}), 0);
    EXPECT_THAT(Text(Path("one.pdf")), HasSubstr("大庄村委会"));
    EXPECT_THAT(Text(Path("one.pdf")), Not(HasSubstr("成山镇")));
}

TEST_F(Posters, AreNotMadeWithoutAnOfficeKeyAndLeaveNoFile) {
    EXPECT_EQ(Command({.scope = "all", .out = Path("all.pdf"), .folder = {}}), 1);
    EXPECT_THAT(err_.str(), HasSubstr("no key yet"));
    EXPECT_THAT(err_.str(), HasSubstr("俚岛镇"));
    EXPECT_FALSE(std::filesystem::exists(Path("all.pdf")));
    GiveKeys();
    scope_ = "371082101";
    EXPECT_EQ(Command({.scope = "all", .out = Path("all.pdf"), .folder = {}}), 1);
    EXPECT_THAT(err_.str(), HasSubstr("fewer than 20"));
    EXPECT_THAT(err_.str(), HasSubstr("成山镇"));
    EXPECT_EQ(Command({.scope = "999", .out = Path("all.pdf"), .folder = {}}), 1);
    EXPECT_THAT(err_.str(), HasSubstr("999"));
    connections_.public_url = "nowhere";
    EXPECT_EQ(Command({.scope = "371082101", .out = Path("all.pdf"), .folder = {}}), 1);
    EXPECT_FALSE(std::filesystem::exists(Path("all.pdf")));
    EXPECT_FALSE(std::filesystem::exists(Path("all.pdf.unfinished")));
}

TEST_F(Posters, ComeAsADownloadForThePartThatIsAskedFor) {
    GiveKeys();
    const std::string town = Unit("371082101").ToString();
    const std::string officer = SignIn("case_officer");
    EXPECT_EQ(Get(officer, "/api/feedback/posters?within=" + town).status, 202);
    const auto answer = Fetch(officer, "/api/feedback/posters?within=" + town);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, StartsWith("%PDF-"));
    const std::string text = Text(Save(answer.body));
    EXPECT_THAT(text, HasSubstr("大庄村委会"));
    EXPECT_THAT(text, Not(HasSubstr("成山镇")));
    EXPECT_EQ(Fetch(officer, "/api/feedback/posters").status, 200);
    EXPECT_EQ(Get(officer, "/api/feedback/posters?within=" + town).status, 200);  // drawn once
    EXPECT_EQ(Get(officer, "/api/feedback/posters?within=99").status, 422);
    EXPECT_EQ(Get(officer, "/api/feedback/posters?within=x").status, 422);
    EXPECT_EQ(Get(SignIn("village_clerk"), "/api/feedback/posters").status, 403);
    scope_ = "371082102";
    EXPECT_EQ(Get(officer, "/api/feedback/posters?within=" + town).Json().at("code").as_string(),
              "feedback.posters.no_scope");
}

}  // namespace
}  // namespace qz::feedback::posters
