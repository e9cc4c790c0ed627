#include <chrono>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <thread>

#include <gmock/gmock.h>

#include "platform/workbook/workbook_support.hpp"

namespace qz::workbook {
namespace {

using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Zip;

std::string OldWorkbook() {
    return "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
}

// A converter that does what its script says. $out is the folder it shall write to, $in the file it gets.
class Convert : public ::testing::Test {
 protected:
    std::filesystem::path Program(const std::string& script) {
        const auto path = folder_.At("soffice");
        std::ofstream(path) << "#!/bin/sh\nfor word; do\n  case \"$before\" in --outdir) out=$word;; esac\n  "
                               "before=$word\ndone\nin=$before\n"
                            << script;
        ::chmod(path.c_str(), 0700);
        return path;
    }

    ConvertOptions Options(const std::string& script) {
        std::filesystem::create_directories(folder_.At("work"));
        return {.program = Program(script),
                .folder = folder_.At("work"),
                .time_limit = std::chrono::seconds(20),
                .network_must_be_cut = false};
    }

    std::string Converted(const std::string& script) {
        return ConvertToXlsx(Source::Memory(bytes_), Options(script));
    }

    std::string Refused(const ConvertOptions& options) {
        try {
            ConvertToXlsx(Source::Memory(bytes_), options);
            return {};
        } catch (const Problem& problem) {
            return problem.code();
        }
    }

