#include "platform/text/label_parts.hpp"

#include <algorithm>
#include <optional>

#include "platform/text/characters.hpp"
#include "platform/text/units.hpp"

namespace qz::text {
namespace {

using View = std::u32string_view;

constexpr View kNumerals = U"〇零一二三四五六七八九十百";

bool IsNumeral(char32_t c) {
    return kNumerals.find(c) != View::npos;
}

bool OneOf(View set, char32_t c) {
    return set.find(c) != View::npos;
}

template <class Is>
std::size_t RunOf(View text, std::size_t from, const Is& is) {
    std::size_t end = from;
    while (end < text.size() && is(text[end])) ++end;
    return end;
}

bool StartsWith(View text, View start) {
    return text.substr(0, start.size()) == start;
}
bool Contains(View text, View part) {
    return text.find(part) != View::npos;
}

// What a bracket tells the person who fills in, not what is asked.
bool IsInstruction(View note) {
    for (const View start :
         {View(U"如"), View(U"例"), View(U"请"), View(U"见"), View(U"详见"), View(U"限"), View(U"可"),
          View(U"必"), View(U"选填"), View(U"注:"), View(U"按"), View(U"填"), View(U"打")}) {
        if (StartsWith(note, start)) return true;
    }
    for (const View part :
         {View(U"单选"), View(U"多选"), View(U"必填"), View(U"不超过两项"), View(U"不超过三项"), View(U"打√"),
          View(U"打勾"), View(U"手写"), View(U"精确到"), View(U"保留")}) {
        if (Contains(note, part)) return true;
    }
    // （18位）, （50字以内）: how much may be written.
    const std::size_t digits = RunOf(note, 0, IsDigit);
    if (digits > 0 && (note.substr(digits) == U"位" || StartsWith(note.substr(digits), U"字"))) return true;
    return note == U"签字" || note == U"盖章" || note == U"公章" || note == U"签名";
}

// (含5户), (含): inclusive bounds. 以上 and 以下 include their number by law and by habit, so behind them
// it says nothing.
bool RepeatsTheBound(View note, View before) {
    if (!StartsWith(note, U"含")) return false;
    if (!Contains(before, U"以上") && !Contains(before, U"以下")) return false;
    const View rest = note.substr(1);
    const std::size_t digits = RunOf(rest, 0, IsDigit);
    return rest.empty() || (digits > 0 && Contains(before, rest.substr(0, digits)));
}

// （是/否）, （有、无）, （是□否□）: the answers of a question that the label does not put in words.
bool OffersYesOrNo(View note) {
    std::u32string words;
    for (const char32_t c : note) {
        if (IsIdeograph(c)) words += c;
    }
    return words == U"是否" || words == U"有无" || words == U"是或否" || words == U"填是或否" ||
           words == U"选是或否" || words == U"填是否" || words == U"有或无";
}

void AddBracket(Parts& parts, View note, View after) {
    note = Trim(note);
    View unit = note;
    for (const View word : {View(U"计量单位:"), View(U"单位:"), View(U"单位")}) {
        if (StartsWith(unit, word)) {
            unit = Trim(unit.substr(word.size()));
            break;
        }
    }
    if (note.empty()) return;
    if (OffersYesOrNo(note)) {
        parts.asks_yes_or_no = true;
    } else if (IsUnit(unit)) {
        if (parts.unit.empty()) parts.unit = unit;
    } else if (!IsInstruction(note) && !RepeatsTheBound(note, parts.core)) {
        const bool at_start = parts.core.empty();
        const bool inside = !after.empty() && IsIdeograph(after.front());
        // 乡（镇）, 沥青（水泥）路 are read as one word; a longer bracket at the end explains.
        const bool inlined = at_start || note.size() == 1 || (inside && note.size() <= 2);
        const bool excluding = Contains(note, U"不含") || Contains(note, U"不包");
        // （男/女）, （年、月、日）: what may be answered.
        const bool offers = Contains(note, U"/") || Contains(note, U"、");
        if (offers && !at_start && !inside && !excluding) return;
        if (inlined) {
            parts.Add(note, false);
        } else {
            parts.Add(U"\u0001", true);
            parts.Add(note, !excluding);
            parts.Add(U"\u0001", true);
        }
    }
}

}  // namespace

View Trim(View text) {
    constexpr View kIdle = U" :;,.、。·*★☆●■-—_\"'“”‘’#";
    while (!text.empty() && OneOf(kIdle, text.front())) text.remove_prefix(1);
    while (!text.empty() && OneOf(kIdle, text.back())) text.remove_suffix(1);
    return text;
}

std::u32string TakeCode(View& text) {
    if (text.size() < 3 || !IsLatin(text[0]) || !IsDigit(text[1])) return {};
    std::size_t end = RunOf(text, 1, IsDigit);
    if (end > 4) return {};
    while (end + 1 < text.size() && text[end] == U'-' && IsDigit(text[end + 1])) {
        end = RunOf(text, end + 1, IsDigit);
    }
    if (end < text.size() && IsLatin(text[end])) end = RunOf(text, end + 1, IsDigit);
    if (end >= text.size() || IsLatin(text[end]) || text[end] == U'.') return {};
    const std::u32string code(text.substr(0, end));
    const View rest = Trim(text.substr(end));
    if (rest.empty()) return {};
    text = rest;
    return code;
}

std::u32string TakeNumbering(View& text) {
    const auto take = [&](std::size_t digits_begin, std::size_t digits_end, std::size_t end) {
        const View rest = Trim(text.substr(end));
        if (rest.empty()) return std::u32string();
        const std::u32string number(text.substr(digits_begin, digits_end - digits_begin));
        text = rest;
        return number;
    };
    if (text.size() < 2) return {};
    if (text[0] == U'(' || text[0] == U'[') {
        const bool digits = IsDigit(text[1]);
        const std::size_t end = digits ? RunOf(text, 1, IsDigit) : RunOf(text, 1, IsNumeral);
        if (end == 1 || end > 4 || end >= text.size()) return {};
        if (text[end] == U')' || text[end] == U']') return take(1, end, end + 1);
        // A bracket that is never closed: "[1.特色产业".
        if (text[0] == U'[' && OneOf(U".、", text[end])) return take(1, end, end + 1);
        return {};
    }
    if (text[0] == U'第') {
        const std::size_t end = IsDigit(text[1]) ? RunOf(text, 1, IsDigit) : RunOf(text, 1, IsNumeral);
        if (end == 1 || end + 1 >= text.size() || !OneOf(U"项条题", text[end])) return {};
        return take(1, end, end + 1);
    }
    if (IsDigit(text[0])) {
        std::size_t end = RunOf(text, 0, IsDigit);
        if (end > 3) return {};
        std::size_t levels = 1;
        while (end + 1 < text.size() && text[end] == U'.' && IsDigit(text[end + 1])) {
            end = RunOf(text, end + 1, IsDigit);
            ++levels;
        }
        if (end >= text.size()) return {};
        const bool closed = OneOf(U".、) :", text[end]);
        // 01姓名, 1.2.1姓名: no quantity is written so.
        const bool plain = IsIdeograph(text[end]) && (levels > 2 || (text[0] == U'0' && end == 2));
        return closed ? take(0, end, end + 1) : plain ? take(0, end, end) : std::u32string();
    }
    const std::size_t end = RunOf(text, 0, IsNumeral);
    if (end == 0 || end > 3 || end >= text.size() || !OneOf(U"、.) ", text[end])) return {};
    return take(0, end, end + 1);
}

std::u32string WithDigits(View text) {
    constexpr View kDigits = U"零一二三四五六七八九";
    std::u32string written;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = RunOf(text, at, IsNumeral);
        const View after = text.substr(end);
        const bool counted = StartsWith(after, U"岁") || StartsWith(after, U"周岁") ||
                             StartsWith(after, U"个月") || StartsWith(after, U"亩") ||
                             StartsWith(after, U"公里") || StartsWith(after, U"万元");
        if (end == at || !counted) {
            const std::size_t stop = std::max(end, at + 1);
            written += text.substr(at, stop - at);
            at = stop;
            continue;
        }
        std::size_t number = 0;
        std::size_t last = 0;
        for (; at < end; ++at) {
            const std::size_t digit = kDigits.find(text[at]);
            if (digit != View::npos) {
                last = digit;
            } else if (text[at] == U'十') {
                number += (last == 0 ? 1 : last) * 10;
                last = 0;
            } else if (text[at] == U'百') {
                number += last * 100;
                last = 0;
            }
        }
        for (const char digit : std::to_string(number + last)) written += static_cast<char32_t>(digit);
    }
    return written;
}

