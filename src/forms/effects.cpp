#include "forms/effects.hpp"

#include "calendar/calendar.hpp"
#include "forms/correction_store.hpp"
#include "forms/derived.hpp"

namespace qz::forms {

namespace {

constexpr int kCorrectionDays = 5;  // working days a steward has (PRODUCT §2.5)

std::string RowName(const Definition& definition, const std::vector<AnswerRow>& rows, std::string_view key) {
    if (definition.name_field < 0) return {};
    for (const AnswerRow& row : rows) {
        if (row.key == key) return row.cells[static_cast<std::size_t>(definition.name_field)].value_or("");
    }
    return {};
}

void Dispute(storage::Tx& tx, const Actor& actor, const Reported& reported, const RowChange& row,
             const CellChange& cell, const catalogue::Elements& elements) {
    const Definition& definition = reported.at.definition();
    const catalogue::Element& frozen = definition.fields[static_cast<std::size_t>(cell.field)].element;
    const BaselineRow* before = reported.baseline.Find(row.key);
    const HeldCell held = before ? before->cells[static_cast<std::size_t>(cell.field)] : HeldCell{};
    Correction correction;
    correction.unit = reported.at.unit;
    correction.task = reported.at.task().id;
    correction.field = frozen.code;
    correction.element = frozen.id;
    correction.subject = definition.SubjectOf(row.key);
    correction.row_key = row.key;
    correction.row_name = RowName(definition, reported.rows, row.key);
    correction.held = cell.from;
    correction.held_version = held.version;
    if (held.source >= 0)
        correction.held_source = reported.baseline.sources[static_cast<std::size_t>(held.source)].label;
    correction.reported = cell.to;
    // Back to what is held after all: there is nothing left to decide.
    if (WithdrawWhereHeld(tx, correction.unit, correction.element, correction.subject, cell.to)) return;
    const std::string path = definition.layout == Layout::kSingle ? "answers." + frozen.code
                                                                  : "rows." + row.key + "." + frozen.code;
    if (const auto remark = reported.remarks.find(path); remark != reported.remarks.end()) {
        correction.reason = remark->second;
    }
    // The steward may have changed since the version was frozen.
    const catalogue::Element* current = elements.Find(frozen.id);
    correction.decider = current && current->steward ? *current->steward : reported.at.task().issuer;
    correction.due = calendar::Current(tx)->AddWorkingDays(DateOf(tx.Now()), kCorrectionDays);
    InsertCorrection(tx, correction, actor.account);
}

const RowChange* FindChange(const std::vector<RowChange>& changes, std::string_view key) {
    for (const RowChange& change : changes) {
        if (change.key == key) return &change;
    }
    return nullptr;
}

bool Changes(const RowChange* row, int field) {
    if (!row) return false;
    return std::any_of(row->cells.begin(), row->cells.end(),
                       [&](const CellChange& cell) { return cell.field == field; });
}

// A return that came back may say less than before: a value put back, a row taken out again, a person who did
// not leave.
template <class Append>
void PutBack(storage::Tx& tx, const Reported& reported, const Append& append) {
    const Definition& definition = reported.at.definition();
    const int fields = static_cast<int>(definition.fields.size());
    for (const RowChange& before : reported.earlier) {
        const std::string subject = definition.SubjectOf(before.key);
        const RowChange* now = FindChange(reported.changes, before.key);
        const BaselineRow* brought = reported.baseline.Find(before.key);
        if (before.state == RowState::kAdded && !now) {
            for (int field = 0; field < fields; ++field) append(field, subject, std::nullopt);
            continue;
        }
        if (before.state == RowState::kLeft && brought && (!now || now->state != RowState::kLeft)) {
            for (int field = 0; field < fields; ++field) {
                if (!Changes(now, field))
                    append(field, subject, brought->cells[static_cast<std::size_t>(field)].value);
            }
            continue;
        }
        if (now && now->state == RowState::kLeft) continue;
        for (const CellChange& cell : before.cells) {
            if (Changes(now, cell.field)) continue;
            if (cell.disputed) {
                WithdrawCorrection(tx, reported.at.unit,
                                   definition.fields[static_cast<std::size_t>(cell.field)].element.id,
                                   subject);
            } else {
                append(cell.field, subject, cell.from);
            }
        }
    }
}

// Whoever reported looked at what had grown old; left as it stood, it is fresh again from today.
template <class Append>
void RenewStale(const Reported& reported, Date today, const Append& append) {
    const Definition& definition = reported.at.definition();
    for (const BaselineRow& row : reported.baseline.rows) {
        const RowChange* change = FindChange(reported.changes, row.key);
        if (change && change->state == RowState::kLeft) continue;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const HeldCell& cell = row.cells[i];
            const int field = static_cast<int>(i);
            if (NeedOf(definition.fields[i], cell, reported.baseline, today) != Need::kStale) continue;
            if (Changes(change, field) || IsDerived(reported.baseline, cell)) continue;
            // Its source has still to say whether it holds.
            if (cell.source >= 0 &&
                reported.baseline.sources[static_cast<std::size_t>(cell.source)].kind == kDisputed) {
                continue;
            }
            append(field, definition.SubjectOf(row.key), cell.value);
        }
    }
}

}  // namespace

