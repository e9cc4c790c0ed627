#include "catalogue/element_table.hpp"

#include "catalogue/value_rules.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::catalogue {

namespace {

constexpr std::string_view kBetween = "；";  // of several values in one cell

// The columns in their order; words of a fixed list are written in the reader's language.
struct Column {
    std::string_view word;
    std::vector<std::string_view> words = {};
    double width = 14;
};
const std::vector<Column>& Columns() {
    static const std::vector<Column> columns = {
        {"code", {}, 20},
        {"label", {}, 24},
        {"definition", {}, 36},
        {"type", {"text", "integer", "decimal", "date", "choice", "yes_no", "id_number", "phone"}},
        {"unit"},
        {"places"},
        {"code_set"},
        {"choices", {}, 30},
        {"period_type", {"none", "year", "half", "quarter", "month", "week", "day"}},
        {"refresh", {"once", "yearly", "quarterly", "monthly", "weekly", "daily"}},
        {"subject", {"unit", "person", "household", "site"}},
        {"sensitivity", {"public", "internal", "personal", "sensitive"}},
        {"sharing", {"unconditional", "conditional", "none"}},
        {"legal_basis", {}, 30},
        {"purposes", {}, 30},
        {"steward", {}, 20},
        {"aliases", {}, 30},
    };
    return columns;
}

std::string Sentence(i18n::Language language, std::string_view group, std::string_view word) {
    std::string key = "catalogue." + std::string(group);
    key += '.';
    key += word;
    return i18n::Sentence(language, key, {});
}

std::string Joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text += kBetween;
        text += part;
    }
    return text;
}

std::vector<std::string> Parted(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        std::size_t end = text.size();
        std::size_t width = 0;
        for (const std::string_view between : {kBetween, std::string_view(";"), std::string_view("\n")}) {
            const std::size_t at = text.find(between);
            if (at < end) {
                end = at;
                width = between.size();
            }
        }
        if (std::string part = WithoutInvisible(text.substr(0, end)); !part.empty())
            parts.push_back(std::move(part));
        text.remove_prefix(std::min(text.size(), end + width));
    }
    return parts;
}

std::string ChoicesText(const Element& element) {
    std::vector<std::string> parts;
    for (const Code& choice : element.choices) parts.push_back(choice.code + '=' + choice.label);
    return Joined(parts);
}

std::string AliasesText(const Element& element) {
    std::vector<std::string> parts;
    for (const Alias& alias : element.aliases) parts.push_back(alias.label);
    return Joined(parts);
}

std::string StewardCode(const Element& element, const directory::Tree& tree) {
    const auto ordinal = element.steward ? tree.Find(*element.steward) : std::nullopt;
    return ordinal ? std::string(tree.At(*ordinal).code) : std::string();
}

// What stands in a column, in code words.
std::string CellOf(const Element& element, std::string_view column, const directory::Tree& tree) {
    if (column == "code") return element.code;
    if (column == "label") return element.label;
    if (column == "definition") return element.definition;
    if (column == "type") return std::string(ToWord(element.type));
    if (column == "unit") return element.unit;
    if (column == "places") return std::to_string(element.places);
    if (column == "code_set") return element.code_set;
    if (column == "choices") return ChoicesText(element);
    if (column == "period_type") return element.period_type;
    if (column == "refresh") return element.refresh;
    if (column == "subject") return element.subject;
    if (column == "sensitivity") return element.sensitivity;
    if (column == "sharing") return element.sharing;
    if (column == "legal_basis") return element.legal_basis;
    if (column == "purposes") return Joined(element.purposes);
    if (column == "steward") return StewardCode(element, tree);
    return AliasesText(element);
}

// The word of a fixed list that a cell means, in either language; the cell itself where it is none.
std::string WordOf(const Column& column, const std::string& cell) {
    const std::string text = SearchText(cell);
    for (const std::string_view word : column.words) {
        if (text == word) return std::string(word);
        for (const auto language : {i18n::Language::kChinese, i18n::Language::kEnglish}) {
            if (text == SearchText(Sentence(language, column.word, word))) return std::string(word);
        }
    }
    return cell;
}

const Column* ColumnNamed(std::string_view name) {
    const std::string text = SearchText(name);
    for (const Column& column : Columns()) {
        if (text == column.word) return &column;
        for (const auto language : {i18n::Language::kChinese, i18n::Language::kEnglish}) {
            if (text == SearchText(Sentence(language, "column", column.word))) return &column;
        }
    }
    return nullptr;
}

