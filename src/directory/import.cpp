#include "directory/import.hpp"

#include <fstream>
#include <ostream>
#include <zlib.h>

#include "audit/audit.hpp"
#include "directory/leaving.hpp"
#include "directory/store.hpp"
#include "platform/base/embedded.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::directory {

namespace {

constexpr std::size_t kSlice = 500;

// Runs write(tx, first, count) over all rows, a slice for each transaction.
template <class Write>
void InSlices(storage::Database& database, std::size_t rows, Write&& write) {
    for (std::size_t first = 0; first < rows; first += kSlice) {
        const std::size_t count = std::min(kSlice, rows - first);
        database.Write([&](storage::Tx& tx) { write(tx, first, count); });
    }
}

void WriteFaults(storage::Database& database, ImportId import, const Findings& faults) {
    InSlices(database, faults.size(), [&](storage::Tx& tx, std::size_t first, std::size_t count) {
        InsertFaults(tx, import, static_cast<std::int64_t>(first) + 1,
                     std::span(faults).subspan(first, count));
    });
}

// The unit of each row: the one the tree has, or has had, under that code, else a new one.
std::vector<UnitId> FindOrInsertUnits(storage::Database& database, const UnitTable& table, const Tree* base) {
    std::vector<UnitId> units(table.rows.size());
    std::vector<std::size_t> missing;
    std::vector<std::string_view> codes;
    for (std::size_t index = 0; index < table.rows.size(); ++index) {
        const auto before = base == nullptr ? std::nullopt : base->FindCode(table.rows[index].code);
        if (before) {
            units[index] = base->At(*before).id;
        } else {
            missing.push_back(index);
            codes.push_back(table.rows[index].code);
        }
    }
    InSlices(database, codes.size(), [&](storage::Tx& tx, std::size_t first, std::size_t count) {
        const std::vector<UnitId> ids = InsertUnits(tx, std::span(codes).subspan(first, count));
        for (std::size_t index = 0; index < count; ++index) units[missing[first + index]] = ids[index];
    });
    return units;
}

Label LabelOf(const UnitRow& row, const Tree* base, Ordinal before) {
    Label label;
    label.official_name = row.name;
    label.level = row.level;
    label.kind = DecideKind(row.level, row.code);
    if (before < 0) return label;
    // An administrator's choices outlive the table.
    const TreeUnit& unit = base->At(before);
    if (base->OfficialName(before) != unit.name) label.display_name = unit.name;
    label.kind = unit.kind;
    label.in_use = unit.in_use;
    label.line_superior = unit.line_superior;
    return label;
}

class Staging {
 public:
    Staging(storage::Database& database, ImportId import, const UnitTable& table, const Tree* base)
        : database_(database),
          import_(import),
          table_(table),
          base_(base),
          difference_(DecideDifference(table, base)) {}

    const Difference& difference() const { return difference_; }

    TreeVersionId Write() {
        units_ = FindOrInsertUnits(database_, table_, base_);
        const NextNodes next = DecideNextNodes(table_, base_);
        const std::vector<Place> places = DecideOrder(next.nodes);
        const auto version = database_.Write([&](storage::Tx& tx) {
            VersionRow row;
            row.id = tx.NewId<TreeVersionId>();
            row.layout = row.id;
            row.cause = "import";
            row.effective = DateOf(tx.Now());
            row.unit_count = static_cast<std::int64_t>(places.size());
            InsertStagedVersion(tx, row);
            return row.id;
        });
        WritePlaces(version, next, places);
        WriteLabels(version);
        for (const Change change : {Change::kAdded, Change::kRenamed, Change::kMoved, Change::kRemoved}) {
            WriteChanges(change);
        }
        return version;
    }

 private:
    void WritePlaces(TreeVersionId layout, const NextNodes& next, const std::vector<Place>& places) {
        InSlices(database_, places.size(), [&](storage::Tx& tx, std::size_t first, std::size_t count) {
            std::vector<PlaceRow> rows;
            for (std::size_t index = first; index < first + count; ++index) {
                const auto node = static_cast<std::size_t>(places[index].node);
                const UnitId unit = node < units_.size()
                                        ? units_[node]
                                        : base_->At(next.departments[node - units_.size()]).id;
                rows.push_back({unit, places[index]});
            }
            InsertPlaces(tx, layout, static_cast<Ordinal>(first), rows);
        });
    }

