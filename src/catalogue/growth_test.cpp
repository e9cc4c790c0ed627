// What the catalogue's elements live through: aliases, merges, splits, claims, tables.
#include <map>

#include <gmock/gmock.h>

#include "catalogue/claim.hpp"
#include "catalogue/coverage.hpp"
#include "catalogue/sample_catalogue.hpp"
#include "catalogue/succession.hpp"
#include "directory/directory.hpp"

namespace qz::catalogue {
namespace {

using http::Method;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kTree =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371082001,崖头街道,township,371082\n"
    "371082001001,崖头村,village,371082001\n"
    "371082001002,河东村,village,371082001\n";

// A steward's officer of 民政局, one of 农业农村局, a clerk with no right here, and the data authority.
const std::map<std::string, std::vector<std::string>> kPermissions = {
    {"mzj", {"catalogue.read", "catalogue.propose", "catalogue.steward", "catalogue.teach"}},
    {"nyj", {"catalogue.read", "catalogue.propose", "catalogue.steward", "catalogue.teach"}},
    {"clerk", {"catalogue.read", "catalogue.teach"}},
    {"authority", {"catalogue.read", "catalogue.designate", "catalogue.teach"}},
};

class Growth : public sample::SampleCatalogue {
 protected:
    Growth() {
        directory::ImportAndSwitch(database(), kTree, Date{20000}, "test", nullptr);
        database().Write([&](storage::Tx& tx) {
            const UnitId city = directory::CurrentTree(tx)->At(0).id;
            departments_ =
                directory::InsertDepartments(tx, {{"3710-mzj", "威海市民政局", city, std::nullopt},
                                                  {"3710-nyj", "威海市农业农村局", city, std::nullopt}});
        });
        connections_.keys = keys_.get();
        connections_.database = &database();
        connections_.asked_by = [this](storage::Snapshot&, ElementId element) {
            const auto found = asked_.find(element);
            return found == asked_.end() ? std::vector<Asking>() : found->second;
        };
        connections_.may = [](storage::Snapshot&, PostId post, std::string_view permission) {
            for (const auto& [who, permissions] : kPermissions) {
                if (PostOf(who) == post)
                    return std::find(permissions.begin(), permissions.end(), permission) != permissions.end();
            }
            return false;
        };
        AddRoutes(router_, connections_);
    }

    static PostId PostOf(std::string_view who) { return {100 + static_cast<std::int64_t>(who.front())}; }
    UnitId UnitOf(std::string_view code) {
        return database().Read([&](storage::Snapshot& snapshot) {
            const auto tree = directory::CurrentTree(snapshot);
            return tree->At(*tree->FindCode(code)).id;
        });
    }
    http::Permitted Authorise(storage::Snapshot& snapshot, const http::Request& request,
                              const http::Route& route) {
        const std::string who(request.Cookie("who"));
        if (who.empty()) throw Problem(Problem::Kind::kUnauthenticated, "platform.http.unauthenticated");
        const auto& held = kPermissions.at(who);
        if (std::find(held.begin(), held.end(), route.permission) == held.end()) throw Problem::Forbidden();
        const auto tree = directory::CurrentTree(snapshot);
        const std::string_view code = who == "mzj"     ? "3710-mzj"
                                      : who == "nyj"   ? "3710-nyj"
                                      : who == "clerk" ? "371082001001"
                                                       : "3710";
        Actor actor;
        actor.account = {static_cast<std::int64_t>(who.front())};
        actor.post = PostOf(who);
        actor.unit = tree->At(*tree->FindCode(code)).id;
        return {actor, identity::Gate::MakeScope(actor.unit, tree->version(), tree->Subtree(0))};
    }
    http::InProcess::Answer Send(std::string_view who, Method method, std::string_view target,
                                 std::string_view body = {}, std::string_view type = "application/json") {
        const http::InProcess server{router_, database(),
                                     [this](auto& snapshot, auto& request, auto& route) {
                                         return Authorise(snapshot, request, route);
                                     },
                                     &clock()};
        return server.Send(method, target, body,
                           {{"Cookie", who.empty() ? "" : "who=" + std::string(who)},
                            {"Content-Type", body.empty() ? "" : std::string(type)}});
    }
    http::InProcess::Answer Get(std::string_view who, const std::string& target) {
        return Send(who, Method::kGet, "/api/catalogue/" + target);
    }
    http::InProcess::Answer Post(std::string_view who, const std::string& target,
                                 const std::string& body = "{}") {
        return Send(who, Method::kPost, "/api/catalogue/" + target, body);
    }
    ElementId Make(std::string_view code, std::string_view label, ValueType type = ValueType::kInteger) {
        return database().Write(
            [&](storage::Tx& tx) { return InsertElement(tx, sample::Of(code, label, type)); });
    }
    std::shared_ptr<const LoadedElements> Now() {
        return database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    }
    static std::string Quoted(ElementId id) { return '"' + id.ToString() + '"'; }
    std::string Of(ElementId id) { return "elements/" + id.ToString(); }

