#include "identity/sample_people.hpp"

namespace qz::identity {
namespace {

using namespace std::chrono_literals;
using sample::Answer;

class HandoverRoutes : public sample::Routes {
 protected:
    std::string Delegation(PostId to, std::string_view from, std::string_view until) {
        return json::serialize(json::object{{"to_post", to.ToString()}, {"from", from}, {"until", until}});
    }
    std::string Seat(PostId post, PostId for_post) {
        return json::serialize(json::object{{"post", post.ToString()}, {"for_post", for_post.ToString()}});
    }
};
QZ_ON_BOTH_ENGINES(HandoverRoutes);

TEST_P(HandoverRoutes, LetNobodyStandInWithoutADelegation) {
    const MadeAccount partner = Add("371082101201", "unit_head", "partner", "刘书记", "村书记");
    EXPECT_EQ(Post("/api/identity/seat", Seat(partner.post, clerk_.post), SignIn("partner")).status, 404);
    // Only the own unit and the one above it can be asked.
    const std::string clerk = SignIn("dazhuang");
    EXPECT_EQ(Post("/api/identity/delegations", Delegation(foreign_.post, "2026-09-21", "2026-09-25"), clerk)
                  .status,
              404);
    EXPECT_EQ(
        Post("/api/identity/delegations", Delegation(clerk_.post, "2026-09-21", "2026-09-25"), clerk).status,
        404);
}

TEST_P(HandoverRoutes, StandInForTheDaysAgreedAndNoLonger) {
    const MadeAccount partner = Add("371082101201", "unit_head", "partner", "刘书记", "村书记");
    const std::string clerk = SignIn("dazhuang");
    ASSERT_EQ(
        Post("/api/identity/delegations", Delegation(partner.post, "2026-09-22", "2026-09-23"), clerk).status,
        201);
    std::string token = SignIn("partner");
    EXPECT_EQ(Post("/api/identity/seat", Seat(partner.post, clerk_.post), token).status,
              404);  // from tomorrow on

    clock().Advance(24h);
    token = SignIn("partner");
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 403);  // a head does not fill in
    EXPECT_EQ(Post("/api/identity/seat", Seat(partner.post, clerk_.post), token).status, 204);
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 200);
    const json::value me = Get("/api/identity/me", token).Json();
    EXPECT_EQ(me.at("for_post").at("person_name").as_string(), "张会计");
    EXPECT_EQ(
        Post("/api/identity/delegations", Delegation(town_.post, "2026-09-22", "2026-09-23"), token).status,
        403);

    clock().Set(StartOf(Date::From(2026, 9, 23)).Plus(23h + 50min));
    token = SignIn("partner");
    EXPECT_EQ(Post("/api/identity/seat", Seat(partner.post, clerk_.post), token).status, 204);
    clock().Advance(11min);
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 401);
}

TEST_P(HandoverRoutes, EndADelegationOnTheNextRequest) {
    const MadeAccount partner = Add("371082101201", "unit_head", "partner", "刘书记", "村书记");
    const std::string clerk = SignIn("dazhuang");
    const Answer made =
        Post("/api/identity/delegations", Delegation(partner.post, "2026-09-21", "2026-09-25"), clerk);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string token = SignIn("partner");
    ASSERT_EQ(Post("/api/identity/seat", Seat(partner.post, clerk_.post), token).status, 204);
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 200);
    const std::string path =
        "/api/identity/delegations/" + std::string(made.Json().at("id").as_string()) + "/revoke";
    EXPECT_EQ(Post(path, "", token).status, 404);
    EXPECT_EQ(Post(path, "", SignIn("xiaozhuang")).status, 404);
    EXPECT_EQ(Post(path, "", clerk).status, 200);
    EXPECT_EQ(Get(UnitPath("371082101201"), token).status, 401);
}

TEST_P(HandoverRoutes, RefuseAHandoverByWhoeverMayNot) {
    const std::string body =
        json::serialize(json::object{{"from_post", clerk_.post.ToString()},
                                     {"reason", "调动"},
                                     {"to_new", {{"login", "new1"}, {"name", "周会计"}}}});
    EXPECT_EQ(Post("/api/identity/handovers", body, SignIn("dazhuang")).status, 403);
    Add("371082102", "town_reviewer", "chengshan", "钱审核", "民政办");
    EXPECT_EQ(Post("/api/identity/handovers", body, SignIn("chengshan")).status, 404);
    Add("371082101202", "unit_head", "head2", "吴书记", "村书记");
    EXPECT_EQ(Post("/api/identity/handovers", body, SignIn("head2")).status, 404);
}

