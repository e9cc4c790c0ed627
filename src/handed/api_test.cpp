#include <map>
#include <set>

#include <gmock/gmock.h>

#include "handed/examine.hpp"
#include "handed/routes.hpp"
#include "handed/sample_handed.hpp"

namespace qz::handed {
namespace {

using catalogue::ValueType;
using http::Method;
using sample::Rows;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Village clerks by the end of their code, an issuing bureau, the gate office, and somebody without any
// right.
const std::map<std::string, std::vector<std::string>> kPermissions = {
    {"clerk", {"handed.fill", "handed.reveal"}},
    {"once", {"handed.fill", "handed.reveal"}},
    {"second", {"handed.fill"}},
    {"bureau", {"handed.answer"}},
    {"other_bureau", {"handed.answer"}},
    {"gate", {"handed.watch"}},
    {"nobody", {}},
};

class Handed : public tests::OnBothEngines {
 protected:
    Handed() : keys_(secrets::Keyring::Open(folder_.path() / "keys", true)) {
        directory::ImportAndSwitch(database(), sample::kTree, Date{20000}, "test", nullptr);
        database().Write([&](storage::Tx& tx) {
            const UnitId county = directory::CurrentTree(tx)->At(1).id;
            bureaus_ =
                directory::InsertDepartments(tx, {{"371082-mzj", "荣成市民政局", county, std::nullopt},
                                                  {"371082-nyj", "荣成市农业农村局", county, std::nullopt}});
            MakeElements(tx);
        });
        village_ = UnitOf("371082001001");
        database().Write([&](storage::Tx& tx) { Hold(tx); });
        connections_.keys = keys_.get();
        connections_.database = &database();
        connections_.files = folder_.path() / "handed";
        connections_.asked_by = [this](storage::Snapshot&, ElementId element) {
            std::vector<AskingForm> asking;
            if (element == households_) asking.push_back({7, "村情表", bureaus_[1], true});
            return asking;
        };
        connections_.may = [](storage::Snapshot&, PostId post, std::string_view permission) {
            for (const auto& [who, held] : kPermissions) {
                if (PostOf(who) == post) return std::find(held.begin(), held.end(), permission) != held.end();
            }
            return false;
        };
        AddRoutes(router_, connections_);
    }

    void MakeElements(storage::Tx& tx) {
        catalogue::Element households = sample::Of("households", "户数", ValueType::kInteger);
        households.unit = "户";
        households_ = catalogue::InsertElement(tx, households);
        head_ = catalogue::InsertElement(tx, sample::Of("village_head", "村负责人", ValueType::kText));
        catalogue::Element area = sample::Of("farmland", "耕地面积", ValueType::kDecimal);
        area.unit = "亩";
        area.places = 2;
        area_ = catalogue::InsertElement(tx, area);
        catalogue::Element secret = sample::Of("debt", "村集体债务", ValueType::kDecimal);
        secret.sharing = "none";
        debt_ = catalogue::InsertElement(tx, secret);
        catalogue::Element share = sample::Of("toilets", "改厕率", ValueType::kDecimal);
        share.unit = "%";
        share.places = 1;
        share_ = catalogue::InsertElement(tx, share);
        catalogue::Element name = sample::Of("person_name", "姓名", ValueType::kText);
        name.subject = "person";
        name_ = catalogue::InsertElement(tx, name);
        catalogue::Element number = sample::Of("id_number", "身份证号", ValueType::kIdNumber);
        number.subject = "person";
        number.sensitivity = "sensitive";
        number_ = catalogue::InsertElement(tx, number);
        catalogue::Element phone = sample::Of("person_phone", "联系电话", ValueType::kPhone);
        phone.subject = "person";
        phone_ = catalogue::InsertElement(tx, phone);
    }

