#include <cerrno>
#include <charconv>
#include <cstdio>
#include <map>
#include <tuple>

#include <xlsxwriter.h>
#include <zip.h>

#include "platform/base/clock.hpp"
#include "platform/base/json.hpp"
#include "platform/workbook/cell_values.hpp"
#include "platform/workbook/workbook.hpp"
#include "platform/workbook/written_text.hpp"

namespace qz::workbook {
namespace {

constexpr std::uint32_t kMostRows = 1'048'576;
constexpr std::uint32_t kMostColumns = 16'384;
constexpr std::size_t kMostCharacters = 32'767;  // in UTF-16 units, as Excel counts
constexpr std::size_t kMostNotes = 2'000;
constexpr std::size_t kTemporaryBuffer = 1 << 16;  // bytes
constexpr int kAnyPlaces = -1;                     // a number in a column of texts shows the digits it has

struct Leaf {
    Format format;
    int places;
    double width;
};

struct Heading {
    std::string title;
    std::uint32_t first_row, last_row;  // within the header, from 0
    std::uint32_t first_column, last_column;
};

std::uint32_t DepthOf(const std::vector<Column>& columns) {
    std::uint32_t depth = 0;
    for (const Column& column : columns) depth = std::max(depth, 1 + DepthOf(column.parts));
    return depth;
}

// Headings and leaves from left to right; a leaf's title reaches down to the last header row.
void LayOut(const std::vector<Column>& columns, std::uint32_t row, std::uint32_t depth,
            std::vector<Heading>& headings, std::vector<Leaf>& leaves) {
    for (const Column& column : columns) {
        const auto first = static_cast<std::uint32_t>(leaves.size());
        const std::size_t place = headings.size();
        headings.push_back({column.title, row, column.parts.empty() ? depth - 1 : row, first, first});
        if (column.parts.empty()) {
            leaves.push_back({column.format, column.places, column.width});
        } else {
            LayOut(column.parts, row + 1, depth, headings, leaves);
            headings[place].last_column = static_cast<std::uint32_t>(leaves.size()) - 1;
        }
    }
}

}  // namespace

struct Writer::Impl {
    Impl(std::filesystem::path file, WriteOptions write_options)
        : path(std::move(file)), options(std::move(write_options)) {
        temporary_folder = path.parent_path().empty() ? "." : path.parent_path().string();
        lxw_workbook_options settings{};
        settings.constant_memory = LXW_TRUE;
        settings.tmpdir = temporary_folder.data();
        settings.use_zip64 = LXW_TRUE;
        book = workbook_new_opt(path.c_str(), &settings);
        if (!book) throw std::bad_alloc();
        // Who made it and when is nobody's business but the audit's.
        char author[] = "轻装";
        lxw_doc_properties properties{};
        properties.author = author;
        properties.created = 946'684'800;  // 2000-01-01
        workbook_set_properties(book, &properties);
        title_format = NewFormat([](lxw_format* format) {
            format_set_bold(format);
            format_set_font_size(format, 16);
            format_set_align(format, LXW_ALIGN_CENTER);
        });
        mark_format = NewFormat([](lxw_format* format) {
            format_set_bold(format);
            format_set_font_color(format, 0xB42318);
        });
        line_format = NewFormat([](lxw_format* format) { format_set_num_format(format, "@"); });
        header_format = NewFormat([](lxw_format* format) {
            format_set_bold(format);
            format_set_text_wrap(format);
            format_set_align(format, LXW_ALIGN_CENTER);
            format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
            format_set_border(format, LXW_BORDER_THIN);
            format_set_bg_color(format, 0xEEF2F6);
            format_set_num_format(format, "@");
        });
    }

    ~Impl() {
        if (!book) return;
        lxw_workbook_free(book);
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }

    template <class Set>
    lxw_format* NewFormat(Set&& set) {
        lxw_format* format = workbook_add_format(book);
        if (!format) throw std::bad_alloc();
        set(format);
        return format;
    }

