// Merges, splits and abolitions in a real piece of Weihai's tree, from the table to what each person sees
// after it.
#include "directory/directory.hpp"
#include "forms/sample_office.hpp"

namespace qz::forms {
namespace {

using fixtures::kElderlyForm;
using fixtures::kVillageForm;
using sample::Answer;
using sample::kVillageAnswers;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

// Villages of 俚岛镇 as Weihai's table has them.
constexpr std::string_view kXiaojiang = "371082101201";
constexpr std::string_view kGuanjia = "371082101202";
constexpr std::string_view kSongjia = "371082101203";
constexpr std::string_view kDadingshan = "371082101204";
constexpr std::string_view kWolong = "371082101205";
constexpr std::string_view kZhongwodao = "371082101206";
constexpr std::string_view kBeiwodao = "371082101207";

struct Order {
    std::string_view unit;
    std::vector<std::string_view> to;
    bool abolished = false;
};

class UnitGone : public sample::Office {
 protected:
    void SetUp() override {
        Office::SetUp();
        directory::ImportAndSwitch(database(), Table({}), Date::From(2026, 8, 1), "测试文件", nullptr);
        Add(kSongjia, "village_clerk", "songjia");
        Add(kDadingshan, "village_clerk", "dadingshan");
        Add(kWolong, "village_clerk", "wolong");
        Add(kZhongwodao, "village_clerk", "zhongwodao");
        AddWithCode("3710", "system_admin", "system");
        directory::SuccessionWork work;
        work.count = [](storage::Snapshot& snapshot, UnitId unit) {
            return directory::Belongings{identity::CountAccounts(snapshot, unit),
                                         CountOpenReturns(snapshot, unit),
                                         catalogue::CountHeld(snapshot, unit)};
        };
        work.carry_on = [](storage::Tx& tx, const directory::Leaving& leaving, const Actor* actor) {
            if (leaving.successors.size() == 1) {
                identity::MovePostsTo(tx, leaving.unit, leaving.successors.front(), actor);
                catalogue::CarryOverRosters(tx, leaving.unit);
                MoveIssued(tx, leaving.unit, leaving.successors.front());
            } else if (leaving.successors.empty()) {
                CloseReturnsOf(tx, leaving.unit, leaving.document, actor);
                identity::EndPostsOf(tx, leaving.unit, Unit(tx, "371082101"), actor);
            }
        };
        directory::AddRoutes(router_, work);
        catalogue::Connections catalogue_connections;
        catalogue_connections.keys = keys_.get();
        catalogue_connections.database = &database();
        catalogue::AddRoutes(router_, catalogue_connections);
        directory::AddJobs(runner_);
        catalogue::AddJobs(runner_, catalogue_connections);
    }

    // 荣成 with the villages of 俚岛镇 and 成山镇, without those that go, and with new ones.
    static std::string Table(
        const std::vector<std::string_view>& gone,
        std::initializer_list<std::pair<std::string_view, std::string_view>> fresh = {}) {
        std::string table = "code,name,level,parent_code\n";
        std::string_view rest = directory::WeihaiCsv();
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n') + 1);
            rest.remove_prefix(line.size());
            const std::string_view code = line.substr(0, line.find(','));
            const bool kept = code == "3710" || code == "371082" || code == "371083" ||
                              code.starts_with("371082101") || code.starts_with("371082102");
            if (kept && std::find(gone.begin(), gone.end(), code) == gone.end()) table += line;
        }
        for (const auto& [code, name] : fresh) {
            table += std::string(code) + "," + std::string(name) + ",village," +
                     std::string(code.substr(0, 9)) + "\n";
        }
        return table;
    }

