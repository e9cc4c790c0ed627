#include <cstdlib>
#include <fstream>
#include <iterator>
#include <ostream>

#include "audit/audit.hpp"
#include "catalogue/passing_folder.hpp"
#include "catalogue/stock.hpp"
#include "directory/directory.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::catalogue {

namespace {

constexpr int kSliceRows = 500;
constexpr std::size_t kSliceValues = 1000;  // two statements each: well under 20 ms
constexpr std::size_t kFaultsKept = 100;

// What a run knows of its import, its file and the world.
struct Stage {
    Import import;
    std::string bytes;
    std::shared_ptr<const LoadedElements> elements;
    std::shared_ptr<const directory::Tree> tree;
    Instant now;

    std::optional<UnitId> FindUnit(std::string_view code) const {
        auto ordinal = tree->FindCode(code);
        // Ledgers often fill the codes of towns and counties up to twelve digits: 371082001000, 371082000000.
        for (const std::string_view filler : {"000", "000", "00"}) {
            if (ordinal || !code.ends_with(filler)) break;
            code.remove_suffix(filler.size());
            ordinal = tree->FindCode(code);
        }
        if (!ordinal) return std::nullopt;
        for (const OrdinalRange& range : import.reach) {
            if (range.Contains(*ordinal)) return tree->At(*ordinal).id;
        }
        return std::nullopt;
    }
    StockTable Table(const secrets::Keyring& keys) const {
        return StockTable(
            *elements, keys, import.request, [this](std::string_view code) { return FindUnit(code); },
            DateOf(now));
    }
};

std::string WriteErrors(const Stage& stage, const secrets::Keyring& keys) {
    const TemporaryFolder folder = PassingFolder();
    const auto path = folder.At("errors.xlsx");
    StockTable table = stage.Table(keys);
    std::optional<workbook::ErrorWorkbook> errors;
    workbook::ReadTable(workbook::Source::Memory(stage.bytes), {},
                        {[&](const workbook::Header& header) {
                             table.ReadHeader(header);
                             errors.emplace(path, header, workbook::WriteOptions{});
                             return true;
                         },
                         [&](const workbook::Row& row) {
                             std::vector<workbook::RowFault> faults;
                             table.ReadRow(row, faults);
                             errors->Add(row, faults);
                             return true;
                         }});
    errors->Finish();
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

class Staging {
 public:
    Staging(storage::Database& database, const secrets::Keyring& keys, Stage& stage)
        : database_(database), keys_(keys), stage_(stage), import_(stage.import) {}

    void Run() {
        // A run that was cut off may have left rows.
        DeleteAllRows();
        bool readable = true;
        try {
            ReadFile();
        } catch (const Problem& problem) {
            if (problem.kind() == Problem::Kind::kNoSpace || problem.kind() == Problem::Kind::kBusy) throw;
            readable = false;
            Keep({"", problem.code(), problem.arguments()});
            for (const Finding& finding : problem.findings()) Keep(finding);
        }
        WriteSlice();
        const bool whole = readable && !header_faulty_;
        const bool apply = whole && (import_.faulty_rows == 0 || import_.request.skip_faulty);
        import_.state = apply ? ImportState::kApplying : ImportState::kFaulty;
        const std::string errors =
            whole && import_.faulty_rows > 0 ? SealFile(keys_, WriteErrors(stage_, keys_)) : std::string();
        database_.Write([&](storage::Tx& tx) {
            if (!EndStaging(tx, import_)) return;
            InsertParts(tx, import_.unit, import_.id, "errors", errors);
            DeleteParts(tx, import_.unit, import_.id, "file");
        });
        if (!apply) DeleteAllRows();
    }

 private:
    void Keep(Finding finding) {
        if (import_.faults.size() < kFaultsKept) import_.faults.push_back(std::move(finding));
    }

    void ReadFile() {
        StockTable table = stage_.Table(keys_);
        const auto summary = workbook::ReadTable(workbook::Source::Memory(stage_.bytes), {},
                                                 {[&](const workbook::Header& header) {
                                                      for (Finding& finding : table.ReadHeader(header)) {
                                                          header_faulty_ = true;
                                                          Keep(std::move(finding));
                                                      }
                                                      return !header_faulty_;
                                                  },
                                                  [&](const workbook::Row& row) {
                                                      ++import_.rows;
                                                      std::vector<workbook::RowFault> faults;
                                                      auto staged = table.ReadRow(row, faults);
                                                      if (!faults.empty()) ++import_.faulty_rows;
                                                      for (workbook::RowFault& fault : faults) {
                                                          if (fault.finding.field.empty())
                                                              fault.finding.field =
                                                                  workbook::Reference(row.number, 0);
                                                          Keep(std::move(fault.finding));
                                                      }
                                                      if (staged) slice_.push_back(std::move(*staged));
                                                      if (slice_.size() >= kSliceRows) WriteSlice();
                                                      return true;
                                                  }});
        for (const Finding& finding : summary.findings) {
            header_faulty_ = true;
            Keep(finding);
        }
    }

    void WriteSlice() {
        if (slice_.empty()) return;
        database_.Write([&](storage::Tx& tx) {
            for (const StagedRow& row : slice_) InsertRow(tx, import_.unit, import_.id, row);
        });
        slice_.clear();
    }

    void DeleteAllRows() {
        constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();
        while (database_.Write([&](storage::Tx& tx) {
            return DeleteRows(tx, import_.unit, import_.id, kAll, kSliceRows);
        }) > 0) {
        }
    }

    storage::Database& database_;
    const secrets::Keyring& keys_;
    Stage& stage_;
    Import& import_;
    std::vector<StagedRow> slice_;
    bool header_faulty_ = false;
};

// One slice; false when nothing was left, or another run was faster.
bool ApplySlice(storage::Database& database, UnitId unit, ImportId id) {
    return database.Write([&](storage::Tx& tx) {
        auto import = FindImport(tx, unit, id);
        if (!import || import->state != ImportState::kApplying) return false;
        const std::int64_t from = import->applied;
        const auto rows = ListRows(tx, unit, id, from, kSliceRows);
        const Source source{"stock", import->request.source, id.value};
        std::size_t written = 0;
        for (const StagedRow& row : rows) {
            if (written >= kSliceValues) break;
            std::vector<NewHeld> values;
            for (const auto& [element, value] : row.fields) {
                values.push_back({element, row.subject, value, "", import->request.as_of});
            }
            AppendHeld(tx, row.unit, nullptr, source, values);
            written += values.size();
            import->applied = row.number;
        }
        if (rows.empty()) import->state = ImportState::kDone;
        if (!MoveApplied(tx, *import, from)) return false;
        if (rows.empty()) {
            const json::object detail{{"rows", import->rows}, {"faulty_rows", import->faulty_rows}};
            audit::RecordSystem(tx, unit, "catalogue.stock.applied", id.value,
                                {.detail = json::serialize(detail)});
            return false;
        }
        DeleteRows(tx, unit, id, import->applied, kSliceRows);
        return true;
    });
}

std::string FileBytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("Cannot read " + path.string() + ".");
    return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

void RunStock(storage::Database& database, const secrets::Keyring& keys, UnitId unit, ImportId id) {
    auto stage = database.Read([&](storage::Snapshot& snapshot) -> std::optional<Stage> {
        auto import = FindImport(snapshot, unit, id);
        if (!import) return std::nullopt;
        Stage found{std::move(*import), {}, CurrentElements(snapshot), nullptr, snapshot.Now()};
        if (found.import.state == ImportState::kWaiting) {
            found.bytes = ListParts(snapshot, unit, id, "file");
            found.tree = directory::TreeOf(snapshot, found.import.tree_version);
        }
        return found;
    });
    if (!stage) return;
    if (stage->import.state == ImportState::kWaiting) {
        stage->bytes = OpenFile(keys, stage->bytes);
        Staging(database, keys, *stage).Run();
    }
    while (ApplySlice(database, unit, id)) {
    }
}

int ImportStockCommand(storage::Database& database, const secrets::Keyring& keys,
                       const std::filesystem::path& file, const StockRequest& request,
                       const std::filesystem::path& errors, std::ostream& out, std::ostream& err) {
    const auto say = [](const Finding& finding) {
        return (finding.field.empty() ? "" : finding.field + ": ") +
               i18n::Sentence(i18n::Language::kChinese, finding.code, finding.arguments);
    };
    const Date today = database.Read([](storage::Snapshot& snapshot) { return DateOf(snapshot.Now()); });
    const Findings refused = CheckStockRequest(request, today);
    for (const Finding& finding : refused) err << say(finding) << '\n';
    if (!refused.empty()) return 2;

    const std::string sealed = SealFile(keys, FileBytes(file));
    const auto [unit, id] = database.Write([&](storage::Tx& tx) {
        const auto tree = directory::CurrentTree(tx);
        Import import;
        import.unit = tree->At(0).id;
        import.id = tx.NewId<ImportId>();
        import.request = request;
        import.tree_version = tree->version();
        import.reach = {{ 0, tree->size() - 1 }};
        InsertImport(tx, import);
        InsertParts(tx, import.unit, import.id, "file", sealed);
        audit::RecordSystem(tx, import.unit, "catalogue.stock.imported", import.id.value);
        return std::pair(import.unit, import.id);
    });
    RunStock(database, keys, unit, id);

    const auto import = database.Read(
        [unit = unit, id = id](storage::Snapshot& snapshot) { return FindImport(snapshot, unit, id); });
    for (const Finding& finding : import->faults) err << say(finding) << '\n';
    const std::string parts = database.Read([unit = unit, id = id](storage::Snapshot& snapshot) {
        return ListParts(snapshot, unit, id, "errors");
    });
    if (!parts.empty() && !errors.empty()) {
        std::ofstream workbook(errors, std::ios::binary | std::ios::trunc);
        workbook << OpenFile(keys, parts);
        err << (workbook.good() ? "The faults stand in " : "Cannot write ") << errors.string() << '\n';
    }
    if (import->rows == 0 && import->faults.empty()) {
        err << "There is no row below the header of " << file.string() << ".\n";
        return 1;
    }
    out << import->rows << " rows, " << import->faulty_rows << " with faults, "
        << (import->state == ImportState::kDone ? "the others taken in\n" : "nothing taken in\n");
    return import->state == ImportState::kDone ? 0 : 1;
}

}  // namespace qz::catalogue
