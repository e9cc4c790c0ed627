// What the catalogue lived through and what reached villages outside the system, as
// db/seed/sample/growth.json writes it: other names of elements, claims with their answers, tables from chat
// groups.
#include <fstream>
#include <iterator>

#include "handed/handed.hpp"
#include "platform/workbook/workbook.hpp"
#include "sample_city/city.hpp"

namespace qz::sample_city {

namespace {

UnitId OwnerOr(const City& city, const json::object& object, std::string_view name) {
    const std::string key = Text(object, name);
    return key.empty() ? UnitId{} : city.owners.at(key);
}

int DayIn(const json::object& object) {
    return static_cast<int>(object.at("day").as_int64());
}

void MakeClaims(const City& city, const json::object& growth, const catalogue::Elements& elements) {
    city.SetDay(DayIn(growth));
    const Filer& officer = city.seats.at("mzj");
    city.database.Write([&](storage::Tx& tx) {
        for (const auto& [code, labels] : growth.at("aliases").as_object()) {
            for (const json::value& label : labels.as_array()) {
                catalogue::InsertSampleAlias(tx, elements.FindCode(code)->id, label.as_string(), officer.unit,
                                             officer.account);
            }
        }
        for (const json::value& item : growth.at("claims").as_array()) {
            const json::object& claim = item.as_object();
            catalogue::InsertSampleClaim(tx, elements.FindCode(Text(claim, "element"))->id,
                                         OwnerOr(city, claim, "department"), Text(claim, "reason"));
        }
    });
    for (const json::value& item : growth.at("claims").as_array()) {
        const json::object& claim = item.as_object();
        const ElementId element = elements.FindCode(Text(claim, "element"))->id;
        for (const json::value& one : claim.at("acts").as_array()) {
            const json::object& act = one.as_object();
            city.SetDay(DayIn(act));
            const std::string what = Text(act, "what");
            const bool authority = what == "ruled" || what == "designated";
            city.database.Write([&](storage::Tx& tx) {
                catalogue::DecideSampleClaim(
                    tx, element,
                    {what, authority ? city.tree->At(0).id : OwnerOr(city, act, "by"),
                     OwnerOr(city, act, "department"), Text(act, "text"), Text(act, "document")});
            });
        }
    }
}

// The table as its department sends it around: a line for each village of the town, nothing filled in.
std::string WorkbookOf(const City& city, const json::object& table, const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "sample.xlsx";
    workbook::Writer writer(path, {});
    workbook::Sheet sheet;
    sheet.name = "Sheet1";
    sheet.title = Text(table, "title");
    for (const json::value& column : table.at("columns").as_array())
        sheet.columns.push_back({.title = json::value_to<std::string>(column.at(0)), .width = 16});
    writer.BeginSheet(sheet);
    constexpr std::size_t kLines = 12;
    for (std::size_t i = 0; i < std::min(city.villages.size(), kLines); ++i) {
        const Ordinal village = city.tree->Find(city.villages[i].unit).value();
        writer.BeginRow();
        for (const json::value& column : table.at("columns").as_array()) {
            const std::string label = json::value_to<std::string>(column.at(0));
            if (label == "序号") {
                writer.Integer(static_cast<std::int64_t>(i) + 1);
            } else if (label == "村（社区）") {
                writer.Text(city.tree->At(village).name);
            } else if (label == "镇（街道）") {
                writer.Text(city.tree->At(city.tree->At(village).parent).name);
            } else {
                writer.Blank();
            }
        }
    }
    writer.Finish();
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    file.close();
    std::filesystem::remove(path);
    return bytes;
}

void MakeOutside(const City& city, const json::object& growth, const catalogue::Elements& elements,
                 const std::filesystem::path& files) {
    for (const json::value& item : growth.at("outside").as_array()) {
        const json::object& object = item.as_object();
        handed::SampleTable table{OwnerOr(city, object, "issuer"), Text(object, "title"), {}};
        for (const json::value& column : object.at("columns").as_array()) {
            const std::string label = json::value_to<std::string>(column.at(0));
            const std::string code = json::value_to<std::string>(column.at(1));
            // What tells the row is not what is asked.
            if (label == "序号" || label == "村（社区）" || label == "镇（街道）") continue;
            table.columns.emplace_back(
                label, code.empty() ? std::nullopt : std::optional(elements.FindCode(code)->id));
        }
        const auto units =
            std::min(static_cast<std::size_t>(object.at("units").as_int64()), city.villages.size());
        for (std::size_t i = 0; i < units; ++i) {
            city.SetDay(-8 + static_cast<int>(i) / 2);
            city.database.Write([&](storage::Tx& tx) {
                handed::InsertSampleRequest(tx, table, city.villages[i].unit, city.villages[i].account,
                                            Text(object, "channel"),
                                            object.at("minutes").as_int64() + static_cast<std::int64_t>(i));
            });
        }
        if (const json::value* asked = object.if_contains("asked")) {
            city.SetDay(DayIn(asked->as_object()));
            city.database.Write([&](storage::Tx& tx) {
                handed::AskSampleIssuer(tx, table, city.tree->At(0).id, Text(asked->as_object(), "reason"));
            });
        }
        if (files.empty()) continue;
        // Today's: a workbook is kept for a day.
        city.clock.Set(city.now.Plus(-std::chrono::minutes(5)));
        const Filer& clerk = city.seats.at("cun");
        handed::InsertSampleWorkbook(city.database, city.keys, files,
                                     {clerk.unit, clerk.account, clerk.post, Text(object, "name"),
                                      WorkbookOf(city, object, std::filesystem::temp_directory_path()),
                                      units >= 5 ? &table : nullptr});
    }
}

}  // namespace

void MakeGrowth(City& city, const std::filesystem::path& files) {
    const json::value growth = ParseJson(GrowthJson());
    const auto elements = city.database.Read(catalogue::AllElements);
    MakeClaims(city, growth.as_object(), *elements);
    MakeOutside(city, growth.as_object(), *elements, files);
}

}  // namespace qz::sample_city
