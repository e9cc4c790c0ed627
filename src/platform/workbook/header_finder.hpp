#pragma once

#include <optional>

#include "platform/workbook/header.hpp"
#include "platform/workbook/sheet_view.hpp"

namespace qz::workbook {

struct FoundHeader {
    RowRange rows;
    std::uint32_t units_row = 0;
    std::uint32_t numbering_row = 0;
    std::uint32_t last_row = 0;  // the last that is no data: of the numbering, else of the names
    // Any row with data-like neighbours says more than one that stands alone.
    bool sure = false;
};

// The first header at or below the row with this index; looks at so many rows only as a person would.
std::optional<FoundHeader> FindHeader(const SheetView& view, std::size_t from);
// The header that a person has marked.
FoundHeader MarkedHeader(const SheetView& view, RowRange rows);

// Whether the row could head a table: several short words, no data among them.
bool CouldHead(const SheetView& view, const ViewRow& row);
// How much of the row are words that head columns, 0 to 1.
double HeadingShare(const ViewRow& row);
// Whether the row is a form to fill in with names beside their blanks, and no list.
bool LooksLikeCard(const SheetView& view, std::size_t from);

}  // namespace qz::workbook
