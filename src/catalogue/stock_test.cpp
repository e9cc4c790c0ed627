#include "catalogue/stock.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "catalogue/sample_catalogue.hpp"
#include "directory/directory.hpp"

namespace qz::catalogue {
namespace {

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
    "371082001002,前进村,village,371082001\n"
    "371083,乳山市,county,3710\n"
    "371083001,夏村镇,township,371083\n"
    "371083001001,夏村,village,371083001\n";

constexpr std::string_view kNumber = "11010519491231002X";
constexpr std::string_view kOtherNumber = "440524198001010013";

class Stock : public sample::SampleCatalogue {
 protected:
    Stock() {
        const auto outcome = directory::ImportAndSwitch(database(), kTree, Date{20000}, "test", nullptr);
        EXPECT_THAT(outcome.faults, IsEmpty());
        tree_ = database().Read([](storage::Snapshot& snapshot) { return directory::CurrentTree(snapshot); });
    }
    UnitId UnitOf(std::string_view code) const { return tree_->At(*tree_->FindCode(code)).id; }

    // As the route does it, for somebody of Rongcheng county.
    ImportId Upload(std::string_view file, const StockRequest& request) {
        const auto county = *tree_->FindCode("371082");
        return database().Write([&](storage::Tx& tx) {
            Import import;
            import.unit = importer_ = tree_->At(county).id;
            import.id = tx.NewId<ImportId>();
            import.account = {11};
            import.request = request;
            import.tree_version = tree_->version();
            import.reach = {tree_->Subtree(county)};
            InsertImport(tx, import);
            InsertParts(tx, import.unit, import.id, "file", SealFile(*keys_, file));
            return import.id;
        });
    }
    Import Run(std::string_view file, const StockRequest& request) {
        const ImportId id = Upload(file, request);
        RunStock(database(), *keys_, importer_, id);
        return Find(id);
    }
    Import Find(ImportId id) {
        return *database().Read(
            [&](storage::Snapshot& snapshot) { return FindImport(snapshot, importer_, id); });
    }
    std::vector<Held> List(std::string_view code, std::string_view prefix) {
        return database().Read(
            [&](storage::Snapshot& snapshot) { return ListHeld(snapshot, UnitOf(code), prefix); });
    }
    std::string Errors(const Import& import) {
        const std::string sealed = database().Read(
            [&](storage::Snapshot& snapshot) { return ListParts(snapshot, importer_, import.id, "errors"); });
        return sealed.empty() ? "" : OpenFile(*keys_, sealed);
    }
    std::int64_t Count(std::string_view table) {
        return database().Read([&](storage::Snapshot& snapshot) {
            return snapshot.QueryOne("SELECT COUNT(*) FROM " + std::string(table)).Get<std::int64_t>(0);
        });
    }
    std::vector<std::string> Codes(const Import& import) {
        std::vector<std::string> codes;
        for (const Finding& finding : import.faults) codes.push_back(finding.field + ' ' + finding.code);
        return codes;
    }

