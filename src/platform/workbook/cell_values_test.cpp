#include "platform/workbook/cell_values.hpp"

#include <gmock/gmock.h>

#include "platform/workbook/written_text.hpp"

namespace qz::workbook {
namespace {

std::string Number(std::string_view source) {
    const auto cell = NumberCell(source);
    if (!cell) return "no number";
    return (cell->kind == CellKind::kImpreciseNumber ? "lost " : "") + cell->text;
}

std::string Day(std::string_view source, bool from_1904 = false) {
    const auto cell = DateCell(source, from_1904);
    return cell ? cell->text : "no date";
}

TEST(Reference, CountsInLetters) {
    EXPECT_EQ(Reference(7, 1), "B7");
    EXPECT_EQ(Reference(1, 25), "Z1");
    EXPECT_EQ(Reference(1, 26), "AA1");
    EXPECT_EQ(Reference(1'048'576, 16'383), "XFD1048576");
}

TEST(Reference, IsReadBackAndNothingElseIs) {
    for (const std::uint32_t column : {0u, 25u, 26u, 701u, 702u, 16'383u}) {
        const auto position = ParseReference(Reference(12, column));
        ASSERT_TRUE(position);
        EXPECT_EQ(position->column, column);
        EXPECT_EQ(position->row, 12u);
    }
    for (const std::string_view wrong :
         {"", "7", "B", "B0", "XFE1", "A1048577", "AAAA1", "B7 ", "B-1", "$B$7"}) {
        EXPECT_FALSE(ParseReference(wrong)) << wrong;
    }
}

TEST(NumberCell, KeepsWhatExcelShows) {
    EXPECT_EQ(Number("412"), "412");
    EXPECT_EQ(Number("-12.50"), "-12.50");
    EXPECT_EQ(Number("0"), "0");
    EXPECT_EQ(Number("-0"), "0");
    EXPECT_EQ(Number("1.5E-3"), "0.0015");
    EXPECT_EQ(Number("1E+3"), "1000");
    EXPECT_EQ(Number("0.30000000000000004"), "0.3");
    EXPECT_EQ(Number("8.4100000000000001"), "8.41");
    EXPECT_EQ(Number("9.9499999999999993"), "9.95");
    EXPECT_EQ(Number("0.99999999999999989"), "1");
    EXPECT_EQ(Number("13800000000"), "13800000000");
    EXPECT_EQ(Number("007"), "7");
}

TEST(NumberCell, KnowsThatALongNumberHasLostItsEnd) {
    EXPECT_EQ(Number("371002198001011234"), "lost 371002198001011234");
    EXPECT_EQ(Number("3.7100219800101101E+17"), "lost 371002198001011010");
    EXPECT_EQ(Number("6222021234567890"), "lost 6222021234567890");
    EXPECT_EQ(Number("622202123456789"), "622202123456789");
    EXPECT_EQ(Number("1E+300").substr(0, 5), "lost ");
}

TEST(NumberCell, TakesWhatNoProgramCountsForNothing) {
    EXPECT_EQ(Number("4.94065645841247E-324"), Number("0"));
    EXPECT_EQ(Number("-1e-400"), Number("0"));
}

TEST(Hundredth, MovesThePoint) {
    EXPECT_EQ(Hundredth("85.5"), "0.855");
    EXPECT_EQ(Hundredth("100"), "1");
    EXPECT_EQ(Hundredth("-0.5"), "-0.005");
    EXPECT_EQ(Hundredth("0"), "0");
    EXPECT_EQ(Hundredth("many"), "many");
}

TEST(NumberCell, IsNotMadeFromOtherText) {
    for (const std::string_view wrong :
         {"", "-", ".", "1,000", "1e", "1e999", "NaN", "inf", "0x10", "1 ", "--1"}) {
        EXPECT_EQ(Number(wrong), "no number") << wrong;
    }
}

TEST(DateCell, CountsFrom1900WithTheDayThatNeverWas) {
    EXPECT_EQ(Day("1"), "1900-01-01");
    EXPECT_EQ(Day("59"), "1900-02-28");
    EXPECT_EQ(Day("60"), "no date");
    EXPECT_EQ(Day("61"), "1900-03-01");
    EXPECT_EQ(Day("46290"), "2026-09-25");
    EXPECT_EQ(Day("2958465"), "9999-12-31");
    EXPECT_EQ(Day("2958466"), "no date");
    EXPECT_EQ(Day("-1"), "no date");
    EXPECT_EQ(Day("x"), "no date");
    EXPECT_EQ(Day("nan"), "no date");
}

TEST(DateCell, CountsFrom1904) {
    EXPECT_EQ(Day("0", true), "1904-01-01");
    EXPECT_EQ(Day("44828", true), "2026-09-25");
}

TEST(DateCell, KeepsTheTimeOfDay) {
    EXPECT_EQ(Day("46290.4375"), "2026-09-25T10:30:00");
    EXPECT_EQ(Day("0.75"), "18:00:00");
    EXPECT_EQ(DateCell("0.75", false)->kind, CellKind::kTime);
    EXPECT_EQ(Day("46290.999999"), "2026-09-26");
}

TEST(IsDateFormat, TellsDatesFromNumbers) {
    for (const std::string_view date :
         {"yyyy-mm-dd", "m/d/yy h:mm", "[h]:mm:ss", "yyyy\"年\"m\"月\"", "[$-804]yyyy年", "[DBNum1]yyyy",
          "mmm", "h:mm AM/PM", "[$-804]aaaa"}) {
        EXPECT_TRUE(IsDateFormat(date)) << date;
    }
    for (const std::string_view number :
         {"General", "0.00", "@", "#,##0_);[Red](#,##0)", "0\"days\"", "[$¥-804]#,##0", "0.00E+00", "\\d0",
          "_d0", "0%", "\"open", "[Red", ""}) {
        EXPECT_FALSE(IsDateFormat(number)) << number;
    }
}

TEST(Escapes, AreDecodedOnlyWhenWhole) {
    EXPECT_EQ(DecodeEscapes("a_x000D_b"), "a\rb");
    EXPECT_EQ(DecodeEscapes("_x005F_x0041_"), "_x0041_");
    EXPECT_EQ(DecodeEscapes("_x00"), "_x00");
    EXPECT_EQ(DecodeEscapes("_xZZZZ_ _x0000_"), "_xZZZZ_ _x0000_");
}

TEST(SignificantDigits, CountsWhatMustBeKept) {
    EXPECT_EQ(SignificantDigits("0.001"), 1);
    EXPECT_EQ(SignificantDigits("1234567890123456"), 16);
    EXPECT_EQ(SignificantDigits("1000000000000000"), 16);
    EXPECT_EQ(SignificantDigits("-12.50"), 3);
    EXPECT_FALSE(SignificantDigits("1e5"));
    EXPECT_FALSE(SignificantDigits("=1+1"));
    EXPECT_FALSE(SignificantDigits("+1"));
}

TEST(WrittenText, LeavesOutWhatXmlCannotHold) {
    EXPECT_EQ(WrittenText(std::string_view("a\x01\x1F\0b", 5))->text, "ab");
    EXPECT_EQ(WrittenText("a\t\n\rb")->text, "a\t\n\rb");
    EXPECT_EQ(WrittenText("_x0041_")->text, "_x005F_x0041_");
    EXPECT_EQ(WrittenText("𠮷村")->units, 3u);
    EXPECT_FALSE(WrittenText("\xFF"));
}

TEST(LegalSheetName, IsLegalAndUnique) {
    EXPECT_EQ(LegalSheetName("a[b]:*?/\\c", {}), "a b      c");
    EXPECT_EQ(LegalSheetName("", {}), "Sheet");
    EXPECT_EQ(LegalSheetName("'quoted'", {}), "quoted");
    EXPECT_EQ(LegalSheetName("HISTORY", {}), "HISTORY 1");
    EXPECT_EQ(LegalSheetName("Data", {"DATA"}), "Data 2");
    const std::string most = LegalSheetName(std::string(40, 'x'), {});
    EXPECT_EQ(most.size(), 31u);
    EXPECT_EQ(LegalSheetName(std::string(40, 'x'), {most}).size(), 31u);
}

TEST(PageText, CannotGiveCommands) {
    EXPECT_EQ(PageText("a&Pb\nc"), "a&&Pb c");
}

}  // namespace
}  // namespace qz::workbook