    http::Router router_;
    Connections connections_;
    std::map<ElementId, std::vector<Asking>> asked_;
    std::vector<UnitId> departments_;
};
QZ_ON_BOTH_ENGINES(Growth);

TEST_P(Growth, LetsNobodyChangeItWhoMayNot) {
    const std::string element = Of(households_);
    const std::map<std::string, std::string> writes = {
        {element + "/aliases", R"({"label":"x"})"},
        {element + "/aliases/remove", R"({"label":"x"})"},
        {element + "/claim", "{}"},
        {element + "/remove", R"({"reason":"x"})"},
        {"merges", R"({"from":["1"],"into":"2","reason":"x"})"},
        {"splits", R"({"from":"1","into":["2"],"reason":"x"})"},
        {"claims", R"({"element":"1","department":"2","reason":"x"})"},
        {"claims/1/accept", "{}"},
        {"claims/1/decline", R"({"reason":"x"})"},
        {"claims/1/dispute", R"({"reason":"x"})"},
        {"claims/1/designate", R"({"department":"2","document":"x"})"},
        {"claims/1/rule", R"({"department":"2","ruling":"x","document":"x"})"},
        {"elements/import", R"({"elements":[]})"},
    };
    for (const auto& [target, body] : writes) {
        EXPECT_EQ(Post("clerk", target, body).status, 403) << target;
        EXPECT_EQ(Post("", target, body).status, 401) << target;
    }
    // Whoever stewards does not merge, and the authority does not claim.
    EXPECT_EQ(Post("mzj", "merges", writes.at("merges")).status, 403);
    EXPECT_EQ(Post("authority", element + "/claim").status, 403);
    EXPECT_EQ(Get("", "elements.xlsx").status, 401);
}

TEST_P(Growth, FindsByAliasAndByPinyinInitialsBetterHitsFirst) {
    const ElementId other = Make("resident_households", "常住户数");
    ASSERT_EQ(Post("mzj", Of(households_) + "/aliases", R"({"label":"总户数"})").status, 200);
    EXPECT_EQ(Post("mzj", Of(households_) + "/aliases", R"({"label":"总户数"})").status, 409);
    const auto first = [&](const std::string& text) {
        const json::value answer = Get("clerk", "elements?search=" + text).Json();
        const auto& items = answer.at("items").as_array();
        return items.empty() ? std::string() : std::string(items[0].at("code").as_string());
    };
    EXPECT_EQ(first("%E6%88%B7%E6%95%B0"), "households") << "the very name before one that holds it";
    EXPECT_EQ(first("%E6%80%BB%E6%88%B7"), "households");
    EXPECT_EQ(first("czhs"), "resident_households");
    EXPECT_EQ(first("zhs"), "households") << "an alias has initials too";
    const auto shown = Get("clerk", Of(households_)).Json();
    EXPECT_EQ(shown.at("aliases").at(0).at("kind"), "alias");
    EXPECT_EQ(shown.at("history").at(0).at("what"), "alias_added");
    EXPECT_EQ(Post("mzj", Of(households_) + "/aliases/remove", R"({"label":"总户数"})").status, 200);
    EXPECT_EQ(first("zhs"), "resident_households")
        << "gone with its alias; within other initials it stands still";
    EXPECT_TRUE(Now()->Find(other) != nullptr);
}

TEST_P(Growth, WalksThePagesOfASearchWithoutGapOrRepetition) {
    for (int i = 0; i < 30; ++i) {
        std::string label = i % 3 == 0 ? "人口" : "常住人口";
        Make("people_" + std::to_string(100 + i), label + std::to_string(i));
    }
    std::set<std::string> seen;
    std::string cursor;
    std::size_t pages = 0;
    do {
        const auto answer = Get("clerk", "elements?search=%E4%BA%BA%E5%8F%A3&limit=7" +
                                             (cursor.empty() ? "" : "&cursor=" + cursor));
        ASSERT_EQ(answer.status, 200) << answer.body;
        const json::value page = answer.Json();
        for (const json::value& item : page.at("items").as_array())
            EXPECT_TRUE(seen.insert(std::string(item.at("code").as_string())).second);
        const json::value& next = page.at("next");
        cursor = next.is_null() ? "" : std::string(next.as_string());
        ++pages;
    } while (!cursor.empty());
    EXPECT_EQ(seen.size(), 30u);
    EXPECT_EQ(pages, 5u);
}

TEST_P(Growth, TeachesAnAliasByOverrulingWithWhoAndWhen) {
    const ElementId wrong = Make("rooms", "房间数");
    ASSERT_EQ(
        Post("clerk", "overrules",
             R"({"label":"住户数量","element":)" + Quoted(households_) + R"(,"not":)" + Quoted(wrong) + "}")
            .status,
        200);
    const Element* element = Now()->Find(households_);
    ASSERT_THAT(element->aliases, SizeIs(1));
    EXPECT_EQ(element->aliases[0].kind, "taught");
    EXPECT_EQ(element->aliases[0].by, AccountId{'c'});
    EXPECT_THAT(Now()->Find(wrong)->not_labels, SizeIs(1));
    const auto matched = Post("clerk", "match", R"({"labels":[{"label":"住户数量"}]})");
    ASSERT_EQ(matched.status, 200) << matched.body;
    EXPECT_EQ(matched.Json().at("items").at(0).at("best").at(0).at("code"), "households");
    EXPECT_EQ(Post("clerk", "overrules", R"({"label":"x"})").status, 422);
}

TEST_P(Growth, MergesWithItsNamesAndHoldsOneValueUnderBoth) {
    const ElementId old = Make("household_count", "户口数");
    const UnitId village = UnitOf("371082001001");
    const UnitId other = UnitOf("371082001002");
    database().Write([&](storage::Tx& tx) {
        AppendHeld(tx, village, nullptr, {"stock", "旧表", 1}, {{old, "", "410", "2026", Date{20600}}});
        AppendHeld(tx, other, nullptr, {"stock", "旧表", 1}, {{households_, "", "88", "2026", Date{20650}}});
    });
    const std::string body =
        R"({"from":[)" + Quoted(old) + R"(],"into":)" + Quoted(households_) + R"(,"reason":"同义"})";
    ASSERT_EQ(Post("authority", "merges", body).status, 200);
    jobs::Runner runner(database(), clock());
    AddJobs(runner, connections_);
    runner.RunDue();
    EXPECT_EQ(Now()->Current(old)->id, households_);
    EXPECT_EQ(Now()->FindName("户口数").front()->id, households_) << "its name went along";
    const auto held = [&](UnitId unit, ElementId element) {
        std::string value;
        for (const Held& one :
             database().Read([&](storage::Snapshot& snapshot) { return ListHeld(snapshot, unit, ""); })) {
            if (one.element == element) value = one.value.value_or("");
        }
        return value;
    };
    EXPECT_EQ(held(village, households_), "410");
    EXPECT_EQ(held(other, old), "88");
    // A form that still asks the old one, and one that asks the new, go on meeting in one value.
    database().Write([&](storage::Tx& tx) {
        AppendHeld(tx, village, nullptr, {"return", "新表", 2}, {{old, "", "415", "2026", Date{20700}}});
    });
    EXPECT_EQ(held(village, households_), "415");
    EXPECT_THAT(database().Read([&](storage::Snapshot& snapshot) {
        return ListHistory(snapshot, village, "", households_);
    }),
                SizeIs(2));
    EXPECT_EQ(
        Get("clerk", "elements?search=%E6%88%B7%E5%8F%A3%E6%95%B0").Json().at("items").as_array().size(), 1u);
    EXPECT_EQ(Get("clerk", Of(old)).Json().at("replaced_by").at(0).at("code"), "households");
}

TEST_P(Growth, RefusesMergesThatEndInThemselvesOrMixWhatDiffers) {
    const ElementId a = Make("count_a", "甲数");
    const ElementId b = Make("count_b", "乙数");
    const ElementId text = Make("note", "说明", ValueType::kText);
    const auto merge = [&](ElementId from, ElementId into) {
        return Post("authority", "merges",
                    R"({"from":[)" + Quoted(from) + R"(],"into":)" + Quoted(into) + R"(,"reason":"x"})");
    };
    EXPECT_THAT(merge(a, a).body, HasSubstr("catalogue.merge.cyclic"));
    ASSERT_EQ(merge(a, b).status, 200);
    const auto back = merge(b, a);
    EXPECT_EQ(back.status, 422);
    EXPECT_THAT(back.body, HasSubstr("catalogue.merge.cyclic"));
    EXPECT_THAT(merge(text, b).body, HasSubstr("catalogue.merge.types_differ"));
    EXPECT_THAT(merge(ElementId{5}, b).body, HasSubstr("catalogue.merge.unknown_element"));
    EXPECT_EQ(Post("mzj", Of(a) + "/aliases", R"({"label":"又名"})").status, 409) << "retired";
}

TEST_P(Growth, RefusesToRemoveWhatHasValuesOrIsAskedAndSaysWhatDependsOnIt) {
    const UnitId village = UnitOf("371082001001");
    database().Write([&](storage::Tx& tx) {
        AppendHeld(tx, village, nullptr, {"stock", "x", 1}, {{households_, "", "4", "", Date{20600}}});
    });
    asked_[households_] = {{7, "村情表", departments_[0], "yearly", std::nullopt, true}};
    const auto refused = Post("authority", Of(households_) + "/remove", R"({"reason":"不用"})");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.Json().at("code"), "catalogue.element.in_use");
    EXPECT_EQ(refused.Json().at("details").at("units"), 1);
    EXPECT_EQ(refused.Json().at("details").at("forms").at(0).at("title"), "村情表");
    const ElementId idle = Make("idle", "没人用");
    EXPECT_EQ(Post("authority", Of(idle) + "/remove", R"({"reason":"不用"})").status, 200);
    EXPECT_EQ(Get("clerk", "elements?search=idle").Json().at("items").as_array().size(), 0u);
    EXPECT_EQ(Get("clerk", Of(idle)).Json().at("state"), "removed") << "its history stays";
}

TEST_P(Growth, SplitsIntoPartsAndKeepsTheOldOneReadable) {
    const ElementId men = Make("men", "男性人数");
    const ElementId women = Make("women", "女性人数");
    const ElementId people = Make("people", "人数");
    const std::string body = R"({"from":)" + Quoted(people) + R"(,"into":[)" + Quoted(men) + ',' +
                             Quoted(women) + R"(],"reason":"分性别"})";
    ASSERT_EQ(Post("authority", "splits", body).status, 200);
    EXPECT_EQ(Post("authority", "splits", body).status, 422) << "it is split already";
    const auto shown = Get("clerk", Of(people)).Json();
    EXPECT_EQ(shown.at("state"), "split");
    EXPECT_THAT(shown.at("successors").as_array(), SizeIs(2));
    EXPECT_EQ(Get("clerk", Of(men)).Json().at("history").at(0).at("what"), "split_from");
}

TEST_P(Growth, ProposesTheDepartmentThatAsksMostAndPassesSilenceOn) {
    asked_[households_] = {{1, "甲表", departments_[1], "yearly", std::nullopt, true},
                           {2, "乙表", departments_[1], "yearly", std::nullopt, true},
                           {3, "丙表", departments_[0], "yearly", std::nullopt, true}};
    const ElementId subsidy = Make("low_income", "低保户数");
    RunClaims(database(), connections_);
    const auto claims = Get("nyj", "claims?state=proposed").Json();
    std::map<std::string, std::string> proposed;
    for (const json::value& item : claims.at("items").as_array()) {
        proposed[std::string(item.at("element").at("code").as_string())] =
            std::string(item.at("proposed").at("name").as_string());
    }
    EXPECT_EQ(proposed["households"], "威海市农业农村局");
    EXPECT_EQ(proposed["low_income"], "威海市民政局") << "by its duties";
    EXPECT_FALSE(proposed.contains("village_head")) << "neither asked nor anybody's duty";
    const ClaimRow claim =
        *database().Read([&](storage::Snapshot& snapshot) { return FindClaimOf(snapshot, subsidy); });
    const std::string path = "claims/" + claim.id.ToString();
    EXPECT_EQ(Post("nyj", path + "/accept").status, 409) << "it is proposed to another one";
    EXPECT_EQ(Post("authority", path + "/designate", R"({"department":"1","document":"x"})").status, 409)
        << "its days are not over";
    clock().Advance(std::chrono::hours(24 * 10));
    RunClaims(database(), connections_);
    EXPECT_EQ(Get("mzj", "claims?state=escalated").Json().at("items").as_array().size(), 2u);
    const std::string wish =
        R"({"department":)" + ('"' + departments_[0].ToString() + '"') + R"(,"document":"数〔2026〕1号"})";
    ASSERT_EQ(Post("authority", path + "/designate", wish).status, 200);
    const auto shown = Get("mzj", Of(subsidy)).Json();
    EXPECT_EQ(shown.at("claim"), "designated");
    EXPECT_EQ(shown.at("steward_name"), "威海市民政局");
    EXPECT_EQ(shown.at("history").at(0).at("document"), "数〔2026〕1号");
}

TEST_P(Growth, EndsADisputeWithARulingOnRecord) {
    ASSERT_EQ(Post("mzj", Of(households_) + "/claim").status, 200);
    const ClaimRow claim =
        *database().Read([&](storage::Snapshot& snapshot) { return FindClaimOf(snapshot, households_); });
    const std::string path = "claims/" + claim.id.ToString();
    EXPECT_EQ(Post("mzj", path + "/dispute", R"({"reason":"x"})").status, 409) << "its own claim";
    ASSERT_EQ(Post("nyj", path + "/dispute", R"({"reason":"我局负责农户"})").status, 200);
    EXPECT_EQ(Get("mzj", Of(households_)).Json().at("claim"), "disputed");
    EXPECT_EQ(Get("mzj", Of(households_)).Json().at("steward_name"), "威海市民政局") << "until the ruling";
    const std::string ruling = R"({"department":)" + ('"' + departments_[1].ToString() + '"') +
                               R"(,"ruling":"以农户台账为准","document":"数裁〔2026〕2号"})";
    EXPECT_EQ(Post("nyj", path + "/rule", ruling).status, 403);
    ASSERT_EQ(Post("authority", path + "/rule", ruling).status, 200);
    const auto shown = Get("mzj", Of(households_)).Json();
    EXPECT_EQ(shown.at("steward_name"), "威海市农业农村局");
    const auto claims = Get("mzj", "claims?element=" + households_.ToString()).Json();
    EXPECT_EQ(claims.at("items").at(0).at("answer"), "以农户台账为准");
    EXPECT_EQ(claims.at("items").at(0).at("disputed_by").at("name"), "威海市农业农村局");
}

TEST_P(Growth, DeclinedClaimsGoToTheDataAuthority) {
    const std::string wish = R"({"element":)" + Quoted(households_) + R"(,"department":")" +
                             departments_[0].ToString() + R"(","reason":"户籍在民政"})";
    const auto made = Post("nyj", "claims", wish);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(Post("nyj", "claims", wish).status, 409) << "one at a time";
    EXPECT_EQ(Post("nyj", Of(households_) + "/claim").status, 409);
    const std::string path = "claims/" + std::string(made.Json().at("id").as_string());
    ASSERT_EQ(Post("mzj", path + "/decline", R"({"reason":"不是我局"})").status, 200);
    const auto can = Get("authority", "claims?state=declined").Json().at("items").at(0).at("can").as_array();
    ASSERT_THAT(can, SizeIs(1));
    EXPECT_EQ(can.at(0), "designate");
}