    void WriteLabels(TreeVersionId version) {
        std::vector<LabelRow> labels;
        for (const DifferenceRow& row : difference_.rows) {
            if (row.change != Change::kAdded && row.change != Change::kRenamed) continue;
            const auto index = static_cast<std::size_t>(row.row);
            labels.push_back({units_[index], LabelOf(table_.rows[index], base_, row.before)});
        }
        InSlices(database_, labels.size(), [&](storage::Tx& tx, std::size_t first, std::size_t count) {
            InsertLabels(tx, version, std::span(labels).subspan(first, count));
        });
    }

    ChangeRow Shown(const DifferenceRow& difference) const {
        ChangeRow shown;
        if (difference.before >= 0) {
            const Ordinal parent = base_->At(difference.before).parent;
            shown.unit = base_->At(difference.before).id;
            shown.code = base_->At(difference.before).code;
            shown.name = base_->OfficialName(difference.before);
            shown.parent_code = parent < 0 ? std::string_view() : base_->At(parent).code;
        }
        if (difference.row >= 0) {
            const auto index = static_cast<std::size_t>(difference.row);
            if (difference.before >= 0) {
                shown.was_name = shown.name;
                shown.was_parent_code = shown.parent_code;
            }
            shown.unit = units_[index];
            shown.code = table_.rows[index].code;
            shown.name = table_.rows[index].name;
            shown.parent_code = table_.rows[index].parent_code;
        }
        return shown;
    }

    void WriteChanges(Change change) {
        std::vector<ChangeRow> rows;
        for (const DifferenceRow& row : difference_.rows) {
            if (row.change == change) rows.push_back(Shown(row));
        }
        InSlices(database_, rows.size(), [&](storage::Tx& tx, std::size_t first, std::size_t count) {
            InsertChanges(tx, import_, change, static_cast<std::int64_t>(first) + 1,
                          std::span(rows).subspan(first, count));
        });
    }