std::string TextOf(const json::value& value) {
    if (const json::string* text = value.if_string()) return std::string(*text);
    if (const json::array* array = value.if_array()) {
        std::vector<std::string> parts;
        for (const json::value& item : *array) {
            const json::object* object = item.if_object();
            if (object == nullptr) {
                parts.push_back(TextOf(item));
                continue;
            }
            const json::value* label = object->if_contains("label");
            const json::value* code = object->if_contains("code");
            std::string part = code ? TextOf(*code) + '=' : std::string();
            if (label) part += TextOf(*label);
            parts.push_back(std::move(part));
        }
        return Joined(parts);
    }
    return value.is_null() ? std::string() : json::serialize(value);
}

std::vector<TableRow> ReadJsonTable(std::string_view bytes, Findings& findings) {
    const json::value document = ParseJson(bytes);
    const json::object* object = document.if_object();
    const json::value* list = object ? object->if_contains("elements") : &document;
    const json::array* items = list ? list->if_array() : nullptr;
    if (items == nullptr) throw Problem::RejectedAt("elements", "catalogue.import.no_elements");
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < items->size(); ++i) {
        TableRow row;
        row.place = "elements[" + std::to_string(i) + ']';
        const json::object* members = (*items)[i].if_object();
        if (members == nullptr) {
            findings.push_back({row.place, "platform.http.not_an_object", {}});
            continue;
        }
        for (const Column& column : Columns()) {
            const json::value* member = members->if_contains(column.word);
            if (member == nullptr) continue;
            row.cells[std::string(column.word)] = WordOf(column, TextOf(*member));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<TableRow> ReadWorkbookTable(std::string_view bytes, Findings& findings) {
    std::vector<TableRow> rows;
    std::vector<const Column*> columns;
    workbook::Header header;
    const std::string_view code = Columns().front().word;
    workbook::RowTaker taker;
    taker.header = [&](const workbook::Header& heading) {
        header = heading;
        for (std::size_t i = 0; i < heading.names.size(); ++i) {
            const Column* column = ColumnNamed(heading.names[i]);
            columns.push_back(column);
            if (column || heading.names[i].empty() || workbook::IsProblemColumn(heading.names[i])) continue;
            findings.push_back({workbook::Reference(heading.row, static_cast<std::uint32_t>(i)),
                                "catalogue.import.unknown_column",
                                {{"column", heading.names[i]}}});
        }
        return true;
    };
    taker.row = [&](const workbook::Row& line) {
        TableRow row;
        row.place = std::to_string(line.number);
        for (std::size_t i = 0; i < line.cells.size(); ++i) {
            if (columns[i] == nullptr) continue;
            if (auto fault = workbook::FaultOf(header, line, i)) {
                findings.push_back(std::move(*fault));
                continue;
            }
            const std::string word(columns[i]->word);
            row.cells[word] = WordOf(*columns[i], line.cells[i].text);
            row.fields[word] = header.sheet + (header.sheet.empty() ? "" : "!") +
                               workbook::Reference(line.number, static_cast<std::uint32_t>(i));
        }
        rows.push_back(std::move(row));
        return true;
    };
    workbook::ReadOptions options;
    options.is_header = [code](const std::vector<std::string>& names) {
        return std::any_of(names.begin(), names.end(), [code](const std::string& name) {
            const Column* column = ColumnNamed(name);
            return column != nullptr && column->word == code;
        });
    };
    const workbook::Summary summary = workbook::ReadTable(workbook::Source::Memory(bytes), options, taker);
    findings.insert(findings.end(), summary.findings.begin(), summary.findings.end());
    return rows;
}

// --- Comparison --------------------------------------------------------------------------------------------

class Comparer {
 public:
    Comparer(const LoadedElements& elements, const directory::Tree& tree,
             const std::vector<CodeSet>& code_sets, Findings& findings)
        : elements_(elements), tree_(tree), code_sets_(code_sets), findings_(findings) {}

    void Take(const TableRow& row) {
        const std::size_t before = findings_.size();
        const std::string code = Cell(row, "code");
        CheckCode(row, code);
        if (const auto [seen, is_new] = seen_.try_emplace(code, row.place); !is_new)
            Fault(row, "code", "catalogue.import.code_twice", {{"place", seen->second}});
        const Element* there = elements_.FindCode(code);
        ElementChange change = there ? Known(row, *there) : Unknown(row);
        change.next.code = code;
        TakeSteward(row, there, change);
        TakeAliases(row, change);
        if (findings_.size() > before) return;
        if (!there) {
            difference_.added.push_back(std::move(change));
        } else if (change.changes.empty()) {
            ++difference_.same;
        } else {
            difference_.changed.push_back(std::move(change));
        }
    }
    TableDifference Done() { return std::move(difference_); }

 private:
    static std::string Cell(const TableRow& row, std::string_view column) {
        const auto found = row.cells.find(column);
        return found == row.cells.end() ? std::string() : Tidied(found->second);
    }
    // What people write in sentences keeps its full-width signs.
    static std::string Written(const TableRow& row, std::string_view column) {
        const auto found = row.cells.find(column);
        return found == row.cells.end() ? std::string() : WithoutInvisible(found->second);
    }
    void Fault(const TableRow& row, std::string_view column, std::string code, Arguments arguments = {}) {
        findings_.push_back({row.FieldOf(column), std::move(code), std::move(arguments)});
    }

    void CheckCode(const TableRow& row, const std::string& code) {
        bool good = !code.empty() && code.size() <= 60 && code[0] >= 'a' && code[0] <= 'z';
        for (const char c : code)
            good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
        if (!good) Fault(row, "code", "catalogue.element.bad_code");
    }

    // A word of the column's list; the fault names the words.
    std::string Word(const TableRow& row, std::string_view column, std::string otherwise) {
        const std::string cell = Cell(row, column);
        if (cell.empty()) return otherwise;
        for (const Column& one : Columns()) {
            if (one.word != column) continue;
            std::string words;
            for (const std::string_view word : one.words) {
                if (cell == word) return cell;
                words += (words.empty() ? "" : "、") + Sentence(i18n::Language::kChinese, column, word);
            }
            Fault(row, column, "catalogue.import.unknown_word", {{"words", words}});
        }
        return otherwise;
    }
    std::string Text(const TableRow& row, std::string_view column, std::size_t longest) {
        std::string cell = Written(row, column);
        if (CountCodePoints(cell).value_or(longest + 1) > longest)
            Fault(row, column, "catalogue.import.too_long", {{"most", std::to_string(longest)}});
        return cell;
    }

    ElementChange Unknown(const TableRow& row) {
        ElementChange change;
        Element& next = change.next;
        next.label = Text(row, "label", 120);
        if (next.label.empty()) Fault(row, "label", "catalogue.import.label_missing");
        next.definition = Text(row, "definition", 1000);
        next.type = ValueTypeFromWord(Word(row, "type", "text")).value_or(ValueType::kText);
        next.unit = Text(row, "unit", 20);
        next.places = Places(row, 0);
        next.code_set = Cell(row, "code_set");
        for (const std::string& part : Parted(Written(row, "choices"))) {
            const std::size_t between = part.find('=');
            const std::string code = Tidied(std::string_view(part).substr(0, between));
            if (between == std::string::npos || code.empty() || between + 1 == part.size()) {
                Fault(row, "choices", "catalogue.import.bad_choices");
                break;
            }
            next.choices.push_back({code, part.substr(between + 1)});
        }
        CheckChoices(row, next);
        next.period_type = Word(row, "period_type", "none");
        next.refresh = Word(row, "refresh", "yearly");
        next.subject = Word(row, "subject", "unit");
        next.sensitivity = Word(row, "sensitivity", "internal");
        next.sharing = Word(row, "sharing", "conditional");
        next.legal_basis = Text(row, "legal_basis", 1000);
        next.purposes = Parted(Written(row, "purposes"));
        return change;
    }

    void CheckChoices(const TableRow& row, Element& next) {
        if (next.type != ValueType::kChoice) {
            next.choices.clear();
            return;
        }
        if (next.choices.empty() && next.code_set.empty())
            Fault(row, "choices", "catalogue.element.choices_missing");
        if (next.code_set.empty()) return;
        const bool known = std::any_of(code_sets_.begin(), code_sets_.end(),
                                       [&](const CodeSet& set) { return set.code == next.code_set; });
        if (known) {
            next.choices.clear();
        } else if (next.choices.empty()) {
            Fault(row, "code_set", "catalogue.element.unknown_code_set");
        }
    }

    int Places(const TableRow& row, int otherwise) {
        const std::string cell = Cell(row, "places");
        if (cell.empty()) return otherwise;
        if (cell.size() == 1 && cell[0] >= '0' && cell[0] <= '0' + Decimal::kPlaces) return cell[0] - '0';
        Fault(row, "places", "catalogue.import.bad_places");
        return otherwise;
    }

    ElementChange Known(const TableRow& row, const Element& there) {
        ElementChange change;
        change.id = there.id;
        change.next = there;
        if (there.state != "live") Fault(row, "code", "catalogue.element.retired", {{"label", there.label}});
        for (const std::string_view fixed : {"type", "places", "code_set", "subject"}) {
            const std::string cell = Cell(row, fixed);
            if (!cell.empty() && cell != Tidied(CellOf(there, fixed, tree_)))
                Fault(row, fixed, "catalogue.import.fixed_field", {{"label", there.label}});
        }
        const auto text = [&](std::string_view column, std::string& value, std::size_t longest) {
            if (!row.cells.contains(column)) return;
            std::string cell = Text(row, column, longest);
            // What differs in nothing that can be seen is left as it stands.
            if ((cell.empty() && column == "label") || cell == WithoutInvisible(value)) return;
            Note(change, column, value, cell);
            value = std::move(cell);
        };
        const auto word = [&](std::string_view column, std::string& value) {
            std::string cell = Word(row, column, value);
            Note(change, column, value, cell);
            value = std::move(cell);
        };
        Element& next = change.next;
        text("label", next.label, 120);
        text("definition", next.definition, 1000);
        text("unit", next.unit, 20);
        text("legal_basis", next.legal_basis, 1000);
        word("period_type", next.period_type);
        word("refresh", next.refresh);
        word("sensitivity", next.sensitivity);
        word("sharing", next.sharing);
        if (row.cells.contains("purposes")) {
            std::vector<std::string> purposes = Parted(Written(row, "purposes"));
            if (purposes != Parted(Joined(next.purposes))) {
                Note(change, "purposes", Joined(next.purposes), Joined(purposes));
                next.purposes = std::move(purposes);
            }
        }
        return change;
    }

    static void Note(ElementChange& change, std::string_view field, const std::string& from,
                     const std::string& to) {
        if (from != to) change.changes.push_back({std::string(field), from, to});
    }

    void TakeSteward(const TableRow& row, const Element* there, ElementChange& change) {
        const std::string code = Cell(row, "steward");
        if (code.empty() || (there && there->steward && code == StewardCode(*there, tree_))) return;
        const auto ordinal = tree_.FindCode(code);
        if (!ordinal) return Fault(row, "steward", "catalogue.import.unknown_steward");
        if (there && there->steward) return Fault(row, "steward", "catalogue.import.steward_stands");
        change.steward = tree_.At(*ordinal).id;
        change.changes.push_back({"steward", "", code});
    }

    void TakeAliases(const TableRow& row, ElementChange& change) {
        // As they stand in one cell: an alias with a semicolon of its own is two there.
        std::vector<std::string> standing = Parted(AliasesText(change.next));
        for (const Alias& one : change.next.aliases) standing.push_back(one.label);
        for (std::string& alias : Parted(Written(row, "aliases"))) {
            const std::string text = SearchText(alias);
            bool known = text.empty() || text == SearchText(change.next.label);
            for (const std::string& one : standing) known = known || SearchText(one) == text;
            for (const std::string& one : change.new_aliases) known = known || SearchText(one) == text;
            if (known) continue;
            change.changes.push_back({"aliases", "", alias});
            change.new_aliases.push_back(std::move(alias));
        }
    }

    const LoadedElements& elements_;
    const directory::Tree& tree_;
    const std::vector<CodeSet>& code_sets_;
    Findings& findings_;
    std::map<std::string, std::string> seen_;
    TableDifference difference_;
};

}  // namespace

std::string TableRow::FieldOf(std::string_view column) const {
    const auto found = fields.find(column);
    if (found != fields.end()) return found->second;
    return place + '.' + std::string(column);
}

void WriteElementWorkbook(const std::filesystem::path& path, const LoadedElements& elements,
                          const directory::Tree& tree, i18n::Language language) {
    workbook::Writer writer(path, {.language = language});
    workbook::Sheet sheet;
    sheet.name = i18n::Sentence(language, "catalogue.table.sheet", {});
    for (const Column& column : Columns()) {
        sheet.columns.push_back({.title = Sentence(language, "column", column.word), .width = column.width});
    }
    sheet.frozen_columns = 2;
    writer.BeginSheet(sheet);
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Element& element = elements.At(i);
        if (element.state != "live") continue;
        writer.BeginRow();
        for (const Column& column : Columns()) {
            const std::string cell = CellOf(element, column.word, tree);
            writer.Text(column.words.size() > 0 && !cell.empty() ? Sentence(language, column.word, cell)
                                                                 : cell);
        }
    }
    writer.Finish();
}

json::object ElementsJson(const LoadedElements& elements, const directory::Tree& tree) {
    json::array items;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Element& element = elements.At(i);
        if (element.state != "live") continue;
        json::object object = ElementJson(element);
        for (const std::string_view inner : {"id", "revision", "claim", "state", "successors"})
            object.erase(inner);
        object["steward"] = StewardCode(element, tree);
        items.push_back(std::move(object));
    }
    return {{"elements", std::move(items)}};
}

std::vector<TableRow> ReadElementTable(std::string_view bytes, Findings& findings) {
    const std::size_t first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '['))
        return ReadJsonTable(bytes.substr(first), findings);
    return ReadWorkbookTable(bytes, findings);
}

TableDifference CompareTable(const std::vector<TableRow>& rows, const LoadedElements& elements,
                             const directory::Tree& tree, const std::vector<CodeSet>& code_sets,
                             Findings& findings) {
    Comparer comparer(elements, tree, code_sets, findings);
    for (const TableRow& row : rows) comparer.Take(row);
    return comparer.Done();
}

}  // namespace qz::catalogue