    std::string Import(const std::string& table) {
        std::string import =
            "/api/directory/imports/" + IdIn(Post("system", "/api/directory/imports", table));
        runner_.RunDue();
        return import;
    }
    void Name(const std::string& import, const std::vector<Order>& orders) {
        const auto difference = Get("system", import + "/difference?kind=added&limit=200").Json();
        std::map<std::string, std::string, std::less<>> fresh;
        for (const json::value& row : difference.at("items").as_array())
            fresh[Text(row.at("code"))] = Text(row.at("unit"));
        json::array named;
        for (const Order& order : orders) {
            json::object one{{"unit", Unit(order.unit).ToString()}};
            if (order.abolished) one["abolished"] = true;
            json::array to;
            for (const std::string_view code : order.to) {
                const auto found = fresh.find(code);
                to.push_back(json::value(found == fresh.end() ? Unit(code).ToString() : found->second));
            }
            if (!order.abolished) one["to"] = std::move(to);
            named.push_back(std::move(one));
        }
        const Answer answer = Post("system", import + "/successors",
                                   json::serialize(json::object{{"successors", std::move(named)}}));
        ASSERT_EQ(answer.status, 200) << answer.body;
    }
    Answer Switch(const std::string& import) {
        return Post("system", import + "/switch",
                    R"({"effective":"2026-09-01","document":"荣民函〔2026〕9号"})");
    }
    // The whole way; afterwards the units that went are still known by Gone().
    void Change(const std::vector<Order>& orders,
                std::initializer_list<std::pair<std::string_view, std::string_view>> fresh = {}) {
        std::vector<std::string_view> codes;
        for (const Order& order : orders) {
            codes.push_back(order.unit);
            gone_[std::string(order.unit)] = Unit(order.unit);
        }
        const std::string import = Import(Table(codes, fresh));
        Name(import, orders);
        const Answer switched = Switch(import);
        ASSERT_EQ(switched.status, 200) << switched.body;
        runner_.RunDue();
    }
    // All villages of one town under new codes in another, which the town itself goes into.
    void MergeTown(std::string_view from, std::string_view into) {
        const std::string whole = Table({});
        std::string table;
        std::vector<Order> orders{{from, {into}}};
        int number = 500;
        for (std::string_view rest = whole; !rest.empty();) {
            const std::string_view line = rest.substr(0, rest.find('\n') + 1);
            rest.remove_prefix(line.size());
            const std::string_view code = line.substr(0, line.find(','));
            if (code == from) continue;
            if (!code.starts_with(from)) {
                table += line;
                continue;
            }
            gone_[std::string(code)] = Unit(code);
            const auto& [old, fresh] =
                *renewed_.emplace(code, std::string(into) + std::to_string(number++)).first;
            const std::string_view name = line.substr(13, line.find(',', 13) - 13);
            table += fresh + "," + std::string(name) + ",village," + std::string(into) + "\n";
            orders.push_back({old, {fresh}});
        }
        const std::string import = Import(table);
        Name(import, orders);
        const Answer switched = Switch(import);
        ASSERT_EQ(switched.status, 200) << switched.body;
        runner_.RunDue();
    }
    std::string AtGone(const std::string& task, std::string_view unit, std::string_view act = "") {
        return "/api/forms/tasks/" + task + "/units/" + gone_.find(unit)->second.ToString() +
               std::string(act);
    }
    Answer SubmitGone(const std::string& login, const std::string& task, std::string_view unit,
                      std::string_view body) {
        Answer view = Get(login, AtGone(task, unit));
        if (view.status != 200) return view;
        return PostAt(login, AtGone(task, unit, "/submit"), view.Json().at("revision").as_int64(), body);
    }
    std::int64_t RevisionGone(const std::string& login, const std::string& task, std::string_view unit) {
        return Get(login, AtGone(task, unit)).Json().at("revision").as_int64();
    }
    // "关家村委会:new" for what the login finds in its inbox.
    std::vector<std::string> Inbox(const std::string& login) {
        std::vector<std::string> found;
        const json::value inbox = Get(login, "/api/forms/inbox").Json();
        for (const json::value& item : inbox.at("items").as_array()) {
            const json::value& gone = item.at("carried_for");
            found.push_back((gone.is_null() ? "" : Text(gone.at("name"))) + ":" + Text(item.at("state")));
        }
        return found;
    }
    json::value Total(const std::string& login, const std::string& task) {
        return Get(login, "/api/forms/tasks/" + task + "/progress").Json().at("total");
    }

