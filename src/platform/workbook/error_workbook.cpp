#include "platform/workbook/workbook.hpp"

namespace qz::workbook {
namespace {

constexpr std::string_view kProblemColumn = "platform.workbook.problem_column";

// A row with more faults than this is not read to its end by anyone.
constexpr std::size_t kMostProblemBytes = 6'000;

// Where the header's columns stand in the new sheet: an old column of problems is left out.
std::vector<std::optional<std::uint32_t>> PlacesFor(const Header& header) {
    std::vector<std::optional<std::uint32_t>> places;
    std::uint32_t next = 0;
    for (const std::string& name : header.names) {
        places.push_back(IsProblemColumn(name) ? std::nullopt : std::optional(next++));
    }
    return places;
}

Sheet SheetFor(const Header& header, i18n::Language language) {
    Sheet sheet{.name = header.sheet, .frozen_columns = 0};
    for (const std::string& name : header.names) {
        if (!IsProblemColumn(name)) sheet.columns.push_back({.title = name, .width = 16});
    }
    sheet.columns.push_back({.title = i18n::Sentence(language, kProblemColumn), .width = 60});
    return sheet;
}

}  // namespace

bool IsProblemColumn(std::string_view name) {
    return name == i18n::Sentence(i18n::Language::kChinese, kProblemColumn) ||
           name == i18n::Sentence(i18n::Language::kEnglish, kProblemColumn);
}

ErrorWorkbook::ErrorWorkbook(std::filesystem::path path, const Header& header, const WriteOptions& options)
    : language_(options.language), places_(PlacesFor(header)), writer_(std::move(path), options) {
    writer_.BeginSheet(SheetFor(header, language_));
}

ErrorWorkbook::~ErrorWorkbook() = default;

void ErrorWorkbook::Add(const Row& row, const std::vector<RowFault>& faults) {
    writer_.BeginRow();
    std::string problems;
    std::vector<std::string> notes(places_.size());
    for (const RowFault& fault : faults) {
        const std::string sentence = i18n::Sentence(language_, fault.finding.code, fault.finding.arguments);
        std::string place;
        if (fault.column && *fault.column < places_.size() && places_[*fault.column]) {
            place = Reference(writer_.RowNumber(), *places_[*fault.column]) + " ";
            std::string& note = notes[*fault.column];
            if (note.size() < kMostProblemBytes) note += (note.empty() ? "" : "\n") + sentence;
        }
        if (problems.size() < kMostProblemBytes)
            problems += (problems.empty() ? "" : "\n") + place + sentence;
    }
    for (std::size_t column = 0; column < places_.size(); ++column) {
        if (!places_[column]) continue;
        const Cell cell = column < row.cells.size() ? row.cells[column] : Cell{};
        const Emphasis emphasis = notes[column].empty() ? Emphasis::kNone : Emphasis::kFault;
        switch (cell.kind) {
            case CellKind::kBlank:
            case CellKind::kUncomputed:
                writer_.Blank(emphasis);
                break;
            case CellKind::kNumber:
                writer_.Decimal(cell.text, emphasis);
                break;
            case CellKind::kDate:
                writer_.Date(cell.text, emphasis);
                break;
            default:
                writer_.Text(cell.text, emphasis);
        }
        writer_.Note(notes[column]);
    }
    writer_.Text(problems, problems.empty() ? Emphasis::kNone : Emphasis::kFault);
}

void ErrorWorkbook::Finish() {
    writer_.Finish();
}

}  // namespace qz::workbook
