#include "platform/workbook/number_format.hpp"

#include "platform/base/clock.hpp"
#include "platform/base/decimal.hpp"
#include "platform/workbook/cell_values.hpp"

namespace qz::workbook {
namespace {

char Lower(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
}

// The first section, for positive numbers, without quoted words, escapes and what stands in brackets.
std::string Bare(std::string_view code) {
    std::string bare;
    for (std::size_t at = 0; at < code.size() && code[at] != ';'; ++at) {
        if (code[at] == '"') {
            at = std::min(code.find('"', at + 1), code.size());
        } else if (code[at] == '[') {
            at = std::min(code.find(']', at), code.size());
        } else if (code[at] == '\\' || code[at] == '_' || code[at] == '*') {
            ++at;
        } else {
            bare += code[at];
        }
    }
    return bare;
}

std::size_t RunAt(std::string_view code, std::size_t at) {
    std::size_t end = at;
    while (end < code.size() && Lower(code[end]) == Lower(code[at])) ++end;
    return end - at;
}

std::string Plain(std::string_view digits) {
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    return std::string(digits.substr(first));
}

// Days only; a format with a clock shows what was read, which has the clock too.
std::string ShownDate(std::string_view iso, std::string_view code) {
    if (iso.size() != 10 || code.empty()) return std::string(iso);
    std::string shown;
    for (std::size_t at = 0; at < code.size() && code[at] != ';'; ++at) {
        const std::size_t run = RunAt(code, at);
        switch (Lower(code[at])) {
            case 'y':
                shown += run > 2 ? iso.substr(0, 4) : iso.substr(2, 2);
                at += run - 1;
                break;
            case 'm':
                if (run > 2) return std::string(iso);
                shown += run == 2 ? std::string(iso.substr(5, 2)) : Plain(iso.substr(5, 2));
                at += run - 1;
                break;
            case 'd':
                if (run > 2) return std::string(iso);
                shown += run == 2 ? std::string(iso.substr(8, 2)) : Plain(iso.substr(8, 2));
                at += run - 1;
                break;
            case 'h':
            case 's':
            case 'a':
                return std::string(iso);
            case '"': {
                const std::size_t close = std::min(code.find('"', at + 1), code.size());
                shown += code.substr(at + 1, close - at - 1);
                at = close;
                break;
            }
            case '[':
                at = std::min(code.find(']', at), code.size());
                break;
            case '\\':
                if (++at < code.size()) shown += code[at];
                break;
            case '_':
            case '*':
                ++at;
                break;
            case '@':
                break;
            default:
                shown += code[at];
        }
    }
    return shown;
}

}  // namespace

NumberFormat ParseNumberFormat(std::string_view code) {
    NumberFormat format;
    if (IsDateFormat(code)) {
        format.kind = NumberFormat::Kind::kDate;
        format.code = code.substr(0, 120);
        return format;
    }
    const std::string bare = Bare(code);
    if (bare.find('@') != std::string::npos) {
        format.kind = NumberFormat::Kind::kText;
        return format;
    }
    if (bare.find_first_of("0#?") == std::string::npos || bare.find_first_of("eE/") != std::string::npos) {
        return format;
    }
    format.kind =
        bare.find('%') == std::string::npos ? NumberFormat::Kind::kNumber : NumberFormat::Kind::kPercent;
    if (const std::size_t point = bare.find('.'); point != std::string::npos) {
        const std::size_t end = std::min(bare.find_first_not_of("0#?", point + 1), bare.size());
        format.places = static_cast<int>(std::min<std::size_t>(end - point - 1, 15));
    }
    return format;
}

NumberFormat BuiltInNumberFormat(std::uint32_t id) {
    using Kind = NumberFormat::Kind;
    if (IsBuiltInDateFormat(static_cast<int>(std::min(id, 1000u)))) return {Kind::kDate, 0, {}};
    switch (id) {
        case 1:
        case 3:
        case 37:
        case 38:
        case 41:
        case 42:
            return {Kind::kNumber, 0, {}};
        case 2:
        case 4:
        case 39:
        case 40:
        case 43:
        case 44:
            return {Kind::kNumber, 2, {}};
        case 9:
            return {Kind::kPercent, 0, {}};
        case 10:
            return {Kind::kPercent, 2, {}};
        case 49:
            return {Kind::kText, 0, {}};
        default:
            return {};
    }
}

std::string ShownText(CellKind kind, std::string_view value, const NumberFormat& format) {
    using Kind = NumberFormat::Kind;
    if (kind == CellKind::kDate) return ShownDate(value, format.code);
    if (kind != CellKind::kNumber || (format.kind != Kind::kNumber && format.kind != Kind::kPercent)) {
        return std::string(value);
    }
    auto number = Decimal::Parse(value);
    if (number && format.kind == Kind::kPercent) number = number->Times(*Decimal::FromInteger(100));
    if (number) number = number->Rounded(std::min(format.places, Decimal::kPlaces));
    if (!number) return std::string(value);
    std::string shown = number->ToString();
    if (format.places > 0) {
        std::size_t point = shown.find('.');
        if (point == std::string::npos) {
            point = shown.size();
            shown += '.';
        }
        while (shown.size() - point - 1 < static_cast<std::size_t>(format.places)) shown += '0';
    }
    return format.kind == Kind::kPercent ? shown + "%" : shown;
}

}  // namespace qz::workbook
