#include "catalogue/value_rules.hpp"

namespace qz::catalogue {

namespace {

bool IsDigit(char c) {
    return c >= '0' && c <= '9';
}

bool AllDigits(std::string_view text) {
    for (const char c : text) {
        if (!IsDigit(c)) return false;
    }
    return !text.empty();
}

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
};

// The first code point of well-formed UTF-8.
CodePoint First(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80 || text.size() < 2) return {byte(0), 1};
    if (byte(0) < 0xE0) return {char32_t(byte(0) & 0x1F) << 6 | (byte(1) & 0x3F), 2};
    if (text.size() < 3) return {byte(0), 1};
    if (byte(0) < 0xF0)
        return {char32_t(byte(0) & 0x0F) << 12 | char32_t(byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
    return {0x10000, std::min<std::size_t>(4, text.size())};
}

bool IsInvisible(char32_t c) {
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
           c == 0xFEFF;
}

bool IsBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view Trimmed(std::string_view text) {
    while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
    while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
    return text;
}

std::string Without(std::string_view text, std::string_view unwanted) {
    std::string kept;
    for (const char c : text) {
        if (unwanted.find(c) == std::string_view::npos) kept += c;
    }
    return kept;
}

void ReplaceAll(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
        text.replace(at, what.size(), with);
    }
}

class Reader {
 public:
    Reader(const Element& element, std::string_view typed, std::string_view field, std::optional<Date> today,
           Findings& findings)
        : element_(element), typed_(typed), field_(field), today_(today), findings_(findings) {}

    StoredValue Read() {
        if (IsPlainInteger()) return std::string(typed_);
        if (!CountCodePoints(typed_) || typed_.find('\0') != std::string_view::npos) {
            return Refuse("catalogue.value.not_text");
        }
        tidy_ = Tidied(typed_);
        if (tidy_.empty()) return std::nullopt;
        switch (element_.type) {
            case ValueType::kText:
                return Text();
            case ValueType::kInteger:
                return Number(0);
            case ValueType::kDecimal:
                return Number(element_.places);
            case ValueType::kDate:
                return Day();
            case ValueType::kChoice:
                return Choice();
            case ValueType::kYesNo:
                return YesNo();
            case ValueType::kIdNumber:
                return IdNumber();
            case ValueType::kPhone:
                return Phone();
        }
        return std::nullopt;
    }

 private:
    StoredValue Refuse(std::string code, Arguments arguments = {}) {
        arguments.emplace_back("label", element_.label);
        findings_.push_back({std::string(field_), std::move(code), std::move(arguments)});
        return std::nullopt;
    }

    // Most of what is typed: nothing to tidy, and its shortest text already.
    bool IsPlainInteger() const {
        constexpr std::size_t kSurelyInRange = 12;
        return element_.type == ValueType::kInteger && typed_.size() <= kSurelyInRange && AllDigits(typed_) &&
               (typed_.size() == 1 || typed_.front() != '0');
    }

    StoredValue Text() {
        const std::size_t length = *CountCodePoints(typed_);
        if (length > kLongestText) {
            return Refuse("catalogue.value.too_long",
                          {{"most", std::to_string(kLongestText)}, {"length", std::to_string(length)}});
        }
        return std::string(typed_);
    }

    // "1,234,567": separators every three digits, as Excel shows numbers.
    static bool DropSeparators(std::string& digits) {
        if (digits.find(',') == std::string::npos) return true;
        const std::string whole = digits.substr(0, digits.find('.'));
        const std::size_t first = whole.find(',');
        if (first == 0 || first > 3) return false;
        std::size_t run = 3;  // as if a separator stood before the first group that must be full
        for (const char c : std::string_view(whole).substr(first)) {
            if (c != ',') {
                ++run;
                continue;
            }
            if (run != 3) return false;
            run = 0;
        }
        if (run != 3 || digits.find(',', whole.size()) != std::string::npos) return false;
        digits = Without(digits, ",");
        return true;
    }

    StoredValue Number(int places) {
        const char* const code =
            places == 0 ? "catalogue.value.not_an_integer" : "catalogue.value.not_a_number";
        std::string text = tidy_;
        ReplaceAll(text, "−", "-");
        if (!element_.unit.empty() && text.size() > element_.unit.size() && text.ends_with(element_.unit)) {
            text.resize(text.size() - element_.unit.size());
        }
        text = std::string(Trimmed(text));
        bool negative = false;
        if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
            negative = text[0] == '-';
            text = std::string(Trimmed(std::string_view(text).substr(1)));
        }
        if (!DropSeparators(text)) return Refuse(code);
        const std::size_t point = text.find('.');
        std::string whole = text.substr(0, point);
        std::string fraction = point == std::string::npos ? "" : text.substr(point + 1);
        if (!AllDigits(whole) || (point != std::string::npos && !AllDigits(fraction))) return Refuse(code);
        while (fraction.ends_with('0')) fraction.pop_back();
        if (fraction.size() > static_cast<std::size_t>(places)) {
            if (places == 0) return Refuse(code);
            return Refuse("catalogue.value.too_many_places", {{"places", std::to_string(places)}});
        }
        whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
        const auto value =
            Decimal::Parse((negative ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction));
        if (!value) return Refuse("catalogue.value.out_of_range");
        return value->ToString();
    }

