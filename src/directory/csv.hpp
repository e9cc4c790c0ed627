// RFC 4180, strictly: a table of codes must not be guessed at. (platform/workbook reads people's tables,
// whatever their encoding and delimiter; here a wrong guess would rename villages.)
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace qz::directory {

class CsvReader {
 public:
    // `text` outlives the reader; fields with quotes in them live in `unescaped`, the others in `text`.
    CsvReader(std::string_view text, std::deque<std::string>& unescaped);

    // The next record; false at the end. Lines without anything in them are passed over.
    bool Next(std::vector<std::string_view>& fields);
    // Of the record read last: where it begins, counted from 1, and whether its quotes make sense.
    std::int64_t line() const { return line_; }
    bool well_formed() const { return well_formed_; }

 private:
    std::string_view QuotedField();

    std::string_view text_;
    std::deque<std::string>& unescaped_;
    std::size_t at_ = 0;
    std::int64_t next_line_ = 1;
    std::int64_t line_ = 0;
    bool well_formed_ = true;
};

}  // namespace qz::directory