    StockRequest units_{"民政局台账", Date{20700}, "", "", false};
    StockRequest roster_{"残联名册", Date{20700}, "r17", "公民身份号码", false};
    std::shared_ptr<const directory::Tree> tree_;
    UnitId importer_;
};
QZ_ON_BOTH_ENGINES(Stock);

TEST_P(Stock, TakesValuesOfUnitsByLabelOrCode) {
    const Import import =
        Run("序号,单位代码,单位名称,户数,village_head\n"
            "1,371082001001,崖头村,\"1,412\",王小明\n"
            "2,371082001002,前进村,８０,\n",
            units_);
    EXPECT_EQ(import.state, ImportState::kDone);
    EXPECT_EQ(import.rows, 2);
    const auto held = List("371082001001", "");
    ASSERT_THAT(held, SizeIs(2));
    EXPECT_EQ(held[0].value, "1412");
    EXPECT_EQ(held[0].source.kind, "stock");
    EXPECT_EQ(held[0].source.label, "民政局台账");
    EXPECT_EQ(held[0].source.reference, import.id.value);
    EXPECT_EQ(held[0].as_of, Date{20700});
    EXPECT_FALSE(held[0].verified_by);
    EXPECT_THAT(List("371082001002", ""), SizeIs(1)) << "a blank cell is no value";
    EXPECT_EQ(Count("catalogue_import_row"), 0);
    EXPECT_EQ(Count("catalogue_import_part"), 0);
}

TEST_P(Stock, AppliesNothingWhileThereAreFaultsAndSaysAllOfThemAtTheirCells) {
    const Import import =
        Run("单位代码,户数,联系电话\n"
            "371082001001,412,13812345678\n"
            "371082001002,很多,123\n"
            ",5,\n"
            "371082001001,413,\n",
            units_);
    EXPECT_EQ(import.state, ImportState::kFaulty);
    EXPECT_EQ(import.rows, 4);
    EXPECT_EQ(import.faulty_rows, 3);
    EXPECT_THAT(Codes(import),
                ::testing::ElementsAre("B3 catalogue.value.not_an_integer", "C3 catalogue.value.not_a_phone",
                                       "A4 catalogue.stock.unit_missing", "A5 catalogue.stock.row_twice"));
    EXPECT_THAT(List("371082001001", ""), IsEmpty());
    EXPECT_EQ(Count("catalogue_import_row"), 0);
}

TEST_P(Stock, GivesBackAWorkbookThatNamesTheFaultsAndCanBeMended) {
    const Import import = Run("单位代码,户数\n371082001001,412\n371082001002,很多\n", units_);
    const std::string errors = Errors(import);
    ASSERT_THAT(errors, Not(IsEmpty()));
    std::vector<std::string> cells;
    workbook::ReadTable(workbook::Source::Memory(errors), {},
                        {[](const workbook::Header&) { return true; },
                         [&](const workbook::Row& row) {
                             for (const auto& cell : row.cells) cells.push_back(cell.text);
                             return true;
                         }});
    EXPECT_THAT(cells, ::testing::Contains("很多"));
    EXPECT_THAT(cells, ::testing::Contains(HasSubstr("请填写整数")));
    // Given back as it is it says the same; its column of problems is passed over.
    const Import again = Run(errors, units_);
    EXPECT_EQ(again.faulty_rows, 1);
}

TEST_P(Stock, SkipsFaultyRowsOnlyWhenAsked) {
    StockRequest request = units_;
    request.skip_faulty = true;
    const Import import = Run("单位代码,户数\n371082001001,412\n371082001002,很多\n", request);
    EXPECT_EQ(import.state, ImportState::kDone);
    EXPECT_EQ(import.faulty_rows, 1);
    EXPECT_THAT(List("371082001001", ""), SizeIs(1));
    EXPECT_THAT(List("371082001002", ""), IsEmpty());
}

TEST_P(Stock, SaysTheSameOfAForeignUnitAsOfNone) {
    const Import import = Run("单位代码,户数\n371083001001,412\n999999999999,412\n", units_);
    EXPECT_THAT(Codes(import),
                ::testing::ElementsAre("A2 catalogue.stock.not_in_reach", "A3 catalogue.stock.not_in_reach"));
    ASSERT_THAT(import.faults, SizeIs(2));
    EXPECT_EQ(import.faults[0].arguments, import.faults[1].arguments);
    EXPECT_THAT(List("371083001001", ""), IsEmpty());
}

TEST_P(Stock, RefusesAHeaderItCannotUnderstand) {
    database().Write(
        [](storage::Tx& tx) { InsertElement(tx, sample::Of("households_2", "户数", ValueType::kInteger)); });
    const Import import = Run("单位代码,户数,身高,联系电话,contact_phone\n371082001001,1,2,3,4\n", units_);
    EXPECT_EQ(import.state, ImportState::kFaulty);
    EXPECT_EQ(import.rows, 0);
    EXPECT_THAT(Codes(import), ::testing::ElementsAre("B1 catalogue.stock.ambiguous_column",
                                                      "C1 catalogue.stock.unknown_column",
                                                      "E1 catalogue.stock.column_twice"));
    EXPECT_THAT(Codes(Run("村,户数\nx,1\n", units_)),
                ::testing::Contains(" catalogue.stock.unit_column_missing"));
    EXPECT_THAT(Codes(Run("单位代码,户数\n371082001001,1\n", roster_)),
                ::testing::Contains(" catalogue.stock.key_column_missing"));
    EXPECT_THAT(Codes(Run("单位代码\n371082001001\n", units_)),
                ::testing::Contains(" catalogue.stock.no_elements"));
}

TEST_P(Stock, KeepsTheFileThatCannotBeReadOutAndSaysWhy) {
    const Import import = Run("PK\x03\x04 broken", units_);
    EXPECT_EQ(import.state, ImportState::kFaulty);
    EXPECT_THAT(import.faults, Not(IsEmpty()));
    EXPECT_EQ(Count("catalogue_import_part"), 0);
}

TEST_P(Stock, GoesOnWhereItStoppedAndDoublesNothing) {
    std::string file = "单位代码,村负责人,编号\n";
    database().Write(
        [](storage::Tx& tx) { InsertElement(tx, sample::Of("row_number", "编号", ValueType::kText)); });
    for (int i = 0; i < 1200; ++i) file += "371082001001,某人,k" + std::to_string(i) + "\n";
    StockRequest request = roster_;
    request.key_column = "编号";
    const ImportId id = Upload(file, request);
    RunStock(database(), *keys_, importer_, id);
    RunStock(database(), *keys_, importer_, id);
    EXPECT_EQ(Find(id).state, ImportState::kDone);
    EXPECT_THAT(List("371082001001", "r17:"), SizeIs(2400));
    EXPECT_EQ(Count("catalogue_held"), 2400);
}

TEST_P(Stock, WritesNoIdNumberWhereSomebodyCouldReadIt) {
    const std::string file = "单位代码,村负责人,公民身份号码\n371082001001,甲," + std::string(kNumber) +
                             "\n371082001001,乙," + std::string(kOtherNumber) +
                             "\n371082001002,丙,110105194912310021\n";
    StockRequest request = roster_;
    request.skip_faulty = true;
    const Import import = Run(file, request);
    EXPECT_EQ(import.state, ImportState::kDone);
    EXPECT_EQ(import.faulty_rows, 1);
    const auto held = List("371082001001", "r17:");
    ASSERT_THAT(held, SizeIs(4));
    const std::string subject = "r17:" + RowKey(*keys_, kNumber);
    bool found = false;
    for (const Held& value : held) {
        EXPECT_TRUE(value.element != number_ || secrets::Keyring::IsSealed(*value.value));
        found = found || value.subject == subject;
    }
    EXPECT_TRUE(found);

    if (GetParam() != storage::Engine::kSqlite) return;
    // The file, its log, everything: by the bytes, whole numbers and the halves of them.
    const std::filesystem::path place = Options().location.substr(
        Options().location.starts_with("sqlite:") ? std::string_view("sqlite:").size() : 0);
    CloseDatabase();
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(place.parent_path())) {
        if (!entry.is_regular_file()) continue;
        ++files;
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(stream), {});
        EXPECT_THAT(bytes, HasSubstr("SQLite format 3"));
        EXPECT_THAT(bytes, HasSubstr("残联名册"));
        for (const std::string_view number :
             {kNumber, kOtherNumber, std::string_view("110105194912310021")}) {
            EXPECT_EQ(bytes.find(number), std::string::npos) << entry.path();
            EXPECT_EQ(bytes.find(number.substr(6, 11)), std::string::npos) << entry.path();
        }
    }
    EXPECT_EQ(files, 1);
}

