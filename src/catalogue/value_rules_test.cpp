#include "catalogue/value_rules.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "platform/i18n/i18n.hpp"

namespace qz::catalogue {
namespace {

constexpr Date kToday{20717};  // 2026-09-21

Element Of(ValueType type) {
    Element element;
    element.code = "sample";
    element.label = "示例";
    element.type = type;
    if (type == ValueType::kDecimal) element.places = 2;
    if (type == ValueType::kInteger) element.unit = "户";
    if (type == ValueType::kChoice) element.choices = {{"1", "男"}, {"2", "女"}, {"9", "未说明的性别"}};
    return element;
}

struct Answer {
    StoredValue value;
    std::string code;  // of the finding, without "catalogue.value."
};

Answer Read(ValueType type, std::string_view typed) {
    Findings findings;
    Answer answer{ReadValue(Of(type), typed, "answers.sample", findings, kToday), {}};
    if (!findings.empty()) {
        EXPECT_EQ(findings.size(), 1u) << typed;
        EXPECT_EQ(findings[0].field, "answers.sample");
        EXPECT_FALSE(answer.value) << "a fault and a value at once: " << typed;
        for (const auto language : {i18n::Language::kChinese, i18n::Language::kEnglish}) {
            EXPECT_TRUE(i18n::Has(language, findings[0].code)) << findings[0].code;
        }
        answer.code = findings[0].code.substr(std::string_view("catalogue.value.").size());
    }
    return answer;
}
// The stored text, "missing", or "!" and the fault.
std::string Said(ValueType type, std::string_view typed) {
    const Answer answer = Read(type, typed);
    if (!answer.code.empty()) return "!" + answer.code;
    return answer.value.value_or("missing");
}

TEST(ReadValue, TakesBlankForMissingWhateverTheType) {
    for (int type = 0; type < 8; ++type) {
        for (const std::string_view blank : {"", " ", "　", "\t\n", "\u200B"}) {
            EXPECT_EQ(Said(static_cast<ValueType>(type), blank), "missing");
        }
    }
}

TEST(ReadValue, RefusesWhatIsNoTextWhateverTheType) {
    for (int type = 0; type < 8; ++type) {
        EXPECT_EQ(Said(static_cast<ValueType>(type), "\xff\xfe"), "!not_text");
        EXPECT_EQ(Said(static_cast<ValueType>(type), std::string_view("a\0b", 3)), "!not_text");
    }
}

TEST(ReadValue, KeepsTextByteForByteUpToItsLimit) {
    EXPECT_EQ(Said(ValueType::kText, " 崖头　村（东）"), " 崖头　村（东）");
    std::string longest;
    for (std::size_t i = 0; i < kLongestText; ++i) longest += "村";
    EXPECT_EQ(Said(ValueType::kText, longest), longest);
    EXPECT_EQ(Said(ValueType::kText, longest + "村"), "!too_long");
}

TEST(ReadValue, ReadsIntegersAsPeopleTypeThem) {
    for (const std::string_view typed : {"1200", "1,200", "１２００", "+1200", " 1200 ", "1200户", "1200 户",
                                         "1200.00", "01200", "１，２００"}) {
        EXPECT_EQ(Said(ValueType::kInteger, typed), "1200") << typed;
    }
    EXPECT_EQ(Said(ValueType::kInteger, "-5"), "-5");
    EXPECT_EQ(Said(ValueType::kInteger, "−5"), "-5");
    EXPECT_EQ(Said(ValueType::kInteger, "－５"), "-5");
    EXPECT_EQ(Said(ValueType::kInteger, "-0"), "0");
    EXPECT_EQ(Said(ValueType::kInteger, "000"), "0");
}

TEST(ReadValue, RefusesWhatIsNoInteger) {
    for (const std::string_view typed : {"1.5", "一百", "12O0", "1 200", "1,20", "1,2000", "12,00.5", ",100",
                                         "--5", "1e3", "5-", "户", "1200人", "1.", ".5", "=1+1", "1,200,"}) {
        EXPECT_EQ(Said(ValueType::kInteger, typed), "!not_an_integer") << typed;
    }
    EXPECT_EQ(Said(ValueType::kInteger, "99999999999999"), "!out_of_range");
}

TEST(ReadValue, ReadsDecimalsExactlyAndKeepsNoMorePlacesThanTheElement) {
    EXPECT_EQ(Said(ValueType::kDecimal, "0.30"), "0.3");
    EXPECT_EQ(Said(ValueType::kDecimal, "1,234.50"), "1234.5");
    EXPECT_EQ(Said(ValueType::kDecimal, "12.3400"), "12.34");
    EXPECT_EQ(Said(ValueType::kDecimal, "12.345"), "!too_many_places");
    EXPECT_EQ(Said(ValueType::kDecimal, "１２．５"), "12.5");
    EXPECT_EQ(Said(ValueType::kDecimal, "1.2.3"), "!not_a_number");
    EXPECT_EQ(Said(ValueType::kDecimal, "1.2,3"), "!not_a_number");
    EXPECT_EQ(Said(ValueType::kDecimal, "NaN"), "!not_a_number");
}

TEST(ReadValue, ReadsDatesAsPeopleTypeThem) {
    for (const std::string_view typed :
         {"2026-9-5", "2026/9/5", "2026.9.5", "2026年9月5日", "20260905", "２０２６年９月５日", "2026-09-05",
          "2026 年 9 月 5 日", "2026年9月5号", "2026-09-05T00:00:00", "2026/9/5 0:00:00",
          "2026/09/05 0:00"}) {
        EXPECT_EQ(Said(ValueType::kDate, typed), "2026-09-05") << typed;
    }
    EXPECT_EQ(Said(ValueType::kDate, "2024-2-29"), "2024-02-29");
}

TEST(ReadValue, RefusesDaysThatDoNotExist) {
    for (const std::string_view typed :
         {"2026-2-29", "2026-13-1", "2026-0-5", "2026-9-31", "26-9-5", "2026-9", "9月5日", "今天", "202695",
          "2026-009-05", "45905", "2026-09-05T10:30:00"}) {
        EXPECT_EQ(Said(ValueType::kDate, typed), "!not_a_date") << typed;
    }
    EXPECT_EQ(Said(ValueType::kDate, "1899-12-31"), "!date_out_of_range");
    EXPECT_EQ(Said(ValueType::kDate, "2101-1-1"), "!date_out_of_range");
}

TEST(ReadValue, TakesChoicesByCodeByLabelAndAsPrintedFormsShowThem) {
    for (const std::string_view typed : {"2", "女", " 女 ", "２", "2 女", "2.女", "2、女", "2-女", "女　"}) {
        EXPECT_EQ(Said(ValueType::kChoice, typed), "2") << typed;
    }
    for (const std::string_view typed : {"3", "男女", "nv", "1女"}) {
        EXPECT_EQ(Said(ValueType::kChoice, typed), "!not_a_choice") << typed;
    }
}

TEST(ReadValue, NamesTheChoicesWhereNoneWasMeant) {
    Findings findings;
    ReadValue(Of(ValueType::kChoice), "其他", "f", findings);
    ASSERT_EQ(findings.size(), 1u);
    const std::string sentence =
        i18n::Sentence(i18n::Language::kChinese, findings[0].code, findings[0].arguments);
    EXPECT_THAT(sentence, ::testing::HasSubstr("男、女、未说明的性别"));
}

TEST(ReadValue, TakesTheMarksPeopleMakeForYesAndNo) {
    for (const std::string_view typed : {"是", "有", "1", "√", "✓", "Y", "yes", "TRUE", "１", "对"}) {
        EXPECT_EQ(Said(ValueType::kYesNo, typed), "1") << typed;
    }
    for (const std::string_view typed : {"否", "无", "0", "×", "没有", "N", "No", "FALSE", "０"}) {
        EXPECT_EQ(Said(ValueType::kYesNo, typed), "0") << typed;
    }
    EXPECT_EQ(Said(ValueType::kYesNo, "可能"), "!not_yes_or_no");
    EXPECT_EQ(Said(ValueType::kYesNo, "2"), "!not_yes_or_no");
}

TEST(ReadValue, TakesIdNumbersThatHoldAndTidiesThem) {
    // The examples printed in GB 11643-1999.
    EXPECT_EQ(Said(ValueType::kIdNumber, "11010519491231002X"), "11010519491231002X");
    EXPECT_EQ(Said(ValueType::kIdNumber, "440524188001010014"), "!id_number_parts") << "born in 1880";
    EXPECT_EQ(Said(ValueType::kIdNumber, "11010519491231002x"), "11010519491231002X");
    EXPECT_EQ(Said(ValueType::kIdNumber, "110105 19491231 002X"), "11010519491231002X");
    EXPECT_EQ(Said(ValueType::kIdNumber, "１１０１０５１９４９１２３１００２Ｘ"), "11010519491231002X");
    EXPECT_EQ(Said(ValueType::kIdNumber, "'11010519491231002X"), "11010519491231002X");
}

std::string WithCheck(std::string seventeen) {
    return seventeen + IdCheckCharacter(seventeen);
}

TEST(ReadValue, SaysWhatIsWrongWithAnIdNumber) {
    EXPECT_EQ(Said(ValueType::kIdNumber, "110105194912310021"), "!id_number_checksum");
    EXPECT_EQ(Said(ValueType::kIdNumber, "130503670401001"), "!old_id_number");
    EXPECT_EQ(Said(ValueType::kIdNumber, "1101051949123100"), "!id_number_length");
    EXPECT_EQ(Said(ValueType::kIdNumber, "3.71082E+17"), "!id_number_length");
    EXPECT_EQ(Said(ValueType::kIdNumber, "11010519491231OO2X"), "!id_number_characters");
    EXPECT_EQ(Said(ValueType::kIdNumber, "1101051949123100XX"), "!id_number_characters");
    EXPECT_EQ(Said(ValueType::kIdNumber, WithCheck("37108219490230002")), "!id_number_parts")
        << "30 February";
    EXPECT_EQ(Said(ValueType::kIdNumber, WithCheck("99108219490228002")), WithCheck("99108219490228002"));
    EXPECT_EQ(Said(ValueType::kIdNumber, WithCheck("00108219490228002")), "!id_number_parts")
        << "no such province";
    EXPECT_EQ(Said(ValueType::kIdNumber, WithCheck("37108220260922002")), "!id_number_birth_in_future");
    EXPECT_EQ(Said(ValueType::kIdNumber, WithCheck("37108220260921002")), WithCheck("37108220260921002"))
        << "born today";
}

TEST(ReadIdNumber, TellsBirthSexAndRegion) {
    const auto facts = ReadIdNumber("11010519491231002X");
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->birth.ToString(), "1949-12-31");
    EXPECT_TRUE(facts->female);
    EXPECT_EQ(facts->region_code, "110105");
    EXPECT_FALSE(ReadIdNumber("110105194912310021"));
    EXPECT_FALSE(ReadIdNumber(""));
}

RC_GTEST_PROP(ReadIdNumber, NoticesEveryDigitThatIsMistyped, ()) {
    const auto day = *rc::gen::inRange(0, 20000);
    const auto order = *rc::gen::inRange(0, 1000);
    char rest[8];
    std::snprintf(rest, sizeof rest, "%03d", order);
    std::string birth = Date{day}.ToString();
    birth.erase(std::remove(birth.begin(), birth.end(), '-'), birth.end());
    const std::string number = WithCheck("371082" + birth + rest);
    RC_ASSERT(ReadIdNumber(number).has_value());
    std::string mistyped = number;
    const auto place = *rc::gen::inRange<std::size_t>(0, 17);
    mistyped[place] = static_cast<char>('0' + (mistyped[place] - '0' + *rc::gen::inRange(1, 10)) % 10);
    RC_ASSERT(!ReadIdNumber(mistyped));
}

TEST(ReadValue, TakesMobileLandlineAndServiceNumbers) {
    for (const std::string_view typed : {"13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678",
                                         "8613812345678", "008613812345678", "１３８１２３４５６７８"}) {
        EXPECT_EQ(Said(ValueType::kPhone, typed), "13812345678") << typed;
    }
    for (const std::string_view typed : {"0631-5231234", "06315231234", "(0631)5231234", "（0631）5231234",
                                         "0631 5231234", "0631—5231234"}) {
        EXPECT_EQ(Said(ValueType::kPhone, typed), "0631-5231234") << typed;
    }
    EXPECT_EQ(Said(ValueType::kPhone, "01065251234"), "010-65251234");
    EXPECT_EQ(Said(ValueType::kPhone, "400-123-4567"), "4001234567");
    EXPECT_EQ(Said(ValueType::kPhone, "5231234"), "!phone_without_area_code");
    for (const std::string_view typed : {"12345678901", "1381234567", "138123456789", "0631-523123", "电话",
                                         "138-1234-567a", "000000000000"}) {
        EXPECT_EQ(Said(ValueType::kPhone, typed), "!not_a_phone") << typed;
    }
}

// What a village might type into any field, right or wrong.
rc::Gen<std::string> Typed() {
    const auto piece = rc::gen::element<std::string>(
        "0", "1", "2", "9", "19", "2026", "-", ".", "/", ",", " ", "　", "年", "月", "日", "户", "男", "女",
        "是", "否", "x", "X", "+86", "138", "0631", "１", "，", "11010519491231002X", "13812345678",
        "2026-9-5", "√", "\t", "(", ")", "\u200B", "—");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](const std::vector<std::string>& pieces) {
                            std::string text;
                            for (const auto& part : pieces) text += part;
                            return text;
                        });
}

RC_GTEST_PROP(ReadValue, ReadsItsOwnOutputAsTheSame, ()) {
    const auto element = Of(static_cast<ValueType>(*rc::gen::inRange(0, 8)));
    const auto typed = *Typed();
    Findings findings;
    const StoredValue once = ReadValue(element, typed, "f", findings, kToday);
    RC_PRE(once.has_value());
    const StoredValue twice = ReadValue(element, *once, "f", findings, kToday);
    RC_ASSERT(findings.empty());
    RC_ASSERT(once == twice);
}

RC_GTEST_PROP(ReadValue, GivesAValueOrAFaultOrMissingAndNeverCrashesOnBytes, (const std::string& bytes)) {
    for (int type = 0; type < 8; ++type) {
        Findings findings;
        const StoredValue value = ReadValue(Of(static_cast<ValueType>(type)), bytes, "f", findings, kToday);
        RC_ASSERT(findings.size() <= 1u);
        RC_ASSERT(!(value && !findings.empty()));
        RC_ASSERT(!value || !value->empty());
    }
}

}  // namespace
}  // namespace qz::catalogue
