// The routes of catalogue, by noun.
#pragma once

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

void AddElementRoutes(http::Router& router, const Connections& connections);
void AddAliasRoutes(http::Router& router);
void AddSuccessionRoutes(http::Router& router, const Connections& connections);
void AddClaimRoutes(http::Router& router, const Connections& connections);
void AddExchangeRoutes(http::Router& router);
void AddMatchRoutes(http::Router& router, const Connections& connections);
void AddCoverageRoutes(http::Router& router);
void AddHeldRoutes(http::Router& router, const secrets::Keyring& keys);
void AddStockRoutes(http::Router& router, const secrets::Keyring& keys);

// Conflict "catalogue.element.retired" for what was merged, split or removed.
void RequireLive(const Element& element);

// An answer to a POST that asks and changes nothing: no effect is kept, a repetition asks anew.
http::Reply Asked(const json::value& value);

}  // namespace qz::catalogue
