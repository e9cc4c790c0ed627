// What a foreign workbook asks, which of its rows are this unit's, and what can be written into them.
#pragma once

#include <memory>
#include <vector>

#include "handed/held_facts.hpp"
#include "handed/model.hpp"
#include "handed/own_unit.hpp"

namespace qz::handed {

struct Alternative {
    ElementId element;
    std::string code;
    std::string label;
    double score = 0;
};

struct ColumnResult {
    std::uint32_t column = 0;  // from 0
    std::string label;
    std::vector<std::string> section;
    std::string unit;
    Role role = Role::kFact;
    const catalogue::Element* element = nullptr;
    double score = 0;
    bool chosen = false;  // by a person
    bool twice = false;   // another column has the same name and unit: what it asks hangs on its neighbours
    std::vector<Alternative> alternatives;
    std::string why_not;  // a code of handed.column.…; "" where something can be filled
    std::int64_t filled = 0;
    std::int64_t missing = 0;   // blank cells of our rows for which nothing is held, or nothing may be given
    std::int64_t occupied = 0;  // cells of our rows that have something in them, formulas too
};

struct SheetResult {
    std::string name;
    std::string kind;  // "single", "roster", "unknown"
    std::string title;
    std::string reason;  // a code where the header was not understood
    bool hidden = false;
    workbook::RowRange header;
    std::vector<ColumnResult> columns;
    std::int64_t known = 0;              // rows that are ours and can be told
    std::int64_t unknown = 0;            // rows of people whom the hub does not hold here
    std::int64_t foreign = 0;            // rows of other units: never touched
    std::vector<std::uint32_t> unsure;   // our name, which others bear too
    std::vector<std::uint32_t> by_name;  // people whom only their name tells
    std::vector<workbook::Fill> fills;
    std::vector<std::uint32_t> revealed;  // rows into which a full number or another sensitive fact goes
};

struct Understood {
    std::vector<SheetResult> sheets;
    // The elements that the columns point to.
    std::shared_ptr<const catalogue::Elements> elements;

    std::int64_t Filled() const;
    std::int64_t Revealed() const;
};

// Pure but for what it reads in the snapshot. Without a decision it tells what could be written with none.
// The matcher is handed in: making a new one takes longer than a transaction may.
Understood Examine(storage::Snapshot& snapshot, const secrets::Keyring& keys, UnitId unit,
                   const workbook::Grid& grid, const catalogue::Matcher& matcher, const Marks& marks,
                   const Decision& decision);

// What GET shows, without any value of the file: reasons stand as codes.
json::object ViewJson(const Understood& understood);

}  // namespace qz::handed
