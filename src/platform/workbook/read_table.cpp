#include "platform/workbook/content.hpp"
#include "platform/workbook/csv.hpp"
#include "platform/workbook/xlsx.hpp"

namespace qz::workbook {

Summary ReadTable(const Source& source, const ReadOptions& options, const RowTaker& taker) {
    if (ContentOf(source, options.limits) == Content::kPackage) return ReadXlsx(source, options, taker);
    return ReadCsv(ReadBytesOf(source, options.limits.file_bytes), options, taker);
}

}  // namespace qz::workbook
