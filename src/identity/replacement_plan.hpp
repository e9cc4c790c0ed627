#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.hpp"
#include "identity/management.hpp"
#include "identity/model.hpp"

// 换届: reading the workbook, finding who is meant, and the JSON in which the plan waits to be applied.
namespace qz::identity {

// One line: this person's posts in this unit go to a new person.
struct PlanLine {
    std::uint32_t number = 0;  // as on the screen of the table
    std::string unit_code;
    std::string old_text;  // login or name as written
    std::string new_name;
    std::string new_login;  // "" until it is derived from the unit's code
    UnitId unit;            // 0 where the code is unknown
    PersonId person;        // 0 where nobody, or more than one, is meant
    std::string old_name;
    bool ambiguous = false;
    std::vector<PostId> posts;
};

// Throws Problem kRejected for a table that cannot be read, lacks a column or has more than 5,000 lines.
std::vector<PlanLine> ReadPlan(std::string_view bytes);
// Fills in unit, person and posts from the present state.
void ResolvePlan(storage::Snapshot& snapshot, std::vector<PlanLine>& lines);
// All faults of all lines. A unit outside the manager's scope reads like one that does not exist.
Findings CheckPlan(storage::Snapshot& snapshot, const Manager& manager, const std::vector<PlanLine>& lines);

std::string PlanToJson(const std::vector<PlanLine>& lines);
std::vector<PlanLine> PlanFromJson(std::string_view text);

}  // namespace qz::identity