    lxw_format* CellFormat(Format kind, int places, Emphasis emphasis) {
        const bool has_places = kind == Format::kDecimal || kind == Format::kPercent;
        const FormatKey key{kind, has_places ? places : 0, emphasis};
        // Neighbours in a row are mostly written alike.
        if (last_format && key == last_key) return last_format;
        last_key = key;
        if (const auto known = formats.find(key); known != formats.end()) return last_format = known->second;
        std::string code = "@";
        if (kind == Format::kInteger) code = "0";
        if (kind == Format::kDate) code = "yyyy-mm-dd";
        if (kind == Format::kDecimal) {
            code = places > 0 ? "0." + std::string(static_cast<std::size_t>(std::min(places, 15)), '0') : "0";
            if (places == kAnyPlaces) code = "General";
        }
        if (kind == Format::kPercent) {
            code = places > 2
                       ? "0." + std::string(static_cast<std::size_t>(std::min(places, 15) - 2), '0') + "%"
                       : "0%";
        }
        lxw_format* format = NewFormat([&](lxw_format* fresh) {
            format_set_num_format(fresh, code.c_str());
            format_set_align(fresh, LXW_ALIGN_VERTICAL_TOP);
            if (kind == Format::kText) format_set_text_wrap(fresh);
            if (emphasis == Emphasis::kFault) format_set_bg_color(fresh, 0xFFD9D6);
            if (emphasis == Emphasis::kTotal) format_set_bold(fresh);
        });
        formats.emplace(key, format);
        return last_format = format;
    }

    std::string Where(std::uint32_t row, std::uint32_t column) const {
        return sheet_name + "!" + Reference(row + 1, column);
    }

    // Text as a workbook can hold it; refuses what it cannot, naming the cell.
    std::string Clean(std::string_view text, std::uint32_t row, std::uint32_t column) const {
        auto written = WrittenText(text);
        if (!written) throw Problem::RejectedAt(Where(row, column), "platform.workbook.not_utf8", {});
        if (written->units > kMostCharacters) {
            throw Problem::RejectedAt(Where(row, column), "platform.workbook.text_too_long",
                                      {{"cell", Reference(row + 1, column)},
                                       {"sheet", sheet_name},
                                       {"length", std::to_string(written->units)},
                                       {"most", std::to_string(kMostCharacters)}});
        }
        return std::move(written->text);
    }

    void Check(lxw_error error) const {
        if (error == LXW_NO_ERROR) return;
        if (error == LXW_ERROR_CREATING_TMPFILE || error == LXW_ERROR_READING_TMPFILE ||
            error == LXW_ERROR_CREATING_XLSX_FILE ||
            (error >= LXW_ERROR_ZIP_FILE_OPERATION && error <= LXW_ERROR_ZIP_CLOSE)) {
            throw Problem(Problem::Kind::kNoSpace, "platform.workbook.no_space");
        }
        if (error == LXW_ERROR_MEMORY_MALLOC_FAILED) throw std::bad_alloc();
        throw std::logic_error(std::string("libxlsxwriter: ") + lxw_strerror(error));
    }

    void WriteString(std::uint32_t row, std::uint32_t column, std::string_view text, lxw_format* format) {
        const std::string clean = Clean(text, row, column);
        const auto place = static_cast<lxw_col_t>(column);
        Check(clean.empty() ? worksheet_write_blank(sheet, row, place, format)
                            : worksheet_write_string(sheet, row, place, clean.c_str(), format));
    }

