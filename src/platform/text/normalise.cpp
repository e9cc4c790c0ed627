#include <opencc/Config.hpp>
#include <opencc/Converter.hpp>
#include <opencc/SimpleConverter.hpp>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "platform/text/characters.hpp"
#include "platform/text/text.hpp"

namespace qz::text {
namespace {

constexpr char32_t kFirstIdeograph = 0x4E00;
constexpr char32_t kLastIdeograph = 0x9FFF;

// OpenCC looks for phrases at every character; few texts hold a traditional one, so those are asked for
// first, in a table that OpenCC itself fills at the first use.
class Simplifier {
 public:
    Simplifier() : converter_("t2s.json") {
        std::string all;
        for (char32_t c = kFirstIdeograph; c <= kLastIdeograph; ++c) {
            Append(all, c);
            all += '\n';
        }
        const std::u32string simplified = Decode(converter_.Convert(all));
        traditional_.assign(kLastIdeograph - kFirstIdeograph + 1, false);
        std::size_t at = 0;
        for (std::size_t i = 0; i < traditional_.size() && at < simplified.size(); ++i) {
            traditional_[i] = simplified[at] != kFirstIdeograph + i;
            while (at < simplified.size() && simplified[at] != U'\n') ++at;
            ++at;
        }
    }

    std::u32string operator()(std::u32string text) const {
        for (const char32_t c : text) {
            if (c >= kFirstIdeograph && c <= kLastIdeograph && traditional_[c - kFirstIdeograph]) {
                return Decode(converter_.Convert(Encode(text)));
            }
        }
        return text;
    }

 private:
    const opencc::SimpleConverter converter_;
    std::vector<bool> traditional_;
};

const Simplifier& Simplify() {
    static const Simplifier simplifier;
    return simplifier;
}

bool IsBlank(char32_t c) {
    return u_isUWhiteSpace(static_cast<UChar32>(c)) || u_iscntrl(static_cast<UChar32>(c)) || c == 0x200B ||
           c == 0xFEFF;
}

// What NFKC would make indistinguishable from running text: ① is a numbering, 1 may be part of a word.
char32_t Numbered(char32_t c) {
    return c >= 0x2460 && c <= 0x2473 ? c - 0x2460 + 1 : 0;
}

}  // namespace

std::u32string NormaliseText(std::string_view utf8) {
    static const icu::Normalizer2* nfkc = [] {
        UErrorCode error = U_ZERO_ERROR;
        return icu::Normalizer2::getNFKCCasefoldInstance(error);
    }();
    std::u32string text = Decode(utf8);
    std::u32string numbered;
    for (const char32_t c : text) {
        if (const char32_t number = Numbered(c)) {
            numbered += U'(';
            for (const char digit : std::to_string(number)) numbered += static_cast<char32_t>(digit);
            numbered += U')';
        } else {
            numbered += c;
        }
    }
    UErrorCode error = U_ZERO_ERROR;
    const icu::UnicodeString folded =
        nfkc->normalize(icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(numbered.data()),
                                                      static_cast<std::int32_t>(numbered.size())),
                        error);
    if (U_SUCCESS(error)) {
        text.resize(static_cast<std::size_t>(folded.countChar32()));
        folded.toUTF32(reinterpret_cast<UChar32*>(text.data()), static_cast<std::int32_t>(text.size()),
                       error);
    }
    text = Simplify()(std::move(text));

    std::u32string tidy;
    for (const char32_t c : text) {
        if (!IsBlank(c)) {
            tidy += c;
        } else if (!tidy.empty() && tidy.back() != U' ') {
            tidy += U' ';
        }
    }
    while (!tidy.empty() && tidy.back() == U' ') tidy.pop_back();
    return tidy;
}

std::string Normalise(std::string_view utf8) {
    return Encode(NormaliseText(utf8));
}

}  // namespace qz::text
