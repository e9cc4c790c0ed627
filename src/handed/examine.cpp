#include "handed/examine.hpp"

#include "handed/column_roles.hpp"

namespace qz::handed {

namespace {

using catalogue::Element;
using catalogue::Held;
using catalogue::ValueType;

// Everything that one workbook is held against.
struct World {
    const secrets::Keyring& keys;
    UnitId unit;
    std::shared_ptr<const directory::Tree> tree;
    std::shared_ptr<const catalogue::Elements> elements;
    const catalogue::Matcher& matcher;
    OwnUnit own;
    HeldFacts facts;
    bool is_town = false;
    const Decision& decision;
};

bool IsSensitive(const Element& element) {
    return element.type == ValueType::kIdNumber || element.sensitivity == "sensitive";
}

// Why a held value may not be written into what leaves the system; "" where it may. What the unit itself
// reported is its own; what others gave keeps to the terms they gave it under.
std::string_view WhyNot(const Element& element, const Held& held, const Decision& decision) {
    const bool own = held.source.kind == "return";
    if (element.sharing == "none" && !own) return "handed.column.not_shared";
    if (!own && element.sharing == "conditional" && !element.purposes.empty()) {
        if (decision.purpose.empty()) return "handed.column.purpose_needed";
        if (std::find(element.purposes.begin(), element.purposes.end(), decision.purpose) ==
            element.purposes.end()) {
            return "handed.column.purpose_not_permitted";
        }
    }
    if (!IsSensitive(element) || decision.sensitive == Sensitive::kReveal) return {};
    if (element.type == ValueType::kIdNumber && decision.sensitive == Sensitive::kMask) return {};
    return "handed.column.needs_reveal";
}

class SheetReader {
 public:
    SheetReader(const World& world, const workbook::Grid& grid, const workbook::SheetGrid& sheet,
                const SheetMarks& marks)
        : world_(world), sheet_(sheet) {
        plan_ = workbook::PlanSheet(grid, sheet, {.header = marks.header});
        result_.name = plan_.sheet;
        result_.hidden = plan_.hidden;
        result_.title = plan_.title;
        result_.reason = plan_.reason;
        result_.header = plan_.header;
        result_.columns = MatchColumns(plan_, marks, world.matcher, *world.elements);
        // A town's own table names towns; its villages stand below it.
        if (world.is_town && Find(Role::kUnitName) == nullptr) {
            for (ColumnResult& column : result_.columns) {
                if (column.role == Role::kTown) column.role = Role::kUnitName;
            }
        }
        result_.kind = workbook::WordFor(plan_.kind);
        // A table that names units and no people has a row for each unit, however its rows repeat.
        roster_ = Find(Role::kPersonNumber) != nullptr || Find(Role::kPersonName) != nullptr ||
                  (plan_.kind == workbook::SheetKind::kRoster && !NamesUnits());
    }

    SheetResult Read() {
        if (!plan_.columns.empty()) {
            ReadRows();
            for (ColumnResult& column : result_.columns) Explain(column);
        }
        return std::move(result_);
    }

 private:
    ColumnResult* Find(Role role) {
        for (ColumnResult& column : result_.columns) {
            if (column.role == role) return &column;
        }
        return nullptr;
    }
    bool NamesUnits() { return Find(Role::kUnitCode) != nullptr || Find(Role::kUnitName) != nullptr; }

    // The text of a cell, or of the merged cells that lie over it.
    std::string TextAt(std::uint32_t row, const ColumnResult* column) const {
        if (column == nullptr) return {};
        const workbook::GridCell* cell = sheet_.Find(row, column->column);
        if (cell == nullptr || cell->kind == workbook::CellKind::kBlank) {
            for (const workbook::CellRange& merge : sheet_.merges) {
                if (merge.Holds(row, column->column)) cell = sheet_.Find(merge.first_row, merge.first_column);
            }
        }
        if (cell == nullptr || cell->kind == workbook::CellKind::kImpreciseNumber) return {};
        return std::string(cell->text);
    }