TEST_P(Growth, CountsWhatIsHeldWhere) {
    const UnitId village = UnitOf("371082001001");
    database().Write([&](storage::Tx& tx) {
        AppendHeld(tx, village, nullptr, {"stock", "台账", 1},
                   {{households_, "", "412", "", Date{20600}}, {head_, "r1:a", "王五", "", Date{20650}}});
    });
    CountCoverage(database());
    const auto held = Get("clerk", Of(households_)).Json().at("held");
    EXPECT_EQ(held.at("units"), 1);
    EXPECT_EQ(held.at("of"), 2);
    EXPECT_EQ(held.at("sources").at(0).at("label"), "台账");
    const auto coverage = database().Read([&](storage::Snapshot& snapshot) {
        const auto tree = directory::CurrentTree(snapshot);
        const ElementId elements[] = {households_, head_, phone_};
        auto county =
            ListCoverage(snapshot, *tree, *tree->FindCode("371082"), directory::Level::kVillage, elements);
        const auto town =
            ListCoverage(snapshot, *tree, *tree->FindCode("371082001"), directory::Level::kVillage, elements);
        county.insert(county.end(), town.begin(), town.end());
        return county;
    });
    for (const std::size_t at : {std::size_t{0}, std::size_t{3}}) {
        EXPECT_EQ(coverage[at].held, 1) << at;
        EXPECT_EQ(coverage[at].fresh, 1) << at;
        EXPECT_EQ(coverage[at].of, 2) << at;
        EXPECT_EQ(coverage[at + 1].held, 1) << "in a row of a roster";
        EXPECT_EQ(coverage[at + 2].held, 0);
    }
    // More than a year is over: what the village has is there still, and is stale, by the count and by the
    // look.
    clock().Set(StartOf(Date{20600 + 367}));
    CountCoverage(database());
    EXPECT_EQ(Get("clerk", Of(households_)).Json().at("held").at("fresh"), 0);
    database().Read([&](storage::Snapshot& snapshot) {
        const auto tree = directory::CurrentTree(snapshot);
        for (const char* root : {"371082", "371082001"}) {
            const auto aged = ListCoverage(snapshot, *tree, *tree->FindCode(root), directory::Level::kVillage,
                                           {{households_}});
            EXPECT_EQ(aged[0].held, 1) << root;
            EXPECT_EQ(aged[0].fresh, 0) << root;
        }
    });
    database().Write([&](storage::Tx& tx) {
        AppendHeld(tx, village, nullptr, {"stock", "台账", 2},
                   {{households_, "", std::nullopt, "", Date{20601}}});
    });
    CountCoverage(database());
    EXPECT_EQ(Get("clerk", Of(households_)).Json().at("held").at("units"), 0)
        << "what is gone is not counted";
}

