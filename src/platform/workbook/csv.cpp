#include "platform/workbook/csv.hpp"

#include <unicode/ucnv.h>

#include "platform/base/json.hpp"
#include "platform/workbook/archive.hpp"
#include "platform/workbook/table.hpp"

namespace qz::workbook {
namespace {

// To UTF-8, refusing bytes that the encoding does not know: a guessed character would be a wrong name.
std::string Convert(std::string_view bytes, const char* encoding) {
    struct Closer {
        void operator()(UConverter* converter) const { ucnv_close(converter); }
    };
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, Closer> from(ucnv_open(encoding, &status));
    const std::unique_ptr<UConverter, Closer> to(ucnv_open("UTF-8", &status));
    if (U_FAILURE(status)) throw std::runtime_error("ICU lacks a converter");
    ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);

    std::string utf8;
    utf8.reserve(bytes.size() + bytes.size() / 2);
    std::vector<UChar> pivot(16'384);
    UChar* pivot_source = pivot.data();
    UChar* pivot_target = pivot.data();
    std::vector<char> piece(64u << 10);
    const char* source = bytes.data();
    bool first = true;
    do {
        char* target = piece.data();
        status = U_ZERO_ERROR;
        ucnv_convertEx(to.get(), from.get(), &target, piece.data() + piece.size(), &source,
                       bytes.data() + bytes.size(), pivot.data(), &pivot_source, &pivot_target,
                       pivot.data() + pivot.size(), static_cast<UBool>(first), static_cast<UBool>(true),
                       &status);
        first = false;
        utf8.append(piece.data(), static_cast<std::size_t>(target - piece.data()));
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    if (U_FAILURE(status)) Refuse("platform.workbook.unknown_encoding");
    return utf8;
}

std::string ToUtf8(std::string bytes) {
    const std::string_view view = bytes;
    if (view.starts_with("\xFF\xFE")) return Convert(view.substr(2), "UTF-16LE");
    if (view.starts_with("\xFE\xFF")) return Convert(view.substr(2), "UTF-16BE");
    if (view.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
    if (CountCodePoints(bytes)) return bytes;
    return Convert(bytes, "gb18030");
}

// The one that the first line has most of, outside quotes.
char FindSeparator(std::string_view text) {
    std::size_t commas = 0;
    std::size_t semicolons = 0;
    std::size_t tabs = 0;
    bool quoted = false;
    for (const char character : text) {
        if (character == '"') quoted = !quoted;
        if (quoted) continue;
        if ((character == '\n' || character == '\r') && commas + semicolons + tabs > 0) break;
        if (character == ',') ++commas;
        if (character == ';') ++semicolons;
        if (character == '\t') ++tabs;
    }
    if (tabs > commas && tabs >= semicolons) return '\t';
    return semicolons > commas ? ';' : ',';
}

// "3.71002E+17": what Excel saves in place of an identity or telephone number that it took for a number.
bool LooksShortened(std::string_view text) {
    const std::size_t e = text.find_first_of("eE");
    if (e == std::string_view::npos || e == 0 || e + 2 >= text.size() || text[e + 1] != '+') return false;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const std::string_view mantissa = text.substr(text[0] == '-' ? 1 : 0, e - (text[0] == '-' ? 1 : 0));
    const std::string_view exponent = text.substr(e + 2);
    return !mantissa.empty() && is_digit(mantissa[0]) &&
           (mantissa.size() == 1 || (mantissa.size() > 2 && mantissa[1] == '.' &&
                                     std::all_of(mantissa.begin() + 2, mantissa.end(), is_digit))) &&
           exponent.size() == 2 && std::all_of(exponent.begin(), exponent.end(), is_digit);
}

}  // namespace

Summary ReadCsv(std::string bytes, const ReadOptions& options, const RowTaker& taker) {
    const std::string text = ToUtf8(std::move(bytes));
    if (text.find('\0') != std::string::npos) Refuse("platform.workbook.not_a_workbook");
    const char separator = FindSeparator(text);

    Summary summary;
    Table table(options, taker, summary);
    Table::SparseCells cells;
    std::string value;
    std::uint32_t row = 1;
    std::uint32_t column = 0;
    const auto end_cell = [&] {
        if (!value.empty()) {
            const CellKind kind = LooksShortened(value) ? CellKind::kImpreciseNumber : CellKind::kText;
            if (column > options.limits.columns) {
                Refuse("platform.workbook.too_many_columns",
                       {{"at", table.At(row, options.limits.columns)},
                        {"most", std::to_string(options.limits.columns)}});
            }
            cells.emplace_back(column, Cell{kind, value});
        }
        value.clear();
        ++column;
    };

    std::size_t at = 0;
    while (at < text.size()) {
        // At the start of a value.
        if (text[at] == '"') {
            ++at;
            while (true) {
                const std::size_t quote = text.find('"', at);
                if (quote == std::string::npos) {
                    Refuse("platform.workbook.open_quote", {{"at", table.At(row, column)}});
                }
                value.append(text, at, quote - at);
                at = quote + 1;
                if (at >= text.size() || text[at] != '"') break;
                value += '"';
                ++at;
            }
        }
        // The rest as it stands; after a closing quote there should be none, and what there is is kept.
        const char stops[] = {separator, '\r', '\n', '\0'};
        const std::size_t stop = std::min(text.find_first_of(stops, at), text.size());
        value.append(text, at, stop - at);
        if (value.size() > std::uint64_t{4} * options.limits.cell_characters) {
            Refuse("platform.workbook.cell_too_long", {{"at", table.At(row, column)}});
        }
        at = stop;
        end_cell();
        if (at < text.size() && text[at] == separator) {
            ++at;
            if (at < text.size()) continue;
        }
        if (at < text.size() && text[at] == '\r') ++at;
        if (at < text.size() && text[at] == '\n' && (at == stop || text[at - 1] == '\r')) ++at;
        if (!table.Add(row, cells)) return summary;
        cells.clear();
        ++row;
        column = 0;
    }
    table.End();
    return summary;
}

}  // namespace qz::workbook
