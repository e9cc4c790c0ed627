#include <gmock/gmock.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using testing::ReadBytes;
using testing::RefusalOf;
using testing::SmallWorkbook;
using testing::With;
using testing::Zip;

constexpr std::string_view kRows =
    R"(<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c><v>1</v></c></row>)";
constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";

TEST(HostileFiles, TheSoundOneIsRead) {
    EXPECT_EQ(RefusalOf(Zip(SmallWorkbook(kRows))), "");
}

TEST(HostileFiles, ABombIsRefusedByWhatComesOut) {
    std::string bomb = "<worksheet><sheetData>";
    bomb.append(30u << 20, ' ');
    const std::string bytes = Zip(With(SmallWorkbook(kRows), kSheet, bomb + "</sheetData></worksheet>"));
    ASSERT_LT(bytes.size(), 100u << 10);
    EXPECT_EQ(RefusalOf(bytes), "platform.workbook.unpacks_too_large");
    EXPECT_EQ(RefusalOf(bytes, {.limits = {.entry_bytes = 1u << 20, .ratio = 100'000}}),
              "platform.workbook.unpacks_too_large");
    EXPECT_EQ(RefusalOf(bytes, {.limits = {.unpacked_bytes = 1u << 20, .ratio = 100'000}}),
              "platform.workbook.unpacks_too_large");
}

TEST(HostileFiles, TextsBeyondTheLimitAreRefused) {
    const auto with_texts = [](const std::string& texts) {
        return Zip(With(SmallWorkbook(kRows), "xl/sharedStrings.xml", "<sst>" + texts + "</sst>"));
    };
    std::string many;
    for (int i = 0; i < 20'000; ++i) many += "<si/>";
    EXPECT_EQ(RefusalOf(with_texts("<si><t>" + std::string(70'000, 'x') + "</t></si>"),
                        {.limits = {.shared_text_bytes = 60'000}}),
              "platform.workbook.too_much_text");
    EXPECT_EQ(RefusalOf(with_texts(many), {.limits = {.shared_text_bytes = 60'000}}),
              "platform.workbook.too_much_text");
}

// Written by hand: a hundred thousand empty parts, stored.
std::string ManyEntries(std::uint32_t count) {
    const auto little = [](std::string& to, std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i) & 0xFFu);
    };
    std::string bytes;
    std::string directory;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::string name = std::to_string(1'000'000 + i);
        const auto offset = static_cast<std::uint32_t>(bytes.size());
        bytes += std::string("PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0", 14) + std::string(12, '\0');
        little(bytes, static_cast<std::uint32_t>(name.size()), 4);
        bytes += name;
        directory += std::string("PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\x21\0", 16) + std::string(12, '\0');
        little(directory, static_cast<std::uint32_t>(name.size()), 4);
        directory += std::string(10, '\0');
        little(directory, offset, 4);
        directory += name;
    }
    const auto start = static_cast<std::uint32_t>(bytes.size());
    const auto length = static_cast<std::uint32_t>(directory.size());
    bytes += directory;
    // More than 65,535 entries are counted in the wide end record alone.
    const auto wide = static_cast<std::uint32_t>(bytes.size());
    bytes += std::string("PK\x06\x06\x2C\0\0\0\0\0\0\0\x2D\0\x2D\0", 16) + std::string(8, '\0');
    for (const std::uint32_t value : {count, 0u, count, 0u, length, 0u, start, 0u}) little(bytes, value, 4);
    bytes += std::string("PK\x06\x07\0\0\0\0", 8);
    for (const std::uint32_t value : {wide, 0u, 1u}) little(bytes, value, 4);
    bytes += std::string("PK\x05\x06\0\0\0\0", 8);
    for (const std::uint32_t value : {0xFFFFFFFFu, length, start}) little(bytes, value, 4);
    return bytes + std::string(2, '\0');
}

TEST(HostileFiles, AHundredThousandEntriesAreRefused) {
    EXPECT_EQ(RefusalOf(ManyEntries(100)), "platform.workbook.zip_archive") << "sound but for its number";
    EXPECT_EQ(RefusalOf(ManyEntries(100'000)), "platform.workbook.too_many_entries");
}

TEST(HostileFiles, EntitiesAndDoctypesAreRefused) {
    for (const std::string_view doctype :
         {R"(<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>)",
          R"(<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>)",
          R"(<!DOCTYPE w SYSTEM "http://127.0.0.1/x.dtd">)", "<!DOCTYPE w>"}) {
        for (const std::string_view part :
             {kSheet, std::string_view("xl/sharedStrings.xml"), std::string_view("xl/workbook.xml"),
              std::string_view("_rels/.rels")}) {
            const std::string content = std::string(doctype) + "<w>&b;</w>";
            EXPECT_EQ(RefusalOf(Zip(With(SmallWorkbook(kRows), part, content))),
                      "platform.workbook.has_entities")
                << doctype << part;
        }
    }
}

TEST(HostileFiles, DeepNestingIsRefused) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_EQ(RefusalOf(Zip(With(SmallWorkbook(kRows), kSheet, deep)), {.limits = {.ratio = 100'000}}),
              "platform.workbook.too_deep");
}

TEST(HostileFiles, ATagWithoutEndIsRefused) {
    const std::string tag = "<worksheet a=\"" + std::string(3u << 20, 'x');
    EXPECT_EQ(RefusalOf(Zip(With(SmallWorkbook(kRows), kSheet, tag)), {.limits = {.ratio = 100'000}}),
              "platform.workbook.damaged_part");
}

TEST(HostileFiles, AnyTruncationIsRefusedNeverHalfRead) {
    const std::string whole = Zip(SmallWorkbook(kRows));
    for (std::size_t length = 8; length < whole.size(); length += 7) {
        EXPECT_NE(RefusalOf(std::string_view(whole).substr(0, length)), "") << length;
    }
}

TEST(HostileFiles, DamagedBytesAreNeverReadAsOtherValues) {
    const std::string whole = Zip(SmallWorkbook(kRows));
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        try {
            const auto heard = ReadBytes(damaged);
            EXPECT_EQ(heard.Texts(), (std::vector<std::vector<std::string>>{{"1"}})) << at;
        } catch (const Problem&) {
        }
    }
}

TEST(HostileFiles, MacrosAreRefused) {
    EXPECT_EQ(RefusalOf(Zip(With(SmallWorkbook(kRows), "xl/vbaProject.bin", "x"))),
              "platform.workbook.has_macros");
    EXPECT_EQ(RefusalOf(Zip(With(SmallWorkbook(kRows), "xl\\VBAPROJECT.BIN", "x"))),
              "platform.workbook.has_macros");
}

TEST(HostileFiles, MacrosOfTheOldKindAreRefused) {
    for (const std::string_view type :
         {"application/vnd.ms-excel.macrosheet+xml", "application/vnd.ms-excel.intlmacrosheet+xml"}) {
        const std::string types = R"(<Types><Override PartName="/xl/macrosheets/sheet1.xml" ContentType=")" +
                                  std::string(type) + R"("/></Types>)";
        EXPECT_EQ(RefusalOf(Zip(With(SmallWorkbook(kRows), "[Content_Types].xml", types))),
                  "platform.workbook.has_macros");
    }
}

TEST(HostileFiles, TwoPartsOfOneNameAreRefused) {
    EXPECT_EQ(RefusalOf(Zip(With(SmallWorkbook(kRows), "XL/worksheets/Sheet1.xml", "<worksheet/>"))),
              "platform.workbook.unreadable_part");
}

TEST(HostileFiles, TooManySheetsAreRefused) {
    std::string sheets = "<workbook><sheets>";
    for (int i = 0; i < 300; ++i) sheets += R"(<sheet name="x" r:id="rId1"/>)";
    EXPECT_EQ(RefusalOf(Zip(With(SmallWorkbook(kRows), "xl/workbook.xml", sheets + "</sheets></workbook>"))),
              "platform.workbook.too_many_sheets");
}

// A file of the old container: a head, and a stream that begins with the sector behind it.
std::string OldFile(std::string_view stream, std::string_view entry = {}) {
    std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(504, '\0');
    bytes.append(stream).resize(2048, '\0');
    for (const char character : entry) bytes += std::string(1, character) + '\0';
    bytes.resize(2560, '\0');
    return bytes;
}

TEST(WrongFiles, OldOnesSayWhetherTheyHaveAPasswordOrMacros) {
    const std::string begin("\x09\x08\x10\x00\x00\x06\x05\x00xxxxxxxxxxxx", 20);
    const std::string write_protect("\x86\x00\x00\x00", 4);
    const std::string password("\x2F\x00\x36\x00\x01\x00", 6);
    EXPECT_EQ(RefusalOf(OldFile(begin)), "platform.workbook.old_format");
    EXPECT_EQ(RefusalOf(OldFile(begin + password)), "platform.workbook.encrypted");
    EXPECT_EQ(RefusalOf(OldFile(begin + write_protect + password)), "platform.workbook.encrypted");
    EXPECT_EQ(RefusalOf(OldFile(begin + std::string("\xE1\x00\x02\x00\xB0\x04", 6) + password)),
              "platform.workbook.old_format");
    EXPECT_EQ(RefusalOf(OldFile(std::string("\xEC\xA5\xC1\x00xxxxxx\x00\x13", 12), "WordDocument")),
              "platform.workbook.encrypted");
    EXPECT_EQ(RefusalOf(OldFile(begin, "_VBA_PROJECT_CUR")), "platform.workbook.has_macros");
}

TEST(WrongFiles, AreNamedWithTheirMend) {
    const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
    std::string locked = ole;
    for (const char character : std::string_view("EncryptedPackage"))
        locked += std::string(1, character) + '\0';
    EXPECT_EQ(RefusalOf(ole), "platform.workbook.old_format");
    EXPECT_EQ(RefusalOf(locked), "platform.workbook.encrypted");
    EXPECT_EQ(RefusalOf(""), "platform.workbook.empty_file");
    EXPECT_EQ(RefusalOf("<html><table><tr><td>1</td></tr></table></html>"), "platform.workbook.web_page");
    EXPECT_EQ(RefusalOf("\xEF\xBB\xBF\r\n<?xml version=\"1.0\"?><Workbook/>"), "platform.workbook.web_page");
    EXPECT_EQ(RefusalOf("%PDF-1.7\n"), "platform.workbook.not_a_workbook");
    EXPECT_EQ(RefusalOf(std::string_view("\x89PNG\r\n\0\0", 8)), "platform.workbook.not_a_workbook");
    EXPECT_EQ(RefusalOf(Zip({{"word/document.xml", "<w/>"}})), "platform.workbook.word_document");
    EXPECT_EQ(RefusalOf(Zip({{"ppt/presentation.xml", "<p/>"}, {"[Content_Types].xml", "<Types/>"}})),
              "platform.workbook.not_a_workbook");
    EXPECT_EQ(RefusalOf(Zip({{"各村.xlsx", "x"}})), "platform.workbook.zip_archive");
    EXPECT_EQ(RefusalOf(Zip({{"content.xml", "<w/>"}, {"mimetype", "x"}})), "platform.workbook.other_format");
    EXPECT_EQ(RefusalOf(Zip({{"xl/workbook.bin", "x"}})), "platform.workbook.other_format");
    EXPECT_EQ(RefusalOf("PK\x03\x04 and nothing more"), "platform.workbook.damaged");
}

}  // namespace
}  // namespace qz::workbook