    // A text over several cells. The library writes all rows of a merge at once and in constant memory cannot
    // go back to earlier ones; so it is called on the last row, where its writes into earlier rows come to
    // nothing, and what it has blanked in this one is written again.
    void Merge(std::uint32_t first_row, std::uint32_t first_column, std::uint32_t last_row,
               std::uint32_t last_column, std::string_view title, lxw_format* format) {
        if (first_row == last_row && first_column == last_column) return;
        // The library must have left the earlier rows, or it would blank the text in them.
        if (first_row < last_row) WriteString(last_row, first_column, "", format);
        Check(worksheet_merge_range(sheet, first_row, static_cast<lxw_col_t>(first_column), last_row,
                                    static_cast<lxw_col_t>(last_column), "", format));
        if (first_row == last_row) WriteString(first_row, first_column, title, format);
    }

    void AddSheet(std::string_view name) {
        EndSheet();
        sheet_name = LegalSheetName(name, sheet_names);
        sheet_names.push_back(sheet_name);
        sheet = workbook_add_worksheet(book, sheet_name.c_str());
        if (!sheet) throw Problem(Problem::Kind::kNoSpace, "platform.workbook.no_space");
        // A wide sheet passes gigabytes through this file: fewer, larger writes.
        buffers.push_back(std::make_unique<char[]>(kTemporaryBuffer));
        std::setvbuf(sheet->optimize_tmpfile, buffers.back().get(), _IOFBF, kTemporaryBuffer);
        leaves.clear();
        column_places.clear();
        below.clear();
        next_column = 0;
        notes = 0;
    }

    // What stands below the rows of a layout can only be written once they are all there.
    void EndSheet() {
        const std::uint32_t first = next_row;
        for (const LayoutCell& cell : std::exchange(below, {})) {
            WriteString(first + cell.range.first_row - 1, cell.range.first_column, cell.text, line_format);
            if (cell.range.Rows() == 1 && cell.range.Columns() > 1) {
                Merge(first + cell.range.first_row - 1, cell.range.first_column,
                      first + cell.range.first_row - 1, cell.range.last_column, cell.text, line_format);
            }
        }
    }

    // The lines and headings of a layout, row after row.
    void WriteAbove(const Layout& layout, std::uint32_t shift) {
        for (std::uint32_t row = 1; row <= layout.header.last; ++row) {
            const bool heading = row >= layout.header.first;
            lxw_format* format = heading                   ? header_format
                                 : row == layout.title_row ? title_format
                                                           : line_format;
            const std::uint32_t line = shift + row - 1;
            if (row <= layout.heights.size() && layout.heights[row - 1] > 0) {
                Check(worksheet_set_row(sheet, line, layout.heights[row - 1], nullptr));
            }
            for (std::size_t at = 0; heading && at < column_places.size(); ++at)
                WriteString(line, column_places[at], "", format);
            for (const LayoutCell& cell : layout.above) {
                if (cell.range.first_row == row)
                    WriteString(line, cell.range.first_column, cell.text, format);
            }
            for (const LayoutCell& cell : layout.above) {
                if (cell.range.last_row != row) continue;
                Merge(shift + cell.range.first_row - 1, cell.range.first_column, line, cell.range.last_column,
                      cell.text, format);
            }
        }
    }

    // A line across all columns.
    void WriteLine(std::uint32_t row, std::string_view text, lxw_format* format) {
        WriteString(row, 0, text, format);
        Merge(row, 0, row, static_cast<std::uint32_t>(leaves.size()) - 1, text, format);
    }

    void WriteHeadings(std::uint32_t header_row, std::uint32_t depth, const std::vector<Heading>& headings) {
        for (std::uint32_t row = 0; row < depth; ++row) {
            for (std::uint32_t column = 0; column < leaves.size(); ++column) {
                WriteString(header_row + row, column, "", header_format);
            }
            for (const Heading& heading : headings) {
                if (heading.first_row == row) {
                    WriteString(header_row + row, heading.first_column, heading.title, header_format);
                }
                if (heading.last_row == row) {
                    Merge(header_row + heading.first_row, heading.first_column, header_row + row,
                          heading.last_column, heading.title, header_format);
                }
            }
        }
    }

