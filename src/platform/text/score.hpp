// The comparison behind Score(), over labels kept in pools.
#pragma once

#include <span>

#include "platform/text/text.hpp"

namespace qz::text {

struct LabelView {
    std::span<const Label::Word> words;
    std::span<const std::uint32_t> section_words;
    const Label::Facts* facts = nullptr;
};

double ScoreViews(const LabelView& a, const LabelView& b);

}  // namespace qz::text
