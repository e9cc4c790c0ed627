#include "catalogue/carried_over.hpp"

#include <gmock/gmock.h>

#include "catalogue/sample_catalogue.hpp"

namespace qz::catalogue {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kUnits =
    "code,name,level,parent_code\n"
    "371082101,俚岛镇,township,\n"
    "371082101201,大庄村委会,village,371082101\n"
    "371082101202,小庄村委会,village,371082101\n"
    "371082101203,东庄村委会,village,371082101\n";

// 小庄 goes into 大庄; with `split` into 大庄 and 东庄.
class CarriedOver : public sample::SampleCatalogue {
 protected:
    void SetUp() override {
        directory::ImportAndSwitch(database(), kUnits, Date{20000}, "test", nullptr);
        gone_ = Unit("371082101202");
        heir_ = Unit("371082101201");
    }
    UnitId Unit(std::string_view code) {
        return database().Read([&](storage::Snapshot& snapshot) {
            const auto tree = directory::CurrentTree(snapshot);
            return tree->At(*tree->FindCode(code)).id;
        });
    }
    void Merge(std::string_view more_to = "") {
        std::string table(kUnits);
        const std::string_view line = "371082101202,小庄村委会,village,371082101\n";
        table.erase(table.find(line), line.size());
        std::vector<std::string_view> to{"371082101201"};
        if (!more_to.empty()) to.push_back(more_to);
        Change(table, to);
    }
    // Puts the table in force, which names these as successors of 小庄.
    void Change(const std::string& table, const std::vector<std::string_view>& codes) {
        http::Router router;
        directory::AddRoutes(router);
        const http::Authorize anybody = [](storage::Snapshot&, const http::Request&, const http::Route&) {
            return http::Permitted{Actor{AccountId{1}, PersonId{1}, PostId{1}, UnitId{1}, {}, "", false},
                                   identity::Gate::MakeScope({}, {}, {})};
        };
        const http::InProcess city{router, database(), anybody, &clock()};
        const json::value made = city.Send(http::Method::kPost, "/api/directory/imports", table).Json();
        jobs::Runner runner(database(), clock());
        directory::AddJobs(runner);
        runner.RunDue();
        const std::string import = "/api/directory/imports/" + std::string(made.at("id").as_string());
        json::array to;
        const json::value added = city.Send(http::Method::kGet, import + "/difference?kind=added").Json();
        for (const std::string_view code : codes) {
            const bool fresh = code == "371082101302";
            to.push_back(fresh ? added.at("items").at(0).at("unit") : json::value(Unit(code).ToString()));
        }
        const json::object named{
            {"successors", json::array{json::object{{"unit", gone_.ToString()}, {"to", to}}}}};
        ASSERT_EQ(city.Send(http::Method::kPost, import + "/successors", json::serialize(named)).status, 200);
        ASSERT_EQ(city.Send(http::Method::kPost, import + "/switch",
                            R"({"effective":"2026-01-01","document":"某文"})")
                      .status,
                  200);
    }
    void Hold(UnitId unit, std::string_view subject, ElementId element, const StoredValue& value, Date day,
              const Source& source = {"return", "上次填报", 1}) {
        database().Write([&](storage::Tx& tx) {
            AppendHeld(tx, unit, nullptr, source, {{element, std::string(subject), value, "2026", day}});
        });
    }
    std::string Sealed(UnitId unit, const std::string& subject, std::string_view number) {
        return keys_->Seal(number, secrets::BindingOf(unit, subject, "id_number"));
    }
    void Run() { CarryOver(database(), *keys_, gone_); }
    std::vector<Held> Roster() {
        return database().Read([&](storage::Snapshot& snapshot) { return ListHeld(snapshot, heir_, "e:"); });
    }
    std::vector<StoredValue> Log(std::string_view subject, ElementId element) {
        std::vector<StoredValue> values;
        database().Read([&](storage::Snapshot& snapshot) {
            for (const Held& held : ListHistory(snapshot, heir_, subject, element))
                values.push_back(held.value);
        });
        return values;
    }