    jobs::Runner runner_{database(), clock()};
    std::map<std::string, UnitId, std::less<>> gone_;
    std::map<std::string, std::string> renewed_;  // the new code of a village
};
QZ_ON_BOTH_ENGINES(UnitGone);

TEST_P(UnitGone, FinishesAMergedVillagesReturnThroughItsSuccessorAndLosesNothing) {
    const std::string task = Publish(kVillageForm);
    const std::int64_t due = Total("bureau", task).at("due").as_int64();
    ASSERT_EQ(Submit("dazhuang", task, kXiaojiang, kVillageAnswers).status, 200);
    Change({{kGuanjia, {kXiaojiang}}});
    EXPECT_THAT(Inbox("dazhuang"), ElementsAre("关家村委会:new", ":reported"));
    // Whoever filled for the village that went still signs in, and sits in the other.
    EXPECT_THAT(Inbox("xiaozhuang"), ElementsAre("关家村委会:new", ":reported"));
    const json::value view = Get("dazhuang", AtGone(task, kGuanjia)).Json();
    EXPECT_EQ(Text(view.at("gone").at("successors").at(0).at("name")), "小讲村委会");
    EXPECT_TRUE(view.at("editable").as_bool());
    EXPECT_TRUE(Get("dazhuang", At(task, kXiaojiang)).Json().at("gone").is_null());
    ASSERT_EQ(SubmitGone("xiaozhuang", task, kGuanjia, kVillageAnswers).status, 200);
    const json::value queue = Get("lidao", "/api/forms/tasks/" + task + "/review").Json();
    EXPECT_EQ(queue.at("items").as_array().size(), 2u);
    EXPECT_EQ(
        PostAt("lidao", AtGone(task, kGuanjia, "/approve"), RevisionGone("lidao", task, kGuanjia)).status,
        200);
    const json::value total = Total("bureau", task);
    EXPECT_EQ(total.at("due"), due);
    EXPECT_EQ(total.at("reported"), 2);
    EXPECT_EQ(total.at("approved"), 1);
    EXPECT_EQ(total.at("missing"), due - 2);
    EXPECT_EQ(Get("dazhuang", "/api/forms/history?unit=" + gone_.find(kGuanjia)->second.ToString())
                  .Json()
                  .at("items")
                  .as_array()
                  .size(),
              1u);
    EXPECT_EQ(Get("wolong", "/api/forms/history?unit=" + gone_.find(kGuanjia)->second.ToString()).status,
              404);
    // The next task is put to the tree in force.
    const std::string next = Publish(kVillageForm, {{"title", "并村以后"}});
    EXPECT_EQ(Total("bureau", next).at("due"), due - 1);
    EXPECT_EQ(Get("dazhuang", AtGone(next, kGuanjia)).status, 404);
}

TEST_P(UnitGone, OpensNothingOfAUnitThatIsGoneToAnybodyElse) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("xiaozhuang", task, kGuanjia, kVillageAnswers).status, 200);
    Change({{kGuanjia, {kXiaojiang}}, {kDadingshan, {}, true}});
    const std::string held = "/api/catalogue/units/" + gone_.find(kGuanjia)->second.ToString() + "/held";
    for (const std::string& path : {AtGone(task, kGuanjia), AtGone(task, kGuanjia, "/trail")}) {
        for (const char* login : {"dazhuang", "xiaozhuang", "lidao", "bureau"})
            EXPECT_EQ(Get(login, path).status, 200) << login << path;
        for (const char* login : {"wolong", "songjia", "beishan", "chengshan", "other-bureau"})
            EXPECT_EQ(Get(login, path).status, 404) << login << path;
        EXPECT_EQ(Get("", path).status, 401);
    }
    EXPECT_EQ(Get("dazhuang", held).status, 200);
    EXPECT_EQ(Get("lidao", held).status, 200);
    for (const char* login : {"wolong", "beishan", "chengshan"})
        EXPECT_EQ(Get(login, held).status, 404) << login;
    for (const char* act : {"/open", "/submit", "/withdraw", "/receive", "/reveal", "/decline"}) {
        EXPECT_EQ(PostAt("wolong", AtGone(task, kGuanjia, act), 1, "{}").status, 404) << act;
        EXPECT_EQ(PostAt("beishan", AtGone(task, kGuanjia, act), 1, "{}").status, 404) << act;
        // What is kept of an abolished village is for whoever looks after all villages, not for a post beside
        // it.
        EXPECT_EQ(PostAt("wolong", AtGone(task, kDadingshan, act), 1, "{}").status, 404) << act;
        EXPECT_EQ(PostAt("lidao-section", AtGone(task, kDadingshan, act), 1, "{}").status, 404) << act;
    }
    for (const char* act : {"/approve", "/send-back"}) {
        EXPECT_EQ(PostAt("chengshan", AtGone(task, kGuanjia, act), 1, R"({"reason":"x"})").status, 404)
            << act;
        EXPECT_EQ(PostAt("dazhuang", AtGone(task, kGuanjia, act), 1, R"({"reason":"x"})").status, 403) << act;
    }
    EXPECT_EQ(Get("lidao", AtGone(task, kDadingshan)).status, 200);
    EXPECT_EQ(Get("chengshan", AtGone(task, kDadingshan)).status, 404);
    // A unit that is gone takes no new accounts, and nothing but its papers is served.
    EXPECT_EQ(
        Get("lidao", "/api/identity/units/" + gone_.find(kGuanjia)->second.ToString() + "/posts").status,
        404);
    const std::string account =
        R"({"unit":")" + gone_.find(kGuanjia)->second.ToString() +
        R"(","role":"village_clerk","login":"late-one","name":"某","post_title":"会计"})";
    EXPECT_EQ(Post("lidao", "/api/identity/accounts", account).status, 404);
}