    StoredValue Day() {
        std::string text = tidy_;
        // A workbook's date with a time of midnight is still a date.
        for (const std::string_view midnight : {"T00:00:00", " 00:00:00", " 0:00:00", " 0:00"}) {
            if (text.ends_with(midnight)) text.resize(text.size() - midnight.size());
        }
        text = Without(text, " ");
        ReplaceAll(text, "年", "-");
        ReplaceAll(text, "月", "-");
        ReplaceAll(text, "日", "");
        ReplaceAll(text, "号", "");
        for (char& c : text) {
            if (c == '/' || c == '.') c = '-';
        }
        if (text.size() == 8 && AllDigits(text)) text.insert(6, "-").insert(4, "-");
        const std::size_t first = text.find('-');
        const std::size_t second = first == std::string::npos ? first : text.find('-', first + 1);
        if (second == std::string::npos) return Refuse("catalogue.value.not_a_date");
        const std::string year = text.substr(0, first);
        std::string month = text.substr(first + 1, second - first - 1);
        std::string day = text.substr(second + 1);
        if (year.size() != 4 || month.empty() || month.size() > 2 || day.empty() || day.size() > 2) {
            return Refuse("catalogue.value.not_a_date");
        }
        if (month.size() == 1) month.insert(0, "0");
        if (day.size() == 1) day.insert(0, "0");
        const auto date = ParseDate(year + '-' + month + '-' + day);
        if (!date) return Refuse("catalogue.value.not_a_date");
        const int civil_year = static_cast<int>(date->Civil().year());
        if (civil_year < kEarliestYear || civil_year > kLatestYear) {
            return Refuse("catalogue.value.date_out_of_range",
                          {{"first", std::to_string(kEarliestYear)}, {"last", std::to_string(kLatestYear)}});
        }
        return date->ToString();
    }

    StoredValue Choice() {
        for (const Code& choice : element_.choices) {
            if (tidy_ == Tidied(choice.code)) return choice.code;
        }
        const std::string wanted = SearchText(tidy_);
        for (const Code& choice : element_.choices) {
            if (wanted == SearchText(choice.label)) return choice.code;
        }
        // "1 男", "1.男", "1-男": how printed forms show a choice.
        for (const Code& choice : element_.choices) {
            for (const std::string_view between : {"", ".", "-", ":", "、", "—", "_"}) {
                if (wanted == SearchText(choice.code + std::string(between) + choice.label))
                    return choice.code;
            }
        }
        constexpr std::size_t kNamed = 12;
        std::string choices;
        for (std::size_t i = 0; i < std::min(kNamed, element_.choices.size()); ++i) {
            if (i > 0) choices += "、";
            choices += element_.choices[i].label;
        }
        if (element_.choices.size() > kNamed) choices += "…";
        return Refuse("catalogue.value.not_a_choice", {{"choices", choices}});
    }

    StoredValue YesNo() {
        const std::string word = SearchText(tidy_);
        for (const std::string_view yes :
             {"是", "有", "1", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "t"}) {
            if (word == yes) return "1";
        }
        for (const std::string_view no :
             {"否", "无", "没有", "不是", "0", "×", "✗", "✘", "x", "错", "n", "no", "false", "f"}) {
            if (word == no) return "0";
        }
        return Refuse("catalogue.value.not_yes_or_no");
    }

    StoredValue IdNumber() {
        std::string number = Without(tidy_, " -\t\r\n'");
        for (char& c : number) {
            if (c == 'x') c = 'X';
        }
        // GB 11643-1989 had 15 digits; such cards have been void since 2013.
        if (number.size() == 15 && AllDigits(number)) return Refuse("catalogue.value.old_id_number");
        if (number.size() != 18) {
            return Refuse("catalogue.value.id_number_length",
                          {{"length", std::to_string(*CountCodePoints(number))}});
        }
        if (!AllDigits(std::string_view(number).substr(0, 17)) ||
            !(IsDigit(number[17]) || number[17] == 'X')) {
            return Refuse("catalogue.value.id_number_characters");
        }
        const auto facts = ReadIdNumber(number);
        if (!facts) {
            if (IdCheckCharacter(number) != number[17]) return Refuse("catalogue.value.id_number_checksum");
            return Refuse("catalogue.value.id_number_parts");
        }
        if (today_ && facts->birth > *today_) return Refuse("catalogue.value.id_number_birth_in_future");
        return number;
    }

