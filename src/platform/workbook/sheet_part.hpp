#pragma once

#include <string>
#include <string_view>

#include "platform/workbook/cell_values.hpp"
#include "platform/workbook/package.hpp"

namespace qz::workbook {

// A cell as the sheet gives it; only cells with something in them are found.
struct FoundCell {
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    std::uint32_t style = 0;
    CellKind kind = CellKind::kBlank;
    bool formula = false;
    bool shared = false;  // the text lies in the package's shared texts and stays there
    std::string_view text;
};

// What hears the cells of a sheet, in their order.
class SheetListener {
 public:
    virtual ~SheetListener() = default;
    // "表一!B7", for what is wrong there.
    virtual std::string At(std::uint32_t row, std::uint32_t column) const = 0;
    virtual void Columns(const CellRange& /*columns*/, double /*width*/, bool /*hidden*/) {}
    virtual void BeginRow(std::uint32_t /*row*/, bool /*hidden*/, double /*height*/) {}
    virtual void Take(const FoundCell& cell) = 0;
    // False when no more rows are wanted.
    virtual bool EndRow(std::uint32_t row) = 0;
    virtual void Merged(std::string_view /*range*/) {}
    // Cells that take one of a list: "C3:C9 D3", and what the list is: "\"男,女\"" or a range.
    virtual void Choices(std::string_view /*ranges*/, std::string_view /*list*/) {}
};

// Reads <sheetData> and what a table needs of the rest.
class SheetPart final : public XmlListener {
 public:
    SheetPart(const Package& package, SheetListener& listener)
        : package_(package), limits_(package.limits), listener_(listener) {}

    void Start(std::string_view name, const Attributes& attributes) override;
    void End(std::string_view name) override;
    void Text(std::string_view text) override;
    bool Enough() const override { return enough_; }
    std::string Place() const override;

 private:
    [[noreturn]] void RefuseCell() const;
    void StartColumns(const Attributes& attributes);
    void StartRow(const Attributes& attributes);
    void StartCell(const Attributes& attributes);
    void EndCell();
    void SetText(std::string_view text);
    void SetIsoDate();

    const Package& package_;
    const Limits& limits_;
    SheetListener& listener_;
    FoundCell found_;
    std::uint32_t row_ = 0;
    std::uint32_t column_ = 0;
    std::uint32_t next_column_ = 0;
    std::string type_;
    std::string value_;
    std::string decoded_;
    std::string list_;
    std::string ranges_;
    std::uint32_t lists_ = 0;
    int phonetic_ = 0;
    bool in_data_ = false;
    bool in_row_ = false;
    bool in_cell_ = false;
    bool has_value_ = false;
    bool has_formula_ = false;
    bool capture_ = false;
    bool in_validation_ = false;
    std::string* heard_ = nullptr;  // which text of a validation is being read
    bool enough_ = false;
};

}  // namespace qz::workbook
