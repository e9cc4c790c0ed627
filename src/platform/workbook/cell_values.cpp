#include "platform/workbook/cell_values.hpp"

#include <charconv>
#include <cmath>

#include "platform/base/clock.hpp"

namespace qz::workbook {
namespace {

constexpr std::uint32_t kMostRows = 1'048'576;
constexpr std::uint32_t kMostColumns = 16'384;

bool IsDigit(char character) {
    return character >= '0' && character <= '9';
}
char Lower(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
}

// The parts of "-12.50E-3". The value is 0.<digits> × 10^point.
struct Scientific {
    bool negative = false;
    std::string digits;
    int point = 0;
    bool plain = true;  // there was no exponent
};

// No program counts below this.
constexpr int kLeastExponent = -308;

std::optional<Scientific> ParseScientific(std::string_view text) {
    Scientific number;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        number.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    bool any = false;
    bool after_point = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (IsDigit(text[at])) {
            any = true;
            number.digits += text[at];
            if (!after_point) ++number.point;
        } else if (text[at] == '.' && !after_point) {
            after_point = true;
        } else {
            break;
        }
    }
    if (!any || number.digits.size() > 400) return std::nullopt;
    if (at < text.size()) {
        if (Lower(text[at]) != 'e') return std::nullopt;
        number.plain = false;
        ++at;
        if (at < text.size() && text[at] == '+') ++at;
        int exponent = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
        if (error != std::errc() || end != text.data() + text.size() || exponent > 308) return std::nullopt;
        if (exponent < kLeastExponent) number.digits.clear();
        number.point += std::max(exponent, kLeastExponent);
    }
    const std::size_t zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
    number.digits.erase(0, zeros);
    number.point -= static_cast<int>(zeros);
    while (!number.digits.empty() && number.digits.back() == '0') number.digits.pop_back();
    if (number.digits.empty()) number = {.negative = false, .digits = {}, .point = 0, .plain = number.plain};
    return number;
}

std::string Plain(const Scientific& number) {
    if (number.digits.empty()) return "0";
    std::string text = number.negative ? "-" : "";
    if (number.point <= 0) {
        text += "0.";
        text.append(static_cast<std::size_t>(-number.point), '0');
        return text + number.digits;
    }
    const auto whole = static_cast<std::size_t>(number.point);
    if (whole >= number.digits.size()) {
        text += number.digits;
        text.append(whole - number.digits.size(), '0');
        return text;
    }
    return text + number.digits.substr(0, whole) + "." + number.digits.substr(whole);
}

// Rounded to 15 digits, the half away from zero, as the screen of Excel does.
void RoundToFifteen(Scientific& number) {
    constexpr std::size_t kDigits = 15;
    if (number.digits.size() <= kDigits) return;
    const bool up = number.digits[kDigits] >= '5';
    number.digits.resize(kDigits);
    if (up) {
        std::size_t at = kDigits;
        while (at > 0 && number.digits[at - 1] == '9') number.digits[--at] = '0';
        if (at > 0) {
            ++number.digits[at - 1];
        } else {
            number.digits.insert(0, "1");
            ++number.point;
        }
    }
    while (!number.digits.empty() && number.digits.back() == '0') number.digits.pop_back();
}

std::string TwoDigits(int number) {
    std::string text = std::to_string(number);
    return text.size() < 2 ? "0" + text : text;
}

}  // namespace

