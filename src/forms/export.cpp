#include "forms/export.hpp"

#include <set>

#include "forms/access.hpp"
#include "forms/filed_store.hpp"
#include "forms/own_layout.hpp"
#include "forms/return_view.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::forms {

namespace {

using catalogue::ValueType;
using i18n::Language;

std::string Word(std::string_view code, const Arguments& arguments = {}) {
    return i18n::Sentence(Language::kChinese, code, arguments);
}

workbook::Column ColumnOf(const Field& field) {
    workbook::Column column;
    column.title = field.element.unit.empty() ? field.element.label
                                              : field.element.label + "（" + field.element.unit + "）";
    switch (field.element.type) {
        case ValueType::kInteger:
            column.format = workbook::Format::kInteger;
            break;
        case ValueType::kDecimal:
            column.format = workbook::Format::kDecimal;
            column.places = field.element.places;
            break;
        case ValueType::kDate:
            column.format = workbook::Format::kDate;
            break;
        default:
            column.format = workbook::Format::kText;
    }
    column.width = std::clamp(static_cast<double>(column.title.size()) * 0.75, 10.0, 28.0);
    return column;
}

// Town and county of a unit, so that a reader can sort and filter without knowing codes.
std::array<std::string, 2> Above(const directory::Tree& tree, Ordinal ordinal) {
    std::array<std::string, 2> names;
    if (const auto county = tree.Ancestor(ordinal, directory::Level::kCounty))
        names[0] = tree.At(*county).name;
    if (const auto town = tree.Ancestor(ordinal, directory::Level::kTownship)) names[1] = tree.At(*town).name;
    return names;
}

class ExportWriter {
 public:
    ExportWriter(storage::Snapshot& snapshot, const Export& wanted, const std::filesystem::path& file,
                 const Connections& connections)
        : snapshot_(snapshot),
          wanted_(wanted),
          connections_(connections),
          entry_(FindTask(snapshot, wanted.task)),
          sheet_(file, {.language = Language::kChinese, .mark = connections.watermark}) {}

    std::int64_t Run() {
        const Definition& definition = entry_->definition();
        sums_.resize(definition.fields.size());
        if (definition.sign_off) {
            for (const UnitId unit : ListUnsigned(snapshot_, wanted_.task)) unsigned_.insert(unit.value);
        }
        const std::optional<std::string> kept =
            connections_.layout_of ? connections_.layout_of(snapshot_, entry_->task.form) : std::nullopt;
        if (kept) {
            if (const auto own = ReadOwnLayout(*kept, definition)) WriteOwn(*own);
        }
        workbook::Sheet values;
        values.name = definition.title;
        values.title = entry_->task.title;
        values.frozen_columns = 4;
        for (const char* code :
             {"forms.export.county", "forms.export.town", "forms.export.unit", "forms.export.code"}) {
            workbook::Column column;
            column.title = Word(code);
            column.format = workbook::Format::kText;
            column.width = 14;
            values.columns.push_back(std::move(column));
        }
        for (const Field& field : definition.fields) values.columns.push_back(ColumnOf(field));
        if (definition.sign_off) {
            workbook::Column column;
            column.title = Word("forms.export.sign_off");
            column.format = workbook::Format::kText;
            column.width = 14;
            values.columns.push_back(std::move(column));
        }
        sheet_.BeginSheet(values);

        std::fill(sums_.begin(), sums_.end(), std::nullopt);
        EachCounted([&](UnitId unit, Ordinal ordinal, const std::vector<AnswerRow>& rows) {
            ++counted_;
            not_signed_ += unsigned_.contains(unit.value) ? 1 : 0;
            for (const AnswerRow& row : rows) WriteRow(unit, ordinal, row);
        });
        WriteTotals();
        WriteCompleteness(entry_->Filing(snapshot_).CountIn(Range()));
        sheet_.Finish();
        return rows_;
    }