Sealing SealingFor(const secrets::Keyring& keys, UnitId unit) {
    Sealing sealing;
    sealing.protect = [&keys, unit](const catalogue::Element& element, std::string_view subject,
                                    const StoredValue& plain) {
        return catalogue::Protect(keys, element, unit, subject, plain);
    };
    sealing.key_of = [&keys](std::string_view plain) { return catalogue::RowKey(keys, plain); };
    sealing.new_key = [] { return std::string("new"); };
    return sealing;
}

Sealing SealingFor(const secrets::Keyring& keys, UnitId unit, storage::Tx& tx) {
    Sealing sealing = SealingFor(keys, unit);
    sealing.today = DateOf(tx.Now());
    sealing.new_key = [&tx] { return "n" + std::to_string(tx.NextId()); };
    return sealing;
}

void TakeEffect(storage::Tx& tx, const Actor& actor, const Reported& reported) {
    const Definition& definition = reported.at.definition();
    const Date today = DateOf(tx.Now());
    std::vector<catalogue::NewHeld> values;
    const auto append = [&](int field, const std::string& subject, const StoredValue& value) {
        const ElementId element = definition.fields[static_cast<std::size_t>(field)].element.id;
        values.push_back({element, subject, value, reported.at.task().period, today});
    };
    std::shared_ptr<const catalogue::Elements> elements;
    PutBack(tx, reported, append);
    RenewStale(reported, today, append);
    for (const RowChange& row : reported.changes) {
        const std::string subject = definition.SubjectOf(row.key);
        if (row.state == RowState::kLeft) {
            // A row without a name is not brought again; what was known stays in the log.
            for (int field = 0; field < static_cast<int>(definition.fields.size()); ++field) {
                append(field, subject, std::nullopt);
            }
            continue;
        }
        for (const CellChange& cell : row.cells) {
            if (!cell.disputed) {
                append(cell.field, subject, cell.to);
                continue;
            }
            if (!elements) elements = catalogue::AllElements(tx);
            Dispute(tx, actor, reported, row, cell, *elements);
        }
    }
    if (!values.empty()) {
        const catalogue::Source source{"return", definition.title, reported.id.value};
        catalogue::AppendHeld(tx, reported.at.unit, &actor, source, values);
    }
    // What a successor says in the old unit's return is its own to keep.
    if (reported.at.successors.size() == 1) catalogue::CarryOverRosters(tx, reported.at.unit);
    catalogue::ConfirmHeld(tx, reported.at.unit, actor, definition.SubjectPrefix(), reported.id.value);
}

}  // namespace qz::forms