    void Hold(storage::Tx& tx) {
        const auto elements = catalogue::AllElements(tx);
        catalogue::AppendHeld(tx, village_, nullptr, {"return", "村情表", 1},
                              {{households_, "", "412", "2026", Date{20700}},
                               {head_, "", "王振国", "", Date{20700}},
                               {area_, "", "1250.5", "2026", Date{20700}},
                               {share_, "", "85.5", "2026", Date{20700}}});
        catalogue::AppendHeld(tx, village_, nullptr, {"stock", "财政台账", 1},
                              {{debt_, "", "30", "", Date{20700}}});
        const std::string person = "elderly:" + catalogue::RowKey(*keys_, sample::kNumber);
        const auto sealed = catalogue::Protect(*keys_, *elements->Find(number_), village_, person,
                                               std::string(sample::kNumber));
        catalogue::AppendHeld(tx, village_, nullptr, {"return", "老人名册", 2},
                              {{name_, person, "张桂英", "", Date{20700}},
                               {number_, person, sealed, "", Date{20700}},
                               {phone_, person, "15425302174", "", Date{20700}}});
    }

    UnitId UnitOf(std::string_view code) {
        return database().Read([&](storage::Snapshot& snapshot) {
            const auto tree = directory::CurrentTree(snapshot);
            return tree->At(*tree->FindCode(code)).id;
        });
    }
    static PostId PostOf(const std::string& who) {
        return {500 + static_cast<std::int64_t>(std::distance(kPermissions.begin(), kPermissions.find(who)))};
    }
    // "clerk@371082001003" acts for another village than "clerk".
    http::Permitted Authorise(storage::Snapshot& snapshot, const http::Request& request,
                              const http::Route& route) {
        std::string who(request.Cookie("who"));
        if (who.empty()) throw Problem(Problem::Kind::kUnauthenticated, "platform.http.unauthenticated");
        std::string code = who.starts_with("other")    ? "371082-nyj"
                           : who.starts_with("bureau") ? "371082-mzj"
                           : who.starts_with("gate")   ? "371082"
                                                       : "371082001001";
        if (const std::size_t at = who.find('@'); at != std::string::npos) {
            code = who.substr(at + 1);
            who.resize(at);
        }
        const auto& held = kPermissions.at(who);
        if (std::find(held.begin(), held.end(), route.permission) == held.end()) throw Problem::Forbidden();
        const auto tree = directory::CurrentTree(snapshot);
        const Ordinal place = *tree->FindCode(code);
        Actor actor;
        actor.account = {PostOf(who).value};
        actor.post = PostOf(who);
        actor.unit = tree->At(place).id;
        actor.second_factor = who != "once";
        return {actor, identity::Gate::MakeScope(actor.unit, tree->version(), tree->Subtree(place))};
    }
    http::InProcess::Answer Send(std::string_view who, Method method, const std::string& target,
                                 std::string_view body = {}, std::string_view type = "application/json") {
        const http::InProcess server{router_, database(),
                                     [this](auto& snapshot, auto& request, auto& route) {
                                         return Authorise(snapshot, request, route);
                                     },
                                     &clock()};
        return server.Send(method, "/api/handed/" + target, body,
                           {{"Cookie", who.empty() ? "" : "who=" + std::string(who)},
                            {"Content-Type", body.empty() ? "" : std::string(type)}});
    }
    http::InProcess::Answer Get(std::string_view who, const std::string& target) {
        return Send(who, Method::kGet, target);
    }
    http::InProcess::Answer Post(std::string_view who, const std::string& target,
                                 std::string_view body = "{}") {
        return Send(who, Method::kPost, target, body);
    }
    std::string Bytes(const Rows& rows, std::string_view after = {}) {
        return sample::WorkbookOf(folder_.path(), sample::SheetXml(rows, after));
    }
    // Drops a workbook in; the path of its routes.
    std::string DropIn(std::string_view who, const std::string& bytes) {
        const auto made =
            Send(who, Method::kPost, "workbooks?name=county.xlsx", bytes, "application/octet-stream");
        EXPECT_EQ(made.status, 201) << made.body;
        if (made.status != 201) return "workbooks/1";
        return "workbooks/" + std::string(made.Json().at("id").as_string());
    }
    std::string Fill(std::string_view who, const std::string& path, std::string_view wish) {
        const auto asked = Post(who, path + "/fill", wish);
        EXPECT_EQ(asked.status, 200) << asked.body;
        jobs::Runner runner(database(), clock());
        AddJobs(runner, connections_);
        runner.RunDue();
        const auto file = Get(who, path + "/file");
        EXPECT_EQ(file.status, 200) << file.body;
        return file.body;
    }
    // What stands in each cell, formulas marked as such.
    static std::map<std::string, std::string> CellsOf(std::string_view bytes) {
        std::map<std::string, std::string> cells;
        const workbook::Grid grid = workbook::ReadGrid(workbook::Source::Memory(bytes));
        for (const workbook::SheetGrid& sheet : grid.sheets()) {
            for (const workbook::GridRow& row : sheet.rows) {
                for (const workbook::GridCell& cell : sheet.CellsOf(row)) {
                    if (cell.kind == workbook::CellKind::kBlank && !cell.formula) continue;
                    cells[sheet.name + '!' + workbook::Reference(row.number, cell.column)] =
                        std::string(cell.formula ? "formula " : "") + std::string(cell.text);
                }
            }
        }
        return cells;
    }
    // The cells that `after` has more than `before`; what stood there before must stand there still.
    static std::map<std::string, std::string> Added(std::string_view before, std::string_view after) {
        const auto was = CellsOf(before);
        auto is = CellsOf(after);
        for (const auto& [place, text] : was) {
            EXPECT_EQ(is[place], text) << place;
            is.erase(place);
        }
        return is;
    }