 private:
    OrdinalRange Range() const {
        const auto parent = entry_->tree->Find(wanted_.parent);
        return parent ? entry_->tree->Subtree(*parent) : OrdinalRange{0, -1};
    }

    // The rows of every return that the export counts, in tree order.
    template <class Each>
    void EachCounted(Each&& each) {
        const FilingSet& filing = entry_->Filing(snapshot_);
        ForEachAnswer(
            snapshot_, *entry_, Range(),
            [&](UnitId unit, Ordinal ordinal, ReturnState state, Instant, std::string_view answers) {
                if (!filing.Contains(ordinal)) return;
                if (wanted_.approved_only && state != ReturnState::kApproved) return;
                each(unit, ordinal, ReadAnswers(answers));
            });
    }

    // The sheet as the department sends it around; the sheet with all units and codes follows it.
    void WriteOwn(const OwnLayout& own) {
        sheet_.BeginSheet(own.layout);
        std::int64_t number = 0;
        EachCounted([&](UnitId unit, Ordinal ordinal, const std::vector<AnswerRow>& rows) {
            for (const AnswerRow& row : rows) {
                sheet_.BeginRow();
                ++number;
                for (const OwnLayout::Place& place : own.places) {
                    switch (place.column) {
                        case OwnLayout::Column::kNumber:
                            sheet_.Integer(number);
                            break;
                        case OwnLayout::Column::kUnit:
                            sheet_.Text(entry_->tree->At(ordinal).name);
                            break;
                        case OwnLayout::Column::kField:
                            WriteCell(unit, row, place.field);
                            break;
                        case OwnLayout::Column::kBlank:
                            sheet_.Blank();
                            break;
                    }
                }
            }
        });
        if (own.layout.total_name.empty()) return;
        sheet_.BeginRow();
        for (std::size_t at = 0; at < own.places.size(); ++at) {
            const OwnLayout::Place& place = own.places[at];
            if (own.layout.columns[at].column == own.layout.total_column) {
                sheet_.Text(own.layout.total_name, workbook::Emphasis::kTotal);
            } else if (place.column == OwnLayout::Column::kField && sums_[place.field]) {
                sheet_.Decimal(sums_[place.field]->ToString(), workbook::Emphasis::kTotal);
            } else {
                sheet_.Blank(workbook::Emphasis::kTotal);
            }
        }
    }

    void WriteRow(UnitId unit, Ordinal ordinal, const AnswerRow& row) {
        const Definition& definition = entry_->definition();
        const directory::TreeUnit& at = entry_->tree->At(ordinal);
        sheet_.BeginRow();
        for (const std::string& name : Above(*entry_->tree, ordinal)) sheet_.Text(name);
        sheet_.Text(at.name);
        sheet_.Text(at.code);
        for (std::size_t i = 0; i < definition.fields.size(); ++i) WriteCell(unit, row, i);
        if (unsigned_.contains(unit.value)) sheet_.Text(Word("forms.return.unsigned"));
        ++rows_;
    }

    void WriteCell(UnitId unit, const AnswerRow& row, std::size_t at) {
        const Definition& definition = entry_->definition();
        const Field& field = definition.fields[at];
        const StoredValue& value = row.cells[at];
        if (!value) {
            sheet_.Blank();
            return;
        }
        switch (field.element.type) {
            case ValueType::kInteger:
            case ValueType::kDecimal:
                sheet_.Decimal(*value);
                if (field.total) Add(at, *value);
                break;
            case ValueType::kDate:
                sheet_.Date(*value);
                break;
            case ValueType::kYesNo:
                sheet_.Text(Word(*value == "1" ? "forms.export.yes" : "forms.export.no"));
                break;
            case ValueType::kIdNumber:
                if (wanted_.full_numbers) {
                    sheet_.Text(connections_.keys->Open(
                        *value, secrets::BindingOf(unit, definition.SubjectOf(row.key), field.element.code)));
                    break;
                }
                [[fallthrough]];
            default:
                sheet_.Text(Shown(*connections_.keys, field, unit, definition.SubjectOf(row.key), *value));
        }
    }