    storage::Database& database_;
    ImportId import_;
    const UnitTable& table_;
    const Tree* base_;
    Difference difference_;
    std::vector<UnitId> units_;
};

void Finish(storage::Database& database, const ImportView& view) {
    database.Write([&](storage::Tx& tx) {
        UpdateChecked(tx, view);
        DeleteSource(tx, view.id);
    });
}

std::string ReadFile(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

ImportView StageImport(storage::Database& database, ImportId import, std::string_view csv, Findings* faults) {
    while (database.Write(
               [&](storage::Tx& tx) { return DeleteFindings(tx, import, static_cast<int>(kSlice)); }) > 0) {
    }
    const UnitTable table = ReadUnits(csv);
    ImportView view;
    view.id = import;
    view.rows = table.file_rows;
    view.fault_count = table.faults.blocking;
    view.warning_count = table.faults.warnings;
    WriteFaults(database, import, table.faults.kept);
    if (faults != nullptr) *faults = table.faults.kept;
    if (table.faults.blocking > 0) {
        view.state = ImportState::kFaulty;
        Finish(database, view);
        return view;
    }
    const auto base = database.Read([](storage::Snapshot& snapshot) { return FindCurrentTree(snapshot); });
    view.base_number = base ? base->number() : 0;
    Staging staging(database, import, table, base.get());
    const Difference& difference = staging.difference();
    view.added = difference.added;
    view.renamed = difference.renamed;
    view.moved = difference.moved;
    view.removed = difference.removed;
    view.changed = difference.changed;
    view.state = difference.rows.empty() ? ImportState::kSame : ImportState::kReady;
    if (view.state == ImportState::kReady) view.version = staging.Write();
    Finish(database, view);
    return view;
}

TreeVersionId SwitchImport(storage::Tx& tx, ImportId import, Date effective, std::string_view document,
                           const Actor* actor, const SuccessionWork& work) {
    const ImportView view = OrNotFound(FindImport(tx, import));
    if (view.state == ImportState::kSame) throw Problem::Conflict("directory.import.no_difference");
    if (view.state != ImportState::kReady || !UpdateSwitched(tx, import)) {
        throw Problem::Conflict("directory.import.not_ready");
    }
    std::vector<Leaving> leaving = CheckLeaving(tx, view, work);
    SwitchToVersion(tx, *view.version, view.base_number, effective, document);
    for (Leaving& one : leaving) {
        one.document = document;
        if (work.carry_on) work.carry_on(tx, one, actor);
    }
    if (actor != nullptr) {
        audit::Record(tx, *actor, "directory.version.switched", *view.version);
    } else {
        audit::RecordSystem(tx, FindRoot(tx, *view.version), "directory.version.switched",
                            view.version->value);
    }
    return *view.version;
}

ImportOutcome ImportAndSwitch(storage::Database& database, std::string_view csv, Date effective,
                              std::string_view document, const Actor* actor, const SuccessionWork& work) {
    const auto import = database.Write([](storage::Tx& tx) { return InsertImport(tx); });
    ImportOutcome outcome;
    const ImportView view = StageImport(database, import, csv, &outcome.faults);
    outcome.rows = view.rows;
    outcome.added = view.added;
    outcome.changed = view.changed;
    outcome.removed = view.removed;
    outcome.renamed = view.renamed;
    outcome.moved = view.moved;
    outcome.fault_count = view.fault_count;
    outcome.warning_count = view.warning_count;
    if (view.state == ImportState::kReady) {
        try {
            outcome.version = database.Write(
                [&](storage::Tx& tx) { return SwitchImport(tx, import, effective, document, actor, work); });
        } catch (const Problem& problem) {
            // Units without a successor: the table waits for whoever names them.
            if (problem.kind() != Problem::Kind::kRejected) throw;
            outcome.fault_count += static_cast<std::int64_t>(problem.findings().size());
            outcome.faults.insert(outcome.faults.end(), problem.findings().begin(), problem.findings().end());
        }
    } else if (view.state == ImportState::kSame) {
        outcome.version =
            database.Read([](storage::Snapshot& snapshot) { return CurrentTree(snapshot)->version(); });
    }
    return outcome;
}

int ImportCommand(storage::Database& database, const std::filesystem::path& file, Date effective,
                  std::string_view document, std::ostream& out, std::ostream& err,
                  const SuccessionWork& work) {
    if (effective > database.Read([](storage::Snapshot& snapshot) { return DateOf(snapshot.Now()); })) {
        err << i18n::Sentence(i18n::Language::kEnglish, "directory.import.effective_in_future", {})
            << "\nnothing was changed\n";
        return 1;
    }
    const std::string csv = ReadFile(file);
    const ImportOutcome outcome = ImportAndSwitch(database, csv, effective, document, nullptr, work);
    for (const Finding& fault : outcome.faults) {
        (fault.blocks ? err : out) << fault.field << ": "
                                   << i18n::Sentence(i18n::Language::kEnglish, fault.code, fault.arguments)
                                   << '\n';
    }
    out << outcome.rows << " rows, " << outcome.fault_count << " faults, " << outcome.warning_count
        << " warnings; " << outcome.added << " added, " << outcome.renamed << " renamed, " << outcome.moved
        << " moved, " << outcome.removed << " removed\n";
    if (!outcome.version) {
        err << "nothing was changed\n";
        return 1;
    }
    return 0;
}

std::string_view WeihaiCsv() {
    return QZ_EMBEDDED(directory_weihai_units);
}

std::string Deflate(std::string_view bytes) {
    uLongf length = compressBound(static_cast<uLong>(bytes.size()));
    std::string deflated(length, '\0');
    if (compress2(reinterpret_cast<Bytef*>(deflated.data()), &length,
                  reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()),
                  Z_BEST_SPEED) != Z_OK) {
        throw std::runtime_error("zlib could not deflate");
    }
    deflated.resize(length);
    return deflated;
}

std::string Inflate(std::string_view deflated) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) throw std::runtime_error("zlib could not start");
    const std::unique_ptr<z_stream, void (*)(z_stream*)> guard(&stream,
                                                               [](z_stream* ended) { inflateEnd(ended); });
    std::string bytes;
    std::string piece(1 << 18, '\0');
    // zlib does not write to its input; the pointer lacks const for the sake of old programs.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));
    stream.avail_in = static_cast<uInt>(deflated.size());
    int status = Z_OK;
    while (status == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        status = inflate(&stream, Z_NO_FLUSH);
        bytes.append(piece, 0, piece.size() - stream.avail_out);
    }
    if (status != Z_STREAM_END) throw std::runtime_error("a stored table of units is damaged");
    return bytes;
}

}  // namespace qz::directory
