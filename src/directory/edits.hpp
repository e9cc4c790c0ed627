// An administrator's edits of one unit. Each makes a new version that shares the places of the one before it.
#pragma once

#include "directory/directory.hpp"

namespace qz::directory {

// What is not set stays as it is.
struct UnitEdit {
    std::optional<std::string> display_name{};  // "": back to the official name
    std::optional<bool> in_use{};
    std::optional<Kind> kind{};
    std::optional<UnitId> line_superior{};  // 0: none

    bool IsEmpty() const { return !display_name && !in_use && !kind && !line_superior; }
};

// Departments, stations and enterprises may be a line superior; territory may not.
bool IsLineSuperior(const Tree& tree, UnitId unit);

// What is wrong with the edit, each at its field.
Findings CheckEdit(const Tree& tree, Ordinal ordinal, const UnitEdit& edit);

// Throws Problem kPrecondition where the unit is no longer at that revision; the new revision is one higher.
TreeVersionId UpdateUnit(storage::Tx& tx, UnitId unit, std::int64_t revision, const UnitEdit& edit);

}  // namespace qz::directory
