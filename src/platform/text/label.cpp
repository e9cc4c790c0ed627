#include <algorithm>
#include <optional>

#include "platform/text/characters.hpp"
#include "platform/text/lexicon.hpp"
#include "platform/text/text.hpp"
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

View Trim(View text) {
    constexpr View kIdle = U" :;,.、。·*★☆●■-—_\"'“”‘’#";
    while (!text.empty() && OneOf(kIdle, text.front())) text.remove_prefix(1);
    while (!text.empty() && OneOf(kIdle, text.back())) text.remove_suffix(1);
    return text;
}

template <class Is>
std::size_t RunOf(View text, std::size_t from, const Is& is) {
    std::size_t end = from;
    while (end < text.size() && is(text[end])) ++end;
    return end;
}

// The prefix of statistical forms: B4, A25, C64a, A50-2-1-6, C90a1. Takes it off `text`.
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

// 1.  1、 1)  (1)  一、 （一） 第一项  1.2.3  01. Takes it off `text`.
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

// 六十岁 as 60岁; only before what is counted in numbers, so that 九年义务教育 and 一卡通 stay.
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

std::uint32_t Hash(View text) {
    std::uint32_t hash = 2166136261u;
    for (const char32_t c : text) hash = (hash ^ c) * 16777619u;
    return text.empty() ? 0 : (hash | 1u);
}

struct Heads {
    std::uint32_t households = WordId("户数"), persons = WordId("人数"), count = WordId("数量"),
                  visits = WordId("人次"), money = WordId("金额"), area = WordId("面积"),
                  ratio = WordId("比例"), growth = WordId("增长率"), length = WordId("长度"),
                  width = WordId("宽度"), height = WordId("高度"), way = WordId("里程"),
                  balance = WordId("余额"), times = WordId("次数"), person_name = WordId("姓名");

    Dimension DimensionOfHead(std::uint32_t head) const {
        if (head == households) return Dimension::kHouseholds;
        if (head == persons) return Dimension::kPersons;
        if (head == visits) return Dimension::kVisits;
        if (head == count || head == times) return Dimension::kCount;
        if (head == money || head == balance) return Dimension::kMoney;
        if (head == area) return Dimension::kArea;
        if (head == ratio || head == growth) return Dimension::kRatio;
        if (head == length || head == width || head == height) return Dimension::kLength;
        return Dimension::kNone;
    }
    std::uint32_t HeadOfDimension(Dimension dimension) const {
        switch (dimension) {
            case Dimension::kHouseholds:
                return households;
            case Dimension::kPersons:
                return persons;
            case Dimension::kVisits:
                return visits;
            case Dimension::kCount:
                return count;
            case Dimension::kMoney:
                return money;
            case Dimension::kArea:
                return area;
            case Dimension::kRatio:
                return ratio;
            case Dimension::kLength:
                return length;
            default:
                return 0;
        }
    }
};

const Heads& KnownHeads() {
    static const Heads heads;
    return heads;
}

constexpr std::uint32_t kHousehold = U'户';

// 儿童数 counts persons as 儿童人数 does: nouns for people end in few ways.
char32_t LastCharacter(std::uint32_t id) {
    const View spelling = Spelling(id);
    return spelling.empty() ? static_cast<char32_t>(id) : spelling.back();
}
bool NamesPeople(std::uint32_t id) {
    return OneOf(U"人员者生童民军师工力儿女兵干部医护", LastCharacter(id));
}

// The parts of a label as brackets cut it.
struct Parts {
    std::u32string core;
    std::vector<bool> is_note;  // by character of core
    std::u32string unit;