TEST_P(UnitGone, ConfirmsWhatIsHeldOfAMergedVillageThroughItsSuccessorAlone) {
    std::string form(kVillageForm);
    const std::string_view each_time = R"(, "confirm": "always")";
    form.erase(form.find(each_time), each_time.size());
    ASSERT_EQ(Submit("xiaozhuang", Publish(form), kGuanjia, kVillageAnswers).status, 200);
    const std::string task = Publish(form, {{"title", "再报一次"}});
    Change({{kGuanjia, {kXiaojiang}}});
    const std::string body = json::serialize(
        json::object{{"tasks", json::array{task}}, {"unit", gone_.find(kGuanjia)->second.ToString()}});
    const auto confirmed = [&](const std::string& login) {
        return Post(login, "/api/forms/confirmations", body).Json().at("confirmed");
    };
    EXPECT_EQ(confirmed("wolong"), 0);
    EXPECT_EQ(confirmed("beishan"), 0);
    EXPECT_EQ(confirmed("dazhuang"), 1);
    EXPECT_EQ(Get("lidao", AtGone(task, kGuanjia)).Json().at("origin"), "one_click");
}

TEST_P(UnitGone, LetsTheTownDecideAndTheSuccessorMendWhatAMergedVillageHadReported) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("xiaozhuang", task, kGuanjia, kVillageAnswers).status, 200);
    Change({{kGuanjia, {kXiaojiang}}});
    EXPECT_EQ(Total("bureau", task).at("reported"), 1);
    ASSERT_EQ(PostAt("lidao", AtGone(task, kGuanjia, "/send-back"), RevisionGone("lidao", task, kGuanjia),
                     R"({"reason":"人口请核对"})")
                  .status,
              200);
    EXPECT_THAT(Inbox("dazhuang"), ElementsAre("关家村委会:sent_back", ":new"));
    ASSERT_EQ(SubmitGone("dazhuang", task, kGuanjia, kVillageAnswers).status, 200);
    ASSERT_EQ(PostAt("dazhuang", AtGone(task, kGuanjia, "/withdraw"),
                     RevisionGone("dazhuang", task, kGuanjia), "{}")
                  .status,
              200);
    ASSERT_EQ(SubmitGone("dazhuang", task, kGuanjia, kVillageAnswers).status, 200);
    const json::object many{
        {"units", json::array{json::object{{"unit", gone_.find(kGuanjia)->second.ToString()},
                                           {"revision", RevisionGone("lidao", task, kGuanjia)}}}}};
    EXPECT_EQ(Post("chengshan", "/api/forms/tasks/" + task + "/approve-many", json::serialize(many)).status,
              409);
    EXPECT_EQ(Post("lidao", "/api/forms/tasks/" + task + "/approve-many", json::serialize(many)).status, 200);
    EXPECT_EQ(Total("bureau", task).at("approved"), 1);
}

