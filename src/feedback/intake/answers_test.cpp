#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feedback/intake/house.hpp"

namespace qz::feedback::intake {
namespace {

using Answering = House;

TEST_F(Answering, GivesEightSlotsForEveryReceiptAndForNone) {
    const Reporter known;
    Report(known);
    for (const std::string& body : {std::string(), std::string("{}"), std::string(R"({"lookup":"!"})"),
                                    std::string(R"({"lookup":"AAAA"})"),
                                    json::serialize(json::object{{"lookup", Base64Url(Random(16))}}),
                                    json::serialize(json::object{{"lookup", Base64Url(known.lookup_id)}})}) {
        const Reply reply = Ask(&Intake::Answers, body);
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.content_type, "application/octet-stream");
        EXPECT_EQ(reply.body.size(), kSlots * kSlotSize);
    }
}

TEST_F(Answering, SaysThatAReportWasReceivedBeforeAnyOfficeSawIt) {
    const Reporter reporter;
    Report(reporter);
    const auto messages = Messages(reporter);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].at("kind").as_string(), "received");
    EXPECT_EQ(messages[0].at("at").as_string(), "2026-11-23");
    EXPECT_EQ(messages[0].at("office").as_string(), Base64Url(office_.id));
    EXPECT_FALSE(messages[0].at("may_object").as_bool());
    EXPECT_TRUE(Messages(Reporter{}).empty());
}

TEST_F(Answering, GivesTheLatestAnswersAndWhatMayStillBeSaid) {
    const Reporter reporter;
    Report(reporter);
    clock_.now = clock_.now.Plus(std::chrono::hours(19));
    intake_->Round();
    Execute("UPDATE feedback_case SET state = 'closed'");
    database_->Write([&](Connection& connection) {
        const std::string voice = connection.Text("SELECT id FROM feedback_voice").value();
        for (int i = 1; i <= 9; ++i) {
            const std::string text = json::serialize(json::object{{"v", 1}, {"kind", "answer"}, {"n", i}});
            connection.Execute("INSERT INTO feedback_answer VALUES ($1, $2, $3, 1, 'answer', $4)",
                               Bytes{Random(16)}, Bytes{voice}, i,
                               Bytes{SealSlot(text, reporter.reply.public_key)});
        }
    });
    const auto messages = Messages(reporter);
    ASSERT_EQ(messages.size(), 8u);
    std::set<std::int64_t> numbers;
    for (const json::value& message : messages) {
        if (message.at("kind") == "received") {
            EXPECT_TRUE(message.at("may_object").as_bool());
            EXPECT_TRUE(message.at("may_tell").as_bool());
        } else {
            numbers.insert(message.at("n").as_int64());
        }
    }
    EXPECT_EQ(numbers, (std::set<std::int64_t>{3, 4, 5, 6, 7, 8, 9}));
}

TEST_F(Answering, PutsTheSlotsInAnotherOrderEachTime) {
    const Reporter reporter;
    Report(reporter);
    std::set<std::size_t> places;
    for (int i = 0; i < 60; ++i) {
        const std::string slots =
            Ask(&Intake::Answers, json::serialize(json::object{{"lookup", Base64Url(reporter.lookup_id)}}))
                .body;
        for (std::size_t at = 0; at < kSlots; ++at) {
            if (OpenSlot(slots.substr(at * kSlotSize, kSlotSize), reporter.reply)) places.insert(at);
        }
    }
    EXPECT_GT(places.size(), 4u);
}

}  // namespace
}  // namespace qz::feedback::intake
