// What this room's tests have in common: a tree with a village name that two bear, a village with what the
// hub holds of it, and county workbooks as somebody sends them around.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <zip.h>

#include "catalogue/catalogue.hpp"
#include "directory/directory.hpp"
#include "handed/handed.hpp"
#include "platform/workbook/workbook.hpp"
#include "tests/support/databases.hpp"

namespace qz::identity {

// Test programs link no identity, so this stands in for its Gate, the only maker of scopes.
class Gate {
 public:
    static Scope MakeScope(UnitId unit, TreeVersionId version, OrdinalRange range) {
        Scope scope;
        scope.unit_ = unit;
        scope.version_ = version;
        scope.parts_.push_back({unit, range, true});
        return scope;
    }
};

}  // namespace qz::identity

namespace qz::handed::sample {

constexpr std::string_view kTree =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371082001,崖头街道,township,371082\n"
    "371082001001,崖头村,village,371082001\n"
    "371082001002,河东村,village,371082001\n"
    "371082001003,沟西村,village,371082001\n"
    "371082001004,沟东村,village,371082001\n"
    "371082001005,岭前村,village,371082001\n"
    "371082002,俚岛镇,township,371082\n"
    "371082002001,河东村,village,371082002\n";

constexpr std::string_view kNumber = "11010519491231002X";

// One sheet as rows of texts; "=…" is a formula, "#…" a number, "%" a blank that would show a percentage, ""
// no cell at all.
using Rows = std::vector<std::vector<std::string>>;

inline std::string SheetXml(const Rows& rows, std::string_view after = {}) {
    std::string xml =
        R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>)";
    for (std::size_t row = 0; row < rows.size(); ++row) {
        xml += "<row r=\"" + std::to_string(row + 1) + "\">";
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            const std::string& text = rows[row][column];
            if (text.empty()) continue;
            const std::string place =
                workbook::Reference(static_cast<std::uint32_t>(row + 1), static_cast<std::uint32_t>(column));
            if (text[0] == '=') {
                xml.append("<c r=\"").append(place).append("\"><f>").append(text, 1).append(
                    "</f><v>0</v></c>");
            } else if (text == "%") {
                xml.append("<c r=\"").append(place).append("\" s=\"1\"/>");
            } else if (text[0] == '#') {
                xml.append("<c r=\"").append(place).append("\"><v>").append(text, 1).append("</v></c>");
            } else {
                xml.append("<c r=\"")
                    .append(place)
                    .append("\" t=\"inlineStr\"><is><t>")
                    .append(text)
                    .append("</t></is></c>");
            }
        }
        xml += "</row>";
    }
    return xml + "</sheetData>" + std::string(after) + "</worksheet>";
}

// A workbook with one sheet, 表一, as bytes.
inline std::string WorkbookOf(const std::filesystem::path& folder, const std::string& sheet_xml) {
    const std::pair<const char*, std::string> parts[] =
        {
            {"[Content_Types].xml",
             R"(<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>)"},
            {"_rels/.rels",
             R"(<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
            {"xl/workbook.xml",
             R"(<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
            {"xl/_rels/workbook.xml.rels",
             R"(<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>)"},
            {"xl/styles.xml", R"(<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="10" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>)"},
            {"xl/worksheets/sheet1.xml", sheet_xml},
        };
    const std::filesystem::path path = folder / "made.xlsx";
    int error = 0;
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    for (const auto& [name, content] : parts) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8);
    }
    zip_close(archive);
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline catalogue::Element Of(std::string_view code, std::string_view label, catalogue::ValueType type) {
    catalogue::Element element;
    element.code = code;
    element.label = label;
    element.type = type;
    element.refresh = "yearly";
    element.sensitivity = "internal";
    element.sharing = "conditional";
    element.subject = "unit";
    return element;
}

}  // namespace qz::handed::sample
