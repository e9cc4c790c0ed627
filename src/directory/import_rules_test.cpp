#include "directory/import_rules.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <zlib.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directory/sample_tables.hpp"

namespace qz::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "line 3 unknown_parent", and a question mark behind warnings.
std::vector<std::string> FaultsOf(const std::string& csv) {
    std::vector<std::string> faults;
    for (const Finding& finding : ReadUnits(csv).faults.kept) {
        faults.push_back(finding.field + " " + finding.code.substr(sizeof("directory.import.") - 1) +
                         (finding.blocks ? "" : "?"));
    }
    return faults;
}

std::string With(std::string_view lines) {
    return SmallTable() + std::string(lines);
}

TEST(ReadUnits, FindsNothingWrongWithASoundTable) {
    const std::string csv = SmallTable();
    const UnitTable table = ReadUnits(csv);
    EXPECT_THAT(FaultsOf(csv), IsEmpty());
    EXPECT_EQ(table.rows.size(), 7u);
    EXPECT_EQ(table.rows[4].parent, 2);
}

TEST(ReadUnits, NamesTheLineOfEachFault) {
    EXPECT_THAT(FaultsOf(With("371082103,无主镇,township,371099\n")), ElementsAre("line 9 unknown_parent"));
    EXPECT_THAT(FaultsOf(With("371082102201,又一村,village,371082102\n")),
                ElementsAre("line 9 duplicate_code"));
    EXPECT_THAT(FaultsOf(With("37108210299,短村,village,371082102\n")), ElementsAre("line 9 code_length"));
    EXPECT_THAT(FaultsOf(With("371082101299,走错村,village,371082102\n")),
                ElementsAre("line 9 code_outside_parent"));
    EXPECT_THAT(FaultsOf(With("371082103,某镇,hamlet,371082\n")), ElementsAre("line 9 unknown_level"));
    EXPECT_THAT(FaultsOf(With("3710821O3,某镇,township,371082\n")), ElementsAre("line 9 code_not_digits"));
    EXPECT_THAT(FaultsOf(With("371082103,,township,371082\n")), ElementsAre("line 9 no_name"));
    EXPECT_THAT(FaultsOf(With("371082103,坏\xff镇,township,371082\n")), ElementsAre("line 9 not_utf8"));
    EXPECT_THAT(FaultsOf(With("371082103,某镇,township\n")), ElementsAre("line 9 column_count"));
    EXPECT_THAT(FaultsOf(With("371082103,\"某镇,township,371082\n")), ElementsAre("line 9 bad_quotes"));
    EXPECT_THAT(FaultsOf(With("3711,日照市,city,\n")), ElementsAre("line 9 several_roots"));
    EXPECT_THAT(FaultsOf(With("371082101202,小村,village,371082101202\n")),
                testing::Contains("line 9 duplicate_code"));
}

TEST(ReadUnits, WarnsAboutWhatMayBeRightAllTheSame) {
    EXPECT_THAT(FaultsOf(With("371082101203,大庄村委会,village,371082101\n")),
                ElementsAre("line 9 duplicate_name?"));
    EXPECT_THAT(FaultsOf(With("371082101203,\xee\x80\x80庄,village,371082101\n")),
                ElementsAre("line 9 unshowable?"));
}

TEST(ReadUnits, ReportsEachUnitOnACircleOfParentsAndNoneBelowIt) {
    const std::string csv = std::string(kHeader) +
                            "3710,威海市,city,\n"
                            "371082101,甲镇,township,371082102\n"
                            "371082102,乙镇,township,371082101\n"
                            "371082101201,某村,village,371082101\n"
                            "371083,自环市,county,371083\n";
    EXPECT_THAT(FaultsOf(csv), ElementsAre("line 3 cycle", "line 4 cycle", "line 6 cycle"));
}

TEST(ReadUnits, AsksForTheColumnsItNeeds) {
    EXPECT_THAT(FaultsOf("code,name,level\n3710,威海市,city\n"), ElementsAre("line 1 missing_header"));
    EXPECT_THAT(FaultsOf(""), ElementsAre("line 1 empty"));
    EXPECT_THAT(FaultsOf(std::string(kHeader)), ElementsAre("line 1 empty"));
    EXPECT_THAT(FaultsOf(std::string(kHeader) + "3710,威海市,city,37\n"),
                ElementsAre("line 1 no_root", "line 2 unknown_parent"));
}

