// The catalogue at its full size: the real forms of the corpus, and a hundred thousand elements.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <gmock/gmock.h>

#include "catalogue/sample_catalogue.hpp"
#include "catalogue/value_rules.hpp"

namespace qz::catalogue {
namespace {

class Corpus : public sample::SampleCatalogue {};
QZ_ON_BOTH_ENGINES(Corpus);

ValueType TypeOf(std::string_view word) {
    if (word == "number") return ValueType::kDecimal;
    return word == "date" ? ValueType::kDate : ValueType::kText;
}

TEST_P(Corpus, TakesInTheRealFormsAndFindsEveryFieldAgain) {
    const char* corpus = std::getenv("QZ_CORPUS");
    const std::filesystem::path path =
        std::filesystem::path(corpus ? corpus : "../shared/data") / "forms/grassroots_forms.json";
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "set QZ_CORPUS to the folder that holds forms/grassroots_forms.json";
    const json::value forms = ParseJson(std::string(std::istreambuf_iterator<char>(file), {}));
    ASSERT_EQ(forms.as_array().size(), 106u);
    // One element for each name; another form's field of the same name is the same fact, or an alias of it.
    std::map<std::string, Element> elements;
    std::vector<std::string> labels;
    for (const json::value& form : forms.as_array()) {
        for (const json::value& field : form.at("fields").as_array()) {
            const std::string label = Tidied(field.at("label").as_string());
            labels.push_back(label);
            const std::string text = SearchText(label);
            if (text.empty()) continue;
            const auto [there, is_new] = elements.try_emplace(text);
            if (!is_new) {
                if (there->second.label != label) there->second.aliases.push_back({label, "alias", {1}, {}});
                continue;
            }
            there->second = sample::Of("field_" + std::to_string(elements.size()), label,
                                       TypeOf(field.at("type").as_string()));
        }
    }
    EXPECT_EQ(labels.size(), 1091u);
    database().Write([&](storage::Tx& tx) {
        for (auto& [text, element] : elements) InsertElement(tx, element);
    });
    const auto loaded =
        database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    const auto matcher =
        database().Read([](storage::Snapshot& snapshot) { return CurrentMatcher(snapshot); });
    std::size_t found = 0;
    std::size_t matched = 0;
    std::size_t asked = 0;
    for (const std::string& label : labels) {
        if (SearchText(label).empty()) continue;
        ++asked;
        const auto hits = loaded->Search(label, {}, {}, 1);
        found += !hits.empty() && hits[0].rank <= 1 ? 1 : 0;
        for (const LabelMatch& match : matcher->Best({label, {}, {}})) {
            if (SearchText(match.label) == SearchText(label)) {
                ++matched;
                break;
            }
        }
    }
    EXPECT_EQ(found, asked) << "by search, as the very name or an alias";
    // A few labels say nothing that could be compared («备注1»), so that the index alone does not know them.
    EXPECT_GE(matched * 100, asked * 95) << matched << " of " << asked;
}

TEST(LoadedElements, SearchesTwentyThousandAndRanksTheVeryNameFirst) {
    std::vector<LoadedElements::Item> items;
    for (int i = 0; i < 20'000; ++i) {
        Element element = sample::Of("element_" + std::to_string(1'000'000 + i),
                                     "第" + std::to_string(i) + "项耕地面积", ValueType::kDecimal);
        element.id = {i + 1};
        items.push_back({element, SearchLine(element)});
    }
    const LoadedElements elements(nullptr, std::move(items), 1);
    const auto hits = elements.Search("第77项耕地面积", {}, {}, 50);
    ASSERT_FALSE(hits.empty());
    EXPECT_EQ(hits[0].element->id, ElementId{78});
    EXPECT_EQ(elements.Search("gdmj", {}, {}, 50).size(), 50u);
    EXPECT_TRUE(elements.Search("没有这个名字", {}, {}, 50).empty());
}

}  // namespace
}  // namespace qz::catalogue
