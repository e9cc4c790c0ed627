// The words that labels of Chinese forms are made of, and how a text is cut into them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qz::text {

// What a word does in a label. From kLevel on: classes whose values exclude each other (省级 or 市级).
enum class WordKind : std::uint8_t {
    kContent,
    kNeutral,     // says nothing here: 的, 情况, 本人
    kSpelling,    // is written as other words: 农民 as 农村 居民
    kHead,        // what is asked, when it stands last: 户数, 面积, 日期
    kRole,        // whose name or telephone it is: 户主, 审核人
    kNegation,    // 未 无 非 不
    kNumber,      // digits, read by the cutter
    kSoft,        // a verb that the rest implies: 享受 低保, 饮用 自来水
    kEpithet,     // an epithet that the rest implies: 应急 避难场所, 生活 污水; soft as well
    kMeasure,     // 件 in 案件件数, 人数 in 参保人数比例: what is counted in; soft as well
    kNote,        // what a longer bracket at the end explains: 耕地面积（不含园地）; soft as well
    kQuestion,    // 是否: the answer is yes or no
    kLevel,       // 中央 省级 市级
    kSex,         // 男 女
    kSettlement,  // 城镇 农村
    kResidence,   // 户籍 常住 流动
    kMoment,      // 年初 年末
    kSpan,        // 本年 上年 累计
    kPlan,        // 应 已 拟
    kChange,      // 新增 减少
    kPer,         // 人均 户均
    kBound,       // 以上 以下
    kExtreme,     // 最高 最低
    kRest,        // 其他
    kScope,       // 本村 全县
};

struct Group {
    WordKind kind;
    std::string_view canonical;  // a leading ~: when only one label has it, that hardly tells them apart
    std::string_view forms;      // other spellings, a blank between two
};
// words.cpp, attribute_words.cpp, subject_words.cpp
std::span<const Group> StructureWords();
std::span<const Group> AttributeWords();
std::span<const Group> SubjectWords();
// Of the trades of a town hall: welfare_words.cpp, farming_words.cpp, safety_words.cpp, affairs_words.cpp,
// common_words.cpp, field_words.cpp, village_words.cpp
std::span<const Group> WelfareWords();
std::span<const Group> FarmingWords();
std::span<const Group> SafetyWords();
std::span<const Group> AffairsWords();
std::span<const Group> CommonWords();
std::span<const Group> FieldWords();
std::span<const Group> VillageWords();
// trade_words.cpp: what offices and forms are about, by canonical word, and those that no other table has.
std::span<const std::string_view> TradeNames();
std::span<const Group> TradeWords();

// A word that says nothing beside one of others: 旅游 beside 景区, 项目 beside 竣工.
struct Implied {
    std::string_view word;    // canonical
    std::string_view beside;  // spellings, a blank between two
};
std::span<const Implied> ImpliedWords();  // implied_words.cpp

struct Cut {
    std::uint32_t id = 0;  // of the canonical word; of an ideograph outside the lexicon, its code point
    WordKind kind = WordKind::kContent;
    bool soft = false;
    std::uint8_t weight = 1;  // characters it counts for
    std::uint32_t begin = 0;  // in the text
};

// Cuts a normalised text into canonical words: as few and as long as the lexicon allows, characters it does
// not know one by one, digits and Latin letters by runs. Punctuation and blanks are left out.
std::vector<Cut> CutText(std::u32string_view text);
// The canonical spelling of an id; numbers and Latin words, which have no fixed spelling, are "".
std::u32string_view Spelling(std::uint32_t id);
// The id of a canonical word of the lexicon; 0 when there is none.
std::uint32_t WordId(std::string_view canonical);
// Of the canonical spelling; of an ideograph outside the lexicon, itself.
char32_t LastCharacter(std::uint32_t id);
// 儿童数 counts persons as 儿童人数 does: nouns for people end in few ways.
bool NamesPeople(std::uint32_t id);
// Whether it is one of TradeNames().
bool NamesTrade(std::uint32_t id);

}  // namespace qz::text
