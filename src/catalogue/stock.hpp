// Opening stock: a table of held values on its way in. What the file's header and rows mean, and the import's
// own rows.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalogue/element_store.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::catalogue {

using ImportId = Id<struct ImportTag>;

// One line of the table, read and sealed.
struct StagedRow {
    std::int64_t number = 0;  // as on the screen of Excel
    UnitId unit;
    std::string subject;
    std::vector<std::pair<ElementId, std::string>> fields;
};

// The unit of that code where the importer may touch it; nothing for a foreign one and for none, alike.
using FindUnit = std::function<std::optional<UnitId>(std::string_view code)>;

// Understands a table row by row. Asked twice in the same order it says the same, which the workbook of
// faults relies on.
class StockTable {
 public:
    StockTable(const LoadedElements& elements, const secrets::Keyring& keys, const StockRequest& request,
               FindUnit find_unit, Date today)
        : elements_(elements),
          keys_(keys),
          request_(request),
          find_unit_(std::move(find_unit)),
          today_(today) {}

    // What is wrong with the header as a whole; no row is read while there is anything.
    Findings ReadHeader(const workbook::Header& header);
    // Nothing where the row has faults.
    std::optional<StagedRow> ReadRow(const workbook::Row& row, std::vector<workbook::RowFault>& faults);

    const workbook::Header& header() const { return header_; }

 private:
    struct Column {
        std::size_t place = 0;
        const Element* element = nullptr;
    };
    std::string Key(const workbook::Row& row, std::vector<workbook::RowFault>& faults) const;
    std::optional<std::string> Sound(const workbook::Row& row, std::size_t place,
                                     std::vector<workbook::RowFault>& faults) const;
    std::string Field(const workbook::Row& row, std::size_t place) const;

    const LoadedElements& elements_;
    const secrets::Keyring& keys_;
    const StockRequest& request_;
    FindUnit find_unit_;
    Date today_;
    workbook::Header header_;
    std::optional<std::size_t> unit_column_;
    std::optional<std::size_t> key_column_;
    std::vector<Column> columns_;
    std::map<std::pair<UnitId, std::string>, std::int64_t> seen_;  // unit and subject → row number
};

// What must hold for a request before its file is looked at.
Findings CheckStockRequest(const StockRequest& request, Date today);

enum class ImportState { kWaiting, kFaulty, kApplying, kDone };
std::string_view ToWord(ImportState state);

struct Import {
    UnitId unit;  // the importing post's
    ImportId id;
    AccountId account;
    StockRequest request;
    TreeVersionId tree_version;
    std::vector<OrdinalRange> reach;
    ImportState state = ImportState::kWaiting;
    std::int64_t rows = 0;
    std::int64_t faulty_rows = 0;
    std::int64_t applied = 0;  // the last row number that has become held values
    Findings faults;           // the first ones
    Instant at;
};

void InsertImport(storage::Tx& tx, const Import& import);
std::optional<Import> FindImport(storage::Snapshot& snapshot, UnitId unit, ImportId id);
// Ends the staging; false when another run has ended it.
bool EndStaging(storage::Tx& tx, const Import& import);
// Moves `applied` on, and the state; false when another run was faster.
bool MoveApplied(storage::Tx& tx, const Import& import, std::int64_t from);

// Long sealed texts in pieces. kind: "file" or "errors".
void InsertParts(storage::Tx& tx, UnitId unit, ImportId id, std::string_view kind, std::string_view text);
std::string ListParts(storage::Snapshot& snapshot, UnitId unit, ImportId id, std::string_view kind);
void DeleteParts(storage::Tx& tx, UnitId unit, ImportId id, std::string_view kind);

void InsertRow(storage::Tx& tx, UnitId unit, ImportId id, const StagedRow& row);
std::vector<StagedRow> ListRows(storage::Snapshot& snapshot, UnitId unit, ImportId id, std::int64_t after,
                                int limit);
// At most `limit` of the first ones up to `last`; how many went.
std::int64_t DeleteRows(storage::Tx& tx, UnitId unit, ImportId id, std::int64_t last, int limit);

// Seals a whole file or workbook; opens it again.
std::string SealFile(const secrets::Keyring& keys, std::string_view bytes);
std::string OpenFile(const secrets::Keyring& keys, std::string_view sealed);

constexpr std::string_view kStockJob = "catalogue.stock";  // payload: {"import": id}

// Stages the file, or goes on applying what is staged; may be run again at any point.
void RunStock(storage::Database& database, const secrets::Keyring& keys, UnitId unit, ImportId id);

}  // namespace qz::catalogue
