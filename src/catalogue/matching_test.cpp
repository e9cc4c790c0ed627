#include "catalogue/matching.hpp"

#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/catalogue.hpp"
#include "catalogue/value_rules.hpp"
#include "platform/base/json.hpp"

namespace qz::catalogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

Matcher SampleMatcher() {
    return Matcher({{"id_number", "公民身份号码", {"身份证"}, "", {}, {}},
                    {"phone", "联系电话", {}, "", {}, {}},
                    {"households", "总户数", {}, "户", {}, {}},
                    {"poor", "低保人数", {}, "人", {}, {}},
                    {"poor_households", "低保户数", {}, "户", {}, {}},
                    {"land", "耕地面积", {"承包地面积"}, "亩", {}, {}},
                    {"owner_name", "姓名", {}, "", {"户主"}, {}},
                    {"spouse_name", "姓名", {}, "", {"配偶"}, {}}});
}

std::vector<std::string> Codes(const std::vector<LabelMatch>& matches) {
    std::vector<std::string> codes;
    for (const LabelMatch& match : matches) codes.push_back(match.code);
    return codes;
}

TEST(Matcher, FindsAnElementByLabelAliasAndCode) {
    const Matcher matcher = SampleMatcher();
    const auto first = [&](const char* label) { return matcher.Best({label, "", {}}).front(); };
    EXPECT_EQ(first("身份证号码").code, "id_number");
    EXPECT_EQ(first("身份证号码").label, "公民身份号码");
    EXPECT_EQ(first("A3承包地面积（公顷）").code, "land");
    EXPECT_EQ(first("手机号").code, "phone");
    EXPECT_EQ(first("poor_households").code, "poor_households");
    EXPECT_EQ(first("poor_households").score, 1);
}

TEST(Matcher, TellsElementsCalledAlikeApartByUnitAndSection) {
    const Matcher matcher = SampleMatcher();
    EXPECT_EQ(matcher.Best({"低保", "户", {}}).front().code, "poor_households");
    EXPECT_EQ(matcher.Best({"低保", "人", {}}).front().code, "poor");
    EXPECT_EQ(matcher.Best({"姓名", "", {"配偶"}}).front().code, "spouse_name");
    EXPECT_EQ(matcher.Best({"姓名", "", {"户主"}}).front().code, "owner_name");
    EXPECT_EQ(matcher.Best({"户主姓名", "", {}}).front().code, "owner_name");
}

TEST(Matcher, NeverProposesWhatAPersonRefused) {
    const Matcher matcher(
        {{"phone", "联系电话", {}, "", {}, {SearchText("手机号")}}, {"line", "固定电话", {}, "", {}, {}}});
    EXPECT_THAT(Codes(matcher.Best({"手机号", "", {}})), testing::Not(testing::Contains("phone")));
    EXPECT_EQ(matcher.Best({"手机号码", "", {}}).front().code, "phone");
}

TEST(MatchLabels, AnswersInTheOrderOfTheLabels) {
    const auto matches = MatchLabels(SampleMatcher(), {{"耕地面积", "", {}}, {"户数", "", {}}});
    ASSERT_THAT(matches, SizeIs(2));
    EXPECT_EQ(matches[0].front().code, "land");
    EXPECT_EQ(matches[1].front().code, "households");
}

class MatchingCommands : public testing::Test {
 protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("qz-matching-" + std::to_string(::getpid()) + "-" +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path File(const char* name, std::string_view text) {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }
    int Same(std::string_view text, bool as_json = true) {
        return SameCommand(File("pairs.csv", text), as_json, out_, err_);
    }
    int Match(std::string_view labels, std::string_view catalogue) {
        return MatchCommand({File("labels.csv", labels), File("catalogue.csv", catalogue), true}, {}, out_,
                            err_);
    }

    std::filesystem::path folder_;
    std::ostringstream out_;
    std::ostringstream err_;
};

TEST_F(MatchingCommands, SaysOfEachPairInOrderWhetherItIsTheSame) {
    EXPECT_EQ(
        Same(
            "\xEF\xBB\xBFlabel_a,label_b,note\r\n手机号,联系电话,x\r\n\"户\n数\",人数,\r\n\"a\"\"b\",c,\r\n"),
        0);
    const json::value answer = ParseJson(out_.str());
    ASSERT_THAT(answer.as_array(), SizeIs(3));
    EXPECT_TRUE(answer.at(0).at("same").as_bool());
    EXPECT_GE(answer.at(0).at("score").to_number<double>(), text::kSame);
    EXPECT_FALSE(answer.at(1).at("same").as_bool());
    EXPECT_EQ(answer.at(1).at("label_a").as_string(), "户\n数");
    EXPECT_EQ(answer.at(2).at("label_a").as_string(), "a\"b");
}

TEST_F(MatchingCommands, RefusesAFileWithoutItsColumns) {
    EXPECT_EQ(Same("label_a,other\n手机号,电话\n"), 2);
    EXPECT_THAT(err_.str(), HasSubstr("label_b"));
    EXPECT_EQ(out_.str(), "");
    EXPECT_EQ(Same(""), 2);
    EXPECT_EQ(Same("label_a,label_b\n\"手机号,电话\n"), 2);
    EXPECT_THAT(err_.str(), HasSubstr("2"));
    EXPECT_EQ(SameCommand(folder_ / "nowhere.csv", true, out_, err_), 2);
}

TEST_F(MatchingCommands, PrintsAnEmptyListForNoRows) {
    EXPECT_EQ(Same("label_a,label_b\n"), 0);
    EXPECT_TRUE(ParseJson(out_.str()).as_array().empty());
}

TEST_F(MatchingCommands, PrintsATableForPeople) {
    EXPECT_EQ(Same("label_b,label_a\n电话,手机号\n", false), 0);
    EXPECT_THAT(out_.str(), HasSubstr("=  手机号  |  电话"));
}

TEST_F(MatchingCommands, MatchesAgainstAFileFiveForEachRow) {
    EXPECT_EQ(Match("label\n手机\n身份证号\n",
                    "code,label,aliases\na,联系方式,\nb,证件,身份证；身份证号码\nc,姓名,名字|名称\nd,性别,"
                    "\ne,民族,\nf,备注,\n"),
              0);
    const json::value answer = ParseJson(out_.str());
    ASSERT_THAT(answer.as_array(), SizeIs(2));
    ASSERT_THAT(answer.at(0).at("best").as_array(), SizeIs(5));
    EXPECT_EQ(answer.at(0).at("best").at(0).at("code").as_string(), "a");
    EXPECT_EQ(answer.at(1).at("best").at(0).at("code").as_string(), "b");
    EXPECT_EQ(answer.at(1).at("best").at(0).at("label").as_string(), "证件");
}

TEST_F(MatchingCommands, RefusesACatalogueWithoutCodes) {
    EXPECT_EQ(Match("label\n手机\n", "label\n手机\n"), 2);
    EXPECT_THAT(err_.str(), HasSubstr("catalogue.csv"));
}

}  // namespace
}  // namespace qz::catalogue