TEST_P(Growth, TakesItsOwnTableBackWithoutADifference) {
    ASSERT_EQ(Post("mzj", Of(households_) + "/aliases", R"({"label":"总户数"})").status, 200);
    for (const std::string form : {"elements.xlsx", "elements.json"}) {
        const auto file = Get("clerk", form);
        ASSERT_EQ(file.status, 200);
        const auto answer = Send("authority", Method::kPost, "/api/catalogue/elements/import?dry_run=1",
                                 file.body, "application/octet-stream");
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(answer.Json().at("added").at("count"), 0) << form << answer.body;
        EXPECT_EQ(answer.Json().at("changed").at("count"), 0) << form << answer.body;
        EXPECT_EQ(answer.Json().at("same"), 5) << form;
    }
}

TEST_P(Growth, ShowsTheDifferenceFirstAndThenTakesItIn) {
    const std::string table =
        "代码,名称,类型,选项,别名\nhouseholds,常住户数,,,住户数\nhouse_kind,房屋类型,选择,1=砖房；2=楼房,\n";
    const std::string target = "/api/catalogue/elements/import";
    const auto dry = Send("authority", Method::kPost, target + "?dry_run=1", table, "text/csv");
    ASSERT_EQ(dry.status, 200) << dry.body;
    EXPECT_EQ(dry.Json().at("added").at("items").at(0).at("code"), "house_kind");
    EXPECT_EQ(dry.Json().at("changed").at("items").at(0).at("changes").at(0).at("to"), "常住户数");
    EXPECT_EQ(Now()->Find(households_)->label, "户数") << "nothing is written by looking";
    ASSERT_EQ(Send("authority", Method::kPost, target, table, "text/csv").status, 200);
    EXPECT_EQ(Now()->Find(households_)->label, "常住户数");
    EXPECT_THAT(Now()->FindCode("house_kind")->choices, SizeIs(2));
    EXPECT_THAT(Now()->Find(households_)->aliases, SizeIs(1));
}

