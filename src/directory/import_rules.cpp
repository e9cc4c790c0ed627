#include "directory/import_rules.hpp"

#include <cassert>

#include "directory/csv.hpp"
#include "directory/names.hpp"
#include "directory/tree.hpp"

namespace qz::directory {

namespace {

constexpr std::string_view kNationCode = "00";
constexpr std::string_view kNationName = "全国";
constexpr std::size_t kLongestName = 100;  // code points

struct Columns {
    std::size_t code = 0, name = 0, level = 0, parent = 0, count = 0;
};

std::optional<Columns> ReadHeader(CsvReader& reader, FaultList& faults) {
    std::vector<std::string_view> names;
    if (!reader.Next(names)) {
        faults.Add(1, "directory.import.empty");
        return std::nullopt;
    }
    Columns columns;
    columns.count = names.size();
    std::string missing;
    const auto place = [&](std::string_view wanted, std::size_t& column) {
        const auto at = std::find(names.begin(), names.end(), wanted);
        if (at == names.end()) missing.append(missing.empty() ? "" : ", ").append(wanted);
        column = static_cast<std::size_t>(at - names.begin());
    };
    place("code", columns.code);
    place("name", columns.name);
    place("level", columns.level);
    place("parent_code", columns.parent);
    if (missing.empty()) return columns;
    faults.Add(reader.line(), "directory.import.missing_header", {{"missing", missing}});
    return std::nullopt;
}

std::size_t CodeLength(Level level) {
    switch (level) {
        case Level::kProvince:
            return 2;
        case Level::kCity:
            return 4;
        case Level::kCounty:
            return 6;
        case Level::kTownship:
            return 9;
        case Level::kVillage:
            return 12;
        case Level::kNation:
        case Level::kOther:
            break;
    }
    return 0;
}

bool CheckName(const UnitRow& row, FaultList& faults) {
    const auto length = CountCodePoints(row.name);
    if (!length) {
        faults.Add(row.line, "directory.import.not_utf8");
        return false;
    }
    if (*length == 0) {
        faults.Add(row.line, "directory.import.no_name", {{"code", std::string(row.code)}});
    } else if (*length > kLongestName) {
        faults.Add(row.line, "directory.import.long_name",
                   {{"most", std::to_string(kLongestName)}, {"length", std::to_string(*length)}});
    }
    if (HoldsControl(row.name)) faults.Add(row.line, "directory.import.control_character");
    if (HoldsUnshowable(row.name)) {
        faults.Warn(row.line, "directory.import.unshowable", {{"name", std::string(row.name)}});
    }
    return true;
}

void CheckCode(const UnitRow& row, FaultList& faults) {
    const bool digits =
        !row.code.empty() && row.code.find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits) {
        faults.Add(row.line, "directory.import.code_not_digits", {{"code", std::string(row.code)}});
        return;
    }
    const std::size_t wanted = CodeLength(row.level);
    if (wanted != 0 && row.code.size() != wanted) {
        faults.Add(row.line, "directory.import.code_length",
                   {{"code", std::string(row.code)},
                    {"length", std::to_string(row.code.size())},
                    {"wanted", std::to_string(wanted)}});
    }
}

// One row's own faults; nothing where it cannot be placed in a tree at all.
std::optional<UnitRow> ReadRow(const CsvReader& reader, const Columns& columns,
                               const std::vector<std::string_view>& fields, FaultList& faults) {
    if (!reader.well_formed()) {
        faults.Add(reader.line(), "directory.import.bad_quotes");
        return std::nullopt;
    }
    if (fields.size() != columns.count) {
        faults.Add(reader.line(), "directory.import.column_count",
                   {{"count", std::to_string(fields.size())}, {"wanted", std::to_string(columns.count)}});
        return std::nullopt;
    }
    UnitRow row;
    row.line = reader.line();
    row.code = fields[columns.code];
    row.name = fields[columns.name];
    row.parent_code = fields[columns.parent];
    const std::string_view word = fields[columns.level];
    if (!CountCodePoints(row.code) || !CountCodePoints(row.parent_code) || !CountCodePoints(word)) {
        faults.Add(row.line, "directory.import.not_utf8");
        return std::nullopt;
    }
    if (!CheckName(row, faults)) return std::nullopt;
    const auto level = LevelFromWord(word);
    if (!level || *level == Level::kOther) {
        faults.Add(row.line, "directory.import.unknown_level", {{"level", std::string(word)}});
        // The row stays in the tree, so that its subordinates are not reported as orphans.
        return row;
    }
    row.level = *level;
    CheckCode(row, faults);
    return row;
}

// False where there are more rows than anyone would check.
bool ReadRows(CsvReader& reader, const Columns& columns, UnitTable& table) {
    std::vector<std::string_view> fields;
    while (reader.Next(fields)) {
        if (table.file_rows >= kMostImportRows) {
            table.faults.Add(reader.line(), "directory.import.too_many_rows",
                             {{"most", std::to_string(kMostImportRows)}});
            return false;
        }
        ++table.file_rows;
        if (const auto row = ReadRow(reader, columns, fields, table.faults)) table.rows.push_back(*row);
    }
    if (table.rows.empty() && table.faults.blocking == 0)
        table.faults.Add(reader.line(), "directory.import.empty");
    return true;
}

void FindParents(UnitTable& table) {
    std::unordered_map<std::string_view, std::int32_t> by_code;
    by_code.reserve(table.rows.size());
    for (std::size_t index = 0; index < table.rows.size(); ++index) {
        const UnitRow& row = table.rows[index];
        const auto [first, is_new] = by_code.try_emplace(row.code, static_cast<std::int32_t>(index));
        if (!is_new) {
            table.faults.Add(
                row.line, "directory.import.duplicate_code",
                {{"code", std::string(row.code)},
                 {"first", std::to_string(table.rows[static_cast<std::size_t>(first->second)].line)}});
        }
    }
    for (UnitRow& row : table.rows) {
        if (row.parent_code.empty()) continue;
        const auto found = by_code.find(row.parent_code);
        if (found == by_code.end()) {
            table.faults.Add(row.line, "directory.import.unknown_parent",
                             {{"parent", std::string(row.parent_code)}});
        } else {
            row.parent = found->second;
        }
    }
}

// Marks rows that lie on a circle of parents; those that merely hang below one are no fault of their own.
std::vector<bool> FindCircles(const UnitTable& table) {
    enum : std::uint8_t { kNew, kOpen, kClosed };
    std::vector<std::uint8_t> state(table.rows.size(), kNew);
    std::vector<bool> circular(table.rows.size(), false);
    std::vector<std::size_t> trail;
    for (std::size_t start = 0; start < table.rows.size(); ++start) {
        trail.clear();
        std::size_t at = start;
        while (state[at] == kNew) {
            state[at] = kOpen;
            trail.push_back(at);
            if (table.rows[at].parent < 0) break;
            at = static_cast<std::size_t>(table.rows[at].parent);
        }
        if (!trail.empty() && state[at] == kOpen && table.rows[at].parent >= 0) {
            for (auto back = trail.rbegin(); back != trail.rend(); ++back) {
                circular[*back] = true;
                if (*back == at) break;
            }
        }
        for (const std::size_t index : trail) state[index] = kClosed;
    }
    return circular;
}

void CheckPlaces(UnitTable& table) {
    const std::vector<bool> circular = FindCircles(table);
    for (std::size_t index = 0; index < table.rows.size(); ++index) {
        const UnitRow& row = table.rows[index];
        if (circular[index]) {
            table.faults.Add(row.line, "directory.import.cycle", {{"code", std::string(row.code)}});
            continue;
        }
        if (row.parent < 0) continue;
        const UnitRow& parent = table.rows[static_cast<std::size_t>(row.parent)];
        if (row.level != Level::kOther && parent.level != Level::kOther && parent.level >= row.level) {
            table.faults.Add(
                row.line, "directory.import.parent_level",
                {{"level", std::string(ToWord(row.level))}, {"parent", std::string(parent.code)}});
        } else if (parent.level != Level::kNation && !row.code.starts_with(parent.code)) {
            table.faults.Add(row.line, "directory.import.code_outside_parent",
                             {{"code", std::string(row.code)}, {"parent", std::string(parent.code)}});
        }
    }
}

void CheckNamesAmongSiblings(UnitTable& table) {
    std::vector<std::int32_t> order(table.rows.size());
    for (std::size_t index = 0; index < order.size(); ++index)
        order[index] = static_cast<std::int32_t>(index);
    const auto key = [&](std::int32_t index) {
        const UnitRow& row = table.rows[static_cast<std::size_t>(index)];
        return std::tuple(row.parent, row.name, row.line);
    };
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return key(a) < key(b); });
    std::vector<std::pair<std::int64_t, std::int64_t>> doubles;  // line, the line before
    for (std::size_t at = 1; at < order.size(); ++at) {
        const UnitRow& row = table.rows[static_cast<std::size_t>(order[at])];
        const UnitRow& before = table.rows[static_cast<std::size_t>(order[at - 1])];
        if (row.parent >= 0 && row.parent == before.parent && row.name == before.name) {
            doubles.emplace_back(row.line, before.line);
        }
    }
    std::sort(doubles.begin(), doubles.end());
    for (const auto& [line, first] : doubles) {
        table.faults.Warn(line, "directory.import.duplicate_name", {{"first", std::to_string(first)}});
    }
}

