#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/clock.hpp"
#include "platform/base/problem.hpp"

// Decisions about logins, passwords, locks and sessions; values in, values out.
namespace qz::identity {

// SECURITY B7: «Lock for 15 minutes after 5 failures in a row; idle logout after 30 minutes».
inline constexpr int kFailuresUntilLock = 5;
inline constexpr std::chrono::minutes kLock{15};
inline constexpr std::chrono::minutes kIdle{30};
inline constexpr std::chrono::hours kLongestSession{12};
inline constexpr std::chrono::days kActivation{14};

// What two logins must not share: NFC, case folded, and lookalikes folded together (Unicode TS 39 skeleton),
// so that "Z10" and "ZlO" are one. Nothing for text that is not UTF-8.
std::optional<std::string> LoginKey(std::string_view login);
// 2 to 64 letters, digits and . _ - @; no blanks, no invisible characters.
Findings CheckLogin(std::string_view login, std::string_view field);
// At least ten characters, not the login, not one of the well-known ones. No rules of composition: they make
// passwords that people write down.
Findings CheckPassword(std::string_view password, std::string_view login, std::string_view field);
// What is hashed: NFC, so that two keyboards type the same.
std::string PasswordText(std::string_view password);
// A telephone as somebody typed it, full-width signs made narrow, blanks around it gone; "" takes it back.
// Nothing for what is no telephone: 5 to 30 digits, blanks, + - ( ) and 转 for an extension.
std::optional<std::string> PhoneText(std::string_view typed);
// Names and logins as the search over accounts compares them: NFKC, folded.
std::string SearchText(std::string_view text);

// "k7pq-m2xd 9hwt" → "K7PQM2XD9HWT".
std::string ActivationText(std::string_view typed);
// "K7PQM2XD9HWT" → "K7PQ-M2XD-9HWT", as the sheet prints it.
std::string ActivationPrint(std::string_view code);

struct Attempts {
    int failures = 0;
    Instant locked_until;
};
// After one more wrong password or code. A lock that is reached starts the count anew.
Attempts DecideAfterFailure(Attempts before, Instant now);
inline bool IsLocked(const Attempts& attempts, Instant now) {
    return now < attempts.locked_until;
}

struct SessionTimes {
    Instant last_used;
    Instant expires_at;
};
bool SessionHolds(const SessionTimes& times, Instant now);

// Both days belong to the span; no end: for good.
bool DayWithin(Date day, Date from, std::optional<Date> until);

}  // namespace qz::identity
