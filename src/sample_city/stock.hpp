// Opening stock: what departments' systems brought before anybody was asked.
#pragma once

#include "sample_city/answers.hpp"

namespace qz::sample_city {

void MakeStock(City& city, const Recipes& recipes, const FormSeeds& forms);

}  // namespace qz::sample_city