void CheckRoots(UnitTable& table) {
    std::vector<std::size_t> roots;
    bool provinces = true;
    for (std::size_t index = 0; index < table.rows.size(); ++index) {
        if (!table.rows[index].parent_code.empty()) continue;
        roots.push_back(index);
        provinces = provinces && table.rows[index].level == Level::kProvince;
    }
    if (roots.empty()) {
        table.faults.Add(1, "directory.import.no_root");
    } else if (roots.size() > 1 && provinces) {
        for (const std::size_t root : roots) {
            table.rows[root].parent = static_cast<std::int32_t>(table.rows.size());
            table.rows[root].parent_code = kNationCode;
        }
        UnitRow nation;
        nation.line = 1;
        nation.code = kNationCode;
        nation.name = kNationName;
        nation.level = Level::kNation;
        table.rows.push_back(nation);
    } else if (roots.size() > 1) {
        for (std::size_t at = 1; at < roots.size(); ++at) {
            table.faults.Add(table.rows[roots[at]].line, "directory.import.several_roots",
                             {{"first", std::to_string(table.rows[roots[0]].line)}});
        }
    }
}

void SortByLine(Findings& findings) {
    const auto line = [](const Finding& finding) { return std::stoll(finding.field.substr(5)); };
    std::stable_sort(findings.begin(), findings.end(),
                     [&](const Finding& a, const Finding& b) { return line(a) < line(b); });
}

}  // namespace

