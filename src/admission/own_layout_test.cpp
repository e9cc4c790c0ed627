// The workbook that goes in is the workbook that comes out: uploaded, drafted, admitted, filled, exported,
// and compared cell by cell.
#include <fstream>

#include <xlsxwriter.h>

#include "admission/sample_gate.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::admission {
namespace {

using sample::Answered;

constexpr std::string_view kFacts = R"(荣成市2026年村级基本情况统计表
填报单位：俚岛镇人民政府 | | | | | 单位：户、人
序号 | 村名 | 户数（户） | 人口 | | 备注
 | | | 男 | 女 |
1 | 大庄村委会 | 1 | 1 | 1 | 甲
2 | 小庄村委会 | 1 | 1 | 1 | 乙
3 | 东山村委会 | 1 | 1 | 1 | 丙
注：户数以公安户籍为准。
填表人： | | | 审核人： | |
!merge A1:F1 A2:E2 A3:A4 B3:B4 C3:C4 D3:E3 F3:F4 A8:F8
)";

constexpr std::string_view kPeople = R"(俚岛镇高龄老人花名册
序号 | 所在村 | 老人情况 | | 月补贴（元）
 | | 姓名 | 村内称呼 |
1 | 大庄村委会 | 王甲 | 大爷 | 100
2 | 大庄村委会 | 李乙 | 大娘 | 100
3 | 小庄村委会 | 张丙 | 二爷 | 100
注：月满八十周岁起享受。
!merge A1:E1 A2:A3 B2:B3 C2:D2 E2:E3 A7:E7
)";

// A row a line, "|" between cells, digits are numbers; the last line names the cells that are merged.
void WriteSheet(std::string_view sheet, const std::filesystem::path& path) {
    lxw_workbook* workbook = workbook_new(path.c_str());
    lxw_worksheet* worksheet = workbook_add_worksheet(workbook, "表一");
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines{std::string(sheet)};
    for (std::string line; std::getline(lines, line) && !line.starts_with("!merge ");) {
        rows.emplace_back();
        std::istringstream cells(line + "|");
        for (std::string cell; std::getline(cells, cell, '|');) {
            const std::size_t first = cell.find_first_not_of(' ');
            const std::size_t last = cell.find_last_not_of(' ');
            rows.back().push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
        }
    }
    std::istringstream ranges(std::string(sheet.substr(sheet.find("!merge ") + 7)));
    for (std::string range; ranges >> range;)
        worksheet_merge_range(worksheet, RANGE(range.c_str()), "", nullptr);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            const std::string& text = rows[row][column];
            const auto r = static_cast<lxw_row_t>(row);
            const auto c = static_cast<lxw_col_t>(column);
            if (text.empty()) continue;
            if (text.find_first_not_of("0123456789") == std::string::npos) {
                worksheet_write_number(worksheet, r, c, std::stod(text), nullptr);
            } else {
                worksheet_write_string(worksheet, r, c, text.c_str(), nullptr);
            }
        }
    }
    ASSERT_EQ(workbook_close(workbook), LXW_NO_ERROR);
}

using Cells = std::map<std::pair<std::uint32_t, std::uint32_t>, std::string>;  // (row, column from 0) → text