    static inline const Rows kCounty = {
        {"荣成市村情统计表"},
        {"序号", "乡镇", "村名", "户数（户）", "村负责人", "耕地面积（亩）", "村集体债务", "合计"},
        {"#1", "崖头街道", "崖头村", "", "", "", "", "=D3*2"},
        {"#2", "崖头街道", "河东村", "", "", "", "", "=D4*2"},
        {"#3", "俚岛镇", "河东村", "", "", "", "", "=D5*2"},
    };
    static constexpr std::string_view kMerge =
        R"(<mergeCells count="1"><mergeCell ref="A1:H1"/></mergeCells>)";

    tests::ScratchFolder folder_;
    std::unique_ptr<secrets::Keyring> keys_;
    Connections connections_;
    http::Router router_;
    std::vector<UnitId> bureaus_;
    UnitId village_;
    ElementId households_, head_, area_, debt_, share_, name_, number_, phone_;
};
QZ_ON_BOTH_ENGINES(Handed);

TEST_P(Handed, AnswersNobodyWhoMayNot) {
    const std::string path = DropIn("clerk", Bytes(kCounty, kMerge));
    for (const auto& route : router_.routes()) {
        std::string target = route->pattern.substr(std::string_view("/api/handed/").size());
        for (std::size_t open; (open = target.find('{')) != std::string::npos;)
            target.replace(open, target.find('}') - open + 1, "1");
        const std::string body = route->is_write ? R"({"reason":"x"})" : "";
        EXPECT_EQ(Send("nobody", route->method, target, body).status, 403) << target;
        EXPECT_EQ(Send("", route->method, target, body).status, 401) << target;
    }
    // A workbook belongs to who dropped it in: a colleague of the same unit finds nothing, as of none.
    for (const std::string& wanted : {path, path + "/file"})
        EXPECT_EQ(Get("second", wanted).status, 404) << wanted;
    EXPECT_EQ(Get("clerk@371082001003", path).status, 404);
    EXPECT_EQ(Post("second", path + "/fill", R"({"purpose":"x"})").status, 404);
    EXPECT_EQ(Post("second", path + "/columns", R"({"sheet":"表一"})").status, 404);
    EXPECT_EQ(
        Post("second", path + "/register", R"({"issuer_name":"x","channel":"phone","minutes":1})").status,
        404);
    EXPECT_EQ(Post("second", path + "/remove").status, 404);
    EXPECT_EQ(Get("clerk", path).status, 200);
}

TEST_P(Handed, GivesTheCountysWorkbookBackFilledInTheVillagesRowAlone) {
    const std::string bytes = Bytes(kCounty, kMerge);
    const std::string path = DropIn("clerk", bytes);
    const auto shown = Get("clerk", path).Json();
    const auto& sheet = shown.at("sheets").at(0);
    EXPECT_EQ(sheet.at("rows").at("known"), 1);
    EXPECT_EQ(sheet.at("rows").at("foreign"), 2);
    const std::string filled = Fill("clerk", path, R"({"purpose":"上报县里"})");
    const auto added = Added(bytes, filled);
    const std::map<std::string, std::string> expected = {
        {"表一!D3", "412"}, {"表一!E3", "王振国"}, {"表一!F3", "1250.5"}};
    EXPECT_EQ(added, expected) << "neither formulas, nor other rows, nor what is not shared";
    const auto after = Get("clerk", path).Json();
    EXPECT_EQ(after.at("state"), "filled");
    EXPECT_EQ(after.at("filled_cells"), 3);
    EXPECT_THAT(json::serialize(after), HasSubstr("handed.column.not_shared"));
}

TEST_P(Handed, WritesASharePerCentSoThatTheCellShowsIt) {
    for (const auto& [cell, written] : {std::pair("%", "0.855"), std::pair("", "85.5")}) {
        const std::string bytes = Bytes({{"村名", "改厕率"}, {"崖头村", cell}, {"沟西村", cell}});
        const std::map<std::string, std::string> expected = {{"表一!B2", written}};
        EXPECT_EQ(Added(bytes, Fill("clerk", DropIn("clerk", bytes), R"({"purpose":"上报县里"})")), expected);
    }
}

TEST_P(Handed, AsksWhatColumnsOfOneNameWant) {
    const Rows rows = {{"村名", "村负责人", "户数", "副职", "户数"}, {"崖头村"}, {"沟西村"}};
    const std::string bytes = Bytes(rows);
    const std::string path = DropIn("clerk", bytes);
    const std::map<std::string, std::string> sure = {{"表一!B2", "王振国"}};
    EXPECT_EQ(Added(bytes, Fill("clerk", path, R"({"purpose":"上报县里"})")), sure);
    EXPECT_THAT(Get("clerk", path).body, HasSubstr("handed.column.name_twice"));
    const std::string choice =
        R"({"sheet":"表一","columns":[{"index":2,"element":")" + households_.ToString() + R"("}]})";
    EXPECT_EQ(Post("clerk", path + "/columns", choice).status, 200);
    const std::map<std::string, std::string> chosen = {{"表一!B2", "王振国"}, {"表一!C2", "412"}};
    EXPECT_EQ(Added(bytes, Fill("clerk", path, R"({"purpose":"上报县里"})")), chosen);
}

TEST_P(Handed, FillsCellsThatHoldNothingButBlanks) {
    const std::string bytes = Bytes({{"村名", "户数"}, {"崖头村", "　"}, {"沟西村", " "}});
    const std::string filled = Fill("clerk", DropIn("clerk", bytes), R"({"purpose":"上报县里"})");
    EXPECT_EQ(CellsOf(filled).at("表一!B2"), "412");
}

TEST_P(Handed, LeavesTheSecondHalfOfAFoldedListAlone) {
    const Rows rows = {
        {"姓名", "联系电话", "姓名", "联系电话"}, {"张桂英", "", "李四", ""}, {"王五", "", "", ""}};
    const std::string bytes = Bytes(rows);
    const std::string path = DropIn("second", bytes);
    const std::map<std::string, std::string> expected = {{"表一!B2", "15425302174"}};
    EXPECT_EQ(Added(bytes, Fill("second", path, R"({"purpose":"体检","by_name":true})")), expected)
        << "not beside the other person";
}

TEST_P(Handed, AsksAboutARowWhoseNameAnotherUnitBears) {
    const Rows rows = {{"村名", "户数", "村负责人"}, {"河东村"}, {"沟西村"}, {"岭前村"}};
    const std::string bytes = Bytes(rows);
    database().Write([&](storage::Tx& tx) {
        catalogue::AppendHeld(tx, UnitOf("371082001002"), nullptr, {"return", "村情表", 1},
                              {{households_, "", "77", "2026", Date{20700}}});
    });
    const std::string who = "clerk@371082001002";
    const std::string path = DropIn(who, bytes);
    const auto shown = Get(who, path).Json();
    EXPECT_THAT(shown.at("sheets").at(0).at("rows").at("unsure").as_array(), SizeIs(1));
    EXPECT_THAT(Added(bytes, Fill(who, path, R"({"purpose":"x"})")), IsEmpty());
    const auto confirmed =
        Added(bytes, Fill(who, path, R"({"purpose":"x","rows":[{"sheet":"表一","row":2}]})"));
    EXPECT_EQ(confirmed.at("表一!B2"), "77");
    EXPECT_THAT(confirmed, SizeIs(1));
}

TEST_P(Handed, WritesFullNumbersOnlyForWhoMaySeeThemAndLogsEachRow) {
    const Rows rows = {{"姓名", "身份证号", "联系电话"}, {"张桂英"}, {"李四"}, {"王五"}};
    const std::string bytes = Bytes(rows);
    const std::string path = DropIn("second", bytes);
    EXPECT_EQ(
        Post("second", path + "/fill", R"({"purpose":"体检","sensitive":"reveal","by_name":true})").status,
        403);
    EXPECT_EQ(Post("second", path + "/fill", R"({"sensitive":"mask"})").status, 422) << "without a purpose";
    EXPECT_THAT(Added(bytes, Fill("second", path, R"({"purpose":"体检"})")), IsEmpty())
        << "by name only if ticked";
    const auto left = Added(bytes, Fill("second", path, R"({"purpose":"体检","by_name":true})"));
    EXPECT_EQ(left.at("表一!C2"), "15425302174");
    EXPECT_FALSE(left.contains("表一!B2"));
    const auto masked =
        Added(bytes, Fill("second", path, R"({"purpose":"体检","by_name":true,"sensitive":"mask"})"));
    EXPECT_EQ(masked.at("表一!B2"), "**************002X");

    const auto once =
        Post("once", DropIn("once", bytes) + "/fill", R"({"purpose":"体检","sensitive":"reveal"})");
    EXPECT_EQ(once.status, 403) << "signed in with one factor";
    EXPECT_THAT(once.body, HasSubstr("handed.reveal.second_factor_needed"));
    const std::string own = DropIn("clerk", bytes);
    const auto full =
        Added(bytes, Fill("clerk", own, R"({"purpose":"体检","by_name":true,"sensitive":"reveal"})"));
    EXPECT_EQ(full.at("表一!B2"), sample::kNumber);
    const auto reveals = database().Read([](storage::Snapshot& snapshot) {
        return snapshot
            .QueryOne("SELECT COUNT(*) FROM audit_entry WHERE capability = $1", "handed.row.revealed")
            .Get<std::int64_t>(0);
    });
    EXPECT_EQ(reveals, 1);
    // Neither the number nor a value of the file lies in the database.
    const std::string row = database().Read([](storage::Snapshot& snapshot) {
        std::string all;
        for (const auto one : snapshot.Query("SELECT marks, view, decision FROM handed_workbook"))
            all += one.Get<std::string>(0) + one.Get<std::string>(1);
        return all;
    });
    EXPECT_THAT(row, Not(HasSubstr(std::string(sample::kNumber))));
    EXPECT_THAT(row, Not(HasSubstr("张桂英")));
}

TEST_P(Handed, FindsAPersonByTheNumberAndFillsWhatIsBlank) {
    const Rows rows = {{"姓名", "身份证号", "联系电话"},
                       {"张桂英", std::string(sample::kNumber), ""},
                       {"别人", "110105194912310038", ""}};
    const std::string bytes = Bytes(rows);
    const std::string path = DropIn("clerk", bytes);
    const auto added = Added(bytes, Fill("clerk", path, R"({"purpose":"体检"})"));
    EXPECT_EQ(added.at("表一!C2"), "15425302174");
    EXPECT_THAT(added, SizeIs(1));
}

TEST_P(Handed, LearnsFromAnOverruledColumnAndLeavesOtherUnitsOfMeasureOut) {
    const Rows rows = {{"村名", "住家总计", "耕地面积（公顷）"}, {"崖头村"}, {"沟西村"}, {"岭前村"}};
    const std::string bytes = Bytes(rows);
    const std::string path = DropIn("clerk", bytes);
    const std::string wish = R"({"sheet":"表一","columns":[{"index":1,"element":")" + households_.ToString() +
                             R"("},{"index":2,"element":")" + area_.ToString() + R"("}]})";
    ASSERT_EQ(Post("clerk", path + "/columns", wish).status, 200);
    const json::value columns = Get("clerk", path).Json().at("sheets").at(0).at("columns");
    EXPECT_EQ(columns.at(1).at("chosen"), true);
    EXPECT_EQ(columns.at(2).at("why_not"), "handed.column.unit_differs");
    const auto added = Added(bytes, Fill("clerk", path, R"({"purpose":"x"})"));
    EXPECT_EQ(added.at("表一!B2"), "412");
    EXPECT_THAT(added, SizeIs(1));
    const auto taught = database().Read([&](storage::Snapshot& snapshot) {
        return catalogue::AllElements(snapshot)->Find(households_)->aliases;
    });
    ASSERT_THAT(taught, SizeIs(1));
    EXPECT_EQ(taught[0].label, "住家总计");
    EXPECT_EQ(taught[0].kind, "taught");
    // The next unit needs no overruling.
    const auto next = Get("clerk@371082001003", DropIn("clerk@371082001003", bytes)).Json();
    EXPECT_EQ(next.at("sheets").at(0).at("columns").at(1).at("element").as_string(), households_.ToString());
}