void FaultList::Add(std::int64_t line, std::string_view code, Arguments arguments) {
    ++blocking;
    if (kept.size() >= kMostKept) {
        // A fault that stops the import is worth more than a warning kept earlier.
        if (kept_warnings == 0) return;
        kept.erase(
            std::find_if(kept.begin(), kept.end(), [](const Finding& finding) { return !finding.blocks; }));
        --kept_warnings;
    }
    kept.push_back({"line " + std::to_string(line), std::string(code), std::move(arguments)});
}

void FaultList::Warn(std::int64_t line, std::string_view code, Arguments arguments) {
    ++warnings;
    if (kept.size() >= kMostKept) return;
    ++kept_warnings;
    kept.push_back({"line " + std::to_string(line), std::string(code), std::move(arguments), false});
}

UnitTable ReadUnits(std::string_view csv) {
    UnitTable table;
    CsvReader reader(csv, table.unescaped);
    const auto columns = ReadHeader(reader, table.faults);
    if (!columns) return table;
    if (!ReadRows(reader, *columns, table) || table.rows.empty()) return table;
    FindParents(table);
    CheckRoots(table);
    CheckPlaces(table);
    CheckNamesAmongSiblings(table);
    SortByLine(table.faults.kept);
    return table;
}

Kind DecideKind(Level level, std::string_view code) {
    const auto number = [&](std::size_t digits) {
        return code.size() < digits ? 0 : std::stoi(std::string(code.substr(code.size() - digits)));
    };
    switch (level) {
        case Level::kCounty: {
            const int county = number(2);
            return county >= 71 && county <= 79 ? Kind::kFunctionalZone : Kind::kAdministrative;
        }
        case Level::kTownship:
        case Level::kVillage:
            return number(3) >= 400 ? Kind::kStatistical : Kind::kAdministrative;
        default:
            return Kind::kAdministrative;
    }
}

std::vector<Place> DecideOrder(std::span<const Node> nodes) {
    // Siblings side by side, in their order; the root's key sorts first.
    std::vector<std::int32_t> order(nodes.size());
    for (std::size_t index = 0; index < order.size(); ++index)
        order[index] = static_cast<std::int32_t>(index);
    const auto key = [&](std::int32_t index) {
        const Node& node = nodes[static_cast<std::size_t>(index)];
        return std::tuple(node.parent, !node.is_territory, node.code);
    };
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return key(a) < key(b); });
    std::vector<std::size_t> first_child(nodes.size() + 1, order.size());
    for (std::size_t at = order.size(); at-- > 0;) {
        const std::int32_t parent = nodes[static_cast<std::size_t>(order[at])].parent;
        if (parent >= 0) first_child[static_cast<std::size_t>(parent)] = at;
    }

    std::vector<Place> places;
    places.reserve(nodes.size());
    struct Open {
        Ordinal ordinal;
        std::int32_t node;
        std::size_t next;  // in order
    };
    std::vector<Open> open;
    const auto enter = [&](std::int32_t node, Ordinal parent) {
        const auto ordinal = static_cast<Ordinal>(places.size());
        places.push_back({node, parent, ordinal, static_cast<std::uint8_t>(open.size())});
        open.push_back({ordinal, node, first_child[static_cast<std::size_t>(node)]});
    };
    if (!order.empty()) enter(order[0], -1);
    while (!open.empty()) {
        Open& top = open.back();
        if (top.next < order.size() && nodes[static_cast<std::size_t>(order[top.next])].parent == top.node) {
            const std::int32_t child = order[top.next++];
            enter(child, top.ordinal);
        } else {
            places[static_cast<std::size_t>(top.ordinal)].last = static_cast<Ordinal>(places.size()) - 1;
            open.pop_back();
        }
    }
    if (places.size() != nodes.size()) throw std::logic_error("the units do not make one tree");
    return places;
}

