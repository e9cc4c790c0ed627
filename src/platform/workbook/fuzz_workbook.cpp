// Feeds arbitrary bytes to the reader of tables. Not part of the build; by hand, from the root of the tree:
//
//   clang++-14 -std=c++20 -g -O1 -Isrc -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//     src/platform/workbook/{fuzz_workbook,archive,cell_values,content,csv,number_format,package}.cpp
//     src/platform/workbook/{read_table,sheet_part,table,written_text,xlsx,xml}.cpp
//     src/platform/base/{clock,decimal,ids,json}.cpp -lzip -lexpat -licuuc -lboost_json
//     -include src/platform/base/precompiled.hpp -o /tmp/fuzz_workbook
//
// The first byte chooses: a whole file as it is, or (since no mutation makes a sound zip file by chance) a
// sound workbook whose sheet, styles, texts or list of sheets are the bytes.

#include <cstdint>
#include <cstdlib>

#include <zip.h>

#include "platform/workbook/workbook.hpp"

namespace {

constexpr const char* kParts[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                  "xl/workbook.xml"};

std::string_view SoundPart(std::string_view name) {
    if (name == kParts[0]) {
        return R"(<w><sheetData><row><c t="s"><v>0</v></c></row><row><c s="0"><v>1</v></c></row></sheetData></w>)";
    }
    if (name == kParts[1]) return "<sst><si><t>a</t></si></sst>";
    if (name == kParts[2]) return R"(<s><cellXfs><xf numFmtId="14"/></cellXfs></s>)";
    return R"(<w><sheets><sheet name="a" id="1"/></sheets></w>)";
}

std::string WorkbookWith(std::string_view replaced, std::string_view content) {
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
    const std::size_t choice = data[0] % 5;
    const std::string made = choice < 4 ? WorkbookWith(kParts[choice], rest) : std::string();
    qz::workbook::Header header;
    try {
        qz::workbook::ReadTable(qz::workbook::Source::Memory(choice < 4 ? std::string_view(made) : rest), {},
                                {.header =
                                     [&](const qz::workbook::Header& read) {
                                         header = read;
                                         return true;
                                     },
                                 .row =
                                     [&](const qz::workbook::Row& row) {
                                         if (row.cells.size() != header.names.size()) std::abort();
                                         for (std::size_t column = 0; column < row.cells.size(); ++column) {
                                             qz::workbook::FaultOf(header, row, column);
                                         }
                                         return true;
                                     }});
    } catch (const qz::Problem&) {
        // A refusal is an answer; any other exception is a finding of the fuzzer.
    }
    return 0;
}