class OwnLayout : public sample::Hall {
 protected:
    std::string BytesOf(std::string_view sheet) {
        const std::filesystem::path path = folder_.path() / "sent.xlsx";
        WriteSheet(sheet, path);
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    static Cells CellsOf(const workbook::Grid& grid) {
        Cells cells;
        const workbook::SheetGrid& sheet = grid.sheets().front();
        for (const workbook::GridRow& row : sheet.rows) {
            for (const workbook::GridCell& cell : sheet.CellsOf(row)) {
                if (!cell.text.empty()) cells[{row.number, cell.column}] = std::string(cell.text);
            }
        }
        return cells;
    }
    // Everything of the sheet whose row lies in [first, last], moved to begin at 1.
    static Cells Rows(const Cells& cells, std::uint32_t first, std::uint32_t last) {
        Cells some;
        for (const auto& [place, text] : cells) {
            if (place.first >= first && place.first <= last)
                some[{place.first - first + 1, place.second}] = text;
        }
        return some;
    }
    static std::vector<std::string> Line(const Cells& cells, std::uint32_t row, std::uint32_t columns) {
        std::vector<std::string> line;
        for (std::uint32_t column = 0; column < columns; ++column) {
            const auto found = cells.find({row, column});
            line.push_back(found == cells.end() ? std::string() : found->second);
        }
        return line;
    }
    static std::vector<std::array<std::uint32_t, 4>> Merges(const workbook::Grid& grid, std::uint32_t first,
                                                            std::uint32_t last) {
        std::vector<std::array<std::uint32_t, 4>> merges;
        for (const workbook::CellRange& range : grid.sheets().front().merges) {
            if (range.first_row < first || range.last_row > last) continue;
            merges.push_back(
                {range.first_row - first, range.last_row - first, range.first_column, range.last_column});
        }
        std::sort(merges.begin(), merges.end());
        return merges;
    }
    static json::object Column(std::string_view letter, std::string_view name, std::string_view type,
                               const json::value& element, bool skip) {
        return {{"column", letter}, {"name", name}, {"section", json::array{}}, {"type", type},
                {"unit", ""},       {"places", 0},  {"choices", json::array{}}, {"element", element},
                {"skip", skip}};
    }
    json::value Known(std::string_view code) {
        return json::value(elements_.at(std::string(code)).ToString());
    }

    // Uploaded, drafted with these columns, admitted, and put to the villages; the task.
    std::string Send(std::string_view sheet, json::object draft) {
        const Answered uploaded = As("bureau", http::Method::kPost, "/api/admission/workbooks?name=sent.xlsx",
                                     BytesOf(sheet), {{"Content-Type", "application/octet-stream"}});
        const std::string at = "/api/admission/workbooks/" + IdIn(uploaded);
        const json::value shown = Get("bureau", at).Json();
        draft["sheet"] = shown.at("plan").at("sheets").at(0).at("name");
        draft["class"] = "routine";
        draft["period"] = "yearly";
        const Answered made = Post("bureau", at + "/draft", draft);
        EXPECT_EQ(made.status, 201) << made.body;
        const std::string form = Text(made.Json().at("form"));
        Admitted("bureau", form, {{"justification_rows", "上门探访需要名单"}});
        const Answered published = PublishForm("bureau", form);
        EXPECT_EQ(published.status, 201) << published.body;
        codes_.clear();
        const json::value version = Get("bureau", "/api/forms/forms/" + form).Json();
        for (const json::value& field : version.at("draft").at("fields").as_array())
            codes_.push_back(Text(field.at("code")));
        return IdIn(published);
    }
    void Report(int village, const std::string& task, const json::value& body) {
        const std::string at = "/api/forms/tasks/" + task + "/units/" + Unit(kOf[village]).ToString();
        const Answered sent = Post("village" + std::to_string(village), at + "/submit", body, 0);
        ASSERT_EQ(sent.status, 200) << sent.body;
    }
    workbook::Grid Exported(const std::string& task) {
        jobs::Runner runner(database(), clock());
        forms::AddJobs(runner, FormConnections());
        const std::string id =
            IdIn(As("bureau", http::Method::kPost, "/api/forms/tasks/" + task + "/exports", "{}"));
        runner.RunDue();
        const Answered file = Get("bureau", "/api/forms/exports/" + id + "/file");
        EXPECT_EQ(file.status, 200) << file.body;
        exported_ = file.body;
        return workbook::ReadGrid(workbook::Source::Memory(exported_));
    }

    static constexpr const char* const* kOf = sample::kVillages;
    std::vector<std::string> codes_;
    std::string exported_;
};
QZ_ON_BOTH_ENGINES(OwnLayout);

TEST_P(OwnLayout, GivesASheetOfVillagesBackAsItCame) {
    const std::string task =
        Send(kFacts, {{"title", "村级基本情况"},
                      {"layout", "single"},
                      {"columns", json::array{Column("A", "序号", "integer", nullptr, true),
                                              Column("B", "村名", "text", nullptr, true),
                                              Column("C", "户数", "integer", Known("households"), false),
                                              Column("D", "男", "integer", Known("men"), false),
                                              Column("E", "女", "integer", Known("women"), false),
                                              Column("F", "备注", "text", nullptr, false)}}});
    ASSERT_EQ(codes_.size(), 4U);
    const auto answers = [&](const char* households, const char* men, const char* women, const char* note) {
        json::object given{{codes_[0], households}, {codes_[1], men}, {codes_[2], women}};
        if (note) given[codes_[3]] = note;
        return json::object{{"answers", given}};
    };
    Report(0, task, answers("412", "510", "490", "含山庄"));
    Report(1, task, answers("80", "101", "99", nullptr));

    const std::string sent = BytesOf(kFacts);
    const workbook::Grid was = workbook::ReadGrid(workbook::Source::Memory(sent));
    const workbook::Grid is = Exported(task);
    const Cells before = CellsOf(was);
    const Cells after = CellsOf(is);
    EXPECT_EQ(Rows(after, 1, 4), Rows(before, 1, 4)) << "title, line above and both rows of the header";
    EXPECT_EQ(Merges(is, 1, 4), Merges(was, 1, 4));
    EXPECT_EQ(Line(after, 5, 6),
              (std::vector<std::string>{"1", "大庄村委会", "412", "510", "490", "含山庄"}));
    EXPECT_EQ(Line(after, 6, 6), (std::vector<std::string>{"2", "小庄村委会", "80", "101", "99", ""}));
    EXPECT_EQ(Rows(after, 7, 8), Rows(before, 8, 9)) << "notes and signatures";
    EXPECT_EQ(Merges(is, 7, 8), Merges(was, 8, 9));
    EXPECT_EQ(Rows(after, 9, 1000), Cells());
    EXPECT_EQ(is.sheets().front().name, was.sheets().front().name);
}

TEST_P(OwnLayout, GivesARosterBackAsItCame) {
    const std::string task = Send(
        kPeople,
        {{"title", "高龄老人花名册"},
         {"layout", "roster"},
         {"roster", json::object{{"code", "aged"}, {"key", "local"}, {"key_field", ""}, {"name_field", "C"}}},
         {"columns", json::array{Column("A", "序号", "integer", nullptr, true),
                                 Column("B", "所在村", "text", nullptr, true),
                                 Column("C", "姓名", "text", nullptr, false),
                                 Column("D", "村内称呼", "text", nullptr, false),
                                 Column("E", "月补贴", "integer", nullptr, false)}}});
    ASSERT_EQ(codes_.size(), 3U);
    const auto person = [&](const char* name, const char* called, const char* amount) {
        return json::object{
            {"state", "added"},
            {"cells", json::object{{codes_[0], name}, {codes_[1], called}, {codes_[2], amount}}}};
    };
    Report(0, task,
           json::object{{"rows", json::object{{"new-1", person("王秀英", "三奶奶", "200")},
                                              {"new-2", person("李桂兰", "四奶奶", "300")}}}});
    Report(2, task, json::object{{"rows", json::object{{"new-1", person("张国强", "大爷", "100")}}}});

    const std::string sent = BytesOf(kPeople);
    const workbook::Grid was = workbook::ReadGrid(workbook::Source::Memory(sent));
    const workbook::Grid is = Exported(task);
    const Cells before = CellsOf(was);
    const Cells after = CellsOf(is);
    EXPECT_EQ(Rows(after, 1, 3), Rows(before, 1, 3));
    EXPECT_EQ(Merges(is, 1, 3), Merges(was, 1, 3));
    EXPECT_EQ(Line(after, 4, 5), (std::vector<std::string>{"1", "大庄村委会", "王秀英", "三奶奶", "200"}));
    EXPECT_EQ(Line(after, 5, 5), (std::vector<std::string>{"2", "大庄村委会", "李桂兰", "四奶奶", "300"}));
    EXPECT_EQ(Line(after, 6, 5), (std::vector<std::string>{"3", "东山村委会", "张国强", "大爷", "100"}));
    EXPECT_EQ(Rows(after, 7, 7), Rows(before, 7, 7));
    EXPECT_EQ(Merges(is, 7, 7), Merges(was, 7, 7));
    EXPECT_EQ(Rows(after, 8, 1000), Cells());
}

}  // namespace
}  // namespace qz::admission
