#include "forms/draft.hpp"

#include <algorithm>

namespace qz::forms {

namespace {

// The draft is what a number in it belongs to.
std::string BindingOfDraft(const UnitTask& at) {
    return "draft:" + at.unit.ToString() + ":" + at.task().id.ToString();
}

bool AsksForIdNumbers(const UnitTask& at) {
    const auto& fields = at.definition().fields;
    return std::any_of(fields.begin(), fields.end(), [](const Field& field) {
        return field.element.type == catalogue::ValueType::kIdNumber;
    });
}

bool IsIdNumber(const UnitTask& at, std::string_view code) {
    const auto field = at.definition().FindField(code);
    return field && at.definition().fields[static_cast<std::size_t>(*field)].element.type ==
                        catalogue::ValueType::kIdNumber;
}

}  // namespace

std::string SealDraft(const secrets::Keyring& keys, const UnitTask& at, const Typed& typed) {
    if (!AsksForIdNumbers(at)) return WriteTyped(typed);
    Typed sealed = typed;
    for (TypedRow& row : sealed.rows) {
        for (TypedCell& cell : row.cells) {
            if (cell.text && !secrets::Keyring::IsSealed(*cell.text) && IsIdNumber(at, cell.code)) {
                cell.text = keys.Seal(*cell.text, BindingOfDraft(at));
            }
        }
    }
    return WriteTyped(sealed);
}

Typed OpenDraft(const secrets::Keyring& keys, const UnitTask& at, Typed typed) {
    if (!AsksForIdNumbers(at)) return typed;
    for (TypedRow& row : typed.rows) {
        for (TypedCell& cell : row.cells) {
            if (!cell.text || !secrets::Keyring::IsSealed(*cell.text) || !IsIdNumber(at, cell.code)) continue;
            try {
                cell.text = keys.Open(*cell.text, BindingOfDraft(at));
            } catch (const std::runtime_error&) {
                throw Problem::RejectedAt("answers." + cell.code, "forms.return.sealed_elsewhere");
            }
        }
    }
    return typed;
}

}  // namespace qz::forms
