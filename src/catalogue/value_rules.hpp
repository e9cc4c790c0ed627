// How typed text becomes a value. Pure: text in, value or finding out.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

constexpr std::size_t kLongestText = 1000;  // code points
constexpr int kEarliestYear = 1900;
constexpr int kLatestYear = 2100;

// Full-width letters, digits and signs become half-width, invisible characters go, the ends are trimmed.
// Chinese text itself stays as it is.
std::string Tidied(std::string_view typed);

// As it is written, full-width signs included: only invisible characters and carriage returns go, and the
// ends are trimmed.
std::string WithoutInvisible(std::string_view typed);

// What a label or code is searched by: tidied, without blanks, ASCII in lower case.
std::string SearchText(std::string_view text);

// GB 11643-1999: the check character of the first 17 digits by ISO 7064:1983 MOD 11-2.
char IdCheckCharacter(std::string_view seventeen_digits);

}  // namespace qz::catalogue
