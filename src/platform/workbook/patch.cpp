#include "platform/workbook/patch.hpp"

#include <zip.h>

#include "platform/workbook/content.hpp"
#include "platform/workbook/grid.hpp"
#include "platform/workbook/patch_sheet.hpp"

namespace qz::workbook {
namespace {

class FormulaFinder final : public XmlListener {
 public:
    bool found = false;

    void Start(std::string_view name, const Attributes&) override {
        if (name == "c") in_cell_ = true;
        if (name == "f" && in_cell_) found = true;
    }
    void End(std::string_view name) override {
        if (name == "c") in_cell_ = false;
    }
    void Text(std::string_view) override {}
    bool Enough() const override { return found; }

 private:
    bool in_cell_ = false;
};

std::string Unpacked(Package& package, const std::string& part, std::uint64_t most) {
    std::string xml;
    package.archive.Stream(part, [&](std::string_view piece) {
        if (xml.size() + piece.size() > most) {
            Refuse("platform.workbook.unpacks_too_large", {{"most", std::to_string(most >> 20)}});
        }
        xml += piece;
        return true;
    });
    return xml;
}

bool HasFormulas(Package& package, const std::string& patched) {
    if (!package.relations.TargetOf("calcChain").empty()) return true;
    for (const auto& sheet : package.workbook.sheets) {
        const auto part = package.PartOf(sheet);
        if (!part || *part == patched || !package.archive.Has(*part)) continue;
        FormulaFinder finder;
        ReadXml(package.archive, *part, package.limits, finder);
        if (finder.found) return true;
    }
    return false;
}

struct Replacement {
    std::uint64_t entry = 0;
    std::string bytes;
};

struct SourceFree {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

// The package with some entries replaced. All others are copied as they lie in the file, still packed.
std::string Replace(std::string_view workbook, const std::vector<Replacement>& replacements) {
    zip_error_t error;
    zip_error_init(&error);
    // The source is written to in place of a file: it holds a copy of its own.
    const std::unique_ptr<zip_source_t, SourceFree> bytes(zip_source_buffer_create(nullptr, 0, 0, &error));
    const bool is_copied = bytes && zip_source_begin_write(bytes.get()) == 0 &&
                           zip_source_write(bytes.get(), workbook.data(), workbook.size()) ==
                               static_cast<zip_int64_t>(workbook.size()) &&
                           zip_source_commit_write(bytes.get()) == 0;
    if (!is_copied) throw std::bad_alloc();
    zip_source_keep(bytes.get());
    zip_t* archive = zip_open_from_source(bytes.get(), 0, &error);
    zip_error_fini(&error);
    if (!archive) {
        zip_source_free(bytes.get());
        Refuse("platform.workbook.damaged");
    }
    for (const Replacement& each : replacements) {
        zip_stat_t stat;
        zip_source_t* content = zip_source_buffer(archive, each.bytes.data(), each.bytes.size(), 0);
        const bool replaced = content && zip_stat_index(archive, each.entry, 0, &stat) == 0 &&
                              zip_file_replace(archive, each.entry, content, 0) == 0;
        if (!replaced) {
            zip_source_free(content);
            zip_discard(archive);
            Refuse("platform.workbook.damaged");
        }
        if ((stat.valid & ZIP_STAT_MTIME) != 0) zip_file_set_mtime(archive, each.entry, stat.mtime, 0);
    }
    if (zip_close(archive) != 0) {
        zip_discard(archive);
        Refuse("platform.workbook.damaged");
    }
    std::string made;
    if (zip_source_open(bytes.get()) != 0) Refuse("platform.workbook.damaged");
    std::vector<char> piece(256u << 10);
    for (zip_int64_t got = 0; (got = zip_source_read(bytes.get(), piece.data(), piece.size())) > 0;) {
        made.append(piece.data(), static_cast<std::size_t>(got));
    }
    zip_source_close(bytes.get());
    return made;
}

}  // namespace

PatchResult Patch(std::string_view workbook, std::string_view sheet, std::vector<Fill> fills,
                  const PatchOptions& options) {
    GridLimits limits;
    limits.file.file_bytes = options.file_bytes;
    const Source source = Source::Memory(workbook);
    if (ContentOf(source, limits.file) == Content::kText) Refuse("platform.workbook.plain_text");
    Package package(source, limits.file);
    package.ReadStyles();
    package.ReadTexts();
    std::string names;
    const WorkbookPart::SheetEntry* chosen = nullptr;
    for (const auto& entry : package.workbook.sheets) {
        if (!chosen && entry.name == sheet) chosen = &entry;
        names += (names.empty() ? "" : ", ") + entry.name;
    }
    const auto part = chosen ? package.PartOf(*chosen) : std::nullopt;
    if (!part) Refuse("platform.workbook.no_such_sheet", {{"sheet", std::string(sheet)}, {"sheets", names}});

    PatchResult result;
    const auto field = [&](const Fill& fill) {
        return std::string(sheet) + "!" + Reference(fill.row, fill.column);
    };
    std::stable_sort(fills.begin(), fills.end(), [](const Fill& a, const Fill& b) {
        return std::pair(a.row, a.column) < std::pair(b.row, b.column);
    });
    std::vector<Fill> sound;
    for (Fill& fill : fills) {
        if (fill.row == 0 || fill.row > 1'048'576 || fill.column >= 16'384) {
            result.refused.push_back(
                {field(fill), "platform.workbook.fill_not_a_place", {{"at", field(fill)}}});
        } else if (!sound.empty() && sound.back().row == fill.row && sound.back().column == fill.column) {
            result.refused.push_back({field(fill), "platform.workbook.fill_occupied", {}});
        } else if (!fill.text.empty()) {
            sound.push_back(std::move(fill));
        }
    }

    std::vector<Replacement> replacements;
    const std::string xml = Unpacked(package, *part, options.sheet_bytes);
    SheetEdits edits = EditSheet(xml, sheet, sound, package, options.overwrite);
    result.filled = edits.filled;
    result.refused.insert(result.refused.end(), edits.refused.begin(), edits.refused.end());
    if (result.filled == 0) {
        result.bytes = workbook;
        return result;
    }
    replacements.push_back({package.archive.IndexOf(*part), Apply(xml, std::move(edits.edits))});
    if (edits.has_formulas || HasFormulas(package, *part)) {
        result.recalculates = true;
        const std::string list = Unpacked(package, package.workbook_part, options.sheet_bytes);
        if (auto calculation = EditCalculation(list, package.limits); !calculation.empty()) {
            replacements.push_back(
                {package.archive.IndexOf(package.workbook_part), Apply(list, std::move(calculation))});
        }
    }
    result.bytes = Replace(workbook, replacements);
    return result;
}

}  // namespace qz::workbook