Parts Split(View text) {
    Parts parts;
    for (std::size_t at = 0; at < text.size();) {
        const bool round = text[at] == U'(';
        const bool square = text[at] == U'[' || text[at] == U'【' || text[at] == U'〔';
        if (!round && !square) {
            // 的 joins words and means nothing; quotation marks set a name off: “九小”场所.
            const bool joins = text[at] == U'的' && at > 0 && text[at - 1] != U'目';
            if (!joins && !OneOf(U") “”\"'‘’「」《》", text[at])) parts.Add(text.substr(at, 1), false);
            if (text[at] == U' ') parts.Add(U"\u0001", false);
            ++at;
            continue;
        }
        std::size_t depth = 0;
        std::size_t end = at;
        for (; end < text.size(); ++end) {
            if (OneOf(U"([【〔", text[end])) ++depth;
            if (OneOf(U")]】〕", text[end]) && --depth == 0) break;
        }
        const std::size_t begin = at + 1;
        at = std::min(end + 1, text.size());
        AddBracket(parts, text.substr(begin, end - begin), text.substr(at));
    }
    // "面积 单位:亩", "金额:万元": a unit behind the last colon.
    const std::size_t colon = parts.core.rfind(U':');
    if (colon != std::u32string::npos && colon > 0 && parts.unit.empty()) {
        const View unit = Trim(View(parts.core).substr(colon + 1));
        if (IsUnit(unit)) {
            parts.unit = unit;
            std::size_t end = colon;
            for (const View word : {View(U"计量单位"), View(U"单位")}) {
                if (end > word.size() && View(parts.core).substr(0, end).ends_with(word)) {
                    end -= word.size();
                    break;
                }
            }
            parts.core.resize(end);
            parts.is_note.resize(end);
        }
    }
    return parts;
}

