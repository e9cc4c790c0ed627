// Returns that nobody had to open (系统引用): what the hub filed by itself, a county at a time.
//
// A block freezes values, their sources and versions for all units it answers for, column by column. It never
// changes: what a unit corrects becomes an ordinary return on top.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/answers.hpp"
#include "forms/model.hpp"

namespace qz::forms {

// One unit's part of a block on its way in.
struct UnopenedReturn {
    Ordinal ordinal = 0;  // in the task's tree
    Baseline baseline;
    std::string figures;  // FiguresOf the baseline's values
};

// What totals, progress and inboxes need of a block. Ordinals ascend; the other two run beside them.
struct FiledHead {
    UnitId group;  // the county, or the root for units outside any
    std::int64_t number = 0;
    std::int64_t id = 0;
    Instant filed_at;
    std::vector<Ordinal> ordinals;
    std::vector<std::string> figures;
    std::vector<std::int64_t> cells;  // delivered, of each unit

    std::optional<std::size_t> Find(Ordinal ordinal) const;
};

// A block's values.
struct FiledColumns {
    std::vector<BaselineSource> sources;
    std::vector<std::size_t> first_row;  // of each unit, and one past the last
    std::vector<std::string> keys;       // by row
    std::vector<std::vector<HeldCell>> fields;

    Baseline BaselineOf(std::size_t unit) const;
    std::vector<AnswerRow> AnswersOf(std::size_t unit) const;
};

// A block as the database keeps it. `units` holds ordinals, figures and cell counts; `values` the rest.
struct FiledBytes {
    std::string units;
    std::string values;
};
// Whole numbers are written as differences from row to row where the field is one, all else as text.
FiledBytes PackFiled(const Definition& definition, const std::vector<UnopenedReturn>& returns);
// Both throw std::runtime_error for bytes that PackFiled did not write.
void UnpackUnits(std::string_view bytes, FiledHead& head);
FiledColumns UnpackValues(const Definition& definition, std::string_view bytes);

}  // namespace qz::forms
