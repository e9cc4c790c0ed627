#include "feedback/intake/intake.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feedback/intake/house.hpp"

namespace qz::feedback::intake {
namespace {

using Intaking = House;

TEST_F(Intaking, TakesAReportOnceHoweverOftenItIsSent) {
    const std::string bytes = Prove(SealReport(DraftOf({})));
    EXPECT_EQ(Send(bytes), "taken");
    EXPECT_EQ(Send(bytes), "taken");
    EXPECT_EQ(Count("feedback_waiting"), 1);
    clock_.now = clock_.now.Plus(std::chrono::hours(19));
    intake_->Round();
    EXPECT_EQ(Count("feedback_part"), 1);
    EXPECT_EQ(Send(Prove(bytes.substr(0, bytes.size() - 48))), "taken");
    EXPECT_EQ(Count("feedback_waiting"), 0);
}

TEST_F(Intaking, KeepsADayAndNoTime) {
    Report({});
    database_->Read([&](Connection& connection) {
        connection.Each("SELECT * FROM feedback_waiting", [&](const Row& row) {
            EXPECT_EQ(row.Integer(4), DateOf(clock_.now).days);
            EXPECT_EQ(row.Text(0).size(), kIdSize);
        });
    });
}

TEST_F(Intaking, RefusesWhatWasAlteredAfterTheProof) {
    const std::string good = Prove(SealReport(DraftOf({})));
    for (const std::size_t at : {4u, 30u, 100u, 180u, 400u}) {
        std::string altered = good;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        EXPECT_THAT(Send(altered), ::testing::AnyOf("malformed", "challenge_wrong")) << at;
    }
    EXPECT_EQ(Count("feedback_waiting"), 0);
}

TEST_F(Intaking, RefusesAProofThatIsNone) {
    Options options;
    Build(options);
    std::string bytes = Prove(SealReport(DraftOf({})));
    int refused = 0;
    for (int i = 0; i < 16; ++i) {
        bytes.back() = static_cast<char>(i);
        if (Send(bytes) == "proof_wrong") ++refused;
    }
    EXPECT_GT(refused, 4);  // two bits: a quarter of all tries hold
}

TEST_F(Intaking, RefusesAChallengeAfterTenMinutes) {
    const std::string bytes = Prove(SealReport(DraftOf({})));
    clock_.now = clock_.now.Plus(std::chrono::minutes(12));
    EXPECT_EQ(Send(bytes), "challenge_expired");
}

TEST_F(Intaking, RefusesAChallengeForOtherBytesAndOneOfAnotherProcess) {
    const std::string one = Prove(SealReport(DraftOf({})));
    const std::string other = SealReport(DraftOf({}));
    EXPECT_EQ(Send(other + one.substr(one.size() - 48)), "challenge_wrong");
    Build({});
    EXPECT_EQ(Send(one), "challenge_wrong");
}

TEST_F(Intaking, RefusesUnknownOfficesDestroyedMonthsAndMonthsLongPast) {
    Draft draft = DraftOf({});
    draft.office = Random(kIdSize);
    EXPECT_EQ(Send(Prove(SealReport(draft))), "office_unknown");
    draft = DraftOf({});
    draft.epoch = 202601;
    EXPECT_EQ(Send(Prove(SealReport(draft))), "epoch_closed");
    database_->Write([&](Connection& connection) {
        for (const int epoch : {202609, 202610}) {
            connection.Execute("INSERT INTO feedback_epoch VALUES ($1, $2, $3, x'00', 0)", Bytes{office_.id},
                               epoch, Bytes{office_.epoch.public_key});
        }
    });
    draft.epoch = 202610;  // a page opened last month
    EXPECT_EQ(Send(Prove(SealReport(draft))), "taken");
    draft = DraftOf({});
    draft.epoch = 202609;
    EXPECT_EQ(Send(Prove(SealReport(draft))), "epoch_closed");
    Execute("UPDATE feedback_epoch SET destroyed = 1");
    EXPECT_EQ(Report({}), "epoch_closed");
}

TEST_F(Intaking, AnswersEveryOutcomeInOneSize) {
    std::set<std::size_t> sizes;
    for (const std::string& body : {std::string(), std::string("QF"), std::string(kLargestReport + 5, 'x'),
                                    Prove(SealReport(DraftOf({}))), SealReport(DraftOf({}))}) {
        const Reply reply = Ask(&Intake::Submit, body);
        EXPECT_EQ(reply.status, 202);
        sizes.insert(reply.body.size());
    }
    EXPECT_EQ(sizes, std::set<std::size_t>{160});
}

TEST_F(Intaking, QueuesWhatIsOverTheQuotaAndBlocksNobody) {
    Options options;
    options.daily_quota = 3;
    Build(options);
    for (int i = 0; i < 8; ++i) EXPECT_EQ(Report({}), "taken");
    EXPECT_EQ(Count("feedback_waiting WHERE slow = 1"), 5);
}

TEST_F(Intaking, TakesMessagesForReceiptsThatAreThereAlone) {
    const Reporter known;
    EXPECT_EQ(Report(known, Kind::kMessage), "receipt_unknown");
    EXPECT_EQ(Report(known), "taken");
    EXPECT_EQ(Report(known), "receipt_used");
    EXPECT_EQ(Report(known, Kind::kMessage), "taken");
    Draft elsewhere = DraftOf(known, Kind::kMessage);
    elsewhere.office = second_.id;
    elsewhere.epoch_key = second_.epoch.public_key;
    EXPECT_EQ(Send(Prove(SealReport(elsewhere))), "office_unknown");
}

TEST_F(Intaking, TakesOneObjectionAndOneOutcomeAfterTheClosing) {
    const Reporter reporter;
    Report(reporter);
    clock_.now = clock_.now.Plus(std::chrono::hours(19));
    intake_->Round();
    EXPECT_EQ(Report(reporter, Kind::kObjection), "not_closed");
    EXPECT_EQ(Report(reporter, Kind::kOutcome), "not_closed");
    Execute("UPDATE feedback_case SET state = 'closed'");
    const std::string objection = Prove(SealReport(DraftOf(reporter, Kind::kObjection)));
    EXPECT_EQ(Send(objection), "taken");
    EXPECT_EQ(Send(objection), "taken");  // a retry
    EXPECT_EQ(Report(reporter, Kind::kObjection), "already_objected");
    EXPECT_EQ(Report(reporter, Kind::kOutcome), "taken");
    EXPECT_EQ(Report(reporter, Kind::kOutcome), "already_told");
    EXPECT_EQ(Count("feedback_waiting"), 2);
}

TEST_F(Intaking, KeepsReportsThroughARestart) {
    Report({});
    intake_.reset();
    database_.reset();
    database_ = Database::Open(folder_ / "feedback.db");
    const std::string before = salt_;
    Build({});
    EXPECT_EQ(salt_, before);
    EXPECT_EQ(Count("feedback_waiting"), 1);
}

TEST_F(Intaking, GivesItsPublicFilesByteForByte) {
    intake_->Publish(PublicFile::kForms, R"([{"number":"1"}])");
    std::string body;
    intake_->Public(PublicFile::kForms, [&body](Reply reply) { body = reply.body; });
    EXPECT_EQ(body, R"([{"number":"1"}])");
}

TEST_F(Intaking, AsksForMoreWorkUnderLoadAndNeverBeyondTheMost) {
    Options options;
    Build(options);
    for (int i = 0; i < 5000; ++i) Ask(&Intake::Submit, "x");
    const json::value answer = ParseJson(Ask(&Intake::Challenge, "{}").body);
    EXPECT_GT(answer.at("bits").as_int64(), 2);
    EXPECT_LE(answer.at("bits").as_int64(), 14);
}

}  // namespace
}  // namespace qz::feedback::intake