TEST_P(UnitGone, FollowsTheSuccessorIntoAnotherTown) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("xiaozhuang", task, kGuanjia, kVillageAnswers).status, 200);
    Change({{kGuanjia, {"371082102201"}}});
    EXPECT_EQ(Get("beishan", AtGone(task, kGuanjia)).status, 200);
    EXPECT_EQ(Get("dazhuang", AtGone(task, kGuanjia)).status, 404);
    const std::int64_t revision = RevisionGone("chengshan", task, kGuanjia);
    EXPECT_EQ(PostAt("lidao", AtGone(task, kGuanjia, "/approve"), revision).status, 404);
    EXPECT_EQ(Get("chengshan", "/api/forms/reviews").Json().at("items").as_array().size(), 1u);
    EXPECT_EQ(PostAt("chengshan", AtGone(task, kGuanjia, "/approve"), revision).status, 200);
    // It counts where it stood when the task was published, once.
    EXPECT_EQ(Total("lidao", task).at("approved"), 1);
    EXPECT_EQ(Total("chengshan", task).at("approved"), 0);
}

TEST_P(UnitGone, LetsANewVillageFinishTheReturnsOfThoseItWasMadeOf) {
    const std::string task = Publish(kVillageForm);
    Change({{kZhongwodao, {"371082101297"}}, {kBeiwodao, {"371082101297"}}},
           {{"371082101297", "我岛村委会"}});
    EXPECT_THAT(Inbox("zhongwodao"), UnorderedElementsAre("中我岛村委会:new", "北我岛村委会:new"));
    ASSERT_EQ(SubmitGone("zhongwodao", task, kZhongwodao, kVillageAnswers).status, 200);
    ASSERT_EQ(SubmitGone("zhongwodao", task, kBeiwodao, kVillageAnswers).status, 200);
    EXPECT_EQ(Total("bureau", task).at("reported"), 2);
    // Or says that it is counted elsewhere.
    const std::string other = Publish(kVillageForm, {{"title", "另一次"}});
    EXPECT_THAT(Inbox("zhongwodao"),
                UnorderedElementsAre("中我岛村委会:reported", "北我岛村委会:reported", ":new"));
    EXPECT_EQ(Total("lidao", other).at("missing"), Total("lidao", other).at("due"));
}

constexpr std::string_view kOneElder =
    R"({"rows":{"new1":{"state":"added","cells":{"elder_name":"王小明","elder_id":"11010519491231002X",
        "elder_state":"1","elder_amount":"100.00"}}}})";

TEST_P(UnitGone, BringsThePeopleOfBothVillagesOnceInTheNextTaskAndNeverTwiceInTheOldOne) {
    const std::string first = Publish(kElderlyForm);
    const Answer reported = Submit("xiaozhuang", first, kGuanjia, kOneElder);
    ASSERT_EQ(reported.status, 200) << reported.body;
    const std::string running = Publish(kElderlyForm, {{"title", "并村时在办"}});
    Change({{kGuanjia, {kXiaojiang}}});
    const auto rows = [&](const std::string& path) {
        return Get("dazhuang", path).Json().at("rows").as_array().size();
    };
    EXPECT_EQ(rows(AtGone(running, kGuanjia)), 1u);
    EXPECT_EQ(rows(At(running, kXiaojiang)), 0u);
    const std::string next = Publish(kElderlyForm, {{"title", "并村以后"}});
    const json::value view = Get("dazhuang", At(next, kXiaojiang)).Json();
    ASSERT_EQ(view.at("rows").as_array().size(), 1u);
    EXPECT_EQ(Text(view.at("sources").at(0).at("label")), "并入前 关家村委会");
    EXPECT_THAT(Get("dazhuang", At(next, kXiaojiang)).body, testing::Not(HasSubstr("19491231002")));
}

