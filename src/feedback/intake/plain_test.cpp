#include "feedback/intake/plain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feedback/intake/house.hpp"

namespace qz::feedback::intake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Plain : public House {
 protected:
    static std::string ReceiptIn(const std::string& html) {
        const std::string mark = "<strong class=\"receipt\">";
        const auto at = html.find(mark);
        return at == std::string::npos ? "" : html.substr(at + mark.size(), 24);
    }
};

constexpr const char* kForm =
    "scope=371002001&category=forms&text=%E5%90%8C%E4%B8%80%E4%BB%BD%E8%A1%A8&about=%E6%9F%90%E5%B1%80&since="
    "2026-05"
    "&hours=12&language=en";

TEST_F(Plain, SealsWhatWasTypedAndShowsTheReceiptOnce) {
    const Reply page = Ask(&Intake::SubmitPlain, kForm);
    EXPECT_EQ(page.status, 200);
    const std::string receipt = ReceiptIn(page.body);
    std::string digits;
    EXPECT_EQ(ReadReceipt(receipt, digits), ReceiptFault::kNone) << page.body;
    EXPECT_THAT(page.body, Not(HasSubstr("同一份表")));
    const std::string sealed = database_->Read([](Connection& connection) {
        return connection.Text("SELECT sealed FROM feedback_waiting").value();
    });
    const auto opened = OpenBody(sealed, office_.epoch);
    ASSERT_TRUE(opened);
    const json::value body = ParseJson(*opened);
    EXPECT_EQ(body.at("text").as_string(), "同一份表");
    EXPECT_EQ(body.at("scope").as_string(), "371002001");
    EXPECT_EQ(body.at("hours").as_int64(), 12);
    EXPECT_TRUE(body.at("weaker").as_bool());

    const Reply answers = Ask(&Intake::AnswersPlain, "language=en&receipt=" + digits);
    EXPECT_THAT(answers.body, HasSubstr("2026-11-23"));
    EXPECT_THAT(answers.body, HasSubstr("<article>"));
}

TEST_F(Plain, KeepsTheTextInThePageWhereTheServerHasNoRoomNow) {
    Options options;
    options.plain_saved = 1;
    options.plain_every = std::chrono::hours(1);
    Build(options);
    Ask(&Intake::SubmitPlain, kForm);
    const Reply page = Ask(&Intake::SubmitPlain, kForm);
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(ReceiptIn(page.body), "");
    EXPECT_THAT(page.body, HasSubstr(">同一份表</textarea>"));
    EXPECT_THAT(page.body, HasSubstr("name=\"scope\" value=\"371002001\""));
    EXPECT_EQ(Count("feedback_waiting"), 1);
}

TEST_F(Plain, AsksAgainForWhatIsMissingAndShowsTypedTextAsText) {
    const Reply page = Ask(&Intake::SubmitPlain, "text=%3Cscript%3E&category=forms");
    EXPECT_THAT(page.body, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
    EXPECT_EQ(Count("feedback_waiting"), 0);
}

TEST_F(Plain, NamesAWrongDigitBeforeItLooksForAnything) {
    const Reply page = Ask(&Intake::AnswersPlain, "language=en&receipt=11111111111111111111");
    EXPECT_THAT(page.body, HasSubstr("role=\"alert\""));
}

TEST(PlainFields, AreRefusedWhereTheyCannotBeRead) {
    EXPECT_FALSE(ReadForm("a=%G1"));
    EXPECT_FALSE(ReadForm("a=%ff"));
    EXPECT_FALSE(ReadForm("a=%00"));
    EXPECT_FALSE(ReadForm(std::string(300'000, 'a')));
    const auto read = ReadForm("a=1+2&b=%E4%BD%A0&&c");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->at("a"), "1 2");
    EXPECT_EQ(read->at("b"), "你");
    EXPECT_EQ(read->at("c"), "");
}

TEST(PlainRate, IsOneForTheWholeServer) {
    Rate rate(std::chrono::seconds(5), 2);
    const auto now = Rate::Moment(std::chrono::hours(1));
    EXPECT_TRUE(rate.Take(now));
    EXPECT_TRUE(rate.Take(now));
    EXPECT_FALSE(rate.Take(now));
    EXPECT_TRUE(rate.Take(now + std::chrono::seconds(6)));
    EXPECT_FALSE(rate.Take(now + std::chrono::seconds(6)));
}

}  // namespace
}  // namespace qz::feedback::intake
