#include "platform/workbook/written_values.hpp"

#include <algorithm>
#include <vector>

namespace qz::workbook {
namespace {

using Words = std::vector<std::string_view>;

bool IsDigit(char character) {
    return character >= '0' && character <= '9';
}

bool AllDigits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

}  // namespace

bool IsIdNumber(std::string_view text) {
    if (text.size() == 15) {
        // No check digit: a place and a day that there are.
        if (!AllDigits(text) || text[0] == '0' || text[0] == '9') return false;
        const int month = (text[8] - '0') * 10 + text[9] - '0';
        const int day = (text[10] - '0') * 10 + text[11] - '0';
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }
    if (text.size() != 18 || !AllDigits(text.substr(0, 17))) return false;
    static constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t at = 0; at < 17; ++at) sum += (text[at] - '0') * kWeights[at];
    const char check = "10X98765432"[sum % 11];
    return text[17] == check || (check == 'X' && text[17] == 'x');
}

bool IsTelephone(std::string_view text) {
    if (IsWrittenDate(text)) return false;  // 2010-01-02 has as many digits as a telephone
    std::string digits;
    for (const char character : text) {
        if (IsDigit(character)) {
            digits += character;
        } else if (character != '-' && character != ' ' && character != '(' && character != ')') {
            return false;
        }
    }
    if (digits.size() == 11 && digits[0] == '1' && digits[1] >= '3') return true;
    const bool has_area = digits.size() >= 10 && digits.size() <= 12 && digits[0] == '0';
    return has_area ||
           (digits.size() >= 7 && digits.size() <= 8 && digits.size() != text.size() && digits[0] >= '2');
}

bool IsLongDigits(std::string_view text) {
    return text.size() >= 6 && AllDigits(text.substr(0, text.size() - 1)) &&
           (IsDigit(text.back()) || text.back() == 'X' || text.back() == 'x');
}

std::string Narrowed(std::string_view text) {
    std::string narrow;
    for (std::size_t at = 0; at < text.size(); ++at) {
        // U+FF01 to U+FF5E stand for the signs of ASCII, as wide as an ideograph.
        const auto next = [&](std::size_t ahead) {
            return at + ahead < text.size() ? static_cast<unsigned char>(text[at + ahead]) : 0u;
        };
        if (next(0) == 0xEF && (next(1) == 0xBC || next(1) == 0xBD) && next(2) >= 0x80 && next(2) < 0xC0) {
            const unsigned code = 0xFF00u + (next(1) - 0xBCu) * 0x40u + (next(2) - 0x80u);
            if (code >= 0xFF01u && code <= 0xFF5Eu) {
                narrow += static_cast<char>(code - 0xFF01u + 0x21u);
                at += 2;
                continue;
            }
        }
        narrow += text[at];
    }
    return narrow;
}

bool IsYearAndMonth(std::string_view text) {
    if (text.size() < 6 || text.size() > 7 || (!text.starts_with("19") && !text.starts_with("20")) ||
        !AllDigits(text.substr(0, 4))) {
        return false;
    }
    const std::string_view month = text.substr(text[4] == '.' || text[4] == '-' || text[4] == '/' ? 5 : 4);
    if (!AllDigits(month) || month.size() > 2) return false;
    const int number = month.size() == 1 ? month[0] - '0' : (month[0] - '0') * 10 + month[1] - '0';
    return number >= 1 && number <= 12;
}

bool IsWrittenDate(std::string_view text) {
    static const Words kMarks = {"年", "月", "-", "/", ".", "．"};
    if (text.size() == 8 && AllDigits(text)) {
        const int month = (text[4] - '0') * 10 + text[5] - '0';
        const int day = (text[6] - '0') * 10 + text[7] - '0';
        return (text.starts_with("19") || text.starts_with("20")) && month >= 1 && month <= 12 && day >= 1 &&
               day <= 31;
    }
    if (text.size() < 6 || text.size() > 24 || (!text.starts_with("19") && !text.starts_with("20")))
        return false;
    if (!AllDigits(text.substr(0, 4))) return false;
    std::string_view rest = text.substr(4);
    for (int part = 0; part < 2; ++part) {
        const auto found = std::find_if(kMarks.begin(), kMarks.end(),
                                        [&](std::string_view each) { return rest.starts_with(each); });
        if (found == kMarks.end()) return false;
        rest.remove_prefix(found->size());
        std::size_t digits = 0;
        while (digits < rest.size() && IsDigit(rest[digits])) ++digits;
        if (digits == 0 || digits > 2) return false;
        const int number = digits == 1 ? rest[0] - '0' : (rest[0] - '0') * 10 + rest[1] - '0';
        if (number == 0 || number > (part == 0 ? 12 : 31)) return false;
        rest.remove_prefix(digits);
        if (rest.empty() || rest == "月" || rest == "日" || rest == "号") return true;
    }
    return rest.empty() || rest == "日" || rest == "号";
}

}  // namespace qz::workbook
