// Holds the sample of docs/how-to/add-a-route.md to what the page says of it.
#include "tests/sample_route/readings.hpp"

#include <gtest/gtest.h>

#include "platform/http/sample_gate.hpp"
#include "tests/support/databases.hpp"

namespace qz::sample {
namespace {

using http::Method;

class Readings : public tests::OnBothEngines {
 protected:
    void SetUp() override {
        MakeTable(database());
        AddRoutes(router_);
    }
    // As the account of one digit: 8 may nothing, each other is a clerk of a village of its own.
    http::InProcess::Answer SendAs(char account, Method method, std::string_view target,
                                   std::string_view body = {}) {
        return http::InProcess{router_, database(), http::sample::Authorise, &clock()}.Send(
            method, target, body, {{"Cookie", std::string("session=") + account}});
    }
    std::int64_t CountOf(std::string_view table) {
        return database().Read([&](storage::Snapshot& snapshot) {
            return snapshot.QueryOne("SELECT count(*) AS n FROM " + std::string(table))
                .Get<std::int64_t>("n");
        });
    }

    http::Router router_;
};
QZ_ON_BOTH_ENGINES(Readings);

constexpr std::string_view kMonday = R"({"day":"2026-09-21","litres":4120})";

TEST_P(Readings, RefusesAPostWithoutThePermission) {
    EXPECT_EQ(SendAs('8', Method::kPost, "/api/sample/readings", kMonday).status, 403);
    EXPECT_EQ(CountOf("sample_reading"), 0);
}

TEST_P(Readings, HidesAnotherVillagesReadingAsIfThereWereNone) {
    const auto written = SendAs('7', Method::kPost, "/api/sample/readings", kMonday);
    const std::string path = "/api/sample/readings/" + std::string(written.Json().at("id").as_string());
    EXPECT_EQ(SendAs('7', Method::kGet, path).status, 200);
    const auto foreign = SendAs('6', Method::kGet, path);
    const auto none = SendAs('6', Method::kGet, "/api/sample/readings/1");
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(none.status, 404);
    EXPECT_EQ(foreign.Json().at("code"), none.Json().at("code"));
}

TEST_P(Readings, AnswersWithWhatWasWritten) {
    const auto written = SendAs('7', Method::kPost, "/api/sample/readings", kMonday);
    ASSERT_EQ(written.status, 201);
    const auto shown =
        SendAs('7', Method::kGet, "/api/sample/readings/" + std::string(written.Json().at("id").as_string()));
    EXPECT_EQ(shown.Json(), ParseJson(kMonday));
}

TEST_P(Readings, TellsTheSecondClerkThatTheDayIsTaken) {
    SendAs('7', Method::kPost, "/api/sample/readings", kMonday);
    const auto second =
        SendAs('7', Method::kPost, "/api/sample/readings", R"({"day":"2026-09-21","litres":50})");
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(second.Json().at("code"), "sample.reading.day_is_taken");
    EXPECT_EQ(CountOf("sample_reading"), 1);
}

TEST_P(Readings, NamesTheFieldThatARuleFindsAtFault) {
    const auto refused =
        SendAs('7', Method::kPost, "/api/sample/readings", R"({"day":"2026-09-21","litres":4121})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.Json().at("findings").at(0).at("field"), "litres");
}

TEST_P(Readings, LeavesATraceOfEveryWriteAndNoneOfARefusedOne) {
    const auto before = CountOf("audit_entry");
    SendAs('7', Method::kPost, "/api/sample/readings", kMonday);
    EXPECT_EQ(CountOf("audit_entry"), before + 1);
    SendAs('7', Method::kPost, "/api/sample/readings", kMonday);
    EXPECT_EQ(CountOf("audit_entry"), before + 1);
}

}  // namespace
}  // namespace qz::sample