    UnitId gone_, heir_;
    const std::string person_ = "e:0123456789abcdef0123456789abcdef";
    static constexpr Date kDay{20700};
};
QZ_ON_BOTH_ENGINES(CarriedOver);

TEST_P(CarriedOver, BringsPeopleToTheSuccessorSealedForItAndTakesNothingAway) {
    Hold(gone_, person_, head_, "王小明", kDay);
    Hold(gone_, person_, number_, Sealed(gone_, person_, "371082195001011234"), kDay);
    Hold(gone_, "", households_, "120", kDay);
    Merge();
    Run();
    Run();
    const auto roster = Roster();
    ASSERT_THAT(roster, SizeIs(2));
    EXPECT_EQ(roster[0].value, "王小明");
    EXPECT_EQ(roster[0].source.kind, kSuccession);
    EXPECT_EQ(roster[0].source.label, "并入前 小庄村委会");
    EXPECT_EQ(roster[0].source.reference, gone_.value);
    EXPECT_EQ(roster[0].as_of, kDay);
    EXPECT_EQ(keys_->Open(*roster[1].value, secrets::BindingOf(heir_, person_, "id_number")),
              "371082195001011234");
    EXPECT_THAT(Log(person_, head_), SizeIs(1));
    EXPECT_THAT(Log(person_, number_), SizeIs(1));
    database().Read([&](storage::Snapshot& snapshot) {
        // Households are not added up by machine: each village's number stays its own.
        EXPECT_THAT(ListHeld(snapshot, heir_, ""), IsEmpty());
        EXPECT_THAT(ListHeldWithRosters(snapshot, gone_), SizeIs(3));
        EXPECT_EQ(CountHeld(snapshot, gone_), 3);
    });
}

TEST_P(CarriedOver, LetsTheLaterDayCountAndKeepsBothInTheLog) {
    const std::string other = "e:ffffffffffffffffffffffffffffffff";
    Hold(gone_, person_, phone_, "13800000001", kDay);
    Hold(heir_, person_, phone_, "13800000002", Date{kDay.days + 1});
    Hold(gone_, other, phone_, "13800000003", Date{kDay.days + 1});
    Hold(heir_, other, phone_, "13800000004", kDay);
    Merge();
    Run();
    Run();
    EXPECT_THAT(Log(person_, phone_), ElementsAre("13800000002", "13800000001", "13800000002"));
    EXPECT_THAT(Log(other, phone_), ElementsAre("13800000003", "13800000004"));
    EXPECT_EQ(Roster()[0].source.label, "上次填报");
}

TEST_P(CarriedOver, FollowsWhatTheOldReturnStillSaysAndBringsNobodyBack) {
    const std::string other = "e:ffffffffffffffffffffffffffffffff";
    Hold(gone_, person_, head_, "王小明", kDay);
    Hold(gone_, other, head_, "李大海", kDay);
    Merge();
    Run();
    // The successor says that one has left; the old unit's return, finished by it, that the other's name was
    // wrong.
    Hold(heir_, person_, head_, std::nullopt, Date{kDay.days + 1});
    Hold(gone_, other, head_, "李大河", Date{kDay.days + 1});
    Run();
    EXPECT_THAT(Log(person_, head_), ElementsAre(std::nullopt, "王小明"));
    EXPECT_THAT(Log(other, head_), ElementsAre("李大河", "李大海"));
}

TEST_P(CarriedOver, DoesNotTakeHouseholdOneOfOneVillageForThatOfAnother) {
    Hold(gone_, "e:1", head_, "小庄一户", kDay);
    Hold(heir_, "e:1", head_, "大庄一户", kDay);
    Hold(gone_, "e:n123456789012", head_, "小庄两户", kDay);
    Merge();
    Run();
    std::vector<std::string> subjects;
    for (const Held& held : Roster()) subjects.push_back(held.subject + "=" + *held.value);
    EXPECT_THAT(subjects,
                ElementsAre("e:1=大庄一户", "e:1-371082101202=小庄一户", "e:n123456789012=小庄两户"));
}

TEST_P(CarriedOver, TakesEverythingAlongWhereAVillageOnlyGotAnotherCode) {
    Hold(gone_, "", households_, "120", kDay);
    Hold(gone_, "e:1", head_, "一户", kDay);
    std::string table(kUnits);
    const std::string_view line = "371082101202,小庄";
    table.replace(table.find(line), line.size(), "371082101302,小庄");
    Change(table, {"371082101302"});
    Run();
    const UnitId renewed = Unit("371082101302");
    database().Read([&](storage::Snapshot& snapshot) {
        const auto own = ListHeld(snapshot, renewed, "");
        ASSERT_THAT(own, SizeIs(1));
        EXPECT_EQ(own[0].value, "120");
        EXPECT_EQ(own[0].source.label, "原 小庄村委会");
        ASSERT_THAT(ListHeld(snapshot, renewed, "e:"), SizeIs(1));
        EXPECT_EQ(ListHeld(snapshot, renewed, "e:")[0].subject, "e:1");
    });
}

TEST_P(CarriedOver, MovesNothingWhereTheUnitWasSplit) {
    Hold(gone_, person_, head_, "王小明", kDay);
    Merge("371082101203");
    Run();
    EXPECT_THAT(Roster(), IsEmpty());
}

TEST_P(CarriedOver, RunsAsAJobOnceItIsAskedFor) {
    for (int row = 0; row < 450; ++row) Hold(gone_, "e:n1234567890" + std::to_string(row), head_, "某", kDay);
    Merge();
    database().Write([&](storage::Tx& tx) { CarryOverRosters(tx, gone_); });
    Connections connections;
    connections.keys = keys_.get();
    connections.database = &database();
    jobs::Runner runner(database(), clock());
    AddJobs(runner, connections);
    runner.RunDue();
    EXPECT_THAT(Roster(), SizeIs(450));
}

}  // namespace
}  // namespace qz::catalogue
