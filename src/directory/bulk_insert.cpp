#include "directory/bulk_insert.hpp"

namespace qz::directory {

void BulkInsert::Flush() {
    if (rows_ != rows_in_text_) {
        text_ = std::string(head_) + " VALUES ";
        int number = 0;
        for (int row = 0; row < rows_; ++row) {
            text_ += row == 0 ? "(" : ", (";
            for (int column = 0; column < columns_; ++column) {
                if (column > 0) text_ += ", ";
                text_.append("$").append(std::to_string(++number));
            }
            text_ += ")";
        }
        rows_in_text_ = rows_;
    }
    tx_.ExecuteWith(text_, parameters_);
    parameters_.clear();
    rows_ = 0;
}

}  // namespace qz::directory