TEST(ReadUnits, ReadsQuotesMarksAndColumnsInAnyOrder) {
    const std::string csv =
        "\xEF\xBB\xBFparent_code,level,remark,code,name\r\n"
        ",city,\"two\nlines, \"\"quoted\"\"\",3710,\"威海市\"\r\n"
        "3710,county,,371082,荣成市\r\n";
    const UnitTable table = ReadUnits(csv);
    EXPECT_THAT(FaultsOf(csv), IsEmpty());
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(table.rows[0].name, "威海市");
    EXPECT_EQ(table.rows[1].line, 4);
}

TEST(ReadUnits, CountsEveryFaultAndKeepsTheFirstFiveThousand) {
    std::string csv = SmallTable();
    for (int row = 0; row < 6000; ++row) csv += "x,某村,village,371082101\n";
    const UnitTable table = ReadUnits(csv);
    EXPECT_GT(table.faults.blocking, 6000);
    EXPECT_EQ(table.faults.kept.size(), FaultList::kMostKept);
}

TEST(ReadUnits, RefusesMoreThanAMillionRows) {
    std::string csv = SmallTable();
    csv.reserve(20'000'000);
    for (std::int64_t row = 7; row <= kMostImportRows; ++row) csv += "1,a,b\n";
    const UnitTable table = ReadUnits(csv);
    EXPECT_EQ(table.file_rows, kMostImportRows);
    EXPECT_GT(table.faults.blocking, 0);
}

TEST(DecideKind, ReadsStatisticalCodes) {
    EXPECT_EQ(DecideKind(Level::kCounty, "371071"), Kind::kFunctionalZone);
    EXPECT_EQ(DecideKind(Level::kCounty, "371082"), Kind::kAdministrative);
    EXPECT_EQ(DecideKind(Level::kTownship, "371003400"), Kind::kStatistical);
    EXPECT_EQ(DecideKind(Level::kTownship, "371003399"), Kind::kAdministrative);
}

TEST(DecideOrder, PutsDepartmentsBehindTheTerritoryOfTheirGovernment) {
    const std::vector<Node> nodes = {
        {1, "b", true}, {-1, "a", true}, {1, "a-office", false}, {0, "bb", true}, {2, "x", false}};
    const std::vector<Place> places = DecideOrder(nodes);
    std::vector<std::int32_t> order;
    for (const Place& place : places) order.push_back(place.node);
    EXPECT_THAT(order, ElementsAre(1, 0, 3, 2, 4));
    EXPECT_EQ(places[0].last, 4);
    EXPECT_EQ(places[1].last, 2);
    EXPECT_EQ(places[4].parent, 3);
    EXPECT_EQ(places[4].depth, 2);
}

std::string Unpacked(const std::filesystem::path& path) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
    std::string text;
    std::string piece(1 << 20, '\0');
    int length = 0;
    while ((length = gzread(file.get(), piece.data(), static_cast<unsigned>(piece.size()))) > 0) {
        text.append(piece, 0, static_cast<std::size_t>(length));
    }
    return text;
}

// The whole nation goes through the program in ./dev soak.
TEST(ReadUnits, TakesRealProvincesAndPutsOneRootAboveThem) {
    const char* corpus = std::getenv("QZ_CORPUS");
    const auto path =
        std::filesystem::path(corpus != nullptr ? corpus : QZ_DEFAULT_CORPUS) / "org_china.csv.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "The nation's table is not on this machine: " << path;
    const std::string nation = Unpacked(path);
    std::string csv = nation.substr(0, nation.find('\n') + 1);
    std::int64_t rows = 0;
    // Shanghai and Hainan.
    for (std::size_t at = csv.size(); at < nation.size(); at = nation.find('\n', at) + 1) {
        const std::string_view line(nation.data() + at, nation.find('\n', at) + 1 - at);
        if (!line.starts_with("31") && !line.starts_with("46")) continue;
        csv += line;
        ++rows;
    }
    const UnitTable table = ReadUnits(csv);
    EXPECT_GT(rows, 9'000);
    EXPECT_EQ(table.file_rows, rows);
    EXPECT_EQ(table.faults.blocking, 0);
    ASSERT_EQ(static_cast<std::int64_t>(table.rows.size()), rows + 1);
    EXPECT_EQ(table.rows.back().level, Level::kNation);
    const auto places = DecideOrder(DecideNextNodes(table, nullptr).nodes);
    EXPECT_EQ(places[0].last, rows);
}

}  // namespace
}  // namespace qz::directory
