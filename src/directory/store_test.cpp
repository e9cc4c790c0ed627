#include "directory/store.hpp"

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directory/edits.hpp"
#include "directory/import.hpp"
#include "directory/names.hpp"
#include "directory/sample_tables.hpp"
#include "tests/support/databases.hpp"

namespace qz::directory {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Date kEffective = Date::From(2026, 9, 1);

class DirectoryStore : public tests::OnBothEngines {
 protected:
    ImportOutcome Import(std::string_view csv) {
        return ImportAndSwitch(database(), csv, kEffective, "测试文件", nullptr);
    }
    ImportView Stage(std::string_view csv) {
        const auto import = database().Write([](storage::Tx& tx) { return InsertImport(tx); });
        StageImport(database(), import, csv);
        return database().Read([&](storage::Snapshot& snapshot) { return *FindImport(snapshot, import); });
    }
    TreeVersionId Switch(ImportId import) {
        return database().Write(
            [&](storage::Tx& tx) { return SwitchImport(tx, import, kEffective, "测试文件", nullptr); });
    }
    std::string SwitchRefused(ImportId import) {
        try {
            Switch(import);
        } catch (const Problem& problem) {
            return problem.code();
        }
        return "switched";
    }
    std::shared_ptr<const Tree> Current() {
        return database().Read([](storage::Snapshot& snapshot) { return CurrentTree(snapshot); });
    }
    UnitId IdOf(std::string_view code) {
        const auto tree = Current();
        return tree->At(tree->FindCode(code).value()).id;
    }
    std::string NameOf(std::string_view code) {
        const auto tree = Current();
        return std::string(tree->At(tree->FindCode(code).value()).name);
    }
    std::vector<UnitId> AddDepartments(const std::vector<NewDepartment>& departments) {
        return database().Write([&](storage::Tx& tx) { return InsertDepartments(tx, departments); });
    }
    std::string FaultOf(const std::vector<NewDepartment>& departments) {
        try {
            AddDepartments(departments);
        } catch (const Problem& problem) {
            return problem.findings().at(0).field + " " + problem.findings().at(0).code;
        }
        return "";
    }
    void Edit(std::string_view code, const UnitEdit& edit, std::int64_t revision = 1) {
        const UnitId unit = IdOf(code);
        database().Write([&](storage::Tx& tx) { UpdateUnit(tx, unit, revision, edit); });
    }
};
QZ_ON_BOTH_ENGINES(DirectoryStore);

TEST_P(DirectoryStore, HoldsTheWeihaiTreeThatShips) {
    const ImportOutcome outcome = Import(WeihaiCsv());
    EXPECT_THAT(outcome.faults, IsEmpty());
    EXPECT_EQ(outcome.rows, 2849);
    EXPECT_EQ(outcome.added, 2849);
    const auto tree = Current();
    ASSERT_EQ(tree->size(), 2849);
    const OrdinalRange all = tree->Subtree(0);
    EXPECT_EQ(tree->CountAt(all, Level::kCounty), 7);
    EXPECT_EQ(tree->CountAt(all, Level::kTownship), 73);
    EXPECT_EQ(tree->CountAt(all, Level::kVillage), 2768);
    EXPECT_EQ(tree->UnitsAt(all, Level::kVillage).size(), 2768u);

    for (Ordinal ordinal = 0; ordinal < tree->size(); ++ordinal) {
        const TreeUnit& unit = tree->At(ordinal);
        EXPECT_EQ(tree->Find(unit.id), ordinal);
        EXPECT_EQ(tree->FindCode(unit.code), ordinal);
        // Contiguous: the children tile the range behind their parent, leaving no gap and no overlap.
        Ordinal next = ordinal + 1;
        for (const Ordinal child : tree->Children(ordinal)) {
            EXPECT_EQ(child, next);
            EXPECT_EQ(tree->At(child).parent, ordinal);
            next = tree->At(child).last + 1;
        }
        EXPECT_EQ(next, unit.last + 1);
    }
}

TEST_P(DirectoryStore, CountsBothEndsOfARange) {
    Import(WeihaiCsv());
    const auto tree = Current();
    const Ordinal rongcheng = tree->FindCode("371082").value();
    const OrdinalRange range = tree->Subtree(rongcheng);
    EXPECT_EQ(tree->CountAt(range, Level::kVillage), 839);
    EXPECT_EQ(tree->CountAt(range, Level::kTownship), 22);
    EXPECT_EQ(tree->At(range.last).level, Level::kVillage);
    EXPECT_EQ(tree->CountAt({range.first, range.last - 1}, Level::kVillage), 838);
    EXPECT_EQ(tree->CountAt({range.first + 1, range.last}, Level::kCounty), 0);
    EXPECT_EQ(tree->Ancestor(range.last, Level::kCounty), rongcheng);
    EXPECT_EQ(tree->At(range.last + 1).code, "371083");
    EXPECT_EQ(tree->Path(range.last).size(), 4u);
    EXPECT_THROW(tree->At(tree->size()), std::out_of_range);
    EXPECT_THROW(tree->At(-1), std::out_of_range);
}

TEST_P(DirectoryStore, FindsUnitsByNameCodeAndInitials) {
    Import(WeihaiCsv());
    const auto tree = Current();
    const auto first = [&](std::string_view text, std::optional<Level> level = std::nullopt) {
        const auto found = tree->Search(text, tree->Subtree(0), level, 20);
        return found.empty() ? std::string() : std::string(tree->At(found[0]).name);
    };
    EXPECT_EQ(first("荣成市"), "荣成市");
    EXPECT_EQ(first("371083"), "乳山市");
    EXPECT_EQ(first("rss"), "乳山市");
    EXPECT_EQ(first("没有这个村"), "");
    EXPECT_EQ(first(" \t"), "");
    const OrdinalRange rushan = tree->Subtree(tree->FindCode("371083").value());
    for (const Ordinal ordinal : tree->Search("村", rushan, Level::kVillage, 1000)) {
        EXPECT_TRUE(rushan.Contains(ordinal));
        EXPECT_EQ(tree->At(ordinal).level, Level::kVillage);
    }
    EXPECT_EQ(tree->Search("村", rushan, Level::kVillage, 5).size(), 5u);
}

TEST_P(DirectoryStore, ShowsNothingOfATableWithFaults) {
    Import(SmallTable());
    const ImportOutcome outcome = Import(SmallTable() + "371082103,无主镇,township,371099\n");
    EXPECT_EQ(outcome.fault_count, 1);
    EXPECT_FALSE(outcome.version);
    EXPECT_EQ(Current()->size(), 7);
    EXPECT_EQ(Current()->number(), 1);
}

TEST_P(DirectoryStore, KeepsIdsAndTheVersionWhenTheSameTableComesAgain) {
    const auto first = Import(SmallTable());
    const UnitId town = IdOf("371082101");
    const auto again = Import(SmallTable());
    EXPECT_EQ(again.added + again.changed + again.removed, 0);
    EXPECT_EQ(again.version, first.version);
    EXPECT_EQ(IdOf("371082101"), town);
}

TEST_P(DirectoryStore, ListsWhatATableAddsRenamesMovesAndRemoves) {
    Import(SmallTable());
    std::string csv = Replaced(SmallTable(), "俚岛镇", "俚岛街道");
    csv =
        Replaced(csv, "371082102201,大庄村委会,village,371082102\n", "371082103,宁津街道,township,371082\n");
    csv =
        Replaced(csv, "371082101202,小庄村委会,village,371082101", "371082101202,小庄村委会,village,371082");
    const ImportView view = Stage(csv);
    EXPECT_EQ(view.state, ImportState::kReady);
    EXPECT_EQ(std::tie(view.added, view.renamed, view.moved, view.removed),
              std::tuple(std::int64_t{1}, std::int64_t{1}, std::int64_t{1}, std::int64_t{1}));
    const auto rows = [&](Change change) {
        return database().Read([&](storage::Snapshot& snapshot) {
            std::int64_t last = 0;
            return json::serialize(ListChanges(snapshot, view.id, change, 0, 10, last));
        });
    };
    EXPECT_THAT(rows(Change::kAdded), testing::HasSubstr("宁津街道"));
    EXPECT_THAT(rows(Change::kRenamed), testing::HasSubstr("\"was_name\":\"俚岛镇\""));
    EXPECT_THAT(rows(Change::kMoved), testing::HasSubstr("\"was_parent_code\":\"371082101\""));
    EXPECT_THAT(rows(Change::kRemoved), testing::HasSubstr("371082102201"));
    // Nothing of it shows before the switch.
    EXPECT_EQ(NameOf("371082101"), "俚岛镇");
    EXPECT_FALSE(Current()->FindCode("371082103"));
}

TEST_P(DirectoryStore, ShowsAUnitAsItWasNamedInEachVersion) {
    const auto before = Import(SmallTable()).version.value();
    const UnitId town = IdOf("371082101");
    Import(Replaced(SmallTable(), "俚岛镇", "俚岛街道"));
    EXPECT_EQ(NameOf("371082101"), "俚岛街道");
    EXPECT_EQ(IdOf("371082101"), town);
    CloseDatabase();
    const auto old_tree =
        database().Read([&](storage::Snapshot& snapshot) { return TreeOf(snapshot, before); });
    EXPECT_EQ(old_tree->At(old_tree->Find(town).value()).name, "俚岛镇");
    EXPECT_EQ(old_tree->number(), 1);
}

TEST_P(DirectoryStore, LetsOneOfTwoImportsOfTheSameVersionWin) {
    Import(SmallTable());
    const ImportView one = Stage(SmallTable() + "371082103,甲镇,township,371082\n");
    const ImportView two = Stage(SmallTable() + "371082103,乙镇,township,371082\n");
    std::vector<std::string> outcomes(2);
    std::thread first([&] { outcomes[0] = SwitchRefused(one.id); });
    std::thread second([&] { outcomes[1] = SwitchRefused(two.id); });
    first.join();
    second.join();
    EXPECT_THAT(outcomes, testing::UnorderedElementsAre("switched", "directory.version.outdated"));
    EXPECT_EQ(NameOf("371082103"), outcomes[0] == "switched" ? "甲镇" : "乙镇");
    EXPECT_EQ(SwitchRefused(outcomes[0] == "switched" ? one.id : two.id), "directory.import.not_ready");
}

TEST_P(DirectoryStore, BeginsAgainAfterAnAttemptThatWasBrokenOff) {
    Import(SmallTable());
    const ImportView view = Stage(SmallTable() + "371082103,甲镇,township,371082\n");
    database().Write([&](storage::Tx& tx) {
        tx.Execute("UPDATE directory_import SET state = 'checking' WHERE id = $1", view.id);
    });
    StageImport(database(), view.id, SmallTable() + "371082103,甲镇,township,371082\n");
    Switch(view.id);
    EXPECT_EQ(Current()->size(), 8);
}

TEST_P(DirectoryStore, ForgetsWhatWasStagedAndNeverSwitchedTo) {
    Import(SmallTable());
    const ImportView view = Stage(SmallTable() + "371082103,甲镇,township,371082\n");
    clock().Advance(std::chrono::hours(24 * 31));
    const auto forget = [&](storage::Tx& tx) { return DeleteStaged(tx, tx.Now(), 3); };
    while (database().Write(forget) > 0) {
    }
    EXPECT_EQ(SwitchRefused(view.id), "directory.import.not_ready");
    EXPECT_EQ(Current()->size(), 7);
}

TEST_P(DirectoryStore, NamesTheSuccessorsOfARemovedUnitOnceTheSwitchIsMade) {
    Import(SmallTable());
    const UnitId gone = IdOf("371082101202");
    const UnitId heir = IdOf("371082101201");
    const ImportView view = Stage(Replaced(SmallTable(), "371082101202,小庄村委会,village,371082101\n", ""));
    database().Write([&](storage::Tx& tx) { InsertSuccessor(tx, *view.version, gone, {heir}); });
    const auto successors = [&] {
        return database().Read([&](storage::Snapshot& snapshot) {
            return CurrentSuccession(snapshot)->Of(*CurrentTree(snapshot), gone);
        });
    };
    EXPECT_THAT(successors(), IsEmpty());
    Switch(view.id);
    EXPECT_THAT(successors(), ElementsAre(Successor{heir, false}));
    EXPECT_FALSE(Current()->Find(gone));
}

TEST_P(DirectoryStore, TellsTheOperatorWhichUnitsLackASuccessorAndChangesNothing) {
    Import(SmallTable());
    const tests::ScratchFolder folder;
    const auto file = folder.path() / "units.csv";
    std::ofstream(file) << Replaced(SmallTable(), "371082101202,小庄村委会,village,371082101\n", "");
    const SuccessionWork work{[](storage::Snapshot&, UnitId) { return Belongings{1, 2, 3}; }};
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(ImportCommand(database(), file, Date{20000}, "某文", out, err, work), 1);
    EXPECT_THAT(err.str(),
                HasSubstr("小庄村委会 (371082101202) still has 1 accounts, 2 open returns and 3 held"));
    EXPECT_TRUE(Current()->FindCode("371082101202"));
    EXPECT_EQ(ImportCommand(database(), file, Date{20000}, "某文", out, err), 0);
    EXPECT_FALSE(Current()->FindCode("371082101202"));
}

TEST_P(DirectoryStore, HangsDepartmentsBehindTheTerritoryAndCarriesThemOver) {
    Import(SmallTable());
    const UnitId city = IdOf("3710");
    const UnitId county = IdOf("371082");
    const UnitId bureau =
        AddDepartments({{"3710-mzj", "威海市民政局", city, std::nullopt, Kind::kDepartment}}).at(0);
    AddDepartments({{"371082-mzj", "荣成市民政局", county, bureau, Kind::kDepartment},
                    {"371082101-mzb", "俚岛镇民政办", IdOf("371082101"), std::nullopt, Kind::kStation}});
    const ImportOutcome outcome = Import(SmallTable() + "371082103,甲镇,township,371082\n");
    EXPECT_EQ(outcome.removed, 0);
    const auto tree = Current();
    const Ordinal at = tree->Find(bureau).value();
    EXPECT_EQ(at, tree->size() - 1);
    EXPECT_EQ(tree->At(at).government, city);
    const TreeUnit& below = tree->At(tree->FindCode("371082-mzj").value());
    EXPECT_EQ(below.line_superior, bureau);
    EXPECT_EQ(below.government, county);
    EXPECT_TRUE(tree->Subtree(tree->Find(county).value()).Contains(tree->FindCode("371082101-mzb").value()));
    EXPECT_EQ(tree->CountAt(tree->Subtree(0), Level::kTownship), 3);
}

TEST_P(DirectoryStore, DropsTheDepartmentsOfAGovernmentThatIsGone) {
    Import(SmallTable());
    AddDepartments({{"371082102-mzb", "成山镇民政办", IdOf("371082102"), std::nullopt, Kind::kStation}});
    std::string csv = Replaced(SmallTable(), "371082102,成山镇,township,371082\n", "");
    csv = Replaced(csv, "371082102201,大庄村委会,village,371082102\n", "");
    EXPECT_EQ(Import(csv).removed, 3);
    EXPECT_FALSE(Current()->FindCode("371082102-mzb"));
}

TEST_P(DirectoryStore, RefusesDepartmentsThatNobodyCouldFind) {
    Import(SmallTable());
    const UnitId city = IdOf("3710");
    const auto code = "departments[0].code directory.department.";
    EXPECT_EQ(FaultOf({{"123", "某局", city, {}, Kind::kDepartment}}), std::string(code) + "bad_code");
    EXPECT_EQ(FaultOf({{"3710-x", "某局", UnitId{5}, {}, Kind::kDepartment}}),
              "departments[0].government directory.unit.unknown");
    EXPECT_EQ(FaultOf({{"3710-x", "某局", city, city, Kind::kDepartment}}),
              "departments[0].line_superior directory.unit.bad_line_superior");
    EXPECT_EQ(FaultOf({{"3710-x", "某局", city, {}, Kind::kStatistical}}),
              "departments[0].kind directory.department.bad_kind");
    EXPECT_EQ(FaultOf({{"3710-x", "某局", city, {}, Kind::kDepartment}}), "");
    EXPECT_EQ(FaultOf({{"3710-x", "又一局", city, {}, Kind::kDepartment}}), std::string(code) + "code_taken");
}

TEST_P(DirectoryStore, AnEditMakesAVersionAndOutlivesTheNextImport) {
    const auto before = Import(SmallTable()).version.value();
    Edit("371082101201", {.display_name = "大庄", .in_use = false});
    EXPECT_EQ(NameOf("371082101201"), "大庄");
    EXPECT_EQ(Current()->number(), 2);
    EXPECT_EQ(Current()->CountAt(Current()->Subtree(0), Level::kVillage), 2);
    const auto old_tree =
        database().Read([&](storage::Snapshot& snapshot) { return TreeOf(snapshot, before); });
    EXPECT_EQ(old_tree->CountAt(old_tree->Subtree(0), Level::kVillage), 3);

    Import(Replaced(SmallTable(), "大庄村委会,village,371082101\n", "大庄新村委会,village,371082101\n"));
    const auto tree = Current();
    const Ordinal at = tree->FindCode("371082101201").value();
    EXPECT_EQ(tree->At(at).name, "大庄");
    EXPECT_EQ(tree->OfficialName(at), "大庄新村委会");
    EXPECT_FALSE(tree->At(at).in_use);
    Edit("371082101201", {.display_name = ""}, 2);
    EXPECT_EQ(NameOf("371082101201"), "大庄新村委会");
}

TEST_P(DirectoryStore, RefusesAnEditOfAnOlderRevision) {
    Import(SmallTable());
    Edit("371082101201", {.in_use = false});
    EXPECT_THROW(Edit("371082101201", {.in_use = true}), Problem);
    EXPECT_EQ(Current()->number(), 2);
}

TEST_P(DirectoryStore, RefusesACircleOfLineSuperiors) {
    Import(SmallTable());
    const auto upper = AddDepartments({{"3710-a", "甲局", IdOf("3710"), {}, Kind::kDepartment}}).at(0);
    const auto lower = AddDepartments({{"371082-a", "乙局", IdOf("371082"), upper, Kind::kDepartment}}).at(0);
    try {
        Edit("3710-a", {.line_superior = lower});
        FAIL() << "a circle was taken";
    } catch (const Problem& problem) {
        EXPECT_EQ(problem.findings().at(0).code, "directory.unit.line_circle");
    }
}

TEST_P(DirectoryStore, GivesOtherRoomsThePlacesOfEachVersion) {
    const auto version = Import(SmallTable()).version.value();
    Edit("371082101201", {.in_use = false});
    const auto places = database().Read([&](storage::Snapshot& snapshot) {
        return snapshot.QueryOne("SELECT count(*) FROM directory_position WHERE version_id = $1", version)
            .Get<int>(0);
    });
    EXPECT_EQ(places, 7);
    Stage(SmallTable() + "371082103,甲镇,township,371082\n");
    const auto all = database().Read([&](storage::Snapshot& snapshot) {
        return snapshot.QueryOne("SELECT count(*) FROM directory_position").Get<int>(0);
    });
    EXPECT_EQ(all, 14);
}

TEST(Names, SortInPinyinOrderAndAreFoundWithoutWidthOrCase) {
    EXPECT_LT(PinyinKey("环翠区"), PinyinKey("荣成市"));
    EXPECT_LT(PinyinKey("荣成市"), PinyinKey("文登区"));
    EXPECT_EQ(SearchText("Ａ区 １号"), "a区1号");
    EXPECT_EQ(Initials("环翠区"), "hcq");
}

TEST(Deflate, GivesBackWhatItTook) {
    EXPECT_EQ(Inflate(Deflate(WeihaiCsv())), WeihaiCsv());
    EXPECT_THROW(Inflate("not deflated"), std::runtime_error);
}

}  // namespace
}  // namespace qz::directory
