#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include <zip.h>

// For the fuzzers: a sound .xlsx of which one part is the bytes they made up. No mutation makes a sound zip
// file by chance.
namespace qz::workbook::fuzzing {

inline constexpr const char* kParts[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                         "xl/workbook.xml"};

inline std::string_view SoundPart(std::string_view name) {
    if (name == kParts[0]) {
        return R"(<w><sheetData><row><c t="s"><v>0</v></c></row><row><c s="0"><v>1</v></c></row></sheetData></w>)";
    }
    if (name == kParts[1]) return "<sst><si><t>a</t></si></sst>";
    if (name == kParts[2]) return R"(<s><cellXfs><xf numFmtId="14"/></cellXfs></s>)";
    return R"(<w><sheets><sheet name="a" id="1"/></sheets></w>)";
}

inline std::string WorkbookWith(std::string_view replaced, std::string_view content) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* bytes = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* archive = zip_open_from_source(bytes, ZIP_TRUNCATE, &error);
    zip_source_keep(bytes);
    const auto add = [&](const char* name, std::string_view text) {
        const zip_int64_t index = zip_file_add(
            archive, name, zip_source_buffer(archive, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    };
    add("[Content_Types].xml", "<Types/>");
    add("xl/_rels/workbook.xml.rels",
        R"(<R><Relationship Id="1" Type="/worksheet" Target="worksheets/sheet1.xml"/>)"
        R"(<Relationship Id="2" Type="/styles" Target="styles.xml"/>)"
        R"(<Relationship Id="3" Type="/sharedStrings" Target="sharedStrings.xml"/></R>)");
    for (const char* part : kParts) add(part, part == replaced ? content : SoundPart(part));
    if (zip_close(archive) != 0) std::abort();
    std::string made;
    zip_source_open(bytes);
    char piece[4096];
    for (zip_int64_t got = 0; (got = zip_source_read(bytes, piece, sizeof piece)) > 0;) {
        made.append(piece, static_cast<std::size_t>(got));
    }
    zip_source_close(bytes);
    zip_source_free(bytes);
    return made;
}

}  // namespace qz::workbook::fuzzing
