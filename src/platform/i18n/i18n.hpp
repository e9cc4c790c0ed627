#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/problem.hpp"

// Every sentence a person reads, by code and language. The sentences lie in i18n/<language>/<room>.json and
// are carried inside the program.
namespace qz::i18n {

enum class Language { kChinese, kEnglish };

// "zh-CN", "en": the folder's name and the value of the Content-Language header.
std::string_view Tag(Language language);

// The sentence with its {placeholders} filled in. A placeholder without an argument stays as it is; an
// argument without a placeholder is ignored; an argument's own braces are not read again. An unknown code
// returns itself, so that a screen still shows something that can be quoted on the telephone.
std::string Sentence(Language language, std::string_view code, const Arguments& arguments = {});

bool Has(Language language, std::string_view code);

// All codes, sorted.
std::vector<std::string_view> Codes(Language language);

// The text between braces of a sentence, sorted, each once: {"most", "length"}.
std::vector<std::string> Placeholders(std::string_view sentence);

// The reader's language from an Accept-Language header (RFC 9110, with q values). Chinese where the header is
// empty, malformed or names neither.
Language FromAcceptLanguage(std::string_view header);

}  // namespace qz::i18n
