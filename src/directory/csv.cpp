#include "directory/csv.hpp"

#include <algorithm>

namespace qz::directory {

CsvReader::CsvReader(std::string_view text, std::deque<std::string>& unescaped)
    : text_(text), unescaped_(unescaped) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

// Stands behind the opening quote; leaves behind the closing one, or at the end of the text.
std::string_view CsvReader::QuotedField() {
    const std::size_t begin = at_;
    std::string* joined = nullptr;
    std::size_t piece = begin;
    while (true) {
        const std::size_t quote = text_.find('"', at_);
        if (quote == std::string_view::npos) {
            well_formed_ = false;
            next_line_ += std::count(text_.begin() + static_cast<std::ptrdiff_t>(begin), text_.end(), '\n');
            at_ = text_.size();
            return text_.substr(begin);
        }
        at_ = quote + 1;
        if (at_ < text_.size() && text_[at_] == '"') {
            if (joined == nullptr) joined = &unescaped_.emplace_back();
            joined->append(text_.substr(piece, at_ - piece));
            piece = ++at_;
            continue;
        }
        next_line_ += std::count(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                                 text_.begin() + static_cast<std::ptrdiff_t>(quote), '\n');
        if (joined == nullptr) return text_.substr(begin, quote - begin);
        joined->append(text_.substr(piece, quote - piece));
        return *joined;
    }
}

bool CsvReader::Next(std::vector<std::string_view>& fields) {
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {
        if (text_[at_] == '\n') ++next_line_;
        ++at_;
    }
    if (at_ >= text_.size()) return false;
    fields.clear();
    line_ = next_line_;
    well_formed_ = true;
    while (true) {
        if (at_ < text_.size() && text_[at_] == '"') {
            ++at_;
            fields.push_back(QuotedField());
            if (text_.substr(at_).starts_with("\r\n")) ++at_;
            if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
                well_formed_ = false;
                at_ = std::min(text_.find_first_of(",\n", at_), text_.size());
            }
        } else {
            const std::size_t end = std::min(text_.find_first_of(",\n", at_), text_.size());
            std::string_view field = text_.substr(at_, end - at_);
            if (field.ends_with('\r')) field.remove_suffix(1);
            if (field.find('"') != std::string_view::npos) well_formed_ = false;
            fields.push_back(field);
            at_ = end;
        }
        if (at_ >= text_.size()) return true;
        if (text_[at_++] == '\n') {
            ++next_line_;
            return true;
        }
    }
}

}  // namespace qz::directory