    Folder folder_;
    std::string bytes_ = OldWorkbook();
};

TEST_F(Convert, GivesBackWhatTheConverterWrote) {
    EXPECT_EQ(Converted("cp \"$in\" \"$out/in.xlsx\""), OldWorkbook());
    EXPECT_TRUE(std::filesystem::is_empty(folder_.At("work"))) << "nothing is left behind";
}

TEST_F(Convert, GivesTheConverterNothingOfItsOwn) {
    ::setenv("QZ_SECRET_OF_THE_SERVER", "hunter2", 1);
    const std::string said = Converted(
        "{ env; ls -A \"$HOME\"; ls /proc/self/fd; echo \"files $(ulimit -n) core $(ulimit -c)\"; pwd; } > "
        "\"$out/in.xlsx\"");
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
    EXPECT_THAT(said, HasSubstr("HOME=" + folder_.At("work").string()));
    EXPECT_THAT(said, HasSubstr("files 512 core 0"));
    ::unsetenv("QZ_SECRET_OF_THE_SERVER");
}

TEST_F(Convert, CutsTheConverterOffFromTheNetwork) {
    ConvertOptions options = Options("cat /proc/net/dev > \"$out/in.xlsx\"");
    options.network_must_be_cut = true;
    try {
        std::istringstream interfaces(ConvertToXlsx(Source::Memory(bytes_), options));
        std::string line;
        for (int number = 0; std::getline(interfaces, line); ++number) {
            if (number >= 2) {
                EXPECT_THAT(line, HasSubstr("lo:"));
            }
        }
    } catch (const Problem& problem) {
        EXPECT_EQ(problem.code(), "platform.workbook.convert_not_isolated") << "the only other answer";
    }
}

TEST_F(Convert, SaysWhatIsWrong) {
    EXPECT_EQ(Refused({.program = folder_.At("nowhere")}), "platform.workbook.no_converter");
    EXPECT_EQ(Refused(Options("exit 3")), "platform.workbook.convert_failed");
    EXPECT_EQ(Refused(Options("exit 0")), "platform.workbook.convert_failed") << "it wrote nothing";
    EXPECT_EQ(Refused(Options("ln -s /etc/passwd \"$out/in.xlsx\"")), "platform.workbook.convert_failed");
    ConvertOptions small = Options("head -c 100000 /dev/zero > \"$out/in.xlsx\"");
    small.file_bytes = 1000;
    EXPECT_EQ(Refused(small), "platform.workbook.convert_failed");
    bytes_ = "PK\x03\x04";
    EXPECT_EQ(Refused(Options("exit 0")), "platform.workbook.damaged");
    bytes_ = "name,age\n";
    EXPECT_EQ(Refused(Options("exit 0")), "platform.workbook.not_a_workbook");
}

TEST_F(Convert, StopsAConverterThatDoesNotEndWithAllItHasStarted) {
    const std::string note = folder_.At("pid").string();
    ConvertOptions options = Options("sleep 300 & echo $! > '" + note + "'\nwait");
    options.time_limit = std::chrono::seconds(1);
    EXPECT_EQ(Refused(options), "platform.workbook.convert_too_long");
    std::string pid;
    std::ifstream(note) >> pid;
    ASSERT_FALSE(pid.empty());
    // Killed; its entry may wait for init to look at it.
    bool gone = false;
    for (int look = 0; look < 200 && !gone; ++look) {
        std::ifstream status("/proc/" + pid + "/stat");
        std::string words;
        std::getline(status, words);
        gone = words.empty() || words.find(") Z") != std::string::npos;
        if (!gone) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(gone);
}

TEST_F(Convert, TakesTheTablesOfADocumentByWayOfAPage) {
    bytes_ = Zip({{"word/document.xml", "<w/>"}});
    EXPECT_TRUE(NeedsConversion(Source::Memory(bytes_)));
    EXPECT_EQ(Converted("case \"$*\" in *StarWriter*) echo page > \"$out/in.html\";; *StarCalc*) cp \"$in\" "
                        "\"$out/in.xlsx\";; esac"),
              "page\n");
    EXPECT_FALSE(NeedsConversion(Source::Memory(Zip(testing::SmallWorkbook("")))));
    EXPECT_FALSE(NeedsConversion(Source::Memory("a,b\n")));
}

TEST_F(Convert, TakesOpenDocumentTablesToo) {
    bytes_ = Zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<w/>"}});
    EXPECT_TRUE(NeedsConversion(Source::Memory(bytes_)));
    EXPECT_EQ(Converted("case \"$in\" in *in.ods) echo made > \"$out/in.xlsx\";; esac"), "made\n");
    EXPECT_FALSE(NeedsConversion(Source::Memory(
        Zip({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<w/>"}}))));
}

TEST_F(Convert, LetsNoMacrosNearTheConverter) {
    const std::string open = "application/vnd.oasis.opendocument.spreadsheet";
    for (const std::string& bytes :
         {Zip({{"word/document.xml", "<w/>"}, {"word/vbaProject.bin", "x"}}),
          Zip({{"mimetype", open}, {"content.xml", "<w/>"}, {"Basic/script-lc.xml", "<w/>"}}),
          OldWorkbook() + std::string("_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0", 24)}) {
        EXPECT_FALSE(NeedsConversion(Source::Memory(bytes)));
    }
}

// With the real program, where it is installed.
TEST_F(Convert, ReadsAnOldWorkbookThroughLibreOffice) {
    const auto soffice = FindConverter();
    if (soffice.empty()) GTEST_SKIP() << "no LibreOffice";
    {
        Writer writer(folder_.At("in.xlsx"), {});
        writer.BeginSheet(
            {.name = "表", .columns = {{.title = "村名"}, {.title = "户数", .format = Format::kInteger}}});
        writer.BeginRow();
        writer.Text("崖头村");
        writer.Integer(120);
        writer.Finish();
    }
    const std::string home = folder_.At("home").string();
    const std::string command = "cd '" + folder_.At("").string() + "' && HOME='" + home + "' '" +
                                soffice.string() + "' -env:UserInstallation=file://" + home +
                                " --headless --convert-to xls in.xlsx >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
    ConvertOptions options;
    options.folder = folder_.At("");
    options.network_must_be_cut = false;
    const Source old = Source::File(folder_.At("in.xls"));
    ASSERT_TRUE(NeedsConversion(old));
    const std::string bytes = ConvertToXlsx(old, options);
    const Grid grid = ReadGrid(Source::Memory(bytes));
    EXPECT_EQ(grid.sheets().at(0).Find(2, 0)->text, "崖头村");
    EXPECT_EQ(grid.sheets().at(0).Find(2, 1)->text, "120");
}

}  // namespace
}  // namespace qz::workbook
