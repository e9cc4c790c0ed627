#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "platform/workbook/cell.hpp"

namespace qz::workbook {

// How LibreOffice is let near a file that came from outside.
struct ConvertOptions {
    // Empty: `soffice` where the system keeps it.
    std::filesystem::path program = {};
    // Beneath which the child gets a folder of its own, removed afterwards. Empty: the system's temporary
    // one.
    std::filesystem::path folder = {};
    std::chrono::seconds time_limit{60};  // of the clock and of the processor
    std::uint64_t memory_bytes = std::uint64_t{2} << 30;
    std::uint64_t file_bytes = 200u << 20;  // of one file that it writes
    std::uint64_t source_bytes = 50u << 20;
    // Whether a child that cannot be cut off from the network may run: only on a machine that has none.
    bool network_must_be_cut = true;
};

// The path of LibreOffice on this machine; empty where there is none.
std::filesystem::path FindConverter();

// Whether these bytes are a file that a converter is wanted for: .xls, .et, .ods, .doc, .docx. Not with a
// password or macros: what reads the file then says so.
bool NeedsConversion(const Source& source);

// The bytes of an .xlsx made from .xls, .et or .ods, or from the tables of a .doc or .docx, by LibreOffice in
// a child process: without network, with an empty home, within limits of memory, time and files, killed with
// all it has started. Throws Problem::Rejected: "platform.workbook.no_converter" where it is not installed
// (the mend is to save as .xlsx), "platform.workbook.convert_failed", "platform.workbook.convert_too_long",
// "platform.workbook.convert_not_isolated". Blocks for as long as it takes: run it on a worker.
std::string ConvertToXlsx(const Source& source, const ConvertOptions& options = {});

}  // namespace qz::workbook
