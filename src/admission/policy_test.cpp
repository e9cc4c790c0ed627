#include "admission/policy.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz::admission {
namespace {

json::object Shipped() {
    const auto read = [](const char* name) {
        std::ifstream file(std::string(QZ_SEED) + "/admission/" + name);
        return ParseJson(std::string(std::istreambuf_iterator<char>(file), {}));
    };
    json::object content = read("policies.json").as_object();
    content["minutes"] = read("minutes.json");
    content["derivations"] = read("derivations.json");
    return content;
}

Configuration Read(const json::object& content, Findings* faults = nullptr) {
    Findings findings;
    Configuration configuration = ReadConfiguration(content, findings);
    if (faults) {
        *faults = findings;
    } else {
        EXPECT_TRUE(findings.empty()) << findings.front().field << ' ' << findings.front().code;
    }
    return configuration;
}

std::string Decided(const PolicyQuestion& question) {
    const Configuration configuration = Read(Shipped());
    const Policy* policy = DecidePolicy(configuration, question);
    return policy ? policy->code : "";
}

constexpr std::int64_t kHour = 3600;
constexpr Date kToday{20'000};

TEST(Policies, RecordSurveysWithoutJudgingThem) {
    EXPECT_EQ(Decided({"statistical", Origin::kOwn, directory::Level::kCity, 900'000 * kHour, false, kToday}),
              "statistical");
}

TEST(Policies, AdmitSmallAndCleanOnesAtOnce) {
    EXPECT_EQ(Decided({"routine", Origin::kOwn, directory::Level::kCity, 200 * kHour, true, kToday}),
              "small");
    EXPECT_EQ(Decided({"routine", Origin::kOwn, directory::Level::kCity, 200 * kHour + 1, true, kToday}),
              "city");
    EXPECT_EQ(Decided({"routine", Origin::kOwn, directory::Level::kCity, kHour, false, kToday}), "city");
}

TEST(Policies, SendAFormToTheGateOfItsLevel) {
    EXPECT_EQ(Decided({"routine", Origin::kOwn, directory::Level::kCounty, 500 * kHour, true, kToday}),
              "county");
    EXPECT_EQ(Decided({"entitlement", Origin::kOwn, directory::Level::kCity, kHour, true, kToday}),
              "entitlement");
    EXPECT_EQ(Decided({"entitlement", Origin::kHandedDown, directory::Level::kCity, kHour, true, kToday}),
              "handed_down");
    EXPECT_EQ(Decided({"routine", Origin::kEmergency, directory::Level::kCity, 9000 * kHour, false, kToday}),
              "emergency");
}

TEST(Policies, RefuseToLetAnybodyJudgeASurvey) {
    json::object content = Shipped();
    content["policies"].as_array()[0].as_object()["decision"] = "judge";
    Findings faults;
    Read(content, &faults);
    ASSERT_FALSE(faults.empty());
    EXPECT_EQ(faults.front().code, "admission.policy.statistical_is_recorded");
}

TEST(Policies, RefuseASetThatLeavesAFormWithoutAGate) {
    json::object content = Shipped();
    content["policies"].as_array().pop_back();
    Findings faults;
    Read(content, &faults);
    ASSERT_FALSE(faults.empty());
    EXPECT_EQ(faults.front().code, "admission.policy.no_last_row");
}

TEST(Policies, NameEveryFaultAtItsPlace) {
    json::object content = Shipped();
    content["numbers"].as_array()[0].as_object()["format"] = "没有年份";
    content["policies"].as_array()[3].as_object()["working_days"] = -1;
    content["minutes"].as_object()["seconds"].as_object().erase("date");
    Findings faults;
    Read(content, &faults);
    std::set<std::string> places;
    for (const Finding& fault : faults) places.insert(fault.field);
    EXPECT_TRUE(places.contains("numbers[0].format"));
    EXPECT_TRUE(places.contains("policies[3].working_days"));
    EXPECT_TRUE(places.contains("minutes.seconds.date"));
}

TEST(Policies, TakeNoDerivationThatTheHubCannotRead) {
    json::object content = Shipped();
    content["derivations"].as_array()[0].as_object()["expression"] = "BIRTH({id}";
    Findings faults;
    Read(content, &faults);
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].field, "derivations[0].expression");
    EXPECT_EQ(faults[0].code.substr(0, 12), "expressions.");
}

TEST(Policies, NumberFormsAsTheGateDoes) {
    json::object content = Shipped();
    content["gates"] =
        json::array{json::object{{"unit_code", "3710"}, {"name", "威海市减负专班"}, {"mark", "威减"}}};
    const Configuration configuration = Read(content);
    directory::TreeUnit city;
    city.code = "3710";
    city.name = "威海市";
    EXPECT_EQ(FormatNumber(configuration, city, "regular", 2026, 12), "威减表准〔2026〕12号");
    EXPECT_EQ(NameOfGate(configuration, city), "威海市减负专班");
    directory::TreeUnit county;
    county.code = "371082";
    county.name = "荣成市";
    EXPECT_EQ(FormatNumber(configuration, county, "regular", 2026, 1), "荣表准〔2026〕1号");
    EXPECT_EQ(NameOfGate(configuration, county), "荣成市准入管理部门");
}

}  // namespace
}  // namespace qz::admission
