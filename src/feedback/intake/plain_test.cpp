#include "feedback/intake/plain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feedback/intake/house.hpp"
#include "tests/support/canary.hpp"

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
    // Twenty digits of a report that has been sent by form.
    std::string Sent() {
        std::string digits;
        ReadReceipt(ReceiptIn(Ask(&Intake::SubmitPlain, kForm).body), digits);
        return digits;
    }
    std::string Write(const std::string& receipt, const std::string& fields) {
        return Ask(&Intake::WritePlain, "language=en&receipt=" + receipt + "&" + fields).body;
    }
    std::string Look(const std::string& receipt, const std::string& language = "en") {
        return Ask(&Intake::AnswersPlain, "language=" + language + "&receipt=" + receipt).body;
    }
    void NextMorning() {
        clock_.now = clock_.now.Plus(std::chrono::hours(
            clock_.now.Since(StartOf(DateOf(clock_.now))) > std::int64_t{13} * 3600'000 ? 19 : 24));
        intake_->Round();
    }
    std::string Opened(Kind kind) {
        const std::string sealed = database_->Read([&](Connection& connection) {
            return connection.Text("SELECT sealed FROM feedback_part WHERE kind = $1", static_cast<int>(kind))
                .value_or("");
        });
        return sealed.empty() ? "" : OpenBody(sealed, office_.epoch).value_or("");
    }
    static constexpr const char* kForm =
        "scope=371002001&category=forms&text=%E5%90%8C%E4%B8%80%E4%BB%BD%E8%A1%A8&about=%E6%9F%90%E5%B1%80&"
        "since="
        "2026-05&hours=12&language=en";
};

TEST_F(Plain, TakesTheAreaAndTheHoursAsPeopleTypeThem) {
    for (const char* scope :
         {"371002001", " 371 002 001 ", "#371002001", "＃３７１００２００１", "371002001\u3000"}) {
        const PlainReport report =
            ReadPlain({{"scope", scope}, {"category", "forms"}, {"text", "x"}, {"hours", "１２ "}});
        EXPECT_EQ(report.fault, "") << scope;
        EXPECT_THAT(report.json, HasSubstr(R"("scope":"371002001")"));
        EXPECT_THAT(report.json, HasSubstr(R"("hours":12)"));
    }
    EXPECT_EQ(ReadPlain({{"scope", "37a"}, {"category", "forms"}, {"text", "x"}}).fault,
              "feedback.plain.no_scope");
}

TEST_F(Plain, TakesNoReportOfBlanksAlone) {
    for (const char* text : {"", "  \r\n", "\u3000\u3000 \u3000"})
        EXPECT_EQ(ReadPlain({{"scope", "371002001"}, {"category", "forms"}, {"text", text}}).fault,
                  "feedback.plain.no_text");
}

TEST_F(Plain, CutsNoCharacterInHalf) {
    std::string about = "a";
    for (int i = 0; i < 300; ++i) about += "局";
    const PlainReport report =
        ReadPlain({{"scope", "371002001"}, {"category", "forms"}, {"text", "x"}, {"about", about.c_str()}});
    const json::value body = ParseJson(report.json);
    EXPECT_EQ(std::string(body.at("about").at("unit").as_string()), about.substr(0, 598));
}

// What is read where the canary lies, and its page overwritten, as the edge does both.
TEST_F(Plain, LeavesNothingOfWhatWasTypedInMemory) {
    tests::Canary canary;
    std::string receipt = Sent();
    const auto ask = [&](void (Intake::*route)(Request, Give), const std::string& form) {
        std::promise<std::string> given;
        ((*intake_).*route)({canary.In(form)}, [&given](Reply reply) {
            const auto alert = reply.body.find("role=\"alert\"");
            std::string said = alert == std::string::npos ? "" : reply.body.substr(alert, 40);
            Wipe(reply.body);
            given.set_value(std::move(said));
        });
        return given.get_future().get();
    };
    const std::string text =
        "text=" + std::string(5000, 'y') + "*%22%0A" + std::string(300, 'z') + "*&about=%20*";
    // Taken; and refused, so that it stands in the page again.
    EXPECT_EQ(ask(&Intake::SubmitPlain, "scope=371002001&category=forms&language=en&" + text), "");
    EXPECT_NE(ask(&Intake::SubmitPlain, "scope=nowhere&category=forms&language=en&" + text), "");
    EXPECT_EQ(ask(&Intake::WritePlain, "language=en&kind=message&receipt=" + receipt + "&" + text), "");
    EXPECT_NE(ask(&Intake::WritePlain, "language=en&kind=objection&receipt=" + receipt + "&" + text), "");
    EXPECT_NE(ask(&Intake::WritePlain, "language=en&kind=message&receipt=1&" + text), "");
    intake_->Stop();
    EXPECT_EQ(canary.CountInMemory(), 0);
}

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
    EXPECT_THAT(answers.body, HasSubstr("<article "));
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
    EXPECT_THAT(page.body, HasSubstr("id=\"scope\" value=\"371002001\""));
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

TEST_F(Plain, LetsAScopeAndACategoryBeMendedInTheRefusal) {
    const Reply page = Ask(&Intake::SubmitPlain, "language=en&scope=here&text=x&category=forms");
    EXPECT_THAT(page.body, HasSubstr("id=\"scope\" value=\"here\""));
    EXPECT_THAT(page.body, HasSubstr("<option value=\"forms\" selected>"));
}

// All that a receipt is good for, by form alone.
TEST_F(Plain, CarriesTheWholeDialogueWithoutScript) {
    const std::string receipt = Sent();
    EXPECT_THAT(Look(receipt), HasSubstr("action=\"/f/plain/messages\""));
    EXPECT_THAT(Look(receipt), Not(HasSubstr("value=\"objection\"")));
    EXPECT_THAT(Write(receipt, "kind=message&text=more"), HasSubstr("role=\"status\""));
    NextMorning();
    EXPECT_THAT(Opened(Kind::kMessage), HasSubstr("more"));

    EXPECT_THAT(Write(receipt, "kind=objection&text=early"), HasSubstr("not closed yet"));
    Execute("UPDATE feedback_case SET state = 'closed'");
    EXPECT_THAT(Look(receipt), HasSubstr("value=\"objection\""));
    const std::string objected = Write(receipt, "kind=objection&text=why");
    EXPECT_THAT(objected, HasSubstr("role=\"status\""));
    EXPECT_THAT(objected, Not(HasSubstr("value=\"objection\"")));
    EXPECT_THAT(Write(receipt, "kind=objection&text=again"), HasSubstr("have done so"));
    EXPECT_THAT(Write(receipt, "kind=outcome&better=partly&text="), HasSubstr("role=\"status\""));
    EXPECT_THAT(Write(receipt, "kind=outcome&better=no&text=other"), HasSubstr("said so already"));
    NextMorning();
    EXPECT_THAT(Opened(Kind::kObjection), HasSubstr("why"));
    EXPECT_THAT(Opened(Kind::kOutcome), HasSubstr("\"better\":\"partly\""));
    EXPECT_EQ(Count("feedback_part"), 4);
}

TEST_F(Plain, TakesAFormThatIsSentAgainOnce) {
    const std::string receipt = Sent();
    EXPECT_THAT(Write(receipt, "kind=message&text=more"), HasSubstr("role=\"status\""));
    EXPECT_THAT(Write(receipt, "kind=message&text=more"), HasSubstr("role=\"status\""));
    EXPECT_THAT(Write(receipt, "kind=message&text=another"), HasSubstr("role=\"status\""));
    EXPECT_EQ(Count("feedback_waiting WHERE kind = 2"), 2);
}

TEST_F(Plain, KeepsTheWordsWhereTheyAreNotTaken) {
    const std::string receipt = Sent();
    for (const std::string& page :
         {Write("11111111111111111111", "kind=message&text=my+words"),
          Write(DrawReceipt(), "kind=message&text=my+words"), Write(receipt, "kind=objection&text=my+words"),
          Write(receipt, "kind=outcome&text=my+words")}) {
        EXPECT_THAT(page, HasSubstr("role=\"alert\""));
        EXPECT_THAT(page, HasSubstr(">my words</textarea>"));
    }
    Options options;
    options.plain_saved = 0;
    Build(options);
    EXPECT_THAT(Write(receipt, "kind=message&text=my+words"), HasSubstr(">my words</textarea>"));
    EXPECT_EQ(Count("feedback_waiting"), 1);
}

TEST_F(Plain, HasOneSizeForKnownUnknownAndRefusedReceipts) {
    const std::string receipt = Sent();
    const std::size_t size = Look(receipt).size();
    EXPECT_EQ(Look(DrawReceipt()).size(), size);
    EXPECT_EQ(Look("11111111111111111111").size(), size);
    EXPECT_EQ(Write(receipt, "kind=message&text=more").size(), size);
    EXPECT_EQ(Write(DrawReceipt(), "kind=objection&text=more").size(), size);
    EXPECT_EQ(Ask(&Intake::SubmitPlain, "text=x").body.size(), size);
    EXPECT_EQ(Ask(&Intake::SubmitPlain, kForm).body.size(), size);
}

TEST_F(Plain, SaysAReadyRefusalInThePagesLanguageAndCallsTheReceiptByItsName) {
    const std::string receipt = Sent();
    NextMorning();
    const ReporterKeys keys = DeriveReporterKeys(receipt, salt_);
    database_->Write([&](Connection& connection) {
        const std::string voice = connection.Text("SELECT id FROM feedback_voice").value();
        connection.Execute(
            "INSERT INTO feedback_answer VALUES ($1, $2, 1, 1, 'refused', $3)", Bytes{Random(16)},
            Bytes{voice},
            Bytes{SealSlot(R"({"v":1,"at":"2026-11-24","kind":"refused","code":"too_little","text":""})",
                           keys.reply.public_key)});
    });
    EXPECT_THAT(Look(receipt), HasSubstr("There is too little to verify"));
    const std::string chinese = Look(receipt, "zh-CN");
    EXPECT_THAT(chinese, HasSubstr("请凭回执补充"));
    for (const std::string& page : {chinese, Look("1", "zh-CN"), Look(DrawReceipt(), "zh-CN"),
                                    Ask(&Intake::SubmitPlain, std::string("text=x")).body}) {
        EXPECT_THAT(page, Not(HasSubstr("查询号")));
    }
    EXPECT_THAT(Look("1", "zh-CN"), HasSubstr("回执"));
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
