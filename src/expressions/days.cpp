#include "expressions/days.hpp"

namespace qz::expressions {
namespace {

bool IsDigit(char c) {
    return c >= '0' && c <= '9';
}

int NumberOf(std::string_view digits) {
    int number = 0;
    for (const char c : digits) number = number * 10 + (c - '0');
    return number;
}

}  // namespace

bool IsDay(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (const std::size_t at : {0, 1, 2, 3, 5, 6, 8, 9}) {
        if (!IsDigit(text[at])) return false;
    }
    const int year = NumberOf(text.substr(0, 4));
    const int month = NumberOf(text.substr(5, 2));
    const int day = NumberOf(text.substr(8, 2));
    if (year < 1 || month < 1 || month > 12 || day < 1) return false;
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= kDays[month - 1] + (leap ? 1 : 0);
}

std::optional<int> YearsBetween(std::string_view birth, std::string_view day) {
    if (day < birth) return std::nullopt;
    const int years = NumberOf(day.substr(0, 4)) - NumberOf(birth.substr(0, 4));
    return day.substr(5) < birth.substr(5) ? years - 1 : years;
}

std::optional<IdNumber> ReadIdNumber(std::string_view number) {
    if (number.size() != 18) return std::nullopt;
    constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) {
        if (!IsDigit(number[i])) return std::nullopt;
        sum += (number[i] - '0') * kWeights[i];
    }
    constexpr std::string_view kChecks = "10X98765432";
    const char check = number[17] == 'x' ? 'X' : number[17];
    if (check != kChecks[static_cast<std::size_t>(sum % 11)]) return std::nullopt;
    IdNumber read;
    read.birth = std::string(number.substr(6, 4)) + "-" + std::string(number.substr(10, 2)) + "-" +
                 std::string(number.substr(12, 2));
    if (!IsDay(read.birth)) return std::nullopt;
    read.female = (number[16] - '0') % 2 == 0;
    return read;
}

}  // namespace qz::expressions