TEST_P(Growth, SaysTheFaultsOfATableByRowAndField) {
    const std::string table =
        "代码,名称,类型,小数位数\nhouseholds,户数,小数,2\nBad Code,甲,,\nnew_one,,,9\nnew_two,乙,颜色,\n";
    const auto answer = Send("authority", Method::kPost, "/api/catalogue/elements/import", table, "text/csv");
    EXPECT_EQ(answer.status, 422);
    for (const std::string_view expected :
         {"\"C2\"", "catalogue.import.fixed_field", "\"A3\"", "catalogue.element.bad_code", "\"B4\"",
          "catalogue.import.label_missing", "\"D4\"", "\"C5\"", "catalogue.import.unknown_word"}) {
        EXPECT_THAT(answer.body, HasSubstr(expected));
    }
    EXPECT_EQ(Now()->size(), 5u);
}

TEST_P(Growth, ReadsOnlyWhatChangedAndNeverServesWhatWasRolledBack) {
    const auto before = Now();
    EXPECT_THROW(database().Write([&](storage::Tx& tx) {
        InsertElement(tx, sample::Of("lost", "丢失", ValueType::kText));
        EXPECT_NE(CurrentElements(tx)->FindCode("lost"), nullptr);
        throw Problem::Conflict("catalogue.claim.open");
    }),
                 Problem);
    EXPECT_EQ(Now()->FindCode("lost"), nullptr);
    Make("kept", "留下", ValueType::kText);
    const auto after = Now();
    EXPECT_NE(after->FindCode("kept"), nullptr);
    EXPECT_EQ(after->Find(households_), before->Find(households_)) << "shared, not read again";
}

}  // namespace
}  // namespace qz::catalogue