    void ReadRows() {
        std::int64_t rows = 0;
        auto row = sheet_.rows.begin();
        for (const workbook::RowRange& run : plan_.data) {
            for (; row != sheet_.rows.end() && row->number <= run.last; ++row) {
                if (row->number < run.first) continue;
                ++rows;
                ReadRow(row->number);
            }
        }
        // An empty table with one row for each unit: the first row is ours.
        if (rows > 0 || roster_) return;
        const std::uint32_t first = std::max(plan_.header.last, plan_.numbering_row) + 1;
        WriteRow(first, {std::string()}, true);
    }

    void ReadRow(std::uint32_t row) {
        bool ours = true;
        if (NamesUnits()) {
            const std::string name = TextAt(row, Find(Role::kUnitName));
            const std::string code = TextAt(row, Find(Role::kUnitCode));
            switch (world_.own.Judge(code, name, TextAt(row, Find(Role::kTown)))) {
                case Ours::kNo:
                    // A row that names nobody is nobody's, except in a list of people that names none at all.
                    ours = false;
                    break;
                case Ours::kUnsure:
                    ours = world_.decision.confirmed.contains({result_.name, row});
                    if (!ours) {
                        result_.unsure.push_back(row);
                        return;
                    }
                    break;
                case Ours::kByCode:
                case Ours::kByName:
                    break;
            }
            if (!ours && !(roster_ && code.empty() && name.empty())) {
                ++result_.foreign;
                return;
            }
        }
        if (!roster_) return TakeSingle(row);
        TakePerson(row);
    }

    // Without a column that names units, only a table of one row can be this unit's.
    void TakeSingle(std::uint32_t row) {
        if (!NamesUnits() && plan_.rows != 1) {
            ++result_.unknown;
            return;
        }
        WriteRow(row, {std::string()}, true);
    }

    void TakePerson(std::uint32_t row) {
        std::vector<std::string> subjects;
        bool by_name = false;
        Findings none;
        Element number;
        number.type = ValueType::kIdNumber;
        const std::string typed = TextAt(row, Find(Role::kPersonNumber));
        if (const auto id_number = catalogue::ReadValue(number, typed, {}, none)) {
            subjects = world_.facts.ByKey(catalogue::RowKey(world_.keys, *id_number));
        } else if (typed.empty()) {
            const std::string name = TextAt(row, Find(Role::kPersonName));
            if (!name.empty()) subjects = world_.facts.ByName(name);
            by_name = !subjects.empty();
        }
        if (by_name) result_.by_name.push_back(row);
        if (subjects.empty() || (by_name && !world_.decision.by_name)) {
            ++result_.unknown;
            return;
        }
        WriteRow(row, subjects, false);
    }

    void WriteRow(std::uint32_t row, const std::vector<std::string>& subjects, bool of_unit) {
        ++result_.known;
        bool revealed = false;
        for (ColumnResult& column : result_.columns) {
            if (const workbook::GridCell* cell = sheet_.Find(row, column.column);
                cell != nullptr && !workbook::Grid::IsBlank(*cell)) {
                if (column.role != Role::kNumbering) ++column.occupied;
                continue;
            }
            if (column.role == Role::kUnitCode || column.role == Role::kUnitName) {
                if (of_unit || !Covered(row, column.column))
                    Add(row, column, workbook::CellKind::kText,
                        std::string(column.role == Role::kUnitCode ? world_.own.code() : OwnName()));
                continue;
            }
            if (column.role == Role::kNumbering || column.role == Role::kTown) continue;
            revealed = WriteFact(row, column, subjects) || revealed;
        }
        if (revealed) result_.revealed.push_back(row);
    }

    std::string_view OwnName() const {
        const auto ordinal = world_.tree->Find(world_.unit);
        return ordinal ? world_.tree->At(*ordinal).name : std::string_view();
    }
    bool Covered(std::uint32_t row, std::uint32_t column) const {
        return std::any_of(sheet_.merges.begin(), sheet_.merges.end(),
                           [&](const workbook::CellRange& merge) { return merge.Holds(row, column); });
    }