TEST_P(Handed, TakesTheHeaderRowsThatAPersonMarks) {
    const Rows rows = {{"说明一", "说明二", "说明三"},
                       {"甲", "乙", "丙"},
                       {"村名", "户数", "村负责人"},
                       {"崖头村"},
                       {"沟西村"}};
    const std::string path = DropIn("clerk", Bytes(rows));
    ASSERT_EQ(Post("clerk", path + "/columns", R"({"sheet":"表一","header_rows":[3,3]})").status, 200);
    const json::value sheet = Get("clerk", path).Json().at("sheets").at(0);
    EXPECT_EQ(sheet.at("header_rows").at(0), 3);
    EXPECT_EQ(sheet.at("columns").at(1).at("element").as_string(), households_.ToString());
    EXPECT_EQ(Post("clerk", path + "/columns", R"({"sheet":"表一","header_rows":[9,2]})").status, 422);
    EXPECT_EQ(Post("clerk", path + "/columns", R"({"sheet":"无"})").status, 422);
}

TEST_P(Handed, SaysWhatIsWrongWithAFileThatIsNone) {
    for (const std::string& bytes :
         {std::string("not a workbook"), std::string("\xD0\xCF\x11\xE0 old"), std::string()}) {
        const auto answer = Send("clerk", Method::kPost, "workbooks", bytes, "application/octet-stream");
        EXPECT_EQ(answer.status, 422) << answer.body;
        EXPECT_THAT(answer.body, HasSubstr("platform.workbook."));
    }
    EXPECT_TRUE(!std::filesystem::exists(connections_.files) ||
                std::filesystem::is_empty(connections_.files));
}

