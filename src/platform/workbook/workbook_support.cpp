#include "platform/workbook/workbook_support.hpp"

#include <stdexcept>

#include <zip.h>

namespace qz::workbook::testing {

std::size_t Folder::Files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(path()), std::filesystem::directory_iterator()));
}

std::string Zip(const Parts& parts) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* bytes = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* archive = zip_open_from_source(bytes, ZIP_TRUNCATE, &error);
    zip_source_keep(bytes);
    for (const auto& [name, content] : parts) {
        zip_source_t* part = zip_source_buffer(archive, content.data(), content.size(), 0);
        if (zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8) < 0) throw std::runtime_error(name);
    }
    if (zip_close(archive) != 0) throw std::runtime_error("zip_close");
    std::string made;
    zip_source_open(bytes);
    std::vector<char> piece(64u << 10);
    for (zip_int64_t got = 0; (got = zip_source_read(bytes, piece.data(), piece.size())) > 0;) {
        made.append(piece.data(), static_cast<std::size_t>(got));
    }
    zip_source_close(bytes);
    zip_source_free(bytes);
    return made;
}

Parts SmallWorkbook(std::string_view rows, std::string_view workbook_properties) {
    const std::string relationships =
        R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
    const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    return {
        {"[Content_Types].xml", "<Types/>"},
        {"_rels/.rels", relationships + R"(<Relationship Id="rId1" Type=")" + types +
                            R"(officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
        {"xl/workbook.xml",
         R"(<workbook xmlns:r="r">)" + std::string(workbook_properties) +
             R"(<sheets><sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
        {"xl/_rels/workbook.xml.rels",
         relationships + R"(<Relationship Id="rId1" Type=")" + types +
             R"(worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type=")" + types +
             R"(styles" Target="/xl/styles.xml"/><Relationship Id="rId3" Type=")" + types +
             R"(sharedStrings" Target="sharedStrings.xml"/></Relationships>)"},
        {"xl/styles.xml",
         R"(<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>)"
         R"(<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>)"
         R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs></styleSheet>)"},
        {"xl/sharedStrings.xml",
         R"(<sst><si><t>姓名</t></si><si><r><t>高</t></r><r><t xml:space="preserve">龄 </t></r><rPh><t>たか</t></rPh></si></sst>)"},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData>" + std::string(rows) + "</sheetData></worksheet>"},
    };
}

Parts With(Parts parts, std::string_view name, std::string content) {
    for (auto& [part, old] : parts) {
        if (part == name) {
            old = std::move(content);
            return parts;
        }
    }
    parts.emplace_back(name, std::move(content));
    return parts;
}

std::vector<std::vector<std::string>> Heard::Texts() const {
    std::vector<std::vector<std::string>> texts;
    for (const Row& row : rows) {
        texts.emplace_back();
        for (const Cell& cell : row.cells) texts.back().push_back(cell.text);
    }
    return texts;
}

Heard ReadAll(const Source& source, const ReadOptions& options) {
    Heard heard;
    heard.summary = ReadTable(source, options,
                              {.header =
                                   [&](const Header& header) {
                                       heard.header = header;
                                       return true;
                                   },
                               .row =
                                   [&](const Row& row) {
                                       heard.rows.push_back(row);
                                       return true;
                                   }});
    return heard;
}

Heard ReadBytes(std::string_view bytes, const ReadOptions& options) {
    return ReadAll(Source::Memory(bytes), options);
}

std::string RefusalOf(std::string_view bytes, const ReadOptions& options) {
    try {
        ReadBytes(bytes, options);
        return {};
    } catch (const Problem& problem) {
        return problem.code();
    }
}

}  // namespace qz::workbook::testing