    // Whether a sensitive fact was written in full.
    bool WriteFact(std::uint32_t row, ColumnResult& column, const std::vector<std::string>& subjects) {
        const Element* element = column.element;
        if (element == nullptr || UnitsDiffer(column)) {
            ++column.missing;
            return false;
        }
        const Held* held = world_.facts.Of(subjects, element->id);
        if (held == nullptr && element->subject == "unit") held = world_.facts.Own(element->id);
        if (held == nullptr || !held->value) {
            ++column.missing;
            return false;
        }
        if (const std::string_view why = WhyNot(*element, *held, world_.decision); !why.empty()) {
            ++column.missing;
            column.why_not = why;
            return false;
        }
        const bool full = IsSensitive(*element) && world_.decision.sensitive == Sensitive::kReveal;
        const auto [kind, text] = Written(*element, *held);
        Add(row, column, kind, text);
        result_.fills.back().per_cent = text::Normalise(element->unit) == "%";
        return full;
    }

    std::pair<workbook::CellKind, std::string> Written(const Element& element, const Held& held) const {
        const std::string& value = *held.value;
        switch (element.type) {
            case ValueType::kInteger:
            case ValueType::kDecimal:
                return {workbook::CellKind::kNumber, value};
            case ValueType::kDate:
                return {workbook::CellKind::kDate, value};
            case ValueType::kYesNo:
                return {workbook::CellKind::kText, value == "1" ? "是" : "否"};
            case ValueType::kChoice:
                for (const catalogue::Code& choice : element.choices) {
                    if (choice.code == value) return {workbook::CellKind::kText, choice.label};
                }
                return {workbook::CellKind::kText, value};
            case ValueType::kIdNumber:
                if (world_.decision.sensitive == Sensitive::kReveal && secrets::Keyring::IsSealed(value)) {
                    return {
                        workbook::CellKind::kText,
                        world_.keys.Open(value, secrets::BindingOf(world_.unit, held.subject, element.code))};
                }
                return {workbook::CellKind::kText,
                        catalogue::Masked(world_.keys, element, world_.unit, held.subject, value)};
            case ValueType::kText:
            case ValueType::kPhone:
                break;
        }
        return {workbook::CellKind::kText, value};
    }

    void Add(std::uint32_t row, ColumnResult& column, workbook::CellKind kind, std::string text) {
        result_.fills.push_back({row, column.column, kind, std::move(text)});
        ++column.filled;
    }

    // 亩 is not written into a column of 公顷: nobody would see that the figure is wrong.
    static bool UnitsDiffer(const ColumnResult& column) {
        return !column.unit.empty() && !column.element->unit.empty() &&
               text::Normalise(column.unit) != text::Normalise(column.element->unit);
    }

    static void Explain(ColumnResult& column) {
        if (column.filled > 0) {
            if (column.why_not.empty() || column.missing == 0) column.why_not.clear();
            return;
        }
        if (!column.why_not.empty()) return;
        if (column.role == Role::kNumbering) {
            column.why_not = "handed.column.numbering";
        } else if (column.role == Role::kTown || column.role == Role::kUnitCode ||
                   column.role == Role::kUnitName) {
            column.why_not = "handed.column.names_units";
        } else if (column.element == nullptr) {
            column.why_not = column.twice ? "handed.column.name_twice" : "handed.column.no_element";
        } else if (UnitsDiffer(column)) {
            column.why_not = "handed.column.unit_differs";
        } else if (column.missing > 0) {
            column.why_not = "handed.column.nothing_held";
        } else if (column.occupied > 0) {
            column.why_not = "handed.column.full_already";
        } else {
            column.why_not = "handed.column.no_row";
        }
    }