    void SetPage(std::uint32_t header_row, std::uint32_t depth, std::uint32_t frozen_columns) {
        worksheet_freeze_panes(sheet, header_row + depth, static_cast<lxw_col_t>(frozen_columns));
        worksheet_repeat_rows(sheet, header_row, header_row + depth - 1);
        worksheet_set_paper(sheet, 9);  // A4
        worksheet_set_landscape(sheet);
        worksheet_gridlines(sheet, LXW_SHOW_ALL_GRIDLINES);
        double width = 0;
        for (std::uint32_t column = 0; column < leaves.size(); ++column) {
            const auto place = static_cast<lxw_col_t>(column);
            const Leaf& leaf = leaves[column];
            worksheet_set_column(sheet, place, place, std::clamp(leaf.width, 1.0, 255.0),
                                 CellFormat(leaf.format, leaf.places, Emphasis::kNone));
            width += leaf.width;
        }
        constexpr double kReadableOnOnePage = 220;  // at half the size of type
        if (width <= kReadableOnOnePage) worksheet_fit_to_pages(sheet, 1, 0);
        const std::string footer = "&C" + i18n::Sentence(options.language, "platform.workbook.page_footer",
                                                         {{"page", "&P"}, {"pages", "&N"}});
        worksheet_set_footer(sheet, footer.c_str());
        if (!options.mark.empty()) {
            worksheet_set_header(sheet, ("&C&B" + PageText(options.mark)).c_str());
        }
    }

    std::pair<std::uint32_t, lxw_col_t> NextCell() {
        if (!sheet || next_row == first_data_row) throw std::logic_error("a cell before BeginRow");
        if (next_column >= kMostColumns) {
            throw Problem::RejectedAt(sheet_name, "platform.workbook.too_many_columns_to_write",
                                      {{"most", std::to_string(kMostColumns)}});
        }
        const std::uint32_t at = next_column++;
        if (column_places.empty()) return {next_row - 1, static_cast<lxw_col_t>(at)};
        if (at >= column_places.size()) throw std::logic_error("a cell beyond the columns of the layout");
        return {next_row - 1, static_cast<lxw_col_t>(column_places[at])};
    }

    Leaf LeafOf(std::uint32_t column) const {
        return column < leaves.size() ? leaves[column] : Leaf{Format::kText, 0, 14};
    }

    void CloseAndVerify() {
        // The library does not look whether its temporary files could be written.
        std::vector<std::uint64_t> least_sizes;
        lxw_worksheet* each = nullptr;
        STAILQ_FOREACH(each, book->worksheets, list_pointers) {
            if (std::fflush(each->optimize_tmpfile) != 0 || std::ferror(each->optimize_tmpfile)) {
                throw Problem(Problem::Kind::kNoSpace, "platform.workbook.no_space");
            }
            least_sizes.push_back(
                static_cast<std::uint64_t>(std::max(0L, std::ftell(each->optimize_tmpfile))));
        }
        lxw_workbook* closing = std::exchange(book, nullptr);
        try {
            Check(workbook_close(closing));
            int error = 0;
            zip_t* written = zip_open(path.c_str(), ZIP_RDONLY, &error);
            bool whole = written != nullptr;
            for (std::size_t index = 0; whole && index < least_sizes.size(); ++index) {
                const std::string part = "xl/worksheets/sheet" + std::to_string(index + 1) + ".xml";
                zip_stat_t stat;
                whole = zip_stat(written, part.c_str(), 0, &stat) == 0 && stat.size > least_sizes[index];
            }
            if (written) zip_discard(written);
            if (!whole) throw Problem(Problem::Kind::kNoSpace, "platform.workbook.no_space");
        } catch (...) {
            std::error_code ignored;
            std::filesystem::remove(path, ignored);
            throw;
        }
    }

