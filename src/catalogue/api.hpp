// The routes of catalogue, by noun.
#pragma once

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

void AddElementRoutes(http::Router& router);
void AddHeldRoutes(http::Router& router, const secrets::Keyring& keys);
void AddStockRoutes(http::Router& router, const secrets::Keyring& keys);

}  // namespace qz::catalogue
