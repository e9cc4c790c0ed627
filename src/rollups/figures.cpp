#include "rollups/figures.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace qz::rollups {

std::string_view ToWord(State state) {
    switch (state) {
        case State::kMissing:
            return "missing";
        case State::kOpen:
            return "open";
        case State::kSigning:
            return "signing";
        case State::kReported:
            return "reported";
        case State::kApproved:
            return "approved";
        case State::kSentBack:
            return "sent_back";
        case State::kWithdrawn:
            return "withdrawn";
    }
    return "";
}

void ReadFigures(std::string_view text, std::size_t count,
                 std::vector<std::optional<std::int64_t>>& figures) {
    figures.assign(count, std::nullopt);
    if (text.empty()) return;
    std::size_t at = 0;
    for (std::size_t figure = 0; figure < count; ++figure) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        if (end > at) {
            std::int64_t value = 0;
            const auto read = std::from_chars(text.data() + at, text.data() + end, value);
            if (read.ec != std::errc() || read.ptr != text.data() + end) {
                throw std::runtime_error("a return's figures are no integers: " + std::string(text));
            }
            figures[figure] = value;
        }
        const bool last = figure + 1 == count;
        if (last != (end == text.size())) {
            throw std::runtime_error("a return's figures are not as many as its form totals: " +
                                     std::string(text));
        }
        at = end + 1;
    }
    if (count == 0) throw std::runtime_error("a return has figures where its form totals nothing");
}

std::string TextOf(Wide scaled, int places) {
    const bool negative = scaled < 0;
    std::string digits;  // the last digit first
    for (Wide rest = scaled; rest != 0 || static_cast<int>(digits.size()) <= places; rest /= 10) {
        const int digit = static_cast<int>(rest % 10);
        digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    }
    std::size_t zeros = 0;
    while (zeros < static_cast<std::size_t>(places) && digits[zeros] == '0') ++zeros;
    std::string text = negative ? "-" : "";
    for (std::size_t at = digits.size(); at > zeros; --at) {
        if (at == static_cast<std::size_t>(places)) text += '.';
        text += digits[at - 1];
    }
    return text;
}

}  // namespace qz::rollups
