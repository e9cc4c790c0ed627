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

#include "platform/workbook/fuzz_package.hpp"
#include "platform/workbook/workbook.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
    const std::size_t choice = data[0] % 5;
    const std::string made =
        choice < 4 ? qz::workbook::fuzzing::WorkbookWith(qz::workbook::fuzzing::kParts[choice], rest)
                   : std::string();
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
