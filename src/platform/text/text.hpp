// The door of platform/text: Chinese texts brought to one spelling, labels of form fields understood and
// compared, and the labels of a whole catalogue searched.
//
// Everything here is a function of its arguments and safe on any number of threads. The dictionaries are
// read once, at first use.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace qz::text {

// One spelling: NFKC, simplified characters, lower case, white space as single blanks and none at the ends.
// Any bytes may be given; what is not UTF-8 becomes U+FFFD. Normalising twice changes nothing.
std::string Normalise(std::string_view utf8);

// The first letters of the pinyin, lower case, for search: "ylbx" for 养老保险. Letters and digits stay,
// everything else is left out. Words whose reading differs from that of their characters (银行, 重庆) are
// looked up in a small list.
std::string PinyinInitials(std::string_view utf8);

// What is measured: two labels whose dimensions differ do not mean the same.
enum class Dimension : std::uint8_t {
    kNone,  // no unit, or one that is not known
    kCount,
    kHouseholds,
    kPersons,
    kVisits,  // 人次
    kMoney,
    kArea,
    kLength,
    kRatio,
    kWeight,
    kVolume,
    kTime,
    kEnergy,
};
// Of a unit as it is written: kArea for 亩, 万亩 and ㎡; kNone for what is no unit.
Dimension DimensionOf(std::string_view unit);

// A label as read: "A25耕地面积（亩）" has the code a25, the core 耕地面积 and the unit 亩.
struct Label {
    std::string text;                  // as Normalise gives it
    std::string core;                  // without code, numbering, unit, instructions and section
    std::string code;                  // "b4", "a50-2-1": the prefix of statistical forms; "" for none
    std::string numbering;             // "1", "一": what stood before 、 or . or in brackets; "" for none
    std::string unit;                  // 亩, 万人; "" for none
    std::vector<std::string> section;  // the headers above, outermost first
    std::vector<std::string> qualifiers;     // 女, 人均, 期末, 计划…: by class and value, sorted
    std::string head;                        // what is asked: 户数, 面积, 名称; "" where none is named
    bool negated = false;                    // an odd number of 未 无 非 不
    Dimension dimension = Dimension::kNone;  // of the unit, else of the head

    // What Score() works on; of no use outside this room.
    struct Word {
        std::uint32_t id = 0;
        std::uint8_t kind = 0;
        std::uint8_t weight = 1;
        bool soft = false;
    };
    struct Facts {
        std::uint32_t head = 0;
        std::uint32_t text = 0;  // a hash of the core
        std::uint32_t bag = 0;   // a hash of its characters in whatever order, without neutral words
        std::uint32_t raw = 0;   // a hash of the characters of the core, as written, in whatever order
        std::uint32_t unit = 0;  // a hash
        std::uint32_t code = 0;  // a hash
        char code_letter = 0;
        bool head_implied = false;      // by the unit
        bool counts_something = false;  // a plain 数, whatever its unit makes of it
        bool counts_by_unit = false;    // （吨）, （立方米）, which say 量 in themselves
        bool asks_yes_or_no = false;
        bool asks_number = false;         // of a paper: 残疾证号
        bool begins_with_having = false;  // 有卫生室的村数
        std::uint32_t last = 0;           // its last word but the head
        bool names_people = false;        // its last word is one for people
        bool asks_attribute = false;      // 编号, 日期, 级别 of a thing: neither how many nor how much
        bool negated = false;
        Dimension dimension = Dimension::kNone;
    };
    std::vector<Word> words;                   // without the head
    std::vector<std::uint32_t> section_words;  // sorted
    Facts facts;
};

// Reads a label. `unit` and `section` are what the caller knows besides; a unit in the label's own brackets
// comes first, and a section inside the label ("收入 > 种植业", "收入 / 种植业") is appended to `section`.
Label ParseLabel(std::string_view label, std::string_view unit = {},
                 const std::vector<std::string>& section = {});

// At this likeness and above two labels are taken to mean the same.
inline constexpr double kSame = 0.5;
// How alike two labels are in meaning, 0…1, the same both ways round. At kSame and above nothing was found
// that tells them apart; below it, a nearer miss stands higher. Units of one dimension (亩, 公顷) are alike.
double Score(const Label& a, const Label& b);

// The labels of a catalogue, found by what they share with a question. Immutable once built.
class LabelIndex {
 public:
    struct Entry {
        std::string label;
        std::string unit;
        std::vector<std::string> section;
        std::uint32_t item = 0;  // what the label belongs to; an item may have many labels
    };
    struct Hit {
        std::uint32_t item = 0;
        std::uint32_t entry = 0;  // the label that was most like the question
        double score = 0;         // as Score() gives it
    };

    explicit LabelIndex(const std::vector<Entry>& entries);
    ~LabelIndex();
    LabelIndex(LabelIndex&&) noexcept;
    LabelIndex& operator=(LabelIndex&&) noexcept;

    // The `most` items most like the question, best first; an item counts once, with its best label. Fewer
    // when fewer share anything with it. Of equal scores the item with more labels of that meaning comes
    // first, then the order of the entries; items called exactly alike come behind the others.
    std::vector<Hit> Find(const Label& question, std::size_t most = 5) const;

    std::size_t size() const;
    std::size_t bytes() const;  // of memory held, roughly

    struct Tables;  // known to this folder alone

 private:
    std::unique_ptr<const Tables> tables_;
};

}  // namespace qz::text