    std::filesystem::path path;
    WriteOptions options;
    std::string temporary_folder;
    std::vector<std::unique_ptr<char[]>> buffers;  // of the sheets' temporary files, as long as the book
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    std::string sheet_name;
    std::vector<std::string> sheet_names;
    std::vector<Leaf> leaves;  // by place in the sheet
    std::vector<std::uint32_t>
        column_places;  // of the columns of a layout; empty where they lie side by side
    std::vector<LayoutCell> below;
    std::uint32_t first_data_row = 0;
    std::uint32_t next_row = 0;
    std::uint32_t next_column = 0;
    std::size_t notes = 0;
    lxw_format* title_format = nullptr;
    lxw_format* mark_format = nullptr;
    lxw_format* line_format = nullptr;
    lxw_format* header_format = nullptr;
    using FormatKey = std::tuple<Format, int, Emphasis>;
    std::map<FormatKey, lxw_format*> formats;
    FormatKey last_key;
    lxw_format* last_format = nullptr;
};

Writer::Writer(std::filesystem::path path, WriteOptions options)
    : impl_(std::make_unique<Impl>(std::move(path), std::move(options))) {}

Writer::~Writer() = default;

void Writer::BeginSheet(const Sheet& sheet) {
    Impl& self = *impl_;
    self.AddSheet(sheet.name);
    std::vector<Heading> headings;
    const std::uint32_t depth = DepthOf(sheet.columns);
    LayOut(sheet.columns, 0, depth, headings, self.leaves);
    if (self.leaves.empty()) throw std::logic_error("a sheet without columns");
    if (self.leaves.size() > kMostColumns) {
        throw Problem::RejectedAt(self.sheet_name, "platform.workbook.too_many_columns_to_write",
                                  {{"most", std::to_string(kMostColumns)}});
    }
    std::uint32_t row = 0;
    // Page and columns first: in constant memory they must be known before the first row.
    const std::uint32_t header_row = (self.options.mark.empty() ? 0u : 1u) + (sheet.title.empty() ? 0u : 1u);
    self.SetPage(header_row, depth,
                 std::min(sheet.frozen_columns, static_cast<std::uint32_t>(self.leaves.size())));
    if (!self.options.mark.empty()) self.WriteLine(row++, self.options.mark, self.mark_format);
    if (!sheet.title.empty()) self.WriteLine(row++, sheet.title, self.title_format);
    self.WriteHeadings(row, depth, headings);
    self.first_data_row = self.next_row = row + depth;
}

void Writer::BeginSheet(const Layout& layout) {
    Impl& self = *impl_;
    if (layout.columns.empty()) throw std::logic_error("a layout without columns");
    self.AddSheet(layout.sheet);
    constexpr double kUsualWidth = 10;
    std::uint32_t last = layout.columns.back().column;
    for (const LayoutCell& cell : layout.above) last = std::max(last, cell.range.last_column);
    self.leaves.assign(std::min(last + 1, kMostColumns), Leaf{Format::kText, 0, kUsualWidth});
    for (std::size_t column = 0; column < std::min(layout.widths.size(), self.leaves.size()); ++column) {
        if (layout.widths[column] > 0) self.leaves[column].width = layout.widths[column];
    }
    for (const LayoutColumn& column : layout.columns) {
        self.column_places.push_back(column.column);
        self.leaves[column.column].format = column.format;
        self.leaves[column.column].places = column.places;
    }
    const std::uint32_t shift = self.options.mark.empty() ? 0 : 1;
    self.SetPage(shift + layout.header.first - 1, layout.header.last - layout.header.first + 1, 0);
    if (shift == 1) self.WriteLine(0, self.options.mark, self.mark_format);
    self.WriteAbove(layout, shift);
    self.first_data_row = self.next_row = shift + layout.header.last;
    self.below = layout.below;
}

void Writer::BeginRow() {
    Impl& self = *impl_;
    if (!self.sheet) throw std::logic_error("a row before BeginSheet");
    if (self.next_row >= kMostRows) {
        throw Problem::RejectedAt(self.sheet_name, "platform.workbook.too_many_rows_to_write",
                                  {{"most", std::to_string(kMostRows)}});
    }
    ++self.next_row;
    self.next_column = 0;
}

void Writer::Text(std::string_view text, Emphasis emphasis) {
    const auto [row, column] = impl_->NextCell();
    impl_->WriteString(row, column, text, impl_->CellFormat(Format::kText, 0, emphasis));
}

void Writer::Decimal(std::string_view decimal, Emphasis emphasis) {
    const auto digits = SignificantDigits(decimal);
    double value = 0;
    if (!digits || *digits > 15 ||
        std::from_chars(decimal.data(), decimal.data() + decimal.size(), value).ec != std::errc()) {
        return Text(decimal, emphasis);
    }
    const auto [row, column] = impl_->NextCell();
    const Leaf leaf = impl_->LeafOf(column);
    const bool whole = leaf.format == Format::kInteger && decimal.find('.') == std::string_view::npos;
    if (leaf.format == Format::kPercent) {
        impl_->Check(worksheet_write_number(impl_->sheet, row, column, value,
                                            impl_->CellFormat(Format::kPercent, leaf.places, emphasis)));
        return;
    }
    const int places = leaf.format == Format::kDecimal ? leaf.places : kAnyPlaces;
    impl_->Check(worksheet_write_number(
        impl_->sheet, row, column, value,
        impl_->CellFormat(whole ? Format::kInteger : Format::kDecimal, places, emphasis)));
}

void Writer::Integer(std::int64_t value, Emphasis emphasis) {
    constexpr std::int64_t kExact = 1'000'000'000'000'000;  // fifteen digits, as Excel keeps
    if (value <= -kExact || value >= kExact) return Text(std::to_string(value), emphasis);
    const auto [row, column] = impl_->NextCell();
    impl_->Check(worksheet_write_number(impl_->sheet, row, column, static_cast<double>(value),
                                        impl_->CellFormat(Format::kInteger, 0, emphasis)));
}

void Writer::Date(std::string_view iso, Emphasis emphasis) {
    const auto date = ParseDate(iso);
    // Before March 1900 Excel counts a day that never was.
    if (!date || *date < qz::Date::From(1900, 3, 1)) return Text(iso, emphasis);
    const auto [row, column] = impl_->NextCell();
    const double serial = date->days - qz::Date::From(1899, 12, 30).days;
    impl_->Check(worksheet_write_number(impl_->sheet, row, column, serial,
                                        impl_->CellFormat(Format::kDate, 0, emphasis)));
}

void Writer::Blank(Emphasis emphasis) {
    const auto [row, column] = impl_->NextCell();
    const Leaf leaf = impl_->LeafOf(column);
    impl_->Check(worksheet_write_blank(impl_->sheet, row, column,
                                       impl_->CellFormat(leaf.format, leaf.places, emphasis)));
}

void Writer::Note(std::string_view text) {
    Impl& self = *impl_;
    if (self.next_column == 0) throw std::logic_error("a note before its cell");
    if (text.empty() || self.notes >= kMostNotes) return;
    ++self.notes;
    const std::uint32_t row = self.next_row - 1;
    const std::uint32_t at = self.next_column - 1;
    const std::uint32_t column = self.column_places.empty() ? at : self.column_places[at];
    char nobody[] = "轻装";
    lxw_comment_options note{};
    note.author = nobody;
    note.width = 260;
    self.Check(worksheet_write_comment_opt(self.sheet, row, static_cast<lxw_col_t>(column),
                                           self.Clean(text, row, column).c_str(), &note));
}

std::uint32_t Writer::RowNumber() const {
    return impl_->next_row;
}

void Writer::Finish() {
    if (impl_->sheet_names.empty()) throw std::logic_error("a workbook without sheets");
    impl_->EndSheet();
    impl_->CloseAndVerify();
}

}  // namespace qz::workbook
