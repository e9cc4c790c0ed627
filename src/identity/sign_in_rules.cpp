#include "identity/sign_in_rules.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include "platform/base/json.hpp"

namespace qz::identity {

namespace {

icu::UnicodeString Normalized(const icu::Normalizer2* (*form)(UErrorCode&), const icu::UnicodeString& text) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = form(error);
    icu::UnicodeString result = normalizer->normalize(text, error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU cannot normalise text.");
    return result;
}

icu::UnicodeString FromUtf8(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
}

std::string ToUtf8(const icu::UnicodeString& text) {
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

// The first of the lists of leaked passwords that have ten characters and more, and what Chinese lists add.
constexpr std::array<std::string_view, 26> kWellKnown = {
    "1234567890",  "0123456789",   "12345678910", "123456789a",   "a123456789",    "123456789q",
    "q123456789",  "qwertyuiop",   "1q2w3e4r5t",  "1qaz2wsx3edc", "qwerty12345",   "qwerty1234",
    "password123", "password1234", "password12",  "passw0rd123",  "woaini1314",    "woaini520",
    "5201314520",  "1314520520",   "abcd123456",  "abc1234567",   "administrator", "admin12345",
    "admin123456", "iloveyou1314"};

}  // namespace

std::optional<std::string> LoginKey(std::string_view login) {
    if (!CountCodePoints(login)) return std::nullopt;
    static const std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> checker = [] {
        UErrorCode error = U_ZERO_ERROR;
        std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> opened(uspoof_open(&error), &uspoof_close);
        if (U_FAILURE(error)) throw std::runtime_error("ICU has no table of lookalikes.");
        return opened;
    }();
    // Folding first: "L" and "l" are one, and "l" looks like "1".
    const icu::UnicodeString folded = Normalized(&icu::Normalizer2::getNFKCCasefoldInstance, FromUtf8(login));
    icu::UnicodeString skeleton;
    UErrorCode error = U_ZERO_ERROR;
    uspoof_getSkeletonUnicodeString(checker.get(), 0, folded, skeleton, &error);
    if (U_FAILURE(error)) return std::nullopt;
    // The skeleton of "1" is "l", of "0" is "O": folding once more brings case back together.
    return ToUtf8(Normalized(&icu::Normalizer2::getNFKCCasefoldInstance, skeleton));
}

Findings CheckLogin(std::string_view login, std::string_view field) {
    const std::string name(field);
    const auto length = CountCodePoints(login);
    if (!length || *length < 2 || *length > 64) {
        return {{name, "identity.account.login_length", {{"least", "2"}, {"most", "64"}}}};
    }
    const icu::UnicodeString text = FromUtf8(login);
    for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 character = text.char32At(i);
        if (!u_isalnum(character) && character != '.' && character != '_' && character != '-' &&
            character != '@') {
            return {{name, "identity.account.login_characters", {}}};
        }
    }
    return {};
}

std::string PasswordText(std::string_view password) {
    return ToUtf8(Normalized(&icu::Normalizer2::getNFCInstance, FromUtf8(password)));
}

std::optional<std::string> PhoneText(std::string_view typed) {
    if (!CountCodePoints(typed)) return std::nullopt;
    icu::UnicodeString text = Normalized(&icu::Normalizer2::getNFKCInstance, FromUtf8(typed)).trim();
    if (text.isEmpty()) return "";
    int digits = 0;
    for (int i = 0; i < text.length(); ++i) {
        const char16_t sign = text.charAt(i);
        if (sign >= u'0' && sign <= u'9') {
            ++digits;
        } else if (std::u16string_view(u" +-()转").find(sign) == std::u16string_view::npos) {
            return std::nullopt;
        }
    }
    if (digits < 5 || text.length() > 30) return std::nullopt;
    return ToUtf8(text);
}

std::string SearchText(std::string_view text) {
    return ToUtf8(Normalized(&icu::Normalizer2::getNFKCCasefoldInstance, FromUtf8(text)));
}

Findings CheckPassword(std::string_view password, std::string_view login, std::string_view field) {
    const std::string name(field);
    const auto length = CountCodePoints(password);
    if (!length || *length < 10) return {{name, "identity.password.too_short", {{"least", "10"}}}};
    // Argon2id takes any length; the limit keeps a request's work small.
    if (*length > 200) return {{name, "identity.password.too_long", {{"most", "200"}}}};
    const std::string folded = SearchText(password);
    const std::string own = SearchText(login);
    if (!own.empty() && (folded == own || folded == own + own))
        return {{name, "identity.password.is_login", {}}};
    const bool one_character = folded.find_first_not_of(folded.front()) == std::string::npos;
    if (one_character || std::find(kWellKnown.begin(), kWellKnown.end(), folded) != kWellKnown.end()) {
        return {{name, "identity.password.well_known", {}}};
    }
    return {};
}

std::string ActivationText(std::string_view typed) {
    std::string code;
    for (const char character : typed) {
        if (character == ' ' || character == '-') continue;
        code += character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
    }
    return code;
}

std::string ActivationPrint(std::string_view code) {
    std::string text;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i > 0 && i % 4 == 0) text += '-';
        text += code[i];
    }
    return text;
}

Attempts DecideAfterFailure(Attempts before, Instant now) {
    if (before.failures + 1 >= kFailuresUntilLock) return {0, now.Plus(kLock)};
    return {before.failures + 1, before.locked_until};
}

bool SessionHolds(const SessionTimes& times, Instant now) {
    return now < times.expires_at && now.Since(times.last_used) <= std::chrono::milliseconds(kIdle).count();
}

bool DayWithin(Date day, Date from, std::optional<Date> until) {
    return from <= day && (!until || day <= *until);
}

}  // namespace qz::identity
