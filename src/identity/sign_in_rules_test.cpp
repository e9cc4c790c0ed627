#include "identity/sign_in_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz::identity {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow{1789952400000};

std::string CodeOf(const Findings& findings) {
    return findings.empty() ? "" : findings.front().code;
}

TEST(LoginKey, TakesLookalikesForTheSame) {
    const auto key = LoginKey("zhang01");
    EXPECT_EQ(LoginKey("ZHANG01"), key);
    EXPECT_EQ(LoginKey("ｚｈａｎｇ０１"), key);  // full width
    EXPECT_EQ(LoginKey("zh\u0430ng01"), key);    // Cyrillic а
    EXPECT_EQ(LoginKey("zhangO1"), key);         // letter O for zero
    EXPECT_EQ(LoginKey("zhang0l"), key);         // letter l for one
    EXPECT_NE(LoginKey("zhang02"), key);
    EXPECT_EQ(LoginKey("e\u0301"), LoginKey("\u00e9"));  // NFC
    EXPECT_FALSE(LoginKey("\xff"));
}

TEST(LoginKey, KeepsTheCodesOfVillagesApart) {
    std::set<std::string> keys;
    for (std::int64_t code = 371002001001; code < 371002001999; ++code)
        keys.insert(*LoginKey(std::to_string(code)));
    EXPECT_EQ(keys.size(), 998u);
}

TEST(PhoneText, TakesWhatPeopleWriteForATelephone) {
    EXPECT_EQ(PhoneText("0631-5231234"), "0631-5231234");
    EXPECT_EQ(PhoneText(" 138 6310 0021 "), "138 6310 0021");
    EXPECT_EQ(PhoneText("（０６３１）５２３１２３４转２"), "(0631)5231234转2");
    EXPECT_EQ(PhoneText("  "), "");
    for (const char* wrong :
         {"12", "ask the town", "0631-5231234;", "1111111111222222222233333333334", "\xff"})
        EXPECT_FALSE(PhoneText(wrong)) << wrong;
}

TEST(CheckLogin, RefusesBlanksAndInvisibleCharacters) {
    EXPECT_EQ(CodeOf(CheckLogin("371002001001", "login")), "");
    EXPECT_EQ(CodeOf(CheckLogin("王会计", "login")), "");
    EXPECT_EQ(CodeOf(CheckLogin("a", "login")), "identity.account.login_length");
    EXPECT_EQ(CodeOf(CheckLogin("zhang san", "login")), "identity.account.login_characters");
    EXPECT_EQ(CodeOf(CheckLogin("zhang\u200bsan", "login")), "identity.account.login_characters");
    EXPECT_EQ(CodeOf(CheckLogin("zhang\u202esan", "login")), "identity.account.login_characters");
}

TEST(CheckPassword, AsksForLengthAndNotForComposition) {
    EXPECT_EQ(CodeOf(CheckPassword("wo jia zai hai bian", "zhang", "password")), "");
    EXPECT_EQ(CodeOf(CheckPassword("我家住在海边有三棵树", "zhang", "password")), "");
    EXPECT_EQ(CodeOf(CheckPassword("A1b2C3d4!", "zhang", "password")), "identity.password.too_short");
    EXPECT_EQ(CodeOf(CheckPassword(std::string(201, 'x') + "y", "zhang", "password")),
              "identity.password.too_long");
}

TEST(CheckPassword, RefusesTheLoginAndTheWellKnown) {
    EXPECT_EQ(CodeOf(CheckPassword("371002001001", "371002001001", "password")),
              "identity.password.is_login");
    EXPECT_EQ(CodeOf(CheckPassword("Password123", "zhang", "password")), "identity.password.well_known");
    EXPECT_EQ(CodeOf(CheckPassword("aaaaaaaaaaaa", "zhang", "password")), "identity.password.well_known");
}

TEST(DecideAfterFailure, LocksForFifteenMinutesAtTheFifth) {
    Attempts attempts;
    for (int i = 1; i < kFailuresUntilLock; ++i) {
        attempts = DecideAfterFailure(attempts, kNow);
        EXPECT_EQ(attempts.failures, i);
        EXPECT_FALSE(IsLocked(attempts, kNow));
    }
    attempts = DecideAfterFailure(attempts, kNow);
    EXPECT_TRUE(IsLocked(attempts, kNow));
    EXPECT_TRUE(IsLocked(attempts, kNow.Plus(15min - 1ms)));
    EXPECT_FALSE(IsLocked(attempts, kNow.Plus(15min)));
    // The next five are counted anew.
    EXPECT_FALSE(IsLocked(DecideAfterFailure(attempts, kNow.Plus(15min)), kNow.Plus(15min)));
}

TEST(SessionHolds, EndsAfterThirtyIdleMinutesAndTwelveHours) {
    const SessionTimes times{kNow, kNow.Plus(12h)};
    EXPECT_TRUE(SessionHolds(times, kNow.Plus(30min)));
    EXPECT_FALSE(SessionHolds(times, kNow.Plus(30min + 1ms)));
    EXPECT_TRUE(SessionHolds({kNow.Plus(12h - 1min), kNow.Plus(12h)}, kNow.Plus(12h - 1ms)));
    EXPECT_FALSE(SessionHolds({kNow.Plus(12h - 1min), kNow.Plus(12h)}, kNow.Plus(12h)));
}

TEST(ActivationText, TakesACodeAsPeopleTypeIt) {
    EXPECT_EQ(ActivationText("k7pq-m2xd 9hwt"), "K7PQM2XD9HWT");
    EXPECT_EQ(ActivationText(ActivationPrint("K7PQM2XD9HWT")), "K7PQM2XD9HWT");
    EXPECT_EQ(ActivationPrint("K7PQM2XD9HWT"), "K7PQ-M2XD-9HWT");
}

TEST(DayWithin, CountsBothDays) {
    const Date day = Date::From(2026, 9, 21);
    EXPECT_TRUE(DayWithin(day, day, day));
    EXPECT_TRUE(DayWithin(day, day, std::nullopt));
    EXPECT_FALSE(DayWithin(Date{day.days + 1}, day, day));
    EXPECT_FALSE(DayWithin(Date{day.days - 1}, day, std::nullopt));
}

}  // namespace
}  // namespace qz::identity