std::string Letters(std::uint32_t column) {
    std::string letters;
    for (std::uint64_t rest = std::uint64_t{column} + 1; rest > 0; rest = (rest - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    }
    return letters;
}

std::string Reference(std::uint32_t row, std::uint32_t column) {
    return Letters(column) + std::to_string(row);
}

std::optional<Position> ParseReference(std::string_view reference) {
    std::uint32_t column = 0;
    std::size_t at = 0;
    for (; at < reference.size() && at < 4; ++at) {
        const char letter = Lower(reference[at]);
        if (letter < 'a' || letter > 'z') break;
        column = column * 26 + static_cast<std::uint32_t>(letter - 'a' + 1);
    }
    std::uint32_t row = 0;
    const auto [end, error] =
        std::from_chars(reference.data() + at, reference.data() + reference.size(), row);
    if (error != std::errc() || end != reference.data() + reference.size()) return std::nullopt;
    if (column == 0 || column > kMostColumns || row == 0 || row > kMostRows) return std::nullopt;
    return Position{row, column - 1};
}

std::optional<CellRange> ParseRange(std::string_view range) {
    const std::size_t colon = std::min(range.find(':'), range.size());
    const auto first = ParseReference(range.substr(0, colon));
    const auto last = colon == range.size() ? first : ParseReference(range.substr(colon + 1));
    if (!first || !last || last->row < first->row || last->column < first->column) return std::nullopt;
    return CellRange{first->row, last->row, first->column, last->column};
}

std::optional<Cell> NumberCell(std::string_view source) {
    auto number = ParseScientific(source);
    if (!number) return std::nullopt;
    // Excel keeps 15 digits of what is typed. A whole number longer than that has lost its end; a fraction
    // longer than that is how programs write the binary neighbour of what was typed (8.41
    // as 8.4100000000000001).
    if (number->point > 15) return Cell{CellKind::kImpreciseNumber, Plain(*number)};
    if (number->digits.size() <= 15 && number->plain && source.front() != '+' && source.front() != '.') {
        const bool led_by_zero = source.size() > 1 && source[0] == '0' && IsDigit(source[1]);
        if (!number->digits.empty() && !led_by_zero && source.back() != '.') {
            return Cell{CellKind::kNumber, std::string(source)};
        }
    }
    RoundToFifteen(*number);
    return Cell{CellKind::kNumber, Plain(*number)};
}

std::string Hundredth(std::string_view decimal) {
    auto number = ParseScientific(decimal);
    if (!number) return std::string(decimal);
    if (!number->digits.empty()) number->point -= 2;
    return Plain(*number);
}

std::optional<Cell> DateCell(std::string_view source, bool from_1904) {
    double serial = 0;
    const auto [end, error] = std::from_chars(source.data(), source.data() + source.size(), serial);
    if (error != std::errc() || end != source.data() + source.size()) return std::nullopt;
    constexpr double kDayAfterLast = 2'958'466;  // 10000-01-01
    if (!(serial >= 0) || serial >= kDayAfterLast) return std::nullopt;

    auto day = static_cast<std::int32_t>(serial);
    // Half a second and less is noise of the fraction of a day.
    auto seconds = static_cast<std::int32_t>(std::lround((serial - day) * 86'400.0));
    if (seconds == 86'400) {
        ++day;
        seconds = 0;
    }
    const std::string clock_text =
        TwoDigits(seconds / 3600) + ":" + TwoDigits(seconds / 60 % 60) + ":" + TwoDigits(seconds % 60);
    if (day == 0 && !from_1904) return Cell{CellKind::kTime, clock_text};

    qz::Date date;
    if (from_1904) {
        date.days = qz::Date::From(1904, 1, 1).days + day;
    } else if (day == 60) {
        return std::nullopt;  // 29 February 1900
    } else {
        date.days = qz::Date::From(1899, 12, day < 60 ? 31 : 30).days + day;
    }
    if (date.days > qz::Date::From(9999, 12, 31).days) return std::nullopt;
    if (seconds == 0) return Cell{CellKind::kDate, date.ToString()};
    return Cell{CellKind::kDateTime, date.ToString() + "T" + clock_text};
}

bool IsBuiltInDateFormat(int id) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
           (id >= 50 && id <= 58);
}

bool IsDateFormat(std::string_view code) {
    for (std::size_t at = 0; at < code.size(); ++at) {
        switch (Lower(code[at])) {
            case '"':
                at = std::min(code.find('"', at + 1), code.size());
                break;
            case '\\':
            case '_':
            case '*':
                ++at;
                break;
            case '[': {
                const std::size_t close = std::min(code.find(']', at), code.size());
                const char inside = at + 1 < close ? Lower(code[at + 1]) : ' ';
                // [h], [mm] and [s] count hours; [Red], [$¥-804] and [>100] do not.
                const bool elapsed =
                    (inside == 'h' || inside == 'm' || inside == 's') &&
                    code.substr(at + 1, close - at - 1).find_first_not_of("hHmMsS") == std::string_view::npos;
                if (elapsed) return true;
                at = close;
                break;
            }
            case 'a':  // the day of the week, "aaaa"; "General" has one
                if (at + 2 < code.size() && Lower(code[at + 1]) == 'a' && Lower(code[at + 2]) == 'a')
                    return true;
                break;
            case 'y':
            case 'm':
            case 'd':
            case 'h':
            case 's':
                return true;
            default:  // "General" holds no letter of a date
                break;
        }
    }
    return false;
}

std::string DecodeEscapes(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t escape = text.find("_x", at);
        if (escape == std::string_view::npos || escape + 7 > text.size()) break;
        decoded += text.substr(at, escape - at);
        unsigned number = 0;
        const char* const first = text.data() + escape + 2;
        const auto [end, error] = std::from_chars(first, first + 4, number, 16);
        if (error == std::errc() && end == first + 4 && text[escape + 6] == '_' && number != 0 &&
            number < 0x80) {
            decoded += static_cast<char>(number);
            at = escape + 7;
        } else {
            decoded += "_x";
            at = escape + 2;
        }
    }
    decoded += text.substr(at);
    return decoded;
}

std::optional<int> SignificantDigits(std::string_view decimal) {
    const auto number = ParseScientific(decimal);
    if (!number || !number->plain || decimal.front() == '+') return std::nullopt;
    // Trailing zeros of a whole number are digits of it: 16 digits are 16 digits.
    return std::max(static_cast<int>(number->digits.size()), number->point);
}

}  // namespace qz::workbook
