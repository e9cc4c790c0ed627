#include <memory>
#include <stdexcept>
#include <unordered_map>

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "platform/text/characters.hpp"
#include "platform/text/text.hpp"

namespace qz::text {
namespace {

// Words whose initials differ from those of their characters read one by one.
struct Reading {
    std::u32string_view word;
    std::string_view initials;
};
constexpr Reading kReadings[] = {
    {U"银行", "yh"}, {U"行业", "hy"}, {U"行号", "hh"}, {U"开户行", "khh"}, {U"分行", "fh"}, {U"支行", "zh"},
    {U"重庆", "cq"}, {U"重新", "cx"}, {U"重复", "cf"}, {U"重建", "cj"},    {U"长度", "cd"}, {U"长期", "cq"},
    {U"长短", "cd"}, {U"特长", "tc"}, {U"时长", "sc"}, {U"延长", "yc"},    {U"总长", "zc"}, {U"长江", "cj"},
    {U"长沙", "cs"}, {U"长春", "cc"}, {U"长岭", "cl"}, {U"长乐", "cl"},    {U"长安", "ca"}, {U"会计", "kj"},
    {U"音乐", "yy"}, {U"乐器", "yq"}, {U"调查", "dc"}, {U"调动", "dd"},    {U"调出", "dc"}, {U"调入", "dr"},
    {U"抽调", "cd"}, {U"厦门", "xm"}, {U"单县", "sx"}, {U"朝阳", "cy"},    {U"朝鲜", "cx"}, {U"传记", "zj"},
    {U"曾祖", "zz"}, {U"还款", "hk"}, {U"偿还", "ch"}, {U"归还", "gh"},    {U"还贷", "hd"}, {U"退还", "th"},
    {U"返还", "fh"}, {U"降水", "js"}, {U"投降", "tx"}, {U"宿舍", "ss"},    {U"盛饭", "cf"}, {U"提供", "tg"},
    {U"供应", "gy"}, {U"系数", "xs"}, {U"弹药", "dy"}, {U"石家庄", "sjz"}, {U"校对", "jd"}, {U"核桃", "ht"},
    {U"参差", "cc"}, {U"人参", "rs"}, {U"党参", "ds"}, {U"种植", "zz"},    {U"角色", "js"}, {U"车牌", "cp"},
    {U"藏族", "zz"}, {U"西藏", "xz"}, {U"蔚县", "yx"}, {U"六安", "la"},    {U"番禺", "py"}, {U"亳州", "bz"},
    {U"洪洞", "ht"}, {U"枞阳", "zy"}, {U"乐亭", "lt"}, {U"都江堰", "djy"},
};

// Transliterating is slow and labels draw on a few thousand characters, so each is asked once for each
// thread.
char Initial(char32_t c) {
    thread_local std::unordered_map<char32_t, char> known;
    const auto [entry, is_new] = known.try_emplace(c, '\0');
    if (!is_new) return entry->second;
    thread_local const std::unique_ptr<icu::Transliterator> to_latin = [] {
        UErrorCode error = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made(
            icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, error));
        if (U_FAILURE(error))
            throw std::runtime_error(std::string("ICU transliterator: ") + u_errorName(error));
        return made;
    }();
    icu::UnicodeString text(static_cast<UChar32>(c));
    to_latin->transliterate(text);
    const char16_t first = text.isEmpty() ? u'\0' : text.charAt(0);
    if (first >= u'a' && first <= u'z') entry->second = static_cast<char>(first);
    return entry->second;
}

}  // namespace

std::string PinyinInitials(std::string_view utf8) {
    const std::u32string text = NormaliseText(utf8);
    std::string letters;
    for (std::size_t at = 0; at < text.size();) {
        const Reading* longest = nullptr;
        for (const Reading& reading : kReadings) {
            const bool here = std::u32string_view(text).substr(at, reading.word.size()) == reading.word;
            if (here && (!longest || reading.word.size() > longest->word.size())) longest = &reading;
        }
        if (longest) {
            letters += longest->initials;
            at += longest->word.size();
            continue;
        }
        const char32_t c = text[at++];
        if (IsLatin(c) || IsDigit(c)) {
            letters += static_cast<char>(c);
        } else if (const char initial = IsIdeograph(c) ? Initial(c) : '\0') {
            letters += initial;
        }
    }
    return letters;
}

}  // namespace qz::text
