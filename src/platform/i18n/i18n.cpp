#include "platform/i18n/i18n.hpp"

#include "platform/base/embedded.hpp"
#include "platform/base/json.hpp"

namespace qz::i18n {

struct EmbeddedFile {
    Language language;
    std::string_view room;
    std::string_view bytes;
};

// Written by CMakeLists.txt from its list of rooms: one line for each room and language.
// Outside the nameless namespace: the bytes are another object's symbols.
static std::vector<EmbeddedFile> EmbeddedFiles() {
    return {
#include "embedded_sentences.inc"
    };
}

namespace {

using Catalogue = std::map<std::string, std::string, std::less<>>;

struct Catalogues {
    Catalogue chinese;
    Catalogue english;

    Catalogues() {
        for (const EmbeddedFile& file : EmbeddedFiles()) {
            Catalogue& catalogue = file.language == Language::kChinese ? chinese : english;
            const json::value sentences = ParseJson(file.bytes);
            for (const auto& sentence : sentences.as_object()) {
                catalogue.emplace(std::string(sentence.key()), std::string(sentence.value().as_string()));
            }
        }
    }
};

const Catalogue& CatalogueOf(Language language) {
    static const Catalogues catalogues;
    return language == Language::kChinese ? catalogues.chinese : catalogues.english;
}

std::string_view Trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// "zh", "zh-Hans-CN", "ZH_cn" all begin with the language's two letters.
bool IsOf(std::string_view range, std::string_view two_letters) {
    if (range.size() < 2 || (range[0] | 0x20) != two_letters[0] || (range[1] | 0x20) != two_letters[1]) {
        return false;
    }
    return range.size() == 2 || range[2] == '-' || range[2] == '_';
}

// "q=0.8" in thousandths; 1000 where there is none, 0 where it cannot be read.
int Weight(std::string_view parameters) {
    parameters = Trim(parameters);
    if (parameters.empty()) return 1000;
    if (parameters.size() < 3 || (parameters[0] | 0x20) != 'q' || parameters[1] != '=') return 1000;
    const std::string_view number = parameters.substr(2);
    if (number[0] == '1') return 1000;
    if (number[0] != '0') return 0;
    int weight = 0;
    int unit = 100;
    for (std::size_t at = 2; at < number.size() && unit > 0; ++at, unit /= 10) {
        if (number[at] < '0' || number[at] > '9') break;
        weight += (number[at] - '0') * unit;
    }
    return weight;
}

}  // namespace

std::string_view Tag(Language language) {
    return language == Language::kChinese ? "zh-CN" : "en";
}

std::string Sentence(Language language, std::string_view code, const Arguments& arguments) {
    const Catalogue& catalogue = CatalogueOf(language);
    const auto found = catalogue.find(code);
    if (found == catalogue.end()) return std::string(code);
    const std::string_view sentence = found->second;

    std::string filled;
    filled.reserve(sentence.size() + 32);
    std::size_t at = 0;
    while (at < sentence.size()) {
        const std::size_t open = sentence.find('{', at);
        const std::size_t close = open == std::string_view::npos ? open : sentence.find('}', open);
        if (close == std::string_view::npos) break;
        filled += sentence.substr(at, open - at);
        const std::string_view name = sentence.substr(open + 1, close - open - 1);
        const auto argument = std::find_if(arguments.begin(), arguments.end(),
                                           [name](const auto& pair) { return pair.first == name; });
        if (argument != arguments.end()) {
            filled += argument->second;
        } else {
            filled += sentence.substr(open, close - open + 1);
        }
        at = close + 1;
    }
    filled += sentence.substr(at);
    return filled;
}

bool Has(Language language, std::string_view code) {
    const Catalogue& catalogue = CatalogueOf(language);
    return catalogue.find(code) != catalogue.end();
}

std::vector<std::string_view> Codes(Language language) {
    std::vector<std::string_view> codes;
    for (const auto& [code, sentence] : CatalogueOf(language)) codes.push_back(code);
    return codes;
}

std::vector<std::string> Placeholders(std::string_view sentence) {
    std::vector<std::string> names;
    for (std::size_t open = sentence.find('{'); open != std::string_view::npos;
         open = sentence.find('{', open + 1)) {
        const std::size_t close = sentence.find('}', open);
        if (close == std::string_view::npos) break;
        names.emplace_back(sentence.substr(open + 1, close - open - 1));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Language FromAcceptLanguage(std::string_view header) {
    Language best = Language::kChinese;
    int best_weight = 0;
    while (!header.empty()) {
        const std::size_t comma = header.find(',');
        const std::string_view item = Trim(header.substr(0, comma));
        header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);

        const std::size_t semicolon = item.find(';');
        const std::string_view range = Trim(item.substr(0, semicolon));
        const int weight = semicolon == std::string_view::npos ? 1000 : Weight(item.substr(semicolon + 1));
        if (weight <= best_weight) continue;
        if (range == "*" || IsOf(range, "zh")) {
            best = Language::kChinese;
            best_weight = weight;
        } else if (IsOf(range, "en")) {
            best = Language::kEnglish;
            best_weight = weight;
        }
    }
    return best;
}

}  // namespace qz::i18n
