#include "admission/bill.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz::admission {
namespace {

Minutes Sample() {
    Minutes minutes;
    minutes.seconds = {{"integer", 60}, {"text", 40}};
    minutes.per_return_seconds = 300;
    minutes.paper_seconds = 1200;
    minutes.confirm_seconds = 5;
    minutes.rows_per_roster = 20;
    return minutes;
}

BillField Field(Verdict verdict, Answer answer, std::int64_t held) {
    return {"households", "户数", catalogue::ValueType::kInteger,       verdict,
            answer,       held,   verdict == Verdict::kStale ? held : 0};
}

TEST(Bill, MultipliesUnitsByTimesByMinutes) {
    const Bill bill = MakeBill({100, 12, false, false, {Field(Verdict::kNew, Answer::kAsk, 0)}}, Sample());
    EXPECT_EQ(bill.asking, 100 * 12 * (60 + 300));
    EXPECT_EQ(bill.everything, bill.asking);
    EXPECT_EQ(bill.hub, 0);
    EXPECT_EQ(bill.unit_seconds, 360);
}

TEST(Bill, ChargesOnlyUnitsThatMustTypeWhereTheHubAnswers) {
    const Bill bill =
        MakeBill({100, 1, false, false, {Field(Verdict::kHeld, Answer::kUseHeld, 90)}}, Sample());
    EXPECT_EQ(bill.lines[0].units, 10);
    EXPECT_EQ(bill.asking, 10 * 60 + 10 * 300);
    EXPECT_EQ(bill.hub, 90 * 60 + 90 * 300);
    EXPECT_EQ(bill.asking + bill.hub + bill.left_out, bill.everything);
}

TEST(Bill, ChargesEverybodyWhereAHeldValueIsAskedAgain) {
    const Bill bill = MakeBill({100, 1, false, false, {Field(Verdict::kHeld, Answer::kAsk, 90)}}, Sample());
    EXPECT_EQ(bill.asking, bill.everything);
}

TEST(Bill, ChargesALookForAStaleValue) {
    const Bill bill =
        MakeBill({100, 1, false, false, {Field(Verdict::kStale, Answer::kUseHeld, 100)}}, Sample());
    EXPECT_EQ(bill.lines[0].confirming, 100);
    EXPECT_EQ(bill.asking, 100 * 5 + 100 * 300);
}

TEST(Bill, ChargesALookWhereSomeUnitsOfAHeldFieldAreStale) {
    BillField field = Field(Verdict::kHeld, Answer::kUseHeld, 90);
    field.stale = 30;
    const Bill bill = MakeBill({100, 1, false, false, {field}}, Sample());
    EXPECT_EQ(bill.lines[0].units, 10);
    EXPECT_EQ(bill.lines[0].confirming, 30);
    EXPECT_EQ(bill.asking, 10 * 60 + 30 * 5 + 40 * 300);
    EXPECT_EQ(bill.asking + bill.hub + bill.left_out, bill.everything);
}

TEST(Bill, CostsNothingWhenTheHubAnswersAll) {
    const Bill bill =
        MakeBill({100, 4, false, false, {Field(Verdict::kHeld, Answer::kUseHeld, 100)}}, Sample());
    EXPECT_EQ(bill.asking, 0);
    EXPECT_EQ(bill.unit_seconds, 0);
    EXPECT_EQ(bill.hub, bill.everything);
}

TEST(Bill, CountsTheRowsOfARoster) {
    const Bill bill = MakeBill({10, 1, true, false, {Field(Verdict::kNew, Answer::kAsk, 0)}}, Sample());
    EXPECT_EQ(bill.lines[0].seconds, 60 * 20);
    EXPECT_EQ(bill.asking, 10 * 60 * 20 + 10 * 300);
}

TEST(Bill, PutsAPriceOnPaper) {
    const Bill bill =
        MakeBill({100, 2, false, true, {Field(Verdict::kHeld, Answer::kUseHeld, 100)}}, Sample());
    EXPECT_EQ(bill.asking, 0);
    EXPECT_EQ(bill.paper, 100 * 2 * 1200);
    EXPECT_EQ(bill.lines.back().code, "paper");
}

TEST(Bill, AddsUpWhateverIsAnswered) {
    for (const Answer answer :
         {Answer::kAsk, Answer::kUseHeld, Answer::kCounts, Answer::kRows, Answer::kDrop}) {
        for (const Verdict verdict :
             {Verdict::kHeld, Verdict::kHeldNotShareable, Verdict::kVerifyOnly, Verdict::kDerivable,
              Verdict::kStale, Verdict::kDuplicate, Verdict::kNew}) {
            const Bill bill = MakeBill(
                {73, 4, false, true, {Field(verdict, answer, 40), Field(Verdict::kNew, Answer::kAsk, 3)}},
                Sample());
            EXPECT_EQ(bill.asking + bill.hub + bill.left_out, bill.everything)
                << ToWord(verdict) << ' ' << ToWord(answer);
            std::int64_t lines = 0;
            for (const BillLine& line : bill.lines) lines += line.year_seconds;
            EXPECT_EQ(lines, bill.asking + bill.paper);
        }
    }
}

}  // namespace
}  // namespace qz::admission
