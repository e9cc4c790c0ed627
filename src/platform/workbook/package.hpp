#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/workbook/archive.hpp"
#include "platform/workbook/number_format.hpp"
#include "platform/workbook/xml.hpp"

// What stands around the sheets of an .xlsx: which parts there are, styles, shared texts.
namespace qz::workbook {

std::optional<std::uint32_t> ParseCount(std::string_view text);

// The parts that a part refers to. What lies outside the file is left out: nothing outside is ever read.
class Relations final : public XmlListener {
 public:
    struct Relation {
        std::string type;  // the last word: "worksheet"
        std::string target;
    };
    std::map<std::string, Relation, std::less<>> by_id;

    void Start(std::string_view name, const Attributes& attributes) override;
    void End(std::string_view) override {}
    void Text(std::string_view) override {}

    // The first target of this type; empty where there is none.
    std::string_view TargetOf(std::string_view type) const;
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
    std::map<std::string, std::string, std::less<>> names;  // what stands for a range of cells
    bool from_1904 = false;

    void Start(std::string_view name, const Attributes& attributes) override;
    void End(std::string_view name) override;
    void Text(std::string_view text) override;

 private:
    std::uint32_t most_sheets_;
    std::string defined_;
    std::string range_;
    bool in_name_ = false;
    int depth_ = 0;
};

// How the cell styles show numbers. Nothing else of a style matters here.
class Styles final : public XmlListener {
 public:
    const NumberFormat& FormatOf(std::uint32_t style) const;
    bool IsDate(std::uint32_t style) const { return FormatOf(style).kind == NumberFormat::Kind::kDate; }

    void Start(std::string_view name, const Attributes& attributes) override;
    void End(std::string_view name) override;
    void Text(std::string_view) override {}

 private:
    std::map<std::uint32_t, NumberFormat> formats_;  // by the file's number
    std::map<std::uint32_t, std::uint16_t> places_;  // of those in use, in used_
    std::deque<NumberFormat> used_ = {NumberFormat{}};
    std::vector<std::uint16_t> by_style_;
    bool in_cell_formats_ = false;
};

// All distinct texts of the workbook: the one thing that has to be held in memory whole, in one piece.
class SharedTexts final : public XmlListener {
 public:
    explicit SharedTexts(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

    // Stays where it is once all is read.
    std::optional<std::string_view> At(std::uint32_t index) const;

    void Start(std::string_view name, const Attributes&) override;
    void End(std::string_view name) override;
    void Text(std::string_view text) override;

 private:
    void Check() const;

    std::uint64_t most_bytes_;
    std::string bytes_;
    std::vector<std::uint32_t> ends_;
    int phonetic_ = 0;  // readings above Japanese text are no part of it
    bool in_text_ = false;
};

// An .xlsx file opened: everything but its sheets.
class Package {
 public:
    // Refuses what is no .xlsx: damage, macros, passwords, other programs' files under that name.
    Package(const Source& source, const Limits& limits);

    // The part of a sheet; nothing for one that holds no cells (a chart) or lies outside the file.
    std::optional<std::string> PartOf(const WorkbookPart::SheetEntry& sheet) const;
    // Where a target named by the list of sheets lies; names with %20 are understood.
    std::string Resolve(std::string_view target) const;

    // The part of this type that the list of sheets names; empty where it names none or it is not there.
    std::string PartOfType(std::string_view type) const;

    // Styles and shared texts, which not every use of a package needs.
    void ReadStyles();
    void ReadTexts();

    Archive archive;
    Limits limits;
    std::string workbook_part = "xl/workbook.xml";
    WorkbookPart workbook;
    Relations relations;
    Styles styles;
    SharedTexts texts;
};

}  // namespace qz::workbook
