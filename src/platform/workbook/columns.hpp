#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qz::workbook {

enum class ColumnType {
    kText,
    kInteger,
    kDecimal,
    kDate,
    kChoice,
    kYesNo,
    kIdNumber,
    kPhone,
};
std::string_view WordFor(ColumnType type);  // "text", "integer", …, "yes_no", "id_number", "phone"

struct Choice {
    std::string code;   // as the values have it ("01-汉族"), else 1, 2, 3 in the order of the list
    std::string label;  // without the code
};

// What a column seems to hold: by its name and by the values seen. A person corrects it.
struct ColumnGuess {
    ColumnType type = ColumnType::kText;
    int places = 0;                 // of kDecimal
    std::vector<Choice> choices;    // of kChoice
    bool shown_as_percent = false;  // the cells hold 0.125 and show 12.5%
    bool required = false;          // no cell is empty, or the header says so
    std::uint64_t values = 0;       // cells with something in them
    double empty_share = 0;         // of the rows of data; 1 where there are none
    std::vector<std::string>
        samples;  // up to three; ID, card and telephone numbers only with their last four digits
};

// ID, card and telephone numbers with only their last four digits; other text as it is.
std::string Masked(std::string_view text);

}  // namespace qz::workbook
