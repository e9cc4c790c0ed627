// Decisions of an import: what is wrong with a table of units, in what order its tree is numbered, and how it
// differs from the version in force. Values in, values out.
#pragma once

#include <deque>
#include <span>

#include "directory/directory.hpp"

namespace qz::directory {

constexpr std::int64_t kMostImportRows = 1'000'000;

// Counts every fault and keeps the first ones: a table with a wrong column has one in each line.
struct FaultList {
    static constexpr std::size_t kMostKept = 5000;

    Findings kept;
    std::int64_t blocking = 0;
    std::int64_t warnings = 0;
    std::int64_t kept_warnings = 0;

    void Add(std::int64_t line, std::string_view code, Arguments arguments = {});
    void Warn(std::int64_t line, std::string_view code, Arguments arguments = {});
};

struct UnitRow {
    std::int64_t line = 0;
    std::string_view code;
    std::string_view name;
    std::string_view parent_code;  // "" for the root
    Level level = Level::kOther;
    std::int32_t parent = -1;  // index in rows; -1 for the root
};

// A table as read. Its views point into the text it was read from, which outlives it, and into `unescaped`.
struct UnitTable {
    std::vector<UnitRow> rows;
    std::int64_t file_rows = 0;  // without the nation that may have been put above them
    FaultList faults;
    std::deque<std::string> unescaped;
};

// Reads code,name,level,parent_code (columns in any order, others are passed over) and checks it whole. Where
// the roots are several provinces, a row for the nation (code "00") is put above them.
UnitTable ReadUnits(std::string_view csv);

// A unit that the table does not know yet: what its code says about it. Statistical codes are those of the
// National Bureau of Statistics' rules: counties 71–79, townships and villages from 400 on.
Kind DecideKind(Level level, std::string_view code);

// One unit to be numbered. Exactly one has no parent, and parents make no circle.
struct Node {
    std::int32_t parent = -1;  // index among the nodes
    std::string_view code;
    bool is_territory = true;
};
struct Place {
    std::int32_t node = 0;
    Ordinal parent = -1;
    Ordinal last = 0;
    std::uint8_t depth = 0;
};
// Pre-order: territory in code order, then departments in code order. The index in the answer is the ordinal.
std::vector<Place> DecideOrder(std::span<const Node> nodes);

enum class Change { kAdded, kRenamed, kMoved, kRemoved };
std::string_view ToWord(Change change);  // "added"
std::optional<Change> ChangeFromWord(std::string_view word);

struct DifferenceRow {
    Change change = Change::kAdded;
    std::int32_t row = -1;  // in the new table; -1 for removed ones
    Ordinal before = -1;    // in the version in force; -1 for added ones
};
struct Difference {
    std::vector<DifferenceRow> rows;  // by change, then in the order of the table, removed ones in tree order
    std::int64_t added = 0, renamed = 0, moved = 0, removed = 0;
    std::int64_t changed = 0;  // renamed or moved or both
};
// `base` is null before the first import. Departments go where their government goes, so they differ only
// when it is gone.
Difference DecideDifference(const UnitTable& table, const Tree* base);

// The nodes of the next version: the rows of the table in their order, then the departments that stay, by
// their place in base.
struct NextNodes {
    std::vector<Node> nodes;
    std::vector<Ordinal> departments;  // nodes[rows + i] is departments[i] of base
};
NextNodes DecideNextNodes(const UnitTable& table, const Tree* base);

}  // namespace qz::directory
