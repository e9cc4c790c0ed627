// The workbook of a task: one sheet of values, totals last, completeness beside them.
#pragma once

#include <chrono>
#include <filesystem>

#include "forms/export_store.hpp"
#include "forms/forms.hpp"

namespace qz::forms {

// Writes what was reported in `wanted.parent`'s subtree, row by row, in constant memory; returns the number
// of data rows. Identifiers stand as text, ID numbers masked unless two people wanted them whole
// (SECURITY B8), and no cell is a formula (C8).
// Units that have not reported are counted on the second sheet and never listed.
std::int64_t WriteExport(storage::Snapshot& snapshot, const Export& wanted, const std::filesystem::path& file,
                         const Connections& connections);

// Whole ID numbers lie on the disk no longer.
constexpr std::chrono::hours kFullExportKept{24};

std::filesystem::path ExportPath(const Connections& connections, ExportId id);

}  // namespace qz::forms
