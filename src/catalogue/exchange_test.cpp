// The catalogue goes out as a table and comes back as it went, whatever is written in it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "catalogue/element_table.hpp"
#include "catalogue/sample_catalogue.hpp"
#include "directory/directory.hpp"

namespace qz::catalogue {
namespace {

constexpr std::string_view kTree = "code,name,level,parent_code\n3710,威海市,city,\n";

LoadedElements Loaded(std::vector<Element> elements) {
    std::vector<LoadedElements::Item> items;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        elements[i].id = {static_cast<std::int64_t>(i) + 1};
        std::string line = SearchLine(elements[i]);
        items.push_back({std::move(elements[i]), std::move(line)});
    }
    return {nullptr, std::move(items), 1};
}

std::string Told(const Findings& findings, const TableDifference& difference) {
    std::string told;
    for (const Finding& finding : findings) told += finding.field + " " + finding.code + "\n";
    for (const ElementChange& change : difference.changed) {
        for (const FieldChange& one : change.changes)
            told += change.next.code + " " + one.field + ": " + one.from + " -> " + one.to + "\n";
    }
    return told;
}

class Exchange : public tests::OnBothEngines {
 protected:
    void SetUp() override {
        directory::ImportAndSwitch(database(), kTree, Date{20000}, "test", nullptr);
        tree_ = database().Read([](storage::Snapshot& snapshot) { return directory::CurrentTree(snapshot); });
    }
    std::string WorkbookOf(const LoadedElements& elements, i18n::Language language) {
        const auto path = folder_.path() / "elements.xlsx";
        WriteElementWorkbook(path, elements, *tree_, language);
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    // What coming back would change; "" where nothing would.
    std::string ChangesOf(const LoadedElements& elements, std::string_view file) {
        Findings findings;
        const std::vector<TableRow> rows = ReadElementTable(file, findings);
        const TableDifference difference = CompareTable(rows, elements, *tree_, {}, findings);
        std::string told = Told(findings, difference);
        if (!difference.added.empty()) told += "added\n";
        if (told.empty() && difference.same != static_cast<std::int64_t>(elements.size()))
            told += "lost " + std::to_string(elements.size() - static_cast<std::size_t>(difference.same));
        return told;
    }

    tests::ScratchFolder folder_;
    std::shared_ptr<const directory::Tree> tree_;
};
QZ_ON_BOTH_ENGINES(Exchange);

TEST_P(Exchange, BringsTheRealFormsElementsBackWithoutADifference) {
    const char* corpus = std::getenv("QZ_CORPUS");
    const std::filesystem::path path =
        std::filesystem::path(corpus ? corpus : "../shared/data") / "forms/grassroots_forms.json";
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "set QZ_CORPUS to the folder that holds forms/grassroots_forms.json";
    const json::value forms = ParseJson(std::string(std::istreambuf_iterator<char>(file), {}));
    ASSERT_EQ(forms.as_array().size(), 106u);
    std::vector<Element> made;
    for (const json::value& form : forms.as_array()) {
        const std::string title(form.at("title").as_string());
        for (const json::value& field : form.at("fields").as_array()) {
            const std::string label(field.at("label").as_string());
            const std::string type(field.at("type").as_string());
            // A name of blanks alone is none, in the catalogue as in a table.
            if (label.find_first_not_of(" \t\r\n") == std::string::npos) continue;
            Element element =
                sample::Of("field_" + std::to_string(10'000 + made.size()), label,
                           type == "number" ? ValueType::kDecimal
                                            : (type == "date" ? ValueType::kDate : ValueType::kText));
            element.definition = "《" + title + "》（" + label + "），以年末（１２月）为准；不含：空挂户";
            element.legal_basis = "第３条；第（二）款";
            element.purposes = {title + "（含）", "核对；汇总"};
            element.unit = type == "number" ? "户／人" : "";
            element.aliases.push_back({label + "（" + title + "）；又名", "alias", {1}, {}});
            made.push_back(std::move(element));
        }
    }
    ASSERT_GT(made.size(), 1000u);
    const LoadedElements elements = Loaded(std::move(made));
    EXPECT_EQ(ChangesOf(elements, json::serialize(ElementsJson(elements, *tree_))), "");
    for (const auto language : {i18n::Language::kChinese, i18n::Language::kEnglish})
        EXPECT_EQ(ChangesOf(elements, WorkbookOf(elements, language)), "");
}

TEST_P(Exchange, BringsBackWhateverIsWritten) {
    const auto text = rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("户", "（", "）", "；", ";", "，", "＝", "=", "１", "1", " ", "　",
                                      "\n", "\r\n", "\t", "\"", "<", "&", "'", "\u200B", "+", "@", "数"));
    const auto joined = rc::gen::map(text, [](const std::vector<std::string>& parts) {
        std::string whole;
        for (const std::string& part : parts) whole += part;
        return whole;
    });
    const bool held = rc::check("what went out comes back", [&] {
        Element element = sample::Of("any", "名" + *joined, ValueType::kChoice);
        element.definition = *joined;
        element.legal_basis = *joined;
        element.unit = "户";
        element.choices = {{"1", "是"}};
        element.purposes = {"核对" + *joined};
        element.aliases.push_back({"别名" + *joined, "alias", {1}, {}});
        const LoadedElements elements = Loaded({element});
        RC_ASSERT(ChangesOf(elements, json::serialize(ElementsJson(elements, *tree_))) == "");
        RC_ASSERT(ChangesOf(elements, WorkbookOf(elements, i18n::Language::kChinese)) == "");
    });
    EXPECT_TRUE(held);
}

TEST_P(Exchange, TakesInSentencesAsTheyAreWritten) {
    Findings findings;
    const LoadedElements none = Loaded({});
    const TableDifference difference = CompareTable(
        ReadElementTable(
            R"({"elements":[{"code":"ａrea","label":"面积（亩）","definition":"含自留地（１类）；不含林地"},
                          {"code":"area","label":"面积（亩）","definition":"含自留地（１类）；不含林地"}]})",
            findings),
        none, *tree_, {}, findings);
    ASSERT_EQ(findings.size(), 1u) << "one code for both, however wide its letters";
    ASSERT_EQ(difference.added.size(), 1u);
    EXPECT_EQ(difference.added[0].next.code, "area");
    EXPECT_EQ(difference.added[0].next.label, "面积（亩）");
    EXPECT_EQ(difference.added[0].next.definition, "含自留地（１类）；不含林地");
}

}  // namespace
}  // namespace qz::catalogue