TEST_P(UnitGone, CarriesAWholeTownIntoAnotherWithItsVillagesUnderNewCodes) {
    const std::string task = Publish(kVillageForm);
    const std::int64_t due = Total("bureau", task).at("due").as_int64();
    const std::int64_t villages = Total("lidao", task).at("due").as_int64();
    ASSERT_EQ(Submit("dazhuang", task, kXiaojiang, kVillageAnswers).status, 200);
    MergeTown("371082101", "371082102");
    EXPECT_THAT(Inbox("dazhuang"), ElementsAre("小讲村委会:reported"));
    // Both reviewers sit in one town now, and see the old one beside it.
    for (const char* login : {"lidao", "chengshan"}) {
        const json::value own = Get(login, "/api/forms/tasks/" + task + "/progress").Json();
        ASSERT_EQ(own.at("parts").as_array().size(), 2u) << login;
        EXPECT_EQ(Text(own.at("parent").at("name")), "成山镇");
        const std::string old = Text(own.at("parts").at(1).at("id"));
        const json::value theirs =
            Get(login, "/api/forms/tasks/" + task + "/progress?parent=" + old).Json().at("total");
        EXPECT_EQ(theirs.at("due"), villages);
        EXPECT_EQ(theirs.at("reported"), 1);
        EXPECT_EQ(Get(login, "/api/forms/tasks").Json().at("items").as_array().size(), 1u);
    }
    EXPECT_EQ(Total("bureau", task).at("due"), due);
    const std::int64_t revision = RevisionGone("chengshan", task, kXiaojiang);
    EXPECT_EQ(PostAt("lidao", AtGone(task, kXiaojiang, "/approve"), revision).status, 200);
    // What a village said of itself is known under its new code.
    const std::string next = Publish(kVillageForm, {{"title", "并镇以后"}});
    const json::value view = Get("dazhuang", At(next, renewed_.at(std::string(kXiaojiang)))).Json();
    EXPECT_EQ(view.at("values").at("households").at("value"), "412");
}

TEST_P(UnitGone, LetsEitherHalfFinishWhatASplitVillageOwesAndTheTownPlaceItsPeople) {
    const std::string task = Publish(kVillageForm);
    ASSERT_THAT(Inbox("songjia"), ElementsAre(":new"));
    Change({{kSongjia, {"371082101298", "371082101299"}}},
           {{"371082101298", "庄上村委会"}, {"371082101299", "宋家村委会"}});
    EXPECT_EQ(CodeIn(Get("songjia", "/api/forms/inbox")), "identity.post.unit_gone");
    EXPECT_EQ(Get("wolong", "/api/identity/left-behind").status, 403);
    EXPECT_TRUE(Get("chengshan", "/api/identity/left-behind").Json().at("items").as_array().empty());
    const json::value left = Get("lidao", "/api/identity/left-behind").Json().at("items");
    ASSERT_EQ(left.as_array().size(), 1u);
    EXPECT_EQ(Text(left.at(0).at("login")), "songjia");
    EXPECT_EQ(Text(left.at(0).at("unit").at("name")), "庄上宋家村委会");
    EXPECT_EQ(left.at(0).at("successors").as_array().size(), 2u);
    const std::string move = "/api/identity/posts/" + Text(left.at(0).at("post")) + "/move";
    const auto to = [&](std::string_view code) { return R"({"unit":")" + Unit(code).ToString() + R"("})"; };
    EXPECT_EQ(Post("chengshan", move, to("371082101298")).status, 404);
    EXPECT_EQ(Post("lidao", move, to(kWolong)).status, 422);
    EXPECT_EQ(Post("lidao", move, to("371082101298")).status, 200);
    EXPECT_EQ(Post("lidao", move, to("371082101299")).status, 404);
    EXPECT_THAT(Inbox("songjia"), ElementsAre("庄上宋家村委会:new"));
    Add("371082101299", "village_clerk", "new-song");
    EXPECT_THAT(Inbox("new-song"), ElementsAre("庄上宋家村委会:new"));
    ASSERT_EQ(SubmitGone("new-song", task, kSongjia, kVillageAnswers).status, 200);
    EXPECT_EQ(SubmitGone("songjia", task, kSongjia, kVillageAnswers).status, 409);
    EXPECT_EQ(Total("bureau", task).at("reported"), 1);
    EXPECT_EQ(Get("lidao", "/api/forms/reviews").Json().at("items").at(0).at("waiting"), 1);
}

