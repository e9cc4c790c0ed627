#include "platform/workbook/xlsx.hpp"

#include <charconv>
#include <map>
#include <set>

#include "platform/base/clock.hpp"
#include "platform/workbook/cell_values.hpp"
#include "platform/workbook/table.hpp"
#include "platform/workbook/xml.hpp"

namespace qz::workbook {
namespace {

std::optional<std::uint32_t> ParseCount(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "worksheets/sheet1.xml" seen from "xl/workbook.xml" is "xl/worksheets/sheet1.xml"; a leading slash starts
// anew.
std::string PartFrom(std::string_view from, std::string_view target) {
    std::string path;
    if (target.starts_with('/')) {
        target.remove_prefix(1);
    } else if (const std::size_t slash = from.rfind('/'); slash != std::string_view::npos) {
        path = from.substr(0, slash + 1);
    }
    while (target.starts_with("../") || target.starts_with("./")) {
        if (target[1] == '.') {
            const std::size_t slash = path.size() < 2 ? std::string::npos : path.rfind('/', path.size() - 2);
            path.resize(slash == std::string::npos ? 0 : slash + 1);
        }
        target.remove_prefix(target.find('/') + 1);
    }
    return path.append(target);
}

std::string RelationsOf(std::string_view part) {
    const std::size_t slash = part.rfind('/');
    const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
    return std::string(part.substr(0, name)) + "_rels/" + std::string(part.substr(name)) + ".rels";
}

// The parts that a part refers to. What lies outside the file is left out: nothing outside is ever read.
class Relations final : public XmlListener {
 public:
    struct Relation {
        std::string type;  // the last word: "worksheet"
        std::string target;
    };
    std::map<std::string, Relation, std::less<>> by_id;

    void Start(std::string_view name, const Attributes& attributes) override {
        if (name != "Relationship" || attributes.Get("TargetMode") == "External") return;
        if (by_id.size() > 10'000) Refuse("platform.workbook.too_many_entries", {{"most", "10000"}});
        const std::string_view type = attributes.Get("Type");
        by_id.emplace(attributes.Get("Id"), Relation{std::string(type.substr(type.rfind('/') + 1)),
                                                     std::string(attributes.Get("Target"))});
    }
    void End(std::string_view) override {}
    void Text(std::string_view) override {}

    // The first target of this type; empty where there is none.
    std::string_view TargetOf(std::string_view type) const {
        for (const auto& [id, relation] : by_id) {
            if (relation.type == type) return relation.target;
        }
        return {};
    }
};

class WorkbookPart final : public XmlListener {
 public:
    struct SheetEntry {
        std::string name;
        std::string relation;
        bool hidden = false;
    };
    explicit WorkbookPart(std::uint32_t most_sheets) : most_sheets_(most_sheets) {}

    std::vector<SheetEntry> sheets;
    bool from_1904 = false;

    void Start(std::string_view name, const Attributes& attributes) override {
        if (name == "sheet") {
            if (sheets.size() >= most_sheets_) {
                Refuse("platform.workbook.too_many_sheets", {{"most", std::to_string(most_sheets_)}});
            }
            const std::string_view state = attributes.Get("state");
            sheets.push_back({std::string(attributes.Get("name")), std::string(attributes.Get("id")),
                              state == "hidden" || state == "veryHidden"});
        } else if (name == "workbookPr") {
            const std::string_view flag = attributes.Get("date1904");
            from_1904 = flag == "1" || flag == "true";
        }
    }
    void End(std::string_view) override {}
    void Text(std::string_view) override {}

 private:
    std::uint32_t most_sheets_;
};

// Which cell styles show a date. Nothing else of a style matters here.
class Styles final : public XmlListener {
 public:
    bool IsDate(std::uint32_t style) const { return style < dates_.size() && dates_[style]; }

    void Start(std::string_view name, const Attributes& attributes) override {
        if (name == "numFmt") {
            const auto id = ParseCount(attributes.Get("numFmtId"));
            if (!id || !IsDateFormat(attributes.Get("formatCode"))) return;
            if (date_formats_.size() > 10'000)
                Refuse("platform.workbook.too_many_entries", {{"most", "10000"}});
            date_formats_.insert(*id);
        } else if (name == "cellXfs") {
            in_cell_formats_ = true;
        } else if (name == "xf" && in_cell_formats_) {
            const auto id = ParseCount(attributes.Get("numFmtId")).value_or(0);
            dates_.push_back(date_formats_.contains(id) ||
                             (id < 164 && IsBuiltInDateFormat(static_cast<int>(id))));
        }
    }
    void End(std::string_view name) override {
        if (name == "cellXfs") in_cell_formats_ = false;
    }
    void Text(std::string_view) override {}

 private:
    std::set<std::uint32_t> date_formats_;
    std::vector<bool> dates_;
    bool in_cell_formats_ = false;
};

// All distinct texts of the workbook: the one thing that has to be held in memory whole, in one piece.
class SharedTexts final : public XmlListener {
 public:
    explicit SharedTexts(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

    std::optional<std::string_view> At(std::uint32_t index) const {
        if (index >= ends_.size()) return std::nullopt;
        const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(bytes_).substr(begin, ends_[index] - begin);
    }

    void Start(std::string_view name, const Attributes&) override {
        if (name == "rPh") ++phonetic_;
        if (name == "t" && phonetic_ == 0) in_text_ = true;
    }
    void End(std::string_view name) override {
        if (name == "rPh" && phonetic_ > 0) --phonetic_;
        if (name == "t") in_text_ = false;
        if (name == "si") ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
        Check();
    }
    void Text(std::string_view text) override {
        if (in_text_) bytes_ += text;
        Check();
    }

 private:
    void Check() const {
        if (bytes_.size() + ends_.size() * sizeof(ends_[0]) > most_bytes_) {
            Refuse("platform.workbook.too_much_text", {{"most", std::to_string(most_bytes_ >> 20)}});
        }
    }

    std::uint64_t most_bytes_;
    std::string bytes_;
    std::vector<std::uint32_t> ends_;
    int phonetic_ = 0;  // readings above Japanese text are no part of it
    bool in_text_ = false;
};

class SheetPart final : public XmlListener {
 public:
    SheetPart(const Limits& limits, const SharedTexts& texts, const Styles& styles, bool from_1904,
              Table& table)
        : limits_(limits), texts_(texts), styles_(styles), from_1904_(from_1904), table_(table) {}

    void Start(std::string_view name, const Attributes& attributes) override {
        if (name == "sheetData") {
            in_data_ = true;
        } else if (name == "row" && in_data_) {
            StartRow(attributes);
        } else if (name == "c" && in_row_) {
            StartCell(attributes);
        } else if (in_cell_ && name == "v") {
            has_value_ = capture_ = true;
        } else if (in_cell_ && name == "f") {
            has_formula_ = true;
        } else if (in_cell_ && name == "rPh") {
            ++phonetic_;
        } else if (in_cell_ && name == "t" && phonetic_ == 0) {
            has_value_ = capture_ = true;
        } else if (name == "mergeCell") {
            table_.Merged(attributes.Get("ref"));
        }
    }

    void End(std::string_view name) override {
        if (name == "sheetData") {
            in_data_ = false;
        } else if (name == "v" || name == "t") {
            capture_ = false;
        } else if (name == "rPh" && phonetic_ > 0) {
            --phonetic_;
        } else if (name == "c" && in_cell_) {
            in_cell_ = false;
            if (Cell cell = Read(); cell.kind != CellKind::kBlank)
                cells_.emplace_back(column_, std::move(cell));
        } else if (name == "row" && in_row_) {
            in_row_ = false;
            enough_ = !table_.Add(row_, cells_);
        }
    }

    void Text(std::string_view text) override {
        if (!capture_) return;
        if (value_.size() + text.size() > std::uint64_t{4} * limits_.cell_characters) {
            Refuse("platform.workbook.cell_too_long", {{"at", table_.At(row_, column_)}});
        }
        value_ += text;
    }

    bool Enough() const override { return enough_; }

 private:
    [[noreturn]] void RefuseCell() const {
        Refuse("platform.workbook.damaged_cell", {{"at", table_.At(std::max(row_, 1u), column_)}});
    }

    void StartRow(const Attributes& attributes) {
        if (in_row_) RefuseCell();
        const std::string_view number = attributes.Get("r");
        const auto row = number.empty() ? std::optional(row_ + 1) : ParseCount(number);
        // Rows out of order would have to be sorted, which is to be held in memory.
        if (!row || *row <= row_ || *row > 1'048'576) RefuseCell();
        row_ = *row;
        in_row_ = true;
        next_column_ = 0;
        cells_.clear();
    }

    void StartCell(const Attributes& attributes) {
        if (in_cell_) RefuseCell();
        column_ = next_column_;
        if (const std::string_view reference = attributes.Get("r"); !reference.empty()) {
            const auto position = ParseReference(reference);
            if (!position || position->row != row_ || position->column < next_column_) RefuseCell();
            column_ = position->column;
        }
        next_column_ = column_ + 1;
        in_cell_ = true;
        type_ = attributes.Get("t");
        style_ = ParseCount(attributes.Get("s")).value_or(0);
        value_.clear();
        has_value_ = has_formula_ = capture_ = false;
        phonetic_ = 0;
    }

    static Cell TextCell(std::string_view text) {
        if (text.empty()) return {};
        return {CellKind::kText, DecodeEscapes(text)};
    }

    Cell Read() {
        if (!has_value_) return has_formula_ ? Cell{CellKind::kUncomputed, {}} : Cell{};
        if (type_ == "s") {
            const auto index = ParseCount(value_);
            const auto text = index ? texts_.At(*index) : std::nullopt;
            if (!text) RefuseCell();
            return TextCell(*text);
        }
        if (type_ == "inlineStr" || type_ == "str") return TextCell(value_);
        if (type_ == "b") return {CellKind::kBoolean, value_ == "1" || value_ == "true" ? "TRUE" : "FALSE"};
        if (type_ == "e") return {CellKind::kError, value_};
        if (type_ == "d") return ReadIsoDate();
        if (!type_.empty() && type_ != "n") RefuseCell();
        if (value_.empty()) return has_formula_ ? Cell{CellKind::kUncomputed, {}} : Cell{};
        if (styles_.IsDate(style_)) {
            if (auto date = DateCell(value_, from_1904_)) return std::move(*date);
        }
        auto number = NumberCell(value_);
        if (!number) RefuseCell();
        return std::move(*number);
    }

    // "2026-09-25", "2026-09-25T10:30:00", both perhaps with fractions or a Z that says nothing.
    Cell ReadIsoDate() const {
        const std::string_view value = value_;
        if (value.size() < 10 || !ParseDate(value.substr(0, 10))) RefuseCell();
        const std::string_view clock_text = value.size() >= 19 && value[10] == 'T' ? value.substr(10, 9) : "";
        if (clock_text.empty() || clock_text == "T00:00:00")
            return {CellKind::kDate, std::string(value.substr(0, 10))};
        return {CellKind::kDateTime, std::string(value.substr(0, 10)).append(clock_text)};
    }

    const Limits& limits_;
    const SharedTexts& texts_;
    const Styles& styles_;
    const bool from_1904_;
    Table& table_;
    Table::SparseCells cells_;
    std::uint32_t row_ = 0;
    std::uint32_t column_ = 0;
    std::uint32_t next_column_ = 0;
    std::uint32_t style_ = 0;
    std::string type_;
    std::string value_;
    int phonetic_ = 0;
    bool in_data_ = false;
    bool in_row_ = false;
    bool in_cell_ = false;
    bool has_value_ = false;
    bool has_formula_ = false;
    bool capture_ = false;
    bool enough_ = false;
};

void RefuseOtherKinds(const Archive& archive) {
    if (archive.HasEnding("vbaproject.bin") || archive.HasEnding("vbaprojectsignature.bin")) {
        Refuse("platform.workbook.has_macros");
    }
    if (archive.Has("xl/workbook.bin") || archive.Has("content.xml"))
        Refuse("platform.workbook.other_format");
    if (!archive.Has("[Content_Types].xml")) Refuse("platform.workbook.not_a_workbook");
}

const WorkbookPart::SheetEntry& Choose(const WorkbookPart& workbook, const ReadOptions& options) {
    std::string names;
    for (const auto& sheet : workbook.sheets) {
        if (options.sheet.empty() ? !sheet.hidden : sheet.name == options.sheet) return sheet;
        names += (names.empty() ? "" : ", ") + sheet.name;
    }
    if (options.sheet.empty()) Refuse("platform.workbook.no_sheet");
    Refuse("platform.workbook.no_such_sheet", {{"sheet", options.sheet}, {"sheets", names}});
}

}  // namespace

Summary ReadXlsx(const Source& source, const ReadOptions& options, const RowTaker& taker) {
    const Limits& limits = options.limits;
    Archive archive(source, limits);
    RefuseOtherKinds(archive);

    std::string workbook_part = "xl/workbook.xml";
    if (archive.Has("_rels/.rels")) {
        Relations package;
        ReadXml(archive, "_rels/.rels", limits, package);
        if (const auto target = package.TargetOf("officeDocument"); !target.empty()) {
            workbook_part = PartFrom("", target);
        }
    }
    if (!archive.Has(workbook_part) || workbook_part.find("word/") == 0 || workbook_part.find("ppt/") == 0) {
        Refuse("platform.workbook.not_a_workbook");
    }
    WorkbookPart workbook(limits.sheets);
    ReadXml(archive, workbook_part, limits, workbook);
    Relations relations;
    ReadXml(archive, RelationsOf(workbook_part), limits, relations);

    Summary summary;
    for (const auto& sheet : workbook.sheets) summary.sheets.push_back(sheet.name);
    const auto& chosen = Choose(workbook, options);
    summary.sheet = chosen.name;
    const auto relation = relations.by_id.find(chosen.relation);
    if (relation == relations.by_id.end() || relation->second.type != "worksheet") {
        Refuse("platform.workbook.no_such_sheet", {{"sheet", chosen.name}, {"sheets", chosen.name}});
    }

    Styles styles;
    if (const auto target = relations.TargetOf("styles"); !target.empty()) {
        ReadXml(archive, PartFrom(workbook_part, target), limits, styles);
    }
    SharedTexts texts(std::min<std::uint64_t>(limits.shared_text_bytes, UINT32_MAX));
    if (const auto target = relations.TargetOf("sharedStrings"); !target.empty()) {
        ReadXml(archive, PartFrom(workbook_part, target), limits, texts);
    }

    Table table(options, taker, summary);
    SheetPart sheet(limits, texts, styles, workbook.from_1904, table);
    ReadXml(archive, PartFrom(workbook_part, relation->second.target), limits, sheet);
    if (!summary.ended_early) table.End();
    return summary;
}

}  // namespace qz::workbook
