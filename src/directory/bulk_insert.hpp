// Many rows in few statements: a statement for each row costs more than the row.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "platform/storage/storage.hpp"

namespace qz::directory {

// Views handed to Add live until Finish. Rows go in statements of a hundred, so that the engine prepares two
// texts.
class BulkInsert {
 public:
    // `head` is "INSERT INTO table (columns)".
    BulkInsert(storage::Tx& tx, std::string_view head, int columns)
        : tx_(tx), head_(head), columns_(columns) {}

    template <class... A>
    void Add(const A&... values) {
        (parameters_.emplace_back(values), ...);
        if (++rows_ == kRowsPerStatement) Flush();
    }
    void Finish() {
        if (rows_ > 0) Flush();
    }

 private:
    static constexpr int kRowsPerStatement = 100;

    void Flush();

    storage::Tx& tx_;
    std::string_view head_;
    int columns_;
    int rows_ = 0;
    int rows_in_text_ = 0;
    std::string text_;
    std::vector<storage::Parameter> parameters_;
};

}  // namespace qz::directory
