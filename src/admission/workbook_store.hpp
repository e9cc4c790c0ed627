// SQL of workbooks on their way to a draft, and of the layouts that drafts keep.
#pragma once

#include <optional>
#include <string>

#include "admission/model.hpp"

namespace qz::admission {

struct KeptWorkbook {
    WorkbookId id;
    UnitId unit;
    AccountId account;
    std::string name;
    std::string content;  // sealed JSON: what was proposed
    Instant at;
};
WorkbookId InsertWorkbook(storage::Tx& tx, const KeptWorkbook& workbook, std::string_view sealed_file);
// Whoever asks: callers look whose it is.
std::optional<KeptWorkbook> FindWorkbook(storage::Snapshot& snapshot, WorkbookId id);
std::string ReadSealedFile(storage::Snapshot& snapshot, const KeptWorkbook& workbook);
void UpdateContent(storage::Tx& tx, const KeptWorkbook& workbook, std::string_view content);
// What came before that moment goes; how many.
std::int64_t DeleteWorkbooks(storage::Tx& tx, Instant before, int limit);

void PutLayout(storage::Tx& tx, FormId form, std::string_view layout);

}  // namespace qz::admission
