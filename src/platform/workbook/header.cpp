#include "platform/workbook/header.hpp"

#include <set>

#include "platform/workbook/column_names.hpp"
#include "platform/workbook/columns_guess.hpp"
#include "platform/workbook/data_rows.hpp"
#include "platform/workbook/header_words.hpp"

namespace qz::workbook {
namespace {

constexpr std::size_t kMostProblems = 50;

// What the lines above a table are: its title, and captions beside and around it.
void TakeLinesAbove(const SheetView& view, std::size_t from, std::uint32_t header_row, SheetPlan& plan) {
    struct Line {
        std::uint32_t row;
        std::string text;
        int score;
    };
    std::vector<Line> lines;
    const auto& rows = view.sheet().rows;
    constexpr std::size_t kMostLines = 40;
    for (std::size_t index = from;
         index < rows.size() && rows[index].number < header_row && lines.size() < kMostLines; ++index) {
        for (const ViewCell& cell : view.RowAt(index).cells) {
            Line line{rows[index].number, cell.text, 0};
            if (!cell.IsText() || IsCaption(cell.text) || Length(cell.text) > 60 || Length(cell.text) < 2) {
                line.score = -10;
            }
            if (cell.range.Columns() > 2) line.score += 2;
            if (NamesATable(cell.text)) line.score += 2;
            if (EndsWithAny(cell.text, {"。", "；", "，"})) line.score -= 4;
            lines.push_back(std::move(line));
        }
    }
    const auto title = std::max_element(lines.begin(), lines.end(),
                                        [](const Line& a, const Line& b) { return a.score < b.score; });
    for (auto line = lines.begin(); line != lines.end(); ++line) {
        if (std::vector<std::string> units = UnitsOfCaption(line->text); !units.empty()) {
            plan.caption_units = std::move(units);
        }
        if (line == title && line->score >= 0) {
            plan.title = line->text;
            plan.title_row = line->row;
        } else {
            plan.captions.push_back({line->row, line->text});
        }
    }
}

void GiveUnits(SheetPlan& plan) {
    // Of 单位：万元、% the first alone measures what the names do not say.
    std::vector<std::string> amounts;
    for (const std::string& unit : plan.caption_units) {
        if (!EndsWithAny(unit, {"%", "％", "‰"})) amounts.push_back(unit);
    }
    for (ColumnPlan& column : plan.columns) {
        if (!column.unit.empty()) continue;
        const ColumnType type = column.guess.type;
        if (type != ColumnType::kInteger && type != ColumnType::kDecimal) continue;
        if (column.numbers_rows || EndsWithAny(column.name, {"号", "编号", "代码", "编码", "年份", "年度"}))
            continue;
        std::string whole;
        for (const std::string& section : column.section) whole += section;
        whole += column.name;
        const bool counts = EndsWithAny(column.name, {"数", "次"});
        // 月数 counts months, whatever the caption says.
        std::string_view counted;
        if (column.name.ends_with("数")) {
            counted =
                std::string_view(column.name).substr(0, column.name.size() - std::string_view("数").size());
            if (!IsUnitOfMeasure(counted)) counted = {};
        }
        for (const std::string& unit : plan.caption_units) {
            // Of 单位：亩、户、份 the last measures what names it, or numbers of something.
            const bool named = plan.caption_units.size() == 1 || HasDimension(unit) ||
                               whole.find(unit) != std::string::npos || HoldsAny(whole, {"数"});
            if (!named || !unit.ends_with(counted)) continue;
            const bool only =
                amounts.size() == 1 && unit == amounts.front() && UnitOfName(column.name).empty();
            if (UnitFits(unit, column.name) ||
                (only && !counts && (UnitFits(unit, whole) || TakesUnitOfAmount(unit, whole)))) {
                column.unit = unit;
                break;
            }
        }
        if (column.unit.empty()) column.unit = UnitOfName(column.name);
        if (column.unit.empty() && !column.section.empty()) column.unit = UnitOfName(column.section.back());
        // The cells hold a fraction: 0.0909 is not so many per cent.
        if (column.guess.shown_as_percent && column.unit == "%") column.unit.clear();
    }
}

struct KindAndConfidence {
    SheetKind kind = SheetKind::kUnknown;
    double confidence = 0;
};

// The column that says whose row it is: of 乡镇 beside 村名 the second.
const ColumnPlan* OwnUnitColumn(const SheetPlan& plan) {
    const auto names_units_of = [](const ColumnPlan& column) {
        const bool figures =
            column.guess.type == ColumnType::kInteger || column.guess.type == ColumnType::kDecimal;
        return NamesUnits(column.name) && column.unit.empty() && !figures;
    };
    const ColumnPlan* own = nullptr;
    for (const ColumnPlan& column : plan.columns) {
        if (column.numbers_rows) continue;
        const bool names_units = names_units_of(column) && column.name != "责任单位";
        if (!names_units && own) break;
        if (names_units) own = &column;
    }
    if (own) return own;
    const auto any = std::find_if(plan.columns.begin(), plan.columns.end(), names_units_of);
    return any == plan.columns.end() ? nullptr : &*any;
}

// 项目名称 before the units, 设施名称 beside them: a row for each of these things.
bool ListsThings(const SheetPlan& plan, const ColumnPlan* unit) {
    const ColumnPlan* before = nullptr;
    for (const ColumnPlan& column : plan.columns) {
        const bool thing = column.name.ends_with("名称") && !NamesUnits(column.name);
        const bool certain = HoldsAny(column.name, {"项目", "设施", "企业", "公司", "道路", "合作社", "场所",
                                                    "水库", "河", "工程", "设备", "个体"});
        if (thing && (column.column < unit->column || (before == unit && certain))) return true;
        before = &column;
    }
    return false;
}

// Units as names of the columns: the table lies on its side.
bool HeadsAreUnits(const SheetPlan& plan) {
    std::size_t units = 0;
    std::size_t others = 0;
    for (const ColumnPlan& column : plan.columns) {
        if (column.numbers_rows || &column == &plan.columns.front()) continue;
        const bool unit = Length(column.name) >= 3 && column.section.empty() && !NamesUnits(column.name) &&
                          EndsWithAny(column.name, {"村", "社区", "镇", "乡", "街道", "县"});
        ++(unit ? units : others);
    }
    return units >= 2 && units >= others;
}

// One row for each unit, or rows of people and things: by what heads the columns, and by how often a unit's
// name stands in its column.
KindAndConfidence DecideKind(const Grid& grid, const SheetGrid& sheet, const SheetPlan& plan) {
    const ColumnPlan* unit = OwnUnitColumn(plan);
    bool person = false;
    bool id_number = false;
    bool indicators = false;
    bool measure = false;
    std::size_t numbers = 0;
    for (const ColumnPlan& column : plan.columns) {
        person = person || NamesPeople(column.name);
        id_number = id_number || column.guess.type == ColumnType::kIdNumber;
        indicators = indicators || EndsWithAny(column.name, {"指标", "指标名称", "项目", "项目名称", "内容"});
        measure = measure || column.name == "计量单位";
        numbers += !column.numbers_rows &&
                   (column.guess.type == ColumnType::kInteger || column.guess.type == ColumnType::kDecimal);
    }
    if (id_number || (person && !unit)) return {SheetKind::kRoster, id_number && person ? 0.95 : 0.85};
    UnitValues seen;
    if (unit) {
        seen = CountUnitValues(grid, sheet, plan, unit->column);
        // 单位 is what a thing is measured in as well.
        if (seen.values > 0 && seen.measures * 10 >= seen.values * 8) {
            unit = nullptr;
            measure = true;
        }
    }
    if (!unit) {
        if ((indicators && measure) || HeadsAreUnits(plan)) return {SheetKind::kUnknown, 0.4};
        return {SheetKind::kRoster, plan.columns.size() >= 2 ? 0.5 : 0.3};
    }
    if (seen.values == 0) return {person ? SheetKind::kRoster : SheetKind::kSingle, person ? 0.6 : 0.55};
    const double distinct = static_cast<double>(seen.distinct) / static_cast<double>(seen.values);
    const double unit_like = static_cast<double>(seen.unit_like) / static_cast<double>(seen.values);
    const bool each_once = distinct >= 0.95 && seen.values * 10 >= plan.rows * 9;
    if (person)
        return each_once && unit_like > 0.8 && seen.values >= 3 ? KindAndConfidence{SheetKind::kSingle, 0.5}
                                                                : KindAndConfidence{SheetKind::kRoster, 0.85};
    if (ListsThings(plan, unit)) return {SheetKind::kRoster, each_once ? 0.5 : 0.8};
    // One unit over several rows.
    const RowRange data = plan.DataRange();
    const auto down = [&](const CellRange& merge) {
        return merge.Rows() > 1 && merge.first_row >= data.first && merge.last_row <= data.last &&
               merge.first_column <= unit->column && merge.last_column >= unit->column;
    };
    if (std::any_of(sheet.merges.begin(), sheet.merges.end(), down)) return {SheetKind::kRoster, 0.75};
    if (each_once) return {SheetKind::kSingle, unit_like > 0.6 && numbers > 0 ? 0.9 : 0.65};
    // Units that stand once, with rows of theirs below that do not say it again.
    if (distinct >= 0.95) return {SheetKind::kRoster, 0.5};
    return {SheetKind::kRoster, 0.75};
}

// A merge that lies over another. No program writes such a file; Excel repairs it by throwing merges away.
std::optional<CellRange> OverlappingMerge(const SheetGrid& sheet) {
    std::vector<CellRange> merges = sheet.merges;
    std::sort(merges.begin(), merges.end(), [](const CellRange& a, const CellRange& b) {
        return std::pair(a.first_row, a.first_column) < std::pair(b.first_row, b.first_column);
    });
    // From the top down; those that reach the row at hand by their first column. Until the first that
    // overlaps they lie side by side, so that only two neighbours are to be looked at.
    std::map<std::uint32_t, CellRange> reaching;
    for (const CellRange& merge : merges) {
        for (auto right = reaching.lower_bound(merge.first_column);
             right != reaching.end() && right->second.first_column <= merge.last_column;) {
            if (right->second.last_row >= merge.first_row) return merge;
            right = reaching.erase(right);
        }
        if (auto left = reaching.lower_bound(merge.first_column); left != reaching.begin()) {
            const CellRange& before = std::prev(left)->second;
            if (before.last_column >= merge.first_column && before.last_row >= merge.first_row) return merge;
        }
        reaching[merge.first_column] = merge;
    }
    return std::nullopt;
}

void FindProblems(const SheetView& view, SheetPlan& plan, const std::vector<std::uint32_t>& nameless) {
    const auto add = [&](std::uint32_t row, std::uint32_t column, std::string_view code,
                         Arguments arguments = {}) {
        if (plan.problems.size() >= kMostProblems) return;
        plan.problems.push_back(
            {plan.sheet + "!" + Reference(row, column), std::string(code), std::move(arguments), false});
    };
    for (const std::uint32_t column : nameless) {
        plan.left_out.push_back({true, column, column, LeftOut::Reason::kNoName});
        add(plan.header.last, column, "platform.workbook.value_without_name",
            {{"header", plan.sheet + "!" + Reference(plan.header.last, column)}});
    }
    std::map<std::string, const ColumnPlan*> seen;
    for (const ColumnPlan& column : plan.columns) {
        std::string path;
        for (const std::string& section : column.section) path += section + "/";
        const auto [first, fresh] = seen.emplace(path + column.name, &column);
        if (fresh) continue;
        add(column.from.back().first_row, column.column, "platform.workbook.same_name_twice",
            {{"name", column.name},
             {"first", Reference(first->second->from.back().first_row, first->second->column)},
             {"second", Reference(column.from.back().first_row, column.column)}});
    }
    const RowRange data = plan.DataRange();
    if (data.first == 0) return;
    for (const CellRange& merge : view.sheet().merges) {
        if (merge.first_row < data.first || merge.last_row > data.last || merge.Rows() < 2) continue;
        if (merge.last_column < view.first_column() || merge.first_column > view.last_column()) continue;
        add(merge.first_row, merge.first_column, "platform.workbook.merged_cells");
    }
}

// One table: its header, and everything down to the next one.
struct Table {
    SheetPlan plan;
    std::size_t end = 0;  // index of the first row that is no longer its own
    std::uint64_t weight = 0;
};

Table PlanTable(const Grid& grid, const SheetView& view, std::size_t from, const FoundHeader& header) {
    Table table;
    SheetPlan& plan = table.plan;
    plan.sheet = view.sheet().name;
    plan.hidden = view.sheet().hidden;
    plan.header = header.rows;
    plan.units_row = header.units_row;
    plan.numbering_row = header.numbering_row;
    TakeLinesAbove(view, from, header.rows.first, plan);
    for (std::size_t index = view.IndexOf(header.rows.first);
         index < view.sheet().rows.size() && view.sheet().rows[index].number <= header.last_row; ++index) {
        const GridRow& row = view.sheet().rows[index];
        if (row.hidden) plan.left_out.push_back({false, row.number, row.number, LeftOut::Reason::kHiddenRow});
    }

    // Names first without values, to know how wide the table is; then with them.
    std::vector<std::uint32_t> nameless;
    plan.columns = NameColumns(view, header, std::vector<bool>(view.last_column() + 1u, true), nameless);
    std::vector<bool> has_values;
    table.end = SortRows(view, header, plan, has_values);
    nameless.clear();
    plan.columns = NameColumns(view, header, has_values, nameless);
    GuessColumns(grid, view.sheet(), plan);
    GiveUnits(plan);
    const auto [kind, confidence] = DecideKind(grid, view.sheet(), plan);
    plan.kind = kind;
    plan.confidence = header.sure ? confidence : confidence * 0.6;
    if (kind == SheetKind::kUnknown) {
        plan.problems.push_back({plan.sheet, "platform.workbook.indicators_in_rows", {}, false});
    }
    if (plan.rows == 0) plan.problems.push_back({plan.sheet, "platform.workbook.no_data_rows", {}, false});
    FindProblems(view, plan, nameless);
    table.weight = (plan.rows + 1) * plan.columns.size();
    return table;
}

SheetPlan WithoutHeader(const SheetGrid& sheet, std::string reason) {
    SheetPlan plan;
    plan.sheet = sheet.name;
    plan.hidden = sheet.hidden;
    plan.reason = std::move(reason);
    return plan;
}

RowRange RowsBetween(const SheetGrid& sheet, std::size_t from, std::size_t end) {
    return {sheet.rows[from].number, sheet.rows[end - 1].number};
}

// Where the columns begin anew whose names stand again: 序号 姓名 电话 序号 姓名 电话 is one list folded to
// stand beside itself. Only what begins with the number or the name of a row is folded.
std::vector<std::uint32_t> Folds(const std::vector<ColumnPlan>& columns) {
    if (columns.size() < 4) return {};
    const ColumnPlan& first = columns.front();
    if (!first.numbers_rows && !NamesPeople(first.name) && !NamesUnits(first.name)) return {};
    for (std::size_t width = 2; width * 2 <= columns.size(); ++width) {
        if (columns.size() % width != 0) continue;
        bool same = true;
        for (std::size_t index = width; index < columns.size() && same; ++index) {
            same = columns[index].name == columns[index - width].name &&
                   columns[index].section == columns[index - width].section;
        }
        if (!same) continue;
        std::vector<std::uint32_t> folds;
        for (std::size_t index = width; index < columns.size(); index += width) {
            folds.push_back(columns[index].column);
        }
        return folds;
    }
    return {};
}

// The largest table within some columns of the sheet.
std::optional<Table> PlanSpan(const Grid& grid, const SheetView& view, const PlanOptions& options,
                              std::string& reason) {
    const SheetGrid& sheet = view.sheet();
    if (options.header) {
        return PlanTable(grid, view, 0, MarkedHeader(view, *options.header));
    }
    constexpr std::size_t kMostTables = 20;
    std::vector<std::pair<Table, RowRange>> tables;
    std::size_t from = 0;
    while (from < sheet.rows.size() && tables.size() < kMostTables) {
        const auto header = FindHeader(view, from);
        if (!header) break;
        if (tables.empty() && header->rows.first == header->rows.last &&
            LooksLikeCard(view, view.IndexOf(header->rows.first))) {
            reason = "platform.workbook.header_is_card";
            return std::nullopt;
        }
        Table table = PlanTable(grid, view, from, *header);
        const std::size_t end = std::max(table.end, view.IndexOf(header->last_row + 1));
        tables.emplace_back(std::move(table), RowsBetween(sheet, view.IndexOf(header->rows.first), end));
        from = end;
    }
    if (tables.empty()) {
        reason = LooksLikeCard(view, 0) ? "platform.workbook.header_is_card"
                                        : "platform.workbook.header_not_found";
        return std::nullopt;
    }
    auto largest = std::max_element(tables.begin(), tables.end(), [](const auto& a, const auto& b) {
        return a.first.weight < b.first.weight;
    });
    for (const auto& [table, rows] : tables) {
        if (&table != &largest->first) {
            largest->first.plan.left_out.push_back(
                {false, rows.first, rows.last, LeftOut::Reason::kOtherTable});
        }
    }
    return std::move(largest->first);
}

}  // namespace

std::string_view WordFor(SheetKind kind) {
    switch (kind) {
        case SheetKind::kSingle:
            return "single";
        case SheetKind::kRoster:
            return "roster";
        case SheetKind::kUnknown:
            break;
    }
    return "unknown";
}

std::string_view WordFor(LeftOut::Reason reason) {
    using Reason = LeftOut::Reason;
    switch (reason) {
        case Reason::kOtherTable:
            return "other_table";
        case Reason::kNoName:
            return "no_name";
        case Reason::kRepeatedHeader:
            return "repeated_header";
        case Reason::kSectionLine:
            return "section_line";
        case Reason::kOfWhich:
            return "of_which";
        case Reason::kExample:
            return "example";
        case Reason::kOnlyNumber:
            return "only_number";
        case Reason::kHiddenRow:
            return "hidden_row";
        case Reason::kBeside:
            return "beside";
    }
    return "other_table";
}

std::string ColumnPlan::Letter() const {
    return Letters(column);
}

namespace {

SheetPlan PlanOf(const Grid& grid, const SheetGrid& sheet, const PlanOptions& options) {
    if (!sheet.has_cells) return WithoutHeader(sheet, "platform.workbook.sheet_without_cells");
    if (sheet.rows.empty()) return WithoutHeader(sheet, "platform.workbook.sheet_empty");
    if (options.header) {
        constexpr std::uint32_t kMostMarked = 20;
        const auto [first, last] = *options.header;
        if (first == 0 || last < first || last - first >= kMostMarked || first > sheet.rows.back().number) {
            return WithoutHeader(sheet, "platform.workbook.header_not_found");
        }
    }
    const std::vector<ColumnSpan> spans = SpansOf(grid, sheet);
    std::string reason = "platform.workbook.header_not_found";
    std::vector<std::pair<Table, ColumnSpan>> tables;
    std::vector<ColumnSpan> others;
    const auto plan_span = [&](const ColumnSpan& span) {
        return PlanSpan(grid, SheetView(grid, sheet, span.first, span.last), options, reason);
    };
    const auto add = [&](const ColumnSpan& span) {
        auto table = plan_span(span);
        if (!table) {
            others.push_back(span);
            return;
        }
        std::vector<std::uint32_t> folds = Folds(table->plan.columns);
        if (folds.empty()) {
            tables.emplace_back(std::move(*table), span);
            return;
        }
        folds.push_back(span.last + 1);
        ColumnSpan part{span.first, span.first};
        for (const std::uint32_t fold : folds) {
            part.last = fold - 1;
            if (auto folded = plan_span(part)) tables.emplace_back(std::move(*folded), part);
            part.first = fold;
        }
    };
    if (options.header) {
        add({spans.front().first, spans.back().last});
    } else {
        for (const ColumnSpan& span : spans) add(span);
    }
    if (tables.empty() || tables.front().first.plan.columns.empty())
        return WithoutHeader(sheet, std::move(reason));
    auto largest = std::max_element(tables.begin(), tables.end(), [](const auto& a, const auto& b) {
        return a.first.weight < b.first.weight;
    });
    SheetPlan plan = std::move(largest->first.plan);
    for (const auto& [table, span] : tables) {
        if (&table != &largest->first)
            plan.left_out.push_back({true, span.first, span.last, LeftOut::Reason::kOtherTable});
    }
    for (const ColumnSpan& span : others) {
        plan.left_out.push_back({true, span.first, span.last, LeftOut::Reason::kBeside});
    }
    return plan;
}

}  // namespace

SheetPlan PlanSheet(const Grid& grid, const SheetGrid& sheet, const PlanOptions& options) {
    SheetPlan plan = PlanOf(grid, sheet, options);
    if (const auto merge = OverlappingMerge(sheet)) {
        const std::string at = Reference(merge->first_row, merge->first_column);
        plan.problems.push_back({sheet.name + "!" + at,
                                 "platform.workbook.merges_overlap",
                                 {{"range", at + ":" + Reference(merge->last_row, merge->last_column)}},
                                 false});
    }
    return plan;
}

std::vector<SheetPlan> PlanWorkbook(const Grid& grid) {
    std::vector<SheetPlan> plans;
    for (const SheetGrid& sheet : grid.sheets()) plans.push_back(PlanSheet(grid, sheet));
    return plans;
}

}  // namespace qz::workbook