TEST_P(HandoverRoutes, MoveAllOpenWorkInMidTask) {
    const std::string clerk = SignIn("dazhuang");
    EXPECT_EQ(Get(UnitPath("371082101201"), clerk).status, 200);
    const std::string town = SignIn("lidao");
    const Answer made = Post("/api/identity/handovers",
                             json::serialize(json::object{{"from_post", clerk_.post.ToString()},
                                                          {"to_account", neighbour_.account.ToString()},
                                                          {"reason", "调动"}}),
                             town);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(moved_.first, clerk_.post);
    const auto to =
        database().Read([&](storage::Snapshot& snapshot) { return FindPost(snapshot, moved_.second); });
    EXPECT_EQ(to->person, neighbour_.person);
    EXPECT_EQ(to->unit, Unit("371082101201"));
    EXPECT_EQ(Get(UnitPath("371082101201"), clerk).status, 401);
    EXPECT_EQ(CodeOf(TrySignIn("dazhuang")), "identity.session.no_post");

    const std::string path = "/api/identity/handovers/" + std::string(made.Json().at("id").as_string());
    const json::value sheet = Get(path, town).Json();
    EXPECT_EQ(sheet.at("from").at("person_name").as_string(), "张会计");
    EXPECT_EQ(sheet.at("to").at("person_name").as_string(), "李会计");
    EXPECT_EQ(sheet.at("items").at(0).at("number").to_number<int>(), 3);
    Add("371082102", "town_reviewer", "chengshan", "钱审核", "民政办");
    EXPECT_EQ(Get(path, SignIn("chengshan")).status, 404);
    // What was handed over cannot be handed over again.
    EXPECT_EQ(Post("/api/identity/handovers",
                   json::serialize(json::object{{"from_post", clerk_.post.ToString()},
                                                {"to_account", neighbour_.account.ToString()},
                                                {"reason", "调动"}}),
                   town)
                  .status,
              409);
}

TEST_P(HandoverRoutes, GiveNoWorkToADisabledAccount) {
    const std::string town = SignIn("lidao");
    ASSERT_EQ(Post("/api/identity/accounts/" + neighbour_.account.ToString() + "/disable",
                   R"({"reason":"离职"})", town)
                  .status,
              200);
    for (const auto& [member, id] : {std::pair("to_account", neighbour_.account.ToString()),
                                     std::pair("to_person", neighbour_.person.ToString())}) {
        const Answer refused =
            Post("/api/identity/handovers",
                 json::serialize(
                     json::object{{"from_post", clerk_.post.ToString()}, {member, id}, {"reason", "调动"}}),
                 town);
        EXPECT_EQ(refused.status, 422);
        EXPECT_THAT(refused.body, testing::HasSubstr("identity.handover.receiver_disabled"));
    }
    EXPECT_EQ(Get(UnitPath("371082101201"), SignIn("dazhuang")).status, 200);
}

constexpr std::string_view kReplacements = "/api/identity/replacements?reason=2026";

TEST_P(HandoverRoutes, NameEveryFaultOfAReplacementByItsLine) {
    const std::string csv =
        "单位代码,原账号或姓名,新任姓名,新账号\n"
        "371082101201,张会计,周会计,\n"
        "371082102201,王会计,郑会计,\n"
        "999,王会计,郑会计,\n"
        "371082101202,没有此人,郑会计,\n"
        "371082101202,xiaozhuang,郑会计,beishan\n";
    EXPECT_EQ(Post(kReplacements, csv, SignIn("dazhuang")).status, 403);
    const Answer answer = Post(kReplacements, csv, SignIn("lidao"));
    EXPECT_EQ(answer.status, 422) << answer.body;
    for (const char* part : {"line 3", "line 4", "line 5", "line 6"})
        EXPECT_THAT(answer.body, testing::HasSubstr(part));
    EXPECT_THAT(answer.body, testing::Not(testing::HasSubstr("line 2")));
}

TEST_P(HandoverRoutes, ReplaceAWholeTownAfterAnElection) {
    jobs::Runner runner(database(), clock());
    AddJobs(runner, gate_, {[](storage::Tx&, PostId, PostId) { return std::vector<Moved>{}; }});
    const std::string town = SignIn("lidao");
    const Answer staged = Post(kReplacements,
                               "单位代码,原账号或姓名,新任姓名,新账号\n"
                               "371082101201,张会计,周会计,\n"
                               "371082101202,xiaozhuang,郑会计,zhengkuaiji\n",
                               town);
    ASSERT_EQ(staged.status, 201) << staged.body;
    const std::string path = "/api/identity/replacements/" + std::string(staged.Json().at("id").as_string());
    Add("371082102", "town_reviewer", "chengshan", "钱审核", "民政办");
    EXPECT_EQ(Get(path, SignIn("chengshan")).status, 404);
    EXPECT_EQ(Post(path + "/apply", "", SignIn("chengshan")).status, 404);
    EXPECT_EQ(Get(path, town).Json().at("state").as_string(), "staged");
    EXPECT_EQ(TrySignIn("dazhuang").status, 200);

    EXPECT_EQ(Post(path + "/apply", "", town).status, 200);
    EXPECT_EQ(Post(path + "/apply", "", town).status, 409);
    runner.RunDue();
    const json::value done = Get(path, town).Json();
    EXPECT_EQ(done.at("state").as_string(), "done");
    EXPECT_EQ(done.at("failed").as_array().size(), 0u);
    EXPECT_EQ(CodeOf(TrySignIn("dazhuang")), "identity.session.no_post");
    const std::string list = Get("/api/identity/accounts", town).body;
    EXPECT_THAT(list, testing::HasSubstr("371082101201-2"));
    EXPECT_THAT(list, testing::HasSubstr("zhengkuaiji"));
}

}  // namespace
}  // namespace qz::identity