    void Add(std::size_t field, const std::string& value) {
        const auto number = Decimal::Parse(value);
        if (!number) return;
        sums_[field] = sums_[field].value_or(Decimal()).Plus(*number);
        if (!sums_[field]) throw Problem::Rejected("forms.return.total_too_large");
    }

    void WriteTotals() {
        const Definition& definition = entry_->definition();
        sheet_.BeginRow();
        sheet_.Text(Word("forms.export.total"), workbook::Emphasis::kTotal);
        for (int i = 0; i < 3; ++i) sheet_.Blank(workbook::Emphasis::kTotal);
        for (std::size_t i = 0; i < definition.fields.size(); ++i) {
            const std::optional<Decimal>& sum = sums_[i];
            if (sum) {
                sheet_.Decimal(sum->ToString(), workbook::Emphasis::kTotal);
            } else {
                sheet_.Blank(workbook::Emphasis::kTotal);
            }
        }
        if (definition.sign_off) sheet_.Blank(workbook::Emphasis::kTotal);
    }

    void WriteCompleteness(std::int64_t due) {
        workbook::Sheet about;
        about.name = Word("forms.export.about");
        about.title = entry_->task.title;
        for (const char* code : {"forms.export.item", "forms.export.value"}) {
            workbook::Column column;
            column.title = Word(code);
            column.width = 30;
            about.columns.push_back(std::move(column));
        }
        sheet_.BeginSheet(about);
        const auto line = [&](std::string_view code, const std::string& value) {
            sheet_.BeginRow();
            sheet_.Text(Word(code));
            sheet_.Text(value);
        };
        const Marks& marks = entry_->definition().marks;
        line("forms.export.issuer", marks.issuer);
        line("forms.export.number", marks.admission_number.empty() ? marks.approval : marks.admission_number);
        line("forms.export.valid_until", marks.valid_until ? marks.valid_until->ToString() : "");
        line("forms.export.period", entry_->task.period);
        line("forms.export.due", std::to_string(due));
        line("forms.export.counted", std::to_string(counted_));
        line("forms.export.not_counted", std::to_string(due - counted_));
        if (entry_->definition().sign_off) line("forms.export.unsigned", std::to_string(not_signed_));
        line("forms.export.rows", std::to_string(rows_));
        line("forms.export.scope",
             Word(wanted_.approved_only ? "forms.export.approved_only" : "forms.export.all_reported"));
        line("forms.export.as_of", DateOf(snapshot_.Now()).ToString());
        if (wanted_.full_numbers) {
            line("forms.export.purpose", wanted_.purpose);
            line("forms.export.asked_by", connections_.name_of(snapshot_, wanted_.requested_by));
            if (wanted_.decided_by)
                line("forms.export.agreed_by", connections_.name_of(snapshot_, *wanted_.decided_by));
        }
        line("forms.export.tree_version", std::to_string(entry_->tree->number()));
    }

    storage::Snapshot& snapshot_;
    const Export& wanted_;
    const Connections& connections_;
    TaskPointer entry_;
    workbook::Writer sheet_;
    std::vector<std::optional<Decimal>> sums_;  // nothing while no row held a value
    std::set<std::int64_t> unsigned_;           // units whose return went on without its signature
    std::int64_t rows_ = 0;
    std::int64_t counted_ = 0;
    std::int64_t not_signed_ = 0;
};

}  // namespace

std::int64_t WriteExport(storage::Snapshot& snapshot, const Export& wanted, const std::filesystem::path& file,
                         const Connections& connections) {
    return ExportWriter(snapshot, wanted, file, connections).Run();
}

std::filesystem::path ExportPath(const Connections& connections, ExportId id) {
    return connections.exports / (id.ToString() + ".xlsx");
}

}  // namespace qz::forms