TEST_P(Stock, KeepsAnIdNumberOutOfSubjectsWhateverTheKeyColumnIsCalled) {
    database().Write(
        [](storage::Tx& tx) { InsertElement(tx, sample::Of("row_number", "编号", ValueType::kText)); });
    StockRequest request = roster_;
    request.key_column = "证件号";
    const Import import =
        Run("单位代码,村负责人,证件号\n371082001001,甲," + std::string(kNumber) + "\n", request);
    ASSERT_EQ(import.state, ImportState::kDone) << Codes(import)[0];
    EXPECT_EQ(List("371082001001", "r17:")[0].subject, "r17:" + RowKey(*keys_, kNumber));
}

TEST_P(Stock, TheCommandTakesAFileInForTheWholeTree) {
    const auto file = folder_.path() / "stock.csv";
    std::ofstream(file) << "单位代码,户数\n371082001001,412\n371083001001,5\n";
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(ImportStockCommand(database(), *keys_, file, units_, {}, out, err), 0) << err.str();
    EXPECT_THAT(List("371083001001", ""), SizeIs(1));
    std::ofstream(file) << "单位代码,户数\n371082001001,很多\n";
    const auto errors = folder_.path() / "errors.xlsx";
    EXPECT_EQ(ImportStockCommand(database(), *keys_, file, units_, errors, out, err), 1);
    EXPECT_THAT(err.str(), HasSubstr("B2: “户数”请填写整数"));
    EXPECT_TRUE(std::filesystem::exists(errors));
    EXPECT_EQ(ImportStockCommand(database(), *keys_, file, {}, {}, out, err), 2);
    StockRequest tomorrow = units_;
    tomorrow.as_of = Date{DateOf(clock().Now()).days + 1};
    EXPECT_EQ(ImportStockCommand(database(), *keys_, file, tomorrow, {}, out, err), 2);
    EXPECT_THAT(err.str(), HasSubstr("数据日期还没有到"));
}

}  // namespace
}  // namespace qz::catalogue
