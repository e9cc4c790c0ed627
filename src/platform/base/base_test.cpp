#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/actor.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/embedded.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"

namespace qz {
namespace {

using testing::ElementsAre;
using testing::Field;

constexpr std::int64_t kMonday = 1'790'000'000'000;

TEST(IdSource, NeverRepeatsWithinAMillisecondNorWhenTheClockGoesBack) {
    IdSource source(7);
    std::set<std::int64_t> seen;
    for (int i = 0; i < 10'000; ++i) {
        EXPECT_TRUE(seen.insert(source.Next(kMonday - i)).second);
    }
}

TEST(IdSource, KeepsTwoProcessesApart) {
    EXPECT_NE(IdSource(1).Next(kMonday), IdSource(2).Next(kMonday));
}

TEST(ParseId, TakesOnlyPlainPositiveDecimals) {
    EXPECT_EQ(ParseId<UnitId>("42")->value, 42);
    for (const char* text : {"", "0", "042", "-1", "+1", "1 ", "1.0", "9223372036854775808"}) {
        EXPECT_FALSE(ParseId<UnitId>(text)) << text;
    }
}

TEST(Instant, WritesAndReadsRfc3339) {
    const Instant instant{1'758'794'400'123};
    EXPECT_EQ(instant.ToString(), "2025-09-25T10:00:00.123Z");
    EXPECT_EQ(ParseInstant("2025-09-25T10:00:00.123Z"), instant);
    EXPECT_EQ(ParseInstant("2025-09-25T18:00:00.123+08:00"), instant);
    EXPECT_FALSE(ParseInstant("2025-09-31T10:00:00Z"));
    EXPECT_FALSE(ParseInstant("2025-09-25 10:00:00"));
    EXPECT_FALSE(ParseInstant("2025-09-25T10:00:00"));
}

TEST(DateOf, BreaksTheDayAtMidnightInChina) {
    const Date day = Date::From(2026, 9, 25);
    EXPECT_EQ(DateOf(StartOf(day)), day);
    EXPECT_EQ(DateOf(Instant{StartOf(day).milliseconds - 1}).days, day.days - 1);
    EXPECT_EQ(StartOf(day).ToString(), "2026-09-24T16:00:00.000Z");
    EXPECT_EQ(day.ToString(), "2026-09-25");
}

TEST(ParseDate, RefusesDaysThatDoNotExist) {
    EXPECT_TRUE(ParseDate("2024-02-29"));
    EXPECT_FALSE(ParseDate("2026-02-29"));
    EXPECT_FALSE(ParseDate("2026-2-9"));
}

TEST(ParseJson, RefusesANulInATextOrAName) {
    for (const char* text : {R"({"a":"x\u0000y"})", R"([{"b":["\u0000"]}])", R"({"\u0000":1})"})
        EXPECT_THROW(ParseJson(text), Problem) << text;
    EXPECT_NO_THROW(ParseJson(R"({"a":"a backslash and u0000: \\u0000"})"));
}

TEST(ParseJson, StopsAtDepthSixtyFour) {
    EXPECT_NO_THROW(ParseJson(std::string(60, '[') + std::string(60, ']')));
    EXPECT_THROW(ParseJson(std::string(100'000, '[')), Problem);
    EXPECT_THROW(ParseJson("{} x"), Problem);
}

TEST(ParseJson, RefusesANameThatStandsTwiceInOneObject) {
    for (const auto& [text, name] : std::vector<std::pair<std::string, std::string>>{
             {R"({"a":1,"a":1})", "a"},
             {R"({"a":1,"b":{"c":[{"户数":1,"x":":","户数":2}]}})", "户数"},
             {R"({"a":1,"\u0061":2})", "a"},
             {R"([{"a\\":1}, {"q\"":{},"a\\" : 1, "a\\":2}])", "a\\"},
             {R"({"":1,"":2})", ""},
         }) {
        try {
            ParseJson(text);
            ADD_FAILURE() << text;
        } catch (const Problem& problem) {
            EXPECT_EQ(problem.code(), "platform.http.named_twice") << text;
            EXPECT_EQ(problem.arguments(), (Arguments{{"member", name}})) << text;
        }
    }
    for (const char* text : {R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})", R"({"a":"b\":\"c:","A":1})",
                             R"({"a\\":":","b":"\\"})", R"([":",":"])", R"("::")"})
        EXPECT_NO_THROW(ParseJson(text)) << text;
}

TEST(ParseJson, SaysAtWhichByteItStopped) {
    try {
        ParseJson(R"({"a":1,"b":})");
        FAIL();
    } catch (const Problem& problem) {
        EXPECT_EQ(problem.arguments(), (Arguments{{"position", "12"}}));
    }
}

TEST(Fields, ReportsEveryFaultAtItsField) {
    const json::value body = ParseJson(R"({"title":"","unit":7,"when":"2026-02-30","colour":"red"})");
    Fields fields(body);
    fields.Text("title");
    fields.IdOf<UnitId>("unit");
    fields.Date("when");
    fields.Integer("count", 0, 9);
    try {
        fields.Finish();
        FAIL();
    } catch (const Problem& problem) {
        EXPECT_THAT(problem.findings(),
                    ElementsAre(Field(&Finding::field, "title"), Field(&Finding::field, "unit"),
                                Field(&Finding::field, "when"), Field(&Finding::field, "count"),
                                Field(&Finding::field, "colour")));
    }
}

TEST(AppendJson, WritesWhatTheParserReadsBack) {
    const std::string text = std::string("石桥村 \"3\" 组\\\n\t\x01\x1f 𡐓");
    std::string out = "[";
    AppendJson(out, text);
    const json::value read = ParseJson(out + "]");
    EXPECT_EQ(read.at(0).as_string(), text);
}

TEST(CountCodePoints, CountsCharactersAndRefusesBrokenText) {
    EXPECT_EQ(CountCodePoints("石桥村 3 组"), 7u);
    EXPECT_EQ(CountCodePoints("𡐓"), 1u);
    EXPECT_FALSE(CountCodePoints("\xC0\xAF"));
    EXPECT_FALSE(CountCodePoints("\xE7\x9F"));
    EXPECT_FALSE(CountCodePoints("\xED\xA0\x80"));
}

}  // namespace
}  // namespace qz