    const World& world_;
    const workbook::SheetGrid& sheet_;
    workbook::SheetPlan plan_;
    SheetResult result_;
    bool roster_ = false;
};

std::string Letters(std::uint32_t column) {
    std::string reference = workbook::Reference(1, column);
    reference.pop_back();
    return reference;
}

json::object ColumnJson(const ColumnResult& column) {
    json::array section;
    for (const std::string& heading : column.section) section.emplace_back(heading);
    json::array alternatives;
    for (const Alternative& one : column.alternatives) {
        alternatives.push_back(json::object{{"element", one.element.ToString()},
                                            {"code", one.code},
                                            {"label", one.label},
                                            {"score", one.score}});
    }
    json::array purposes;
    if (column.element) {
        for (const std::string& purpose : column.element->purposes) purposes.emplace_back(purpose);
    }
    return {{"index", column.column},
            {"column", Letters(column.column)},
            {"label", column.label},
            {"section", std::move(section)},
            {"unit", column.unit},
            {"role", ToWord(column.role)},
            {"element", column.element ? json::value(column.element->id.ToString()) : json::value()},
            {"element_label", column.element ? json::value(column.element->label) : json::value()},
            {"sensitive", column.element && IsSensitive(*column.element)},
            {"purposes", std::move(purposes)},
            {"score", column.score},
            {"chosen", column.chosen},
            {"alternatives", std::move(alternatives)},
            {"fillable", column.filled > 0},
            {"why_not", column.why_not},
            {"filled", column.filled},
            {"missing", column.missing},
            {"occupied", column.occupied}};
}

json::array Numbers(const std::vector<std::uint32_t>& rows) {
    json::array numbers;
    for (std::size_t i = 0; i < rows.size() && i < 200; ++i) numbers.emplace_back(rows[i]);
    return numbers;
}

}  // namespace

std::int64_t Understood::Filled() const {
    std::int64_t filled = 0;
    for (const SheetResult& sheet : sheets) filled += static_cast<std::int64_t>(sheet.fills.size());
    return filled;
}

std::int64_t Understood::Revealed() const {
    std::int64_t revealed = 0;
    for (const SheetResult& sheet : sheets) revealed += static_cast<std::int64_t>(sheet.revealed.size());
    return revealed;
}

Understood Examine(storage::Snapshot& snapshot, const secrets::Keyring& keys, UnitId unit,
                   const workbook::Grid& grid, const catalogue::Matcher& matcher, const Marks& marks,
                   const Decision& decision) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto elements = catalogue::AllElements(snapshot);
    const auto ordinal = tree->Find(unit);
    const World world{keys,
                      unit,
                      tree,
                      elements,
                      matcher,
                      OwnUnit(*tree, unit),
                      HeldFacts(catalogue::ListHeldWithRosters(snapshot, unit), *elements),
                      ordinal && tree->At(*ordinal).level == directory::Level::kTownship,
                      decision};
    Understood understood;
    understood.elements = elements;
    static const SheetMarks kUnmarked;
    for (const workbook::SheetGrid& sheet : grid.sheets()) {
        if (!sheet.has_cells) continue;
        const auto marked = marks.find(sheet.name);
        understood.sheets.push_back(
            SheetReader(world, grid, sheet, marked == marks.end() ? kUnmarked : marked->second).Read());
    }
    return understood;
}

json::object ViewJson(const Understood& understood) {
    json::array sheets;
    json::array missing;
    std::int64_t untouched = 0;
    for (const SheetResult& sheet : understood.sheets) {
        json::array columns;
        for (const ColumnResult& column : sheet.columns) {
            columns.push_back(ColumnJson(column));
            untouched += column.occupied;
            if (column.missing > 0) {
                missing.push_back(
                    json::object{{"sheet", sheet.name}, {"label", column.label}, {"cells", column.missing}});
            }
        }
        json::value header;
        if (sheet.header.first > 0) header = json::array{sheet.header.first, sheet.header.last};
        sheets.push_back(json::object{{"name", sheet.name},
                                      {"hidden", sheet.hidden},
                                      {"kind", sheet.kind},
                                      {"title", sheet.title},
                                      {"reason", sheet.reason},
                                      {"header_rows", std::move(header)},
                                      {"columns", std::move(columns)},
                                      {"rows", json::object{{"known", sheet.known},
                                                            {"unknown", sheet.unknown},
                                                            {"foreign", sheet.foreign},
                                                            {"unsure", Numbers(sheet.unsure)},
                                                            {"by_name", Numbers(sheet.by_name)}}}});
    }
    return {{"sheets", std::move(sheets)}, {"missing", std::move(missing)}, {"untouched", untouched}};
}

}  // namespace qz::handed
