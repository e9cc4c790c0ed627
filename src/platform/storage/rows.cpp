#include <cstring>
#include <stdexcept>

#include "platform/base/json.hpp"
#include "platform/storage/connection.hpp"

namespace qz::storage {

int Row::Position(std::string_view column) const {
    const int count = source_->ColumnCount();
    for (int position = 0; position < count; ++position) {
        if (source_->ColumnName(position) == column) return position;
    }
    throw std::logic_error("the answer has no column " + std::string(column));
}

void Snapshot::ExpectAtMostOne(const Rows& rows, std::string_view sql) {
    if (rows.size() > 1) throw std::logic_error("more than one row from: " + std::string(sql));
}

void Snapshot::ExpectOne(const Rows& rows, std::string_view sql) {
    if (rows.size() != 1) {
        throw std::logic_error("expected one row, got " + std::to_string(rows.size()) +
                               " from: " + std::string(sql));
    }
}

void ExpectStorableText(std::string_view text) {
    if (!text.empty() && std::memchr(text.data(), 0, text.size()) != nullptr) {
        throw std::invalid_argument("text with a NUL character cannot be stored");
    }
    if (!CountCodePoints(text)) throw std::invalid_argument("text that is not UTF-8 cannot be stored");
}

void ExpectStorable(Parameters parameters) {
    for (const Parameter& parameter : parameters) {
        if (parameter.kind() == Parameter::Kind::kText) ExpectStorableText(parameter.text());
    }
}

}  // namespace qz::storage