TEST_P(Handed, KeepsFilesSealedAndForADay) {
    const std::string path = DropIn("clerk", Bytes(kCounty, kMerge));
    Fill("clerk", path, R"({"purpose":"x"})");
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(connections_.files)) {
        ++files;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        EXPECT_TRUE(bytes.starts_with("enc:"));
    }
    EXPECT_EQ(files, 2u);
    clock().Advance(std::chrono::hours(25));
    EXPECT_EQ(Get("clerk", path + "/file").status, 409);
    Sweep(database(), connections_, clock().Now());
    EXPECT_TRUE(std::filesystem::is_empty(connections_.files));
    EXPECT_EQ(Get("clerk", path).status, 404);
}

TEST_P(Handed, HidesWhoRegisteredFromTheIssuerUntilFiveDid) {
    const std::string bytes = Bytes(kCounty, kMerge);
    const std::string wish =
        R"({"issuer":")" + bureaus_[0].ToString() + R"(","channel":"chat_group","minutes":40})";
    const auto at_issuer = [&] { return Get("bureau", "asked-of-us").Json().at("items").at(0); };
    int registered = 0;
    for (const std::string_view code :
         {"371082001001", "371082001002", "371082001003", "371082001004", "371082001005"}) {
        const std::string who = "clerk@" + std::string(code);
        const std::string path = DropIn(who, bytes);
        ASSERT_EQ(Post(who, path + "/register", wish).status, 200);
        EXPECT_EQ(Post(who, path + "/register", wish).status, 409) << "once for each workbook";
        const auto item = at_issuer();
        if (++registered < 5) {
            EXPECT_TRUE(item.at("units").is_null());
            EXPECT_TRUE(item.at("minutes").is_null());
            EXPECT_THAT(item.at("named_units").as_array(), IsEmpty());
            EXPECT_FALSE(item.as_object().contains("last_at"));
            EXPECT_THAT(Get("gate", "requests").Json().at("items").at(0).at("named_units").as_array(),
                        IsEmpty());
        }
    }
    EXPECT_EQ(at_issuer().at("units"), 5);
    EXPECT_EQ(at_issuer().at("minutes"), 200);
    EXPECT_THAT(at_issuer().at("named_units").as_array(), SizeIs(5));
    EXPECT_THAT(Get("other_bureau", "asked-of-us").Json().at("items").as_array(), IsEmpty());
    EXPECT_THAT(json::serialize(at_issuer()), Not(HasSubstr("county.xlsx")))
        << "a file's name tells whose it is";
    EXPECT_THAT(Get("clerk", "registered").Json().at("items").as_array(), SizeIs(1)) << "its own alone";
}