    StoredValue Phone() {
        std::string number = Without(tidy_, " -\t()");
        ReplaceAll(number, "—", "");
        if (number.starts_with("+86")) number.erase(0, 3);
        if (number.size() == 15 && number.starts_with("0086")) number.erase(0, 4);
        if (number.size() == 13 && number.starts_with("861")) number.erase(0, 2);
        if (!AllDigits(number)) return Refuse("catalogue.value.not_a_phone");
        if (number.size() == 11 && number[0] == '1' && number[1] >= '3') return number;
        if (number.size() == 10 && (number.starts_with("400") || number.starts_with("800"))) return number;
        if ((number.size() == 7 || number.size() == 8) && number[0] >= '2') {
            return Refuse("catalogue.value.phone_without_area_code");
        }
        if (number[0] == '0' && number.size() >= 10) {
            // 010 and 02x have three digits and eight behind them; all other area codes have four.
            const bool large_city = number[1] == '1' || number[1] == '2';
            const std::size_t area = large_city ? 3 : 4;
            const std::size_t rest = number.size() - area;
            const bool fits = large_city ? rest == 8 : rest == 7 || rest == 8;
            if (fits && number[1] != '0' && number[area] >= '2')
                return number.substr(0, area) + '-' + number.substr(area);
        }
        return Refuse("catalogue.value.not_a_phone");
    }

    const Element& element_;
    std::string_view typed_;
    std::string_view field_;
    std::optional<Date> today_;
    Findings& findings_;
    std::string tidy_;
};

// The provinces of GB/T 2260; 9 begins the permanent residence cards of foreigners (GA 467-2023).
bool IsRegion(std::string_view region) {
    if (region[0] == '9') return true;
    constexpr std::string_view kProvinces =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 "
        "82 83";
    for (std::size_t at = 0; at < kProvinces.size(); at += 3) {
        if (kProvinces.substr(at, 2) == region.substr(0, 2)) return true;
    }
    return false;
}

}  // namespace

std::string Tidied(std::string_view typed) {
    std::string tidy;
    tidy.reserve(typed.size());
    while (!typed.empty()) {
        const CodePoint c = First(typed);
        if (c.value >= 0xFF01 && c.value <= 0xFF5E) {
            tidy += static_cast<char>(c.value - 0xFF01 + '!');
        } else if (c.value == 0x3000 || c.value == 0xA0) {
            tidy += ' ';
        } else if (!IsInvisible(c.value)) {
            tidy.append(typed.substr(0, c.bytes));
        }
        typed.remove_prefix(c.bytes);
    }
    return std::string(Trimmed(tidy));
}

std::string WithoutInvisible(std::string_view typed) {
    std::string plain;
    plain.reserve(typed.size());
    while (!typed.empty()) {
        const CodePoint c = First(typed);
        if (c.value != '\r' && !IsInvisible(c.value)) plain.append(typed.substr(0, c.bytes));
        typed.remove_prefix(c.bytes);
    }
    return std::string(Trimmed(plain));
}

std::string SearchText(std::string_view text) {
    std::string found;
    for (const char c : Tidied(text)) {
        if (IsBlank(c)) continue;
        found += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return found;
}

char IdCheckCharacter(std::string_view seventeen_digits) {
    constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (seventeen_digits[i] - '0') * kWeights[i];
    return "10X98765432"[sum % 11];
}

std::optional<IdNumberFacts> ReadIdNumber(std::string_view number) {
    if (number.size() != 18 || !AllDigits(number.substr(0, 17))) return std::nullopt;
    if (IdCheckCharacter(number) != number[17]) return std::nullopt;
    if (!IsRegion(number)) return std::nullopt;
    const std::string birth = std::string(number.substr(6, 4)) + '-' + std::string(number.substr(10, 2)) +
                              '-' + std::string(number.substr(12, 2));
    const auto date = ParseDate(birth);
    if (!date || static_cast<int>(date->Civil().year()) < kEarliestYear) return std::nullopt;
    return IdNumberFacts{*date, (number[16] - '0') % 2 == 0, std::string(number.substr(0, 6))};
}

StoredValue ReadValue(const Element& element, std::string_view typed, std::string_view field,
                      Findings& findings, std::optional<Date> today) {
    return Reader(element, typed, field, today, findings).Read();
}

}  // namespace qz::catalogue
