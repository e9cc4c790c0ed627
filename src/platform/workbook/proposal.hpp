#pragma once

#include <filesystem>
#include <iosfwd>

#include "platform/base/json.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/workbook/header.hpp"

namespace qz::workbook {

// What a workbook proposes, as `qingzhuang import workbook` prints it:
//   {"file", "sheets": [{"name", "hidden", "title", "captions", "kind", "confidence", "header_rows": [first,
//   last],
//     "numbering_row", "data_rows": [first, last], "rows", "hidden_rows", "columns": [{"column": "C", "name",
//     "section": […], "type", "unit", "places", "choices": [{"code", "label"}], "empty_share", "required",
//     "numbers_rows", "hidden"}], "totals": [rows], "notes": [{"row", "text"}],
//     "left_out": [{"rows" | "columns": [first, last], "reason", "text"}],
//     "problems": [{"at", "code", "text"}]}]}
// Rows that are not there are null. Values of cells stand in it only as choices.
json::object ProposalJson(std::string_view file, const std::vector<SheetPlan>& plans,
                          i18n::Language language);

// Reads a workbook and prints what it proposes, as JSON or as text; .xls, .et and .docx go through
// LibreOffice where it is installed. 0, or 2 with the reason on `err` for a file that cannot be read.
int ProposeCommand(const std::filesystem::path& file, bool as_json, std::ostream& out, std::ostream& err);

}  // namespace qz::workbook