TEST_P(Handed, LetsTheGateOfficeAskInItsOwnNameAndTheIssuerAnswer) {
    const std::string path = DropIn("clerk", Bytes(kCounty, kMerge));
    const std::string wish =
        R"({"issuer":")" + bureaus_[0].ToString() + R"(","channel":"phone","minutes":15})";
    ASSERT_EQ(Post("clerk", path + "/register", wish).status, 200);
    const auto item = Get("gate", "requests").Json().at("items").at(0);
    EXPECT_EQ(item.at("units"), 1);
    EXPECT_EQ(item.at("overlaps").at(0).at("title"), "村情表");
    EXPECT_EQ(item.at("overlaps").at(0).at("columns"), 1);
    const std::string request = "requests/" + std::string(item.at("id").as_string());
    const std::string answer = R"({"outcome":"stopped","text":"不再使用"})";
    EXPECT_EQ(Post("bureau", request + "/answer", answer).status, 409) << "nobody has asked";
    ASSERT_EQ(Post("gate", request + "/ask-to-stop", R"({"reason":"村情表已有"})").status, 200);
    const auto notice = Get("bureau", "asked-of-us").Json().at("items").at(0);
    EXPECT_THAT(std::string(notice.at("notice").as_string()), HasSubstr("荣成市"));
    EXPECT_THAT(json::serialize(notice), Not(HasSubstr("崖头村\"")));
    EXPECT_EQ(Post("other_bureau", request + "/answer", answer).status, 404);
    ASSERT_EQ(Post("bureau", request + "/answer", answer).status, 200);
    EXPECT_EQ(Get("gate", "requests").Json().at("items").at(0).at("state"), "stopped");
    EXPECT_EQ(Post("gate", request + "/ask-to-admit", R"({"reason":"x"})").status, 409);
    EXPECT_EQ(Post("gate@371082002", request + "/ask-to-stop", R"({"reason":"x"})").status, 404)
        << "not its territory";
}

}  // namespace
}  // namespace qz::handed