    void Add(View text, bool note) {
        core += text;
        is_note.resize(core.size(), note);
    }
};

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
    if (IsUnit(unit)) {
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

Parts Split(View text) {
    Parts parts;
    for (std::size_t at = 0; at < text.size();) {
        const bool round = text[at] == U'(';
        const bool square = text[at] == U'[' || text[at] == U'【' || text[at] == U'〔';
        if (!round && !square) {
            if (text[at] != U')' && text[at] != U' ') parts.Add(text.substr(at, 1), false);
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

// "收入 > 种植业", "收入→种植业", "收入 / 种植业": the headers before the last sign.
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

// 备  注: characters set apart to fill a cell.
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

class Reader {
 public:
    Label Read(std::string_view written, std::string_view unit, const std::vector<std::string>& section) {
        const std::u32string text = Closed(NormaliseText(written));
        label_.text = Encode(text);
        for (const std::string& header : section) label_.section.push_back(Normalise(header));
        View rest = Trim(TakeSection(text, label_.section));
        for (int round = 0; round < 3; ++round) {
            const std::u32string numbering = TakeNumbering(rest);
            if (!numbering.empty()) label_.numbering = Encode(numbering);
            const std::u32string code = label_.code.empty() ? TakeCode(rest) : std::u32string();
            if (!code.empty()) {
                label_.code = Encode(code);
                label_.facts.code = Hash(code);
                label_.facts.code_letter = static_cast<char>(code[0]);
            }
            if (numbering.empty() && code.empty()) break;
        }
        Parts parts = Split(rest);
        if (parts.unit.empty() && !unit.empty()) parts.unit = NormaliseText(unit);
        const std::u32string core = WithDigits(parts.core);
        if (core.size() != parts.core.size()) parts.is_note.resize(core.size(), false);
        label_.unit = Encode(parts.unit);
        label_.facts.unit = Hash(parts.unit);
        std::u32string bare;
        for (const char32_t c : core) {
            if (c != U'\u0001') bare += c;
        }
        label_.core = Encode(Trim(bare));
        label_.facts.text = Hash(bare);
        ReadWords(CutText(core), parts.is_note);
        FindHead(DimensionOfUnit(parts.unit));
        ReadSection();
        Describe();
        return std::move(label_);
    }

 private:
    void ReadWords(const std::vector<Cut>& cuts, const std::vector<bool>& is_note) {
        for (const Cut& cut : cuts) {
            const bool note = cut.begin < is_note.size() && is_note[cut.begin];
            switch (cut.kind) {
                case WordKind::kNeutral:
                    break;
                case WordKind::kQuestion:
                    label_.facts.asks_yes_or_no = true;
                    break;
                case WordKind::kNegation:
                    label_.negated = !label_.negated;
                    break;
                default: {
                    const bool content = cut.kind == WordKind::kContent || cut.kind == WordKind::kHead ||
                                         cut.kind == WordKind::kBound;
                    label_.words.push_back({cut.id, static_cast<std::uint8_t>(cut.kind), cut.weight,
                                            cut.soft || (note && content)});
                }
            }
        }
        // 信访人姓名 is 信访人: who is named after a person is asked by name.
        for (std::size_t i = 1; i < label_.words.size(); ++i) {
            if (label_.words[i].id == KnownHeads().person_name && NamesPeople(label_.words[i - 1].id)) {
                label_.words[i].soft = true;
            }
        }
        label_.facts.negated = label_.negated;
    }

    void FindHead(Dimension of_unit) {
        const Heads& heads = KnownHeads();
        auto& words = label_.words;
        // Qualifiers may stand behind: 人数(女), 户数合计.
        std::size_t at = words.size();
        while (at > 0 &&
               (words[at - 1].soft || words[at - 1].kind >= static_cast<std::uint8_t>(WordKind::kLevel)) &&
               words[at - 1].kind != static_cast<std::uint8_t>(WordKind::kHead)) {
            --at;
        }
        std::uint32_t head = 0;
        if (at > 0 && words[at - 1].kind == static_cast<std::uint8_t>(WordKind::kHead) &&
            !words[at - 1].soft) {
            head = words[at - 1].id;
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(at - 1));
            --at;
            // 参保人数比例: a share of persons is a share.
            if (heads.DimensionOfHead(head) == Dimension::kRatio && at > 0 &&
                heads.DimensionOfHead(words[at - 1].id) != Dimension::kNone) {
                words[at - 1].soft = true;
            }
        }
        const auto last = [&] { return at > 0 ? words[at - 1].id : 0; };
        const auto drop_last = [&] {
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(at - 1));
            --at;
        };
        if (head == heads.count) {
            if (of_unit == Dimension::kHouseholds || LastCharacter(last()) == kHousehold)
                head = heads.households;
            else if (of_unit == Dimension::kPersons ||
                     (of_unit == Dimension::kNone && at > 0 && NamesPeople(last())))
                head = heads.persons;
            else if (of_unit == Dimension::kMoney)
                head = heads.money;
        }
        if (head == heads.households && last() == kHousehold) drop_last();
        if (head == heads.persons && last() == U'人') drop_last();
        if (head == 0 && last() == kHousehold && at > 1 && !label_.facts.asks_yes_or_no) {
            head = heads.households;
            label_.facts.head_implied = true;
            drop_last();
        }
        // 资金投入 and 投入资金 ask for the same sum.
        if (head == 0 && (of_unit == Dimension::kNone || of_unit == Dimension::kMoney)) {
            const auto money = std::find_if(words.begin(), words.end(), [&](const Label::Word& word) {
                return word.id == heads.money && !word.soft;
            });
            if (money != words.end()) {
                head = heads.money;
                words.erase(money);
            }
        }
        // 是否低保户: whose household or person it is, the question does not ask.
        if (label_.facts.asks_yes_or_no && at > 1 && (last() == kHousehold || last() == U'人'))
            words[at - 1].soft = true;
        if (head == 0) {
            head = heads.HeadOfDimension(of_unit);
            label_.facts.head_implied = head != 0;
        }
        label_.facts.head = head;
        label_.facts.names_people = at > 0 && NamesPeople(last());
        label_.facts.dimension = of_unit != Dimension::kNone ? of_unit : heads.DimensionOfHead(head);
        label_.dimension = label_.facts.dimension;
        label_.head = Encode(Spelling(head));
    }

    void ReadSection() {
        for (const std::string& header : label_.section) {
            for (const Cut& cut : CutText(Decode(header))) {
                if (cut.kind == WordKind::kNeutral || cut.soft) continue;
                label_.section_words.push_back(cut.id);
            }
        }
        std::sort(label_.section_words.begin(), label_.section_words.end());
    }

    void Describe() {
        for (const Label::Word& word : label_.words) {
            if (word.kind >= static_cast<std::uint8_t>(WordKind::kLevel)) {
                label_.qualifiers.push_back(Encode(Spelling(word.id)));
            }
        }
        std::sort(label_.qualifiers.begin(), label_.qualifiers.end());
    }

    Label label_;
};

}  // namespace

Label ParseLabel(std::string_view label, std::string_view unit, const std::vector<std::string>& section) {
    return Reader().Read(label, unit, section);
}

}  // namespace qz::text
