#include <fstream>

#include "admission/sample_gate.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::admission {
namespace {

using sample::Answered;

class WorkbookApi : public sample::Hall {
 protected:
    // A sheet as a bureau sends it around: a title, two rows of header, three villages.
    std::string Workbook() {
        const std::filesystem::path path = folder_.path() / "sent.xlsx";
        workbook::Writer writer(path, {});
        writer.BeginSheet(
            {.name = "基本情况",
             .title = "2026年村基本情况统计表",
             .columns = {{.title = "村名"},
                         {.title = "人口",
                          .parts = {{.title = "户数（户）", .format = workbook::Format::kInteger},
                                    {.title = "总人数（人）", .format = workbook::Format::kInteger}}},
                         {.title = "联系电话"}}});
        for (const char* village : {"大庄村", "小庄村", "东山村"}) {
            writer.BeginRow();
            writer.Text(village);
            writer.Integer(412);
            writer.Integer(1000);
            writer.Text("13800001122");
        }
        writer.Finish();
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    Answered Upload(const std::string& login, std::string_view bytes) {
        return As(login, http::Method::kPost, "/api/admission/workbooks?name=sent.xlsx", bytes,
                  {{"Content-Type", "application/octet-stream"}});
    }
    static json::value Column(std::string_view letter, std::string_view name, std::string_view type,
                              const json::value& element = nullptr) {
        return json::object{
            {"column", letter},     {"name", name}, {"section", json::array{"人口"}}, {"type", type},
            {"unit", ""},           {"places", 0},  {"choices", json::array{}},       {"element", element},
            {"skip", letter == "A"}};
    }
};
QZ_ON_BOTH_ENGINES(WorkbookApi);

TEST_P(WorkbookApi, KeepsAWorkbookToWhoUploadedIt) {
    const std::string bytes = Workbook();
    EXPECT_EQ(Upload("", bytes).status, 401);
    for (const char* login : {"village0", "town", "gate"})
        EXPECT_EQ(Upload(login, bytes).status, 403) << login;
    const std::string at = "/api/admission/workbooks/" + IdIn(Upload("bureau", bytes));
    EXPECT_EQ(Get("bureau", at).status, 200);
    EXPECT_EQ(Get("other-bureau", at).status, 404);
    const json::object marks{{"sheet", "没有"}, {"header_rows", json::array{1, 2}}};
    EXPECT_EQ(Post("other-bureau", at + "/plan", marks).status, 404);
    EXPECT_EQ(Post("bureau", at + "/plan", marks).status, 422);
}

TEST_P(WorkbookApi, RefusesWhatIsNoWorkbook) {
    const Answered refused = Upload("bureau", "PK\x03\x04 not a workbook");
    EXPECT_EQ(refused.status, 422);
}

TEST_P(WorkbookApi, MakesADraftThatKeepsItsHeader) {
    const std::string at = "/api/admission/workbooks/" + IdIn(Upload("bureau", Workbook()));
    const json::value shown = Get("bureau", at).Json();
    ASSERT_EQ(shown.at("grids").as_array().size(), 1u);
    EXPECT_EQ(shown.at("plan").at("sheets").at(0).at("name"), "基本情况");
    const Answered again =
        Post("bureau", at + "/plan", json::object{{"sheet", "基本情况"}, {"header_rows", json::array{2, 3}}});
    ASSERT_EQ(again.status, 200) << again.body;

    const Answered made = Post(
        "bureau", at + "/draft",
        json::object{
            {"sheet", "基本情况"},
            {"title", "村基本情况"},
            {"layout", "single"},
            {"period", "yearly"},
            {"columns",
             json::array{Column("A", "村名", "text"),
                         Column("B", "户数", "integer", json::value(elements_.at("households").ToString())),
                         Column("C", "总人数", "integer"), Column("D", "联系电话", "phone")}}});
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string form = Text(made.Json().at("form"));
    const json::value draft = Get("bureau", "/api/forms/forms/" + form).Json();
    EXPECT_TRUE(draft.at("findings").as_array().empty()) << made.body;
    ASSERT_EQ(draft.at("draft").at("fields").as_array().size(), 3u);
    EXPECT_EQ(draft.at("draft").at("fields").at(0).at("code"), "households");
    EXPECT_EQ(draft.at("draft").at("sections").at(0).at("title"), "人口");
    // What nothing answered to is in the catalogue now, without a steward.
    database().Read([&](storage::Snapshot& snapshot) {
        const auto elements = catalogue::AllElements(snapshot);
        const std::string code = Text(draft.at("draft").at("fields").at(2).at("code"));
        const catalogue::Element* phone = elements->FindCode(code);
        ASSERT_NE(phone, nullptr);
        EXPECT_EQ(phone->label, "联系电话");
        EXPECT_FALSE(phone->steward);
        EXPECT_EQ(phone->sensitivity, "personal");
        const auto kept = FindLayout(snapshot, FormId{ParseIdValue(form).value()});
        ASSERT_TRUE(kept);
        const json::value layout = ParseJson(*kept);
        ASSERT_EQ(layout.at("columns").as_array().size(), 4u);
        EXPECT_EQ(layout.at("columns").at(0), "@unit");
        EXPECT_EQ(layout.at("columns").at(1), "households");
        EXPECT_EQ(workbook::LayoutFromJson(layout.at("layout")).sheet, "基本情况");
    });
}

TEST_P(WorkbookApi, LeavesNoTextOfAWorkbookInTheDatabase) {
    Upload("bureau", Workbook());
    database().Read([](storage::Snapshot& snapshot) {
        const auto row = snapshot.QueryOne("SELECT content FROM admission_workbook");
        EXPECT_EQ(row.Get<std::string>(0).find("13800001122"), std::string::npos);
        EXPECT_EQ(row.Get<std::string>(0).find("大庄村"), std::string::npos);
    });
}

TEST_P(WorkbookApi, ForgetsAWorkbookAfterAWeek) {
    const std::string at = "/api/admission/workbooks/" + IdIn(Upload("bureau", Workbook()));
    clock().Advance(std::chrono::hours(24 * 8));
    jobs::Runner runner(database(), clock());
    AddJobs(runner);
    runner.RunDue();
    EXPECT_EQ(Get("bureau", at).status, 404);
}

}  // namespace
}  // namespace qz::admission