View TakeSection(View text, std::vector<std::string>& section) {
    for (std::size_t at = 1; at + 1 < text.size(); ++at) {
        const bool slash = text[at] == U'/' && text[at - 1] == U' ' && text[at + 1] == U' ';
        const bool arrow =
            (text[at] == U'>' && text[at + 1] != U'=' &&
             !IsDigit(Trim(text.substr(at + 1)).empty() ? U'0' : Trim(text.substr(at + 1)).front())) ||
            text[at] == U'→' || text[at] == U'|' || text[at] == U'»';
        if (!slash && !arrow) continue;
        const View before = Trim(text.substr(0, at));
        const View after = Trim(text.substr(at + 1));
        if (before.empty() || after.empty()) continue;
        section.push_back(Encode(before));
        return TakeSection(after, section);
    }
    return text;
}

std::u32string Closed(View text) {
    const auto alone = [&](std::size_t at) {
        return at < text.size() && IsIdeograph(text[at]) && (at == 0 || !IsIdeograph(text[at - 1])) &&
               (at + 1 >= text.size() || !IsIdeograph(text[at + 1]));
    };
    std::u32string closed;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool apart = text[at] == U' ' && at > 0 && alone(at - 1) && alone(at + 1);
        if (!apart) closed += text[at];
    }
    return closed;
}

}  // namespace qz::text
