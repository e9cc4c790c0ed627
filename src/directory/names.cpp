#include "directory/names.hpp"

#include <unicode/bytestream.h>
#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace qz::directory {

namespace {

void Expect(UErrorCode status, const char* what) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string(what) + ": " + u_errorName(status));
}

template <class Visit>
void EachCodePoint(std::string_view utf8, Visit&& visit) {
    const auto length = static_cast<std::int32_t>(utf8.size());
    for (std::int32_t at = 0; at < length;) {
        UChar32 code_point = 0;
        U8_NEXT(utf8.data(), at, length, code_point);
        visit(code_point);
    }
}

// Transliterating is slow and names draw on a few thousand characters, so each is asked once for each thread.
char Initial(UChar32 code_point) {
    thread_local std::unordered_map<UChar32, char> known;
    const auto [entry, is_new] = known.try_emplace(code_point, '\0');
    if (!is_new) return entry->second;
    thread_local const std::unique_ptr<icu::Transliterator> to_latin = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made(
            icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
        Expect(status, "ICU transliterator");
        return made;
    }();
    icu::UnicodeString text(code_point);
    to_latin->transliterate(text);
    const char16_t first = text.isEmpty() ? u'\0' : text.charAt(0);
    if ((first >= u'a' && first <= u'z') || (first >= u'0' && first <= u'9'))
        entry->second = static_cast<char>(first);
    return entry->second;
}

}  // namespace

std::string SearchText(std::string_view name) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
    Expect(status, "ICU normalizer");
    std::string folded;
    icu::StringByteSink<std::string> sink(&folded);
    normalizer->normalizeUTF8(0, icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())), sink,
                              nullptr, status);
    Expect(status, "ICU normalizer");
    std::string text;
    text.reserve(folded.size());
    const auto length = static_cast<std::int32_t>(folded.size());
    for (std::int32_t at = 0; at < length;) {
        const std::int32_t begin = at;
        UChar32 code_point = 0;
        U8_NEXT(folded.data(), at, length, code_point);
        if (code_point < 0 || u_isUWhiteSpace(code_point) || u_iscntrl(code_point)) continue;
        text.append(folded, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    }
    return text;
}

std::string Initials(std::string_view name) {
    std::string initials;
    EachCodePoint(name, [&](UChar32 code_point) {
        if (code_point < 0) return;
        if (const char initial = Initial(code_point)) initials += initial;
    });
    return initials;
}

std::string PinyinKey(std::string_view name) {
    thread_local const std::unique_ptr<icu::Collator> collator = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Collator> made(
            icu::Collator::createInstance(icu::Locale("zh@collation=pinyin"), status));
        Expect(status, "ICU collator");
        return made;
    }();
    const auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    std::string key(name.size() * 4 + 16, '\0');
    std::int32_t length = collator->getSortKey(text, reinterpret_cast<std::uint8_t*>(key.data()),
                                               static_cast<std::int32_t>(key.size()));
    if (length > static_cast<std::int32_t>(key.size())) {
        key.resize(static_cast<std::size_t>(length));
        length = collator->getSortKey(text, reinterpret_cast<std::uint8_t*>(key.data()), length);
    }
    // The last byte is the terminating zero.
    key.resize(static_cast<std::size_t>(length > 0 ? length - 1 : 0));
    return key;
}

bool HoldsUnshowable(std::string_view utf8) {
    bool found = false;
    EachCodePoint(utf8, [&](UChar32 code_point) {
        if (code_point == 0xFFFD || (code_point >= 0 && u_charType(code_point) == U_PRIVATE_USE_CHAR))
            found = true;
    });
    return found;
}

bool HoldsControl(std::string_view utf8) {
    bool found = false;
    EachCodePoint(utf8, [&](UChar32 code_point) {
        if (code_point >= 0 && u_iscntrl(code_point)) found = true;
    });
    return found;
}

}  // namespace qz::directory
