// People who do not exist.
#pragma once

#include <string>
#include <string_view>

#include "platform/base/clock.hpp"
#include "sample_city/dice.hpp"

namespace qz::sample_city {

std::string DrawName(Dice& dice, bool female);
// Eleven digits that begin with 154, which no operator has been given.
std::string DrawPhone(Dice& dice);
// Right in its form and checksum, and nobody's: it begins with 371000, the city itself, while the first six
// digits of every issued number name a county or district. `sequence` tells people of one birthday apart.
std::string IdNumber(Date birth, std::int64_t sequence, bool female);
// "3 组 27 号"
std::string DrawAddress(Dice& dice);

}  // namespace qz::sample_city
