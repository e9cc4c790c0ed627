#include "platform/i18n/i18n.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "platform/base/json.hpp"

namespace qz::i18n {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

json::object ReadSentences(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return ParseJson(text.str()).as_object();
}

TEST(Sentences, StandInBothLanguages) {
    EXPECT_EQ(Codes(Language::kChinese), Codes(Language::kEnglish));
    EXPECT_FALSE(Codes(Language::kChinese).empty());
}

TEST(Sentences, LeaveTheSameThingsOpenInBothLanguages) {
    for (const std::string_view code : Codes(Language::kChinese)) {
        EXPECT_EQ(Placeholders(Sentence(Language::kChinese, code)),
                  Placeholders(Sentence(Language::kEnglish, code)))
            << code;
    }
}

TEST(Sentences, AreNeverEmptyAndEachLanguageSpeaksItself) {
    for (const std::string_view code : Codes(Language::kChinese)) {
        EXPECT_FALSE(Sentence(Language::kChinese, code).empty()) << code;
        EXPECT_FALSE(Sentence(Language::kEnglish, code).empty()) << code;
    }
}

TEST(Sentences, LieInTheFileOfTheirRoomAndEveryFileIsCarried) {
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
        std::set<std::string> in_files;
        for (const auto& file :
             std::filesystem::directory_iterator(std::filesystem::path(QZ_SENTENCES) / Tag(language))) {
            // These travel with the pages; tools/check-sentences compares their languages.
            const std::string stem = file.path().stem().string();
            if (file.path().extension() != ".json" || stem == "web" || stem == "feedback_pages") continue;
            for (const auto& sentence : ReadSentences(file.path())) {
                const std::string code(sentence.key());
                EXPECT_EQ(code.substr(0, code.find('.')), file.path().stem().string()) << code;
                EXPECT_TRUE(in_files.insert(code).second) << code << " stands twice";
                EXPECT_TRUE(Has(language, code)) << code << ": is its room named in CMakeLists.txt?";
            }
        }
        EXPECT_EQ(in_files.size(), Codes(language).size());
    }
}

TEST(Sentence, FillsInWhatIsLeftOpen) {
    EXPECT_THAT(Sentence(Language::kEnglish, "platform.http.too_long", {{"most", "40"}, {"length", "52"}}),
                HasSubstr("At most 40 characters; you entered 52"));
    EXPECT_THAT(Sentence(Language::kChinese, "platform.http.too_long", {{"length", "52"}, {"most", "40"}}),
                HasSubstr("最多 40 个字，您填了 52 个字"));
}

TEST(Sentence, DoesNotReadAnArgumentAgain) {
    EXPECT_THAT(
        Sentence(Language::kEnglish, "platform.http.too_long", {{"most", "{length}"}, {"length", "9"}}),
        HasSubstr("At most {length} characters"));
}

TEST(Sentence, ShowsAnUnknownCodeAsItself) {
    EXPECT_EQ(Sentence(Language::kChinese, "forms.no.such_sentence"), "forms.no.such_sentence");
    EXPECT_FALSE(Has(Language::kChinese, "forms.no.such_sentence"));
}

TEST(Sentence, LeavesAPlaceholderWithoutArgumentVisible) {
    EXPECT_THAT(Sentence(Language::kEnglish, "platform.http.too_many"), HasSubstr("{most}"));
}

TEST(Placeholders, AreSortedAndNamedOnce) {
    EXPECT_THAT(Placeholders("{b} {a} {b}"), ElementsAre("a", "b"));
    EXPECT_THAT(Placeholders("none { here"), IsEmpty());
}

TEST(FromAcceptLanguage, TakesTheBestOfTheTwoLanguages) {
    EXPECT_EQ(FromAcceptLanguage("en-GB,en;q=0.9"), Language::kEnglish);
    EXPECT_EQ(FromAcceptLanguage("zh-CN,zh;q=0.9,en;q=0.8"), Language::kChinese);
    EXPECT_EQ(FromAcceptLanguage("en;q=0.3, zh-Hans;q=0.31"), Language::kChinese);
    EXPECT_EQ(FromAcceptLanguage("fr, en;q=0.5"), Language::kEnglish);
    EXPECT_EQ(FromAcceptLanguage("ZH;q=0.1,EN;q=1.000"), Language::kEnglish);
}

TEST(FromAcceptLanguage, FallsBackToChinese) {
    for (const std::string_view header : {"", "fr", "*", "en;q=0", ";;;,,,", "english", "en;q=x", "q=1"}) {
        EXPECT_EQ(FromAcceptLanguage(header), Language::kChinese) << header;
    }
}

}  // namespace
}  // namespace qz::i18n