TEST_P(UnitGone, ClosesWhatAnAbolishedVillageOwesAndKeepsWhatItSaid) {
    const std::string said = Publish(kVillageForm);
    const std::string owed = Publish(kVillageForm, {{"title", "未报"}});
    ASSERT_EQ(Submit("dadingshan", said, kDadingshan, kVillageAnswers).status, 200);
    const std::int64_t due = Total("lidao", owed).at("due").as_int64();
    ASSERT_EQ(Get("dadingshan", "/api/forms/inbox").status, 200);
    Change({{kDadingshan, {}, true}});
    EXPECT_EQ(Get("dadingshan", "/api/forms/inbox").status, 401);
    const json::value progress = Get("lidao", "/api/forms/tasks/" + owed + "/progress").Json();
    const json::value& total = progress.at("total");
    EXPECT_EQ(total.at("due"), due - 1);
    EXPECT_EQ(total.at("gone"), 1);
    EXPECT_EQ(total.at("missing"), due - 1);
    EXPECT_EQ(Text(progress.at("gone_units").at(0).at("unit").at("name")), "大顶山村委会");
    EXPECT_EQ(Text(progress.at("gone_units").at(0).at("reason")), "荣民函〔2026〕9号");
    // What it said before counts on, and the town decides on it; nobody could mend it.
    EXPECT_EQ(Total("bureau", said).at("reported"), 1);
    EXPECT_EQ(Total("bureau", said).at("gone"), 0);
    const std::int64_t revision = RevisionGone("lidao", said, kDadingshan);
    const json::value view = Get("lidao", AtGone(said, kDadingshan)).Json();
    EXPECT_EQ(Text(view.at("gone").at("kept_by").at("name")), "俚岛镇");
    EXPECT_EQ(view.at("why_not"), "forms.return.not_yours");
    EXPECT_EQ(CodeIn(PostAt("lidao", AtGone(said, kDadingshan, "/send-back"), revision, R"({"reason":"x"})")),
              "forms.review.unit_gone");
    EXPECT_EQ(PostAt("lidao", AtGone(said, kDadingshan, "/approve"), revision).status, 200);
    const json::value accounts = Get("lidao", "/api/identity/accounts?search=dadingshan").Json();
    EXPECT_EQ(Text(accounts.at("items").at(0).at("state")), "disabled");
}

TEST_P(UnitGone, RefusesASwitchThatSaysNothingOfWhoComesAfterAndLosesNothingByIt) {
    const std::string task = Publish(kVillageForm);
    ASSERT_EQ(Submit("xiaozhuang", task, kGuanjia, kVillageAnswers).status, 200);
    const std::string import = Import(Table({kGuanjia, kZhongwodao}));
    std::map<std::string, json::value> rows;
    const json::value removed = Get("system", import + "/difference?kind=removed").Json();
    for (const json::value& row : removed.at("items").as_array()) rows[Text(row.at("code"))] = row;
    const json::value& guanjia = rows.at(std::string(kGuanjia));
    EXPECT_EQ(guanjia.at("accounts"), 1);
    EXPECT_EQ(guanjia.at("open_returns"), 1);
    EXPECT_EQ(guanjia.at("held"), 6);
    const Answer refused = Switch(import);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.Json().at("findings").as_array().size(), 2u);
    EXPECT_EQ(Get("xiaozhuang", At(task, kGuanjia)).status, 200);
    EXPECT_EQ(Total("bureau", task).at("reported"), 1);
}

TEST_P(UnitGone, LetsTheSuccessorsHeadSignAndLeavesWhatAnAbolishedVillageHadNotReportedAlone) {
    AddJobs(runner_, connections_);
    Add(kDadingshan, "unit_head", "dadingshan-head");
    std::string definition(kVillageForm);
    definition.replace(definition.find("\"zero_report\": true"), 19, "\"sign_off\": true");
    const std::string task = Publish(definition);
    ASSERT_EQ(Submit("dadingshan", task, kDadingshan, kVillageAnswers).status, 200);
    Change({{kGuanjia, {kXiaojiang}}, {kDadingshan, {}, true}});
    // Nobody signed in 关家; somebody does where its work goes on.
    ASSERT_EQ(SubmitGone("xiaozhuang", task, kGuanjia, kVillageAnswers).status, 200);
    clock().Advance(std::chrono::hours(25));
    runner_.RunDue();
    const auto state = [&](std::string_view unit) {
        return Text(Get("lidao", AtGone(task, unit)).Json().at("state"));
    };
    EXPECT_EQ(state(kDadingshan), "signing");
    EXPECT_EQ(state(kGuanjia), "signing");
    ASSERT_EQ(PostAt("dazhuang-head", AtGone(task, kGuanjia, "/sign-off"),
                     RevisionGone("lidao", task, kGuanjia), R"({"verdict":"agree"})")
                  .status,
              200);
    EXPECT_EQ(state(kGuanjia), "reported");
    EXPECT_FALSE(Get("lidao", AtGone(task, kGuanjia)).Json().at("unsigned").as_bool());
}

}  // namespace
}  // namespace qz::forms