std::string_view ToWord(Change change) {
    switch (change) {
        case Change::kAdded:
            return "added";
        case Change::kRenamed:
            return "renamed";
        case Change::kMoved:
            return "moved";
        case Change::kRemoved:
            return "removed";
    }
    throw std::logic_error("no such change");
}

std::optional<Change> ChangeFromWord(std::string_view word) {
    for (const Change change : {Change::kAdded, Change::kRenamed, Change::kMoved, Change::kRemoved}) {
        if (ToWord(change) == word) return change;
    }
    return std::nullopt;
}

NextNodes DecideNextNodes(const UnitTable& table, const Tree* base) {
    NextNodes next;
    next.nodes.reserve(table.rows.size());
    std::unordered_map<std::string_view, std::int32_t> by_code;
    for (std::size_t index = 0; index < table.rows.size(); ++index) {
        const UnitRow& row = table.rows[index];
        next.nodes.push_back({row.parent, row.code, true});
        by_code.emplace(row.code, static_cast<std::int32_t>(index));
    }
    if (base == nullptr) return next;
    for (Ordinal ordinal = 0; ordinal < base->size(); ++ordinal) {
        const TreeUnit& unit = base->At(ordinal);
        if (IsTerritory(unit.kind)) continue;
        // A parent comes before its subordinates, so a department of a department finds its own already
        // placed.
        const auto parent = by_code.find(base->At(unit.parent).code);
        if (parent == by_code.end()) continue;
        by_code.emplace(unit.code, static_cast<std::int32_t>(next.nodes.size()));
        next.nodes.push_back({parent->second, unit.code, false});
        next.departments.push_back(ordinal);
    }
    return next;
}

Difference DecideDifference(const UnitTable& table, const Tree* base) {
    Difference difference;
    std::vector<DifferenceRow> renamed, moved, removed;
    std::vector<bool> stays(base == nullptr ? 0 : static_cast<std::size_t>(base->size()), false);
    for (std::size_t index = 0; index < table.rows.size(); ++index) {
        const UnitRow& row = table.rows[index];
        const auto row_index = static_cast<std::int32_t>(index);
        const auto before = base == nullptr ? std::nullopt : base->FindCode(row.code);
        if (!before) {
            difference.rows.push_back({Change::kAdded, row_index, -1});
            continue;
        }
        stays[static_cast<std::size_t>(*before)] = true;
        const Ordinal parent = base->At(*before).parent;
        const std::string_view was_parent = parent < 0 ? std::string_view() : base->At(parent).code;
        const bool is_renamed = base->OfficialName(*before) != row.name;
        const bool is_moved = was_parent != row.parent_code;
        if (is_renamed) renamed.push_back({Change::kRenamed, row_index, *before});
        if (is_moved) moved.push_back({Change::kMoved, row_index, *before});
        if (is_renamed || is_moved) ++difference.changed;
    }
    difference.added = static_cast<std::int64_t>(difference.rows.size());
    if (base != nullptr) {
        for (const Ordinal department : DecideNextNodes(table, base).departments) {
            stays[static_cast<std::size_t>(department)] = true;
        }
        for (Ordinal ordinal = 0; ordinal < base->size(); ++ordinal) {
            if (!stays[static_cast<std::size_t>(ordinal)]) removed.push_back({Change::kRemoved, -1, ordinal});
        }
    }
    difference.renamed = static_cast<std::int64_t>(renamed.size());
    difference.moved = static_cast<std::int64_t>(moved.size());
    difference.removed = static_cast<std::int64_t>(removed.size());
    for (const auto* part : {&renamed, &moved, &removed}) {
        difference.rows.insert(difference.rows.end(), part->begin(), part->end());
    }
    return difference;
}

}  // namespace qz::directory
